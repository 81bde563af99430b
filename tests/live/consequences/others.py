"""What differences of checks, exclusions, triggers, rules, partitions, views, types, sequences and functions do."""

from __future__ import annotations

from .claim import READER, claim

_C = "CREATE TABLE t (n int, CONSTRAINT small CHECK (n < 10))"
_E = "CREATE EXTENSION btree_gist; CREATE TABLE t (n int, CONSTRAINT apart EXCLUDE USING gist (n WITH =)"
_AGAIN = "ALTER TABLE t DROP CONSTRAINT apart, ADD CONSTRAINT apart EXCLUDE USING gist (n WITH =)"
_TWICE = "INSERT INTO t VALUES (1), (1)"
_MARK = (
    "CREATE TABLE t (n int, note text); CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN NEW.note := ''seen''; RETURN NEW; END'; CREATE FUNCTION mark_otherwise() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN NEW.note := ''other''; RETURN NEW; END'"
)
_TRIGGER = "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION mark()"
_INSERT = "INSERT INTO t (n) VALUES (1) RETURNING note"
_SEEN, _UNSEEN = [("seen",)], [(None,)]
_R = "CREATE TABLE t (n int); CREATE TABLE log (n int); INSERT INTO t VALUES (1)"
_SWALLOW = "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"
_INSTEAD = "CREATE RULE r AS ON DELETE TO t DO INSTEAD UPDATE t SET n = 9 WHERE t.n = old.n"
_ALSO = "CREATE RULE r AS ON DELETE TO t DO ALSO INSERT INTO log VALUES (old.n)"
_DELETE = ("DELETE FROM t", "ok", "ok")
_LEFT = "SELECT n FROM t"
_PARTS = "CREATE TABLE t (n int) PARTITION BY RANGE (n); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10)"
_V = f"CREATE TABLE t (n int); INSERT INTO t VALUES (1); GRANT SELECT ON t TO {READER}; "

_LEAKY = (
    "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); CREATE FUNCTION leaky(int) RETURNS boolean LANGUAGE plpgsql "
    "COST 0.0001 AS 'BEGIN IF $1 = 1 THEN RAISE ''a hidden row has %'', $1; END IF; RETURN true; END'"
)

CLAIMS = (
    claim("check-missing", _C, "ALTER TABLE t DROP CONSTRAINT small", ("INSERT INTO t VALUES (99)", "23514", "ok")),
    claim(
        "check-unexpected",
        "CREATE TABLE t (n int)",
        "ALTER TABLE t ADD CHECK (n < 10)",
        ("INSERT INTO t VALUES (99)", "ok", "23514"),
    ),
    claim(
        "check-unexpected not-enforced",
        "CREATE TABLE t (n int)",
        "ALTER TABLE t ADD CHECK (n < 10) NOT ENFORCED",
        ("INSERT INTO t VALUES (99)", "ok", "ok"),
    ),
    claim(
        "check-expression",
        _C,
        "ALTER TABLE t DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (n > 5)",
        ("INSERT INTO t VALUES (99)", "23514", "ok"),
        ("INSERT INTO t VALUES (1)", "ok", "23514"),
    ),
    claim(
        "check-not-valid",
        _C,
        "ALTER TABLE t DROP CONSTRAINT small; INSERT INTO t VALUES (99); ALTER TABLE t ADD CONSTRAINT small CHECK (n < 10) NOT VALID",
        ("SELECT n FROM t", [], [(99,)]),
        ("UPDATE t SET n = 98", "ok", "23514"),
    ),
    claim(
        "check-not-enforced",
        _C,
        "ALTER TABLE t DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (n < 10) NOT ENFORCED",
        ("INSERT INTO t VALUES (99)", "23514", "ok"),
    ),
    claim(
        "check-not-enforced enforced",
        "CREATE TABLE t (n int, CONSTRAINT small CHECK (n < 10) NOT ENFORCED)",
        "ALTER TABLE t DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (n < 10)",
        ("INSERT INTO t VALUES (99)", "ok", "23514"),
    ),
    claim(
        "check-inheritance lost",
        f"{_C}; CREATE TABLE child () INHERITS (t)",
        "DROP TABLE child; ALTER TABLE t DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (n < 10) NO INHERIT; "
        "CREATE TABLE child () INHERITS (t)",
        ("INSERT INTO child VALUES (99)", "23514", "ok"),
        ("SELECT n FROM t", [], [(99,)]),
        ("INSERT INTO t VALUES (99)", "23514", "23514"),
    ),
    claim("exclusion-missing", f"{_E})", "ALTER TABLE t DROP CONSTRAINT apart", (_TWICE, "23P01", "ok")),
    claim(
        "exclusion-unexpected",
        "CREATE EXTENSION btree_gist; CREATE TABLE t (n int)",
        "ALTER TABLE t ADD CONSTRAINT apart EXCLUDE USING gist (n WITH =)",
        (_TWICE, "ok", "23P01"),
    ),
    claim(
        "exclusion-elements",
        "CREATE TABLE t (n int4range, CONSTRAINT apart EXCLUDE USING gist (n WITH &&))",
        "ALTER TABLE t DROP CONSTRAINT apart, ADD CONSTRAINT apart EXCLUDE USING gist (n WITH =)",
        ("INSERT INTO t VALUES ('[1,5)'), ('[2,9)')", "23P01", "ok"),
    ),
    claim("exclusion-predicate", f"{_E} WHERE (n > 0))", f"{_AGAIN} WHERE (n > 5)", (_TWICE, "23P01", "ok")),
    claim("exclusion-predicate every-row", f"{_E} WHERE (n > 5))", _AGAIN, (_TWICE, "ok", "23P01")),
    claim("exclusion-predicate fewer", f"{_E})", f"{_AGAIN} WHERE (n > 5)", (_TWICE, "23P01", "ok")),
    claim(
        "exclusion-deferral deferrable",
        f"{_E})",
        f"{_AGAIN} DEFERRABLE",
        ("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "ok", "55000"),
    ),
    claim(
        "exclusion-deferral deferred",
        f"{_E})",
        f"{_AGAIN} DEFERRABLE INITIALLY DEFERRED",
        ("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "ok", "55000"),
        (f"BEGIN; {_TWICE}", "23P01", "ok"),
        ("COMMIT", "ok", "23P01"),
    ),
    claim(
        "exclusion-deferral immediate",
        f"{_E} DEFERRABLE)",
        _AGAIN,
        ("BEGIN; SET CONSTRAINTS apart DEFERRED; COMMIT", "ok", "42809"),
    ),
    claim(
        "exclusion-deferral sooner",
        f"{_E} DEFERRABLE INITIALLY DEFERRED)",
        f"{_AGAIN} DEFERRABLE",
        (f"BEGIN; {_TWICE}", "ok", "23P01"),
    ),
    claim("trigger-missing", f"{_MARK}; {_TRIGGER}", "DROP TRIGGER tr ON t", (_INSERT, _SEEN, _UNSEEN)),
    claim("trigger-unexpected", _MARK, _TRIGGER, (_INSERT, _UNSEEN, _SEEN)),
    claim(
        "trigger-unexpected idle", _MARK, f"{_TRIGGER}; ALTER TABLE t DISABLE TRIGGER tr", (_INSERT, _UNSEEN, _UNSEEN)
    ),
    claim("trigger-disabled", f"{_MARK}; {_TRIGGER}", "ALTER TABLE t DISABLE TRIGGER tr", (_INSERT, _SEEN, _UNSEEN)),
    claim(
        "trigger-enabled on",
        f"{_MARK}; {_TRIGGER}; ALTER TABLE t DISABLE TRIGGER tr",
        "ALTER TABLE t ENABLE TRIGGER tr",
        (_INSERT, _UNSEEN, _SEEN),
    ),
    claim(
        "trigger-enabled on-replicas",
        f"{_MARK}; {_TRIGGER}",
        "ALTER TABLE t ENABLE ALWAYS TRIGGER tr",
        (_INSERT, _SEEN, _SEEN),
        ("SET session_replication_role = replica", "ok", "ok"),
        (_INSERT, _UNSEEN, _SEEN),
    ),
    claim(
        "trigger-event",
        f"{_MARK}; {_TRIGGER}",
        "DROP TRIGGER tr ON t; CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION mark()",
        (_INSERT, _SEEN, _UNSEEN),
    ),
    claim(
        "trigger-condition",
        f"{_MARK}; {_TRIGGER}",
        "DROP TRIGGER tr ON t; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.n > 5) EXECUTE FUNCTION mark()",
        (_INSERT, _SEEN, _UNSEEN),
    ),
    claim(
        "trigger-function",
        f"{_MARK}; {_TRIGGER}",
        "DROP TRIGGER tr ON t; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION mark_otherwise()",
        (_INSERT, _SEEN, [("other",)]),
    ),
    claim("rule-missing swallows", f"{_R}; {_SWALLOW}", "DROP RULE r ON t", _DELETE, (_LEFT, [(1,)], [])),
    claim("rule-missing instead", f"{_R}; {_INSTEAD}", "DROP RULE r ON t", _DELETE, (_LEFT, [(9,)], [])),
    claim("rule-missing also", f"{_R}; {_ALSO}", "DROP RULE r ON t", _DELETE, ("SELECT n FROM log", [(1,)], [])),
    claim("rule-unexpected swallows", _R, _SWALLOW, _DELETE, (_LEFT, [], [(1,)])),
    claim("rule-unexpected instead", _R, _INSTEAD, _DELETE, (_LEFT, [], [(9,)])),
    claim("rule-unexpected also", _R, _ALSO, _DELETE, ("SELECT n FROM log", [], [(1,)])),
    claim("rule-disabled", f"{_R}; {_SWALLOW}", "ALTER TABLE t DISABLE RULE r", _DELETE, (_LEFT, [(1,)], [])),
    claim(
        "rule-enabled on",
        f"{_R}; {_SWALLOW}; ALTER TABLE t DISABLE RULE r",
        "ALTER TABLE t ENABLE RULE r",
        _DELETE,
        (_LEFT, [], [(1,)]),
    ),
    claim(
        "rule-action",
        f"{_R}; {_SWALLOW}",
        _INSTEAD.replace("CREATE", "CREATE OR REPLACE"),
        _DELETE,
        (_LEFT, [(1,)], [(9,)]),
    ),
    claim(
        "partition-key",
        "CREATE TABLE t (n int, m int) PARTITION BY RANGE (n); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10)",
        "DROP TABLE t; CREATE TABLE t (n int, m int) PARTITION BY RANGE (m); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10)",
        ("INSERT INTO t VALUES (5, 99)", "ok", "23514"),
    ),
    claim(
        "partition-key lost",
        _PARTS,
        "DROP TABLE t; CREATE TABLE t (n int)",
        ("CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (10) TO (20)", "ok", "42P17"),
        ("INSERT INTO t VALUES (5)", "ok", "ok"),
    ),
    claim(
        "partition-key gained",
        "CREATE TABLE t (n int)",
        f"DROP TABLE t; {_PARTS}",
        ("INSERT INTO t VALUES (99)", "ok", "23514"),
    ),
    claim(
        "partition-missing", _PARTS, "ALTER TABLE t DETACH PARTITION t_1", ("INSERT INTO t VALUES (5)", "ok", "23514")
    ),
    claim(
        "partition-missing default",
        f"{_PARTS}; CREATE TABLE t_rest PARTITION OF t DEFAULT; INSERT INTO t VALUES (4)",
        "ALTER TABLE t DETACH PARTITION t_1",
        ("SELECT n FROM t", [(4,)], []),
        ("INSERT INTO t VALUES (5)", "ok", "ok"),
        ("SELECT n FROM t_rest", [], [(5,)]),
        ("CREATE TABLE again PARTITION OF t FOR VALUES FROM (1) TO (10)", "42P17", "23514"),
    ),
    claim(
        "partition-bounds",
        _PARTS,
        "ALTER TABLE t DETACH PARTITION t_1; ALTER TABLE t ATTACH PARTITION t_1 FOR VALUES FROM (2) TO (10)",
        ("INSERT INTO t VALUES (1)", "ok", "23514"),
    ),
    claim(
        "partition-differs",
        _PARTS,
        "ALTER TABLE t_1 ADD CHECK (n < 5)",
        ("INSERT INTO t VALUES (7)", "ok", "23514"),
    ),
    claim(
        "table-inherits",
        "CREATE TABLE t (n int); CREATE TABLE other (n int); CREATE TABLE child () INHERITS (t); INSERT INTO child VALUES (1)",
        "ALTER TABLE child NO INHERIT t",
        ("SELECT count(*) FROM t", [(1,)], [(0,)]),
    ),
    claim(
        "replica-identity nothing",
        "CREATE TABLE t (n int PRIMARY KEY, m int); CREATE PUBLICATION p FOR TABLE t",
        "ALTER TABLE t REPLICA IDENTITY NOTHING",
        ("UPDATE t SET m = 1", "ok", "55000"),
        ("DELETE FROM t", "ok", "55000"),
    ),
    claim(
        "replica-identity default",
        "CREATE TABLE t (n int, m int); ALTER TABLE t REPLICA IDENTITY FULL; CREATE PUBLICATION p FOR TABLE t",
        "ALTER TABLE t REPLICA IDENTITY DEFAULT",
        ("UPDATE t SET m = 1", "ok", "55000"),
    ),
    claim(
        "view-definition",
        "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); CREATE VIEW v AS SELECT n FROM t WHERE n > 1",
        "CREATE OR REPLACE VIEW v AS SELECT n FROM t WHERE n > 0",
        ("SELECT count(*) FROM v", [(1,)], [(2,)]),
    ),
    claim(
        "view-security-invoker owner",
        f"CREATE TABLE t (n int); CREATE VIEW v WITH (security_invoker) AS SELECT n FROM t; GRANT SELECT ON v TO {READER}",
        "ALTER VIEW v RESET (security_invoker)",
        (f"SET ROLE {READER}", "ok", "ok"),
        ("SELECT count(*) FROM v", "42501", [(0,)]),
    ),
    claim(
        "view-security-invoker invoker",
        f"CREATE TABLE t (n int); CREATE VIEW v AS SELECT n FROM t; GRANT SELECT ON v TO {READER}",
        "ALTER VIEW v SET (security_invoker)",
        (f"SET ROLE {READER}", "ok", "ok"),
        ("SELECT count(*) FROM v", [(0,)], "42501"),
    ),
    claim(
        "view-check-option weaker",
        "CREATE TABLE t (n int); CREATE VIEW v AS SELECT n FROM t WHERE n > 0 WITH CHECK OPTION",
        "ALTER VIEW v RESET (check_option)",
        ("INSERT INTO v VALUES (-1)", "44000", "ok"),
    ),
    claim(
        "view-check-option stricter",
        "CREATE TABLE t (n int); CREATE VIEW v AS SELECT n FROM t WHERE n > 0",
        "ALTER VIEW v SET (check_option = local)",
        ("INSERT INTO v VALUES (-1)", "ok", "44000"),
    ),
    claim(
        "view-security-barrier lost",
        f"{_LEAKY}; CREATE VIEW v WITH (security_barrier) AS SELECT n FROM t WHERE n > 1",
        "ALTER VIEW v RESET (security_barrier)",
        ("SELECT n FROM v WHERE leaky(n)", [(2,)], "P0001"),
    ),
    claim(
        "function-leakproof trusted",
        f"{_LEAKY}; CREATE VIEW v WITH (security_barrier) AS SELECT n FROM t WHERE n > 1",
        "ALTER FUNCTION leaky(int) LEAKPROOF",
        ("SELECT n FROM v WHERE leaky(n)", [(2,)], "P0001"),
    ),
    claim(
        "materialized-view-unpopulated",
        "CREATE MATERIALIZED VIEW v AS SELECT 1 AS n",
        "REFRESH MATERIALIZED VIEW v WITH NO DATA",
        ("SELECT n FROM v", [(1,)], "55000"),
    ),
    claim(
        "enum-missing",
        "CREATE TYPE mood AS ENUM ('good')",
        "DROP TYPE mood",
        ("SELECT 'good'::mood", [("good",)], "42704"),
    ),
    claim(
        "enum-label-missing named",
        "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE t (m mood)",
        "ALTER TYPE mood RENAME VALUE 'bad' TO 'worse'",
        ("INSERT INTO t VALUES ('bad')", "ok", "22P02"),
        ("SELECT 1 FROM t WHERE m = 'bad'", [(1,)], "22P02"),
    ),
    claim("domain-missing", "CREATE DOMAIN d AS int", "DROP DOMAIN d", ("SELECT 1::d", [(1,)], "42704")),
    claim(
        "domain-type",
        "CREATE DOMAIN d AS int",
        "DROP DOMAIN d; CREATE DOMAIN d AS smallint",
        ("SELECT 99999::d", [(99999,)], "22003"),
    ),
    claim(
        "domain-not-null nullable",
        "CREATE DOMAIN d AS int NOT NULL; CREATE TABLE t (n d)",
        "ALTER DOMAIN d DROP NOT NULL",
        ("INSERT INTO t VALUES (NULL)", "23502", "ok"),
    ),
    claim(
        "domain-not-null not-null",
        "CREATE DOMAIN d AS int; CREATE TABLE t (m int, n d)",
        "ALTER DOMAIN d SET NOT NULL",
        ("INSERT INTO t VALUES (1, NULL)", "ok", "23502"),
        ("INSERT INTO t (m) VALUES (1)", "ok", "23502"),
    ),
    claim(
        "domain-default",
        "CREATE DOMAIN d AS int DEFAULT 1; CREATE TABLE t (m int, n d)",
        "ALTER DOMAIN d SET DEFAULT 2",
        ("INSERT INTO t (m) VALUES (1) RETURNING n", [(1,)], [(2,)]),
    ),
    claim(
        "domain-checks lost",
        "CREATE DOMAIN d AS int CONSTRAINT small CHECK (VALUE < 10)",
        "ALTER DOMAIN d DROP CONSTRAINT small",
        ("SELECT 99::d", "23514", [(99,)]),
    ),
    claim(
        "domain-checks gained",
        "CREATE DOMAIN d AS int",
        "ALTER DOMAIN d ADD CONSTRAINT small CHECK (VALUE < 10)",
        ("SELECT 99::d", [(99,)], "23514"),
    ),
    claim(
        "domain-checks",
        "CREATE DOMAIN d AS int CONSTRAINT small CHECK (VALUE < 10)",
        "ALTER DOMAIN d DROP CONSTRAINT small; ALTER DOMAIN d ADD CONSTRAINT small CHECK (VALUE > 10)",
        ("SELECT 99::d", "23514", [(99,)]),
        ("SELECT 1::d", [(1,)], "23514"),
    ),
    claim(
        "composite-type-missing", "CREATE TYPE c AS (a int)", "DROP TYPE c", ("SELECT (ROW(1)::c).a", [(1,)], "42704")
    ),
    claim(
        "composite-type-attributes",
        "CREATE TYPE c AS (a int)",
        "ALTER TYPE c ADD ATTRIBUTE b int",
        ("SELECT (ROW(1)::c).a", [(1,)], "42846"),
    ),
    claim(
        "range-missing",
        "CREATE TYPE r AS RANGE (subtype = float8)",
        "DROP TYPE r",
        ("SELECT isempty('[1,2)'::r)", [(False,)], "42704"),
    ),
    claim(
        "range-definition",
        "CREATE TYPE r AS RANGE (subtype = float8)",
        "DROP TYPE r; CREATE TYPE r AS RANGE (subtype = int4)",
        ("SELECT isempty('[1.5,2)'::r)", [(False,)], "22P02"),
    ),
    claim(
        "collation-missing",
        """CREATE COLLATION mine (provider = libc, locale = 'C')""",
        "DROP COLLATION mine",
        ("SELECT 'a' < 'b' COLLATE mine", [(True,)], "42704"),
    ),
    claim("sequence-missing", "CREATE SEQUENCE s", "DROP SEQUENCE s", ("SELECT nextval('s')", [(1,)], "42P01")),
    claim(
        "sequence-type narrower",
        "CREATE SEQUENCE s AS bigint",
        "ALTER SEQUENCE s AS smallint",
        ("SELECT setval('s', 32767)", [(32767,)], [(32767,)]),
        ("SELECT nextval('s')", [(32768,)], "2200H"),
    ),
    claim(
        "sequence-increment",
        "CREATE SEQUENCE s INCREMENT 50",
        "ALTER SEQUENCE s INCREMENT 1",
        ("SELECT nextval('s'), nextval('s')", [(1, 51)], [(1, 2)]),
    ),
    claim(
        "sequence-bounds earlier",
        "CREATE SEQUENCE s",
        "ALTER SEQUENCE s MAXVALUE 2",
        ("SELECT setval('s', 2)", [(2,)], [(2,)]),
        ("SELECT nextval('s')", [(3,)], "2200H"),
    ),
    claim(
        "sequence-bounds further",
        "CREATE SEQUENCE s MAXVALUE 2",
        "ALTER SEQUENCE s MAXVALUE 9",
        ("SELECT setval('s', 2)", [(2,)], [(2,)]),
        ("SELECT nextval('s')", "2200H", [(3,)]),
    ),
    claim(
        "sequence-cycle cycles",
        "CREATE SEQUENCE s MAXVALUE 2",
        "ALTER SEQUENCE s CYCLE",
        ("SELECT setval('s', 2)", [(2,)], [(2,)]),
        ("SELECT nextval('s')", "2200H", [(1,)]),
    ),
    claim(
        "sequence-cycle ends",
        "CREATE SEQUENCE s MAXVALUE 2 CYCLE",
        "ALTER SEQUENCE s NO CYCLE",
        ("SELECT setval('s', 2)", [(2,)], [(2,)]),
        ("SELECT nextval('s')", [(1,)], "2200H"),
    ),
    claim(
        "sequence-owner-column none",
        "CREATE TABLE t (id serial, n int)",
        "ALTER SEQUENCE t_id_seq OWNED BY NONE; ALTER TABLE t ALTER id DROP DEFAULT",
        ("DROP TABLE t", "ok", "ok"),
        ("SELECT count(*) FROM pg_class WHERE relname = 't_id_seq'", [(0,)], [(1,)]),
    ),
    claim(
        "function-missing",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION f()",
        ("SELECT f()", [(1,)], "42883"),
    ),
    claim(
        "function-kind",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION f(); CREATE PROCEDURE f() LANGUAGE sql AS 'SELECT 1'",
        ("SELECT f()", [(1,)], "42809"),
    ),
    claim(
        "function-arguments",
        "CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT $1'",
        "DROP FUNCTION f(int); CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT $1'",
        ("SELECT f()", [(1,)], "42883"),
        ("SELECT f(a => 2)", [(2,)], "42883"),
    ),
    claim(
        "function-result",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION f(); CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''1'''",
        ("SELECT f() + 1", [(2,)], "42883"),
    ),
    claim(
        "function-body",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
        ("SELECT f()", [(1,)], [(2,)]),
    ),
    claim(
        "function-volatility not-immutable",
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1; END'; CREATE TABLE t (n int)",
        "ALTER FUNCTION f(int) STABLE",
        ("CREATE INDEX ON t (f(n))", "ok", "42P17"),
    ),
    claim(
        "function-volatility trusted",
        "CREATE SEQUENCE s; CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN nextval(''s''); END'",
        "ALTER FUNCTION f() IMMUTABLE",
        ("SELECT count(DISTINCT f()) FROM generate_series(1, 3)", [(3,)], [(1,)]),
    ),
    claim(
        "function-strict strict",
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION f(int) STRICT",
        ("SELECT f(NULL)", [(1,)], [(None,)]),
    ),
    claim(
        "function-strict called",
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql STRICT AS 'SELECT 1'",
        "ALTER FUNCTION f(int) CALLED ON NULL INPUT",
        ("SELECT f(NULL)", [(None,)], [(1,)]),
    ),
    *(
        claim(
            f"function-security-definer {variant}",
            f"CREATE TABLE secret (n int); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql {path} AS 'SELECT count(*) FROM public.secret'",
            "ALTER FUNCTION f() SECURITY DEFINER",
            (f"SET ROLE {READER}", "ok", "ok"),
            ("SELECT f()", "42501", [(0,)]),
        )
        for variant, path in (("open-path", ""), ("own-path", "SET search_path = pg_catalog"))
    ),
    claim(
        "function-security-invoker",
        "CREATE TABLE secret (n int); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM secret'",
        "ALTER FUNCTION f() SECURITY INVOKER",
        (f"SET ROLE {READER}", "ok", "ok"),
        ("SELECT f()", [(0,)], "42501"),
    ),
    claim(
        "function-settings open-path",
        "CREATE TABLE secret (n int); CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp "
        "AS 'BEGIN RETURN (SELECT count(*) FROM secret); END'",
        "ALTER FUNCTION f() RESET search_path",
        (f"SET ROLE {READER}", "ok", "ok"),
        ("CREATE TEMPORARY TABLE secret (n int)", "ok", "ok"),
        ("INSERT INTO secret VALUES (1), (2)", "ok", "ok"),
        ("GRANT SELECT ON secret TO PUBLIC", "ok", "ok"),
        ("SET search_path = pg_temp, public", "ok", "ok"),
        ("SELECT public.f()", [(0,)], [(2,)]),
    ),
    claim(
        "function-settings lost-path",
        "CREATE SCHEMA apart; CREATE TABLE apart.there (n int); CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql "
        "SET search_path = apart AS 'BEGIN RETURN (SELECT count(*) FROM there); END'",
        "ALTER FUNCTION f() RESET search_path",
        ("SELECT f()", [(0,)], "42P01"),
    ),
    claim(
        "aggregate-parts",
        "CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int, initcond = '0')",
        "CREATE OR REPLACE AGGREGATE total (int) (sfunc = int4pl, stype = int, initcond = '5')",
        ("SELECT total(n) FROM (VALUES (1)) AS t (n)", [(1,)], [(6,)]),
    ),
    claim(
        "extension-missing",
        "CREATE EXTENSION hstore",
        "DROP EXTENSION hstore",
        ("SELECT 'a=>1'::hstore -> 'a'", [("1",)], "42704"),
    ),
    claim(
        "extension-schema",
        "CREATE SCHEMA apart; CREATE EXTENSION hstore SCHEMA public",
        "ALTER EXTENSION hstore SET SCHEMA apart",
        ("SELECT 1 FROM (SELECT 'a=>1'::hstore) AS h", [(1,)], "42704"),
    ),
    *(
        claim(
            rule,
            "CREATE TABLE log (tag text); CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS "
            "'BEGIN INSERT INTO public.log VALUES (tg_tag); END'; CREATE EVENT TRIGGER audit ON ddl_command_end EXECUTE FUNCTION note()",
            change,
            ("CREATE TABLE later (n int)", "ok", "ok"),
            ("SELECT count(*) FROM log WHERE tag = 'CREATE TABLE'", [(1,)], [(0,)]),
        )
        for rule, change in (
            ("event-trigger-missing", "DROP EVENT TRIGGER audit"),
            ("event-trigger-disabled", "ALTER EVENT TRIGGER audit DISABLE"),
            (
                "event-trigger-definition",
                "DROP EVENT TRIGGER audit; CREATE EVENT TRIGGER audit ON ddl_command_end WHEN TAG IN ('DROP TABLE') "
                "EXECUTE FUNCTION note()",
            ),
        )
    ),
)
