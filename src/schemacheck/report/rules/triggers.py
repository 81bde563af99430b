"""Rules about what runs by itself when rows change: triggers and rewrite rules."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_TRIGGER = (
    "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE tgrelid = :table::regclass AND NOT tgisinternal"
)
_RULE = "SELECT rulename, ev_enabled, pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = :table::regclass"

RULES: Final = (
    Rule(
        name="trigger-missing",
        severity=Severity.ERROR,
        summary="a trigger that is expected and not there",
        sentence="the trigger {name} is not there",
        harm="What it kept in order, such as audit rows, totals or timestamps, is no longer kept.",
        hint="Since when? What it should have done for the rows written meanwhile is not done.",
        causes=("the table was recreated without it", "a load dropped it and never put it back"),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-unexpected",
        severity=Severity.ERROR,
        summary="a trigger that is not expected",
        sentence="there is a trigger {name}, which is not expected",
        harm="Code that nobody agreed on runs with every write, and may change or refuse it.",
        hint="What does its function do, and who made it?",
        causes=("a hot fix made by hand", "a tool for replication or auditing was installed"),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-disabled",
        severity=Severity.ERROR,
        summary="a trigger that is switched off: it is there and does not fire",
        sentence="{name} is {live}",
        harm="What it kept in order is no longer kept, although it is there.",
        hint="Who switched it off, for a load perhaps, and which rows were written meanwhile?",
        causes=(
            "a load switched the triggers off around itself and did not switch them on again",
            "a restore with --disable-triggers that was interrupted",
        ),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-enabled",
        severity=Severity.WARNING,
        summary="a trigger that fires where it is expected to be off, or on replicas too",
        sentence="{name} is {live}, expected was: {expected}",
        harm="It does its work where nobody counted on it, twice on a replica perhaps.",
        hint="Which side is to do the work?",
        causes=("it was switched on again after a load with another word than before",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-event",
        severity=Severity.ERROR,
        summary="a trigger that fires at another time, for other statements or columns, or once a statement instead of once a row",
        sentence="{name} fires {live}, not {expected}",
        harm="What it keeps in order is kept for some writes only, or too late.",
        hint="Which writes does it miss?",
        causes=("the trigger was recreated by hand",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-condition",
        severity=Severity.ERROR,
        summary="a trigger that fires for other rows than expected: another WHEN",
        sentence="{name} fires for other rows than expected",
        harm="What it keeps in order is kept for some rows only.",
        hint="Compare the two conditions, and the rows between them.",
        causes=("the trigger was recreated with another WHEN",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-function",
        severity=Severity.ERROR,
        summary="a trigger that runs another function, or gives it other arguments or transition tables",
        sentence="{name} runs {live}, not {expected}",
        harm="Other code runs with every write.",
        hint="What do the two do differently?",
        causes=("a new version of the function was made under another name in one place only",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-deferral",
        severity=Severity.WARNING,
        summary="a constraint trigger that fires at another time than expected, or an ordinary trigger in its place",
        sentence="{name} is {live}, not {expected}",
        harm="Statements fail sooner, or only at commit.",
        hint="Which statements rely on when it fires?",
        causes=("the trigger was recreated by hand",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="rule-missing",
        severity=Severity.ERROR,
        summary="a rewrite rule that is expected and not there",
        sentence="the rule {name} is not there",
        harm="Statements do to the table what the rule kept from it.",
        hint="Since when? Which statements ran meanwhile?",
        causes=("the table or view was recreated without it",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-unexpected",
        severity=Severity.ERROR,
        summary="a rewrite rule that is not expected",
        sentence="there is a rule {name}, which is not expected",
        harm="Statements are turned into something else, or into nothing.",
        hint="What does it do, and who made it?",
        causes=("a hot fix made by hand",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-disabled",
        severity=Severity.ERROR,
        summary="a rewrite rule that is switched off",
        sentence="{name} is {live}",
        harm="Statements do to the table what the rule kept from it.",
        hint="Who switched it off, and since when?",
        causes=("a load switched it off and did not switch it on again",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-enabled",
        severity=Severity.WARNING,
        summary="a rewrite rule that is on where it is expected to be off, or on replicas too",
        sentence="{name} is {live}, expected was: {expected}",
        harm="Statements are rewritten where nobody counted on it.",
        hint="Which side is to rewrite?",
        causes=("it was switched on again with another word than before",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-action",
        severity=Severity.ERROR,
        summary="a rewrite rule that does something else than expected, for another statement or under another condition",
        sentence="{name} does something else than expected",
        harm="Statements are turned into other ones than was agreed.",
        hint="Compare the two.",
        causes=("the rule was replaced by hand",),
        confirm=_RULE,
    ),
)
