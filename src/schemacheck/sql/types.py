"""Data types: one alias table for both sides, so that two spellings of one type are equal.

A `TypeName` holds the canonical name: built-in types under the short name people write (`integer`, `varchar`,
`timestamptz`), without a schema; everything else under its exact name. Sources: PostgreSQL's manual, chapter "Data
Types", and `format_type` of the servers 12 to 18. `serial` and its sizes are no types and stand apart.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from schemacheck.base.near import near_name
from schemacheck.base.record import record
from schemacheck.sql.tokens import Token, sql_name, tokens
from schemacheck.sql.type_names import (
    BUILTIN,
    FOREIGN_WORDS,
    INTERNAL,
    PLAIN,
    SERIAL_TYPES,
    WORDS,
    well_known_extension_types,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = [
    "SERIAL_TYPES",
    "TypeName",
    "TypeSyntaxError",
    "is_builtin",
    "parse_type",
    "same_type",
    "suggestion",
    "well_known_extension_types",
    "without_modifiers",
]

_TEMPORAL: Final = frozenset({"timestamp", "timestamptz", "time", "timetz"})
_FIELDS: Final = frozenset(
    {
        ("year",),
        ("month",),
        ("day",),
        ("hour",),
        ("minute",),
        ("second",),
        ("year", "to", "month"),
        ("day", "to", "hour"),
        ("day", "to", "minute"),
        ("day", "to", "second"),
        ("hour", "to", "minute"),
        ("hour", "to", "second"),
        ("minute", "to", "second"),
    }
)
_WITHOUT_LENGTH: Final = {"char": "bpchar", "bit": '"bit"'}
"""What the server calls types for which no length is a length of 1, where it means one of any."""
_INTEGER = re.compile(r"-?[0-9]{1,9}\Z")


class TypeSyntaxError(ValueError):
    """A text that is no type; `message` is a whole sentence without its full stop."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@record
class TypeName:
    """A data type. Build one with `parse_type`, which canonicalises; fields given by hand are taken as they are.

    `schema` is None for built-in types and for names written without one. `modifiers` are length, precision and scale,
    or for intervals the fields (`("day to second", "3")`). Dimensions and sizes of arrays mean nothing to PostgreSQL.
    """

    schema: str | None
    name: str
    modifiers: tuple[str, ...] = ()
    array: bool = False
    of_extension: bool = field(default=False, compare=False)
    """Whether a live database has it of an extension: its name alone tells it then, wherever the extension lives."""

    def __str__(self) -> str:
        brackets = "[]" if self.array else ""
        if self.schema is None and self.name in BUILTIN:
            written = self.name
            fields = ""
            modifiers = self.modifiers
            if written == "interval" and modifiers and not _INTEGER.match(modifiers[0]):
                fields, modifiers = f" {modifiers[0]}", modifiers[1:]
            return f"{written}{fields}{_in_parentheses(modifiers)}{brackets}"
        home = "" if self.schema is None else sql_name(self.schema) + "."
        return f"{home}{sql_name(self.name)}{_in_parentheses(self.modifiers)}{brackets}"


@lru_cache(maxsize=1 << 16)
def parse_type(text: str) -> TypeName:
    """Read a type as SQL, `format_type` or the expected schema file write it.

    Built-in names are matched whatever their case. Any other name is exact, quoted or not: `RaceStatus` and
    `"RaceStatus"` are the same type, since the file's names are exact and the server quotes what needs quotes.

    Raises:
        TypeSyntaxError: the text is no type.
    """
    return _Reader(text).read()


def without_modifiers(type_: TypeName) -> TypeName:
    """Return a type as functions have it: of arguments and results the server keeps no length, precision or scale."""
    if type_.schema is None and type_.name in _WITHOUT_LENGTH:
        return TypeName(None, _WITHOUT_LENGTH[type_.name], (), type_.array)
    return replace(type_, modifiers=()) if type_.modifiers else type_


def same_type(expected: TypeName, live: TypeName, homes: Collection[str]) -> bool:
    """Whether both are one type, where a name without a schema, as files have it, may live in any of `homes`."""
    if expected.name != live.name or expected.array != live.array:
        return False
    by_name = live.of_extension and (expected.schema is None or expected.of_extension)
    if expected.schema != live.schema and not by_name:
        stated = {expected.schema, live.schema} - {None}
        if len(stated) > 1 or expected.name in BUILTIN or not stated <= set(homes):
            return False
    return expected.modifiers == live.modifiers or (
        # `geometry(point, 4326)`: unquoted modifiers are names to SQL, so their case means nothing.
        [m.lower() for m in expected.modifiers] == [m.lower() for m in live.modifiers]
    )


def within(t: TypeName, home: str) -> TypeName:
    """Return a type as who is at home in a schema names it: without that schema, where the name alone tells."""
    if t.schema != home:
        return t
    near = TypeName(None, t.name, t.modifiers, t.array)
    return near if not is_builtin(near) and parse_type(str(near)) == near else t


def is_builtin(t: TypeName) -> bool:
    """Whether a PostgreSQL of some major between 12 and 18 knows the type without any extension."""
    return t.schema is None and t.name in BUILTIN


def suggestion(t: TypeName, also: Iterable[str] = ()) -> str | None:
    """Return what was probably meant by an unknown type name, or None when it is known or nothing is near.

    `also` are the names of types that exist beside the built-in ones: enums, domains, composite types of the schema.
    """
    others = frozenset(also)
    if t.schema is not None or t.name in others or t.name in BUILTIN or t.name in well_known_extension_types:
        return None
    word = t.name.lower()
    if word in SERIAL_TYPES:
        return None
    if word in FOREIGN_WORDS:
        return FOREIGN_WORDS[word]
    return near_name(t.name, (*_candidates(), *others))


@lru_cache(maxsize=1)
def _candidates() -> frozenset[str]:
    names = PLAIN | frozenset(WORDS) | frozenset(SERIAL_TYPES) | well_known_extension_types
    return frozenset(name for name in names if not name.startswith("national"))


def _in_parentheses(modifiers: tuple[str, ...]) -> str:
    return f"({','.join(modifiers)})" if modifiers else ""


class _Reader:
    """Reads one type; a class only to carry the position."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0

    def read(self) -> TypeName:
        if not self.tokens:
            raise TypeSyntaxError("a type is missing")
        path = self.path()
        last = path[-1]
        schema = None
        if len(path) == 2:
            schema = _token_name(path[0])
        elif len(path) > 2:
            raise self.wrong("has too many dots")
        bare = last.kind == "word" and schema is None
        spelling = self.spelling(last.value) if bare else last.value
        array = False
        if schema == "pg_catalog":
            schema = None
            name = INTERNAL.get(last.value) or WORDS.get(last.value, _token_name(last))
        elif schema is not None:
            name = _token_name(last)
        elif not bare:
            name = INTERNAL.get(last.value, last.value)
        else:
            name, array = _meaning(spelling, last)
        modifiers = self.modifiers()
        if bare and modifiers is not None and spelling in ("timestamp", "time"):
            name += self.zone()
        elif bare and spelling == "interval" and modifiers is None:
            return self.interval()
        if modifiers is None and name in _TEMPORAL:
            modifiers = self.modifiers()
        return self.finish(schema, name, modifiers, array)

    def interval(self) -> TypeName:
        fields: list[str] = []
        while (token := self.peek()) is not None and token.kind == "word" and token.value != "array":
            fields.append(token.value)
            self.at += 1
        if fields and tuple(fields) not in _FIELDS:
            raise self.wrong(f"has no such interval fields: {' '.join(fields)}")
        precision = self.modifiers()
        if precision is not None and fields and fields[-1] != "second":
            raise self.wrong("has a precision, which only seconds take")
        done = self.finish(None, "interval", precision, array=False)
        return TypeName(None, "interval", ((" ".join(fields),) if fields else ()) + done.modifiers, done.array)

    def finish(self, schema: str | None, name: str, modifiers: tuple[str, ...] | None, array: bool) -> TypeName:
        array = self.array() or array
        if self.at < len(self.tokens):
            raise self.wrong(f"does not end where it should: {self.tokens[self.at].text!r} is left over")
        if schema is None and (name in BUILTIN or name == "float"):
            name, modifiers = self.canonical(name, modifiers)
        return TypeName(schema, name, modifiers or (), array)

    def canonical(self, name: str, given: tuple[str, ...] | None) -> tuple[str, tuple[str, ...]]:
        """Check the modifiers of a built-in type and write them in the one form each meaning has."""
        numbers = [int(m) if _INTEGER.match(m) else None for m in given or ()]
        first = numbers[0] if numbers else None
        if given is not None and any(n is None for n in numbers):
            raise self.wrong("takes numbers in its parentheses")
        if name == "float":
            if given is None:
                return "double precision", ()
            if first is None or len(numbers) > 1 or not 1 <= first <= 53:
                raise self.wrong("has a precision from 1 to 53")
            return ("real" if first <= 24 else "double precision"), ()
        if name == "numeric":
            if given is None:
                return name, ()
            scale = numbers[1] if len(numbers) > 1 else 0
            if (
                first is None
                or scale is None
                or len(numbers) > 2
                or not (1 <= first <= 1000 and -1000 <= scale <= 1000)
            ):
                raise self.wrong("has a precision from 1 to 1000 and a scale")
            return name, (str(first), str(scale))
        if name in ("char", "bit") and given is None:
            return name, ("1",)
        if name in ("char", "bpchar", "varchar", "bit", '"bit"', "varbit"):
            if given is None:
                return name, ()
            if first is None or len(numbers) > 1 or first < 1:
                raise self.wrong("has a length of at least 1")
            return {"bpchar": "char", '"bit"': "bit"}.get(name, name), (str(first),)
        if name in _TEMPORAL or name == "interval":
            if given is None:
                return name, ()
            if first is None or len(numbers) > 1 or first < 0:
                raise self.wrong("has a precision from 0 to 6")
            # 6 is the precision these types have anyway, and the most they take.
            return name, (str(first),) if first < 6 else ()
        if given is not None:
            raise self.wrong("takes no parentheses")
        return name, ()

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def takes(self, value: str) -> bool:
        token = self.peek()
        if token is not None and token.kind in ("punct", "word") and token.value == value:
            self.at += 1
            return True
        return False

    def path(self) -> list[Token]:
        path: list[Token] = []
        while True:
            token = self.peek()
            if token is None or token.kind not in ("word", "name"):
                raise self.wrong("has no name where one should be")
            path.append(token)
            self.at += 1
            if not self.takes("."):
                return path

    def spelling(self, word: str) -> str:
        """Take the further words of a built-in name that has several."""
        taken = [word]
        if word == "national":
            token = self.peek()
            if token is None or token.value not in ("char", "character"):
                return word
            taken.append(token.value)
            self.at += 1
        token = self.peek()
        if token is not None and token.kind == "word" and token.value in ("varying", "precision"):
            together = " ".join([*taken, token.value])
            if together in WORDS:
                self.at += 1
                return together
        if word in ("timestamp", "time") and self.zone():
            return word + "tz"
        return " ".join(taken)

    def zone(self) -> str:
        ahead = tuple(t.value for t in self.tokens[self.at : self.at + 3] if t.kind == "word")
        if ahead in (("with", "time", "zone"), ("without", "time", "zone")):
            self.at += 3
            return "tz" if ahead[0] == "with" else ""
        return ""

    def modifiers(self) -> tuple[str, ...] | None:
        if not self.takes("("):
            return None
        found: list[str] = []
        part: list[str] = []
        while (token := self.peek()) is not None:
            self.at += 1
            if token.kind == "punct" and token.value in ",)":
                if not part:
                    raise self.wrong("has nothing where a modifier should be")
                found.append("".join(part))
                part = []
                if token.value == ")":
                    return tuple(found)
            elif token.kind in ("punct", "bad"):
                break
            else:
                part.append(token.text)
        raise self.wrong("has parentheses that do not close")

    def array(self) -> bool:
        found = False
        if self.takes("array"):
            found = True
            if self.peek() is None:
                return found
        while self.takes("["):
            found = True
            token = self.peek()
            if token is not None and token.kind == "number":
                self.at += 1
            if not self.takes("]"):
                raise self.wrong("has brackets that do not close")
        return found

    def wrong(self, what: str) -> TypeSyntaxError:
        return TypeSyntaxError(f"the type {self.text.strip()!r} {what}")


def _meaning(spelling: str, written: Token) -> tuple[str, bool]:
    """The type that an unquoted name means, and whether it is an array (`_int4`)."""
    known = WORDS.get(spelling) or (spelling if spelling in PLAIN else None)
    if known is not None:
        return known, False
    element = spelling[1:]
    if spelling.startswith("_") and (element in INTERNAL or element in PLAIN):
        return INTERNAL.get(element, element), True
    if written.text.isupper() and spelling in well_known_extension_types:
        return spelling, False
    return written.text, False


def _token_name(token: Token) -> str:
    return token.value if token.kind == "name" else token.text
