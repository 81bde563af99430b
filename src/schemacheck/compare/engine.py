"""One keyed comparison for every kind of object.

A kind states how its objects are identified, which of their facets are compared, and which rule each difference breaks.
The walk pairs expected and live objects and yields what is missing, what is unexpected, and one difference per facet.
Nothing here knows what a column or a foreign key is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final, Generic, NamedTuple, TypeVar

from schemacheck.base.lazy import load
from schemacheck.base.names import Position, QName
from schemacheck.base.record import record
from schemacheck.compare.results import Choice, Draft, NearMiss, Question, Results, SideValue, Undecided
from schemacheck.compare.spare import Spare
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import Column, Table
from schemacheck.report.finding import Difference, NotChecked, Value, shown
from schemacheck.report.report import Ignored
from schemacheck.report.rules import RULES, family_of
from schemacheck.report.subject import Member, Subject
from schemacheck.sql.tokens import sql_string

T = TypeVar("T")
U = TypeVar("U")


class NameScope(NamedTuple):
    """The schema and table from which names are resolved and shown."""

    home: str
    """The schema whose names are written without it."""
    schema: str
    """The schema of the table at hand."""
    table: str = ""
    varchars: frozenset[str] | None = None
    """Its varchar columns, which the server casts to text before it compares them; None: not known."""
    columns: tuple[Column, ...] = ()
    """The live columns of that table: their types decide which casts the server writes."""
    majors: tuple[int | None, int | None] = (None, None)
    """The major versions of the servers that deparsed the texts of both sides; None if unknown."""
    brought: frozenset[str] = frozenset()
    """Types that the live object is made of and that are extensions': a name without a schema tells one."""


@record
class Incomparable:
    """The third answer of a comparison: both sides are there, and no certain answer exists."""

    reason: str


Answer = bool | Incomparable

Facts = tuple[tuple[str, str], ...]
"""What else a reader needs of an object, each with its label."""

_CONSTRAINTS: Final = frozenset({"primary key", "unique", "foreign key", "check", "exclusion"})
"""Kinds whose objects are constraints by their names."""
_NOUNS: Final = {
    "check": "check constraint",
    "exclusion": "exclusion constraint",
    "enum": "enum type",
    "range": "range type",
}
"""What sentences call the objects of a kind whose noun alone is no word of PostgreSQL's manual."""


Holder = Table | Schema


@record
class HolderPair:
    """Two paired holders (tables, or the schemas themselves) whose members are compared, and what is around them."""

    scope: NameScope
    expected: Holder
    live: Holder
    names: frozenset[QName]
    """Every table the live side has."""
    enums: frozenset[str] = frozenset()
    """The names of all enum types that either side states."""
    _worked_out: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, work: Callable[[Holder], U], *, live: bool) -> U:
        """Return what a function makes of one of the two: it is called once, however many of its members ask."""
        if (work, live) not in self._worked_out:
            self._worked_out[work, live] = work(self.live if live else self.expected)
        made: U = self._worked_out[work, live]
        return made


class Pair(NamedTuple):
    """All that decides what a difference does."""

    holders: HolderPair
    """The tables, or the schemas, that hold the objects."""
    expected: Any = None
    """The object as expected; None where it is not."""
    live: Any = None
    wanted: Any = None
    """The value of the facet that differs."""
    found: Any = None
    facet: str = ""


def choose(rule_name: str, pair: Pair) -> Choice:
    """Choose what the rule says of a pair; most rules say the same of all."""
    if not RULES[rule_name].variants:
        return Choice()
    chosen: Choice = load(f"schemacheck.compare.choices.{family_of(rule_name)}:CHOICES")[rule_name](pair)
    return chosen


def equal(expected: object, live: object, _scope: NameScope) -> Answer:
    """Plain equality, the way most facets are compared."""
    return expected == live


def as_is(value: Any, _scope: NameScope) -> Value:
    """Show a value that is already one of `finding.Value`."""
    return value  # type: ignore[no-any-return]  # its facet gives one of them


@record
class Facet(Generic[T]):
    """One thing about an object that is compared on its own."""

    name: str
    """Its key in the expected schema; `marks` has the position of that key's value."""
    get: Callable[[T], Any]
    rule: Callable[[T, T], str]
    """The rule that a difference breaks, given both objects."""
    same: Callable[[Any, Any, NameScope], Answer] = equal
    show: Callable[[Any, NameScope], Value] = as_is
    when: Callable[[T, T], bool] = lambda _expected, _live: True
    """Whether it means anything for this pair: what is not enforced need not be valid."""
    aligned: Callable[[Any, Any], Any] = lambda _expected, live: live
    """The live value in the order in which the expected one has its parts, to be shown beside it."""
    evidence: Callable[[Any, Any], str | None] = lambda _expected, _live: None
    """What shows the difference of two long texts better than either of them."""


@record
class Doubles(Generic[T]):
    """Objects of a kind of which a table may have several that do one work, so that one more or less is a note."""

    key: Callable[[T], Hashable]
    """What two that do one work have in common."""
    done_by: Callable[[T, T], bool]
    """Whether the second, of the same key, does all that the first is there for."""
    missing: str
    """The rule for one that is not there while another does its work."""
    unexpected: str
    """The rule for one beside others that do its work."""
    otherwise: Callable[[T, HolderPair], bool] = lambda _item, _holders: False
    """Whether something of another kind does its work."""

    def is_one(self, item: T, others: Mapping[Hashable, Sequence[T]], holders: HolderPair) -> bool:
        """Whether its work is done without it; `others` are by their keys."""
        alike = others.get(self.key(item), ())
        return any(self.done_by(item, other) for other in alike) or self.otherwise(item, holders)


@record
class Kind(Generic[T]):
    """Everything the comparison needs to know about a kind of object."""

    noun: str
    plural: str
    identities: tuple[Callable[[T], Hashable | None], ...]
    """Keys by which objects are paired, the most specific first.

    Each pass pairs what is still unpaired; an object whose key is None is skipped in that pass.
    """
    facets: tuple[Facet[T], ...]
    missing: Callable[[T], str]
    unexpected: Callable[[T], str]
    show: Callable[[T, NameScope], Value]
    """The whole object, for the side that has it when the other has not."""
    attribute: str
    """Where its holder (a `Table`, or the `Schema`) keeps objects of this kind: a tuple, or one object, or None."""
    name: Callable[[T], str]
    """What sentences call it."""
    subject: Callable[[T, NameScope], Subject]
    """Its path, as waivers and reports have it."""
    alone: Callable[[T], str] | None = None
    """What sentences call one that only one side has; like `name` if left out."""
    unique_key: bool = False
    """Whether a side cannot have two objects of the same first identity; two of them are a bug and raise an error."""
    plainly_equal: Callable[[T, T], bool] = lambda _expected, _live: False
    """A fast check that two objects are equal in every facet: most are, and comparing facet by facet costs time.

    It must be False if a facet of either side could not be read.
    """
    unreadable: Callable[[T], str | None] = lambda _item: None
    """Why a live object cannot be identified, if so; then nothing can be called missing for certain."""
    near: Callable[[T, Spare[T], HolderPair], NearMiss | None] = lambda _item, _spare, _holders: None
    """What stands in place of a missing object, given the live ones that found no partner."""
    hint: Callable[[Facet[T], T, T, HolderPair], str] = lambda _facet, _expected, _live, _holders: ""
    """What to look at for a differing facet; empty for the rule's own."""
    facts: Callable[[T | None, T | None, HolderPair], Facts] = lambda _expected, _live, _holders: ()
    """What else a reader needs of an object with a finding: the whole of it, what stands beside."""
    more_allowed: Callable[[T, HolderPair], bool] = lambda _item, _holders: False
    """Whether an object that the expected side does not list is allowed."""
    doubles: Doubles[T] | None = None
    told_with_another: Callable[[T, HolderPair], bool] = lambda _item, _holders: False
    """Whether an unexpected object is told with another one that is unexpected too, and says nothing beyond it."""


class LazyKind(NamedTuple):
    """A kind that is imported when the expected side mentions it: few files mention all."""

    attribute: str
    plural: str
    module: str
    """The one in `kinds` that holds it."""
    constant: str

    def kind(self) -> Kind[Any]:
        """Import it."""
        kind: Kind[Any] = load(f"schemacheck.compare.kinds.{self.module}:{self.constant}")
        return kind


def member(noun: str, which: Callable[[T], Member]) -> Callable[[T, NameScope], Subject]:
    """Make the subjects of objects that a table holds, distinguished by `which`."""
    return lambda item, scope: Subject(noun, scope.schema, scope.table, which(item))


def listed_here(attribute: str) -> Callable[[Any, HolderPair], bool]:
    """Allow unexpected objects where the expected side does not list the kind for their schema, and parts of others."""

    def welcome(item: Any, holders: HolderPair) -> bool:  # an object with a `name` and a `part_of`
        expected = holders.expected
        if item.part_of is not None or not isinstance(expected, Schema):
            return True
        return item.name.schema not in expected.listed.get(attribute, expected.namespaces)

    return welcome


def whole(
    label: str, show: Callable[[T, NameScope], Value], *, both: bool = False
) -> Callable[[T | None, T | None, HolderPair], Facts]:
    """Tell the whole of an object whose facet differs, and with `both` what was agreed where that is another."""

    def facts(expected: T | None, live: T | None, holders: HolderPair) -> Facts:
        if expected is None or live is None:
            return ()  # the finding shows the whole of it
        agreed, found = (shown(show(each, holders.scope)) for each in (expected, live))
        return ((label, found),) if agreed == found or not both else (("agreed", agreed), (label, found))

    return facts


def rule(name: str) -> Callable[[object, object], str]:
    """Name the one rule that every difference of a facet breaks."""
    return lambda _expected, _live: name


def pairs(
    kind: Kind[T], expected: Sequence[T], live: Sequence[T], scope: NameScope
) -> Iterator[tuple[T, T] | tuple[T, None] | tuple[None, T]]:
    """Pair the objects of both sides; what has no partner comes with None.

    Objects of one identity are paired so that most facets agree: a table may well have two unique indexes on the same
    columns, one of them partial.

    Raises:
        ValueError: a side holds two objects of one key where the kind cannot have them.
    """
    alone_expected, alone_live = list(expected), list(live)
    for round_, identity in enumerate(kind.identities):
        there: dict[Hashable, list[T]] = {}
        for item in alone_live:
            key = identity(item)
            if key is not None:
                there.setdefault(key, []).append(item)
                if kind.unique_key and round_ == 0 and len(there[key]) > 1:
                    raise ValueError(f"two {kind.plural} are both {kind.name(item)}")
        still: list[T] = []
        taken: set[int] = set()
        for item in alone_expected:
            group = [other for other in there.get(identity(item), ()) if id(other) not in taken]
            if not group:
                still.append(item)
                continue
            best = group[0] if len(group) == 1 else max(group, key=lambda other: _agreement(kind, item, other, scope))
            taken.add(id(best))
            yield item, best
        alone_expected = still
        alone_live = [item for item in alone_live if id(item) not in taken]
    for item in alone_expected:
        yield item, None
    for item in alone_live:
        yield None, item


def _agreement(kind: Kind[T], expected: T, live: T, scope: NameScope) -> int:
    return sum(answer is True for _, answer in _answers(kind, expected, live, scope))


def _answers(kind: Kind[T], expected: T, live: T, scope: NameScope) -> Iterator[tuple[Facet[T], Answer | None]]:
    """Compare every facet the expected side states; None where a side could not be read."""
    for facet in kind.facets:
        wanted = facet.get(expected)
        if wanted is UNSTATED or not facet.when(expected, live):
            continue
        found = facet.get(live)
        if found is UNSTATED or isinstance(wanted, Unreadable) or isinstance(found, Unreadable):
            yield facet, None
        else:
            yield facet, facet.same(wanted, found, scope)


def differences(
    kind: Kind[T], expected: T, live: T, scope: NameScope, results: Results
) -> Iterator[tuple[Facet[T], Any, Any]]:
    """Yield each facet in which two paired objects differ, with both values; note what could not be compared."""
    if kind.plainly_equal(expected, live):
        return
    for facet, answer in _answers(kind, expected, live, scope):
        if answer is True:
            continue
        wanted, found = facet.get(expected), facet.get(live)
        if results.passing is not None and _passes_facet(facet.name, live, found, kind.subject(live, scope), results):
            continue
        if answer is False:
            yield facet, wanted, found
            continue
        subject = kind.subject(expected, scope)
        path = subject.within(scope.home)
        what = f"{facet.name} of {path}"
        if isinstance(answer, Incomparable):
            question = Question(subject, facet.name)
            decided = _in_words_of_one_server(facet, results.reworded.get(question), found, scope)
            if decided is False:
                yield facet, wanted, found
            if isinstance(decided, bool):
                continue
            table = QName(scope.schema, scope.table) if scope.table else None
            results.open.append(Undecided(question, expected, table))
            stated = SideValue(shown=facet.show(wanted, scope), at=_mark(expected, facet.name))
            there = SideValue(shown=facet.show(found, scope), at=_mark(live, facet.name))
            difference = Difference(kind.attribute, facet.name, expected, live)
            results.undecided(subject, what, answer.reason, (stated, there), difference)
        elif isinstance(found, Unreadable) or isinstance(wanted, Unreadable):
            reason = found.reason if isinstance(found, Unreadable) else wanted.reason
            results.gaps.append(NotChecked(what, "not readable", reason))
        else:
            stated = SideValue(shown=facet.show(wanted, scope), at=_mark(expected, facet.name))
            results.silent(subject, path, facet.name, kind.plural, stated)


def _passes_facet(name: str, live: Any, found: Any, subject: Subject, results: Results) -> bool:
    """Whether a difference of an owner or a comment is none of our business; then it is noted with the reason."""
    passing, why = results.passing, None
    if name == "owner" and passing is not None and isinstance(found, str):
        why = passing.named("owners", found)
    elif name == "comment" and passing is not None:
        own = getattr(live.name, "name", live.name)
        why = passing.named("comments", str(own)) or passing.named("comments", subject.path)
    if why is not None:
        results.ignored.append(Ignored(f"{name} of {subject.path}", *why))
    return why is not None


def _in_words_of_one_server(facet: Facet[T], reworded: T | None, found: Any, scope: NameScope) -> Answer | None:
    """Compare a facet with the expected object in the words of a server like the live one; None without such words."""
    if reworded is None:
        return None
    return facet.same(facet.get(reworded), found, scope._replace(majors=(scope.majors[1], scope.majors[1])))


def compare_members(kind: Kind[T], holders: HolderPair, results: Results) -> None:
    """Compare the objects of one kind that a pair of holders has, and record what differs.

    Nothing is compared where the expected side does not mention the kind.
    """
    wanted_all, found_all = getattr(holders.expected, kind.attribute), getattr(holders.live, kind.attribute)
    if wanted_all is UNSTATED:
        return
    scope = holders.scope
    if found_all is UNSTATED or isinstance(found_all, Unreadable):
        holder = Subject("table", scope.schema, scope.table) if scope.table else Subject("schema", "", scope.home)
        path = holder.within(scope.home)
        if isinstance(found_all, Unreadable):
            what = f"{kind.plural} of {path}" if scope.table else kind.plural
            results.gaps.append(NotChecked(what, "not readable", found_all.reason))
        elif _as_sequence(wanted_all):
            at = getattr(holders.expected, "at", None)
            results.silent(holder, path, kind.plural, "tables" if scope.table else "schemas", SideValue(at=at))
        return
    expected, live = _as_sequence(wanted_all), _as_sequence(found_all)
    results.count(kind.plural, len(expected))
    if len(expected) == len(live) and all(map(kind.plainly_equal, expected, live)):
        if not scope.table:
            for wanted, found in zip(expected, live, strict=True):
                results.note_extension(wanted, found)
        return
    paired = list(pairs(kind, expected, live, scope))
    spare = Spare(found for wanted, found in paired if wanted is None and found is not None)
    all_live = _by_work(kind, live)
    # Of several that do one work and are all unexpected, the first is no double.
    there = _by_work(kind, [found for wanted, found in paired if wanted is not None and found is not None])
    blocked = next((reason for item in spare.items if (reason := kind.unreadable(item))), None)
    for wanted, found in paired:
        if wanted is not None and found is not None:
            if not scope.table:
                results.note_extension(wanted, found)
            for draft in _differing(kind, wanted, found, holders, results):
                results.report(draft)
        elif wanted is not None:
            if getattr(wanted, "part_of", None) is not None:
                continue  # the object it is part of is missing and has been reported
            if blocked:
                what = f"the {kind.noun} {kind.subject(wanted, scope).within(scope.home)}"
                results.gaps.append(NotChecked(what, "not readable", blocked))
            else:
                results.report(_missing(kind, wanted, spare, all_live, holders))
        elif found is not None and not kind.more_allowed(found, holders) and not kind.unreadable(found):
            if kind.told_with_another(found, holders):
                continue
            if results.passing is not None:
                table = QName(scope.schema, scope.table) if scope.table else None
                if results.passes(kind.attribute, found, table, kind.subject(found, scope).within(scope.home)):
                    continue
            results.report(_unexpected(kind, found, there, holders))
            if kind.doubles is not None:
                there.setdefault(kind.doubles.key(found), []).append(found)


def _by_work(kind: Kind[T], items: Sequence[T]) -> dict[Hashable, list[T]]:
    """Return objects by the key of those that do one work; none where a kind has no such."""
    found: dict[Hashable, list[T]] = {}
    if kind.doubles is not None:
        for item in items:
            found.setdefault(kind.doubles.key(item), []).append(item)
    return found


def _differing(kind: Kind[T], expected: T, live: T, holders: HolderPair, results: Results) -> Iterator[Draft]:
    scope = holders.scope
    inside = _seen_from(expected, live, scope)
    for facet, wanted, found in differences(kind, expected, live, inside, results):
        left, right = shown_apart(facet, wanted, found, inside)
        rule_name = facet.rule(expected, live)
        yield Draft(
            rule_name,
            kind.subject(expected, scope),
            kind.name(expected),
            change="differs",
            owner=scope.table,
            expected=SideValue(wanted, left, _mark(expected, facet.name)),
            live=SideValue(found, right, _mark(live, facet.name)),
            hint=kind.hint(facet, expected, live, holders),
            live_name=_live_name(live),
            named_noun=_named_noun(kind, live),
            noun=_noun(kind, live),
            evidence=facet.evidence(wanted, found),
            facts=kind.facts(expected, live, holders),
            choice=choose(rule_name, Pair(holders, expected, live, wanted, found, facet.name)),
            difference=Difference(kind.attribute, facet.name, expected, live),
        )


def shown_apart(facet: Facet[T], expected: Any, live: Any, scope: NameScope) -> tuple[Value, Value]:
    """Show both values so that they look different: with all their schemas, or each text in quotes, where need be."""
    both = (expected, facet.aligned(expected, live))
    plain = [facet.show(value, scope) for value in both]
    if shown(plain[0]) == shown(plain[1]):
        # As seen from nowhere, so that every name has its schema.
        plain = [facet.show(value, scope._replace(home="", schema="")) for value in both]
    if shown(plain[0]) == shown(plain[1]):
        plain = [tuple(map(sql_string, value)) if isinstance(value, tuple) else value for value in plain]
    return plain[0], plain[1]


def _missing(
    kind: Kind[T], expected: T, spare: Spare[T], live: Mapping[Hashable, Sequence[T]], holders: HolderPair
) -> Draft:
    scope = holders.scope
    doubles = kind.doubles
    is_double = doubles is not None and doubles.is_one(expected, live, holders)
    rule_name = doubles.missing if doubles is not None and is_double else kind.missing(expected)
    return Draft(
        rule_name,
        kind.subject(expected, scope),
        (kind.alone or kind.name)(expected),
        change="missing",
        owner=scope.table,
        expected=SideValue(expected, kind.show(expected, scope), _mark(expected)),
        live=SideValue(at=getattr(holders.live, "at", None)),
        near=None if is_double else kind.near(expected, spare, holders),
        stated_name=_live_name(expected),
        named_noun=_named_noun(kind, expected),
        noun=_noun(kind, expected),
        facts=kind.facts(expected, None, holders),
        choice=choose(rule_name, Pair(holders, expected=expected)),
        difference=Difference(kind.attribute, "", expected, None),
    )


def _unexpected(kind: Kind[T], live: T, others: Mapping[Hashable, Sequence[T]], holders: HolderPair) -> Draft:
    scope = holders.scope
    doubles = kind.doubles
    is_double = doubles is not None and doubles.is_one(live, others, holders)
    rule_name = doubles.unexpected if doubles is not None and is_double else kind.unexpected(live)
    return Draft(
        rule_name,
        kind.subject(live, scope),
        (kind.alone or kind.name)(live),
        change="unexpected",
        owner=scope.table,
        expected=SideValue(at=getattr(holders.expected, "at", None)),
        live=SideValue(live, kind.show(live, scope), _mark(live)),
        live_name=_live_name(live),
        stated_name=_live_name(live) if is_double else None,
        named_noun=_named_noun(kind, live),
        noun=_noun(kind, live),
        facts=kind.facts(None, live, holders),
        choice=choose(rule_name, Pair(holders, live=live)),
        difference=Difference(kind.attribute, "", None, live),
    )


def _seen_from(expected: object, live: object, scope: NameScope) -> NameScope:
    """Where the facets of an object are compared: names without a schema may be those of its own."""
    name = getattr(expected, "name", None)
    if not isinstance(name, QName) or not name.schema:
        return scope
    return scope._replace(schema=name.schema, brought=getattr(live, "brought", frozenset()))


def _as_sequence(members: Any) -> Sequence[Any]:
    if isinstance(members, tuple):
        return members
    return () if members is None else (members,)


def _mark(item: object, facet: str = "") -> Position | None:
    marks = getattr(item, "marks", None)
    at: Position | None = getattr(item, "at", None)
    return marks.get(facet, at) if marks else at


def _noun(kind: Kind[T], item: T) -> str:
    """What sentences call an object: procedures and aggregates are of the kind of functions."""
    sort = getattr(item, "kind", None)
    if isinstance(sort, str):
        return sort
    return f"unique {_named_noun(kind, item)}" if kind.noun == "unique" else _NOUNS.get(kind.noun, kind.noun)


def _named_noun(kind: Kind[T], item: T) -> str:
    """What bears the name of a key: the constraint, or the index that is there without one."""
    if kind.noun in _CONSTRAINTS:
        return "constraint" if getattr(item, "constraint", True) is True else "index"
    return kind.noun


def _live_name(item: object) -> str | None:
    """The name of a constraint or an index; a column's is in its path already."""
    name = getattr(item, "name", None)
    return name if isinstance(name, str) and not hasattr(item, "nullable") else None
