"""Twice as much takes no more than about twice as many steps, however much of it differs.

Steps are calls, of functions of ours and of the library's: they are the same on any machine, at any time. What a single
call does to a long text is held by the time of this process, with room for whatever else the machine does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.support import schemacheck

WORDS = (
    "order", "customer", "item", "invoice", "payment", "user", "role", "token", "price", "stock", "company", "athlete",
    "race", "runner", "event", "ticket", "session", "audit", "log", "entry",
)  # fmt: skip
LEAST, FEW, MANY = 30, 180, 330
MOST = 2.6
"""How many times the steps that twice as much on top may take: there is sorting in it."""


def name(number: int) -> str:
    return "_".join((WORDS[number % 20], WORDS[number // 20 % 20], WORDS[number // 400 % 20]))


def renamed(number: int) -> str:
    return f"x_{name(number)}"


Spelt = Callable[[int], str]


def _each(count: int, line: Callable[[int], str]) -> str:
    return "".join(f"{line(number)}\n" for number in range(count))


def _columns(count: int, of: Spelt = name, kind: str = "text") -> str:
    return "  t:\n    columns:\n" + _each(count, lambda n: f"      {of(n)}: {kind}")


def _tables(count: int, of: Spelt) -> str:
    return _each(count, lambda n: f"  {of(n)}:\n    columns: {{id: integer}}\n    primary_key: [id]")


def _uniques(count: int, of: Spelt) -> str:
    step = 1 if of is name else 2
    return (
        _columns(count) + "    unique:\n" + _each(count, lambda n: f"      - [{name(n)}, {name((n + step) % count)}]")
    )


def _foreign_keys(count: int, of: Spelt) -> str:
    columns = _columns(count, kind="integer")
    first = 0 if of is name else count // 2
    keys = _each(count // 2, lambda n: f"      - {{columns: [{name(first + n)}], references: u(id)}}")
    return f"{columns}    foreign_keys:\n{keys}  u: {{columns: {{id: integer}}, primary_key: [id]}}\n"


def _checks(count: int, of: Spelt) -> str:
    other = 0 if of is name else count
    return "  t:\n    columns: {a: integer}\n    checks:\n" + _each(count, lambda n: f"      {of(n)}: a > {n + other}")


def _held(kind: str, entry: str) -> Callable[[int, Spelt], str]:
    return lambda count, of: (
        f"  t: {{columns: {{id: integer}}}}\n{kind}:\n" + _each(count, lambda n: f"  {entry.format(of(n))}")
    )


def _typed(count: int, of: Spelt) -> str:
    """Every column has a type of its own, so that each is looked at for another one's new name."""
    return "  t:\n    columns:\n" + _each(count, lambda n: f"      {of(n)}: varchar({n + 1})")


def _between(count: int, of: Spelt) -> str:
    """Every second column has another name, between two that kept theirs."""
    return "  t:\n    columns:\n" + _each(count, lambda n: f"      {name(n)}: text\n      c_{of(n)}: varchar({n + 1})")


def _one_in_each_table(count: int, of: Spelt) -> str:
    return _each(count, lambda n: f"  {name(n)}: {{columns: {{id: integer, {of(0)}: text, z: text}}}}")


def _of_enums(count: int, of: Spelt) -> str:
    columns = "  t:\n    columns:\n" + _each(count, lambda n: f"      {name(n)}: {of(n)}")
    return columns + "enums:\n" + _each(count, lambda n: f"  {of(n)}: [a, b{n}]")


def _without_enums(count: int, of: Spelt) -> str:
    return _of_enums(count, of) if of is name else "  t: {columns: {}}\nenums: {}\n"


def _changed_types(count: int, of: Spelt) -> str:
    kind = "varchar" if of is name else "char"
    return "".join(
        f"  t{half}:\n    columns:\n" + _each(count, lambda n: f"      {name(n)}: {kind}({n + 1})") for half in "ab"
    )


def _keys_with_what_points(count: int, of: Spelt) -> str:
    columns, others = _columns(count), _columns(count).replace("  t:", "  u:", 1)
    if of is renamed:
        return columns + others
    keys = _each(count, lambda n: f"      - [{name(n)}]")
    pointing = _each(count, lambda n: f"      - {{columns: [{name(n)}], references: t({name(n)})}}")
    return f"{columns}    unique:\n{keys}{others}    foreign_keys:\n{pointing}"


def _made_plain(count: int, of: Spelt) -> str:
    what = "unique" if of is name else "indexes"
    return f"{_columns(count)}    {what}:\n" + _each(
        count, lambda n: f"      - {{columns: [{name(n)}], name: {of(n)}}}"
    )


def _cascading(count: int, of: Spelt) -> str:
    action = "cascade" if of is name else "restrict"
    keys = _each(
        count,
        lambda n: f"      - {{columns: [{name(n)}], references: u(id), on_delete: {action}, name: {name(n)}_fk}}",
    )
    return f"{_columns(count, kind='integer')}    foreign_keys:\n{keys}  u: {{columns: {{id: integer}}}}\n"


def _roles(count: int, of: Spelt) -> str:
    return _each(
        count,
        lambda n: (
            f"  {name(n)}: {{columns: {{id: integer}}, owner: {of(n // 2)}, "
            f"grants: {{a_{of(n // 2)}: [select, insert], b_{of(n // 2)}: [select]}}}}"
        ),
    )


def _rights(count: int, of: Spelt) -> str:
    right = "select" if of is name else "select, insert"
    return _each(
        count,
        lambda n: f"  {name(n)}: {{columns: {{id: integer}}, grants: {{a: [{right}], b_{name(n // 3)}: [{right}]}}}}",
    )


def _partitions(count: int, of: Spelt) -> str:
    step = 10 if of is name else 15
    parts = _each(
        count, lambda n: f'      {of(n) if n % 2 else name(n)}: "FOR VALUES FROM ({n * 10}) TO ({n * 10 + step})"'
    )
    return f"  t:\n    columns: {{id: integer}}\n    partition_by: range (id)\n    partitions:\n{parts}"


def _triggers(count: int, of: Spelt) -> str:
    if of is renamed:
        return "  t: {columns: {id: integer}, triggers: {}}\nfunctions: {}\n"
    triggers = _each(count, lambda n: f"      {name(n)}: {{function: {name(n)}, fires: before insert}}")
    functions = _each(count, lambda n: f"  {name(n)}(): {{returns: trigger, language: plpgsql, body: begin end}}")
    return f"  t:\n    columns: {{id: integer}}\n    triggers:\n{triggers}functions:\n{functions}"


def _elsewhere(count: int, of: Spelt) -> str:
    schema = "public" if of is name else "other"
    return _each(count, lambda n: f"  {schema}.{name(n)}: {{columns: {{id: integer, {name(n)}: text}}}}")


SHAPES: dict[str, Callable[[int, Spelt], str]] = {
    "tables": _tables,
    "columns": _columns,
    "uniques": _uniques,
    "foreign keys": _foreign_keys,
    "checks": _checks,
    "columns of many types": _typed,
    "columns between others": _between,
    "one column of each table": _one_in_each_table,
    "types of columns": _changed_types,
    "enums of columns": _of_enums,
    "enums that are gone": _without_enums,
    "keys with what points at them": _keys_with_what_points,
    "uniques made plain": _made_plain,
    "actions": _cascading,
    "roles": _roles,
    "rights": _rights,
    "partitions": _partitions,
    "functions of triggers": _triggers,
    "another schema": _elsewhere,
    "enums": _held("enums", "{}: [a, b]"),
    "functions": _held("functions", "{}(): {{returns: integer, language: sql, body: select 1}}"),
    "sequences": _held("sequences", "{}: {{}}"),
    "labels": lambda count, of: (
        f"  t: {{columns: {{id: integer}}}}\nenums:\n  e: [{', '.join(of(n) for n in range(count))}]\n"
    ),
}


def steps(folder: Path, expected: str, live: str, *options: str) -> int:
    """Count the calls that a comparison of two files takes."""
    files = [folder / "expected.yaml", folder / "live.yaml"]
    for file, text in zip(files, (expected, live), strict=True):
        file.write_text(f"version: 1\ntables:\n{text}", encoding="utf-8")
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        done = schemacheck("diff", *map(str, files), *options)
    finally:
        sys.setprofile(None)
    assert done.code == 1, done.all
    return counted


@pytest.mark.parametrize(("shape", "format_name"), [*((shape, "text") for shape in SHAPES), ("columns", "json")])
def test_twice_as_many_renamed_take_twice_as_many_steps(shape: str, format_name: str, tmp_path: Path) -> None:
    def taken(count: int) -> int:
        write = SHAPES[shape]
        return steps(tmp_path, write(count, name), write(count, renamed), "--format", format_name)

    taken(LEAST)  # what is imported once is not counted
    least, few, many = taken(LEAST), taken(FEW), taken(MANY)
    assert many - least <= MOST * (few - least), f"{least}, {few} and then {many} steps"


PIECES = ("x", "1,", "a b ", "((", "@:/", "\\n", "::", "''", '\\"', "-- ", "$$", "aA1+/", "é")
LONG = 32 * 1024


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_a_text_twice_as_long_takes_twice_the_time(piece: str, tmp_path: Path) -> None:
    """A default, a comment and a check that differ, in every format that lays texts out."""

    def seconds(size: int) -> float:
        long = piece * (size // len(piece))
        files = []
        for end in ("", "y"):
            file = tmp_path / f"long{end}.yaml"
            file.write_text(
                "version: 1\ntables:\n  t:\n    columns:\n"
                f"      a: {{type: text, default: \"'{long}{end}'\"}}\n"
                f'    comment: "{long}{end}"\n    checks: {{c: "a <> \'{long}{end}\'"}}\n',
                encoding="utf-8",
            )
            files.append(str(file))
        outputs = [f"--output={each}={tmp_path / each}" for each in ("json", "html", "sarif", "markdown", "junit")]
        began = time.process_time()
        done = schemacheck("diff", *files, *outputs)
        assert done.code == 1, done.all
        return time.process_time() - began

    seconds(1024)
    few, many = min(seconds(LONG) for _ in range(2)), seconds(2 * LONG)
    assert many < 3.2 * few + 0.3
