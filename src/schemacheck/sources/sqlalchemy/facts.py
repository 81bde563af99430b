"""The facts that SQLAlchemy's Inspector reads from a database, in terms of the model.

This is the reader for any dialect. Where a database tells more of itself than the Inspector passes on, a class of its
own asks it: `sqlite.SQLiteFacts`, `mysql.MySQLFacts`. All of it is read for a whole schema at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.engine import Connection
from sqlalchemy.engine.reflection import Inspector, ObjectKind

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.constraints import Check
from schemacheck.model.keys import Action, Deferral, ForeignKey, Index, KeyPart, Match, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Generated, Identity, RelationKind, Table
from schemacheck.report.finding import NotChecked
from schemacheck.sources.sqlalchemy.folding import StoredText
from schemacheck.sources.sqlalchemy.types import type_of
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.dialects import Dialect
from schemacheck.sql.types import TypeName

ACTIONS: Final[Mapping[str, Action]] = {
    "NO ACTION": "no action",
    "RESTRICT": "restrict",
    "CASCADE": "cascade",
    "SET NULL": "set null",
    "SET DEFAULT": "set default",
}
MATCHES: Final[Mapping[str, Match]] = {"SIMPLE": "simple", "FULL": "full", "PARTIAL": "partial"}
BLIND: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": ("triggers", "the definitions of views", "virtual tables"),
    "mysql": (
        "triggers",
        "the definitions of views",
        "engines, character sets and collations of tables",
        "functions, procedures and events",
    ),
    "mssql": ("triggers", "the definitions of views", "constraints that are switched off"),
    "oracle": ("triggers", "the definitions of views", "constraints that are switched off"),
}
"""What a database has and this module does not read, by its name in SQLAlchemy."""


@record
class Entry:
    """A table or view of the schema that is read."""

    name: str
    kind: RelationKind
    part_of: str | None = None


class Facts:
    """Reads one schema of a database."""

    def __init__(self, connection: Connection, inspector: Inspector, dialect: Dialect | None, home: str) -> None:
        """Read with `dialect`, None for PostgreSQL; the schema of the connection is called `home`."""
        self.connection = connection
        self.inspector = inspector
        self.dialect = dialect
        self.home = home
        self.schema: str | None = None
        self.texts: dict[tuple[str, str, str], StoredText] = {}
        """How texts are stored, by schema, table and column in lower case, where that decides what a type means."""

    def gaps(self) -> tuple[NotChecked, ...]:
        """Name what the schema that was read last has that is not compared."""
        return ()

    @property
    def deferred(self) -> Stated[Deferral]:
        """Say when primary keys and uniques are checked: the Inspector does not, where it can be at commit."""
        return UNSTATED if self.dialect is None or self.dialect.name == "oracle" else "no"

    def read(self, schema: str | None) -> tuple[Table, ...]:
        """Read every table and view of a schema; None is that of the connection."""
        self.schema = schema
        entries = self.entries()
        columns, keys, foreign = self.columns(), self.primary_keys(), self.foreign_keys()
        (uniques, indexes), checks, comments = self.indexes(), self.checks(), self.comments()
        return tuple(
            Table(
                name=QName(self.home if schema is None else schema, entry.name),
                kind=entry.kind,
                columns=columns.get(entry.name, ()),
                primary_key=keys.get(entry.name),
                uniques=uniques.get(entry.name, ()),
                foreign_keys=foreign.get(entry.name, ()),
                indexes=indexes.get(entry.name, ()),
                checks=checks.get(entry.name, ()) if checks is not None else UNSTATED,
                unlogged=UNSTATED if self.dialect is None else False,
                comment=comments.get(entry.name) if comments is not None else UNSTATED,
                part_of=entry.part_of,
            )
            for entry in entries
        )

    def entries(self) -> list[Entry]:
        """List what is in the schema."""
        found = [Entry(name, "table") for name in self.inspector.get_table_names(self.schema)]
        found += [Entry(name, "view") for name in self.inspector.get_view_names(self.schema)]
        try:
            materialized = self.inspector.get_materialized_view_names(self.schema)
        except NotImplementedError:
            materialized = []
        return found + [Entry(name, "materialized view") for name in materialized]

    def columns(self) -> dict[str, tuple[Column, ...]]:
        """Read the columns of every table and view."""
        answer = self.inspector.get_multi_columns(schema=self.schema, kind=ObjectKind.ANY)
        return {name: tuple(map(self.column, found)) for (_, name), found in answer.items() if name}

    def column(self, found: Any) -> Column:
        """Build one column from the Inspector's dictionary."""
        type_ = self.type(found["type"])
        computed = found.get("computed")
        return Column(
            name=str(found["name"]),
            type=type_,
            nullable=found["nullable"],
            default=None if computed else self.default(found.get("default"), type_),
            identity=_identity(found),
            generated=_generated(computed),
            collation=getattr(found["type"], "collation", None),
            comment=found.get("comment"),
        )

    def type(self, found: Any) -> Stated[TypeName]:
        """Name a type as this database writes it."""
        return type_of(found, self.connection.dialect, self.dialect)

    def default(self, text: str | None, type_: Stated[TypeName]) -> Default | None:
        """Read a default."""
        if text is None:
            return None
        known = type_ if isinstance(type_, TypeName) else None
        return self.dialect.default(text, known) if self.dialect else parse_default(text, known, self.home)

    def primary_keys(self) -> dict[str, PrimaryKey]:
        """Read the primary keys."""
        answer = self.inspector.get_multi_pk_constraint(schema=self.schema, kind=ObjectKind.ANY)
        return {
            name: PrimaryKey(
                tuple(map(str, found["constrained_columns"])),
                name=_stated_name(found.get("name")),
                deferral=self.deferred,
            )
            for (_, name), found in answer.items()
            if name and found["constrained_columns"]
        }

    def foreign_keys(self) -> dict[str, tuple[ForeignKey, ...]]:
        """Read the foreign keys."""
        answer = self.inspector.get_multi_foreign_keys(schema=self.schema, kind=ObjectKind.ANY)
        return {name: tuple(map(self.foreign_key, found)) for (_, name), found in answer.items() if name}

    def foreign_key(self, found: Any) -> ForeignKey:
        """Build one foreign key from the Inspector's dictionary."""
        options = found.get("options") or {}
        return ForeignKey(
            columns=tuple(map(str, found["constrained_columns"])),
            target=QName(self.called(found.get("referred_schema")), str(found["referred_table"])),
            target_columns=tuple(map(str, found["referred_columns"])),
            name=_stated_name(found.get("name")),
            on_delete=ACTIONS.get(str(options.get("ondelete") or "NO ACTION").upper(), UNSTATED),
            on_delete_columns=(),
            on_update=ACTIONS.get(str(options.get("onupdate") or "NO ACTION").upper(), UNSTATED),
            match=MATCHES.get(str(options.get("match") or "SIMPLE").upper(), "simple"),
            deferral=deferral(options),
        )

    def called(self, schema: str | None) -> str:
        """Return a schema's name in the model: the connection's default schema is home."""
        return self.home if schema in (None, self.inspector.default_schema_name) else str(schema)

    def indexes(self) -> tuple[dict[str, tuple[Index, ...]], dict[str, tuple[Index, ...]]]:
        """Read what is unique, and the indexes that are not."""
        uniques: dict[str, list[Index]] = {}
        plain: dict[str, list[Index]] = {}
        constraints = self.inspector.get_multi_unique_constraints(schema=self.schema, kind=ObjectKind.ANY)
        carried: set[tuple[str, str]] = set()
        for (_, table), found in constraints.items():
            for each in found if table else ():
                carried.add((str(table), str(each.get("duplicates_index") or each.get("name"))))
                uniques.setdefault(str(table), []).append(replace(_unique(each), deferral=self.deferred))
        for (_, table), listed in self.inspector.get_multi_indexes(schema=self.schema, kind=ObjectKind.ANY).items():
            for one in listed if table else ():
                if (str(table), str(one["name"])) in carried or one.get("duplicates_constraint"):
                    continue
                made = _index(one)
                (uniques if made.unique else plain).setdefault(str(table), []).append(made)
        return _frozen(uniques), _frozen(plain)

    def checks(self) -> dict[str, tuple[Check, ...]] | None:
        """Read the check constraints; None where the dialect cannot."""
        try:
            answer = self.inspector.get_multi_check_constraints(schema=self.schema, kind=ObjectKind.TABLE)
        except NotImplementedError:
            return None
        return {
            name: tuple(Check(str(each["sqltext"]), _stated_name(each.get("name"))) for each in found)
            for (_, name), found in answer.items()
            if name
        }

    def comments(self) -> dict[str, str | None] | None:
        """Read the comments of tables; None where the database has none."""
        if not self.connection.dialect.supports_comments:
            return None
        try:
            answer = self.inspector.get_multi_table_comment(schema=self.schema, kind=ObjectKind.ANY)
        except NotImplementedError:
            return None
        return {name: found.get("text") for (_, name), found in answer.items() if name and found}


def deferral(options: Mapping[str, Any]) -> Deferral:
    """Say when a constraint is checked, from SQLAlchemy's options."""
    if str(options.get("initially") or "").upper() == "DEFERRED":
        return "initially deferred"
    return "deferrable" if options.get("deferrable") else "no"


def _stated_name(name: Any) -> Stated[str]:
    return UNSTATED if name is None else str(name)


def _identity(found: Any) -> Identity | None:
    identity = found.get("identity")
    return None if not identity else "always" if identity.get("always") else "by default"


def _generated(computed: Any) -> Generated | None:
    if not computed:
        return None
    return Generated(computed["sqltext"] or UNSTATED, computed.get("persisted", UNSTATED))


def _unique(found: Any) -> Index:
    options = found.get("dialect_options") or {}
    parts = tuple(KeyPart(str(column)) for column in found["column_names"])
    nulls = not options.get("postgresql_nulls_not_distinct", False)
    include = tuple(options.get("postgresql_include") or ())
    return Index(parts, True, _stated_name(found.get("name")), nulls_distinct=nulls, include=include, constraint=True)


def _index(found: Any) -> Index:
    options = {key.partition("_")[2]: value for key, value in (found.get("dialect_options") or {}).items()}
    texts = found.get("expressions") or found["column_names"]
    order = found.get("column_sorting") or {}
    classes, parts = options.get("ops") or {}, []
    for column, text in zip(found["column_names"], texts, strict=True):
        words = order.get(text, ())
        descending = "desc" in words
        first = "nulls_first" in words or (descending and "nulls_last" not in words)
        part = KeyPart(None, expression=str(text)) if column is None else KeyPart(str(column))
        parts.append(
            replace(part, descending=descending, nulls_first=first, operator_class=classes.get(text)),
        )
    where = options.get("where")
    return Index(
        tuple(parts),
        bool(found["unique"]),
        _stated_name(found.get("name")),
        predicate=None if where is None else str(where),
        nulls_distinct=not options.get("nulls_not_distinct", False),
        method=str(options.get("using") or "btree"),
        include=tuple(found.get("include_columns") or options.get("include") or ()),
        constraint=False,
    )


def _frozen(lists: Mapping[str, list[Index]]) -> dict[str, tuple[Index, ...]]:
    return {name: tuple(found) for name, found in lists.items()}
