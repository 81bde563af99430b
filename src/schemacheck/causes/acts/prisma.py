"""A schema.prisma that was pushed without what the database knows: its names and its actions tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.base.names import QName, made_name
from schemacheck.base.near import spellings
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, columns_of, keys_of
from schemacheck.causes.words import listed, many
from schemacheck.model.keys import ForeignKey, PrimaryKey
from schemacheck.model.table import Table
from schemacheck.report.finding import Finding
from schemacheck.report.subject import KeyColumns

_ACTIONS: Final = ("foreign-key-on-delete", "foreign-key-on-update")
_MOMENT: Final = "timestamp(3)"
"""What Prisma makes of a DateTime."""


def _without_mappings(scene: Scene) -> Iterator[Claim]:
    """Find tables that were made under the names of models, beside or instead of the mapped ones."""
    pairs: list[tuple[Table, Table]] = []
    findings: list[Finding] = []
    missing = {QName(each.subject.schema, each.subject.name): each for each in scene.of("table-missing")}
    spare: dict[tuple[int, str], list[Table]] = {}
    for table in scene.unexpected_tables:
        if table.kind == "table" and _looks_made_by_prisma(table):
            for form in enumerate(spellings(table.name.name)):
                spare.setdefault(form, []).append(table)
    for name, finding in missing.items():
        wanted = scene.tables.get(name)
        near = {each.name: each for form in enumerate(spellings(name.name)) for each in spare.get(form, ())}
        alike = [each for each in near.values() if each.name.schema == name.schema and each.name != name]
        if wanted is None or len(alike) != 1 or not _share_columns(wanted, alike[0]):
            continue
        pairs.append((wanted, alike[0]))
        findings += [finding, *(each for each in scene.on(alike[0].name) if each.rule.name == "table-unexpected")]
    if not pairs:
        return
    targets = {wanted.name: other.name for wanted, other in pairs}
    for finding in scene.of("foreign-key-target"):
        aim, found = (getattr(side, "target", None) for side in (finding.expected_value, finding.live_value))
        if aim in targets and targets[aim] == found:
            findings.append(finding)
    made, gone = ([scene.told(table.name) for table in side] for side in zip(*[(b, a) for a, b in pairs], strict=True))
    were = "was" if len(pairs) == 1 else "were"
    yield Claim(
        f"A schema.prisma without its @@map was probably pushed: {listed(made)} {were} made, and {listed(gone)} "
        f"{'is' if len(pairs) == 1 else 'are'} gone.",
        "one word in two spellings; the constraints of the new one are named after it, so that it was made under "
        "this name, and its foreign keys or dates are as Prisma makes them",
        tuple(findings),
        "Every query that names the tables as expected fails, and the rows may be gone with them.",
    )


def _looks_made_by_prisma(table: Table) -> bool:
    """Whether a table's constraints are named after it, and something of it is as Prisma and few others make it."""
    key = table.primary_key
    if not isinstance(key, PrimaryKey) or key.name != made_name(table.name.name, "", "pkey"):
        return False
    keys = keys_of(table)
    if any(not _as_prisma_makes_it(table, each) for each in keys):
        return False
    dates = [str(column.type) for column in columns_of(table) if str(column.type).startswith("timestamp")]
    return bool(keys) or (bool(dates) and all(date == _MOMENT for date in dates))


def _share_columns(wanted: Table, other: Table) -> bool:
    mine, theirs = ({column.name for column in columns_of(table)} for table in (wanted, other))
    return 2 * len(mine & theirs) >= max(len(mine), len(theirs)) > 0


def _as_prisma_makes_it(table: Table, key: ForeignKey) -> bool:
    """Whether a foreign key has the name and the actions that Prisma gives where its schema says nothing of them."""
    nullable = [column.nullable for column in columns_of(table) if column.name in key.columns]
    on_delete = "restrict" if nullable and not any(each is True for each in nullable) else "set null"
    name = made_name(table.name.name, "_".join(key.columns), "fkey")
    return key.name == name and key.on_delete == on_delete and key.on_update == "cascade"


def _default_actions(scene: Scene) -> Iterator[Claim]:
    """Find foreign keys that were made again with the actions of a relation that does not state any."""
    told: list[Finding] = []
    tables = {each.subject.table for each in scene.of(*_ACTIONS)}
    named = {
        (name, str(key.name)): key
        for name in tables
        if name in scene.live_tables
        for key in keys_of(scene.live_tables[name])
    }
    keys: set[tuple[QName, tuple[str, ...]]] = set()
    for finding in scene.of(*_ACTIONS):
        name, member = finding.subject.table, finding.subject.member
        table = scene.live_tables.get(name) if name else None
        if table is None or name is None or not isinstance(member, KeyColumns):
            return
        key = named.get((name, str(finding.live_name)))
        if key is None or not _as_prisma_makes_it(table, key):
            return  # somebody else changed this one, and perhaps the others too
        told.append(finding)
        keys.add((name, key.columns))
    of_one = {finding.rule.name for finding in told}
    if len(keys) < 2 and len(of_one) < 2:
        return
    where = sorted({scene.told(name) for name, _ in keys})
    has = "has" if len(keys) == 1 else "have"
    yield Claim(
        f"{many(len(keys), 'foreign keys').capitalize()} of {listed(where)} {has} the actions that Prisma gives a "
        "relation without onDelete and onUpdate: such a schema was probably pushed.",
        "each has Prisma's name, cascades updates, and restricts deletes or sets NULL as its columns are required or "
        "not; no other foreign key has changed its actions",
        tuple(told),
    )


ACTS: Final = (
    Act(
        name="prisma-push-unmapped",
        title="a schema.prisma without its @@map was pushed",
        told_when=(
            "a table is missing, and one whose name is the same word in another spelling was made under that name, "
            "with foreign keys or dates as Prisma makes them and half of the columns or more. The report says "
            "`probably`."
        ),
        not_told_when="the other table's constraints bear the expected name: then it was renamed (`table-renamed`).",
        rules=frozenset({"table-missing"}),
        find=_without_mappings,
    ),
    Act(
        name="prisma-push-default-actions",
        title="a schema.prisma that does not state referential actions was pushed",
        told_when=(
            "every foreign key whose actions differ has Prisma's name and the actions Prisma gives by default: two "
            "keys or more, or both actions of one. The report says `probably`."
        ),
        not_told_when="one of them has other actions.",
        rules=frozenset(_ACTIONS),
        find=_default_actions,
    ),
)
