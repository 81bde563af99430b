"""Types of SQLAlchemy's as the model names them: by the text that the dialect's own compiler makes of them."""

from __future__ import annotations

import re
from typing import Any, Final

from sqlalchemy import exc
from sqlalchemy.engine import Dialect as Engine
from sqlalchemy.types import NullType

from schemacheck.model.stated import Stated, Unreadable
from schemacheck.sql.dialects import Dialect
from schemacheck.sql.types import TypeName, TypeSyntaxError, parse_type

UNKNOWN: Final = Unreadable("SQLAlchemy does not know the type; `type: any` leaves it alone")

_COLLATED: Final = re.compile(
    r"(?:\s+CHARACTER SET\s+\w+)?(?:\s+COLLATE\s+(?:\"(?P<quoted>(?:[^\"]|\"\")+)\"|(?P<bare>\w+)))?\Z", re.IGNORECASE
)


def type_of(found: Any, engine: Engine, dialect: Dialect | None) -> Stated[TypeName]:
    """Name a type as `engine` writes it and `dialect` reads it; None is PostgreSQL."""
    if isinstance(found, NullType):
        return UNKNOWN
    try:
        text, _ = without_collation(found.compile(dialect=engine))
        return dialect.type(text) if dialect else parse_type(text)
    except (exc.CompileError, TypeSyntaxError):
        return UNKNOWN


def without_collation(text: str) -> tuple[str, str | None]:
    """Return the text of a type without its character set and collation, and the collation."""
    match = _COLLATED.search(text)
    if match is None:
        return text, None
    quoted = match["quoted"]
    return text[: match.start()], match["bare"] if quoted is None else quoted.replace('""', '"')
