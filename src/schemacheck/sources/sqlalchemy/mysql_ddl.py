"""Facts that a role with nothing but SELECT can read only from SHOW CREATE TABLE: foreign keys, checks, periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from schemacheck.sql.mysql_text import Scanned, scan

_NOT_ENFORCED: Final = re.compile(r"\s*(?:/\*!\d+\s*)?NOT ENFORCED")
"""MySQL's, in a comment that only versions which know the words read."""
_ACTION_WORDS: Final = {"no": 2, "set": 2}


@dataclass(slots=True, eq=False, repr=False)
class WrittenKey:
    """A foreign key as it is written; `schema` is None for a table of the same database."""

    name: str
    columns: tuple[str, ...]
    schema: str | None
    table: str
    target_columns: tuple[str, ...]
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"


@dataclass(slots=True, eq=False, repr=False)
class Definition:
    """One table's definition, as far as the information schema does not tell it to everybody."""

    foreign_keys: list[WrittenKey] = field(default_factory=list)
    checks: list[tuple[str, str, bool]] = field(default_factory=list)
    """Names, expressions, and whether they are enforced."""
    periods: bool = False
    unread: list[str] = field(default_factory=list)
    """Constraints that do not read: MariaDB prints a name with a backtick in it as no reader can tell."""


def read_definition(sql: str) -> Definition:
    """Read what SHOW CREATE TABLE prints."""
    found = Definition()
    for part in _definition_parts(sql):
        first = part[0].text.lower() if part[0].kind == "word" else ""
        if first == "period":
            found.periods = True
        elif first == "constraint":
            try:
                _constraint(sql, part, found)
            except (ValueError, IndexError):
                found.unread.append(sql[part[0].start : part[-1].end])
    return found


def _constraint(sql: str, part: list[Scanned], found: Definition) -> None:
    kind = part[2].text.lower()
    if kind == "foreign":
        found.foreign_keys.append(_foreign_key(part))
    elif kind == "check":
        closed = _closing(part, 3)
        text = sql[part[3].end : part[closed].start].strip()
        found.checks.append((part[1].value, text, _NOT_ENFORCED.match(sql, part[closed].end) is None))
    else:
        raise ValueError(kind)


def _definition_parts(sql: str) -> Iterator[list[Scanned]]:
    """Split what stands between the outer parentheses at its commas."""
    part: list[Scanned] = []
    depth = 0
    for token in scan(sql):
        depth += token.text == "("
        depth -= token.text == ")"
        if depth == 0 and token.text == ")":
            break
        if depth == 1 and token.text == ",":
            yield part
            part = []
        elif depth > 1 or (depth == 1 and (part or token.text != "(")):
            part.append(token)
    if part:
        yield part


def _closing(part: list[Scanned], opened: int) -> int:
    depth = 0
    for place in range(opened, len(part)):
        depth += part[place].text == "("
        depth -= part[place].text == ")"
        if depth == 0:
            return place
    raise ValueError(opened)


def _foreign_key(part: list[Scanned]) -> WrittenKey:
    """Read `CONSTRAINT name FOREIGN KEY (columns) REFERENCES table (columns)` and the actions behind it."""
    words = [token.text.lower() if token.kind == "word" else token.text for token in part]
    first = words.index("(")
    target = words.index("references") + 1
    second = words.index("(", target)
    names = [token.value for token in part[target:second] if token.kind == "name"]
    key = WrittenKey(
        part[1].value,
        _names_in_parentheses(part, first),
        names[0] if len(names) > 1 else None,
        names[-1],
        _names_in_parentheses(part, second),
    )
    behind = words[_closing(part, second) + 1 :]
    for place in range(len(behind) - 2):
        if behind[place] == "on":
            length = _ACTION_WORDS.get(behind[place + 2], 1)
            action = " ".join(behind[place + 2 : place + 2 + length]).upper()
            if behind[place + 1] == "delete":
                key.on_delete = action
            else:
                key.on_update = action
    return key


def _names_in_parentheses(part: list[Scanned], opened: int) -> tuple[str, ...]:
    return tuple(token.value for token in part[opened : _closing(part, opened)] if token.kind == "name")
