"""No path leads from an exception to 0 or 1: the command line is crashed in every way, and asked for its code."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import schemacheck.app.check as use_case
from schemacheck.base.errors import ExitCode
from schemacheck.base.scrub import Scrubber
from schemacheck.cli.run import run
from schemacheck.cli.streams import Console
from schemacheck.render import FORMATS
from schemacheck.sources.source import ConnectionOptions

from .process import COMMAND, environment, write_specs

SECRET = "hunter2-and-more"


def crashing(error: BaseException) -> Callable[..., Any]:
    def crash(_expected: str, access: ConnectionOptions, **_options: object) -> Any:
        access.scrub.add([SECRET])
        raise error

    return crash


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError(f"first line with {SECRET}\nsecond line"), 3),
        (SystemExit(0), 3),
        (SystemExit(1), 3),
        (RecursionError("deep"), 3),
        (MemoryError(), 3),
        (GeneratorExit(), 3),
        (OSError(5, "Input/output error"), 3),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), 3),
        (AssertionError(), 3),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 141),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else str(each),
)
def test_crash(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(use_case, "check", crashing(error))
    assert run(["check"], {}) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert SECRET not in err
    if code == 3:
        assert err.startswith(f"error: internal error, {type(error).__name__}:")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "A file cannot be written: No space left on device."),
        (errno.EMFILE, "This process may not open as many files as it needs: Too many open files."),
    ],
)
def test_a_machine_that_has_run_out(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(use_case, "check", crashing(OSError(number, os.strerror(number))))
    assert run(["check"], {}) == 3
    err = capsys.readouterr().err
    assert " ".join(err.split()).startswith(f"error: {said} help: ")
    assert "internal error" not in err


def test_debug_shows_where_and_still_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(use_case, "check", crashing(RuntimeError(f"it was {SECRET}")))
    assert run(["check", "--debug"], {}) == 3
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "raise error" in err
    assert SECRET not in err


def test_a_crash_is_told_in_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(use_case, "check", crashing(RuntimeError(f"it was {SECRET}")))
    assert run(["check", "--format", "json"], {}) == 3
    out = capsys.readouterr().out
    assert json.loads(out)["exit_code"] == 3
    assert SECRET not in out


def test_a_crash_while_telling_of_a_crash(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_arguments: object) -> str:
        raise ValueError("the format is broken too")

    broken = {name: type(each)(each.report, fail, each.suffixes) for name, each in FORMATS.items()}
    monkeypatch.setattr("schemacheck.render.FORMATS", broken)
    monkeypatch.setattr(use_case, "check", crashing(RuntimeError("first")))
    assert run(["check"], {}) == 3
    assert "the format is broken too" in capsys.readouterr().err


@pytest.mark.parametrize("result", [None, 5, "0"])
def test_a_task_that_ends_with_no_code_is_a_bug(
    result: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(use_case, "check", lambda *_arguments, **_options: None)
    monkeypatch.setattr("schemacheck.cli.check.Presenter.present", lambda *_arguments: result)
    assert run(["check"], {}) == 3
    assert "internal error" in capsys.readouterr().err


def test_a_crash_while_parsing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("schemacheck.cli.check.presentation", fail)
    assert run(["check"], {}) == 3
    assert "internal error, ZeroDivisionError" in capsys.readouterr().err


CRASHING = """
import sys
from schemacheck.app import check as use_case
def check(*_arguments, **_options): raise RuntimeError("boom")
use_case.check = check
"""
AT_THE_END = """
import atexit
atexit.register(lambda: open("ended", "w").write("yes"))
"""
THREAD = """
import threading, time
threading.Thread(target=lambda: (time.sleep(0.5), open("waited", "w").write("yes"))).start()
"""


def ended(preparation: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line in a process that has something else to do as well."""
    script = f"{preparation}\nimport sys\nfrom schemacheck.cli.run import main\nmain()\n"
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_main_ends_the_process_with_the_code(tmp_path: Path) -> None:
    done = ended(CRASHING, "check", cwd=tmp_path)
    assert done.returncode == ExitCode.UNCHECKED
    assert "boom" in done.stderr


def test_what_others_do_at_the_end_is_done(tmp_path: Path) -> None:
    done = ended(AT_THE_END + THREAD, "explain", "column-type", cwd=tmp_path)
    assert done.returncode == 0
    assert "column-type" in done.stdout
    assert (tmp_path / "ended").exists()
    assert (tmp_path / "waited").exists()
    assert ended(AT_THE_END, "explain", "column-typ", cwd=tmp_path).returncode == ExitCode.USAGE


def test_streams_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.stdout, sys.stderr
    monkeypatch.setattr(use_case, "check", crashing(RuntimeError("boom")))
    run(["check"], {})
    assert (sys.stdout, sys.stderr) == before


def test_a_reader_that_went_away(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "check", "--against", "drifted.yaml"],
        cwd=write_specs(tmp_path),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        told = process.stderr.read()
    assert process.wait(60) == 141
    assert told == b""


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()], ids=lambda each: type(each).__name__)
def test_no_report_of_an_earlier_run_stays(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    report.write_text('{"outcome": "in sync"}')
    monkeypatch.setattr(use_case, "check", crashing(error))
    assert run(["check", "--output", str(report)], {}) in (3, 130)
    assert json.loads(report.read_text())["outcome"] == "error"
    assert capsys.readouterr().err


@pytest.mark.parametrize("closed", ["1", "2", "1 2", "0 1 2"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("--version", 0),
        ("lint same.yaml", 0),
        ("check --against same.yaml", 0),
        ("check --against drifted.yaml", 1),
        ("check nothing.yaml --against same.yaml", 2),
        ("lint broken.yaml", 2),
        ("migrate", 2),
        ("check --url postgresql://checker@127.0.0.1:1/x", 3),
    ],
)
def test_a_closed_stream_changes_no_code(arguments: str, code: int, closed: str, tmp_path: Path) -> None:
    closing = " ".join(f"{number}>&-" for number in closed.split())
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closing}', "sh", *COMMAND, *arguments.split()],
        cwd=write_specs(tmp_path),
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr


def test_ctrl_c_from_the_first_moment(tmp_path: Path) -> None:
    """Wherever it comes, from the first import on: 130, or the signal itself, which shells tell as 130."""
    # What main does first is done here too, as the signal may come before it.
    script = (
        "import signal; from schemacheck.__main__ import main; signal.signal(signal.SIGINT, signal.SIG_DFL);"
        "print('begun', flush=True); main()"
    )
    codes = set()
    for milliseconds in range(0, 120, 10):
        process = subprocess.Popen(
            [sys.executable, "-c", script, "check", "--against", "same.yaml"],
            cwd=write_specs(tmp_path),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert "Traceback" not in err, err
        codes.add(process.returncode)
    assert codes <= {0, 130, -signal.SIGINT}
    assert codes & {130, -signal.SIGINT}, "none came in time"


INTERRUPTED_WHILE = {
    "a class is made": """
class Asks:
    def __set_name__(self, owner, name): os.kill(os.getpid(), signal.SIGINT); time.sleep(9)
def check(*_arguments, **_options): type("Made", (), {"asks": Asks()})
""",
    "an object is freed": """
class Freed:
    def __del__(self): os.kill(os.getpid(), signal.SIGINT); time.sleep(9)
def check(*_arguments, **_options): freed = Freed(); del freed; raise UncheckedError("whatever came of it")
""",
    "the command line is read": """
import schemacheck.cli.options as options
def check(*_arguments, **_options): raise AssertionError("too late")
import typer
class Typer(typer.Typer):
    def __init__(self, *arguments, **options): os.kill(os.getpid(), signal.SIGINT); time.sleep(9)
typer.Typer = Typer
""",
}


@pytest.mark.parametrize("moment", INTERRUPTED_WHILE)
def test_ctrl_c_is_no_failure_whatever_python_makes_of_it(moment: str, tmp_path: Path) -> None:
    preparation = "import os, signal, time\nfrom schemacheck.base.errors import UncheckedError\n"
    preparation += INTERRUPTED_WHILE[moment] + "from schemacheck.app import check as use_case\nuse_case.check = check\n"
    done = ended(preparation, "check", cwd=write_specs(tmp_path))
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


def test_foreign_text_on_standard_error_cannot_act(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(sys.stdout, sys.stderr, Scrubber(), {})
    console.say("note: the role owns hot\n::error file=x::pwned\r##[add-mask]x \x1b[2J\x07\x9b31m\u202e")
    console.say("  ::stop-commands::pwn")
    err = capsys.readouterr().err
    assert err == (
        "note: the role owns hot\\n::error file=x::pwned\\r## [add-mask]x \\x1b[2J\\x07\\x9b31m\\u202e\n"
        "  : :stop-commands::pwn\n"
    )
