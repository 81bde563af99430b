"""What a source that is named on the command line is taken for. Opening one imports, reads and connects nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemacheck.base.lazy import load
from schemacheck.sources.opening import SOURCES, open_source
from schemacheck.sources.source import ConnectionOptions, FileSource


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("expected_schema.yaml", "SpecFile"),
        ("no-ending", "SpecFile"),
        ("C:\\schemas\\expected.yaml", "SpecFile"),
        ("a=b.yaml", "SpecFile"),
        ("schema.prisma", "PrismaFile"),
        ("src/prisma/contract.json", "ContractFile"),
        ("app.json", "ContractFile"),
        ("spec.json", "SpecFile"),
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
    (tmp_path / "app.json").write_text('{"schemaVersion": "1", "targetFamily": "sql"}')
    (tmp_path / "spec.json").write_text('{"version": 1}')
    monkeypatch.chdir(tmp_path)
    assert type(open_source(text, ConnectionOptions())).__name__ == name


def test_every_source_is_opened_by_some_text() -> None:
    texts = ("a", "contract.json", "a.prisma", "a.sql", "pg://", "sqlite://", "python:a", "git:HEAD:a")
    taken = [next(offer for offer in SOURCES if offer.claims(text)) for text in texts]
    assert {offer.name for offer in taken} == {offer.name for offer in SOURCES}
    opened = {type(offer.open(text, ConnectionOptions())).__name__ for offer, text in zip(taken, texts, strict=True)}
    assert opened == {offer.name for offer in SOURCES} - {"open_revision"} | {"Unavailable"}


def test_what_a_revision_can_be_of_takes_the_place_where_its_file_stands() -> None:
    """`git:` opens these with a third argument."""
    for offer in SOURCES:
        kind = load(f"schemacheck.sources.{offer.module}:{offer.name}")
        assert offer.files == (isinstance(kind, type) and issubclass(kind, FileSource)), offer


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
        f"opening.open_source({text!r}, source.ConnectionOptions()); assert {library!r} not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
