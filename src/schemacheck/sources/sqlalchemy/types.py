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
    r"(?:\s+CHARACTER SET\s+(?P<charset>\w+))?(?:\s+COLLATE\s+(?:\"(?P<quoted>(?:[^\"]|\"\")+)\"|(?P<bare>\w+)))?\Z",
    re.IGNORECASE,
)

_SAME_CHARSET: Final = {"utf8": "utf8mb3"}
_CHARSETS: Final = (
    (re.compile(r"\A(?:NATIONAL\b|NCHAR\b|NVARCHAR\b)"), "utf8mb3"),
    (re.compile(r"\bASCII\Z"), "latin1"),
    (re.compile(r"\bUNICODE\Z"), "ucs2"),
)
"""Words of MySQL's for a character set."""


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
    """Return the text of a type without its character set and collation, and the collation, or else the set."""
    match = _COLLATED.search(text)
    if match is None:
        return text, None
    quoted, bare, charset = match["quoted"], match["bare"], match["charset"]
    if quoted is not None:
        return text[: match.start()], quoted.replace('""', '"')
    if bare is None and charset is None:
        charset = next((each for pattern, each in _CHARSETS if pattern.search(text)), None)
    return text[: match.start()], bare or (charset and _SAME_CHARSET.get(charset.lower(), charset.lower()))
