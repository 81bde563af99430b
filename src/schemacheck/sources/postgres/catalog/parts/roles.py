"""Roles and their memberships, and what is set for sessions. No password is read: pg_roles shows none."""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.roles import NOT_READ, Membership, Role, Setting, place_of
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.statements import Statement

_OTHERS: Final = "other databases"
"""Why a role is none of a database's business."""

# Which roles a file about this database is to name: who owns or may do anything here, who can act as one of these, and
# what they can act as. Of all others those that are of no other database either, and of no other one's settings.
_CONCERNED = """
WITH RECURSIVE this AS (
    SELECT oid, datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
), named AS (
    SELECT d.refobjid AS role,
           pg_catalog.bool_or(d.dbid = t.oid
               OR d.dbid = 0 AND d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND d.objid = t.oid) AS here
    FROM pg_catalog.pg_shdepend d CROSS JOIN this t
    WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
      AND (d.dbid <> 0 OR d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass)
    GROUP BY d.refobjid
), members AS (
    SELECT r.oid FROM pg_catalog.pg_roles r LEFT JOIN named n ON n.role = r.oid CROSS JOIN this t
    WHERE r.rolname !~ '^pg_' AND (COALESCE(n.here, true) OR r.oid = t.datdba)
    UNION
    SELECT m.member FROM pg_catalog.pg_auth_members m JOIN members r ON r.oid = m.roleid
), concerned AS (
    SELECT oid FROM members
    UNION
    SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN concerned r ON r.oid = m.member
)
"""

_ROLES = Statement(
    "roles and what they are members of, without passwords",
    _CONCERNED
    + """
SELECT r.rolname AS name, r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolbypassrls AS bypassrls,
       r.rolcreaterole AS createrole, r.rolcreatedb AS createdb, r.rolreplication AS replication,
       r.rolinherit AS inherit, r.rolconnlimit AS connection_limit,
       CASE WHEN pg_catalog.isfinite(r.rolvaliduntil)
            THEN pg_catalog.to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') END AS valid_until,
       EXISTS (SELECT FROM concerned c WHERE c.oid = r.oid) AS concerned,
       ARRAY(SELECT ARRAY[g.rolname::text, pg_catalog.bool_or(m.admin_option)::text,
                          {16? pg_catalog.bool_or(m.inherit_option) | r.rolinherit}::text,
                          {16? pg_catalog.bool_or(m.set_option) | true}::text]
             FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
             WHERE m.member = r.oid GROUP BY g.rolname ORDER BY g.rolname) AS member_of,
       (SELECT n.nspname || '.' || c.relname
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relowner = r.oid AND c.relrowsecurity AND NOT c.relforcerowsecurity
        ORDER BY n.nspname, c.relname LIMIT 1) AS owns_secured
FROM pg_catalog.pg_roles r
ORDER BY r.rolname
""",
)


def _build_roles(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        system = row.name.startswith("pg_")
        builder.hold(
            "roles",
            Role(
                QName("", row.name),
                part_of="PostgreSQL" if system else None if row.concerned else _OTHERS,
                login=row.login,
                superuser=row.superuser,
                bypassrls=row.bypassrls,
                createrole=row.createrole,
                createdb=row.createdb,
                replication=row.replication,
                inherit=row.inherit,
                connection_limit=row.connection_limit,
                valid_until=None if row.valid_until is None else row.valid_until.removesuffix(" 00:00:00"),
                member_of=tuple(_membership(*each, usual=row.inherit) for each in row.member_of),
                around=(),
                owns_secured=row.owns_secured,
            ),
        )


def _membership(role: str, admin: str, inherit: str, set_: str, *, usual: bool) -> Membership:
    inherits = inherit == "true"
    return Membership(role, admin == "true", None if inherits is usual else inherits, set_ == "true")


# A value with a password in a URL is as secret as one that is called so.
_SECRET = (
    "the_setting.parameter ~* 'passw|secret|token|credential|key|conninfo|dsn' "
    "OR the_setting.value ~ '://[^/@ ]*:[^/@ ]*@'"
)
_SETTINGS = Statement(
    "what is set for sessions, without what may be a secret",
    _CONCERNED
    + f"""
SELECT r.rolname AS role, s.setdatabase <> 0 AS here, the_setting.parameter,
       CASE WHEN {_SECRET} THEN '{NOT_READ}' ELSE the_setting.value END AS value,
       (SELECT k.unit FROM pg_catalog.pg_settings k
        WHERE pg_catalog.lower(k.name) = pg_catalog.lower(the_setting.parameter)) AS unit,
       s.setrole = 0 OR EXISTS (SELECT FROM concerned c WHERE c.oid = s.setrole) AS concerned
FROM pg_catalog.pg_db_role_setting s
CROSS JOIN LATERAL (
    SELECT pg_catalog.split_part(entry, '=', 1) AS parameter,
           pg_catalog.substr(entry, pg_catalog.strpos(entry, '=') + 1) AS value
    FROM pg_catalog.unnest(s.setconfig) entry
) the_setting
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
WHERE s.setdatabase IN (0, (SELECT oid FROM this)) AND (s.setrole = 0 OR r.rolname IS NOT NULL)
ORDER BY s.setrole, s.setdatabase, the_setting.parameter
""",
)


def _build_settings(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.hold(
            "settings",
            Setting(
                QName("", f"{row.parameter} of {place_of(row.role, here=row.here)}"),
                part_of=None if row.concerned else _OTHERS,
                value=row.value,
                parameter=row.parameter,
                role=row.role,
                here=row.here,
                unit=row.unit,
            ),
        )


ROLES: Final = Part("roles", _ROLES, _build_roles, schema={"roles": ()})
SETTINGS: Final = Part("settings", _SETTINGS, _build_settings, schema={"settings": ()})
