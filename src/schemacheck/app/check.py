"""The use case of a check: any source against any other, against the several databases it is for, or many schemas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.app.report import Settling, build_report, finished
from schemacheck.base.errors import UsageError
from schemacheck.base.names import is_pattern
from schemacheck.model.schema import Schema
from schemacheck.report.judging import JudgingOptions
from schemacheck.report.rules import Severity
from schemacheck.sources.opening import open_expected, open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart, Side, require_tables

if TYPE_CHECKING:
    from schemacheck.app.history import HistoryFile
    from schemacheck.report.baseline import Baseline
    from schemacheck.report.multi_report import MultiReport
    from schemacheck.report.policy import Target
    from schemacheck.report.report import Report


def check(
    expected: str | Schema,
    connection: ConnectionOptions,
    *,
    against: str | Schema | None = None,
    targets: Sequence[str] = (),
    listed: Sequence[Target] = (),
    jobs: int | None = None,
    fail_on: Severity | None = None,
    baseline: Path | None = None,
    previous: str | Schema | None = None,
    history: Path | None = None,
    now: datetime | None = None,
    left_out: frozenset[str] = frozenset(),
    policy: Path | None = None,
    today: date,
) -> Report | MultiReport:
    """Compare what is expected with all that it, or the caller, says it should be compared with.

    Args:
        expected: the side that is right, as the user named it.
        connection: how to reach databases, and which one to compare with.
        against: the side that is looked at, instead of that database.
        targets: `NAME=ENV`, or the name of a target in the expected schema; empty: all of those, unless a database is
            named.
        listed: targets from outside the expected schema, in the place of its own.
        jobs: how many targets are looked at at the same time; None: twenty.
        fail_on: overrides what the expected schema says.
        baseline: a file of known drift, which does not count.
        previous: the expected side as it was before; what has changed since, and is live as it was, is pending.
        history: a file that says since when findings are there; this check is added to it.
        policy: a file of decisions, over those of the expected side; None: `schemacheck.yaml`, if that side has none.
        now: when the check begins, for the history; None: now.
        left_out: names of rules that are not judged by.
        today: the day on which waivers are judged.

    Returns:
        A report for one database, one of several where there are targets, or where the default schema is a pattern.

    Raises:
        SourceError: the expected schema, the baseline or the history has mistakes.
        UsageError: a source makes no sense, a target is not known, or there is nothing to divide.
        UncheckedError: the only database there is could not be read, or there is nothing to look at.
    """
    kept = _history(history, now)
    source = open_expected(expected, connection)
    named = against is not None or bool(connection.url or connection.url_env)
    if policy is not None or not source.decides:
        from schemacheck.app.deciding import with_policy  # noqa: PLC0415 - for sides that decide nothing themselves

        source, known = with_policy(source, policy)
        listed = listed or (() if named else known)
    if previous is not None:
        from schemacheck.app.previous import WithPrevious  # noqa: PLC0415 - for those who say what was before

        source = WithPrevious(source, open_source(previous, connection))
    with open_source(against, connection) as live, Settling(connection, source) as settling:
        # One that leaves something open is read anew beside each target.
        several = bool(targets or listed)
        wanted = None if several and not source.decides else source.read(Counterpart(None if several else live))
        chosen: tuple[Target, ...] = ()
        if wanted is None or several or wanted.targets:
            from schemacheck.app.targets import check_each, chosen_targets  # noqa: PLC0415 - for those who have several

            chosen = chosen_targets(targets, wanted, named=named, listed=listed)
        if wanted is not None:
            if connection.schemas and not wanted.schema.origin.was_made:
                from schemacheck.app.extent import require_named  # noqa: PLC0415

                require_named(connection.schemas, wanted.schema)
            wanted = _asked_for(wanted, connection)
            require_tables(wanted, source)
        judging = JudgingOptions(today, fail_on, _baseline(baseline), history=kept, left_out=left_out)
        if chosen or wanted is None:
            return check_each(chosen, source, wanted, connection, judging, settling=settling, jobs=jobs)
        if live.stated_home is not None and not (connection.schemas and wanted.schema.origin.was_made):
            from schemacheck.app.home import at_home  # noqa: PLC0415 - for those whose URL has `schema=`

            wanted = at_home(wanted, live)
        if source.decides and is_pattern(wanted.schema.home) and live.holds_many:
            from schemacheck.app.targets import check_schemas  # noqa: PLC0415

            return check_schemas(wanted, live, connection, judging, settling=settling)
        if connection.shard is not None:
            raise UsageError(
                "--shard has nothing to divide: this looks at one database and one schema",
                "It divides targets, and the schemas that a pattern under `schema:` stands for.",
            )
        found = _asked_for(live.read(Counterpart(source, wanted, asks_more=True)), connection)
        if connection.schemas:
            from schemacheck.app.extent import require_named  # noqa: PLC0415

            require_named(connection.schemas, wanted.schema, found.schema)
        report = build_report(wanted, found, wanted.policy, judging, settling.beside(live))
        return finished({"": report}, live, judging)[""]


def _asked_for(side: Side, connection: ConnectionOptions) -> Side:
    if not connection.schemas and connection.kinds is None:
        return side
    from schemacheck.app.extent import asked_for  # noqa: PLC0415 - for those who ask for a part

    return asked_for(side, connection)


def _history(path: Path | None, now: datetime | None) -> HistoryFile | None:
    if path is None:
        return None
    from schemacheck.app.history import HistoryFile  # noqa: PLC0415 - for those who keep one

    return HistoryFile(path, now or datetime.now(timezone.utc))


def _baseline(path: Path | None) -> Baseline | None:
    if path is None:
        return None
    from schemacheck.app.baseline import read_baseline  # noqa: PLC0415 - for those who have one

    return read_baseline(path)
