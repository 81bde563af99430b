"""`schemacheck guard` on a command line: which files it reads, what it says of them, and how it ends."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .process import COMMAND, schemacheck

SPEC = """\
version: 1
guard:
  renames: forbid
  {more}
tables:
  Athlete: {{protected: shared by every project, columns: {{id: text, email: text?}}, primary_key: [id]}}
  Race: exists
"""
TOUCHES = 'ALTER TABLE "Athlete"\n  DROP COLUMN "email";\n'
HARMLESS = 'ALTER TABLE "Race" ADD COLUMN "x" TEXT;\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, "expected_schema.yaml", spec())
    write(tmp_path, "prisma/migrations/20240101000000_init/migration.sql", HARMLESS)
    write(tmp_path, "prisma/migrations/20240601000000_drop_email/migration.sql", TOUCHES)
    write(
        tmp_path, "prisma/migrations/20250101000000_rename/migration.sql", 'ALTER TABLE "Race" RENAME TO "Contest";\n'
    )
    return tmp_path


def spec(more: str = "commands: forbid") -> str:
    return SPEC.format(more=more)


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(folder: Path, *arguments: str, **extra: str) -> tuple[int, dict[str, Any]]:
    done = schemacheck("guard", *arguments, "--format", "json", cwd=folder, **extra)
    return done.returncode, json.loads(done.stdout)


def found(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    places = [(each["rule"], each["location"]["file"], each["location"]["line"]) for each in report["findings"]]
    return [(rule, Path(file).parent.name[15:] or file, line) for rule, file, line in places]


def test_without_files_it_reads_what_the_expected_schema_names(project: Path) -> None:
    code, report = run(project)
    assert code == 1
    assert found(report) == [("guard-column-dropped", "drop_email", 2), ("guard-table-renamed", "rename", 1)]
    assert report["counts"]["compared"] == {"migration files": 3, "statements": 3}
    assert report["live"]["kind"] == "migrations"
    assert report["findings"][0]["protected"] == "shared by every project"


def test_ways_back_are_left_alone_and_counted(project: Path) -> None:
    write(project, "migrations/1_a.up.sql", HARMLESS)
    write(project, "migrations/1_a.down.sql", TOUCHES)
    write(project, "migrations/2_b.sql", f"-- +goose Up\n{HARMLESS}-- +goose Down\n{TOUCHES}")
    code, report = run(project, "migrations")
    assert (code, found(report)) == (0, [])
    assert report["counts"]["compared"] == {"migration files": 2, "statements": 2}
    assert report["notes"] == ["1 way back left alone"]


def test_paths_are_relative_to_the_expected_schema(project: Path) -> None:
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    code, report = run(elsewhere, "--expected", "../expected_schema.yaml")
    assert (code, len(report["findings"])) == (1, 2)


def test_other_paths(project: Path) -> None:
    write(project, "expected_schema.yaml", spec("paths: [db/*.sql]"))
    write(project, "db/V2__b.sql", TOUCHES)
    write(project, "db/V10__c.sql", 'CREATE TABLE "Shoe" (id text);')
    code, report = run(project)
    assert code == 1
    assert report["counts"]["compared"]["migration files"] == 2


def test_nothing_to_look_at_is_no_success(tmp_path: Path) -> None:
    write(tmp_path, "expected_schema.yaml", spec())
    code, report = run(tmp_path)
    assert code == 3
    assert "nothing to look at" in report["error"]["message"]


@pytest.mark.parametrize("file", [None, "README.md", "deploy.sh"])
def test_a_folder_with_nothing_to_look_at_is_no_success(project: Path, file: str | None) -> None:
    (project / "empty").mkdir()
    if file is not None:
        write(project, f"empty/{file}", "prisma migrate deploy")
    code, report = run(project, "empty")
    assert code == 3
    assert report["error"]["message"] == "There is no migration in the folder empty: there is nothing to look at."


@pytest.mark.parametrize("name", ["X.SQL", "x.psql", "x.pgsql", "x.ddl"])
def test_sql_by_other_endings(project: Path, name: str) -> None:
    write(project, f"odd/{name}", TOUCHES)
    for named in ("odd", f"odd/{name}"):
        code, report = run(project, named)
        assert (code, report["counts"]["compared"]["migration files"]) == (1, 1)


def test_what_comes_through_a_pipe_is_sql(project: Path) -> None:
    command = [*COMMAND, "guard", "/dev/stdin"]
    done = subprocess.run(command, cwd=project, input=TOUCHES, text=True, capture_output=True, check=False)
    assert done.returncode == 1
    assert "1 migration file" in done.stdout


def test_files_and_folders_that_are_named(project: Path) -> None:
    harmless = "prisma/migrations/20240101000000_init/migration.sql"
    assert run(project, harmless)[0] == 0
    code, report = run(project, "prisma")
    assert (code, report["counts"]["compared"]["migration files"]) == (1, 3)
    assert run(project, "nowhere.sql")[0] == 2


@pytest.mark.parametrize(
    ("since", "rules"),
    [
        ("2024-06-01", ["guard-column-dropped", "guard-table-renamed"]),
        ("2024-06-02", ["guard-table-renamed"]),
        ("20240601000000_drop_email", ["guard-column-dropped", "guard-table-renamed"]),
        ("20250101000000_rename", ["guard-table-renamed"]),
        ("2026-01-01", []),
    ],
)
def test_history_is_left_alone_and_counted(since: str, rules: list[str], project: Path) -> None:
    by_option = run(project, "--since", since)
    write(project, "expected_schema.yaml", spec(f'since: "{since}"'))
    code, report = run(project)
    assert by_option == (code, report)
    assert [each["rule"] for each in report["findings"]] == rules
    assert code == (1 if rules else 0)
    left_alone = 3 - report["counts"]["compared"]["migration files"]
    assert [note.split()[0] for note in report["notes"]] == [str(left_alone)]


def test_an_exception_names_file_rule_and_reason(project: Path) -> None:
    exception = (
        "exceptions: [{file: 'prisma/migrations/2024*/migration.sql', rule: guard-column-dropped, reason: agreed}]"
    )
    write(project, "expected_schema.yaml", spec(exception))
    code, report = run(project)
    assert code == 1
    assert [each["rule"] for each in report["findings"]] == ["guard-table-renamed"]
    (waived,) = report["waived"]
    assert waived["waiver"]["reason"] == "agreed"


def test_an_exception_that_covers_nothing_is_said(project: Path) -> None:
    exception = "exceptions: [{file: 'prisma/**', rule: guard-table-dropped, reason: agreed}]"
    write(project, "expected_schema.yaml", spec(exception))
    _, report = run(project)
    assert "guard-exception-unused" in [each["rule"] for each in report["findings"]]
    # A run on some other file says nothing about it.
    write(project, "other.sql", HARMLESS)
    assert run(project, "other.sql")[0] == 0


def test_waivers_and_severities_work_as_for_drift(project: Path) -> None:
    text = spec() + (
        "severity: {guard-table-renamed: note}\n"
        "waivers:\n"
        "  - {rule: guard-column-dropped, object: Athlete, reason: agreed, expires: 2999-01-01}\n"
        "  - {rule: column-missing, object: Athlete.email, reason: drift, expires: 2999-01-01}\n"
    )
    write(project, "expected_schema.yaml", text)
    code, report = run(project)
    assert code == 0
    assert [(each["rule"], each["severity"]) for each in report["findings"]] == [("guard-table-renamed", "note")]
    assert [each["rule"] for each in report["waived"]] == ["guard-column-dropped"]


def test_scripts_beside_the_expected_schema_are_read_too(project: Path) -> None:
    write(project, "package.json", '{"scripts": {"deploy": "prisma db push"}}')
    write(project, "node_modules/x/package.json", '{"scripts": {"deploy": "prisma db push"}}')
    write(project, ".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - run: npx prisma migrate reset\n")
    code, report = run(project, "--since", "2026-01-01")
    assert code == 1
    assert [each["rule"] for each in report["findings"]] == [
        "guard-command-migrate-reset",
        "guard-command-db-push",
    ]
    write(project, "expected_schema.yaml", spec("commands: allow"))
    assert run(project, "--since", "2026-01-01")[0] == 0


def test_mistakes_in_the_section_are_told_with_their_place(project: Path) -> None:
    write(project, "expected_schema.yaml", spec("rename: forbid"))
    done = schemacheck("guard", cwd=project)
    assert done.returncode == 2
    assert "expected_schema.yaml:4:3" in done.stderr
    assert "renames" in done.stderr


def test_people_see_the_statement_as_the_migrations_own(project: Path) -> None:
    done = schemacheck("guard", cwd=project)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(re.match(r"\s+1 \| ALTER TABLE \"Athlete\"$", line) for line in lines)
    assert any(re.match(r"\s+> 2 \|   DROP COLUMN \"email\";$", line) for line in lines)
    ours = [line for line in lines if not re.match(r"\s+>?\s*\d+ \|", line)]
    assert not any(re.search(r"\b(ALTER|DROP|CREATE) [A-Z]", line) for line in ours)
    assert "protected: shared by every project" in done.stdout


@pytest.mark.parametrize(
    ("form", "passed", "refused"),
    [
        ("text", "PASSED  nothing found", "REFUSED  1 error"),
        ("markdown", "## schemacheck: passed", "## schemacheck: refused"),
        ("html", "<h1>Passed</h1>", "<h1>Refused</h1>"),
    ],
)
def test_the_verdict_is_one_on_migrations(form: str, passed: str, refused: str, project: Path) -> None:
    first, second, *_ = sorted(project.glob("prisma/migrations/*/migration.sql"))
    assert passed in schemacheck("guard", str(first), "--format", form, cwd=project).stdout
    assert refused in schemacheck("guard", str(second), "--format", form, cwd=project).stdout


def test_an_annotation_stands_on_the_migrations_line(project: Path) -> None:
    done = schemacheck("guard", "--format", "github", cwd=project)
    file = "prisma/migrations/20240601000000_drop_email/migration.sql"
    assert done.stdout.startswith(f"::error file={file},line=2,col=15,title=guard-column-dropped")


@pytest.mark.parametrize("name", ["m.sql", "package.json", "a.sh", "ci.yml"])
def test_what_is_no_text_never_ends_in_a_trace(name: str, project: Path) -> None:
    (project / name).write_bytes(bytes(range(256)) * 40)
    done = schemacheck("guard", name, cwd=project)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr


DUMP = """--
-- PostgreSQL database dump
--
CREATE TABLE public."Athlete" (id text NOT NULL, email text);
ALTER TABLE public."Athlete" OWNER TO app;
ALTER TABLE ONLY public."Athlete" ADD CONSTRAINT "Athlete_pkey" PRIMARY KEY (id);
"""
MYSQL = "CREATE TABLE `Athlete` (`id` int unsigned AUTO_INCREMENT) ENGINE=InnoDB;\n"


def test_sql_that_is_named_is_a_migration_only_where_the_paths_say_so(project: Path) -> None:
    write(project, "expected_schema.yaml", spec("paths: prisma/migrations/**/migration.sql"))
    write(project, "db/queries.sql", TOUCHES)
    write(project, "db/structure.sql", DUMP)
    code, report = run(project, "db/queries.sql")
    assert (code, found(report), report["notes"]) == (
        0,
        [],
        ["db/queries.sql left alone: it is not among guard: paths"],
    )
    code, report = run(project, "db")
    assert (code, report["notes"]) == (0, ["2 SQL files left alone: they are not among guard: paths"])
    assert run(project, "prisma/migrations/20240601000000_drop_email/migration.sql")[0] == 1


@pytest.mark.parametrize("name", ["structure.sql", "db/schema.sql", "dumps/latest.sql"])
def test_a_dump_is_no_migration(name: str, project: Path) -> None:
    write(project, name, DUMP)
    code, report = run(project, name)
    assert (code, found(report)) == (0, [])
    assert report["notes"] == [f"{name} left alone: it is a dump, and no migration"]


def test_what_calls_itself_a_dump_and_drops_something_is_judged(project: Path) -> None:
    write(project, "structure.sql", DUMP + TOUCHES)
    code, report = run(project, "structure.sql")
    assert code == 1
    assert "guard-column-dropped" in {rule for rule, _, _ in found(report)}


def test_another_databases_sql_is_no_migration(project: Path) -> None:
    write(project, "mysql/1.sql", MYSQL)
    code, report = run(project, "mysql/1.sql")
    assert (code, found(report)) == (0, [])
    assert "mysql/1.sql left alone: this is for MySQL" in report["notes"][0]
    write(project, "mysql/2.sql", MYSQL + TOUCHES)
    assert run(project, "mysql/2.sql")[0] == 1


@pytest.mark.parametrize("name", ["X.SQL", "x.psql", "x.pgsql", "x.DDL"])
def test_sql_by_other_names(name: str, project: Path) -> None:
    write(project, f"more/{name}", TOUCHES)
    assert run(project, f"more/{name}")[0] == 1
    code, report = run(project, "more")
    assert (code, report["counts"]["compared"]["migration files"]) == (1, 1)


def test_a_rule_that_is_off_is_turned_on_by_its_severity(project: Path) -> None:
    write(project, "deploy.sh", "DATABASE_URL=$PRODUCTION_URL npx prisma migrate deploy\n")
    assert found(run(project, "deploy.sh")[1]) == []
    write(project, "expected_schema.yaml", spec() + "severity: {guard-command-migrate-deploy: warning}\n")
    assert found(run(project, "deploy.sh")[1]) == [("guard-command-migrate-deploy", "deploy.sh", 1)]
