"""Users, teams and what ties them, in the default schema and in one of their own."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base, Numbered, Stamped


class Role(enum.Enum):
    OWNER = "owner"
    MEMBER = "member"
    GUEST = "guest"


class User(Numbered, Stamped, Base):
    __tablename__ = "users"
    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[str | None]
    birthday: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    initials: Mapped[str | None] = mapped_column(sa.Text, sa.Computed("upper(left(name, 1))", persisted=True))
    __table_args__ = (
        sa.Index("ix_users_lower", sa.text("lower(email)"), unique=True),
        sa.Index("ix_users_active", "is_active", postgresql_where=sa.text("is_active")),
        sa.CheckConstraint("email LIKE '%@%'", name="has_at"),
    )  # fmt: skip


class Team(Numbered, Stamped, Base):
    __tablename__ = "teams"
    title: Mapped[str] = mapped_column(sa.Text, comment="As the members call it")
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="RESTRICT", onupdate="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    parent: Mapped[Team | None] = relationship(remote_side="Team.id")
    __table_args__ = (sa.UniqueConstraint("owner_id", "title"), {"comment": "Teams of users"})


class Membership(Base):
    __tablename__ = "memberships"
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(sa.Enum(Role, name="role"), server_default=Role.MEMBER.name)
    former_roles: Mapped[list[Role] | None] = mapped_column(pg.ARRAY(sa.Enum(Role, name="role")))


class Invitation(Numbered, Base):
    __tablename__ = "invitations"
    team_id: Mapped[int]
    user_id: Mapped[int]
    state: Mapped[str] = mapped_column(
        sa.Enum("sent", "seen", native_enum=False, name="state", length=12, create_constraint=True)
    )
    code: Mapped[str] = mapped_column(sa.String(12))
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["team_id", "user_id"],
            ["memberships.team_id", "memberships.user_id"],
            deferrable=True,
            initially="DEFERRED",
            match="FULL",
        ),
        sa.UniqueConstraint("code", name="one_code", deferrable=True),
    )


class Session(Base):
    __tablename__ = "sessions"
    token: Mapped[str] = mapped_column(sa.Uuid, primary_key=True, server_default=sa.func.gen_random_uuid())
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"), index=True)
    address: Mapped[str | None] = mapped_column(pg.INET)
    data: Mapped[dict[str, str]] = mapped_column(pg.JSONB, server_default=sa.text("'{}'::jsonb"))
    __table_args__ = (
        sa.Index("ix_sessions_data", "data", postgresql_using="gin", postgresql_ops={"data": "jsonb_path_ops"}),
        {"prefixes": ["UNLOGGED"]},
    )


FRIENDS = sa.Table(
    "friends",
    Base.metadata,
    sa.Column("one", sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("other", sa.ForeignKey("users.id"), primary_key=True),
    sa.CheckConstraint(sa.text("one < other"), name="in_order"),
)


class Visit(Base):
    __tablename__ = "visits"
    __table_args__ = {"schema": "archive"}  # noqa: RUF012 - as SQLAlchemy's own documentation writes it
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    mood: Mapped[str] = mapped_column(sa.Enum("good", "bad day", "it's odd", name="mood", schema="archive"))
