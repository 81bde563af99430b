"""Rules about foreign keys."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant
from schemacheck.report.shared_variants import of_deferral

_KEY = (
    "SELECT conname, pg_get_constraintdef(oid), convalidated, condeferrable, condeferred "
    "FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'f'"
)


def _on_change(what: str, event: str) -> tuple[Variant, ...]:
    """What a key does now when its target row is deleted, or changes its key; `what` is the act, `event` its words."""
    return (
        Variant(
            "refuses",
            "it refuses the act",
            harm=f"{what} fails as long as rows of {{owner}} point at it.",
            hint=f"Which code {event}? It fails now.",
        ),
        Variant(
            "refuses-otherwise",
            "it refuses the act on both sides, RESTRICT at once and NO ACTION at the end of the statement",
            harm=f"{what} fails on both sides as long as rows of {{owner}} point at it: with RESTRICT at once, with NO ACTION at the "
            "end of the statement, or of the transaction where the key is deferred.",
            hint="Does a statement remove or change both rows at once?",
            severity=Severity.WARNING,
        ),
        Variant(
            "set",
            "it sets the columns to NULL or to their default",
            harm=f"{what} sets {{name}} to {{value}} in the rows of {{owner}} that point at it, or fails where that is not "
            "allowed.",
            hint=f"Which code {event}, and may {{name}} lose its value?",
            band=Band.WRONG_DATA,
        ),
    )


_TRIGGERS = (
    Variant(
        "referencing",
        "the triggers on the table itself are disabled",
        sentence="the foreign key from {name} to {target} does not check new rows: its triggers on {owner} are disabled",
        harm="Inserts and updates that point at nothing are accepted, although the constraint is there and prints like a working "
        "one. Deletes from {target_table} are {still}.",
        hint="Who disabled the triggers of {owner}, for a load perhaps, and since when? Count the rows that point at nothing.",
    ),
    Variant(
        "referenced",
        "the triggers on the referenced table are disabled",
        sentence="the foreign key from {name} to {target} does not look at deletes: its triggers on {target_table} are disabled",
        harm="Inserts and updates of {owner} are still checked. Deleting a row of {target_table} that rows point at {no_longer}, and a "
        "change of its key is not looked at either: these rows point at nothing from then on.",
        hint="Who disabled the triggers of {target_table}, for a load perhaps, and since when? Count the rows that point at nothing.",
    ),
    Variant(
        "both",
        "the triggers on both tables are disabled",
        sentence="the foreign key from {name} to {target} checks nothing: its triggers on {owner} and on {target_table} are disabled",
        harm="Rows that point at nothing are accepted, and deletes from {target_table} leave such rows behind, although the constraint "
        "is there and prints like a working one.",
    ),
    Variant(
        "enabled",
        "the triggers are enabled and are expected to be disabled",
        sentence="the triggers of the foreign key from {name} to {target} are enabled",
        harm="Inserts and updates that point at nothing fail, which the expected schema lets pass.",
        hint="Was the expected schema written while a load ran? Then update it.",
        band=Band.FAILS_NOW,
    ),
)

RULES: Final = (
    Rule(
        name="foreign-key-missing",
        severity=Severity.ERROR,
        summary="a foreign key that is expected and not there",
        sentence="the foreign key from {name} to {expected} is missing",
        harm="Rows that point at nothing are accepted, and deleting a row that others point at is no longer refused or followed.",
        hint="Count the rows that point at nothing; look for what dropped the constraint. The index that its target stands on may "
        "have been dropped with CASCADE.",
        causes=(
            "the target table or its key was dropped with CASCADE",
            "a restore or a bulk load dropped it and never put it back",
        ),
        confirm=_KEY,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "refused",
                "it is expected to refuse deletes",
                harm="Rows that point at nothing are accepted, and deleting a row of {target_table} that others point at is no longer "
                "refused.",
            ),
            Variant(
                "followed",
                "it is expected to delete or change rows when their target is deleted",
                harm="Rows that point at nothing are accepted, and deleting a row of {target_table} no longer means {action}: rows that "
                "pointed at it stay as they are.",
            ),
            Variant(
                "not-enforced",
                "it is expected to be NOT ENFORCED",
                harm="Nothing changes: as NOT ENFORCED it would check nothing.",
                hint="Does anything read the foreign keys of the catalog, such as a tool that draws them?",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="foreign-key-unexpected",
        severity=Severity.ERROR,
        summary="a foreign key that is not expected",
        sentence="there is a foreign key from {name} to {live}, which is not expected",
        harm="Inserts and updates that point at nothing fail; deletes from the target are refused, or followed, by its action.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a key was added by hand", "a newer release added it before older code was gone"),
        confirm=_KEY,
        variants=(
            Variant(
                "beside",
                "an expected foreign key from the same columns to the same target stands beside it",
                sentence="there is a second foreign key from {name} to {live}, beside the expected one with {agreed}",
                harm="New rows are held to nothing more: both point at the same rows. They do not agree in what happens to them. When a "
                "row of {target_table} is deleted, or changes its key, the constraint that was made first acts first, and a restore "
                "may make them in another order.",
                hint="Does anything name it? Look for who added it, and which of the two was made first.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "refused",
                "it refuses deletes",
                harm="Inserts and updates of {owner} that point at nothing fail, and so does deleting a row of {target_table} that "
                "others point at.",
            ),
            Variant(
                "followed",
                "it deletes or changes rows when their target is deleted",
                harm="Inserts and updates of {owner} that point at nothing fail. Deleting a row of {target_table} means {action}: rows of "
                "{owner} that point at it are deleted or changed.",
            ),
            Variant(
                "not-enforced",
                "it is NOT ENFORCED",
                harm="It checks nothing, so nothing fails.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="foreign-key-target",
        severity=Severity.ERROR,
        summary="a foreign key that points at another table, schema or column",
        sentence="the foreign key from {name} points at {live}, not at {expected}",
        harm="A row that points at what only the expected target has is refused; one that points at what only the other target has "
        "is accepted.",
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
        sentence="the foreign key from {name} has ON DELETE {live}, not ON DELETE {expected}",
        harm="Deleting a row of the target is refused, or deletes or changes other rows, against what was agreed.",
        hint="Which code deletes rows of the target? CASCADE deletes rows nobody named.",
        causes=(
            "the constraint was recreated with another action",
            "two tools have different actions where none is written",
        ),
        confirm=_KEY,
        variants=(
            *_on_change("Deleting a row of {target_table}", "deletes from {target_table}"),
            Variant(
                "cascades",
                "it deletes rows too",
                harm="Deleting a row of {target_table} also deletes the rows of {owner} that point at it.",
                hint="Which code deletes from {target_table}? It deletes rows nobody named; some may be gone already.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "columns",
                "its action changes other columns",
                sentence="when a row of {target} is deleted, the foreign key from {name} changes {live}, not {expected}",
                harm="Deleting a row of {target_table} changes other columns of {owner} than was agreed, or fails where one of them is "
                "NOT NULL.",
                hint="Which code deletes from {target_table}?",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="foreign-key-on-update",
        severity=Severity.ERROR,
        summary="a foreign key that does something else when its target's key changes",
        sentence="the foreign key from {name} has ON UPDATE {live}, not ON UPDATE {expected}",
        harm="Changing a key of the target is refused, or changes other rows, against what was agreed.",
        hint="Does anything change keys of the target table?",
        causes=(
            "the constraint was recreated without its action",
            "two tools have different actions where none is written",
        ),
        confirm=_KEY,
        variants=(
            *_on_change("Changing a key of {target_table}", "changes keys of {target_table}"),
            Variant(
                "cascades",
                "it changes rows too",
                harm="Changing a key of {target_table} also changes {name} in the rows of {owner} that point at it.",
                hint="Which code changes keys of {target_table}?",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="foreign-key-match",
        severity=Severity.ERROR,
        summary="a foreign key that treats partly empty keys in another way (MATCH)",
        sentence="the foreign key from {name} is MATCH {live}, not MATCH {expected}",
        harm="Rows in which a part of the key is NULL are refused, or accepted, against what was agreed.",
        hint="Are there rows with only a part of the key?",
        causes=("the constraint was recreated by hand",),
        confirm=_KEY,
        variants=(
            Variant(
                "one-column",
                "the key has one column",
                harm="Nothing changes: MATCH means something only for keys of several columns.",
                hint="Update the expected schema, or the constraint, when somebody touches it anyway.",
                severity=Severity.NOTE,
            ),
            Variant(
                "full",
                "it is MATCH FULL",
                harm="Rows in which only a part of {name} is NULL are refused.",
            ),
            Variant(
                "simple",
                "it is MATCH SIMPLE",
                harm="Rows in which a part of {name} is NULL are accepted, whatever the rest of it points at.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="foreign-key-period",
        severity=Severity.ERROR,
        summary="a foreign key that does not look at ranges and should, or the other way round (PERIOD)",
        sentence="the foreign key from {name} is {live}, not {expected}",
        harm="With PERIOD, rows of the target must cover the whole range of a row; without it, one of them must have the same range. "
        "Rows are refused or accepted against what was agreed.",
        hint="Which rows of the target cover the ranges that are there?",
        causes=("the constraint was recreated by a tool that does not know PERIOD (PostgreSQL 18)",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-deferral",
        severity=Severity.WARNING,
        summary="a foreign key that is checked at another time than expected",
        sentence="the foreign key from {name} is {live}, not {expected}",
        harm="Violations appear at commit instead of at the statement, or the other way round.",
        hint="Which transactions rely on when it is checked?",
        causes=("the constraint was altered for a bulk load", "a circular reference was solved by hand"),
        confirm=_KEY,
        variants=of_deferral("a row that points at nothing"),
    ),
    Rule(
        name="foreign-key-not-valid",
        severity=Severity.ERROR,
        summary="a foreign key that is NOT VALID: older rows were never looked at",
        sentence="the foreign key from {name} is checked for new rows only: it is NOT VALID",
        harm="Rows from before the constraint may point at nothing, and code that follows them finds no row.",
        hint="Count the rows that point at nothing; the constraint waits for its validation.",
        causes=("the first half of a two-step change was deployed", "a restore left it unvalidated"),
        confirm=_KEY,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "valid",
                "it is valid and NOT VALID is expected",
                sentence="the foreign key from {name} is valid",
                harm="Nothing fails: no row points at nothing.",
                hint="The validation has run here; update the expected schema.",
                severity=Severity.NOTE,
            ),
        ),
    ),
    Rule(
        name="foreign-key-not-enforced",
        severity=Severity.ERROR,
        summary="a foreign key that is NOT ENFORCED: it checks nothing",
        sentence="the foreign key from {name} is NOT ENFORCED",
        harm="Rows that point at nothing are accepted, and deletes from the target are neither refused nor followed, although the "
        "constraint is there.",
        hint="Who switched it off, and since when? Count the rows that point at nothing.",
        causes=("the constraint was altered for a bulk load (PostgreSQL 18 and later)",),
        confirm="SELECT conname, conenforced FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'f'",
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "enforced",
                "it is enforced and NOT ENFORCED is expected",
                sentence="the foreign key from {name} is enforced",
                harm="Inserts and updates that point at nothing fail, which the expected schema lets pass.",
                hint="Which code writes such rows?",
                band=Band.FAILS_NOW,
            ),
        ),
    ),
    Rule(
        name="foreign-key-disabled",
        severity=Severity.ERROR,
        summary="a foreign key whose triggers are disabled, on its own table or on the one it points at",
        sentence="triggers of the foreign key from {name} are disabled",
        harm="Rows that point at nothing are accepted, or deletes of what rows point at are no longer refused or followed: it depends "
        "on which table's triggers are disabled.",
        hint="Who disabled them, for a load perhaps, and since when? Count the rows that point at nothing.",
        causes=(
            "a load switched the triggers off around itself and did not switch them on again",
            "a restore with --disable-triggers that was interrupted",
        ),
        confirm="SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE tgconstraint IN "
        "(SELECT oid FROM pg_constraint WHERE conrelid = :table::regclass)",
        band=Band.WRONG_DATA,
        variants=_TRIGGERS,
    ),
    Rule(
        name="foreign-key-name",
        severity=Severity.NOTE,
        summary="a foreign key of another name than the one stated",
        sentence="the foreign key from {name} is named {live}, not {expected}",
        harm="Only migrations, and code that handles its errors by name, fail.",
        hint="Does anything name it?",
        causes=("the constraint was recreated, or its table renamed",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-duplicate",
        severity=Severity.NOTE,
        summary="a foreign key that is there a second time, under another name",
        sentence="there is a second foreign key from {name} to {live}, on the same terms",
        harm="No row is refused that is not refused anyway; every write pays for both.",
        hint="Which of the two does anything name?",
        causes=("a tool and a migration both made it",),
        confirm=_KEY,
    ),
    Rule(
        name="foreign-key-duplicate-missing",
        severity=Severity.NOTE,
        summary="a foreign key that is not there, while another on the same terms is",
        sentence="one of several foreign keys from {name} to {expected} is missing",
        harm="The other one checks the same; only what names the missing one fails.",
        hint="One of them is enough in the expected schema.",
        causes=("somebody tidied up",),
        confirm=_KEY,
    ),
)
