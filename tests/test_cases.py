"""The case directory: one folder a case, one change to a base, and the whole report asserted, wording included.

    tests/cases/<kind>/base.sql       the database that is in sync
    tests/cases/<kind>/spec.yaml      what is expected of it
    tests/cases/<kind>/<case>/change.sql
    tests/cases/<kind>/<case>/report.txt      as people get it
    tests/cases/<kind>/<case>/findings.txt    a line each: severity, rule, place, fingerprint, object; no file, none

In tests/cases/causes a comment `-- cause: NAME` says which act a change is, or that it looks like one and is none.
A case may have a spec.yaml of its own, and a baseline.yaml.

The first case of each kind changes nothing that counts. A comment `-- since 15` on the first line of a change, or of a
base, names the oldest server that can make it. `UPDATE_GOLDEN=1` (`make golden`) writes the reports anew; read the
difference before you commit it.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest

from schemacheck.app.check import check
from schemacheck.causes.registry import every_act
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import RULES, Severity
from schemacheck.sources.source import ConnectionOptions

from .agreement import assert_formats_agree
from .conftest import MakeDatabase, majors
from .formats import assert_every_format
from .never import ddl_in
from .servers import BUILDS, QUICK, Server, by_turns

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 22)
NO_DRIFT = "none"
"""How the first case of each kind is named."""

PRINTED = {"view-definition": "definition", "rule-action": "action", "partition-differs": "own"}
"""Rules about texts that only a server can print, each its own way, and what the facet is called."""

FOLDERS = sorted(path.parent for path in CASES.glob("*/*/change.sql"))
KINDS = {kind: list(folders) for kind, folders in itertools.groupby(FOLDERS, lambda folder: folder.parent.name)}
FIRST_DRIFT = {next(folder for folder in folders if folder.name != NO_DRIFT) for folders in KINDS.values()}
CAUSES = CASES / "causes"
_SINCE = re.compile(r"-- since (\d+)")
_CAUSE = re.compile(r"^-- cause: (\S+)$", re.MULTILINE)


def since(folder: Path) -> int:
    """Give the oldest major that can make a case."""
    texts = [path.read_text(encoding="utf-8") for path in (folder.parent / "base.sql", folder / "change.sql")]
    return max(int(found[1]) if (found := _SINCE.match(text)) else min(BUILDS) for text in texts)


def _elsewhere() -> Iterator[tuple[Path, int | str]]:
    """Pair cases with the servers to run them on, besides the default one.

    What is in sync is so on each, which reads every kind of object on every major. A change is made on a few, among
    them the newest by default. Where a single server is wanted it gets every case, as CI does with each major.
    """
    for folders in KINDS.values():
        for turn, folder in enumerate(folders):
            able = majors(since(folder))
            if folder.name != NO_DRIFT:
                able = [major for major in by_turns(turn, able) if major != QUICK.major or len(able) == 1]
            yield from ((folder, major) for major in able)


def _name(value: Path | int | str) -> str:
    return f"{value.parent.name}/{value.name}" if isinstance(value, Path) else f"pg{value}"


def _spec(folder: Path) -> Path:
    own = folder / "spec.yaml"
    return own if own.exists() else folder.parent / "spec.yaml"


def _report(folder: Path, url: str) -> Report:
    baseline = folder / "baseline.yaml"
    report = check(
        _spec(folder).name,
        ConnectionOptions(url=url),
        fail_on=Severity.NOTE,
        baseline=Path(os.path.relpath(baseline)) if baseline.exists() else None,
        today=TODAY,
    )
    assert report.live.server is not None
    # Which transaction wrote what differs from one major to the next; tests/live/test_when.py looks at it.
    return replace(report, transactions=())


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
    # How long the name of the database is decides where a line ends.
    causes = tuple(replace(each, sentence=_anonymous(each.sentence, report, folder)) for each in report.causes)
    text = FORMATS["text"].report(replace(report, causes=causes), RenderOptions(width=100))
    # What was not checked grows shorter with every kind that the tool learns; what matters of it is asserted apart.
    told = itertools.takewhile(
        lambda line: not line.startswith("not checked  "), _anonymous(text, report, folder).splitlines()
    )
    return "\n".join(line.rstrip() for line in told) + "\n"


def _findings(report: Report) -> list[str]:
    """Say each finding in a line: how bad, the rule, where it is stated, and of what; names come last."""
    told = []
    states = (("", report.findings), ("", report.undecided), ("waived", report.waived), ("known", report.known))
    for state, findings in states:
        for each in findings:
            at = f"{Path(each.at.file).name}:{each.at.line}:{each.at.column}" if each.at else "-"
            severity = state or each.severity.value
            told.append(f"{severity} {each.rule.name} {at} {each.subject.kind} {each.subject.path}")
    return told


def _acts_of(folder: Path) -> list[str]:
    """Give the causes that a case of an act must tell: one, or none where it only looks like one."""
    if folder.parent != CAUSES or folder.name == NO_DRIFT:
        return []
    (act,) = _CAUSE.findall((folder / "change.sql").read_text(encoding="utf-8"))
    return [] if act == "none" else [act]


def _stated(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _golden(path: Path, text: str) -> None:
    """Hold a file, which is not there where there is nothing to say."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
        if not text:
            path.unlink()
    assert text == _stated(path)


def changed_database(folder: Path, server: Server, make_database: MakeDatabase) -> str:
    """Make the case's database on a server and give its URL; skips the test where the server is too old."""
    change = (folder / "change.sql").read_text(encoding="utf-8")
    base = (folder.parent / "base.sql").read_text(encoding="utf-8")
    if server.major < since(folder):
        pytest.skip(f"PostgreSQL before {since(folder)} cannot make this change")
    return make_database(change.split(";\n"), template=base, server=server)


def _drifted(folder: Path, server: Server, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Make the case's database on a server and check it."""
    # Where the checkout is must not show: a path of another length moves what stands beside it.
    monkeypatch.chdir(_spec(folder).parent)
    return _report(folder, changed_database(folder, server, make_database))


def _assert_causes_change_nothing(report: Report, again: Callable[[], Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold causes to what they are: they stand beside the findings, and each finding belongs to one at most."""
    explained = [id(finding) for cause in report.causes for finding in cause.findings]
    assert len(explained) == len(set(explained))
    assert set(explained) <= {id(finding) for finding in report.findings}
    with monkeypatch.context() as patched:
        patched.setattr("schemacheck.app.report._causes", lambda _pair, _judged: ())
        without = again()
    assert without.causes == ()
    for one, other in zip(without.findings, report.findings, strict=True):
        assert (one.fingerprint, one.severity, one.sentence) == (other.fingerprint, other.severity, other.sentence)
    assert without.exit_code == report.exit_code


def _assert_looks_run(report: Report, url: str) -> None:
    """Run what each finding says to look at next, as it stands, where nothing may be written."""
    findings = (*report.findings, *report.waived, *report.known)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = on")
        for finding in findings:
            assert (finding.look is not None) == (finding.change is not None)
            if finding.look:
                assert re.fullmatch(r"SELECT [^;]*;|SELECT .*'.*;", finding.look.query)
                assert ddl_in(finding.look.query) == []
                rows = connection.execute(finding.look.query.encode()).fetchall()
                if finding.look.query.startswith("SELECT count("):
                    assert len(rows) == 1
                elif finding.change == "unexpected":
                    assert rows, finding.look.query


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_case(folder: Path, server: Server, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    if server.major != QUICK.major:
        pytest.skip(f"whole reports are kept as PostgreSQL {QUICK.major} has them; here findings are asserted alone")
    monkeypatch.chdir(_spec(folder).parent)
    url = changed_database(folder, server, make_database)
    report = _report(folder, url)
    assert (report.outcome == "in sync") == (folder.name == NO_DRIFT)
    undecided = [finding.gap for finding in report.undecided]
    assert [gap for gap in report.not_checked if gap.cause != "not stated"] == undecided
    if folder in FIRST_DRIFT:
        assert_every_format(report)
    assert_formats_agree(report)
    if report.causes:
        _assert_causes_change_nothing(report, lambda: _report(folder, url), monkeypatch)
    if folder.parent == CAUSES:
        assert [cause.name for cause in report.causes] == _acts_of(folder)
    _assert_looks_run(report, url)
    _golden(folder / "report.txt", _as_text(report, folder))
    _golden(folder / "findings.txt", "".join(f"{line}\n" for line in _findings(report)))


@pytest.mark.parametrize(("folder", "any_server"), list(_elsewhere()), ids=_name, indirect=["any_server"])
def test_another_major_finds_the_same(
    folder: Path, any_server: Server, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found is the same; but what one major prints, another cannot always be asked about, and that is told."""
    if os.environ.get("UPDATE_GOLDEN"):
        pytest.skip("what it compares with is being written")
    report = _drifted(folder, any_server, make_database, monkeypatch)
    other_words = () if any_server.major == QUICK.major else tuple(f"{facet} of " for facet in PRINTED.values())
    assert [gap for gap in report.not_checked if gap.cause == "not readable"] == []
    unsure = [gap.what for gap in report.not_checked if gap.what.startswith(other_words)]
    told = [each for each in report.undecided if each.gap is None or each.gap.what not in unsure]
    if folder.parent == CAUSES:
        assert [cause.name for cause in report.causes] == _acts_of(folder)
    assert _findings(replace(report, undecided=tuple(told))) == [
        line
        for line in _stated(folder / "findings.txt").splitlines()
        if f"{PRINTED.get(line.split()[1])} of {line.rpartition(' public.')[2]}" not in unsure
    ]


def test_every_act_has_a_case_and_look_alikes_give_no_cause() -> None:
    told = [_acts_of(folder) for folder in KINDS["causes"] if folder.name != NO_DRIFT]
    acts = [name for names in told for name in names]
    assert set(acts) == {act.name for act in every_act()}
    assert len(acts) >= 40
    assert told.count([]) >= 20


def test_each_kind_begins_with_no_drift() -> None:
    assert KINDS
    assert {folder.parent.name for folder in FOLDERS if folder.name == NO_DRIFT} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_on_every_major(kind: str) -> None:
    folders = KINDS[kind]
    assert {major for folder, major in _elsewhere() if folder in folders} == set(majors(min(map(since, folders))))


def test_every_rule_has_a_case_that_breaks_it() -> None:
    lines = [line.split() for path in CASES.glob("*/*/findings.txt") for line in _stated(path).splitlines()]
    broken = {rule for severity, rule, *_ in lines if severity != "known"}
    # Which roles a server has nobody knows; tests/live/test_roles.py looks at those of its own.
    asserted_elsewhere = {"role-unexpected", *(name for name in RULES if name.startswith("guard-"))}
    assert set(RULES) - broken - asserted_elsewhere == set()
