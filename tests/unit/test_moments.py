"""Moments in words, with a clock that stands still, and what is told together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from schemacheck.render.moments import ago, moment, of_cause, of_finding, of_transactions
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.seen import Seen
from schemacheck.report.subject import MemberName
from schemacheck.report.written import Transaction, Written, same_transaction, transactions

from .reports import finding
from .reports import report as a_report


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


NOW = utc("2026-11-28 03:12:44")
_FIRST = "First seen 27 November 05:17 UTC"
AT = utc("2026-11-27 14:03:22")


def written(number: int = 812, row: str = "a", command: int | None = 0, **more: object) -> Written:
    return replace(Written(number, row, command, at=AT, age=NOW - AT), **more)  # type: ignore[arg-type]


def column(name: str, by: Written | None = None, seen: Seen | None = None, table: str = "Athlete") -> Finding:
    made = finding("column-type", table, MemberName(name), expected="text", live="integer")
    return replace(made, written=by, seen=seen)


def report(*findings: Finding, told: tuple[Transaction, ...] = ()) -> Report:
    return a_report(*findings, transactions=told)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds ago"),
        (1, "1 second ago"),
        (119, "119 seconds ago"),
        (120, "2 minutes ago"),
        (7199, "119 minutes ago"),
        (7200, "2 hours ago"),
        (46_800, "13 hours ago"),
        (172_799, "47 hours ago"),
        (172_800, "2 days ago"),
        (86_400 * 4000, "4,000 days ago"),
    ],
)
def test_how_long_ago(seconds: int, said: str) -> None:
    assert ago(timedelta(seconds=seconds)) == said


def test_a_year_is_named_where_it_is_another_one() -> None:
    assert moment(AT, NOW) == "27 November 14:03 UTC"
    assert moment(AT, NOW, seconds=True) == "27 November 14:03:22 UTC"
    assert moment(AT, utc("2027-01-01 00:00")) == "27 November 2026 14:03 UTC"


def test_the_last_write_is_told_as_what_it_is() -> None:
    assert of_finding(column("email", written()), report()) == [
        "Its row in the catalog was last written 27 November 14:03:22 UTC, 13 hours ago."
    ]
    assert of_finding(column("email", written(with_table=True)), report()) == [
        "Its row in the catalog was last written when its table was made, 27 November 14:03:22 UTC, 13 hours ago."
    ]
    assert of_finding(column("email", written(at=None, age=None)), report()) == []


def test_a_write_at_the_turn_of_the_year() -> None:
    at = utc("2026-12-31 23:59:58")
    told = of_finding(column("email", written(at=at, age=timedelta(seconds=5))), report())
    assert told == ["Its row in the catalog was last written 31 December 2026 23:59:58 UTC, 5 seconds ago."]


def test_one_transaction_is_told_once_in_its_order() -> None:
    first, second = column("email", written(row="a", command=7)), column("name", written(row="b", command=3))
    told = transactions([first, second, column("age", written(900, "c")), column("city")])
    assert [[each.subject.label for each in group.findings] for group in told] == [["name", "email"]]
    whole = report(first, second, told=told)
    assert of_transactions(whole) == [
        "One transaction was the last to write what 2 findings are about, 27 November 14:03:22 UTC, 13 hours ago. "
        "In its order: Athlete.name, Athlete.email."
    ]
    assert of_finding(first, whole) == [], "it has been said"


def test_without_the_order_the_reports_own_stays() -> None:
    found = [column("email", written(row="a", command=None)), column("name", written(row="b", command=3))]
    (told,) = transactions(found)
    assert [each.subject.label for each in told.findings] == ["email", "name"]


def test_what_is_no_news_is_not_told() -> None:
    one_row = [column("email", written()), column("email", written())]
    made_so = [column("email", written(row="a", with_table=True)), column("name", written(row="b", with_table=True))]
    assert transactions(one_row) == transactions(made_so) == ()
    two_tables = [made_so[0], column("name", written(row="b", with_table=True), table="Race")]
    assert len(transactions(two_tables)) == 1


def test_the_newest_transactions_are_told_and_the_others_counted() -> None:
    found = [column(f"c{number}", written(number // 2, str(number))) for number in range(200, 400)]
    told = transactions(found)
    assert [each.written.transaction for each in told][:2] == [199, 198]
    said = of_transactions(report(*found, told=told))
    assert len(said) == 6
    assert said[-1] == "The same is true of the findings of 95 other transactions."


def test_a_cause_has_a_moment_where_one_transaction_wrote_all_its_rows() -> None:
    one, other = column("email", written(row="a")), column("name", written(row="b"))
    assert same_transaction([one, other, column("city")]) == one.written
    assert same_transaction([one, column("name", written(900, "b"))]) is None
    cause = Cause("column-renamed", "S.", "e", "", (one, other), one.written)
    assert cause.since == AT
    assert of_cause(cause) == [
        "Its rows in the catalog were last written by one transaction, 27 November 14:03:22 UTC, 13 hours ago."
    ]


@pytest.mark.parametrize(
    ("first", "absent", "said"),
    [
        ("2026-11-27 05:17", "2026-11-26 05:17", f"{_FIRST}, not there at 05:17 the day before."),
        ("2026-11-27 05:17", "2026-11-27 04:17", f"{_FIRST}, not there at 04:17."),
        ("2026-11-27 05:17", "2026-11-20 05:17", f"{_FIRST}, not there on 20 November 05:17 UTC."),
        ("2026-01-01 00:10", "2025-12-31 23:50", "First seen 1 January 00:10 UTC, not there at 23:50 the day before."),
        (
            "2026-01-02 00:10",
            "2025-12-30 23:50",
            "First seen 2 January 00:10 UTC, not there on 30 December 2025 23:50 UTC.",
        ),
        ("2026-11-27 05:17:40", "2026-11-27 05:17:01", "First seen 27 November 05:17:40 UTC, not there at 05:17:01."),
        ("2026-11-27 05:17", None, "First seen 27 November 05:17 UTC."),
        ("2026-11-28 03:12:44", "2026-11-27 05:17", "First seen now, not there at 05:17 the day before."),
        ("2026-11-28 03:12:44", None, ""),
    ],
)
def test_since_when_it_is_seen(first: str, absent: str | None, said: str) -> None:
    seen = Seen(utc(first), NOW, utc(absent) if absent else None)
    assert of_finding(column("email", seen=seen), report()) == ([said] if said else [])


def test_a_cause_says_it_once_where_its_findings_agree() -> None:
    early, late = Seen(utc("2026-11-20 05:17"), NOW), Seen(utc("2026-11-27 05:17"), NOW)
    alike = Cause("column-renamed", "S.", "e", "", (column("email", seen=late), column("name", seen=late)))
    assert of_cause(alike) == ["First seen 27 November 05:17 UTC."]
    apart = replace(alike, findings=(column("email", seen=late), column("name", seen=early)))
    assert of_cause(apart) == ["The first of it was seen 20 November 05:17 UTC."]


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert of_finding(column("email"), report()) == of_transactions(report()) == []
