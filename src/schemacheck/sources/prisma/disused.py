"""How much a difference matters in what the client does not use: a model with `@@ignore`, a field with `@ignore`.

Prisma keeps both in the database, and generates nothing that reads or writes them. So nothing of the client fails
because of them, with one exception: a row cannot be inserted without a value for a column that has to have one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Table
from schemacheck.report.finding import Finding
from schemacheck.report.rules import Band, Severity
from schemacheck.sources.prisma.database_names import kept
from schemacheck.sources.prisma.mapping import PrismaSource, called
from schemacheck.sources.prisma.relations import ManyToMany

_TO_BE_FILLED: Final = frozenset(
    {"column-not-null", "column-nullable", "column-default-lost", "column-default-missing", "column-identity",
     "column-generated"}
)  # fmt: skip
"""Rules that tell of a column which every insert has to fill in, where only one side has it so."""


class Disuse:
    """Judges findings by whether the client uses what they are about."""

    def __init__(self, source: PrismaSource, other: Schema) -> None:
        self.source = source
        self.mine = {table.name: table for table in source.schema.tables}
        self.theirs = {table.name: table for table in other.tables}

    def weighed(self, finding: Finding) -> Finding:
        """Return a finding with the harm it does to a client: none, where the client does not use the object."""
        subject = finding.subject
        if subject.kind not in ("table", "column"):
            return finding
        name = QName(subject.schema, subject.name)
        owner = self.source.owners.get(name)
        if owner is None or isinstance(owner, ManyToMany):
            return finding
        if owner.attribute("ignore") is not None:
            harm = f"No query of the client uses the table: {called(owner)} has @@ignore."
            return _lowered(finding, Severity.WARNING if subject.kind == "table" else Severity.NOTE, harm)
        if subject.kind == "table":
            return finding
        field = next((each for each in owner.fields if kept(each) == subject.label), None)
        if field is None or field.attribute("ignore") is None or self._has_to_be_filled(finding, name):
            return finding
        harm = f"The client neither reads nor writes the column: field {field.name} of {called(owner)} has @ignore."
        return _lowered(finding, Severity.WARNING if finding.change == "missing" else Severity.NOTE, harm)

    def _has_to_be_filled(self, finding: Finding, table: QName) -> bool:
        """Whether the client's inserts, which leave the column out, fail on the other side alone."""
        if finding.rule.name not in _TO_BE_FILLED:
            return False
        theirs = _column(self.theirs.get(table), finding.subject.label)
        mine = _column(self.mine.get(table), finding.subject.label)
        return theirs is not None and theirs.required and not (mine is not None and mine.required)


def _column(table: Table | None, name: str) -> Column | None:
    found = table.columns if table is not None else ()
    return next((each for each in found if each.name == name), None) if isinstance(found, tuple) else None


def _lowered(finding: Finding, most: Severity, harm: str) -> Finding:
    severity = finding.severity if most.reaches(finding.severity) else most
    return replace(finding, severity=severity, harm=harm, band=Band.CAN_WAIT)
