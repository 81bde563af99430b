"""Arguments of functions: what means the same is the same, however it is written."""

from __future__ import annotations

import pytest

from schemacheck.compare.engine import Incomparable, NameScope
from schemacheck.compare.kinds.arguments import same_arguments
from schemacheck.sql.deparsed import DeparsedText

HERE = NameScope("public", "public")


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
    ],
)
def test_same_arguments(expected: str, live: str, same: bool) -> None:
    assert same_arguments(DeparsedText(expected, 18), DeparsedText(live, 18), HERE) is same


def test_what_cannot_be_read_is_compared_as_text() -> None:
    odd, other = "TABLE(", "TABLE)"
    assert same_arguments(DeparsedText(odd, 18), DeparsedText(odd, 14), HERE) is True
    assert same_arguments(DeparsedText(odd, 18), DeparsedText(other, 18), HERE) is False
    assert isinstance(same_arguments(DeparsedText(odd, 14), DeparsedText(other, 18), HERE), Incomparable)
