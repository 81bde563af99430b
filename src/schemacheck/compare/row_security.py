"""How a role gets past row security by memberships that nobody agreed on, however long the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from schemacheck.model.roles import Membership, Role
from schemacheck.model.schema import Schema

SERVER_ROLES: Final[Mapping[str, str]] = {
    "pg_execute_server_program": "runs programs on the server",
    "pg_read_server_files": "reads the server's files",
    "pg_write_server_files": "writes the server's files",
}
"""Roles of PostgreSQL's own whose members can make themselves superusers, and why."""


def with_ways_around(expected: Sequence[Role], live: Schema) -> Schema:
    """Say of each live role that the expected side names by which memberships it gets past row security.

    A way on which another role has a membership that is a finding of its own is not told again.
    """
    roles = live.roles if isinstance(live.roles, tuple) else ()
    by_name = {role.name.name: role for role in roles}
    wanted = {role.name.name: role for role in expected}
    agreed = {name: _agreed(role) for name, role in wanted.items()}
    found = tuple(
        replace(role, around=tuple(_ways(role.name.name, by_name, agreed))) if role.name.name in wanted else role
        for role in roles
    )
    return replace(live, roles=found)


def _agreed(role: Role) -> frozenset[str] | None:
    """What a role is expected to be a member of; None where the file leaves that open."""
    return frozenset(each.role for each in role.member_of) if isinstance(role.member_of, tuple) else None


def memberships(role: Role | None) -> tuple[Membership, ...]:
    """Return what a role is a member of, as far as that is known."""
    return role.member_of if role is not None and isinstance(role.member_of, tuple) else ()


def power_of(role: Role) -> str:
    """Say in words why row security does not hold for whoever is this role; empty where it does."""
    if role.superuser is True:
        return "is a superuser"
    if role.bypassrls is True:
        return "has BYPASSRLS"
    if role.name.name in SERVER_ROLES:
        return SERVER_ROLES[role.name.name]
    return f"owns {role.owns_secured}" if role.owns_secured else ""


def reach(start: str, roles: Mapping[str, Role]) -> Iterator[tuple[str, ...]]:
    """Yield a shortest way from a role to each that it can act as, the role itself left out.

    Whoever has a privilege by INHERIT, may SET ROLE, or may grant itself either by ADMIN, can act as the other one.
    """
    ways: list[tuple[str, ...]] = [()]
    seen = {start}
    for way in ways:
        here = way[-1] if way else start
        for each in memberships(roles.get(here)):
            if each.role not in seen and (each.set or each.admin or each.inherit is not False):
                seen.add(each.role)
                ways.append((*way, each.role))
                yield ways[-1]


def _ways(
    start: str,
    roles: Mapping[str, Role],
    agreed: Mapping[str, frozenset[str] | None],
) -> Iterator[str]:
    for way in reach(start, roles):
        target = roles.get(way[-1])
        power = power_of(target) if target is not None else ""
        if not power or len(way) == 1:
            continue  # what is one step away is compared by itself
        steps = tuple(zip((start, *way), way, strict=False))
        if all(agreed.get(member) is not None and role in (agreed[member] or ()) for member, role in steps):
            continue
        told = any((mine := agreed.get(member)) is not None and role not in mine for member, role in steps[1:])
        if not told:
            yield f"through {', '.join(way[:-1])} to {way[-1]}, which {power}"
