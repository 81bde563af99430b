"""Both schemas and the findings, laid out so that an act finds what it looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from schemacheck.base.names import QName, made_name
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Table, held
from schemacheck.report.finding import Finding
from schemacheck.sql.tokens import tokens

_FREE: Final = 5_000
_SHARE: Final = 6
"""How much of both schemas may be compared again, counted in columns, keys and indexes: some, and some times all.

Each act that is tried out compares the tables concerned. Beyond this findings stand alone: the search for a cause must
not take longer than what it explains.
"""
_Item = TypeVar("_Item")
_Key = TypeVar("_Key")
_TEXTS: Final = ("view-definition", "rule-action", "policy-using", "policy-check")
"""Rules about texts that may name a relation of another name than the one they are about."""


def grouped(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, list[_Item]]:
    """Return items by what a function says of each, so that what belongs together is found without a search."""
    found: dict[_Key, list[_Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


class Scene:
    """What is known when somebody asks what happened."""

    def __init__(self, expected: Schema, live: Schema, findings: Sequence[Finding]) -> None:
        """Keep both sides and all findings, accepted ones among them."""
        self.expected, self.live, self.findings = expected, live, findings
        self._compared = 0
        self._places = {id(finding): place for place, finding in enumerate(findings)}
        self.renamed_columns: tuple[Any, ...] | None = None
        """What is claimed of single columns that were renamed, once it was looked for."""
        self.become: dict[QName, Any] = {}
        """What `likeness` has found, by the expected name."""
        self._by_rule = grouped(findings, lambda each: each.rule.name)
        self._by_table = grouped(findings, lambda each: each.subject.table)

    @property
    def rules(self) -> frozenset[str]:
        """The rules that are broken."""
        return frozenset(self._by_rule)

    def of(self, *rules: str) -> list[Finding]:
        """Return the findings of some rules."""
        return [finding for rule in rules for finding in self._by_rule.get(rule, ())]

    def on(self, table: QName) -> list[Finding]:
        """Return the findings about a table and what it holds."""
        return self._by_table.get(table, [])

    def in_order(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return some of the findings, each once, as the report has them."""
        wanted = {id(finding): finding for finding in findings}
        return tuple(sorted(wanted.values(), key=lambda finding: self._places[id(finding)]))

    def sequences(self, column: tuple[str, str], before: tuple[str, str]) -> list[Finding]:
        """Return what is said of the sequence of a column because it is named after what the column was called before.

        Both are given as the table's name and the column's own.
        """
        named = self._of_sequences.get(made_name(*before, "seq"), ()) if self._of_sequences else ()
        return [each for each in named if _owner_of(each) == ".".join(column)]

    def may_try(self, concerned: Iterable[QName]) -> bool:
        """Whether one more act may be tried out by undoing it: that compares the tables concerned once more."""
        self._compared += sum(self._sizes.get(name, 0) for name in concerned)
        return self._compared <= self._most_compared

    def told(self, name: QName) -> str:
        """Name a relation to a reader who is at home in the default schema."""
        return name.within(self.expected.home)

    @cached_property
    def tables(self) -> dict[QName, Table]:
        """The expected tables."""
        return {table.name: table for table in self.expected.tables}

    @cached_property
    def live_tables(self) -> dict[QName, Table]:
        """The live tables, views among them."""
        return {table.name: table for table in self.live.tables}

    @cached_property
    def _sizes(self) -> dict[QName, int]:
        found: dict[QName, int] = {}
        for table in (*self.expected.tables, *self.live.tables):
            size = 1 + sum(len(held(table, attribute)) for attribute in ("columns", *HOLD_NAMES))
            found[table.name] = found.get(table.name, 0) + size
        return found

    @cached_property
    def _most_compared(self) -> int:
        return _FREE + _SHARE * sum(self._sizes.values())

    @cached_property
    def unexpected_tables(self) -> list[Table]:
        """Live relations whose name nobody expects, but for what belongs to an extension or is a partition."""
        return [table for table in self.live.tables if table.name not in self.tables and table.part_of is None]

    @cached_property
    def unexpected_by_column(self) -> dict[str, list[Table]]:
        """The same by the names of their columns."""
        found: dict[str, list[Table]] = {}
        for table in self.unexpected_tables:
            for column in columns_of(table):
                found.setdefault(column.name, []).append(table)
        return found

    @cached_property
    def expected_keys(self) -> dict[QName, list[tuple[QName, ForeignKey]]]:
        """The foreign keys that are expected to point at a table, each with its own; of tables that are there."""
        found: dict[QName, list[tuple[QName, ForeignKey]]] = {}
        for table in self.expected.tables:
            if table.name in self.live_tables:
                for key in keys_of(table):
                    found.setdefault(key.target, []).append((table.name, key))
        return found

    @cached_property
    def lost_keys(self) -> dict[QName, list[Finding]]:
        """The findings about foreign keys that are missing, by the table they should point at."""
        found: dict[QName, list[Finding]] = {}
        for finding in self.of("foreign-key-missing"):
            if isinstance(finding.expected_value, ForeignKey):
                found.setdefault(finding.expected_value.target, []).append(finding)
        return found

    @cached_property
    def missing_views(self) -> dict[str, list[Finding]]:
        """The findings about views that are missing, by the names that stand in what they are expected to be."""
        found: dict[str, list[Finding]] = {}
        for finding in self.of("table-missing"):
            text = getattr(getattr(finding.expected_value, "definition", None), "text", "")
            for name in {token.value for token in tokens(text) if token.kind in ("word", "name")}:
                found.setdefault(name, []).append(finding)
        return found

    @cached_property
    def named_in_texts(self) -> dict[str, set[QName]]:
        """Which relations have a finding about a text, by the names that stand in the live one: views, policies."""
        found: dict[str, set[QName]] = {}
        for finding in self.of(*_TEXTS):
            for token in tokens(str(finding.live_value)) if finding.subject.table else ():
                if finding.subject.table and token.kind in ("word", "name"):
                    found.setdefault(token.value, set()).add(finding.subject.table)
        return found

    @cached_property
    def _of_sequences(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.of("sequence-of-column-unexpected", "sequence-owner-column"):
            found.setdefault(finding.subject.name, []).append(finding)
        return found

    @cached_property
    def pointing_at(self) -> dict[QName, list[QName]]:
        """Which live tables have a foreign key to a table."""
        found: dict[QName, list[QName]] = {}
        for table in self.live.tables:
            for target in dict.fromkeys(key.target for key in keys_of(table)):
                found.setdefault(target, []).append(table.name)
        return found


def _owner_of(finding: Finding) -> object:
    """Return the column that a sequence goes with, of a finding about the sequence or about that alone."""
    return getattr(finding.live_value, "owned_by", finding.live_value)


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return a table's columns; none where nobody states any."""
    return table.columns if isinstance(table.columns, tuple) else ()


def keys_of(table: Table) -> tuple[ForeignKey, ...]:
    """Return a table's foreign keys."""
    return table.foreign_keys if isinstance(table.foreign_keys, tuple) else ()


HOLD_NAMES = ("primary_key", "uniques", "foreign_keys", "checks", "indexes", "exclusions")
"""Where a table holds constraints and indexes, whose names are made of the table's when nobody gives one."""


def names_made_for(table: Table) -> frozenset[str]:
    """Return the names that a table's constraints have where nobody gave others, and those that are stated."""
    name = table.name.name
    made = [made_name(name, "", "pkey")]
    for attribute, suffix in (("uniques", "key"), ("foreign_keys", "fkey")):
        for item in held(table, attribute):
            columns = [column for column in item.columns if column is not None]
            made.append(made_name(name, "_".join(columns), suffix))
    return frozenset((*made, *names_in(table)))


def names_in(table: Table) -> Iterator[str]:
    """Yield the names of a table's constraints and indexes, as far as they are stated."""
    for attribute in HOLD_NAMES:
        for item in held(table, attribute):
            if isinstance(item.name, str):
                yield item.name


def mentioned(item: Any) -> set[str]:
    """Return the names that stand in a key, an index or a check: its table's columns among them."""
    texts = [getattr(item, "expression", None), getattr(item, "predicate", None), *getattr(item, "elements", ())]
    texts += [part.expression for part in getattr(item, "parts", ())]
    named = {token.value for text in texts if isinstance(text, str) for token in tokens(text)}
    return named.union(column for column in getattr(item, "columns", ()) if column is not None)
