"""Files that are pipes: read and written as any other, and given up where nobody is at the other end."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from schemacheck.base import reading
from schemacheck.cli import files
from tests.live.support import schemacheck

from .process import SPEC, write_specs

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.2)
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    monkeypatch.chdir(write_specs(tmp_path))
    for name in ("pipe", "pipe.yaml", "pipe.prisma", "pipe.sql"):
        os.mkfifo(name)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("check pipe.yaml --against same.yaml", 2),
        ("check --against pipe.yaml", 2),
        ("check --against pipe.prisma", 2),
        ("check --against same.yaml --baseline pipe.yaml", 2),
        ("check --env-file pipe", 2),
        ("lint pipe.yaml", 2),
        ("snapshot pipe.yaml", 2),
        ("guard pipe.sql", 2),
    ],
)
def test_a_pipe_that_nobody_writes_to(arguments: str, code: int) -> None:
    began = time.monotonic()
    done = schemacheck(*arguments.split())
    assert done.code == code, done.all
    assert "nobody writes to this pipe" in done.said
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("arguments", ["check --against same.yaml --output pipe", "snapshot same.yaml -o pipe"])
def test_a_pipe_that_nobody_reads(arguments: str) -> None:
    done = schemacheck(*arguments.split())
    assert done.code == 3, done.all
    assert "cannot write pipe: nobody reads this pipe" in done.said


@pytest.mark.parametrize("pause", [0.0, 0.1, 0.5])
def test_a_pipe_that_somebody_writes_to(pause: float) -> None:
    """Whenever he comes, as long as he takes: with the pipe open he is waited for."""

    def write() -> None:
        with Path("pipe.yaml").open("w", encoding="utf-8") as stream:
            time.sleep(pause)
            stream.write(SPEC[:100])
            stream.flush()
            time.sleep(pause)
            stream.write(SPEC[100:])

    writer = threading.Thread(target=write)
    writer.start()
    done = schemacheck("check", "pipe.yaml", "--against", "same.yaml")
    writer.join()
    assert done.code == 0, done.all


def test_a_pipe_that_somebody_reads() -> None:
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_text(encoding="utf-8")))
    reader.start()
    done = schemacheck("check", "--against", "same.yaml", "--output", "pipe")
    reader.join()
    assert done.code == 0, done.all
    assert read[0].startswith("IN SYNC")
