"""Tables under another name, in another schema, or with something else in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.base.names import QName, quoted
from schemacheck.base.near import Names
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.likeness import ORDINARY, likeness, naming
from schemacheck.causes.scene import Scene, grouped
from schemacheck.causes.undo import explained, renamed
from schemacheck.causes.words import many
from schemacheck.report.finding import Finding

_LACKS: Final = ("foreign-key-missing", "trigger-missing", "foreign-key-target", "primary-key-missing", "index-missing")


def renamed_tables(scene: Scene) -> Iterator[Claim]:
    """Claim of each table that was renamed that it was."""
    for finding in scene.of("table-missing"):
        name = QName(finding.subject.schema, finding.subject.name)
        found = likeness(scene, name)
        if found is None or found.name.schema != name.schema:
            continue
        old, new = scene.told(name), scene.told(found.name)
        sentence = f"{old} was renamed to {new}." if found.certain else f"{old} is probably called {new} now."
        yield Claim(sentence, found.evidence, (finding, *found.findings), f"Every query that names {old} fails.")


def _moved_tables(scene: Scene) -> Iterator[Claim]:
    elsewhere = grouped((each for each in scene.live.elsewhere if each.kind in ORDINARY), lambda each: each.name.name)
    for finding in scene.of("table-missing"):
        name = QName(finding.subject.schema, finding.subject.name)
        found = likeness(scene, name)
        if found is None:
            # In a schema that was not read: what named the table names it there now.
            for other in elsewhere.get(name.name, ()):
                if other.name.schema != name.schema:
                    yield from _moved_to(scene, name, other.name, finding)
        elif found.name.schema != name.schema:
            under = "" if found.name.name == name.name else f" and renamed to {quoted(found.name.name)}"
            sentence = f"{scene.told(name)} was moved to the schema {quoted(found.name.schema)}{under}."
            yield Claim(sentence, found.evidence, (finding, *found.findings), _not_found(scene, name))


def _not_found(scene: Scene, name: QName) -> str:
    return f"Every query that looks for {scene.told(name)} in the schema {quoted(name.schema)} fails."


def _moved_to(scene: Scene, name: QName, there: QName, missing: Finding) -> Iterator[Claim]:
    concerned = {*scene.pointing_at.get(there, ()), *naming(scene, name.name)}
    if not scene.may_try(concerned):
        return
    gone, came = explained(scene, concerned, lambda tables: [renamed(table, there, name) for table in tables])
    keys = sum(each.rule.name == "foreign-key-target" for each in gone)
    if keys and not came:
        followed = many(keys, "foreign keys that pointed at it point", "foreign key that pointed at it points")
        yield Claim(
            f"{scene.told(name)} was moved to the schema {quoted(there.schema)}.",
            f"a table of this name stands in {quoted(there.schema)}, and {followed} there now",
            (missing, *gone),
            _not_found(scene, name),
        )


def _views_in_place(scene: Scene) -> Iterator[Claim]:
    for finding in scene.of("table-kind"):
        name, kind = finding.subject.table, finding.live_value
        if name is None or finding.expected_value not in ORDINARY or not isinstance(kind, str) or kind in ORDINARY:
            continue
        found = likeness(scene, name)
        if found is not None:
            moved = "moved to" if found.name.name == name.name else "renamed to"
            sentence = f"{scene.told(name)} was {moved} {scene.told(found.name)}, and a {kind} stands in its place."
            breaks = "Queries read what stands there now; writes fail unless it passes them on."
            yield Claim(sentence, found.evidence, (finding, *found.findings), breaks)


_FEWEST_TABLES: Final = 3
"""Of fewer tables that are all missing nobody can say that the database is another one."""


def _wrong_database(scene: Scene) -> Iterator[Claim]:
    missing = {finding.subject.table for finding in scene.of("table-missing")}
    wanted = [table.name for table in scene.tables.values() if table.name in missing or table.name in scene.live_tables]
    others = [table.name for table in scene.unexpected_tables if table.kind in ORDINARY]
    if len(wanted) < _FEWEST_TABLES or not others or not missing.issuperset(wanted):
        return
    if {each.name.name for each in scene.live.elsewhere} & {name.name for name in wanted}:
        return
    known = Names([name.name for name in others])
    if any(known.nearest(name.name) for name in wanted) or any(likeness(scene, name) for name in wanted):
        return
    server = scene.live.origin.server
    where = quoted(server.database) if server else scene.live.origin.label
    named = ", ".join(scene.told(name) for name in others[:_NAMED]) + (" and others" if len(others) > _NAMED else "")
    yield Claim(
        f"None of the {len(wanted):,} expected tables is in {where}: is this the right database?",
        f"it has {many(len(others), 'other tables', 'other table')}: {named}",
        tuple(finding for finding in scene.findings if finding.change),
        "Every query that names one of the expected tables fails here.",
    )


_NAMED: Final = 3
"""So many tables are named to tell which database it is."""


def _copies_in_place(scene: Scene) -> Iterator[Claim]:
    lacking = scene.of(*_LACKS)
    targets = {getattr(each.expected_value, "target", None) for each in scene.of("foreign-key-target")}
    names = {each.subject.table for each in lacking if each.subject.table} | {name for name in targets if name}
    for name in sorted(each for each in names if each in scene.tables and each in scene.live_tables):
        found = likeness(scene, name)
        if found is None or found.differs or not found.certain:
            continue
        if not {each.rule.name for each in found.findings} & {*_LACKS}:
            continue
        sentence = (
            f"{scene.told(name)} is a copy: the table itself was renamed to {scene.told(found.name)}, "
            "and one made like it was put in its place."
        )
        breaks = f"Rows are written to the copy, and what pointed at the table points at {scene.told(found.name)}."
        yield Claim(sentence, found.evidence, tuple(found.findings), breaks)


ACTS: Final = (
    Act(
        name="wrong-database",
        title="the check was pointed at another database",
        told_when=(
            "none of three or more expected tables is there, none under another spelling, in another schema or with "
            "the columns of one; and other tables are."
        ),
        not_told_when="one of them is there, or could be one of those that are.",
        rules=frozenset({"table-missing"}),
        find=_wrong_database,
    ),
    Act(
        name="table-renamed",
        title="a table was renamed, perhaps in upper and lower case alone",
        told_when=(
            "the table is not there under its name; a table that nobody expects has its columns with their types; and "
            "a constraint named after the old name stands on it, or foreign keys have followed it. Where it has no "
            "constraint to tell by and nothing at all differs, the report says `probably`."
        ),
        not_told_when=(
            "the other table's primary key is named after the other name, so that it was made under it; or several "
            "tables could be the one."
        ),
        rules=frozenset({"table-missing"}),
        find=renamed_tables,
    ),
    Act(
        name="table-moved",
        title="a table was moved to another schema",
        told_when="foreign keys that pointed at the table point at one of its name in another schema.",
        not_told_when="another schema has a table of this name, as two projects may, and nothing ties it to this one.",
        rules=frozenset({"table-missing"}),
        find=_moved_tables,
    ),
    Act(
        name="view-in-place",
        title="a table was renamed, and a view or a foreign table was put in its place",
        told_when="something else bears the table's name, and the table is found by the evidence of `table-renamed`.",
        not_told_when="the table is nowhere to be found.",
        rules=frozenset({"table-kind"}),
        find=_views_in_place,
    ),
    Act(
        name="copy-in-place",
        title="a table was renamed, and a copy of it put in its place",
        told_when=(
            "the table lacks what a copy lacks, such as foreign keys and triggers, and under another name stands one "
            "that has all that is expected of it, its constraints named after the old name."
        ),
        not_told_when="no other table is whole: then a foreign key was lost, and nobody can say how.",
        rules=frozenset(_LACKS),
        find=_copies_in_place,
    ),
)
