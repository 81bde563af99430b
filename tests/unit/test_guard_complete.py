"""Nothing the grammar has is forgotten, and nothing that a file may protect passes unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.guard.reading import HARMLESS, PARTS, READERS
from schemacheck.guard.reading.objects import OBJECTS
from schemacheck.report.policy import GuardPolicy
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.grammar.language import DOCUMENT
from schemacheck.sources.spec.grammar.types import Section
from schemacheck.sql.libpg_query import load


def _nodes() -> set[str]:
    return {field.name for field in load().pg_query_pb2.Node.DESCRIPTOR.oneofs[0].fields}


def test_every_node_of_the_grammar_has_its_entry() -> None:
    assert _nodes() == set(READERS) | set(HARMLESS) | PARTS


def test_no_node_has_two() -> None:
    assert not set(READERS) & set(HARMLESS)
    assert not (set(READERS) | set(HARMLESS)) & PARTS


def test_every_kind_of_object_of_the_grammar_has_its_entry() -> None:
    assert set(load().pg_query_pb2.ObjectType.keys()) - {"OBJECT_TYPE_UNDEFINED"} == set(OBJECTS)


def _sections(section: Section, seen: set[str]) -> Iterator[Section]:
    if section.name in seen:
        return
    seen.add(section.name)
    yield section
    for key in section.keys:
        for inner in key.shape.sections():
            yield from _sections(inner, seen)


_T: Final = "tables: {t: {columns: {a: int, b: int?}, %s}}"
REACHED: Final = {
    "table": ("tables: {t: {columns: {a: int}, protected: x!}}", "DROP TABLE t"),
    "column": ("tables: {t: {columns: {a: {type: int, protected: x!}}}}", "ALTER TABLE t ALTER a DROP DEFAULT"),
    "primary_key": (_T % "primary_key: {columns: [a], protected: x!}", "ALTER TABLE t DROP CONSTRAINT t_pkey"),
    "unique": (_T % "unique: [{columns: [a], protected: x!}]", "ALTER TABLE t RENAME a TO c"),
    "index": (_T % "indexes: [{columns: [a], name: by_a, protected: x!}]", "DROP INDEX by_a"),
    "foreign_key": (
        "tables: {u: {columns: {id: int}, primary_key: id}, t: {columns: {a: int}, "
        "foreign_keys: [{columns: a, references: u(id), protected: x!}]}}",
        "ALTER TABLE u RENAME TO v",
    ),
    "check": (_T % "checks: {c: {expression: a > b, protected: x!}}", "ALTER TABLE t DROP COLUMN b"),
    "exclusion": (_T % "exclusions: {e: {elements: [a WITH =], protected: x!}}", "ALTER TABLE t DROP CONSTRAINT e"),
    "trigger": (
        _T % "triggers: {tr: {fires: before insert, function: f, protected: x!}}",
        "ALTER TABLE t DISABLE TRIGGER tr",
    ),
    "rule": (_T % "rules: {r: {event: insert, action: NOTHING, protected: x!}}", "DROP RULE r ON t"),
    "policy": (_T % "policies: {p: {using: a > 1, protected: x!}}", "ALTER TABLE t DISABLE ROW LEVEL SECURITY"),
    "partition": (_T % "partitions: {t_1: {bounds: IN (1), protected: x!}}", "DROP TABLE t_1"),
    "statistics": (_T % "statistics: {s: {columns: [a, b], protected: x!}}", "DROP STATISTICS s"),
    "view": ("views: {v: {columns: {a: int}, protected: x!}}", "DROP VIEW v"),
    "materialized_view": ("materialized_views: {v: {columns: {a: int}, protected: x!}}", "DROP MATERIALIZED VIEW v"),
    "enum": ("enums: {e: {labels: [a], protected: x!}}", "ALTER TYPE e RENAME VALUE 'a' TO 'b'"),
    "domain": ("domains: {d: {type: text, protected: x!}}", "DROP DOMAIN d"),
    "composite_type": (
        "composite_types: {c: {attributes: {a: int}, protected: x!}}",
        "ALTER TYPE c DROP ATTRIBUTE a",
    ),
    "range": ("ranges: {r: {subtype: int, protected: x!}}", "DROP TYPE r"),
    "collation": ("collations: {c: {provider: icu, locale: de, protected: x!}}", "ALTER COLLATION c RENAME TO d"),
    "sequence": ("sequences: {s: {type: bigint, protected: x!}}", "ALTER SEQUENCE s INCREMENT 5"),
    "function": ("functions: {f(integer): {returns: int, protected: x!}}", "ALTER FUNCTION f(int) STABLE"),
    "extension": ("extensions: {citext: {protected: x!}}", "DROP EXTENSION citext"),
    "event_trigger": (
        "event_triggers: {e: {event: ddl_command_end, function: public.f, protected: x!}}",
        "ALTER EVENT TRIGGER e DISABLE",
    ),
    "publication": ("publications: {p: {all_tables: true, protected: x!}}", "DROP PUBLICATION p"),
    "foreign_server": (
        "foreign_servers: {s: {wrapper: postgres_fdw, protected: x!}}",
        "ALTER SERVER s OPTIONS (SET host 'x')",
    ),
}
"""Of each section that has the key `protected`: a file that protects one, and a statement that touches it."""


def test_what_may_be_protected_is_what_is_guarded() -> None:
    may_be = {section.name for section in _sections(DOCUMENT, set()) if "protected" in section.by_name}
    assert set(REACHED) == may_be


@pytest.mark.parametrize("name", REACHED)
def test_what_is_protected_is_guarded(name: str) -> None:
    text, statement = REACHED[name]
    spec = read_spec(f"version: 1\n{text.replace('x!', 'it is shared')}\n", "f")
    found = judge([SourceText("m.sql", f"{statement};".encode())], spec.schema, GuardPolicy()).findings
    assert [each for each in found if "is protected: it is shared" in each.hint], found


@pytest.mark.parametrize("name", REACHED)
def test_what_is_not_protected_is_left_alone(name: str) -> None:
    text, statement = REACHED[name]
    spec = read_spec(f"version: 1\n{text.replace(', protected: x!', '').replace('{protected: x!}', '{}')}\n", "f")
    assert not judge([SourceText("m.sql", f"{statement};".encode())], spec.schema, GuardPolicy()).findings
