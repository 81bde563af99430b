"""Names and expressions where upper and lower case are one: SQLite's, and the columns of MySQL and MariaDB.

Before the comparison the live side takes the spelling of the expected side wherever the database would take both for
one name. So the comparison itself knows exact names alone, and shows them as the expected schema has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, Final, TypeAlias, TypeVar

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Generated, Table
from schemacheck.sources.sqlalchemy.implied_indexes import without_implied
from schemacheck.sql.databases import DialectType
from schemacheck.sql.dialects import MARIADB, MYSQL, SQLITE, dialect_named
from schemacheck.sql.mysql_text import standard
from schemacheck.sql.mysql_types import sized_text

_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|`((?:[^`]|``)+)`|\"((?:[^\"]|\"\")*)\"|\[([^\[\]]+)\]")
_PLAIN: Final = re.compile(r"[A-Za-z_]\w*\Z")

T = TypeVar("T", Index, ForeignKey)
Spelling: TypeAlias = Callable[[str], str]


@record
class StoredText:
    """How a column of texts is stored."""

    width: int
    """The bytes that a character may take."""
    collation: str
    """Its name in full, that of the table or not; it begins with the character set."""


@record
class Folding:
    """Which names of a database mean the same in upper and lower case, and which other words do."""

    tables: bool
    columns: bool
    mysql: bool = False
    """Whether it is MySQL's kind: RESTRICT and NO ACTION are one, foreign keys make indexes, texts have backslashes."""
    texts: Mapping[tuple[str, str, str], StoredText] = field(default_factory=dict)
    """How texts are stored, by schema, table and column in lower case, where that decides what a type means."""


def folding_of(database: str) -> Folding:
    """Say what is known without asking a database: a server of MySQL's decides for itself how it takes tables."""
    dialect = dialect_named(database)
    return Folding(tables=dialect is SQLITE, columns=dialect.folds_columns, mysql=dialect in (MYSQL, MARIADB))


def folded(expected: Schema, live: Schema, folding: Folding) -> tuple[Schema, Schema]:
    """Return both sides as exact names compare them."""
    wanted = {table.name: table for table in expected.tables}
    tables = _spellings(wanted) if folding.tables else {}
    renamed = {table.name: tables.get(_lower(table.name), table.name) for table in live.tables}
    columns = {
        renamed[table.name]: _columns_of(table, wanted.get(renamed[table.name]), folding) for table in live.tables
    }
    names = _Names(folding, renamed, tables, columns)
    spelt = standard if folding.mysql else _unquoted
    settled = tuple(names.table(table, wanted.get(renamed[table.name])) for table in live.tables)
    return (
        replace(expected, tables=tuple(_normal_expressions(table, spelt) for table in expected.tables)),
        replace(live, tables=tuple(_normal_expressions(table, spelt) for table in settled)),
    )


def _lower(name: QName) -> QName:
    return QName(name.schema, name.name.lower())


def _spellings(wanted: Mapping[QName, Table]) -> dict[QName, QName]:
    found: dict[QName, QName] = {}
    for name in wanted:
        found.setdefault(_lower(name), name)
    return found


def _columns_of(table: Table, expected: Table | None, folding: Folding) -> dict[str, str]:
    """Return the expected spelling of each column, by its spelling in lower case."""
    there = expected.columns if expected is not None and folding.columns else ()
    spelt = {column.name.lower(): column.name for column in there} if isinstance(there, tuple) else {}
    own = table.columns if isinstance(table.columns, tuple) else ()
    return {column.name.lower(): spelt.get(column.name.lower(), column.name) for column in own}


@record
class _Names:
    folding: Folding
    renamed: Mapping[QName, QName]
    tables: Mapping[QName, QName]
    columns: Mapping[QName, Mapping[str, str]]

    def table(self, live: Table, expected: Table | None) -> Table:
        name = self.renamed[live.name]
        spelt = self.columns[name]
        names = _constraint_names(expected) if expected is not None and self.folding.columns else {}
        changed: dict[str, Any] = {"name": name}
        if isinstance(live.columns, tuple):
            changed["columns"] = self.columns_as_stored(
                live.name, tuple(replace(each, name=_respelt(each.name, spelt)) for each in live.columns), expected
            )
        if isinstance(live.primary_key, PrimaryKey):
            changed["primary_key"] = replace(live.primary_key, columns=_respelt_all(live.primary_key.columns, spelt))
        for attribute in ("uniques", "indexes"):
            members = getattr(live, attribute)
            if isinstance(members, tuple):
                changed[attribute] = tuple(_renamed(_index(each, spelt), names) for each in members)
        if isinstance(live.foreign_keys, tuple):
            changed["foreign_keys"] = tuple(
                _renamed(self.foreign_key(each, spelt, expected), names) for each in live.foreign_keys
            )
            if self.folding.mysql and isinstance(live.indexes, tuple):
                changed["indexes"] = without_implied(changed["indexes"], changed["foreign_keys"], expected)
        if isinstance(live.checks, tuple):
            changed["checks"] = tuple(
                replace(each, name=names.get(str(each.name).lower(), each.name)) for each in live.checks
            )
        return replace(live, **changed)

    def columns_as_stored(self, table: QName, live: tuple[Column, ...], expected: Table | None) -> tuple[Column, ...]:
        """Take the expected `text(9)`, character set or collation for what the server made of it."""
        if not self.folding.texts or expected is None or not isinstance(expected.columns, tuple):
            return live
        wanted = {column.name: column for column in expected.columns}
        return tuple(
            _as_stored(
                column, wanted.get(column.name), self.folding.texts.get((table.schema, table.name, column.name.lower()))
            )
            for column in live
        )

    def foreign_key(self, key: ForeignKey, spelt: Mapping[str, str], expected: Table | None) -> ForeignKey:
        target = self.tables.get(_lower(key.target), key.target)
        there = self.columns.get(target, {})
        made = replace(
            key,
            columns=_respelt_all(key.columns, spelt),
            target=target,
            target_columns=_respelt_all(key.target_columns, there),
        )
        wanted = expected.foreign_keys if expected is not None else ()
        if not self.folding.mysql or not isinstance(wanted, tuple):
            return made
        twin = next((each for each in wanted if each.columns == made.columns), None)
        if twin is None:
            return made
        return replace(
            made,
            on_delete=_same_action(twin.on_delete, made.on_delete),
            on_update=_same_action(twin.on_update, made.on_update),
        )


def _as_stored(live: Column, expected: Column | None, text: StoredText | None) -> Column:
    if expected is None or text is None:
        return live
    if isinstance(expected.type, DialectType) and sized_text(expected.type, text.width) == live.type:
        live = replace(live, type=expected.type)
    collation = expected.collation
    if isinstance(collation, str) and (collation == text.collation or text.collation.startswith(f"{collation}_")):
        # A character set alone means its usual collation, which is the server's to choose.
        return replace(live, collation=collation)
    return live


def _same_action(wanted: Any, found: Any) -> Any:
    alike = ("no action", "restrict")
    return wanted if wanted in alike and found in alike else found


def _respelt(name: str, spelt: Mapping[str, str]) -> str:
    return spelt.get(name.lower(), name)


def _respelt_all(names: tuple[str, ...], spelt: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_respelt(name, spelt) for name in names)


def _index(index: Index, spelt: Mapping[str, str]) -> Index:
    return replace(
        index,
        parts=tuple(
            part if part.column is None else replace(part, column=_respelt(part.column, spelt)) for part in index.parts
        ),
    )


def _renamed(item: T, names: Mapping[str, str]) -> T:
    if not isinstance(item.name, str):
        return item
    return replace(item, name=names.get(item.name.lower(), item.name))


def _constraint_names(table: Table) -> dict[str, str]:
    """Return the expected names of constraints and indexes, by their spelling in lower case."""
    members: list[Any] = []
    for attribute in ("uniques", "indexes", "foreign_keys", "checks"):
        found = getattr(table, attribute)
        members += found if isinstance(found, tuple) else ()
    return {each.name.lower(): each.name for each in members if isinstance(each.name, str)}


def _normal_expressions(table: Table, spelt: Spelling) -> Table:
    """Return the table with its expressions in words that both sides spell alike."""
    changed: dict[str, Any] = {}
    if isinstance(table.columns, tuple):
        changed["columns"] = tuple(_plain_column(column, spelt) for column in table.columns)
    for attribute in ("uniques", "indexes"):
        members = getattr(table, attribute)
        if isinstance(members, tuple):
            changed[attribute] = tuple(_plain_index(each, spelt) for each in members)
    if isinstance(table.checks, tuple):
        changed["checks"] = tuple(
            replace(each, expression=_unquoted_expression(each.expression, spelt)) for each in table.checks
        )
    return replace(table, **changed) if changed else table


def _plain_column(column: Column, spelt: Spelling) -> Column:
    if not isinstance(column.generated, Generated):
        return column
    return replace(
        column, generated=replace(column.generated, expression=_unquoted_expression(column.generated.expression, spelt))
    )


def _plain_index(index: Index, spelt: Spelling) -> Index:
    if index.predicate is None and all(part.column is not None for part in index.parts):
        return index
    parts = tuple(
        part if part.column is not None else replace(part, expression=_unquoted_expression(part.expression, spelt))
        for part in index.parts
    )
    return replace(index, parts=parts, predicate=_unquoted_expression(index.predicate, spelt))


def _unquoted_expression(text: Any, spelt: Spelling) -> Any:
    """Return an expression without the quotes that a name does not need, names in lower case."""
    return spelt(text) if isinstance(text, str) else text


def _unquoted(text: str) -> str:
    def bare(match: re.Match[str]) -> str:
        name = next((group for group in match.groups() if group is not None), None)
        if name is None:
            return match[0]
        return name.lower() if _PLAIN.match(name) else f'"{name}"'

    return _QUOTED.sub(bare, text)
