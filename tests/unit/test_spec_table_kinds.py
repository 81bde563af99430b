"""The language for what tables hold beside columns and keys: what it takes for the same, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schemacheck.base.errors import SourceError
from schemacheck.compare import compare
from schemacheck.report.policy import Policy
from schemacheck.sources.spec.read.document import read_spec
from schemacheck.sources.spec.write.document import write_spec

if TYPE_CHECKING:
    from schemacheck.model.schema import Schema

TABLE = "version: 1\ntables:\n  race:\n    columns: {id: integer, name: text?}\n"


def _schema(section: str) -> Schema:
    lines = "".join(f"    {line}\n" for line in section.strip().splitlines())
    return read_spec(TABLE + lines, "spec.yaml").schema


SAME = {
    "grants in any order and case": (
        'grants: {bob: [select, "update(id, name)"]}',
        'grants: {bob: ["UPDATE(name, id)", SELECT]}',
    ),
    "all columns apart or together": (
        "grants: {bob: [select(id), select(name)]}",
        'grants: {bob: ["select(id, name)"]}',
    ),
    "an owner that may do everything": ("grants: {OWNER: all}", "grants: {}"),
    "events in any order": (
        "triggers: {t: {fires: before insert or update of name, function: f}}",
        "triggers: {t: {fires: BEFORE UPDATE OF name OR INSERT, function: public.f}}",
    ),
    "ranges that do not overlap, by word": (
        "unique: [{columns: [id, name], without_overlaps: true}]",
        "unique: [{columns: [id, name], without_overlaps: true, method: gist}]",
    ),
    "ranges that do not overlap, by method": (
        "unique: [{columns: [id, name], method: gist}]",
        "unique: [{columns: [id, name], without_overlaps: true}]",
    ),
    "what is left out": (
        "triggers: {t: {fires: after delete, function: f}}",
        "triggers: {t: {fires: after delete, function: f, for_each: row, enabled: origin, arguments: []}}",
    ),
    "roles in any order": ("policies: {p: {roles: [b, a]}}", "policies: {p: {roles: [a, b], command: all}}"),
    "an element in other words": (
        "exclusions: {x: {elements: [lower(name) WITH =]}}",
        "exclusions: {x: {elements: [(lower((name)) ) WITH =], method: gist}}",
    ),
    "columns of statistics in any order": (
        "statistics: {s: {columns: [id, name]}}",
        "statistics: {s: {columns: [name, id], kinds: [mcv, ndistinct, dependencies]}}",
    ),
    "a partition in short": ("partitions: {p: DEFAULT}", "partitions: {p: {bounds: default, own: []}}"),
    "an index in short": ("indexes: [name]", "indexes: [{columns: [{column: name}], method: btree}]"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_two_ways_to_say_it_are_one(one: str, other: str) -> None:
    for expected, live in ((one, other), (other, one)):
        assert compare(_schema(expected), _schema(live), Policy()).findings == ()


@pytest.mark.parametrize("section", [side for pair in SAME.values() for side in pair])
def test_what_is_written_reads_back_the_same(section: str) -> None:
    schema = _schema(section)
    again = read_spec(write_spec(schema), "again.yaml").schema
    assert again.tables == schema.tables


REFUSED = {
    "grants: {bob: [selct]}": "expected a privilege, found selct (did you mean select?)",
    "grants: {bob: [delete(id)]}": "delete is not granted on single columns",
    "triggers: {t: {fires: sometimes, function: f}}": "fires: expected such as before insert or update of a, b",
    "triggers: {t: {fires: before update or upsert, function: f}}": "fires: expected such as before insert",
    "triggers: {t: before insert}": "trigger t: expected a mapping",
    "triggers: {t: {fires: before insert}}": "a trigger needs function",
    "row_security: yes": "row_security: expected off, enabled, forced",
    "replica_identity: ful": "replica_identity: expected default, nothing, full",
    "policies: {p: {command: merge}}": "command: expected all",
    "indexes: [{columns: [name], methd: gin}]": "an index has no key methd (did you mean method?)",
    "statistics: {s: {columns: [id], kinds: [mvc]}}": "expected ndistinct, dependencies or mcv, found mvc",
    "inherits: [a.b.c]": "inherits: expected name or schema.name",
}


@pytest.mark.parametrize(("section", "said"), REFUSED.items(), ids=REFUSED)
def test_what_makes_no_sense_is_said_with_its_place(section: str, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        _schema(section)
    assert said in "\n".join(map(str, refused.value.mistakes))
    assert {mistake.at.line for mistake in refused.value.mistakes} == {5}


def test_exact_means_none_of_what_is_left_out() -> None:
    text = (
        "version: 1\nexact: [triggers, row_security, grants, comment]\ntables:\n  race:\n    columns: {id: integer}\n"
    )
    expected = read_spec(text, "spec.yaml").schema
    drifted = """
row_security: enabled
comment: changed
grants: {PUBLIC: [select]}
triggers: {t: {fires: before insert, function: f}}"""
    live = read_spec(TABLE.replace(", name: text?", "") + drifted.replace("\n", "\n    ") + "\n", "live.yaml").schema
    rules = {finding.rule.name for finding in compare(expected, live, Policy()).findings}
    assert rules == {"row-security-unexpected", "comment-differs", "grant-public", "trigger-unexpected"}
