"""Whether what migrations end in is the expected schema: a guard that passes then is a deploy that fits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from schemacheck.base.record import record
from schemacheck.compare import compare
from schemacheck.guard.protection import is_guarded
from schemacheck.sources.pairing import fit
from schemacheck.sources.source import Counterpart, Side
from schemacheck.sources.sql.spoken import within

if TYPE_CHECKING:
    from schemacheck.base.names import QName
    from schemacheck.model.schema import Schema
    from schemacheck.report.finding import Finding, NotChecked
    from schemacheck.sources.spec import Spec

_THEN: Final = "once all migrations have run"


@record
class EndState:
    """How the end of all migrations differs from the expected schema."""

    findings: tuple[Finding, ...]
    gaps: tuple[NotChecked, ...]
    notes: tuple[str, ...]


def end_state(
    ends: Sequence[Schema], spec: Spec, seen: Collection[object], told: Collection[tuple[QName | None, str]]
) -> EndState:
    """Compare what migrations made with the expected schema, as a check of a database compares.

    Args:
        ends: what is there once the judged ones have run, and once all have: what differs in all of them is told.
        spec: the expected schema.
        seen: the tables that were there at any time; a protected one that never was is somebody else's to make.
        told: the changes that the guard tells of already, by table and by what of it.
    """
    expected = Side(spec.schema, policy=spec.policy)
    elsewhere = {table.name for table in spec.schema.tables if is_guarded(table) and table.name not in seen}
    found: list[Finding] = []
    gaps: list[NotChecked] = []
    unlisted = 0
    for number, end in enumerate(ends):
        pair = fit(expected, Side(within(end, Counterpart(side=expected))))
        differs, unlisted, gaps = [], 0, []
        for each in compare(pair.expected, pair.live, spec.policy).findings:
            table = each.subject.table
            if each.gap is not None:
                gaps.append(each.gap)
            elif each.change == "unexpected" and (table is None or each.subject.kind == "table"):
                unlisted += 1
            elif table not in elsewhere and (table, each.subject.label) not in told and (table, "") not in told:
                differs.append(replace(each, sentence=f"{each.sentence} ({_THEN})"))
        before = {(each.rule.name, each.subject) for each in found}
        found = [each for each in differs if not number or (each.rule.name, each.subject) in before]
    return EndState(tuple(found), tuple(gaps), tuple(_notes(len(found), unlisted)))


def _notes(differing: int, unlisted: int) -> list[str]:
    says = f"{_THEN}, {differing} differences from the expected schema are left"
    if differing == 1:
        says = f"{_THEN}, 1 difference from the expected schema is left"
    elif not differing:
        says = f"{_THEN}, what is there is what the expected schema says"
    more = {0: "", 1: "; 1 object more that it does not list"}.get(
        unlisted, f"; {unlisted} objects more that it does not list"
    )
    return [says + more]
