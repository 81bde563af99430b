"""Expected schemas in random styles: an edit changes what it is about, and every other byte stays.

A file is made of entries, each with a comment of its own and a mark in it. The live side is the same document with some
entries dropped, changed and added. After accepting all of that the two agree, and every line whose entry did not change
is still there, in its order.
"""

from __future__ import annotations

import random
from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemacheck.app.accept import NotAloneError, accept, compare_for_editing
from schemacheck.report.finding import Finding
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sources.spec.write.emitter import yaml

TODAY = date(2026, 11, 22)
TYPES = ("text", "integer", "bigint", "boolean", "varchar(20)", "numeric(10,2)", "timestamp(3)", "text[]", "uuid")

Document = dict[str, Any]


def _document(pick: random.Random) -> Document:
    """Make a document: tables with columns, keys, uniques, checks and indexes."""
    tables: Document = {}
    for number in range(pick.randint(2, 4)):
        columns: Document = {"id": "text"}
        for other in range(pick.randint(1, 5)):
            columns[f"c{other}"] = _column(pick)
        table: Document = {"columns": columns, "primary_key": ["id"]}
        if pick.random() < 0.7:
            table["unique"] = [["c0"], ["id", "c0"]][: pick.randint(1, 2)]
        if number and pick.random() < 0.7:
            table["foreign_keys"] = [{"columns": ["c0"], "references": "t0(id)", "on_delete": "cascade"}]
        if pick.random() < 0.6:
            table["checks"] = {f"k{at}": f"length(id) > {at}" for at in range(pick.randint(1, 3))}
        if pick.random() < 0.6:
            table["indexes"] = [{"columns": ["c0"], "name": f"i{at}_{number}"} for at in range(pick.randint(1, 3))]
        tables[f"t{number}"] = table
    return {"version": 1, "schema": "public", "tables": tables, "enums": {"mood": ["sad", "ok"], "size": ["s", "m"]}}


def _column(pick: random.Random) -> Any:
    type_ = pick.choice(TYPES) + pick.choice(("", "?"))
    if pick.random() < 0.4:
        return {"type": type_, "default": pick.choice(("null::text", "1", "'a'"))}
    return type_


def _drifted(document: Document, pick: random.Random) -> Document:
    """Change some of it."""
    live = deepcopy(document)
    for name, table in live["tables"].items():
        columns = table["columns"]
        for column in list(columns)[2:]:
            what = pick.random()
            if what < 0.15:
                del columns[column]
            elif what < 0.3:
                columns[column] = _column(pick)
        if pick.random() < 0.4:
            table["columns"] = {}
            at = pick.randrange(len(columns) + 1)
            for place, (column, value) in enumerate([*columns.items(), ("", "")]):
                if place == at:
                    table["columns"]["new"] = _column(pick)
                if column:
                    table["columns"][column] = value
        for key in ("unique", "checks", "indexes", "foreign_keys"):
            held = table.get(key)
            if held and pick.random() < 0.3:
                gone = pick.choice(list(held))
                table[key] = [each for each in held if each != gone] if isinstance(held, list) else {
                    each: value for each, value in held.items() if each != gone
                }  # fmt: skip
        if "checks" in table and pick.random() < 0.4:
            table["checks"][f"n_{name}"] = "c0 <> id"
        if "foreign_keys" in table and table["foreign_keys"] and pick.random() < 0.3:
            table["foreign_keys"][0]["on_delete"] = "restrict"
        if pick.random() < 0.2:
            table["primary_key"] = ["id", "c0"]
    if pick.random() < 0.3:
        live["tables"]["t9"] = {"columns": {"id": "text", "n": "integer?"}, "primary_key": ["id"]}
    if pick.random() < 0.3 and len(live["tables"]) > 2:
        del live["tables"][max(each for each in live["tables"] if each != "t9")]
    if pick.random() < 0.4:
        live["enums"]["mood"] = ["sad", "new", "ok"]
    return live


class _Styled:
    """Writes a document in a style of its own, each entry with a comment that is marked as its own."""

    def __init__(self, pick: random.Random) -> None:
        self.pick = pick
        self.step = pick.choice((1, 2, 3, 4))
        self.dash = pick.choice((0, 2)) if self.step > 1 else 0
        self.tabs = pick.random() < 0.3
        self.lines: list[str] = []
        self.marks = 0

    def write(self, document: Document) -> str:
        self._mapping(document, 0, 0)
        newline = self.pick.choice(("\n", "\n", "\r\n"))
        text = newline.join(self.lines)
        mark = self.pick.choice(("", "", "\ufeff"))
        return mark + text + self.pick.choice(("", newline, newline * 3))

    def _comment(self, indent: int) -> None:
        if self.pick.random() < 0.3:
            self.marks += 1
            self.lines.append(" " * indent + f"#{self.pick.choice((' ', ''))}own {self.marks}: {{a, [b]}} 'x")

    def _tail(self) -> str:
        if self.pick.random() > 0.3:
            return ""
        self.marks += 1
        gap = self.pick.choice(("  ", "\t" if self.tabs else " "))
        return f"{gap}# tail {self.marks}, it's"

    def _scalar(self, value: Any, *, inside: bool) -> str:
        text = str(value)
        if (inside and any(each in text for each in ",[]{}:?")) or text.startswith(("'", "[", "{")) or ": " in text:
            return self.pick.choice(("'" + text.replace("'", "''") + "'", f'"{text}"'))
        style = self.pick.random()
        if style < 0.1 and text != "1":
            return f'"{text}"'
        return "'" + text.replace("'", "''") + "'" if 0.1 <= style < 0.2 and text != "1" else text

    def _flow(self, value: Any) -> str:
        gap = self.pick.choice(("", " "))
        if isinstance(value, dict):
            inner = f",{self.pick.choice((' ', '  '))}".join(
                f"{key}: {self._flow(each)}" for key, each in value.items()
            )
            return f"{{{gap}{inner}{gap}}}"
        if isinstance(value, list):
            return f"[{gap}{', '.join(map(self._flow, value))}{gap}]"
        return self._scalar(value, inside=True)

    def _mapping(self, value: Document, indent: int, depth: int) -> None:
        for place, (key, inner) in enumerate(value.items()):
            if place and self.pick.random() < (0.3 if depth > 1 else 0.7):
                self.lines += [""] * self.pick.randint(1, 2)
            if depth:
                self._comment(indent)
            self._entry(" " * indent + self._key(key, depth) + ":", inner, indent, depth)

    def _key(self, key: str, depth: int) -> str:
        return f'"{key}"' if depth and self.pick.random() < 0.1 else key

    def _entry(self, lead: str, inner: Any, indent: int, depth: int) -> None:
        if isinstance(inner, dict) and inner and (depth < 3 or self.pick.random() < 0.3):
            self.lines.append(lead + self._tail())
            self._mapping(inner, indent + self.step, depth + 1)
        elif isinstance(inner, list) and inner and depth > 1 and self.pick.random() < 0.6:
            self.lines.append(lead + self._tail())
            at = indent + self.dash
            for item in inner:
                self._comment(at)
                if isinstance(item, dict) and self.pick.random() < 0.5:
                    keys = iter(item.items())
                    for place, (key, each) in enumerate(keys):
                        start = " " * at + ("-" + " " * 3 if not place else " " * 4)
                        self.lines.append(f"{start}{key}: {self._flow(each)}{self._tail()}")
                else:
                    self.lines.append(f"{' ' * at}- {self._flow(item)}{self._tail()}")
        else:
            self.lines.append(f"{lead} {self._flow(inner)}{self._tail()}")


def _files(folder: Path, seed: int) -> tuple[Path, Path, str]:
    pick = random.Random(seed)
    document = _document(pick)
    text = _Styled(pick).write(document)
    spec, live = folder / "spec.yaml", folder / "live.yaml"
    spec.write_bytes(text.encode())
    live.write_text(yaml(_drifted(document, pick)), encoding="utf-8")
    return spec, live, text


def _key(finding: Finding) -> tuple[str, str, str | None]:
    return finding.rule.name, finding.subject.path, finding.live_name


def _found(spec: Path, live: Path) -> tuple[Any, list[Finding]]:
    compared = compare_for_editing(str(spec), ConnectionOptions(), against=str(live), today=TODAY)
    return compared, list(compared.report.findings)


@pytest.mark.parametrize("seed", range(60))
def test_any_style_survives(seed: int, tmp_path: Path) -> None:
    spec, live, text = _files(tmp_path, seed)
    compared, found = _found(spec, live)
    done = accept(compared, found, protected=True)
    if not found:
        assert done.text == text
        return
    spec.write_bytes(done.text.encode())
    again, left = _found(spec, live)
    assert [_key(each) for each in left] == []
    assert accept(again, left).text == done.text
    assert ("\r\n" in done.text) == ("\r\n" in text)
    assert "\n" not in done.text.replace("\r\n", "") or "\r\n" not in text
    touched = {each.at.line for each in found if each.at}
    _assert_others_stay(text, done.text, touched, found)


def _assert_others_stay(before: str, after: str, touched: set[int], found: list[Finding]) -> None:
    """Whatever line is of no table with a finding stands as it did, and in its order."""
    names = {each.subject.name for each in found}
    kept: list[str] = []
    section = ""
    for number, line in enumerate(before.removeprefix("\ufeff").splitlines(), 1):
        word = line.strip().partition(":")[0].strip("\"'")
        if line and not line.startswith((" ", "#")):
            section = ""
        if word in ("t0", "t1", "t2", "t3", "mood", "size") and not line.strip().startswith("#"):
            section = word
        if line.strip() and not line.lstrip().startswith("#") and section not in names and number not in touched:
            kept.append(line)
    lines = iter(after.removeprefix("\ufeff").splitlines())
    assert [line for line in kept if line not in lines] == []


@pytest.mark.parametrize("seed", range(100, 130))
def test_one_finding_is_gone_and_the_others_stay(seed: int, tmp_path: Path) -> None:
    spec, live, text = _files(tmp_path, seed)
    compared, found = _found(spec, live)
    for chosen in found:
        spec.write_bytes(text.encode())
        try:
            done = accept(compared, [chosen], protected=True)
        except NotAloneError:
            continue
        spec.write_bytes(done.text.encode())
        accepted = {id(each) for each in done.findings}
        wanted = Counter(_key(each) for each in found if id(each) not in accepted)
        assert Counter(map(_key, _found(spec, live)[1])) == wanted
