"""Rules about what runs by itself when rows change: triggers and rewrite rules."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_TRIGGER = (
    "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE tgrelid = :table::regclass AND NOT tgisinternal"
)
_RULE = "SELECT rulename, ev_enabled, pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = :table::regclass"

_IDLE = Variant(
    "idle",
    "it is disabled",
    harm="Nothing changes in ordinary sessions: it is {state}.",
    severity=Severity.WARNING,
)
_OFF_ANYWAY = Variant(
    "off-anyway",
    "it is expected to be disabled",
    harm="Nothing changes in ordinary sessions: it is expected to be {state}.",
    hint="Is it to be switched on one day? If not, take it out of the expected schema.",
    severity=Severity.WARNING,
)


def _when_on(what: str) -> tuple[Variant, ...]:
    """In which sessions something is switched on."""
    return (
        Variant(
            "on",
            "it is on in ordinary sessions and is expected to be off there",
            harm=f"In ordinary sessions {what}, where it is expected to be off.",
            severity=Severity.ERROR,
            band=Band.WRONG_DATA,
        ),
        Variant(
            "on-replicas",
            "it is on where changes of another server are replayed, too",
            harm=f"Where changes of another server are replayed by logical replication, {what} too, perhaps a second time for the same "
            "row. In ordinary sessions nothing changes.",
        ),
        Variant(
            "off-on-replicas",
            "it is off where changes of another server are replayed",
            harm="Where changes of another server are replayed by logical replication it is off now. In ordinary sessions nothing "
            "changes.",
        ),
    )


_RULE_THERE = (
    Variant(
        "swallows",
        "it does nothing instead",
        harm="Every {event}{rows} is dropped, and no error says so: it reports 0 rows.",
        hint="Who made it, and since when? What was to be written or deleted meanwhile was not.",
    ),
    Variant(
        "instead",
        "it does something else instead",
        harm="Every {event}{rows} does something else instead: {action}.",
    ),
    Variant(
        "also",
        "it does something besides",
        harm="Every {event}{rows} also does this: {action}.",
    ),
)
_RULE_GONE = (
    Variant(
        "swallows",
        "it is expected to do nothing instead",
        harm="Every {event}{rows} is carried out now, which the rule dropped.",
    ),
    Variant(
        "instead",
        "it is expected to do something else instead",
        harm="Every {event}{rows} is carried out as it is now. The rule turned it into this: {action}.",
    ),
    Variant(
        "also",
        "it is expected to do something besides",
        harm="An {event}{rows} no longer does this also: {action}.",
    ),
)

RULES: Final = (
    Rule(
        name="trigger-missing",
        severity=Severity.ERROR,
        summary="a trigger that is expected and not there",
        sentence="the trigger {name} is missing",
        harm="Its function no longer runs: what it wrote, set or refused is no longer written, set or refused.",
        hint="Since when? What it should have done for the rows written meanwhile is not done.",
        causes=("the table was recreated without it", "a load dropped it and never put it back"),
        confirm=_TRIGGER,
        band=Band.WRONG_DATA,
        variants=(_OFF_ANYWAY,),
    ),
    Rule(
        name="trigger-unexpected",
        severity=Severity.ERROR,
        summary="a trigger that is not expected",
        sentence="there is a trigger {name}, which is not expected",
        harm="Its function runs with the writes it is for, which nobody agreed on; it may change or refuse them.",
        hint="What does its function do, and who made it?",
        causes=("a hot fix made by hand", "a tool for replication or auditing was installed"),
        confirm=_TRIGGER,
        band=Band.WRONG_DATA,
        variants=(_IDLE,),
    ),
    Rule(
        name="trigger-disabled",
        severity=Severity.ERROR,
        summary="a trigger that is switched off: it is there and does not fire",
        sentence="the trigger {name} is {live}",
        harm="In ordinary sessions its function no longer runs, although the trigger is there.",
        hint="Who switched it off, for a load perhaps, and which rows were written meanwhile?",
        band=Band.WRONG_DATA,
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
        sentence="the trigger {name} is {live}, not {expected}",
        harm="Its function runs in sessions in which it is expected not to run.",
        hint="In which sessions is it to run?",
        causes=("it was switched on again after a load with another word than before",),
        confirm=_TRIGGER,
        variants=_when_on("its function runs"),
    ),
    Rule(
        name="trigger-event",
        severity=Severity.ERROR,
        summary="a trigger that fires at another time, for other statements or columns, or once a statement instead of once a row",
        sentence="the trigger {name} fires {live}, not {expected}",
        harm="Its function runs for other writes than was agreed, or at another moment; a BEFORE trigger can still change the row, an "
        "AFTER trigger cannot.",
        hint="Which writes does it miss, and which does it see that it should not?",
        band=Band.WRONG_DATA,
        causes=("the trigger was recreated by hand",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-condition",
        severity=Severity.ERROR,
        summary="a trigger that fires for other rows than expected: another WHEN",
        sentence="the trigger {name} fires for other rows than expected",
        harm="Its function does not run for rows that its WHEN leaves out, or runs for rows it was not meant for.",
        band=Band.WRONG_DATA,
        hint="Compare the two conditions, and the rows between them.",
        causes=("the trigger was recreated with another WHEN",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-function",
        severity=Severity.ERROR,
        summary="a trigger that runs another function, or gives it other arguments or transition tables",
        sentence="the trigger {name} runs {live}, not {expected}",
        harm="Other code than was agreed runs with the writes it is for.",
        band=Band.WRONG_DATA,
        hint="What do the two do differently?",
        causes=("a new version of the function was made under another name in one place only",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="trigger-deferral",
        severity=Severity.WARNING,
        summary="a constraint trigger that fires at another time than expected, or an ordinary trigger in its place",
        sentence="the trigger {name} is {live}, not {expected}",
        harm="Its function runs at the end of each statement instead of at commit, or the other way round, and so do the errors it "
        "raises.",
        hint="Which statements rely on when it fires?",
        causes=("the trigger was recreated by hand",),
        confirm=_TRIGGER,
    ),
    Rule(
        name="rule-missing",
        severity=Severity.ERROR,
        summary="a rewrite rule that is expected and not there",
        sentence="the rule {name} is missing",
        harm="Statements on the table are carried out as they are, without what the rule did instead or also.",
        band=Band.WRONG_DATA,
        variants=(*_RULE_GONE, _OFF_ANYWAY),
        hint="Since when? Which statements ran meanwhile?",
        causes=("the table or view was recreated without it",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-unexpected",
        severity=Severity.ERROR,
        summary="a rewrite rule that is not expected",
        sentence="there is a rule {name}, which is not expected",
        harm="Statements on the table are rewritten: something else is done instead of them, or also.",
        band=Band.WRONG_DATA,
        variants=(*_RULE_THERE, _IDLE),
        hint="What does it do, and who made it?",
        causes=("a hot fix made by hand",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-disabled",
        severity=Severity.ERROR,
        summary="a rewrite rule that is switched off",
        sentence="the rule {name} is {live}",
        harm="In ordinary sessions statements are carried out as they are, without what the rule did instead or also.",
        band=Band.WRONG_DATA,
        hint="Who switched it off, and since when?",
        causes=("a load switched it off and did not switch it on again",),
        confirm=_RULE,
    ),
    Rule(
        name="rule-enabled",
        severity=Severity.WARNING,
        summary="a rewrite rule that is on where it is expected to be off, or on replicas too",
        sentence="the rule {name} is {live}, not {expected}",
        harm="Statements are rewritten in sessions in which they are expected not to be.",
        hint="In which sessions is it to hold?",
        causes=("it was switched on again with another word than before",),
        confirm=_RULE,
        variants=_when_on("it rewrites statements"),
    ),
    Rule(
        name="rule-action",
        severity=Severity.ERROR,
        summary="a rewrite rule that does something else than expected, for another statement or under another condition",
        sentence="the rule {name} does something else than expected",
        harm="Statements on the table are turned into other ones than was agreed.",
        band=Band.WRONG_DATA,
        hint="Compare the two.",
        causes=("the rule was replaced by hand",),
        confirm=_RULE,
    ),
)
