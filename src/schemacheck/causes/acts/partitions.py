"""Partitions that stand alone, or reach into the range of others."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from schemacheck.base.names import QName, quoted
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, grouped
from schemacheck.causes.words import listed
from schemacheck.model.partitions import Partition
from schemacheck.model.table import Table
from schemacheck.sql.deparsed import DeparsedText

_RANGE: Final = re.compile(r"FROM \('?([^',()]+)'?\) TO \('?([^',()]+)'?\)\Z")
_REFUSED: Final = ", and new ones for its range are refused there."
_NUMBER: Final = re.compile(r"-?\d+\Z")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?(?:[+-]\d\d(?::\d\d)?)?\Z")


class _Range(NamedTuple):
    """From where to where a partition goes; the end is not in it."""

    start: tuple[int, str]
    end: tuple[int, str]
    like: str
    """Ranges of one kind alone can be compared."""


def _detached(scene: Scene) -> Iterator[Claim]:
    parents = {each.subject.table for each in scene.of("partition-missing")}
    keeping = {name for name in parents if name in scene.live_tables and _has_default(scene.live_tables[name])}
    for finding in scene.of("partition-missing"):
        parent, partition = finding.subject.table, finding.expected_value
        if parent not in scene.live_tables or not isinstance(partition, Partition):
            continue
        schema, dot, bare = partition.name.partition(".")
        name = QName(schema, bare) if dot else QName(parent.schema, partition.name)
        alone = scene.live_tables.get(name)
        if alone is None or alone.part_of is not None or alone.kind not in ("table", "partitioned table"):
            continue
        told = [each for each in scene.on(name) if each.rule.name == "table-unexpected"]
        whole, own = scene.told(parent), scene.told(name)
        yield Claim(
            f"The partition {own} was detached from {whole}, or never attached to it.",
            f"{own} is there, as a table of its own",
            (finding, *told),
            f"Its rows are not found in {whole}" + ("." if parent in keeping else _REFUSED),
        )


def _overlapping(scene: Scene) -> Iterator[Claim]:
    """Find a live partition that reaches into the range of one that is missing."""
    for parent in dict.fromkeys(each.subject.table for each in scene.of("partition-missing")):
        live = scene.live_tables.get(parent) if parent else None
        if parent is None or live is None:
            continue
        missing = {
            each.expected_value: each
            for each in scene.on(parent)
            if each.rule.name == "partition-missing" and isinstance(each.expected_value, Partition)
        }
        ranges = Ranges(missing)
        changed = grouped(
            (each for each in scene.on(parent) if each.rule.name in ("partition-bounds", "partition-unexpected")),
            lambda each: each.subject.label.strip('"'),
        )
        for wide in _partitions(live):
            about = changed.get(wide.name, [])
            covered = ranges.reaching_into(wide) if about else []
            if not covered:
                continue
            names = [quoted(each.name) for each in covered]
            yield Claim(
                f"The partition {quoted(wide.name)} of {scene.told(parent)} takes the range of {listed(names)}.",
                f"it goes {wide.bounds}, and two partitions cannot overlap",
                (*about, *(missing[each] for each in covered)),
                "Rows go into another partition than expected, and go with it when it is dropped.",
            )


def _has_default(parent: Table) -> bool:
    return any(str(each.bounds) == "DEFAULT" for each in _partitions(parent))


def _partitions(table: Table) -> tuple[Partition, ...]:
    return table.partitions if isinstance(table.partitions, tuple) else ()


def _range(partition: Partition) -> _Range | None:
    """Read the bounds of a partition by one number or one date."""
    found = _RANGE.match(partition.bounds.text) if isinstance(partition.bounds, DeparsedText) else None
    if found is None:
        return None
    start, end = found.groups()
    if _NUMBER.match(start) and _NUMBER.match(end):
        return _Range((int(start), ""), (int(end), ""), "number")
    return _Range((0, start), (0, end), f"date of {len(start)}") if _DATE.match(start) and _DATE.match(end) else None


class Ranges:
    """Partitions of one table by their ranges, which do not overlap: the server refuses that."""

    def __init__(self, partitions: Iterable[Partition]) -> None:
        ranges = [(one, each) for each in partitions if (one := _range(each)) is not None]
        self._like: Final = grouped(sorted(ranges, key=lambda each: each[0]), lambda each: each[0].like)

    def reaching_into(self, other: Partition) -> list[Partition]:
        """Return those whose range and that of another partition overlap, as far as both can be read."""
        wide = _range(other)
        if wide is None:
            return []
        ranges = self._like.get(wide.like, [])
        first = bisect_right(ranges, wide.start, key=lambda each: each[0].end)
        behind = bisect_left(ranges, wide.end, key=lambda each: each[0].start)
        return [partition for _, partition in ranges[first:behind]]


ACTS: Final = (
    Act(
        name="partition-detached",
        title="a partition was detached",
        told_when="a partition is missing, and a table of its name stands alone.",
        not_told_when="there is no such table: then the partition was dropped, or never made.",
        rules=frozenset({"partition-missing"}),
        find=_detached,
    ),
    Act(
        name="partition-overlaps",
        title="a partition takes the range of another one",
        told_when="a partition is missing, and one with other bounds than expected reaches into its range.",
        not_told_when="the bounds are not one number or one date each.",
        rules=frozenset({"partition-missing"}),
        find=_overlapping,
    ),
)
