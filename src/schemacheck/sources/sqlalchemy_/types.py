"""Types of SQLAlchemy's as the model names them: by the text that the dialect's own compiler makes of them."""

from __future__ import annotations

import copy
from typing import Any, Final

from sqlalchemy import exc
from sqlalchemy.engine import Dialect as Engine
from sqlalchemy.types import NullType, TypeEngine

from schemacheck.model.dialects import Dialect
from schemacheck.model.stated import Stated, Unreadable
from schemacheck.model.types import TypeName, TypeSyntaxError, parse_type

UNKNOWN: Final = Unreadable("SQLAlchemy does not know the type; `type: any` leaves it alone")


def type_of(found: Any, engine: Engine, dialect: Dialect | None) -> Stated[TypeName]:
    """Name a type as `engine` writes it and `dialect` reads it; None is PostgreSQL."""
    if isinstance(found, NullType):
        return UNKNOWN
    try:
        text = without_collation(found).compile(dialect=engine)
        return dialect.type(text) if dialect else parse_type(text)
    except (exc.CompileError, TypeSyntaxError):
        return UNKNOWN


def without_collation(found: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type alone: collation and character set are facets of their own."""
    if not any(getattr(found, name, None) for name in ("collation", "charset", "collate")):
        return found
    bare = copy.copy(found)
    for name in ("collation", "charset", "ascii", "unicode", "binary"):
        if getattr(bare, name, None):
            setattr(bare, name, None)
    return bare
