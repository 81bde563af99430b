"""Columns under another name, and columns that were dropped and made again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Final

from schemacheck.base.names import QName, quoted
from schemacheck.base.near import same_word
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.likeness import naming
from schemacheck.causes.scene import HOLD_NAMES, Scene, columns_of, mentioned, names_made_for
from schemacheck.causes.undo import explained, with_column_renamed
from schemacheck.causes.words import listed
from schemacheck.model.table import Column, Table, held
from schemacheck.report.finding import Finding

_MOST: Final = 12
"""So many new columns of one table are looked at as another one's new name."""


def renamed_columns(scene: Scene) -> Sequence[Claim]:
    """Claim of each column that was renamed that it was; looked at once, for whoever asks."""
    if scene.renamed_columns is None:
        scene.renamed_columns = tuple(_renamed_columns(scene))
    found: Sequence[Claim] = scene.renamed_columns
    return found


def _renamed_columns(scene: Scene) -> Iterator[Claim]:
    unexpected: dict[tuple[QName | None, Hashable], list[Column]] = {}
    for finding in scene.of("column-unexpected", "column-unexpected-required"):
        if isinstance(finding.live_value, Column):
            unexpected.setdefault((finding.subject.table, _look(finding.live_value)), []).append(finding.live_value)
    tables: dict[QName, _BothSides] = {}
    for finding in scene.of("column-missing"):
        name, column = finding.subject.table, finding.expected_value
        if name is None or not isinstance(column, Column) or name not in scene.live_tables:
            continue
        spare = unexpected.get((name, _look(column)), [])
        if len(spare) > _MOST:
            continue
        if name not in tables:
            tables[name] = _BothSides(scene.tables[name], scene.live_tables[name])
        sides = tables[name]
        claims = [claim for other in spare if (claim := _renamed_to(scene, sides, column, other)) is not None]
        certain = [claim for claim in claims if "probably" not in claim.sentence]
        chosen = certain or claims
        if len(chosen) == 1:
            yield chosen[0]


def _look(column: Column) -> Hashable:
    """What two columns have in common of which one may be the other under a new name."""
    return column.nullable, column.identity, str(column.type).rpartition(".")[2]


class _BothSides:
    """A table as it is expected and as it is, laid out once for all of its columns."""

    def __init__(self, wanted: Table, live: Table) -> None:
        self.name: Final = wanted.name
        self._expected: Final = [column.name for column in columns_of(wanted)]
        self._found: Final = [column.name for column in columns_of(live)]
        self._places: Final = [
            {name: place for place, name in enumerate(side)} for side in (self._expected, self._found)
        ]
        names = names_made_for(wanted)
        self._named: Final[dict[str, str]] = {}
        for attribute in HOLD_NAMES[1:]:  # a primary key is named after its table alone
            for item in held(live, attribute):
                if item.name in names and len(getattr(item, "columns", (None,))) == 1:
                    for column in mentioned(item):
                        self._named.setdefault(column, str(item.name))

    def place(self, old: str, new: str) -> str:
        """Say between which columns it stands, where the old one stood; nothing at the end, where new columns come."""
        here, there = self._places[0][old], self._places[1][new]
        expected, found = self._expected, self._found
        if there + 1 == len(found) or here + 1 == len(expected) or expected[here + 1] != found[there + 1]:
            return ""
        before, after = expected[max(here - 1, 0) : here], found[max(there - 1, 0) : there]
        if before != after:
            return ""
        if not before:
            return f"it stands first, before {quoted(found[there + 1])}, where the old one stood"
        return f"it stands between {quoted(before[0])} and {quoted(found[there + 1])}, where the old one stood"

    def named_after(self, new: str) -> str | None:
        """Return a constraint or an index on the new column that bears the name of an expected one."""
        return self._named.get(new)


def _renamed_to(scene: Scene, sides: _BothSides, column: Column, other: Column) -> Claim | None:
    """Look at a table as if one of its columns still had the name that is expected."""
    name = sides.name
    evidence = ["the same type"]
    place = sides.place(column.name, other.name)
    if place:
        evidence.append(place)
    kept = sides.named_after(other.name)
    if kept:
        evidence.append(f"{quoted(kept)}, which is named after it, stands on {quoted(other.name)}")
    if not place and not kept:
        if not same_word(column.name, other.name):
            return None
        evidence.append("one word in two spellings")
    concerned = {name, *scene.pointing_at.get(name, ()), *naming(scene, other.name)}

    def undone(tables: Sequence[Table]) -> list[Table]:
        return [with_column_renamed(table, name, other.name, column.name) for table in tables]

    gone, came = explained(scene, concerned, undone) if scene.may_try(concerned) else ([], [])
    if came or not gone:
        return None
    old = f"{quoted(column.name)} of {scene.told(name)}"
    if place or kept:
        sentence = f"The column {old} was renamed to {quoted(other.name)}."
    else:
        sentence = f"The column {old} is probably called {quoted(other.name)} now."
    breaks = f"Every query that names {quoted(column.name)} fails, such as those of clients that name all columns."
    counting = scene.sequences((name.name, other.name), (name.name, column.name))
    return Claim(sentence, ", and ".join(evidence), (*gone, *counting), breaks)


def _recreated_columns(scene: Scene) -> Iterator[Claim]:
    for name in dict.fromkeys(each.subject.table for each in scene.findings if each.subject.kind == "column"):
        if name is None or name not in scene.tables or name not in scene.live_tables:
            continue
        wanted, live = ([each.name for each in columns_of(side[name])] for side in (scene.tables, scene.live_tables))
        if wanted == live:
            continue
        order, found = _common(wanted, live), _common(live, wanted)
        # Where one column alone has moved back, the first place that differs is the one that it has left.
        column = next((old for old, new in zip(order, found, strict=True) if old != new), None)
        if column is None:
            continue
        own = [each for each in scene.on(name) if each.subject.kind == "column" and each.subject.label == column]
        where = _moved_to_the_end(order, found, column) if own else ""
        if where:
            sentence = f"The column {quoted(column)} of {scene.told(name)} was dropped and made again."
            yield Claim(sentence, where, (*own, *_lost_with(scene, name, column)))


def _common(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return those of some names that are among others too."""
    there = set(others)
    return [name for name in names if name in there]


def _moved_to_the_end(order: Sequence[str], found: Sequence[str], name: str) -> str:
    """Say that a column stands behind columns that it stood before, while all others keep their order."""
    others = [each for each in order if each != name]
    if [each for each in found if each != name] != others or len(others) < 2:
        return ""
    passed = found[order.index(name) : found.index(name)]
    return f"it stands behind {listed([quoted(each) for each in passed])} now, and a new column always comes last"


def _lost_with(scene: Scene, name: QName, column: str) -> list[Finding]:
    """Return what is missing in a table and went with one of its columns: keys, indexes, checks."""
    return [
        each
        for each in scene.on(name)
        if each.change == "missing" and each.subject.kind != "column" and column in mentioned(each.expected_value)
    ]


ACTS: Final = (
    Act(
        name="column-renamed",
        title="a column was renamed, perhaps in upper and lower case or in number alone",
        told_when=(
            "the column is missing and one of its type is new; everything that stood on the old one stands on the new "
            "one; and the new one has the old one's place among the columns, or a constraint or an index named after "
            "the old one. Where both names are one word in two spellings and that is all, the report says `probably`."
        ),
        not_told_when="the new column stands last and nothing on it is named after the old one: then it may be new.",
        rules=frozenset({"column-missing"}),
        find=renamed_columns,
    ),
    Act(
        name="column-recreated",
        title="a column was dropped and made again",
        told_when=(
            "the column differs and stands behind columns that it stood before, all others in their old order. What "
            "stood on it and is missing went with it."
        ),
        not_told_when="the column keeps its place: then each of its facets was changed on its own.",
        rules=frozenset(
            {
                "column-type",
                "column-nullable",
                "column-not-null",
                "column-default-lost",
                "column-default-missing",
                "column-default",
                "column-identity",
                "column-collation",
                "comment-differs",
            }
        ),
        find=_recreated_columns,
    ),
)
