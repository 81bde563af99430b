"""Arguments of functions: what means the same is the same, however it is written."""

from __future__ import annotations

import pytest

from schemacheck.compare.engine import Incomparable, NameScope
from schemacheck.compare.kinds.arguments import same_arguments, same_result
from schemacheck.sql.deparsed import DeparsedText

HERE = NameScope("public", "public", brought=frozenset({"citext"}))


@pytest.mark.parametrize(
    ("expected", "live", "same"),
    [
        ("", "", True),
        ("a int", "a integer", True),
        ("int, text", "integer, text", True),
        ("IN a int, OUT b text", "a integer, OUT b text", True),
        ("A int", "a integer", True),
        ('"A" int', "a integer", False),
        ("a integer, b text DEFAULT 'x'", "a integer, b text DEFAULT 'x'::text", True),
        ("b text = 'x'", "b text DEFAULT 'x'::text", True),
        ("b text DEFAULT 'y'", "b text DEFAULT 'x'::text", False),
        ("b text", "b text DEFAULT 'x'::text", False),
        ("b text", "b text DEFAULT NULL::text", False),
        ("b text DEFAULT NULL", "b text DEFAULT NULL::text", True),
        ("d text[] DEFAULT '{}', e numeric(10,2)", "d text[] DEFAULT '{}'::text[], e numeric(10,2)", True),
        ("a double precision", "a double precision", True),
        ("double precision", "double precision", True),
        ("a mood", "a public.mood", True),
        ("a audit.mood", "a public.mood", False),
        ("a integer", "b integer", False),
        ("VARIADIC a text[]", "a text[]", False),
        ("a integer", "a integer, b integer", False),
        ("a varchar(20), b char(2)[], c bit", 'a character varying, b bpchar[], c "bit"', True),
        ("a char", 'a "char"', False),
        ("a citext DEFAULT 'x'", "a ext.citext DEFAULT 'x'::ext.citext", True),
        ("a other.citext", "a ext.citext", False),
        ("a ltree", "a ext.ltree", False),
    ],
)
def test_same_arguments(expected: str, live: str, same: bool) -> None:
    assert same_arguments(DeparsedText(expected, 18), DeparsedText(live, 18), HERE) is same


@pytest.mark.parametrize(
    ("expected", "live", "same"),
    [
        (None, None, True),
        (None, "integer", False),
        ("int", "integer", True),
        ("numeric(3,1)", "numeric", True),
        ("setof char(3)", "SETOF bpchar", True),
        ("setof int", "integer", False),
        ("setof mood", "SETOF public.mood", True),
        ("setof audit.mood", "SETOF public.mood", False),
        ("table (a int, b varchar(3))", "TABLE(a integer, b character varying)", True),
        ("table (a int, c varchar(3))", "TABLE(a integer, b character varying)", False),
        ("table (a int)", "TABLE(a integer, b character varying)", False),
        ("citext", "ext.citext", True),
    ],
)
def test_same_result(expected: str | None, live: str | None, same: bool) -> None:
    assert same_result(expected, live, HERE) is same


def test_what_cannot_be_read_is_compared_as_text() -> None:
    odd, other = "TABLE(", "TABLE)"
    assert same_arguments(DeparsedText(odd, 18), DeparsedText(odd, 14), HERE) is True
    assert same_arguments(DeparsedText(odd, 18), DeparsedText(other, 18), HERE) is False
    assert isinstance(same_arguments(DeparsedText(odd, 14), DeparsedText(other, 18), HERE), Incomparable)
