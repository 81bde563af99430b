"""The interface for programs: what it takes, what it gives, and that importing the package costs nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import schemacheck

from .cli.process import write_specs
from .conftest import MakeDatabase

TABLE = 'CREATE TABLE "Athlete" (id text PRIMARY KEY, email text, "companyId" text NOT NULL);'
TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_specs(tmp_path)


def test_a_file_and_a_database(folder: Path, make_database: MakeDatabase) -> None:
    url = make_database(TABLE)
    report = schemacheck.check(folder / "expected_schema.yaml", url)
    assert isinstance(report, schemacheck.Report)
    assert (report.outcome, report.exit_code, report.findings) == ("in sync", 0, ())
    assert report.live.server is not None
    drifted = schemacheck.check(str(folder / "drifted.yaml"), url, today=TODAY)
    assert [finding.rule.name for finding in drifted.findings] == ["column-type"]
    assert drifted.today == TODAY


def test_schemas_that_were_read(folder: Path, make_database: MakeDatabase) -> None:
    url = make_database(TABLE)
    live, expected = schemacheck.read(url), schemacheck.read(folder / "expected_schema.yaml")
    assert isinstance(live, schemacheck.Schema)
    for sides in ((expected, live), (expected, url), (folder / "expected_schema.yaml", live), (live, url)):
        assert schemacheck.check(*sides).outcome == "in sync"
    assert schemacheck.check(schemacheck.read(folder / "drifted.yaml"), live).outcome == "drift"


def test_a_source_that_leaves_its_schema_open_takes_that_of_a_schema_in_hand(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    prisma = folder / "schema.prisma"
    prisma.write_text('datasource db {\n  provider = "postgresql"\n}\nmodel a {\n  id Int @id\n}\n')
    assert schemacheck.read(prisma).home == "public"
    spec = folder / "app.yaml"
    spec.write_text("version: 1\nschema: app\ntables: {a: {columns: {id: integer}, primary_key: [id]}}\n")
    expected = schemacheck.read(spec)
    for sides in ((prisma, expected), (expected, prisma)):
        report = schemacheck.check(*sides)
        assert (report.outcome, report.home, report.counts["tables"]) == ("in sync", "app", 1)


def test_what_fails_and_what_is_known(folder: Path) -> None:
    more = folder / "more.yaml"
    more.write_text((folder / "same.yaml").read_text().replace("    primary_key", "      shoe: text?\n    primary_key"))
    same = folder / "same.yaml"
    assert schemacheck.check(same, more).outcome == "drift"
    assert schemacheck.check(same, more, fail_on="error").outcome == "in sync"
    assert schemacheck.check(same, more, fail_on=schemacheck.Severity.ERROR).outcome == "in sync"
    with pytest.raises(ValueError, match="fatal"):
        schemacheck.check(same, more, fail_on="fatal")
    baseline = folder / "baseline.yaml"
    (finding,) = schemacheck.check(same, more).findings
    baseline.write_text(
        "version: 1\nfindings:\n  - {rule: column-unexpected, object: x, severity: warning, sentence: y, "
        f"fingerprint: '{finding.fingerprint}'}}\n"
    )
    report = schemacheck.check(same, more, baseline=baseline)
    assert (report.outcome, report.known) == ("in sync", (finding,))


def test_many_schemas_come_as_one_report(folder: Path, make_database: MakeDatabase) -> None:
    url = make_database(
        "".join(
            f"CREATE SCHEMA tenant_{each}; CREATE TABLE tenant_{each}.t (a integer{default});"
            for each, default in (("a", ""), ("b", " DEFAULT 1"), ("c", " DEFAULT 1"))
        )
    )
    spec = folder / "tenants.yaml"
    spec.write_text("version: 1\nschema: tenant_*\ntables: {t: {columns: {a: integer?}}}\n")
    report = schemacheck.check(spec, url)
    (finding,) = report.findings
    assert finding.subject.path == "tenant_b.t.a"
    assert "also in tenant_c" in finding.sentence
    assert report.counts["tables"] == 3


@pytest.mark.parametrize(
    ("expected", "live", "error"),
    [
        ("nothing.yaml", "same.yaml", schemacheck.UsageError),
        ("broken.yaml", "same.yaml", schemacheck.SourceError),
        ("same.yaml", "postgresql://u:s3cret-of-mine@127.0.0.1:1/x", schemacheck.UncheckedError),
        ("same.yaml", "postgresql://u:s3cret of mine@127.0.0.1:1/x", schemacheck.UsageError),
    ],
)
def test_errors_say_what_they_are_and_hold_no_secret(
    folder: Path, expected: str, live: str, error: type[schemacheck.SchemacheckError]
) -> None:
    live = live if "://" in live else str(folder / live)
    with pytest.raises(error) as caught:
        schemacheck.check(folder / expected, live)
    assert "s3cret" not in str(caught.value) + str(caught.value.hint)
    assert caught.value.exit_code in (2, 3)


def test_rendered(folder: Path) -> None:
    report = schemacheck.check(folder / "same.yaml", folder / "drifted.yaml")
    assert "DRIFT  1 error" in schemacheck.rendered(report)
    assert schemacheck.rendered(report, "json").startswith("{")
    with pytest.raises(ValueError, match="there are text, "):
        schemacheck.rendered(report, "jsn")


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import schemacheck; "
        "new = {name for name in set(sys.modules) - before if name.startswith(('schemacheck', 'psycopg', 'yaml'))}; "
        "assert new == {'schemacheck', 'schemacheck.base'}, new; import schemacheck.pytest_plugin; "
        "assert 'schemacheck.api' not in sys.modules and 'psycopg' not in sys.modules; "
        "assert callable(schemacheck.check) and 'schemacheck.api' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_name_of_the_interface_is_there_and_no_other() -> None:
    assert all(getattr(schemacheck, name) is not None for name in schemacheck.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'fix'"):
        schemacheck.fix  # noqa: B018


def test_dir_shows_what_there_is() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import schemacheck; print(*dir(schemacheck))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"check", "read", "rendered", "Report", "__version__"} <= set(done.stdout.split())
