"""`database: sqlite`: which kind of database the file is about, and types as that one spells them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from yaml.nodes import ScalarNode

from schemacheck.base.near import near_name
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.kinds.column_types import Written
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sql.databases import DATABASES, POSTGRESQL
from schemacheck.sql.types import TypeSyntaxError

if TYPE_CHECKING:
    from schemacheck.sql.dialects import Dialect


def take_database(reader: Reader, fields: Fields) -> str:
    """Return the kind of database; a mapping under the same key is about PostgreSQL and stays where it is."""
    node = fields.values.get("database")
    if node is None or type(node) is not ScalarNode:
        return POSTGRESQL
    # The rest of the key is read with the facts of the database.
    del fields.values["database"]
    fields.stated_keys = frozenset(fields.stated_keys) - {"database"}
    name: str = node.value.strip()
    near = near_name(name, DATABASES)
    if name not in DATABASES and near is not None:
        reader.mistake(node, f"database: there is no {name}", f"did you mean {near}?")
    return name


def dialect_of(database: str) -> Dialect | None:
    """Return what is known of a database; None is PostgreSQL."""
    if database == POSTGRESQL:
        return None
    from schemacheck.sql.dialects import dialect_named  # noqa: PLC0415 - for files about another database

    return dialect_named(database)


@lru_cache(maxsize=1 << 12)
def read_other_type(text: str, database: str) -> Written:
    """Read a type of a database other than PostgreSQL."""
    written = text.strip()
    optional = written.endswith("?")
    written = written[:-1].rstrip() if optional else written
    if written == "any" or not written:
        return Written(UNSTATED, optional) if written else Written(None, wrong="a type is missing")
    from schemacheck.sql.dialects import dialect_named  # noqa: PLC0415

    dialect = dialect_named(database)
    try:
        found = dialect.type(written)
    except TypeSyntaxError as error:
        return Written(None, wrong=error.message)
    unknown = dialect.unknown(found)
    return Written(None, wrong=unknown[0], hint=unknown[1]) if unknown else Written(found, optional)
