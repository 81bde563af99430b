"""Domains, composite types, ranges and collations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.stated import UNSTATED
from schemacheck.model.user_types import Collation, CompositeType, Domain, Range
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.schema_object import called, facets, object_columns
from schemacheck.sources.postgres.catalog.statements import Statement
from schemacheck.sql.defaults import parse_default
from schemacheck.sql.types import TypeName, parse_type, within

_OF_TYPE = object_columns("pg_type", "t.oid", "t.typowner", "t.typacl")


def own_type(printed: str, schema: str, *, of_extension: bool = False) -> TypeName:
    """Read a type that `format_type` printed, as seen from the schema of whatever has it.

    One of an extension keeps its schema, and is told by its name alone.
    """
    found = parse_type(printed)
    if of_extension:
        return TypeName(found.schema, found.name, found.modifiers, found.array, of_extension=True)
    return within(found, schema)


def of_extension(oid: str) -> str:
    """Ask whether a type, or what an array is of, came with an extension."""
    return f"""EXISTS (
           SELECT FROM pg_catalog.pg_depend d
           WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'e' AND d.objid IN (
               {oid}, (SELECT e.typelem FROM pg_catalog.pg_type e WHERE e.oid = {oid} AND e.typcategory = 'A'))
       )"""


def _collation(oid: str) -> str:
    return called("pg_collation", "coll", oid, exact=True)


_DOMAINS = Statement(
    "domains",
    f"""
SELECT n.nspname AS schema, t.typname AS name, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS base,
       {of_extension("t.typbasetype")} AS of_extension,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default_text, t.typnotnull AS not_null,
       CASE WHEN t.typcollation <> b.typcollation THEN {_collation("t.typcollation")} END AS collation,
       ARRAY(SELECT ARRAY[k.conname::text,
                 pg_catalog.pg_get_expr(k.conbin, 0) || CASE WHEN k.convalidated THEN '' ELSE ' NOT VALID' END]
             FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname)
           AS checks,
       ARRAY(SELECT ARRAY[k.conname::text, s.description]
             FROM pg_catalog.pg_constraint k
             JOIN pg_catalog.pg_description s
               ON s.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND s.objoid = k.oid
             WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname) AS comments,
       {_OF_TYPE}
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND t.typtype = 'd'
ORDER BY n.nspname, t.typname
""",
)


def _pairs(found: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, text) for name, text in found))


def _build_domains(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        type_ = own_type(row.base, row.schema, of_extension=row.of_extension)
        default = row.default_text
        builder.hold(
            "domains",
            Domain(
                QName(row.schema, row.name),
                base=type_,
                default=None if default is None else parse_default(default, type_, row.schema),
                not_null=row.not_null,
                collation=row.collation,
                checks=tuple(sorted((check, condition) for check, condition in row.checks)),
                comments=_pairs(row.comments),
                **facets(row, builder, "type"),
            ),
        )


_COMPOSITES = Statement(
    "composite types",
    f"""
SELECT n.nspname AS schema, t.typname AS name,
       ARRAY(SELECT ARRAY[a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
                          CASE WHEN {of_extension("a.atttypid")} THEN 'of an extension' ELSE '' END]
             FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS attributes,
       ARRAY(SELECT ARRAY[a.attname::text, {_collation("a.attcollation")}]
             FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attcollation <> y.typcollation
       ) AS collations,
       ARRAY(SELECT ARRAY[a.attname::text, s.description]
             FROM pg_catalog.pg_attribute a
             JOIN pg_catalog.pg_description s
               ON s.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND s.objoid = c.oid AND s.objsubid = a.attnum
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname) AS comments,
       {_OF_TYPE}
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY n.nspname, t.typname
""",
)


def _build_composites(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        found = tuple(
            (attribute, own_type(printed, row.schema, of_extension=bool(brought)))
            for attribute, printed, brought in row.attributes
        )
        collations = tuple(sorted((attribute, name) for attribute, name in row.collations))
        composite = CompositeType(
            QName(row.schema, row.name),
            found,
            collations,
            _pairs(row.comments),
            **facets(row, builder, "type"),
        )
        builder.hold("composite_types", composite)


_RANGES = Statement(
    "range types",
    f"""
SELECT n.nspname AS schema, t.typname AS name, pg_catalog.format_type(r.rngsubtype, -1) AS subtype,
       {of_extension("r.rngsubtype")} AS of_extension,
       (SELECT CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(o.opcname) END
        FROM pg_catalog.pg_opclass o WHERE o.oid = r.rngsubopc) AS operator_class,
       CASE WHEN r.rngcollation <> b.typcollation THEN {_collation("r.rngcollation")} END AS collation,
       {called("pg_proc", "pro", "r.rngcanonical")} AS canonical,
       {called("pg_proc", "pro", "r.rngsubdiff")} AS subtype_diff,
       {{14? (SELECT m.typname FROM pg_catalog.pg_type m WHERE m.oid = r.rngmultitypid) | NULL::text}} AS multirange,
       {_OF_TYPE}
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY n.nspname, t.typname
""",
)


def _build_ranges(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.hold(
            "ranges",
            Range(
                QName(row.schema, row.name),
                subtype=own_type(row.subtype, row.schema, of_extension=row.of_extension),
                operator_class=row.operator_class,
                collation=row.collation,
                canonical=row.canonical,
                subtype_diff=row.subtype_diff,
                multirange=row.multirange if builder.major >= 14 else UNSTATED,
                **facets(row, builder, "type"),
            ),
        )


# Names of its columns differ by major version, which a row as JSON takes in its stride.
_COLLATIONS = Statement(
    "collations that are no part of PostgreSQL",
    f"""
SELECT n.nspname AS schema, c.collname AS name, c.collprovider::text AS provider, c.collcollate AS collate,
       c.collctype AS ctype, COALESCE(j.row ->> 'colllocale', j.row ->> 'colliculocale') AS locale,
       c.collisdeterministic AS deterministic, j.row ->> 'collicurules' AS rules,
       {object_columns("pg_collation", "c.oid", "c.collowner")}
FROM pg_catalog.pg_collation c
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(c) AS row) j
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY n.nspname, c.collname
""",
)
PROVIDERS: Final = {"c": "libc", "i": "icu", "b": "builtin", "d": "default"}
"""Who sorts: `pg_collation.collprovider`."""


def _build_collations(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        own_ctype = row.provider == "c" and row.collate != row.ctype
        builder.hold(
            "collations",
            Collation(
                QName(row.schema, row.name),
                provider=PROVIDERS[row.provider],
                locale=row.locale or row.collate,
                ctype=row.ctype if own_ctype else None,
                deterministic=row.deterministic,
                rules=row.rules,
                **facets(row, builder),
            ),
        )


DOMAINS: Final = Part("domains", _DOMAINS, _build_domains, schema={"domains": ()})
COMPOSITES: Final = Part("composite_types", _COMPOSITES, _build_composites, schema={"composite_types": ()})
RANGES: Final = Part("ranges", _RANGES, _build_ranges, schema={"ranges": ()})
COLLATIONS: Final = Part("collations", _COLLATIONS, _build_collations, schema={"collations": ()})
