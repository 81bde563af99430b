"""Nothing a file holds makes the guard raise; what it cannot read it says; large files take seconds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemacheck.guard import SourceText, judge
from schemacheck.sql.lexer import tokens
from schemacheck.sql.splitting import survey

from .guarding import FOLDER, SPEC, judged, rules

CASES = sorted((FOLDER / "cases").glob("*.sql"))
PIECES = (
    *("ALTER TABLE", "DROP", "CREATE", '"Athlete"', "go_fast_companies", "COLUMN", "x", "int", ";", "(", ")", ",", "'"),
    *(
        '"',
        "$$",
        "$a$",
        "--",
        "/*",
        "*/",
        "\\",
        "\n",
        "\r",
        "E'\\",
        "DO",
        "BEGIN",
        "END",
        "EXECUTE",
        "format",
        "%I",
        "||",
    ),
    *(
        "LANGUAGE plpgsql",
        "AS",
        "FUNCTION f()",
        "RETURNS void",
        "IF",
        "THEN",
        "FOREACH t IN ARRAY",
        "LOOP",
        ":=",
        "INTO",
    ),
    *(
        "\x00",
        "é",
        "😀",
        "SET search_path =",
        "COPY a FROM stdin;",
        "\\.",
        "BEGIN ATOMIC",
        "1",
        "::text",
        "[",
        "]",
        ".",
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00D")
@example(b"\x00")
@example(b'DROP TABLE x\x00; DROP TABLE "Race"')
def test_random_bytes_are_read_or_reported(data: bytes) -> None:
    for path in ("m.sql", "a.sh", "package.json", "ci.yml", "Dockerfile", "netlify.toml"):
        judged(data, path)


@settings(deadline=None, max_examples=600)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
@example(["DO", "$$", "BEGIN", "EXECUTE", "$$"])
@example(["DO", "$$", "FOREACH t IN ARRAY", "$$"])
def test_pieces_of_statements_are_read_or_reported(pieces: list[str]) -> None:
    text = " ".join(pieces)
    judged(text)
    judged(f"DO $fuzz$ BEGIN {text} END $fuzz$;")
    judged(text, "a.sh")


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_offsets_of_words_lie_in_the_text(text: str) -> None:
    data = text.encode(errors="replace")
    before = 0
    for token in tokens(data):
        assert before <= token.start < token.end <= len(data)
        assert data[token.start : token.end] == token.raw
        before = token.end
    seen = survey(data)
    assert len(seen.data) == len(data)
    assert all(0 <= span.start <= span.end <= len(data) for span in seen.spans)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_truncated_anywhere(path: Path) -> None:
    data = path.read_bytes()
    for end in range(0, len(data), 11):
        judge([SourceText(path.name, data[:end])], SPEC.schema, SPEC.guard)


def test_a_zero_byte_hides_nothing() -> None:
    assert rules(b'SELECT 1;\x00\nDROP TABLE "Race";') == ["table-dropped", "unparsed"]


def test_what_is_no_utf8_is_said_and_read() -> None:
    assert rules(b"SELECT '\xe9';\nDROP TABLE \"Race\";") == ["table-dropped", "unparsed"]
    assert rules('DROP TABLE "Race";'.encode("utf-16")) == ["table-dropped"]


def test_columns_count_characters_behind_others_than_ascii() -> None:
    (finding,) = judged("SELECT 'äöü😀'; DROP TABLE \"Race\";").findings
    assert finding.at is not None
    assert (finding.at.line, finding.at.column) == (1, 27)
    (finding,) = judged("SELECT 'äöü😀'; DROP TABEL x;").findings
    assert finding.at is not None
    assert (finding.at.line, finding.at.column) == (1, 21)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "SELECT " + " || ".join(["'a'"] * 5000),
        "SELECT " + "(SELECT " * 3000 + "1" + ")" * 3000,
        "(" * 100_000,
        "DO $$ BEGIN " + "IF true THEN " * 2000 + "END $$",
        "/*" * 5_000,
        "'" * 99_999,
        "$a$" * 9_999,
        ";" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_nesting_without_end(text: str) -> None:
    started = time.process_time()
    judged(text + ';\nDROP TABLE "Race";')
    assert time.process_time() - started < 10


GROWING = {
    "doubled": "DO $$ DECLARE a text := 'x'; BEGIN " + "a := a || a; " * 40 + "EXECUTE a; END $$;",
    "formatted": "DO $$ DECLARE a text := 'x'; BEGIN " + "a := format('%s%s%s', a, a, a); " * 20 + "EXECUTE a; END $$;",
    "loops in loops": "DO $$ DECLARE a text := 'x'; b text; BEGIN "
    + "FOREACH a IN ARRAY ARRAY['p', 'q', b] LOOP b := a || b; EXECUTE a || b; " * 12
    + "END LOOP; " * 12
    + "END $$;",
    "comments in comments": "/*" * 40_000 + "*/" * 40_000 + "SELCT 1;",
    "one long word": f"UPDATE läufe SET zeit = '{'a9' * 100_000}';",
    "bodies in bodies": "".join(f"DO $a{each}$ BEGIN " for each in range(300))
    + "SELECT 1;"
    + "".join(f"END $a{each}$;" for each in reversed(range(300))),
}


@pytest.mark.parametrize("name", GROWING)
def test_a_small_file_that_means_much_is_told_in_a_moment(name: str) -> None:
    started = time.process_time()
    assert set(rules(GROWING[name])) & {"unread", "unparsed", "update-without-where"}
    assert time.process_time() - started < 5


ROW = "INSERT INTO \"Race\" (id, name) VALUES ('r{0}', 'it''s; a race; named {0}');\n"
LARGE = {
    "one statement": 'INSERT INTO "Race" VALUES\n'
    + ",\n".join(f"('r{each}', 'a name')" for each in range(250_000))
    + ";",
    "a dump": 'COPY "Race" (id) FROM stdin;\n' + "it's a row\tDROP TABLE x;\n" * 200_000 + "\\.\n",
    "one that does not parse": "".join(ROW.format(number) for number in range(70_000)) + "SELCT 1;\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_five_megabytes_take_seconds(name: str) -> None:
    text = LARGE[name] + 'DROP TABLE "Race";\n'
    assert len(text) > 4_500_000
    started = time.process_time()
    found = rules(text)
    assert time.process_time() - started < 15
    assert found == (["table-dropped", "unparsed"] if name == "one that does not parse" else ["table-dropped"])
