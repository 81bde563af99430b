"""Checking several databases, or the many schemas of one that should all look alike, in one run.

Databases are read at the same time, at most twenty of them; what cannot be reached takes its own place in the result
and hides no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from schemacheck.app.extent import asked_for
from schemacheck.app.home import at_home
from schemacheck.app.report import Settle, Settling, build_report, finished
from schemacheck.app.tally import Tally
from schemacheck.app.tenants import beside_tenants, grouped, outside_home, rebaser, tenants_of
from schemacheck.base.errors import ExitCode, SchemacheckError, SourceError, UsageError, scrubbed
from schemacheck.base.names import Position, is_pattern
from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.model.schema import Origin, Schema
from schemacheck.report.finding import Finding
from schemacheck.report.judging import JudgingOptions
from schemacheck.report.multi_report import (
    ABOUT_FILES,
    ABOUT_FILES_ALWAYS,
    MultiReport,
    TargetResult,
    arranged,
    common,
    some_of,
    worst,
)
from schemacheck.report.policy import Policy, Target
from schemacheck.report.report import Report
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart, Side, Source, origin_of, require_tables, silent

if TYPE_CHECKING:
    from concurrent.futures import Future

    from schemacheck.base.shard import Shard

MOST_AT_ONCE = 20
"""How many databases are read at the same time."""

_FILES_OF_EACH: Final = 4
"""What a connection takes: its socket, what waits on it, what hangs it up, and a module that is imported meanwhile."""
_OTHER_FILES: Final = 16
"""What the process itself has open."""

_NO_NAME = ""


@record
class _Found:
    """What came of one target."""

    results: tuple[TargetResult, ...]
    about_files: tuple[Finding, ...] = ()
    """Findings about the files that every report of this target has."""

    @property
    def exit_code(self) -> ExitCode:
        """The worst of its results."""
        return worst(result.exit_code for result in self.results)


def chosen_targets(
    stated: Sequence[str], wanted: Side | None, *, named: bool, listed: Sequence[Target] = ()
) -> tuple[Target, ...]:
    """Say which targets are meant.

    Args:
        stated: `NAME=ENV`, or the name of one that the expected side has; empty: all of those.
        wanted: the expected side, where it has been read.
        named: whether a database or another source is named beside.
        listed: targets from outside, which take the place of those that the expected side has.

    Raises:
        UsageError: one makes no sense or is not known, or another database is named, too.
    """
    known = {target.name: target for target in listed or (wanted.targets if wanted else ())}
    if named and (stated or listed):
        option = "--target" if stated else "--targets-from"
        raise UsageError(f"{option} and another database are both given.", "Give one or the other.")
    if not stated:
        return () if named else tuple(known.values())
    targets: dict[str, Target] = {}
    for each in stated:
        name, equals, variable = each.partition("=")
        if equals and (not name or ":/" in name or not variable.isidentifier()):
            raise UsageError(
                "--target takes NAME=ENV, where ENV names the environment variable that holds the URL.",
                "The URL itself does not belong on a command line.",
            )
        if not equals and name not in known:
            raise UsageError(
                f"there is no target {name} in {'that list' if listed else 'the expected schema'}",
                did_you_mean(name, known)
                or (f"It has {some_of(list(known))}; or give NAME=ENV" if known else "It has none; give NAME=ENV"),
            )
        if name in targets:
            raise UsageError(f"--target names {name} twice")
        target = known.get(name, Target(name, variable))
        targets[name] = replace(target, url_env=variable) if equals else target
    return tuple(targets.values())


def check_schemas(
    wanted: Side, live: Source, connection: ConnectionOptions, judging: JudgingOptions, *, settling: Settling
) -> MultiReport:
    """Compare all schemas of one database that fit the pattern which the expected schema's own default schema is.

    Raises:
        UncheckedError: the database could not be read.
    """
    found = _check_target(wanted, Target(_NO_NAME, ""), live, connection, judging, settling=settling)
    return replace(_joined_reports(wanted.schema.origin, [found]), shard=connection.shard)


def check_each(
    targets: Sequence[Target],
    expected: Source,
    wanted: Side | None,
    connection: ConnectionOptions,
    judging: JudgingOptions,
    *,
    settling: Settling,
    jobs: int | None = None,
) -> MultiReport:
    """Compare each of several databases with the expected side; of a run that is divided, those that fall to it.

    Args:
        targets: the databases.
        expected: the expected side.
        wanted: what was read of it, where no target can change that.
        connection: how to reach them; its shard says what falls to this run.
        judging: how differences are judged.
        settling: what settles what cannot be compared.
        jobs: how many are looked at at the same time; None: twenty.

    Raises:
        SourceError: the expected side has mistakes.
    """
    shard = connection.shard
    mine = [target for target in targets if shard is None or shard.has(target.name)]
    found = _check_targets(mine, expected, wanted, connection, judging, settling=settling, jobs=jobs)
    return replace(_joined_reports(wanted.schema.origin if wanted else origin_of(expected), found), shard=shard)


def _check_targets(
    targets: Sequence[Target],
    expected: Source,
    wanted: Side | None,
    connection: ConnectionOptions,
    judging: JudgingOptions,
    *,
    settling: Settling,
    jobs: int | None,
) -> list[_Found]:
    """Look at all targets, each in a thread; all that the scrubber must know it learns before the first begins."""
    prepared: list[tuple[Side, Target, Source, ConnectionOptions] | _Found] = []
    for target in targets:
        own = replace(
            connection,
            url=None,
            url_env=target.url_env or None,
            shard=None,
            on_phase=silent,
            on_note=_saying_target(target.name, connection.on_note),
            on_detail=_saying_target(target.name, connection.on_detail),
        )
        live = open_source(target.url, own)
        try:
            live.learn()
            side = wanted or asked_for(expected.read(Counterpart(live)), connection)
            require_tables(side, expected)
            prepared.append((side, target, live, own))
        except SourceError:
            raise
        except SchemacheckError as error:
            prepared.append(_failed_target(target, error, connection))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for those who have several

    connection.on_phase(f"checking {len(targets)} targets")
    tally = Tally(len(targets), connection.on_step)
    with ThreadPoolExecutor(max_workers=_at_once(jobs or MOST_AT_ONCE)) as pool:
        pending = [
            each if isinstance(each, _Found) else pool.submit(_check_target_safely, *each, judging, settling=settling)
            for each in prepared
        ]
        for each in pending:
            if isinstance(each, _Found):
                tally.add(each.exit_code)
            else:
                each.add_done_callback(lambda done: None if done.cancelled() else tally.add(_code_of(done)))
        try:
            return [each if isinstance(each, _Found) else each.result() for each in pending]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _code_of(done: Future[_Found]) -> ExitCode:
    return ExitCode.UNCHECKED if done.exception() else done.result().exit_code


def _at_once(most: int) -> int:
    """Return how many databases, `most` at most, may be read at the same time with the files this process may open."""
    try:
        from resource import RLIMIT_NOFILE, getrlimit  # noqa: PLC0415 - Windows has none
    except ImportError:
        return most
    may_open = getrlimit(RLIMIT_NOFILE)[0]
    return most if may_open < 0 else min(most, max(1, (may_open - _OTHER_FILES) // _FILES_OF_EACH))


def _saying_target(name: str, say: Callable[[str], None]) -> Callable[[str], None]:
    """Say of everything which target it is about."""
    return lambda text: say(f"{name}: {text}")


def _check_target_safely(
    wanted: Side,
    target: Target,
    live: Source,
    connection: ConnectionOptions,
    judging: JudgingOptions,
    *,
    settling: Settling,
) -> _Found:
    try:
        with live:
            return _check_target(wanted, target, live, connection, judging, settling=settling)
    except SchemacheckError as error:
        return _failed_target(target, error, connection)


def _failed_target(target: Target, error: SchemacheckError, connection: ConnectionOptions) -> _Found:
    """Keep the place of a target that could not be checked; what is said of it holds no secret."""
    clean = scrubbed(error, connection.scrub.ours)
    return _Found((TargetResult(target.name, clean, labels=target.labels),))


def _check_target(
    wanted: Side,
    target: Target,
    live: Source,
    connection: ConnectionOptions,
    judging: JudgingOptions,
    *,
    settling: Settling,
) -> _Found:
    """Check one database, or all schemas in it that fit the pattern."""
    if target.name:
        wanted = at_home(wanted, live, target.schema)
    policy = target.over(wanted.policy)
    judging = replace(judging, target=target.name or None)
    found = live.read(Counterpart(side=wanted, asks_more=True))
    found = asked_for(found, connection)
    if is_pattern(wanted.schema.home) and live.holds_many:
        connection.on_phase("comparing")
        reports = _schema_reports(wanted, found.schema, policy, judging, settling.beside(live), shard=connection.shard)
    else:
        reports = {_NO_NAME: build_report(wanted, found, policy, judging, settling.beside(live))}
    reports = dict(finished(reports, live, judging))
    kept, about_files = common(list(reports.values()), ABOUT_FILES)
    own = _own_places(target, judging)
    mine = [finding for finding in about_files if finding.at in own]
    groups = grouped(dict(zip(reports, kept, strict=True)))
    results = [
        TargetResult(target.name, report, tuple(name for name in schemas if name is not _NO_NAME), target.labels)
        for schemas, report in groups
    ]
    if mine and isinstance(first := results[0].report_or_error, Report):
        results[0] = replace(results[0], report_or_error=replace(first, findings=(*first.findings, *mine)))
    return _Found(tuple(results), tuple(finding for finding in about_files if finding.at not in own))


def _own_places(target: Target, judging: JudgingOptions) -> set[Position | None]:
    """Where the files mention this target alone."""
    own: set[Position | None] = {entry.at for entry in target.ignore}
    if judging.baseline is not None and judging.target is not None:
        own |= {entry.at for entry in judging.baseline.entries if entry.target == judging.target}
    return own - {None}


def _schema_reports(
    wanted: Side, live: Schema, policy: Policy, judging: JudgingOptions, settle: Settle, *, shard: Shard | None
) -> dict[str, Report]:
    """Compare each schema that fits the pattern on its own; what the file says beside it is compared once."""
    expected = wanted.schema
    previous = wanted.previous.schema if wanted.previous else None
    shared = frozenset(expected.namespaces) - {expected.home}
    names = [name for name in live.namespaces if name not in shared]
    move, move_previous = rebaser(expected), rebaser(previous) if previous else None
    reports = {
        name: build_report(
            Side(move(name), previous=Side(move_previous(name)) if move_previous else None),
            Side(tenant),
            policy,
            judging,
            settle,
        )
        for name, tenant in tenants_of(live, names, shared).items()
    }
    # Each stands for itself, under its own name.
    reports = {name: replace(report, schemas=()) for name, report in reports.items()}
    rest = outside_home(expected)
    # What is there once is compared once, by the first of several runs.
    if rest is not None and (shard is None or shard.number == 1):
        there = beside_tenants(live, names, shared)
        before = outside_home(previous) if previous else None
        wanted = Side(rest, previous=Side(before) if before else None)
        reports[_NO_NAME] = build_report(wanted, Side(there), policy, judging, settle)
    return reports


def _joined_reports(expected: Origin, found: Sequence[_Found]) -> MultiReport:
    results = [result for each in found for result in each.results]
    looked = [each for each in found if any(isinstance(result.report_or_error, Report) for result in each.results)]
    everywhere = [
        finding
        for finding in (looked[0].about_files if looked else ())
        if all(finding in each.about_files for each in looked[1:])
        # An entry that was unused here may apply to a database that was not read.
        and (len(looked) == len(found) or finding.rule.name in ABOUT_FILES_ALWAYS)
    ]
    if everywhere:
        first = next(result.report_or_error for result in results if isinstance(result.report_or_error, Report))
        report = replace(
            first,
            live=expected,
            findings=tuple(everywhere),
            waived=(),
            known=(),
            pending=(),
            undecided=(),
            not_checked=(),
            counts={},
            ignored=(),
            protected={},
        )
        results.append(TargetResult(expected.label, report, is_about_files=True))
    return arranged(expected, results)
