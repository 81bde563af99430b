"""The roles of a live side by the names that the expected side has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.names import QName
from schemacheck.model.access import OWNER, PUBLIC
from schemacheck.model.schema import OPTIONAL_KINDS, Schema
from schemacheck.model.stated import UNSTATED

if TYPE_CHECKING:
    from schemacheck.model.access import Grants
    from schemacheck.model.table import Table

_NO_ROLES: Final = frozenset({OWNER, PUBLIC})


def with_expected_names(live: Schema, roles: Mapping[str, str]) -> Schema:
    """Call the roles of a live side as the expected side does, wherever they are named.

    Args:
        live: the live side.
        roles: what roles are called there, by the expected name.
    """
    expected = {there: name for name, there in roles.items()}

    def called(role: str) -> str:
        if role in expected:
            return expected[role]
        # A role that bears an expected name, and that another one stands for, is not the one that is expected.
        return f"{role} (not {roles[role]})" if role in roles and role not in _NO_ROLES else role

    kinds: dict[str, Any] = {
        kind: tuple(_named(kind, item, called) for item in held)
        for kind in OPTIONAL_KINDS
        if isinstance(held := getattr(live, kind), tuple)
    }
    return replace(live, tables=tuple(_table(table, called) for table in live.tables), **kinds)


def without_others(expected: Schema, live: Schema, roles: Mapping[str, str]) -> tuple[Schema, Schema]:
    """Leave out of two databases, which may be of one server, the roles that stand for those of the other one.

    Args:
        expected: the expected side, as it was read.
        live: the live side, by the names of the expected one.
        roles: what roles are called on the live side, by the expected name.
    """
    there = frozenset(roles.values()) - roles.keys()
    aliens = frozenset(f"{name} (not {other})" for name, other in roles.items())
    return _without(expected, there), _without(live, aliens)


def _without(schema: Schema, names: frozenset[str]) -> Schema:
    changes: dict[str, Any] = {}
    if isinstance(schema.roles, tuple):
        changes["roles"] = tuple(
            replace(role, member_of=tuple(each for each in role.member_of if each.role not in names))
            if isinstance(role.member_of, tuple)
            else role
            for role in schema.roles
            if role.name.name not in names
        )
    if isinstance(schema.settings, tuple):
        changes["settings"] = tuple(each for each in schema.settings if each.role not in names)
    return replace(schema, **changes) if changes else schema


def _table(table: Table, called: Callable[[str], str]) -> Table:
    changes = _access(table, called)
    if isinstance(table.policies, tuple) and table.policies:
        changes["policies"] = tuple(
            replace(policy, roles=tuple(sorted(map(called, policy.roles))))
            if isinstance(policy.roles, tuple)
            else policy
            for policy in table.policies
        )
    return replace(table, **changes) if changes else table


def _named(kind: str, item: Any, called: Callable[[str], str]) -> Any:
    changes = _access(item, called)
    if kind == "default_privileges":
        what, of, rest = item.name.name.partition(" of ")
        role, within, place = rest.rpartition(" in ")
        name = f"{called(role)}{within}{place}" if within else called(rest)
        changes["name"] = QName("", f"{what}{of}{name}")
    elif kind == "roles":
        changes["name"] = QName("", called(item.name.name))
        if isinstance(item.member_of, tuple):
            changes["member_of"] = tuple(each._replace(role=called(each.role)) for each in item.member_of)
    elif kind == "settings" and item.role is not None:
        from schemacheck.model.roles import place_of  # noqa: PLC0415 - for those who compare settings

        role = called(item.role)
        name = f"{item.name.name.partition(' of ')[0]} of {place_of(role, here=item.here)}"
        changes |= {"role": role, "name": QName("", name)}
    return replace(item, **changes) if changes else item


def _access(item: Any, called: Callable[[str], str]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if isinstance(item.owner, str) and called(item.owner) != item.owner:
        changes["owner"] = called(item.owner)
    if item.grants is not UNSTATED and isinstance(item.grants, tuple) and item.grants:
        changes["grants"] = tuple(_grants(each, called) for each in item.grants)
    return changes


def _grants(grants: Grants, called: Callable[[str], str]) -> Grants:
    name = called(grants.grantee)
    return grants if name == grants.grantee else replace(grants, grantee=name)
