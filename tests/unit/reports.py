"""Reports that every format is tested on: one of each outcome, and the shapes that are hard to lay out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from schemacheck.base.errors import Mistake, SchemacheckError, SourceError, UncheckedError
from schemacheck.base.names import Position, QName
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import Origin, Server
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Change, Finding, NotChecked, Value
from schemacheck.report.policy import Waiver
from schemacheck.report.report import ContextKey, Ignored, Report
from schemacheck.report.rules import RULES, Severity
from schemacheck.report.seen import Seen
from schemacheck.report.subject import KeyColumns, Member, MemberName, Subject
from schemacheck.report.written import Transaction, Written

SPEC = "expected_schema.yaml"
SERVER = Server(product="PostgreSQL 16.4", major=16, database="prod", host="db.internal", role="checker")
LIVE = Origin("postgres", "prod at db.internal", SERVER)
COUNTS = MappingProxyType({"tables": 19, "columns": 131, "uniques": 14, "foreign keys": 12})


def at(line: int, column: int = 7) -> Position:
    return Position(SPEC, line, column)


def finding(
    rule: str,
    table: str,
    member: Member | None = None,
    *,
    kind: str = "",
    change: Change | None = None,
    name: str | None = None,
    expected: Value | ForeignKey = None,
    live: Value | ForeignKey = None,
    hint: str = "",
    live_name: str | None = None,
    line: int | None = None,
) -> Finding:
    """One finding as the comparison makes it, its sentence the rule's own."""
    found = RULES[rule]
    if (expected, live) != (None, None):
        change = "unexpected" if expected is None else "missing" if live is None else "differs"
    shown = [_pointed_at(side) if isinstance(side, ForeignKey) else side for side in (expected, live)]
    subject = Subject(kind or ("column" if member else "table"), "public", table, member)
    called = name or getattr(member, "name", table)
    sentence = found.sentence.format(
        name=called,
        noun=subject.kind,
        thing=f"the {subject.kind} {called}",
        owner=table,
        expected=shown[0],
        live=shown[1],
        gained=shown[1],
    )
    return Finding(
        rule=found,
        severity=found.severity,
        subject=subject,
        sentence=sentence,
        change=change,
        expected=shown[0],
        live=shown[1],
        expected_value=expected,
        live_value=live,
        hint=hint,
        band=found.band_of(None) if change else None,
        live_name=live_name,
        live_noun="constraint" if live_name else "",
        at=at(line) if line else None,
    )


def key(columns: str, target: str, target_columns: str = "id", *, schema: str = "public") -> ForeignKey:
    """A foreign key, its columns separated by commas."""
    return ForeignKey(tuple(columns.split(", ")), QName(schema, target), tuple(target_columns.split(", ")))


def _pointed_at(key: ForeignKey) -> str:
    return f"{key.target.within('public')}({', '.join(key.target_columns)})"


def foreign_key(rule: str, table: str, columns: str, **about: Any) -> Finding:
    """One finding about a foreign key."""
    return finding(rule, table, KeyColumns(tuple(columns.split(", "))), kind="foreign key", name=columns, **about)


def report(*findings: Finding, **changes: object) -> Report:
    base = Report(
        expected=Origin("spec", SPEC),
        live=LIVE,
        home="public",
        findings=tuple(sorted(findings, key=lambda each: each.order)),
        waived=(),
        not_checked=(),
        counts=COUNTS,
        fail_on=Severity.WARNING,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


GAPS = (
    NotChecked("columns of 10 tables", "not stated", "listed as existing"),
    NotChecked("indexes", "not stated", "not in the spec"),
    NotChecked("triggers", "not stated", "not in the spec"),
)

TARGET = foreign_key(
    "foreign-key-target",
    "Athlete",
    "companyId",
    expected=key("companyId", "go_fast_companies"),
    live=key("companyId", "GoFastCompany"),
    hint="Both tables are in this database; who recreated the constraint Athlete_companyId_fkey?",
    live_name="Athlete_companyId_fkey",
    line=64,
)
MISSING = replace(
    finding("column-missing", "Athlete", MemberName("fiveKPace"), expected="text NULL", line=58),
    sentence="fiveKPace is not there; fivekpace is",
)
PARTIAL = finding(
    "unique-partial",
    "Athlete",
    KeyColumns(("firebaseId",)),
    kind="unique",
    name="firebaseId",
    expected="every row",
    live="WHERE (email IS NOT NULL)",
    live_name="Athlete_firebaseId_key",
    line=61,
)
UNEXPECTED = finding("table-unexpected", "hotfix_backup", live="table")
WAIVER = Waiver(
    rule="column-unexpected",
    object="Race.region",
    reason="hotfix of 20 November; the spec follows with the next release",
    owner="platform",
    expires=date(2026, 12, 15),
    at=at(140, 5),
)
WAIVED = replace(finding("column-unexpected", "Race", MemberName("region"), live="text NULL", line=90), waiver=WAIVER)

DRIFTED = report(
    TARGET,
    MISSING,
    PARTIAL,
    UNEXPECTED,
    finding("column-default", "TrainingPlan", MemberName("status"), expected="'draft'", live="'active'", line=101),
    waived=(WAIVED,),
    not_checked=GAPS,
    protected={"public.Athlete": "shared by every project"},
)

IN_SYNC = report(not_checked=GAPS)

BELOW = report(UNEXPECTED, TARGET, fail_on=Severity.ERROR, findings=(UNEXPECTED,))
"""Findings, and none that fails."""

WHERE = NotChecked("where of Athlete(email)", "not comparable", "no certain normal form")
UNCHECKED = report(
    UNEXPECTED,
    not_checked=(
        *GAPS,
        NotChecked("default of Athlete.createdAt", "not readable", "a lock was held on Athlete for longer than 2 s"),
        WHERE,
    ),
    undecided=(
        replace(
            finding("not-comparable", "Athlete", KeyColumns(("email",)), expected="active", live="(active)::boolean"),
            sentence="where of Athlete(email) cannot be compared; no certain normal form",
            gap=WHERE,
        ),
    ),
)

LONG = report(
    finding(
        "column-generated-expression",
        "a_table_whose_name_is_as_long_as_postgresql_lets_a_name_ever_be",
        MemberName("searchable"),
        expected="to_tsvector('simple'::regconfig, (((COALESCE(title, ''::text) || ' '::text) || "
        "COALESCE(body, ''::text)) || ' '::text) || COALESCE(author, ''::text))",
        live="to_tsvector('english'::regconfig,\n  COALESCE(title, ''::text) || ' '::text\n || "
        "COALESCE(body, ''::text))",
        line=12345,
    ),
    protected={
        "public.a_table_whose_name_is_as_long_as_postgresql_lets_a_name_ever_be": "every project of the house reads "
        "it, so agree with the owners of all of them before anything here changes"
    },
)

QUOTED = report(
    replace(
        finding("table-kind", "report", expected="view", live="materialized view", line=7),
        evidence="--- expected\n+++ live\n@@ -1,2 +1,2 @@\n SELECT a,\n-\tb ```` x\n+       c\x1b[0m, "
        + "a_long_name, " * 12
        + "z\n FROM t",
    )
)
"""A finding with somebody's text in evidence."""

MANY = report(
    *(
        finding("column-missing", "Athlete", MemberName(f"column_{number:02}"), expected="text NULL", line=number)
        for number in range(1, 41)
    )
)
"""Forty findings of one rule in one table."""

HOSTILE = report(
    replace(
        finding(
            "column-default",
            'evil\n::error::"|<b>\x1b[31m',
            MemberName("a|b"),
            expected="100%",
            live="'<img src=x onerror=alert(1)>`|`'\r\n::warning::forged",
        ),
        sentence="a|b, <script> @everyone [link](http://example.org) *bold* 100%\n::error::forged",
        at=Position("a:b,c%.yaml", 3, 1),
    ),
    notes=("##[error]forged", "|| a | b"),
)
"""Every character that means something to some format."""

_LAPSED = Waiver(
    "column-nullable", "Race.name", "the import still needs it", None, expires=date(2026, 11, 20), at=at(148, 5)
)
ACCEPTED = report(
    replace(
        finding("column-nullable", "Race", MemberName("name"), expected="NOT NULL", live="NULL allowed", line=132),
        previous="not there",
        sentence="name may be NULL; its waiver expired on 2026-11-20",
        lapsed=_LAPSED,
    ),
    waived=(WAIVED,),
    previous=Origin("spec", "git:v1:expected_schema.yaml"),
    pending=(
        replace(
            finding("column-missing", "Race", MemberName("city"), expected="text NOT NULL", line=134), pending=True
        ),
        replace(finding("table-unexpected", "RaceOld"), pending=True),
    ),
    known=(PARTIAL, UNEXPECTED),
    baseline="drift-baseline.json",
    today=date(2026, 11, 22),
    ignored=(Ignored("public._tmp_1", "ignore: _tmp_*", at(9)), Ignored("public._prisma_migrations", "a tool's books")),
)
"""Drift in every state of acceptance: pending, waived, known, and no longer waived."""

UNUSED_WAIVER = finding("waiver-unused", "column-type", kind="waiver", name=" Athlete.shoe", line=170)
UNUSED_WAIVER = replace(UNUSED_WAIVER, subject=UNUSED_WAIVER.subject._replace(suffix=" Athlete.shoe"))

TIED = report(
    TARGET,
    foreign_key(
        "foreign-key-missing",
        "Race",
        "organizer_id",
        expected=key("organizer_id", "go_fast_companies"),
        line=130,
    ),
    foreign_key(
        "foreign-key-unexpected",
        "Result",
        "race_id",
        live=key("race_id", "Race"),
        live_name="sneaky",
        line=141,
    ),
    foreign_key("foreign-key-unexpected", "Race", "winner", live=key("winner", "Result"), line=133),
    foreign_key("foreign-key-missing", "Plan", "parent", expected=key("parent", "Plan"), line=160),
    foreign_key(
        "foreign-key-target",
        "Plan",
        "author, team",
        expected=key("author, team", "Athlete", "id, team"),
        live=key("author, team", 'The "old" one', "id, team", schema="audit"),
        line=161,
    ),
    foreign_key(
        "foreign-key-on-delete",
        "Result",
        "athlete_id",
        expected="CASCADE",
        live="NO ACTION",
        line=142,
    ),
    finding("table-missing", "event_log", expected="table", line=150),
    UNUSED_WAIVER,
    protected={"public.Plan": "shared with the app"},
    ties=(
        ContextKey(QName("public", "Race"), ("venue_id",), QName("public", "Venue"), "both"),
        ContextKey(QName("public", "Result"), ("athlete_id",), QName("public", "Athlete"), "both"),
        ContextKey(QName("public", "event_log"), ("athlete_id",), QName("public", "Athlete"), "expected"),
    ),
)
"""Foreign keys that tie tables in a circle, to themselves, and to another schema; whole ones and one of other terms."""

AT = datetime(2026, 11, 27, 14, 3, 22, tzinfo=timezone.utc)
BY = Written(812, "1249 (3,4)", 0, at=AT, age=timedelta(hours=13))
SINCE = Seen(AT + timedelta(hours=2), AT + timedelta(hours=13), AT - timedelta(days=1))
_TOGETHER = (
    replace(MISSING, seen=SINCE),
    replace(PARTIAL, written=BY, seen=SINCE),
    replace(UNEXPECTED, written=replace(BY, row="1259 (5,6)"), seen=SINCE),
)
DATED = report(
    *_TOGETHER,
    replace(TARGET, written=replace(BY, transaction=790)),
    transactions=(Transaction(BY, _TOGETHER[1:]),),
    causes=(Cause("table-renamed", "A was renamed to B.", "its columns", "", _TOGETHER[:1], BY),),
)
"""Findings of which it is known when they came to be."""

REPORTS: dict[str, Report] = {
    "drifted": DRIFTED,
    "in_sync": IN_SYNC,
    "below": BELOW,
    "unchecked": UNCHECKED,
    "long": LONG,
    "quoted": QUOTED,
    "many": MANY,
    "hostile": HOSTILE,
    "accepted": ACCEPTED,
    "tied": TIED,
    "dated": DATED,
}

ERRORS: dict[str, SchemacheckError] = {
    "no_connection": UncheckedError(
        "cannot connect to db.internal: connection refused", "Is the server up, and is the port right?"
    ),
    "mistakes": SourceError(
        [
            Mistake(Position(SPEC, 12, 9), 'unknown type "tex"', "did you mean text?"),
            Mistake(Position(SPEC, 3, 1), 'unknown key "tabels"', "did you mean tables?"),
            Mistake(Position(SPEC, 40, 5), "the key id is there twice"),
        ]
    ),
}
