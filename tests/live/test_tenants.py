"""One expected schema for many PostgreSQL schemas, and several databases in one run.

`SCHEMACHECK_TENANTS=1000` makes as many schemas; the suite does with fewer.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from schemacheck.base.shard import Shard
from tests.cli.process import environment
from tests.conftest import MakeDatabase

from .support import SMALL, SMALL_SPEC, Ended, connected, schemacheck, spec_file

TENANTS = int(os.environ.get("SCHEMACHECK_TENANTS", "60"))
TABLES = 19
LIMIT = 0.03
"""Seconds of this process's work that the check may take for a tenant; 0.007 where it was measured."""

TABLE = """
CREATE TABLE {schema}.t{number:02} (
    id integer PRIMARY KEY, name text NOT NULL, email text UNIQUE, score integer NOT NULL DEFAULT 0,
    mood {schema}.mood NOT NULL DEFAULT 'good', "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    parent integer REFERENCES {schema}.t01 (id) ON DELETE CASCADE
);
"""
TABLE_SPEC = """\
  t{number:02}:
    columns:
      id: integer
      name: text
      email: text?
      score: {{type: integer, default: 0}}
      mood: {{type: mood, default: "'good'"}}
      createdAt: {{type: timestamp(3), default: CURRENT_TIMESTAMP}}
      parent: integer?
    primary_key: [id]
    unique: [email]
    foreign_keys:
      - {{columns: [parent], references: t01(id), on_delete: cascade}}
"""
SPEC = (
    "version: 1\nschema: tenant_*\nenums: {mood: [good, bad]}\ntables:\n"
    + "".join(TABLE_SPEC.format(number=number) for number in range(1, TABLES + 1))
    + "schemas: {shared: {tables: {plans: {columns: {id: integer}}}}}\n"
)
WAYS = (
    ("ALTER TABLE {}.t03 ALTER score SET DEFAULT 1", (3, 17, 40)),
    ("ALTER TABLE {0}.t05 DROP CONSTRAINT t05_parent_fkey", (5, 29)),
    ("DROP TABLE {0}.t19; ALTER TABLE {0}.t02 ADD shoe text", (8, 11)),
)


def tenants(url: str, count: int) -> None:
    with connected(url) as connection:
        connection.execute("CREATE SCHEMA shared; CREATE TABLE shared.plans (id integer NOT NULL)")
        connection.execute("CREATE SCHEMA tenants_old; CREATE TABLE tenants_old.t01 (x integer)")
        for number in range(count):
            schema = f"tenant_{number:04}"
            tables = "".join(TABLE.format(schema=schema, number=each) for each in range(1, TABLES + 1))
            connection.execute(
                f"CREATE SCHEMA {schema}; CREATE TYPE {schema}.mood AS ENUM ('good', 'bad'); {tables}".encode()
            )
        for change, those in WAYS:
            for number in those:
                connection.execute(change.format(f"tenant_{number:04}").encode())


def test_many_tenants_are_read_at_once_and_grouped_by_how_they_deviate(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database()
    tenants(url, TENANTS)
    spec = spec_file(tmp_path, SPEC)
    began, worked = time.monotonic(), time.process_time()
    done = schemacheck("check", spec, "--url", url, "--output", str(tmp_path / "r.json"))
    took, worked = time.monotonic() - began, time.process_time() - worked
    print(f"{TENANTS} tenants of {TABLES} tables: {took:.1f} s, of which {worked:.1f} s our own work")  # shown by -rP
    assert done.code == 1, done.all
    assert worked < LIMIT * TENANTS + 3
    read = json.loads((tmp_path / "r.json").read_text())
    drifted = {tuple(each["schemas"]): each for each in read["results"] if each["outcome"] == "drift"}
    names = [tuple(f"tenant_{number:04}" for number in those) for _, those in WAYS]
    assert set(drifted) == set(names)
    rules = [[finding["rule"] for finding in drifted[each]["findings"]] for each in names]
    assert rules == [
        ["column-default"],
        ["foreign-key-missing"],
        ["table-missing", "column-unexpected"],
    ]
    in_sync = [len(each["schemas"]) for each in read["results"] if each["outcome"] == "in sync"]
    assert sorted(in_sync) == [0, TENANTS - 7]
    assert f"DRIFT 7 of {TENANTS:,} schemas deviate, in 3 ways" in done.said
    assert done.out.count("\n== ") + done.out.startswith("== ") == 3
    assert "== 3 schemas: tenant_0003, tenant_0017, tenant_0040 =" in done.out
    assert done.all.count("tenants_old") == done.said.count("schema tenants_old (not read)") == 1
    parts = [str(tmp_path / f"{number}.json") for number in range(1, 5)]
    for number, part in enumerate(parts, 1):
        schemacheck("check", spec, "--url", url, "--shard", f"{number}/4", "-o", part)
    looked = [set(_schemas_of(part)) for part in parts]
    assert sum(map(len, looked)) == len(set.union(*looked)) == TENANTS
    merged = schemacheck("merge", *parts)
    assert (merged.code, _without_places(merged.out)) == (1, _without_places(done.out))
    assert schemacheck("merge", *parts[1:]).code == 3
    none = schemacheck("check", spec, "--url", url, "--shard", f"{_empty_shard(TENANTS)}/4000")
    assert none.code == 0, none.all
    assert "nothing falls to it" in none.said


def _schemas_of(report: str) -> list[str]:
    results = json.loads(Path(report).read_text(encoding="utf-8"))["results"]
    return [name for each in results for name in each["schemas"]]


def _without_places(text: str) -> str:
    """Leave out how much was compared, which a part cannot say of the whole, and how the same text is wrapped."""
    return " ".join(line for line in text.splitlines() if not line.startswith("compared "))


def _empty_shard(count: int) -> int:
    """A part of 4,000 to which none of the tenants falls; not the first, which has the rest of the file."""
    names = [f"tenant_{number:04}" for number in range(count)]
    return next(number for number in range(2, 4001) if not any(map(Shard(number, 4000).has, names)))


def test_a_waiver_or_a_baseline_entry_of_one_tenant_is_of_that_one_alone(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database()
    tenants(url, 41)
    waivers = "waivers:\n  - {rule: column-default, object: tenant_0017.t03.score, reason: a trial}\n"
    waivers += "  - {rule: column-default, object: t04.score, reason: nobody needs this}\n"
    spec = spec_file(tmp_path, SPEC + waivers)
    baseline = tmp_path / "baseline.yaml"
    done = schemacheck("check", spec, "--url", url)
    assert "== 2 schemas: tenant_0003, tenant_0040 =" in done.out
    assert done.out.count("waiver-unused") == 1
    assert "t04.score covers nothing" in done.said
    assert schemacheck("baseline", "write", spec, "--url", url, "-o", str(baseline)).code == 0
    assert len(re.findall("object: tenant_", baseline.read_text())) == 2 + 2 + 2 * 2
    known = schemacheck("check", spec, "--url", url, "--baseline", str(baseline))
    assert known.code == 0, known.all
    with connected(url) as connection:
        connection.execute(b"ALTER TABLE tenant_0003.t03 ALTER score SET DEFAULT 0")
        connection.execute(b"ALTER TABLE tenant_0001.t03 ALTER score SET DEFAULT 1")
    after = schemacheck("check", spec, "--url", url, "--baseline", str(baseline))
    assert after.code == 1
    assert "== tenant_0001 =" in after.out
    assert "tenant_0003.t03.score is no longer there" in after.said


def test_no_schema_that_fits_is_nothing_to_look_at(make_database: MakeDatabase, tmp_path: Path) -> None:
    done = schemacheck("check", spec_file(tmp_path, SPEC), "--url", make_database(SMALL))
    assert done.code == 3
    assert "fits tenant_*" in done.said


TARGETS = """
targets:
  production: PRODUCTION_URL
  staging:
    url_env: STAGING_URL
    schema: staging
    ignore: ["tmp_*"]
"""
SMALL_STAGING = SMALL.replace("TABLE company", "TABLE staging.company").replace("TABLE runner", "TABLE staging.runner")


@pytest.fixture
def environ(make_database: MakeDatabase) -> dict[str, str]:
    moved = SMALL_STAGING.replace("REFERENCES company", "REFERENCES staging.company")
    return {
        "PRODUCTION_URL": make_database(SMALL),
        "STAGING_URL": make_database(f"CREATE SCHEMA staging; {moved} CREATE TABLE staging.tmp_x (a integer)"),
    }


def checked(environ: dict[str, str], spec: str, *arguments: str) -> Ended:
    return schemacheck("check", spec, *arguments, environ=environ)


def test_targets_of_the_file_are_checked_together(environ: dict[str, str], tmp_path: Path) -> None:
    spec = spec_file(tmp_path, SMALL_SPEC + TARGETS)
    done = checked(environ, spec)
    assert done.code == 0, done.all
    assert re.search(r"^production +IN SYNC", done.out, re.MULTILINE)
    assert re.search(r"^staging +IN SYNC", done.out, re.MULTILINE)
    assert "IN SYNC  0 of 2 targets, exit code 0" in done.out
    assert checked(environ, spec, "--url", environ["PRODUCTION_URL"]).out.startswith(
        "IN SYNC  nothing differs\ncompared     2 tables"
    )
    assert "0 of 1 target," in checked(environ, spec, "--target", "production").out


def test_one_that_cannot_be_reached_hides_no_other(environ: dict[str, str], tmp_path: Path) -> None:
    spec = spec_file(tmp_path, SMALL_SPEC + TARGETS)
    with connected(environ["STAGING_URL"]) as connection:
        connection.execute(b"ALTER TABLE staging.company ADD extra text")
    environ["GONE"] = "postgresql://u:s3cret-of-mine@127.0.0.1:1/x"
    for format_name in ("text", "json", "github", "markdown", "sarif", "junit", "html", "gitlab", "concise"):
        done = checked(
            environ,
            spec,
            "--target",
            "gone=GONE",
            "--target",
            "staging",
            "--target",
            "unset=UNSET",
            "--format",
            format_name,
        )
        assert done.code == 3, format_name
        assert "column-unexpected" in done.out, format_name
        assert "s3cret" not in done.all
    text = checked(environ, spec, "--target", "gone=GONE", "--target", "staging").out
    assert "nothing listens there" in " ".join(text.split())
    assert re.search(r"^gone +ERROR", text, re.MULTILINE)
    assert re.search(r"^staging +DRIFT +0 +1", text, re.MULTILINE)
    assert "UNCHECKED  2 of 2 targets: gone, staging, exit code 3" in text


def test_the_worst_exit_code_wins(environ: dict[str, str], tmp_path: Path) -> None:
    spec = spec_file(tmp_path, SMALL_SPEC)
    with connected(environ["PRODUCTION_URL"]) as connection:
        connection.execute(b"DROP TABLE runner")
    environ |= {"GONE": "postgresql://127.0.0.1:1/x", "WRONG": "mysql://h/d", "GOOD": environ["STAGING_URL"]}
    expected = {"PRODUCTION_URL": 1, "GONE": 3, "WRONG": 2}
    seen = {}
    for variable in expected:
        seen[variable] = checked(environ, spec, "--target", f"a={variable}").code
    assert seen == expected
    pair = ("--target", "a=PRODUCTION_URL", "--target", "b=GONE")
    assert checked(environ, spec, *pair).code == 3
    assert checked(environ, spec, *pair, "--target", "c=WRONG").code == 2


def test_a_waiver_that_one_target_needs_is_used(environ: dict[str, str], tmp_path: Path) -> None:
    waivers = "waivers:\n  - {rule: column-unexpected, object: company.extra, reason: a trial}\n"
    spec = spec_file(tmp_path, SMALL_SPEC + TARGETS + waivers)
    assert "waiver-unused" in checked(environ, spec).out
    with connected(environ["STAGING_URL"]) as connection:
        connection.execute(b"ALTER TABLE staging.company ADD extra text")
    done = checked(environ, spec)
    assert done.code == 0, done.all
    assert "waiver-unused" not in done.out
    baseline = tmp_path / "b.yaml"
    (tmp_path / "expected_schema.yaml").write_text(SMALL_SPEC + TARGETS)
    assert schemacheck("baseline", "write", spec, "-o", str(baseline), environ=environ).code == 0
    assert "target: staging" in baseline.read_text()
    assert checked(environ, spec, "--baseline", str(baseline)).code == 0


def test_more_targets_than_are_read_at_once(environ: dict[str, str], tmp_path: Path) -> None:
    spec = spec_file(tmp_path, SMALL_SPEC)
    many = [word for number in range(25) for word in ("--target", f"t{number}=PRODUCTION_URL")]
    done = checked(environ, spec, *many, "--format", "json")
    assert [each["target"] for each in json.loads(done.out)["results"]] == [f"t{number}" for number in range(25)]
    assert done.code == 0
    listed = tmp_path / "targets"
    stated = [f"t{number} PRODUCTION_URL" for number in range(20)]
    stated += [
        json.dumps({"name": f"t{number}", "url": environ["PRODUCTION_URL"], "labels": {"odd": "yes"}})
        for number in range(20, 25)
    ]
    listed.write_text("\n".join(stated), encoding="utf-8")
    many = ["--targets-from", str(listed), "--jobs", "3"]
    again = checked(environ, spec, *many, "--format", "json")
    assert [each["target"] for each in json.loads(again.out)["results"]] == [f"t{number}" for number in range(25)]
    assert [each["labels"] for each in json.loads(again.out)["results"]] == 20 * [{}] + 5 * [{"odd": "yes"}]
    parts = [str(tmp_path / f"{number}.json") for number in range(1, 4)]
    for number, part in enumerate(parts, 1):
        assert checked(environ, spec, *many, "--shard", f"{number}/3", "-o", part).code == 0
    merged = json.loads(schemacheck("merge", *parts, "--format", "json").out)
    by_name = {each["target"]: each for each in merged["results"]}
    assert by_name == {each["target"]: each for each in json.loads(again.out)["results"]}
    metrics = schemacheck("merge", *parts, "--format", "openmetrics").out
    assert re.search(r'^schemacheck_exit_code\{odd="yes",target="t24",live="[^"]*"\} 0$', metrics, re.MULTILINE)


def test_what_is_not_many_is_not_divided(environ: dict[str, str], tmp_path: Path) -> None:
    spec = spec_file(tmp_path, SMALL_SPEC)
    done = checked(environ, spec, "--url-env", "PRODUCTION_URL", "--shard", "1/2")
    assert (done.code, "nothing to divide" in done.all) == (2, True)
    both = checked(environ, spec, "--url-env", "PRODUCTION_URL", "--targets-from", spec)
    assert both.code == 2, both.all


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv.pop(1)),) * 2)
from schemacheck.__main__ import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a limit of files")
@pytest.mark.slow
@pytest.mark.parametrize("files", [10, 24])
def test_with_few_files_fewer_are_read_at_once(files: int, make_database: MakeDatabase, tmp_path: Path) -> None:
    url, spec = make_database(SMALL), spec_file(tmp_path)
    targets = [f"--target=t{number}=URL" for number in range(30)]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(files), "check", spec, *targets],
        env=environment(URL=url),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"(?m)^t\d+ +IN SYNC ", done.stdout)) == 30


def test_too_few_files_are_told_as_what_they_are(make_database: MakeDatabase, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "4", "check", spec_file(tmp_path), "--url", make_database(SMALL)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "oo many open files" in done.stderr
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_targets_that_are_no_postgresql(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy", reason="SQLAlchemy reads other databases, and is not installed")
    environ = {}
    for name, column in (("A", "x INTEGER NOT NULL"), ("B", "x TEXT NOT NULL")):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute(f"CREATE TABLE t ({column})")
        environ[name] = f"sqlite:///{tmp_path / name}"
    spec = spec_file(tmp_path, "version: 1\ndatabase: sqlite\ntables: {t: {columns: {x: integer}}}\n")
    done = checked(environ, spec, "--target", "a=A", "--target", "b=B")
    assert done.code == 1, done.all
    assert "DRIFT 1 of 2 targets: b, exit code 1" in done.said
