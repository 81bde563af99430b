"""What was switched off, and what was begun and not finished."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.base.names import QName, quoted
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, keys_of
from schemacheck.causes.words import both_or_all, listed, many
from schemacheck.model.keys import Index
from schemacheck.report.finding import Finding

_NOT_VALID: Final = ("foreign-key-not-valid", "check-not-valid", "column-not-null-not-valid")
_INVALID: Final = ("index-invalid", "unique-invalid")
_LEFT_OVER: Final = ("index-unexpected", "unique-unexpected", "index-duplicate", "unique-duplicate")


def _disabled_triggers(scene: Scene) -> Iterator[Claim]:
    """Find the tables whose triggers are off; those of a foreign key stand on both of its tables."""
    findings = {id(each): each for each in scene.of("foreign-key-disabled")}
    sides: dict[QName, dict[str, list[Finding]]] = {}
    for finding in findings.values():
        for table, side in _tables_off(scene, finding):
            sides.setdefault(table, {}).setdefault(side, []).append(finding)
    if {id(each) for by_side in sides.values() for of_side in by_side.values() for each in of_side} != findings.keys():
        return
    own = [each for table in sides for each in scene.on(table) if each.rule.name == "trigger-disabled"]
    names = sorted(sides)
    breaks = [_unguarded(scene, table, sides[table]) for table in names]
    seen = [_seen(scene, table, sides[table]) for table in names]
    off = f"The triggers of {listed([scene.told(name) for name in names])} are disabled, those of foreign keys too."
    yield Claim(off, "; ".join(seen), (*findings.values(), *own), " ".join(breaks))


def _tables_off(scene: Scene, finding: Finding) -> Iterator[tuple[QName, str]]:
    table = scene.live_tables.get(finding.subject.table) if finding.subject.table else None
    for key in keys_of(table) if table else ():
        if key.name == finding.live_name and table:
            if key.triggers_off_on in ("referencing", "both"):
                yield table.name, "from"
            if key.triggers_off_on in ("referenced", "both"):
                yield key.target, "to"


def _seen(scene: Scene, table: QName, sides: dict[str, list[Finding]]) -> str:
    told = []
    if "from" in sides:
        told.append(f"{many(len(sides['from']), 'foreign keys')} from {scene.told(table)}")
    if "to" in sides:
        told.append(f"{many(len(sides['to']), 'foreign keys')} to {scene.told(table)}")
    return f"on {scene.told(table)} the triggers of {' and of '.join(told)} are off"


def _unguarded(scene: Scene, table: QName, sides: dict[str, list[Finding]]) -> str:
    name = scene.told(table)
    if "to" not in sides:
        return f"New and changed rows of {name} may point at nothing."
    others = listed(sorted({scene.told(each.subject.table) for each in sides["to"] if each.subject.table}))
    gone = f"Rows of {name} can go or change their key, and the rows of {others} that point at them stay as they are."
    return f"New and changed rows of {name} may point at nothing. {gone}" if "from" in sides else gone


def _disabled_own_triggers(scene: Scene) -> Iterator[Claim]:
    """Find tables all of whose triggers are off, where no foreign key tells of it."""
    for name in dict.fromkeys(each.subject.table for each in scene.of("trigger-disabled")):
        table = scene.live_tables.get(name) if name else None
        triggers = table.triggers if table is not None and isinstance(table.triggers, tuple) else ()
        mine = [each for each in scene.on(name) if each.rule.name == "trigger-disabled"] if name else []
        if name and len(mine) > 1 and all(each.enabled == "disabled" for each in triggers):
            all_of_them = both_or_all(len(triggers), "triggers").capitalize()
            off = f"{all_of_them} of {scene.told(name)} are disabled, but not those of foreign keys."
            yield Claim(off, "none of them is left on", tuple(mine))


def _unfinished_builds(scene: Scene) -> Iterator[Claim]:
    for finding in (*scene.of(*_INVALID), *_left_over(scene)):
        table = scene.live_tables.get(finding.subject.table) if finding.subject.table else None
        if table is None or table.kind not in ("table", "materialized view") or finding.live_name is None:
            continue
        name = quoted(finding.live_name)
        if finding.change == "unexpected":
            sentence = f"An index build or rebuild with CONCURRENTLY did not finish, or still runs: it left {name}."
        else:
            sentence = (
                f"{name} was being built, rebuilt or dropped with CONCURRENTLY, and that did not finish or still runs."
            )
        yield Claim(
            sentence,
            "it is marked invalid, and on a table that is not partitioned nothing else leaves one so",
            (finding,),
        )


def _left_over(scene: Scene) -> list[Finding]:
    return [
        finding
        for finding in scene.of(*_LEFT_OVER)
        if isinstance(finding.live_value, Index) and finding.live_value.usable is False
    ]


def _never_validated(scene: Scene) -> Iterator[Claim]:
    findings = scene.of(*_NOT_VALID)
    where = listed(list(dict.fromkeys(scene.told(each.subject.table) for each in findings if each.subject.table)))
    if len(findings) == 1:
        what = f"The {_constraint(findings[0])} of {where} was added as NOT VALID, and not validated since."
    else:
        number = many(len(findings), "constraints").capitalize()
        what = f"{number} of {where} were added as NOT VALID, as before a large load, and not validated since."
    breaks = "New rows are checked. Rows from before were never looked at and may break them."
    yield Claim(what, "a constraint is NOT VALID only until somebody validates it", tuple(findings), breaks)


def _constraint(finding: Finding) -> str:
    """Name a constraint by what it is: `foreign key on (a)`, `NOT NULL on a`, `check positive`."""
    if finding.rule.name == "column-not-null-not-valid":
        return f"NOT NULL on {finding.subject.label}"
    return f"{finding.subject.kind}{' on' if finding.subject.label.startswith('(') else ''} {finding.subject.label}"


ACTS: Final = (
    Act(
        name="triggers-disabled",
        title="the triggers of a table were disabled, those that do the work of foreign keys among them",
        told_when="the catalog has them as disabled, on a foreign key's own table, on its target, or on both.",
        not_told_when="nothing: what is off is off.",
        rules=frozenset({"foreign-key-disabled"}),
        find=_disabled_triggers,
    ),
    Act(
        name="own-triggers-disabled",
        title="all triggers of a table were disabled, but not those of foreign keys",
        told_when="the table has two triggers or more, and each of them is disabled.",
        not_told_when="one of them is still on.",
        rules=frozenset({"trigger-disabled"}),
        find=_disabled_own_triggers,
    ),
    Act(
        name="index-build-unfinished",
        title="building, rebuilding or dropping an index with CONCURRENTLY did not finish, or still runs",
        told_when="an index of a table that is not partitioned is marked invalid.",
        not_told_when="the table is partitioned: its index is invalid until each partition has its part.",
        rules=frozenset((*_INVALID, *_LEFT_OVER)),
        find=_unfinished_builds,
    ),
    Act(
        name="constraints-not-validated",
        title="constraints were added as NOT VALID and never validated",
        told_when="constraints are marked NOT VALID that are expected to be valid.",
        not_told_when="nothing: no other act leaves that mark.",
        rules=frozenset(_NOT_VALID),
        find=_never_validated,
    ),
)
