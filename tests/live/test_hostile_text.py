"""What a database can hold in its names, defaults, comments and bodies: none of it acts on a terminal or a runner.

Names cannot hold a NUL, and have 63 bytes; all else is tried.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import cycle
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml

import pytest
import yaml

from schemacheck.render import FORMATS
from tests.conftest import MakeDatabase
from tests.formats import CHECKS

from .support import schemacheck, spec_file

COMMANDS: Final = (
    "::error file=x::pwned", "::add-mask::e", "::stop-commands::pwn", "::set-output name=a::b", "::endgroup::",
    "##[error]pwned", "##[add-mask]e", "##vso[task.complete result=Succeeded;]", "##teamcity[x]", "##[group]x",
)  # fmt: skip
"""What a CI runner obeys."""
CONTROLS: Final = (
    "\x1b[2J", "\x1b]0;t\x07", "\x1b]8;;http://x\x1b\\", "\x07", "\x08\x08", "\x0b", "\x0c", "\x0e", "\x7f", "\x85",
    "\x9b31m", "\x9d0;t\x9c", "\u202e", "\u2066", "\u200b", "\u2028", "\u2029", "\ufeff", "\u061c",
)  # fmt: skip
"""What moves a terminal, or turns the text around it."""
BREAKS: Final = ("\n", "\r", "\r\n", "\n\n", " ", "  ", "\t", "\u2028", "")
MARKUP: Final = (
    "</script><script>x()</script>", "<img src=x onerror=x()>", "&lt;", "]]>", "-->", "`x`", "|x|", "**x**", "[x](y)",
    "```", "# x", '"}', "',\n", "%0A::error::x", "{0}", "${x}", "$(x)", "--", "/*", "';", "\\", "\\n", "\\u001b",
)  # fmt: skip


def payloads(count: int = 104) -> list[str]:
    """Give so many different texts of 63 bytes at most, each of which something could obey."""
    found: dict[str, None] = {}
    for number, (command, control, line, markup) in enumerate(
        zip(cycle(COMMANDS), cycle(CONTROLS), cycle(BREAKS), cycle(MARKUP), strict=False)
    ):
        parts = (
            f"{number}{line}{command}",
            f"{number}{control}{line}{command}",
            f"{number}{markup}{line}{command}",
            f"{number} {markup}{control}{line}{command}",
            f"a name long enough to be wrapped {number} {command}",
        )
        text = parts[number % len(parts)]
        if len(text.encode()) <= 63:
            found[text] = None
        if len(found) == count:
            return list(found)
    raise AssertionError("unreachable")


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def hostile(texts: list[str]) -> str:
    """A schema in which each text is a name of each kind, a default, a comment and a body."""
    made = []
    for number, text in enumerate(texts):
        table, value = quoted(text), literal(f"{text} and words enough to be wrapped at eighty columns {text}")
        made += [
            f"CREATE TABLE {table} (id int CONSTRAINT {quoted(f'p{number}')} PRIMARY KEY, {table} text DEFAULT {value},"
            f" CONSTRAINT {table} CHECK (id > 0), x int);",
            f"COMMENT ON TABLE {table} IS {value}; COMMENT ON COLUMN {table}.x IS {value};",
            f"CREATE INDEX {quoted(f'i{number}')} ON {table} (x) WHERE {table} <> {value};",
            f"CREATE FUNCTION {table}({table} text DEFAULT {value}) RETURNS text LANGUAGE plpgsql AS {value};",
            f"CREATE TYPE {quoted(f'e{number}')} AS ENUM ({literal(text)});",
            f"CREATE POLICY {table} ON {table} USING ({table} <> {value});",
            f"CREATE SEQUENCE {quoted(f's{number}')}; COMMENT ON SEQUENCE {quoted(f's{number}')} IS {value};",
        ]
    return "SET check_function_bodies = off;\n" + "\n".join(made)


OBEYED: Final = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)
MEANT: Final = re.compile(
    r"^::(?:error|warning|notice) (?:file=[^:\n]*,line=\d+,col=\d+,)?title=[^:\n]*::", re.MULTILINE
)
"""The commands of our own, of which all that is foreign is escaped."""
COLOURS: Final = re.compile("\x1b\\[[0-9;]*m")


def is_harmless(text: str, where: str) -> None:
    """Hold a document to what may be in it: printable characters and ends of lines."""
    lines = re.sub(MEANT, "", text) if where.startswith("github") else text
    assert not (found := OBEYED.search(lines)), (where, lines[found.start() - 40 : found.end() + 60])
    odd = {each for each in text if each != "\n" and unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp")}
    assert not odd, (where, odd)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return payloads()


def test_there_is_enough_of_all(texts: list[str]) -> None:
    assert len(set(texts)) == 104
    whole = "".join(texts)
    assert all(each in whole for each in (*COMMANDS, "\x1b[2J", "\u202e", "\x9b31m", "</script>"))


@pytest.mark.slow
def test_nothing_that_a_database_holds_acts(texts: list[str], make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(hostile(texts))
    empty = make_database("CREATE TABLE other (id int)")
    snapshot = schemacheck("snapshot", "--all", "--url", url)
    assert snapshot.code == 0, snapshot.err
    is_harmless(snapshot.out, "snapshot")
    is_harmless(snapshot.err, "what a snapshot says")
    assert set(texts) <= set(yaml.safe_load(snapshot.out)["tables"])
    written = schemacheck("snapshot", "--all", "--json", "--url", url)
    is_harmless(written.out, "snapshot as JSON")
    assert json.loads(written.out)["tables"].keys() == yaml.safe_load(snapshot.out)["tables"].keys()
    spec = spec_file(tmp_path, snapshot.out)
    assert schemacheck("check", spec, "--url", url).code == 0
    changed = tmp_path / "changed.yaml"
    changed.write_text(snapshot.out.replace("integer", "bigint").replace("words enough", "words and enough"))
    other = tmp_path / "other.yaml"
    other.write_text("version: 1\ntables: {other: {columns: {id: integer}}}\nfunctions: {}\nenums: {}\n")
    for expected, live in ((spec, empty), (str(changed), url), (str(other), url)):
        outputs = [f"--output={name}={tmp_path / f'report.{name}'}" for name in FORMATS]
        # Every format on standard output once; beside it, all in files.
        for name in FORMATS if expected == str(changed) else ["text"]:
            more = ["--verbose", *outputs] if name == "text" else []
            done = schemacheck("check", expected, "--url", live, "--format", name, *more)
            assert done.code == 1, done.err[:1000]
            is_harmless(done.out, f"{name} of {expected}")
            is_harmless(done.err, f"standard error with {name}")
            CHECKS[name](done.out)
        for name in FORMATS:
            is_harmless((tmp_path / f"report.{name}").read_text(encoding="utf-8"), f"{name} in a file")
    baseline = schemacheck("baseline", "write", str(changed), "--url", url)
    is_harmless(baseline.out, "baseline")
    known = tmp_path / "known.yaml"
    known.write_text(baseline.out, encoding="utf-8")
    done = schemacheck("check", str(changed), "--url", url, "--baseline", str(known), "--verbose")
    assert done.code == 0, done.out[:1000]
    is_harmless(done.all, "known drift, with --verbose")
    examined = schemacheck("doctor", spec, "--url", url)
    is_harmless(examined.all, "doctor")


def test_colours_are_ours_alone(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database('CREATE TABLE "a\x1b[31mb" (id int)')
    spec = spec_file(tmp_path, "version: 1\ntables: {other: exists}\n")
    done = schemacheck("check", spec, "--url", url, "--color", "always")
    assert COLOURS.search(done.out)
    assert "a\\x1b[31mb" in done.out
    is_harmless(COLOURS.sub("", done.out), "text with colours")
    assert Xml.fromstring(schemacheck("check", spec, "--url", url, "--format", "junit").out) is not None
