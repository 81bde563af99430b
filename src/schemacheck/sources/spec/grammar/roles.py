"""The language of roles and of what is set for sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.model.roles import UNLIMITED
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.attributes import flag, own
from schemacheck.sources.spec.grammar.common import FLAG, NAME
from schemacheck.sources.spec.grammar.types import Key, Section, Shape

_DATE_OR_TIME: Final = Shape(
    "a date such as 2027-01-31, a time such as 2027-01-31 12:00:00+00, none or any", text="scalar"
)
_VALUES: Final = Shape(
    "a mapping from parameters to values",
    entries=Shape("a value, or any", text="scalar", blank=True),
    empty=True,
)
_VALUES_OF_ROLES: Final = Shape("a mapping from roles to parameters and values", entries=_VALUES, empty=True)

MEMBERSHIP: Final = Section(
    "membership",
    "a membership",
    "The options of a membership.",
    (
        Key("admin", FLAG, "`true`: it may make others members. `false` if left out."),
        Key(
            "inherit",
            FLAG,
            "`false`: it needs SET ROLE to use them (PostgreSQL 16). As the role's own `inherit` if left out.",
        ),
        Key("set", FLAG, "`false`: it may not SET ROLE (PostgreSQL 16). `true` if left out."),
    ),
)

ROLE: Final = Section(
    "role",
    "a role",
    "What a role may do by itself and by its memberships. `{}` is one as it is made without options.",
    (
        flag("login", "`true`: LOGIN, it may connect."),
        flag("superuser", "`true`: SUPERUSER."),
        flag("bypassrls", "`true`: BYPASSRLS, row security does not hold for it."),
        flag("createrole", "`true`: CREATEROLE."),
        flag("createdb", "`true`: CREATEDB."),
        flag("replication", "`true`: REPLICATION."),
        flag("inherit", "`false`: NOINHERIT.", default=True),
        own(
            "member_of",
            Shape(
                "a role, a list of them, a mapping from roles to options, none or any",
                words=("none", "any"),
                text="name",
                items=NAME,
                entries=Shape("a mapping with admin, inherit and set", section=MEMBERSHIP, empty=True),
                empty=True,
            ),
            "The roles that it is a member of; none if left out.",
            default=(),
        ),
        own(
            "row_security",
            Shape("holds or any", words=("holds", "any")),
            "`any`: it may get past row security through roles that the file does not name. `holds` if left out.",
            default=(),
            attribute="around",
        ),
        own(
            "connection_limit",
            Shape("a whole number, none or any", text="scalar"),
            "How many sessions it may have at once; `none` if left out.",
            default=UNLIMITED,
        ),
        own(
            "valid_until",
            _DATE_OR_TIME,
            "When its password ceases to be good, in UTC where no offset is given; `none` if left out.",
            default=None,
        ),
    ),
)

SETTINGS: Final = Section(
    "settings",
    "what is set for sessions",
    "Values that sessions begin with, by parameter. Values that may be secrets are never read.",
    (
        Key("database", _VALUES, "Of whoever connects to the database (ALTER DATABASE ... SET); none if left out."),
        Key("all_roles", _VALUES, "Of all roles, in every database (ALTER ROLE ALL SET); none if left out."),
        Key("roles", _VALUES_OF_ROLES, "Of a role, in every database (ALTER ROLE ... SET)."),
        Key(
            "roles_in_database",
            _VALUES_OF_ROLES,
            "Of a role, in this database alone (ALTER ROLE ... IN DATABASE ... SET).",
        ),
    ),
)

LIMIT: Final = replace(
    ROLE.key("connection_limit"),
    doc="How many sessions it may have at once, `none` for any number. Left out: not compared.",
    default=UNSTATED,
)

OF_THE_SERVER: Final = (
    Key(
        "roles",
        Shape(
            "a mapping from names to roles",
            entries=Shape("exists, or a mapping", words=("exists",), section=ROLE),
            empty=True,
        ),
        "Roles of the server by name. Others are not looked at, unless `exact` lists `roles`; PostgreSQL's own, whose "
        "names begin with `pg_`, never are. Passwords are never read. Left out: not compared.",
    ),
    Key(
        "settings",
        Shape("a mapping", section=SETTINGS, empty=True),
        "What is set for sessions of the database and of roles. With the key, they have exactly these: the database, "
        "all roles together, and each role that stands here or under `roles`. Left out: not compared.",
    ),
)
