"""Checking several databases, or the many schemas of one that should all look alike, in one run.

Databases are read at the same time, at most twenty of them; what cannot be reached takes its own place in the result
and hides no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from schemacheck.app.home import at_home
from schemacheck.app.report import build_report
from schemacheck.app.tenants import apart, beside_tenants, grouped, mover, tenants_of
from schemacheck.base.errors import SchemacheckError, SourceError, UsageError, scrubbed
from schemacheck.base.names import Position, is_pattern
from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.model.schema import Origin, Schema
from schemacheck.report.findings import Finding, Report
from schemacheck.report.judging import Terms
from schemacheck.report.matrix import Cell, Matrix, arranged, common
from schemacheck.report.policy import Aim, Policy
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import Access, Counterpart, Side, Source, origin_of, require_tables, silent

MOST_AT_ONCE = 20
"""How many databases are read at the same time."""

ABOUT_FILES = frozenset({"waiver-unused", "waiver-wide", "ignore-unused", "baseline-gone"})
"""Rules about what stands in the files: what one database has no use for, another may have."""
_ALWAYS = frozenset({"waiver-wide"})
"""Those of them that hold whatever is found."""

_NO_NAME = ""


@record
class _Found:
    """What came of one target."""

    cells: tuple[Cell, ...]
    about_files: tuple[Finding, ...] = ()
    """Findings about the files that every report of this target has."""


def aims_of(stated: Sequence[str], wanted: Side | None, *, named: bool) -> tuple[Aim, ...]:
    """Say which targets are meant.

    Args:
        stated: `NAME=ENV`, or the name of one that the expected side has; empty: all of those.
        wanted: the expected side, where it has been read.
        named: whether a database or another source is named beside.

    Raises:
        UsageError: one makes no sense or is not known, or another database is named, too.
    """
    known = {aim.name: aim for aim in wanted.targets} if wanted else {}
    if not stated:
        return () if named else tuple(known.values())
    if named:
        raise UsageError("--target and another database are both given.", "Give one or the other.")
    aims: dict[str, Aim] = {}
    for each in stated:
        name, equals, variable = each.partition("=")
        if equals and (not name or ":/" in name or not variable.isidentifier()):
            raise UsageError(
                "--target takes NAME=ENV, where ENV names the environment variable that holds the URL.",
                "The URL itself does not belong on a command line.",
            )
        if not equals and name not in known:
            raise UsageError(
                f"there is no target {name} in the expected schema",
                did_you_mean(name, known) or "targets stand under `targets:`; or give NAME=ENV",
            )
        if name in aims:
            raise UsageError(f"--target names {name} twice")
        aim = known.get(name, Aim(name, variable))
        aims[name] = replace(aim, url_env=variable) if equals else aim
    return tuple(aims.values())


def check_schemas(wanted: Side, live: Source, access: Access, terms: Terms) -> Matrix:
    """Compare all schemas of one database that fit the pattern which the expected schema's own default schema is.

    Raises:
        UncheckedError: the database could not be read.
    """
    return _joined(wanted.schema.origin, [_look(wanted, Aim(_NO_NAME, ""), live, access, terms)])


def check_each(aims: Sequence[Aim], expected: Source, wanted: Side | None, access: Access, terms: Terms) -> Matrix:
    """Compare each of several databases with the expected side; `wanted` is that side where no target can change it.

    Raises:
        SourceError: the expected side has mistakes.
    """
    found = _look_at_all(aims, expected, wanted, access, terms)
    return _joined(wanted.schema.origin if wanted else origin_of(expected), found)


def _look_at_all(
    aims: Sequence[Aim], expected: Source, wanted: Side | None, access: Access, terms: Terms
) -> list[_Found]:
    """Look at all targets, each in a thread; all that the scrubber must know it learns before the first begins."""
    prepared: list[tuple[Side, Aim, Source, Access] | _Found] = []
    for aim in aims:
        own = replace(
            access,
            url_env=aim.url_env,
            on_phase=silent,
            on_note=_of_target(aim.name, access.on_note),
            on_detail=_of_target(aim.name, access.on_detail),
        )
        live = open_source(None, own)
        try:
            live.learn()
            side = wanted or expected.read(Counterpart(live))
            require_tables(side, expected)
            prepared.append((side, aim, live, own))
        except SourceError:
            raise
        except SchemacheckError as error:
            prepared.append(_failed(aim, error, access))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for those who have several

    access.on_phase(f"checking {len(aims)} targets")
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        pending = [each if isinstance(each, _Found) else pool.submit(_try, *each, terms) for each in prepared]
        try:
            return [each if isinstance(each, _Found) else each.result() for each in pending]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _of_target(name: str, say: Callable[[str], None]) -> Callable[[str], None]:
    """Say of everything which target it is about."""
    return lambda text: say(f"{name}: {text}")


def _try(wanted: Side, aim: Aim, live: Source, access: Access, terms: Terms) -> _Found:
    try:
        return _look(wanted, aim, live, access, terms)
    except SchemacheckError as error:
        return _failed(aim, error, access)


def _failed(aim: Aim, error: SchemacheckError, access: Access) -> _Found:
    """Keep the place of a target that could not be checked; what is said of it holds no secret."""
    clean = scrubbed(error, access.scrub.ours)
    return _Found((Cell(aim.name, clean),))


def _look(wanted: Side, aim: Aim, live: Source, access: Access, terms: Terms) -> _Found:
    """Check one database, or all schemas in it that fit the pattern."""
    if aim.name:
        wanted = at_home(wanted, live, aim.schema)
    policy = aim.over(wanted.policy)
    terms = replace(terms, target=aim.name or None)
    found = live.read(Counterpart(side=wanted))
    if is_pattern(wanted.schema.home) and live.holds_many:
        access.on_phase("comparing")
        reports = _of_schemas(wanted, found.schema, policy, terms)
    else:
        reports = {_NO_NAME: build_report(wanted, found, policy, terms)}
    kept, about_files = common(list(reports.values()), ABOUT_FILES)
    own = _own_places(aim, terms)
    mine = [finding for finding in about_files if finding.at in own]
    groups = grouped(dict(zip(reports, kept, strict=True)))
    cells = [
        Cell(aim.name, report, tuple(name for name in schemas if name is not _NO_NAME)) for schemas, report in groups
    ]
    if mine and isinstance(first := cells[0].result, Report):
        cells[0] = replace(cells[0], result=replace(first, findings=(*first.findings, *mine)))
    return _Found(tuple(cells), tuple(finding for finding in about_files if finding.at not in own))


def _own_places(aim: Aim, terms: Terms) -> set[Position | None]:
    """Where the files speak of this target alone."""
    own: set[Position | None] = {entry.at for entry in aim.ignore}
    if terms.baseline is not None and terms.target is not None:
        own |= {entry.at for entry in terms.baseline.entries if entry.target == terms.target}
    return own - {None}


def _of_schemas(wanted: Side, live: Schema, policy: Policy, terms: Terms) -> dict[str, Report]:
    """Compare each schema that fits the pattern on its own; what the file says beside it is compared once."""
    expected = wanted.schema
    previous = wanted.previous.schema if wanted.previous else None
    shared = frozenset(expected.namespaces) - {expected.home}
    names = [name for name in live.namespaces if name not in shared]
    move, move_previous = mover(expected), mover(previous) if previous else None
    reports = {
        name: build_report(
            Side(move(name), previous=Side(move_previous(name)) if move_previous else None), Side(tenant), policy, terms
        )
        for name, tenant in tenants_of(live, names, shared).items()
    }
    rest = apart(expected)
    if rest is not None:
        there = beside_tenants(live, names, shared)
        before = apart(previous) if previous else None
        wanted = Side(rest, previous=Side(before) if before else None)
        reports[_NO_NAME] = build_report(wanted, Side(there), policy, terms)
    return reports


def _joined(expected: Origin, found: Sequence[_Found]) -> Matrix:
    cells = [cell for each in found for cell in each.cells]
    looked = [each for each in found if any(isinstance(cell.result, Report) for cell in each.cells)]
    everywhere = [
        finding
        for finding in (looked[0].about_files if looked else ())
        if all(finding in each.about_files for each in looked[1:])
        # What nobody had a use for may be of use where nobody looked.
        and (len(looked) == len(found) or finding.rule.name in _ALWAYS)
    ]
    if everywhere:
        first = next(cell.result for cell in cells if isinstance(cell.result, Report))
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
        cells.append(Cell(expected.label, report, is_about_files=True))
    return arranged(expected, cells)
