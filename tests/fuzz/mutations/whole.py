"""Changes of functions, and of what belongs to a schema or to the database as a whole."""

from __future__ import annotations

from typing import Final

from .mutation import Mutation, idle, real

FUNCTIONS: Final[tuple[Mutation, ...]] = (
    real("a function is dropped", "pg_proc.prokind", "SELECT format('DROP %s %s CASCADE', word, id), name, '' FROM fn"),
    real(
        "a function is added",
        "pg_proc.prokind",
        """SELECT format('CREATE FUNCTION public.%I(money) RETURNS int LANGUAGE sql AS %L', name, 'SELECT 1'), name, '' FROM fn""",
    ),
    real(
        "a procedure becomes a function",
        "pg_proc.prokind",
        """SELECT format('DROP PROCEDURE %s; CREATE FUNCTION %s RETURNS void LANGUAGE plpgsql AS %L', id, id, 'BEGIN END'), name, ''
            FROM fn WHERE kind = 'p'""",
    ),
    real(
        "the owner of a function",
        "pg_proc.proowner",
        "SELECT format('ALTER %s %s OWNER TO %s', word, id, role_id), name, rolname FROM fn, other WHERE owner <> role",
    ),
    real(
        "properties of a function",
        "pg_proc.prosecdef pg_proc.proleakproof pg_proc.proisstrict pg_proc.provolatile pg_proc.proparallel",
        """SELECT format('ALTER FUNCTION %s %s', id, x), name, ''
           FROM fn, LATERAL (VALUES
               (CASE WHEN definer THEN 'SECURITY INVOKER' ELSE 'SECURITY DEFINER' END),
               (CASE WHEN leakproof THEN 'NOT LEAKPROOF' ELSE 'LEAKPROOF' END),
               (CASE WHEN strict THEN 'CALLED ON NULL INPUT' ELSE 'STRICT' END),
               (CASE volatile WHEN 's' THEN 'VOLATILE' ELSE 'STABLE' END), (CASE volatile WHEN 'i' THEN 'VOLATILE' ELSE 'IMMUTABLE' END),
               (CASE parallel WHEN 'r' THEN 'PARALLEL SAFE' ELSE 'PARALLEL RESTRICTED' END)) v (x) WHERE kind = 'f'""",
    ),
    real(
        "the cost of a function",
        "pg_proc.procost",
        "SELECT format('ALTER FUNCTION %s COST 77', id), name, '' FROM fn WHERE kind = 'f'",
    ),
    real(
        "how many rows a function is thought to give",
        "pg_proc.prorows",
        "SELECT format('ALTER FUNCTION %s ROWS 77', id), name, '' FROM fn WHERE kind = 'f' AND several",
    ),
    real(
        "what helps the planner with a function",
        "pg_proc.prosupport",
        """SELECT format('ALTER FUNCTION %s SUPPORT pg_catalog.generate_series_int4_support', id), name, ''
           FROM fn WHERE kind = 'f'""",
    ),
    real(
        "the settings of a function",
        "pg_proc.proconfig",
        """SELECT format('ALTER %s %s %s', word, id, x), name, ''
           FROM fn, (VALUES ('SET search_path = a, "b c"'), ('SET work_mem = ''7MB'''), ('SET search_path = pg_catalog, pg_temp')) v (x)
           WHERE kind <> 'a'
           UNION ALL SELECT format('ALTER FUNCTION %s RESET ALL', id), name, '' FROM fn WHERE config IS NOT NULL""",
    ),
    real(
        "who may call a function",
        "pg_proc.proacl",
        """SELECT format('REVOKE EXECUTE ON %s %s FROM PUBLIC', replace(word, 'AGGREGATE', 'FUNCTION'), id), name, '' FROM fn
           WHERE acl IS NULL
           UNION ALL SELECT format('GRANT EXECUTE ON %s %s TO %s', replace(word, 'AGGREGATE', 'FUNCTION'), id, role_id), name, rolname
           FROM fn, other""",
    ),
    real(
        "the body of a function",
        "pg_proc.prosrc",
        """SELECT replace(def, a, b), name, ''
           FROM fn, (VALUES ('BEGIN', 'BEGIN NULL;'), ('SELECT', 'SELECT DISTINCT'), ('END', E'  \\n-- a word\\nEND'),
                            ('NEW', 'OLD')) v (a, b) WHERE position(a in src) > 0""",
    ),
    real(
        "the body of an atomic function",
        "pg_proc.prosqlbody",
        "SELECT replace(def, '+ 1', '+ 2'), name, '' FROM fn WHERE def LIKE '%BEGIN ATOMIC%'",
        since=14,
    ),
    real(
        "the library of a function",
        "pg_proc.probin pg_proc.prolang",
        """SELECT format('CREATE OR REPLACE FUNCTION public.called(internal) RETURNS internal LANGUAGE %s IMMUTABLE STRICT AS %L', l, b),
                  name, '' FROM fn, (VALUES ('internal', 'int8_avg_deserialize')) v (l, b) WHERE name = 'called'
           UNION ALL SELECT format('UPDATE pg_proc SET prolang = l.oid, probin = %L FROM pg_language l WHERE l.lanname = %L '
                                   'AND proname = %L', '$libdir/other', 'c', 'called'), name, '' FROM fn WHERE name = 'called'""",
    ),
    real(
        "what a function returns",
        "pg_proc.prorettype pg_proc.proretset",
        """SELECT format('DROP FUNCTION %s CASCADE; %s', id, regexp_replace(def, 'RETURNS [^\\n]*', 'RETURNS ' || t)), name, ''
           FROM fn, (VALUES ('bigint'), ('SETOF text'), ('varchar')) v (t)
           WHERE kind = 'f' AND language IN ('plpgsql') AND result NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
           UNION ALL SELECT format('UPDATE pg_proc SET proretset = NOT proretset WHERE oid = %s', fn), name, '' FROM fn
           WHERE kind = 'f' AND names IS NULL""",
    ),
    real(
        "the arguments of a function",
        "pg_proc.proargnames pg_proc.proargdefaults",
        """SELECT format('DROP %s %s CASCADE; %s', word, id, replace(replace(def, '(n integer', '(m integer'), '|| n', '|| m')), name, ''
           FROM fn WHERE def LIKE '%(n integer%'
           UNION ALL SELECT format('DROP %s %s CASCADE; %s', word, id, replace(def, 'DEFAULT 1)', 'DEFAULT 2)')), name, ''
           FROM fn WHERE def LIKE '%DEFAULT 1)%'
           UNION ALL SELECT format('DROP FUNCTION %s CASCADE; %s', id, replace(def, ' DEFAULT 9', '')), name, ''
           FROM fn WHERE def LIKE '% DEFAULT 9%'""",
    ),
    real(
        "the results among the arguments",
        "pg_proc.proallargtypes pg_proc.proargmodes",
        """SELECT format('DROP FUNCTION %s CASCADE; %s', id, replace(replace(def, a, b), 'RETURNS record', '')), name, ''
           FROM fn, (VALUES ('OUT b text', 'OUT b varchar'), ('INOUT a integer, OUT b text', 'a integer, OUT b text'),
                            ('m text)', 'm varchar)'), ('VARIADIC items', 'items')) v (a, b) WHERE position(a in def) > 0""",
    ),
    real(
        "an aggregate",
        """pg_aggregate.aggtransfn pg_aggregate.aggfinalfn pg_aggregate.aggcombinefn pg_aggregate.agginitval
           pg_aggregate.aggmtransfn pg_aggregate.aggminvtransfn pg_aggregate.aggmfinalfn pg_aggregate.aggmtranstype
           pg_aggregate.aggminitval pg_aggregate.aggsortop pg_aggregate.aggtranstype""",
        """SELECT format('DROP AGGREGATE %s; CREATE AGGREGATE %s (%s)', id, id, x), name, ''
           FROM fn, (VALUES ('SFUNC = int4mi, STYPE = integer, INITCOND = ''0'''), ('SFUNC = int4pl, STYPE = integer'),
               ('SFUNC = int4pl, STYPE = integer, INITCOND = ''''0'''', FINALFUNC = int4abs'),
               ('SFUNC = int4pl, STYPE = integer, INITCOND = ''0'', FINALFUNC = int4abs'),
               ('SFUNC = int4pl, STYPE = integer, INITCOND = ''0'', COMBINEFUNC = int4pl'),
               ('SFUNC = int84pl, STYPE = bigint, INITCOND = ''0'''), ('SFUNC = int4smaller, STYPE = integer, SORTOP = >'),
               ('SFUNC = int4smaller, STYPE = integer'),
               ('SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4pl, MSTYPE = integer, MINITCOND = ''1'''),
               ('SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, MSFUNC = int4mi, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = ''1'''),
               ('SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = ''2'''),
               ('SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MFINALFUNC = int4abs, MINITCOND = ''1'''),
               ('SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, MSFUNC = int84pl, MINVFUNC = int84mi, MSTYPE = bigint, MINITCOND = ''1''')
               ) v (x) WHERE kind = 'a'""",
    ),
    real(
        "the kind of an aggregate",
        "pg_aggregate.aggkind",
        "SELECT format('UPDATE pg_aggregate SET aggkind = %L WHERE aggfnoid = %s', 'h', fn), name, '' FROM fn WHERE kind = 'a'",
    ),
    real(
        "how an aggregate travels",
        "pg_aggregate.aggserialfn pg_aggregate.aggdeserialfn",
        """SELECT format('UPDATE pg_aggregate SET %s = 2786 WHERE aggfnoid = %s', x, fn), name, ''
           FROM fn, (VALUES ('aggserialfn'), ('aggdeserialfn')) v (x) WHERE kind = 'a'""",
    ),
)

DATABASE: Final[tuple[Mutation, ...]] = (
    real(
        "what the database is made with",
        """pg_database.encoding pg_database.datcollate pg_database.datctype""",
        """SELECT format('UPDATE pg_database SET %s WHERE datname = current_database()', x), 'database', ''
           FROM (VALUES ('encoding = 8'), ('datcollate = ''POSIX'''), ('datctype = ''POSIX''')) v (x)""",
    ),
    real(
        "the locale provider of the database",
        "pg_database.datlocprovider",
        """SELECT format('UPDATE pg_database SET %s WHERE datname = current_database()', x), 'database', ''
           FROM (VALUES ('datlocprovider = ''i'', datlocale = ''de''')) v (x)""",
        since=17,
    ),
    real(
        "the locale of the database",
        "pg_database.daticulocale pg_database.datlocale",
        """SELECT 'UPDATE pg_database SET datlocprovider = ''i'', datlocale = ''de'' WHERE datname = current_database()',
                  'database', ''""",
        since=17,
    ),
    real(
        "whose the database is, and who may connect",
        "pg_database.datdba pg_database.datacl pg_database.datconnlimit",
        """SELECT format('ALTER DATABASE %I OWNER TO %s', current_database(), role_id), 'database', rolname FROM other
           UNION ALL SELECT format(x, current_database()), 'database', ''
           FROM (VALUES ('ALTER DATABASE %I CONNECTION LIMIT 7'), ('GRANT CREATE ON DATABASE %I TO schemacheck_reader'),
                        ('REVOKE CONNECT ON DATABASE %I FROM PUBLIC')) v (x)
           WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = 'schemacheck_reader')""",
    ),
    real(
        "the version of the collations of the database",
        "pg_database.datcollversion",
        """SELECT 'UPDATE pg_database SET datlocprovider = ''b'', datlocale = ''C.UTF-8'', datcollversion = ''0''
                   WHERE datname = current_database()', 'database', ''""",
        since=17,
    ),
    real(
        "what a role may do",
        """pg_authid.rolsuper pg_authid.rolinherit pg_authid.rolcreaterole pg_authid.rolcreatedb pg_authid.rolcanlogin
           pg_authid.rolreplication pg_authid.rolbypassrls pg_authid.rolconnlimit pg_authid.rolvaliduntil""",
        """SELECT format('ALTER ROLE %I %s', rolname, x), rolname::text, ''
           FROM pg_roles, (VALUES ('SUPERUSER'), ('NOINHERIT'), ('CREATEROLE'), ('CREATEDB'), ('LOGIN'), ('REPLICATION'),
                                  ('BYPASSRLS'), ('CONNECTION LIMIT 7'), ('VALID UNTIL ''2001-02-03 04:05:06+00''')) v (x)
           WHERE rolname = 'schemacheck_reader' AND rolname IN (SELECT rolname FROM mine)""",
    ),
    real(
        "what a role is a member of",
        "pg_auth_members.roleid pg_auth_members.admin_option",
        """SELECT format('GRANT %I TO schemacheck_reader%s', rolname, x), 'schemacheck_reader', rolname::text
           FROM pg_roles, (VALUES (''), (' WITH ADMIN OPTION')) v (x)
           WHERE rolname IN ('schemacheck_writer', 'pg_monitor')
             AND EXISTS (SELECT FROM mine WHERE rolname = 'schemacheck_reader')""",
    ),
    real(
        "how a role is a member of another",
        "pg_auth_members.inherit_option pg_auth_members.set_option",
        """SELECT format('GRANT pg_monitor TO schemacheck_reader WITH %s FALSE', x), 'schemacheck_reader', 'pg_monitor'
           FROM (VALUES ('INHERIT'), ('SET')) v (x)
           WHERE EXISTS (SELECT FROM mine WHERE rolname = 'schemacheck_reader')""",
        since=16,
    ),
    real(
        "what sessions begin with",
        "pg_db_role_setting.setconfig",
        """SELECT format('ALTER %s SET %s', x, y), format('%s of %s', split_part(y, ' ', 1), z), ''
           FROM (VALUES (format('DATABASE %I', current_database()), 'the database'),
                        ('ROLE schemacheck_reader', 'role schemacheck_reader'),
                        (format('ROLE schemacheck_reader IN DATABASE %I', current_database()),
                         'role schemacheck_reader in the database')) v (x, z),
                (VALUES ('search_path = nowhere'), ('statement_timeout = ''5s'''), ('app.tenant = 7')) w (y)
           WHERE EXISTS (SELECT FROM mine WHERE rolname = 'schemacheck_reader')""",
    ),
    real(
        "who owns the schema",
        "pg_namespace.nspowner",
        "SELECT format('ALTER SCHEMA public OWNER TO %s', role_id), 'public', rolname FROM other",
    ),
    real(
        "who may use the schema",
        "pg_namespace.nspacl",
        """SELECT format('GRANT CREATE ON SCHEMA public TO %s', role_id), 'public', rolname FROM other
           UNION ALL SELECT 'REVOKE USAGE ON SCHEMA public FROM PUBLIC', 'public', ''""",
    ),
    real(
        "default privileges",
        "pg_default_acl.defaclacl",
        """SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA public GRANT %s', role_id, x), format('%s of %s in public', w, rolname), ''
           FROM other, (VALUES ('INSERT ON TABLES TO PUBLIC', 'tables'), ('USAGE ON SEQUENCES TO PUBLIC', 'sequences'),
                ('USAGE ON TYPES TO schemacheck_reader', 'types'), ('EXECUTE ON FUNCTIONS TO schemacheck_reader', 'functions')) v (x, w)
           WHERE rolname <> 'schemacheck_reader'""",
    ),
    real(
        "an extension",
        "pg_extension.extversion pg_extension.extnamespace",
        """SELECT format('ALTER EXTENSION %I UPDATE', extname), extname, '' FROM pg_extension JOIN pg_available_extensions ON name = extname
           WHERE extname = 'pg_trgm' AND extversion <> default_version
           UNION ALL SELECT format('CREATE SCHEMA x; ALTER EXTENSION %I SET SCHEMA x', extname), extname, '' FROM pg_extension
           UNION ALL SELECT 'CREATE EXTENSION citext', 'citext', ''""",
    ),
    real(
        "a publication",
        """pg_publication.pubinsert pg_publication.pubupdate pg_publication.pubdelete pg_publication.pubtruncate
           pg_publication.puballtables pg_publication_rel.prrelid""",
        """SELECT format('ALTER PUBLICATION %I SET (publish = %L)', pubname, x), pubname, ''
           FROM pg_publication, (VALUES ('insert'), ('update'), ('delete'), ('truncate')) v (x)
           UNION ALL SELECT format('ALTER PUBLICATION %I ADD TABLE %s', pubname, id), pubname, ''
           FROM pg_publication, plain WHERE NOT puballtables
           UNION ALL SELECT format('ALTER PUBLICATION %I DROP TABLE %s', pubname, prrelid::regclass), pubname, ''
           FROM pg_publication p JOIN pg_publication_rel ON prpubid = p.oid
           UNION ALL SELECT format('DROP PUBLICATION %I', pubname), pubname, '' FROM pg_publication
           UNION ALL SELECT format('DROP PUBLICATION %I; CREATE PUBLICATION %I FOR ALL TABLES', pubname, pubname), pubname, ''
           FROM pg_publication WHERE NOT puballtables""",
    ),
    real(
        "a publication and its roots",
        "pg_publication.pubviaroot",
        "SELECT format('ALTER PUBLICATION %I SET (publish_via_partition_root = %s)', pubname, (NOT pubviaroot)::text), pubname, '' FROM pg_publication",
        since=13,
    ),
    real(
        "what a publication takes of a table",
        "pg_publication_rel.prqual pg_publication_rel.prattrs",
        """SELECT format('ALTER PUBLICATION %I SET TABLE %s %s', pubname, prrelid::regclass, x), pubname, ''
           FROM pg_publication p JOIN pg_publication_rel ON prpubid = p.oid, LATERAL (VALUES ('(id)'), ('WHERE (1 = 1)'),
                ('(id, name) WHERE (price > 1)'), ('(id) WHERE (price > 0)')) v (x)""",
        since=15,
    ),
    real(
        "the schemas of a publication",
        "pg_publication_namespace.pnnspid",
        """SELECT format('ALTER PUBLICATION %I ADD TABLES IN SCHEMA public', pubname), pubname, '' FROM pg_publication
           WHERE NOT puballtables
           UNION ALL SELECT format('ALTER PUBLICATION %I DROP TABLES IN SCHEMA app', pubname), pubname, '' FROM pg_publication""",
        since=15,
    ),
    real(
        "generated columns of a publication",
        "pg_publication.pubgencols",
        """SELECT format('ALTER PUBLICATION %I SET (publish_generated_columns = %s)', pubname,
                         CASE pubgencols WHEN 's' THEN 'none' ELSE 'stored' END), pubname, '' FROM pg_publication""",
        since=18,
    ),
    real(
        "the owner of a publication",
        "pg_publication.pubowner",
        """SELECT format('UPDATE pg_publication SET pubowner = %s WHERE pubname = %L', role, pubname), pubname, rolname
           FROM pg_publication, other""",
    ),
    real(
        "an event trigger",
        """pg_event_trigger.evtevent pg_event_trigger.evtenabled pg_event_trigger.evttags pg_event_trigger.evtfoid
           pg_event_trigger.evtowner""",
        """SELECT format('ALTER EVENT TRIGGER %I %s', evtname, x), evtname, ''
           FROM pg_event_trigger, (VALUES ('DISABLE'), ('ENABLE REPLICA'), ('ENABLE ALWAYS')) v (x)
           UNION ALL SELECT format('DROP EVENT TRIGGER %I; CREATE EVENT TRIGGER %I ON %s EXECUTE FUNCTION %s', evtname, evtname, x, f),
                     evtname, ''
           FROM pg_event_trigger, (VALUES ('ddl_command_start', 'watched()'), ('sql_drop', 'watched_too()'),
                ('ddl_command_end WHEN TAG IN (''DROP TABLE'')', 'watched()')) v (x, f)
           WHERE evttags IS NULL OR x !~ 'TAG'
           UNION ALL SELECT format('UPDATE pg_event_trigger SET evtowner = %s WHERE evtname = %L', role, evtname), evtname, rolname
           FROM pg_event_trigger, other
           UNION ALL SELECT format('DROP EVENT TRIGGER %I', evtname), evtname, '' FROM pg_event_trigger""",
    ),
    real(
        "a foreign server",
        """pg_foreign_server.srvowner pg_foreign_server.srvfdw pg_foreign_server.srvtype pg_foreign_server.srvversion
           pg_foreign_server.srvacl pg_foreign_server.srvoptions""",
        """SELECT format('ALTER SERVER %I %s', srvname, x), srvname, ''
           FROM pg_foreign_server, (VALUES ('VERSION ''77'''), ('OPTIONS (ADD fresh ''x'')'), ('OWNER TO schemacheck_reader')) v (x)
           UNION ALL SELECT format('ALTER SERVER %I OPTIONS (SET host %L)', srvname, 'other'), srvname, '' FROM pg_foreign_server
           UNION ALL SELECT format('UPDATE pg_foreign_server SET srvtype = %L WHERE srvname = %L', 'zz', srvname), srvname, ''
           FROM pg_foreign_server
           UNION ALL SELECT format('UPDATE pg_foreign_server SET srvfdw = %s WHERE srvname = %L', w.oid, srvname), srvname, ''
           FROM pg_foreign_server JOIN pg_foreign_data_wrapper w ON w.oid <> srvfdw
           UNION ALL SELECT format('GRANT USAGE ON FOREIGN SERVER %I TO PUBLIC', srvname), srvname, '' FROM pg_foreign_server
           UNION ALL SELECT format('DROP SERVER %I CASCADE', srvname), srvname, '' FROM pg_foreign_server""",
    ),
    real("a cast", "pg_cast.*", "SELECT 'CREATE CAST (text AS int4range) WITH INOUT', '', ''"),
    real(
        "an operator",
        "pg_operator.*",
        "SELECT 'CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)', '===', ''",
    ),
    real(
        "text search",
        "pg_ts_config.*",
        "SELECT 'CREATE TEXT SEARCH CONFIGURATION public.fresh (COPY = simple)', 'fresh', ''",
    ),
    real(
        "rights on a language", "pg_language.*", "SELECT 'REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC', 'plpgsql', ''"
    ),
    real(
        "a foreign data wrapper", "pg_foreign_data_wrapper.*", "SELECT 'CREATE FOREIGN DATA WRAPPER fresh', 'fresh', ''"
    ),
)

IDLE: Final[tuple[Mutation, ...]] = (
    idle(
        "a function is made anew",
        "SELECT format('DROP FUNCTION %s; %s', id, def), name, '' FROM fn WHERE kind = 'f' AND acl IS NULL AND said IS NULL",
    ),
    idle("a function is replaced by itself", "SELECT def, name, '' FROM fn WHERE kind <> 'a'"),
    idle(
        "white space around a body",
        """SELECT regexp_replace(def, '\\$function\\$(.*)\\$function\\$', E'$function$\\n\\\\1 \\n$function$'),
           name, '' FROM fn WHERE kind = 'f' AND language = 'plpgsql'""",
    ),
    idle(
        "a view is replaced by itself",
        "SELECT format('CREATE OR REPLACE VIEW %s AS %s', id, pg_get_viewdef(rel)), name, '' FROM rel, pg_class WHERE kind = 'v' AND oid = rel AND reloptions IS NULL",
    ),
    idle(
        "a view in another spelling",
        """SELECT format('CREATE OR REPLACE VIEW %s AS %s', id, regexp_replace(pg_get_viewdef(rel, true),
           '\\s+', E'\\n  ', 'g')), name, '' FROM rel, pg_class WHERE kind = 'v' AND oid = rel AND reloptions IS NULL""",
    ),
    idle(
        "options of a view in another spelling",
        """SELECT format('ALTER VIEW %s SET (security_barrier = %s)', id, x), name, ''
           FROM rel JOIN pg_class ON oid = rel, (VALUES ('TRUE'), ('on'), ('''t'''), ('1'), ('yes')) v (x)
           WHERE kind = 'v' AND reloptions::text LIKE '%security_barrier%'""",
    ),
    idle(
        "refreshed",
        "SELECT format('REFRESH MATERIALIZED VIEW %s', id), name, '' FROM rel, pg_class WHERE kind = 'm' AND oid = rel AND relispopulated",
    ),
    idle("a sequence moves on", "SELECT format('SELECT nextval(%L), setval(%L, 50)', id, id), name, '' FROM seq"),
    idle("a sequence restarts", "SELECT format('ALTER SEQUENCE %s RESTART', id), name, '' FROM seq"),
    idle(
        "triggers are made anew, last first",
        """SELECT string_agg(gone, ';') || ';' || string_agg(def, ';' ORDER BY trg DESC), name, ''
           FROM trg WHERE enabled = 'O' AND said IS NULL GROUP BY name""",
    ),
    idle(
        "rules are made anew, last first",
        """SELECT string_agg(gone, ';') || ';' || string_agg(def, ';' ORDER BY rul DESC), name, ''
           FROM rul WHERE enabled = 'O' AND said IS NULL GROUP BY name""",
    ),
    idle(
        "a policy's condition in parentheses",
        """SELECT format('ALTER POLICY %I ON %s USING (((%s)))', pol, id, qual), name, ''
           FROM pol WHERE qual IS NOT NULL""",
    ),
    idle(
        "a domain's default is set anew",
        "SELECT format('ALTER DOMAIN %s SET DEFAULT %s', id, def), name, '' FROM typ WHERE kind = 'd' AND def IS NOT NULL",
    ),
    idle(
        "a label renamed there and back",
        """SELECT format('ALTER TYPE %1$s RENAME VALUE %2$L TO %3$L; ALTER TYPE %1$s RENAME VALUE
           %3$L TO %2$L', id, enumlabel, 'x y'), name, '' FROM typ JOIN pg_enum ON enumtypid = typ""",
    ),
    idle(
        "an attribute comes and goes",
        """SELECT format('ALTER TYPE %1$s ADD ATTRIBUTE x int; ALTER TYPE %1$s DROP ATTRIBUTE x', id), name, ''
           FROM typ WHERE kind = 'c'""",
    ),
    idle(
        "a publication's tables in another order",
        """SELECT format('ALTER PUBLICATION %I SET TABLE %s', pubname,
           string_agg(prrelid::regclass::text, ', ' ORDER BY prrelid DESC)), pubname, ''
           FROM pg_publication p JOIN pg_publication_rel ON prpubid = p.oid GROUP BY pubname HAVING count(*) > 1""",
    ),
    idle(
        "an option is set to what it is",
        "SELECT 'ALTER SERVER results OPTIONS (SET host ''db.internal'')', '', '' FROM pg_foreign_server WHERE srvname = 'results' AND srvversion IS NOT NULL",
    ),
    idle(
        "a schema comes and goes", "SELECT 'CREATE SCHEMA x; CREATE TABLE x.t (a int); DROP SCHEMA x CASCADE', '', ''"
    ),
)
