"""Whether a `@default` fits its field: the function exists, the literal is of its type, the enum has the value."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Final

from schemacheck.base.near import did_you_mean
from schemacheck.sources.prisma.scope import SCALARS, Mistakes, Scope
from schemacheck.sources.prisma.tree import Boolean, Call, Field, List, Number, Reference, String, Value

# The functions and the types of field each is for; None stands for any type.
FUNCTIONS: Final[dict[str, tuple[str, ...] | None]] = {
    "autoincrement": ("Int", "BigInt"),
    "sequence": ("Int", "BigInt"),
    "now": ("DateTime",),
    "uuid": ("String",),
    "cuid": ("String",),
    "ulid": ("String",),
    "nanoid": ("String",),
    "dbgenerated": None,
}
_NUMBERS: Final = {"uuid": (4, 7), "cuid": (1, 2), "nanoid": range(2, 256)}
"""The functions that take a number, and which."""
_LARGEST: Final = 2**63
_DIGITS: Final = 40
"""More than that no whole number has that anybody keeps."""
_MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_WHOLE: Final = re.compile(r"-?[0-9]+")
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def check_default(field: Field, scope: Scope, mistakes: Mistakes) -> None:
    """Note what is wrong with the `@default` of a field, if it has one and its type is known."""
    attribute = field.attribute("default")
    value = attribute.value("value", unnamed=True) if attribute else None
    if attribute is None or value is None:
        return
    kind = field.type
    if scope.entity(kind.name) is not None:
        mistakes.add(attribute.at, f"{field.name} is a relation and takes no @default")
    elif isinstance(value, Call):
        _check_call(value, field, mistakes)
    elif kind.unsupported is not None:
        mistakes.add(value.at, f'the default of {field.name} can only be dbgenerated("..."): its type is Unsupported')
    elif kind.list:
        if not isinstance(value, List):
            mistakes.add(value.at, f"the default of {field.name} is a list, as in [ ]")
        else:
            for item in value.items:
                _check_literal(item, field, scope, mistakes)
    else:
        _check_literal(value, field, scope, mistakes)


def _check_call(value: Call, field: Field, mistakes: Mistakes) -> None:
    if value.name not in FUNCTIONS:
        mistakes.add(
            value.at, f"there is no default function {value.name}()", did_you_mean(value.name, FUNCTIONS, after="()")
        )
        return
    if value.name == "dbgenerated":
        texts = [argument.value for argument in value.arguments]
        if len(texts) > 1 or not all(isinstance(text, String) and text.text for text in texts):
            mistakes.add(value.at, "dbgenerated() takes one string: the expression as PostgreSQL has it")
        return
    types = FUNCTIONS[value.name] or ()
    # Of a list Prisma looks at the type of its items alone, though the server takes no such default.
    if field.type.name in SCALARS and field.type.name not in types:
        mistakes.add(value.at, f"{value.name}() is no default for {field.type.name}; it makes {' or '.join(types)}")
        return
    _check_numbers(value, mistakes)


def _check_numbers(value: Call, mistakes: Mistakes) -> None:
    """Note what a function is given that takes nothing, or another number."""
    if value.name == "sequence":
        return
    given = [argument.value for argument in value.arguments]
    takes = _NUMBERS.get(value.name)
    if not given:
        return
    if takes is None:
        mistakes.add(value.at, f"{value.name}() takes no argument")
        return
    number = int(given[0].text) if isinstance(given[0], Number) and given[0].text.isdigit() else -1
    if len(given) > 1 or number not in takes:
        last = f"{takes[0]} to {takes[-1]}" if len(takes) > 2 else " or ".join(map(str, takes))
        mistakes.add(value.at, f"{value.name}() takes nothing, or one number: {last}")


def _check_literal(value: Value, field: Field, scope: Scope, mistakes: Mistakes) -> None:
    kind = field.type.name
    enum = scope.enums.get(kind)
    if enum is not None:
        names = [known.name for known in enum.values]
        if not isinstance(value, Reference):
            mistakes.add(value.at, f"the default of {field.name} is a value of enum {kind}, without quotes")
        elif value.name not in names:
            mistakes.add(value.at, f"enum {kind} has no value {value.name}", did_you_mean(value.name, names))
    elif kind in SCALARS and not _fits(value, kind):
        mistakes.add(value.at, f"the default of {field.name} is no {kind}", _advice(value))
    elif kind == "Json" and isinstance(value, String) and not _is_json(value.text):
        mistakes.add(value.at, f"the default of {field.name} is no JSON")
    elif kind == "DateTime" and isinstance(value, String) and not _is_moment(value.text):
        hint = "it is written as 2020-01-31T12:34:56Z"
        mistakes.add(value.at, f"the default of {field.name} is no date and time with a time zone", hint)


def _fits(value: Value, kind: str) -> bool:
    if kind == "Boolean":
        return isinstance(value, Boolean)
    if kind in ("Int", "BigInt"):
        if not isinstance(value, Number) or _WHOLE.fullmatch(value.text) is None:
            return False
        return len(value.text) <= _DIGITS and -_LARGEST <= int(value.text) < _LARGEST
    if kind == "Decimal" and isinstance(value, String):
        return _DECIMAL.fullmatch(value.text) is not None
    if kind in ("Float", "Decimal"):
        return isinstance(value, Number)
    return isinstance(value, String)


def _advice(value: Value) -> str | None:
    if isinstance(value, Reference) and value.name in FUNCTIONS:
        return f"did you mean {value.name}()?"
    if isinstance(value, Reference) and re.match(r"[0-9.]+[eE]", value.name):
        return "numbers are written without an exponent"
    return None


def _is_json(text: str) -> bool:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _is_moment(text: str) -> bool:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return False
    try:
        # A leap second is written as the sixtieth.
        datetime.fromisoformat(f"{found[1]}T{found[2]}:{'59' if found[3] == '60' else found[3]}")
    except ValueError:
        return False
    return True
