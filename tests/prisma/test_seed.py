"""The first customer's schema.prisma against the expected schema: in sync both ways, and each of its known slips."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.process import schemacheck
from tests.conftest import MakeDatabase
from tests.gauntlet import seed_sql

from .seed import SPEC, seed_prisma, with_ignored_models

FILE = "prisma/schema.prisma"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder as a code base has it: the expected schema at the top, schema.prisma below."""
    (tmp_path / "prisma").mkdir()
    (tmp_path / FILE).write_text(with_ignored_models(), encoding="utf-8")
    (tmp_path / "expected_schema.yaml").write_bytes(SPEC.read_bytes())
    return tmp_path


def changed(project: Path, pattern: str, new: str) -> int:
    """Change the schema.prisma in one place; gives the line of that place."""
    text = (project / FILE).read_text(encoding="utf-8")
    found = re.search(pattern, text)
    assert found is not None
    (project / FILE).write_text(text[: found.start()] + found.expand(new) + text[found.end() :], encoding="utf-8")
    return text.count("\n", 0, found.start()) + 1


def line_of(project: Path, beginning: str) -> int:
    lines = (project / FILE).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(beginning))


def reported(project: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Give the exit code, the findings, and the report for people."""
    text = schemacheck(*arguments, "--fail-on", "note", cwd=project)
    machine = schemacheck(*arguments, "--fail-on", "note", "--format", "json", cwd=project)
    assert text.returncode == machine.returncode, text.stderr
    return text.returncode, json.loads(machine.stdout)["findings"], " ".join(text.stdout.split())


OFFLINE = ("check", "--against", FILE)
BACK = ("check", FILE, "--against", "expected_schema.yaml")


@pytest.mark.parametrize("arguments", [OFFLINE, BACK, ("diff", "expected_schema.yaml", FILE)], ids=" ".join)
@pytest.mark.parametrize("models", [seed_prisma, with_ignored_models], ids=["nine models", "and ignored ones"])
def test_in_sync_both_ways(arguments: tuple[str, ...], models: Any, project: Path) -> None:
    (project / FILE).write_text(models(), encoding="utf-8")
    code, findings, text = reported(project, *arguments)
    assert (code, findings) == (0, [])
    assert text.startswith("IN SYNC")


def test_tables_without_a_model_are_counted_as_not_checked(project: Path) -> None:
    (project / FILE).write_text(seed_prisma(), encoding="utf-8")
    assert "existence of 10 tables" in reported(project, *OFFLINE)[2]


def test_in_sync_with_the_database(project: Path, make_database: MakeDatabase) -> None:
    done = schemacheck("check", FILE, cwd=project, DATABASE_URL=make_database(seed_sql()))
    assert (done.returncode, "\nPASSED" in done.stdout) == (0, True), done.stderr
    # The ignored models have one column each, and their tables have more.
    assert "DRIFT" not in done.stdout
    told = set(re.findall(r"^(?:error|warning|note) +([a-z-]+)", done.stdout, re.MULTILINE))
    assert told == {"column-unexpected", "column-unexpected-required"}


def test_a_lost_mapping(project: Path) -> None:
    changed(project, r'\n  @@map\("go_fast_companies"\)', "")
    line = line_of(project, "model GoFastCompany")
    code, findings, text = reported(project, *OFFLINE)
    assert code == 1
    assert {(each["rule"], each["object"]["path"]) for each in findings} == {
        ("table-missing", "public.go_fast_companies"),
        ("table-unexpected", "public.GoFastCompany"),
        ("foreign-key-target", "public.Athlete(companyId)"),
    }
    cause = next(each for each in findings if each["rule"] == "table-missing")
    assert cause["live_location"] == {"file": FILE, "line": line, "column": 7}
    assert f"{FILE}:{line}: model GoFastCompany stands for the table GoFastCompany" in text
    assert '@@map("go_fast_companies") is missing in model GoFastCompany' in text
    assert "relation company of model Athlete leads to model GoFastCompany" in text


def test_a_question_mark_too_many(project: Path) -> None:
    text = (project / FILE).read_text(encoding="utf-8")
    start = text.index("model GoFastCompany")
    (project / FILE).write_text(text[:start] + re.sub(r"(\n  name +String)", r"\1?", text[start:], count=1))
    line = line_of(project, "model GoFastCompany") + 2
    code, findings, shown = reported(project, *OFFLINE)
    assert code == 1
    assert [(each["rule"], each["object"]["path"]) for each in findings] == [
        ("column-nullable", "public.go_fast_companies.name")
    ]
    assert f"{FILE}:{line}: field name of model GoFastCompany is written String?: with the question mark" in shown


@pytest.mark.parametrize(
    ("pattern", "new", "cause"),
    [
        (r"(model Athlete \{\n)", r'\1  @@map("athletes")\n', 'its @@map("athletes") is one too many'),
        (r"(?s)\A(.*)\Z", r"\1", '@@map("Athlete") is missing in model athletes'),
    ],
    ids=["mapped", "renamed"],
)
def test_another_name_for_athlete(pattern: str, new: str, cause: str, project: Path) -> None:
    changed(project, pattern, new)
    if "missing" in cause:
        text = (project / FILE).read_text(encoding="utf-8")
        (project / FILE).write_text(re.sub(r"\bAthlete\b", "athletes", text), encoding="utf-8")
    model = "athletes" if "missing" in cause else "Athlete"
    line = line_of(project, f"model {model} ")
    code, findings, shown = reported(project, *OFFLINE)
    assert code == 1
    first = next(each for each in findings if each["rule"] == "table-missing")
    assert (first["object"]["name"], first["live_location"]["line"]) == ("Athlete", line)
    assert (
        f"{FILE}:{line}: model {model} stands for the table athletes, the expected schema has Athlete: {cause}" in shown
    )
    # Whatever else is told is about keys that follow the table.
    assert {each["rule"] for each in findings} == {"table-missing", "table-unexpected", "foreign-key-target"}
    assert {each["live"] for each in findings if each["rule"] == "foreign-key-target"} == {"athletes(id)"}


def test_a_relation_to_another_table(project: Path, make_database: MakeDatabase) -> None:
    (project / FILE).write_text(seed_prisma(), encoding="utf-8")
    url = make_database(
        (
            'CREATE TABLE "GoFastCompany" (id text PRIMARY KEY)',
            'ALTER TABLE "Athlete" DROP CONSTRAINT "Athlete_companyId_fkey"',
            'ALTER TABLE "Athlete" ADD CONSTRAINT "Athlete_companyId_fkey" FOREIGN KEY ("companyId") '
            'REFERENCES "GoFastCompany"(id) ON DELETE RESTRICT ON UPDATE CASCADE',
        ),
        template=seed_sql(),
    )
    done = schemacheck("check", FILE, "--url", url, cwd=project)
    shown = " ".join(done.stdout.split())
    assert done.returncode == 1
    line = line_of(project, "  company  ")
    assert f"foreign-key-target fails now {FILE}:{line}" in shown
    assert (
        "Relation company of model Athlete leads to model GoFastCompany, which is the table go_fast_companies" in shown
    )


def test_a_snapshot_of_the_file_is_in_sync_with_it_and_with_the_database(
    project: Path, make_database: MakeDatabase
) -> None:
    assert schemacheck("snapshot", FILE, "-o", "taken.yaml", cwd=project).returncode == 0
    assert not re.search(r"\bany\b", (project / "taken.yaml").read_text(encoding="utf-8"))
    for source in (FILE, make_database(seed_sql())):
        done = schemacheck("check", "taken.yaml", "--against", source, "--fail-on", "note", cwd=project)
        assert (done.returncode, done.stdout[:7]) == (0, "IN SYNC"), done.stdout


def test_mistakes_are_told_with_their_places(project: Path) -> None:
    line = changed(project, r"companyId +String\n", "companyId Strin\n")
    done = schemacheck(*OFFLINE, cwd=project)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{FILE}:{line}:")
    assert "did you mean String?" in done.stderr


def test_a_folder_is_one_schema(project: Path) -> None:
    text = (project / FILE).read_text(encoding="utf-8")
    start = text.index("model GoFastCompany")
    (project / FILE).write_text(text[:start], encoding="utf-8")
    (project / "prisma" / "rest.prisma").write_text(text[start:], encoding="utf-8")
    assert reported(project, "check", "--against", "prisma")[:2] == (0, [])


def test_two_files_are_compared(project: Path) -> None:
    (project / "other.prisma").write_text((project / FILE).read_text(encoding="utf-8").replace("  city ", "  town "))
    code, findings, _ = reported(project, "diff", FILE, "other.prisma")
    assert code == 1
    assert {each["object"]["path"].rpartition(".")[2] for each in findings} == {"city", "town"}
