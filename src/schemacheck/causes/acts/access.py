"""Owners, grants, roles and extensions: changes to a whole schema, and what goes with a role or an extension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from schemacheck.base.names import quoted
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene, grouped
from schemacheck.causes.words import both_or_all, listed, many
from schemacheck.model.access import OWNER, PUBLIC, Grants, Privilege
from schemacheck.model.schema import KINDS, Schema
from schemacheck.model.table import Column, Table
from schemacheck.report.finding import Finding
from schemacheck.report.subject import Grantee
from schemacheck.sql.types import TypeName

_GAINED: Final = ("grant-unexpected", "grant-public")
_GOES_WITH_AN_EXTENSION: Final = (
    "column-missing",
    "column-default-lost",
    "column-default-missing",
    "index-missing",
    "exclusion-missing",
    "function-missing",
    "domain-missing",
)


def _owner_of_all(scene: Scene) -> Iterator[Claim]:
    groups = grouped(
        scene.of("owner-differs"), lambda each: (each.subject.schema, each.expected_value, each.live_value)
    )
    owners: dict[tuple[str, object], list[Table]] = {}
    for table in _present(scene):
        owners.setdefault((table.name.schema, table.owner), []).append(table)
    missing = grouped(scene.of("grant-missing"), lambda each: each.subject.member)
    for (schema, before, after), findings in groups.items():
        owned = owners.get((schema, before), [])
        concerned = {each.subject.table for each in findings}
        if len(owned) < 2 or any(table.name not in concerned for table in owned):
            continue
        # What an owner may do is its own, and no grant.
        had = [each for each in missing.get(Grantee(str(after)), ()) if each.subject.table in concerned]
        old, new = quoted(str(before)), quoted(str(after))
        yield Claim(
            f"Everything that {old} owned in the schema {quoted(schema)} was given to {new}.",
            f"{both_or_all(len(owned), _relations(owned))} that it owned belong to {new}",
            (*findings, *had),
            findings[0].harm or findings[0].rule.harm,
        )


def _present(scene: Scene) -> list[Table]:
    """Return the expected tables that are there."""
    return [table for table in scene.expected.tables if table.name in scene.live_tables]


def _holding(tables: Iterable[Table]) -> dict[tuple[str, str], list[tuple[Table, frozenset[Privilege]]]]:
    """Return by schema and role the tables on which a role has rights, and which."""
    found: dict[tuple[str, str], list[tuple[Table, frozenset[Privilege]]]] = {}
    for table in tables:
        for each in _grants_of(table):
            found.setdefault((table.name.schema, each.grantee), []).append((table, each.privileges))
    return found


def _relations(tables: Iterable[Table]) -> str:
    return "tables and views" if any(table.kind in ("view", "materialized view") for table in tables) else "tables"


def _granted(grants: Any) -> frozenset[Privilege]:
    return grants.privileges if isinstance(grants, Grants) else frozenset()


def _by_role(findings: Iterable[Finding], *, lost: bool) -> dict[tuple[str, str, frozenset[Privilege]], list[Finding]]:
    """Group findings about grants on tables by schema, role, and what it lost or gained."""
    groups: dict[tuple[str, str, frozenset[Privilege]], list[Finding]] = {}
    for finding in findings:
        if isinstance(finding.subject.member, Grantee):
            wanted, found = _granted(finding.expected_value), _granted(finding.live_value)
            key = finding.subject.schema, finding.subject.member.grantee, wanted - found if lost else found - wanted
            groups.setdefault(key, []).append(finding)
    return groups


def _taken_from_all(scene: Scene) -> Iterator[Claim]:
    """Find rights that a role lost on every table of a schema where it is expected to have them."""
    holding = _holding(_present(scene))
    present = _with_rights(scene.live)
    for (schema, grantee, lost), findings in _by_role(scene.of("grant-missing"), lost=True).items():
        having = [table for table, had in holding.get((schema, grantee), ()) if lost <= had]
        if len(findings) < 2 or len(having) != len(findings) or grantee not in present:
            continue
        if any(scene.live_tables[table.name].owner == grantee for table in having):
            continue
        yield Claim(
            f"{_role(grantee)} lost {_words(lost)} on {both_or_all(len(findings), _relations(having))} of the schema "
            f"{quoted(schema)} where it had this right.",
            "the same is missing on each of them, and it has other rights still",
            tuple(findings),
        )


def _given_on_all(scene: Scene) -> Iterator[Claim]:
    """Find rights that a role has on every table of a schema and nobody expects."""
    stating = [table for table in _present(scene) if isinstance(table.grants, tuple)]
    by_schema, holding = grouped(stating, lambda each: each.name.schema), _holding(stating)
    for (schema, grantee, gained), findings in _by_role(scene.of(*_GAINED), lost=False).items():
        stated = by_schema.get(schema, [])
        having = {table.name for table, has in holding.get((schema, grantee), ()) if gained <= has}
        number = len(findings)
        if number < 3 or len(stated) - len(having) != number:
            continue
        without = [table for table in stated if table.name not in having]
        which = both_or_all(number, _relations(without)) if number == len(stated) else f"{many(number, 'tables')} more"
        yield Claim(
            f"{_role(grantee)} was granted {_words(gained)} on {which} of the schema {quoted(schema)}.",
            "it has the same on each of them" if number == len(stated) else "it has it on every one of them now",
            (*findings, *_on_partitions(scene, grantee, gained)),
        )


def _on_partitions(scene: Scene, grantee: str, gained: frozenset[Privilege]) -> list[Finding]:
    """Return what is said of partitions that have the same grant and nothing else that their table has not."""
    entry = f"grant of {', '.join(sorted(each.name for each in gained))} to {grantee}"
    return [each for each in scene.of("partition-differs") if (each.expected, each.live) == ((), (entry,))]


def _role(grantee: str) -> str:
    return "Everybody (PUBLIC)" if grantee == PUBLIC else f"The role {quoted(grantee)}"


def _words(privileges: Iterable[Privilege]) -> str:
    return listed(sorted({each.name.upper() for each in privileges}))


def _grants_of(item: object) -> tuple[Grants, ...]:
    grants = getattr(item, "grants", ())
    return grants if isinstance(grants, tuple) else ()


def _objects(schema: Schema) -> Iterator[Any]:
    for kind in KINDS:
        items = getattr(schema, kind)
        if isinstance(items, tuple):
            yield from items


def _with_rights(schema: Schema) -> set[str]:
    """Return the roles that own anything, or may do anything with anything."""
    items = list(_objects(schema))
    owners = {owner for item in items if isinstance(owner := getattr(item, "owner", None), str)}
    return owners.union(each.grantee for item in items for each in _grants_of(item))


def _gone_roles(scene: Scene) -> Iterator[Claim]:
    roles: dict[str, list[Finding]] = {}
    for finding in scene.of("grant-missing"):
        if isinstance(finding.subject.member, Grantee) and finding.subject.member.grantee not in (OWNER, PUBLIC):
            roles.setdefault(finding.subject.member.grantee, []).append(finding)
    for finding in scene.of("owner-differs"):
        if isinstance(finding.expected_value, str):
            roles.setdefault(finding.expected_value, []).append(finding)
    present = _with_rights(scene.live)
    holding = Counter(role for table in scene.expected.tables for role in {each.grantee for each in _grants_of(table)})
    for role, findings in roles.items():
        if len(findings) < 2 or role in present:
            continue
        wanted = holding[role]
        yield Claim(
            f"The role {quoted(role)} was dropped, or every right was taken from it.",
            f"it has no right on {_any_of(wanted)}, and neither owns nor may do anything else that was compared",
            tuple(findings),
        )


def _any_of(tables: int) -> str:
    return "the one table where it should" if tables == 1 else f"any of the {many(tables, 'tables')} where it should"


def _gone_extensions(scene: Scene) -> Iterator[Claim]:
    for finding in scene.of("extension-missing"):
        name = finding.subject.name
        followed = [each for each in scene.of(*_GOES_WITH_AN_EXTENSION) if _belongs_to(each, name, scene)]
        if not followed:
            continue
        columns = [each for each in followed if each.rule.name == "column-missing"]
        what = (
            f"{many(len(columns), 'columns')} of its types"
            if len(columns) == len(followed)
            else "what was made with it"
        )
        yield Claim(
            f"The extension {quoted(name)} was dropped, and with it {what}.",
            f"{listed([each.subject.within(scene.expected.home) for each in followed])} cannot be without it",
            (finding, *followed),
        )


_TYPES: Final = {
    "citext": frozenset({"citext"}),
    "hstore": frozenset({"hstore"}),
    "ltree": frozenset({"ltree", "lquery", "ltxtquery"}),
    "cube": frozenset({"cube"}),
    "seg": frozenset({"seg"}),
    "postgis": frozenset({"geometry", "geography", "box2d", "box3d"}),
    "vector": frozenset({"vector", "halfvec", "sparsevec"}),
    "isn": frozenset({"isbn", "isbn13", "issn", "issn13", "ismn", "ismn13", "ean13", "upc"}),
}
_FUNCTIONS: Final = {
    "uuid-ossp": ("uuid_generate_v1", "uuid_generate_v4", "uuid_nil"),
    "pgcrypto": ("gen_salt", "gen_random_bytes", "crypt", "digest"),
}
_OPERATOR_CLASSES: Final = {"pg_trgm": ("gin_trgm_ops", "gist_trgm_ops"), "btree_gist": ("gist_",), "btree_gin": ()}


def _belongs_to(finding: Finding, extension: str, scene: Scene) -> bool:
    """Whether what is missing was made of an extension's types, functions or operator classes."""
    value = finding.expected_value
    if isinstance(value, Column):
        return isinstance(value.type, TypeName) and value.type.name in _TYPES.get(extension, ())
    if finding.rule.name.startswith("column-default"):
        return any(f"{name}(" in str(finding.expected) for name in _FUNCTIONS.get(extension, ()))
    classes = _OPERATOR_CLASSES.get(extension, ())
    parts = [str(part.operator_class) for part in getattr(value, "parts", ())]
    if any(part.rpartition(".")[2].startswith(classes) for part in parts if classes):
        return True
    columns = _stands_on(finding, scene)
    return any(isinstance(each.type, TypeName) and each.type.name in _TYPES.get(extension, ()) for each in columns)


def _stands_on(finding: Finding, scene: Scene) -> list[Column]:
    table: Table | None = scene.tables.get(finding.subject.table) if finding.subject.table else None
    names = set(getattr(finding.expected_value, "columns", ()))
    columns = table.columns if table is not None and isinstance(table.columns, tuple) else ()
    return [column for column in columns if column.name in names]


ACTS: Final = (
    Act(
        name="role-gone",
        title="a role was dropped, or every right was taken from it",
        told_when="several rights of a role are missing, and in all that was compared it has none and owns nothing.",
        not_told_when="it still has a right somewhere.",
        rules=frozenset({"grant-missing", "owner-differs"}),
        find=_gone_roles,
    ),
    Act(
        name="grants-taken-in-schema",
        title="a right was taken from a role on every table of a schema",
        told_when="the same right is missing on each table of the schema where the role is expected to have it.",
        not_told_when="it kept the right on one of them, or has no rights left at all (`role-gone`).",
        rules=frozenset({"grant-missing"}),
        find=_taken_from_all,
    ),
    Act(
        name="grants-given-in-schema",
        title="a right was granted to a role on every table of a schema",
        told_when="the role has the same right on each table of the schema, three or more, and nobody expects it.",
        not_told_when="one of them is without it.",
        rules=frozenset(_GAINED),
        find=_given_on_all,
    ),
    Act(
        name="owner-changed-in-schema",
        title="everything that a role owned in a schema was given to another one",
        told_when="every table that is expected to belong to the role belongs to one and the same other role.",
        not_told_when="one of them is still its own.",
        rules=frozenset({"owner-differs"}),
        find=_owner_of_all,
    ),
    Act(
        name="extension-gone",
        title="an extension was dropped, and what was made with it",
        told_when="the extension is missing, and so are columns of its types or indexes with its operator classes.",
        not_told_when="nothing else is missing: then the finding says it all.",
        rules=frozenset({"extension-missing"}),
        find=_gone_extensions,
    ),
)
