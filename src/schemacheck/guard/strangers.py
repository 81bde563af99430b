"""SQL that is no migration: dumps, and SQL of other databases. Both are passed on by a hook that knows no paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from schemacheck.guard import GuardResult, is_migration
from schemacheck.migrations.foreign import other_database
from schemacheck.report.finding import Finding
from schemacheck.sql.text import SourceText, Text

_DUMP: Final = re.compile(rb"^-- PostgreSQL database(?: cluster)? dump\b", re.MULTILINE)
_HEAD: Final = 1000
_DUMP_NAMES: Final = frozenset({"structure.sql", "schema.sql"})
_MAKING: Final = frozenset(
    {
        "guard-table-recreated",
        "guard-table-altered",
        "guard-table-referenced",
        "guard-column-added",
        "guard-column-altered",
        "guard-constraint-added",
        "guard-index-added",
        "guard-trigger-changed",
        "guard-access-changed",
        "guard-comment-changed",
    }
)
"""What a dump is made of."""


def without_strangers(judgement: GuardResult, files: Sequence[SourceText]) -> tuple[GuardResult, list[str]]:
    """Leave out what is said of files that are no migrations, and say which those are.

    What they hold decides, and not a sign alone: a dump only makes things, and nothing of another database's SQL that
    PostgreSQL could run touches what is protected. Otherwise all that was found stands.
    """
    told: dict[str, list[Finding]] = {}
    for finding in judgement.findings:
        if finding.at is not None:
            told.setdefault(finding.at.file, []).append(finding)
    notes = []
    strangers = set()
    for source in files:
        findings = told.get(source.path)
        if not findings or not is_migration(source.path) or PurePath(source.path).name == "migration.sql":
            continue
        why = _stranger(source, {finding.rule.name for finding in findings})
        if why:
            strangers.add(source.path)
            notes.append(f"{source.path} left alone: {why}")
    kept = tuple(each for each in judgement.findings if each.at is None or each.at.file not in strangers)
    return replace(judgement, findings=kept), notes


def _stranger(source: SourceText, rules: set[str]) -> str:
    if rules <= _MAKING:
        is_dump = PurePath(source.path).name.lower() in _DUMP_NAMES or _DUMP.search(source.data, 0, _HEAD) is not None
        return "it is a dump, and no migration" if is_dump else ""
    if rules == {"guard-unparsed"}:
        mistake = other_database(Text(source))
        return mistake.message if mistake is not None else ""
    return ""
