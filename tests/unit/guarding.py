"""What the tests of the guard share."""

from __future__ import annotations

from schemacheck.guard import GuardResult, SourceText, judge
from schemacheck.report.finding import Finding
from schemacheck.report.policy import GuardPolicy
from schemacheck.sources.spec import Spec, read_spec_file
from tests.shared import ROOT

FOLDER = ROOT / "tests" / "guard"
SPEC: Spec = read_spec_file(FOLDER / "expected_schema.yaml")
OPEN = GuardPolicy()
"""Forbids nothing: what is protected is all there is to say."""


def judged(text: str | bytes, path: str = "m.sql", policy: GuardPolicy = SPEC.guard) -> GuardResult:
    """Judge one file."""
    data = text.encode() if isinstance(text, str) else text
    return judge([SourceText(path, data)], SPEC.schema, policy)


def said(finding: Finding) -> str:
    """A finding in one line, as the cases expect it."""
    assert finding.at is not None
    place = f"@{finding.at.line}:{finding.at.column}"
    return f"{finding.severity.value} {finding.rule.name} {finding.subject.within('public')} {place}"


def rules(text: str | bytes, path: str = "m.sql", policy: GuardPolicy = SPEC.guard) -> list[str]:
    """The rules that one file breaks, without the prefix they share."""
    return sorted(each.rule.name.removeprefix("guard-") for each in judged(text, path, policy).findings)
