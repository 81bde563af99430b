"""The line of the expected schema that a finding is about, as it stands in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding


def with_lines(findings: Sequence[Finding], texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Give each finding its line; none where its file has no text, as a database and a program have none."""
    files = {name: texts[name].split("\n") for name in {each.at.file for each in findings if each.at} & texts.keys()}
    told = []
    for finding in findings:
        at = finding.at
        lines = files.get(at.file, []) if at is not None and finding.change is not None else []
        told.append(
            replace(finding, stated=lines[at.line - 1]) if at is not None and at.line <= len(lines) else finding
        )
    return tuple(told)
