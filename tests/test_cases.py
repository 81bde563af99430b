"""The case directory: one folder a case, one change to a base, and the whole report asserted, wording included.

    tests/cases/<kind>/base.sql       the database that is in sync
    tests/cases/<kind>/spec.yaml      what is expected of it
    tests/cases/<kind>/<case>/change.sql
    tests/cases/<kind>/<case>/report.txt and report.json    as people and machines get it

A case may have a spec.yaml of its own, and a baseline.yaml.

The first case of each kind changes nothing that counts. A comment `-- since 15` on the first line of a change names the
oldest server that can make it. `UPDATE_GOLDEN=1` (`make golden`) writes the reports anew; read the diff before you
commit it.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.render import FORMATS, Look
from schemacheck.report.findings import Report
from schemacheck.report.rules import RULES, Severity
from schemacheck.sources.source import Access

from .conftest import MakeDatabase
from .formats import assert_every_format
from .servers import QUICK, Server

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 22)
NO_DRIFT = "none"
"""How the first case of each kind is named."""

PRINTED = {"view-definition": "definition", "rule-action": "action"}
"""Rules about texts that only a server can print, each its own way, and what the facet is called."""

FOLDERS = sorted(path.parent for path in CASES.glob("*/*/change.sql"))
_SINCE = re.compile(r"-- since (\d+)")


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _spec(folder: Path) -> Path:
    own = folder / "spec.yaml"
    return own if own.exists() else folder.parent / "spec.yaml"


def _report(folder: Path, url: str) -> Report:
    baseline = folder / "baseline.yaml"
    report = check(
        _spec(folder).name,
        Access(url=url),
        fail_on=Severity.NOTE,
        baseline=Path(os.path.relpath(baseline)) if baseline.exists() else None,
        today=TODAY,
    )
    assert report.live.server is not None
    return report


def _anonymous(text: str, report: Report, folder: Path) -> str:
    """Take out what differs from one machine and run to the next."""
    server = report.live.server
    assert server is not None
    for found, name in (
        (os.path.relpath(folder / "baseline.yaml"), "baseline.yaml"),
        (server.database, "cases"),
        (server.host, "server"),
        (server.product, "PostgreSQL"),
    ):
        text = text.replace(found, name)
    return text


def _as_text(report: Report, folder: Path) -> str:
    text = FORMATS["text"].report(report, Look(width=100))
    # What was not checked grows shorter with every kind that the tool learns; the JSON holds what matters of it here.
    told = itertools.takewhile(
        lambda line: not line.startswith("not checked  "), _anonymous(text, report, folder).splitlines()
    )
    return "\n".join(line.rstrip() for line in told) + "\n"


def _as_json(report: Report, folder: Path) -> str:
    document = json.loads(_anonymous(FORMATS["json"].report(report, Look()), report, folder))
    kept = {key: document[key] for key in ("outcome", "exit_code", "counts", "findings", "waived", "known")}
    del kept["counts"]["not_checked"]  # with every kind that the tool learns there is another
    kept["not_checked"] = [gap for gap in document["not_checked"] if gap["cause"] != "not stated"]
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def _golden(path: Path, text: str) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def _drifted(folder: Path, server: Server, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Make the case's database on a server and check it."""
    # Where the checkout is must not show: a path of another length moves what stands beside it.
    monkeypatch.chdir(_spec(folder).parent)
    change = (folder / "change.sql").read_text(encoding="utf-8")
    base = (folder.parent / "base.sql").read_text(encoding="utf-8")
    for text, what in ((base, "what this kind begins with"), (change, "this change")):
        since = _SINCE.match(text)
        if since and server.major < int(since[1]):
            pytest.skip(f"PostgreSQL {server.major} cannot make {what}; {since[1]} can")
    return _report(folder, make_database(change.split(";\n"), template=base, server=server))


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_case(folder: Path, server: Server, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    report = _drifted(folder, server, make_database, monkeypatch)
    assert (report.outcome == "in sync") == folder.name.startswith(NO_DRIFT)
    assert_every_format(report)
    _golden(folder / "report.txt", _as_text(report, folder))
    _golden(folder / "report.json", _as_json(report, folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_every_major_finds_the_same(
    folder: Path, any_server: Server, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found is the same; but what one major prints, another cannot always be asked about, and that is told."""
    expected = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    report = _drifted(folder, any_server, make_database, monkeypatch)
    unsure = [gap.what for gap in report.not_checked if gap.cause != "not stated"]
    for kind, findings in (("findings", report.findings), ("waived", report.waived), ("known", report.known)):
        assert [(finding.rule.name, finding.subject.path) for finding in findings] == [
            (each["rule"], each["object"]["path"])
            for each in expected[kind]
            if f"{PRINTED.get(each['rule'])} of {each['object']['path'].removeprefix('public.')}" not in unsure
        ]
    other_words = () if any_server.major == QUICK.major else tuple(f"{facet} of " for facet in PRINTED.values())
    assert [what for what in unsure if not what.startswith(other_words)] == [
        each["what"] for each in expected["not_checked"]
    ]


def test_each_kind_begins_with_no_drift() -> None:
    kinds = {folder.parent.name for folder in FOLDERS}
    assert kinds
    assert {folder.parent.name for folder in FOLDERS if folder.name == NO_DRIFT} == kinds


def test_every_rule_has_a_case_that_breaks_it() -> None:
    broken = set()
    for path in CASES.glob("*/*/report.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        broken |= {finding["rule"] for finding in document["findings"] + document["waived"]}
    asserted_elsewhere = {name for name in RULES if name.startswith("guard-")}
    assert set(RULES) - broken - asserted_elsewhere == set()
