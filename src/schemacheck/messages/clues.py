"""What stands around a sentence: SQLSTATEs, classes of exceptions, Prisma's codes, fields of a driver's dump."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from schemacheck.messages.patterns import Printed, Role
from schemacheck.messages.prisma import PRISMA
from schemacheck.messages.states import STATES, state_of

_STATE: Final = re.compile(
    r"(?:(?i:sql[-_ ]?state)[\"'`]?[^0-9A-Za-z\n]{0,4}E?"
    r"|\b(?:[Ss]tate_?)?[Cc]ode[\"'`]?\s?(?:[:=]|=>)\s{0,2}[\"'`]?E?"
    r"|'C': '|\bSqlState\(E"
    r"|\b(?:ERROR|FATAL|PANIC):? {1,2}(?=[0-9A-Z]{5}(?::| \())"
    r"|Exception(?: \(0x[0-9A-Fa-f]{8}\))?: (?=[0-9A-Z]{5}: )"
    r"|^\s*(?=[0-9A-Z]{5}: )"
    r"|\[)([0-9A-Z]{5})(?![0-9A-Za-z])"
)
_BEFORE: Final = re.compile(r"(?<![0-9A-Za-z])([0-9A-Z]{5})[\] :,]{1,4}(?:ERROR|FATAL|PANIC):")
_CLASS: Final = re.compile(
    r"\b(?:PG::|(?:errors|exceptions|pgerrcode|psycopg2?)\.)([A-Z][A-Za-z]{4,60})|code: :([a-z_]{4,60})"
)
_PRISMA: Final = re.compile(r"(?<![0-9A-Za-z])(P[123]\d{3})(?![0-9A-Za-z])")
_ERROR: Final = re.compile(r"\b(?:ERROR|FATAL|PANIC): {1,2}\S")
_FIELD: Final = re.compile(
    r"(?i)(?<![A-Za-z])(schema|table|column|constraint|modelName|data_?type|target|field_name)(?:_?name)?[\"']?"
    r"\s?(?::|=>|=)\s?(?:Some\(|\[\s?)?([\"'])([^\"'\n]{1,190})\2((?:,\s?\2[^\"'\n]{1,63}\2){0,31})"
)
_NPGSQL: Final = re.compile(r"^\s*(Schema|Table|Column|DataType|Constraint)Name: (\S[^\n]{0,189}?)\s*$")
_PG8000: Final = re.compile(r"'([stcn])': '([^'\n]{1,63})'")
_LETTERS: Final = {"s": "schema", "t": "table", "c": "column", "n": "constraint"}
_ROLES: Final = {
    "schema": "schema",
    "table": "table",
    "column": "column",
    "constraint": "constraint",
    "modelname": "model",
    "datatype": "type",
    "data_type": "type",
    "target": "column",
    "field_name": "constraint",
}
_NAME: Final = r"(?:\"(?:[^\"\n]|\"\"){1,130}\"|[A-Za-z_\u0080-\uffff][\w$]{0,62})"
_FROM: Final = re.compile(
    rf"\b(?i:FROM|JOIN|INTO|UPDATE)\s+(?:(?i:ONLY)\s+)?({_NAME}(?:\.{_NAME})?)(?:\s+(?:(?i:AS)\s+)?({_NAME}))?"
)
_CONFLICT: Final = re.compile(r"\b(?i:ON\s+CONFLICT)\s*\(([^()\n]{1,400})\)")
_OPEN: Final = "\"'`\u00ab\u00bb\u201e\u201c\u201d\u2018\u2019\u300c"
_CLOSE: Final = "\"'`\u00ab\u00bb\u201c\u201d\u2018\u2019\u300d"
"""Marks of quotation, in any language that PostgreSQL speaks."""
_QUOTED: Final = re.compile(f"[{_OPEN}]\\s?([^{_OPEN}{_CLOSE}\n]{{1,130}}?)\\s?[{_CLOSE}]")
_DOTTED: Final = re.compile(r"(?<![\w.])([A-Za-z_]\w{0,62}(?:\.[A-Za-z_]\w{0,62}){1,2})(?![\w.])")
_WORDS: Final = 32
"""How many words of a message in another language are kept."""


def states(text: str) -> Iterator[str]:
    """Yield the SQLSTATEs that a line gives, in digits or by the class that a driver has for them."""
    if ":" not in text and "SQLSTATE" not in text and "[" not in text and "(" not in text and "=" not in text:
        return
    for pattern in (_STATE, _BEFORE):
        for found in pattern.finditer(text):
            if found[1] in STATES:
                yield found[1]
    for found in _CLASS.finditer(text):
        state = state_of(found[1] or found[2])
        if state is not None:
            yield state


def prisma_codes(text: str) -> Iterator[str]:
    """Yield Prisma's codes for what failed: a query, a connection, a look at the file."""
    if "P2" in text or "P1" in text:
        yield from (found[1] for found in _PRISMA.finditer(text) if found[1] in PRISMA)


def says_error(text: str) -> bool:
    """Whether a server tells of an error in it, in English."""
    return _ERROR.search(text) is not None


def fields(text: str) -> Iterator[Printed]:
    """Yield the names that a driver's dump has of the objects concerned."""
    for found in _FIELD.finditer(text):
        role = _ROLES[found[1].lower()]
        # What Prisma calls the target of a unique constraint is a list of its columns, or its name.
        if found[1].lower() == "target" and text[found.end(2) - 2 : found.end(2)][:1] != "[" and "[" not in found[0]:
            role = "constraint"
        more = re.findall(r"[\"']([^\"'\n]{1,63})[\"']", found[4])
        if role == "column" and more:
            yield Printed("column", ("`,`".join([found[3], *more]),), several=True)
        else:
            yield Printed(cast(Role, role), (found[3].removesuffix(" (index)"),))
    if (named := _NPGSQL.match(text)) is not None:
        yield Printed(cast(Role, _ROLES[named[1].lower()]), (named[2],))
    if "'C': '" in text:
        for found in _PG8000.finditer(text):
            yield Printed(cast(Role, _LETTERS[found[1]]), (found[2],))


def of_statement(text: str) -> Iterator[Printed]:
    """Yield the tables that a statement reads or writes, and the columns behind its ON CONFLICT."""
    for found in _FROM.finditer(text):
        name = ".".join(_unquoted(each) for each in re.findall(_NAME, found[1]))
        yield Printed("from", (name,), alias=_unquoted(found[2] or ""))
    for found in _CONFLICT.finditer(text):
        yield Printed("column", ("`,`".join(_unquoted(each.strip()) for each in found[1].split(",")),), several=True)


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') and name.endswith('"') else name.lower()


def words(text: str) -> tuple[str, ...]:
    """Return what may be names in a message of a language that nobody here speaks: what is in quotes, or has dots."""
    found = [each[1] for pattern in (_QUOTED, _DOTTED) for each in pattern.finditer(text)]
    return tuple(dict.fromkeys(each for each in found if each not in STATES))[:_WORDS]
