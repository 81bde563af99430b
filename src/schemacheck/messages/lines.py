"""The lines of a log as a server or a driver said them: without colours, escapes, and what statements and rows are."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_COLOURS: Final = re.compile(r"\x1b(?:\[[0-9;?]{0,32}[ -/]?[@-~]|\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ESCAPED: Final = re.compile(r"\\{1,8}([\"'nrt])")
_MEANT: Final = {'"': '"', "'": "'", "n": "\n", "r": "\n", "t": " "}
_ENTITY: Final = re.compile(r"&(?:quot|apos|lt|gt|amp|#\d{1,4}|#x[0-9A-Fa-f]{1,4});")
_UNICODE: Final = re.compile(r"\\{1,4}u00(22|27|60|3c|3e)")
_NAMED: Final = frozenset(
    {"schema", "table", "column", "constraint", "modelName", "target", "field_name", "code", "state_code", "sqlstate"}
    | {"sqlState", "SQLState", "schema_name", "table_name", "column_name", "constraint_name", "SqlState", "TableName"}
    | {"ConstraintName", "ColumnName", "SchemaName"}
)
"""What drivers and log collectors call the fields of an error that hold names and codes."""
_NESTED: Final = 3
"""How deep objects of JSON are looked for in the texts of others."""
_SAID: Final = re.compile(r"\b(?:ERROR|FATAL|PANIC|error|pq): {1,2}(?=\S)")
"""Where a server's words begin behind a statement that a driver or a program has put in front of them."""
_VERBS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
_CSV: Final = re.compile(r',(?:ERROR|FATAL|PANIC),([0-9A-Z]{5}),"((?:[^"]|"")*)",(?:"((?:[^"]|"")*)")?')
_STATEMENT: Final = re.compile(
    r"\b(?:STATEMENT|QUERY|CONTEXT|ANWEISUNG|ANFRAGE|INSTRUCTION|REQUÊTE|SENTENCIA|CONSULTA|ОПЕРАТОР|ЗАПРОС):\s"
    r"|\bLINE \d{1,7}: |\[(?:SQL|parameters): |\bFailing row contains |\b[Pp]arameters:? "
    r"|\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s[^\n]{0,200}?\b(?:FROM|VALUES|SET|INTO|SELECT)\b"
)
"""Where a statement, its parameters or a row begins: what follows is somebody's data."""
_DETAIL_OF_KEY: Final = re.compile(r"\bKey \(([^\n]{1,400}?)\)=\(")
_OF_KEY: Final = re.compile(r"\) is (not present in|still referenced from) table \"([^\n\"]{1,200})")


class Line(NamedTuple):
    """A line of a message, or a part of one where its line breaks are written as escapes."""

    number: int
    """That of the line it stands on, from 1."""
    text: str
    """What may hold a sentence: all that comes before a statement, a row or a key's values."""
    statement: str = ""
    """What follows: a statement is looked through for the tables that it reads and writes, and for nothing else."""
    key: tuple[str, ...] = ()
    """The columns of the key that a DETAIL tells of."""
    other_table: tuple[str, str] | None = None
    """What that DETAIL says of another table: `not present in` or `still referenced from`, and its name."""
    state: str = ""
    """Its SQLSTATE, where the line is one of the server's log in CSV."""


def lines(text: str) -> Iterator[Line]:
    """Yield every line."""
    in_statement = False
    for number, whole in enumerate(text.splitlines(), 1):
        line = _CONTROLS.sub("", _COLOURS.sub("", whole)) if not whole.isprintable() else whole
        if in_statement and whole.startswith("\t"):
            # The server begins the further lines of a statement with a tab.
            yield Line(number, "", line)
            continue
        csv = _CSV.search(line) if ',"' in line else None
        if csv is not None:
            yield Line(number, csv[2].replace('""', '"'), state=csv[1])
            if csv[3]:
                yield _parted(number, csv[3].replace('""', '"'))
            continue
        for part in _parts(line, _NESTED):
            made = _parted(number, part)
            in_statement = bool(made.statement)
            yield made


def _parts(line: str, nested: int) -> list[str]:
    """Take a line apart that has several in it, such as an object of JSON, which may be the text of another one."""
    said = _of_json(line) if '{"' in line and nested else None
    if said is None:
        return _plain(line).split("\n")
    return [part for each in said for part in _parts(each, nested - 1)]


def _of_json(line: str) -> list[str] | None:
    """Write an object of JSON down as a driver's dump would have it; None for what is none."""
    try:
        made = json.loads(line[line.index("{") : line.rindex("}") + 1])
    except (ValueError, RecursionError):
        return None
    said: list[str] = []
    waiting: list[tuple[str, Any]] = [("", made)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(reversed(value.items()))
        elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            said.append(f"{key}: [{', '.join(map(repr, value))}]")
        elif isinstance(value, list):
            waiting.extend((key, each) for each in reversed(value))
        elif isinstance(value, str):
            # A name stands in quotes in a dump, and a text as it is.
            said += [f"{key}: '{value}'"] if key in _NAMED else value.split("\n")
    return said


def _plain(line: str) -> str:
    """Undo what a log's format did to a message: JSON in JSON, HTML, the quotes of a word processor."""
    if "\\" in line:
        line = _UNICODE.sub(lambda found: chr(int(found[1], 16)), line)
        if '\\"' in line or "\\n" in line:
            line = _ESCAPED.sub(lambda found: _MEANT[found[1]], line)
    if "&" in line:
        line = _ENTITY.sub(lambda found: html.unescape(found[0]), line)
    return line.replace("\u201c", '"').replace("\u201d", '"') if "\u201c" in line or "\u201d" in line else line


def _parted(number: int, text: str) -> Line:
    """Part what a server says from what it quotes."""
    key = _DETAIL_OF_KEY.search(text)
    if key is not None:
        # A value may hold anything, these words too: the last ones are the server's own.
        of_tables = list(_OF_KEY.finditer(text, max(key.end(), len(text) - 2_000)))
        columns = tuple(each.strip('"') for each in key[1].split(", "))
        told = (of_tables[-1][1], of_tables[-1][2]) if of_tables else None
        return Line(number, text[: key.start()], key=columns, other_table=told)
    found = _STATEMENT.search(text)
    if found is None:
        return Line(number, text)
    statement, said = text[found.start() :], ""
    if found[0].startswith(_VERBS):
        behind = [each.start() for each in _SAID.finditer(statement)]
        if behind:
            statement, said = statement[: behind[-1]], statement[behind[-1] :]
    return Line(number, f"{text[: found.start()]} {said}", statement)
