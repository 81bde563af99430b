"""MySQL and MariaDB: what the information schema says beyond the Inspector, which reads SHOW CREATE TABLE.

Order, prefixes, methods and expressions of index keys, and the checks that stand with a column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from sqlalchemy import exc

from schemacheck.model.constraints import Check
from schemacheck.model.keys import Index, KeyPart
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import Column, Identity
from schemacheck.sources.sqlalchemy.facts import Facts
from schemacheck.sql.databases import DialectType
from schemacheck.sql.dialects import MARIADB

_STATISTICS: Final = (
    "SELECT * FROM information_schema.statistics WHERE table_schema = COALESCE(%s, DATABASE()) "
    "AND index_name <> 'PRIMARY' ORDER BY table_name, index_name, seq_in_index"
)
_COLUMN_CHECKS: Final = (
    "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints "
    "WHERE constraint_schema = COALESCE(%s, DATABASE()) AND level = 'Column'"
)
_COLUMNS: Final = (
    "SELECT table_name, column_name, column_type, column_default FROM information_schema.columns "
    "WHERE table_schema = COALESCE(%s, DATABASE())"
)
_BITS: Final = re.compile(r"b'[01]+'\Z")
_JSON_VALID: Final = re.compile(r"(?is)\s*json_valid\s*\(\s*`(?:[^`]|``)+`\s*\)\s*\Z")


class MySQLFacts(Facts):
    """Reads one database of a MySQL or MariaDB server."""

    @cached_property
    def _column_checks(self) -> dict[str, dict[str, str]]:
        """Checks that stand with a column, which MariaDB alone has, by table and column."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        if self.dialect is MARIADB:
            try:
                for table, column, text in self.connection.exec_driver_sql(_COLUMN_CHECKS, (self.schema,)):
                    found[table][column] = text
            except exc.DBAPIError:
                # Before MariaDB 10.5.10 nothing says which checks are a column's.
                return {}
        return found

    @cached_property
    def _columns(self) -> dict[tuple[str, str], tuple[str, str | None]]:
        """Types and defaults as the server has them, by table and column."""
        rows = self.connection.exec_driver_sql(_COLUMNS, (self.schema,))
        return {(table, column): (str(type_), default) for table, column, type_, default in rows}

    def read(self, schema: str | None) -> Any:
        """Read every table and view of a database."""
        for cached in ("_column_checks", "_columns"):
            self.__dict__.pop(cached, None)
        return super().read(schema)

    def column(self, table: str, found: Any) -> Column:
        """Build one column; MariaDB has JSON as a text that is checked to be some."""
        column = super().column(table, found)
        written, default = self._columns.get((table, column.name), ("", None))
        if isinstance(column.type, Unreadable) and written and self.dialect is not None:
            column = replace(column, type=self.dialect.type(written))
        if column.default is None and default and _BITS.match(default):
            column = replace(column, default=self.default(default, column.type))
        identity: Identity | None = "by default" if found.get("autoincrement") is True else None
        if identity:
            return replace(column, identity=identity, default=None)
        check = self._column_checks.get(table, {}).get(column.name)
        if check and _JSON_VALID.match(check) and column.type == DialectType(None, "longtext"):
            json = DialectType(None, "json")
            made = None if column.generated else self.default(found.get("default"), json)
            return replace(column, type=json, default=made, collation=None)
        return column

    def indexes(self) -> tuple[dict[str, tuple[Index, ...]], dict[str, tuple[Index, ...]]]:
        """Read uniques and indexes."""
        groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in self.connection.exec_driver_sql(_STATISTICS, (self.schema,)).mappings():
            entry = {key.lower(): value for key, value in row.items()}
            groups[entry["table_name"], entry["index_name"]].append(entry)
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
        found = super().checks() or {}
        enforced = True if self.dialect is MARIADB else UNSTATED
        all_ = {
            name: [Check(each.expression, each.name, enforced=enforced) for each in checks]
            for name, checks in found.items()
        }
        for table, columns in self._column_checks.items():
            all_.setdefault(table, []).extend(
                Check(text, column) for column, text in columns.items() if not _JSON_VALID.match(text)
            )
        return {name: tuple(checks) for name, checks in all_.items()}


def _part(row: dict[str, Any]) -> KeyPart:
    descending = row["collation"] == "D"
    column, expression, prefix = row["column_name"], row.get("expression"), row["sub_part"]
    if column is not None and prefix is not None:
        expression, column = f"{column}({prefix})", None
    return KeyPart(
        column, expression=expression if column is None else None, descending=descending, nulls_first=descending
    )
