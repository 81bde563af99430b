"""What the whole database has: extensions, event triggers, publications, foreign servers, and its own facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from yaml.nodes import Node, ScalarNode

from schemacheck.base.names import QName
from schemacheck.model.access import OWNERS_OWN
from schemacheck.model.database import Database, EventTrigger, Extension, ForeignServer, Publication, PublishedTable
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.objects import (
    DATABASE,
    EVENT_TRIGGER,
    EXTENSION,
    FOREIGN_SERVER,
    IN_DATABASE,
    PUBLICATION,
    PUBLISHED,
    PUBLISHED_TABLE,
)
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.access import access_of, put_access
from schemacheck.sources.spec.kinds.codecs import Codec, read_attributes, write_attributes
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.kinds.references import written_name
from schemacheck.sources.spec.kinds.roles import read_limit, write_limit
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Line, Value

_ENTRY: Final = {key.name: cast(Shape, key.shape.entries) for key in IN_DATABASE}

EXTENSIONS: Final = PlainObjects(EXTENSION, _ENTRY["extensions"], Extension, owned=False)

EVENT_TRIGGERS: Final = PlainObjects(EVENT_TRIGGER, _ENTRY["event_triggers"], EventTrigger)

FOREIGN_SERVERS: Final = PlainObjects(FOREIGN_SERVER, _ENTRY["foreign_servers"], ForeignServer, grants=(OWNERS_OWN,))


def _read_tables(reader: Reader, fields: Fields, key: str) -> Any:
    node = fields[key]
    if type(node) is ScalarNode:
        return UNSTATED
    found = []
    shape = cast(Shape, PUBLICATION.key(key).shape.entries)
    for written, (_, value) in reader.entries(node, "a table").items():
        if not reader.fits(value, shape, f"table {written}"):
            continue
        table = _read_table_name(written, reader.home)
        if type(value) is ScalarNode:
            found.append(PublishedTable(table))
        else:
            inner = reader.fields(value, PUBLISHED_TABLE)
            found.append(PublishedTable(table, inner.names("columns"), inner.text("where")))
    return tuple(sorted(found, key=lambda each: each.table))


def _read_table_name(written: str, home: str) -> QName:
    """Read `table` or `schema.table`; a name with a dot in it stands in double quotes."""
    parts = [""]
    quoted = False
    for character in written:
        if character == '"':
            quoted = not quoted
        elif character == "." and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return QName(parts[0], parts[1]) if len(parts) == 2 else QName(home, written)


def _written_tables(tables: tuple[PublishedTable, ...]) -> Value:
    written: dict[str, Value] = {}
    for each in tables:
        entry = Line()
        if each.columns is not None:
            entry["columns"] = list(each.columns)
        if each.where is not None:
            entry["where"] = each.where if isinstance(each.where, str) else "any"
        written[f"{written_name(each.table.schema)}.{written_name(each.table.name)}"] = entry or "all"
    return written


def _publish(_reader: Reader, fields: Fields, key: str) -> Any:
    return UNSTATED if fields.word(key) == "any" else tuple(each for each in PUBLISHED if each in fields.words(key))


PUBLICATIONS: Final = PlainObjects(
    PUBLICATION,
    _ENTRY["publications"],
    Publication,
    own={"tables": Codec(_read_tables, _written_tables), "publish": Codec(_publish)},
)

ITSELF: Final = QName("", "database")
"""The name of the one entry."""


_OF_THE_DATABASE: Final = {
    "collation_version": Codec(
        lambda _reader, fields, key: UNSTATED if fields.word(key) == "any" else fields.word(key),
        lambda version: version.partition(":")[0],
    ),
    "connection_limit": Codec(read_limit, write_limit),
}


def read_database(reader: Reader, node: Node, _schema: str) -> Iterator[Database]:
    """Read the value of `database:`."""
    fields = reader.fields(node, DATABASE)
    stated = {**access_of(reader, fields), **read_attributes(reader, fields, _OF_THE_DATABASE)}
    if "owner" not in fields:
        stated["owner"] = UNSTATED  # the usual owner of a file is that of tables
    yield Database(ITSELF, at=reader.at(node), marks=fields.marks(), **stated)


def write_database(item: Database, _exact: frozenset[str]) -> dict[str, Value]:
    """Write the database's own facts."""
    entry: dict[str, Value] = {}
    write_attributes(entry, item, DATABASE, _OF_THE_DATABASE)
    put_access(entry, item)
    return entry
