"""Statements that change or rename what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from schemacheck.base.names import QName
from schemacheck.guard.grammar import name_of
from schemacheck.guard.reading.constraints import added
from schemacheck.guard.reading.mentions import TABLES
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Named, Statement
from schemacheck.guard.touches import Mention, Touch
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_COLUMN: Final[Mapping[str, str]] = {
    "AT_ColumnDefault": "changes the default of",
    "AT_CookedColumnDefault": "changes the default of",
    "AT_DropNotNull": "allows NULL in",
    "AT_SetNotNull": "refuses NULL in",
    "AT_SetExpression": "changes the expression of",
    "AT_DropExpression": "drops the expression of",
    "AT_SetStatistics": "changes the statistics of",
    "AT_SetOptions": "changes settings of",
    "AT_ResetOptions": "changes settings of",
    "AT_SetStorage": "changes the storage of",
    "AT_SetCompression": "changes the compression of",
    "AT_AlterColumnType": "changes the type of",
    "AT_AlterColumnGenericOptions": "changes settings of",
    "AT_AddIdentity": "adds an identity to",
    "AT_SetIdentity": "changes the identity of",
    "AT_DropIdentity": "drops the identity of",
}
_ACCESS: Final[Mapping[str, str]] = {
    "AT_ChangeOwner": "changes the owner of {table}",
    "AT_EnableRowSecurity": "switches row security on for {table}",
    "AT_DisableRowSecurity": "switches row security off for {table}",
    "AT_ForceRowSecurity": "forces row security on the owner of {table}",
    "AT_NoForceRowSecurity": "no longer forces row security on the owner of {table}",
}
_TABLE: Final[Mapping[str, str]] = {
    "AT_SetLogged": "makes {table} logged, which rewrites it",
    "AT_SetUnLogged": "makes {table} unlogged, so that a crash empties it",
    "AT_AddInherit": "makes {table} inherit from another table",
    "AT_DropInherit": "stops {table} inheriting",
    "AT_AttachPartition": "attaches a partition to {table}",
    "AT_DetachPartition": "detaches a partition of {table}",
    "AT_DetachPartitionFinalize": "detaches a partition of {table}",
    "AT_SetTableSpace": "moves {table} to another tablespace, which rewrites it",
    "AT_SetAccessMethod": "changes the access method of {table}, which rewrites it",
    "AT_ReplicaIdentity": "changes the replica identity of {table}",
}
_INTERNAL: Final = frozenset({"AT_AddIndex", "AT_ReAddIndex", "AT_ReAddConstraint", "AT_ReAddComment"})


class _Altered(NamedTuple):
    """The table that a statement alters, for each of its commands."""

    statement: Statement
    session: Session
    table: QName
    named: Named


def _alter_table(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    kind = name_of(node, "objtype")
    named = statement.named(node.relation)
    if kind == "OBJECT_INDEX":
        yield _index(named, session, "changes index {part}{of}")
        return
    if kind not in TABLES:
        return
    table = session.resolve(named)
    after = named.at
    altered = _Altered(statement, session, table, named)
    for envelope in node.cmds:
        for touch in _command(altered, envelope.alter_table_cmd, after):
            after = max(after, touch.at if touch.table == table else after)
            yield touch


def _command(altered: _Altered, command: Node, after: int) -> Iterator[Touch]:
    statement, session, table, named = altered
    kind = name_of(command, "subtype")
    cascade = name_of(command, "behavior") == "DROP_CASCADE"
    at = statement.find([command.name], after)[0] if command.name else named.at
    if kind == "AT_AddColumn":
        column = getattr(command, "def").column_def
        at = column.location if column.location >= 0 else named.at
        session.new_columns.add((table, column.colname))
        yield Touch("guard-column-added", "adds column {part} to {table}", table, at, "column", column.colname)
        yield from added(statement, session, table, [each.constraint for each in column.constraints], column.colname)
    elif kind == "AT_DropColumn":
        yield Touch(
            "guard-column-dropped", "drops column {part} of {table}", table, at, "column", command.name, cascade=cascade
        )
    elif kind in _COLUMN:
        name = command.name or f"number {command.num}"
        yield Touch("guard-column-altered", f"{_COLUMN[kind]} column {{part}} of {{table}}", table, at, "column", name)
    elif kind == "AT_AddConstraint":
        yield from added(statement, session, table, [getattr(command, "def").constraint])
    elif kind == "AT_DropConstraint":
        yield Touch(
            "guard-constraint-dropped",
            "drops constraint {part} of {table}",
            table,
            at,
            "constraint",
            command.name,
            cascade=cascade,
        )
    elif kind == "AT_ValidateConstraint":
        yield Touch(
            "guard-constraint-altered", "validates constraint {part} of {table}", table, at, "constraint", command.name
        )
    elif kind == "AT_AlterConstraint":
        name = getattr(command, "def").atalter_constraint.conname
        at = statement.find([name], after)[0]
        yield Touch("guard-constraint-altered", "changes constraint {part} of {table}", table, at, "constraint", name)
    elif kind in _ACCESS:
        yield Touch("guard-access-changed", _ACCESS[kind], table, named.at)
    elif "Trig" in kind or "Rule" in kind:
        verb = "disables" if "Disable" in kind else "enables"
        what = "rule" if "Rule" in kind else "trigger"
        if command.name:
            yield Touch(
                "guard-trigger-changed", f"{verb} {what} {{part}} of {{table}}", table, at, "trigger", command.name
            )
        else:
            which = (
                "the user's triggers" if kind.endswith("User") else "all triggers, those of foreign keys among them,"
            )
            yield Touch(
                "guard-trigger-changed",
                f"{verb} {which} of {{table}}",
                table,
                named.at,
                whole=not kind.endswith("User"),
            )
    elif kind not in _INTERNAL:
        yield Touch(
            "guard-table-altered", _TABLE.get(kind, "changes the storage or settings of {table}"), table, named.at
        )
        yield from _partition(statement, session, kind, getattr(command, "def"))


def _partition(statement: Statement, session: Session, kind: str, definition: Node) -> Iterator[Touch]:
    """The other table of the pair is touched as much."""
    inner_kind, inner = unwrap(definition)
    if inner_kind == "partition_cmd" and inner.HasField("name"):
        other = statement.named(inner.name)
        verb = "attaches" if kind == "AT_AttachPartition" else "detaches"
        yield Touch("guard-table-altered", f"{verb} {{table}} as a partition", session.resolve(other), other.at)
    elif inner_kind == "range_var":
        other = statement.named(inner)
        yield Touch(
            "guard-table-altered", "changes which tables inherit from {table}", session.resolve(other), other.at
        )


def _rename(statement: Statement, session: Session) -> Iterator[Touch | Mention]:
    node = statement.node
    kind = name_of(node, "rename_type")
    if kind == "OBJECT_SCHEMA":
        at = statement.find([node.subname])[0]
        for table in sorted(session.known):
            if table.schema == node.subname:
                yield Touch(
                    "guard-table-renamed", f"renames the schema of {{table}} to {node.newname}", table, at, whole=True
                )
        return
    if not node.HasField("relation"):
        return
    named = statement.named(node.relation)
    at = statement.find([node.subname], named.end)[0] if node.subname else named.at
    if kind == "OBJECT_INDEX":
        yield replace(_index(named, session, f"renames index {{part}}{{of}} to {node.newname}"), renames=True)
        return
    table = session.resolve(named)
    if kind in TABLES:
        new = QName(table.schema, node.newname)
        yield Touch("guard-table-renamed", f"renames {{table}} to {node.newname}", table, named.at, whole=True)
        place, raw = statement.find([node.newname], named.end)
        if kind == "OBJECT_TABLE":
            yield Mention(Named(None, node.newname, place, raw), new, "renames to")
        if new in session.known and new != table:
            yield Touch("guard-table-recreated", f"gives {table.name} the name {{table}}", new, place, whole=True)
        if table in session.new:
            session.new.discard(table)
            session.new.add(new)
    elif kind == "OBJECT_COLUMN":
        says = f"renames column {{part}} of {{table}} to {node.newname}"
        yield Touch("guard-column-renamed", says, table, at, "column", node.subname)
    elif kind == "OBJECT_TABCONSTRAINT":
        says = f"renames constraint {{part}} of {{table}} to {node.newname}"
        yield Touch("guard-constraint-altered", says, table, at, "constraint", node.subname, renames=True)
    elif kind in ("OBJECT_TRIGGER", "OBJECT_RULE"):
        yield Touch("guard-trigger-changed", "renames trigger {part} of {table}", table, at, "trigger", node.subname)
    elif kind == "OBJECT_POLICY":
        yield Touch("guard-access-changed", "renames policy {part} of {table}", table, at, "policy", node.subname)


def _index(named: Named, session: Session, says: str) -> Touch:
    touch = Touch("guard-index-altered", says, None, named.at, "index", named.name, schema=session.place(named).schema)
    owner = session.new_indexes.get(session.place(named))
    return touch.on(owner) if owner is not None else touch


def _move(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    if name_of(node, "object_type") in TABLES and node.HasField("relation"):
        named = statement.named(node.relation)
        says = f"moves {{table}} to schema {node.newschema}"
        yield Touch("guard-table-renamed", says, session.resolve(named), named.at, whole=True)


def _move_all(statement: Statement, session: Session) -> Iterator[Touch]:
    if name_of(statement.node, "objtype") == "OBJECT_TABLE":
        for table in sorted(session.known):
            yield Touch(
                "guard-table-altered",
                "moves every table, {table} among them, to another tablespace",
                table,
                statement.start,
            )


def _index_name(statement: Statement, session: Session) -> Iterator[Touch]:
    """`ALTER INDEX ... DEPENDS ON EXTENSION` and its like."""
    node = statement.node
    if name_of(node, "object_type") == "OBJECT_INDEX" and node.HasField("relation"):
        named = statement.named(node.relation)
        yield _index(named, session, "changes index {part}{of}")


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Mention]]]] = {
    "alter_table_stmt": _alter_table,
    "rename_stmt": _rename,
    "alter_object_schema_stmt": _move,
    "alter_object_depends_stmt": _index_name,
    "alter_table_move_all_stmt": _move_all,
}
