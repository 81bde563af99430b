"""One kind of change: which columns of the catalog it changes, and a query for all the ways to make it on a base.

The query sees the common table expressions of `SEEN` and gives a row a way: the SQL, the name of the object that a
finding must be about, and a word that the finding must have beside it, such as a column, or ''.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Mutation(NamedTuple):
    """One kind of change."""

    name: str
    covers: tuple[str, ...]
    """Columns of the catalog, such as "pg_class.relowner"; none where the change means nothing."""
    query: str
    since: int = 12


class Change(NamedTuple):
    """One way to make it."""

    mutation: Mutation
    sql: str
    name: str
    about: str


def real(name: str, covers: str, query: str, since: int = 12) -> Mutation:
    """A change that means something; it changes these columns."""
    return Mutation(name, tuple(covers.split()), query, since)


def idle(name: str, query: str, since: int = 12) -> Mutation:
    """A change that means nothing: whoever compares must be silent."""
    return Mutation(name, (), query, since)


SEEN: Final = """
WITH member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
rel AS (
    SELECT c.oid AS rel, c.relname::text AS name, c.relkind AS kind, c.relispartition AS part, c.relowner AS owner,
           c.relpersistence AS persistence, format('public.%I', c.relname) AS id, c.relacl AS acl,
           c.relreplident AS identity, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
           EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('a', 'i') AND c.relkind = 'S') AS owned,
           EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid) AS heir
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_class'::regclass AND objid = c.oid)
), tab AS (
    SELECT * FROM rel WHERE kind IN ('r', 'p') AND NOT part
), plain AS (
    SELECT * FROM rel WHERE kind = 'r' AND NOT part AND NOT heir
), col AS (
    SELECT r.*, a.attname::text AS col, a.attnum AS num, format_type(a.atttypid, a.atttypmod) AS type, a.attacl AS colacl,
           a.attnotnull AS required, a.attidentity AS ident, a.attgenerated AS gen, a.attinhcount AS inherited,
           a.attcollation AS coll, pg_get_expr(d.adbin, d.adrelid) AS def, a.atttypid AS typ
    FROM rel r JOIN pg_attribute a ON a.attrelid = r.rel AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = r.rel AND d.adnum = a.attnum
    WHERE r.kind IN ('r', 'p', 'f', 'v', 'm') AND NOT r.part
), own AS (
    SELECT * FROM col WHERE kind IN ('r', 'p', 'f') AND inherited = 0
), con AS (
    SELECT r.*, c.oid AS con, c.conname::text AS conname, c.contype AS type, pg_get_constraintdef(c.oid) AS def, c.conkey,
           c.confrelid, c.condeferrable AS later, c.convalidated AS valid, c.connoinherit AS alone, c.confdeltype AS del,
           c.confupdtype AS upd, obj_description(c.oid, 'pg_constraint') AS said, format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', r.id, c.conname) AS gone,
           format('ALTER TABLE %s ADD CONSTRAINT %I', r.id, c.conname) AS back,
           CASE WHEN c.contype = 'p' THEN '' ELSE (SELECT attname::text FROM pg_attribute WHERE attrelid = r.rel AND attnum = c.conkey[1]) END AS first
    FROM rel r JOIN pg_constraint c ON c.conrelid = r.rel
    WHERE NOT r.part AND c.conislocal AND c.conparentid = 0
), idx AS (
    SELECT r.*, i.indexrelid AS idx, c.relname::text AS index, format('public.%I', c.relname) AS index_id, i.indisunique AS uniq,
           replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS def, i.indpred IS NOT NULL AS partial, i.indnkeyatts AS keys, i.indnatts AS atts,
           i.indkey, m.amname AS method, obj_description(i.indexrelid, 'pg_class') AS said,
           regexp_replace(replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), '( NULLS NOT DISTINCT| INCLUDE | WHERE ).*', '') AS head,
           coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '') AS tail,
           (SELECT attname::text FROM pg_attribute WHERE attrelid = r.rel AND attnum = i.indkey[0]) AS first
    FROM rel r JOIN pg_index i ON i.indrelid = r.rel JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    WHERE NOT r.part AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))
), trg AS (
    SELECT r.*, t.tgname::text AS trg, pg_get_triggerdef(t.oid) AS def, t.tgenabled AS enabled, t.tgnargs AS args,
           format('DROP TRIGGER %I ON %s', t.tgname, r.id) AS gone, t.tgconstraint <> 0 AS constr,
           obj_description(t.oid, 'pg_trigger') AS said
    FROM rel r JOIN pg_trigger t ON t.tgrelid = r.rel WHERE NOT t.tgisinternal AND NOT r.part
), rul AS (
    SELECT r.*, w.rulename::text AS rul, pg_get_ruledef(w.oid) AS def, w.ev_enabled AS enabled,
           format('DROP RULE %I ON %s', w.rulename, r.id) AS gone, obj_description(w.oid, 'pg_rewrite') AS said
    FROM rel r JOIN pg_rewrite w ON w.ev_class = r.rel WHERE w.rulename <> '_RETURN' AND NOT r.part
), pol AS (
    SELECT r.*, p.polname::text AS pol, p.polcmd AS cmd, p.polpermissive AS permissive, p.polroles AS roles,
           pg_get_expr(p.polqual, p.polrelid) AS qual, pg_get_expr(p.polwithcheck, p.polrelid) AS checked,
           format('DROP POLICY %I ON %s', p.polname, r.id) AS gone
    FROM rel r JOIN pg_policy p ON p.polrelid = r.rel WHERE NOT r.part
), fn AS (
    SELECT p.oid AS fn, p.proname::text AS name, p.prokind AS kind, p.oid::regprocedure::text AS id, p.proretset AS several,
           CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS word,
           CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS def, p.prorettype::regtype AS result,
           p.proowner AS owner, p.provolatile AS volatile, p.proparallel AS parallel, p.proisstrict AS strict,
           p.prosecdef AS definer, p.proleakproof AS leakproof, l.lanname AS language, p.proargnames AS names,
           p.proacl AS acl, p.proconfig AS config, p.prosrc AS src, obj_description(p.oid, 'pg_proc') AS said
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype IN ('e', 'i'))
), typ AS (
    SELECT t.oid AS typ, t.typname::text AS name, t.typtype AS kind, format('public.%I', t.typname) AS id, t.typowner AS owner,
           t.typnotnull AS required, t.typdefault AS def, t.typbasetype AS base, t.typrelid
    FROM pg_type t
    WHERE t.typnamespace = 'public'::regnamespace AND t.typelem = 0
      AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))
      AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_type'::regclass AND objid = t.oid)
), seq AS (
    SELECT r.*, s.* FROM rel r JOIN pg_sequence s ON s.seqrelid = r.rel
), mine AS (
    SELECT r.rolname::text FROM pg_roles r JOIN pg_shdepend d ON d.refobjid = r.oid AND d.refclassid = 'pg_authid'::regclass
    JOIN pg_database t ON t.oid = d.dbid WHERE t.datname = current_database()
), other AS (
    SELECT oid AS role, rolname::text AS rolname, format('%I', rolname) AS role_id FROM pg_roles
    WHERE rolname IN ('schemacheck_reader', 'schemacheck_writer')
)
"""
"""What a query may ask for: the objects of the schema that is looked at, with what most of them need to be changed."""
