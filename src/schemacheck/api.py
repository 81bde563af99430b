"""The interface for programs: the same comparison as the command line's, without its streams and its exit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timezone
from pathlib import Path

from schemacheck.app.check import check as compared
from schemacheck.base.errors import RefusedError, SchemacheckError, SourceError, UncheckedError, UsageError, scrubbed
from schemacheck.model.schema import Schema
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.multi_report import merged
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart

__all__ = [
    "Finding",
    "RefusedError",
    "Report",
    "Schema",
    "SchemacheckError",
    "Severity",
    "SourceError",
    "UncheckedError",
    "UsageError",
    "check",
    "read",
    "rendered",
]

Source = str | Path | Schema
"""A file (an expected schema, a schema.prisma), a connection URL, or a schema that has been read."""


def check(
    expected: Source,
    live: Source,
    *,
    fail_on: Severity | str | None = None,
    baseline: str | Path | None = None,
    previous: Source | None = None,
    history: str | Path | None = None,
    today: date | None = None,
    connect_timeout: int = 15,
    on_note: Callable[[str], None] = lambda _note: None,
) -> Report:
    """Compare what is expected with what is there.

    Args:
        expected: the side that is right. Its file also decides on severities, waivers and what is ignored; its
            `targets` are not looked at, since `live` says what is.
        live: the side that is looked at.
        fail_on: the lowest severity that makes the outcome "drift": a `Severity`, or "error", "warning" or "note".
            None: as the expected schema says, else "warning".
        baseline: a file of known drift; what it lists does not count.
        previous: the expected side as it was before, such as "git:origin/production:expected_schema.yaml". What has
            changed since then, and is live as it was, is no drift but pending.
        history: a file that keeps since when findings are there; this check is added to it. It need not be there yet.
        today: the day on which waivers are judged. None: today, in UTC.
        connect_timeout: seconds for a connection to be made.
        on_note: told what a user should know though it is no finding, such as a connection parameter that was dropped.

    Returns:
        The report: `outcome` is "in sync", "pending", "drift" or "unchecked", `findings` are those that count. Of
        several schemas that one pattern stands for, those that deviate alike are reported once.

    Raises:
        SourceError: a file has mistakes; `mistakes` has each with its place.
        UsageError: a source makes no sense.
        UncheckedError: a side could not be read, or there is nothing to look at. It says nothing about drift.
        ValueError: `fail_on` is no severity.
    """
    connection = ConnectionOptions(environ=os.environ, connect_timeout=connect_timeout, on_note=on_note)
    with _clean(connection):
        result = compared(
            expected if isinstance(expected, Schema) else str(expected),
            connection,
            against=live if isinstance(live, Schema) else str(live),
            fail_on=None if fail_on is None else Severity(fail_on),
            baseline=None if baseline is None else Path(baseline),
            previous=previous if previous is None or isinstance(previous, Schema) else str(previous),
            history=None if history is None else Path(history),
            today=today or datetime.now(timezone.utc).date(),
        )
        return result if isinstance(result, Report) else merged(result)


def read(source: str | Path, *, on_note: Callable[[str], None] = lambda _note: None) -> Schema:
    """Read a schema: of an expected schema file, a schema.prisma, or a whole live database.

    Raises:
        SourceError: a file has mistakes.
        UsageError: the source makes no sense.
        UncheckedError: the database could not be read, or has nothing in it.
    """
    connection = ConnectionOptions(environ=os.environ, on_note=on_note)
    with _clean(connection):
        return open_source(str(source), connection).read(Counterpart()).schema


def rendered(report: Report, form: str = "text", *, width: int = 80) -> str:
    """Write a report in one of the formats of the command line, such as "text", "json" or "html".

    Raises:
        ValueError: there is no such format.
    """
    if form not in FORMATS:
        raise ValueError(f"there is no format {form}; there are {', '.join(FORMATS)}")
    return FORMATS[form].report(report, RenderOptions(width=width))


@contextmanager
def _clean(connection: ConnectionOptions) -> Iterator[None]:
    """Let no error leave that holds a secret of a connection."""
    try:
        yield
    except SchemacheckError as error:
        raise scrubbed(error, connection.scrub.ours) from None
