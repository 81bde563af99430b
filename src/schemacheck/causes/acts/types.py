"""Types that were changed: of keys and what points at them, of enums, and defaults that went with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from schemacheck.base.names import QName, quoted
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, columns_of, keys_of
from schemacheck.causes.words import both_or_all, listed, many
from schemacheck.model.keys import ForeignKey
from schemacheck.model.user_types import Enum
from schemacheck.report.finding import Finding, shown
from schemacheck.report.subject import MemberName
from schemacheck.sql.types import TypeName

_NO_TYPE: Final = QName("", "")
_STORED: Final = frozenset({"table", "partitioned table"})
_DEFAULT_GONE: Final = ("column-default-lost", "column-default-missing")


class _Place(NamedTuple):
    """A column of a table."""

    table: QName
    column: str


def _place_of(finding: Finding) -> _Place | None:
    member = finding.subject.member
    if finding.subject.table is None or not isinstance(member, MemberName):
        return None
    return _Place(finding.subject.table, member.name)


def _chains(scene: Scene) -> Iterator[Claim]:
    """Join columns whose type changed alike along the foreign keys that are expected between them."""
    changed = {place: each for each in scene.of("column-type") if (place := _place_of(each)) is not None}
    starts = dict.fromkeys(changed)
    aims = _aims(scene, {place.table for place in changed})
    joined: dict[_Place, list[_Place]] = {}
    for here, finding in changed.items():
        for there in aims.get(here, ()):
            if there in changed and there != here and _change(finding) == _change(changed[there]):
                starts.pop(here, None)
                joined.setdefault(there, []).append(here)
    for first in starts:
        others = _all_behind(first, joined)
        if not others or any(aim in changed for aim in aims.get(first, ())):
            continue
        chain = [first, *others]
        before, after = _change(changed[first])
        verb = "point" if len(others) > 1 else "points"
        yield Claim(
            f"The type of {_told(scene, first)} was changed from {before} to {after}, and with it that of "
            f"{many(len(others), 'columns')} that {verb} at it.",
            f"the same change on {listed([_told(scene, place) for place in others])}",
            (*(changed[place] for place in chain), *_keys_lost(scene, set(chain))),
        )


def _aims(scene: Scene, tables: Iterable[QName]) -> dict[_Place, list[_Place]]:
    """Return what the columns of some tables are expected to point at."""
    found: dict[_Place, list[_Place]] = {}
    for table in tables:
        for key in keys_of(scene.tables[table]) if table in scene.tables else ():
            for own, aim in zip(key.columns, key.target_columns, strict=False):
                found.setdefault(_Place(table, own), []).append(_Place(key.target, aim))
    return found


def _all_behind(first: _Place, joined: dict[_Place, list[_Place]]) -> list[_Place]:
    """Return the columns that lead to one, over any number of foreign keys."""
    found: dict[_Place, None] = {}
    ahead = list(joined.get(first, ()))
    while ahead:
        place = ahead.pop()
        if place not in found and place != first:
            found[place] = None
            ahead += joined.get(place, ())
    return sorted(found)


def _change(finding: Finding) -> tuple[str, str]:
    return shown(finding.expected), shown(finding.live)


def _told(scene: Scene, place: _Place) -> str:
    return f"{scene.told(place.table)}.{quoted(place.column)}"


def _keys_lost(scene: Scene, chain: set[_Place]) -> list[Finding]:
    """Foreign keys of the chain that are missing: while only one end has the new type they cannot stand."""
    return [
        each
        for table in {place.table for place in chain}
        for each in scene.lost_keys.get(table, ())
        if each.subject.table
        and isinstance(each.expected_value, ForeignKey)
        and all(_Place(each.subject.table, column) in chain for column in each.expected_value.columns)
    ]


def _lost_defaults(scene: Scene) -> Iterator[Claim]:
    changed = {place: each for each in scene.of("column-type") if (place := _place_of(each)) is not None}
    for finding in scene.of(*_DEFAULT_GONE):
        place = _place_of(finding)
        if place is None or place not in changed:
            continue
        before, after = _change(changed[place])
        yield Claim(
            f"The default of {_told(scene, place)} was probably dropped to change the type from {before} to {after}, "
            "and not set again.",
            "both are changed; PostgreSQL refuses to change a type while the default cannot be cast to the new one",
            (changed[place], finding),
            finding.harm or finding.rule.harm,
        )


class _Enums:
    """The enums of both sides, and the findings about them and about columns of theirs, each by its enum."""

    def __init__(self, scene: Scene) -> None:
        self._home: Final = scene.expected.home
        self.wanted, self.found = (
            {each.name: each for each in side.enums} if isinstance(side.enums, tuple) else {}
            for side in (scene.expected, scene.live)
        )
        self._unexpected: Final[dict[object, list[QName]]] = {}
        for name, enum in self.found.items():
            if name not in self.wanted:
                self._unexpected.setdefault(enum.labels, []).append(name)
        self._own: Final[dict[QName, list[Finding]]] = {}
        for finding in scene.of("enum-label-missing", "enum-label-unexpected", "enum-order", "enum-unexpected"):
            self._own.setdefault(QName(finding.subject.schema, finding.subject.name), []).append(finding)
        self._columns: Final[dict[QName, list[Finding]]] = {}
        for finding in scene.of("column-type"):
            self._columns.setdefault(self.name_of(finding.expected_value), []).append(finding)
        self._used: Final = Counter(
            self.name_of(column.type) for table in scene.expected.tables for column in columns_of(table)
        )
        types = {
            _Place(table.name, column.name): column.type
            for table in scene.expected.tables
            for column in columns_of(table)
        }
        self._defaults: Final[dict[tuple[str, QName], list[Finding]]] = {}
        for finding in scene.of(*_DEFAULT_GONE, "column-default"):
            place = _place_of(finding)
            if place in types:
                key = finding.rule.name, self.name_of(types[place])
                self._defaults.setdefault(key, []).append(finding)

    def name_of(self, type_: object) -> QName:
        """Name the type that a column has, with its schema; no name for what is no type."""
        return QName(type_.schema or self._home, type_.name) if isinstance(type_, TypeName) else _NO_TYPE

    def alike(self, enum: Enum) -> list[QName]:
        """Return live enums that nobody expects and that have an expected one's labels, in their order."""
        return self._unexpected.get(enum.labels, [])

    def own(self, name: QName, *rules: str) -> list[Finding]:
        """Return the findings of some rules about an enum itself."""
        return [each for rule in rules for each in self._own.get(name, ()) if each.rule.name == rule]

    def columns(self, name: QName) -> list[Finding]:
        """Return the findings about columns that are expected to be of an enum and have another type."""
        return self._columns.get(name, [])

    def used(self, name: QName) -> int:
        """Count the columns that are expected to be of an enum."""
        return self._used[name]

    def defaults(self, name: QName, *rules: str) -> list[Finding]:
        """Return the findings of some rules about defaults of columns that are expected to be of an enum."""
        return [each for rule in rules for each in self._defaults.get((rule, name), ())]


def _rebuilt_enums(scene: Scene) -> Iterator[Claim]:
    enums = _Enums(scene)
    for name, enum in enums.wanted.items():
        live = enums.found.get(name)
        if live is None or not isinstance(live.labels, tuple) or not isinstance(enum.labels, tuple):
            continue
        own = enums.own(name, "enum-label-missing", "enum-label-unexpected", "enum-order")
        left = enums.alike(enum)
        columns = [each for each in enums.columns(name) if enums.name_of(each.live_value) in left]
        unexpected = [each for other in left for each in enums.own(other, "enum-unexpected")]
        told = scene.told(name)
        if len(left) == 1 and own and (unexpected or columns):
            evidence = f"{scene.told(left[0])} has the labels that are expected of {told}"
            if columns:
                evidence += (
                    f", and {many(len(columns), 'columns')} still " + ("has" if len(columns) == 1 else "have") + " it"
                )
            old = scene.told(left[0])
            sentence = f"The enum {told} was rebuilt: the old one was renamed to {old}, and a new one made."
        elif not left and own and set(enum.labels) - set(live.labels) and not _renamed_label(enum, live):
            gone = [_quoted_label(label) for label in enum.labels if label not in live.labels]
            are = "is" if len(gone) == 1 else "are"
            evidence = f"{listed(gone)} {are} gone, and PostgreSQL cannot take a label from an enum"
            sentence = f"The enum {told} was rebuilt: a new one was made in its place."
        else:
            continue
        yield Claim(sentence, evidence, (*own, *unexpected, *columns, *enums.defaults(name, *_DEFAULT_GONE)))


def _quoted_label(label: str) -> str:
    """Write a label as SQL does."""
    return "'" + label.replace("'", "''") + "'"


def _renamed_label(enum: Enum, live: Enum) -> tuple[str, str] | None:
    """Return a label and what it is called now, if that is all that differs."""
    if not isinstance(enum.labels, tuple) or not isinstance(live.labels, tuple):
        return None
    pairs = [(old, new) for old, new in zip(enum.labels, live.labels, strict=False) if old != new]
    if len(enum.labels) != len(live.labels) or len(pairs) != 1 or pairs[0][1] in enum.labels:
        return None
    return pairs[0]


def _renamed_labels(scene: Scene) -> Iterator[Claim]:
    enums = _Enums(scene)
    wanted, found = enums.wanted, enums.found
    for finding in scene.of("enum-label-missing"):
        name = QName(finding.subject.schema, finding.subject.name)
        pair = _renamed_label(wanted[name], found[name]) if name in wanted and name in found else None
        if pair is not None:
            old, new = map(_quoted_label, pair)
            yield Claim(
                f"The label {old} of the enum {scene.told(name)} was renamed to {new}.",
                "it stands at the same place, and all other labels are as expected",
                (finding,),
                f"Statements that write or look for {old} fail; rows that had it have {new}.",
            )


def _renamed_enums(scene: Scene) -> Iterator[Claim]:
    enums = _Enums(scene)
    for finding in scene.of("enum-missing"):
        name = QName(finding.subject.schema, finding.subject.name)
        enum = enums.wanted.get(name)
        other = _became(scene, name, enum, enums) if enum else None
        if other is None:
            continue
        columns = [each for each in enums.columns(name) if enums.name_of(each.live_value) == other]
        if not columns or len(columns) < enums.used(name):
            continue
        unexpected = enums.own(other, "enum-unexpected")
        defaults = enums.defaults(name, "column-default")
        what = (
            f"renamed to {scene.told(other)}"
            if other.name != name.name
            else f"moved to the schema {quoted(other.schema)}"
        )
        labels = "the same labels in the same order, and " if other in enums.found else "an enum is gone, and "
        yield Claim(
            f"The enum {scene.told(name)} was {what}.",
            f"{labels}{both_or_all(len(columns), 'columns')} of the old type "
            + ("has" if len(columns) == 1 else "have")
            + " the new one",
            (finding, *unexpected, *columns, *defaults),
            f"Statements that name the type {scene.told(name)}, as casts do, fail.",
        )


def _became(scene: Scene, name: QName, enum: Enum, enums: _Enums) -> QName | None:
    """Return the enum that one has become: it has its labels, or its name in a schema that was not read."""
    alike = enums.alike(enum)
    if not alike:
        types = (each.live_value for each in enums.columns(name))
        names = {QName(each.schema, each.name) for each in types if isinstance(each, TypeName) and each.schema}
        alike = [each for each in names if each.name == name.name and each.schema not in scene.live.namespaces]
    return alike[0] if len(alike) == 1 else None


def _every_column_of_a_type(scene: Scene) -> Iterator[Claim]:
    """Find a type that no column has any more, since each of those that had it has the same other one."""
    tables = [each for each in scene.tables.values() if each.kind in _STORED and each.name in scene.live_tables]
    names = {table.name for table in tables}
    having = Counter(column.type for table in tables for column in columns_of(table))
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in scene.of("column-type"):
        groups.setdefault(_change(finding), []).append(finding)
    for (before, after), findings in groups.items():
        types = {shown_type for each in findings if isinstance(shown_type := each.expected_value, TypeName)}
        of_tables = [each for each in findings if each.subject.table in names]
        if len(of_tables) < 3 or len({each.subject.table for each in of_tables}) < 2 or len(types) != 1:
            continue
        had = sum(having[each] for each in types)
        if had == len(of_tables):
            yield Claim(
                f"Every column of the type {before} was changed to {after}.",
                f"the same change on all {many(had, 'columns')} that had it",
                tuple(findings),
            )


ACTS: Final = (
    Act(
        name="enum-renamed",
        title="an enum was renamed, or moved to another schema",
        told_when="an enum that nobody expects has its labels in their order, and every column of the old type has it.",
        not_told_when="columns have some other type, or two enums could be the one.",
        rules=frozenset({"enum-missing"}),
        find=_renamed_enums,
    ),
    Act(
        name="enum-label-renamed",
        title="a label of an enum was renamed",
        told_when="one label is gone, a new one stands at its place, and all others are as expected.",
        not_told_when="more than one label differs, or one was added elsewhere.",
        rules=frozenset({"enum-label-missing"}),
        find=_renamed_labels,
    ),
    Act(
        name="enum-rebuilt",
        title="an enum was replaced by a new one of its name",
        told_when=(
            "the old one, with the labels that are expected, is there under another name; or a label is gone, which "
            "PostgreSQL cannot take from an enum. Defaults of its columns that are gone went with it."
        ),
        not_told_when="the enum has a label more: those can be added.",
        rules=frozenset({"enum-label-missing", "enum-label-unexpected", "enum-order"}),
        find=_rebuilt_enums,
    ),
    Act(
        name="type-changed-with-keys",
        title="the type of a key was changed, and that of what points at it",
        told_when="columns that expected foreign keys join have changed alike, and all of them lead to one.",
        not_told_when="the columns changed to different types, or no foreign key is expected between them.",
        rules=frozenset({"column-type"}),
        find=_chains,
    ),
    Act(
        name="type-changed-everywhere",
        title="every column of a type was changed to another one",
        told_when="all columns that are expected to have a type, three or more in several tables, have one other type.",
        not_told_when="one of them kept it.",
        rules=frozenset({"column-type"}),
        find=_every_column_of_a_type,
    ),
    Act(
        name="default-lost-with-type",
        title="a default was dropped to change the type of its column, and not set again",
        told_when="a column has another type and has lost its default. The report says `probably`.",
        not_told_when="the default is another one: then somebody set it.",
        rules=frozenset(_DEFAULT_GONE),
        find=_lost_defaults,
    ),
)
