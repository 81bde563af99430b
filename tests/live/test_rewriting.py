"""What was written equals what a real server makes of it: types, defaults and checks, on every supported major."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from schemacheck.sql.defaults import parse_default
from schemacheck.sql.equivalence import same_expression
from schemacheck.sql.types import is_builtin, parse_type, same_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import MakeDatabase
    from tests.servers import Server

SETUP = """
CREATE EXTENSION citext;
CREATE SCHEMA app;
CREATE TYPE "Mood" AS ENUM ('happy', 'sad');
CREATE TYPE app.kind AS ENUM ('x');
CREATE TYPE "user" AS ENUM ('a');
CREATE DOMAIN whole AS bigint;
CREATE SEQUENCE "S_2";
CREATE FUNCTION home_made() RETURNS text LANGUAGE sql AS 'SELECT ''x''::text';
CREATE TABLE checked (
    t text, v varchar(20), v2 varchar(20), c citext, b3 char(3), e "Mood", i int, bi bigint, si smallint,
    n numeric(10,2), f double precision, b boolean, d date, ts timestamp(3), ts2 timestamp(3), j jsonb, ta text[],
    u uuid, "User" text, "user" text, "left" int,
    bits bit varying(8)
);
"""

TYPES = [
    *("int", "int4", "int8", "int2", "bool", "float4", "float8", "float(24)", "decimal", "dec(10)", "numeric(10,2)"),
    *("varchar", "varchar(80)", "char", "char(3)", "bpchar", '"char"', "bit", "bit varying(5)", "name", "text", "oid"),
    *("timestamp", "timestamp(3)", "timestamp(6)", "timestamptz", "timestamp(3) with time zone", "time(0)", "timetz"),
    *("interval", "interval(3)", "interval year to month", "interval day to second(3)", "date", "json", "jsonb", "xml"),
    *("text[]", "text[][3]", "text ARRAY[4]", "_text", "timestamp(3)[]", "varchar(5)[]", "numeric(10,2)[]", "bit[]"),
    *('"Mood"', '"Mood"[]', "app.kind", '"user"', "citext", "whole", "inet", "money", "point", "tsvector", "int4range"),
]

DEFAULTS = {
    "text": [
        "'x'",
        r"'it''s \ q'",
        r"E'a\nb'",
        "''",
        "'x'::varchar",
        "0",
        "1.50",
        "true",
        "now()",
        "now()::text",
        "lower('X')",
        "'a' || 'b'",
        "user",
        "trim(' x ')",
        "substring('abc' from 1 for 2)",
        "home_made()",
        "'{\"a\":1}'",
        "coalesce(current_setting('x.y', true), 'z')",
        "position('a' in 'ba')::text",
        "case when true then 'a' end",
        "concat('a', 'b')",
        "NULL",
        "NULL::text",
    ],
    "varchar(20)": [
        "'x'",
        "'x'::text",
        "lower('X')",
        "'abcdef'::varchar(3)",
    ],
    "char(3)": [
        "'ab'",
        "'ab '",
    ],
    "integer": [
        "0",
        "-1",
        "'5'",
        "'-1'::integer",
        "(7)",
        "1+1",
        "floor(random()*10)",
        "nextval('public.\"S_2\"')",
        "nextval('\"S_2\"'::text)",
    ],
    "bigint": [
        "9223372036854775807",
        "'3'::bigint",
        "0",
    ],
    "numeric(10,2)": [
        "0.00",
        "0",
        "'0.10'",
        "1e3",
        "-1.5",
        "0.0::numeric",
        "'NaN'",
    ],
    "double precision": [
        "1.5",
        "3",
        "'-Infinity'",
        "-0.5",
        "'1.5'::float8",
        "random()",
    ],
    "boolean": [
        "true",
        "'yes'",
        "'t'::boolean",
        "FALSE",
        "'off'",
        "0::boolean",
    ],
    "timestamp(3)": [
        "CURRENT_TIMESTAMP",
        "now()",
        "now()::timestamp",
        "localtimestamp",
        "timezone('utc', now())",
        "(now() at time zone 'utc')",
        "now() + interval '1 month'",
        "now() + interval '1' day",
        "'epoch'",
        "'2020-01-02 03:04:05 +00:00'",
        "'2020-01-02'",
        "'2020-01-02'::date",
    ],
    "timestamptz": [
        "'2020-01-02 03:04:05.678 +02:00'",
        "'infinity'",
        "clock_timestamp()",
    ],
    "date": [
        "CURRENT_DATE",
        "CURRENT_TIMESTAMP",
        "now()::date",
        "('now'::text)::date",
        "'2020-01-02'",
        "CURRENT_DATE + 7",
        "current_date - interval '1 month'",
    ],
    "time": [
        "'09:00'",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
    ],
    "interval": [
        "'1 day'",
        "interval '1 hour'",
        "'00:00'::interval",
        "'1 week'",
        "'0'",
        "'1 year 2 mons 3 days 04:05:06.5'",
        "'90 minutes'",
        "'1 month -1 day'",
    ],
    "jsonb": [
        "'{}'",
        '\'{"b": [1, 2.50], "a":"x"}\'',
        "'[]'",
        "'null'",
        "'{}'::json",
        "jsonb_build_object('a', 1)",
        "to_jsonb('x'::text)",
    ],
    "bytea": [
        r"'\x68656C6c6f'",
        "'abc'",
        r"'\\\001'",
    ],
    "bit(3)": [
        "B'101'",
        "'101'",
    ],
    "inet": [
        "'127.0.0.1'",
        "'127.0.0.1/32'",
        "'10.0.0.0/8'",
    ],
    '"Mood"': [
        "'happy'",
        "'sad'::\"Mood\"",
        "'sad'::public.\"Mood\"",
    ],
    "app.kind": [
        "'x'",
        "'x'::app.kind",
    ],
    "whole": [
        "0",
        "'5'",
    ],
    "text[]": [
        "'{}'",
        "ARRAY[]::text[]",
        "ARRAY['a', 'b''c']::TEXT[]",
        "'{}'::varchar[]",
        '\'{"a b",NULL,"null",""}\'',
        r"""ARRAY['a b', NULL, '', 'x"y', 'p\q']""",
    ],
    "varchar(5)[]": [
        "'{a}'",
        "ARRAY['a']",
    ],
    "integer[]": [
        "'{1,2}'",
        "ARRAY[1,2]",
        "ARRAY[[1,2],[3,4]]",
        "array_fill(0, ARRAY[3])",
    ],
    "bigint[]": [
        "'{1,2}'",
        "ARRAY[1, 2]::BIGINT[]",
    ],
    "numeric(10,2)[]": [
        "'{1.5}'",
        "ARRAY[1.50]::numeric(10,2)[]",
    ],
    "timestamp(3)[]": [
        "'{}'",
        "ARRAY['2020-01-02 03:04:05 +00:00']::timestamp(3)[]",
    ],
    '"Mood"[]': [
        "'{happy}'",
        "ARRAY['happy', 'sad']::\"Mood\"[]",
        'ARRAY[]::"Mood"[]',
    ],
    "uuid": [
        "'00000000-0000-0000-0000-00000000000A'",
    ],
}

CHECKS = """
v = 'open'
v <> 'open'
v in ('a', 'b')
v not in ('a', 'b')
v in ('a')
v = any (array['a', 'b'])
v like 'a%' and v not like 'b%' and v ilike 'c%'
v like 'a!%' escape '!'
v similar to 'a%'
v ~ '^[a-z]+$'
v between 'a' and 'b'
v is null or v <> ''
length(v) > 0
lower(v) = v
v || v2 = 'ab'
t = v
coalesce(v, '') <> ''
coalesce(t, v) is not null
t in ('a', 'b')
t like '%@%'
length(t) > 0 and length(t) <= 255
trim(both from t) <> ''
substring(t from 1 for 2) = 'ab'
position('@' in t) > 1
regexp_replace(t, '[^0-9]', '', 'g') = t
left(t, 1) = 'a'
t collate "C" = 'x'
t is not null
not (t is null)
(t is null) <> (v is null)
t is null and v is null or (i > 1 and i < 3)
c = 'ABC'
c in ('a', 'b')
b3 = 'ab'
e = 'happy'
e in ('happy', 'sad')
e::text = 'happy'
e < 'sad'
i > 0
i between 1 and 5
i not between 1 and 5
i between symmetric 1 and 5
i in (1, 2, 3)
i not in (1, 2, 3)
i in (1, 2, bi)
i > -1
i % 2 = 0 and i * 2 + 1 > 3 and (i + 1) * 2 > bi
-i < 0
i::text = '5'
bi in (1, 2)
si between 1 and 5
n >= 0.00 and n > 0
n in (1, 2)
f between -90 and 90
f > 0.5
b and not b or b is true and b = true
d > '1900-01-01'
d <= current_date
ts < now()
ts2 >= ts + interval '1 day'
ts at time zone 'utc' < now()
jsonb_typeof(j) = 'array'
j ->> 'a' = 'x' and (j ->> 'a')::int > 5 and j ? 'a'
j @> '{"a": 1}'
j <> '{}'
j #>> '{a,b}' = 'x'
ta = '{}'
'a' = any (ta)
ta <@ array['a', 'b']
ta[1] = 'a' and cardinality(ta) > 0
u <> '00000000-0000-0000-0000-000000000000'
num_nonnulls(t, v) = 1
case when b then i > 0 else i = 0 end
case t when 'a' then i > 0 else false end
case when i > 0 then 'a' end = t
case v when 'a' then i > 0 else false end
(t, v) = ('a', 'b')
"User" = 'x' and "user" = current_user and "left" > 0
home_made() = t and public.home_made() <> v
t = current_setting('app.tenant', true)
to_tsvector('english', t) is not null
""".strip().splitlines()

CASTS = """
n / 2 > 1
i = 1.5
i * n > bi
1.0 / f > i
si * bi + n > 0
f - n > 0 or n = i
coalesce(n, 0) > 0
greatest(i, bi, n) > 1
lower(b3) = t and b3 || '-' || t <> ''
ts > '2020-01-01'
d = '2020-1-2' or u > '00000000-0000-0000-0000-00000000000A'
""".strip().splitlines()
"""Here the types of the columns tell that the server's casts are its own."""

WORDS = [
    (12, "t is not distinct from 'z'"),
    (12, "t is not distinct from null or i is distinct from null"),
    (12, "not (t is not distinct from v)"),
    (12, "(t, v) in (('a', 'b'), ('c', 'd'))"),
    (12, "(i, bi) not in ((1, 2), (3, 4))"),
    (12, "bits = b'101' or bits <> x'1F'"),
    (12, "(ts, ts2) overlaps (ts, ts2)"),
    (12, "concat(variadic array['a', t]) = 'a'"),
    (12, "checked.* is not null"),
    (12, "t::xml is document"),
    (12, "xmlexists('//a' passing by ref (t::xml))"),
    (12, "substring(t from 'a' for '#') = 'a'"),
    (13, "t is normalized or v is not nfkc normalized"),
    (16, "t is json or t is json array or v is not json object with unique keys"),
    (17, "json_exists(j, '$')"),
    (17, "json_value(j, '$' returning int) > 1"),
]
"""With words that our own grammar does not know, or knows since short, and since when the server does."""

CANNOT_TELL = [
    (12, "round(i) > 1"),
    (12, "jsonb_path_exists(j, '$.a')"),
    (12, "t::tsvector @@ 'b & a'"),
    (12, "int4range(i, i) && '[1,5]'"),
    (17, "json_exists(j, '$.a')"),
    (17, "json_value(j, '$.a' returning int) > 1"),
    (17, "json_query(j, '$.a' with wrapper) is not null"),
]
"""Here only what functions there are could tell that the server's casts are its own, or how it spells a literal."""

READ_SETTINGS = """
SELECT set_config('search_path', '', false), set_config('TimeZone', 'UTC', false),
       set_config('DateStyle', 'ISO', false), set_config('IntervalStyle', 'postgres', false)
"""


@pytest.fixture
def connection(any_server: Server, make_database: MakeDatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(make_database(SETUP, server=any_server), autocommit=True) as connection:
        yield connection


def create(connection: psycopg.Connection, body: str) -> None:
    connection.execute("SET search_path = public")
    connection.execute("CREATE TABLE made (" + body + ")")
    connection.execute(READ_SETTINGS)


def test_types(connection: psycopg.Connection) -> None:
    create(connection, ", ".join(f"c{number} {type_}" for number, type_ in enumerate(TYPES)))
    printed = connection.execute(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 'public.made'::regclass AND attnum > 0 ORDER BY attnum"
    ).fetchall()
    assert len(printed) == len(TYPES)
    for written, (live,) in zip(TYPES, printed, strict=True):
        assert same_type(parse_type(written), parse_type(live), {"public"}), (written, live)


def test_every_type_of_the_server_is_known(connection: psycopg.Connection) -> None:
    names = connection.execute(
        "SELECT format_type(oid, NULL) FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace"
        " AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A'"
    ).fetchall()
    assert len(names) > 50
    assert [name for (name,) in names if not is_builtin(parse_type(name))] == []


def test_defaults(connection: psycopg.Connection) -> None:
    written = [(type_, text) for type_, texts in DEFAULTS.items() for text in texts]
    create(connection, ", ".join(f"c{number} {type_} DEFAULT {text}" for number, (type_, text) in enumerate(written)))
    printed = connection.execute(
        "SELECT format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid) FROM pg_attribute"
        " LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
        " WHERE attrelid = 'public.made'::regclass AND attnum > 0 ORDER BY attnum"
    ).fetchall()
    assert len(printed) == len(written)
    for (type_, text), (live_type, live) in zip(written, printed, strict=True):
        expected = parse_default(text, parse_type(type_), "public")
        found = None if live is None else parse_default(live, parse_type(live_type), "public")
        assert expected == found, (type_, text, live)
        # What a report shows can be written into the expected schema again.
        if expected is not None:
            assert parse_default(str(expected), parse_type(type_), "public") == expected


def test_extract_was_another_function_before_postgresql_14(connection: psycopg.Connection) -> None:
    written = "extract(year from ts) > 2000"
    connection.execute("SET search_path = public")
    connection.execute(f"ALTER TABLE checked ADD CONSTRAINT k CHECK ({written})")
    (printed,) = connection.execute(
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'k'"
    ).fetchone() or ("",)
    as_written = connection.info.server_version >= 140000
    assert same_expression(written, printed) is (True if as_written else None)


def test_checks(connection: psycopg.Connection) -> None:
    major = connection.info.server_version // 10000
    known = [text for since, text in WORDS if since <= major]
    cannot_tell = [text for since, text in CANNOT_TELL if since <= major]
    connection.execute("SET search_path = public")
    for number, check in enumerate([*CHECKS, *CASTS, *known, *cannot_tell]):
        connection.execute(f"ALTER TABLE checked ADD CONSTRAINT k{number} CHECK ({check})")
    connection.execute(READ_SETTINGS)
    printed: dict[str, str] = dict(
        connection.execute("SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint").fetchall()
    )
    types = {
        name: parse_type(type_)
        for name, type_ in connection.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = 'public.checked'::regclass AND attnum > 0"
        ).fetchall()
    }
    varchars = frozenset({"v", "v2"})
    wrong = []
    for number, check in enumerate([*CHECKS, *CASTS, *known, *cannot_tell]):
        live = printed[f"k{number}"]
        alone = same_expression(check, live, "public", varchars)
        typed = same_expression(check, live, "public", varchars, types)
        told = (None if check in (*CASTS, *cannot_tell) else True, None if check in cannot_tell else True)
        if (alone, typed) != told:
            wrong.append((check, live, alone, typed))
    assert wrong == [], "\n".join(map(str, wrong))
