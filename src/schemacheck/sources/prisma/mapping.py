"""The database that a schema.prisma describes, as Prisma's own engine would make it: PrismaSchema in, Schema out.

What the language has no words for (checks, triggers, policies, collations, whether a table is logged) stays unstated.
A field with `@ignore` is a column like any other, and a model with `@@ignore` a table of which the columns are stated;
`disused` says how much a difference in them matters. A view block knows names and types of its columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from schemacheck.base.errors import SourceError
from schemacheck.base.names import Position, QName, truncated
from schemacheck.base.record import record
from schemacheck.model import keys as model
from schemacheck.model import user_types
from schemacheck.model.database import Extension
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Table
from schemacheck.sources.prisma import keys
from schemacheck.sources.prisma.columns import Columns
from schemacheck.sources.prisma.database_names import join_name, kept
from schemacheck.sources.prisma.load import PrismaSchema, load, with_code
from schemacheck.sources.prisma.relations import End, ManyToMany
from schemacheck.sources.prisma.scope import DatasourceFacts, Mistakes
from schemacheck.sources.prisma.tree import Enum, Field, Model, View
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.types import TypeName

PUBLIC: Final = "public"
Owner: TypeAlias = Model | View | ManyToMany


@record
class PrismaSource:
    """A schema.prisma with the database it describes."""

    written: PrismaSchema
    schema: Schema
    owners: Mapping[QName, Owner]
    """The model or relation behind each table."""


def read_prisma(path: Path, home: str = PUBLIC) -> PrismaSource:
    """Read a schema.prisma, one file or a folder.

    `home` is the schema of everything where the file leaves that to the connection, as most do.

    Raises:
        SourceError: with every mistake in it.
    """
    return described(load(path), home, str(path))


def described(written: PrismaSchema, home: str, label: str) -> PrismaSource:
    """Work out the database a sound schema.prisma describes.

    Raises:
        SourceError: what is written cannot be a database: a type that is none, two tables of one name.
    """
    return _Mapping(written, home).source(label)


@dataclass(slots=True, eq=False, repr=False)
class _Mapping:
    written: PrismaSchema
    home: str
    mistakes: Mistakes = field(default_factory=Mistakes)
    owners: dict[QName, Owner] = field(default_factory=dict)
    types: dict[QName, Enum] = field(default_factory=dict)

    def source(self, label: str) -> PrismaSource:
        source = self.written.datasource
        if source.schemas and self.home not in source.schemas:
            self.home = PUBLIC if PUBLIC in source.schemas else source.schemas[0]
        types = {name: TypeName(self._schema_of(enum), kept(enum)) for name, enum in self.written.enums.items()}
        columns = Columns({name: (enum, types[name]) for name, enum in self.written.enums.items()}, self.mistakes)
        foreign_keys = self._foreign_keys()
        tables = [self._model(model, columns, foreign_keys) for model in self.written.models.values()]
        tables += [self._view(view, columns) for view in self.written.views.values()]
        tables += [self._join(join, columns) for join in self.written.many_to_many if _of_models(join)]
        if self.mistakes.found:
            raise SourceError([with_code(each) for each in self.mistakes.sorted()])
        namespaces = source.schemas or (self.home,)
        schema = Schema(
            origin=Origin("prisma", label),
            home=self.home,
            namespaces=namespaces,
            tables=tuple(tables),
            enums=tuple(self._enum(enum) for enum in self.written.enums.values()),
            # Prisma reads a domain as the type below it, so that it has to be known which are there.
            domains=(),
            extensions=_extensions(source),
            # One that the file does not name is nothing against it: Prisma drops none.
            listed={"domains": frozenset(), "extensions": frozenset()},
            namespace_marks=dict.fromkeys(namespaces, source.at),
        )
        return PrismaSource(self.written, schema, self.owners)

    def _schema_of(self, named: Model | View | Enum) -> str:
        attribute = named.attribute("schema")
        return truncated((attribute.text("map", unnamed=True) if attribute else None) or self.home)

    def _qname(self, named: Model | View) -> QName:
        return QName(self._schema_of(named), kept(named))

    def _own(self, name: QName, owner: Owner, at: Position) -> QName:
        """Note whose table this is; two of one name are a mistake, though each by itself is sound."""
        other = self.owners.setdefault(name, owner)
        if other is not owner:
            self.mistakes.add(
                at, f"{called(owner)} and {called(other)} are both the table {name.name} in the database", code=None
            )
        return name

    def _columns(self, entity: Model | View) -> list[Field]:
        known = {*self.written.models, *self.written.views}
        fields = [each for each in entity.fields if each.type.name not in known]
        first: dict[str, Field] = {}
        for each in fields:
            other = first.setdefault(kept(each), each)
            if other is not each:
                message = f"{each.name} and {other.name} are both the column {kept(each)} in the database"
                self.mistakes.add(each.at, message, code=None)
        return fields

    def _enum(self, enum: Enum) -> user_types.Enum:
        name = QName(self._schema_of(enum), kept(enum))
        other = self.types.setdefault(name, enum)
        if other is not enum:
            message = f"enum {enum.name} and enum {other.name} are both the type {name.name} in the database"
            self.mistakes.add(enum.at, message, code=None)
        labels = tuple(map(kept, enum.values))
        marks = {"labels": enum.values[0].at} if enum.values else {}
        return user_types.Enum(name, labels, at=enum.at, marks=marks)

    def _foreign_keys(self) -> dict[str, list[model.ForeignKey]]:
        found: dict[str, list[model.ForeignKey]] = {}
        if self.written.datasource.foreign_keys:
            for key in self.written.foreign_keys:
                if isinstance(key.owner, Model) and isinstance(key.target, Model):
                    made = keys.foreign_key(key, self._qname(key.target))
                    found.setdefault(key.owner.name, []).append(made)
        return found

    def _model(self, entity: Model, columns: Columns, foreign_keys: Mapping[str, list[model.ForeignKey]]) -> Table:
        name = self._own(self._qname(entity), entity, entity.at)
        made = tuple(columns.column(each, name.schema) for each in self._columns(entity))
        if entity.attribute("ignore") is not None:
            return Table(name, columns=made, at=entity.at)
        return Table(
            name=name,
            columns=made,
            primary_key=keys.primary_key(entity),
            uniques=keys.uniques(entity),
            foreign_keys=tuple(foreign_keys.get(entity.name, ())),
            indexes=keys.indexes(entity),
            at=entity.at,
        )

    def _view(self, view: View, columns: Columns) -> Table:
        name = self._own(self._qname(view), view, view.at)
        made = tuple(columns.view_column(each) for each in self._columns(view))
        return Table(name, kind="view", columns=made, at=view.at)

    def _join(self, join: ManyToMany, columns: Columns) -> Table:
        """The table that Prisma keeps for two lists that face each other, as its versions since 6.0 make it."""
        wanted = f"_{join.name}" if join.name else f"_{join.a.owner.name}To{join.b.owner.name}"
        at = join.a.field.at
        home = self._schema_of(join.a.owner)
        name = self._own(QName(home, truncated(wanted)), join, at)
        table = name.name
        ends = {letter: (end, self._referenced(end)) for letter, end in (("A", join.a), ("B", join.b))}
        enforced = self.written.datasource.foreign_keys
        return Table(
            name=name,
            columns=tuple(
                Column(letter, columns.type(id_) or UNSTATED, nullable=False, collation=UNSTATED, at=end.field.at)
                for letter, (end, id_) in ends.items()
                if id_ is not None
            ),
            primary_key=model.PrimaryKey(("A", "B"), name=join_name(table, "_AB_pkey"), at=at),
            uniques=(),
            foreign_keys=tuple(
                model.ForeignKey(
                    columns=(letter,),
                    target=self._qname(end.owner),
                    target_columns=(kept(id_),),
                    name=join_name(table, f"_{letter}_fkey"),
                    on_delete="cascade",
                    on_delete_columns=(),
                    on_update="cascade",
                    at=end.field.at,
                )
                for letter, (end, id_) in ends.items()
                if id_ is not None and enforced
            ),
            indexes=(model.Index((model.KeyPart("B"),), name=join_name(table, "_B_index"), at=at),),
            at=at,
        )

    def _referenced(self, end: End) -> Field | None:
        """The field that one column of a join table points at."""
        found = keys.id_field(end.owner)
        if found is None:
            message = f"{end.owner.name}.{end.field.name} needs an @id of one field in {end.owner.name}"
            self.mistakes.add(end.field.at, message, "Prisma keeps a table for two lists only between such keys")
        return found


def _extensions(source: DatasourceFacts) -> Stated[tuple[Extension, ...]]:
    """The extensions that the datasource names; where it has no such list, the file does not speak of them."""
    if source.extensions is None:
        return UNSTATED
    first = {each.name: each for each in reversed(source.extensions)}
    return tuple(
        Extension(
            QName("", truncated(each.name)),
            part_of="every database" if each.name == "plpgsql" else None,
            schema=UNSTATED if each.schema is None else truncated(each.schema),
            version=UNSTATED if each.version is None else DeparsedText(each.version),
            at=each.at,
        )
        for each in first.values()
    )


def _of_models(join: ManyToMany) -> bool:
    return isinstance(join.a.owner, Model) and isinstance(join.b.owner, Model)


def called(owner: Owner) -> str:
    """What a reader of the file calls it."""
    if isinstance(owner, ManyToMany):
        return f"the relation {owner.a.owner.name}.{owner.a.field.name}"
    return f"{type(owner).__name__.lower()} {owner.name}"
