"""The report for people: its words, its widths, its colours."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.base.errors import RefusedError, UncheckedError
from schemacheck.model.schema import Origin
from schemacheck.render import FORMATS, RenderOptions, wording
from schemacheck.render.layout import clean, flat, wrap
from schemacheck.report.finding import NotChecked
from schemacheck.report.policy import Waiver
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

from . import reports

TEXT = FORMATS["text"]


def lines(report: Report, width: int = 80) -> list[str]:
    return TEXT.report(report, RenderOptions(width=width)).splitlines()


def test_a_finding_says_what_where_both_sides_harm_and_next_in_this_order() -> None:
    text = TEXT.report(reports.report(reports.TARGET), RenderOptions())
    told = [
        "Athlete\n",
        "foreign-key-target",
        "expected_schema.yaml:64\n",
        'the foreign key from companyId points at "GoFastCompany"(id), not at',
        "expected  go_fast_companies(id)\n",
        'live      "GoFastCompany"(id)\n',
        'constraint "Athlete_companyId_fkey"\n',
        "A row that points at what only the expected target has is refused",
        "Next: Both tables are in this database; who recreated the constraint",
        "DRIFT  1 error\n",
        "compared  19 tables, 131 columns, 14 uniques, 12 foreign keys\n",
        "sides     expected_schema.yaml against prod at db.internal as checker,\n",
        "PostgreSQL 16.4, primary, read in one snapshot\n",
    ]
    places = [text.index(part) for part in told]
    assert places == sorted(places)


def test_the_place_and_the_reason_for_protection_stand_at_the_right_edge() -> None:
    written = lines(reports.DRIFTED)
    assert written[0] == "Athlete" + "protected: shared by every project".rjust(73)
    assert written[1].endswith(" expected_schema.yaml:58")
    assert {len(line) for line in written[:2]} == {80}


def test_both_sides_stand_one_above_the_other() -> None:
    written = lines(reports.DRIFTED)
    expected = next(line for line in written if "expected  go_fast" in line)
    live = next(line for line in written if 'live      "GoFast' in line)
    assert expected.index("go_fast_companies(id)") == live.index('"GoFastCompany"(id)')


def test_evidence_is_quoted_line_by_line() -> None:
    written = lines(reports.QUOTED)
    assert " " * 13 + "-   b ```` x" in written
    assert " " * 13 + " FROM t" in written
    assert "".join(line.strip() for line in written).count("a_long_name") == 12


def test_what_findings_of_one_rule_in_one_table_break_is_said_once() -> None:
    text = TEXT.report(reports.MANY, RenderOptions())
    assert text.count("is missing") == 40
    assert text.count("Every query that names it fails") == 1
    assert text.count("Next:") == 1
    assert "column-missing  (40)" in text


def test_own_hints_are_kept_apart_within_one_rule() -> None:
    other = replace(reports.MISSING, hint="Who renamed it?", sentence="sixKPace is not there")
    text = TEXT.report(reports.report(reports.MISSING, other), RenderOptions())
    assert text.count("Next: Who renamed it?") == 1
    assert text.count("Next: Was it renamed or dropped") == 1


def test_what_needs_no_more_is_one_line_before_the_verdict() -> None:
    written = lines(reports.DRIFTED)
    assert "note     table-unexpected  hotfix_backup" in written
    assert "waived   column-unexpected  Race.region  until 2026-12-15 (platform): hotfix of" in written


def test_many_unexpected_tables_are_one_list() -> None:
    text = TEXT.report(
        reports.report(*(reports.finding("table-unexpected", f"backup_{number}", live="table") for number in range(5))),
        RenderOptions(),
    )
    assert text.startswith("note     table-unexpected (5)  backup_0, backup_1, backup_2, backup_3, backup_4\n\nPASSED")


def test_a_waiver_without_an_end_or_an_owner() -> None:
    waived = replace(reports.WAIVED, waiver=Waiver("column-unexpected", "Race.region", "agreed"))
    assert "Race.region  without an end: agreed\n" in TEXT.report(reports.report(waived=(waived,)), RenderOptions())


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (reports.IN_SYNC, "IN SYNC  nothing differs"),
        (reports.DRIFTED, "DRIFT  4 errors, 1 note, 1 waived"),
        (reports.BELOW, "PASSED  1 note, below fail_on: error"),
        (reports.UNCHECKED, "UNCHECKED  1 note, below fail_on: warning, 1 not comparable"),
        (reports.report(counts={"tables": 1, "indexes": 1, "policies": 1}), "compared  1 table, 1 index, 1 policy"),
    ],
)
def test_verdict(report: Report, verdict: str) -> None:
    assert verdict in lines(report)


def test_what_was_not_checked_is_told_by_cause_what_forbids_in_sync_first() -> None:
    text = TEXT.report(reports.UNCHECKED, RenderOptions(width=120))
    assert (
        "not readable    default of Athlete.createdAt (a lock was held on Athlete for longer than 2 s)\n"
        "not comparable  where of Athlete(email) (no certain normal form)\n"
        "not checked     columns of 10 tables (listed as existing); indexes, triggers (not in the spec)\n"
    ) in text


def test_a_replica_and_two_files_are_told() -> None:
    replica = replace(reports.LIVE, server=replace(reports.SERVER, replica=True, lag_seconds=3.2))
    assert "PostgreSQL 16.4, replica, which may lag behind," in wording.origins(reports.report(live=replica))
    assert wording.origins(reports.report(live=Origin("spec", "b.yaml"))) == "expected_schema.yaml against b.yaml"


def test_the_headings_of_what_no_table_holds() -> None:
    schema = reports.finding("schema-missing", "audit", kind="schema", change="missing")
    schema = replace(schema, subject=schema.subject._replace(schema=""))
    written = lines(reports.report(schema, reports.UNUSED_WAIVER))
    assert "schema audit" in written
    assert "waiver column-type Athlete.shoe" in written


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
@pytest.mark.parametrize("name", reports.REPORTS)
def test_no_line_is_longer_than_the_width_unless_a_word_is(name: str, width: int) -> None:
    for line in lines(reports.REPORTS[name], width):
        words_in_it = re.split(r"(?<=\S) (?! )", line)
        assert len(line) <= width or len(words_in_it) <= 2, line


@given(st.text(), st.integers(20, 120), st.integers(0, 10))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int, indent: int) -> None:
    written = wrap(text, width, indent)
    assert "".join(written).replace(" ", "") == clean(text).replace(" ", "")
    assert all(
        len(line) <= width or " " not in line.strip().strip("'\"") or "'" in line or '"' in line for line in written
    )


@given(st.text())
def test_clean_text_is_printable_and_tells_texts_apart(text: str) -> None:
    assert clean(text).isprintable()
    if text.isprintable():
        assert clean(text) == text


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("a\n  AND b", "a AND b"),
        ("'x\ny'", "'x\ny'"),
        ("lower('a  b')\n = c", "lower('a  b') = c"),
        ('"odd\tname"\n > 1', '"odd\tname" > 1'),
        ("'it''s\n'\n", "'it''s\n'"),
    ],
)
def test_white_space_in_quotes_stays(expression: str, line: str) -> None:
    assert flat(expression) == line


def test_colour_changes_no_character() -> None:
    for report in reports.REPORTS.values():
        plain = TEXT.report(report, RenderOptions(width=80))
        coloured = TEXT.report(report, RenderOptions(width=80, colour=True))
        assert "\x1b[" not in plain
        assert "\x1b[" in coloured
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_errors_have_their_hint_and_keep_the_lines_of_a_server() -> None:
    error = UncheckedError('database "x" does not exist\nDETAIL:  none', "Is the name right?")
    assert TEXT.error(error, RenderOptions()) == (
        'error: database "x" does not exist\n       DETAIL:  none\nhelp: Is the name right?\n'
    )
    assert TEXT.error(RefusedError("no"), RenderOptions()) == "refused: no\n"


def test_severity_rises_with_the_report_not_with_the_rule() -> None:
    raised = replace(reports.UNEXPECTED, severity=Severity.ERROR)
    assert "error    table-unexpected  hotfix_backup" in lines(reports.report(raised))


def test_gaps_of_one_reason_are_joined() -> None:
    gaps = [NotChecked(what, "not stated", "not in the spec") for what in ("triggers", "indexes")]
    assert wording.gaps(reports.report(not_checked=gaps)) == [("not checked", "indexes, triggers (not in the spec)")]
