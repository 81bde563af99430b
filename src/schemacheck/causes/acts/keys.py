"""Primary keys and uniqueness: what carries them, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from schemacheck.base.names import QName, quoted
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, grouped
from schemacheck.causes.words import listed, many
from schemacheck.model.keys import ForeignKey, Index
from schemacheck.model.table import held
from schemacheck.report.finding import Finding


def _dropped_with_cascade(scene: Scene) -> Iterator[Claim]:
    """Find a key that is gone with every foreign key that pointed at it: none of them can stand without it."""
    expected = grouped(
        (aim for keys in scene.expected_keys.values() for _, aim in keys),
        lambda each: (each.target, frozenset(each.target_columns)),
    )
    gone = grouped((each for found in scene.lost_keys.values() for each in found), _aim)
    for finding in scene.of("primary-key-missing", "unique-missing"):
        table, key = finding.subject.table, finding.expected_value
        columns = frozenset(getattr(key, "columns", ()))
        if table is None or not columns:
            continue
        lost = gone.get((table, columns), [])
        if not lost or len(lost) != len(expected.get((table, columns), ())):
            continue
        what = "primary key" if finding.rule.name == "primary-key-missing" else f"uniqueness of {finding.subject.label}"
        keys = many(len(lost), "foreign keys")
        where = listed(sorted({scene.told(each.subject.table) for each in lost if each.subject.table}))
        yield Claim(
            f"The {what} of {scene.told(table)} was dropped, and with it the {keys} that pointed at it.",
            f"every foreign key to it is gone, from {where}, and none can stand without the key",
            (finding, *lost),
        )


def _aim(finding: Finding) -> tuple[QName, frozenset[str]] | None:
    """Say which columns of which table a foreign key should point at."""
    key = finding.expected_value
    return (key.target, frozenset(key.target_columns)) if isinstance(key, ForeignKey) else None


def _made_plain(scene: Scene) -> Iterator[Claim]:
    told_of = grouped(
        scene.of("index-unexpected", "index-duplicate"), lambda each: (each.subject.table, each.live_name)
    )
    tables = {each.subject.table for each in scene.of("unique-missing")}
    spare = {name: _spare(scene, name) for name in tables if name in scene.live_tables}
    for finding in scene.of("unique-missing"):
        table, wanted = finding.subject.table, finding.expected_value
        if table not in spare or not isinstance(wanted, Index) or None in wanted.columns:
            continue
        new = spare[table].new.get(wanted.columns, [])
        if len(new) != 1:
            continue
        told = told_of.get((table, str(new[0].name)), [])
        if wanted.columns in spare[table].known and not told:
            continue
        name = quoted(str(new[0].name))
        yield Claim(
            f"The uniqueness of {finding.subject.label} in {scene.told(table)} was replaced by a plain index.",
            f"{name} is on the same columns and not unique",
            (finding, *told),
            finding.harm or finding.rule.harm,
        )


class _Spare(NamedTuple):
    """What may stand in for a uniqueness of a table."""

    new: dict[tuple[str | None, ...], list[Index]]
    """Plain indexes whose names nobody expects, by their columns."""
    known: set[tuple[str | None, ...]]
    """The columns of indexes that are expected, so that one that is there may be it."""


def _spare(scene: Scene, table: QName) -> _Spare:
    expected = held(scene.tables[table], "indexes") if table in scene.tables else ()
    names = {each.name for each in expected}
    plain = (
        each
        for each in held(scene.live_tables[table], "indexes")
        if not each.unique and each.predicate is None and isinstance(each.name, str) and each.name not in names
    )
    return _Spare(grouped(plain, lambda each: each.columns), {each.columns for each in expected})


def _other_carrier(scene: Scene) -> Iterator[Claim]:
    for finding in scene.of("unique-carrier"):
        if finding.subject.table is None:
            continue
        now = "a unique index" if finding.live_value is False else "a unique constraint"
        before = "constraint" if finding.live_value is False else "index"
        yield Claim(
            f"The unique {before} on {finding.subject.label} of {scene.told(finding.subject.table)} was dropped, and "
            f"{now} made in its place.",
            "equal values are refused as before, and a constraint has its index, which an index alone has not"
            if finding.live_value is False
            else "equal values are refused as before, and the index belongs to a constraint",
            (finding,),
        )


ACTS: Final = (
    Act(
        name="key-dropped-with-cascade",
        title="a key was dropped, and the foreign keys that pointed at it with it",
        told_when="a primary key or a uniqueness is missing, and so is every foreign key that should point at it.",
        not_told_when="one of them is there: then the key was not dropped with CASCADE.",
        rules=frozenset({"primary-key-missing", "unique-missing"}),
        find=_dropped_with_cascade,
    ),
    Act(
        name="unique-made-plain",
        title="a uniqueness was replaced by an index that is not unique",
        told_when="a uniqueness is missing, and an index that nobody expects is on its columns and not unique.",
        not_told_when="an index on these columns is expected too.",
        rules=frozenset({"unique-missing"}),
        find=_made_plain,
    ),
    Act(
        name="unique-carrier-changed",
        title="a unique constraint was replaced by a unique index, or the reverse",
        told_when="the file says which of the two it should be, and it is the other.",
        not_told_when="nothing: either carries it.",
        rules=frozenset({"unique-carrier"}),
        find=_other_carrier,
    ),
)
