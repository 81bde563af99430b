"""What tables hold, on every supported major: read whole, written, read back, and in sync with its own server."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from schemacheck.report.report import Report
    from tests.conftest import MakeDatabase
    from tests.servers import Server

TODAY = date(2026, 11, 22)

BASE = """
CREATE EXTENSION btree_gist;
CREATE SCHEMA other;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION other."Odd Fn"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE room (
  id int PRIMARY KEY, "Odd Col" text, during tsrange, state varchar(20), owner_id int, note text COLLATE "C",
  CONSTRAINT no_overlap EXCLUDE USING gist (id WITH =, during WITH &&) WHERE (state <> 'cancelled') DEFERRABLE,
  CONSTRAINT odd_ex EXCLUDE USING btree (lower("Odd Col") WITH =, "Odd Col" WITH =)
);
CREATE INDEX i1 ON room ("Odd Col" text_pattern_ops DESC, lower(state) COLLATE "C" NULLS FIRST, note)
  INCLUDE (owner_id) WHERE state IN ('a', 'b');
CREATE INDEX ON room USING gist (during);
CREATE INDEX ON room ("Odd Col", "Odd Col" text_pattern_ops);
CREATE UNIQUE INDEX u1 ON room (note COLLATE "POSIX", state varchar_pattern_ops);
CREATE TRIGGER t1 BEFORE INSERT OR UPDATE OF "Odd Col", state ON room FOR EACH ROW
  WHEN (NEW.state = 'x' AND NEW."Odd Col" IS NOT NULL) EXECUTE FUNCTION touch('a', 'it''s', '', 'x,y');
CREATE TRIGGER t2 AFTER UPDATE ON room REFERENCING OLD TABLE AS o NEW TABLE AS n
  FOR EACH STATEMENT EXECUTE FUNCTION other."Odd Fn"();
CREATE CONSTRAINT TRIGGER t3 AFTER DELETE ON room DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER t4 BEFORE TRUNCATE ON room EXECUTE FUNCTION touch();
ALTER TABLE room ENABLE ALWAYS TRIGGER t4;
CREATE RULE r1 AS ON DELETE TO room WHERE old.id > 5 DO INSTEAD UPDATE room SET state = 'gone' WHERE id = old.id;
CREATE RULE "r 2" AS ON INSERT TO room DO ALSO (NOTIFY x; SELECT 1);
ALTER TABLE room FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON room AS RESTRICTIVE FOR UPDATE USING (state = 'x')
  WITH CHECK (owner_id = (SELECT max(id) FROM room r2));
CREATE POLICY "p 2" ON room FOR INSERT WITH CHECK (true);
ALTER TABLE room REPLICA IDENTITY USING INDEX room_pkey;
CREATE STATISTICS st1 (ndistinct) ON id, state FROM room;
CREATE STATISTICS other.st2 ON id, "Odd Col" FROM room;
CREATE TABLE par (a int NOT NULL, at date, t timestamptz) PARTITION BY RANGE (at, lower(a::text));
CREATE TABLE par1 PARTITION OF par FOR VALUES FROM ('2024-01-01', MINVALUE) TO ('2025-01-01', 'x');
CREATE TABLE other.par2 PARTITION OF par DEFAULT PARTITION BY LIST (a);
CREATE TABLE other.par3 PARTITION OF other.par2 FOR VALUES IN (1, NULL);
CREATE INDEX ON par1 (t);
ALTER TABLE par1 ADD CHECK (a > 1);
ALTER TABLE par1 ALTER t SET DEFAULT now();
CREATE TRIGGER pt AFTER INSERT ON par FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE par1 DISABLE TRIGGER pt;
GRANT SELECT ON par1 TO PUBLIC;
GRANT SELECT, UPDATE (a) ON par TO PUBLIC;
CREATE TABLE base1 (x int);
CREATE TABLE other.base2 (y int);
CREATE TABLE kid (z int) INHERITS (base1, other.base2);
CREATE MATERIALIZED VIEW mv AS SELECT id, state FROM room;
CREATE INDEX mvi ON mv (lower(state));
CREATE VIEW vw AS SELECT id FROM room;
CREATE RULE vr AS ON INSERT TO vw DO INSTEAD INSERT INTO room(id) VALUES (new.id);
CREATE TRIGGER vt INSTEAD OF UPDATE ON vw FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON TABLE room IS E'One room.\\n  "Two" lines, ''quotes'' # and: marks ';
COMMENT ON COLUMN room."Odd Col" IS 'odd';
"""

CHANGES = {
    "DROP INDEX mvi": "index-missing",
    "ALTER TABLE room ENABLE TRIGGER t4": "trigger-enabled",
    "ALTER TABLE room DISABLE TRIGGER t1": "trigger-disabled",
    "ALTER POLICY p1 ON room WITH CHECK (owner_id = (SELECT min(id) FROM room r2))": "policy-check",
    "CREATE OR REPLACE RULE vr AS ON INSERT TO vw DO INSTEAD NOTHING": "rule-action",
    "ALTER TABLE room NO FORCE ROW LEVEL SECURITY": "row-security-not-forced",
    "ALTER TABLE room REPLICA IDENTITY FULL": "replica-identity",
    "DROP STATISTICS other.st2": "statistics-missing",
    "ALTER TABLE other.par2 DETACH PARTITION other.par3": "partition-missing",
    "ALTER TABLE other.par3 ALTER a SET DEFAULT 5": "partition-differs",
    "GRANT UPDATE (t) ON par1 TO PUBLIC": "partition-differs",
    "ALTER TABLE kid NO INHERIT base1": "table-inherits",
    "GRANT SELECT (id) ON mv TO PUBLIC": "grant-public",
    "REVOKE UPDATE (a) ON par FROM PUBLIC": "grant-missing",
    "REVOKE USAGE, CREATE ON SCHEMA public FROM PUBLIC": "grant-missing",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC": "default-privileges-unexpected",
    "COMMENT ON COLUMN room.note IS 'new'": "comment-differs",
    "ALTER TABLE room DROP CONSTRAINT odd_ex": "exclusion-missing",
}


def _check(spec: Path, url: str) -> Report:
    return check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)


def _snapshot(folder: Path, url: str) -> Path:
    spec = folder / "expected_schema.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=url), everything=True), encoding="utf-8")
    return spec


def test_a_snapshot_of_everything_is_in_sync(any_server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(BASE, server=any_server)
    spec = _snapshot(tmp_path, url)
    report = _check(spec, url)
    assert [finding.sentence for finding in report.findings] == []
    assert [gap for gap in report.not_checked if gap.cause != "not stated"] == []
    # Each kind was there to be compared.
    assert min(report.counts[kind] for kind in ("indexes", "exclusions", "triggers", "rules", "policies")) >= 2


@pytest.mark.parametrize("major", [12, 18])
def test_every_change_is_found(
    major: int, pg: Callable[[int], Server], make_database: MakeDatabase, tmp_path: Path
) -> None:
    server = pg(major)
    spec = _snapshot(tmp_path, make_database(BASE, server=server))
    found = {}
    for change in CHANGES:
        report = _check(spec, make_database(change, template=BASE, server=server))
        found[change] = {finding.rule.name for finding in report.findings}
    assert {change: rule for change, rule in CHANGES.items() if rule not in found[change]} == {}


def test_a_snapshot_of_an_old_major_raises_no_alarm_on_a_new_one(
    pg: Callable[[int], Server], make_database: MakeDatabase, tmp_path: Path
) -> None:
    spec = _snapshot(tmp_path, make_database(BASE, server=pg(12)))
    report = _check(spec, make_database(BASE, server=pg(18)))
    assert [finding.sentence for finding in report.findings] == []


@pytest.mark.parametrize("major", [15, 18])
def test_options_of_views_in_every_spelling(
    major: int, pg: Callable[[int], Server], make_database: MakeDatabase, tmp_path: Path
) -> None:
    """The server takes any beginning of a truth value, and any case."""
    server = pg(major)
    base = "CREATE TABLE t (a int); CREATE VIEW v WITH ({}) AS SELECT a FROM t WHERE a > 1"
    usual = base.format("security_invoker, security_barrier = true, check_option = local")
    spec = _snapshot(tmp_path, make_database(usual, server=server))
    for said in ("'t'", "'TRUE'", "'y'", "'Yes'", "'ON'", "1"):
        options = f"security_invoker = {said}, security_barrier = {said}, check_option = 'LOCAL'"
        report = _check(spec, make_database(base.format(options), server=server))
        assert [finding.sentence for finding in report.findings] == []
    for said in ("'f'", "'No'", "'of'", "0"):
        options = f"security_invoker = {said}, security_barrier = 't', check_option = 'Local'"
        report = _check(spec, make_database(base.format(options), server=server))
        assert [finding.rule.name for finding in report.findings] == ["view-security-invoker"]
