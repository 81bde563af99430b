"""Partitions that come and go, held to a rule: their names, their table, no hole between them, how far they reach."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Final, NamedTuple, cast

from schemacheck.base.names import quoted
from schemacheck.compare.engine import HolderPair, Pair, choose
from schemacheck.compare.kinds.partitions import PARTITION
from schemacheck.compare.results import Choice, Draft, Results, SideValue
from schemacheck.model.partitions import Ahead, Partition, PartitionRule
from schemacheck.model.stated import Unreadable
from schemacheck.model.table import Table
from schemacheck.report.finding import Change, NotChecked
from schemacheck.report.subject import MemberName, Subject
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.types import TypeName

_RANGE: Final = re.compile(r"FROM \((.*)\) TO \((.*)\)\Z", re.DOTALL)
_HASH: Final = re.compile(r"WITH \(modulus (\d+), remainder (\d+)\)\Z")
_VALUE: Final = re.compile(r"\s*('(?:[^']|'')*'|[^,']+?)\s*(?:,|\Z)")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2}(?:\.\d+)?(?:\+00)?)?\Z", re.ASCII)
_KEY: Final = re.compile(r'RANGE \((?:"((?:[^"]|"")+)"|(\w+))\)\Z')
_TIMES: Final = frozenset({"date", "timestamp", "timestamptz"})
_TEXTS: Final = frozenset({"text", "varchar", "bpchar", "citext", "uuid", "name", "bytea"})
_MOST: Final = 4096
"""Of so many remainders those that are not taken are looked for one by one."""
_PARTITION_OF: Final = "partition of "
_FOREIGN: Final = "foreign table: "
_LEVELS: Final = (_PARTITION_OF, "partition key: ")
"""What a partition that is divided itself has of its own, and what its partitions have: how deep a table is divided
is no rule's business."""

Order = tuple[int, Decimal | datetime | int]
"""A value by which bounds can be put in order: before all others, among them, or behind."""
_LOWEST: Final[Order] = (0, 0)
_HIGHEST: Final[Order] = (2, 0)


class _Range(NamedTuple):
    """A partition by range, with the texts of its bounds by column."""

    low: tuple[str, ...]
    high: tuple[str, ...]
    name: str


def compare_rule(rule: PartitionRule, holders: HolderPair, results: Results, today: date | None) -> None:
    """Compare the partitions of a live table with the rule for them; `today` is the day that they are looked at."""
    scope, expected, live = holders.scope, cast("Table", holders.expected), cast("Table", holders.live)
    held = live.partitions
    results.count("partition rules", 1)
    if not isinstance(held, tuple):
        reason = held.reason if isinstance(held, Unreadable) else "the live side has no word for it"
        results.gaps.append(NotChecked(f"partitions of {expected.name.within(scope.home)}", "not readable", reason))
        return
    table = _Told(rule, holders, results)
    for partition in held:
        table.compare_one(partition)
    default = next((each for each in held if str(each.bounds).upper() == "DEFAULT" and not _parent(each)), None)
    table.compare_default(default)
    levels: dict[str, list[Partition]] = {}
    for partition in held:
        levels.setdefault(_parent(partition), []).append(partition)
    table.compare_holes(levels)
    if rule.ahead is not None and today is not None:
        table.compare_reach(levels, rule.ahead, today)


class _Told:
    """Reports what differs from the rule of one table."""

    def __init__(self, rule: PartitionRule, holders: HolderPair, results: Results) -> None:
        scope, expected, live = holders.scope, cast("Table", holders.expected), cast("Table", holders.live)
        self._rule, self._holders, self._expected, self._live, self._results = rule, holders, expected, live, results
        self._name = expected.name.within(scope.home)
        grants = live.grants if isinstance(live.grants, tuple) else ()
        self._shared = {
            f"grant of {privilege.name} to {each.grantee}" + " with grant option" * privilege.grantable
            for each in grants
            for privilege in each.spelled or each.privileges
            if privilege.column is None
        }

    def _report(
        self,
        rule: str,
        change: Change,
        expected: str | None,
        live: str | None,
        *,
        key: str,
        subject: Subject | None = None,
        name: str = "",
        named_noun: str = "",
        choice: Choice | None = None,
    ) -> None:
        """Report a difference of one of its partitions, or of the table itself, where the rule says `key`."""
        self._results.report(
            Draft(
                rule,
                subject or Subject("table", *self._expected.name),
                name or self._name,
                change=change,
                owner=self._expected.name.name,
                expected=SideValue(expected, expected, self._rule.marks.get(key, self._rule.at)),
                live=SideValue(live, live),
                named_noun=named_noun,
                choice=choice or Choice(),
            )
        )

    def compare_one(self, partition: Partition) -> None:
        """Hold one partition to the pattern, and to its table."""
        subject = Subject("partition", *self._expected.name, MemberName(partition.name))
        name = PARTITION.name(partition)
        bounds = str(partition.bounds) if isinstance(partition.bounds, DeparsedText) else None
        own_name = partition.name.rpartition(".")[2]
        if not any(fnmatchcase(each, self._rule.pattern) for each in (partition.name, own_name)):
            is_default = bounds is not None and bounds.upper() == "DEFAULT"
            if not is_default or self._rule.default == "none":
                self._report(
                    "partition-unexpected", "unexpected", None, bounds, subject=subject, name=name, key="pattern"
                )
        if not isinstance(self._rule.own, tuple):
            return
        if not isinstance(partition.own, tuple):
            reason = partition.own.reason if isinstance(partition.own, Unreadable) else "nothing reads it"
            self._results.gaps.append(NotChecked(f"own of {self._name}.{partition.name}", "not readable", reason))
            return
        agreed = {each.text for each in self._rule.own}
        if any(each.text.startswith(_FOREIGN) for each in partition.own):
            agreed.add("replica identity nothing")  # as every foreign table has it
        more = tuple(
            each.text
            for each in partition.own
            if each.text not in agreed
            and each.text.partition(":")[0] not in agreed
            and each.text not in self._shared
            and not each.text.startswith(_LEVELS)
        )
        if more:
            wanted = "; ".join(each.text for each in self._rule.own) or "nothing"
            self._report(
                "partition-differs",
                "differs",
                wanted,
                "; ".join(more),
                subject=subject,
                name=name,
                named_noun="partition",
                key="own",
            )

    def compare_default(self, default: Partition | None) -> None:
        """Hold the table to whether it has a default partition."""
        if self._rule.default == "required" and default is None:
            self._report("partition-default-missing", "missing", "DEFAULT", None, key="default")
        elif self._rule.default == "none" and default is not None:
            self._report(
                "partition-default-unexpected", "unexpected", None, f"{quoted(default.name)} DEFAULT", key="default"
            )

    def compare_holes(self, levels: Mapping[str, Sequence[Partition]]) -> None:
        """Look for ranges and remainders between those of its partitions that none of them takes."""
        holes: list[str] = []
        all_have_default = True
        for parent, partitions in levels.items():
            found = [*_holes(_ranges(partitions), self._order(parent, partitions)), *_untaken(partitions)]
            holes += [f"{hole} of {quoted(parent)}" if parent else hole for hole in found]
            if found:
                all_have_default &= any(str(each.bounds).upper() == "DEFAULT" for each in partitions)
        if holes:
            choice = choose("partition-gap", Pair(self._holders, found=all_have_default))
            self._report("partition-gap", "differs", "no hole", ", ".join(holes), choice=choice, key="pattern")

    def compare_reach(self, levels: Mapping[str, Sequence[Partition]], ahead: Ahead, today: date) -> None:
        """Look how far the ranges by time reach."""
        needed = later(today, ahead)
        reached: dict[tuple[str, tuple[str, ...]], tuple[Order, str, str]] = {}
        for parent, partitions in levels.items():
            if self._order(parent, partitions) != "time":
                continue
            for each in _ranges(partitions):
                high = _order_of(each.high[-1], "time")
                if high is not None:
                    key = (parent, each.low[:-1])
                    reached[key] = max(reached.get(key, (_LOWEST, "", "")), (high, each.high[-1], each.name))
        if not reached and levels:
            reason = "no partition of it is one by date or time"
            self._results.gaps.append(NotChecked(f"how far partitions of {self._name} reach", "not comparable", reason))
            return
        wanted = f"{needed.isoformat()} or later"
        least = min(reached.values(), default=(_LOWEST, "", ""))
        if least[0] >= (1, _midnight(needed)):
            return
        past = least[0] <= (1, _midnight(today))
        live = f"{least[1].strip(chr(39))} ({quoted(least[2])})" if least[2] else "nowhere: there is no partition"
        self._report(
            "partition-ahead",
            "differs",
            wanted,
            live,
            choice=choose("partition-ahead", Pair(self._holders, found=past)),
            key="ahead",
        )

    def _order(self, parent: str, partitions: Sequence[Partition]) -> str:
        """Say what the last values of bounds are: number, time, or text, whose order is a collation's."""
        key = _KEY.match(str(self._live.partition_by)) if not parent and self._live.partition_by else None
        columns = self._live.columns if isinstance(self._live.columns, tuple) else ()
        name = (key[1] or "").replace('""', '"') or key[2] if key else None
        type_ = next((each.type for each in columns if each.name == name), None)
        if isinstance(type_, TypeName) and type_.name in _TEXTS:
            return "text"
        values = [text.strip("'") for each in _ranges(partitions) for text in (each.low[-1], each.high[-1])]
        values = [text for text in values if text not in ("MINVALUE", "MAXVALUE", "infinity", "-infinity")]
        if isinstance(type_, TypeName) and type_.name in _TIMES:
            return "time" if all(map(_TIME.match, values)) else "text"
        if values and all(map(_NUMBER.match, values)):
            return "number"
        return "time" if values and all(map(_TIME.match, values)) else "text"


def _parent(partition: Partition) -> str:
    """Name the partition that it is one of; empty where that is the table itself."""
    own = partition.own if isinstance(partition.own, tuple) else ()
    return next((each.text.removeprefix(_PARTITION_OF) for each in own if each.text.startswith(_PARTITION_OF)), "")


def _ranges(partitions: Sequence[Partition]) -> list[_Range]:
    found = []
    for each in partitions:
        said = _RANGE.match(str(each.bounds)) if isinstance(each.bounds, DeparsedText) else None
        if said is not None:
            low, high = (tuple(_VALUE.findall(text)) for text in said.groups())
            if low and len(low) == len(high):
                found.append(_Range(low, high, each.name))
    return found


def _order_of(text: str, kind: str) -> Order | None:
    """Bring the text of a bound into an order; None where that is not known."""
    text = text.strip("'")
    if text in ("MINVALUE", "-infinity"):
        return _LOWEST
    if text in ("MAXVALUE", "infinity"):
        return _HIGHEST
    if kind == "number" and _NUMBER.match(text):
        return 1, Decimal(text)
    if kind == "time" and _TIME.match(text):
        head, _, fraction = text.removesuffix("+00").partition(".")
        moment = datetime.fromisoformat(head).replace(tzinfo=timezone.utc)
        return 1, moment + timedelta(microseconds=int(f"{fraction:<06}") if fraction else 0)
    return None


def _holes(ranges: Sequence[_Range], kind: str) -> Iterator[str]:
    """Yield the ranges between others that none takes, where all but the last value are the same."""
    by_first: dict[tuple[str, ...], list[_Range]] = {}
    for each in ranges:
        if each.low[:-1] == each.high[:-1]:
            by_first.setdefault(each.low[:-1], []).append(each)
    for first, alike in by_first.items():
        if kind == "text":
            yield from _without_order(alike)
            continue
        ordered = sorted(
            (low, high, each)
            for each in alike
            if (low := _order_of(each.low[-1], kind)) is not None
            and (high := _order_of(each.high[-1], kind)) is not None
        )
        for (_, high, one), (low, _, other) in pairwise(ordered):
            if high < low:
                before, behind = (", ".join((*first, text)) for text in (one.high[-1], other.low[-1]))
                yield f"FROM ({before}) TO ({behind})"


def _without_order(ranges: Sequence[_Range]) -> Iterator[str]:
    """Yield where ranges begin anew, of which only equality is known: one of them is the first."""
    ends = {each.high for each in ranges}
    begins = [each.low for each in ranges if each.low not in ends]
    if len(begins) > 1:
        yield f"before one or more of FROM ({'), FROM ('.join(', '.join(each) for each in begins)})"


def _untaken(partitions: Sequence[Partition]) -> Iterator[str]:
    """Yield the remainders of a partition by hash that no partition takes."""
    taken = [
        (int(said[1]), int(said[2]))
        for each in partitions
        if isinstance(each.bounds, DeparsedText) and (said := _HASH.match(str(each.bounds)))
    ]
    largest = max((modulus for modulus, _ in taken), default=0)
    if 0 < largest <= _MOST:
        # Each smaller modulus divides the next larger one.
        found = {rest for modulus, first in taken for rest in range(first, largest, modulus)}
        if missing := [str(rest) for rest in range(largest) if rest not in found]:
            yield f"remainder{'s' * (len(missing) > 1)} {', '.join(missing)} of modulus {largest}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.utc)


def later(day: date, ahead: Ahead) -> date:
    """Add a span to a day; of a month that is shorter, its last day; the last day there is where it would be later."""
    try:
        if ahead.unit in ("day", "week"):
            return day + timedelta(days=ahead.number * (7 if ahead.unit == "week" else 1))
        months = day.month - 1 + ahead.number * (12 if ahead.unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return date.max
