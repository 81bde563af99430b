"""What the expected schema knows and protects, laid out so that a touch finds what it reaches."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple, TypeVar

from schemacheck.base.names import QName, is_plain, truncated
from schemacheck.guard.statements import HOLE
from schemacheck.guard.touches import Part, Touch
from schemacheck.guard.words import constants_in, names_in
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Generated, Table
from schemacheck.report.subject import CheckCondition, KeyColumns, Member, MemberName, Subject
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.types import parse_type

_Item = TypeVar("_Item")
Key = PrimaryKey | Index | ForeignKey

OBJECTS: Final[Mapping[str, tuple[Part, str]]] = {
    "enums": ("type", "enum"),
    "domains": ("type", "domain"),
    "composite_types": ("type", "composite type"),
    "ranges": ("type", "range"),
    "collations": ("collation", "collation"),
    "sequences": ("sequence", "sequence"),
    "functions": ("function", "function"),
    "extensions": ("extension", "extension"),
    "event_triggers": ("event trigger", "event trigger"),
    "publications": ("publication", "publication"),
    "foreign_servers": ("foreign server", "foreign server"),
    "access": ("schema", "schema"),
    "default_privileges": ("default privileges", "default privileges"),
    "database": ("database", "database"),
}
"""What no table holds: by the attribute of a schema, the part that statements touch, and what findings call it."""
ONE_NAME: Final = frozenset({"default privileges", "database"})
"""Parts of which no statement says which one it means."""
OF_TABLES: Final[Mapping[str, str]] = {
    "columns": "column",
    "primary_key": "primary key",
    "uniques": "unique",
    "indexes": "index",
    "foreign_keys": "foreign key",
    "checks": "check",
    "exclusions": "exclusion",
    "triggers": "trigger",
    "rules": "rule",
    "policies": "policy",
    "partitions": "partition",
    "statistics": "statistics object",
}
"""What a table holds that may be protected by itself: by its attribute, what findings call it."""

_ROWS: Final = frozenset({"guard-delete-without-where", "guard-update-without-where", "guard-table-truncated"})
_ABOUT: Final = frozenset({"guard-access-changed", "guard-comment-changed", "guard-table-locked"})
"""Rules about a table as a whole that leave its keys and constraints as they are."""
_TAKEN: Final = frozenset({"guard-column-dropped", "guard-column-renamed"})
"""What reaches all that is made of a column."""


class Guarded(NamedTuple):
    """Something protected that a touch reaches, and why it is."""

    subject: Subject
    reason: str


class Protection:
    """The expected schema, seen by what must not be touched."""

    def __init__(self, schema: Schema) -> None:
        self.home: Final = schema.home
        self.schema: Final = schema
        self.namespaces: Final = frozenset(schema.namespaces)
        self.tables: Final = {table.name: table for table in schema.tables}
        self.known: Final = frozenset(self.tables)
        self.guarded: Final = frozenset(table.name for table in schema.tables if is_guarded(table))
        """Tables that are protected, or hold something that is."""
        self._names: Final = {
            schema: tuple(sorted(each.name for each in self.known if each.schema == schema))
            for schema in self.namespaces
        }
        self._indexes: Final = {
            QName(table.name.schema, name): table
            for table in schema.tables
            for key in keys_of(table)
            if not isinstance(key, ForeignKey)
            for name in key_names(table, key)
        }
        self.children: Final = _by((parent, table) for table in schema.tables for parent in listed(table.inherits))
        """The tables that inherit, by the one they inherit from."""
        self.pointing: Final = _by((key.target, (table, key)) for table in schema.tables for key in foreign_keys(table))
        """Foreign keys with the tables that have them, by the table they point at."""
        self.views: Final = tuple(table for table in schema.tables if isinstance(table.definition, DeparsedText))
        self._statistics: Final = {
            _beside(table, each.name): table for table in schema.tables for each in listed(table.statistics)
        }
        self._partitioned: Final = {
            _beside(table, each.name): table for table in schema.tables for each in listed(table.partitions)
        }
        self._partitioned_by_rule: Final = tuple(
            (table, table.partition_rule.pattern) for table in schema.tables if table.partition_rule is not None
        )
        self.objects: Final = self._objects(schema)
        """What no table holds, by part and name; several where functions share one."""
        self.guards_anything: Final = any(
            item.protected for items in self.objects.values() for _noun, item in items
        ) or any(map(is_guarded, schema.tables))

    @staticmethod
    def _objects(schema: Schema) -> dict[tuple[Part, QName], list[tuple[str, Any]]]:
        found: dict[tuple[Part, QName], list[tuple[str, Any]]] = {}
        for attribute, (part, noun) in OBJECTS.items():
            for item in listed(getattr(schema, attribute)):
                name = QName("", item.name.name) if part == "schema" else item.name
                found.setdefault((part, QName("", "") if part in ONE_NAME else name), []).append((noun, item))
        return found

    def names_in(self, schema: str) -> tuple[str, ...]:
        """Return the names of the tables in a schema."""
        return self._names.get(schema, ())

    def has_index(self, name: QName) -> bool:
        """Whether a key of the expected schema has an index of this name."""
        return name in self._indexes

    def has_sequence(self, name: QName) -> bool:
        """Whether the expected schema knows a sequence of this name, or a column that counts by it."""
        return ("sequence", name) in self.objects or any(
            takes_numbers_from(table, column, name.name)
            for table in self.tables.values()
            if table.name.schema == name.schema
            for column in listed(table.columns)
        )

    def leaves_open(self, part: str) -> bool:
        """Whether the file does not say, of a table that is protected, what of it stands on objects of a kind."""
        on_columns = part in ("type", "sequence", "collation")
        kinds = ("columns",) if on_columns else ("columns", "triggers", "policies", "checks")
        return part != "foreign server" and any(
            table.protected is not None
            and (table.more_columns or any(getattr(table, each) is UNSTATED for each in kinds))
            for table in self.tables.values()
        )

    def owner_of_index(self, name: QName) -> Table | None:
        """Return the table of an index by its name: one that is stated, or one made after its table as tools do."""
        found = self._indexes.get(name)
        if found is not None:
            return found
        bearing = [
            table
            for table in self.tables.values()
            if table.name.schema == name.schema and name.name.startswith(f"{table.name.name}_")
        ]
        return max(bearing, key=lambda table: len(table.name.name), default=None)

    def table_of_statistics(self, name: QName) -> QName | None:
        """Return the table that a statistics object is about."""
        table = self._statistics.get(name)
        return table.name if table is not None else None

    def partitioned(self, name: QName) -> Table | None:
        """Return the table that a partition belongs to: one that lists it, or has a rule that its name fits."""
        if name in self._partitioned or name in self.tables:
            return self._partitioned.get(name)
        ruled = (
            table
            for table, pattern in self._partitioned_by_rule
            if fnmatchcase(name.name, pattern) and name.schema == table.name.schema
        )
        return next(ruled, None)

    def is_required(self, table: QName, column: str) -> bool:
        """Whether a column never holds NULL."""
        found = self.tables.get(table)
        if found is None:
            return False
        key = found.primary_key
        if isinstance(key, PrimaryKey) and column in key.columns:
            return True
        return any(each.name == column and each.nullable is False for each in listed(found.columns))

    def below(self, view: Table) -> QName | None:
        """Return the one table whose rows a view shows, all of them."""
        from schemacheck.guard.views import base_of  # noqa: PLC0415 - few migrations write through a view

        definition = view.definition
        if not isinstance(definition, DeparsedText):
            return None
        found = base_of(definition.text)
        if found is None:
            return None
        schema, name = found
        return next(
            (each for each in self.known if each.name == name and each.schema in (schema or view.name.schema, schema)),
            None,
        )

    def reached(self, touch: Touch, new: Container[QName] = ()) -> Iterator[Guarded]:
        """Yield what is protected and reached by a touch: the object, or parts of a table.

        Args:
            touch: what a statement does.
            new: tables that the same file made, which are partitions of none that has a rule for those it has.
        """
        if touch.table is None:
            yield from self._object(touch)
            return
        table = self.tables.get(touch.table)
        if table is not None:
            yield from self._of_table(touch, table)
        parent = self._partitioned.get(touch.table) if touch.table in new else self.partitioned(touch.table)
        if parent is not None and not (table is not None and table.protected is not None):
            yield from self._partition(touch, touch.table, parent)

    def _object(self, touch: Touch) -> Iterator[Guarded]:
        name = QName("", "") if touch.part in ONE_NAME else QName(touch.schema or "", touch.name)
        for noun, item in self.objects.get((touch.part, name), ()):
            if item.protected is not None and not (touch.inputs is not None and _is_other(touch.inputs, item)):
                suffix = item.signature if noun == "function" else ""
                yield Guarded(Subject(noun, item.name.schema, item.name.name, suffix=suffix), item.protected)

    def _of_table(self, touch: Touch, table: Table) -> Iterator[Guarded]:
        if table.protected is not None:
            yield Guarded(Subject("table", *table.name), table.protected)
            return
        if touch.rule == "guard-table-referenced":
            return
        for attribute, noun in OF_TABLES.items():
            value = getattr(table, attribute)
            for item in (value,) if isinstance(value, PrimaryKey) else listed(value):
                if item.protected is not None and _reaches(touch, table, attribute, item):
                    yield Guarded(Subject(noun, *table.name, _member(item)), item.protected)

    def _partition(self, touch: Touch, name: QName, parent: Table) -> Iterator[Guarded]:
        if touch.rule == "guard-table-referenced":
            return
        if parent.protected is not None:
            yield Guarded(Subject("table", *parent.name), parent.protected)
            return
        for each in listed(parent.partitions):
            if each.protected is not None and _beside(parent, each.name) == name:
                yield Guarded(Subject("partition", *parent.name, MemberName(each.name)), each.protected)
        for column in listed(parent.columns):
            if column.protected is not None and _reaches_column(touch, parent, column):
                yield Guarded(Subject("column", *parent.name, MemberName(column.name)), column.protected)


def _is_other(inputs: tuple[str, ...], routine: Any) -> bool:
    """Whether these are the arguments of another function of the same name."""
    if len(inputs) != len(routine.inputs):
        return True
    pairs = zip(inputs, routine.inputs, strict=True)
    return any((_type_name(one), one.endswith("[]")) != (other.name, other.array) for one, other in pairs)


def _type_name(written: str) -> str:
    bare = written.removesuffix("[]")
    return parse_type(bare).name if is_plain(bare) else bare


def _by(pairs: Iterable[tuple[QName, _Item]]) -> dict[QName, list[_Item]]:
    found: dict[QName, list[_Item]] = {}
    for name, item in pairs:
        found.setdefault(name, []).append(item)
    return found


def is_guarded(table: Table) -> bool:
    """Whether a table or something that it holds is protected."""
    return table.protected is not None or any(
        item.protected is not None
        for attribute in OF_TABLES
        for value in (getattr(table, attribute),)
        for item in ((value,) if isinstance(value, PrimaryKey) else listed(value))
    )


def _reaches(touch: Touch, table: Table, attribute: str, item: Any) -> bool:
    if attribute == "columns":
        return _reaches_column(touch, table, item)
    if touch.rule in _ROWS or (touch.rule in _ABOUT and not touch.part):
        return attribute == "partitions" and touch.rule in _ROWS
    if touch.whole and touch.rule != "guard-trigger-changed":
        return True
    if touch.part == "column":
        return _made_of(touch, attribute, item)
    if attribute in ("triggers", "rules", "policies"):
        return _reaches_hook(touch, attribute, item)
    if attribute == "statistics":
        return touch.rule == "guard-table-altered" and (touch.name == item.name or HOLE in touch.name)
    if attribute == "partitions":
        return touch.rule == "guard-table-altered" and not touch.part
    return _reaches_constraint(touch, table, item)


def _reaches_column(touch: Touch, table: Table, column: Column) -> bool:
    if touch.rule == "guard-trigger-changed":
        return False
    if touch.whole:
        return True
    if touch.part == "column":
        if touch.name == column.name or HOLE in touch.name:
            return True
        generated = column.generated
        return (
            isinstance(generated, Generated) and touch.rule in _TAKEN and touch.name in names_in(generated.expression)
        )
    if touch.rule == "guard-constraint-dropped" and touch.name == truncated(
        f"{table.name.name}_{column.name}_not_null"
    ):
        return column.nullable is False
    return touch.rule == "guard-update-without-where" and column.name in touch.columns


def _made_of(touch: Touch, attribute: str, item: Any) -> bool:
    """Whether what is done to a column is done to what is made of it."""
    if touch.rule not in _TAKEN and not touch.retypes:
        return False
    return HOLE in touch.name or touch.name in parts_of(attribute, item)


def parts_of(attribute: str, item: Any) -> frozenset[str]:
    """Return the columns of its table that something is made of."""
    if isinstance(item, PrimaryKey):
        return frozenset(item.columns).union(listed(item.include))
    if isinstance(item, ForeignKey):
        return frozenset(item.columns).union(listed(item.on_delete_columns))
    if isinstance(item, Index):
        expressions = names_in(item.predicate, *(part.expression for part in item.parts))
        return expressions.union(filter(None, item.columns), listed(item.include))
    texts: dict[str, tuple[Any, ...]] = {
        "checks": ("expression",),
        "exclusions": ("predicate",),
        "policies": ("using", "check"),
        "triggers": ("when", "fires"),
        "rules": ("action", "condition"),
    }
    found = names_in(*(getattr(item, each) for each in texts.get(attribute, ())))
    lists: dict[str, tuple[str, ...]] = {"exclusions": ("elements", "include"), "statistics": ("on",)}
    return found.union(*(names_in(*listed(getattr(item, each))) for each in lists.get(attribute, ())))


def _reaches_hook(touch: Touch, attribute: str, item: Any) -> bool:
    """Whether a touch reaches a trigger, a rewrite rule or a policy."""
    part = {"triggers": "trigger", "rules": "rule", "policies": "policy"}[attribute]
    if touch.part == "row security":
        return attribute == "policies"
    return touch.part == part and (touch.name in ("", item.name) or HOLE in touch.name)


def _reaches_constraint(touch: Touch, table: Table, item: Any) -> bool:
    if touch.whole:
        # Disabled triggers take foreign keys out of force, and nothing else.
        return isinstance(item, ForeignKey)
    if touch.part not in ("constraint", "index"):
        return False
    is_key = isinstance(item, Key)
    names = key_names(table, item) if is_key else [item.name]
    if touch.name in names or HOLE in touch.name:
        return True
    added = touch.rule in ("guard-constraint-added", "guard-index-added")
    return is_key and added and touch.plain and bool(touch.columns) and _same_key(touch, item)


def _same_key(touch: Touch, key: Key) -> bool:
    """Whether what is added is what is protected, under another name."""
    if isinstance(key, Index) and (key.predicate is not None or key.method != "btree"):
        return False
    return touch.foreign_key == isinstance(key, ForeignKey) and touch.columns == tuple(key.columns)


def takes_numbers_from(table: Table, column: Column, sequence: str) -> bool:
    """Whether a column counts by a sequence: one that its default names, or its own by the usual name."""
    kind = getattr(column.default, "kind", "")
    if kind == "nextval" and sequence in constants_in(column.default):
        return True
    own = kind == "serial" or column.identity not in (None, UNSTATED)
    return own and sequence == truncated(f"{table.name.name}_{column.name}_seq")


def listed(value: Any) -> Iterable[Any]:
    """Return what is listed; what is not stated lists nothing."""
    return value if isinstance(value, tuple) else ()


def foreign_keys(table: Table) -> Iterable[ForeignKey]:
    """Return the foreign keys of a table."""
    return listed(table.foreign_keys)


def keys_of(table: Table) -> list[Key]:
    """Return keys, indexes and foreign keys of a table."""
    found: list[Key] = [table.primary_key] if isinstance(table.primary_key, PrimaryKey) else []
    return [*found, *listed(table.uniques), *listed(table.indexes), *foreign_keys(table)]


def key_names(table: Table, key: Key) -> list[str]:
    """The names a key can have: the one that is stated, else those PostgreSQL and Prisma give."""
    if isinstance(key.name, str):
        return [key.name]
    if isinstance(key, PrimaryKey):
        return [truncated(f"{table.name.name}_pkey")]
    stem = "_".join([table.name.name, *(each or "expr" for each in key.columns)])
    suffixes = ("fkey",) if isinstance(key, ForeignKey) else ("key", "idx") if key.unique else ("idx",)
    return [truncated(f"{stem}_{suffix}") for suffix in suffixes]


def _member(item: Any) -> Member:
    if isinstance(item, Key):
        return KeyColumns(tuple(each or "expression" for each in item.columns))
    if isinstance(item.name, str):
        return MemberName(item.name)
    return CheckCondition(str(item.expression))


def _beside(table: Table, name: str) -> QName:
    """Where something stands that is named with its schema only if that is not the table's own."""
    schema, dot, own = name.partition(".")
    return QName(schema, own) if dot else QName(table.name.schema, name)
