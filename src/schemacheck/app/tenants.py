"""One expected schema for many PostgreSQL schemas that should all look alike, one a tenant.

A file whose default schema is a pattern, such as `tenant_*`, mentions every schema that fits it. Each is compared on
its own, as if the file named it; those that deviate alike are then told together. Whatever else the file names (other
schemas, extensions) is there once and compared once.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, Final

from schemacheck.app.rebase import place_of, rebasers
from schemacheck.base.names import is_pattern
from schemacheck.model.schema import KINDS, OPTIONAL_KINDS, Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report

_HOME: Final = "\ue000"
"""Stands for the name of a schema where several are compared; no schema is called so."""
_EVERYWHERE: Final = frozenset({"default_privileges"})
"""Kinds of objects that stand beside all schemas in the file, and are about one of them each."""


def matching(pattern: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that fit a pattern, sorted."""
    return tuple(sorted(name for name in names if fnmatchcase(name, pattern)))


def rebaser(schema: Schema) -> Callable[[str], Schema]:
    """Prepare to move what an expected schema has at home into another PostgreSQL schema, without all the rest.

    Returns:
        A function of that schema's name. What does not name the home is shared by all it returns.
    """
    home = schema.home
    own = _within_schemas(schema, lambda namespace: _is_home(namespace, schema))
    namings = rebasers(own, schema.namespaces)

    def moved(to: str) -> Schema:
        changes: dict[str, Any] = {name: move(to) for name, move in namings.items()}
        return replace(
            own,
            home=to,
            namespaces=(to,),
            listed={kind: frozenset({to, ""}) for kind in own.listed},
            namespace_marks={to: schema.namespace_marks[home]} if home in schema.namespace_marks else {},
            **changes,
        )

    return moved


def outside_home(schema: Schema) -> Schema | None:
    """Return what an expected schema says of anything but its home; None where that is nothing."""
    rest = _within_schemas(schema, lambda namespace: not _is_home(namespace, schema))
    return rest if rest.namespaces or rest.listed else None


def tenants_of(live: Schema, names: Sequence[str], shared: frozenset[str]) -> Mapping[str, Schema]:
    """Take a live schema apart: for each of the names what is in it, with the shared schemas beside.

    Another tenant's tables are not among what a tenant sees: there, they would look like tables that were moved.
    """
    slices: dict[str, dict[str, list[Any]]] = {name: {} for name in names}
    attributes = [kind for kind in KINDS if isinstance(getattr(live, kind), tuple)]
    beside: dict[str, list[Any]] = {}
    for attribute in attributes:
        for item in getattr(live, attribute):
            if place_of(item) in slices:
                slices[place_of(item)].setdefault(attribute, []).append(item)
            elif place_of(item) in shared or attribute == "elsewhere":
                beside.setdefault(attribute, []).append(item)
    tenants = {}
    for name, own in slices.items():
        there: dict[str, Any] = {each: (*own.get(each, ()), *beside.get(each, ())) for each in attributes}
        tenants[name] = replace(live, home=name, namespaces=(name,), **there)
    return tenants


def beside_tenants(live: Schema, names: Sequence[str], shared: frozenset[str]) -> Schema:
    """Return the part of a live schema that is in none of the named schemas."""
    privileges = live.default_privileges
    if isinstance(privileges, tuple):
        privileges = tuple(item for item in privileges if place_of(item) not in names)
    return replace(
        live, namespaces=tuple(name for name in live.namespaces if name in shared), default_privileges=privileges
    )


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
    if not (report.findings or report.waived or report.known or report.undecided or report.pending):
        return (report.not_checked,)
    return (
        tuple(_without_home(home, finding) for finding in report.undecided),
        tuple(_without_home(home, finding) for finding in report.findings),
        tuple(_without_home(home, finding) for finding in report.waived),
        tuple(_without_home(home, finding) for finding in report.known),
        tuple(_without_home(home, finding) for finding in report.pending),
        tuple(
            (cause.name, cause.sentence.replace(home, _HOME), cause.evidence.replace(home, _HOME))
            for cause in report.causes
        ),
        report.not_checked,
    )


def _without_home(home: str, finding: Finding) -> object:
    schema, name = finding.subject.schema, finding.subject.name

    def elsewhere(value: object) -> str:
        return str(value).replace(home, _HOME)

    return (
        finding.rule.name,
        finding.severity,
        _HOME if schema == home else schema,
        name,
        finding.subject.part,
        elsewhere(finding.sentence),
        elsewhere(finding.expected),
        elsewhere(finding.live),
        finding.live_name,
    )


def _is_home(namespace: str, schema: Schema) -> bool:
    """Whether a name is that of the home, or where this is a pattern, of one of the schemas it stands for."""
    if namespace == schema.home:
        return True
    fits = bool(namespace) and is_pattern(schema.home) and fnmatchcase(namespace, schema.home)
    return fits and namespace not in schema.namespaces


def _within_schemas(schema: Schema, wanted: Callable[[str], bool]) -> Schema:
    """Return what a schema says of some of its PostgreSQL schemas."""
    kinds: dict[str, Any] = {
        kind: tuple(item for item in value if wanted(place_of(item)))
        for kind in OPTIONAL_KINDS
        if (value := getattr(schema, kind)) is not UNSTATED
    }
    listed = {
        kind: names if kind in _EVERYWHERE else frozenset(filter(wanted, names))
        for kind, names in schema.listed.items()
        if kind in _EVERYWHERE or any(map(wanted, names))
    }
    stated: dict[str, Any] = {kind: items if kind in listed else UNSTATED for kind, items in kinds.items()}
    return replace(
        schema,
        namespaces=tuple(filter(wanted, schema.namespaces)),
        tables=tuple(table for table in schema.tables if wanted(table.name.schema)),
        listed=listed,
        **stated,
    )
