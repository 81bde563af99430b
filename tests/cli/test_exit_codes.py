"""Every exit code through a real process, and what stands on which stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .process import schemacheck, write_specs

NOWHERE = "postgresql://checker:s3cret-word@127.0.0.1:1/prod"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_specs(tmp_path_factory.mktemp("specs"))


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        ("check --against same.yaml", 0, "IN SYNC  nothing differs", ""),
        ("check --against drifted.yaml", 1, "DRIFT  1 error\n", ""),
        ("check --against drifted.yaml --quiet", 1, "DRIFT  1 error", ""),
        ("check --against same.yaml --quiet", 0, "", ""),
        ("diff same.yaml drifted.yaml", 1, "email is integer, not text", ""),
        ("diff same.yaml expected_schema.yaml", 0, "IN SYNC", ""),
        ("baseline", 2, "", "needs a command"),
        ("baseline write --against drifted.yaml", 0, "rule: column-type", ""),
        ("baseline write", 3, "", "DATABASE_URL"),
        ("check --against same.yaml --baseline nothing.yaml", 2, "", "there is no baseline nothing.yaml"),
        ("check --against same.yaml --baseline broken.yaml", 2, "", "broken.yaml:2:1"),
        ("check --against same.yaml --target a=A", 2, "", "--target and another database are both given"),
        ("check --target staging", 2, "", "there is no target staging"),
        ("check --target staging=NOT_SET", 3, "NOT_SET", ""),
        (f"check --target staging={NOWHERE}", 2, "", "NAME=ENV"),
        ("lint", 0, "ok: expected_schema.yaml: 1 table, 3 columns", ""),
        ("lint expected_schema.yaml broken.yaml", 2, "ok: expected_schema.yaml", "2 mistakes in broken.yaml"),
        ("lint nothing.yaml", 2, "", "nothing.yaml"),
        ("check broken.yaml", 2, "", "broken.yaml:8:"),
        ("check nothing.yaml", 2, "", "nothing.yaml"),
        ("check", 3, "", "DATABASE_URL"),
        (f"check --url {NOWHERE}", 3, "", "nothing listens there"),
        ("check --url-env NOT_SET", 3, "", "NOT_SET"),
        (f"snapshot --url {NOWHERE}", 3, "", "nothing listens there"),
        ("check --unheard-of", 2, "", "--unheard-of"),
        ("check --fail-on fatal", 2, "", "--fail-on"),
        ("check --connect-timeout 0", 2, "", "--connect-timeout"),
        ("nonsense", 2, "", "nonsense"),
        ("", 2, "", "Exit codes: 0 in sync, 1 drift"),
        ("explain foreign-key-taget", 2, "", "Did you mean foreign-key-target?"),
        ("sql --server-version 11", 2, "", "--server-version"),
        ("--version", 0, "schemacheck ", ""),
        ("--help", 0, "Exit codes: 0 in sync, 1 drift", ""),
        ("check -h", 0, "--fail-on", ""),
        ("explain", 0, "foreign-key-target", ""),
        ("sql", 0, "READ ONLY", ""),
    ],
)
def test_exit_code(folder: Path, arguments: str, code: int, out: str, err: str) -> None:
    done = schemacheck(*arguments.split(), cwd=folder)
    assert done.returncode == code, done.stderr
    assert out in done.stdout
    assert err in done.stderr
    assert (done.stdout == "") is (out == "")
    assert (done.stderr == "") is (err == "")
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", ["check broken.yaml", f"check --url {NOWHERE}", "check --unheard-of"])
@pytest.mark.parametrize("format_name", ["json", "github", "markdown"])
def test_errors_come_in_the_format_that_was_asked_for(folder: Path, arguments: str, format_name: str) -> None:
    done = schemacheck(*arguments.split(), f"--format={format_name}", cwd=folder)
    assert done.returncode in (2, 3)
    assert "s3cret" not in done.stdout + done.stderr
    if format_name == "json":
        read = json.loads(done.stdout)
        assert (read["outcome"], read["exit_code"]) == ("error", done.returncode)
        assert "error" in done.stderr or "mistake" in done.stderr
    elif format_name == "github":
        assert done.stdout.startswith("::error ")
        assert done.stderr == ""
    else:
        assert done.stdout.startswith("## schemacheck: no result\n")


@pytest.mark.parametrize("arguments", ["--debug check", "check --debug"])
def test_debug_works_on_both_sides_of_the_command(folder: Path, arguments: str) -> None:
    done = schemacheck(*arguments.split(), "--url", NOWHERE, cwd=folder)
    assert done.returncode == 3
    assert "Traceback" in done.stderr
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("arguments", ["--quiet check --against same.yaml", "check --against same.yaml -q"])
def test_quiet_works_on_both_sides_of_the_command(folder: Path, arguments: str) -> None:
    done = schemacheck(*arguments.split(), cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_fail_on(folder: Path) -> None:
    spec = (folder / "same.yaml").read_text(encoding="utf-8")
    (folder / "more.yaml").write_text(
        spec.replace("    primary_key", "      shoe: text?\n    primary_key"), encoding="utf-8"
    )
    assert schemacheck("diff", "same.yaml", "more.yaml", cwd=folder).returncode == 1
    done = schemacheck("diff", "same.yaml", "more.yaml", "--fail-on", "error", cwd=folder)
    assert done.returncode == 0
    assert "PASSED  1 warning, below fail_on: error" in done.stdout


@pytest.mark.parametrize("where", [("--url", NOWHERE), ("--target", "one=ONE")])
def test_models_of_which_there_are_none_are_in_sync_with_nothing(where: tuple[str, str], folder: Path) -> None:
    (folder / "none.prisma").write_text('datasource db {\n  provider = "postgresql"\n}\n', encoding="utf-8")
    done = schemacheck("check", "none.prisma", *where, cwd=folder, ONE=NOWHERE)
    assert done.returncode == 3
    assert "none.prisma names no table" in done.stdout + done.stderr


def test_exit_zero_hides_drift_alone_and_says_so(folder: Path) -> None:
    done = schemacheck("check", "--against", "drifted.yaml", "--exit-zero", "--quiet", cwd=folder)
    assert done.returncode == 0
    assert "DRIFT  1 error" in done.stdout
    assert done.stderr == "note: --exit-zero hides exit code 1, which stands for drift: 1 error\n"
    assert schemacheck("check", "--against", "same.yaml", "--exit-zero", cwd=folder).stderr == ""
    assert schemacheck("check", "broken.yaml", "--exit-zero", cwd=folder).returncode == 2
    assert schemacheck("check", "--url", NOWHERE, "--exit-zero", cwd=folder).returncode == 3


def test_verbose_tells_timings_on_standard_error_alone(folder: Path) -> None:
    plain = schemacheck("check", "--url", NOWHERE, cwd=folder)
    verbose = schemacheck("check", "--verbose", "--against", "same.yaml", cwd=folder)
    assert plain.stdout == ""
    assert verbose.stdout == schemacheck("check", "--against", "same.yaml", cwd=folder).stdout


def test_two_runs_give_the_same_bytes(folder: Path) -> None:
    for format_name in ("text", "json"):
        runs = {
            schemacheck(
                "check", "--against", "drifted.yaml", "--format", format_name, cwd=folder, PYTHONHASHSEED=seed
            ).stdout
            for seed in ("1", "2")
        }
        assert len(runs) == 1
