"""What schemas and databases hold beside tables: on every major, each change is one finding of the rule it breaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.write.document import write_spec
from tests.conftest import MakeDatabase
from tests.servers import Server

TODAY = date(2026, 11, 22)

BASE = """
CREATE ROLE schemacheck_kinds_owner;
CREATE EXTENSION hstore;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id serial PRIMARY KEY, a text, b integer NOT NULL, c bigint GENERATED ALWAYS AS IDENTITY);
CREATE TABLE u (id bigint PRIMARY KEY, x text);

CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE DOMAIN d_type AS text;
CREATE DOMAIN d_null AS text NOT NULL;
CREATE DOMAIN d_default AS integer DEFAULT 1;
CREATE DOMAIN d_collation AS text COLLATE "C";
CREATE DOMAIN d_checks AS text CONSTRAINT has_at CHECK (VALUE ~ '@') CONSTRAINT short CHECK (length(VALUE) < 100);
CREATE DOMAIN d_gone AS text;
CREATE TYPE c_more AS (lat double precision, lon double precision, m mood, tags text[]);
CREATE TYPE c_order AS (a integer, b integer);
CREATE TYPE c_gone AS (a integer);
CREATE TYPE r_made AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE r_gone AS RANGE (subtype = float8);
CREATE COLLATION l_made (lc_collate = 'C', lc_ctype = 'C');
CREATE COLLATION l_gone (lc_collate = 'C', lc_ctype = 'C');

CREATE SEQUENCE q_plain;
CREATE SEQUENCE q_type AS integer MAXVALUE 1000;
CREATE SEQUENCE q_increment INCREMENT 5;
CREATE SEQUENCE q_bounds AS integer INCREMENT -2 MAXVALUE 100;
CREATE SEQUENCE q_start START 10;
CREATE SEQUENCE q_cycle;
CREATE SEQUENCE q_cache;
CREATE SEQUENCE q_owner INCREMENT 7 OWNED BY t.b;
CREATE SEQUENCE q_gone;

CREATE FUNCTION f_kind(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_arguments(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_result(mood) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION f_language(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_body(integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  -- "quoted": a comment
  RETURN 1;
END
$$;
CREATE FUNCTION f_volatility(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION f_strict(integer) RETURNS integer LANGUAGE sql STRICT AS 'SELECT 1';
CREATE FUNCTION f_parallel(integer) RETURNS integer LANGUAGE sql PARALLEL SAFE AS 'SELECT 1';
CREATE FUNCTION f_leakproof(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_definer(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_invoker(integer) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION f_settings(integer) RETURNS integer LANGUAGE sql SET search_path = public AS 'SELECT 1';
CREATE FUNCTION f_overloaded(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_overloaded(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_granted(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f_owned(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION "F odd"("char", bpchar, bit, OUT a integer, OUT b mood) LANGUAGE sql AS 'SELECT 1, NULL::public.mood';
CREATE FUNCTION f_table() RETURNS TABLE (x integer, y mood) LANGUAGE sql AS 'SELECT 1, NULL::public.mood';
CREATE PROCEDURE p_body(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE AGGREGATE a_parts(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
COMMENT ON FUNCTION f_kind(integer) IS 'two
lines';

CREATE VIEW v_definition AS SELECT id, a FROM t WHERE b > 3 AND a IN ('x', 'y');
CREATE VIEW v_barrier WITH (security_barrier) AS SELECT id, a FROM t;
CREATE VIEW v_check WITH (check_option = local) AS SELECT id, a FROM t WHERE a = 'x';
CREATE VIEW v_column AS SELECT id FROM t;
CREATE VIEW v_gone AS SELECT 1 AS x;
CREATE VIEW v_kind AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW m_definition AS SELECT a, sum(b) AS s FROM t GROUP BY a;
CREATE MATERIALIZED VIEW m_data AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW m_more AS SELECT 1 AS x WITH NO DATA;

CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER e_state ON ddl_command_end EXECUTE FUNCTION watched();
CREATE EVENT TRIGGER e_tags ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION watched();
CREATE EVENT TRIGGER e_gone ON ddl_command_end EXECUTE FUNCTION watched();
ALTER EVENT TRIGGER e_gone DISABLE;
CREATE PUBLICATION b_tables FOR TABLE t WITH (publish = 'insert, update');
CREATE PUBLICATION b_changes FOR TABLE t;
CREATE PUBLICATION b_gone FOR ALL TABLES;
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER s_options FOREIGN DATA WRAPPER nothing OPTIONS (host 'h', password 'sekrit');
CREATE SERVER s_gone FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE ft_server (a integer) SERVER s_options OPTIONS (table_name 'z', password 'sekrit');
CREATE FOREIGN TABLE ft_options (a integer) SERVER s_options OPTIONS (table_name 'z');
"""

SQL_BODY = """
CREATE FUNCTION f_sql_body(integer) RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM t WHERE b > $1; END;
"""
"""Since PostgreSQL 14."""

Expected = set[tuple[str, str]]

CHANGES: list[tuple[str, Expected]] = [
    ("DROP DOMAIN d_type; CREATE DOMAIN d_type AS varchar(20)", {("domain-type", "d_type")}),
    ("ALTER DOMAIN d_null DROP NOT NULL", {("domain-not-null", "d_null")}),
    ("ALTER DOMAIN d_default SET DEFAULT 2", {("domain-default", "d_default")}),
    ("DROP DOMAIN d_collation; CREATE DOMAIN d_collation AS text", {("domain-collation", "d_collation")}),
    ("ALTER DOMAIN d_checks DROP CONSTRAINT short", {("domain-checks", "d_checks")}),
    ("ALTER DOMAIN d_gone RENAME TO d_new", {("domain-missing", "d_gone"), ("domain-unexpected", "d_new")}),
    ("ALTER TYPE c_more ADD ATTRIBUTE elevation real", {("composite-type-attributes", "c_more")}),
    ("DROP TYPE c_order; CREATE TYPE c_order AS (b integer, a integer)", {("composite-type-attributes", "c_order")}),
    (
        "ALTER TYPE c_gone RENAME TO c_new",
        {("composite-type-missing", "c_gone"), ("composite-type-unexpected", "c_new")},
    ),
    ("DROP TYPE r_made; CREATE TYPE r_made AS RANGE (subtype = float8)", {("range-definition", "r_made")}),
    ("ALTER TYPE r_gone RENAME TO r_new", {("range-missing", "r_gone"), ("range-unexpected", "r_new")}),
    (
        "DROP COLLATION l_made; CREATE COLLATION l_made (lc_collate = 'POSIX', lc_ctype = 'POSIX')",
        {("collation-definition", "l_made")},
    ),
    ("ALTER COLLATION l_gone RENAME TO l_new", {("collation-missing", "l_gone"), ("collation-unexpected", "l_new")}),
    ("ALTER SEQUENCE q_type AS bigint MAXVALUE 1000", {("sequence-type", "q_type")}),
    ("ALTER SEQUENCE q_increment INCREMENT 1", {("sequence-increment", "q_increment")}),
    ("ALTER SEQUENCE q_bounds MINVALUE -100", {("sequence-bounds", "q_bounds")}),
    ("ALTER SEQUENCE q_start START 11", {("sequence-start", "q_start")}),
    ("ALTER SEQUENCE q_cycle CYCLE", {("sequence-cycle", "q_cycle")}),
    ("ALTER SEQUENCE q_cache CACHE 10", {("sequence-cache", "q_cache")}),
    ("ALTER SEQUENCE q_owner OWNED BY NONE", {("sequence-owner-column", "q_owner")}),
    ("ALTER SEQUENCE q_gone RENAME TO q_new", {("sequence-missing", "q_gone"), ("sequence-unexpected", "q_new")}),
    ("ALTER SEQUENCE t_c_seq INCREMENT 10", {("sequence-of-column-unexpected", "t_c_seq")}),
    ("SELECT nextval('q_plain'), nextval('q_plain')", set()),
    (
        "DROP FUNCTION f_kind(integer); CREATE PROCEDURE f_kind(integer) LANGUAGE sql AS 'SELECT 1'",
        {("function-kind", "f_kind(integer)"), ("function-result", "f_kind(integer)"),
         ("comment-differs", "f_kind(integer)")},
    ),
    (
        "CREATE OR REPLACE FUNCTION f_arguments(a integer, b text DEFAULT 'y') RETURNS integer"
        " LANGUAGE sql AS 'SELECT 1'",
        {("function-arguments", "f_arguments(integer, text)")},
    ),
    (
        "DROP FUNCTION f_result(mood); CREATE FUNCTION f_result(mood) RETURNS bigint"
        " LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
        {("function-result", "f_result(mood)")},
    ),
    (
        "CREATE OR REPLACE FUNCTION f_language(integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
        {("function-language", "f_language(integer)"), ("function-body", "f_language(integer)")},
    ),
    (
        "CREATE OR REPLACE FUNCTION f_body(integer) RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n"
        '  -- "quoted": a comment\n  RETURN 2;\nEND\n$$',
        {("function-body", "f_body(integer)")},
    ),
    ("ALTER FUNCTION f_volatility(integer) STABLE", {("function-volatility", "f_volatility(integer)")}),
    ("ALTER FUNCTION f_strict(integer) CALLED ON NULL INPUT", {("function-strict", "f_strict(integer)")}),
    ("ALTER FUNCTION f_parallel(integer) PARALLEL UNSAFE", {("function-parallel", "f_parallel(integer)")}),
    ("ALTER FUNCTION f_leakproof(integer) LEAKPROOF", {("function-leakproof", "f_leakproof(integer)")}),
    ("ALTER FUNCTION f_definer(integer) SECURITY DEFINER", {("function-security-definer", "f_definer(integer)")}),
    ("ALTER FUNCTION f_invoker(integer) SECURITY INVOKER", {("function-security-invoker", "f_invoker(integer)")}),
    ("ALTER FUNCTION f_settings(integer) RESET search_path", {("function-settings", "f_settings(integer)")}),
    (
        "DROP FUNCTION f_overloaded(text); CREATE FUNCTION f_overloaded(text, text) RETURNS integer"
        " LANGUAGE sql AS 'SELECT 1'",
        {("function-missing", "f_overloaded(text)"), ("function-unexpected", "f_overloaded(text, text)")},
    ),
    ("REVOKE EXECUTE ON FUNCTION f_granted(integer) FROM PUBLIC", {("grant-missing", "f_granted(integer)")}),
    ("ALTER FUNCTION f_owned(integer) OWNER TO schemacheck_kinds_owner", {("owner-differs", "f_owned(integer)")}),
    ("CREATE OR REPLACE PROCEDURE p_body(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := 2; END'",
     {("function-body", "p_body(integer)")}),
    (
        "DROP AGGREGATE a_parts(integer);"
        " CREATE AGGREGATE a_parts(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1')",
        {("aggregate-parts", "a_parts(integer)")},
    ),
    (
        "CREATE OR REPLACE VIEW v_definition AS SELECT id, a FROM t WHERE b > 4 AND a IN ('x', 'y')",
        {("view-definition", "v_definition")},
    ),
    ("ALTER VIEW v_barrier RESET (security_barrier)", {("view-security-barrier", "v_barrier")}),
    ("ALTER VIEW v_check SET (check_option = cascaded)", {("view-check-option", "v_check")}),
    (
        "CREATE OR REPLACE VIEW v_column AS SELECT id, a FROM t",
        {("view-definition", "v_column"), ("column-unexpected", "v_column.a")},
    ),
    ("ALTER VIEW v_gone RENAME TO v_new", {("table-missing", "v_gone"), ("view-unexpected", "v_new")}),
    ("DROP VIEW v_kind; CREATE TABLE v_kind (x integer)", {("table-kind", "v_kind")}),
    (
        "DROP MATERIALIZED VIEW m_definition;"
        " CREATE MATERIALIZED VIEW m_definition AS SELECT a, max(b)::bigint AS s FROM t GROUP BY a",
        {("view-definition", "m_definition")},
    ),
    ("REFRESH MATERIALIZED VIEW m_data WITH NO DATA", {("materialized-view-unpopulated", "m_data")}),
    ("REFRESH MATERIALIZED VIEW m_more", {("materialized-view-populated", "m_more")}),
    (
        "DROP EXTENSION pg_trgm; CREATE EXTENSION citext",
        {("extension-missing", "pg_trgm"), ("extension-unexpected", "citext")},
    ),
    ("CREATE SCHEMA apart; ALTER EXTENSION hstore SET SCHEMA apart", {("extension-schema", "hstore")}),
    ("ALTER EVENT TRIGGER e_state DISABLE", {("event-trigger-disabled", "e_state")}),
    (
        "DROP EVENT TRIGGER e_tags; CREATE EVENT TRIGGER e_tags ON ddl_command_end WHEN TAG IN ('DROP VIEW')"
        " EXECUTE FUNCTION watched()",
        {("event-trigger-definition", "e_tags")},
    ),
    (
        "ALTER EVENT TRIGGER e_gone RENAME TO e_new",
        {("event-trigger-missing", "e_gone"), ("event-trigger-unexpected", "e_new")},
    ),
    ("ALTER PUBLICATION b_tables ADD TABLE u", {("publication-scope", "b_tables")}),
    ("ALTER PUBLICATION b_changes SET (publish = 'insert')", {("publication-changes", "b_changes")}),
    (
        "ALTER PUBLICATION b_gone RENAME TO b_new",
        {("publication-missing", "b_gone"), ("publication-unexpected", "b_new")},
    ),
    (
        "ALTER SERVER s_options OPTIONS (SET host 'other', SET password 'changed')",
        {("foreign-server-definition", "s_options")},
    ),
    (
        "ALTER SERVER s_gone RENAME TO s_new",
        {("foreign-server-missing", "s_gone"), ("foreign-server-unexpected", "s_new")},
    ),
    (
        "DROP FOREIGN TABLE ft_server; CREATE FOREIGN TABLE ft_server (a integer) SERVER s_new"
        " OPTIONS (table_name 'z', password 'other')",
        {("foreign-table-server", "ft_server")},
    ),
    ("ALTER FOREIGN TABLE ft_options OPTIONS (SET table_name 'y')", {("foreign-table-options", "ft_options")}),
]  # fmt: skip
"""Each change, and all that is found of it: rules and paths. Several stand in one database without meeting."""

SINCE: list[tuple[int, str, Expected]] = [
    (
        14,
        "CREATE OR REPLACE FUNCTION f_sql_body(integer) RETURNS bigint"
        " BEGIN ATOMIC SELECT count(*) FROM t WHERE b >= $1; END",
        {("function-body", "f_sql_body(integer)")},
    ),
    (15, "ALTER VIEW v_definition SET (security_invoker)", {("view-security-invoker", "v_definition")}),
    (15, "ALTER PUBLICATION b_changes SET TABLE t (id, a) WHERE (id > 3)", {("publication-scope", "b_changes")}),
]
"""What only servers from this major on can do."""

Take = Callable[[str], str]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write a snapshot of everything and give its path."""

    def taken(url: str) -> str:
        path = tmp_path / f"taken{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(snapshot(None, ConnectionOptions(url=url), everything=True))
        return str(path)

    return taken


def against(spec: str, url: str) -> Report:
    return check(spec, ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)


def found(report: Report) -> Expected:
    return {(finding.rule.name, finding.subject.within("public")) for finding in report.findings}


def base(server: Server) -> str:
    return BASE + (SQL_BODY if server.major >= 14 else "")


def test_every_change_is_found(any_server: Server, make_database: MakeDatabase, take: Take) -> None:
    spec = take(make_database(base(any_server), server=any_server))
    changes = [*CHANGES, *((sql, expected) for since, sql, expected in SINCE if any_server.major >= since)]
    url = make_database([sql for sql, _ in changes], template=base(any_server), server=any_server)
    report = against(spec, url)
    wanted = {each for _, expected in changes for each in expected}
    assert found(report) == wanted
    assert not [gap for gap in report.not_checked if gap.cause != "not stated"]
    assert "sekrit" not in Path(spec).read_text()
    for finding in report.findings:
        assert finding.expected is None or finding.expected != finding.live, finding
        assert finding.at is not None or "unexpected" in finding.rule.name, finding


def test_no_change_is_none(any_server: Server, make_database: MakeDatabase, take: Take) -> None:
    url = make_database(base(any_server), server=any_server)
    spec = take(url)
    report = against(spec, url)
    assert report.findings == ()
    assert {gap.cause for gap in report.not_checked} <= {"not stated"}
    text = Path(spec).read_text()
    assert Path(take(url)).read_text() == text
    assert write_spec(read_spec(text, spec).schema) == text.split("\n", 1)[1]
    assert json.loads(snapshot(None, ConnectionOptions(url=url), everything=True, as_json=True))["functions"]


def test_another_major_is_no_alarm(
    pg: Callable[[int], Server], make_database: MakeDatabase, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = pg(14), pg(18)
    spec = take(make_database(base(old), server=old))
    url = make_database(base(new), server=new)
    # Whatever a throw-away server can print of it, where there is one.
    assert against(spec, url).findings == ()
    monkeypatch.setattr("schemacheck.sources.sql.server.find_package", lambda: None)
    report = against(spec, url)
    assert report.findings == ()
    gaps = {gap.what: gap.reason for gap in report.not_checked if gap.cause == "not comparable"}
    assert "definition of v_definition" in gaps
    assert all("PostgreSQL 14 and 18" in reason for reason in gaps.values())


def test_a_changed_body_is_shown_as_a_diff(make_database: MakeDatabase, take: Take, server: Server) -> None:
    spec = take(make_database(BASE))
    change = next(sql for sql, expected in CHANGES if ("function-body", "f_body(integer)") in expected)
    (finding,) = against(spec, make_database([change], template=BASE)).findings
    assert finding.evidence is not None
    assert finding.evidence.splitlines()[2:] == [
        "| @@ -1,4 +1,4 @@", "|  BEGIN", '|    -- "quoted": a comment', "| -  RETURN 1;", "| +  RETURN 2;", "|  END",
    ]  # fmt: skip
    assert finding.expected != finding.live
    assert "  RETURN 1;" in str(finding.expected)


def test_what_another_session_holds_is_not_readable(make_database: MakeDatabase, take: Take) -> None:
    url = make_database(BASE + SQL_BODY)
    spec = take(url)
    with psycopg.connect(url) as migration:
        migration.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        report = against(spec, url)
    unread = {gap.what for gap in report.not_checked if gap.cause == "not readable"}
    assert {"definition of v_definition", "sql_body of f_sql_body(integer)"} <= unread
    assert "definition of m_data" not in unread
    assert report.exit_code.value == 3


def test_without_the_keys_nothing_is_unexpected(make_database: MakeDatabase, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    foreign = "{kind: foreign table, columns: any}"
    spec.write_text(f"version: 1\ntables: {{t: exists, u: exists, ft_server: {foreign}, ft_options: {foreign}}}\n")
    assert found(against(str(spec), make_database(BASE))) == set()


def test_what_an_extension_brings_is_never_unexpected(make_database: MakeDatabase, take: Take) -> None:
    small = "CREATE TABLE t (id integer)"
    spec = take(make_database(small))
    changed = make_database("CREATE EXTENSION pg_stat_statements; CREATE EXTENSION hstore", template=small)
    assert found(against(spec, changed)) == {
        ("extension-unexpected", "pg_stat_statements"),
        ("extension-unexpected", "hstore"),
    }


def test_the_owner_of_a_schema_is_written_though_it_owns_the_tables_too(
    make_database: MakeDatabase, take: Take
) -> None:
    base = "CREATE ROLE schemacheck_kinds_owner; CREATE SCHEMA app; CREATE TABLE app.t (a integer)"
    spec = take(f"{make_database(base)}?schema=app")
    url = make_database("ALTER SCHEMA app OWNER TO schemacheck_kinds_owner", template=base)
    assert "access:\n  owner: " in Path(spec).read_text()
    assert found(against(spec, url)) == {("owner-differs", "app")}


OF_EXTENSIONS = """
CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions; CREATE EXTENSION hstore SCHEMA extensions;
CREATE DOMAIN mail AS extensions.citext; CREATE DOMAIN mails AS extensions.citext[];
CREATE TYPE pair AS (a extensions.citext, b extensions.hstore[], c text);
CREATE TYPE between_mails AS RANGE (SUBTYPE = extensions.citext);
CREATE TABLE t (m mail, c extensions.citext);
"""
STATED = """
version: 1
domains: {{mail: {{type: {0}citext}}, mails: {{type: "{0}citext[]"}}}}
composite_types: {{pair: {{attributes: {{a: {0}citext, b: "{0}hstore[]", c: text}}}}}}
ranges: {{between_mails: {{subtype: {0}citext}}}}
tables: {{t: {{columns: {{m: mail?, c: "{0}citext?"}}}}}}
"""


@pytest.mark.parametrize(
    ("prefix", "rules"),
    [
        ("", []),
        ("extensions.", []),
        ("public.", ["column-type", "composite-type-attributes", "domain-type", "domain-type", "range-definition"]),
    ],
)
def test_types_of_extensions_are_told_by_their_names_everywhere(
    prefix: str, rules: list[str], make_database: MakeDatabase, tmp_path: Path
) -> None:
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(STATED.format(prefix), encoding="utf-8")
    assert sorted(finding.rule.name for finding in against(str(spec), make_database(OF_EXTENSIONS)).findings) == rules


def test_a_snapshot_holds_wherever_an_extension_lives(make_database: MakeDatabase, take: Take) -> None:
    spec = take(make_database(OF_EXTENSIONS))
    assert "extensions.citext" not in Path(spec).read_text(encoding="utf-8")
    moved = against(spec, make_database(OF_EXTENSIONS.replace("extensions", "elsewhere"))).findings
    assert {finding.rule.name for finding in moved} == {"extension-schema"}
