"""Which attributes there are, where they stand, and what arguments they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from schemacheck.base.near import did_you_mean
from schemacheck.sources.prisma.scope import Mistakes
from schemacheck.sources.prisma.tree import (
    Argument,
    Attribute,
    Boolean,
    Call,
    List,
    Number,
    Object,
    Reference,
    String,
    Value,
)

# What the value of an argument is.
_TEXT: Final = "a string in quotes"
_NUMBER: Final = "a number"
_FLAG: Final = "true or false"
_FIELDS: Final = "a list of fields"
_WHERE: Final = 'raw("...") or { field: value }'
_OPERATORS: Final = 'an operator class or raw("...")'
_ANY: Final = "a value"

ACTIONS: Final = ("Cascade", "Restrict", "NoAction", "SetNull", "SetDefault")
SORTS: Final = ("Asc", "Desc")
INDEX_TYPES: Final = ("BTree", "Hash", "Gist", "Gin", "SpGist", "Brin")


class Allowed(NamedTuple):
    """The arguments of an attribute: what each one is, or which words it may be; the one that may go without a name."""

    arguments: Mapping[str, str | tuple[str, ...]]
    unnamed: str | None = None
    required: str | None = None


_KEY: Final[Mapping[str, str | tuple[str, ...]]] = {
    "name": _TEXT, "map": _TEXT, "sort": SORTS, "length": _NUMBER, "clustered": _FLAG,
}  # fmt: skip
_BLOCK_KEY: Final[Mapping[str, str | tuple[str, ...]]] = {**_KEY, "fields": _FIELDS}
_NAMED: Final = Allowed({"name": _TEXT}, "name", "name")
_BARE: Final = Allowed({})

FIELD_ATTRIBUTES: Final[Mapping[str, Allowed]] = {
    "id": Allowed(_KEY, "map"),
    "unique": Allowed({**_KEY, "where": _WHERE}, "map"),
    "default": Allowed({"value": _ANY, "map": _TEXT}, "value", "value"),
    "relation": Allowed(
        {
            "name": _TEXT,
            "map": _TEXT,
            "fields": _FIELDS,
            "references": _FIELDS,
            "onDelete": ACTIONS,
            "onUpdate": ACTIONS,
        },
        "name",
    ),
    "map": _NAMED,
    "updatedAt": _BARE,
    "ignore": _BARE,
}
BLOCK_ATTRIBUTES: Final[Mapping[str, Allowed]] = {
    "id": Allowed(_BLOCK_KEY, "fields", "fields"),
    "unique": Allowed({**_BLOCK_KEY, "where": _WHERE}, "fields", "fields"),
    "index": Allowed({**_BLOCK_KEY, "type": INDEX_TYPES, "where": _WHERE, "ops": _OPERATORS}, "fields", "fields"),
    "map": _NAMED,
    "schema": Allowed({"map": _TEXT}, "map", "map"),
    "ignore": _BARE,
}
ENUM_ATTRIBUTES: Final = {name: BLOCK_ATTRIBUTES[name] for name in ("map", "schema")}
ENUM_VALUE_ATTRIBUTES: Final = {"map": _NAMED, "ignore": _BARE}
_INDEX_FIELD: Final = Allowed({"sort": SORTS, "ops": _OPERATORS, "length": _NUMBER})
_OTHER_DATABASES: Final = {"fulltext": "MySQL", "shardKey": "PlanetScale"}


def check_attribute(
    attribute: Attribute, sigil: str, where: str, allowed: Mapping[str, Allowed], mistakes: Mistakes
) -> None:
    """Note mistakes in an attribute's name and in the names and kinds of its arguments.

    `sigil` is the `@` or `@@` it begins with, `where` says what it stands on: "a field", "an enum".
    """
    known = allowed.get(attribute.name)
    written = sigil + attribute.name
    if known is not None:
        _check_arguments(attribute.arguments, written, known, mistakes)
        if known.required is not None and attribute.value(known.required, unnamed=known.unnamed is not None) is None:
            what = known.arguments[known.required]
            mistakes.add(attribute.at, f"{written} needs {what}")
    elif attribute.name in _OTHER_DATABASES:
        mistakes.add(attribute.at, f"{written} is for {_OTHER_DATABASES[attribute.name]}; PostgreSQL has none")
    elif sigil == "@" and attribute.name in BLOCK_ATTRIBUTES and where != "an enum value":
        mistakes.add(attribute.at, f"{where} takes no {written}", f"@@{attribute.name} stands on a line of its own")
    else:
        mistakes.add(attribute.at, f"{where} takes no {written}", did_you_mean(attribute.name, allowed, sigil))


def fields_of(value: Value | None) -> tuple[Reference | Call, ...]:
    """The fields an argument names, in order; one without brackets is a list of one."""
    items = value.items if isinstance(value, List) else (value,)
    return tuple(item for item in items if isinstance(item, Reference | Call))


def _check_arguments(arguments: tuple[Argument, ...], written: str, known: Allowed, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for argument in arguments:
        name = argument.name if argument.name is not None else known.unnamed
        if name is None:
            mistakes.add(argument.at, f"{written} takes no argument without a name")
            continue
        if name not in known.arguments:
            mistakes.add(argument.at, f"{written} takes no argument {name}:", did_you_mean(name, known.arguments))
            continue
        if name in seen:
            mistakes.add(argument.at, f"{written} has more than one {name}")
        seen.add(name)
        _check_value(argument.value, f"{name} of {written}", known.arguments[name], mistakes)


def _check_value(value: Value, subject: str, kind: str | tuple[str, ...], mistakes: Mistakes) -> None:
    if isinstance(kind, tuple):
        if not isinstance(value, Reference):
            mistakes.add(value.at, f"{subject} must be one of {', '.join(kind)}")
        elif value.name not in kind:
            hint = did_you_mean(value.name, kind)
            mistakes.add(value.at, f"{subject} must be one of {', '.join(kind)}, not {value.name}", hint)
        return
    if isinstance(value, String) and not value.text and kind == _TEXT:
        mistakes.add(value.at, f"{subject} is empty")
    elif kind == _FIELDS:
        _check_fields(value, subject, mistakes)
    elif kind == _WHERE and _is(value, kind) and not _says_something(value):
        mistakes.add(value.at, f"{subject} is empty, or has a value that is none")
    elif not _is(value, kind):
        mistakes.add(value.at, f"{subject} must be {kind}")


def _is(value: Value, kind: str) -> bool:
    if kind == _TEXT:
        return isinstance(value, String)
    if kind == _NUMBER:
        return isinstance(value, Number)
    if kind == _FLAG:
        return isinstance(value, Boolean)
    if kind == _WHERE:
        return isinstance(value, Object) or _is_raw(value)
    if kind == _OPERATORS:
        return isinstance(value, Reference) or _is_raw(value)
    return True


def _says_something(value: Value) -> bool:
    """Whether the condition of a partial index has a text, or fields with values that may stand in one."""
    if isinstance(value, Call):
        text = value.arguments[0].value
        return isinstance(text, String) and bool(text.text)
    entries = value.entries if isinstance(value, Object) else ()
    return bool(entries) and all(_is_wanted(entry.value) for entry in entries)


def _is_wanted(value: Value) -> bool:
    if isinstance(value, Object):
        return len(value.entries) == 1 and value.entries[0].name == "not" and _is_plain(value.entries[0].value)
    return _is_plain(value)


def _is_plain(value: Value) -> bool:
    return isinstance(value, String | Number | Boolean) or (isinstance(value, Reference) and value.name == "null")


def _is_raw(value: Value) -> bool:
    if not (isinstance(value, Call) and value.name == "raw" and len(value.arguments) == 1):
        return False
    return isinstance(value.arguments[0].value, String)


def _check_fields(value: Value, subject: str, mistakes: Mistakes) -> None:
    items = value.items if isinstance(value, List) else (value,)
    if not items:
        mistakes.add(value.at, f"{subject} is empty")
    for item in items:
        if isinstance(item, Call):
            _check_arguments(item.arguments, item.name, _INDEX_FIELD, mistakes)
        elif not isinstance(item, Reference):
            mistakes.add(item.at, f"{subject} must be {_FIELDS}")
