"""Which live table an expected one has become, where its name is gone or something else bears it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from schemacheck.base.names import QName, made_name, quoted
from schemacheck.causes.scene import Scene, columns_of, names_in, names_made_for
from schemacheck.causes.undo import explained, renamed
from schemacheck.causes.words import many
from schemacheck.model.table import Table
from schemacheck.report.finding import Finding
from schemacheck.sql.types import TypeName

ORDINARY: Final = frozenset({"table", "partitioned table"})
_MOST: Final = 20
"""So many candidates are looked at for one table: where more look alike nobody can tell."""


class Likeness(NamedTuple):
    """A live table that is taken for an expected one, and why."""

    name: QName
    evidence: str
    findings: list[Finding]
    """Those that are gone once it has its name again, and that it is there at all."""
    differs: list[Finding]
    """What is left to say of the table itself then."""
    certain: bool


def likeness(scene: Scene, name: QName) -> Likeness | None:
    """Find the live table that an expected one has become, if it can be told from all others."""
    if name not in scene.become:
        wanted = scene.tables.get(name)
        scene.become[name] = _found(scene, wanted) if wanted is not None and columns_of(wanted) else None
    became: Likeness | None = scene.become[name]
    return became


def _found(scene: Scene, wanted: Table) -> Likeness | None:
    alike = [found for other in _candidates(scene, wanted) if (found := _compared(scene, wanted, other)) is not None]
    certain = [found for found in alike if found.certain]
    chosen = certain or alike
    return chosen[0] if len(chosen) == 1 else None


def naming(scene: Scene, name: str) -> list[QName]:
    """Return the relations that have a finding about a text in which a name stands: views, rules, policies."""
    return sorted(scene.named_in_texts.get(name, ()))


def _candidates(scene: Scene, wanted: Table) -> Sequence[Table]:
    """Return live tables that nobody expects under their name and that have the columns of an expected one."""
    columns = {column.name for column in columns_of(wanted)}
    rarest = min((scene.unexpected_by_column.get(name, []) for name in columns), key=len)
    found = [
        table
        for table in rarest[: _MOST * 10]
        if table.kind in ORDINARY and columns <= {column.name for column in columns_of(table)}
    ]
    return found if len(found) <= _MOST else ()


def _compared(scene: Scene, wanted: Table, other: Table) -> Likeness | None:
    """Look at a live table as if it still had the name it is expected under."""
    same = _same_columns(wanted, other)
    concerned = {wanted.name, other.name, *scene.pointing_at.get(other.name, ()), *naming(scene, other.name.name)}
    if not same or not scene.may_try(concerned):
        return None

    def undone(tables: Sequence[Table]) -> list[Table]:
        return [renamed(table, other.name, wanted.name) for table in tables if table.name != wanted.name]

    gone, came = explained(scene, concerned, undone)
    differs = [finding for finding in came if finding.subject.table == wanted.name]
    if len(differs) < len(came) or any(finding.rule.name == "column-type" for finding in differs):
        return None
    followed = [finding for finding in gone if finding.rule.name == "foreign-key-target"]
    kept = _names_kept(wanted, other)
    moved = other.name.name == wanted.name.name
    made_anew = not moved and not kept and _primary_key(other) == made_name(other.name.name, "", "pkey")
    if made_anew:
        return None  # whoever made its key called it after the new name
    certain = bool(kept or followed)
    if not certain and (
        differs or moved or len(columns_of(wanted)) < 2 or len(columns_of(wanted)) < len(columns_of(other))
    ):
        return None
    there = scene.told(other.name)
    evidence = [same]
    if kept:
        noun = "primary key" if kept[0] == _primary_key(other) else "constraint"
        evidence.append(f"the {noun} {quoted(kept[0])} stands on {there}")
    if followed:
        keys = many(len(followed), "foreign keys that pointed at it point", "foreign key that pointed at it points")
        evidence.append(f"{keys} at {there}")
    if not certain:
        evidence.append("nothing else differs between them")
    told_otherwise = {id(each) for each in gone if each.rule.name in ("table-missing", "table-kind")}
    mine = [each for each in gone if id(each) not in told_otherwise]
    for column in columns_of(wanted):
        mine += scene.sequences((other.name.name, column.name), (wanted.name.name, column.name))
    return Likeness(
        other.name, ", and ".join(evidence), [*mine, *_unexpected(scene, other.name, mine)], differs, certain
    )


def _unexpected(scene: Scene, name: QName, have: Iterable[Finding]) -> list[Finding]:
    mine = {id(finding) for finding in have}
    return [each for each in scene.on(name) if each.rule.name == "table-unexpected" and id(each) not in mine]


def _names_kept(wanted: Table, other: Table) -> list[str]:
    """Return the constraints of the other table that are named after the expected one: its primary key's first."""
    if other.name.name == wanted.name.name:
        return []
    mine = names_made_for(wanted)
    theirs = names_made_for(replace(wanted, name=other.name)) - set(names_in(wanted))
    return [name for name in names_in(other) if name in mine and name not in theirs]


def _primary_key(table: Table) -> str | None:
    name = getattr(table.primary_key, "name", None)
    return name if isinstance(name, str) else None


def _same_columns(wanted: Table, other: Table) -> str:
    """Say that two tables have the same columns, or that one has some more; nothing where one is missing."""
    mine, theirs = columns_of(wanted), {column.name: column for column in columns_of(other)}
    if any(column.name not in theirs for column in mine):
        return ""
    typed = all(isinstance(column.type, TypeName) for column in mine)
    more = len(theirs) - len(mine)
    said = f"the same {many(len(mine), 'columns')}" + ("" if typed else " by name")
    return said + (f" and {more} more" if more else "")
