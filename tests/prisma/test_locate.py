"""A schema is found from whatever of it is named: its main file, its folder, or neither where it was looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import schemacheck
from schemacheck.app.check import check
from schemacheck.base.errors import SourceError, UsageError
from schemacheck.sources.prisma.locate import locate
from schemacheck.sources.source import ConnectionOptions

from .corpus import TODAY

HEAD = 'datasource db {\n  provider = "postgresql"\n}\n'
MODEL = "model A {\n  id Int @id\n}\n"
SPEC = "version: 1\ntables:\n  A: {columns: {id: integer}, primary_key: [id]}\n"
CONFIG = """\
import path from "node:path";
import { defineConfig } from "prisma/config";
/* schema: "prisma/wrong" */
export default defineConfig({
  // schema: "prisma/wrong",
  schema: %s,
  migrations: { path: "db/migrations" },
});
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a schema of two files in `db/models`, and nothing that says so."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / ".git").mkdir()
    write(tmp_path, "expected_schema.yaml", SPEC)
    write(tmp_path, "db/models/schema.prisma", HEAD)
    write(tmp_path, "db/models/more/a.prisma", MODEL)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def checked(name: str) -> list[str]:
    """Check a schema against the expected one, which must be in sync; return what was noted on the way."""
    notes: list[str] = []
    report = check("expected_schema.yaml", ConnectionOptions(on_note=notes.append), against=name, today=TODAY)
    assert report.outcome == "in sync"
    return notes


def test_a_folder_is_found_from_its_main_file(project: Path) -> None:
    del project
    assert checked("db/models/schema.prisma") == [
        "db/models/schema.prisma has no models; the schema in db/models is read"
    ]
    assert checked("db/models") == []


@pytest.mark.parametrize(
    "written",
    [
        '"db/models"', "'./db/models'", "`db/models`", 'path.join("db", "models")',
        'path.join(import.meta.dirname, "db", \'models\')', 'resolve(__dirname, "db/models")',
    ],
)  # fmt: skip
def test_the_configuration_says_where_it_is(written: str, project: Path) -> None:
    write(project, "prisma.config.ts", CONFIG % written)
    write(project, "db/models/schema.prisma", HEAD + "enum E {\n  X\n}\n")
    whole = "is one file of the schema in db/models, which is read"
    assert checked("db/models/schema.prisma") == [f"db/models/schema.prisma {whole}"]
    assert checked("db/models/more/a.prisma") == [f"db/models/more/a.prisma {whole}"]
    assert checked("prisma/schema.prisma") == ["prisma/schema.prisma is not there; db/models is read"]
    assert checked("db") == ["db: the schema is db/models"]


@pytest.mark.parametrize("name", ["prisma.config.js", "prisma.config.mts", ".config/prisma.ts"])
def test_a_configuration_of_every_name(name: str, project: Path) -> None:
    write(project, name, CONFIG % '"db/models"')
    assert checked("prisma/schema.prisma") == ["prisma/schema.prisma is not there; db/models is read"]
    with pytest.raises(UsageError) as caught:
        checked(name)
    assert caught.value.message == f"{name} configures a project and holds no models."


def test_package_json_says_where_it_is(project: Path) -> None:
    write(project, "package.json", '{"name": "x", "prisma": {"schema": "db/models", "seed": "y"}}')
    assert checked("prisma/schema.prisma") == ["prisma/schema.prisma is not there; db/models is read"]
    with pytest.raises(UsageError) as caught:
        checked("package.json")
    assert caught.value.hint == "Give db/models."


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        ('contract: "./src/prisma/contract.prisma"', "src/prisma/contract.json"),
        ("contract: './src/prisma/schema.prisma', db: { connection: env }", "src/prisma/contract.json"),
        ('contract: path.join("src", "prisma", "app.ts")', "src/prisma/app.json"),
        ('contract: "./src/prisma/contract.prisma", output: "./generated"', "generated/contract.json"),
    ],
)
def test_a_configuration_of_prisma_8_leads_to_the_contract(settings: str, given: str, project: Path) -> None:
    write(project, "prisma.config.ts", f"export default definePrismaConfig({{ orm: ormConfig({{ {settings} }}) }});\n")
    with pytest.raises(UsageError) as caught:
        checked("prisma.config.ts")
    assert caught.value.hint == f"Give {given}, which prisma contract emit makes."
    write(project, given, "{}")
    with pytest.raises(UsageError) as caught:
        checked("prisma.config.ts")
    assert caught.value.hint == f"Give {given}."
    with pytest.raises(UsageError) as caught:
        checked("prisma/schema.prisma")
    assert caught.value.hint == f"The project uses Prisma 8: give {given}."


def test_of_a_folder_only_the_file_that_the_configuration_names(project: Path) -> None:
    write(project, "db/models/schema.prisma", HEAD + MODEL)
    write(project, "db/models/old/schema.prisma", HEAD + "model B {\n  id Int @id\n}\n")
    write(project, "db/models/more/a.prisma", "")
    with pytest.raises(SourceError, match="a second datasource"):
        checked("db/models")
    write(project, "package.json", '{"prisma": {"schema": "db/models/schema.prisma"}}')
    assert checked("db/models") == ["db/models: the schema is db/models/schema.prisma"]
    assert checked("db/models/schema.prisma") == []


def test_a_folder_beside_where_the_file_was_looked_for(project: Path) -> None:
    (project / "db/models").rename(project / "db/schema")
    assert checked("db/schema.prisma") == ["db/schema.prisma is not there; db/schema is read"]


def test_a_name_that_is_a_slip_is_no_way_in(project: Path) -> None:
    del project
    with pytest.raises(UsageError, match=r"there is no file db/models/shcema\.prisma$"):
        checked("db/models/shcema.prisma")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"prisma": 1}', '{"prisma": {"schema": 1}}', '{"prisma": {"schema": "nowhere"}}']
)
def test_a_configuration_that_says_nothing(text: str, project: Path) -> None:
    write(project, "package.json", text)
    assert locate(Path("db/models"), "db/models").path == Path("db/models")
    with pytest.raises(UsageError) as caught:
        locate(Path("package.json"), "package.json")
    assert caught.value.hint == "Give the schema.prisma, or the folder, that it is for."


def test_a_configuration_of_another_project_means_nothing(project: Path) -> None:
    write(project.parent, "package.json", '{"prisma": {"schema": "elsewhere"}}')
    assert locate(project / "db/models", "x").path == project / "db/models"
    (project.parent / "package.json").unlink()


def test_packages_are_no_part_of_a_schema(project: Path) -> None:
    write(project, "db/models/node_modules/x/schema.prisma", "no schema")
    assert checked("db/models") == []


def test_models_in_schemas_that_nobody_speaks_of_are_named(project: Path) -> None:
    two = HEAD.replace("}", '  schemas = ["public", "audit"]\n}')
    write(project, "two.prisma", two + MODEL.replace("}", '  @@schema("public")\n}')
          + "model Log {\n  id Int @id\n  @@schema(\"audit\")\n}\n")  # fmt: skip
    report = check("expected_schema.yaml", ConnectionOptions(), against="two.prisma", today=TODAY)
    gaps = [gap.what for gap in report.not_checked if "does not speak of" in gap.reason]
    assert (report.outcome, gaps) == ("in sync", ["model Log (audit)"])


@pytest.mark.parametrize("url", [None, "postgresql://nobody@localhost:1/x?schema=elsewhere"])
def test_a_program_reads_a_file_without_any_database(
    url: str | None, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if url is not None:
        monkeypatch.setenv("DATABASE_URL", url)
    write(project, "tables.py", "from sqlalchemy import Column, Integer, MetaData, Table\nmetadata = MetaData()\n"
          'Table("A", metadata, Column("id", Integer, primary_key=True))\n')  # fmt: skip
    monkeypatch.syspath_prepend(str(project))
    for source in ("db/models", "db/models/schema.prisma", "python:tables:metadata"):
        found = schemacheck.read(source)
        assert [str(table.name) for table in found.tables] == ['public."A"']
