"""Rules about foreign keys."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_KEY = (
    "SELECT conname, pg_get_constraintdef(oid), convalidated, condeferrable, condeferred "
    "FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'f'"
)

RULES: Final = (
    Rule(
        name="foreign-key-missing",
        severity=Severity.ERROR,
        summary="a foreign key that is expected and not there",
        sentence="nothing ties {name} to {expected}",
        harm="Rows may point at nothing, and deleting what they point at is no longer refused or followed.",
        hint="Count the orphans; look for what dropped the constraint, with CASCADE perhaps.",
        causes=(
            "the target table or its key was dropped with CASCADE",
            "a restore or a bulk load dropped it and never put it back",
        ),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-unexpected",
        severity=Severity.ERROR,
        summary="a foreign key that is not expected",
        sentence="{name} must point at {live}, which is not expected",
        harm="Inserts, updates and deletes that the expected schema allows can be refused, or delete more than they say.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a key was added by hand", "a newer release added it before older code was gone"),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-target",
        severity=Severity.ERROR,
        summary="a foreign key that points at another table, schema or column",
        sentence="{name} points at {live}, not at {expected}",
        harm="Rows that exist in the expected target are refused, rows that exist only in the other one are accepted.",
        hint="Are both tables in this database, and who recreated the constraint?",
        causes=(
            "a mapping such as @@map was lost, so that a model became a new table and the key followed it",
            "a table of the same name in another schema was found first",
        ),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-on-delete",
        severity=Severity.ERROR,
        summary="a foreign key that does something else when its target row is deleted",
        sentence="{name} does {live} when the row it points at is deleted, not {expected}",
        harm="Deleting a row now removes, empties or protects other rows against what was agreed.",
        hint="Which deletes run in production? CASCADE removes rows nobody named.",
        causes=(
            "the constraint was recreated with another action",
            "two tools have different actions where none is written",
        ),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-on-update",
        severity=Severity.ERROR,
        summary="a foreign key that does something else when its target's key changes",
        sentence="{name} does {live} when the key it points at changes, not {expected}",
        harm="Changing a key is refused, or changes other rows, against what was agreed.",
        hint="Does anything change keys of the target table?",
        causes=(
            "the constraint was recreated without its action",
            "two tools have different actions where none is written",
        ),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-match",
        severity=Severity.WARNING,
        summary="a foreign key that treats partly empty keys in another way (MATCH)",
        sentence="{name} is MATCH {live}, not MATCH {expected}",
        harm="Rows with some key columns empty are refused or accepted against what was agreed.",
        hint="Are there rows with only a part of the key?",
        causes=("the constraint was recreated by hand",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-period",
        severity=Severity.ERROR,
        summary="a foreign key that does not look at ranges and should, or the other way round (PERIOD)",
        sentence="{name} is {live}, not {expected}",
        harm="Rows need an equal range at the target, or one that they need not have: what holds in time is not what was agreed.",
        hint="Which rows of the target cover the ranges that are there?",
        causes=("the constraint was recreated by a tool that does not know PERIOD (PostgreSQL 18)",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-deferral",
        severity=Severity.WARNING,
        summary="a foreign key that is checked at another time than expected",
        sentence="{name} is {live}, not {expected}",
        harm="Violations appear at commit instead of at the statement, or the other way round.",
        hint="Which transactions rely on when it is checked?",
        causes=("the constraint was altered for a bulk load", "a circular reference was solved by hand"),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-not-valid",
        severity=Severity.ERROR,
        summary="a foreign key that is NOT VALID: older rows were never looked at",
        sentence="{name} is guarded for new rows only: the constraint is NOT VALID",
        harm="Older rows may point at nothing, and code that follows them fails.",
        hint="Count the orphans; the constraint waits for its validation.",
        causes=("the first half of a two-step change was deployed", "a restore left it unvalidated"),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-not-enforced",
        severity=Severity.ERROR,
        summary="a foreign key that is NOT ENFORCED: it guards nothing",
        sentence="{name} is not guarded at all: the constraint is NOT ENFORCED",
        harm="Rows may point at nothing although the constraint is there.",
        hint="Who switched it off, and since when? Count the orphans.",
        causes=("the constraint was altered for a bulk load (PostgreSQL 18 and later)",),
        confirm="SELECT conname, conenforced FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'f'",
    ),
    Rule(
        name="foreign-key-disabled",
        severity=Severity.ERROR,
        summary="a foreign key whose triggers are disabled: it guards nothing",
        sentence="{name} is not guarded: the triggers of the constraint are disabled",
        harm="Rows may point at nothing although the constraint is there and prints like a working one.",
        hint="A load ran with triggers disabled and did not finish its work; count the orphans.",
        causes=(
            "a load switched the triggers off around itself and did not switch them on again",
            "a restore with --disable-triggers that was interrupted",
        ),
        confirm="SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = :table::regclass AND tgisinternal",
    ),
    Rule(
        name="foreign-key-name",
        severity=Severity.NOTE,
        summary="a foreign key of another name than the one stated",
        sentence="the foreign key of {name} is named {live}, not {expected}",
        harm="Nothing breaks but migrations that name it.",
        hint="Does anything name it?",
        causes=("the constraint was recreated, or its table renamed",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-duplicate",
        severity=Severity.NOTE,
        summary="a foreign key that is there a second time, under another name",
        sentence="a second foreign key ties {name} to {live}, on the same terms",
        harm="No row is refused that is not refused anyway; every write pays for both.",
        hint="Which of the two does anything name?",
        causes=("a tool and a migration both made it",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-duplicate-missing",
        severity=Severity.NOTE,
        summary="a foreign key that is not there, while another on the same terms is",
        sentence="one of several foreign keys that tie {name} to {expected} is not there",
        harm="Rows are tied all the same; only what names the missing one fails.",
        hint="One of them is enough in the expected schema.",
        causes=("somebody tidied up",),
        confirm=_KEY,
    ),
)
