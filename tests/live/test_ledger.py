"""The ledger knows every column of the catalogs of every major, and what is left out is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.base.errors import UncheckedError
from schemacheck.report.report import Report
from schemacheck.sources.postgres.catalog.ledger import EVERY, LEDGER, Fate
from schemacheck.sources.postgres.catalog.leftovers import LEFT_OUT, LEFTOVERS, counted
from schemacheck.sources.postgres.catalog.parts.part import Part
from schemacheck.sources.postgres.catalog.parts.registry import PARTS
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import connected

TODAY = date(2026, 11, 28)

CATALOGS = """
SELECT c.relname, pg_catalog.array_agg(a.attname::text)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
GROUP BY c.relname"""


def columns(url: str) -> dict[str, set[str]]:
    with connected(url) as connection:
        return {catalog: set(names) for catalog, names in connection.execute(CATALOGS).fetchall()}


def unknown(found: Mapping[str, set[str]], ledger: Mapping[str, Mapping[str, Fate]]) -> set[str]:
    """Columns of a server that have no entry."""
    return {
        f"{catalog}.{name}"
        for catalog, names in found.items()
        for name in names
        if EVERY not in ledger.get(catalog, {}) and name not in ledger.get(catalog, {})
    }


def test_every_column_has_an_entry(any_server: Server, make_database: MakeDatabase) -> None:
    assert not unknown(columns(make_database(server=any_server)), LEDGER)


def test_every_entry_has_a_column(test_run: object, pg: object, make_database: MakeDatabase) -> None:
    found: dict[str, set[str]] = {}
    for major in (12, 13, 14, 15, 16, 17, 18):
        for catalog, names in columns(make_database(server=pg(major))).items():  # type: ignore[operator]
            found.setdefault(catalog, set()).update(names)
    entries = {f"{catalog}.{name}" for catalog, names in LEDGER.items() for name in names if name != EVERY}
    assert entries <= {f"{catalog}.{name}" for catalog, names in found.items() for name in names}
    assert LEDGER.keys() <= found.keys()


def test_a_new_column_and_a_lost_entry_are_noticed(make_database: MakeDatabase) -> None:
    found = columns(make_database())
    found["pg_class"].add("relnewfact")
    found["pg_newcatalog"] = {"oid"}
    without = {**LEDGER, "pg_policy": {k: v for k, v in LEDGER["pg_policy"].items() if k != "polqual"}}
    assert unknown(found, without) == {"pg_class.relnewfact", "pg_newcatalog.oid", "pg_policy.polqual"}


def test_what_is_not_compared_is_known_by_name() -> None:
    fates = [fate for names in LEDGER.values() for fate in names.values()]
    said = {fate.said for fate in fates if fate.kind == "not compared"} | {fate.but for fate in fates if fate.but}
    assert said == set(LEFT_OUT)


def leftovers(url: str, major: int) -> dict[str, int]:
    with connected(url) as connection:
        (row,) = connection.execute(LEFTOVERS.text(major), {"namespaces": ["public"]}).fetchall()
    return counted(row[-1])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.kind)
def test_a_catalog_whose_rows_are_read_is_not_left_out(part: Part) -> None:
    told = part.statement.text(18).replace("pg_roles", "pg_authid")  # the view of it without passwords
    catalogs = re.findall(r"^FROM pg_catalog\.(\w+)", told, re.MULTILINE)
    assert [each for each in catalogs if LEDGER[each].get(EVERY, Fate("compared")).kind == "not compared"] == []


def test_an_empty_database_has_none(any_server: Server, make_database: MakeDatabase) -> None:
    assert leftovers(make_database(server=any_server), any_server.major) == {}


def test_what_an_extension_brings_is_no_leftover(make_database: MakeDatabase, server: Server) -> None:
    url = make_database("CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm")
    assert leftovers(url, server.major) == {}


FACTS = {
    "storage parameters of partitions": """CREATE TABLE p (a int) PARTITION BY LIST (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) WITH (autovacuum_enabled = off);
        CREATE INDEX i ON p (a); ALTER INDEX p1_a_idx SET (fillfactor = 50)""",
    "tablespaces of tables and indexes": "",
    "access methods of tables": "",
    "cluster marks": "ALTER TABLE t CLUSTER ON t_pkey",
    "storage of columns": "ALTER TABLE t ALTER b SET STORAGE EXTERNAL",
    "compression of columns": "ALTER TABLE t ALTER b SET COMPRESSION pglz",
    "statistics targets": "ALTER TABLE t ALTER b SET STATISTICS 7",
    "column options": "ALTER TABLE t ALTER b SET (n_distinct = 7)",
    "column options of foreign partitions": """CREATE EXTENSION file_fdw;
        CREATE SERVER files FOREIGN DATA WRAPPER file_fdw; CREATE TABLE p (a int) PARTITION BY LIST (a);
        CREATE FOREIGN TABLE f (a int OPTIONS (force_not_null 'true')) SERVER files OPTIONS (filename '/dev/null');
        ALTER TABLE p ATTACH PARTITION f FOR VALUES IN (1)""",
    "tuning of aggregates": "CREATE AGGREGATE ag (int) (SFUNC = int4pl, STYPE = int, SSPACE = 64)",
    "owners of statistics objects": "",
    "comments without a place in the file": """COMMENT ON INDEX t_pkey IS 'of the key';
        COMMENT ON CONSTRAINT t_pkey ON t IS 'the key'""",
    "objects that depend on an extension": "CREATE EXTENSION hstore; ALTER INDEX t_b DEPENDS ON EXTENSION hstore",
    "access methods": "CREATE ACCESS METHOD m TYPE TABLE HANDLER heap_tableam_handler",
    "base types": """CREATE TYPE own; CREATE FUNCTION own_in(cstring) RETURNS own LANGUAGE internal AS 'int4in';
        CREATE FUNCTION own_out(own) RETURNS cstring LANGUAGE internal AS 'int4out';
        CREATE TYPE own (INPUT = own_in, OUTPUT = own_out, LIKE = int)""",
    "casts": "CREATE CAST (text AS int4range) WITH INOUT",
    "conversions": "CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1",
    "foreign data wrappers": "CREATE FOREIGN DATA WRAPPER w",
    "languages": "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
    "large objects": "SELECT lo_create(0)",
    "operators": "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
    "operator classes and families": "CREATE OPERATOR FAMILY fam USING btree",
    "template marks, tablespaces and ICU rules of databases": """UPDATE pg_database
        SET daticurules = '&a < b' WHERE datname = current_database()""",
    "subscriptions": "",
    "text search objects": "CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)",
    "rights on what PostgreSQL and extensions bring": """CREATE EXTENSION hstore;
        REVOKE EXECUTE ON FUNCTION akeys(hstore) FROM PUBLIC""",
    "user mappings": """CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
        CREATE USER MAPPING FOR CURRENT_USER SERVER s""",
}
"""What sets each of them, where a test can set it for one database alone."""


@pytest.mark.parametrize("what", [what for what, change in FACTS.items() if change])
def test_it_is_counted(what: str, make_database: MakeDatabase, server: Server) -> None:
    base = "CREATE TABLE t (a int PRIMARY KEY, b text); CREATE INDEX t_b ON t (b);"
    number = 2 if what == "storage parameters of partitions" else 1
    assert leftovers(make_database(FACTS[what], template=base), server.major) == {what: number}


COMMENTS, TEXT_SEARCH = "comments without a place in the file", "text search objects"
RIGHTS = "rights on what PostgreSQL and extensions bring"
OTHER_WAYS = [
    ("COMMENT ON CONSTRAINT t_a_not_null ON t IS 'of a NOT NULL'", {COMMENTS: 1}),
    (
        "CREATE LANGUAGE mine HANDLER plpgsql_call_handler; COMMENT ON LANGUAGE mine IS 'x'",
        {COMMENTS: 1, "languages": 1},
    ),
    (
        "CREATE CAST (text AS int4range) WITH INOUT; COMMENT ON CAST (text AS int4range) IS 'x'",
        {COMMENTS: 1, "casts": 1},
    ),
    (
        "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);"
        "COMMENT ON OPERATOR === (int, int) IS 'x'",
        {COMMENTS: 1, "operators": 1},
    ),
    (
        "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple); COMMENT ON TEXT SEARCH DICTIONARY d IS 'x'",
        {COMMENTS: 1, TEXT_SEARCH: 1},
    ),
    ("CREATE EXTENSION hstore; COMMENT ON EXTENSION hstore IS 'not what it says of itself'", {COMMENTS: 1}),
    (
        "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);"
        "ALTER TEXT SEARCH CONFIGURATION english ALTER MAPPING FOR url WITH d",
        {TEXT_SEARCH: 2},
    ),
    (
        "CREATE OPERATOR CLASS c FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int)",
        {"operator classes and families": 2},
    ),
    ("GRANT USAGE ON LANGUAGE plpgsql TO CURRENT_USER", {"languages": 1}),
    ("CREATE EXTENSION postgres_fdw; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO PUBLIC", {RIGHTS: 1}),
    ("CREATE EXTENSION pg_stat_statements; REVOKE SELECT ON pg_stat_statements FROM PUBLIC", {RIGHTS: 1}),
    ("REVOKE EXECUTE ON FUNCTION pg_catalog.lower(text) FROM PUBLIC", {RIGHTS: 1}),
    # The server makes a cast for it, which goes with it.
    ("CREATE TYPE r AS RANGE (SUBTYPE = float8)", {}),
]


@pytest.mark.parametrize(("change", "counts"), OTHER_WAYS)
def test_it_is_counted_however_it_comes_about(
    change: str, counts: Mapping[str, int], make_database: MakeDatabase, server: Server
) -> None:
    base = "CREATE TABLE t (a int PRIMARY KEY, b text); CREATE INDEX t_b ON t (b);"
    assert leftovers(make_database(change, template=base), server.major) == counts


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE t RENAME CONSTRAINT t_pkey TO odd", 1),
        ("ALTER TABLE t RENAME CONSTRAINT t_b_key TO odd", 1),
        ("ALTER TABLE t RENAME CONSTRAINT t_up_fkey TO odd", 1),
        ("ALTER TABLE t RENAME CONSTRAINT t_a_not_null TO odd", 1),
        ("ALTER TABLE t RENAME CONSTRAINT t_a_not_null TO odd; ALTER TABLE t RENAME CONSTRAINT t_pkey TO odder", 2),
        # Names that somebody chose are stated, and so compared.
        ("ALTER TABLE t RENAME CONSTRAINT chosen TO odd", 0),
        ("ALTER TABLE t ADD CONSTRAINT odd UNIQUE (a, b)", 0),
    ],
)
def test_a_name_that_nobody_stated_is_said_to_be_open(
    change: str, named: int, make_database: MakeDatabase, server: Server, tmp_path: Path
) -> None:
    if server.major < 18 and "not_null" in change:
        pytest.skip("NOT NULL has no name before PostgreSQL 18")
    base = """CREATE TABLE t (a int PRIMARY KEY, b text UNIQUE, c int CONSTRAINT chosen UNIQUE, up int REFERENCES t)"""
    spec = tmp_path / "spec.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=make_database(base)), everything=True), encoding="utf-8")
    report = check(str(spec), ConnectionOptions(url=make_database(change, template=base)), today=TODAY)
    assert isinstance(report, Report)
    gaps = [gap.what for gap in report.not_checked if gap.reason == "unusual, and not in the expected schema"]
    assert gaps == ([f"name{'s' * (named > 1)} of {named} constraint{'s' * (named > 1)}"] if named else [])


def test_every_count_has_something_that_sets_it() -> None:
    nowhere = {"transforms", "security labels", "rights on server parameters and tablespaces"}
    assert set(LEFT_OUT) - {"partitions that are being detached"} == FACTS.keys() | nowhere


def test_a_report_names_what_was_passed_by(make_database: MakeDatabase, tmp_path: Path) -> None:
    """Schemas that hold objects and were not read, and what nothing compares: green says what it did not look at."""
    url = make_database("""CREATE TABLE t (a int PRIMARY KEY, b text); CREATE SCHEMA app; CREATE TABLE app.t (a int);
        CREATE SCHEMA functions; CREATE FUNCTION functions.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE SCHEMA empty; CREATE CAST (text AS int4range) WITH INOUT;
        ALTER TABLE t ALTER b SET STORAGE EXTERNAL; CREATE EXTENSION hstore; CREATE TABLE own (a int);
        CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON LANGUAGE plpgsql IS 'ours'""")
    spec = tmp_path / "spec.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=url), everything=True), encoding="utf-8")
    with connected(url) as connection:
        connection.execute("ALTER EXTENSION hstore ADD TABLE own; ALTER EXTENSION hstore ADD FUNCTION own()")
    report = check(str(spec), ConnectionOptions(url=url), today=TODAY)
    passed_by = {
        "storage of columns (1)": "nothing compares them",
        "casts (1)": "nothing compares them",
        "comments without a place in the file (1)": "nothing compares them",
        "schemas app, functions": "not read",
    }
    assert gaps_of(report) == {**passed_by, "extensions of 2 objects": "not in the expected schema"}

    # What one of two databases has and the other has not is passed by as well.
    bare = make_database("CREATE TABLE t (a int PRIMARY KEY, b text); CREATE EXTENSION hstore")
    assert gaps_of(check(bare, ConnectionOptions(), against=url, today=TODAY)) == passed_by
    report = check(url, ConnectionOptions(), against=bare, today=TODAY)
    assert gaps_of(report) == {f"{what} of the expected side": reason for what, reason in passed_by.items()}
    with pytest.raises(UncheckedError) as error:
        snapshot(None, ConnectionOptions(url=make_database("CREATE SCHEMA app; CREATE TABLE app.t (a int)")))
    assert error.value.hint == "Is it in another schema? There is something in app; --schema names one."


def gaps_of(report: object) -> dict[str, str]:
    """What a report in sync says that was not looked at, but for kinds that nobody stated."""
    assert isinstance(report, Report)
    assert report.outcome == "in sync", report.findings
    return {
        gap.what: gap.reason
        for gap in report.not_checked
        if gap.reason != "not in the expected schema" or "extension" in gap.what
    }
