"""MySQL and MariaDB, read from the information schema instead of by the Inspector.

The Inspector takes SHOW CREATE TABLE apart line by line, and what its pattern does not expect (a default that is an
expression, an attribute between two others) it leaves out without a word. Here SHOW CREATE TABLE is asked for what the
information schema shows to those alone who may do more than SELECT: `mysql_ddl` reads that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from sqlalchemy import exc

from schemacheck.base.names import QName
from schemacheck.model.constraints import Check
from schemacheck.model.keys import ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.model.table import Column, Generated
from schemacheck.report.finding import NotChecked
from schemacheck.sources.sqlalchemy.facts import ACTIONS, Entry, Facts
from schemacheck.sources.sqlalchemy.folding import StoredText
from schemacheck.sources.sqlalchemy.mysql_ddl import Definition, WrittenKey, read_definition
from schemacheck.sources.sqlalchemy.mysql_gaps import gaps
from schemacheck.sql.databases import DialectType
from schemacheck.sql.defaults import Default
from schemacheck.sql.dialects import MARIADB
from schemacheck.sql.mysql_text import written_label
from schemacheck.sql.types import TypeName, TypeSyntaxError

_TABLES: Final = (
    "SELECT table_name, table_type, table_collation, table_comment, create_options FROM information_schema.tables "
    "WHERE table_schema = COALESCE(%s, DATABASE()) ORDER BY table_name"
)
_COLUMNS: Final = (
    "SELECT c.*, s.maxlen FROM information_schema.columns c LEFT JOIN information_schema.character_sets s "
    "ON s.character_set_name = c.character_set_name "
    "WHERE c.table_schema = COALESCE(%s, DATABASE()) ORDER BY c.table_name, c.ordinal_position"
)
_STATISTICS: Final = (
    "SELECT * FROM information_schema.statistics WHERE table_schema = COALESCE(%s, DATABASE()) "
    "ORDER BY table_name, index_name, seq_in_index"
)
_COLUMN_CHECKS: Final = (
    "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints "
    "WHERE constraint_schema = COALESCE(%s, DATABASE()) AND level = 'Column'"
)
_TABLE_KINDS: Final = ("BASE TABLE", "SYSTEM VERSIONED")
_GENERATED: Final = re.compile(r"(?i)\b(VIRTUAL|STORED|PERSISTENT)\b")
_ON_UPDATE: Final = re.compile(r"(?i)\bon update\s+(\w+(?:\s*\(\s*\d*\s*\))?)")
_JSON_VALID: Final = re.compile(r"(?is)\s*json_valid\s*\(\s*`(?:[^`]|``)+`\s*\)\s*\Z")
_FIRST_WITH_SQL: Final = (10, 2, 7)
"""The version of MariaDB whose defaults are SQL; MySQL's are bare texts, but for expressions."""

Row = Mapping[str, Any]


class MySQLFacts(Facts):
    """Reads one database of a MySQL or MariaDB server."""

    def _rows(self, sql: str) -> list[Row]:
        rows = self.connection.exec_driver_sql(sql, (self.schema,)).mappings()
        return [{key.lower(): value for key, value in row.items()} for row in rows]

    @cached_property
    def _tables(self) -> dict[str, Row]:
        return {str(row["table_name"]): row for row in self._rows(_TABLES)}

    @cached_property
    def _columns(self) -> list[Row]:
        return self._rows(_COLUMNS)

    @cached_property
    def _statistics(self) -> list[Row]:
        return self._rows(_STATISTICS)

    @cached_property
    def _column_checks(self) -> dict[str, dict[str, str]]:
        """Checks that stand with a column, which MariaDB alone has, by table and column."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        if self.dialect is MARIADB:
            try:
                for row in self._rows(_COLUMN_CHECKS):
                    found[row["table_name"]][row["constraint_name"]] = row["check_clause"]
            except exc.DBAPIError:
                # Before MariaDB 10.5.10 nothing says which checks are a column's.
                return {}
        return found

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        quoted = self.connection.dialect.identifier_preparer.quote_identifier
        found = {}
        for name, row in self._tables.items():
            if row["table_type"] in _TABLE_KINDS:
                whole = quoted(name) if self.schema is None else f"{quoted(self.schema)}.{quoted(name)}"
                made = self.connection.exec_driver_sql(f"SHOW CREATE TABLE {whole}")
                found[name] = read_definition(str(made.one()[1]))
        return found

    def read(self, schema: str | None) -> Any:
        """Read every table and view of a database."""
        for cached in ("_tables", "_columns", "_statistics", "_column_checks", "_definitions"):
            self.__dict__.pop(cached, None)
        return super().read(schema)

    def gaps(self) -> tuple[NotChecked, ...]:
        """Name what the database that was read last has that is not compared."""
        periods = [name for name, definition in self._definitions.items() if definition.periods]
        unread = tuple(
            NotChecked("constraints", "not readable", f"MariaDB and MySQL print one of {name} as {text!r}")
            for name, definition in self._definitions.items()
            for text in definition.unread
        )
        return (*gaps(self._tables, self._columns, self._statistics, periods), *unread)

    def entries(self) -> list[Entry]:
        """List tables and views."""
        kinds = {name: row["table_type"] for name, row in self._tables.items()}
        return [Entry(name, "table") for name, kind in kinds.items() if kind in _TABLE_KINDS] + [
            Entry(name, "view") for name, kind in kinds.items() if kind == "VIEW"
        ]

    def columns(self) -> dict[str, tuple[Column, ...]]:
        """Read the columns of every table and view; a view on something that is gone has none."""
        found: dict[str, list[Column]] = defaultdict(list)
        for row in self._columns:
            found[str(row["table_name"])].append(self._column(row))
            if row["maxlen"]:
                name = self.called(self.schema), str(row["table_name"]), str(row["column_name"]).lower()
                self.texts[name] = StoredText(int(row["maxlen"]), str(row["collation_name"]))
        return {name: tuple(columns) for name, columns in found.items()}

    def _column(self, row: Row) -> Column:
        table, name, extra = str(row["table_name"]), str(row["column_name"]), str(row["extra"] or "")
        type_ = self._typed(str(row["column_type"]))
        collation = row["collation_name"]
        # MariaDB has JSON as a text that is checked to be some.
        if type_ == DialectType(None, "longtext") and _JSON_VALID.match(
            self._column_checks.get(table, {}).get(name, "")
        ):
            type_, collation = DialectType(None, "json"), None
        usual = self._tables[table]["table_collation"] if table in self._tables else None
        generated, identity = self._generated(row, extra), "auto_increment" in extra.lower()
        return Column(
            name=name,
            type=type_,
            nullable=row["is_nullable"] == "YES",
            default=None if generated or identity else self._default(row, extra, type_),
            identity="by default" if identity else None,
            generated=generated,
            collation=None if usual is None or collation == usual else collation,
            comment=row["column_comment"] or None,
        )

    def _typed(self, text: str) -> Stated[TypeName]:
        assert self.dialect is not None
        try:
            return self.dialect.type(text)
        except TypeSyntaxError:
            return Unreadable(f"the server has it as {text!r}, which does not read as a type")

    def _default(self, row: Row, extra: str, type_: Stated[TypeName]) -> Default | None:
        text = self._sql_of(row["column_default"], extra, str(row["data_type"]).lower())
        on_update = _ON_UPDATE.search(extra)
        if on_update:
            text = f"{text or 'NULL'} ON UPDATE {on_update[1]}"
        return self.default(text, type_)

    def _sql_of(self, default: str | None, extra: str, type_: str) -> str | None:
        """Return a default as SQL."""
        if default is None:
            return None
        if self.dialect is MARIADB and (self.connection.dialect.server_version_info or ()) >= _FIRST_WITH_SQL:
            # Names of the connection's own database are written without it, as everywhere.
            own = str(self.inspector.default_schema_name or "").replace("`", "``")
            return default.replace(f"`{own}`.`", "`")
        if "DEFAULT_GENERATED" in extra.upper():
            return default.replace("\\'", "'")
        is_moment = type_ in ("timestamp", "datetime") and default.upper().startswith("CURRENT_TIMESTAMP")
        is_written = type_ == "bit" or (type_ in ("binary", "varbinary") and default.startswith("0x"))
        return default if is_moment or is_written else written_label(default)

    def _generated(self, row: Row, extra: str) -> Generated | None:
        kind = _GENERATED.search(extra)
        if kind is None:
            return None
        text = str(row.get("generation_expression") or "")
        if self.dialect is not MARIADB:
            text = text.replace("\\'", "'")
        return Generated(text or UNSTATED, kind[1].upper() != "VIRTUAL")

    def comments(self) -> dict[str, str | None] | None:
        """Read the comments of tables."""
        return {
            name: row["table_comment"] or None
            for name, row in self._tables.items()
            if row["table_type"] in _TABLE_KINDS
        }

    def primary_keys(self) -> dict[str, PrimaryKey]:
        """Read the primary keys."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._statistics:
            if row["index_name"] == "PRIMARY":
                found[row["table_name"]].append(str(row["column_name"]))
        return {name: PrimaryKey(tuple(columns), deferral=self.deferred) for name, columns in found.items()}

    def foreign_keys(self) -> dict[str, tuple[ForeignKey, ...]]:
        """Read the foreign keys."""
        return {
            name: tuple(map(self._foreign_key, definition.foreign_keys))
            for name, definition in self._definitions.items()
        }

    def _foreign_key(self, key: WrittenKey) -> ForeignKey:
        return ForeignKey(
            columns=key.columns,
            target=QName(self.called(self.schema if key.schema is None else key.schema), key.table),
            target_columns=key.target_columns,
            name=key.name,
            on_delete=ACTIONS.get(key.on_delete, UNSTATED),
            on_delete_columns=(),
            on_update=ACTIONS.get(key.on_update, UNSTATED),
        )

    def indexes(self) -> tuple[dict[str, tuple[Index, ...]], dict[str, tuple[Index, ...]]]:
        """Read uniques and indexes."""
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self._statistics:
            if row["index_name"] != "PRIMARY":
                groups[row["table_name"], row["index_name"]].append(row)
        uniques: dict[str, list[Index]] = defaultdict(list)
        plain: dict[str, list[Index]] = defaultdict(list)
        for (table, name), rows in groups.items():
            first = rows[0]
            index = Index(
                tuple(map(_part, rows)),
                not first["non_unique"],
                name,
                method=str(first["index_type"]).lower(),
                # MariaDB's ignored and MySQL's invisible indexes still guarantee what they guarantee.
                constraint=UNSTATED,
            )
            (plain if first["non_unique"] else uniques)[table].append(index)
        return {name: tuple(all_) for name, all_ in uniques.items()}, {
            name: tuple(all_) for name, all_ in plain.items()
        }

    def checks(self) -> dict[str, tuple[Check, ...]] | None:
        """Read the check constraints, those of columns too."""
        all_ = {
            name: [Check(text, own, enforced=enforced) for own, text, enforced in definition.checks]
            for name, definition in self._definitions.items()
        }
        for table, columns in self._column_checks.items():
            all_.setdefault(table, []).extend(
                Check(text, column) for column, text in columns.items() if not _JSON_VALID.match(text)
            )
        return {name: tuple(checks) for name, checks in all_.items()}


def _part(row: Row) -> KeyPart:
    descending = row["collation"] == "D"
    column, expression, prefix = row["column_name"], row.get("expression"), row["sub_part"]
    if column is not None and prefix is not None and row["index_type"] != "SPATIAL":
        expression, column = f"{column}({prefix})", None
    return KeyPart(
        column, expression=expression if column is None else None, descending=descending, nulls_first=descending
    )
