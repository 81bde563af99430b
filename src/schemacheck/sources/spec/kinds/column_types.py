"""Types as the file writes them: `text`, `timestamp(3)?`, `serial`, `any`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.kinds.references import written_name
from schemacheck.sql.databases import DialectType
from schemacheck.sql.tokens import sql_name
from schemacheck.sql.types import SERIAL_TYPES, TypeName, TypeSyntaxError, is_builtin, parse_type, suggestion, within

_PRISMA_WORDS: Final = {"String": "text", "DateTime": "timestamp(3)", "Bytes": "bytea"}


class Written(NamedTuple):
    """What such a text says."""

    type: TypeName | Unstated | None
    """None: the text is no type, and `wrong` says why."""
    optional: bool = False
    """Whether a question mark follows it."""
    serial: bool = False
    wrong: str = ""
    hint: str | None = None


def read_type(text: str, known: frozenset[str] = frozenset()) -> Written:
    """Read a type; `known` are the names of types that exist beside those of PostgreSQL."""
    written = text.strip()
    optional = written.endswith("?")
    written = written[:-1].rstrip() if optional else written
    if written == "any":
        return Written(UNSTATED, optional)
    serial = SERIAL_TYPES.get(written.lower())
    try:
        found = parse_type(serial or written)
    except TypeSyntaxError as error:
        return Written(None, wrong=error.message)
    if serial:
        return Written(found, optional, serial=True)
    # A name that is quoted, qualified or not all lower case is somebody's own, whatever it looks like.
    if is_builtin(found) or found.schema is not None or '"' in written or found.name in known:
        return Written(found, optional)
    own = f"a type of your own by this name goes in double quotes: '\"{found.name}\"'"
    if found.name in _PRISMA_WORDS:
        meant = _PRISMA_WORDS[found.name]
        return Written(None, wrong=f"{found.name} is a type of Prisma's", hint=f"PostgreSQL's is {meant}; {own}")
    near = suggestion(found, known) if found.name == found.name.lower() else None
    if near is not None:
        return Written(None, wrong=f"{found.name} is no type PostgreSQL has", hint=f"did you mean {near}? {own}")
    return Written(found, optional)


def written_type(type_: TypeName) -> str:
    """Write a type in the plainest way that reads back as the same one; one of an extension without its schema."""
    return _written(within(type_, type_.schema) if type_.of_extension and type_.schema else type_)


@lru_cache(maxsize=1 << 14)
def _written(type_: TypeName) -> str:
    if isinstance(type_, DialectType):
        return str(type_)
    rest = (f"({','.join(type_.modifiers)})" if type_.modifiers else "") + ("[]" if type_.array else "")
    schema = "" if type_.schema is None else written_name(type_.schema) + "."
    candidates: list[str] = [str(type_)]
    if not is_builtin(type_):
        candidates.insert(0, schema + written_name(type_.name) + rest)
    for candidate in candidates:
        if candidate.lower() not in SERIAL_TYPES and read_type(candidate).type == type_:
            return candidate
    schema = "" if type_.schema is None else sql_name(type_.schema) + "."
    return schema + '"' + type_.name.replace('"', '""') + '"' + rest
