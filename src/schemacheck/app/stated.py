"""The line of the expected schema that a finding is about, as it stands in its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding


def with_lines(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Give each finding its line; none where the file is not there to be read, as one at a revision is not."""
    files: dict[str, list[str]] = {}
    told = []
    for finding in findings:
        at = finding.at
        if at is None or finding.change is None:
            told.append(finding)
            continue
        if at.file not in files:
            files[at.file] = _lines(at.file)
        lines = files[at.file]
        told.append(replace(finding, stated=lines[at.line - 1]) if at.line <= len(lines) else finding)
    return tuple(told)


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return []
