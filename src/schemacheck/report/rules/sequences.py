"""Rules about sequences."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_SEQUENCE = "SELECT * FROM pg_sequence WHERE seqrelid = :name::regclass"

_PERSISTENCE = "SELECT relname, relpersistence FROM pg_class WHERE oid = :name::regclass"

RULES: Final = (
    Rule(
        name="sequence-missing",
        severity=Severity.ERROR,
        summary="a sequence that is expected and not there",
        sentence="the sequence {name} is missing",
        harm="Every statement that takes a number from it fails, inserts of columns whose default it is among them.",
        hint="Was it renamed, or dropped together with a column?",
        causes=("it went with a column that owned it", "another code base dropped what it does not know"),
        confirm="SELECT relname FROM pg_class WHERE relkind = 'S'",
    ),
    Rule(
        name="sequence-unexpected",
        severity=Severity.NOTE,
        summary="a sequence that is there and not expected",
        sentence="the sequence {name} is there and not expected",
        harm="No statement fails because of it; nobody has agreed on it either.",
        hint="Add it to the expected schema, or find out who made it.",
        causes=("a sequence made by hand",),
        confirm=_SEQUENCE,
    ),
    Rule(
        name="sequence-of-column-unexpected",
        severity=Severity.WARNING,
        summary="the sequence of an identity or serial column that is not as its column made it: it counts otherwise, or has another name",
        sentence="the sequence {name} of a column is not as its column made it, and the expected schema says nothing of it",
        harm="Numbers skip, run out early, or meet those of another range; or what knows it by its usual name fails.",
        hint="Was it altered to share numbers with another database, or renamed? If so, add it to the expected schema.",
        causes=("it was altered by hand", "its column was made with options"),
        confirm=_SEQUENCE,
    ),
    Rule(
        name="sequence-type",
        severity=Severity.ERROR,
        summary="a sequence of another type than expected",
        sentence="the sequence {name} counts in {live}, not {expected}",
        harm="It comes to its end earlier or later than was planned; at its end every insert that takes a number from it fails.",
        hint="How far is it from its end?",
        causes=("the column was widened and its sequence was not",),
        confirm=_SEQUENCE,
        variants=(
            Variant(
                "narrower",
                "it counts in a smaller type",
                harm="It comes to its end earlier, and every insert that takes a number from it fails from then on.",
            ),
            Variant(
                "wider",
                "it counts in a larger type",
                harm="Nothing fails as long as the column that stores its numbers holds them.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="sequence-increment",
        severity=Severity.ERROR,
        summary="a sequence with another step than expected",
        sentence="the sequence {name} counts by {live}, not by {expected}",
        harm="Code that takes a block of numbers at a time, as ORMs do, uses numbers twice or leaves some out.",
        hint="Does anything, such as an ORM, rely on the step?",
        causes=("the sequence was altered by hand", "it was recreated without its options"),
        confirm=_SEQUENCE,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="sequence-bounds",
        severity=Severity.ERROR,
        summary="a sequence with another lowest or highest value than expected",
        sentence="the {live} of the sequence {name} is not the expected one: {expected}",
        harm="It ends earlier or later than was planned, or hands out numbers that were reserved for others.",
        hint="Who shares this range of numbers?",
        causes=("the sequence was altered to make room", "it was recreated without its options"),
        confirm=_SEQUENCE,
        variants=(
            Variant(
                "earlier",
                "its range is smaller",
                harm="It comes to its end earlier, and every statement that takes a number from it fails from then on, unless it may begin anew.",
                sentence="the {live} of the sequence {name} leaves it fewer numbers than expected ({expected})",
            ),
            Variant(
                "further",
                "its range is larger",
                harm="It can hand out numbers beyond the expected range, which may be those of another sequence.",
                sentence="the {live} of the sequence {name} leaves it more numbers than expected ({expected})",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="sequence-start",
        severity=Severity.NOTE,
        summary="a sequence that begins elsewhere when it is restarted",
        sentence="the sequence {name} starts at {live}, not {expected}",
        harm="Nothing fails; it matters when it is restarted.",
        hint="Decide which is right.",
        causes=("the sequence was recreated without its options",),
        confirm=_SEQUENCE,
    ),
    Rule(
        name="sequence-cycle",
        severity=Severity.ERROR,
        summary="a sequence that begins anew at its end and is not expected to, or the reverse",
        sentence="at its end the sequence {name} {live}; expected is that it {expected}",
        harm="Where it begins anew it hands out numbers that are taken; where it ends, every insert fails from then on.",
        hint="How far is it from its end?",
        causes=("the sequence was altered to get past its end",),
        confirm=_SEQUENCE,
        variants=(
            Variant(
                "cycles",
                "it begins anew",
                harm="At its end it hands out numbers again that were given: inserts fail where the column is unique, and where it is not two rows have the same number.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "ends",
                "it ends",
                harm="At its end every statement that takes a number from it fails.",
            ),
        ),
    ),
    Rule(
        name="sequence-cache",
        severity=Severity.WARNING,
        summary="a sequence of which a session takes more, or fewer, values at once",
        sentence="sessions take {live} values of the sequence {name} at once, not {expected}",
        harm="Nothing fails. Numbers have larger or smaller gaps, and sessions that run at the same time use them in another order.",
        hint="Does anything rely on the order of the numbers?",
        causes=("the sequence was tuned in one place only",),
        confirm=_SEQUENCE,
    ),
    Rule(
        name="sequence-owner-column",
        severity=Severity.WARNING,
        summary="a sequence that goes with another column than expected, or with none",
        sentence="the sequence {name} belongs to {live}, not to {expected}",
        harm="It is dropped together with the column that it belongs to.",
        hint="Which column takes its numbers?",
        causes=("the column was recreated", "the table was copied with its defaults"),
        confirm="SELECT refobjid::regclass, refobjsubid FROM pg_depend WHERE objid = :name::regclass",
        variants=(
            Variant(
                "none",
                "it belongs to no column",
                harm="It stays behind when the column or its table is dropped, and a restore of the table alone does not bring it.",
            ),
            Variant(
                "another",
                "it belongs to another column",
                harm="It is dropped together with {live}, and whatever else takes numbers from it fails then.",
            ),
            Variant(
                "gained",
                "it belongs to a column and is expected to belong to none",
                harm="It is dropped together with {live}, and whatever else takes numbers from it fails then.",
            ),
        ),
    ),
    Rule(
        name="sequence-unlogged",
        severity=Severity.ERROR,
        summary="a sequence that is UNLOGGED and expected to be durable (PostgreSQL 15)",
        sentence="the sequence {name} is UNLOGGED",
        harm="After a crash it begins again at its start, and inserts meet numbers that are taken. Standby servers do not have it.",
        hint="Who set it, for a bulk load perhaps, and when does it become durable again?",
        causes=("its table was switched to UNLOGGED for a bulk load, and only the table back",),
        confirm=_PERSISTENCE,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="sequence-logged",
        severity=Severity.NOTE,
        summary="a sequence that is durable and expected to be UNLOGGED",
        sentence="the sequence {name} is an ordinary, logged one",
        harm="Nothing fails.",
        hint="Decide which is right and update the expected schema.",
        causes=("the sequence was recreated without UNLOGGED",),
        confirm=_PERSISTENCE,
    ),
)
