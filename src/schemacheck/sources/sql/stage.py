"""The throw-away database in which a text is read: what the text speaks of is made there when it first does.

Tables and types are those of the live side, without a row or a constraint; extensions are those of its extensions that
the throw-away server has to offer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import psycopg

from schemacheck.base.names import QName
from schemacheck.model.keys import PrimaryKey
from schemacheck.model.routines import Routine
from schemacheck.model.schema import Schema
from schemacheck.model.table import Table
from schemacheck.model.user_types import CompositeType, Domain, Enum, Range
from schemacheck.scratch import questions
from schemacheck.scratch.questions import ASKED
from schemacheck.scratch.statements import extension as extension_statement
from schemacheck.scratch.statements import schema as schema_statement
from schemacheck.sql.tokens import tokens
from schemacheck.sql.types import TypeName, is_builtin

if TYPE_CHECKING:
    from schemacheck.sources.sql.running import Connection


_BROUGHT_BY: Final = {
    "lquery": "ltree", "ltxtquery": "ltree", "query_int": "intarray", "lo": "lo",
    **dict.fromkeys(("isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc", "ean13"), "isn"),
    **dict.fromkeys(("geometry", "geography", "geometry_dump", "box2d", "box3d"), "postgis"),
    **dict.fromkeys(("halfvec", "sparsevec"), "vector"),
}  # fmt: skip
"""The extension that brings a type, where it is not called like it."""


class Impossible(Exception):  # noqa: N818 - an answer like any other
    """Nothing can be said of a text."""


class _Question(NamedTuple):
    made: list[str]
    """The statements that make something with the text in it."""
    back: str
    """What asks for its text, by its name."""
    called: str
    wrong: str | None
    """Why a column may be missing, if one may."""


class Stage:
    """A throw-away database, and what was made there."""

    def __init__(self, session: Connection, live: Schema, major: int) -> None:
        self._session = session
        self.major = major
        self._home = live.home
        self.tables = {table.name: table for table in live.tables}
        self.types = {item.name: item for item in _types_of(live)}
        self._extensions = dict(_extensions_of(live))
        functions = live.functions if isinstance(live.functions, tuple) else ()
        self.routines: dict[QName, list[Routine]] = {}
        for routine in functions:
            self.routines.setdefault(routine.name, []).append(routine)
        self._called: dict[str, list[QName]] = {}
        for name in (*self.tables, *self.types):
            self._called.setdefault(name.name, []).append(name)
        self._made: dict[QName, str] = {}
        """What was made, with what is wrong with it; empty: nothing is."""
        self._brought: dict[str, str] = {}
        """The extensions that were made, with their schemas."""
        self._refused: set[str] = set()

    def text(
        self, there: QName, made: list[str], back: str, text: str, *, called: str = ASKED, alone: bool = False
    ) -> str:
        """Make something with a text in it, and return what the server prints of that.

        Args:
            there: the object that the text belongs to.
            made: what makes it.
            back: what asks for its text, by its name.
            text: the text.
            called: that name.
            alone: whether it stands for itself, so that the object it belongs to need not be there.

        Raises:
            Impossible: the server cannot read it, or what it speaks of is not to be had.
            psycopg.OperationalError: the server is gone.
        """
        if not _is_one(text):
            raise Impossible("it is not one expression")
        self._need_schema(there.schema)
        used = [] if alone or there not in self.tables else [there]
        used += [name for name in self._named_in(text) if name != there]
        for name in used:
            self._need(name)
        wrong = next((self._made[name] for name in used if self._made[name]), None)
        if wrong and any(token.value == "*" for token in tokens(text)):
            raise Impossible(wrong)
        question = _Question(made, back, called, wrong)
        path = dict.fromkeys((there.schema, self._home))
        try:
            printed = self._printed(question, path)
        except Impossible:
            # What the server lacks may be what an extension brings, and nobody knows which one does.
            brought = [self._has_extension(name, schema) for name, schema in self._extensions.items()]
            if not any(brought):
                raise
            return self._printed(question, path | dict.fromkeys(self._brought.values()))
        wider = path | dict.fromkeys(self._brought.values())
        # Operators of an extension's types are found by the search_path, and which one was meant is written nowhere.
        if wider != path and self._printed(question, wider) != printed:
            raise Impossible("what it means depends on the search_path")
        return printed

    def _printed(self, question: _Question, path: Iterable[str]) -> str:
        made, back, called, wrong = question
        with self._undone():
            self._run(questions.looks_in(path))
            for each in made:
                self._run(each, wrong)
            self._run(questions.looks_in(()))
            row = self._session.execute(back.encode(), (called,)).fetchone()
        if row is None or row[0] is None:
            raise Impossible("the server prints nothing of it")
        return str(row[0])

    def _named_in(self, text: str) -> list[QName]:
        """Return the tables and types that a text may speak of."""
        words = dict.fromkeys(token.value for token in tokens(text) if token.kind in ("word", "name"))
        return [name for word in words for name in self._called.get(word, ())]

    def _need(self, name: QName) -> None:
        """Make a table or a type, as far as that can be done here."""
        if name in self._made:
            return
        self._made[name] = ""
        try:
            self._need_schema(name.schema)
            if name in self.types:
                self._make_type(name)
            else:
                self._make_table(self.tables[name])
        except Impossible as error:
            self._made[name] = str(error)

    def _make_table(self, table: Table) -> None:
        columns = []
        missing = ""
        for column in table.columns if isinstance(table.columns, tuple) else ():
            try:
                if not isinstance(column.type, TypeName):
                    raise Impossible(f"the type of {column.name} is not known")
                self.need_type(column.type)
                columns.append((column.name, str(column.type)))
            except Impossible as error:
                missing = missing or str(error)
        key = table.primary_key.columns if isinstance(table.primary_key, PrimaryKey) else ()
        known = {name for name, _ in columns}
        with self._kept():
            self._run(questions.table(table.name, columns, key if known.issuperset(key) else ()))
        self._made[table.name] = missing

    def _make_type(self, name: QName) -> None:
        item = self.types[name]
        made = None
        if isinstance(item, Enum) and isinstance(item.labels, tuple):
            made = questions.enum(name, item.labels)
        elif isinstance(item, Domain) and isinstance(item.base, TypeName):
            self.need_type(item.base)
            made = questions.domain(name, str(item.base))
        elif isinstance(item, CompositeType) and isinstance(item.attributes, tuple):
            for _, of_type in item.attributes:
                self.need_type(of_type)
            made = questions.composite(name, [(each, str(of_type)) for each, of_type in item.attributes])
        elif isinstance(item, Range) and isinstance(item.subtype, TypeName):
            self.need_type(item.subtype)
            made = questions.range_of(name, str(item.subtype))
        if made is None:
            raise Impossible(f"the type {name.name} is not known")
        with self._kept():
            self._run(made)

    def need_type(self, of_type: TypeName, home: str | None = None) -> None:
        """Make a type; without a schema it is one of the schema `home`.

        Raises:
            Impossible: it is not to be had.
        """
        if is_builtin(of_type):
            return
        name = QName(of_type.schema or home or self._home, of_type.name)
        if of_type.of_extension:
            known = self._has_extension(_BROUGHT_BY.get(of_type.name, of_type.name), name.schema)
        else:
            known = name in self.types
        if not known:
            raise Impossible(f"the type {of_type.name} is not known")
        if name in self.types:
            self._need(name)
            if self._made[name]:
                raise Impossible(self._made[name])

    def _has_extension(self, extension: str, schema: str) -> bool:
        """Make an extension, if the server has it to offer and lets its role; say whether it is there."""
        if extension not in self._brought and extension not in self._refused:
            try:
                self._need_schema(schema)
                with self._kept():
                    self._run(extension_statement(extension, schema, None, cascade=True))
                self._brought[extension] = schema
            except Impossible:
                self._refused.add(extension)
        return self._brought.get(extension) == schema

    def _need_schema(self, schema: str) -> None:
        key = QName("", schema)
        if key not in self._made:
            self._made[key] = ""
            with self._kept():
                self._run(schema_statement(schema))

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Undo in the end what is made meanwhile."""
        self._session.execute("SAVEPOINT asked")
        try:
            yield
        finally:
            if not self._session.closed:
                self._session.execute("ROLLBACK TO SAVEPOINT asked")

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep what is made meanwhile, unless it fails."""
        self._session.execute("SAVEPOINT made")
        try:
            yield
        except Impossible:
            self._session.execute("ROLLBACK TO SAVEPOINT made")
            raise

    def _run(self, sql: str, known: str | None = None) -> None:
        """Send one statement; `known` is why a column may be missing, if one may."""
        try:
            # With values, if none, what is sent can be one statement alone.
            self._session.execute(sql.replace("%", "%%").encode(), ())
        except psycopg.OperationalError as error:
            if self._session.closed:
                raise
            raise Impossible(str(error.diag.message_primary)) from None
        except psycopg.Error as error:
            is_missing = isinstance(error, psycopg.errors.UndefinedColumn | psycopg.errors.UndefinedObject)
            raise Impossible((is_missing and known) or str(error.diag.message_primary)) from None


def _types_of(live: Schema) -> Iterator[Enum | Domain | CompositeType | Range]:
    for kind in ("enums", "domains", "composite_types", "ranges"):
        items = getattr(live, kind)
        if isinstance(items, tuple):
            yield from items


def _extensions_of(live: Schema) -> Iterator[tuple[str, str]]:
    """Yield the extensions of the live side, as far as it says, with the schemas in which they are."""
    if isinstance(live.extensions, tuple):
        for extension in live.extensions:
            if isinstance(extension.schema, str) and extension.part_of is None:
                yield extension.name.name, extension.schema
    columns = (
        column for table in live.tables for column in (table.columns if isinstance(table.columns, tuple) else ())
    )
    types = [column.type for column in columns if isinstance(column.type, TypeName) and column.type.of_extension]
    if isinstance(live.functions, tuple):
        types += [
            replace(each, schema=each.schema or routine.name.schema)
            for routine in live.functions
            for each in routine.inputs
            if each.of_extension
        ]
    for each in types:
        if each.schema is not None:
            yield _BROUGHT_BY.get(each.name, each.name), each.schema


def _is_one(text: str) -> bool:
    """Whether a text stays within the parentheses that it is put into."""
    depth = 0
    for token in tokens(text):
        if token.kind == "bad":
            return False
        if token.kind in ("punct", "op"):
            depth += (token.value == "(") - (token.value == ")")
        if depth < 0:
            return False
    return depth == 0
