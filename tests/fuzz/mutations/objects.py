"""Changes of what hangs on tables, of views, types, functions, sequences, and of what the database itself holds."""

from __future__ import annotations

from typing import Final

from .mutation import Mutation, real

ON_TABLES: Final[tuple[Mutation, ...]] = (
    real("a trigger is dropped", "pg_trigger.tgfoid", "SELECT gone, name, trg FROM trg"),
    real(
        "a trigger is turned off or on",
        "pg_trigger.tgenabled",
        """SELECT format('ALTER TABLE %s %s TRIGGER %I', id, x, trg), name, trg
           FROM trg, (VALUES ('DISABLE', 'D'), ('ENABLE ALWAYS', 'A'), ('ENABLE REPLICA', 'R'), ('ENABLE', 'O')) v (x, k)
           WHERE enabled::text <> k""",
    ),
    real(
        "when a trigger fires",
        "pg_trigger.tgtype",
        """SELECT format('%s; %s', gone, replace(def, a, b)), name, trg
           FROM trg, (VALUES (' BEFORE ', ' AFTER '), (' DELETE ', ' UPDATE '), (' INSERT ', ' DELETE '),
                             (' FOR EACH ROW ', ' FOR EACH STATEMENT ')) v (a, b) WHERE position(a in def) > 0""",
    ),
    real(
        "the columns of a trigger",
        "pg_trigger.tgattr",
        """SELECT format('%s; %s', gone, regexp_replace(def, 'UPDATE OF (("[^"]*"|[^ ,])+, )?', 'UPDATE OF ')), name, trg
           FROM trg WHERE def ~ 'UPDATE OF [^ ]+, '
           UNION ALL SELECT format('%s; %s', gone, replace(trg.def, 'UPDATE ON', format('UPDATE OF %I ON', col))), trg.name, trg
           FROM trg JOIN own USING (rel) WHERE trg.def LIKE '%UPDATE ON%' AND own.gen = ''""",
    ),
    real(
        "the condition of a trigger",
        "pg_trigger.tgqual",
        """SELECT format('%s; %s', gone, regexp_replace(def, 'WHEN \\((.*)\\) EXECUTE', x)), name, trg
           FROM trg, (VALUES ('EXECUTE'), ('WHEN (\\1 AND 1 = 1) EXECUTE'), ('WHEN (NOT \\1) EXECUTE')) v (x) WHERE def LIKE '%WHEN (%'
           UNION ALL SELECT format('%s; %s', gone, replace(def, ' EXECUTE', ' WHEN (1 < 2) EXECUTE')), name, trg
           FROM trg WHERE def NOT LIKE '%WHEN (%'""",
    ),
    real(
        "the function of a trigger",
        "pg_trigger.tgfoid",
        """SELECT format('CREATE FUNCTION public.otherwise() RETURNS trigger LANGUAGE plpgsql AS %L; %s; %s', 'BEGIN END', gone,
                         regexp_replace(def, 'EXECUTE FUNCTION .*\\(', 'EXECUTE FUNCTION public.otherwise(')), name, trg FROM trg""",
    ),
    real(
        "the arguments of a trigger",
        "pg_trigger.tgargs",
        """SELECT format('%s; %s', gone, regexp_replace(def, '\\)$', CASE WHEN args > 0 THEN ', ' ELSE '' END || x || ')')), name,
                  trg FROM trg, (VALUES ($$'x'$$), ($$''$$), ($$'a, b'$$), ($$'a\\b'$$)) v (x)""",
    ),
    real(
        "the transition tables of a trigger",
        "pg_trigger.tgoldtable",
        """SELECT format('%s; %s', gone, regexp_replace(def, ' REFERENCING OLD TABLE AS \\w+', x)), name, trg
           FROM trg, (VALUES (''), (' REFERENCING OLD TABLE AS "other one"')) v (x) WHERE def LIKE '%OLD TABLE%'""",
    ),
    real(
        "a transition table of new rows",
        "pg_trigger.tgnewtable",
        """SELECT format('CREATE TRIGGER fresh AFTER INSERT ON %s REFERENCING NEW TABLE AS n EXECUTE FUNCTION %s', id, fn), name,
                  'fresh'
           FROM plain, (SELECT fn.id AS fn FROM fn WHERE result = 'trigger'::regtype LIMIT 1) f""",
    ),
    real(
        "a constraint trigger",
        "pg_trigger.tgconstraint",
        """SELECT format('%s; %s', gone, regexp_replace(replace(def, 'CONSTRAINT TRIGGER', 'TRIGGER'),
                         ' (NOT )?DEFERRABLE INITIALLY \\w+', '')), name, trg
           FROM trg WHERE constr
           UNION ALL SELECT format('%s; %s', gone, replace(replace(def, 'BEFORE', 'AFTER'), 'CREATE TRIGGER',
                                   'CREATE CONSTRAINT TRIGGER')), name, trg
           FROM trg WHERE NOT constr""",
    ),
    real(
        "the other table of a constraint trigger",
        "pg_trigger.tgconstrrelid",
        """SELECT format('%s; %s', gone, regexp_replace(def, 'ON \\S+ ', format('\\& FROM %s ', plain.id))), trg.name, trg
           FROM trg, plain WHERE constr AND def NOT LIKE '% FROM %'""",
    ),
    real(
        "a deferrable trigger",
        "pg_trigger.tgdeferrable",
        """SELECT format('%s; %s', gone, CASE WHEN def LIKE '% NOT DEFERRABLE%' THEN replace(def, 'NOT DEFERRABLE', 'DEFERRABLE')
                         ELSE regexp_replace(def, 'DEFERRABLE INITIALLY \\w+', 'NOT DEFERRABLE') END), name, trg
           FROM trg WHERE constr""",
    ),
    real(
        "a deferred trigger",
        "pg_trigger.tginitdeferred",
        """SELECT format('%s; %s', gone, CASE WHEN def LIKE '%DEFERRED%' THEN replace(def, 'INITIALLY DEFERRED', '')
                         ELSE regexp_replace(def, '(NOT )?DEFERRABLE INITIALLY IMMEDIATE', 'DEFERRABLE INITIALLY DEFERRED') END),
                  name, trg FROM trg WHERE constr""",
    ),
    real(
        "a rule is turned off or on",
        "pg_rewrite.ev_enabled",
        """SELECT format('ALTER TABLE %s %s RULE %I', id, x, rul), name, rul
           FROM rul, (VALUES ('DISABLE', 'D'), ('ENABLE ALWAYS', 'A'), ('ENABLE', 'O')) v (x, k) WHERE enabled::text <> k""",
    ),
    real(
        "a rule",
        "pg_rewrite.ev_type pg_rewrite.is_instead pg_rewrite.ev_qual pg_rewrite.ev_action",
        """SELECT gone, name, rul FROM rul
           UNION ALL SELECT format('%s; %s', gone, replace(def, a, b)), name, rul
           FROM rul, (VALUES ('ON DELETE', 'ON UPDATE'), ('ON UPDATE', 'ON INSERT'), ('INSTEAD', 'ALSO'), (' = ', ' <> '),
                             ('VALUES (1', 'VALUES (2'), ('NOTHING', 'NOTIFY x')) v (a, b) WHERE position(a in def) > 0
           UNION ALL SELECT format('CREATE RULE fresh AS ON INSERT TO %s DO ALSO NOTHING', id), name, 'fresh' FROM tab""",
    ),
    real(
        "a policy is dropped or added",
        "pg_policy.polqual",
        """SELECT gone, name, pol FROM pol
           UNION ALL SELECT format('CREATE POLICY fresh ON %s USING (true)', id), name, 'fresh' FROM tab""",
    ),
    real(
        "the command of a policy",
        "pg_policy.polcmd",
        """SELECT format('%s; CREATE POLICY %I ON %s AS %s FOR %s TO %s USING (%s)', gone, pol, id,
                         CASE WHEN permissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, x,
                         (SELECT coalesce(string_agg(format('%I', rolname), ', '), 'PUBLIC') FROM pg_roles WHERE oid = ANY (roles)),
                         qual), name, pol
           FROM pol, (VALUES ('SELECT', 'r'), ('UPDATE', 'w'), ('DELETE', 'd')) v (x, k) WHERE cmd::text <> k AND checked IS NULL""",
    ),
    real(
        "a restrictive policy",
        "pg_policy.polpermissive",
        """SELECT format('UPDATE pg_policy SET polpermissive = NOT polpermissive WHERE polname = %L', pol), name, pol FROM pol""",
    ),
    real(
        "the roles of a policy",
        "pg_policy.polroles",
        """SELECT format('ALTER POLICY %I ON %s TO %s', pol, id, x), name, pol
           FROM pol, (VALUES ('CURRENT_USER'), ('schemacheck_reader, schemacheck_writer')) v (x)""",
    ),
    real(
        "the condition of a policy",
        "pg_policy.polqual",
        """SELECT format('ALTER POLICY %I ON %s USING (%s)', pol, id, x), name, pol
           FROM pol, LATERAL (VALUES ('true'), (format('NOT (%s)', qual)), (format('(%s) OR 1 = 2', qual)), ('now() IS NULL')) v (x)
           WHERE qual IS NOT NULL AND qual <> x""",
    ),
    real(
        "what a policy checks",
        "pg_policy.polwithcheck",
        """SELECT format('ALTER POLICY %I ON %s WITH CHECK (%s)', pol, id, x), name, pol
           FROM pol, LATERAL (VALUES ('true'), (format('NOT (%s)', qual))) v (x) WHERE cmd IN ('*', 'w', 'a')""",
    ),
    real(
        "statistics",
        "pg_statistic_ext.stxkeys pg_statistic_ext.stxkind",
        """SELECT format('CREATE STATISTICS public.fresh (%s) ON %I, %I FROM %s', x, a.col, b.col, a.id), a.name, 'fresh'
           FROM own a JOIN own b ON b.rel = a.rel AND b.num > a.num, (VALUES ('ndistinct'), ('mcv')) v (x) WHERE a.kind = 'r'
           UNION ALL SELECT format('DROP STATISTICS public.%I; %s', stxname, replace(pg_get_statisticsobjdef(s.oid), a, b)),
                     name, stxname
           FROM rel JOIN pg_statistic_ext s ON stxrelid = rel,
                (VALUES ('(ndistinct, dependencies)', '(dependencies)'), (' ON ', ' (mcv) ON '), ('club, state', 'club, code')) v (a, b)
           WHERE position(a in pg_get_statisticsobjdef(s.oid)) > 0 AND NOT (a = ' ON ' AND pg_get_statisticsobjdef(s.oid) ~ '\\(.*\\) ON')
           UNION ALL SELECT format('DROP STATISTICS public.%I', stxname), name, stxname
           FROM rel JOIN pg_statistic_ext s ON stxrelid = rel""",
    ),
    real(
        "statistics of expressions",
        "pg_statistic_ext.stxexprs",
        """SELECT format('DROP STATISTICS public.%I; %s', stxname, replace(pg_get_statisticsobjdef(s.oid), 'lower', 'upper')),
                  name, stxname
           FROM rel JOIN pg_statistic_ext s ON stxrelid = rel WHERE pg_get_statisticsobjdef(s.oid) LIKE '%lower%'""",
        since=14,
    ),
    real(
        "a partition",
        "pg_class.relpartbound",
        """SELECT format('ALTER TABLE %s DETACH PARTITION %s', inhparent::regclass, id), name, name
           FROM rel JOIN pg_inherits ON inhrelid = rel WHERE part
           UNION ALL SELECT format('ALTER TABLE %1$s DETACH PARTITION %2$s; ALTER TABLE %1$s ATTACH PARTITION %2$s %3$s',
                                   inhparent::regclass, id, x), name, name
           FROM rel JOIN pg_inherits ON inhrelid = rel,
                (VALUES ('DEFAULT'), ('FOR VALUES FROM (77) TO (78)'), ($$FOR VALUES IN ('zz')$$), ($$FOR VALUES FROM ('2029-01-01')
                 TO ('2030-01-01')$$)) v (x)
           WHERE part AND pg_get_expr((SELECT relpartbound FROM pg_class WHERE oid = rel), rel) <> x""",
    ),
    real(
        "what a partition has of its own",
        "pg_constraint.conbin pg_index.indpred pg_policy.polqual pg_attrdef.adbin",
        """SELECT format('ALTER TABLE %s ADD CONSTRAINT fresh CHECK (1 = 1)', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('CREATE INDEX fresh ON %s ((1 + 1))', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('CREATE POLICY fresh ON %s USING (true)', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('ALTER TABLE %s SET UNLOGGED', id), name, name FROM rel WHERE part AND kind = 'r'
           UNION ALL SELECT format('ALTER TABLE %s OWNER TO schemacheck_reader', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('GRANT SELECT ON %s TO PUBLIC', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('COMMENT ON TABLE %s IS %L', id, 'fresh'), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('CREATE RULE fresh AS ON DELETE TO %s DO INSTEAD NOTHING', id), name, name FROM rel WHERE part AND kind <> 'I' AND kind <> 'i'
           UNION ALL SELECT format('ALTER TABLE %s DISABLE TRIGGER ALL', id), name, name FROM rel
           WHERE part AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = rel)
           UNION ALL SELECT format('ALTER TABLE %s ALTER %I SET DEFAULT NULL; ALTER TABLE %s ALTER %I SET NOT NULL', id, attname, id,
                                   attname), name, name
           FROM rel JOIN pg_attribute ON attrelid = rel AND attnum > 0 AND NOT attnotnull AND attgenerated = '' WHERE part
           UNION ALL SELECT format('DROP INDEX %s; %s', indexrelid::regclass, pg_get_indexdef(indexrelid) || ' AND 2 > 1'), name, name
           FROM rel JOIN pg_index ON indrelid = rel WHERE part AND indpred IS NOT NULL
           UNION ALL SELECT format('ALTER TABLE %1$s DROP CONSTRAINT %2$I; ALTER TABLE %1$s ADD CONSTRAINT %2$I CHECK (1 < 2)', id,
                                   conname), name, name
           FROM rel JOIN pg_constraint ON conrelid = rel WHERE part AND contype = 'c' AND conislocal""",
    ),
    real(
        "a partition key",
        """pg_partitioned_table.partstrat pg_partitioned_table.partnatts pg_partitioned_table.partattrs
           pg_partitioned_table.partclass pg_partitioned_table.partcollation pg_partitioned_table.partexprs""",
        """SELECT format('DROP TABLE public.named; CREATE TABLE public.named (a text COLLATE "C", b text) PARTITION BY %s', x), name, ''
           FROM rel, (VALUES ('LIST (a COLLATE "C" text_pattern_ops)'), ('RANGE (a COLLATE "C" text_pattern_ops, b)'),
                             ('RANGE (b COLLATE "C" text_pattern_ops)'), ('RANGE (a COLLATE "C")'), ('RANGE (b text_pattern_ops)'),
                             ('RANGE (a COLLATE "POSIX" text_pattern_ops)'), ('RANGE (lower(a))'), ('HASH (a)')) v (x)
           WHERE name = 'named'""",
    ),
)

VIEWS: Final[tuple[Mutation, ...]] = (
    real(
        "the definition of a view",
        "pg_rewrite.ev_action",
        """SELECT format('CREATE OR REPLACE VIEW %s AS %s', id, replace(regexp_replace(pg_get_viewdef(rel), ';$', ''), a, b)), name, ''
           FROM rel, (VALUES (' = 1', ' = 2'), (' > ', ' >= '), ('SELECT', 'SELECT DISTINCT'), ('NOT ', ''), (':', ';')) v (a, b)
           WHERE kind = 'v' AND position(a in pg_get_viewdef(rel)) > 0
           UNION ALL SELECT format('DROP MATERIALIZED VIEW %s; CREATE MATERIALIZED VIEW %s AS %s LIMIT 3', id, id,
                                   regexp_replace(pg_get_viewdef(rel), ';$', '')), name, '' FROM rel WHERE kind = 'm'""",
    ),
    real(
        "a view is dropped",
        "pg_rewrite.ev_type",
        "SELECT format('DROP VIEW %s', id), name, '' FROM rel WHERE kind = 'v'",
    ),
    real(
        "the options of a view",
        "pg_rewrite.ev_action",
        """SELECT format('ALTER VIEW %s %s', id, x), name, ''
           FROM rel JOIN pg_class ON oid = rel, (VALUES ('SET (security_barrier = on)'), ('SET (check_option = cascaded)'),
                ('RESET (security_barrier )'), ('RESET (check_option )')) v (x)
           WHERE rel.kind = 'v' AND coalesce(reloptions::text, '') ~ split_part(split_part(x, '(', 2), ' ', 1) = (x LIKE 'RESET%')""",
    ),
    real(
        "populated",
        "pg_class.relispopulated",
        """SELECT format('REFRESH MATERIALIZED VIEW %s WITH %s DATA', id, CASE WHEN relispopulated THEN 'NO' ELSE '' END), name, ''
           FROM rel JOIN pg_class ON oid = rel WHERE kind = 'm'""",
    ),
    real(
        "the server of a foreign table",
        "pg_foreign_table.ftserver",
        """SELECT format('UPDATE pg_foreign_table SET ftserver = %s WHERE ftrelid = %s', s.oid, rel), name, ''
           FROM rel JOIN pg_foreign_table t ON t.ftrelid = rel JOIN pg_foreign_server s ON s.oid <> t.ftserver""",
    ),
    real(
        "the options of a foreign table",
        "pg_foreign_table.ftoptions",
        "SELECT format('ALTER FOREIGN TABLE %s OPTIONS (ADD more %L)', id, 'x'), name, '' FROM rel WHERE kind = 'f'",
    ),
)

TYPES: Final[tuple[Mutation, ...]] = (
    real(
        "a label",
        "pg_enum.enumlabel",
        """SELECT format('ALTER TYPE %s RENAME VALUE %L TO %L', id, enumlabel, 'another "one"'), name, ''
           FROM typ JOIN pg_enum ON enumtypid = typ
           UNION ALL SELECT format('ALTER TYPE %s ADD VALUE %L', id, 'it''s: new'), name, '' FROM typ WHERE kind = 'e'""",
    ),
    real(
        "the order of labels",
        "pg_enum.enumsortorder",
        """SELECT format('UPDATE pg_enum SET enumsortorder = 99 WHERE enumtypid = %s AND enumsortorder = 1', typ), name, ''
           FROM typ WHERE kind = 'e'""",
    ),
    real(
        "a type is dropped",
        "pg_enum.enumlabel pg_type.typbasetype",
        "SELECT format('DROP TYPE %s CASCADE', id), name, '' FROM typ",
    ),
    real(
        "the owner of a type",
        "pg_type.typowner",
        """SELECT format('ALTER TYPE %s OWNER TO %s', id, role_id), name, rolname FROM typ, other WHERE kind <> 'd'
           UNION ALL SELECT format('ALTER DOMAIN %s OWNER TO %s', id, role_id), name, rolname FROM typ, other WHERE kind = 'd'""",
    ),
    real(
        "rights on a type",
        "pg_type.typacl",
        """SELECT format('REVOKE USAGE ON %s %s FROM PUBLIC', CASE kind WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, id), name, ''
           FROM typ
           UNION ALL SELECT format('GRANT USAGE ON TYPE %s TO %s', id, role_id), name, rolname FROM typ, other""",
    ),
    real(
        "NOT NULL of a domain",
        "pg_type.typnotnull",
        """SELECT format('ALTER DOMAIN %s %s NOT NULL', id, CASE WHEN required THEN 'DROP' ELSE 'SET' END), name, '' FROM typ
           WHERE kind = 'd'""",
    ),
    real(
        "the default of a domain",
        "pg_type.typdefault pg_type.typdefaultbin",
        """SELECT format('ALTER DOMAIN %s %s', id, x), name, ''
           FROM typ, (VALUES ('SET DEFAULT 5'), ($$SET DEFAULT '5'$$), ('DROP DEFAULT')) v (x)
           WHERE kind = 'd' AND (def IS NOT NULL OR x LIKE 'SET%')""",
    ),
    real(
        "the checks of a domain",
        "pg_constraint.conbin pg_constraint.conname",
        """SELECT format('ALTER DOMAIN %s ADD CONSTRAINT fresh CHECK (VALUE IS NOT NULL)', id), name, '' FROM typ WHERE kind = 'd'
           UNION ALL SELECT format('ALTER DOMAIN %s DROP CONSTRAINT %I', id, conname), name, ''
           FROM typ JOIN pg_constraint ON contypid = typ WHERE contype = 'c'
           UNION ALL SELECT format('ALTER DOMAIN %s RENAME CONSTRAINT %I TO odd', id, conname), name, ''
           FROM typ JOIN pg_constraint ON contypid = typ WHERE contype = 'c'""",
    ),
    real(
        "the type of a domain",
        "pg_type.typbasetype pg_type.typtypmod",
        """SELECT format('DROP DOMAIN %s; CREATE DOMAIN %s AS %s', id, id, t), name, ''
           FROM typ, (VALUES ('bigint'), ('varchar(7)'), ('numeric(3, 1)')) v (t) WHERE kind = 'd'
           UNION ALL SELECT format('UPDATE pg_type SET typtypmod = typtypmod + 1 WHERE oid = %s', typ), name, '' FROM typ
           WHERE kind = 'd' AND base IN ('numeric'::regtype, 'varchar'::regtype)""",
    ),
    real(
        "the collation of a domain",
        "pg_type.typcollation",
        """SELECT format('DROP DOMAIN %s; CREATE DOMAIN %s AS text COLLATE "POSIX"', id, id), name, '' FROM typ
           WHERE kind = 'd' AND base = 'text'::regtype AND NOT required""",
    ),
    real(
        "the attributes of a composite type",
        "pg_attribute.atttypid pg_attribute.attcollation",
        """SELECT format('ALTER TYPE %s ADD ATTRIBUTE fresh int', id), name, '' FROM typ WHERE kind = 'c'
           UNION ALL SELECT format('ALTER TYPE %s %s', id, format(x, attname)), name, ''
           FROM typ JOIN pg_attribute ON attrelid = typrelid AND NOT attisdropped,
                (VALUES ('DROP ATTRIBUTE %I'), ('RENAME ATTRIBUTE %I TO odd'), ('ALTER ATTRIBUTE %I TYPE date'),
                        ('ALTER ATTRIBUTE %I TYPE text COLLATE "POSIX"')) v (x) WHERE kind = 'c'""",
    ),
    real(
        "a range",
        """pg_range.rngsubtype pg_range.rngcollation pg_range.rngsubopc pg_range.rngsubdiff pg_range.rngcanonical""",
        """SELECT format('DROP TYPE %s; CREATE TYPE %s AS RANGE (%s)', id, id, x), name, ''
           FROM typ, (VALUES ('subtype = float4'), ('subtype = float8, subtype_diff = float8mi'), ('subtype = float8'),
                             ('subtype = text, collation = "POSIX"'), ('subtype = text'),
                             ('subtype = text, collation = "C", subtype_opclass = text_pattern_ops')) v (x)
           WHERE kind = 'r' AND x <> (SELECT concat_ws(', ', 'subtype = ' || t.typname, 'subtype_diff = ' || p.proname) FROM pg_range
                                      JOIN pg_type t ON t.oid = rngsubtype LEFT JOIN pg_proc p ON p.oid = rngsubdiff WHERE rngtypid = typ)
           UNION ALL SELECT format('UPDATE pg_range SET rngcanonical = %s WHERE rngtypid = %s',
                                   '''daterange_canonical(daterange)''::regprocedure', typ), name, '' FROM typ WHERE kind = 'r'""",
    ),
    real(
        "a multirange",
        "pg_range.rngmultitypid",
        """SELECT format('ALTER TYPE public.%I RENAME TO manifold', m.typname), typ.name, ''
           FROM typ JOIN pg_range ON rngtypid = typ JOIN pg_type m ON m.oid = rngmultitypid""",
        since=14,
    ),
    real(
        "a collation of one's own",
        """pg_collation.collprovider pg_collation.collisdeterministic pg_collation.collcollate pg_collation.collctype
           pg_collation.colliculocale pg_collation.colllocale""",
        """SELECT format('DROP COLLATION public.%I; CREATE COLLATION public.%I (%s)', collname, collname, x), collname, ''
           FROM pg_collation, (VALUES ($$provider = icu, locale = 'fr'$$), ($$provider = icu, locale = 'de'$$),
               ($$provider = icu, locale = 'sv', deterministic = false$$), ($$lc_collate = 'POSIX', lc_ctype = 'C'$$),
               ($$lc_collate = 'C', lc_ctype = 'POSIX'$$)) v (x)
           WHERE collnamespace = 'public'::regnamespace AND (collprovider = 'i' OR x NOT LIKE '%''de''%')""",
    ),
    real(
        "the rules of a collation",
        "pg_collation.collicurules",
        """SELECT format('DROP COLLATION public.folded; CREATE COLLATION public.folded (provider = icu, locale = %L, '
                         'deterministic = false, rules = %L)', 'de', '&a < b'), collname, ''
           FROM pg_collation WHERE collname = 'folded'""",
        since=16,
    ),
    real(
        "the owner of a collation",
        "pg_collation.collowner",
        """SELECT format('ALTER COLLATION public.%I OWNER TO schemacheck_reader', collname), collname, 'schemacheck_reader'
           FROM pg_collation WHERE collnamespace = 'public'::regnamespace""",
    ),
    real(
        "a sequence",
        """pg_sequence.seqtypid pg_sequence.seqstart pg_sequence.seqincrement pg_sequence.seqmax pg_sequence.seqmin
           pg_sequence.seqcache pg_sequence.seqcycle""",
        """SELECT format('ALTER SEQUENCE %s %s', id, x), name, ''
           FROM seq, (VALUES ('AS smallint'), ('START 7'), ('INCREMENT 7'), ('MAXVALUE 30000'), ('MINVALUE -77'), ('CACHE 7')) v (x)
           UNION ALL SELECT format('ALTER SEQUENCE %s %s CYCLE', id, CASE WHEN seqcycle THEN 'NO' ELSE '' END), name, '' FROM seq
           UNION ALL SELECT format('DROP SEQUENCE %s CASCADE', id), name, '' FROM seq WHERE NOT owned
           UNION ALL SELECT 'CREATE SEQUENCE public.fresh', 'fresh', ''""",
    ),
)
