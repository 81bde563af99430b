"""A file read in pieces says what it says as a whole, position by position, or is not read in pieces at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemacheck.base.errors import SourceError
from schemacheck.base.names import Position
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.read import chunks, document
from tests.shared import ROOT

from .mutations import mutated

PLAIN = """# A comment that names tables:
version: 1
schema: public
exact: [checks]

tables:
  # Those of the shop.
  company:
    columns:
      id: bigint
      name: varchar(80)   # as it is printed
      born: {type: timestamp(3), default: CURRENT_TIMESTAMP}
      state: {type: text?, default: "'new'"}
      a_name_of_more_than_fifteen_letters: text?
    primary_key: [id]
    unique:
      - name

  "odd one": exists
  order:
    columns:
      id: bigint

      # Who ordered.
      company: bigint?
    foreign_keys:
      - columns: [company]
        references: company(id)
        on_delete: cascade
  line:
    columns:
      id: bigint
      born: {type: timestamp(3), default: CURRENT_TIMESTAMP}
    primary_key: [id]
    checks:
      positive: id > 0
schemas:
  audit:
    tables:
      log:
        columns:
          id: bigint
          state: {type: text?, default: "'new'"}
ignore:
  tables: ["_tmp_*"]
"""

EVERY = sorted(
    {
        ROOT / "expected_schema.yaml",
        *(path for path in (ROOT / "tests").rglob("*.yaml")),
        *(path for path in (ROOT / "docs").rglob("*.yaml")),
    }
)


def in_chunks(text: str) -> document.Spec | None:
    return document._in_chunks(text, "spec.yaml", None)


def stands(value: Any) -> Iterator[tuple[object, ...]]:
    """Everything a value holds with a place in the file, since places are no part of its equality."""
    if isinstance(value, Position):
        yield tuple(value)
    elif isinstance(value, Mapping):
        for key in value:
            yield from ((str(key), *each) for each in stands(value[key]))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from stands(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from ((each.name, *place) for place in stands(getattr(value, each.name)))


def agree(text: str) -> bool:
    """Whether a text is read in pieces; if it is, it must say what it says as a whole."""
    found = in_chunks(text)
    if found is None:
        return False
    whole = read_spec(text, "spec.yaml")
    assert found == whole
    assert list(stands(found)) == list(stands(whole))
    return True


def agree_or_refused(text: str) -> bool:
    """Whether a text is read in pieces; one with mistakes must not be."""
    try:
        read_spec(text, "spec.yaml")
    except SourceError:
        assert in_chunks(text) is None
        return False
    return agree(text)


def test_what_is_plain_is_read_in_pieces() -> None:
    assert agree(PLAIN)
    assert agree("\ufeff" + PLAIN)
    assert agree(PLAIN.rstrip("\n"))
    assert agree(PLAIN.replace("\n", "\r\n"))
    assert agree(
        PLAIN.replace(
            "    primary_key: [id]\n", "    primary_key: [id]\n    comment: |\n      a\n\n       b\n"
        ).replace("\n", "\r\n")
    )


def test_the_columns_of_most_tables_never_meet_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    compose = chunks.compose
    monkeypatch.setattr(chunks, "compose", lambda text, file: (composed.append(text), compose(text, file))[1])
    assert in_chunks(PLAIN) is not None
    # One text a tables section without its plain columns, and one for each line that is not like another.
    assert [text for text in composed if "company" in text and "varchar" in text] == []
    assert sum("CURRENT_TIMESTAMP" in text for text in composed) == 1
    assert sum("company: bigint?" in text for text in composed) == 1, "a blank line is not plain"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_size_of_a_piece_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "AT_ONCE", size)
    assert agree(PLAIN)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_here(path: Path) -> None:
    agree_or_refused(path.read_text(encoding="utf-8"))


def test_a_large_file_is_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGE", 10)
    taken: list[object] = []
    monkeypatch.setattr(document, "_in_chunks", lambda text, path, _live: taken.append((path, text)))
    read_spec(PLAIN, "spec.yaml")
    assert taken == [("spec.yaml", PLAIN)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  line:\n", "  company:\n"),
        ("      name: varchar", "      id: varchar"),
        ("bigint?", "bigint? extra"),
        ("references: company(id)", "references: compny(id)"),
        ("      id: bigint\n", "      id: bigint\n        more\n"),
        ("\"'new'\"", "\"'new'"),
        ("  line:\n", "  line: {\n"),
        ("version: 1", "version: 2"),
        ("version: 1\n", ""),
        ("# A comment that names tables:\n", "x-note: |\n  tables:\n    a: b\n"),
        ("# A comment that names tables:\n", 'x-note: "\ntables:\n  a: exists\n"\n'),
        ("\n", "\r\n"),
        ("      id: bigint\n", "      id: bigint\n      <<: {a: text}\n"),
        ("columns:\n", "columns: &all\n"),
        ("    primary_key: [id]\n", "    primary_key: [id]\n    columns:\n      id: text\n"),
        ("  order:\n", "  columns:\n    columns:\n      a: text\n  order:\n"),
        ("  order:\n", "  tables:\n    columns:\n      a: text\n  order:\n"),
        ("      id: bigint\n", "      id: |\n"),
        ("    primary_key: [id]\n    unique:\n      - name\n", "    primary_key: &x id\n    unique: *x\n"),
        ("    primary_key: [id]\n", "    primary_key: [id]\n    comment: |\n      columns:\n        a: text\n"),
        ("  # Those", "  # Those\u2028  # Those"),
        ("      id: bigint\n", "      id: 'a * b'\n"),
        ("      id: bigint\n", "      id:\tbigint\n"),
        ("      id: bigint\n", "      id: [\n"),
        ("tables:\n  #", "tables: # here\n  #"),
        ("tables:\n  #", "tables:\n     #"),
        ("tables:\n", "tables: ~\n"),
        ("schemas:\n", "tables:\n  twice: exists\nschemas:\n"),
        ("    tables:\n", "    tables:\n      log: exists\n"),
        ("schemas:\n", "...\nschemas:\n"),
        ("  company:\n    columns:\n", "  company:\n   columns:\n    columns:\n"),
        ("tables:\n  #", '"tables":\n tables:\n  #'),
    ],
)
def test_what_is_odd_is_read_as_a_whole_or_alike(old: str, new: str) -> None:
    text = PLAIN.replace(old, new)
    assert text != PLAIN
    agree_or_refused(text)


def test_an_anchor_among_columns_counts_for_what_follows() -> None:
    """Read without the second anchor, the alias would stand for the first, and the key for another column."""
    rows = ("primary_key: &x a", "columns:", "  a: text", "  b: &x b", "unique: [a]", "comment: *x")
    text = "version: 1\ntables:\n  t:\n" + "".join(f"    {row}\n" for row in rows).replace("b: &x b", "b: &x text")
    agree_or_refused(text)


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_other_ends_of_lines(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "AT_ONCE", 1)
    agree_or_refused(PLAIN.replace("exists", f"exists  # only{end}  # that"))


def test_a_table_twice_in_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "AT_ONCE", 1)
    assert not agree_or_refused(PLAIN.replace("  line:\n", "  company:\n"))


ROWS = PLAIN.splitlines(keepends=True)
ODD = st.sampled_from([
    "tables:\n", "  tables:\n", "    columns:\n", "      id: text\n", "  x: exists\n", "# note\n", "\n", "'", '"', "{",
    "}", "[", "]", "|", ">", "&a ", "*a", "!x ", "?", ": ", "- ", "  ", "\t", "é", "\x85", "\0", "---\n",
    "...\n", "<<: ", "#",
])  # fmt: skip


@pytest.mark.slow
@settings(deadline=None, max_examples=400)
@given(st.data())
def test_whatever_happens_to_a_plain_file(data: st.DataObject) -> None:
    agree_or_refused(mutated(data, ROWS, ODD))


def test_a_comment_that_touches_the_colon_is_none() -> None:
    assert not agree_or_refused(PLAIN.replace("\ntables:\n", "\ntables:# note\n\n"))
    assert agree_or_refused(PLAIN.replace("\ntables:\n", "\ntables:\t # note\n\n"))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([*ROWS, "  x:\n", "tables:\n", '"', "'"])).map("".join))
@example("version: 1\ntables:\n  a: exists\n")
def test_rows_in_any_order(text: str) -> None:
    agree_or_refused(text)
