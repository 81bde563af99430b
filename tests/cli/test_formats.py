"""Every format from the command line: standard output holds it and nothing else, whatever the run comes to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemacheck.cli.run import run
from schemacheck.render import FORMATS
from tests.formats import CHECKS, report_schema

from .process import schemacheck, write_specs

RUNS = {
    0: ("check", "--against", "same.yaml"),
    1: ("check", "--against", "drifted.yaml"),
    2: ("check", "broken.yaml", "--against", "same.yaml"),
    3: ("check", "--url", "postgresql://127.0.0.1:1/nothing", "--connect-timeout", "1"),
}
SUFFIXES = {suffix: name for name, each in FORMATS.items() for suffix in each.suffixes}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_specs(tmp_path_factory.mktemp("formats"))


@pytest.mark.parametrize("code", RUNS)
@pytest.mark.parametrize("format_name", [name for name in FORMATS if name != "text"])
def test_standard_output_is_the_format_alone(
    folder: Path, format_name: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert run([*RUNS[code], "--format", format_name], {}) == code
    CHECKS[format_name](capsys.readouterr().out)


def test_a_wrong_option_is_told_in_the_format_that_was_asked_for(folder: Path) -> None:
    done = schemacheck("check", "--format=sarif", "--fail-on", "nothing", cwd=folder)
    assert done.returncode == 2
    assert json.loads(done.stdout)["runs"][0]["invocations"][0]["exitCode"] == 2


def test_a_format_that_is_none_is_told_as_text(folder: Path) -> None:
    done = schemacheck("check", "--format", "sarfi", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "sarfi" in done.stderr


def test_all_formats_at_once(folder: Path, tmp_path: Path) -> None:
    wanted = [word for name in FORMATS for word in ("--output", f"{name}={tmp_path / name}")]
    by_suffix = [word for suffix in SUFFIXES for word in ("--output", str(tmp_path / f"drift{suffix}"))]
    done = schemacheck(*RUNS[1], *wanted, *by_suffix, cwd=folder)
    assert done.returncode == 1
    for name, check in CHECKS.items():
        check((tmp_path / name).read_text(encoding="utf-8"))
    for suffix, name in SUFFIXES.items():
        CHECKS[name]((tmp_path / f"drift{suffix}").read_text(encoding="utf-8"))


def test_the_help_names_every_suffix(folder: Path) -> None:
    told = " ".join(schemacheck("check", "--help", cwd=folder).stdout.split())
    assert [suffix for suffix in SUFFIXES if suffix != ".htm" and suffix not in told] == []


def test_the_schema_of_reports_is_printed(folder: Path) -> None:
    done = schemacheck("schema", "report", cwd=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout) == report_schema()
    assert "properties" in json.loads(schemacheck("schema", cwd=folder).stdout)
