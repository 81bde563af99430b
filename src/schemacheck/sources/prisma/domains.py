"""What stands below a domain: Prisma reads a column of a domain as one of the type below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.schema import Schema
from schemacheck.model.stated import Stated
from schemacheck.sql.types import TypeName

_FAR: Final = 32
"""How many domains may stand on one another."""


def bases_of(schema: Schema) -> Mapping[QName, Stated[TypeName]]:
    """What stands directly below each domain of a schema."""
    domains = schema.domains if isinstance(schema.domains, tuple) else ()
    return {domain.name: domain.base for domain in domains}


def below(bases: Mapping[QName, Stated[TypeName]], type_: TypeName, homes: tuple[str, ...]) -> TypeName | None:
    """The type below a domain, at the end where domains stand on domains; None for what is no domain."""
    found = None
    if bases and not type_.array:
        for _ in range(_FAR):
            name = next((QName(home, type_.name) for home in (type_.schema, *homes) if home), None)
            base = bases.get(name) if name is not None else None
            if not isinstance(base, TypeName):
                break
            found = type_ = base
    return found
