"""Findings in the terms of a contract: which model and field to look at, and how far the contract is to be held.

A contract is written in contract.prisma or in TypeScript and compiled into contract.json, so every hint is about what
was written. None proposes to change a database to fit it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from schemacheck.base.names import QName
from schemacheck.base.near import near_name
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Finding
from schemacheck.report.rules import Band, Severity
from schemacheck.report.subject import KeyColumns
from schemacheck.sources.prisma.contract.reading import Contract, Control

_NEVER: Final = (
    "Neither prisma db update nor prisma db migrate is the way: they change the database to what the contract says."
)
_UNSAID: Final = frozenset({"check-not-valid"})
"""Rules about what a contract has no word for, and what is worth a word all the same."""
_OTHERS: Final = {"postgres": "the database", "spec": "the expected schema"}
_HARMS: Final = {
    "missing": "The contract does not say it. A client that is generated from it does not know of it, and prisma db "
    "verify takes it for something that should not be there.",
    "unexpected": "The contract says it, and nobody agreed on it. A client that is generated from it takes it to be "
    "there, and prisma db update adds it to a database.",
    "differs": "A client that is generated from the contract goes by what it says, and prisma db update changes a "
    "database to that.",
}
"""What a difference of the contract does: nothing has failed yet, since a file runs no query."""


def hinted(findings: Sequence[Finding], contract: Contract, other: Schema, *, expected: bool) -> tuple[Finding, ...]:
    """Give each finding the hint that names what to look at in the contract.

    Args:
        findings: what the comparison of the contract with `other` found.
        contract: the contract.
        other: the other side.
        expected: whether the contract is the side that is right by definition.
    """
    teller = _Teller(contract, other, expected)
    return tuple(teller.finding(finding) for finding in findings)


@record
class _Teller:
    contract: Contract
    other: Schema
    expected: bool

    def finding(self, finding: Finding) -> Finding:
        if self.expected:
            finding = self._weighed(finding)
        elif finding.change is not None:
            finding = replace(finding, harm=_HARMS[finding.change])
        hint = self._hint(finding)
        if hint is None:
            return finding
        at = None if self.expected else finding.live_at
        return replace(finding, hint=f"{at.file}:{at.line}: {hint}" if at is not None else hint[:1].upper() + hint[1:])

    def _weighed(self, finding: Finding) -> Finding:
        """A finding with the weight that the contract gives it: `@@control` says how far a table is to be held."""
        name = QName(finding.subject.schema, finding.subject.name)
        control = self.contract.controls.get(name, self.contract.default_control)
        if finding.severity is Severity.NOTE:
            return finding
        if finding.rule.name in _UNSAID:
            harm = (
                "New rows are checked. Of older rows nobody knows; a contract cannot say so, and Prisma looks at none."
            )
        elif _is_let_pass(finding, control):
            harm = f"The contract lets it pass: this table is {control} there."
        else:
            return finding
        return replace(finding, severity=Severity.NOTE, harm=harm, band=Band.CAN_WAIT)

    def _hint(self, finding: Finding) -> str | None:
        subject = finding.subject
        if subject.kind == "enum":
            return self._enum(subject.name)
        name = QName(subject.schema, subject.name)
        known = self.contract.models.get(name)
        if subject.kind == "table" and finding.rule.name in ("table-missing", "table-unexpected"):
            return self._table(name)
        if known is None:
            return None
        if subject.kind == "column":
            field = known.fields.get(subject.label)
            if field is not None:
                return f"field {field} of model {known.model} is this column."
            near = near_name(subject.label, known.fields)
            also = f"; field {known.fields[near]} is the column {near}" if near is not None else ""
            return f"model {known.model} has no field for {subject.label}{also}."
        if isinstance(subject.member, KeyColumns):
            fields = [known.fields.get(column or "", column or "an expression") for column in subject.member.columns]
            return f"look at {', '.join(fields)} in model {known.model}."
        return f"look at model {known.model}."

    def _table(self, name: QName) -> str:
        known = self.contract.models.get(name)
        side = _OTHERS.get(self.other.origin.kind, self.other.origin.label)
        theirs = {table.name for table in self.other.tables}
        if known is not None:
            spare = {each.name for each in theirs - self.contract.models.keys() if each.schema == name.schema}
            near = near_name(name.name, spare)
            has = f"{side} has {near}" if near is not None else f"{side} does not have it"
            return f"model {known.model} stands for the table {name.name}; {has}. {_NEVER}"
        spare = {each.name for each in self.contract.models.keys() - theirs if each.schema == name.schema}
        near = near_name(name.name, spare)
        if near is not None:
            model = self.contract.models[QName(name.schema, near)].model
            return f"model {model} stands for the table {near}; {side} has {name.name}. {_NEVER}"
        return f"no model stands for {name.name}; prisma contract infer shows what it would be. {_NEVER}"

    def _enum(self, name: str) -> str:
        enums = self.contract.schema.enums if isinstance(self.contract.schema.enums, tuple) else ()
        labels = next((enum.labels for enum in enums if enum.name.name == name), None)
        if not isinstance(labels, tuple):
            return f"no native_enum of the contract is {name}."
        return f"the native_enum for {name} has the values {', '.join(labels)}, in this order."


def _is_let_pass(finding: Finding, control: Control) -> bool:
    """Whether Prisma would not fail because of it: see the contract's control policies."""
    if control == "observed":
        return True
    if finding.change != "unexpected" or control == "managed":
        return False
    return control == "external" or finding.subject.kind == "column"
