"""Tables that were dropped and made again, and tables that are copies without what a copy lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from schemacheck.base.names import QName, quoted
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, columns_of
from schemacheck.causes.words import both_or_all, listed
from schemacheck.model.access import OWNER
from schemacheck.model.conventional import is_conventional
from schemacheck.model.keys import PrimaryKey
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table, held
from schemacheck.report.finding import Finding

_DEFAULT_GONE: Final = frozenset({"column-default-lost", "column-default-missing"})


class _Aspect(NamedTuple):
    """A kind of things that a table has, and how they are lost."""

    plural: str
    wanted: Callable[[Table], int]
    """How many the table is expected to have."""
    rules: frozenset[str]


def _number(attribute: str) -> Callable[[Table], int]:
    return lambda table: len(held(table, attribute))


def _columns_with(has: Callable[[Column], bool]) -> Callable[[Table], int]:
    return lambda table: sum(1 for column in columns_of(table) if has(column))


def _grants(table: Table) -> int:
    """How many others have rights on it: its owner's come with it."""
    return sum(each.grantee != OWNER for each in table.grants) if isinstance(table.grants, tuple) else 0


_NOT_NULLS: Final = "NOT NULLs"
_ASPECTS: Final = (
    _Aspect("primary key", _number("primary_key"), frozenset({"primary-key-missing"})),
    _Aspect("unique keys", _number("uniques"), frozenset({"unique-missing"})),
    _Aspect("foreign keys", _number("foreign_keys"), frozenset({"foreign-key-missing"})),
    _Aspect("checks", _number("checks"), frozenset({"check-missing"})),
    _Aspect("exclusion constraints", _number("exclusions"), frozenset({"exclusion-missing"})),
    _Aspect("defaults", _columns_with(lambda column: column.default not in (None, UNSTATED)), _DEFAULT_GONE),
    _Aspect(_NOT_NULLS, _columns_with(lambda column: column.nullable is False), frozenset({"column-nullable"})),
    _Aspect("indexes", _number("indexes"), frozenset({"index-missing"})),
    _Aspect("triggers", _number("triggers"), frozenset({"trigger-missing"})),
    _Aspect("policies", _number("policies"), frozenset({"policy-missing"})),
    _Aspect("grants", _grants, frozenset({"grant-missing"})),
)
_GOES_WITH_A_DROP: Final = frozenset(
    {"indexes", "triggers", "policies", "grants", "foreign keys", "checks", "unique keys"}
)
_MADE_BY_NAME: Final = frozenset({"grants", "policies", "triggers"})


class _Lost(NamedTuple):
    """What a table has lost whole, and whether anything of a kind is left while some is gone."""

    whole: dict[str, list[Finding]]
    kept: list[str]
    partly: bool


_FEWEST: Final = 3
"""So much has to be gone before a whole act is seen in it."""


def _lost(scene: Scene, name: QName) -> _Lost:
    wanted = scene.tables[name]
    whole: dict[str, list[Finding]] = {}
    kept, partly = [], False
    for aspect in _ASPECTS:
        number = aspect.wanted(wanted) - (_held_by_key(scene, name) if aspect.plural == _NOT_NULLS else 0)
        gone = [each for each in scene.on(name) if each.rule.name in aspect.rules and _is_gone(each)]
        if number and len(gone) == number:
            whole[aspect.plural] = gone
        elif number:
            partly = partly or bool(gone)
            kept.append(aspect.plural)
    return _Lost(whole, kept, partly)


def _held_by_key(scene: Scene, name: QName) -> int:
    """Count the columns that are NOT NULL because the primary key is there, whatever else was lost."""
    wanted = {column.name for column in columns_of(scene.tables[name]) if column.nullable is False}
    key = scene.live_tables[name].primary_key
    return len(wanted.intersection(key.columns)) if isinstance(key, PrimaryKey) else 0


def _is_gone(finding: Finding) -> bool:
    return finding.live_value is None or finding.change == "differs"


def _tables_with_losses(scene: Scene) -> Iterator[QName]:
    rules = [rule for aspect in _ASPECTS for rule in aspect.rules]
    for name in dict.fromkeys(each.subject.table for each in scene.of(*rules)):
        if name is not None and name in scene.tables and name in scene.live_tables:
            yield name


def _pointing_lost(scene: Scene, name: QName) -> tuple[int, list[Finding]]:
    """Count the foreign keys that are expected to point at a table from others, and return those that are gone."""
    number = sum(table != name for table, _ in scene.expected_keys.get(name, ()))
    return number, [each for each in scene.lost_keys.get(name, ()) if each.subject.table != name]


def _recreated(scene: Scene) -> Iterator[Claim]:
    candidates = dict.fromkeys([*_tables_with_losses(scene)])
    for name in candidates:
        number, gone = _pointing_lost(scene, name)
        if not number or len(gone) != number:
            continue
        lost = _lost(scene, name)
        own = {plural: found for plural, found in lost.whole.items() if plural in _GOES_WITH_A_DROP}
        made_by_name = {*own} & _MADE_BY_NAME
        if not made_by_name or (lost.kept and {*lost.kept} & _MADE_BY_NAME):
            continue
        if "primary key" in lost.whole:
            continue
        told = listed([f"its {plural}" for plural in own])
        keys = both_or_all(number, "foreign keys")
        verb = "is" if number == 1 else "are"
        yield Claim(
            f"{scene.told(name)} was probably dropped with CASCADE and made again.",
            f"{keys} that pointed at it {verb} gone, and so are {told}",
            (*gone, *(each for found in own.values() for each in found)),
        )


def _copied(scene: Scene) -> Iterator[Claim]:
    """Find tables in the place of one that is gone: no foreign keys, and a primary key named for another name."""
    for name in _tables_with_losses(scene):
        number, pointing = _pointing_lost(scene, name)
        if len(pointing) != number or not scene.lost_keys:
            continue
        lost = _lost(scene, name)
        own = lost.whole.get("foreign keys", [])
        key = scene.live_tables[name].primary_key
        if len(own) + number < 2 or (held(scene.tables[name], "foreign_keys") and not own):
            continue
        if not isinstance(key, PrimaryKey) or not isinstance(key.name, str) or _is_expected(scene, name, key.name):
            continue
        others = {*lost.whole} - {"foreign keys", *_NOT_COPIED}
        if others or lost.partly:
            continue
        went = [each for plural in _NOT_COPIED for each in lost.whole.get(plural, ())]
        gone = ["its own foreign keys"] if own else []
        gone += ["those that pointed at it"] if number else []
        yield Claim(
            f"{scene.told(name)} was probably replaced by a copy of itself, such as LIKE makes, without foreign keys.",
            f"{listed(gone)} are gone, and its primary key is called {quoted(key.name)}, as that of a table made under "
            "another name or beside the old one is",
            (*own, *pointing, *went),
        )


_NOT_COPIED: Final = ("triggers", "policies", "grants")


def _is_expected(scene: Scene, name: QName, found: str) -> bool:
    """Whether a primary key has the name that is expected, or any that it would have been given."""
    wanted = scene.tables[name].primary_key
    stated = wanted.name if isinstance(wanted, PrimaryKey) else UNSTATED
    return found == stated if isinstance(stated, str) else is_conventional(found, name.name, (), "pkey")


def _stripped(scene: Scene) -> Iterator[Claim]:
    for name in _tables_with_losses(scene):
        if len(scene.on(name)) < _FEWEST:
            continue
        lost = _lost(scene, name)
        findings = [each for found in lost.whole.values() for each in found]
        kinds = [plural for plural in lost.whole if plural != "grants"]
        of_constraints = [plural for plural in kinds if plural not in ("indexes", "triggers", "policies")]
        if lost.partly or not of_constraints or len(findings) < _FEWEST:
            continue
        if len(kinds) == 1 and len(lost.whole[kinds[0]]) < _FEWEST:
            continue
        number, pointing = _pointing_lost(scene, name)
        with_them = pointing if len(pointing) == number else []
        what = ", ".join(kinds[:-1]) + f" and {kinds[-1]}" if len(kinds) > 1 else kinds[0]
        kept = [plural for plural in lost.kept if plural != "grants"]
        if kept:
            sentence = f"{scene.told(name)} lost its {what} at once: it was probably copied or restored without them."
            evidence = f"none of them is left, while its {listed(kept)} are there"
        else:
            sentence = f"{scene.told(name)} is a bare copy, as a query or a restore of the rows alone makes it."
            evidence = f"nothing is left of its {what}"
        if with_them:
            verb = "is" if number == 1 else "are"
            evidence += f"; {both_or_all(number, 'foreign keys')} to it {verb} gone as well"
        yield Claim(sentence, evidence, (*findings, *with_them, *_comments(scene, name)))


def _comments(scene: Scene, name: QName) -> list[Finding]:
    """Return the comments that are gone: they go with the table."""
    return [each for each in scene.on(name) if each.rule.name == "comment-differs" and each.live_value is None]


ACTS: Final = (
    Act(
        name="table-copied",
        title="a table was replaced by a copy of itself, as LIKE makes one",
        told_when=(
            "all foreign keys of the table are gone and all that pointed at it, its other constraints are there, and "
            "its primary key has the name that one gets in a table of another name. The report says `probably`."
        ),
        not_told_when="its primary key has its usual name: then the foreign keys were dropped (`copy-in-place`, if the "
        "table itself is there under another name).",
        rules=frozenset({"foreign-key-missing"}),
        find=_copied,
    ),
    Act(
        name="table-stripped",
        title="a table is a copy without what a copy lacks, or an old one was restored",
        told_when=(
            "whole kinds of things are gone from a table, such as all its constraints, all its defaults or all its "
            "indexes: several kinds, or three or more of one, and of none of these kinds is anything left."
        ),
        not_told_when="one of the kind is left: then they were dropped one by one.",
        rules=frozenset(rule for aspect in _ASPECTS for rule in aspect.rules),
        find=_stripped,
    ),
    Act(
        name="table-recreated",
        title="a table was dropped and made again",
        told_when=(
            "every foreign key that should point at the table is gone, and with them all of its grants, triggers or "
            "policies, which a statement that makes a table does not bring. The report says `probably`."
        ),
        not_told_when="one of those foreign keys is there, or one of the grants.",
        rules=frozenset({"foreign-key-missing"}),
        find=_recreated,
    ),
)
