"""Small inputs of public reports: a base, a change of it, and what a snapshot of everything must say of that."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase
from tests.servers import Server

TODAY = date(2026, 11, 28)


class Input(NamedTuple):
    """A change and the findings it must give: rules, and words of the report."""

    base: str
    change: str
    rules: tuple[str, ...]
    words: tuple[str, ...] = ()
    since: int = 12


SUB = "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY {};"
PARTED = "CREATE TABLE p (a int, b int) PARTITION BY LIST (a);" + SUB.format("LIST (b)")
FILES = """CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER others FOREIGN DATA WRAPPER file_fdw; CREATE TABLE p (a text) PARTITION BY LIST (a);
CREATE FOREIGN TABLE f PARTITION OF p FOR VALUES IN ('x') SERVER files OPTIONS (filename '/dev/null');"""
MADE = """CREATE TABLE p (a int, g int GENERATED ALWAYS AS (a * 2) STORED) PARTITION BY LIST (a);
CREATE TABLE leaf (a int, g int GENERATED ALWAYS AS (a * {}) STORED);
ALTER TABLE p ATTACH PARTITION leaf FOR VALUES IN (1);"""
CLASSES = """CREATE SCHEMA ops;
CREATE OPERATOR CLASS ops.int4_ops FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,
    OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE TABLE t (a int, b int, c text);"""
ROLE = "CREATE ROLE found_reader;\n"

INPUTS = {
    "the key of a partition's own partitions": Input(
        PARTED, "DROP TABLE p1;" + SUB.format("HASH (b)"), ("partition-differs",), ("LIST (b)", "HASH (b)")
    ),
    "a partition that is no longer divided": Input(
        PARTED, "DROP TABLE p1; CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)", ("partition-differs",)
    ),
    "what a foreign partition tells its server": Input(
        FILES, "ALTER FOREIGN TABLE f OPTIONS (SET filename '/dev/zero')", ("partition-differs",), ("/dev/zero",)
    ),
    "the server of a foreign partition": Input(
        FILES,
        "DROP FOREIGN TABLE f; CREATE FOREIGN TABLE f PARTITION OF p FOR VALUES IN ('x') SERVER others "
        "OPTIONS (filename '/dev/null')",
        ("partition-differs",),
        ("others",),
    ),
    "what a partition's column is generated from": Input(
        MADE.format(2), "DROP TABLE p;" + MADE.format(3), ("partition-differs",), ("3",)
    ),
    "the collation of an attribute": Input(
        "CREATE TYPE c AS (a text); CREATE TABLE t (a int)",
        'ALTER TYPE c ALTER ATTRIBUTE a TYPE text COLLATE "POSIX"',
        ("composite-type-collation",),
    ),
    "an operator class of the same name elsewhere": Input(
        CLASSES + "CREATE INDEX i ON t (a)",
        "DROP INDEX i; CREATE INDEX i ON t (a ops.int4_ops)",
        ("index-operator-class",),
        ("ops.int4_ops",),
    ),
    "the same of a unique index": Input(
        CLASSES + "CREATE UNIQUE INDEX u ON t (a)",
        "DROP INDEX u; CREATE UNIQUE INDEX u ON t (a ops.int4_ops)",
        ("unique-operator-class",),
    ),
    "what a unique index carries": Input(
        CLASSES + "CREATE UNIQUE INDEX u ON t (a)",
        "DROP INDEX u; CREATE UNIQUE INDEX u ON t (a) INCLUDE (b)",
        ("unique-include",),
    ),
    "the collation of a unique index": Input(
        CLASSES + "CREATE UNIQUE INDEX u ON t (c)",
        'DROP INDEX u; CREATE UNIQUE INDEX u ON t (c COLLATE "POSIX")',
        ("unique-operator-class",),
    ),
    "the direction of a unique index": Input(
        CLASSES + "CREATE UNIQUE INDEX u ON t (a)",
        "DROP INDEX u; CREATE UNIQUE INDEX u ON t (a DESC)",
        ("unique-order",),
    ),
    "the columns of a composite foreign key are paired as they are": Input(
        "CREATE TABLE r (x int, y int, UNIQUE (x, y), UNIQUE (y, x));"
        "CREATE TABLE q (a int, b int, CONSTRAINT f FOREIGN KEY (b, a) REFERENCES r (y, x))",
        "ALTER TABLE q DROP CONSTRAINT f, ADD CONSTRAINT f FOREIGN KEY (b, a) REFERENCES r (x, y)",
        ("foreign-key-target",),
        ("from (b, a) points at r(x, y), not at r(y, x)",),
    ),
    "one right of all": Input(
        ROLE + "CREATE TABLE t (a int); GRANT ALL ON t TO found_reader",
        "REVOKE MAINTAIN ON t FROM found_reader",
        ("grant-missing",),
        ("lacks privileges that are expected: maintain",),
        since=17,
    ),
    "rights on the sequence of a serial column": Input(
        ROLE + "CREATE TABLE t (a serial); GRANT USAGE ON SEQUENCE t_a_seq TO found_reader",
        "REVOKE USAGE ON SEQUENCE t_a_seq FROM found_reader",
        ("grant-missing",),
        ("t_a_seq",),
    ),
    "the type of the sequence of a serial column": Input(
        "CREATE TABLE t (a serial)",
        "ALTER SEQUENCE t_a_seq AS smallint",
        ("sequence-of-column-unexpected",),
        ("t_a_seq",),
    ),
    "a condition of a rule that begins with CASE, before which the server breaks the line": Input(
        "CREATE TABLE t (a int); CREATE RULE r AS ON INSERT TO t"
        " WHERE CASE WHEN new.a = 1 THEN true ELSE new.a > 5 END DO INSTEAD NOTHING",
        "CREATE OR REPLACE RULE r AS ON INSERT TO t"
        " WHERE CASE WHEN new.a = 2 THEN true ELSE new.a > 5 END DO INSTEAD NOTHING",
        ("rule-action",),
        ("new.a = 2",),
    ),
    "nothing: an empty label, an empty body, an empty beginning": Input(
        "CREATE TYPE e AS ENUM ('', 'a'); CREATE FUNCTION f() RETURNS void LANGUAGE sql AS '';"
        "CREATE FUNCTION g() RETURNS void LANGUAGE sql AS ' ';"
        "CREATE AGGREGATE ag (text) (SFUNC = textcat, STYPE = text, INITCOND = ''); CREATE TABLE t (e e)",
        "SELECT 1",
        (),
    ),
}


@pytest.mark.parametrize("name", INPUTS)
def test_it_is_told(name: str, make_database: MakeDatabase, server: Server, tmp_path: Path) -> None:
    found = INPUTS[name]
    if server.major < found.since:
        pytest.skip(f"PostgreSQL before {found.since} cannot make this change")
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=make_database(found.base)), everything=True), encoding="utf-8")
    url = make_database(found.change, template=found.base)
    report = check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)
    assert isinstance(report, Report)
    text = FORMATS["text"].report(report, RenderOptions(width=200))
    assert tuple(finding.rule.name for finding in report.findings) == found.rules, text
    assert report.outcome == ("drift" if found.rules else "in sync"), text
    assert [word for word in found.words if word not in text] == [], text
