"""Checking several databases, or the many schemas of one that should all look alike, in one run.

Databases are read at the same time, at most twenty of them; what cannot be reached takes its own place in the result
and hides no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schemacheck.app.checking import Access, Terms, report_of
from schemacheck.app.sides import Side, expected_side, live_side, other_url, read_database, silent, target_of
from schemacheck.app.tenants import apart, grouped, moved_home, mover, tenants_of
from schemacheck.base.errors import SchemacheckError, SourceError, UncheckedError, scrubbed
from schemacheck.base.names import Position, is_pattern
from schemacheck.base.record import record
from schemacheck.model.schema import Origin, Schema
from schemacheck.report.baseline import Entry, entries_of
from schemacheck.report.findings import Finding, Report
from schemacheck.report.matrix import Cell, Matrix, arranged, common
from schemacheck.report.policy import Aim, Policy
from schemacheck.sources.names import SourceRef

if TYPE_CHECKING:
    from schemacheck.sources.postgres.connect.target import Target

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


def check_schemas(wanted: Side, live: SourceRef | None, access: Access, terms: Terms) -> Matrix:
    """Compare all schemas of one database that fit the pattern which the expected schema's own default schema is.

    Raises:
        UncheckedError: the database could not be read.
    """
    return _joined(wanted.schema.origin, [_look(wanted, Aim(_NO_NAME, ""), target_of(live, access), access, terms)])


def check_each(aims: Sequence[Aim], ref: SourceRef, wanted: Side | None, access: Access, terms: Terms) -> Matrix:
    """Compare each of several databases with the expected side, `ref`; `wanted` is that side where it has been read.

    Raises:
        SourceError: the expected side has mistakes.
    """
    found = _look_at_all(aims, ref, wanted, access, terms)
    return _joined(wanted.schema.origin if wanted else Origin("prisma", ref.text), found)


def baseline_of(result: Report | Matrix) -> tuple[Entry, ...]:
    """Record the findings of a check, for a baseline.

    Raises:
        UncheckedError: something could not be read, so that what is known is not all there is.
    """
    cells = result.cells if isinstance(result, Matrix) else (Cell(_NO_NAME, result),)
    entries: list[Entry] = []
    for cell in cells:
        if not isinstance(cell.result, Report):
            raise cell.result
        unread = next((gap for gap in cell.result.not_checked if gap.cause == "not readable"), None)
        if unread is not None:
            raise UncheckedError(
                f"Could not read {unread.what}: {unread.reason}. A baseline of half a database would hide the rest.",
                "Run it again when the database can be read whole.",
            )
        for schema in cell.schemas or (None,):
            findings = [_in(finding, cell.schemas, schema) for finding in cell.result.findings]
            entries += entries_of(findings, None if cell.is_about_files else cell.target or None)
    return tuple(sorted(entries, key=lambda entry: (entry.target or "", entry.object, entry.rule, entry.fingerprint)))


def _in(finding: Finding, schemas: tuple[str, ...], schema: str | None) -> Finding:
    """Say of one of several schemas that are alike what was found in the first."""
    if schema is None or finding.subject.schema != schemas[0]:
        return finding
    return replace(finding, subject=finding.subject._replace(schema=schema))


def _look_at_all(
    aims: Sequence[Aim], ref: SourceRef, wanted: Side | None, access: Access, terms: Terms
) -> list[_Found]:
    """Look at all targets, each in a thread; all that the scrubber must know it learns before the first begins."""
    prepared: list[tuple[Aim, Side, Access, Target | None] | _Found] = []
    for aim in aims:
        own = replace(
            access,
            url_env=aim.url_env,
            on_phase=silent,
            on_note=_of_target(aim.name, access.on_note),
            on_detail=_of_target(aim.name, access.on_detail),
        )
        try:
            target = None if other_url(None, own) else target_of(None, own)
            prepared.append((aim, wanted or expected_side(ref, own, None), own, target))
        except SourceError:
            raise
        except SchemacheckError as error:
            prepared.append(_failed(aim, error, access))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for those who have several

    access.on_phase(f"checking {len(aims)} targets")
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        pending = [
            each if isinstance(each, _Found) else pool.submit(_try, each[1], each[0], each[3], each[2], terms)
            for each in prepared
        ]
        try:
            return [each if isinstance(each, _Found) else each.result() for each in pending]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _of_target(name: str, say: Callable[[str], None]) -> Callable[[str], None]:
    """Say of everything which target it is about."""
    return lambda text: say(f"{name}: {text}")


def _try(wanted: Side, aim: Aim, target: Target | None, access: Access, terms: Terms) -> _Found:
    try:
        return _look(wanted, aim, target, access, terms)
    except SchemacheckError as error:
        return _failed(aim, error, access)


def _failed(aim: Aim, error: SchemacheckError, access: Access) -> _Found:
    """Keep the place of a target that could not be checked; what is said of it holds no secret."""
    clean = scrubbed(error, access.scrub)
    return _Found((Cell(aim.name, clean),))


def _look(wanted: Side, aim: Aim, target: Target | None, access: Access, terms: Terms) -> _Found:
    """Check one database, or all schemas in it that fit the pattern; without a target, one that is no PostgreSQL."""
    if aim.schema is not None:
        wanted = replace(wanted, schema=moved_home(wanted.schema, aim.schema))
    policy = aim.over(wanted.policy)
    terms = replace(terms, target=aim.name or None)
    if target is None or not is_pattern(wanted.schema.home):
        found = (
            live_side(None, access, wanted.schema, wanted.database)
            if target is None
            else Side(read_database(target, access, wanted.schema))
        )
        reports = {_NO_NAME: report_of(wanted, found, policy, terms)}
    else:
        live = read_database(target, access, wanted.schema)
        access.on_phase("comparing")
        reports = _of_schemas(wanted.schema, live, policy, terms)
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


def _of_schemas(expected: Schema, live: Schema, policy: Policy, terms: Terms) -> dict[str, Report]:
    """Compare each schema that fits the pattern on its own; what the file says beside it is compared once."""
    shared = frozenset(expected.namespaces) - {expected.home}
    names = [name for name in live.namespaces if name not in shared]
    move = mover(expected)
    reports = {
        name: report_of(Side(move(name)), Side(tenant), policy, terms)
        for name, tenant in tenants_of(live, names, shared).items()
    }
    rest = apart(expected)
    if rest is not None:
        there = replace(live, namespaces=tuple(name for name in live.namespaces if name in shared))
        reports[_NO_NAME] = report_of(Side(rest), Side(there), policy, terms)
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
            not_checked=(),
            counts={},
            ignored=(),
            protected={},
        )
        cells.append(Cell(expected.label, report, is_about_files=True))
    return arranged(expected, cells)
