"""Two spellings of one type are equal; nonsense is refused; a near miss is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.sql.types import (
    SERIAL_TYPES,
    TypeName,
    TypeSyntaxError,
    is_builtin,
    parse_type,
    same_type,
    suggestion,
    well_known_extension_types,
)

SPELLINGS = [
    ("integer", ["int", "int4", "INT", "Integer", "pg_catalog.int4", '"int4"', ' pg_catalog . "int4" ']),
    ("bigint", ["int8", "BIGINT"]),
    ("smallint", ["int2"]),
    ("boolean", ["bool", "BOOL"]),
    ("real", ["float4", "float(1)", "float(24)"]),
    ("double precision", ["float8", "float", "float(25)", "DOUBLE  PRECISION"]),
    ("numeric", ["decimal", "dec", "NUMERIC"]),
    ("numeric(10,0)", ["numeric(10)", "decimal( 10 , 0 )"]),
    ("numeric(65,30)", ["DECIMAL(65,30)"]),
    ("numeric(5,-2)", ["numeric(5, -2)"]),
    ("varchar", ["character varying", "char varying", "VARCHAR"]),
    ("varchar(80)", ["character varying(80)", "national character varying(80)", "nchar varying (80)"]),
    ("char(1)", ["char", "character", "CHAR(1)", "nchar", "national char", "bpchar(1)"]),
    ("char(3)", ["character(3)", "bpchar(3)"]),
    ("bpchar", ["pg_catalog.bpchar"]),
    ('"char"', ['pg_catalog."char"', "pg_catalog.char"]),
    ("bit(1)", ["bit", "BIT(1)"]),
    ("varbit(5)", ["bit varying(5)"]),
    ("timestamp", ["timestamp without time zone", "timestamp(6)", "timestamp(6) without time zone", "timestamp(7)"]),
    ("timestamp(3)", ["timestamp(3) without time zone", "TIMESTAMP (3)"]),
    ("timestamptz", ["timestamp with time zone", "timestamptz(6)", "timestamp(6) with time zone"]),
    ("timestamptz(3)", ["timestamp(3) with time zone", "timestamp with time zone(3)"]),
    ("time", ["time without time zone", "time(6)"]),
    ("timetz(0)", ["time(0) with time zone"]),
    ("interval", ["interval(6)", "INTERVAL"]),
    ("interval(3)", []),
    ("interval year to month", ["INTERVAL YEAR TO MONTH"]),
    ("interval day to second(3)", ["interval day to second (3)"]),
    ("interval day to second", ["interval day to second(6)"]),
    ("text[]", ["text[][]", "text[3]", "text ARRAY", "text ARRAY[4]", "_text", "TEXT [] []"]),
    ("timestamp(3)[]", ["timestamp(3) without time zone[]"]),
    ("integer[]", ["_int4", "int4[]"]),
    ('"RaceStatus"', ["RaceStatus"]),
    ('"RaceStatus"[]', ["RaceStatus[]"]),
    ('public."user"', ["public.user"]),
    ('"My Schema"."My Type"[]', []),
    ("extensions.citext", []),
    ("citext", ["CITEXT"]),
    ("geometry(Point,4326)", ["geometry(Point, 4326)"]),
]

DIFFERENT = [
    ("text", "varchar"),
    ("json", "jsonb"),
    ("timestamp", "timestamptz"),
    ("timestamp(3)", "timestamp"),
    ("varchar(80)", "varchar(81)"),
    ("varchar", "varchar(80)"),
    ("char", "bpchar"),
    ("char", '"char"'),
    ("integer", "bigint"),
    ("text", "text[]"),
    ("numeric", "numeric(10)"),
    ("numeric(10,2)", "numeric(10,3)"),
    ("bit", "varbit"),
    ("interval", "interval year"),
    ("RaceStatus", "racestatus"),
    ("public.text", "text"),
    ("a.kind", "b.kind"),
]

NONSENSE = [
    "",
    "  ",
    "varchar(abc)",
    "varchar()",
    "varchar(0)",
    "varchar(1,2)",
    "numeric(2,1,3)",
    "numeric(1001)",
    "text(3)",
    "integer(4)",
    "float(54)",
    "timestamp(-1)",
    "interval fortnight",
    "interval day(3)",
    "int(",
    "text[",
    "text]",
    "text foo",
    "a.b.c",
    "'text'",
    "text; x",
    "double precision precision",
]


@pytest.mark.parametrize(("canonical", "others"), SPELLINGS, ids=[canonical for canonical, _ in SPELLINGS])
def test_spellings_of_one_type(canonical: str, others: list[str]) -> None:
    expected = parse_type(canonical)
    assert str(expected) == canonical
    for other in others:
        assert parse_type(other) == expected, other


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_types(one: str, other: str) -> None:
    assert parse_type(one) != parse_type(other)
    assert not same_type(parse_type(one), parse_type(other), {"public"})
    assert str(parse_type(one)) != str(parse_type(other))


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(TypeSyntaxError) as caught:
        parse_type(text)
    assert caught.value.message.startswith(("the type ", "a type is missing"))


def test_a_name_without_a_schema_may_live_in_a_home() -> None:
    live = parse_type('public."Mood"')
    assert same_type(parse_type("Mood"), live, {"public"})
    assert same_type(live, parse_type("Mood"), {"public"})
    assert same_type(parse_type("public.Mood"), live, set())
    assert not same_type(parse_type("Mood"), live, {"app"})
    assert not same_type(parse_type("app.Mood"), live, {"public"})
    # A type of one's own that is called like a built-in one is another type.
    assert not same_type(parse_type("text"), parse_type("public.text"), {"public"})


def test_the_case_of_a_modifier_means_nothing_to_an_extension() -> None:
    assert same_type(parse_type("geometry(point,4326)"), parse_type("public.geometry(Point,4326)"), {"public"})


@pytest.mark.parametrize("text", ["int", "timestamp(3)", "xml", "int4multirange", "regclass", '"char"', "money[]"])
def test_builtin(text: str) -> None:
    assert is_builtin(parse_type(text))


@pytest.mark.parametrize("text", ["citext", "RaceStatus", "public.text", "serial", "tex"])
def test_not_builtin(text: str) -> None:
    assert not is_builtin(parse_type(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tex", "text"),
        ("integr", "integer"),
        ("timestampz", "timestamptz"),
        ("string", "text"),
        ("DateTime", "timestamp(3)"),
        ("number", "numeric"),
        ("double", "double precision"),
        ("blob", "bytea"),
        ("long", "bigint"),
        ("racestatus", "RaceStatus"),
        ("Racestatus[]", "RaceStatus"),
        ("bigseral", "bigserial"),
        ("varchr(20)", "varchar"),
        ("text", None),
        ("citext", None),
        ("serial", None),
        ("RaceStatus", None),
        ("Weather", None),
        ("app.tex", None),
    ],
)
def test_suggestion(written: str, meant: str | None) -> None:
    assert suggestion(parse_type(written), also=["RaceStatus"]) == meant


def test_every_serial_becomes_a_builtin_type() -> None:
    for serial, kept in SERIAL_TYPES.items():
        assert is_builtin(parse_type(kept))
        assert parse_type(serial) == TypeName(None, serial)


def test_well_known_extension_types_are_not_builtin() -> None:
    assert not any(is_builtin(parse_type(name)) for name in well_known_extension_types)


@given(st.text(alphabet=st.sampled_from('aAz_1 ."()[],-é\n') | st.characters()))
def test_any_text_is_a_type_or_a_syntax_error(text: str) -> None:
    try:
        found = parse_type(text)
    except TypeSyntaxError:
        return
    assert parse_type(str(found)) == found


@given(st.sampled_from([canonical for canonical, _ in SPELLINGS]), st.sampled_from([" ", "\n", "/* x */", "-- x\n"]))
def test_space_around_a_type_means_nothing(canonical: str, space: str) -> None:
    assert parse_type(space + canonical + space) == parse_type(canonical)
