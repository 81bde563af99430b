"""What a check finds on a table, the guard finds in the migration that does it: the cases of the check, with every
table and every object protected.

A facet whose change the guard does not know fails here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.guard.protection import OBJECTS
from schemacheck.model.schema import Schema
from schemacheck.sources.spec.read.document import read_spec_file
from tests.shared import ROOT

CASES: Final = ROOT / "tests" / "cases"
_NOTHING_DONE: Final = "its file expects something else; the change does nothing"
_NEW: Final = "it makes something that nobody protects"

_OF_THE_SERVER: Final = (
    "a role, and what is set for sessions, cannot be protected: migrations of one database do not own it"
)

LEFT_ALONE: Final[Mapping[str, str]] = {
    "database/encoding": _NOTHING_DONE,
    "enum/unexpected": _NEW,
    "extension/installed": _NEW,
    "schema/unexpected": _NEW,
    "schema/unexpected-empty": _NEW,
    "table/schema-missing": _NOTHING_DONE,
    "table/unexpected": _NEW,
    "unique/included": _NOTHING_DONE,
    "unique/operator-class": _NOTHING_DONE,
    "view/data": "it empties a materialized view until the next refresh",
    "view/unexpected": _NEW,
}
"""Cases in which the guard finds nothing, and why."""
LEFT_ALONE_KINDS: Final[Mapping[str, str]] = {"role": _OF_THE_SERVER, "setting": _OF_THE_SERVER}

FOLDERS: Final = [
    path.parent for path in sorted(CASES.glob("*/*/change.sql")) if not path.parent.name.startswith("none")
]


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _all_protected(schema: Schema) -> Schema:
    listed = {each: getattr(schema, each) for each in ("tables", *OBJECTS)}
    changed: dict[str, Any] = {
        each: tuple(replace(item, protected="everything is") for item in items)
        for each, items in listed.items()
        if isinstance(items, tuple)
    }
    return replace(schema, **changed)


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_the_guard_finds_what_the_check_finds(folder: Path) -> None:
    spec = read_spec_file(folder.parent / "spec.yaml")
    migration = SourceText("change.sql", (folder / "change.sql").read_bytes())
    found = judge([migration], _all_protected(spec.schema), spec.guard).findings
    left_alone = LEFT_ALONE.get(_name(folder)) or LEFT_ALONE_KINDS.get(folder.parent.name)
    assert bool(found) != bool(left_alone), [finding.sentence for finding in found]


def test_the_exceptions_are_cases() -> None:
    assert set(LEFT_ALONE) <= {_name(folder) for folder in FOLDERS}
