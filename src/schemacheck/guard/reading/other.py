"""Statements that lock or rewrite tables, run what no file shows, or go past SQL's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.base.names import QName
from schemacheck.guard.grammar import name_of, walk
from schemacheck.guard.session import Session
from schemacheck.guard.statements import HOLE, Statement
from schemacheck.guard.touches import Touch, Unknown
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_MAY_WRITE: Final = frozenset(
    {"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "select_stmt", "truncate_stmt", "alter_table_stmt"}
    | {"rename_stmt"}
)
_WRITES: Final = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})
_OPTIONS_OFF: Final = frozenset({"off", "false", "0", "no"})


def _copy(statement: Statement, session: Session) -> Iterator[Unknown]:
    node = statement.node
    if node.is_program:
        yield Unknown("guard-unread", "runs a program on the server, which this file does not show", statement.start)
    elif node.is_from and node.HasField("relation"):
        yield from _catalog(statement, session, node.relation)


def _lock(statement: Statement, session: Session) -> Iterator[Touch]:
    for each in statement.node.relations:
        named = statement.named(each.range_var)
        yield Touch("guard-table-locked", "locks {table}", session.resolve(named), named.at)


def _vacuum(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    if not node.is_vacuumcmd or not switched_on(node.options, "full"):
        return
    says = "rewrites {table} while nobody can read it"
    for each in node.rels:
        named = statement.named(each.vacuum_relation.relation)
        yield Touch("guard-table-locked", says, session.resolve(named), named.at)
    if not node.rels:
        yield from _every_table(statement, session, "rewrites all tables, {table} among them")


def _every_table(statement: Statement, session: Session, says: str, schema: str = "") -> Iterator[Touch]:
    for table in sorted(session.known):
        if session.expected.tables[table].kind != "view" and schema in ("", table.schema):
            yield Touch("guard-table-locked", says, table, statement.start, by="database")


def _cluster(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    if node.HasField("relation"):
        named = statement.named(node.relation)
        says = "rewrites {table} in the order of an index while nobody can read it"
        yield Touch("guard-table-locked", says, session.resolve(named), named.at)
    else:
        says = "rewrites all tables that were clustered before, {table} among them if it was"
        yield from _every_table(statement, session, says)


def _reindex(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    if switched_on(node.params, "concurrently"):
        return
    kind = name_of(node, "kind").removeprefix("REINDEX_OBJECT_").lower()
    says = "rebuilds indexes of {table} while nobody can write to it"
    if kind == "table":
        named = statement.named(node.relation)
        yield Touch("guard-table-locked", says, session.resolve(named), named.at)
    elif kind == "index":
        named = statement.named(node.relation)
        owner = session.expected.owner_of_index(session.place(named))
        if owner is not None or HOLE in named.name:
            table = owner.name if owner is not None else session.place(named)
            yield Touch("guard-table-locked", says, table, named.at)
    else:
        if HOLE in node.name:
            yield Touch("guard-table-locked", says, QName(session.home, node.name), statement.start)
        yield from _every_table(statement, session, says, node.name if kind == "schema" else "")


def switched_on(options: Node, name: str) -> bool:
    """Whether an option of a statement, such as `(FULL)`, stands there and is not said to be off."""
    for each in options:
        option = each.def_elem
        if option.defname.lower() == name:
            text = option.arg.string.sval if option.HasField("arg") and option.arg.HasField("string") else ""
            zero = option.HasField("arg") and option.arg.HasField("integer") and option.arg.integer.ival == 0
            return text.lower() not in _OPTIONS_OFF and not zero
    return False


def _setting(statement: Statement, _session: Session) -> Iterator[Unknown]:
    """Strings are read in another way from here on: what looks like one may end before, and hold statements."""
    node = statement.node
    if node.name != "standard_conforming_strings" or name_of(node, "kind") != "VAR_SET_VALUE":
        return
    off = not node.args or unwrap(node.args[0])[0] != "a_const" or _says_off(unwrap(node.args[0])[1])
    if off and b"\\" in statement.excerpt.data[statement.end :]:
        says = "switches standard_conforming_strings off: what looks like a text with a backslash may hold statements"
        yield Unknown("guard-unread", says, statement.start)


def _says_off(constant: Node) -> bool:
    if constant.HasField("boolval"):
        return not constant.boolval.boolval
    if constant.HasField("ival"):
        return not constant.ival.ival
    text = constant.sval.sval.strip().lower()
    return text not in ("on", "true", "yes", "1", "t", "y", "tr", "tru", "ye")


def _load(statement: Statement, _session: Session) -> Iterator[Unknown]:
    yield Unknown("guard-unread", "loads a library, which this file does not show", statement.start)


def _import(statement: Statement, _session: Session) -> Iterator[Unknown]:
    """Foreign tables are made under names that another server says."""
    node = statement.node
    if name_of(node, "list_type") != "FDW_IMPORT_SCHEMA_LIMIT_TO":
        says = "makes foreign tables of whatever another server has, which this file does not show"
        yield Unknown("guard-unread", says, statement.start)


def _subscription(statement: Statement, _session: Session) -> Iterator[Unknown]:
    says = "lets another server write rows, which this file does not show"
    yield Unknown("guard-unread", says, statement.start)


def other_strings(statement: Statement, _session: Session) -> Iterator[Unknown]:
    """`set_config` and ALTER ROLE ... SET can switch how strings are read, too."""
    words = statement.excerpt.data[statement.start : statement.end].lower()
    if statement.kind == "variable_set_stmt" or b"standard_conforming_strings" not in words or b"off" not in words:
        return
    if b"\\" in statement.excerpt.data[statement.end :]:
        says = "may switch standard_conforming_strings off: what looks like a text with a backslash may hold statements"
        yield Unknown("guard-unread", says, statement.start)


def writes_to_catalogs(statement: Statement, session: Session) -> Iterator[Unknown]:
    """Yield what writes to the catalogs by hand: that can change any object."""
    if statement.kind not in _MAY_WRITE:
        return
    if b"pg_" not in statement.excerpt.data[statement.start : statement.end].lower():
        return
    if statement.kind in ("alter_table_stmt", "rename_stmt") and statement.node.relation.relname:
        yield from _catalog(statement, session, statement.node.relation)
    for each in statement.node.relations if statement.kind == "truncate_stmt" else ():
        yield from _catalog(statement, session, unwrap(each)[1])
    for kind, node in walk(statement.node):
        if kind in _WRITES:
            yield from _catalog(statement, session, node.relation)


def _catalog(statement: Statement, session: Session, relation: Node) -> Iterator[Unknown]:
    named = statement.named(relation)
    if relation.schemaname not in ("", "pg_catalog") or not named.name.startswith("pg_"):
        return
    table = session.resolve(named)
    if table in session.known or table in session.new or not session.expected.guards_anything:
        return
    says = f"writes to the catalog {named.name} by hand, which can change any object"
    yield Unknown("guard-unread", says, named.at)


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Unknown]]]] = {
    "copy_stmt": _copy,
    "variable_set_stmt": _setting,
    "lock_stmt": _lock,
    "vacuum_stmt": _vacuum,
    "cluster_stmt": _cluster,
    "reindex_stmt": _reindex,
    "load_stmt": _load,
    "import_foreign_schema_stmt": _import,
    "create_subscription_stmt": _subscription,
    "alter_subscription_stmt": _subscription,
}
