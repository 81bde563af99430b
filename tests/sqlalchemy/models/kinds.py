"""A column of every type that SQLAlchemy's PostgreSQL dialect has."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from .base import Base, LowerText

GENERIC = sa.Table(
    "generic_types",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a_small", sa.SmallInteger, server_default="7"),
    sa.Column("a_big", sa.BigInteger, server_default=sa.text("-1")),
    sa.Column("a_number", sa.Numeric(12, 2), server_default=sa.text("0.00")),
    sa.Column("a_bare_number", sa.Numeric),
    sa.Column("a_float", sa.Float),
    sa.Column("a_short_float", sa.Float(24)),
    sa.Column("a_double", sa.Double),
    sa.Column("a_text", sa.Text, server_default="it's"),
    sa.Column("a_string", sa.String),
    sa.Column("a_short_string", sa.String(40), server_default=""),
    sa.Column("a_collated_string", sa.String(40, collation="C")),
    sa.Column("a_char", sa.CHAR(3)),
    sa.Column("a_unicode", sa.Unicode(10)),
    sa.Column("a_unicode_text", sa.UnicodeText),
    sa.Column("a_truth", sa.Boolean, server_default=sa.false()),
    sa.Column("another_truth", sa.Boolean, server_default=sa.text("true")),
    sa.Column("a_day", sa.Date, server_default=sa.func.current_date()),
    sa.Column("a_time", sa.Time),
    sa.Column("a_zoned_time", sa.Time(timezone=True)),
    sa.Column("a_moment", sa.DateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("a_zoned_moment", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("a_span", sa.Interval),
    sa.Column("some_bytes", sa.LargeBinary),
    sa.Column("some_json", sa.JSON, server_default=sa.text("'{}'")),
    sa.Column("a_uuid", sa.Uuid, server_default=sa.text("gen_random_uuid()")),
    sa.Column("a_pickle", sa.PickleType),
    sa.Column("folded", LowerText),
    sa.Column("varied", sa.JSON().with_variant(pg.JSONB(), "postgresql")),
    sa.Column("only_in_python", sa.Integer, default=3),
    sa.Column('with spaces and "quotes"', sa.Integer),
)

OWN = sa.Table(
    "postgres_types",
    Base.metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True),
    sa.Column("an_array", pg.ARRAY(sa.Text), server_default="{}"),
    sa.Column("a_cube", pg.ARRAY(sa.Integer, dimensions=3)),
    sa.Column("short_strings", sa.ARRAY(sa.String(20))),
    sa.Column("some_jsonb", pg.JSONB, server_default=sa.text("'[]'::jsonb")),
    sa.Column("an_address", pg.INET),
    sa.Column("a_network", pg.CIDR),
    sa.Column("a_card", pg.MACADDR),
    sa.Column("a_long_card", pg.MACADDR8),
    sa.Column("bits", pg.BIT(8)),
    sa.Column("some_bits", pg.BIT(12, varying=True)),
    sa.Column("money", pg.MONEY),
    sa.Column("an_oid", pg.OID),
    sa.Column("a_relation", pg.REGCLASS),
    sa.Column("a_vector", pg.TSVECTOR),
    sa.Column("a_query", pg.TSQUERY),
    sa.Column("precise", pg.TIMESTAMP(timezone=True, precision=3)),
    sa.Column("precise_time", pg.TIME(precision=2)),
    sa.Column("a_year_span", pg.INTERVAL(fields="YEAR TO MONTH")),
    sa.Column("a_precise_span", pg.INTERVAL(precision=4)),
    sa.Column("days", pg.DATERANGE),
    sa.Column("moments", pg.TSTZRANGE),
    sa.Column("numbers", pg.INT4RANGE),
    sa.Column("big_numbers", pg.INT8MULTIRANGE),
    sa.Column("a_double", pg.DOUBLE_PRECISION),
    sa.Column("raw", pg.BYTEA),
    sa.Column("a_real", pg.REAL),
)

LONG = sa.Table(
    "a_table_with_a_name_that_is_nearly_as_long_as_names_may_be",
    Base.metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(start=10, increment=5), primary_key=True),
    sa.Column("a_column_with_a_name_that_is_rather_long_too", sa.Integer, index=True, unique=True),
    sa.Column("another_column_with_a_name_that_is_rather_long", sa.Integer, sa.ForeignKey("generic_types.id")),
)

ENTRIES = sa.Sequence("ledger_entries", metadata=Base.metadata)
LEDGERS = [
    sa.Table(
        f"ledger_{year}",
        Base.metadata,
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.Integer, ENTRIES, primary_key=True),
        sa.Column("amount", sa.Numeric(18, 4), nullable=False),
        sa.CheckConstraint("amount <> 0", name="amount_is_something"),
        schema="archive",
    )
    for year in range(2016, 2026)
]
