"""Which statements run outside a transaction, and which scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.migrations.folder import read_history
from tests.unit.migrations.folders import write

REFUSING = (
    "CREATE INDEX CONCURRENTLY i ON t (a)",
    "create unique index /* now */ concurrently if not exists i on t (a)",
    "DROP INDEX CONCURRENTLY IF EXISTS i",
    "REINDEX INDEX CONCURRENTLY i",
    "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
    "REINDEX SCHEMA s",
    "REINDEX (VERBOSE) DATABASE d",
    "VACUUM",
    "VACUUM (ANALYZE) t",
    "CREATE DATABASE d",
    "DROP DATABASE d",
    "ALTER DATABASE d SET TABLESPACE s",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "CREATE TABLESPACE s LOCATION '/x'",
    "CLUSTER",
    "CLUSTER (VERBOSE)",
    "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
    "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
    "DROP SUBSCRIPTION s",
    "DISCARD ALL",
    "ALTER TYPE s.e ADD VALUE IF NOT EXISTS 'x'",
    "DO $$ BEGIN UPDATE t SET a = 1; COMMIT; END $$",
)
ACCEPTING = (
    "CREATE INDEX concurrently_not ON t (a)",
    'CREATE INDEX "concurrently" ON t (a)',
    "CREATE TABLE t (concurrently int, database text)",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
    "REINDEX TABLE t",
    "CLUSTER t USING i",
    "ALTER TABLE p DETACH PARTITION c",
    "ALTER DATABASE d SET work_mem = '1GB'",
    "ALTER TYPE e RENAME VALUE 'a' TO 'b'",
    "ALTER TABLE t ADD COLUMN value int",
    "DISCARD TEMP",
    "DO $$ BEGIN UPDATE t SET commit = 1; END $$",
    "COMMENT ON TABLE t IS 'VACUUM; CREATE INDEX CONCURRENTLY'",
)


@pytest.mark.parametrize("sql", [*REFUSING, *ACCEPTING])
def test_a_statement_that_refuses_a_transaction_is_marked(sql: str, tmp_path: Path) -> None:
    write(tmp_path, {"1.sql": f"SELECT 1;\n{sql};\nSELECT 2;"})
    script = read_history(tmp_path).scripts[0]
    assert script.in_transaction
    assert [each.own_transaction for each in script.statements] == [False, sql in REFUSING, False]


def test_a_label_is_committed_unless_the_script_says_what_is_one_transaction(tmp_path: Path) -> None:
    add = "ALTER TYPE e ADD VALUE 'x';"
    write(
        tmp_path,
        {"1.sql": f"{add}\nBEGIN;\n{add}\nROLLBACK TO s;\n{add}\nCOMMIT;\n{add}\nSTART TRANSACTION;{add}END;{add}"},
    )
    statements = read_history(tmp_path).scripts[0].statements
    assert [each.own_transaction for each in statements if each.sql.startswith("ALTER")] == [
        True, False, False, True, False, True,
    ]  # fmt: skip
