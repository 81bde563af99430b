"""Names for checks that have none, so that an expected schema can list them."""

from __future__ import annotations

from dataclasses import replace

from schemacheck.model.constraints import Check
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.sql.tokens import tokens


def with_named_checks(schema: Schema) -> Schema:
    """Name each check that has no name as PostgreSQL would: by its table, and by its column where it is about one."""
    return replace(schema, tables=tuple(_with_usual_names(table) for table in schema.tables))


def _with_usual_names(table: Table) -> Table:
    if not isinstance(table.checks, tuple) or all(check.name is not UNSTATED for check in table.checks):
        return table
    taken = {str(check.name) for check in table.checks if check.name is not UNSTATED}
    columns = {column.name for column in table.columns} if isinstance(table.columns, tuple) else set()
    checks = []
    for check in table.checks:
        name = check.name if isinstance(check.name, str) else _free(_usual(table.name.name, columns, check), taken)
        taken.add(name)
        checks.append(replace(check, name=name))
    return replace(table, checks=tuple(checks))


def _usual(table: str, columns: set[str], check: Check) -> str:
    text = check.expression if isinstance(check.expression, str) else ""
    named = {token.value for token in tokens(text)} | {token.text for token in tokens(text)}
    about = sorted(columns & named)
    return f"{table}_{about[0]}_check" if len(about) == 1 else f"{table}_check"


def _free(name: str, taken: set[str]) -> str:
    number, free = 0, name
    while free in taken:
        number += 1
        free = f"{name}{number}"
    return free
