"""What drift has renamed and nothing else, so that its entry of the expected schema can stay where it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from schemacheck.base.names import Position, QName
from schemacheck.base.near import same_word
from schemacheck.base.record import record
from schemacheck.model.keys import Index, KeyPart, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.report.finding import Difference, Finding
from schemacheck.report.report import Report
from schemacheck.sources.spec.source import key_of_object

_ACTS: Final = {
    "table-renamed": "",
    "tables-renamed-alike": "",
    "column-renamed": "columns",
    "columns-renamed-alike": "columns",
    "enum-renamed": "enums",
}
"""Causes that say so, each with where the holder has what was renamed."""


@record
class Renaming:
    """Something that goes by another name now."""

    missing: Finding
    unexpected: Finding

    @property
    def attribute(self) -> str:
        """Where the holder has it, such as `columns` of a table; empty for a table itself."""
        return self._difference.attribute

    @property
    def expected(self) -> Any:
        """It as the file has it."""
        return self._difference.expected

    @property
    def live(self) -> Any:
        """It as it is now."""
        return self.unexpected.difference.live if self.unexpected.difference else None

    @property
    def table(self) -> QName:
        """The table itself, or the one that holds it, by the name that the file knows."""
        return QName(self.missing.subject.schema, self.missing.subject.name)

    @property
    def key(self) -> tuple[Position, str]:
        """Where its entry stands, and under which key it shall stand."""
        if self.attribute in ("", "columns"):
            name = self.live.name if self.attribute else self.live.name.name
        else:
            name = key_of_object(self.attribute, self.live)
        return self.expected.at, name

    @property
    def _difference(self) -> Difference:
        assert self.missing.difference is not None
        return self.missing.difference


def renamings(report: Report, chosen: Sequence[Finding]) -> list[Renaming]:
    """Find what was renamed among chosen findings: what a cause says of tables, columns and enums, or what is alike."""
    ids = {id(each) for each in chosen}
    found: list[Renaming] = []
    for cause in report.causes:
        attribute = _ACTS.get(cause.name)
        if attribute is not None:
            found += _pair([each for each in cause.findings if id(each) in ids], attribute)
    taken = {id(each) for one in found for each in (one.missing, one.unexpected)}
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in chosen:
        attribute = each.difference.attribute if each.difference and not each.difference.facet else ""
        is_whole = each.difference is not None and not each.difference.facet
        if is_whole and id(each) not in taken and (not attribute or not each.subject.table):
            groups[attribute, each.subject.schema].append(each)
    for group in groups.values():
        found += _those_alike(group)
    return [each for each in found if getattr(each.expected, "at", None) is not None]


def _pair(findings: Iterable[Finding], attribute: str) -> list[Renaming]:
    whole = [
        each
        for each in findings
        if each.difference and not each.difference.facet and each.difference.attribute == attribute
    ]
    holders: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in whole:
        holders[(each.subject.schema, each.subject.name) if attribute == "columns" else (each.subject.schema,)].append(
            each
        )
    found: list[Renaming] = []
    for group in holders.values():
        missing = [each for each in group if each.change == "missing"]
        unexpected = [each for each in group if each.change == "unexpected"]
        pairs = [Renaming(one, other) for one in missing for other in unexpected]
        found += pairs if len(pairs) == 1 else _unmistakable([each for each in pairs if _is_one_word(each)])
    return found


def _is_one_word(pair: Renaming) -> bool:
    """Whether both names are one word in two spellings, or the one is the other with a prefix."""
    old, new = (each.subject.member_name or each.subject.name for each in (pair.missing, pair.unexpected))
    return same_word(old, new) or new.endswith(old) or old.endswith(new)


def _unmistakable(pairs: Sequence[Renaming]) -> list[Renaming]:
    """Return the pairs of which neither half is part of another one."""
    missing, unexpected = Counter(id(each.missing) for each in pairs), Counter(id(each.unexpected) for each in pairs)
    return [each for each in pairs if missing[id(each.missing)] == unexpected[id(each.unexpected)] == 1]


def _those_alike(findings: Sequence[Finding]) -> list[Renaming]:
    """Pair what is missing with the only thing that is as it was, but for the name."""
    missing = [each for each in findings if each.change == "missing"]
    unexpected = [each for each in findings if each.change == "unexpected"]
    if not missing or not unexpected or len(missing) * len(unexpected) > _MOST:
        return []
    pairs = [Renaming(one, other) for one in missing for other in unexpected]
    pairs = [each for each in pairs if _is_as_it_was(each.expected, each.live)]
    return _unmistakable(pairs)


_MOST: Final = 10_000
"""So many pairs are looked at; where more was made and dropped, nothing was renamed."""


_FEWEST_COLUMNS: Final = 3
"""Tables of fewer columns are alike by chance."""


def _is_as_it_was(expected: Any, live: Any) -> bool:
    """Whether what the file says of an object is so, but for its name and for how an expression is written."""
    if type(expected) is not type(live):
        return False
    if isinstance(expected, Table):
        one, other = (each.columns for each in (expected, live))
        return isinstance(one, tuple) and len(one) >= _FEWEST_COLUMNS and _columns(one) == _columns(other)
    stated = [
        (value, getattr(live, each.name))
        for each in fields(expected)
        if each.compare and each.name != "name" and (value := getattr(expected, each.name)) is not UNSTATED
    ]
    return any(value not in (None, (), False, "") for value, _ in stated) and all(_alike_in(*pair) for pair in stated)


def _columns(columns: Any) -> list[tuple[str, object]]:
    held = columns if isinstance(columns, tuple) else ()
    return sorted(((column.name, column.type) for column in held), key=lambda each: each[0])


def _alike_in(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_alike_in, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return one == other or not (one.isidentifier() or other.isidentifier())
    return bool(one == other)


def with_new_names(schema: Schema, found: Sequence[Renaming]) -> Schema:
    """Return an expected schema in which tables and columns bear their new names, also in the keys that name them."""
    tables = {each.table: QName(each.table.schema, each.live.name.name) for each in found if not each.attribute}
    columns: dict[QName, dict[str, str]] = defaultdict(dict)
    for each in found:
        if each.attribute == "columns":
            columns[each.table][each.expected.name] = each.live.name
    return replace(schema, tables=tuple(_renamed(table, tables, columns) for table in schema.tables))


def _renamed(table: Table, tables: Mapping[QName, QName], columns: Mapping[QName, Mapping[str, str]]) -> Table:
    own = columns.get(table.name, {})

    def names(old: Iterable[str]) -> tuple[str, ...]:
        return tuple(own.get(name, name) for name in old)

    def part(old: KeyPart) -> KeyPart:
        return replace(old, column=own.get(old.column, old.column)) if old.column else old

    def index(old: Index) -> Index:
        include = names(old.include) if isinstance(old.include, tuple) else old.include
        return replace(old, parts=tuple(map(part, old.parts)), include=include)

    changes: dict[str, Any] = {}
    if table.name in tables:
        changes["name"] = tables[table.name]
    if isinstance(table.primary_key, PrimaryKey):
        changes["primary_key"] = replace(table.primary_key, columns=names(table.primary_key.columns))
    for attribute in ("uniques", "indexes"):
        held = getattr(table, attribute)
        if isinstance(held, tuple):
            changes[attribute] = tuple(map(index, held))
    if isinstance(table.foreign_keys, tuple):
        changes["foreign_keys"] = tuple(
            replace(
                key,
                columns=names(key.columns),
                target=tables.get(key.target, key.target),
                target_columns=tuple(columns.get(key.target, {}).get(name, name) for name in key.target_columns),
            )
            for key in table.foreign_keys
        )
    return replace(table, **changes) if changes else table
