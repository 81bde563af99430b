"""GitLab's code quality report: a JSON array that its merge requests and pipelines show.

GitLab reads `description`, `check_name`, `fingerprint`, `severity` and `location`, refuses a report with a byte order
mark, and takes two entries of one fingerprint for one.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final, Literal

from schemacheck.base.errors import SchemacheckError, SourceError
from schemacheck.base.names import Position
from schemacheck.render import wording
from schemacheck.render.layout import clean
from schemacheck.render.locations import by_harm, from_top, numbered, place_in_a_file
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

_Level = Literal["info", "minor", "major", "critical", "blocker"]

_LEVELS: Final[dict[Severity, _Level]] = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.NOTE: "info",
}
_NO_FILE: Final = "schemacheck"
"""An entry must name a file; this is used when no file is concerned."""


def render(report: Report, options: RenderOptions) -> str:
    """Write an entry for each finding that counts, and for what could not be compared or read.

    What is waived or in a baseline is not listed: GitLab has no word for it.
    """
    entries = []
    for digest, finding in numbered(by_harm((*report.findings, *report.undecided))):
        at = _location(place_in_a_file(finding, report), options)
        entries.append(_entry(_description(finding, report), finding.rule.name, digest, _LEVELS[finding.severity], at))
    for gap in sorted(report.not_checked):
        if gap.cause == "not readable":
            text = f"not readable: {gap.what} ({gap.reason})"
            entries.append(_entry(text, "not-readable", _digest(gap.what), "blocker", _location(None, options)))
    return _json_text(entries)


def render_error(error: SchemacheckError, options: RenderOptions) -> str:
    """Write an entry for each mistake, or one that explains why there is no report."""
    if isinstance(error, SourceError):
        told: list[tuple[str, str | None, Position | None]] = [
            (mistake.message, mistake.hint, mistake.at) for mistake in error.mistakes
        ]
    else:
        told = [(error.message, error.hint, None)]
    return _json_text(
        [
            _entry(
                f"{message} ({hint})" if hint else message,
                "schemacheck",
                _digest(f"{at} {message}"),
                "blocker",
                _location(at, options),
            )
            for message, hint, at in told
        ]
    )


def _json_text(entries: list[dict[str, Any]]) -> str:
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _description(finding: Finding, report: Report) -> str:
    both = "; ".join(f"{label} {value}" for label, value in wording.sides(finding))
    return f"{finding.subject.within(report.home)}: {finding.sentence}" + (f" ({both})" if both else "")


def _entry(text: str, check: str, digest: str, level: _Level, location: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": clean(text),
        "check_name": check,
        "fingerprint": digest,
        "severity": level,
        "location": location,
    }


def _location(at: Position | None, options: RenderOptions) -> dict[str, Any]:
    there = from_top(at, options) if at else Position(_NO_FILE, 1, 1)
    return {"path": clean(there.file), "lines": {"begin": there.line}}


def _digest(text: str) -> str:
    return hashlib.sha256(f"schemacheck|{text}".encode()).hexdigest()[:16]
