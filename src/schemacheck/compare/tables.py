"""Tables: the walk over those of both sides, and over what each of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from schemacheck.base.names import QName, quoted
from schemacheck.base.near import Names, same_word
from schemacheck.compare.engine import (
    Facet,
    HolderPair,
    Kind,
    LazyKind,
    NameScope,
    Pair,
    choose,
    compare_members,
    differences,
    pairs,
    shown_apart,
)
from schemacheck.compare.kinds.access import COMMENTED, OWNED
from schemacheck.compare.kinds.keys import IN_FULL
from schemacheck.compare.kinds.partitions import DIVIDED
from schemacheck.compare.kinds.policies import ROW_SECURITY
from schemacheck.compare.kinds.storage import OF_TABLES
from schemacheck.compare.kinds.views import LISTED_APART, VIEWS
from schemacheck.compare.results import Draft, NearMiss, Results, SideValue
from schemacheck.compare.spare import Spare
from schemacheck.model.conventional import names_nobody_stated
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table
from schemacheck.report.finding import Difference, NotChecked
from schemacheck.report.policy import is_books
from schemacheck.report.report import Ignored
from schemacheck.report.subject import Subject
from schemacheck.sql.types import TypeName

if TYPE_CHECKING:
    from schemacheck.report.passing import Passing

_ORDINARY = frozenset({"table", "partitioned table"})
_UNEXPECTED_KINDS = frozenset({"table", "partitioned table", "foreign table"})


def _kind_rule(expected: Table, live: Table) -> str:
    return "table-partitioning" if {expected.kind, live.kind} <= _ORDINARY else "table-kind"


TABLE: Final[Kind[Table]] = Kind(
    noun="table",
    plural="tables",
    identities=(lambda table: table.name,),
    unique_key=True,
    facets=(
        Facet("kind", lambda table: table.kind, _kind_rule),
        Facet(
            "unlogged",
            lambda table: table.unlogged,
            lambda _expected, live: "table-unlogged" if live.unlogged else "table-logged",
            show=lambda value, _scope: "UNLOGGED" if value else "logged",
        ),
        ROW_SECURITY,
        *VIEWS,
        *DIVIDED,
        *OF_TABLES,
        OWNED,
        COMMENTED,
    ),
    missing=lambda _table: "table-missing",
    unexpected=lambda _table: "table-unexpected",
    show=lambda table, scope: table.name.within(scope.home),
    name=lambda table: table.name.name,
    attribute="",
    subject=lambda table, _scope: Subject("table", *table.name),
)

MEMBERS: Final = (
    LazyKind("columns", "columns", "columns", "COLUMN"),
    LazyKind("primary_key", "primary keys", "keys", "PRIMARY_KEY"),
    LazyKind("uniques", "uniques", "keys", "UNIQUE"),
    LazyKind("foreign_keys", "foreign keys", "foreign_keys", "FOREIGN_KEY"),
    LazyKind("checks", "checks", "checks", "CHECK"),
    LazyKind("indexes", "indexes", "indexes", "INDEX"),
    LazyKind("exclusions", "exclusions", "exclusions", "EXCLUSION"),
    LazyKind("triggers", "triggers", "triggers", "TRIGGER"),
    LazyKind("rules", "rules", "triggers", "RULE"),
    LazyKind("policies", "policies", "policies", "POLICY"),
    LazyKind("partitions", "partitions", "partitions", "PARTITION"),
    LazyKind("statistics", "statistics objects", "partitions", "STATISTICS"),
    LazyKind("grants", "grants", "access", "GRANT"),
)
"""The kinds that tables hold, in the order of the report."""


OWN_FACETS: Final = (
    ("row_security", "row security"),
    ("replica_identity", "replica identities"),
    ("partition_by", "partition keys"),
    ("inherits", "inheritance"),
    ("of_type", "types of tables"),
    ("storage_parameters", "storage parameters"),
    ("owner", "owners"),
    ("comment", "comments"),
)
"""Facets of tables that are compared only where they are stated, and what a report calls them when they are not."""


def compare_tables(expected: Schema, live: Schema, results: Results, today: date | None = None) -> None:
    """Compare all tables of the expected schemas; `results` learns what differs and what was not looked at."""
    majors = (expected.deparsed_by, live.deparsed_by)
    scope = NameScope(expected.home, expected.home, majors=majors)
    in_scope = [table for table in live.tables if table.name.schema in expected.namespaces]
    names = frozenset(table.name for table in live.tables)
    enums = frozenset(
        enum.name.name for side in (expected, live) if isinstance(side.enums, tuple) for enum in side.enums
    )
    kinds = [each.kind() for each in MEMBERS if any(_speaks_of(each, table) for table in expected.tables)]
    listed = {table.name for table in expected.tables}
    spare = Spare(table for table in in_scope if table.name not in listed)
    known = Spare([*(table.name for table in live.tables), *(relation.name for relation in live.elsewhere)])
    looked_at = [table for table in expected.tables if table.name.schema in live.namespaces]
    for wanted, found in pairs(TABLE, looked_at, in_scope, scope):
        if wanted is None and found is not None:
            if (passed_over := _passed_over(found, results.passing, expected.home)) is not None:
                results.ignored.append(passed_over)
            elif _is_unexpected(found, expected):
                results.report(
                    Draft(
                        "view-unexpected" if found.kind in LISTED_APART else "table-unexpected",
                        Subject("table", *found.name),
                        found.name.within(expected.home),
                        change="unexpected",
                        noun=_kind(found) or "",
                        expected=SideValue(at=expected.namespace_marks.get(found.name.schema)),
                        live=SideValue(found, _kind(found), found.at),
                        difference=Difference("", "", None, found),
                    )
                )
        elif wanted is not None and found is None and not _is_wanted(wanted, expected):
            if (passed_over := _passed_over(wanted, None, expected.home)) is not None:
                results.ignored.append(passed_over)
        elif wanted is not None:
            results.count("tables", 1)
            if found is None:
                results.report(
                    Draft(
                        "table-missing",
                        Subject("table", *wanted.name),
                        wanted.name.within(expected.home),
                        change="missing",
                        noun=_kind(wanted) or "",
                        expected=SideValue(wanted, _kind(wanted), wanted.at),
                        near=_near_table(wanted.name, spare, known),
                        difference=Difference("", "", wanted, None),
                    )
                )
            else:
                columns = found.columns if isinstance(found.columns, tuple) else ()
                scope = NameScope(expected.home, *wanted.name, _varchars(columns), columns, majors)
                _compare_table(HolderPair(scope, wanted, found, names, enums), kinds, results, today)
    results.gaps.extend(_open_attributes(expected.tables))
    for kind in LISTED_APART.values():
        if kind not in expected.listed:
            results.gaps.append(NotChecked(kind.replace("_", " "), "not stated", "not in the expected schema"))


def _speaks_of(kind: LazyKind, table: Table) -> bool:
    return getattr(table, kind.attribute) is not UNSTATED


def _is_unexpected(table: Table, expected: Schema) -> bool:
    if table.part_of is not None or not isinstance(table.kind, str):
        return False
    if table.kind in LISTED_APART:
        return table.name.schema in expected.listed.get(LISTED_APART[table.kind], ())
    return table.kind in _UNEXPECTED_KINDS


def _is_wanted(table: Table, expected: Schema) -> bool:
    """Whether anybody expects a table for its own sake; a database has more than that, which a file would not name."""
    of_a_tool = expected.origin.kind not in ("spec", "prisma") and _is_of_a_tool(table.name)
    return table.part_of is None and not of_a_tool


def _is_of_a_tool(name: QName) -> bool:
    return is_books(name.name)


def _passed_over(table: Table, passing: Passing | None, home: str) -> Ignored | None:
    """Return the reason why a table is ignored; None if it is not."""
    name = table.name
    path = Subject("table", *name).within(home)
    why = passing.object("tables", table) if passing is not None else None
    if why is not None:
        return Ignored(path, *why)
    if _is_of_a_tool(name):
        return Ignored(path, "the books of a migration tool")
    return None


def _compare_table(holders: HolderPair, kinds: Sequence[Kind[Any]], results: Results, today: date | None) -> None:
    """Compare two paired tables, and the members of the kinds that the expected side mentions."""
    scope, expected, live = holders.scope, cast("Table", holders.expected), cast("Table", holders.live)
    for facet, wanted, found in differences(TABLE, expected, live, scope, results):
        rule_name, shown = facet.rule(expected, live), shown_apart(facet, wanted, found, scope)
        results.report(
            Draft(
                rule_name,
                Subject("table", *expected.name),
                expected.name.within(scope.home),
                change="differs",
                owner=expected.name.name,
                noun=_kind(live) or "",
                choice=choose(rule_name, Pair(holders, expected, live, wanted, found, facet.name)),
                expected=SideValue(wanted, shown[0], expected.marks.get(facet.name, expected.at)),
                live=SideValue(found, shown[1], live.marks.get(facet.name, live.at)),
                evidence=facet.evidence(wanted, found),
                difference=Difference("", facet.name, expected, live),
            )
        )
        if rule_name == "table-kind":
            return  # a view cannot lack keys: that it replaces a table is the only difference to report
    if results.of_database:
        results.note_extension(expected, live)
        results.unstated_names += names_nobody_stated(expected, live)
    if expected.partition_rule is not None:
        from schemacheck.compare.partition_rule import compare_rule  # noqa: PLC0415 - few tables have one

        compare_rule(expected.partition_rule, holders, results, today)
    in_full = IN_FULL if expected.indexes is not UNSTATED else {}
    for kind in kinds:
        compare_members(in_full.get(kind.attribute, kind), holders, results)


def _kind(table: Table) -> str | None:
    return table.kind if isinstance(table.kind, str) else None


def _varchars(columns: Sequence[Column]) -> frozenset[str]:
    return frozenset(
        column.name for column in columns if isinstance(column.type, TypeName) and column.type.name == "varchar"
    )


def _by_name(names: Sequence[QName]) -> dict[str, list[QName]]:
    found: dict[str, list[QName]] = {}
    for name in names:
        found.setdefault(name.name, []).append(name)
    return found


def _by_schema(tables: Sequence[Table]) -> dict[str, Names]:
    found: dict[str, list[str]] = {}
    for table in tables:
        found.setdefault(table.name.schema, []).append(table.name.name)
    return {schema: Names(names) for schema, names in found.items()}


def _near_table(missing: QName, spare: Spare[Table], known: Spare[QName]) -> NearMiss | None:
    """Name the relation that a missing table probably became: the same name elsewhere, or a near one here."""
    for other in known.in_order(_by_name).get(missing.name, ()):
        if other.schema != missing.schema:
            return NearMiss(f"{other} is", "Was it moved, or is it another project's table of the same name?")
    here = spare.in_order(_by_schema).get(missing.schema)
    found = None if here is None else here.nearest(missing.name)
    if found is None:
        return None
    name = quoted(found)
    if same_word(missing.name, found):
        return NearMiss(
            f"{name} is", "One word in two spellings: was a table renamed, or a mapping such as @@map lost?"
        )
    return NearMiss(f"{name} is", f"Was {quoted(missing.name)} renamed?")


def _open_attributes(tables: Sequence[Table]) -> list[NotChecked]:
    """What the expected tables leave open, counted."""
    gaps: list[NotChecked] = []
    existing = [table for table in tables if table.columns is UNSTATED]
    if existing:
        what = "columns, keys, uniques and foreign keys"
        gaps.append(NotChecked(f"{what} of {_counted_tables(len(existing))}", "not stated", "listed as existing only"))
    described = [table for table in tables if table.columns is not UNSTATED]
    for attribute, plural in (*((kind.attribute, kind.plural) for kind in MEMBERS), *OWN_FACETS):
        left_out = [
            table
            for table in described
            if getattr(table, attribute) is UNSTATED
            and not (attribute == "partitions" and table.partition_rule is not None)
        ]
        if left_out and len(left_out) == len(described):
            gaps.append(NotChecked(plural, "not stated", "not in the expected schema"))
        elif left_out:
            gaps.append(NotChecked(f"{plural} of {_counted_tables(len(left_out))}", "not stated", "left open there"))
    return gaps


def _counted_tables(tables: int) -> str:
    return "1 table" if tables == 1 else f"{tables} tables"
