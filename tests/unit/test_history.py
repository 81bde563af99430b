"""Since when findings are there: how a history grows, in whatever order checks are counted, and what its file holds."""

from __future__ import annotations

import itertools
import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from schemacheck.app import history as keeping
from schemacheck.app.history import HistoryFile, parse, written
from schemacheck.base.errors import SourceError, UsageError
from schemacheck.report import history as counting
from schemacheck.report.finding import Finding, NotChecked
from schemacheck.report.history import Known, added, key_of, look_of, pruned
from schemacheck.report.report import Report
from schemacheck.report.seen import Seen
from schemacheck.report.subject import MemberName

from .reports import LIVE, finding, report

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2026, 11, 26, 5, 17, tzinfo=timezone.utc)


def column(name: str) -> Finding:
    return finding("column-type", "Athlete", MemberName(name), expected="text", live="integer")


def found(*names: str, complete: bool = True) -> Report:
    gaps = () if complete else (NotChecked("triggers", "not readable", "locked"),)
    return report(*map(column, names), not_checked=gaps)


def run(
    path: Path, at: datetime, *names: str, complete: bool = True, target: str | None = None
) -> dict[str, Seen | None]:
    """Count one check, and give what its report says of each finding."""
    told, failed = HistoryFile(path, at).add({"": found(*names, complete=complete)}, target)
    assert failed is None
    return {each.subject.label: each.seen for each in told[""].findings}


def test_since_when_a_finding_is_there(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    first = run(path, START, "email")
    assert first == {"email": Seen(START, START, None)}, "nobody looked before"
    second = run(path, START + DAY, "email", "name")
    assert second == {
        "email": Seen(START, START + DAY, None),
        "name": Seen(START + DAY, START + DAY, START),
    }
    third = run(path, START + 2 * DAY, "email", "name")
    assert third["name"] == Seen(START + DAY, START + 2 * DAY, START)


def test_one_that_was_gone_and_comes_back_is_counted_from_then(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    run(path, START, "email")
    run(path, START + DAY)
    assert run(path, START + 2 * DAY, "email") == {"email": Seen(START + 2 * DAY, START + 2 * DAY, START + DAY)}


def test_a_check_that_could_not_look_at_everything_says_of_nothing_that_it_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    run(path, START, "email")
    run(path, START + DAY, complete=False)
    told = run(path, START + 2 * DAY, "email", "name")
    assert told["email"] == Seen(START, START + 2 * DAY, None), "it may have been there all the time"
    assert told["name"] == Seen(START + 2 * DAY, START + 2 * DAY, START), "the check between may not have seen it"


def test_what_is_accepted_is_there_too(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    HistoryFile(path, START).add({"": replace(found(), waived=(column("email"),))}, None)
    assert run(path, START + DAY, "email") == {"email": Seen(START, START + DAY, None)}


def test_databases_and_expected_schemas_do_not_mix(tmp_path: Path) -> None:
    """What another file does not speak of would pass for what is not there."""
    path = tmp_path / "history.json"
    run(path, START, "email", target="eu")
    run(path, START + DAY, target="us")
    assert run(path, START + 2 * DAY, "email", target="us")["email"] == Seen(
        START + 2 * DAY, START + 2 * DAY, START + DAY
    )
    assert run(path, START + 3 * DAY, "email", target="eu")["email"] == Seen(START, START + 3 * DAY, None)
    one = found("email")
    other_port = replace(one, live=replace(LIVE, server=replace(LIVE.server, port=5433)))  # type: ignore[type-var]
    other_file = replace(one, expected=replace(one.expected, label="other.yaml"))
    assert len({key_of(each, None) for each in (one, other_port, other_file)}) == 3


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_checks_may_be_counted_in_any_order(order: tuple[int, ...]) -> None:
    """As when two end at once: what is known in the end never says more than is true, whoever comes last."""
    looks = [
        look_of([found(*names)], START + number * HOUR)
        for number, names in enumerate((("a",), ("a", "b"), ("a", "b", "c"), ("a", "b", "c")))
    ]
    known = Known()
    for number in order:
        known = added(known, looks[number])
    by_name = {past.object.rpartition(".")[2]: past for past in known.findings.values()}
    assert set(by_name) == {"a", "b", "c"}
    assert known.looked == START + 3 * HOUR
    for name, begins in (("a", 0), ("b", 1), ("c", 2)):
        assert by_name[name].first >= START + begins * HOUR
        absent = by_name[name].absent
        assert absent is None or absent < START + begins * HOUR
    if order == (0, 1, 2, 3):
        assert [by_name[name].absent for name in "abc"] == [None, START, START + HOUR]


def test_what_an_older_check_found_and_a_newer_one_did_not_is_gone() -> None:
    newer, older = look_of([found()], START + DAY), look_of([found("email")], START)
    assert added(added(Known(), newer), older).findings == {}


def test_a_clock_that_was_wrong_once_is_got_over() -> None:
    early = look_of([found("email")], START)
    ahead = look_of([found("email", "name")], START + 400 * DAY)
    known = added(added(Known(), early), ahead)
    after = added(known, look_of([found("email", "name")], START + DAY))
    assert after.looked == START + DAY
    assert {past.first for past in after.findings.values()} == {START + DAY}
    assert {past.absent for past in after.findings.values()} == {None}


def test_the_same_moment_is_not_before_itself(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    run(path, START)
    assert run(path, START, "email")["email"] == Seen(START, START, None)


def test_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.json"

    def count(number: int) -> None:
        run(path, START, f"c{number}", target=f"t{number}")

    threads = [threading.Thread(target=count, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(parse(path.read_bytes(), "h")) == 16
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_the_file_is_one_line_a_finding_and_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    run(path, START, "email", 'na"m\né')
    text = path.read_text(encoding="utf-8")
    assert json.loads(text)["schemacheck_history"] == 1
    assert text.count('"rule": "column-type"') == 2
    assert len([line for line in text.splitlines() if "column-type" in line]) == 2
    assert written(parse(text.encode(), "h")) == text


def test_it_keeps_what_there_is_room_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(counting, "MOST_FINDINGS", 3)
    path = tmp_path / "history.json"
    run(path, START, "a", "b", target="old")
    run(path, START + DAY, "c", "d", target="new")
    assert [key.partition(":")[0] for key in parse(path.read_bytes(), "h")] == ["new"]
    run(path, START + 2 * DAY, "a", "b", "c", "d", target="new")
    (known,) = parse(path.read_bytes(), "h").values()
    assert len(known.findings) == 3
    # One of the four is forgotten, and must not be called new when it is seen again.
    told = run(path, START + 3 * DAY, "a", "b", "c", "d", target="new")
    assert {name: seen.absent for name, seen in told.items() if seen and seen.is_new} in ({"a": None}, {"b": None})
    assert len(pruned({str(number): Known(START, {}) for number in range(900)}, "7")) == counting.MOST_DATABASES


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "1:1", "the file is empty"),
        ('{\n  "schemacheck_history": 1,\n  "databases": {', "3:17", "no JSON"),
        ("version: 1\n", "1:1", "no JSON"),
        ("[]", "1:1", "it does not begin with schemacheck_history"),
        ("{}", "1:1", "it does not begin with schemacheck_history"),
        ('{\n "schemacheck_history": 7}', "2:3", "a history of version 7; this schemacheck knows version 1"),
        ('{"schemacheck_history": 1, "databases": []}', "1:1", "databases: expected a mapping"),
        ('{"schemacheck_history": 1,\n"databases": {"x": 3}}', "2:15", "x: expected looked and findings"),
        (
            '{"schemacheck_history": 1,\n"databases": {"x": {"looked": 3, "findings": {}}}}',
            "2:15",
            "x: looked is no moment",
        ),
        (
            '{"schemacheck_history": 1, "databases": {"x": {"looked": null, "findings": {\n"f": {"rule": 1}}}}}',
            "2:1",
            "f: exp",
        ),
        ("[" * 100_000, "1:1", "no "),
    ],
)
def test_what_is_no_history_is_told_with_its_place_and_left_alone(
    text: str, where: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "history.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        HistoryFile(path, START)
    (mistake,) = caught.value.mistakes
    assert str(mistake.at) == f"{path}:{where}"
    assert said in mistake.message
    assert path.read_text(encoding="utf-8") == text


def test_what_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST_BYTES", 1 << 20)
    with pytest.raises(SourceError, match="1 MiB at the most"):
        parse(b" " * ((1 << 20) + 1), "h")


def test_a_place_where_no_file_can_be(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "no" / "h.json", "there is no folder"), (tmp_path, "it is no file")):
        with pytest.raises(UsageError, match=said):
            HistoryFile(path, START)


def test_a_file_that_broke_during_the_check_is_left_alone_and_the_report_stands(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    history = HistoryFile(path, START)
    path.write_text("broken", encoding="utf-8")
    told, failed = history.add({"": found("email")}, None)
    assert failed is not None
    assert failed.startswith(f"the history {path} was not written: ")
    assert told[""].findings[0].seen is None
    assert path.read_text(encoding="utf-8") == "broken"


def test_a_link_stays_a_link_and_a_mode_what_it_is(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    run(real, START, "email")
    real.chmod(0o600)
    link.symlink_to(real)
    run(link, START + DAY, "email")
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert len(parse(real.read_bytes(), "h")) == 1
