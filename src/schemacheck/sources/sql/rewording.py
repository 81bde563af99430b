"""Expected texts in the words of a server of the live one's major version: it reads each, and prints what it read.

The columns are those of the live side, without a row, in a database that is thrown away. What the server prints of a
text there is what it would print had somebody written it on the live server: equal words are equal meanings, and other
words are another text. Where it cannot be had as there (a type of an extension, a function that only the live server
has), nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import psycopg

from schemacheck.base.cache import cache_folder
from schemacheck.base.errors import UncheckedError
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.constraints import Check, Exclusion
from schemacheck.model.keys import Index, KeyPart, PrimaryKey
from schemacheck.model.policies import Policy
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Generated, Table
from schemacheck.model.triggers import Trigger
from schemacheck.model.user_types import CompositeType, Domain, Enum, Range
from schemacheck.scratch import questions
from schemacheck.scratch.database import connected
from schemacheck.scratch.questions import ASKED
from schemacheck.scratch.statements import schema as schema_statement
from schemacheck.sources.postgres.catalog.statements import SETTINGS
from schemacheck.sources.sql.server import chosen_server
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.tokens import tokens
from schemacheck.sql.types import TypeName, is_builtin

if TYPE_CHECKING:
    from schemacheck.sources.source import ConnectionOptions, Source
    from schemacheck.sources.sql.running import Connection
    from schemacheck.sources.sql.server import Server

_SETTINGS: Final = {"application_name": "schemacheck", "lock_timeout": "1s", "statement_timeout": "10s"}
_METHODS: Final = ("btree", "gist", "gin", "hash")
"""Kinds of indexes, in one of which every type can stand that can stand in an index."""
_NOT_VALID: Final = " NOT VALID"
_WHEN: Final = re.compile(r" FOR EACH ROW WHEN \((.*)\) EXECUTE (?:FUNCTION|PROCEDURE) ", re.DOTALL)

# What is asked back is what the live side is asked for, so that both are printed alike.
_CHECK: Final = (
    "SELECT pg_catalog.pg_get_expr(k.conbin, k.conrelid) FROM pg_catalog.pg_constraint k WHERE k.conname = %s"
)
_COLUMN: Final = """
SELECT CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
            ELSE pg_catalog.pg_get_expr(d.adbin, d.adrelid) END
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE a.attname = %s
"""
_INDEX: Final = """
SELECT COALESCE(pg_catalog.pg_get_expr(i.indpred, i.indrelid), pg_catalog.pg_get_indexdef(i.indexrelid, 1, false))
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE c.relname = %s
"""
_POLICY: Final = """
SELECT pg_catalog.pg_get_expr(COALESCE(p.polqual, p.polwithcheck), p.polrelid)
FROM pg_catalog.pg_policy p WHERE p.polname = %s
"""
_TRIGGER: Final = "SELECT pg_catalog.pg_get_triggerdef(t.oid, false) FROM pg_catalog.pg_trigger t WHERE t.tgname = %s"
_VIEW: Final = "SELECT pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c WHERE c.relname = %s"
_DOMAIN_CHECK: Final = "SELECT pg_catalog.pg_get_expr(k.conbin, 0) FROM pg_catalog.pg_constraint k WHERE k.conname = %s"
_DOMAIN_DEFAULT: Final = (
    "SELECT pg_catalog.pg_get_expr(t.typdefaultbin, 0) FROM pg_catalog.pg_type t WHERE t.typname = %s"
)


@record
class Asked:
    """An expected object whose texts are to be put into words."""

    item: Any
    table: QName | None
    """The table that holds it, or that it is."""
    facet: str
    """Its key, as the expected schema has it."""


@record
class Refused:
    """A text that cannot be had here as it is there."""

    reason: str
    """In the server's own words, or ours."""


class AnotherMajorError(UncheckedError):
    """The server that is to be had is of another major version, and so are its words."""


class WordingServer:
    """The throw-away server of a run: started when it is first asked, and there for as long as the run may ask."""

    def __init__(self, connection: ConnectionOptions) -> None:
        self._connection = connection
        self._stack = ExitStack()
        self._server: Server | None = None
        self._session: tuple[Connection, int] | None = None

    def reworded(self, asked: Sequence[Asked], live: Schema, major: int, sides: Sequence[Source]) -> list[Any]:
        """Put the expected texts of objects into words.

        Args:
            asked: the objects.
            live: the side whose columns and types are meant.
            major: the major version in whose words.
            sides: the sources that are compared: nothing is made on a server of theirs.

        Returns:
            For each the object with the server's words in the place of its own, or a `Refused`.

        Raises:
            UsageError: the server that is named for it is one of those that are compared, or makes no sense.
            UncheckedError: there is none, or it is gone.
        """
        if self._server is None:
            self._server = chosen_server(self._connection)
        for side in sides:
            self._server.refuse(side)
        self._require(major, self._server.major())
        if self._session is None:
            self._connection.on_phase("asking a throw-away server for its words")
            folder = cache_folder(self._connection.environ) if self._connection.keeps else None
            scratch = self._stack.enter_context(self._server.database(folder / "servers" if folder else None, None))
            self._session = self._stack.enter_context(connected(scratch.owner)), scratch.major
        session, its_major = self._session
        self._require(major, its_major)
        try:
            return reworded(asked, live, session, its_major)
        except psycopg.Error as error:
            said = " ".join(str(error).split())
            raise UncheckedError(f"The throw-away server ended the session: {said}") from error

    def close(self) -> None:
        """Throw it away."""
        self._stack.close()

    @staticmethod
    def _require(wanted: int, there: int | None) -> None:
        if there is not None and there != wanted:
            raise AnotherMajorError(f"the one that is to be had is PostgreSQL {there}")


class _Impossible(Exception):  # noqa: N818 - an answer like any other
    """Nothing can be said of a text."""


def reworded(asked: Sequence[Asked], live: Schema, session: Connection, major: int) -> list[Any]:
    """Put the expected texts of objects into words; all that is made for it is rolled back.

    Args:
        asked: the objects.
        live: the side whose columns and types are meant.
        session: of a throw-away database, as its owner.
        major: the major version of its server.

    Returns:
        For each the object with the server's words in the place of its own, or a `Refused`.

    Raises:
        psycopg.OperationalError: the server is gone.
    """
    words = _Words(session, live, major)
    session.execute("BEGIN")
    try:
        statement, values = SETTINGS.asked(_SETTINGS)
        session.execute(statement.text(major).encode(), values)
        return [words.of(each) for each in asked]
    finally:
        if not session.closed:
            session.execute("ROLLBACK")


class _Words:
    """Asks one server, and makes what the texts speak of when they first do."""

    def __init__(self, session: Connection, live: Schema, major: int) -> None:
        self._session = session
        self._major = major
        self._home = live.home
        self._tables = {table.name: table for table in live.tables}
        self._types = {item.name: item for item in _types_of(live)}
        self._called: dict[str, list[QName]] = {}
        for name in (*self._tables, *self._types):
            self._called.setdefault(name.name, []).append(name)
        self._made: dict[QName, str] = {}
        """What was made, with what is wrong with it; empty: nothing is."""

    def of(self, asked: Asked) -> Any:
        """Return the object in the server's words, or a `Refused`."""
        try:
            return self._reworded(asked)
        except _Impossible as error:
            return Refused(str(error))

    def _reworded(self, asked: Asked) -> Any:
        item, there, facet = asked.item, asked.table, asked.facet
        if isinstance(item, Domain):
            return self._domain(item, facet)
        if there is None:
            raise _Impossible(f"{facet} cannot be asked")
        if isinstance(item, Table) and facet == "definition" and isinstance(item.definition, DeparsedText):
            query = item.definition.text.strip().removesuffix(";")
            return replace(
                item, definition=self._deparsed(there, questions.view(there, query), _VIEW, query, alone=True)
            )
        if isinstance(item, Column):
            return self._column(item, there, facet)
        if isinstance(item, Check) and isinstance(item.expression, str):
            made = questions.check(there, item.expression)
            return replace(item, expression=self._text(there, made, _CHECK, item.expression))
        if isinstance(item, Index | Exclusion) and facet == "where" and isinstance(item.predicate, str):
            made = questions.index_where(there, item.predicate)
            return replace(item, predicate=self._text(there, made, _INDEX, item.predicate))
        if isinstance(item, Index):
            return replace(item, parts=tuple(self._part(part, there) for part in item.parts))
        if isinstance(item, Policy):
            attribute, clause = ("using", "USING") if facet == "using" else ("check", "WITH CHECK")
            text = str(getattr(item, attribute))
            said = self._deparsed(there, questions.policy(there, clause, text), _POLICY, text)
            return replace(item, using=said) if attribute == "using" else replace(item, check=said)
        if isinstance(item, Trigger) and isinstance(item.when, DeparsedText):
            text = item.when.text
            printed = _WHEN.search(self._text(there, questions.trigger(there, text), _TRIGGER, text))
            if printed is not None:
                return replace(item, when=DeparsedText(printed[1], self._major))
        raise _Impossible(f"{facet} cannot be asked")

    def _column(self, column: Column, there: QName, facet: str) -> Column:
        table = self._tables.get(there)
        live = next((each for each in (table.columns if table else ()) if each.name == column.name), None)  # type: ignore[union-attr]
        if live is None or not isinstance(live.type, TypeName):
            raise _Impossible(f"the type of {column.name} is not known")
        if facet == "default" and isinstance(column.default, Default):
            text = column.default.text or str(column.default)
            printed = self._text(there, questions.default(there, column.name, text), _COLUMN, text, called=column.name)
            return replace(column, default=parse_default(printed, live.type, there.schema))
        if isinstance(column.generated, Generated) and isinstance(column.generated.expression, str):
            text = column.generated.expression
            made = questions.generated(there, str(live.type), text)
            said = self._text(there, made, _COLUMN, text)
            return replace(column, generated=replace(column.generated, expression=said))
        raise _Impossible(f"{facet} cannot be asked")

    def _part(self, part: KeyPart, there: QName) -> KeyPart:
        if not isinstance(part.expression, str):
            return part
        refused: _Impossible | None = None
        for method in _METHODS:
            try:
                made = questions.index_on(there, method, part.expression)
                return replace(part, expression=self._text(there, made, _INDEX, part.expression))
            except _Impossible as error:
                refused = refused or error
        raise refused or _Impossible("there is no way to index it")

    def _domain(self, domain: Domain, facet: str) -> Domain:
        there, live = domain.name, self._types.get(domain.name)
        if not isinstance(live, Domain) or not isinstance(live.base, TypeName):
            raise _Impossible(f"the type of {there.name} is not known")
        self._need_type(live.base)
        base = str(live.base)
        if facet == "default" and isinstance(domain.default, Default):
            text = domain.default.text or str(domain.default)
            printed = self._text(there, questions.domain_default(there, base, text), _DOMAIN_DEFAULT, text)
            return replace(domain, default=parse_default(printed, None, there.schema))
        if facet != "checks" or not isinstance(domain.checks, tuple):
            raise _Impossible(f"{facet} cannot be asked")
        checks = []
        for name, condition in domain.checks:
            text = condition.removesuffix(_NOT_VALID)
            said = self._text(there, questions.domain_check(there, base, text), _DOMAIN_CHECK, text)
            checks.append((name, said + condition[len(text) :]))
        return replace(domain, checks=tuple(checks))

    def _deparsed(self, there: QName, made: list[str], back: str, text: str, *, alone: bool = False) -> DeparsedText:
        return DeparsedText(self._text(there, made, back, text, alone=alone), self._major)

    def _text(
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
        """
        if not _is_one(text):
            raise _Impossible("it is not one expression")
        self._need_schema(there.schema)
        used = [] if alone or there not in self._tables else [there]
        used += [name for name in self._named_in(text) if name != there]
        for name in used:
            self._need(name)
        wrong = next((self._made[name] for name in used if self._made[name]), None)
        if wrong and any(token.value == "*" for token in tokens(text)):
            raise _Impossible(wrong)
        with self._undone():
            self._run(questions.looks_in(dict.fromkeys((there.schema, self._home))))
            for each in made:
                self._run(each, wrong)
            self._run(questions.looks_in(()))
            row = self._session.execute(back.encode(), (called,)).fetchone()
        if row is None or row[0] is None:
            raise _Impossible("the server prints nothing of it")
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
            if name in self._types:
                self._make_type(name)
            else:
                self._make_table(self._tables[name])
        except _Impossible as error:
            self._made[name] = str(error)

    def _make_table(self, table: Table) -> None:
        columns = []
        missing = ""
        for column in table.columns if isinstance(table.columns, tuple) else ():
            try:
                if not isinstance(column.type, TypeName):
                    raise _Impossible(f"the type of {column.name} is not known")
                self._need_type(column.type)
                columns.append((column.name, str(column.type)))
            except _Impossible as error:
                missing = missing or str(error)
        key = table.primary_key.columns if isinstance(table.primary_key, PrimaryKey) else ()
        known = {name for name, _ in columns}
        with self._kept():
            self._run(questions.table(table.name, columns, key if known.issuperset(key) else ()))
        self._made[table.name] = missing

    def _make_type(self, name: QName) -> None:
        item = self._types[name]
        made = None
        if isinstance(item, Enum) and isinstance(item.labels, tuple):
            made = questions.enum(name, item.labels)
        elif isinstance(item, Domain) and isinstance(item.base, TypeName):
            self._need_type(item.base)
            made = questions.domain(name, str(item.base))
        elif isinstance(item, CompositeType) and isinstance(item.attributes, tuple):
            for _, of_type in item.attributes:
                self._need_type(of_type)
            made = questions.composite(name, [(each, str(of_type)) for each, of_type in item.attributes])
        elif isinstance(item, Range) and isinstance(item.subtype, TypeName):
            self._need_type(item.subtype)
            made = questions.range_of(name, str(item.subtype))
        if made is None:
            raise _Impossible(f"the type {name.name} is not known")
        with self._kept():
            self._run(made)

    def _need_type(self, of_type: TypeName) -> None:
        if is_builtin(of_type):
            return
        name = QName(of_type.schema or self._home, of_type.name)
        if of_type.of_extension or name not in self._types:
            raise _Impossible(f"the type {of_type.name} is not known")
        self._need(name)
        if self._made[name]:
            raise _Impossible(self._made[name])

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
        except _Impossible:
            self._session.execute("ROLLBACK TO SAVEPOINT made")
            raise

    def _run(self, sql: str, known: str | None = None) -> None:
        """Send one statement; `known` is why a column may be missing, if one may."""
        try:
            self._session.execute(sql.encode())
        except psycopg.OperationalError as error:
            if self._session.closed:
                raise
            raise _Impossible(str(error.diag.message_primary)) from None
        except psycopg.Error as error:
            is_missing = isinstance(error, psycopg.errors.UndefinedColumn | psycopg.errors.UndefinedObject)
            raise _Impossible((is_missing and known) or str(error.diag.message_primary)) from None


def _types_of(live: Schema) -> Iterator[Enum | Domain | CompositeType | Range]:
    for kind in ("enums", "domains", "composite_types", "ranges"):
        items = getattr(live, kind)
        if isinstance(items, tuple):
            yield from items


def _is_one(text: str) -> bool:
    """Whether a text stays within the parentheses that it is put into, and is followed by no other statement."""
    depth = 0
    for token in tokens(text):
        if token.kind == "bad" or (token.value == ";" and token.kind not in ("string", "name")):
            return False
        if token.kind in ("punct", "op"):
            depth += (token.value == "(") - (token.value == ")")
        if depth < 0:
            return False
    return depth == 0
