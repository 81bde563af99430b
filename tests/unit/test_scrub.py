"""No secret passes the scrubber, in any spelling; and a report is not eaten by a password that is a common word."""

from __future__ import annotations

import html
import io
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.base.scrub import ScrubbedStream, Scrubber

SECRET = "p@ss'W\"ö:r,d\\x|% <&>é"


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        re.sub("%..", lambda code: code[0].lower(), quote(SECRET, safe="")),
        SECRET.replace("'", "''"),
        SECRET.replace('"', '""'),
        repr(SECRET)[1:-1],
        ascii(SECRET)[1:-1],
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        html.escape(SECRET),
        html.escape(SECRET, quote=False),
        SECRET.replace("%", "%25"),
        SECRET.replace("%", "%25").replace(":", "%3A").replace(",", "%2C"),
        SECRET.replace("\\", "\\\\").replace("'", "\\'"),
        SECRET.replace("\\", "\\\\").replace("|", "\\|"),
    ],
)
def test_every_spelling_is_found(spelling: str) -> None:
    assert Scrubber([SECRET])(f"before{spelling}after") == "before***after"


def test_a_coded_secret_is_found_decoded() -> None:
    assert Scrubber(["Tr0u%40b4dor"])('invalid: "Tr0u@b4dor"') == 'invalid: "***"'


def test_the_longest_goes_first() -> None:
    assert Scrubber(["Tr0ub4dor", "Tr0ub4dor-and-more"])("Tr0ub4dor-and-more, Tr0ub4dor") == "***, ***"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://u:s3cret@h/db", "postgresql://u:***@h/db"),
        ("postgresql:/u:s3cret@h/db", "postgresql:/u:***@h/db"),
        ("postgresql+psycopg://:s3:cr@et@h/db", "postgresql+psycopg://:***@h/db"),
        ("mysql://u:pa/ss@h", "mysql://u:***@h"),
        ('{"a":"postgres://u:x@h","b":"y@z"}', '{"a":"postgres://u:***@h","b":"y@z"}'),
        ("host=h password=s3cret dbname=d", "host=h password=*** dbname=d"),
        (r"password='a \' b' dbname=d", "password=*** dbname=d"),
        ("https://h/?password=s3cret&x=1", "https://h/?password=***&x=1"),
        ("PGPASSWORD=s3cret psql", "PGPASSWORD=*** psql"),
        ("sslpassword=s3cret", "sslpassword=***"),
        ('{"dsn": "host=h password=s3cret"}', '{"dsn": "host=h password=***"}'),
        ("postgresql://u@h/db and CHECK (password <> '')", "postgresql://u@h/db and CHECK (password <> '')"),
        ("see https://example.org:80/a", "see https://example.org:80/a"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_places_where_passwords_stand_are_hidden_whatever_the_secrets(text: str, expected: str) -> None:
    assert Scrubber()(text) == expected
    assert Scrubber()(expected) == expected


@pytest.mark.parametrize(
    ("secret", "text", "expected"),
    [
        ("a", "a cat 'a' sat \"a\"", "a cat '***' sat \"***\""),
        ("ab", "postgresql://ab:ab@h, password=ab, about", "postgresql://ab:***@h, password=***, about"),
        ("5432", '{"columns": 5432}', '{"columns": 5432}'),
        ("123456", "code 123456", "code ***"),
        ("postgres", "postgresql as postgres", "postgresql as ***"),
        ("secret", "a secret, secrets, user_secret", "a ***, secrets, user_secret"),
        ("secret", repr("x\nsecret\n"), r"'x\n***\n'"),
        ("Secret", "mySecrets", "my***s"),
    ],
)
def test_a_likely_word_does_not_eat_the_report(secret: str, text: str, expected: str) -> None:
    assert Scrubber([secret])(text) == expected


def test_a_word_that_is_shown_on_purpose_stays() -> None:
    scrub = Scrubber(["postgres"], public=["postgres", "localhost"])
    assert scrub('role "postgres" at localhost') == 'role "postgres" at localhost'
    assert scrub("postgresql://postgres:postgres@localhost/postgres") == (
        "postgresql://postgres:***@localhost/postgres"
    )


def test_blank_secrets_hide_nothing() -> None:
    assert Scrubber(["", "   "])("a   b") == "a   b"


def test_secrets_can_be_added() -> None:
    scrub = Scrubber()
    assert scrub("Tr0ub4dor") == "Tr0ub4dor"
    scrub.add(["Tr0ub4dor"])
    scrub.add(["0ther-0ne"])
    assert scrub("Tr0ub4dor 0ther-0ne") == "*** ***"


@given(secret=st.text(min_size=13).filter(str.strip), before=st.text(), after=st.text())
def test_no_long_secret_survives(secret: str, before: str, after: str) -> None:
    scrubbed = Scrubber([secret])(before + secret + after)
    assert secret not in scrubbed.replace("***", "\0")


class TestStream:
    def test_pieces_of_a_line_are_joined(self) -> None:
        below = io.StringIO()
        stream = ScrubbedStream(below, Scrubber(["Tr0ub4dor"]))
        for piece in ["a Tr0u", "b4", "dor b\nTr0", "ub4dor"]:
            assert stream.write(piece) == len(piece)
        assert below.getvalue() == "a *** b\n"
        stream.flush()
        assert below.getvalue() == "a *** b\n***"

    def test_close_passes_on_the_rest_and_leaves_the_stream_open(self) -> None:
        below = io.StringIO()
        with ScrubbedStream(below, Scrubber(["Tr0ub4dor"])) as stream:
            print("Tr0ub4dor", end="", file=stream)
        assert below.getvalue() == "***"
        assert not below.closed

    def test_looks_like_the_stream_below_but_has_no_way_around(self) -> None:
        below = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", errors="replace")
        stream = ScrubbedStream(below, Scrubber())
        assert (stream.encoding, stream.errors) == ("latin-1", "replace")
        assert stream.writable()
        assert not stream.isatty()
        assert not hasattr(stream, "buffer")

    @given(st.lists(st.sampled_from(["Tr0ub4", "dor", "Tr0ub4dor", "\n", "x"])))
    def test_however_it_is_cut(self, pieces: list[str]) -> None:
        below = io.StringIO()
        stream = ScrubbedStream(below, Scrubber(["Tr0ub4dor"]))
        stream.writelines(pieces)
        stream.flush()
        assert below.getvalue() == "".join(pieces).replace("Tr0ub4dor", "***")
