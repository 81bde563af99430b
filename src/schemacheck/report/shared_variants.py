"""Variants that rules of several families share: constraints are alike in when and whether they are checked."""

from __future__ import annotations

from schemacheck.report.rules.rule import Band, Severity, Variant


def of_deferral_of_keys() -> tuple[Variant, ...]:
    """When a primary key or a unique constraint is checked."""
    return (
        Variant(
            "deferrable",
            "it is deferrable and is expected not to be",
            harm="INSERT ... ON CONFLICT on it fails at once: a deferrable constraint cannot serve it. No new foreign key can point "
            "at it.",
            hint="Which inserts use ON CONFLICT? They fail now.",
        ),
        Variant(
            "deferred",
            "it is initially deferred and is expected not to be deferrable",
            harm="INSERT ... ON CONFLICT on it fails at once: a deferrable constraint cannot serve it. No new foreign key can point "
            "at it, and a duplicate is refused at commit, not by its statement.",
            hint="Which inserts use ON CONFLICT? They fail now.",
        ),
        Variant(
            "immediate",
            "it is not deferrable and is expected to be",
            harm="SET CONSTRAINTS on it fails, and so does an update that passes through a duplicate on its way, such as swapping two "
            "values or adding 1 to all.",
            hint="Which statements need duplicates for a moment?",
        ),
        Variant(
            "later",
            "it is initially deferred and initially immediate is expected",
            harm="A duplicate is refused at commit, not by its statement: code that handles the error of the insert does not see "
            "it.",
            severity=Severity.WARNING,
        ),
        Variant(
            "sooner",
            "it is initially immediate and initially deferred is expected",
            harm="Transactions that hold a duplicate for a moment, and do not say SET CONSTRAINTS ... DEFERRED, fail.",
        ),
    )


def of_deferral(what: str) -> tuple[Variant, ...]:
    """When a foreign key or an exclusion constraint is checked; `what` is what it refuses."""
    return (
        Variant(
            "deferrable",
            "it is deferrable, initially immediate, and is expected not to be",
            harm=f"Nothing changes for transactions that do not say SET CONSTRAINTS: {what} is refused by its statement.",
            severity=Severity.WARNING,
        ),
        Variant(
            "later",
            "it is initially deferred and is expected not to be",
            harm=f"{what[0].upper()}{what[1:]} is refused at commit, not by its statement: code that handles the error of the "
            "statement does not see it.",
            severity=Severity.WARNING,
        ),
        Variant(
            "immediate",
            "it is not deferrable and is expected to be",
            harm=f"SET CONSTRAINTS on it fails, and so do transactions that count on {what} being looked at only at their end.",
            severity=Severity.ERROR,
            band=Band.FAILS_NOW,
        ),
        Variant(
            "sooner",
            "it is initially immediate and initially deferred is expected",
            harm=f"Transactions that count on {what} being looked at only at their end, and do not say SET CONSTRAINTS ... "
            "DEFERRED, fail.",
            severity=Severity.ERROR,
            band=Band.FAILS_NOW,
        ),
    )


def of_include() -> tuple[Variant, ...]:
    """Which columns an index carries beside its key."""
    return (
        Variant(
            "lost",
            "columns that it is expected to carry are not in it",
            harm="What it guarantees stays the same. Queries that were answered from the index alone read the table too.",
        ),
        Variant(
            "gained",
            "it carries columns beyond those expected",
            harm="What it guarantees stays the same, and no query is slower for it; the index is larger, and an update of one of these "
            "columns has to write it too.",
            hint="Which query was it extended for?",
        ),
    )


def of_overlaps() -> tuple[Variant, ...]:
    """Whether a key compares ranges for overlap or for equality."""
    return (
        Variant(
            "lost",
            "WITHOUT OVERLAPS is expected and is not there",
            harm="Rows whose ranges overlap are accepted, such as two bookings of one room; only equal ranges are refused.",
            hint="Count the rows whose ranges overlap.",
            band=Band.WRONG_DATA,
        ),
        Variant(
            "gained",
            "it is WITHOUT OVERLAPS and is expected to be plain",
            harm="Rows whose ranges overlap are refused, and INSERT ... ON CONFLICT on it fails.",
            hint="Which code writes ranges that overlap?",
        ),
    )
