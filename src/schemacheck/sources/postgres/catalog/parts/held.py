"""The pieces that every object of a schema is read with: who it is part of, its owner, its grants and its comment."""

from __future__ import annotations

import json
from typing import Any

from schemacheck.base.names import is_plain
from schemacheck.model.access import ALL, OWNERS_OWN, PUBLIC, Grantable, Grants
from schemacheck.sources.postgres.catalog.parts.acl import acl, comment, grants_of, owner
from schemacheck.sources.postgres.catalog.parts.part import Reading

_FOR_ALL = frozenset({"function", "type"})
"""What anybody may use unless somebody said otherwise."""


def part_of(catalog: str, oid: str) -> str:
    """Write the SQL that yields the extension that owns an object of a catalog."""
    return f"""(SELECT x.extname FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid
        WHERE d.classid = 'pg_catalog.{catalog}'::pg_catalog.regclass AND d.objid = {oid} AND d.deptype = 'e'
          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass LIMIT 1)"""


def held(catalog: str, oid: str, owned_by: str, access_list: str | None = None) -> str:
    """Write the SQL of the four columns that `facets` reads, the last ones of a row."""
    grants = "NULL::text[]" if access_list is None else acl(access_list, owned_by)
    return f"""{part_of(catalog, oid)},
       {owner(owned_by)},
       {grants},
       {comment(catalog, oid)}"""


def facets(row: tuple[Any, ...], reading: Reading, of: Grantable | None = None) -> dict[str, Any]:
    """Bring the last four columns of a row into the model; `of` says what can be granted, if anything."""
    extension, owned_by, entries, said = row[-4:]
    found: dict[str, Any] = {
        "part_of": None if extension is None else f"extension {extension}",
        "owner": owned_by,
        "comment": said,
    }
    if of is not None:
        grants = grants_of(entries, of, reading.major)
        found["grants"] = grants if grants is not None else usual_grants(of)
    return found


def usual_grants(of: Grantable) -> tuple[Grants, ...]:
    """Return what is granted on an object of this kind when nobody said anything."""
    return (OWNERS_OWN, Grants(PUBLIC, frozenset({ALL}))) if of in _FOR_ALL else (OWNERS_OWN,)


def called(catalog: str, prefix: str, oid: str, *, exact: bool = False) -> str:
    """Write the SQL that yields an object's name as SQL writes it, with its schema unless that is PostgreSQL's own.

    `prefix` is that of the catalog's columns, such as `pro` of pg_proc. `exact` leaves the double quotes out. NULL
    where the oid is 0.
    """
    name, schema = f"o.{prefix}name", "m.nspname"
    if not exact:
        name, schema = (f"pg_catalog.quote_ident({each})" for each in (name, schema))
    return f"""(SELECT CASE WHEN m.nspname = 'pg_catalog' THEN {name}::text ELSE {schema} || '.' || {name} END
        FROM pg_catalog.{catalog} o
        JOIN pg_catalog.pg_namespace m ON m.oid = o.{prefix}namespace WHERE o.oid = {oid})"""


def options(column: str) -> str:
    """Write the SQL that yields options as JSON text, a mapping; what may be a secret stays on the server."""
    return f"""(SELECT pg_catalog.json_object_agg(t.option_name,
               CASE WHEN t.option_name ~* 'passw|secret|token|credential' THEN '(not read)'
                    ELSE COALESCE(t.option_value, '') END ORDER BY t.option_name)::text
        FROM pg_catalog.pg_options_to_table({column}) t)"""


def options_of(text: str | None) -> tuple[tuple[str, str], ...]:
    """Bring what `options` yielded into the model."""
    return tuple(sorted(json.loads(text).items())) if text else ()


def plain_name(name: str) -> str:
    """Write a name as the file does: in double quotes only where it is odd."""
    return name if is_plain(name) else '"' + name.replace('"', '""') + '"'
