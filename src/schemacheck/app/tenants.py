"""One expected schema for many PostgreSQL schemas that should all look alike, one a tenant.

A file whose default schema is a pattern, such as `tenant_*`, speaks of every schema that fits it. Each is compared on
its own, as if the file named it; those that deviate alike are then told together. Whatever else the file names (other
schemas, extensions) is there once and compared once.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.findings import Finding, Report
from schemacheck.sql.types import TypeName

_HELD: Final = ("tables", "elsewhere", "origin", "home", "namespaces", "listed", "namespace_marks", "printed_by")


def matching(pattern: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that fit a pattern, sorted."""
    return tuple(sorted(name for name in names if fnmatchcase(name, pattern)))


def mover(schema: Schema) -> Callable[[str], Schema]:
    """Prepare to move what an expected schema has at home into another PostgreSQL schema, without all the rest.

    Returns:
        A function of that schema's name. What does not name the home is shared by all it returns.
    """
    home = schema.home
    own = _part(schema, lambda namespace: namespace == home)
    moves = _moves(own, home)

    def moved(to: str) -> Schema:
        changes: dict[str, Any] = {name: move(to) for name, move in moves.items()}
        return replace(
            own,
            home=to,
            namespaces=(to,),
            listed={kind: frozenset({to}) for kind in own.listed},
            namespace_marks={to: schema.namespace_marks[home]} if home in schema.namespace_marks else {},
            **changes,
        )

    return moved


def moved_home(schema: Schema, to: str) -> Schema:
    """Move what an expected schema has at home into another PostgreSQL schema, and leave the rest where it is."""
    home = schema.home

    def place(name: str) -> str:
        return to if name == home else name

    changes: dict[str, Any] = {name: move(to) for name, move in _moves(schema, home).items()}
    return replace(
        schema,
        home=to,
        namespaces=tuple(map(place, schema.namespaces)),
        listed={kind: frozenset(map(place, names)) for kind, names in schema.listed.items()},
        namespace_marks={place(name): mark for name, mark in schema.namespace_marks.items()},
        **changes,
    )


def apart(schema: Schema) -> Schema | None:
    """Return what an expected schema says of anything but its home; None where that is nothing."""
    rest = _part(schema, lambda namespace: namespace != schema.home)
    return rest if rest.namespaces or rest.listed else None


def tenants_of(live: Schema, names: Sequence[str], shared: frozenset[str]) -> Mapping[str, Schema]:
    """Take a live schema apart: for each of the names what is in it, with the shared schemas beside.

    Another tenant's tables are not among what a tenant sees: there, they would look like tables that were moved.
    """
    slices: dict[str, dict[str, list[Any]]] = {name: {} for name in names}
    attributes = [
        each.name
        for each in fields(Schema)
        if isinstance(getattr(live, each.name), tuple) and each.name not in ("namespaces", "unread")
    ]
    beside: dict[str, list[Any]] = {}
    for attribute in attributes:
        for item in getattr(live, attribute):
            if item.name.schema in slices:
                slices[item.name.schema].setdefault(attribute, []).append(item)
            elif item.name.schema in shared or attribute == "elsewhere":
                beside.setdefault(attribute, []).append(item)
    tenants = {}
    for name, own in slices.items():
        there: dict[str, Any] = {each: (*own.get(each, ()), *beside.get(each, ())) for each in attributes}
        tenants[name] = replace(live, home=name, namespaces=(name,), **there)
    return tenants


def grouped(reports: Mapping[str, Report]) -> list[tuple[tuple[str, ...], Report]]:
    """Put schemas together whose reports say the same of them.

    Returns:
        The schemas of each group with the report of the first, the smallest group first: what is rare is what drifted.
    """
    groups: dict[object, list[str]] = {}
    for name, report in reports.items():
        groups.setdefault(_deviation(name, report), []).append(name)
    told = [(tuple(sorted(names)), reports[min(names)]) for names in groups.values()]
    return sorted(told, key=lambda group: (not group[1].findings, len(group[0]), group[0]))


def _deviation(home: str, report: Report) -> object:
    """Everything a report says of a schema, but for its name."""
    if not report.findings and not report.waived and not report.known and not report.undecided:
        return (report.not_checked,)
    return (
        tuple(_told(home, finding) for finding in report.undecided),
        tuple(_told(home, finding) for finding in report.findings),
        tuple(_told(home, finding) for finding in report.waived),
        tuple(_told(home, finding) for finding in report.known),
        report.not_checked,
    )


def _told(home: str, finding: Finding) -> object:
    schema, name = finding.subject.schema, finding.subject.name

    def elsewhere(value: object) -> str:
        return str(value).replace(home, "\ue000")

    return (
        finding.rule.name,
        finding.severity,
        "\ue000" if schema == home else schema,
        name,
        finding.subject.part,
        elsewhere(finding.sentence),
        elsewhere(finding.expected),
        elsewhere(finding.live),
        finding.live_name,
    )


def _part(schema: Schema, wanted: Callable[[str], bool]) -> Schema:
    """Return what a schema says of some of its PostgreSQL schemas."""
    kinds: dict[str, Any] = {}
    for each in fields(Schema):
        value = getattr(schema, each.name)
        if each.name in _HELD or value is UNSTATED:
            continue
        kinds[each.name] = tuple(item for item in value if wanted(item.name.schema))
    listed = {
        kind: frozenset(filter(wanted, names)) for kind, names in schema.listed.items() if any(map(wanted, names))
    }
    stated: dict[str, Any] = {kind: items if kind in listed else UNSTATED for kind, items in kinds.items()}
    return replace(
        schema,
        namespaces=tuple(filter(wanted, schema.namespaces)),
        tables=tuple(table for table in schema.tables if wanted(table.name.schema)),
        listed=listed,
        **stated,
    )


def _moves(schema: Schema, home: str) -> dict[str, Callable[[str], Any]]:
    """Find the attributes of a schema in which something names the home, each with how to rename it."""
    found = {}
    for each in fields(Schema):
        value = getattr(schema, each.name)
        move = _move(value, home) if isinstance(value, tuple) and each.name != "namespaces" else None
        if move is not None:
            found[each.name] = move
    return found


def _move(value: Any, home: str) -> Callable[[str], Any] | None:
    """How to rename the home in a value; None where nothing in it names it."""
    if isinstance(value, QName):
        name = value.name
        return (lambda to: QName(to, name)) if value.schema == home else None
    if isinstance(value, TypeName):
        return (lambda to: replace(value, schema=to)) if value.schema == home else None
    if type(value) is tuple:
        parts = [_move(part, home) for part in value]
        if all(part is None for part in parts):
            return None
        both = list(zip(value, parts, strict=True))
        return lambda to: tuple(part if move is None else move(to) for part, move in both)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            each.name: move
            for each in fields(value)
            if each.init and (move := _move(getattr(value, each.name), home)) is not None
        }
        if not changes:
            return None
        return lambda to: replace(value, **{name: move(to) for name, move in changes.items()})
    return None
