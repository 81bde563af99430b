"""Roles: what each may do by itself and by its memberships; and the settings that sessions begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from schemacheck.compare.engine import Answer, Facet, HolderPair, Incomparable, Kind, NameScope, rule
from schemacheck.compare.kinds.schema_object import plain, schema_object_kind
from schemacheck.model.roles import NOT_READ, UNLIMITED, Membership, Role, Setting
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Value
from schemacheck.report.subject import Subject
from schemacheck.sql.parameters import same_setting

OF_POSTGRESQL: Final = "PostgreSQL"
"""Why a role that comes with every server is never unexpected."""


def _power(attribute: str) -> Facet[Any]:
    """Make the facet of something that a role may do by itself, named as CREATE ROLE names it."""
    word = attribute.upper()
    return plain(attribute, "role-powers", show=lambda value, _scope: word if value else f"NO{word}")


def _memberships(role: Any) -> Any:
    """Return memberships whose INHERIT is spelled out, so that they are the same before and since PostgreSQL 16."""
    held = role.member_of
    if not isinstance(held, tuple):
        return held
    usual = role.inherit is not False
    return tuple(sorted(each._replace(inherit=usual if each.inherit is None else each.inherit) for each in held))


def _same_memberships(expected: Sequence[Membership], live: Sequence[Membership], _scope: NameScope) -> Answer:
    return set(expected) == set(live)


def gained(expected: Sequence[Membership], live: Sequence[Membership]) -> list[Membership]:
    """List the live memberships that are not expected, or are so with less to their options."""
    wanted = {each.role: each for each in expected}
    return [
        each
        for each in live
        if (mine := wanted.get(each.role)) is None
        or (each.admin and not mine.admin)
        or (each.set and not mine.set)
        or (bool(each.inherit) and not mine.inherit)
    ]


def _membership_rule(expected: Any, live: Any) -> str:
    more = gained(_memberships(expected), _memberships(live))
    return "role-membership-unexpected" if more else "role-membership-missing"


def membership_words(each: Membership, *, usual: bool = True) -> str:
    """Write a membership with the options that are not the usual ones."""
    options = [("admin", each.admin, False), ("inherit", each.inherit, usual), ("set", each.set, True)]
    told = [f"{name} {str(value).lower()}" for name, value, ordinary in options if value is not ordinary]
    return each.role + (f" ({', '.join(told)})" if told else "")


def _show_memberships(held: Sequence[Membership], _scope: NameScope) -> Value:
    return tuple(membership_words(each) for each in held) or "no role"


def _show_limit(limit: int, _scope: NameScope) -> Value:
    return "any number of connections" if limit == UNLIMITED else f"{limit:,} connection{'s' * (limit != 1)}"


LIMIT: Final[Facet[Any]] = plain("connection_limit", "connection-limit", show=_show_limit)


def _show_role(role: Role, _scope: NameScope) -> Value:
    powers = [name.upper() for name in POWERS if getattr(role, name) is True]
    return ", ".join(powers) or ("NOLOGIN" if role.login is False else "a role")


POWERS: Final = ("login", "superuser", "bypassrls", "createrole", "createdb", "replication")


def is_exact(expected: Any) -> bool:
    """Whether a role that the expected side does not name is unexpected."""
    return isinstance(expected, Schema) and "" in expected.listed.get("roles", ())


def _welcome_role(role: Role, holders: HolderPair) -> bool:
    # One that only other databases of the server know is theirs.
    return role.part_of is not None or not is_exact(holders.expected)


_ROLE = schema_object_kind(
    "role",
    "roles",
    "roles",
    (
        *map(_power, POWERS),
        Facet(
            "inherit",
            lambda role: role.inherit,
            rule("role-inherit"),
            show=lambda value, _scope: "INHERIT" if value else "NOINHERIT",
        ),
        Facet("member_of", _memberships, _membership_rule, _same_memberships, _show_memberships),
        Facet(
            "row_security",
            lambda role: role.around,
            rule("role-around-row-security"),
            show=lambda ways, _scope: "; ".join(ways) or "row security holds for it",
        ),
        LIMIT,
        Facet(
            "valid_until",
            lambda role: role.valid_until,
            rule("role-valid-until"),
            show=lambda value, _scope: "for ever" if value is None else f"until {value} UTC",
        ),
    ),
    show=_show_role,
    missing="role-missing",
    unexpected="role-unexpected",
)
ROLE: Final[Kind[Any]] = replace(_ROLE, more_allowed=_welcome_role)


_Value = tuple[str, str, str | None]


def _value(setting: Any) -> Any:
    """Return the value with what decides which spellings of it are the same: its parameter's name and unit."""
    return (str(setting.parameter), setting.value, setting.unit) if isinstance(setting.value, str) else setting.value


def _same_setting(expected: _Value, live: _Value, _scope: NameScope) -> Answer:
    (_, wanted, one_unit), (name, found, other_unit) = expected, live
    if NOT_READ in {wanted, found}:
        return wanted == found or Incomparable("the value may be a secret and is never read")
    return same_setting(name, wanted, found, other_unit or one_unit)


def _welcome_setting(setting: Setting, holders: HolderPair) -> bool:
    """Settings of roles that the expected side does not name are none of its business."""
    expected = holders.expected
    if setting.role is None or not isinstance(expected, Schema):
        return False
    if expected.origin.is_database:
        return setting.part_of is not None
    return setting.role not in holders.once(_named_roles, live=False) and not is_exact(expected)


def _named_roles(expected: Any) -> frozenset[str]:
    roles = expected.roles if isinstance(expected.roles, tuple) else ()
    settings = expected.settings if isinstance(expected.settings, tuple) else ()
    return frozenset((*(role.name.name for role in roles), *(each.role for each in settings if each.role is not None)))


SETTING: Final[Kind[Any]] = Kind(
    noun="setting",
    plural="settings",
    identities=(lambda setting: (str(setting.parameter).lower(), setting.role, setting.here),),
    unique_key=True,
    facets=(Facet("value", _value, rule("setting-differs"), _same_setting, lambda value, _scope: value[1]),),
    missing=lambda _item: "setting-missing",
    unexpected=lambda _item: "setting-unexpected",
    show=lambda setting, _scope: setting.value if isinstance(setting.value, str) else None,
    attribute="settings",
    name=lambda setting: str(setting.name.name),
    subject=lambda setting, _scope: Subject("setting", "", str(setting.name.name)),
    more_allowed=_welcome_setting,
)
