"""Owners, comments and grants: of tables here, and the pieces that other kinds read theirs with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schemacheck.model.access import ALL, OWNER, OWNERS_OWN, Grantable, Grants, Privilege, every_privilege
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.statements import Statement

Entry = tuple[str, str, str]
"""One privilege of an access list: the grantee, the privilege, and whether it may be passed on, as text."""


def acl(column: str, owner: str) -> str:
    """Write the SQL that yields an access list as `text[][]`, NULL where the object has the built-in default.

    `column` and `owner` are the catalog columns of the list and of the owner's oid, such as `p.proacl, p.proowner`.
    `grants_of` reads the result. Roles that happen to be called PUBLIC or OWNER come in double quotes.
    """
    return f"""CASE WHEN {column} IS NOT NULL THEN ARRAY(
           SELECT ARRAY[
               CASE WHEN the_entry.grantee = 0 THEN 'PUBLIC'
                    WHEN the_entry.grantee = {owner} THEN 'OWNER'
                    WHEN the_grantee.rolname IN ('PUBLIC', 'OWNER') THEN '"' || the_grantee.rolname || '"'
                    ELSE COALESCE(the_grantee.rolname::text, the_entry.grantee::text) END,
               pg_catalog.lower(the_entry.privilege_type), the_entry.is_grantable::text]
           FROM pg_catalog.aclexplode({column}) AS the_entry
           LEFT JOIN pg_catalog.pg_roles AS the_grantee ON the_grantee.oid = the_entry.grantee
       ) END"""


def comment(catalog: str, oid: str) -> str:
    """Write the SQL that yields the comment on an object of a catalog, such as `pg_proc` and `p.oid`."""
    return f"""(SELECT the_comment.description FROM pg_catalog.pg_description AS the_comment
        WHERE the_comment.classoid = 'pg_catalog.{catalog}'::pg_catalog.regclass
          AND the_comment.objoid = {oid} AND the_comment.objsubid = 0)"""


def owner(oid: str) -> str:
    """Write the SQL that yields the name of an owner."""
    return f"(SELECT the_owner.rolname FROM pg_catalog.pg_roles AS the_owner WHERE the_owner.oid = {oid})"


def grants_of(entries: Iterable[Entry] | None, of: Grantable, major: int) -> tuple[Grants, ...] | None:
    """Bring an access list that `acl` yielded into the model; None where the object has the built-in default."""
    return None if entries is None else _grants([(*entry, None) for entry in entries], of, major)


def _grants(
    entries: Iterable[tuple[str, str, str, str | None]], of: Grantable, major: int, owned: bool = True
) -> tuple[Grants, ...]:
    held: dict[str, dict[tuple[str, str | None], bool]] = {OWNER: {}} if owned else {}
    for grantee, name, grantable, column in entries:
        mine = held.setdefault(grantee, {})
        mine[name, column] = mine.get((name, column), False) or grantable == "true"
    return tuple(_grants_to(grantee, mine, every_privilege(of, major)) for grantee, mine in sorted(held.items()))


def _grants_to(grantee: str, held: dict[tuple[str, str | None], bool], every: frozenset[str]) -> Grants:
    spelled = frozenset(Privilege(name, column, grantable) for (name, column), grantable in held.items())
    whole = frozenset(each for each in spelled if each.column is None)
    options = {each.grantable for each in whole}
    if len(options) == 1 and {each.name for each in whole} >= every:
        return Grants(grantee, spelled - whole | {ALL._replace(grantable=options.pop())}, spelled)
    return Grants(grantee, spelled, spelled)


_GRANTS = Statement(
    "who may do what with tables and columns",
    f"""
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relacl, c.relowner
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
)
SELECT c.oid, NULL::text AS column_name, {acl("c.relacl", "c.relowner")} AS grants
FROM wanted c
WHERE c.relacl IS NOT NULL
UNION ALL
SELECT c.oid, a.attname::text, {acl("a.attacl", "c.relowner")}
FROM wanted c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
""",
)


def _build_grants(rows: Rows, builder: SchemaBuilder) -> None:
    lists: dict[int, list[tuple[str, str, str, str | None]]] = {}
    defaults: set[int] = set()
    for row in rows:
        mine = lists.setdefault(row.oid, [])
        column = row.column_name
        if column is None:
            defaults.add(row.oid)
        # What its owner may do with a single column it may do anyway.
        mine.extend((*entry, column) for entry in row.grants if column is None or entry[0] != OWNER)
    for oid, entries in lists.items():
        grants = _grants(entries, "table", builder.major, owned=oid in defaults)
        builder.state(oid, "grants", grants if oid in defaults else (OWNERS_OWN, *grants))


_OWNERS = Statement(
    "who owns tables",
    f"""
SELECT c.oid, {owner("c.relowner")} AS owner
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
""",
)


def _build_owners(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "owner", row.owner)


OWNERS: Final = Part("owner", _OWNERS, _build_owners, tables={"owner": None})
GRANTS: Final = Part("grants", _GRANTS, _build_grants, tables={"grants": (OWNERS_OWN,)})
