"""What a check finds on a table, the guard finds in the migration that does it: the cases of the check, with every
table protected.

A facet whose change the guard does not know fails here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.sources.spec.read.document import read_spec_file
from tests.shared import ROOT

CASES: Final = ROOT / "tests" / "cases"
NOT_OF_TABLES: Final = {
    "collation",
    "composite_type",
    "database",
    "domain",
    "enum",
    "event_trigger",
    "extension",
    "foreign_server",
    "function",
    "publication",
    "range",
    "schema_access",
    "sequence",
}
"""Kinds that the guard is not about."""

_NOTHING_DONE: Final = "its file expects something else; the change does nothing"
_NEW: Final = "it makes something that nobody protects"

LEFT_ALONE: Final[Mapping[str, str]] = {
    "table/schema-missing": _NOTHING_DONE,
    "table/unexpected": _NEW,
    "unique/included": _NOTHING_DONE,
    "unique/operator-class": _NOTHING_DONE,
    "view/data": "it empties a materialized view until the next refresh",
    "view/unexpected": _NEW,
}
"""Cases in which the guard finds nothing, and why."""

FOLDERS: Final = [
    path.parent
    for path in sorted(CASES.glob("*/*/change.sql"))
    if path.parent.parent.name not in NOT_OF_TABLES and not path.parent.name.startswith("none")
]


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_the_guard_finds_what_the_check_finds(folder: Path) -> None:
    spec = read_spec_file(folder.parent / "spec.yaml")
    protected = tuple(replace(table, protected="everything is") for table in spec.schema.tables)
    migration = SourceText("change.sql", (folder / "change.sql").read_bytes())
    found = judge([migration], replace(spec.schema, tables=protected), spec.guard).findings
    assert bool(found) != (_name(folder) in LEFT_ALONE), [finding.sentence for finding in found]


def test_the_exceptions_are_cases() -> None:
    assert set(LEFT_ALONE) <= {_name(folder) for folder in FOLDERS}
    assert {path.name for path in CASES.iterdir()} > NOT_OF_TABLES
