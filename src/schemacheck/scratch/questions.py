"""The statements that make, in a throw-away database, what a server is to put into words of its own.

Each makes one object called ASKED, whose text is then read back and which is rolled back. None of them is ever sent
anywhere else. Types, names of columns and texts come as SQL writes them; names of relations are put in quotes here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schemacheck.base.names import QName
from schemacheck.scratch.statements import literal, name

ASKED: Final = "schemacheck_asked"
_HERE: Final = name(ASKED)


def placed(there: QName) -> str:
    """Write the name of an object with its schema."""
    return f"{name(there.schema)}.{name(there.name)}"


def beside(there: QName) -> QName:
    """Name what is made in the schema of another object."""
    return QName(there.schema, ASKED)


# --- what the texts speak of ------------------------------------------------------------------------------------


def table(there: QName, columns: Iterable[tuple[str, str]], primary_key: Iterable[str]) -> str:
    """Make a table with columns and their types, whatever it is on the other server."""
    parts = [f"{name(column)} {of_type}" for column, of_type in columns]
    key = ", ".join(map(name, primary_key))
    return f"CREATE TABLE {placed(there)} ({', '.join(parts + [f'PRIMARY KEY ({key})'] * bool(key))})"


def enum(there: QName, labels: Iterable[str]) -> str:
    """Make an enum type."""
    return f"CREATE TYPE {placed(there)} AS ENUM ({', '.join(map(literal, labels))})"


def domain(there: QName, base: str) -> str:
    """Make a domain that allows everything."""
    return f"CREATE DOMAIN {placed(there)} AS {base}"


def composite(there: QName, attributes: Iterable[tuple[str, str]]) -> str:
    """Make a composite type."""
    return f"CREATE TYPE {placed(there)} AS ({', '.join(f'{name(each)} {of_type}' for each, of_type in attributes)})"


def range_of(there: QName, subtype: str) -> str:
    """Make a range type."""
    return f"CREATE TYPE {placed(there)} AS RANGE (SUBTYPE = {subtype})"


# --- the texts --------------------------------------------------------------------------------------------------


def check(there: QName, text: str) -> list[str]:
    """Make a check constraint."""
    return [f"ALTER TABLE {placed(there)} ADD CONSTRAINT {_HERE} CHECK ({text}\n)"]


def default(there: QName, column: str, text: str) -> list[str]:
    """Make the default of a column."""
    return [f"ALTER TABLE {placed(there)} ALTER COLUMN {name(column)} SET DEFAULT ({text}\n)"]


def generated(there: QName, of_type: str, text: str) -> list[str]:
    """Make a generated column."""
    return [f"ALTER TABLE {placed(there)} ADD COLUMN {_HERE} {of_type} GENERATED ALWAYS AS ({text}\n) STORED"]


def index_on(there: QName, method: str, text: str) -> list[str]:
    """Make an index on an expression."""
    return [f"CREATE INDEX {_HERE} ON {placed(there)} USING {method} (({text}\n))"]


def index_where(there: QName, text: str) -> list[str]:
    """Make an index on some rows."""
    return [f"CREATE INDEX {_HERE} ON {placed(there)} ((1)) WHERE ({text}\n)"]


def statistics(there: QName, text: str) -> list[str]:
    """Make statistics on an expression."""
    return [f"CREATE STATISTICS {placed(beside(there))} ON ({text}\n) FROM {placed(there)}"]


def partitioned(there: QName, key: str) -> list[str]:
    """Make a table like another one that is partitioned by a key."""
    return [f"CREATE TABLE {placed(beside(there))} (LIKE {placed(there)}) PARTITION BY {key}\n"]


def constraint(there: QName, text: str) -> list[str]:
    """Make a constraint of any kind."""
    return [f"ALTER TABLE {placed(there)} ADD CONSTRAINT {_HERE} {text}\n"]


def index(there: QName, text: str, *, unique: bool) -> list[str]:
    """Make an index, given all that follows the name of its method."""
    return [f"CREATE {'UNIQUE ' * unique}INDEX {_HERE} ON {placed(there)} USING {text}\n"]


def rule(there: QName, event: str, condition: str | None, action: str) -> list[str]:
    """Make a rule."""
    where = f" WHERE ({condition}\n)" if condition is not None else ""
    return [f"CREATE RULE {_HERE} AS ON {event} TO {placed(there)}{where} DO INSTEAD {action}\n"]


def function(there: QName, arguments: str, result: str | None) -> list[str]:
    """Make a function with arguments, in the schema of another one; its result is None where they say it."""
    returns = f"RETURNS {result} " if result is not None else ""
    return [f"CREATE FUNCTION {placed(beside(there))}({arguments}\n) {returns}LANGUAGE plpgsql AS 'BEGIN END'"]


def routine(there: QName, arguments: str, result: str | None, body: str) -> list[str]:
    """Make a function, or without a result a procedure, with a body in standard SQL."""
    kind, returns = ("PROCEDURE", "") if result is None else ("FUNCTION", f"RETURNS {result} ")
    return [f"CREATE {kind} {placed(there)}({arguments}\n) {returns}LANGUAGE sql {body}\n"]


def policy(there: QName, clause: str, text: str) -> list[str]:
    """Make a policy with one of its clauses, USING or WITH CHECK."""
    return [f"CREATE POLICY {_HERE} ON {placed(there)} {clause} ({text}\n)"]


def trigger(there: QName, text: str) -> list[str]:
    """Make a trigger that fires on a condition."""
    function = placed(beside(there))
    return [
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        f"CREATE TRIGGER {_HERE} AFTER UPDATE ON {placed(there)} FOR EACH ROW WHEN ({text}\n) "
        f"EXECUTE PROCEDURE {function}()",
    ]


def view(there: QName, query: str) -> list[str]:
    """Make a view in the schema of another one."""
    return [f"CREATE VIEW {placed(beside(there))} AS {query}\n"]


def domain_check(there: QName, base: str, text: str) -> list[str]:
    """Make a domain with a condition."""
    return [f"CREATE DOMAIN {placed(beside(there))} AS {base} CONSTRAINT {_HERE} CHECK ({text}\n)"]


def domain_default(there: QName, base: str, text: str) -> list[str]:
    """Make a domain with a default."""
    return [f"CREATE DOMAIN {placed(beside(there))} AS {base} DEFAULT ({text}\n)"]


def looks_in(schemas: Iterable[str]) -> str:
    """Look for names in schemas, until the transaction ends."""
    return f"SET LOCAL search_path TO {', '.join(map(name, schemas)) or literal('')}"
