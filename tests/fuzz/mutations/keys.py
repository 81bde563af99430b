"""Changes of keys, constraints and indexes."""

from __future__ import annotations

from typing import Final

from .mutation import Mutation, idle, real

KEYS: Final[tuple[Mutation, ...]] = (
    real("a constraint is dropped", "pg_constraint.conkey", "SELECT gone, name, '' FROM con WHERE type <> 'n'"),
    real(
        "a primary key is added",
        "pg_index.indisprimary",
        """SELECT format('ALTER TABLE %s ADD PRIMARY KEY (%I)', id, col), name, col FROM own
           WHERE NOT EXISTS (SELECT FROM con WHERE con.rel = own.rel AND con.type = 'p') AND gen = ''""",
    ),
    real(
        "the columns of a key",
        "pg_constraint.conkey pg_index.indkey pg_index.indnkeyatts",
        """SELECT format('%s; %s %s', gone, back, overlay(con.def placing format('(%I, ', own.col) from position('(' in con.def)
                         for 1)), con.name, own.col
           FROM con JOIN own USING (rel) WHERE con.type IN ('p', 'u') AND own.num <> ALL (con.conkey) AND own.gen = ''""",
    ),
    real(
        "the order of a key",
        "pg_constraint.conkey pg_index.indkey",
        """SELECT format('%s; %s %s', gone, back, regexp_replace(def, '\\(([^,()]+), ([^,()]+)\\)', '(\\2, \\1)')), name, ''
           FROM con WHERE type = 'p' AND def ~ '\\([^,()]+, [^,()]+\\)$'""",
    ),
    real(
        "a unique key is added",
        "pg_index.indisunique",
        """SELECT format('ALTER TABLE %s ADD CONSTRAINT fresh UNIQUE (%I, %I)', a.id, a.col, b.col), a.name, a.col
           FROM own a JOIN own b ON b.rel = a.rel AND b.num = a.num + 1""",
    ),
    real(
        "deferrable keys",
        "pg_constraint.condeferrable pg_index.indimmediate",
        """SELECT format('%s; %s %s', gone, back, CASE WHEN later THEN replace(replace(def, ' INITIALLY DEFERRED', ''),
                         ' DEFERRABLE', '') ELSE def || ' DEFERRABLE' END), name, coalesce(first, '')
           FROM con WHERE type IN ('p', 'u', 'f') AND valid""",
    ),
    real(
        "deferred keys",
        "pg_constraint.condeferred",
        """SELECT format('%s; %s %s', gone, back, CASE WHEN def LIKE '%DEFERRED%' THEN replace(def, ' INITIALLY DEFERRED', '')
                         ELSE replace(def, ' DEFERRABLE', '') || ' DEFERRABLE INITIALLY DEFERRED' END), name, first
           FROM con WHERE type IN ('p', 'u', 'f') AND valid AND first IS NOT NULL""",
    ),
    real(
        "the name of a constraint",
        "pg_constraint.conname",
        "SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO odd', id, conname), name, '' FROM con WHERE type IN ('c', 'x')",
    ),
    real(
        "the name of a key",
        "pg_constraint.conname",
        """SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO usual', id, conname), name, '' FROM con
           WHERE type IN ('p', 'u', 'f') AND conname !~ '(_pkey|_key|_fkey)$'""",
    ),
    real(
        "not validated",
        "pg_constraint.convalidated",
        """SELECT format('%s; %s %s NOT VALID', gone, back, def), name, '' FROM con WHERE type IN ('c', 'f') AND valid
           UNION ALL SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', id, conname), name, '' FROM con
           WHERE type IN ('c', 'f') AND NOT valid""",
    ),
    real(
        "a NOT NULL that is not validated",
        "pg_constraint.convalidated",
        """SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL; ALTER TABLE %s ADD CONSTRAINT %I NOT NULL %I NOT VALID', id,
                         first, id, conname, first), name, first
           FROM con WHERE type = 'n' AND valid""",
        since=18,
    ),
    real(
        "the name of a NOT NULL",
        "pg_constraint.conname",
        # One that the server chose is written down nowhere, so it may be another; a long one it has shortened.
        """SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO odd', id, conname), name, first FROM con
           WHERE type = 'n' AND conname <> name || '_' || first || '_not_null'
             AND octet_length(name || first) < 54""",
        since=18,
    ),
    real(
        "not enforced",
        "pg_constraint.conenforced",
        """SELECT format('%s; %s %s', gone, back, CASE WHEN def LIKE '%NOT ENFORCED' THEN replace(def, ' NOT ENFORCED', '')
                         ELSE replace(def, ' NOT VALID', '') || ' NOT ENFORCED' END), name, ''
           FROM con WHERE type IN ('c', 'f')""",
        since=18,
    ),
    real(
        "a foreign key is added",
        "pg_constraint.confrelid",
        """SELECT format('ALTER TABLE %s ADD CONSTRAINT fresh FOREIGN KEY (%I) REFERENCES %s', own.id, own.col, con.id),
                  own.name, own.col
           FROM own, con JOIN col c ON c.rel = con.rel AND c.num = con.conkey[1]
           WHERE con.type = 'p' AND cardinality(con.conkey) = 1 AND c.type = own.type AND own.kind = 'r'
             AND NOT EXISTS (SELECT FROM con f WHERE f.rel = own.rel AND f.type = 'f' AND f.conkey = ARRAY[own.num]
                             AND f.confrelid = con.rel)""",
    ),
    real(
        "a foreign key to another table",
        "pg_constraint.confrelid pg_constraint.confkey",
        """SELECT format('CREATE TABLE public.target (LIKE %s INCLUDING INDEXES); %s; %s %s', con.confrelid::regclass, gone,
                         back, replace(def, format('REFERENCES %s(', con.confrelid::regclass), 'REFERENCES public.target(')),
                  con.name, first
           FROM con WHERE type = 'f' AND def NOT LIKE '%PERIOD%'""",
    ),
    real(
        "ON DELETE",
        "pg_constraint.confdeltype",
        """SELECT format('%s; %s %s', gone, back, regexp_replace(regexp_replace(def, ' ON DELETE (SET \\w+|NO ACTION|\\w+)( \\(.*?\\))?',
                         ''), '(?= DEFERRABLE| NOT VALID|$)', ' ON DELETE ' || x)), name, first
           FROM con, (VALUES ('CASCADE', 'c'), ('SET NULL', 'n'), ('SET DEFAULT', 'd'), ('RESTRICT', 'r'), ('NO ACTION', 'a')) v (x, k)
           WHERE type = 'f' AND del::text <> k AND def NOT LIKE '%PERIOD%'""",
    ),
    real(
        "ON UPDATE",
        "pg_constraint.confupdtype",
        """SELECT format('%s; %s %s', gone, back, regexp_replace(regexp_replace(def, ' ON UPDATE (SET \\w+|NO ACTION|\\w+)', ''),
                         '(?= ON DELETE| DEFERRABLE| NOT VALID|$)', ' ON UPDATE ' || x)), name, first
           FROM con, (VALUES ('CASCADE', 'c'), ('SET NULL', 'n'), ('SET DEFAULT', 'd'), ('RESTRICT', 'r'), ('NO ACTION', 'a')) v (x, k)
           WHERE type = 'f' AND upd::text <> k AND def NOT LIKE '%PERIOD%'""",
    ),
    real(
        "the columns that ON DELETE sets",
        "pg_constraint.confdelsetcols",
        """SELECT format('%s; %s %s', gone, back, CASE WHEN def ~ 'SET NULL \\(' THEN regexp_replace(def, 'SET NULL \\(.*?\\)',
                         'SET NULL') ELSE replace(def, 'SET NULL', format('SET NULL (%I)', first)) END), name, first
           FROM con WHERE type = 'f' AND def LIKE '%DELETE SET NULL%' AND cardinality(conkey) > 1""",
        since=15,
    ),
    real(
        "MATCH",
        "pg_constraint.confmatchtype",
        """SELECT format('%s; %s %s', gone, back, CASE WHEN def LIKE '%MATCH FULL%' THEN replace(def, ' MATCH FULL', '')
                         ELSE regexp_replace(def, '(REFERENCES [^(]+\\([^)]+\\))', '\\1 MATCH FULL') END), name, first
           FROM con WHERE type = 'f' AND def NOT LIKE '%PERIOD%'""",
    ),
    real(
        "the pairs of a foreign key",
        "pg_constraint.conkey pg_constraint.confkey",
        """SELECT format('%s; %s %s', gone, back, regexp_replace(def, 'FOREIGN KEY \\(([^,()]+), ([^,()]+)\\)',
                         'FOREIGN KEY (\\2, \\1)')), name, first
           FROM con WHERE type = 'f' AND cardinality(conkey) = 2""",
    ),
    real(
        "a temporal key becomes a plain one",
        "pg_constraint.conperiod",
        """SELECT format('%s; %s %s', gone, back, replace(def, ' WITHOUT OVERLAPS', '')), name, first
           FROM con WHERE def LIKE '%WITHOUT OVERLAPS%'""",
        since=18,
    ),
    real(
        "triggers of foreign keys",
        "pg_trigger.tgenabled",
        """SELECT format('ALTER TABLE %s DISABLE TRIGGER ALL', id), name, '' FROM con WHERE type = 'f' AND kind = 'r'""",
    ),
    real(
        "a check is added",
        "pg_constraint.conbin",
        """SELECT format('ALTER TABLE %s ADD CONSTRAINT fresh CHECK (%I IS NOT NULL OR %s)', id, col, x), name, 'fresh'
           FROM own, (VALUES ('false'), ('1 > 2'), ($$'a' = 'b'$$)) v (x) WHERE kind <> 'f'""",
    ),
    real(
        "the condition of a check",
        "pg_constraint.conbin",
        """SELECT format('%s; %s %s', gone, back, regexp_replace(def, '^CHECK \\((.*)\\)( NO INHERIT)?( NOT \\w+)?$',
                         format('CHECK (\\1 %s)\\2\\3', x))), name, conname
           FROM con, (VALUES ('OR random() > 2'), ('AND true'), ('OR 1 = 2'), ('IS NOT FALSE'), ('= false')) v (x) WHERE type = 'c'""",
    ),
    real(
        "a check and its heirs",
        "pg_constraint.connoinherit",
        """SELECT format('%s; %s %s', gone, back, CASE WHEN alone THEN replace(def, ' NO INHERIT', '')
                         ELSE regexp_replace(def, '( NOT VALID| NOT ENFORCED|$)', ' NO INHERIT\\1') END), name, conname
           FROM con WHERE type = 'c'""",
    ),
    real(
        "an exclusion",
        "pg_constraint.conexclop pg_index.indisexclusion",
        """SELECT format('%s; %s %s', gone, back, replace(def, 'club WITH =', 'club WITH <>')), name, conname
           FROM con WHERE type = 'x' AND def LIKE '%club WITH =%'
           UNION ALL SELECT format('ALTER TABLE %s ADD CONSTRAINT fresh EXCLUDE (%I WITH =)', id, col), name, 'fresh'
           FROM own WHERE kind = 'r' AND type IN ('integer', 'text', 'bigint')
           UNION ALL SELECT format('%s; %s %s', gone, back, regexp_replace(def, ' WHERE .*', '')), name, conname
           FROM con WHERE type = 'x' AND def LIKE '%WHERE%'""",
    ),
)

INDEXES: Final[tuple[Mutation, ...]] = (
    real(
        "an index is dropped",
        "pg_index.indkey",
        "SELECT format('DROP INDEX %s CASCADE', index_id), name, CASE WHEN uniq THEN '' ELSE index END FROM idx",
    ),
    real(
        "an index is added",
        "pg_index.indkey",
        """SELECT format('CREATE INDEX fresh ON %s (%I %s)', id, col, x), name, 'fresh'
           FROM col, (VALUES (''), ('DESC'), ('NULLS FIRST')) v (x) WHERE kind IN ('r', 'p', 'm')""",
    ),
    real(
        "an index is renamed",
        "pg_constraint.conname",
        "SELECT format('ALTER INDEX %s RENAME TO odd', index_id), name, '' FROM idx WHERE NOT uniq",
    ),
    real(
        "unique and not",
        "pg_index.indisunique",
        """SELECT format('DROP INDEX %s; %s', index_id, CASE WHEN uniq THEN replace(def, 'CREATE UNIQUE', 'CREATE')
                         ELSE replace(def, 'CREATE INDEX', 'CREATE UNIQUE INDEX') END), name, '' FROM idx
           WHERE method = 'btree'""",
    ),
    real(
        "one more column",
        "pg_index.indnkeyatts pg_index.indkey",
        """SELECT format('DROP INDEX %s; %s', index_id, replace(idx.def, head, regexp_replace(head, '\\)$', format(', %I)', col)))),
                  idx.name, ''
           FROM idx JOIN own USING (rel) WHERE method = 'btree' AND idx.def LIKE head || '%'
             AND own.num <> ALL (indkey::int2[])""",
    ),
    real(
        "INCLUDE",
        "pg_index.indnatts",
        """SELECT format('DROP INDEX %s; %s INCLUDE (%I) %s', index_id, head, col, tail), idx.name, ''
           FROM idx JOIN own USING (rel) WHERE method = 'btree' AND own.num <> ALL (indkey::int2[]) AND gen <> 'v'""",
    ),
    real(
        "INCLUDE is lost",
        "pg_index.indnatts",
        """SELECT format('DROP INDEX %s; %s %s', index_id, head, tail), name, '' FROM idx WHERE keys < atts""",
    ),
    real(
        "a predicate",
        "pg_index.indpred",
        """SELECT format('DROP INDEX %s; %s WHERE %s', index_id, regexp_replace(def, ' WHERE .*', ''), x), idx.name, ''
           FROM idx JOIN LATERAL (SELECT format(f, col) FROM own, (VALUES ('%I IS NOT NULL'), ('%I IS NULL'),
                                  ('coalesce(%I::text, ''b'') <> ''a''')) v (f) WHERE own.rel = idx.rel) f (x) ON true
           UNION ALL SELECT format('DROP INDEX %s; %s', index_id, regexp_replace(def, ' WHERE .*', '')), name, ''
           FROM idx WHERE partial""",
    ),
    real(
        "a direction",
        "pg_index.indoption",
        """SELECT format('DROP INDEX %s; %s', index_id, replace(def, head, regexp_replace(head,
                         '( DESC NULLS LAST| DESC)?\\)$', x || ')'))), name, ''
           FROM idx, (VALUES (' DESC'), (' NULLS FIRST'), (' DESC NULLS LAST')) v (x)
           WHERE method = 'btree' AND def LIKE head || '%' AND head NOT LIKE '%' || x || ')'""",
    ),
    real(
        "a collation of an index",
        "pg_index.indcollation",
        """SELECT format('CREATE INDEX fresh ON %s (%I); DROP INDEX public.fresh; DROP INDEX %s; %s', idx.id, col, index_id,
                         replace(idx.def, head, regexp_replace(head, '\\)$', ' COLLATE "POSIX")'))), idx.name, ''
           FROM idx JOIN own ON own.rel = idx.rel AND own.num = idx.indkey[keys - 1] AND own.coll <> 0
           WHERE method = 'btree' AND idx.def LIKE head || '%' AND head !~ 'COLLATE|DESC|_ops'""",
    ),
    real(
        "an operator class",
        "pg_index.indclass",
        """SELECT format('DROP INDEX %s; %s', index_id, replace(idx.def, head, regexp_replace(head, '\\)$', ' text_pattern_ops)'))),
                  idx.name, ''
           FROM idx JOIN own ON own.rel = idx.rel AND own.num = idx.indkey[keys - 1] AND own.type = 'text'
           WHERE method = 'btree' AND idx.def LIKE head || '%' AND head !~ 'DESC|_ops'
           UNION ALL SELECT format('DROP INDEX %s; %s', index_id, replace(def, ' text_pattern_ops', '')), name, ''
           FROM idx WHERE def LIKE '%text_pattern_ops%'""",
    ),
    real(
        "an expression of an index",
        "pg_index.indexprs",
        """SELECT format('DROP INDEX %s; %s', index_id, replace(def, 'lower(', 'upper(')), name, '' FROM idx
           WHERE def LIKE '%lower(%'
           UNION ALL SELECT format('CREATE INDEX fresh ON %s ((%I IS NULL))', id, col), name, 'fresh' FROM own
           WHERE kind <> 'f'""",
    ),
    real(
        "the method of an index",
        "pg_index.indkey",
        """SELECT format('DROP INDEX %s; CREATE INDEX %I ON %s USING %s (%I)', index_id, index, id, m, first), name, ''
           FROM idx, (VALUES ('hash'), ('brin'), ('gist')) v (m) WHERE method <> m AND NOT uniq AND NOT partial""",
    ),
    real(
        "NULLS NOT DISTINCT",
        "pg_index.indnullsnotdistinct",
        """SELECT format('DROP INDEX %s; %s', index_id, CASE WHEN def LIKE '%NULLS NOT DISTINCT%'
                         THEN replace(def, ' NULLS NOT DISTINCT', '')
                         ELSE regexp_replace(def, '( WHERE .*|$)', ' NULLS NOT DISTINCT\\1') END), name, ''
           FROM idx WHERE uniq""",
        since=15,
    ),
    real(
        "an index that is not valid",
        "pg_index.indisvalid",
        "SELECT format('UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s', idx), name, '' FROM idx",
    ),
    real(
        "an index that is not ready",
        "pg_index.indisready",
        """SELECT format('UPDATE pg_index SET indisready = false, indisvalid = false WHERE indexrelid = %s', idx), name, ''
           FROM idx""",
    ),
)

IDLE: Final[tuple[Mutation, ...]] = (
    idle(
        "an index is made anew",
        "SELECT format('DROP INDEX %s; %s', index_id, def), name, '' FROM idx WHERE NOT heir AND identity <> 'i' AND said IS NULL",
    ),
    idle(
        "a constraint is made anew",
        """SELECT format('%s; %s %s', gone, back, def), name, '' FROM con
           WHERE type IN ('c', 'x', 'f') AND said IS NULL
             AND NOT EXISTS (SELECT FROM pg_depend WHERE refobjid = con AND deptype <> 'i')""",
    ),
    idle(
        "the order of constraints",
        """SELECT string_agg(gone, ';' ORDER BY conname) || ';' || string_agg(back || ' ' || def, ';' ORDER BY conname DESC), name, ''
           FROM con WHERE type IN ('c', 'f') AND said IS NULL GROUP BY name""",
    ),
    idle(
        "a check in more parentheses",
        """SELECT format('%s; %s CHECK (((%s)))', gone, back,
           regexp_replace(def, '^CHECK (\\(.*\\))$', '\\1')), name, '' FROM con WHERE type = 'c' AND said IS NULL AND def ~ '\\)$'""",
    ),
    idle("reindexed", "SELECT format('REINDEX INDEX %s', index_id), name, '' FROM idx"),
    idle(
        "an index in the usual spelling",
        """SELECT format('DROP INDEX %s; %s', index_id,
           regexp_replace(def, 'USING btree \\((\\w+)\\)$', '(\\1 ASC NULLS LAST)')), name, '' FROM idx
           WHERE method = 'btree' AND identity <> 'i' AND said IS NULL""",
    ),
    idle(
        "a foreign key with its defaults spelt out",
        """SELECT format('%s; %s %s', gone, back, replace(def, ' NOT VALID', '')
           || ' NOT DEFERRABLE INITIALLY IMMEDIATE'), name, '' FROM con WHERE type = 'f' AND NOT later AND valid AND said IS NULL""",
    ),
)
