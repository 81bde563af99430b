"""Who owns the schemas themselves and may use them, and what is granted on objects that are yet to be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.access import AS_INSTALLED, OWNER, OWNERS_OWN, PUBLIC, Grantable, Grants
from schemacheck.model.schemas import DefaultPrivileges, SchemaAccess
from schemacheck.sources.postgres.catalog.parts.acl import acl, comment, grants_of, owner
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.statements import Statement

# What initdb granted on the schema public differs by major version.
_ACCESS = Statement(
    "who owns schemas and may use them",
    f"""
SELECT n.nspname AS name,
       {{15? {owner("n.nspowner")} | CASE WHEN n.nspname = 'public' AND n.nspowner = 10 THEN 'pg_database_owner'
                                      ELSE {owner("n.nspowner")} END}} AS owner,
       {acl("n.nspacl", "n.nspowner")} AS grants,
       {acl("i.initprivs", "n.nspowner")} AS installed,
       {comment("pg_namespace", "n.oid")} AS comment
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_init_privs i ON i.objoid = n.oid
  AND i.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND i.privtype = 'i'
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY n.nspname
""",
)


def _build_access(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        grants = grants_of(row.grants, "schema", builder.major) or (OWNERS_OWN,)
        if row.name == "public":
            own = {(privilege, option) for grantee, privilege, option in row.installed or () if grantee == PUBLIC}
            now = {(privilege, option) for grantee, privilege, option in row.grants or () if grantee == PUBLIC}
            public = next((each for each in grants if each.grantee == PUBLIC), Grants(PUBLIC, frozenset()))
            if own == now:
                public = replace(AS_INSTALLED, spelled=public.spelled)
            grants = (*(each for each in grants if each.grantee != PUBLIC), public)
        access = SchemaAccess(QName(row.name, row.name), owner=row.owner, grants=grants, comment=row.comment)
        builder.hold("access", access)


_DEFAULTS = Statement(
    "what is granted on objects that are yet to be made",
    f"""
SELECT r.rolname AS role, n.nspname AS schema, d.defaclobjtype::text AS objects,
       {acl("d.defaclacl", "d.defaclrole")} AS grants
FROM pg_catalog.pg_default_acl d
JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
WHERE d.defaclnamespace = 0 OR n.nspname = ANY (%(namespaces)s)
ORDER BY r.rolname, n.nspname, d.defaclobjtype
""",
)

_OBJECTS: Final[Mapping[str, tuple[str, Grantable]]] = {
    "r": ("tables", "table"),
    "S": ("sequences", "sequence"),
    "f": ("functions", "function"),
    "T": ("types", "type"),
    "n": ("schemas", "schema"),
    "L": ("large objects", "sequence"),
}


def _build_defaults(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        what, of = _OBJECTS[row.objects]
        name = f"{what} of {row.role}" + ("" if row.schema is None else f" in {row.schema}")
        grants = grants_of(row.grants, of, builder.major) or ()
        others = tuple(each for each in grants if each.grantee != OWNER)
        builder.hold("default_privileges", DefaultPrivileges(QName("", name), grants=others))


ACCESS: Final = Part("access", _ACCESS, _build_access, schema={"access": ()})
DEFAULT_PRIVILEGES: Final = Part("default_privileges", _DEFAULTS, _build_defaults, schema={"default_privileges": ()})
