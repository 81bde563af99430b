"""Reports that every format is tested on: one of each outcome, and the shapes that are hard to lay out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from schemacheck.base.errors import Mistake, SchemacheckError, SourceError, UncheckedError
from schemacheck.base.names import Position, QName
from schemacheck.model.schema import Origin, Server
from schemacheck.report.findings import Finding, Ignored, NotChecked, Report, Subject, Tie, Value
from schemacheck.report.policy import Waiver
from schemacheck.report.rules import RULES, Severity

SPEC = "expected_schema.yaml"
SERVER = Server(product="PostgreSQL 16.4", major=16, database="prod", host="db.internal", role="checker")
LIVE = Origin("postgres", "prod at db.internal", SERVER)
COUNTS = MappingProxyType({"tables": 19, "columns": 131, "uniques": 14, "foreign keys": 12})


def at(line: int, column: int = 7) -> Position:
    return Position(SPEC, line, column)


def finding(
    rule: str,
    table: str,
    part: str = "",
    *,
    kind: str = "",
    name: str | None = None,
    expected: Value = None,
    live: Value = None,
    hint: str = "",
    live_name: str | None = None,
    line: int | None = None,
) -> Finding:
    """One finding as the comparison makes it, its sentence the rule's own."""
    found = RULES[rule]
    sentence = found.sentence.format(name=name or part.lstrip(".") or table, owner=table, expected=expected, live=live)
    return Finding(
        rule=found,
        severity=found.severity,
        subject=Subject(kind or ("column" if part else "table"), "public", table, part),
        sentence=sentence,
        expected=expected,
        live=live,
        hint=hint,
        live_name=live_name,
        at=at(line) if line else None,
    )


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

TARGET = finding(
    "foreign-key-target",
    "Athlete",
    "(companyId)",
    kind="foreign key",
    name="companyId",
    expected="go_fast_companies(id)",
    live='"GoFastCompany"(id)',
    hint="Both tables are in this database; who recreated the constraint Athlete_companyId_fkey?",
    live_name="Athlete_companyId_fkey",
    line=64,
)
MISSING = replace(
    finding("column-missing", "Athlete", ".fiveKPace", expected="text NULL", line=58),
    sentence="fiveKPace is not there; fivekpace is",
)
PARTIAL = finding(
    "unique-partial",
    "Athlete",
    "(firebaseId)",
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
WAIVED = replace(finding("column-unexpected", "Race", ".region", live="text NULL", line=90), waiver=WAIVER)

DRIFTED = report(
    TARGET,
    MISSING,
    PARTIAL,
    UNEXPECTED,
    finding("column-default", "TrainingPlan", ".status", expected="'draft'", live="'active'", line=101),
    waived=(WAIVED,),
    not_checked=GAPS,
    protected={"public.Athlete": "shared by every project"},
)

IN_SYNC = report(not_checked=GAPS)

BELOW = report(UNEXPECTED, TARGET, fail_on=Severity.ERROR, findings=(UNEXPECTED,))
"""Findings, and none that fails."""

UNCHECKED = report(
    UNEXPECTED,
    not_checked=(
        *GAPS,
        NotChecked("default of Athlete.createdAt", "not readable", "a lock was held on Athlete for longer than 2 s"),
        NotChecked("where of Athlete(email)", "not comparable", "no certain normal form"),
    ),
)

LONG = report(
    finding(
        "column-generated-expression",
        "a_table_whose_name_is_as_long_as_postgresql_lets_a_name_ever_be",
        ".searchable",
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
        finding("column-missing", "Athlete", f".column_{number:02}", expected="text NULL", line=number)
        for number in range(1, 41)
    )
)
"""Forty findings of one rule in one table."""

HOSTILE = report(
    replace(
        finding(
            "column-default",
            'evil\n::error::"|<b>\x1b[31m',
            ".a|b",
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
        finding("column-nullable", "Race", ".name", expected="NOT NULL", live="NULL allowed", line=132),
        sentence="name may be NULL; its waiver expired on 2026-11-20",
        lapsed=_LAPSED,
    ),
    waived=(WAIVED,),
    known=(PARTIAL, UNEXPECTED),
    baseline="drift-baseline.json",
    today=date(2026, 11, 22),
    ignored=(Ignored("public._tmp_1", "ignore: _tmp_*", at(9)), Ignored("public._prisma_migrations", "a tool's books")),
)
"""Drift in every state of acceptance: waived, known, and no longer waived."""

TIED = report(
    TARGET,
    finding(
        "foreign-key-missing",
        "Race",
        "(organizer_id)",
        kind="foreign key",
        name="organizer_id",
        expected="go_fast_companies(id)",
        line=130,
    ),
    finding(
        "foreign-key-unexpected",
        "Result",
        "(race_id)",
        kind="foreign key",
        name="race_id",
        live="Race(id)",
        live_name="sneaky",
        line=141,
    ),
    finding(
        "foreign-key-unexpected", "Race", "(winner)", kind="foreign key", name="winner", live='"Result"(id)', line=133
    ),
    finding(
        "foreign-key-missing", "Plan", "(parent)", kind="foreign key", name="parent", expected='"Plan"(id)', line=160
    ),
    finding(
        "foreign-key-target",
        "Plan",
        "(author, team)",
        kind="foreign key",
        name="author, team",
        expected='"Athlete"(id, team)',
        live='audit."The ""old"" one"(id, team)',
        line=161,
    ),
    finding(
        "foreign-key-on-delete",
        "Result",
        "(athlete_id)",
        kind="foreign key",
        name="athlete_id",
        expected="CASCADE",
        live="NO ACTION",
        line=142,
    ),
    finding("table-missing", "event_log", expected="table", line=150),
    finding("waiver-unused", "column-type", " Athlete.shoe", kind="waiver", line=170),
    protected={"public.Plan": "shared with the app"},
    ties=(
        Tie(QName("public", "Race"), ("venue_id",), QName("public", "Venue"), "both"),
        Tie(QName("public", "Result"), ("athlete_id",), QName("public", "Athlete"), "both"),
        Tie(QName("public", "event_log"), ("athlete_id",), QName("public", "Athlete"), "expected"),
    ),
)
"""Foreign keys that tie tables in a circle, to themselves, and to another schema; whole ones and one of other terms."""

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
