"""Statements about who may do what, and about comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.guard.grammar import dotted, name_of, strings
from schemacheck.guard.reading.mentions import TABLES
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Part, Touch
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_PARTS: Final[Mapping[str, Part]] = {
    "OBJECT_COLUMN": "column",
    "OBJECT_TABCONSTRAINT": "constraint",
    "OBJECT_TRIGGER": "trigger",
    "OBJECT_POLICY": "policy",
}


def _grant(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    verb = ("grants privileges on {0}", "revokes privileges on {0}")[not node.is_grant]
    target, kind = name_of(node, "targtype"), name_of(node, "objtype")
    if target == "ACL_TARGET_DEFAULTS":
        return
    columns = tuple(name for each in node.privileges for name in strings(each.access_priv.cols))
    for each in node.objects:
        object_kind, value = unwrap(each)
        if object_kind == "range_var" and kind == "OBJECT_TABLE":
            named = statement.named(value)
            table = session.resolve(named)
            for column in columns or ("",):
                says = verb.format("column {part} of {table}" if column else "{table}")
                yield Touch(
                    "guard-access-changed", says, table, named.at, "column" if column else "", column, whole=not column
                )
        elif kind == "OBJECT_SCHEMA" or (target == "ACL_TARGET_ALL_IN_SCHEMA" and kind == "OBJECT_TABLE"):
            schema = (dotted(each) or [""])[-1]
            yield from _whole_schema(statement, session, schema, verb, tables=kind == "OBJECT_TABLE")


def _whole_schema(statement: Statement, session: Session, schema: str, verb: str, *, tables: bool) -> Iterator[Touch]:
    at = statement.find([schema])[0]
    what = f"all tables of schema {schema}" if tables else f"schema {schema}"
    yield Touch("guard-access-changed", verb.format(what), None, at, "schema", schema)
    for table in sorted(each for each in session.known if each.schema == schema):
        yield Touch(
            "guard-access-changed", verb.format(f"{what}, {{table}} among it"), table, at, whole=True, by="schema"
        )


def _default_privileges(statement: Statement, _session: Session) -> Iterator[Touch]:
    yield Touch(
        "guard-access-changed", "changes the privileges new objects are made with", None, statement.start, "database"
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


def _owner(statement: Statement, _session: Session) -> Iterator[Touch]:
    node = statement.node
    if name_of(node, "object_type") == "OBJECT_SCHEMA":
        name = (dotted(node.object) or [""])[-1]
        yield Touch(
            "guard-access-changed",
            "changes the owner of schema {part}",
            None,
            statement.find([name])[0],
            "schema",
            name,
        )


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
    kind, parts = name_of(node, "objtype"), dotted(node.object)
    if not parts:
        return
    if kind in TABLES:
        named = statement.listed(parts)
        yield Touch(rule, says.format("{table}"), session.resolve(named), named.at)
    elif kind == "OBJECT_INDEX":
        named = statement.listed(parts)
        schema = session.place(named).schema
        yield Touch(rule, says.format("index {part}{of}"), None, named.at, "index", named.name, schema=schema)
    elif kind in _PARTS and len(parts) > 1:
        table = session.resolve(statement.listed(parts[:-1]))
        part = _PARTS[kind]
        at = statement.find(parts[-1:])[0]
        yield Touch(rule, says.format(f"{part} {{part}} of {{table}}"), table, at, part, parts[-1])


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
