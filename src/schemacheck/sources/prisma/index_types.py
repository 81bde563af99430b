"""Which fields an index of each type may be on, with which operator class: what Prisma has words for.

A class in `raw("...")` is PostgreSQL's business: Prisma looks no further.
"""

from __future__ import annotations

from typing import Final

from schemacheck.sources.prisma.scope import SCALARS, Mistakes, Scope
from schemacheck.sources.prisma.tree import Argument, Attribute, Call, Field, Reference

_TEXTS: Final = frozenset({"Text", "VarChar", "Char"})
# Of each range of a BRIN index: the native types it is for, and the type of a field without one.
_RANGES: Final[dict[str, tuple[frozenset[str], str | None]]] = {
    "Bit": (frozenset({"Bit"}), None),
    "VarBit": (frozenset({"VarBit"}), None),
    "Bpchar": (frozenset({"Char"}), None),
    "Bytea": (frozenset({"ByteA"}), "Bytes"),
    "Date": (frozenset({"Date"}), None),
    "Float4": (frozenset({"Real"}), None),
    "Float8": (frozenset({"DoublePrecision"}), "Float"),
    "Inet": (frozenset({"Inet"}), None),
    "Int2": (frozenset({"SmallInt"}), None),
    "Int4": (frozenset({"Integer"}), "Int"),
    "Int8": (frozenset({"BigInt"}), "BigInt"),
    "Numeric": (frozenset({"Decimal"}), "Decimal"),
    "Oid": (frozenset({"Oid"}), None),
    "Text": (frozenset({"Text", "VarChar"}), "String"),
    "Timestamp": (frozenset({"Timestamp"}), "DateTime"),
    "TimestampTz": (frozenset({"Timestamptz"}), None),
    "Time": (frozenset({"Time"}), None),
    "TimeTz": (frozenset({"Timetz"}), None),
    "Uuid": (frozenset({"Uuid"}), None),
}
_KINDS_OF_RANGES: Final = ("MinMaxMultiOps", "MinMaxOps", "BloomOps", "InclusionOps")
_BRIN: Final = frozenset().union(*(natives for natives, _ in _RANGES.values()))
_BRIN_SCALARS: Final = frozenset({"String", "Int", "BigInt", "Float", "Decimal", "Bytes", "DateTime"})
_CLASSES: Final = {
    "InetOps": ("Gist", "SpGist"),
    "JsonbOps": ("Gin",),
    "JsonbPathOps": ("Gin",),
    "ArrayOps": ("Gin",),
    "TextOps": ("SpGist",),
}


def check_index_type(
    attribute: Attribute,
    fields: tuple[Field, ...],
    options: tuple[tuple[Argument, ...], ...],
    scope: Scope,
    mistakes: Mistakes,
) -> None:
    """Note what an `@@index` says that its type, or the types of its fields, do not allow."""
    stated = attribute.value("type")
    method = stated.name if isinstance(stated, Reference) else "BTree"
    if method == "SpGist" and len(fields) > 1:
        mistakes.add(attribute.at, "an SpGist index is on one field alone")
    for field, said in zip(fields, options, strict=True):
        if method == "Hash" and any(argument.name == "sort" for argument in said):
            mistakes.add(attribute.at, "a Hash index has no order: it takes no sort:")
        value = next((argument.value for argument in said if argument.name == "ops"), None)
        if isinstance(value, Call):
            continue
        complaint = _complaint(method, field, value.name if isinstance(value, Reference) else None, scope)
        if complaint is not None:
            mistakes.add(attribute.at, complaint)


def _complaint(method: str, field: Field, ops: str | None, scope: Scope) -> str | None:
    if ops is not None:
        range_of = next((ops.removesuffix(each) for each in _KINDS_OF_RANGES if ops.endswith(each)), None)
        methods = _CLASSES.get(ops) or (("Brin",) if range_of in _RANGES else ())
        if not methods:
            return f'there is no operator class {ops}; one of PostgreSQL\'s own is written raw("...")'
        if method not in methods:
            return f"the operator class {ops} is for {' and '.join(methods)} indexes, and this is a {method} one"
        fits = _fits_range(field, range_of) if range_of in _RANGES else _fits_class(field, ops)
        return None if fits else f"the operator class {ops} does not fit the type of {field.name}"
    if method in ("BTree", "Hash") or field.type.unsupported is not None:
        return None
    if _has_usual_class(method, field, scope):
        return None
    return f"a {method} index has no operator class of its own for the type of {field.name}"


def _native(field: Field) -> str | None:
    return next((each.name.partition(".")[2] for each in field.attributes if "." in each.name), None)


def _fits_range(field: Field, range_of: str | None) -> bool:
    natives, scalar = _RANGES[range_of or ""]
    native = _native(field)
    return native in natives if native is not None else field.type.name == scalar


def _fits_class(field: Field, ops: str) -> bool:
    native = _native(field)
    if ops == "ArrayOps":
        return field.type.list
    if ops == "InetOps":
        return native == "Inet"
    if ops == "TextOps":
        return native in _TEXTS if native is not None else field.type.name == "String"
    return native == "JsonB" if native is not None else field.type.name == "Json"


def _has_usual_class(method: str, field: Field, scope: Scope) -> bool:
    native, scalar = _native(field), field.type.name
    if method == "Gin":
        return field.type.list or (native == "JsonB" if native is not None else scalar == "Json")
    if method == "SpGist":
        return native in {*_TEXTS, "Inet"} if native is not None else scalar == "String"
    if method == "Gist":
        return native is None and scalar == "String"
    if scalar not in SCALARS and scalar in scope.enums:
        return False
    return native in _BRIN if native is not None else scalar in _BRIN_SCALARS
