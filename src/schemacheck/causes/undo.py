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
from schemacheck.model.schema import OPTIONAL_KINDS, Schema
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

_Word = Callable[[str], str]


def renamed(table: Table, old: QName, new: QName) -> Table:
    """Return a table in which a relation bears another name wherever it is named, in texts too."""

    def word(text: str) -> str:
        return new.name if text == old.name else text

    def change(value: Any, attribute: str) -> Any:
        if isinstance(value, QName):
            return new if value == old else value
        return _in_text(value, word) if isinstance(value, str) and attribute not in _NAMES else None

    found: Table = _walked(table, change)
    return replace(found, name=new) if table.name == old else found


def with_column_renamed(table: Table, of: QName, old: str, new: str) -> Table:
    """Return a table in which a column, its own or another table's, bears another name wherever it is named."""
    own = table.name == of

    def word(text: str) -> str:
        return new if text == old else text

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
            return word(value) if value == old and own else _in_text(value, word)
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


def _in_text(text: str, word: _Word) -> str:
    """Write an SQL text with some of its names changed; `a AS b` whose names have become one is written as `b`."""
    pieces = [(kind, text[start:end]) for kind, start, end in scan(text)]
    written: list[tuple[str, bool]] = []
    for kind, piece in pieces:
        name = fold(piece) if kind == "word" else piece[1:-1].replace('""', '"') if kind == "name" else None
        new = name if name is None else word(name)
        written.append((piece, False) if name is None or new == name else (identifier(str(new)), True))
    if not any(touched for _, touched in written):
        return text
    kept: list[str] = []
    place = 0
    while place < len(written):
        piece, touched = written[place]
        kept.append(piece)
        following = [each for each, _ in written[place + 1 : place + 3]]
        place += 3 if touched and len(following) == 2 and following[0].lower() == "as" and following[1] == piece else 1
    return " ".join(kept)


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
    expected = replace(scene.expected, tables=_named(scene.expected, names), **_SILENT)
    there = _named(scene.live, names)
    before, after = (
        compare(expected, replace(scene.live, tables=tuple(side), **_SILENT), Policy()).findings
        for side in (there, undone(there))
    )
    left, new = (Counter(map(_key, each)) for each in (after, before))
    gone = new - left
    came = left - new
    of_report = [finding for name in sorted(names) for finding in scene.on(name) if gone[_key(finding)] > 0]
    return of_report, [finding for finding in after if came[_key(finding)] > 0 and not finding.gap]


def _named(schema: Schema, names: set[QName]) -> tuple[Table, ...]:
    return tuple(table for table in schema.tables if table.name in names)


def _key(finding: Finding) -> tuple[str, str, str]:
    # An object that is expected has no live name once it is there.
    return finding.rule.name, finding.subject.path, "" if finding.change == "missing" else finding.live_name or ""
