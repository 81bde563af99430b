"""Where a finding is shown, and how it is distinguished from every other one: what the formats for machines share."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from schemacheck.base.names import Position
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report


def place(finding: Finding, report: Report) -> Position | None:
    """Where the finding is shown: its own place, else the top of the spec, which is where something may be missing.

    None between two databases: no file has a say there.
    """
    if finding.at is None and report.expected.kind == "spec":
        return Position(report.expected.label, 1, 1)
    return finding.at


def from_top(at: Position, options: RenderOptions) -> Position:
    """The same place with its file named from the top of the repository, as those that link to files want it."""
    return at._replace(file=posixpath.normpath(posixpath.join(options.folder, at.file)))


def numbered(findings: Iterable[Finding]) -> list[tuple[str, Finding]]:
    """Give each finding a fingerprint that no other one here has.

    Two findings of one rule on one object are rare (two keys on the same columns); the second gets a number behind its
    fingerprint, in the report's order.
    """
    seen: dict[str, int] = {}
    told = []
    for finding in findings:
        digest = finding.fingerprint
        seen[digest] = seen.get(digest, 0) + 1
        told.append((digest if seen[digest] == 1 else f"{digest}-{seen[digest]}", finding))
    return told


def by_harm(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first, else in their order: for readers that show only so many."""
    return sorted(findings, key=lambda finding: -finding.severity.rank)
