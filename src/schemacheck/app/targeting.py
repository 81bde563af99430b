"""The use case of a check: the one database that is meant, or the several, or the many schemas of one.

Which of them it is stands here; `schemacheck.many` looks at several, and is imported by those who have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.app.checking import Access, Terms, check, read_baseline
from schemacheck.app.sides import ReadsAhead, Side, expected_side, require_tables
from schemacheck.base.errors import UsageError
from schemacheck.base.names import is_pattern
from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.report.policy import Aim
from schemacheck.report.rules import Severity
from schemacheck.sources.names import refer

if TYPE_CHECKING:
    from schemacheck.report.findings import Report
    from schemacheck.report.matrix import Matrix


@record
class Wish:
    """What a check is asked for, beside the expected schema."""

    today: date
    against: str | None = None
    """A source to compare with, in the place of a database."""
    targets: Sequence[str] = ()
    """`NAME=ENV`, or the name of a target in the expected schema; empty: all of those, if no database is named."""
    fail_on: Severity | None = None
    baseline: Path | None = None


def check_all(expected: str, access: Access, wish: Wish) -> Report | Matrix:
    """Compare an expected schema with all that it, or the caller, says it should be compared with.

    Returns:
        A report for one database, a matrix where there are targets, or where the default schema is a pattern.

    Raises:
        SourceError: the expected schema or the baseline has mistakes.
        UsageError: a source makes no sense, or a target is not known.
        UncheckedError: the only database there is could not be read, or there is nothing to look at.
    """
    ref = refer(expected)
    live = refer(wish.against) if wish.against else None
    with ReadsAhead(live, access) as ahead:
        meanwhile = None if wish.targets else ahead
        wanted = expected_side(ref, access, live, meanwhile) if ref.kind == "file" else None
        aims = _aims(wish, wanted, named=bool(live or access.url or access.url_env))
        pattern = wanted is not None and is_pattern(wanted.schema.home) and (live is None or live.kind == "url")
        if not aims and not pattern:
            return check(
                expected,
                access,
                wanted=wanted,
                against=wish.against,
                fail_on=wish.fail_on,
                baseline=wish.baseline,
                today=wish.today,
                begun=ahead.begun,
            )
    terms = Terms(wish.today, wish.fail_on, read_baseline(wish.baseline))
    if wanted is not None:
        require_tables(wanted, expected)
    from schemacheck.app.many import check_each, check_schemas  # noqa: PLC0415 - for those who have several

    if not aims and wanted is not None:
        return check_schemas(wanted, live, access, terms)
    return check_each(aims, ref, wanted, access, terms)


def _aims(wish: Wish, wanted: Side | None, *, named: bool) -> tuple[Aim, ...]:
    known = {aim.name: aim for aim in wanted.spec.targets} if wanted and wanted.spec else {}
    if not wish.targets:
        return () if named else tuple(known.values())
    if named:
        raise UsageError("--target and another database are both given.", "Give one or the other.")
    aims: dict[str, Aim] = {}
    for stated in wish.targets:
        name, equals, variable = stated.partition("=")
        if equals and (not name or not variable.isidentifier()):
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
