"""A schema as it would be had an act not been done, and what the comparison says of it then.

That is how an act proves that it explains findings: with it undone they are gone, and no other one has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.causes.scene import Scene
from schemacheck.compare import compare
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import OPTIONAL_KINDS
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Policy
from schemacheck.sql.qualified import identifier
from schemacheck.sql.scanner import fold, scan
from schemacheck.sql.types import TypeName

_NAMES: Final = frozenset({"name", "owner", "comment", "grantee", "server", "method", "kind"})
"""Attributes whose texts are neither SQL nor columns."""
_SILENT: Final[dict[str, Any]] = dict.fromkeys(OPTIONAL_KINDS, UNSTATED)

_Change = Callable[[Sequence[str]], list[str]]
"""What the words, names and signs of a text become."""


def renamed(table: Table, old: QName, new: QName) -> Table:
    """Return a table in which a relation bears another name wherever it is named, in texts too."""

    def words(names: Sequence[str]) -> list[str]:
        found = [new.name if name == old.name else name for name in names]
        for place in range(len(names) - 2):
            if tuple(names[place : place + 3]) == (old.schema, ".", old.name):
                found[place] = new.schema
        return found

    def change(value: Any, attribute: str) -> Any:
        if isinstance(value, QName):
            return new if value == old else value
        return _in_text(value, words) if isinstance(value, str) and attribute not in _NAMES else None

    found: Table = _walked(table, change)
    return replace(found, name=new) if table.name == old else found


def with_column_renamed(table: Table, of: QName, old: str, new: str) -> Table:
    """Return a table in which a column, its own or another table's, bears another name wherever it is named."""
    own = table.name == of

    def word(text: str) -> str:
        return new if text == old else text

    def words(names: Sequence[str]) -> list[str]:
        return list(map(word, names))

    def change(value: Any, attribute: str) -> Any:
        if isinstance(value, Column):
            return _walked(replace(value, name=word(value.name)), change) if own else value
        if isinstance(value, ForeignKey):
            aims = tuple(map(word, value.target_columns)) if value.target == of else value.target_columns
            mine = tuple(map(word, value.columns)) if own else value.columns
            return replace(value, columns=mine, target_columns=aims)
        if isinstance(value, TypeName | QName):
            return value
        if isinstance(value, str) and attribute not in _NAMES:
            return word(value) if value == old and own else _in_text(value, words)
        return None

    changed: Table = _walked(table, change)
    return changed


def _walked(value: Any, change: Callable[[Any, str], Any], attribute: str = "") -> Any:
    """Change what is in a value; `change` says of a part what it becomes, or None to look into it."""
    if type(value) is tuple:
        parts = tuple(_changed(part, change, attribute) for part in value)
        return parts if any(new is not part for new, part in zip(parts, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        changes = {}
        for each in fields(value):
            part = getattr(value, each.name)
            new = _changed(part, change, each.name) if each.init and each.name not in ("at", "marks") else part
            if new is not part:
                changes[each.name] = new
        return replace(value, **changes) if changes else value
    return value


def _changed(part: Any, change: Callable[[Any, str], Any], attribute: str) -> Any:
    new = change(part, attribute)
    return _walked(part, change, attribute) if new is None else new


def _in_text(text: str, change: _Change) -> str:
    """Write an SQL text with some of its names changed, but for those it gives itself with AS.

    `a AS b` whose two names have become one is written as `b`, which is how the server prints it.
    """
    pieces = [(kind, text[start:end]) for kind, start, end in scan(text)]
    before = [_name(kind, piece) for kind, piece in pieces]
    after = change(before)
    written = [
        piece if new == old or _follows_as(before, place) else identifier(new)
        for place, ((_, piece), old, new) in enumerate(zip(pieces, before, after, strict=True))
    ]
    if all(new == piece for new, (_, piece) in zip(written, pieces, strict=True)):
        return text
    kept: list[str] = []
    place = 0
    while place < len(written):
        kept.append(written[place])
        is_its_own = (
            before[place + 1 : place + 2] == ["as"] and written[place + 2 : place + 3] == written[place : place + 1]
        )
        place += 3 if is_its_own else 1
    return " ".join(kept)


def _name(kind: str, piece: str) -> str:
    """Read a word or a name as the server does; a sign is itself."""
    if kind == "word":
        return fold(piece)
    return piece[1:-1].replace('""', '"') if kind == "name" else piece


def _follows_as(names: Sequence[str], place: int) -> bool:
    return place > 0 and names[place - 1] == "as"


def explained(
    scene: Scene, tables: Iterable[QName], undone: Callable[[Sequence[Table]], Sequence[Table]]
) -> tuple[list[Finding], list[Finding]]:
    """Compare some tables as they are and as they would be had an act not been done.

    Args:
        scene: both sides.
        tables: the names of those concerned, as either side has them.
        undone: makes the live tables what they would be.

    Returns:
        The findings that are gone then, and those that have come.
    """
    names = set(tables)
    wanted, there = (
        tuple(side[name] for name in sorted(names) if name in side) for side in (scene.tables, scene.live_tables)
    )
    expected = replace(scene.expected, tables=wanted, **_SILENT)
    before, after = (
        compare(expected, replace(scene.live, tables=tuple(side), **_SILENT), Policy()).findings
        for side in (there, undone(there))
    )
    left, new = (Counter(map(_key, each)) for each in (after, before))
    gone = new - left
    came = left - new
    of_report = [finding for name in sorted(names) for finding in scene.on(name) if gone[_key(finding)] > 0]
    return of_report, [finding for finding in after if came[_key(finding)] > 0 and not finding.gap]


def _key(finding: Finding) -> tuple[str, str, str]:
    # An object that is expected has no live name once it is there.
    return finding.rule.name, finding.subject.path, "" if finding.change == "missing" else finding.live_name or ""
