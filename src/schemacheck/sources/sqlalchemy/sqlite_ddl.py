"""What only the text of a SQLite table's definition says: names of constraints, checks, collations, expressions.

SQLite keeps the CREATE TABLE as it was typed, and its pragmas leave these out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from schemacheck.model.keys import Deferral

_TOKEN: Final = re.compile(
    r"\s+|--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w$]+|.", re.DOTALL
)
_OF_TABLES: Final = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


WrittenKey = tuple[str | None, tuple[str, ...], Deferral]
"""The name of a foreign key, its columns, and when it is checked."""


class Token(NamedTuple):
    """A word, a name, a text or a mark, and how many parentheses it stands in."""

    text: str
    start: int
    end: int
    depth: int

    @property
    def word(self) -> str:
        """The keyword it may be; empty for quoted tokens."""
        return self.text.upper() if self.text[0].isalpha() else ""


@dataclass(slots=True, eq=False, repr=False)
class Definition:
    """One table's definition, as far as the pragmas do not tell it."""

    primary_key: str | None = None
    uniques: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)
    """Names and columns."""
    foreign_keys: list[WrittenKey] = field(default_factory=list)
    """In the order written."""
    checks: list[tuple[str | None, str]] = field(default_factory=list)
    collations: dict[str, str] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    """Of generated columns."""
    beyond: frozenset[str] = frozenset()
    """What the model has no place for, as plural phrases."""


def unquoted(name: str) -> str:
    """Return the name that a word in any of SQLite's quotes stands for."""
    if name[:1] == "[":
        return name[1:-1]
    if name[:1] in ("'", '"', "`"):
        return name[1:-1].replace(name[0] * 2, name[0])
    return name


def collation_of(name: str | None) -> str | None:
    """Return a collation as it is compared: BINARY is what a column has that names none."""
    return None if name is None or name.upper() == "BINARY" else name.lower()


def read_definition(sql: str) -> Definition:
    """Read a CREATE TABLE statement; what it does not hold, such as the columns of a virtual table, stays empty."""
    found = Definition(beyond=_beyond(list(scan(sql))))
    for tokens in _definition_parts(sql):
        if tokens[0].word in _OF_TABLES:
            _constraints(sql, tokens, (), found)
        else:
            _constraints(sql, tokens[1:], (unquoted(tokens[0].text),), found)
    return found


def _beyond(found: list[Token]) -> frozenset[str]:
    """List what a definition contains that is not compared."""
    named = set()
    for place, token in enumerate(found):
        following = [each.word for each in found[place + 1 : place + 2]]
        if token.depth == 0 and token.word == "STRICT" and found[place - 1].text in (")", ","):
            named.add("STRICT of tables")
        elif token.depth == 0 and token.word == "WITHOUT" and following == ["ROWID"]:
            named.add("WITHOUT ROWID of tables")
        elif token.depth == 1 and token.word == "AUTOINCREMENT":
            named.add("AUTOINCREMENT of columns")
        elif token.depth == 1 and token.word == "ON" and following == ["CONFLICT"]:
            named.add("ON CONFLICT of constraints")
        elif token.depth == 1 and token.word == "PRIMARY" and _has_order(found[place:]):
            named.add("orders and collations of primary keys")
    return frozenset(named)


def _has_order(found: list[Token]) -> bool:
    """Whether the key of PRIMARY KEY, in parentheses or behind a column, is descending or has a collation."""
    if len(found) > 2 and found[2].text == "(":
        inside = itertools.takewhile(lambda token: token.depth > 1, found[3:])
        return any(token.word in ("DESC", "COLLATE") for token in inside)
    return len(found) > 2 and found[2].word == "DESC"


def key_parts(sql: str) -> tuple[list[str], str | None]:
    """Read the keys of a CREATE INDEX statement, each as written, and its predicate."""
    tokens = list(scan(sql))
    opened = next(place for place, token in enumerate(tokens) if token.text == "(")
    closed = next(
        place for place in range(opened, len(tokens)) if tokens[place].text == ")" and not tokens[place].depth
    )
    keys, begin = [], tokens[opened].end
    for token in tokens[opened + 1 : closed + 1]:
        if (token.text == "," and token.depth == 1) or token is tokens[closed]:
            keys.append(sql[begin : token.start].strip())
            begin = token.end
    rest = tokens[closed + 1 :]
    where = sql[rest[0].end :].strip() if rest and rest[0].word == "WHERE" else None
    return keys, where


def scan(sql: str) -> Iterator[Token]:
    """Split a text into tokens, without white space and comments."""
    depth = 0
    for match in _TOKEN.finditer(sql):
        text = match[0]
        if text.isspace() or text.startswith(("--", "/*")):
            continue
        depth -= text == ")"
        yield Token(text, match.start(), match.end(), depth)
        depth += text == "("


def _definition_parts(sql: str) -> Iterator[list[Token]]:
    """Split what stands between the outer parentheses at its commas."""
    part: list[Token] = []
    inside = False
    for token in scan(sql):
        if token.depth == 0:
            if inside and token.text == ")":
                break
            inside = inside or token.text == "("
        elif token.depth == 1 and token.text == ",":
            if part:
                yield part
            part = []
        elif inside:
            part.append(token)
    if part:
        yield part


def _constraints(sql: str, tokens: list[Token], column: tuple[str, ...], found: Definition) -> None:
    """Read the constraints of a column, or those of the table where `column` is empty."""
    name: str | None = None
    base = 1
    for place, token in enumerate(tokens):
        if token.depth != base:
            continue
        word = token.word
        if word == "CONSTRAINT":
            name = unquoted(tokens[place + 1].text)
        elif word == "PRIMARY":
            found.primary_key, name = name, None
        elif word == "UNIQUE":
            found.uniques.append((name, column or _names_in_parentheses(tokens, place)))
            name = None
        elif word == "CHECK":
            found.checks.append((name, _in_parentheses(sql, tokens, place)))
            name = None
        elif word == "COLLATE" and column:
            found.collations[column[0]] = unquoted(tokens[place + 1].text)
        elif word == "AS" and column:
            found.expressions[column[0]] = _in_parentheses(sql, tokens, place)
            name = None
        elif word == "REFERENCES":
            own = column or _names_in_parentheses(tokens, 0)
            found.foreign_keys.append(
                (name, own, _deferral([each.word for each in tokens[place:] if each.depth == base]))
            )
            name = None


def _names_in_parentheses(tokens: list[Token], place: int) -> tuple[str, ...]:
    """Return the names in the first parentheses behind a place."""
    names: list[str] = []
    fresh = False
    for token in tokens[place:]:
        if token.depth == 1:
            if token.text == "(":
                fresh = True
            elif token.text == ")":
                break
        elif token.depth == 2:
            if fresh:
                names.append(unquoted(token.text))
            fresh = token.text == ","
    return tuple(names)


def _in_parentheses(sql: str, tokens: list[Token], place: int) -> str:
    """Return what stands in the parentheses behind a place."""
    opened = tokens[place + 1]
    closed = next(each for each in tokens[place + 2 :] if each.text == ")" and each.depth == opened.depth)
    return sql[opened.end : closed.start].strip()


def _deferral(words: list[str]) -> Deferral:
    if "DEFERRABLE" not in words or "NOT" in words[: words.index("DEFERRABLE")][-1:]:
        return "no"
    rest = words[words.index("DEFERRABLE") :]
    return "initially deferred" if rest[1:3] == ["INITIALLY", "DEFERRED"] else "deferrable"
