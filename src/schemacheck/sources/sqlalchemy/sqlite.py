"""SQLite: what its pragmas say beyond the Inspector, which guesses types by affinity and skips some indexes."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import Any, Final

from sqlalchemy import exc

from schemacheck.base.names import QName
from schemacheck.model.constraints import Check
from schemacheck.model.keys import ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.model.table import Column, Generated
from schemacheck.report.finding import NotChecked
from schemacheck.sources.sqlalchemy.duplicates import distinct_keys, distinct_uniques
from schemacheck.sources.sqlalchemy.facts import ACTIONS, Entry, Facts
from schemacheck.sources.sqlalchemy.gaps import named
from schemacheck.sources.sqlalchemy.index_elements import read_element
from schemacheck.sources.sqlalchemy.sqlite_ddl import Definition, WrittenKey, collation_of, key_parts, read_definition
from schemacheck.sql.types import TypeName

_OWN: Final = "substr(m.name, 1, 7) <> 'sqlite_'"
"""Names that begin so are SQLite's own."""
_ENTRIES: Final = f"SELECT m.type, m.name, m.sql FROM sqlite_master m WHERE m.type IN ('table', 'view') AND {_OWN}"
_SHADOWS: Final = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"
_COLUMNS: Final = (
    'SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden '
    f"FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND {_OWN} ORDER BY m.name, c.cid"
)
_OF_VIEW: Final = 'SELECT ?, name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid'
_INDEXES: Final = (
    'SELECT m.name, i.name, i."unique", i.origin, i.partial, s.sql, k.cid, k.name, k."desc", k.coll '
    "FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) k "
    "LEFT JOIN sqlite_master s ON s.type = 'index' AND s.name = i.name "
    f"WHERE m.type = 'table' AND {_OWN} AND i.origin <> 'pk' AND k.key ORDER BY m.name, i.name, k.seqno"
)
_FOREIGN_KEYS: Final = (
    'SELECT m.name, f.id, f."table", f."from", f."to", f.on_update, f.on_delete, f."match" '
    f"FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND {_OWN} "
    "ORDER BY m.name, f.id DESC, f.seq"
)
_EXPRESSION: Final = -2
"""The `cid` of a key that is no column."""

Row = tuple[Any, ...]


class SQLiteFacts(Facts):
    """Reads the one schema of a SQLite file."""

    def _rows(self, sql: str, *parameters: str) -> list[Row]:
        return [tuple(row) for row in self.connection.exec_driver_sql(sql, parameters)]

    @cached_property
    def _master(self) -> list[Row]:
        return self._rows(_ENTRIES)

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {name: read_definition(sql or "") for kind, name, sql in self._master if kind == "table"}

    @cached_property
    def _column_rows(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(_COLUMNS):
            found[row[0]].append(row)
        return found

    def gaps(self) -> tuple[NotChecked, ...]:
        """Name what the file has that is not compared."""
        kinds = sorted({kind for definition in self._definitions.values() for kind in definition.beyond})
        return named(
            {
                kind: [name for name, definition in self._definitions.items() if kind in definition.beyond]
                for kind in kinds
            }
        )

    def entries(self) -> list[Entry]:
        """List tables and views; the tables behind a virtual one are part of it."""
        try:
            shadows = {row[0] for row in self._rows(_SHADOWS)}
        except exc.OperationalError:  # before SQLite 3.37
            shadows = set()
        return [
            Entry(name, "table" if kind == "table" else "view", "a virtual table" if name in shadows else None)
            for kind, name, _ in self._master
        ]

    def columns(self) -> dict[str, tuple[Column, ...]]:
        """Read columns with their types as declared."""
        made = {
            name: tuple(self._column(row) for row in rows if row[6] != 1) for name, rows in self._column_rows.items()
        }
        for kind, name, _ in self._master:
            if kind == "view":
                try:
                    made[name] = tuple(map(self._column, self._rows(_OF_VIEW, name, name)))
                except exc.DatabaseError:
                    # A view on a dropped table cannot list its columns.
                    made[name] = ()
        return made

    def _column(self, row: Row) -> Column:
        table, name, declared, not_null, default, _, hidden = row
        definition = self._definitions.get(table, Definition())
        # A column that computes itself comes as "text GENERATED ALWAYS".
        type_: Stated[TypeName] = self._typed(re.sub(r"(?i)\s*\bGENERATED\s+ALWAYS\b\s*", "", declared))
        generated = Generated(definition.expressions.get(name, UNSTATED), hidden == 3) if hidden in (2, 3) else None
        return Column(
            name=name,
            type=type_,
            nullable=not (not_null or self._is_rowid(row)),
            default=None if generated else self.default(default, type_),
            identity=None,
            generated=generated,
            collation=collation_of(definition.collations.get(name)),
            comment=UNSTATED,
        )

    def _typed(self, declared: str) -> Stated[TypeName]:
        assert self.dialect is not None
        try:
            return self.dialect.type(declared)
        except ValueError:
            return Unreadable(f"SQLite has it as {declared!r}, which does not read as a type")

    def _is_rowid(self, row: Row) -> bool:
        """Whether it is the row's own number, which is never NULL, whatever the pragma says."""
        alone = sum(bool(other[5]) for other in self._column_rows.get(row[0], ())) == 1
        return bool(row[5]) and alone and row[2].upper() == "INTEGER"

    def primary_keys(self) -> dict[str, PrimaryKey]:
        """Read the primary keys."""
        keys = {}
        for name, rows in self._column_rows.items():
            columns = tuple(row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5])
            if columns:
                keys[name] = PrimaryKey(columns, name=self._definitions[name].primary_key or UNSTATED)
        return keys

    def foreign_keys(self) -> dict[str, tuple[ForeignKey, ...]]:
        """Read the foreign keys; names and deferral from the definition."""
        groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in self._rows(_FOREIGN_KEYS):
            groups[row[0], row[1]].append(row)
        found: dict[str, list[ForeignKey]] = defaultdict(list)
        written = {name: list(definition.foreign_keys) for name, definition in self._definitions.items()}
        for (table, _), rows in groups.items():
            found[table].append(self._foreign_key(rows, written[table]))
        return {name: distinct_keys(keys) for name, keys in found.items()}

    def _foreign_key(self, rows: list[Row], written: list[WrittenKey]) -> ForeignKey:
        """Build a foreign key, and take its part of the definition from what is left of that."""
        columns = tuple(row[3] for row in rows)
        wanted = [column.lower() for column in columns]
        own = next((key for key in written if [column.lower() for column in key[1]] == wanted), None)
        if own is not None:
            written.remove(own)
        target, key, spelt = self._target(str(rows[0][2]))
        columns_there = tuple(row[4] for row in rows)
        return ForeignKey(
            columns=columns,
            target=QName(self.home, target),
            target_columns=key
            if columns_there[0] is None
            else tuple(spelt.get(name.lower(), name) for name in columns_there),
            name=UNSTATED if own is None or own[0] is None else own[0],
            on_delete=ACTIONS.get(rows[0][6], UNSTATED),
            on_delete_columns=(),
            on_update=ACTIONS.get(rows[0][5], UNSTATED),
            deferral=UNSTATED if own is None else own[2],
        )

    def _target(self, written: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
        """Return a table by its own spelling, its primary key, and its columns by their spelling in lower case."""
        name = next((each for each in self._column_rows if each.lower() == written.lower()), written)
        rows = self._column_rows.get(name, [])
        key = tuple(row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5])
        return name, key, {row[1].lower(): row[1] for row in rows}

    def indexes(self) -> tuple[dict[str, tuple[Index, ...]], dict[str, tuple[Index, ...]]]:
        """Read uniques and indexes with their expressions, order and collations."""
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self._rows(_INDEXES):
            groups[row[0], row[1]].append(row)
        uniques: dict[str, list[Index]] = defaultdict(list)
        plain: dict[str, list[Index]] = defaultdict(list)
        for (table, _), rows in groups.items():
            made = self._index(table, rows)
            (uniques if made.unique else plain)[table].append(made)
        primary = {name: key.columns for name, key in self.primary_keys().items()}
        return {name: distinct_uniques(all_, primary.get(name, ())) for name, all_ in uniques.items()}, {
            name: tuple(all_) for name, all_ in plain.items()
        }

    def _index(self, table: str, rows: list[Row]) -> Index:
        _, name, unique, origin, partial, sql = rows[0][:6]
        texts, where = key_parts(sql) if sql else ([], None)
        definition = self._definitions[table]
        parts = []
        for place, (cid, column, descending, collation) in enumerate(row[6:] for row in rows):
            expression = None
            if cid == _EXPRESSION:
                expression = read_element(texts[place], "sqlite").expression if place < len(texts) else ""
            own = collation_of(collation)
            parts.append(
                KeyPart(
                    None if cid == _EXPRESSION else "rowid" if column is None else column,
                    expression=expression,
                    collation=None if own == collation_of(definition.collations.get(column or "")) else own,
                    descending=bool(descending),
                    # SQLite takes NULL for the smallest value, and PostgreSQL's usual order is the other way round.
                    nulls_first=bool(descending),
                )
            )
        stated: Stated[str] = name
        if origin == "u":
            columns = {part.column.lower() for part in parts if part.column}
            stated = next(
                (own for own, key in definition.uniques if {each.lower() for each in key} == columns and own), UNSTATED
            )
        return Index(
            tuple(parts),
            bool(unique),
            stated,
            predicate=(where or UNSTATED) if partial else None,
            constraint=origin == "u",
        )

    def checks(self) -> dict[str, tuple[Check, ...]] | None:
        """Read the check constraints from the definitions."""
        return {
            name: tuple(Check(text, own or UNSTATED) for own, text in definition.checks)
            for name, definition in self._definitions.items()
        }

    def comments(self) -> dict[str, str | None] | None:
        """SQLite has none."""
        return None
