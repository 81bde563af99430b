"""Whatever stands in the file: a spec, or mistakes that each have a place. Never anything else."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemacheck.base.errors import SourceError
from schemacheck.sources.spec import Spec, read_spec
from schemacheck.sources.spec.read import yaml_parser
from tests.shared import ROOT

from .mutations import mutated

SEED = (ROOT / "expected_schema.yaml").read_text()
ROWS = SEED.splitlines(keepends=True)
MARKS = [": ", "- ", "[", "]", "{", "}", "'", '"', "#", "&a ", "*a", "<<: *a\n", "? ", "|\n", ">\n", "!x ", "?", ","]
BLANKS = ["%", "@", "(", ")", "\t", "\n", "\r", "\x85", "  ", "\0", "\ufeff", "---\n", "...\n", "é"]
WORDS = ["any", "none", "exists", "null"]
PIECES = st.sampled_from(MARKS) | st.sampled_from(BLANKS) | st.sampled_from(WORDS)


def read(text: str) -> Spec | None:
    """Read a text that may make no sense."""
    try:
        return read_spec(text, "spec.yaml")
    except SourceError as error:
        refused = error
    lines = sum(text.count(end) for end in "\n\r\x85\u2028\u2029")
    assert refused.mistakes
    for mistake in refused.mistakes:
        assert mistake.message
        assert mistake.at.file == "spec.yaml"
        assert 1 <= mistake.at.line <= lines + 2
        assert mistake.at.column >= 1
    return None


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
@example("version: 1\ntables: {? a : b}")
@example("\ud800")
@example("- " * 1000)
def test_any_text(text: str) -> None:
    read(text)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_the_seed_with_something_wrong_in_it(data: st.DataObject) -> None:
    read(mutated(data, ROWS, PIECES))


@pytest.fixture
def without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_parser, "CParser", None)


@pytest.mark.usefixtures("without_libyaml")
def test_pyyaml_alone_reads_the_same() -> None:
    pure = read_spec(SEED, "spec.yaml")
    assert yaml_parser.CParser is None
    assert pure == read_spec(SEED, "spec.yaml")
    columns = "version: 1\ntables: {t: {columns: {a: {type: text?}, b: 'varchar(3)?', c: {type: text[]?}}}}\n"
    with pytest.raises(SourceError):
        read_spec(columns, "spec.yaml")
    read_spec(columns.replace("text[]?", "text?"), "spec.yaml")


@pytest.mark.usefixtures("without_libyaml")
@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_by_pyyaml_alone(text: str) -> None:
    read(text)


@pytest.mark.usefixtures("without_libyaml")
@pytest.mark.parametrize("opened", ["[", "{a: ", "- "])
def test_depth_by_pyyaml_alone(opened: str) -> None:
    before = sys.getrecursionlimit()
    assert read(f"x: \n {opened * 5000}") is None
    assert sys.getrecursionlimit() == before


HALVES = r"\ud83d\ude00"
SMILE = "\U0001f600"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f'"{HALVES}"', SMILE),
        (f'"{HALVES}{HALVES}"', SMILE * 2),
        (f'"\\\\{HALVES}"', f"\\{SMILE}"),
        (f'"\\\\ud83d{HALVES[6:]}"', None),  # half a character
        (f"'{HALVES}'", HALVES),
        (HALVES, HALVES),
        (f"|\n      {HALVES}", HALVES),
    ],
)
def test_halves_of_a_character(written: str, meant: str | None) -> None:
    """JSON escapes what is beyond 16 bits in two halves; anywhere but in double quotes they are just letters."""
    spec = read(f"version: 1\ntables:\n  t:\n    columns: any\n    comment: {written}\n")
    if meant is None:
        assert spec is None
    else:
        assert spec is not None
        (table,) = spec.schema.tables
        assert table.comment in (meant, f"{meant}\n")
