"""Where a finding is shown, and how it is distinguished from every other one: what the formats for machines share."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Final

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.base.names import Position
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report

_FILES: Final = frozenset({"spec", "prisma"})
"""The kinds of sources whose label is a file or a folder."""


def place(finding: Finding, report: Report) -> Position | None:
    """Where the finding is shown: its own place, else the top of the spec, which is where something may be missing.

    None between two databases: no file has a say there.
    """
    if finding.at is None and report.expected.kind == "spec":
        return Position(report.expected.label, 1, 1)
    return finding.at


def place_in_a_file(finding: Finding, report: Report) -> Position:
    """Where the finding is shown to those who want a file for each: its place, else the top of a side that is one.

    Between two databases it is the file in which one would decide about them: GitHub refuses a result without a file,
    and asks of none whether it is there.
    """
    at = place(finding, report)
    if at is not None:
        return at
    files = (side.label for side in (report.expected, report.live) if side.kind in _FILES)
    return Position(next(files, DEFAULT_SPEC), 1, 1)


def from_top(at: Position, options: RenderOptions) -> Position:
    """The same place with its file named from the top of the repository, as those that link to files want it."""
    file = posixpath.normpath(posixpath.join(options.folder, at.file))
    for top in options.tops:
        if file.startswith(f"{top}/"):
            return at._replace(file=file[len(top) + 1 :])
    return at._replace(file=posixpath.normpath(at.file) if options.folder.startswith("/") else file)


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
