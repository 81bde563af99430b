"""What a source that is named on the command line is taken for. Opening one imports, reads and connects nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemacheck.sources.opening import SOURCES, open_source
from schemacheck.sources.source import Access


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("expected_schema.yaml", "SpecFile"),
        ("no-ending", "SpecFile"),
        ("C:\\schemas\\expected.yaml", "SpecFile"),
        ("a=b.yaml", "SpecFile"),
        ("schema.prisma", "PrismaFile"),
        ("folder", "PrismaFile"),
        ("prisma", "PrismaFile"),
        ("migrations", "SqlScripts"),
        ("sql:folder", "SqlScripts"),
        ("sql:-", "SqlScripts"),
        ("-", "SqlScripts"),
        ("dump.sql", "SqlScripts"),
        ("postgresql://u@h/d", "PostgresDatabase"),
        ("postgresql+asyncpg://u@h/d", "PostgresDatabase"),
        ("host=h dbname=d", "PostgresDatabase"),
        ("jdbc:postgresql://h/d", "PostgresDatabase"),
        ("https://example.com", "PostgresDatabase"),  # whose reader says what is wrong with it
        ("prisma+postgres://accelerate/x", "PostgresDatabase"),
        ("sqlite:///a.db", "OtherDatabase"),
        ("mysql+pymysql://u@h/d", "OtherDatabase"),
        ("cockroachdb+psycopg://u@h/d", "OtherDatabase"),
        ("python:app.models:Base", "PythonModule"),
    ],
)
def test_what_a_text_is_taken_for(text: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    for file in ("migrations/1/up.sql", "prisma/migrations/1/migration.sql", "prisma/schema.prisma"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    monkeypatch.chdir(tmp_path)
    assert type(open_source(text, Access())).__name__ == name


def test_every_source_is_opened_by_some_text() -> None:
    opened = {
        type(open_source(text, Access())).__name__
        for text in ("a", "a.prisma", "a.sql", "pg://", "sqlite://", "python:a")
    }
    assert opened == {offer.name for offer in SOURCES}


@pytest.mark.parametrize(
    ("text", "library"),
    [
        ("postgresql://u@h/d", "psycopg"),
        ("mysql://u@h/d", "sqlalchemy"),
        ("python:a", "sqlalchemy"),
        ("a.sql", "psycopg"),
    ],
)
def test_opening_imports_no_library(text: str, library: str) -> None:
    code = (
        "import sys; from schemacheck.sources import opening, source; "
        f"opening.open_source({text!r}, source.Access()); assert {library!r} not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
