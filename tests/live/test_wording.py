"""What a finding says: the two sides never look the same, and name what is meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.report.finding import Finding, shown
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase
from tests.servers import QUICK, Server

from .support import spec_file
from .test_dumps import TODAY

MONTH = "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')"


def findings(spec: str, url: str) -> list[Finding]:
    report = check(spec, ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)
    assert isinstance(report, Report)
    return list(report.findings)


def test_types_of_one_name_in_two_schemas(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(
        "CREATE SCHEMA s; CREATE TYPE mood AS ENUM ('a'); CREATE TYPE s.mood AS ENUM ('a'); CREATE TABLE s.t (m mood);"
    )
    spec = spec_file(tmp_path, "version: 1\ntables: {}\nschemas: {s: {tables: {t: {columns: {m: s.mood?}}}}}\n")
    (finding,) = findings(spec, url)
    assert (finding.sentence, finding.expected, finding.live) == (
        "the column m is public.mood, not s.mood",
        "s.mood",
        "public.mood",
    )


def test_defaults_name_the_schema_of_a_table_elsewhere(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(
        "CREATE SCHEMA s; CREATE SEQUENCE q; CREATE SEQUENCE s.q; CREATE SEQUENCE s.r;"
        "CREATE TABLE s.t (n bigint DEFAULT nextval('s.r')); CREATE TABLE s.u (n bigint DEFAULT nextval('public.q'));"
    )
    column = "columns: {n: {type: bigint, nullable: true, default: \"nextval('s.q')\"}}"
    spec = spec_file(
        tmp_path,
        f"version: 1\ntables: {{}}\nschemas:\n  s:\n    tables:\n      t: {{{column}}}\n      u: {{{column}}}\n",
    )
    told = [(finding.expected, finding.live) for finding in findings(spec, url)]
    assert told == [("nextval('s.q')", "nextval('s.r')"), ("nextval('s.q')", "nextval('public.q')")]


def test_an_index_is_on_columns_and_a_partition_has_bounds(make_database: MakeDatabase, tmp_path: Path) -> None:
    made = "CREATE TABLE t (a integer, at timestamptz) PARTITION BY RANGE (at); CREATE INDEX foo_idx ON t (a);"
    partition = f"CREATE TABLE t_1 PARTITION OF t {MONTH};"
    whole = make_database(made + partition)
    less = make_database(made.replace(" CREATE INDEX foo_idx ON t (a);", ""))
    spec = spec_file(tmp_path, snapshot(None, ConnectionOptions(url=whole), everything=True))
    told = {finding.rule.name: finding for finding in findings(spec, less)}
    assert told["index-missing"].sentence == "the index on (a) is missing (index foo_idx)"
    assert "2026-02-01" in shown(told["partition-missing"].expected)
    back = spec_file(tmp_path, snapshot(None, ConnectionOptions(url=less), everything=True))
    again = {finding.rule.name: finding for finding in findings(back, whole)}
    assert again["index-unexpected"].sentence == "there is an index on (a) that is not expected"
    assert "2026-02-01" in shown(again["partition-unexpected"].live)


def test_a_type_of_an_extension(pg: Callable[[int], Server], make_database: MakeDatabase, tmp_path: Path) -> None:
    server = pg(QUICK.major)
    made = "CREATE SCHEMA e; CREATE EXTENSION hstore SCHEMA e; CREATE TABLE t (m e.hstore, l e.hstore[]);"
    url = make_database(made, server=server)
    spec = snapshot(None, ConnectionOptions(url=url), kinds=("extensions",))
    assert "m: hstore?" in spec
    for written in (spec, spec.replace(": hstore", ": e.hstore")):
        assert findings(spec_file(tmp_path, written), url) == []
    elsewhere = spec_file(tmp_path, spec.replace(": hstore", ": public.hstore"))
    assert [finding.sentence for finding in findings(elsewhere, url)] == [
        "the column l is e.hstore[], not hstore[]",
        "the column m is e.hstore, not hstore",
    ]
    domain = make_database("CREATE SCHEMA e; CREATE DOMAIN hstore AS text; CREATE TABLE t (m hstore);", server=server)
    wanted = spec_file(tmp_path, "version: 1\ntables: {t: {columns: {m: e.hstore?}}}\n")
    assert [finding.rule.name for finding in findings(wanted, domain)] == ["column-type"]
