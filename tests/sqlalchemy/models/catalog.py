"""What is sold, and where it lies: keys of several columns, expressions, indexes of every sort."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from packaging.version import Version
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Numbered

# SQLAlchemy 2.0.41 is the first that knows it of uniques.
COVERING: dict[str, Any] = {"postgresql_include": ["title"]} if Version(sa.__version__) >= Version("2.0.41") else {}


class Category(Base):
    __tablename__ = "Category"
    slug: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    parentSlug: Mapped[str | None] = mapped_column(sa.ForeignKey("Category.slug"))  # noqa: N815 - as the table has it
    order: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")


class Product(Numbered, Base):
    __tablename__ = "products"
    sku: Mapped[str] = mapped_column(sa.CHAR(8))
    title: Mapped[str]
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), server_default="0")
    tax: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2), sa.Computed("price * 0.19"))
    category: Mapped[str | None] = mapped_column(
        sa.ForeignKey("Category.slug", onupdate="CASCADE", ondelete="SET NULL")
    )
    tags: Mapped[list[str]] = mapped_column(pg.ARRAY(sa.Text), server_default=sa.text("ARRAY[]::text[]"))
    search: Mapped[str | None] = mapped_column(pg.TSVECTOR)
    __table_args__ = (
        sa.CheckConstraint("price >= 0", name="price"),
        sa.CheckConstraint("sku ~ '^[A-Z0-9]+$' AND length(title) > 0", name="sku"),
        sa.UniqueConstraint("sku", name="uq_sku", **COVERING),
        sa.Index("ix_products_search", "search", postgresql_using="gin"),
        sa.Index("ix_products_title", sa.desc("title"), "price", postgresql_include=["sku"]),
        sa.Index("ix_products_tags", "tags", postgresql_using="gin"),
        sa.Index("ix_products_lower", sa.func.lower("title")),
    )  # fmt: skip


sa.Index("ix_products_category_price", Product.category.asc().nulls_first(), Product.price.desc().nulls_last())
sa.Index("uq_products_title_open", sa.func.lower(Product.title), unique=True, postgresql_where=Product.price > 0)
sa.Index("ix_only_elsewhere", Product.title).ddl_if(dialect="sqlite")


class Warehouse(Base):
    __tablename__ = "warehouses"
    country: Mapped[str] = mapped_column(sa.CHAR(2), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(sa.Text, sa.Computed("country || '-' || number::text", persisted=True))


class Stock(Base):
    __tablename__ = "stock"
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), primary_key=True)
    country: Mapped[str] = mapped_column(sa.CHAR(2), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    pieces: Mapped[int] = mapped_column(server_default=sa.text("0"))
    __table_args__ = (
        sa.ForeignKeyConstraint(["country", "number"], ["warehouses.country", "warehouses.number"], use_alter=True),
        sa.UniqueConstraint("country", "number", "product_id", postgresql_nulls_not_distinct=True),
    )
