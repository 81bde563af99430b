"""Partitions that a job makes: silent as they come and go, and what the rule forbids is named, on each major."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.report.finding import Value, shown
from schemacheck.report.report import Report
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import connected

TODAY = date(2026, 11, 28)
RULE = '{pattern: "events_*", own: none, default: required, ahead: 2 months}'
BASE = """
CREATE TABLE events (id bigint NOT NULL, tenant text, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX events_at ON events (at);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON events TO pg_monitor;
CREATE FUNCTION make(month date) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
                   to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date);
    EXECUTE format('ALTER TABLE events_%s ENABLE ROW LEVEL SECURITY', to_char(month, 'YYYY_MM'));
    EXECUTE format('GRANT SELECT ON events_%s TO pg_monitor', to_char(month, 'YYYY_MM'));
END $$;
CREATE TABLE events_default PARTITION OF events DEFAULT;
ALTER TABLE events_default ENABLE ROW LEVEL SECURITY;
SET timezone = 'UTC';
SELECT make(month::date) FROM generate_series(date '2024-04-01', date '2027-02-01', interval '1 month') month;
"""


def _check(url: str, spec: Path, today: date = TODAY) -> Report:
    return check(str(spec), ConnectionOptions(url=url), today=today)


def _told(report: Report) -> list[str]:
    return [
        f"{each.severity.value} {each.rule.name} {each.subject.within('public')} {each.live}"
        for each in report.findings
    ]


def test_partitions_made_by_a_job(any_server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(BASE, server=any_server)
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(
        f"version: 1\ntables:\n  events:\n    kind: partitioned table\n    columns: any\n    partitions: {RULE}\n",
        encoding="utf-8",
    )
    assert _told(_check(url, spec)) == []

    def after(sql: str, today: date = TODAY) -> list[str]:
        with connected(url) as connection:
            connection.execute(f"SET timezone = 'UTC'; {sql}".encode())
        return _told(_check(url, spec, today))

    # The months go on: the oldest goes, a new one comes.
    assert after("DROP TABLE events_2024_04; SELECT make('2027-03-01')", date(2027, 1, 31)) == []
    assert after("ALTER TABLE events_2026_05 DISABLE ROW LEVEL SECURITY") == [
        "error partition-differs events.events_2026_05 row security off"
    ]
    assert after("ALTER TABLE events_2026_05 ENABLE ROW LEVEL SECURITY; DROP TABLE events_2026_06") == [
        "error partition-gap events FROM ('2026-06-01 00:00:00+00') TO ('2026-07-01 00:00:00+00')"
    ]
    assert after("SELECT make('2026-06-01')", date(2027, 3, 29)) == [
        "warning partition-ahead events 2027-04-01 00:00:00+00 (events_2027_03)"
    ]
    assert after("SELECT 1", date(2027, 4, 1)) == [
        "error partition-ahead events 2027-04-01 00:00:00+00 (events_2027_03)"
    ]
    assert after("DROP TABLE events_default; CREATE TABLE odd PARTITION OF events FOR VALUES FROM ('2027-04-01') TO"
                 " (MAXVALUE); ALTER TABLE odd ENABLE ROW LEVEL SECURITY; GRANT INSERT ON odd TO pg_monitor") == [
        "error partition-default-missing events None",
        "error partition-differs events.odd grant of insert to pg_monitor",
        "warning partition-unexpected events.odd FROM ('2027-04-01 00:00:00+00') TO (MAXVALUE)",
    ]  # fmt: skip


WAYS = {
    "dates": ("at date", "RANGE (at)", ["('2026-01-01') TO ('2026-01-31')", "('2026-02-01') TO (MAXVALUE)"], "1 year",
              ["gap FROM ('2026-01-31') TO ('2026-02-01')"]),
    "infinity": ("at timestamp", "RANGE (at)", ["('-infinity') TO ('2026-01-01')", "('2026-01-01') TO ('infinity')"],
                 "9 years", []),
    "numbers": ("at bigint", "RANGE (at)", ["(MINVALUE) TO (-5)", "(-5) TO (9)", "(10) TO (100)"], "",
                ["gap FROM ('9') TO ('10')"]),
    "no dates": ("at int", "RANGE (at)", ["(1) TO (9)"], "1 day", ["undecided"]),
    "texts": ("at text", "RANGE (at)", ["('a') TO ('k')", "('k') TO ('m')", "('n') TO ('z')"], "",
              ["gap before one or more of FROM ('a'), FROM ('n')"]),
    "texts without holes": ("at text", "RANGE (at)", ["('2') TO ('3')", "('10') TO ('2')"], "", []),
    "an expression": ("at timestamp", "RANGE (date_trunc('month', at))",
                      ["('2026-01-01') TO ('2026-02-01')", "('2026-02-01') TO ('2026-12-01')"], "1 month",
                      ["ahead 2026-12-01 00:00:00 (p_1)"]),
    "several columns": ("n int, at date", "RANGE (n, at)",
                        ["(1, '2026-01-01') TO (1, '2027-02-01')", "(1, '2027-03-01') TO (1, MAXVALUE)",
                         "(2, MINVALUE) TO (2, '2026-12-02')"], "1 month",
                        ["gap FROM (1, '2027-02-01') TO (1, '2027-03-01')", "ahead 2026-12-02 (p_2)"]),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_ranges_of_every_kind(way: str, make_database: MakeDatabase, tmp_path: Path) -> None:
    columns, key, ranges, ahead, expected = WAYS[way]
    made = [f"CREATE TABLE p_{n} PARTITION OF p FOR VALUES FROM {each};" for n, each in enumerate(ranges)]
    url = make_database(f"CREATE TABLE p ({columns}) PARTITION BY {key}; {' '.join(made)}")
    rule = f"{{pattern: p_*, default: none{f', ahead: {ahead}' if ahead else ''}}}"
    assert _of(url, rule, tmp_path) == expected


def _shown(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else shown(value)


def _of(url: str, rule: str, folder: Path) -> list[str]:
    spec = folder / "expected_schema.yaml"
    spec.write_text(
        f"version: 1\ntables: {{p: {{kind: partitioned table, columns: any, partitions: {rule}}}}}\n", encoding="utf-8"
    )
    report = _check(url, spec)
    told = [f"{each.rule.name.removeprefix('partition-')} {_shown(each.live)}" for each in report.findings]
    return told + ["undecided" for gap in report.not_checked if gap.cause == "not comparable"]


def test_lists_hashes_and_partitions_of_partitions(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("""CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
        CREATE TABLE p (region text, at date) PARTITION BY LIST (region);
        CREATE TABLE p_eu PARTITION OF p FOR VALUES IN ('eu') PARTITION BY RANGE (at);
        CREATE TABLE p_eu_1 PARTITION OF p_eu FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE p_eu_2 PARTITION OF p_eu FOR VALUES FROM ('2026-03-01') TO ('2027-03-01');
        CREATE TABLE p_us PARTITION OF p FOR VALUES IN ('us', NULL) PARTITION BY HASH (at);
        CREATE TABLE p_us_1 PARTITION OF p_us FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE p_us_2 PARTITION OF p_us FOR VALUES WITH (MODULUS 4, REMAINDER 1);
        CREATE FOREIGN TABLE p_far PARTITION OF p FOR VALUES IN ('far') SERVER far;""")
    assert _of(url, "{pattern: p_*, ahead: 2 weeks}", tmp_path) == [
        "gap FROM ('2026-02-01') TO ('2026-03-01') of p_eu, remainder 3 of modulus 4 of p_us",
        "differs foreign table: of server far",
    ]
    assert _of(url, '{pattern: p_*, ahead: 1 year, own: ["foreign table"]}', tmp_path)[1:] == [
        "ahead 2027-03-01 (p_eu_2)"
    ]
