"""A snapshot says all that the tool can compare: every case shows whether it does, one difference at a time.

After a case's change a snapshot is in sync with the database, and nothing of it is left unchecked. A snapshot from
before the change breaks the rules that the case breaks. A facet or a kind that `snapshot` forgets to write, or writes
as `any`, fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions

from .conftest import MakeDatabase
from .servers import Server
from .test_cases import FOLDERS, TODAY, changed_database

_DECIDED: Final = "what was decided about drift stands in the file of the case and in no database"
_NEVER_THERE: Final = "the file of the case states something that its database never had"
_USUAL_NAME: Final = "a snapshot leaves out a name that nobody chose"
_EITHER: Final = "a snapshot leaves open whether a constraint or an index sees to a uniqueness"
_OWN_WORDS: Final = "a snapshot is in the words of the server"
_NO_RULE: Final = "a snapshot lists partitions, and has no rule for them"
_ELSEWHERE: Final = "a snapshot is about the default schema"

NOT_IN_A_SNAPSHOT: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    "causes/unique-carrier-changed": (frozenset({"unique-carrier"}), _EITHER),
    "causes/unique-index-became-constraint": (frozenset({"unique-carrier"}), _EITHER),
    "check/not-comparable": (frozenset({"not-comparable"}), _OWN_WORDS),
    "database/encoding": (frozenset({"database-text"}), _NEVER_THERE),
    "partition_rule/default": (
        frozenset({"partition-default-missing", "partition-default-unexpected"}),
        _NO_RULE,
    ),
    "partition_rule/ended": (frozenset({"partition-ahead"}), _NO_RULE),
    "partition_rule/ends-soon": (frozenset({"partition-ahead"}), _NO_RULE),
    "partition_rule/missing-month": (frozenset({"partition-gap"}), _NO_RULE),
    "primary_key/renamed": (frozenset({"primary-key-name"}), _USUAL_NAME),
    "role/bypassrls": (frozenset({"role-powers"}), _NEVER_THERE),
    "role/inherit": (frozenset({"role-inherit"}), _NEVER_THERE),
    "role/limits": (frozenset({"connection-limit", "role-valid-until"}), _NEVER_THERE),
    "role/login-gained": (frozenset({"role-powers"}), _NEVER_THERE),
    "role/login-lost": (frozenset({"role-powers"}), _NEVER_THERE),
    "role/long-way": (frozenset({"role-around-row-security"}), _NEVER_THERE),
    "role/membership-missing": (frozenset({"role-membership-missing"}), _NEVER_THERE),
    "role/membership-of-owner": (frozenset({"role-around-row-security", "role-membership-unexpected"}), _NEVER_THERE),
    "role/membership-predefined": (frozenset({"role-membership-unexpected"}), _NEVER_THERE),
    "role/membership-unexpected": (frozenset({"role-membership-unexpected"}), _NEVER_THERE),
    "role/missing": (frozenset({"role-missing"}), _NEVER_THERE),
    "role/power-lost": (frozenset({"role-powers"}), _NEVER_THERE),
    "setting/differs": (frozenset({"setting-differs"}), _NEVER_THERE),
    "setting/missing": (frozenset({"setting-missing"}), _NEVER_THERE),
    "schema/missing": (frozenset({"schema-missing", "schema-unexpected"}), _ELSEWHERE),
    "schema/unexpected": (frozenset({"schema-unexpected"}), _ELSEWHERE),
    "schema/unexpected-empty": (frozenset({"schema-unexpected"}), _ELSEWHERE),
    "schema_access/dropped": (frozenset({"schema-missing"}), _ELSEWHERE),
    "schema_access/owner": (frozenset({"owner-differs"}), _ELSEWHERE),
    "table/baseline": (frozenset({"baseline-gone"}), _DECIDED),
    "table/ignored-and-waived": (frozenset({"ignore-unused", "waiver-unused"}), _DECIDED),
    "table/schema-missing": (frozenset({"schema-missing"}), _NEVER_THERE),
    "table/waiver-wide": (frozenset({"waiver-wide"}), _DECIDED),
    "unique/carried-by-constraint": (frozenset({"unique-carrier"}), _EITHER),
    "unique/included": (frozenset({"unique-include"}), _NEVER_THERE),
    "unique/operator-class": (frozenset({"unique-operator-class"}), _NEVER_THERE),
    "unique/renamed": (frozenset({"unique-name"}), _USUAL_NAME),
}
"""Rules that a case breaks and a snapshot from before its change does not, and why."""

Snapshots = Callable[[Path], str]


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _snapshot(url: str) -> str:
    return snapshot(None, ConnectionOptions(url=url), everything=True)


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """Hold the snapshots of what the cases begin with, by kind: the cases of one kind share theirs."""
    return {}


@pytest.fixture
def before(known: dict[str, str], make_database: MakeDatabase) -> Snapshots:
    """Give the snapshot from before the change of a case."""

    def of(folder: Path) -> str:
        kind = folder.parent.name
        if kind not in known:
            base = (folder.parent / "base.sql").read_text(encoding="utf-8")
            known[kind] = _snapshot(make_database("", template=base))
        return known[kind]

    return of


def _broken(report: Report) -> set[str]:
    return {finding.rule.name for finding in (*report.findings, *report.undecided, *report.waived, *report.known)}


def _unsure(report: Report) -> list[str]:
    return [gap.what for gap in report.not_checked if gap.cause != "not stated"]


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_snapshot_says_what_the_case_is_about(
    folder: Path, server: Server, make_database: MakeDatabase, before: Snapshots, tmp_path: Path
) -> None:
    url = changed_database(folder, server, make_database)

    def compared(spec: Path, baseline: Path | None = None) -> Report:
        return check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, baseline=baseline, today=TODAY)

    def compared_with(written: str) -> Report:
        spec = tmp_path / "expected_schema.yaml"
        spec.write_text(written, encoding="utf-8")
        return compared(spec)

    after = compared_with(_snapshot(url))
    assert (_broken(after), _unsure(after)) == (set(), [])

    own, baseline = folder / "spec.yaml", folder / "baseline.yaml"
    spec = own if own.exists() else folder.parent / "spec.yaml"
    expected = _broken(compared(spec, baseline if baseline.exists() else None))
    missed, why = NOT_IN_A_SNAPSHOT.get(_name(folder), (set(), "everything else must be"))
    assert expected - _broken(compared_with(before(folder))) == missed, why


def test_the_exceptions_are_cases() -> None:
    assert set(NOT_IN_A_SNAPSHOT) <= {_name(folder) for folder in FOLDERS}
