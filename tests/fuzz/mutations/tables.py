"""Changes of tables and columns, of what they belong to and who may use them."""

from __future__ import annotations

from typing import Final

from .mutation import Mutation, idle, real

TABLES: Final[tuple[Mutation, ...]] = (
    real("a table is dropped", "pg_class.relkind", "SELECT format('DROP TABLE %s CASCADE', id), name, '' FROM tab"),
    real("a table is added", "pg_class.relkind", "SELECT 'CREATE TABLE public.\"added one\" (a int)', 'added one', ''"),
    real(
        "a table is renamed",
        "pg_class.relkind",
        "SELECT format('ALTER TABLE %s RENAME TO renamed', id), name, '' FROM tab",
    ),
    real(
        "a table becomes a view",
        "pg_class.relkind",
        """SELECT format('ALTER TABLE %s RENAME TO moved; ALTER TABLE moved SET SCHEMA pg_temp;'
                         'CREATE VIEW %s AS SELECT 1 AS x', id, id), name, '' FROM plain WHERE false
           UNION ALL SELECT format('DROP TABLE %s CASCADE; CREATE VIEW %s AS SELECT 1 AS x', id, id), name, '' FROM plain
           UNION ALL SELECT format('DROP VIEW %s CASCADE; CREATE TABLE %s (x int)', id, id), name, '' FROM rel WHERE kind = 'v'
           UNION ALL SELECT format('DROP MATERIALIZED VIEW %s; CREATE VIEW %s AS SELECT 1 AS x', id, id), name, '' FROM rel
           WHERE kind = 'm'""",
    ),
    real(
        "the type of a typed table",
        "pg_class.reloftype",
        """SELECT format('ALTER TABLE %s NOT OF', id), name, '' FROM tab JOIN pg_class c ON c.oid = rel WHERE reloftype <> 0
           UNION ALL
           SELECT format('CREATE TYPE public.like_it AS (%s); ALTER TABLE %s OF public.like_it',
                         string_agg(format('%I %s', col, type), ', ' ORDER BY num), id), name, ''
           FROM own JOIN pg_class c ON c.oid = rel WHERE own.kind = 'r' AND NOT heir AND reloftype = 0
           GROUP BY id, name HAVING bool_and(coll IN (0, 100)) AND bool_and(gen = '')""",
    ),
    real(
        "another owner",
        "pg_class.relowner",
        """SELECT format('ALTER TABLE %s OWNER TO %s', id, role_id), name, rolname FROM rel, other
           WHERE kind IN ('r', 'p', 'v', 'm', 'f') AND NOT part AND owner <> role
           UNION ALL SELECT format('ALTER SEQUENCE %s OWNER TO %s', id, role_id), name, rolname FROM rel, other
           WHERE kind = 'S' AND NOT owned""",
    ),
    real(
        "logged and unlogged",
        "pg_class.relpersistence",
        """SELECT format('ALTER TABLE %s SET %s', id, CASE persistence WHEN 'p' THEN 'UNLOGGED' ELSE 'LOGGED' END), name, ''
           FROM plain""",
    ),
    real(
        "row security",
        "pg_class.relrowsecurity",
        """SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY', id, CASE WHEN secured THEN 'DISABLE' ELSE 'ENABLE' END), name, ''
           FROM tab""",
    ),
    real(
        "forced row security",
        "pg_class.relforcerowsecurity",
        """SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY', id, CASE WHEN forced THEN 'NO FORCE' ELSE 'FORCE' END), name, ''
           FROM tab WHERE secured""",
    ),
    real(
        "replica identity",
        "pg_class.relreplident",
        """SELECT format('ALTER TABLE %s REPLICA IDENTITY %s', id, x), name, ''
           FROM tab, (VALUES ('FULL'), ('NOTHING'), ('DEFAULT')) v (x) WHERE left(lower(x), 1) <> identity::text""",
    ),
    real(
        "the index of the replica identity",
        "pg_index.indisreplident",
        """SELECT format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', id, c.relname), name, ''
           FROM tab JOIN pg_index i ON i.indrelid = rel JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indisunique AND NOT i.indisreplident""",
    ),
    real(
        "a grant",
        "pg_class.relacl",
        """SELECT format('GRANT %s ON %s TO %s', x, id, role_id), name, rolname
           FROM rel, (VALUES ('TRUNCATE'), ('REFERENCES'), ('TRIGGER'), ('DELETE')) v (x),
                (SELECT rolname, role_id FROM other UNION ALL SELECT 'PUBLIC', 'PUBLIC') r
           WHERE kind IN ('r', 'p', 'v', 'm', 'f') AND NOT part AND acl::text !~ rolname
           UNION ALL SELECT format('GRANT SELECT ON SEQUENCE %s TO PUBLIC', id), name, '' FROM rel WHERE kind = 'S'""",
    ),
    real(
        "a grant is revoked",
        "pg_class.relacl",
        """SELECT format('REVOKE %s ON %s %s FROM %s', a.privilege_type, CASE kind WHEN 'S' THEN 'SEQUENCE' ELSE '' END, id,
                         a.grantee::regrole), name, pg_get_userbyid(a.grantee)
           FROM rel, aclexplode(acl) a WHERE NOT part AND a.grantee <> owner AND a.grantee <> 0""",
    ),
    real(
        "a grant may be passed on",
        "pg_class.relacl",
        """SELECT format('GRANT %s ON %s TO %s WITH GRANT OPTION', a.privilege_type, id, a.grantee::regrole), name, ''
           FROM rel, aclexplode(acl) a
           WHERE kind <> 'S' AND NOT part AND a.grantee <> owner AND a.grantee <> 0 AND NOT a.is_grantable""",
    ),
    real(
        "a grant on a column",
        "pg_attribute.attacl",
        """SELECT format('GRANT REFERENCES (%I) ON %s TO %s', col, id, role_id), name, col FROM own, other
           WHERE NOT acl::text ~ rolname OR acl IS NULL
           UNION ALL SELECT format('REVOKE ALL (%I) ON %s FROM %s', col, id, a.grantee::regrole), name, ''
           FROM own, aclexplode(colacl) a""",
    ),
    real(
        "a comment",
        "pg_description.description",
        """SELECT format('COMMENT ON %s %s IS %L', w, id, 'quite another'), name, ''
           FROM rel JOIN (VALUES ('r', 'TABLE'), ('p', 'TABLE'), ('v', 'VIEW'), ('m', 'MATERIALIZED VIEW'), ('f', 'FOREIGN TABLE'),
                                 ('S', 'SEQUENCE')) k (k, w) ON k = kind::text WHERE NOT part AND NOT owned
           UNION ALL SELECT format('COMMENT ON COLUMN %s.%I IS %L', id, col, 'quite another'), name, col FROM col
           UNION ALL SELECT format('COMMENT ON COLUMN %s.%I IS NULL', id, col), name, col FROM col
           WHERE col_description(rel, num) IS NOT NULL
           UNION ALL SELECT format('COMMENT ON %s %s IS %L', word, id, 'quite another'), name, '' FROM fn
           UNION ALL SELECT format('COMMENT ON TYPE %s IS %L', id, 'quite another'), name, '' FROM typ WHERE kind <> 'd'
           UNION ALL SELECT format('COMMENT ON DOMAIN %s IS %L', id, 'quite another'), name, '' FROM typ WHERE kind = 'd'""",
    ),
    real(
        "a comment on what lies inside",
        "pg_description.classoid",
        # Of a constraint trigger, the trigger has the comment that is compared.
        """SELECT format('COMMENT ON CONSTRAINT %I ON %s IS %L', conname, id, 'new'), name, conname FROM con
           WHERE type NOT IN ('n', 't')
           UNION ALL SELECT format('COMMENT ON INDEX %s IS %L', index_id, 'new'), name, index FROM idx
           UNION ALL SELECT format('COMMENT ON TRIGGER %I ON %s IS %L', trg, id, 'new'), name, trg FROM trg
           UNION ALL SELECT format('COMMENT ON RULE %I ON %s IS %L', rul, id, 'new'), name, rul FROM rul
           UNION ALL SELECT format('COMMENT ON POLICY %I ON %s IS %L', pol, id, 'new'), name, pol FROM pol""",
    ),
    real(
        "a parent is left",
        "pg_inherits.inhparent",
        """SELECT format('ALTER TABLE %s NO INHERIT %s', id, inhparent::regclass), name, '' FROM rel JOIN pg_inherits ON inhrelid = rel
           WHERE kind = 'r' AND NOT part""",
    ),
    real(
        "a parent is joined",
        "pg_inherits.inhparent",
        """SELECT format('CREATE TABLE public.young () INHERITS (%s)', id), 'young', '' FROM plain""",
    ),
    real(
        "the order of parents",
        "pg_inherits.inhseqno",
        """SELECT format('ALTER TABLE %1$s NO INHERIT %2$s; ALTER TABLE %1$s INHERIT %2$s', id, inhparent::regclass), name, ''
           FROM rel JOIN pg_inherits ON inhrelid = rel WHERE kind = 'r' AND NOT part AND inhseqno = 1
             AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = rel AND i.inhseqno = 2)""",
    ),
    real(
        "storage parameters",
        "pg_class.reloptions",
        """SELECT format('ALTER TABLE %s SET (%s)', id, x), name, ''
           FROM plain, (VALUES ('fillfactor = 55'), ('autovacuum_enabled = off')) v (x)
           UNION ALL SELECT format('ALTER INDEX %s SET (fillfactor = 55)', index_id), name, index FROM idx
           WHERE method IN ('btree', 'gist')""",
    ),
)

COLUMNS: Final[tuple[Mutation, ...]] = (
    real(
        "a column is added",
        "pg_attribute.atttypid",
        """SELECT format('ALTER TABLE %s ADD %I %s', id, n, t), name, n
           FROM tab, (VALUES ('added', 'int'), ('a "new" one', 'text NOT NULL'), ('no: # x', 'int DEFAULT 3')) v (n, t)
           UNION ALL SELECT format('ALTER FOREIGN TABLE %s ADD added int', id), name, 'added' FROM rel WHERE kind = 'f'""",
    ),
    real(
        "a column is dropped",
        "pg_attribute.atttypid",
        "SELECT format('ALTER TABLE %s DROP %I CASCADE', id, col), name, col FROM own",
    ),
    real(
        "a column is renamed",
        "pg_attribute.atttypid",
        "SELECT format('ALTER TABLE %s RENAME %I TO renamed', id, col), name, col FROM own",
    ),
    real(
        "a column's type",
        "pg_attribute.atttypid",
        """SELECT format('ALTER TABLE %s ALTER %I DROP DEFAULT, ALTER %I TYPE %s USING NULL', id, col, col, t), name, col
           FROM own, (VALUES ('text'), ('bigint'), ('varchar(37)'), ('numeric(9, 3)'), ('date'), ('text[]'), ('real'), ('xml'),
                             ('timestamp'), ('int2'), ('"char"'), ('name'), ('bit(3)'), ('interval day to hour')) v (t)
           WHERE type <> format_type(to_regtype(regexp_replace(t, '\\(.*\\)', '')), NULL)""",
    ),
    real(
        "a type's modifiers",
        "pg_attribute.atttypmod",
        """SELECT format('ALTER TABLE %s ALTER %I TYPE %s', id, col, x), name, col
           FROM own JOIN (VALUES ('character varying', 'varchar(90)'), ('character varying', 'varchar'), ('numeric', 'numeric(11, 4)'),
                                 ('numeric', 'numeric(12, 2)'), ('timestamp', 'timestamp(1)'), ('bit', 'bit(5)'),
                                 ('interval', 'interval(2)')) v (base, x)
           ON split_part(type, '(', 1) = base OR type LIKE 'timestamp%' AND base = 'timestamp' AND type NOT LIKE '%zone'""",
    ),
    real(
        "NOT NULL",
        "pg_attribute.attnotnull",
        """SELECT format('ALTER TABLE %s ALTER %I %s NOT NULL', id, col, CASE WHEN required THEN 'DROP' ELSE 'SET' END), name, col
           FROM own""",
    ),
    real(
        "a default",
        "pg_attrdef.adbin",
        """SELECT format('ALTER TABLE %s ALTER %I SET DEFAULT %s', id, col, x), name, col
           FROM own, (VALUES ($$'7'$$), ('NULL'), ('now()'), ($$'x' || 'y'$$), ('1 + 1'), ('random()'), ('-5'), ('current_user'),
                             ('false'), ($$'{}'$$), ($$'2026-02-03'$$)) v (x)
           WHERE gen = '' AND ident = '' AND def IS DISTINCT FROM x
             AND (x <> 'NULL' OR def IS NOT NULL) AND (x <> $$'{}'$$ OR def NOT LIKE '%{}%' OR def IS NULL)
           UNION ALL SELECT format('ALTER TABLE %s ALTER %I DROP DEFAULT', id, col), name, col
           FROM own WHERE def IS NOT NULL AND gen = ''""",
    ),
    real(
        "a generated column's expression",
        "pg_attrdef.adbin",
        """SELECT format('ALTER TABLE %s DROP %I, ADD %I %s GENERATED ALWAYS AS (%s) %s', id, col, col, type,
                         replace(replace(def, '||', '|| ''x'' ||'), '* ', '* 3 * '),
                         CASE gen WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END), name, col
           FROM own WHERE gen <> '' AND def ~ '[|*]'""",
    ),
    real(
        "generated no more",
        "pg_attribute.attgenerated",
        """SELECT format('ALTER TABLE %s ALTER %I DROP EXPRESSION', id, col), name, col FROM own WHERE gen = 's'
           UNION ALL SELECT format('ALTER TABLE %s DROP %I, ADD %I %s', id, col, col, type), name, col FROM own WHERE gen <> ''""",
        since=13,
    ),
    real(
        "virtual and stored",
        "pg_attribute.attgenerated",
        """SELECT format('ALTER TABLE %s DROP %I, ADD %I %s GENERATED ALWAYS AS (%s) %s', id, col, col, type, def,
                         CASE gen WHEN 's' THEN 'VIRTUAL' ELSE 'STORED' END), name, col FROM own WHERE gen <> ''""",
        since=18,
    ),
    real(
        "an identity",
        "pg_attribute.attidentity",
        """SELECT format('ALTER TABLE %s ALTER %I %s', id, col, x), name, col
           FROM own, (VALUES ('DROP IDENTITY'), ('SET GENERATED ALWAYS'), ('SET GENERATED BY DEFAULT')) v (x)
           WHERE ident <> '' AND NOT (ident = 'a' AND x LIKE '%ALWAYS') AND NOT (ident = 'd' AND x LIKE '%BY DEFAULT')
           UNION ALL SELECT format('ALTER TABLE %s ALTER %I ADD GENERATED ALWAYS AS IDENTITY', id, col), name, col
           FROM own WHERE ident = '' AND def IS NULL AND required""",
    ),
    real(
        "a collation",
        "pg_attribute.attcollation",
        """SELECT format('ALTER TABLE %s ALTER %I TYPE %s COLLATE %s', id, col, type, x), name, col
           FROM own, (VALUES ('"C"'), ('"POSIX"'), ('"default"')) v (x)
           WHERE coll <> 0 AND (SELECT collname FROM pg_collation WHERE oid = coll) <> trim('"' FROM x)""",
    ),
    real(
        "storage of a column",
        "pg_attribute.attstorage",
        "SELECT format('ALTER TABLE %s ALTER %I SET STORAGE EXTERNAL', id, col), name, col FROM own WHERE kind <> 'f' AND type = 'text'",
    ),
    real(
        "options of a foreign table's column",
        "pg_attribute.attfdwoptions",
        """SELECT format('ALTER FOREIGN TABLE %s ALTER %I OPTIONS (ADD other %L)', id, col, 'x'), name, col FROM own
           WHERE kind = 'f'""",
    ),
    real(
        "a statistics target",
        "pg_attribute.attstattarget",
        "SELECT format('ALTER TABLE %s ALTER %I SET STATISTICS 77', id, col), name, col FROM own WHERE kind <> 'f'",
    ),
)

IDLE: Final[tuple[Mutation, ...]] = (
    idle(
        "a hole in the numbers of columns",
        "SELECT format('ALTER TABLE %s ADD hole int; ALTER TABLE %s DROP hole', id, id), name, '' FROM tab",
    ),
    idle(
        "a column takes the last place",
        """SELECT format('ALTER TABLE %s DROP %I, ADD %I %s', id, col, col, type), name, '' FROM own
           WHERE NOT required AND def IS NULL AND gen = '' AND ident = '' AND colacl IS NULL AND kind <> 'f'
             AND col_description(rel, num) IS NULL AND coll IN (0, 100)
             AND NOT EXISTS (SELECT FROM pg_depend WHERE refobjid = rel AND refobjsubid = num)
             AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = rel)""",
    ),
    idle(
        "renamed there and back",
        """SELECT format('ALTER TABLE %s RENAME %I TO x; ALTER TABLE %s RENAME x TO %I', id, col, id, col), name, ''
           FROM own""",
    ),
    idle(
        "a table renamed there and back",
        """SELECT format('ALTER TABLE %s RENAME TO x; ALTER TABLE x RENAME TO %I', id, name), name, ''
           FROM tab""",
    ),
    idle(
        "a default is set anew",
        "SELECT format('ALTER TABLE %s ALTER %I SET DEFAULT %s', id, col, def), name, '' FROM own WHERE def IS NOT NULL AND gen = ''",
    ),
    idle(
        "a default in parentheses",
        """SELECT format('ALTER TABLE %s ALTER %I SET DEFAULT (((%s)))', id, col, def), name, ''
           FROM own WHERE def IS NOT NULL AND gen = ''""",
    ),
    idle(
        "rights given and taken",
        """SELECT format('GRANT TRIGGER ON %s TO %s; REVOKE TRIGGER ON %s FROM %s', id, role_id, id, role_id), name, ''
           FROM tab, other WHERE acl::text !~ rolname""",
    ),
    idle(
        "the owner's rights spelt out", "SELECT format('GRANT ALL ON %s TO %s', id, owner::regrole), name, '' FROM tab"
    ),
    idle(
        "another owner there and back",
        """SELECT format('ALTER TABLE %s OWNER TO %s; ALTER TABLE %s OWNER TO %s', id, role_id, id,
           owner::regrole), name, '' FROM tab, other WHERE acl IS NULL""",
    ),
    idle("rows come and go", "SELECT format('DELETE FROM %s', id), name, '' FROM plain"),
    idle("analyzed", "SELECT format('ANALYZE %s', id), name, '' FROM plain"),
    idle("a temporary table", "SELECT format('CREATE TEMPORARY TABLE %I (x int)', name), name, '' FROM plain"),
    idle(
        "a table comes and goes",
        "SELECT 'CREATE TABLE public.gone (a int PRIMARY KEY); DROP TABLE public.gone', '', ''",
    ),
)
