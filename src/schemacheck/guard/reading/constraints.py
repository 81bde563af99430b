"""Constraints a statement adds, and the tables their foreign keys point at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from schemacheck.base.names import QName
from schemacheck.guard.grammar import name_of, strings
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Touch
from schemacheck.sql.libpg_query import Message as Node

_SAYS: Final = {
    "CONSTR_FOREIGN": "a foreign key",
    "CONSTR_PRIMARY": "a primary key",
    "CONSTR_UNIQUE": "a unique constraint",
    "CONSTR_CHECK": "a check",
    "CONSTR_EXCLUSION": "an exclusion",
    "CONSTR_NOTNULL": "NOT NULL",
}


def added(
    statement: Statement, session: Session, table: QName, constraints: Iterable[Node], column: str = ""
) -> Iterator[Touch]:
    """Yield the constraints that are added to a table; `column` is the one they are written behind, if any."""
    for constraint in constraints:
        kind = name_of(constraint, "contype")
        if kind not in _SAYS or (column and kind == "CONSTR_NOTNULL"):
            continue
        at = constraint.location if constraint.location >= 0 else statement.start
        name = constraint.conname or constraint.indexname
        if name:
            at = statement.find([name], at)[0]
        said = f"{_SAYS[kind]} {{part}}" if name else _SAYS[kind]
        columns = strings(constraint.fk_attrs) or strings(constraint.keys) or ([column] if column else [])
        yield Touch(
            "guard-constraint-added",
            f"adds {said} to {{table}}",
            table,
            at,
            "constraint",
            name,
            tuple(columns),
            foreign_key=kind == "CONSTR_FOREIGN",
        )
        yield from _required(session, table, kind, columns, at)
        if constraint.indexname:
            yield from _taken_index(statement, table, constraint)
        yield from references(statement, session, table, [constraint])


def _required(session: Session, table: QName, kind: str, columns: list[str], at: int) -> Iterator[Touch]:
    """NOT NULL as a constraint, and a primary key, refuse NULL in columns that may have allowed it."""
    if kind not in ("CONSTR_NOTNULL", "CONSTR_PRIMARY"):
        return
    for column in columns:
        if not session.expected.is_required(table, column):
            yield Touch("guard-column-altered", "refuses NULL in column {part} of {table}", table, at, "column", column)


def _taken_index(statement: Statement, table: QName, constraint: Node) -> Iterator[Touch]:
    """USING INDEX gives the index the name of the constraint."""
    at = statement.find([constraint.indexname])[0]
    says = "makes index {part} of {table} that of a constraint"
    if constraint.conname and constraint.conname != constraint.indexname:
        says += f", which renames it to {constraint.conname}"
    yield Touch("guard-index-altered", says, table, at, "index", constraint.indexname)


def references(statement: Statement, session: Session, table: QName, constraints: Iterable[Node]) -> Iterator[Touch]:
    """Yield the tables that new foreign keys of another table point at."""
    for constraint in constraints:
        if name_of(constraint, "contype") == "CONSTR_FOREIGN" and constraint.HasField("pktable"):
            named = statement.named(constraint.pktable)
            target = session.resolve(named)
            if target != table:
                yield Touch(
                    "guard-table-referenced", f"points a new foreign key of {table.name} at {{table}}", target, named.at
                )
