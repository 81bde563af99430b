"""Statements that change or rename what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple, cast

from schemacheck.base.names import QName
from schemacheck.guard.grammar import name_of, strings
from schemacheck.guard.reading.constraints import added
from schemacheck.guard.reading.drop import statistics
from schemacheck.guard.reading.objects import (
    OBJECTS,
    OF_RELATION,
    OTHER,
    RELATION,
    function_inputs,
    named_object,
    object_parts,
    parameter_types,
)
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Named, Statement
from schemacheck.guard.touches import Mention, Part, Touch
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
    """ALTER TABLE, and what the grammar takes for its like: of views, indexes, sequences and composite types."""
    node = statement.node
    named = statement.named(node.relation)
    relation = kind_of_relation(statement, session, node.relation, OBJECTS[name_of(node, "objtype")])
    if relation == "index":
        yield index_touch(named, session, "changes index {part}{of}")
        return
    if relation in ("sequence", "type"):
        cascade = any(name_of(each.alter_table_cmd, "behavior") == "DROP_CASCADE" for each in node.cmds)
        parts = [*filter(None, (node.relation.schemaname,)), node.relation.relname]
        found = named_object(statement, session, cast(Part, relation), relation, parts)
        owner = all(name_of(each.alter_table_cmd, "subtype") == "AT_ChangeOwner" for each in node.cmds)
        rule = "guard-access-changed" if owner else "guard-object-altered"
        yield found.touch(rule, "changes the owner of {0}" if owner else "changes {0}", cascade=cascade)
        return
    table = session.resolve(named)
    after = named.at
    altered = _Altered(statement, session, table, named)
    for envelope in node.cmds:
        for touch in _command(altered, envelope.alter_table_cmd, after):
            after = max(after, touch.at if touch.table == table else after)
            yield replace(touch, only=not node.relation.inh) if touch.table == table else touch


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
        says = f"{_COLUMN[kind]} column {{part}} of {{table}}"
        retypes = kind == "AT_AlterColumnType"
        yield Touch("guard-column-altered", says, table, at, "column", name, retypes=retypes)
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
        part: Part = "row security" if "RowSecurity" in kind else ""
        yield Touch("guard-access-changed", _ACCESS[kind], table, named.at, part)
    elif "Trig" in kind or "Rule" in kind:
        verb = "disables" if "Disable" in kind else "enables"
        what: Part = "rule" if "Rule" in kind else "trigger"
        if command.name:
            yield Touch(
                "guard-trigger-changed",
                f"{verb} {what} {{part}} of {{table}}",
                table,
                at,
                what,
                command.name,
                # By this name, half of a foreign key.
                whole=command.name.startswith("RI_ConstraintTrigger"),
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
                "trigger",
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
    what, noun = OBJECTS[name_of(node, "rename_type")]
    if what == "schema":
        yield from _rename_schema(statement, session)
    elif what == "database":
        yield from _rename_database(statement, session)
    elif noun == "statistics object":
        named = statement.listed(object_parts(node.object))
        yield from statistics(session, named, f"renames statistics object {{part}} of {{table}} to {node.newname}")
    elif what in (OTHER, "role"):
        return
    elif node.HasField("relation"):
        yield from _rename_relation(statement, session, what, noun)
    else:
        parts = object_parts(node.object) if node.HasField("object") else [node.subname]
        found = named_object(statement, session, cast(Part, what), noun, parts)
        found = found._replace(inputs=function_inputs(node.object) if node.HasField("object") else None)
        yield found.touch("guard-object-altered", f"renames {{0}} to {node.newname}", renames=not node.subname)


def _rename_schema(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    name, new = node.subname, node.newname
    at = statement.find([name])[0]
    says = f"renames schema {{part}} to {new}"
    yield Touch("guard-object-altered", says, None, at, "schema", name, schema="", renames=True, of_schema=name)
    for table in sorted(session.known):
        if table.schema == name:
            says = f"renames the schema of {{table}} to {new}"
            yield Touch("guard-table-renamed", says, table, at, whole=True, of_schema=name)


def _rename_database(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    at = statement.find([node.subname])[0]
    for table in sorted(session.known):
        says = f"renames database {node.subname}, with {{table}} if it is this one, to {node.newname}"
        yield Touch("guard-table-renamed", says, table, at, whole=True, by="database")


def _rename_relation(statement: Statement, session: Session, what: str, noun: str) -> Iterator[Touch | Mention]:
    node = statement.node
    named = statement.named(node.relation)
    at = statement.find([node.subname], named.end)[0] if node.subname else named.at
    table = session.resolve(named)
    relation = kind_of_relation(statement, session, node.relation, (what, noun))
    if relation == "index" and table in session.known:
        # PostgreSQL renames whatever the name means.
        relation = "table"
    if relation == "index":
        yield replace(index_touch(named, session, f"renames index {{part}}{{of}} to {node.newname}"), renames=True)
    elif relation in ("sequence", "type"):
        parts = [*filter(None, (node.relation.schemaname,)), node.relation.relname]
        found = named_object(statement, session, cast(Part, relation), relation, parts)
        says = f"renames {node.subname} of {{0}}" if node.subname else "renames {0}"
        yield found.touch("guard-object-altered", f"{says} to {node.newname}", renames=not node.subname)
    elif what == RELATION:
        yield from _rename_table(statement, session, named, mentions=noun == "table")
    elif noun == "column":
        says = f"renames column {{part}} of {{table}} to {node.newname}"
        yield Touch("guard-column-renamed", says, table, at, "column", node.subname, only=not node.relation.inh)
    elif noun == "constraint":
        says = f"renames constraint {{part}} of {{table}} to {node.newname}"
        yield Touch("guard-constraint-altered", says, table, at, "constraint", node.subname, renames=True)
    else:
        rule = "guard-access-changed" if noun == "policy" else "guard-trigger-changed"
        yield Touch(rule, f"renames {noun} {{part}} of {{table}}", table, at, cast(Part, noun), node.subname)


def _rename_table(statement: Statement, session: Session, named: Named, *, mentions: bool) -> Iterator[Touch | Mention]:
    newname = statement.node.newname
    table = session.resolve(named)
    new = QName(table.schema, newname)
    yield Touch("guard-table-renamed", f"renames {{table}} to {newname}", table, named.at, whole=True)
    place, raw = statement.find([newname], named.end)
    if mentions:
        yield Mention(Named(None, newname, place, raw), new, "renames to", was=table)
    if new in session.known and new != table:
        yield Touch("guard-table-recreated", f"gives {table.name} the name {{table}}", new, place, whole=True)
    session.renamed(table, new)


def kind_of_relation(statement: Statement, session: Session, relation: Node, stated: tuple[str, str]) -> str:
    """Say what a relation is, whatever the statement calls it: ALTER TABLE takes indexes and sequences too."""
    what, noun = stated
    if what in ("sequence", "type"):
        return what
    if noun == "index":
        return "index"
    named = statement.named(relation)
    table = session.resolve(named)
    if table in session.known or table in session.new:
        return "table"
    place = session.place(named)
    if session.expected.has_sequence(session.object("sequence", named.schema, named.name)):
        return "sequence"
    return "index" if session.expected.has_index(place) or place in session.new_indexes else "table"


def index_touch(named: Named, session: Session, says: str) -> Touch:
    """Say what is done to an index: its name does not tell the table."""
    touch = Touch("guard-index-altered", says, None, named.at, "index", named.name, schema=session.place(named).schema)
    owner = session.new_indexes.get(session.place(named))
    return touch.on(owner) if owner is not None else touch


def _move(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    what, noun = OBJECTS[name_of(node, "object_type")]
    says = f"moves {{0}} to schema {node.newschema}"
    if what == OTHER:
        return
    if noun == "statistics object":
        named = statement.listed(object_parts(node.object))
        yield from statistics(session, named, f"moves statistics object {{part}} of {{table}} to {node.newschema}")
    elif not node.HasField("relation"):
        found = named_object(statement, session, cast(Part, what), noun, object_parts(node.object))
        found = found._replace(inputs=function_inputs(node.object))
        yield found.touch("guard-object-altered", says, renames=True)
    elif kind_of_relation(statement, session, node.relation, (what, noun)) == "sequence":
        parts = [*filter(None, (node.relation.schemaname,)), node.relation.relname]
        found = named_object(statement, session, "sequence", "sequence", parts)
        yield found.touch("guard-object-altered", says, renames=True)
    else:
        named = statement.named(node.relation)
        says = f"moves {{table}} to schema {node.newschema}"
        yield Touch("guard-table-renamed", says, session.resolve(named), named.at, whole=True)


def _move_all(statement: Statement, session: Session) -> Iterator[Touch]:
    what = {"OBJECT_INDEX": "index", "OBJECT_MATVIEW": "materialized view"}.get(
        name_of(statement.node, "objtype"), "table"
    )
    of = "{table}" if what == "table" else "those of {table}"
    rule = "guard-index-altered" if what == "index" else "guard-table-altered"
    for table in sorted(session.known):
        if what == "materialized view" and session.expected.tables[table].kind != what:
            continue
        says = f"moves every {what}, {of} among them, to another tablespace"
        yield Touch(rule, says, table, statement.start, by="schema")


def _depends(statement: Statement, session: Session) -> Iterator[Touch]:
    """`ALTER INDEX ... DEPENDS ON EXTENSION` and its like: what depends goes with the extension."""
    node = statement.node
    what, noun = OBJECTS[name_of(node, "object_type")]
    if noun == "index" and node.HasField("relation"):
        yield index_touch(statement.named(node.relation), session, "changes index {part}{of}")
    elif node.HasField("relation"):
        named = statement.named(node.relation)
        says = f"makes {noun} of {{table}} depend on an extension"
        yield Touch("guard-table-altered", says, session.resolve(named), named.at)
    elif what not in (OTHER, RELATION, OF_RELATION):
        found = named_object(statement, session, cast(Part, what), noun, object_parts(node.object))
        yield found.touch("guard-object-altered", "makes {0} depend on an extension")


def _enum(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    found = named_object(statement, session, "type", "type", strings(node.type_name))
    if node.old_val:
        yield found.touch("guard-object-altered", f"renames label {node.old_val} of {{0}} to {node.new_val}")
    else:
        yield found.touch("guard-enum-label-added", f"adds label {node.new_val} to {{0}}")


def _domain(statement: Statement, session: Session) -> Iterator[Touch]:
    found = named_object(statement, session, "type", "domain", strings(statement.node.type_name))
    yield found.touch("guard-object-altered", "changes {0}")


def _type(statement: Statement, session: Session) -> Iterator[Touch]:
    found = named_object(statement, session, "type", "type", strings(statement.node.type_name))
    yield found.touch("guard-object-altered", "changes {0}")


def _function(statement: Statement, session: Session) -> Iterator[Touch]:
    func = statement.node.func
    found = named_object(statement, session, "function", "function", strings(func.objname))
    if not func.args_unspecified:
        found = found._replace(inputs=parameter_types(func.objfuncargs))
    yield found.touch("guard-object-altered", "changes {0}")


def _sequence(statement: Statement, session: Session) -> Iterator[Touch]:
    relation = statement.node.sequence
    parts = [*filter(None, (relation.schemaname,)), relation.relname]
    yield named_object(statement, session, "sequence", "sequence", parts).touch("guard-object-altered", "changes {0}")


def _collation(statement: Statement, session: Session) -> Iterator[Touch]:
    found = named_object(statement, session, "collation", "collation", strings(statement.node.collname))
    yield found.touch("guard-object-altered", "changes {0}")


def _statistics(statement: Statement, session: Session) -> Iterator[Touch]:
    named = statement.listed(strings(statement.node.defnames))
    yield from statistics(session, named, "changes statistics object {part} of {table}")


def _of_the_database(part: Part, field: str) -> Callable[[Statement, Session], Iterator[Touch]]:
    """Read a statement that changes something of the whole database, whose name is in a field of its node."""

    def read(statement: Statement, session: Session) -> Iterator[Touch]:
        name = getattr(statement.node, field)
        yield named_object(statement, session, part, part, [name]).touch("guard-object-altered", "changes {0}")

    return read


def _extension_contents(statement: Statement, session: Session) -> Iterator[Touch]:
    """What is made part of an extension goes with it."""
    node = statement.node
    what, noun = OBJECTS[name_of(node, "objtype")]
    says = f"puts {{0}} into extension {node.extname}, or takes it out"
    parts = object_parts(node.object)
    if what == OTHER or not parts:
        return
    if what == RELATION:
        named = statement.listed(parts)
        yield Touch("guard-table-altered", says.format("{table}"), session.resolve(named), named.at, whole=True)
    else:
        found = named_object(statement, session, cast(Part, what), noun, parts)
        yield found.touch("guard-object-altered", says)


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Mention]]]] = {
    "alter_table_stmt": _alter_table,
    "rename_stmt": _rename,
    "alter_object_schema_stmt": _move,
    "alter_object_depends_stmt": _depends,
    "alter_table_move_all_stmt": _move_all,
    "alter_enum_stmt": _enum,
    "alter_domain_stmt": _domain,
    "alter_type_stmt": _type,
    "alter_function_stmt": _function,
    "alter_seq_stmt": _sequence,
    "alter_collation_stmt": _collation,
    "alter_stats_stmt": _statistics,
    "alter_extension_stmt": _of_the_database("extension", "extname"),
    "alter_extension_contents_stmt": _extension_contents,
    "alter_event_trig_stmt": _of_the_database("event trigger", "trigname"),
    "alter_publication_stmt": _of_the_database("publication", "pubname"),
    "alter_foreign_server_stmt": _of_the_database("foreign server", "servername"),
    "alter_database_stmt": _of_the_database("database", "dbname"),
    "alter_database_refresh_coll_stmt": _of_the_database("database", "dbname"),
}
