"""Options of one run: rules that are judged by, counts in the place of findings, and variables for all of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from schemacheck.cli.present import rules_left_out
from schemacheck.cli.run import run

EXPECTED = """
version: 1
tables: {t: {columns: {id: text, a: integer, b: integer}}, u: exists, v: exists}
waivers: [{rule: column-type, object: t.a, reason: because of it}]
"""
LIVE = "version: 1\ntables: {t: {columns: {id: text?, a: text, c: integer}}, w: exists}\n"
CHECK = "check a.yaml --against b.yaml"
LEFT_OUT = "left out by --select or --ignore"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(EXPECTED)
    (tmp_path / "b.yaml").write_text(LIVE)
    monkeypatch.chdir(tmp_path)


def told(capsys: pytest.CaptureFixture[str], typed: str) -> tuple[int, list[str], str]:
    """The exit code, the rules of the findings, and what is on standard error."""
    code = run([*typed.split(), "--format=json"], os.environ)
    out, err = capsys.readouterr()
    report = json.loads(out)
    rules = [each["rule"] for each in report["findings"]] if "findings" in report else []
    gaps = [each["reason"] for each in report.get("not_checked", ())]
    assert (LEFT_OUT in gaps) == ("--select" in typed or "--ignore" in typed) or code == 2
    return code, rules, err


COLUMNS = ["column-missing", "column-unexpected-required", "column-nullable"]


@pytest.mark.parametrize(
    ("options", "code", "rules"),
    [
        ("", 1, [*COLUMNS, "table-missing", "table-missing", "table-unexpected"]),
        ("--select column-missing", 1, ["column-missing"]),
        ("--select column-*", 1, COLUMNS),
        ("--select column-* --ignore column-missing", 1, COLUMNS[1:]),
        ("--ignore column-* --ignore table-missing", 0, ["table-unexpected"]),
        # A waiver of a rule that is left out is not one that covers nothing.
        ("--ignore column-type --ignore column-n* --ignore table-*", 1, COLUMNS[:2]),
        ("--select enum-order", 0, []),
    ],
)
def test_rules_are_chosen_for_a_run(
    options: str, code: int, rules: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, f"{CHECK} {options}")[:2] == (code, rules)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--select colum-missing", "column-missing"),
        ("--ignore x*", 'there is no rule "x*"'),
        ("--select guard-unread", "there is no rule"),
        ("--select table-missing --history h.json", "--history needs every rule"),
    ],
)
def test_what_cannot_be_chosen_is_refused(options: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"{CHECK} {options}".split(), os.environ) == 2
    assert said in capsys.readouterr().err
    assert not Path("h.json").exists()


def test_what_could_not_be_compared_is_left_out_by_name_alone() -> None:
    assert "not-comparable" not in rules_left_out(["enum-order"], None)
    assert rules_left_out(None, ["not-comparable"]) == {"not-comparable"}
    assert rules_left_out(None, None) == frozenset()
    assert not any(name.startswith("guard-") for name in rules_left_out(["enum-order"], None))


def test_findings_are_counted_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"{CHECK} --statistics".split(), os.environ) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:6] == [
        "2  error    table-missing",
        "1  error    column-missing",
        "1  error    column-nullable",
        "1  error    column-unexpected-required",
        "1  note     table-unexpected",
        "",
    ]
    assert lines[6] == "DRIFT  5 errors, 1 note, 1 waived"
    assert run(["diff", "b.yaml", "b.yaml", "--statistics"], os.environ) == 0
    assert capsys.readouterr().out.startswith("IN SYNC")
    assert run(f"{CHECK} --statistics --format json".split(), os.environ) == 2


def test_variables_stand_for_options(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in {"EXPECTED": "a.yaml", "FAIL_ON": "error", "OUTPUT": "o.json o.md", "FORMAT": "concise"}.items():
        monkeypatch.setenv(f"SCHEMACHECK_{name}", value)
    assert run(["check", "--against", "b.yaml"], os.environ) == 1
    assert capsys.readouterr().out.startswith("a.yaml:")
    assert json.loads(Path("o.json").read_text())["outcome"] == "drift"
    assert run(["check", "b.yaml", "--against", "b.yaml", "--format", "text"], os.environ) == 0
    assert capsys.readouterr().out.startswith("IN SYNC")
    # An error takes the place of an earlier report here too, and comes in the format that was asked for.
    monkeypatch.setenv("SCHEMACHECK_FORMAT", "json")
    assert run(["check", "--against", "nothing.yaml"], os.environ) == 2
    assert "error" in json.loads(capsys.readouterr().out)
    assert "error" in json.loads(Path("o.json").read_text())
    # What is read is not written over.
    monkeypatch.setenv("SCHEMACHECK_OUTPUT", "text=a.yaml")
    assert run(["check", "--against", "b.yaml"], os.environ) == 2
    assert Path("a.yaml").read_text() == EXPECTED
    monkeypatch.delenv("SCHEMACHECK_OUTPUT")
    monkeypatch.delenv("SCHEMACHECK_FORMAT")
    capsys.readouterr()
    for name, value in {"FAIL_ON": "fatal", "CONNECT_TIMEOUT": "x"}.items():
        monkeypatch.setenv(f"SCHEMACHECK_{name}", value)
        assert run(["check", "--against", "b.yaml"], os.environ) == 2
        assert capsys.readouterr().err.startswith(f"error: SCHEMACHECK_{name}: expected ")
        monkeypatch.delenv(f"SCHEMACHECK_{name}")
