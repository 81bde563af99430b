"""Statements about who may do what, and about comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, cast

from schemacheck.guard.grammar import dotted, name_of, strings
from schemacheck.guard.reading.drop import statistics
from schemacheck.guard.reading.objects import OBJECTS, OF_RELATION, OTHER, RELATION, named_object, object_parts
from schemacheck.guard.session import Session
from schemacheck.guard.statements import HOLE, Statement
from schemacheck.guard.touches import OfTable, Part, Touch
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap


def _grant(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    verb = ("grants privileges on {0}", "revokes privileges on {0}")[not node.is_grant]
    target = name_of(node, "targtype")
    what, noun = OBJECTS[name_of(node, "objtype")]
    if target == "ACL_TARGET_DEFAULTS" or what in (OTHER, OF_RELATION):
        return
    for each in node.objects:
        object_kind, value = unwrap(each)
        if object_kind == "range_var" and what == RELATION:
            yield from _grant_on_table(statement, session, value, verb)
        elif target == "ACL_TARGET_ALL_IN_SCHEMA" or what == "schema":
            schema = (dotted(each) or [""])[-1]
            yield from _whole_schema(statement, session, schema, verb, "" if what == "schema" else noun)
        else:
            parts = [value.schemaname, value.relname] if object_kind == "range_var" else object_parts(each)
            parts = [part for part in parts if part]
            if parts:
                found = named_object(statement, session, cast(Part, what), noun, parts)
                yield found.touch("guard-access-changed", verb)


def _grant_on_table(statement: Statement, session: Session, relation: Node, verb: str) -> Iterator[Touch]:
    columns = tuple(name for each in statement.node.privileges for name in strings(each.access_priv.cols))
    named = statement.named(relation)
    table = session.resolve(named)
    for column in columns or ("",):
        says = verb.format("column {part} of {table}" if column else "{table}")
        part: Part = "column" if column else ""
        yield Touch("guard-access-changed", says, table, named.at, part, column, whole=not column)


def _whole_schema(statement: Statement, session: Session, schema: str, verb: str, noun: str) -> Iterator[Touch]:
    """GRANT ... ON SCHEMA, or ON ALL TABLES (or another kind) IN SCHEMA."""
    at = statement.find([schema])[0]
    what = f"all {noun}s of schema {schema}" if noun else f"schema {schema}"
    if noun in ("", "table") or HOLE in schema:
        yield Touch("guard-access-changed", verb.format(what), None, at, "schema", schema, schema="")
        for table in sorted(each for each in session.known if each.schema == schema):
            says = verb.format(f"{what}, {{table}} among it")
            yield Touch("guard-access-changed", says, table, at, whole=True, by="schema")
    for part, name in sorted(session.expected.objects):
        if noun and name.schema == schema and part == OBJECTS[f"OBJECT_{noun.upper()}"][0]:
            says = verb.format(f"{what}, {{part}} among it")
            yield Touch("guard-access-changed", says, None, at, part, name.name, schema=schema, by="schema")


def _default_privileges(statement: Statement, _session: Session) -> Iterator[Touch]:
    yield Touch(
        "guard-access-changed",
        "changes the privileges new objects are made with",
        None,
        statement.start,
        "default privileges",
    )


def _grant_role(statement: Statement, _session: Session) -> Iterator[Touch]:
    node = statement.node
    verb = "grants" if node.is_grant else "revokes"
    names = ", ".join(each.access_priv.priv_name for each in node.granted_roles)
    yield Touch("guard-access-changed", f"{verb} membership of role {{part}}", None, statement.start, "role", names)


def _create_policy(statement: Statement, session: Session) -> Iterator[Touch]:
    yield _policy(statement, session, "adds policy {part} to {table}")


def _alter_policy(statement: Statement, session: Session) -> Iterator[Touch]:
    yield _policy(statement, session, "changes policy {part} of {table}")


def _policy(statement: Statement, session: Session, says: str) -> Touch:
    node = statement.node
    at = statement.find([node.policy_name])[0]
    return Touch(
        "guard-access-changed", says, session.resolve(statement.named(node.table)), at, "policy", node.policy_name
    )


def _owner(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    what, noun = OBJECTS[name_of(node, "object_type")]
    says = "changes the owner of {0}"
    if what in (OTHER, OF_RELATION):
        return
    parts = object_parts(node.object)
    if what == RELATION:
        if noun == "statistics object":
            named = statement.listed(parts)
            yield from statistics(session, named, "changes the owner of statistics object {part} of {table}")
        return
    found = named_object(statement, session, cast(Part, what), noun, parts)
    yield found.touch("guard-access-changed", says)


def _reassign(statement: Statement, session: Session) -> Iterator[Touch]:
    at = next((role.role_spec.location for role in statement.node.roles), statement.start)
    names = ", ".join(role.role_spec.rolename or "CURRENT_USER" for role in statement.node.roles)
    yield Touch("guard-access-changed", "gives all that role {part} owns to another", None, at, "role", names)
    for table in sorted(session.known):
        says = "gives all that a role owns to another, {table} among it if that role owns it"
        yield Touch("guard-access-changed", says, table, at, whole=True, by="ownership")


def _comment(statement: Statement, session: Session) -> Iterator[Touch]:
    yield from _on_object(statement, session, "guard-comment-changed", "changes the comment on {0}")


def _label(statement: Statement, session: Session) -> Iterator[Touch]:
    yield from _on_object(statement, session, "guard-access-changed", "changes the security label of {0}")


def _on_object(statement: Statement, session: Session, rule: str, says: str) -> Iterator[Touch]:
    node: Node = statement.node
    what, noun = OBJECTS[name_of(node, "objtype")]
    parts = object_parts(node.object) if what != OF_RELATION else dotted(node.object)
    if not parts or what == OTHER:
        return
    if noun == "index":
        named = statement.listed(parts)
        schema = session.place(named).schema
        yield Touch(rule, says.format("index {part}{of}"), None, named.at, "index", named.name, schema=schema)
    elif noun == "statistics object":
        yield from statistics(session, statement.listed(parts), says.format("a statistics object of {table}"))
    elif what == RELATION:
        named = statement.listed(parts)
        yield Touch(rule, says.format("{table}"), session.resolve(named), named.at)
    elif what == OF_RELATION:
        if len(parts) > 1:
            table = session.resolve(statement.listed(parts[:-1]))
            at = statement.find(parts[-1:])[0]
            yield Touch(rule, says.format(f"{noun} {{part}} of {{table}}"), table, at, cast(OfTable, noun), parts[-1])
    else:
        yield named_object(statement, session, cast(Part, what), noun, parts).touch(rule, says)


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch]]]] = {
    "grant_stmt": _grant,
    "grant_role_stmt": _grant_role,
    "alter_default_privileges_stmt": _default_privileges,
    "create_policy_stmt": _create_policy,
    "alter_policy_stmt": _alter_policy,
    "alter_owner_stmt": _owner,
    "reassign_owned_stmt": _reassign,
    "comment_stmt": _comment,
    "sec_label_stmt": _label,
}
