"""Defaults are compared by what they mean on their column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.sql.defaults import Default, cannot_tell, looks_like_unquoted_text, parse_default
from schemacheck.sql.tokens import words
from schemacheck.sql.types import TypeName, parse_type

# Each line: the type of the column, how the default is shown, and the ways to write it; the last ones are the server's.
SAME = [
    ("text", "'draft'", ["'draft'", "'draft'::text", "('draft'::character varying)", "E'draft'", "$$draft$$"]),
    ("varchar(20)", "'x'", ["'x'", "'x'::text", "'x'::character varying", "'x'::varchar(20)"]),
    ("char(3)", "'ab'", ["'ab'", "'ab '", "'ab'::bpchar"]),
    ("text", "'it''s'", ["'it''s'", "E'it\\'s'", "'it''s'::text"]),
    ("text", "'0'", ["'0'", "0"]),
    ("text", "'true'", ["'true'", "true"]),
    ("Mood", "'happy'", ["'happy'", "'happy'::\"Mood\"", "'happy'::public.\"Mood\""]),
    ("integer", "-1", ["-1", "(-1)", "'-1'", "'-1'::integer", "-1::int4", "'-1'::int"]),
    ("integer", "0", ["0", "'0'", "(0)", "'0'::integer", "-0", "00"]),
    ("bigint", "3221225472", ["3221225472", "'3221225472'::bigint"]),
    ("smallint", "1", ["1", "'1'::smallint", "(1)::smallint"]),
    ("numeric", "0.1", ["0.1", "0.10", "'0.1'", ".1", "1e-1", "0.10::numeric"]),
    ("numeric(10,2)", "1000", ["1000", "1e3", "1000.00", "(1000)::numeric", "'1000'::numeric(10,2)"]),
    ("double precision", "3", ["3", "3.0", "'3'::double precision", "(3)::double precision"]),
    ("numeric", "'NaN'", ["'NaN'", "'nan'::numeric"]),
    ("money", "1234.5", ["1234.50", "'$1,234.50'::money", "'1234.5'"]),
    ("boolean", "true", ["true", "TRUE", "'t'::boolean", "'true'", "'yes'", "'on'", "'1'::boolean", "1::boolean"]),
    ("boolean", "false", ["false", "'f'::bool", "'no'", "'off'", "'0'"]),
    ("jsonb", "'{\"a\": [1, 2.5]}'", ["'{\"a\":[1,2.50]}'", "'{\"a\": [1, 2.5]}'::jsonb"]),
    ("jsonb", '\'{"a": 1, "b": 2}\'', ['\'{"b": 2, "a": 1}\'']),
    ("json", "'{}'", ["'{}'", "'{ }'::json"]),
    ("text[]", "'{}'", ["'{}'", "'{}'::text[]", "ARRAY[]::text[]", "array[]::TEXT[]", "'{}'::character varying[]"]),
    ("text[]", "'{a,b}'", ["'{a,b}'", "'{ a , \"b\" }'", "ARRAY['a','b']", "ARRAY['a'::text, 'b'::text]::text[]"]),
    (
        "text[]",
        '\'{"a b",NULL,"null",""}\'',
        ["array['a b', null, 'null', '']", "ARRAY['a b', NULL::text, 'null', '']"],
    ),
    ("Mood[]", "'{happy}'", ["'{happy}'", "ARRAY['happy']::\"Mood\"[]", "ARRAY['happy'::public.\"Mood\"]"]),
    ("bigint[]", "'{1,2}'", ["'{1,2}'", "ARRAY[1, 2]::bigint[]", "ARRAY[(1)::bigint, (2)::bigint]"]),
    ("boolean[]", "'{true,false}'", ["ARRAY[true, false]", "'{t,f}'::boolean[]"]),
    ("bytea", "'\\x68656c'", ["'\\x68656C'", "'hel'", "'\\x68656c'::bytea"]),
    ("bit(3)", "'101'", ["B'101'", "'101'", "'101'::\"bit\""]),
    ("varbit", "'00011111'", ["X'1F'", "B'00011111'"]),
    ("uuid", "'00000000-0000-0000-0000-00000000000a'", ["'{0000000000000000000000000000000A}'::uuid"]),
    ("interval", "'00:00:00'", ["'00:00'::interval", "'0'", "interval '0 seconds'", "'00:00:00'::interval"]),
    ("interval", "'01:30:00'", ["'1.5 hours'", "'90.0 min'"]),
    ("int4range", "'[1,4)'", ["'[1,3]'", "'(0,3]'", "'[ 1 , 4 )'", "'[1,3]'::int4range"]),
    ("int8range", "'(,5)'", ["'[,4]'", "'(,4]'"]),
    ("int4range", "'empty'", ["'(1,2)'", "'[3,3)'", "'EMPTY'"]),
    (
        "macaddr",
        "'08:00:2b:01:02:03'",
        ["'08-00-2B-01-02-03'", "'08002b:010203'", "'0800.2b01.0203'", "'08002b010203'"],
    ),
    ("macaddr8", "'08:00:2b:ff:fe:01:02:03'", ["'08-00-2b-01-02-03'", "'08002bfffe010203'"]),
    ("cidr", "'10.1.2.3/32'", ["'10.1.2.3'", "cidr '10.1.2.3'"]),
    ("interval", "'14 days'", ["'14 days'", "'2 weeks'", "'14 days'::interval", "'14 day'"]),
    ("interval", "'1 year 2 mons 3 days 04:05:06.5'", ["'1 year 2 months 3 d 4 hours 5 min 6500 ms'"]),
    ("date", "'2020-01-02'", ["'2020-01-02'", "date '2020-01-02'", "'2020-01-02'::date", "'2020-01-02 00:00:00 +00'"]),
    ("date", "'1970-01-01'", ["'epoch'", "'EPOCH'::date"]),
    (
        "timestamp(3)",
        "'2020-01-02 03:04:05'",
        ["'2020-01-02 03:04:05 +00:00'", "'2020-01-02T03:04:05'", "'2020-01-02 03:04:05'::timestamp without time zone"],
    ),
    (
        "timestamptz(3)",
        "'2020-01-02 01:04:05.678+00'",
        ["'2020-01-02 03:04:05.678 +02:00'", "'2020-01-02 01:04:05.678+00'::timestamp with time zone"],
    ),
    ("time", "'09:00:00'", ["'09:00'", "'09:00:00'::time without time zone", "'2020-01-02 09:00:00 +00:00'"]),
    (
        "timestamp(3)",
        "CURRENT_TIMESTAMP",
        ["now()", "CURRENT_TIMESTAMP", "transaction_timestamp()", "pg_catalog.now()", "now()::timestamp", "(now())"],
    ),
    ("date", "CURRENT_TIMESTAMP", ["now()", "CURRENT_TIMESTAMP", "(now())::date"]),
    ("integer", "nextval('a_id_seq')", ["nextval('public.a_id_seq'::regclass)", "nextval('A_ID_SEQ'::text)"]),
    ("bigint", "nextval('\"A_id_seq\"')", ["nextval('\"A_id_seq\"')", "nextval('public.\"A_id_seq\"'::regclass)"]),
    ("bigint", "nextval('app.s')", ["nextval('app.s'::regclass)"]),
    ("uuid", "gen_random_uuid()", ["gen_random_uuid()", "pg_catalog.gen_random_uuid()", "GEN_RANDOM_UUID()"]),
    ("text", "gen_random_uuid()", ["gen_random_uuid()", "(gen_random_uuid())::text"]),
    ("timestamp", "timezone('utc', CURRENT_TIMESTAMP)", ["now() at time zone 'utc'", "timezone('utc'::text, now())"]),
    ("int_domain", "5", ["5", "'5'", "'5'::bigint"]),
]

DIFFERENT = [
    ("text", "'draft'", "'Draft'"),
    ("text", "''", "' '"),
    ("text", "'a'", "'a '"),
    ("text", "'1.0'", "'1'"),
    ("varchar(10)", "'abcdef'::varchar(3)", "'abcdef'"),
    ("integer", "0", "1"),
    ("numeric", "0.1", "0.11"),
    ("double precision", "0.1::real", "0.1"),
    ("boolean", "true", "false"),
    ("jsonb", "'{}'", "'[]'"),
    ("jsonb", "'{\"a\": 1}'", '\'{"a": "1"}\''),
    ("text[]", "'{}'", "'{\"\"}'"),
    ("text[]", "'{null}'", "'{\"null\"}'"),
    ("text[]", "'{a,b}'", "'{b,a}'"),
    ("timestamp(3)", "now()", "CURRENT_TIMESTAMP(3)"),
    ("timestamp(3)", "now()", "clock_timestamp()"),
    ("timestamp(3)", "now()", "LOCALTIMESTAMP"),
    ("timestamp(3)", "now()", "timezone('utc', now())"),
    ("timestamp(3)", "now()", "now()::timestamp(0)"),
    ("date", "('now'::text)::date", "'now'"),
    ("timestamp", "'2020-01-02'", "'2020-01-03'"),
    ("interval", "'1 month'", "'30 days'"),
    ("integer", "nextval('a')", "nextval('b')"),
    ("integer", "nextval('a')", "nextval('app.a')"),
    ("uuid", "gen_random_uuid()", "uuid_generate_v4()"),
    ("text", "'gen_random_uuid()'", "gen_random_uuid()"),
    ("Mood", "'happy'", "'sad'"),
    ("text", "lower('A')", "upper('A')"),
]


def column_type(text: str) -> TypeName:
    return parse_type(text)


@pytest.mark.parametrize(("type_", "shown", "ways"), SAME)
def test_ways_to_write_one_default(type_: str, shown: str, ways: list[str]) -> None:
    for way in ways:
        found = parse_default(way, column_type(type_), "public")
        assert str(found) == shown, way
        assert found == parse_default(ways[0], column_type(type_), "public")
        assert found is not None
        assert found.text == way


@pytest.mark.parametrize(("type_", "shown", "ways"), SAME)
def test_what_is_shown_means_the_same(type_: str, shown: str, ways: list[str]) -> None:
    assert parse_default(shown, column_type(type_), "public") == parse_default(ways[0], column_type(type_), "public")


@pytest.mark.parametrize(("type_", "one", "other"), DIFFERENT)
def test_different_defaults_never_look_the_same(type_: str, one: str, other: str) -> None:
    left, right = (parse_default(text, column_type(type_), "public") for text in (one, other))
    assert left != right
    assert str(left) != str(right)


@pytest.mark.parametrize("text", ["NULL", "null", "(NULL)", "NULL::text", "(NULL::character varying)::text"])
def test_null_is_no_default(text: str) -> None:
    assert parse_default(text, column_type("text")) is None


def test_the_schema_of_the_type_may_be_the_home() -> None:
    written = parse_default("'happy'", column_type("Mood"), "public")
    assert parse_default("'happy'::public.\"Mood\"", column_type('public."Mood"'), "public") == written
    assert parse_default("'happy'::app.\"Mood\"", column_type('app."Mood"'), "public") == written


def test_without_a_type_the_cast_stands_for_it() -> None:
    assert parse_default("'{}'::jsonb", None) == Default("json", "{}")
    assert parse_default("'x'", None) == Default("text", "x")
    assert parse_default("5", None) == Default("number", "5")
    assert parse_default("now()", None) == Default("now", "")


def test_what_casts_alone_could_explain_is_not_called_different() -> None:
    expected, live = (
        parse_default(text, column_type("timestamptz"))
        for text in ("to_timestamp(0)", "to_timestamp((0)::double precision)")
    )
    assert expected is not None
    assert live is not None
    assert expected != live
    assert cannot_tell(expected, live)
    other = parse_default("to_timestamp(1)", column_type("timestamptz"))
    assert other is not None
    assert not cannot_tell(other, live)
    assert not cannot_tell(live, live)


@pytest.mark.parametrize(
    ("of_type", "expected", "live"),
    [("point", "'(1, 2)'", "'(1,2)'"), ("tsrange", "'[2020-01-01,)'", "'[\"2020-01-01 00:00:00\",)'")],
)
def test_a_literal_that_the_server_spells_anew_is_not_called_different(of_type: str, expected: str, live: str) -> None:
    one, other = (parse_default(text, column_type(of_type)) for text in (expected, live))
    assert one is not None
    assert other is not None
    assert one != other
    assert cannot_tell(one, other)
    assert not cannot_tell(other, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("draft", True),
        ("not started", True),
        ("in-progress", True),
        ("Draft", True),
        ('"draft"', True),
        ("offen", True),
        ("N/A", True),
        ("CURRENT_TIMESTAMP", False),
        ("current_user", False),
        ("CURRENT_DATE - 7", False),
        ("true", False),
        ("null", False),
        ("LOCALTIME", False),
        ("now()", False),
        ("'draft'", False),
        ("'draft'::text", False),
        ("5", False),
        ("-1", False),
        ("date '2020-01-01'", False),
        ("ARRAY[]::text[]", False),
        ("{}", False),
        ("", False),
    ],
)
def test_bare_words(text: str, expected: bool) -> None:
    assert looks_like_unquoted_text(text) is expected


TYPES = [
    None,
    *(
        parse_type(name)
        for name in sorted(
            words(
                """text integer numeric boolean jsonb text[] integer[] timestamp(3) timestamptz date time interval bytea
                bit(3) uuid inet money Mood public."Mood" char(3)"""
            )
        )
    ),
]
_PARTS = words(
    """'x' '{a,b}' '{"a":1}' '2020-01-02' '1day' '-1' 1 -2.50 true NULL now() ARRAY[1,2] ::text ::integer ::"Mood"
    ::text[] ( ) nextval('a') \\x B'1' 'NaN' '1e9' ::date ::public."Mood" + , '\\xff' '24:00' '9999-12-31T24:00+15' '"""
)


@given(st.lists(st.sampled_from(sorted(_PARTS)), max_size=6).map("".join) | st.text(), st.sampled_from(TYPES))
def test_any_text_is_a_default(text: str, type_: TypeName | None) -> None:
    found = parse_default(text, type_, "public")
    if found is not None and type_ is not None:
        again = parse_default(str(found), type_, "public")
        assert again is not None
        assert str(again) == str(found)


@given(st.text(), st.sampled_from(TYPES))
def test_any_string_literal_is_a_default(value: str, type_: TypeName | None) -> None:
    written = "'" + value.replace("'", "''") + "'"
    found = parse_default(written, type_)
    assert found is not None
    if type_ is not None:
        assert parse_default(str(found), type_) == found
