"""The same done in many places: names that follow one rule, one change of what is called alike, keys made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from schemacheck.base.names import QName, quoted
from schemacheck.base.near import same_word
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.acts.columns import renamed_columns
from schemacheck.causes.acts.statements import FACETS_OF_COLUMNS
from schemacheck.causes.acts.tables import renamed_tables
from schemacheck.causes.scene import Scene, grouped, keys_of
from schemacheck.causes.words import listed, many
from schemacheck.model.table import Column
from schemacheck.report.finding import Finding, shown
from schemacheck.report.subject import KeyColumns

_FEWEST: Final = 3
"""Two alike may be chance."""


class _Renaming(NamedTuple):
    """One thing under another name, and what was claimed of it alone."""

    table: QName
    old: str
    new: str
    claim: Claim

    @property
    def is_certain(self) -> bool:
        return "probably" not in self.claim.sentence


_MOST_RULES: Final = 4
"""So many rules are looked for; whoever renames by more has none."""
_TO: Final[dict[str, Callable[[str, str], bool]]] = {
    "to lower case": lambda old, new: new == old.lower(),
    "to snake_case": lambda old, new: same_word(old, new) and new == new.lower(),
    "to camelCase": lambda old, new: same_word(old, new) and "_" not in new and new[:1].islower(),
    "to PascalCase": lambda old, new: same_word(old, new) and "_" not in new and new[:1].isupper(),
}
"""Conventions that names may follow from now on; of two that say the same of as many the first is told."""


def _by_convention(found: Iterable[_Renaming]) -> Iterator[tuple[str, list[_Renaming]]]:
    """Put together what was renamed by one rule, the largest group first; what has a rule of its own is left out."""
    left = list(found)
    for _ in range(_MOST_RULES):
        groups = {manner: [each for each in left if says(each.old, each.new)] for manner, says in _TO.items()}
        for each in left:
            if each.new.endswith(each.old) and each.new != each.old:
                prefix = each.new.removesuffix(each.old)
                groups.setdefault(f"with the prefix {quoted(prefix)}", []).append(each)
            if each.old.endswith(each.new) and each.new != each.old:
                prefix = each.old.removesuffix(each.new)
                groups.setdefault(f"without the prefix {quoted(prefix)}", []).append(each)
        manner = max(groups, key=lambda one: len(groups[one]))
        chosen = groups[manner]
        if len(chosen) < 2:
            return
        yield manner, chosen
        gone = set(map(id, chosen))
        left = [each for each in left if id(each) not in gone]


def _joined(found: Sequence[_Renaming]) -> tuple[Finding, ...]:
    every = {id(finding): finding for each in found for finding in each.claim.findings}
    return tuple(every.values())


def _columns(scene: Scene) -> Iterator[Claim]:
    found: list[_Renaming] = []
    for claim in renamed_columns(scene):
        old = next((each.expected_value for each in claim.findings if each.rule.name == "column-missing"), None)
        gained = [each for each in claim.findings if each.rule.name.startswith("column-unexpected")]
        new = gained[0].live_value if len(gained) == 1 else None
        if isinstance(old, Column) and isinstance(new, Column) and gained[0].subject.table is not None:
            found.append(_Renaming(gained[0].subject.table, old.name, new.name, claim))
    pairs = grouped(found, lambda each: (each.old, each.new))
    for (old, new), group in pairs.items():
        if len(group) > 1:
            certain = all(each.is_certain for each in group)
            act = f"was renamed to {quoted(new)}" if certain else f"is probably called {quoted(new)} now"
            where = f"{many(len(group), 'tables')}: {_all_named([scene.told(each.table) for each in group])}"
            yield Claim(
                f"The column {quoted(old)} {act} in {where}.",
                _seen(group, "the old one's"),
                _joined(group),
                f"Every query that names {quoted(old)} fails, such as those of clients that name all columns.",
            )
    for manner, group in _by_convention(found):
        tables = list(dict.fromkeys(each.table for each in group))
        where = scene.told(tables[0]) if len(tables) == 1 else many(len(tables), "tables")
        verb = "were" if all(each.is_certain for each in group) else "were probably"
        yield Claim(
            f"{_first_up(many(len(group), 'columns'))} of {where} {verb} renamed {manner}.",
            _seen(group, "the old one's"),
            _joined(group),
            "Every query that names one of them as before fails, such as those of clients that name all columns.",
        )


def _seen(group: Sequence[_Renaming], whose: str) -> str:
    if all(each.is_certain for each in group):
        return f"each has {whose} type, and {whose} place among the columns or what is named after it"
    return f"each has {whose} type, and both names are one word in two spellings"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _all_named(names: Sequence[str]) -> str:
    return listed(names) if len(names) > _MOST else f"{', '.join(names[:-1])} and {names[-1]}"


_MOST: Final = 9
"""So many tables are named one by one."""


def _tables(scene: Scene) -> Iterator[Claim]:
    found: list[_Renaming] = []
    for claim in renamed_tables(scene):
        missing = next(each for each in claim.findings if each.rule.name == "table-missing")
        gained = [each for each in claim.findings if each.rule.name == "table-unexpected"]
        if len(gained) == 1:
            name = QName(missing.subject.schema, missing.subject.name)
            found.append(_Renaming(name, name.name, gained[0].subject.name, claim))
    for manner, group in _by_convention(found):
        certain = all(each.is_certain for each in group)
        verb = "were" if certain else "were probably"
        follows = (
            "a constraint named after the old one, or foreign keys that have followed it" if certain else "its keys"
        )
        yield Claim(
            f"{_first_up(many(len(group), 'tables'))} {verb} renamed {manner}: "
            f"{listed([f'{scene.told(each.table)} is {quoted(each.new)}' for each in group])}.",
            f"each has the columns of the old one, and {follows}",
            _joined(group),
            "Every query that names one of them as before fails.",
        )


def _moved(scene: Scene) -> Iterator[Claim]:
    """Find tables that are gone from here and there in a schema that has no other name in common with this one."""
    missing = {QName(each.subject.schema, each.subject.name): each for each in scene.of("table-missing")}
    here = {(name.schema, name.name) for name in scene.live_tables}
    there = grouped(scene.live.elsewhere, lambda each: each.name.schema)
    for schema, tables in there.items():
        names = {each.name.name for each in tables}
        for home in dict.fromkeys(name.schema for name in missing):
            gone = [each for name, each in missing.items() if name.schema == home and name.name in names]
            if len(gone) >= _FEWEST and not any((home, name) in here for name in names):
                told = [scene.told(QName(home, each.subject.name)) for each in gone]
                yield Claim(
                    f"{_first_up(many(len(gone), 'tables'))} were probably moved to the schema {quoted(schema)}: "
                    f"{listed(told)}.",
                    f"tables of these names stand there, and none of what stands there is left in {quoted(home)}",
                    tuple(gone),
                    f"Every query that looks for them in the schema {quoted(home)} fails.",
                )


def _of_one_name(scene: Scene) -> Iterator[Claim]:
    """Find columns of one name that differ alike in several tables."""
    groups = grouped(
        (each for each in scene.of(*FACETS_OF_COLUMNS) if each.subject.table is not None and each.change == "differs"),
        lambda each: (each.rule.name, each.subject.label, shown(each.expected), shown(each.live)),
    )
    for (_, column, before, after), findings in groups.items():
        if len(findings) >= _FEWEST:
            tables = [scene.told(each.subject.table) for each in findings if each.subject.table]
            yield Claim(
                f"The column {quoted(column)} was changed alike in {many(len(findings), 'tables')}: "
                f"{after} instead of {before}.",
                f"the same difference in {_all_named(tables)}",
                tuple(findings),
            )


_ACTIONS: Final = ("foreign-key-on-delete", "foreign-key-on-update")


def _without_actions(scene: Scene) -> Iterator[Claim]:
    """Find foreign keys whose actions are all gone: what one has that was made without a word about them."""
    by_key = grouped(
        (each for each in scene.of(*_ACTIONS) if isinstance(each.subject.member, KeyColumns)),
        lambda each: (each.subject.table, str(each.live_name)),
    )
    plain: list[Finding] = []
    keys: list[QName] = []
    for (table, name), findings in by_key.items():
        live = [key for key in keys_of(scene.live_tables[table]) if key.name == name] if table else []
        if len(live) == 1 and {live[0].on_delete, live[0].on_update} == {"no action"} and table:
            plain += findings
            keys.append(table)
    if len(keys) > 1:
        where = listed([scene.told(name) for name in dict.fromkeys(keys)])
        yield Claim(
            f"{_first_up(many(len(keys), 'foreign keys'))} of {where} lost their actions: they were probably made "
            "again without ON DELETE and ON UPDATE.",
            "each has NO ACTION for both, which is what a foreign key has that says nothing of them",
            tuple(plain),
        )


ACTS: Final = (
    Act(
        name="tables-renamed-alike",
        title="several tables were renamed by one rule: to another spelling, or with a prefix",
        told_when="two or more tables were renamed (`table-renamed`), each by the same rule.",
        not_told_when="each got a name of its own: then each is told by itself.",
        rules=frozenset({"table-missing"}),
        find=_tables,
    ),
    Act(
        name="tables-moved-alike",
        title="several tables were moved to one other schema",
        told_when=(
            "three or more tables are missing, tables of their names stand in a schema that was not read, and nothing "
            "that stands there is left here. The report says `probably`."
        ),
        not_told_when="a table of that schema is here too: then it may be a copy.",
        rules=frozenset({"table-missing"}),
        find=_moved,
    ),
    Act(
        name="columns-renamed-alike",
        title="several columns were renamed by one rule: the same in many tables, or to another spelling",
        told_when="two or more columns were renamed (`column-renamed`), each by the same rule.",
        not_told_when="each got a name of its own: then each is told by itself.",
        rules=frozenset({"column-missing"}),
        find=_columns,
    ),
    Act(
        name="same-change-in-tables",
        title="columns of one name were changed alike in many tables",
        told_when="columns of one name differ in one facet, and alike, in three or more tables.",
        not_told_when="only two do, or they differ in different ways.",
        rules=frozenset(FACETS_OF_COLUMNS),
        find=_of_one_name,
    ),
    Act(
        name="foreign-keys-without-actions",
        title="foreign keys were made again without their actions",
        told_when="two or more foreign keys have NO ACTION for deletes and updates where other actions are expected.",
        not_told_when="one of the two actions is another one: then somebody chose it.",
        rules=frozenset(_ACTIONS),
        find=_without_actions,
    ),
)
