"""Files as they were at a revision: real repositories, the user's own git, and a work tree that nobody touches."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from schemacheck.base.errors import SchemacheckError, SourceError, UncheckedError, UsageError
from schemacheck.model.schema import Schema
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart
from tests.repositories import commit, git

SPEC = "version: 1\ntables:\n  a:\n    columns: {id: bigint, b: text}\n    primary_key: [id]\n"
MODEL = 'datasource db {\n  provider = "postgresql"\n}\nmodel A {\n  id Int @id\n}\n'


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose files have changed since its tag `v1`."""
    folder = tmp_path / "repository"
    (folder / "db").mkdir(parents=True)
    (folder / "db" / "link.yaml").symlink_to("expected_schema.yaml")
    commit(folder, {"db/expected_schema.yaml": SPEC, "db/models/a.prisma": MODEL}, "fix: one")
    git(folder, "tag", "v1")
    commit(folder, {"db/expected_schema.yaml": SPEC.replace("b: text", "b: integer")})
    monkeypatch.chdir(folder)
    return folder


def read(text: str) -> Schema:
    return open_source(text, ConnectionOptions()).read(Counterpart()).schema


def fails(text: str) -> SchemacheckError:
    with pytest.raises(SchemacheckError) as caught:
        read(text)
    return caught.value


def type_of_b(schema: Schema) -> str:
    return str(next(column.type for column in schema.tables[0].columns if column.name == "b"))


@pytest.mark.parametrize(
    "revision", ["v1", "HEAD~1", "main@{1}", "HEAD^{/fix: one}", "HEAD^", "refs/tags/v1"]
)  # a colon in braces is none of ours
def test_a_file_as_it_was(revision: str, repository: Path) -> None:
    assert type_of_b(read(f"git:{revision}:db/expected_schema.yaml")) == "text"
    assert type_of_b(read("git:HEAD:db/expected_schema.yaml")) == "integer"
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "name", [":(top)a.yaml", "a[1]*.yaml", "-a.yaml", " a.yaml", "a\tb.yaml", "a:b.yaml", "\"ü'.yaml"]
)
def test_a_path_is_no_pattern_and_no_option(name: str, repository: Path) -> None:
    commit(repository, {name: SPEC})
    assert type_of_b(read(f"git:HEAD:{name}")) == "text"


def test_what_has_changed_since_is_not_seen_and_not_touched(repository: Path) -> None:
    (repository / "db" / "expected_schema.yaml").write_text("no: schema\n")
    git(repository, "rm", "-q", "--cached", "db/link.yaml")
    before = git(repository, "status", "--porcelain")
    assert type_of_b(read("git:HEAD:db/expected_schema.yaml")) == "integer"
    assert git(repository, "status", "--porcelain") == before


def test_a_folder_and_a_link(repository: Path) -> None:
    schema = read("git:v1:db/models")
    assert [table.name.name for table in schema.tables] == ["A"]
    assert schema.origin.label == "git:v1:db/models"
    assert type_of_b(read("git:v1:db/link.yaml")) == "text"
    (repository / "db" / "out.yaml").symlink_to("/etc/hostname")
    commit(repository, {})
    assert "is a link to no file of its revision" in str(fails("git:HEAD:db/out.yaml"))


def test_paths_begin_where_we_are_or_at_the_root(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absolute = str(repository / "db" / "expected_schema.yaml")
    monkeypatch.chdir(repository / "db")
    for path in ("expected_schema.yaml", "./expected_schema.yaml", "db/expected_schema.yaml", absolute):
        assert type_of_b(read(f"git:v1:{path}")) == "text"
    monkeypatch.chdir(repository / "db" / "models")
    assert type_of_b(read("git:v1:../expected_schema.yaml")) == "text"
    assert "there is no ../../../x.yaml at v1" in str(fails("git:v1:../../../x.yaml"))


def test_mistakes_stand_where_the_user_named_the_file(repository: Path) -> None:
    slips = {"expected_schema.yaml": SPEC.replace("bigint", "bigimt"), "models/a.prisma": MODEL.replace("Int", "Imt")}
    commit(repository / "db", slips)
    for text, line in (("git:HEAD:db/expected_schema.yaml", 4), ("git:HEAD:db/models", 5)):
        error = fails(text)
        assert isinstance(error, SourceError)
        assert error.mistakes[0].at.file.startswith(text)
        assert error.mistakes[0].at.line == line


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("git:mian:db/expected_schema.yaml", "git knows no revision mian", "did you mean main?"),
        ("git:origin/production:a.yaml", "git knows no revision origin/production", "git fetch"),
        (
            "git:v1:db/expected_shema.yaml",
            "there is no db/expected_shema.yaml at v1",
            "did you mean db/expected_schema",
        ),
        ("git:v1:db/model", "there is no db/model at v1", "did you mean db/models?"),
        ("git:v1", "names no file of a revision", "git:REV:PATH"),
        ("git:v1:", "names no file of a revision", "git:REV:PATH"),
        ("git::a.yaml", "names no file of a revision", "git:REV:PATH"),
        ("git:--output=x:a.yaml", "names no file of a revision", "git:REV:PATH"),
        ("git:v1:python:app.models", "there is no python:app.models at v1", ""),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_is_not_there(text: str, says: str, hint: str) -> None:
    error = fails(text)
    assert isinstance(error, UsageError)
    assert says in str(error)
    assert hint in (error.hint or "")


def test_a_shallow_clone_says_how_to_fetch(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    error = fails("git:v1:db/expected_schema.yaml")
    assert "git knows no revision v1" in str(error)
    assert "fetch-depth: 0" in (error.hint or "")


def test_no_repository_and_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in str(fails("git:HEAD:a.yaml"))
    with pytest.raises(UncheckedError, match="git could not be run"):
        open_source("git:HEAD:a.yaml", ConnectionOptions(environ={"PATH": str(tmp_path)})).read(Counterpart())


def test_a_file_that_is_kept_elsewhere(repository: Path) -> None:
    commit(repository, {"big.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"})
    assert "Git LFS" in str(fails("git:HEAD:big.yaml"))


@pytest.mark.usefixtures("repository")
def test_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    source = open_source("git:v1:db/models", ConnectionOptions())
    assert len(list(folder.iterdir())) == 1
    source.read(Counterpart())
    del source
    fails("git:v1:db/none")
    assert list(folder.iterdir()) == []
