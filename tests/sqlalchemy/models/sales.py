"""Orders and what becomes of them: serials, sequences, identity by default, partitions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Stamped

NUMBERS = sa.Sequence("order_numbers", start=1000, metadata=Base.metadata)
STATE = pg.ENUM("open", "paid", "sent", name="order_state", metadata=Base.metadata)


class Order(Stamped, Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, NUMBERS, server_default=NUMBERS.next_value(), unique=True)
    buyer: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(STATE, server_default="open")
    history: Mapped[list[str] | None] = mapped_column(pg.ARRAY(STATE))
    note: Mapped[str | None] = mapped_column(sa.Text, deferred=True)


class Line(Base):
    __tablename__ = "lines"
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    pieces: Mapped[int] = mapped_column(sa.CheckConstraint("pieces > 0", name="pieces"))
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    total: Mapped[Decimal] = mapped_column(sa.Numeric, sa.Computed("pieces * price", persisted=True))


class Invoice(Base):
    __tablename__ = "invoices"
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), unique=True)
    serial: Mapped[int] = mapped_column(sa.Integer, sa.Identity(always=False, start=5))
    due: Mapped[date] = mapped_column(server_default=sa.text("CURRENT_DATE + 14"))


class Refund(Base):
    __tablename__ = "refunds"
    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    reason: Mapped[str] = mapped_column(sa.Text, server_default=sa.literal("none; really"))


class Payment(Base):
    __tablename__ = "payments"
    at: Mapped[date] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__ = {"postgresql_partition_by": "RANGE (at)"}  # noqa: RUF012


class Rate(Base):
    __tablename__ = "rates"
    currency: Mapped[str] = mapped_column(sa.CHAR(3), primary_key=True)
    value: Mapped[float] = mapped_column(sa.Float(53), server_default="1.0")
    inverse: Mapped[float | None] = mapped_column(sa.Double, sa.Computed("1.0 / value", persisted=True))


EVENTS = sa.Table(
    "events",
    Base.metadata,
    sa.Column("kind", sa.Text),
    sa.Column("payload", pg.JSONB(none_as_null=True)),
    sa.Column("flag", sa.Boolean(create_constraint=True)),
)
