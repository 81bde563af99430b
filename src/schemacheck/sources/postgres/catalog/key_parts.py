"""SQL for operator classes, collations and operators in the parts of an index key.

Names stand without a schema where it is PostgreSQL's own or that of the table, and where an extension brings the
object: whoever uses it hardly cares where it was installed.
"""

from __future__ import annotations

from typing import Final


def _called(catalog: str, oid: str, name: str, namespace: str) -> str:
    """Write the SQL that yields the schema to be named, with a dot, or an empty text."""
    return f"""CASE WHEN {namespace} IN ('pg_catalog'::pg_catalog.regnamespace, c.relnamespace) OR EXISTS (
                   SELECT FROM pg_catalog.pg_depend e
                   WHERE e.classid = 'pg_catalog.{catalog}'::pg_catalog.regclass AND e.objid = {oid} AND e.deptype = 'e'
               ) THEN {name}::text ELSE s.nspname || '.' || {name} END"""


OPERATOR_CLASSES: Final = f"""ARRAY(
           SELECT CASE WHEN NOT o.opcdefault OR k.attoptions IS NOT NULL
                       THEN {_called("pg_opclass", "o.oid", "o.opcname", "o.opcnamespace")} || COALESCE('(' || (
                           SELECT pg_catalog.string_agg(p.option_name || '=' || p.option_value, ', '
                                                        ORDER BY p.option_name)
                           FROM pg_catalog.pg_options_to_table(k.attoptions) p
                       ) || ')', '') END
           FROM pg_catalog.unnest(i.indclass::oid[]) WITH ORDINALITY AS u (class, place)
           JOIN pg_catalog.pg_opclass o ON o.oid = u.class
           JOIN pg_catalog.pg_namespace s ON s.oid = o.opcnamespace
           JOIN pg_catalog.pg_attribute k ON k.attrelid = i.indexrelid AND k.attnum = u.place ORDER BY u.place
       )"""
"""Of each part of the key of index `i` on table `c`: its operator class with its parameters; NULL is the type's own."""

COLLATIONS: Final = """ARRAY(
           SELECT CASE WHEN co.oid <> COALESCE(a.attcollation, t.typcollation)
                       THEN CASE WHEN co.collnamespace IN ('pg_catalog'::pg_catalog.regnamespace, c.relnamespace)
                                 THEN co.collname ELSE cn.nspname || '.' || co.collname END END
           FROM pg_catalog.pg_attribute k
           JOIN pg_catalog.pg_type t ON t.oid = k.atttypid
           LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.attnum - 1]
           LEFT JOIN pg_catalog.pg_collation co ON co.oid = i.indcollation[k.attnum - 1]
           LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
           WHERE k.attrelid = i.indexrelid AND k.attnum BETWEEN 1 AND i.indnkeyatts ORDER BY k.attnum
       )"""
"""Of each part, its collation; NULL for that of the column, or of an expression's type."""

OPERATORS: Final = f"""ARRAY(
           SELECT {_called("pg_operator", "o.oid", "o.oprname", "o.oprnamespace")}
           FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS u (operator, place)
           JOIN pg_catalog.pg_operator o ON o.oid = u.operator
           JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace ORDER BY u.place
       )"""
"""Of each element of exclusion constraint `k` on table `c`, the operator."""
