"""`check --history`: a file that is added to, that changes nothing else, and that two runs at once do not spoil."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schemacheck.api import check, rendered

from .process import environment, schemacheck, write_specs

AGAINST = ("check", "same.yaml", "--against", "other.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_specs(tmp_path)
    text = (made / "same.yaml").read_text(encoding="utf-8")
    (made / "other.yaml").write_text(text.replace("id:", "uid:").replace("[id]", "[uid]"), encoding="utf-8")
    return made


def aged(path: Path, *, looked: str = "2026-01-02T05:17:00Z", first: str = "2026-01-01T05:17:00Z") -> None:
    """Rewrite a history as if its checks had been made long ago."""
    document = json.loads(path.read_text(encoding="utf-8"))
    for known in document["databases"].values():
        known["looked"] = looked
        for past in known["findings"].values():
            past.update(first=first, last=looked)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_it_changes_no_verdict_and_says_since_when(folder: Path) -> None:
    plain = schemacheck(*AGAINST, cwd=folder)
    first = schemacheck(*AGAINST, "--history", "h.json", cwd=folder)
    assert (first.returncode, first.stdout) == (plain.returncode, plain.stdout) == (1, plain.stdout)
    aged(folder / "h.json")
    again = schemacheck(*AGAINST, "--history", "h.json", "--output", "r.json", "--output", "r.html", cwd=folder)
    assert again.returncode == 1
    assert "First seen 1 January" in again.stdout
    document = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert {each["seen"]["first"] for each in document["findings"]} == {"2026-01-01T05:17:00+00:00"}
    assert "First seen 1 January" in (folder / "r.html").read_text(encoding="utf-8")


def test_a_check_in_sync_counts_too(folder: Path) -> None:
    assert (
        schemacheck("check", "same.yaml", "--against", "same.yaml", "--history", "h.json", cwd=folder).returncode == 0
    )
    (known,) = json.loads((folder / "h.json").read_text(encoding="utf-8"))["databases"].values()
    assert known["looked"]
    assert known["findings"] == {}


@pytest.mark.parametrize("text", ["", "{", "version: 1\n"])
def test_what_is_no_history_ends_the_run_before_it_begins(text: str, folder: Path) -> None:
    (folder / "h.json").write_text(text, encoding="utf-8")
    done = schemacheck("check", "same.yaml", "--url", "postgresql://127.0.0.1:1/x", "--history", "h.json", cwd=folder)
    assert done.returncode == 2
    assert "h.json:1:" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "h.json").read_text(encoding="utf-8") == text


def test_a_check_that_failed_is_not_counted(folder: Path) -> None:
    done = schemacheck("check", "same.yaml", "--url", "postgresql://127.0.0.1:1/x", "--history", "h.json", cwd=folder)
    assert done.returncode == 3
    assert not (folder / "h.json").exists()


def test_a_report_does_not_go_where_the_history_is(folder: Path) -> None:
    done = schemacheck(*AGAINST, "--history", "h.json", "--output", "h.json", cwd=folder)
    assert done.returncode == 2
    assert "cannot write h.json" in done.stderr
    assert not (folder / "h.json").exists()


def test_a_folder_that_is_not_there(folder: Path) -> None:
    done = schemacheck(*AGAINST, "--history", "no/h.json", cwd=folder)
    assert done.returncode == 2
    assert "there is no folder" in done.stderr


@pytest.mark.slow
def test_runs_at_once_lose_nothing(folder: Path) -> None:
    """Only processes can prove it: each has its own idea of the file."""
    for number in range(6):
        (folder / f"s{number}.yaml").write_text((folder / "other.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    commands = [
        [
            sys.executable,
            "-m",
            "schemacheck",
            "check",
            "same.yaml",
            "--against",
            f"s{number}.yaml",
            "--history",
            "h.json",
        ]
        for number in range(6)
    ]
    running = [
        subprocess.Popen(each, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for each in commands
    ]
    assert [each.communicate()[1] for each in running] == [b""] * 6
    databases = json.loads((folder / "h.json").read_text(encoding="utf-8"))["databases"]
    assert len(databases) == 6
    assert all(known["findings"] for known in databases.values())


def test_from_python(folder: Path) -> None:
    sides = folder / "same.yaml", folder / "other.yaml"
    report = check(*sides, history=folder / "h.json")
    assert {finding.seen is not None for finding in report.findings} == {True}
    aged(folder / "h.json")
    report = check(*sides, history=str(folder / "h.json"))
    assert "First seen 1 January" in " ".join(rendered(report).split())
