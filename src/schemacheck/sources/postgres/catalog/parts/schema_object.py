"""The pieces that every object of a schema is read with: who it is part of, its owner, its grants and its comment."""

from __future__ import annotations

import json
from typing import Any

from schemacheck.base.names import is_plain
from schemacheck.model.access import ALL, OWNERS_OWN, PUBLIC, Grantable, Grants, Privilege
from schemacheck.sources.postgres.catalog.parts.acl import acl, comment, grants_of, owner
from schemacheck.sources.postgres.catalog.parts.part import Row, SchemaBuilder

_FOR_ALL = frozenset({"function", "type"})
"""What anybody may use by default."""


def part_of(catalog: str, oid: str) -> str:
    """Write the SQL that yields the extension that owns an object of a catalog."""
    return f"""(SELECT the_extension.extname FROM pg_catalog.pg_depend the_tie
        JOIN pg_catalog.pg_extension the_extension ON the_extension.oid = the_tie.refobjid
        WHERE the_tie.classid = 'pg_catalog.{catalog}'::pg_catalog.regclass AND the_tie.objid = {oid}
          AND the_tie.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND the_tie.deptype = 'e' LIMIT 1)"""


def object_columns(catalog: str, oid: str, owned_by: str, access_list: str | None = None) -> str:
    """Write the SQL of the four columns that `facets` reads."""
    grants = "NULL::text[]" if access_list is None else acl(access_list, owned_by)
    return f"""{part_of(catalog, oid)} AS extension,
       {owner(owned_by)} AS owner,
       {grants} AS grants,
       {comment(catalog, oid)} AS comment"""


def facets(row: Row, builder: SchemaBuilder, of: Grantable | None = None) -> dict[str, Any]:
    """Bring the columns that `object_columns` asks for into the model; `of` says what can be granted, if anything."""
    found: dict[str, Any] = {
        "part_of": None if row.extension is None else f"extension {row.extension}",
        "owner": row.owner,
        "comment": row.comment,
    }
    if of is not None:
        grants = grants_of(row.grants, of, builder.major)
        found["grants"] = grants if grants is not None else usual_grants(of)
    return found


def usual_grants(of: Grantable) -> tuple[Grants, ...]:
    """Return what is granted on an object of this kind when nobody said anything."""
    if of == "database":
        held = frozenset({Privilege("connect"), Privilege("temporary")})
        return (OWNERS_OWN, Grants(PUBLIC, held, held))
    return (OWNERS_OWN, Grants(PUBLIC, frozenset({ALL}))) if of in _FOR_ALL else (OWNERS_OWN,)


def called(catalog: str, prefix: str, oid: str, *, exact: bool = False) -> str:
    """Write the SQL that yields an object's name as SQL writes it, with its schema unless that is PostgreSQL's own.

    `prefix` is that of the catalog's columns, such as `pro` of pg_proc. `exact` leaves the double quotes out. NULL
    where the oid is 0.
    """
    name, schema = f"the_object.{prefix}name", "its_schema.nspname"
    if not exact:
        name, schema = (f"pg_catalog.quote_ident({each})" for each in (name, schema))
    return f"""(SELECT CASE WHEN its_schema.nspname = 'pg_catalog' THEN {name}::text ELSE {schema} || '.' || {name} END
        FROM pg_catalog.{catalog} the_object
        JOIN pg_catalog.pg_namespace its_schema ON its_schema.oid = the_object.{prefix}namespace
        WHERE the_object.oid = {oid})"""


def may_be_secret(name: str) -> str:
    """Write the SQL that says whether the value of an option is left on the server, by the option's name."""
    return f"{name} ~* 'passw|secret|token|credential'"


def options(column: str) -> str:
    """Write the SQL that yields options as JSON text, a mapping; what may be a secret stays on the server."""
    return f"""(SELECT pg_catalog.json_object_agg(the_option.option_name,
               CASE WHEN {may_be_secret("the_option.option_name")} THEN '(not read)'
                    ELSE COALESCE(the_option.option_value, '') END ORDER BY the_option.option_name)::text
        FROM pg_catalog.pg_options_to_table({column}) AS the_option)"""


def options_of(text: str | None) -> tuple[tuple[str, str], ...]:
    """Bring what `options` yielded into the model."""
    return tuple(sorted(json.loads(text).items())) if text else ()


def plain_name(name: str) -> str:
    """Write a name as the file does: in double quotes only where it is odd."""
    return name if is_plain(name) else '"' + name.replace('"', '""') + '"'
