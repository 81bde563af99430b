"""Whether a `@default` fits its field: the function exists, the literal is of its type, the enum has the value."""

from __future__ import annotations

import re
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
        if len(texts) > 1 or not all(isinstance(text, String) for text in texts):
            mistakes.add(value.at, "dbgenerated() takes one string: the expression as PostgreSQL has it")
        return
    types = FUNCTIONS[value.name] or ()
    if field.type.list or (field.type.name in SCALARS and field.type.name not in types):
        written = f"{field.type.name}[]" if field.type.list else field.type.name
        mistakes.add(value.at, f"{value.name}() is no default for {written}; it makes {' or '.join(types)}")


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


def _fits(value: Value, kind: str) -> bool:
    if kind == "Boolean":
        return isinstance(value, Boolean)
    if kind in ("Int", "BigInt"):
        return isinstance(value, Number) and _WHOLE.fullmatch(value.text) is not None
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
