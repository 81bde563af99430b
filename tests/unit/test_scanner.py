"""The scanner cuts a text where PostgreSQL's own does: libpg_query's is asked."""

from __future__ import annotations

import time

import postgast
import psycopg
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from schemacheck.sql.scanner import content, scan
from schemacheck.sql.tokens import tokens
from tests.conftest import MakeDatabase

NASTY = (
    *("$x$ open", "$$", "$$a$$", "$a$b$b$$a$", "$é$x$é$", "a$b$c", "$1$2", "$1a", "a $ b", "$$ $a$ $$", "$a$$a$b$a$"),
    *("'it''s'", "'a'\n'b'", "'a' 'b'", "'a''b", "'a'\n'b", "''''", "N'a'\n'b'"),
    *(r"E'\''", r"E'\\'", r"E'a'" + "\n" + r"'\'b'", r"'\'", r"e'\x41\u00e9\101'", "E'\\\n'", r"E'\'"),
    *("U&'d\\0061'", "U&'a' uescape '!'", 'U&"d\\0061"', "U&'a'\n'b'", 'U&"a""b"', "U & 'a'", "u&a"),
    *("B'01'", "x'1F'", "B'0'\n'1'", "B'0''1'", "b 'a'", "X'", '"a""b"', '""', '"', '"a', "a.b", 'é"é"é'),
    *("/* a /* b */ c */ d", "/* a", "/* /* */", "*/", "a--b", "a /*/ b */", "--", "- -a", "a/**/b", "/*--*/a\n*/"),
    *("a<<-- c", "a+-1", "a@-1", "a=-1", "a<>-1", "a-/*x*/b", "a*/*x*/b", "=>", ">=-", "@->-", "?-|", "||-", "!=+"),
    *(
        ":=",
        "::",
        ":::",
        "a:b",
        "..",
        "1..2",
        "1.",
        ".5",
        "1.5e3",
        "1e-3",
        "1_000",
        "0x1F",
        "0b1",
        "0o7",
        "1.e5",
        "1 .2",
    ),
    *("été", "a\u00a0b", "😀", "\u2028", "a\v\fb", "{}", "a;b", "`", "[a]", "a\rb", "'a'\r'b'", "--a\rb"),
)
PIECES = (
    *("'", "''", '"', "\\", "\\'", "$", "$$", "$a$", "$1", "E'", "e", "U&'", 'U&"', "N'", "B'", "x'", "\n", "\r", " "),
    *("--", "/*", "*/", "-", "+", "*", "/", "=", "<", ">", "!", "@", "|", "?", "%", "`", ":", ".", ",", "(", "]", ";"),
    *("a", "select", "uescape", "é", "😀", "_", "1", "0x", "1.5", "e5", "\t", "\v", "\u00a0"),
)
_NCHAR = next(token.token for token in postgast.scan("N'a'").tokens)
_COMMENTS = {postgast.scan("--").tokens[0].token, postgast.scan("/**/").tokens[0].token}


def ours(text: str) -> list[tuple[int, int]]:
    """Where tokens begin and end, in bytes."""
    return [(start, end) for _, start, end in scan(text.encode().decode("latin-1"))]


def theirs(text: str) -> list[tuple[int, int]] | None:
    """The same by libpg_query; None where it refuses the text."""
    try:
        found = postgast.scan(text).tokens
    except postgast.PgQueryError:
        return None
    cut: list[tuple[int, int]] = []
    national = -1
    for token in found:
        if token.token in _COMMENTS:
            continue
        # To PostgreSQL the N of N'...' is a word of its own, which says what type the constant behind it is of.
        cut.append((token.start - (national == token.start), token.end))
        if token.token == _NCHAR and token.end - token.start == 1:
            national = token.end
            cut.pop()
    return cut


@pytest.mark.parametrize("text", NASTY)
def test_what_is_nasty_is_cut_as_postgresql_cuts_it(text: str) -> None:
    for each in (text, f"a {text}", f"{text} b", f"({text})"):
        expected = theirs(each)
        assert expected is None or ours(each) == expected


@settings(deadline=None, max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=30))
@example("B'0''1'")
def test_any_text_is_cut_as_postgresql_cuts_it(text: str) -> None:
    text = text.replace("\x00", "").encode(errors="replace").decode()
    assume(not all(each in text for each in ("--", "'")) or not {"\n", "\r"} & set(text))
    expected = theirs(text)
    if expected is not None:
        # What follows a backslash on its line is psql's, to whom PostgreSQL leaves it.
        meta = next(
            (start for kind, start, _ in scan(text.encode().decode("latin-1")) if kind == "meta"), len(text) * 4
        )
        assert [each for each in ours(text) if each[0] < meta] == [each for each in expected if each[0] < meta]


@pytest.mark.parametrize("text", ["'a' -- c\n'b'", "'a'--\n--\n  'b'", "E'a' --'\r\n'\\x62'", "N'a'\n--\n'b'"])
def test_a_comment_may_stand_where_a_constant_goes_on(text: str, make_database: MakeDatabase) -> None:
    # Here libpg_query differs from PostgreSQL: it refuses this.
    with psycopg.connect(make_database()) as connection:
        assert connection.execute(text.join(("SELECT ", "::text")).encode()).fetchall() == [("ab",)]
    assert [token.value for token in tokens(text)] == ["ab"]


@pytest.mark.parametrize("text", ["'a", "'a''b", "'a'\n'b", '"a', "$$ a", "$x$ a $X$", "/* a /* */", "N'a", "1 + 'a"])
def test_what_never_closes_is_refused_by_postgresql_and_swallows_the_rest(text: str) -> None:
    assert theirs(text) is None
    assert [(kind, end) for kind, _, end in scan(text)][-1] == ("bad", len(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=30))
def test_characters_and_bytes_are_cut_alike_and_nothing_is_left_out(text: str) -> None:
    text = text.encode(errors="replace").decode()
    cut = list(scan(text))
    assert [(len(text[:start].encode()), len(text[:end].encode())) for _, start, end in cut] == ours(text)
    for (_, _, before), (_, after, _) in zip([("", 0, 0), *cut], [*cut, ("", len(text), 0)], strict=True):
        assert before <= after


def test_what_a_constant_holds_is_told_piece_by_piece() -> None:
    assert list(content("'it''s'", "string")) == [(b"it", 3), (b"'", 5), (b"s", 6)]
    assert list(content("E'a'\n'\\n'", "estring")) == [(b"a", 3), (b"", 6), (b"\n", 8), (b"", 8)]
    assert [piece for piece, _ in content(r"E'\uD83D\uDE00'", "estring")] == [b"", "😀".encode(), b""]
    for wrong in (r"E'\uD83D'", r"E'\uD83Da'", r"E'\uDE00'", r"E'\u12'", r"E'\U00110000'"):
        assert None in [piece for piece, _ in content(wrong, "estring")]
    assert [piece for piece, _ in content("E'\\é'".encode().decode("latin-1"), "estring", "latin-1")] == [
        b"\xc3",
        b"\xa9",
    ]


def test_long_texts_take_no_longer_than_they_are() -> None:
    started = time.perf_counter()
    for text in (
        "'a'" + "-- " * 50_000,
        "'a'\n" * 50_000,
        "'" * 50_001,
        "E'" + "\\" * 50_001,
        "$a" * 50_000,
        "/*" * 50_000,
    ):
        list(scan(text))
    assert time.perf_counter() - started < 10
