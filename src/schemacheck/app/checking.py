"""The use cases: they join sources, comparison and policy into a report. They print nothing and never exit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.app.sides import (
    DEFAULT_SPEC,
    HOME,
    Access,
    Side,
    expected_side,
    lint,
    live_side,
    other_url,
    read_database,
    read_other,
    read_prisma,
    read_python,
    require_same,
    require_tables,
    target_of,
)
from schemacheck.base.errors import UsageError
from schemacheck.base.names import QName
from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.compare import compare
from schemacheck.model.schema import Schema, silent_about
from schemacheck.model.stated import UNSTATED
from schemacheck.report.findings import Report, judged
from schemacheck.report.policy import Policy
from schemacheck.report.rules import Severity
from schemacheck.report.waivers import apply_waivers
from schemacheck.sources.names import refer
from schemacheck.sql.databases import POSTGRESQL, has_kind

__all__ = [
    "DEFAULT_SPEC",
    "Access",
    "Terms",
    "check",
    "diff",
    "lint",
    "read_baseline",
    "report_of",
    "snapshot",
    "statements",
    "write_baseline",
]

if TYPE_CHECKING:
    from schemacheck.report.baseline import Baseline, Entry
    from schemacheck.report.findings import Finding, NotChecked, Tie
    from schemacheck.sources.postgres.catalog.read import Begun


@record
class Terms:
    """On what terms findings are judged, beside what the expected schema decides."""

    today: date
    fail_on: Severity | None = None
    """Overrides what the expected schema says."""
    baseline: Baseline | None = None
    """Drift that is known and does not count."""
    target: str | None = None
    """Which of several targets this is, as the baseline calls it."""


def check(
    expected: str,
    access: Access,
    *,
    wanted: Side | None = None,
    against: str | None = None,
    fail_on: Severity | None = None,
    baseline: Path | None = None,
    today: date,
    begun: Begun | None = None,
) -> Report:
    """Compare the expected schema in a file with the live database, or with any other source given as `against`.

    The expected side may be a schema.prisma too, or any other source; `wanted` is that side where it has been read
    already, and `begun` the read of the other one where it has begun. Findings that the file `baseline` lists are known
    and do not count.

    Raises:
        SourceError: the expected schema or the baseline has mistakes.
        UsageError: a source makes no sense.
        UncheckedError: the live side could not be read, or there is nothing to look at.
    """
    live_ref = refer(against) if against else None
    wanted = wanted or expected_side(refer(expected), access, live_ref)
    require_tables(wanted, expected)
    terms = Terms(today, fail_on, read_baseline(baseline))
    return report_of(wanted, live_side(live_ref, access, wanted.schema, wanted.database, begun), wanted.policy, terms)


def diff(expected: str, live: str, access: Access, *, fail_on: Severity | None = None, today: date) -> Report:
    """Compare any two sources: expected schemas, schema.prisma, database URLs. The first is the one that is right."""
    return check(expected, access, against=live, fail_on=fail_on, today=today)


def write_baseline(entries: Sequence[Entry]) -> str:
    """Write known drift down as a baseline file."""
    from schemacheck.sources.spec.read.baseline import write_baseline as written  # noqa: PLC0415

    return written(entries)


def read_baseline(path: Path | None) -> Baseline | None:
    """Read a baseline file, if one is given.

    Raises:
        UsageError: there is no such file.
        SourceError: it has mistakes.
    """
    if path is None:
        return None
    from schemacheck.sources.spec.read.baseline import read_baseline_file  # noqa: PLC0415

    return read_baseline_file(path)


def snapshot(
    source: str | None, access: Access, *, kinds: Sequence[str] = (), everything: bool = False, as_json: bool = False
) -> str:
    """Write down what a source has, as an expected schema that `check` finds in sync with it.

    Args:
        source: a file or a URL; None for the database that `access` names.
        access: how to reach a database.
        kinds: which optional kinds to write beside tables, columns and keys.
        everything: write all of them.
        as_json: write JSON instead of YAML.

    Raises:
        UsageError: a kind is not known.
    """
    from schemacheck.sources.postgres.catalog.parts.registry import KINDS  # noqa: PLC0415
    from schemacheck.sources.spec.write.document import write_spec, write_spec_json  # noqa: PLC0415 - yaml is for those who need it

    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"there is no kind {kind}", did_you_mean(kind, KINDS) or f"there are {', '.join(KINDS)}")
    ref = refer(source) if source else None
    chosen = frozenset(KINDS if everything else kinds)
    database = POSTGRESQL
    if ref and ref.kind == "file":
        spec = lint(ref.text)
        schema, database = spec.schema, spec.database
    else:
        other = other_url(ref, access)
        if other is not None:
            side = read_other(other, access, None)
            schema, database = _only(side.schema, chosen), side.database
        elif ref and ref.kind == "python":
            schema = _only(read_python(ref.text, lambda: HOME, POSTGRESQL).schema, chosen)
        elif ref and ref.kind == "prisma":
            from schemacheck.sources.prisma.settle import as_made  # noqa: PLC0415

            schema = as_made(read_prisma(ref.text, lambda: HOME))
            schema = schema if "enums" in chosen else replace(schema, enums=UNSTATED)
        else:
            schema = read_database(target_of(ref, access), access, None, chosen)
        schema = silent_about(schema, {"owner", "grants", "comment"} - chosen)
        if "indexes" not in chosen:
            schema = replace(schema, tables=tuple(replace(table, indexes=UNSTATED) for table in schema.tables))
    if as_json:
        return write_spec_json(schema, database=database)
    return write_spec(schema, header=(f"What {schema.origin.label} has.",), database=database)


def _only(schema: Schema, kinds: frozenset[str]) -> Schema:
    """Leave out the optional kinds that nobody asked for: SQLAlchemy reads them all the same."""
    from schemacheck.sources.sqlalchemy.naming import with_named_checks  # noqa: PLC0415

    tables = with_named_checks(schema).tables
    if "checks" not in kinds:
        tables = tuple(replace(table, checks=UNSTATED) for table in tables)
    if "comments" not in kinds:
        tables = tuple(
            replace(
                table,
                comment=UNSTATED,
                columns=tuple(replace(column, comment=UNSTATED) for column in table.columns)
                if isinstance(table.columns, tuple)
                else table.columns,
            )
            for table in tables
        )
    return replace(schema, tables=tables, enums=schema.enums if "enums" in kinds else UNSTATED)


def statements(major: int) -> list[tuple[str, str]]:
    """Every statement that can be sent to a server of this major version, with what it is for."""
    from schemacheck.sources.postgres.catalog.closed_list import every_statement  # noqa: PLC0415

    return [(statement.purpose, statement.text(major)) for statement in every_statement()]


def report_of(wanted: Side, found: Side, policy: Policy, terms: Terms) -> Report:
    """Compare two sides and judge what differs."""
    expected, live, gaps = _settled(wanted, found)
    comparison = compare(expected, live, policy)
    findings = _told(comparison.findings, wanted, found)
    # The guard's waivers cover what is found in migrations, which nobody reads here.
    waivers = [waiver for waiver in policy.waivers if not waiver.rule.startswith("guard-")]
    verdict = apply_waivers(findings, waivers, expected.home, terms.today)
    counting = judged(verdict.findings, policy)
    known: tuple[Finding, ...] = ()
    if terms.baseline is not None:
        from schemacheck.report.baseline import apply_baseline  # noqa: PLC0415

        told = apply_baseline(counting, verdict.waived, terms.baseline, terms.target)
        counting, known = (*told.new, *judged(told.gone, policy)), told.known
    return Report(
        expected=expected.origin,
        live=live.origin,
        home=expected.home,
        findings=counting,
        waived=verdict.waived,
        not_checked=(*_of_this_database(comparison.not_checked, wanted.database), *gaps),
        counts=comparison.counts,
        fail_on=terms.fail_on or policy.fail_on,
        protected={
            f"{table.name.schema}.{table.name.name}": table.protected for table in expected.tables if table.protected
        },
        today=terms.today,
        known=known,
        baseline=terms.baseline.path if terms.baseline else None,
        ignored=comparison.ignored,
        ties=_ties(expected, live, counting),
    )


def _ties(expected: Schema, live: Schema, findings: Sequence[Finding]) -> tuple[Tie, ...]:
    if not findings:
        return ()
    from schemacheck.compare.ties import ties  # noqa: PLC0415 - for those that have a picture to draw

    return ties(expected, live, {QName(finding.subject.schema, finding.subject.name) for finding in findings})


def _settled(wanted: Side, found: Side) -> tuple[Schema, Schema, tuple[NotChecked, ...]]:
    """Let a schema.prisma take the other side's form where Prisma makes one of several, and names their other case."""
    require_same(wanted.database, found.database)
    if wanted.database != POSTGRESQL:
        from schemacheck.sources.sqlalchemy.folding import folded, folding_of  # noqa: PLC0415

        folding = found.folding or wanted.folding or folding_of(wanted.database)
        return *folded(wanted.schema, found.schema, folding), (*wanted.gaps, *found.gaps)
    if wanted.prisma is None and found.prisma is None:
        return wanted.schema, found.schema, (*wanted.gaps, *found.gaps)
    from schemacheck.sources.prisma.settle import settled  # noqa: PLC0415

    if found.prisma is not None:
        mine, other, gaps = settled(found.prisma, wanted.schema)
        return other, mine, gaps
    if wanted.prisma is not None:
        return settled(wanted.prisma, found.schema)
    return wanted.schema, found.schema, ()


def _of_this_database(gaps: Sequence[NotChecked], database: str) -> list[NotChecked]:
    """Leave out what the database cannot have: it is no gap that nobody stated it."""
    return [gap for gap in gaps if gap.cause != "not stated" or has_kind(database, gap.what)]


def _told(findings: Sequence[Finding], wanted: Side, found: Side) -> tuple[Finding, ...]:
    """Tell findings in the terms of the schema.prisma that takes part, of the live one if both are."""
    if not findings or (wanted.prisma is None and found.prisma is None):
        return tuple(findings)
    from schemacheck.sources.prisma.hints import hinted  # noqa: PLC0415

    if found.prisma is not None:
        return hinted(findings, found.prisma, wanted.schema, expected=False)
    return hinted(findings, wanted.prisma, found.schema, expected=True) if wanted.prisma else tuple(findings)
