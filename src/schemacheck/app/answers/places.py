"""What a message is about: the names in it, held against both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from schemacheck.app.answers.side import TYPES, HeldMember, SideIndex, columns_of, in_other_words
from schemacheck.base.names import NAME_BYTES, QName, is_plain
from schemacheck.base.record import record
from schemacheck.messages.patterns import Printed
from schemacheck.messages.reading import Trouble
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.table import Generated
from schemacheck.sql.types import TypeSyntaxError, parse_type

MOST: Final = 5
"""How many tables are named where a message leaves open which one it means."""
ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    "type": TYPES,
    "function": ("functions",),
    "sequence": ("sequences",),
    "object": ("extensions",),
}
"""Where a schema has what no table holds, by the kind of a place."""
_OF_TYPES: Final = frozenset({"value-too-long", "out-of-range"})
"""Problems whose messages name a column's type and not the column."""
_KEYS: Final = frozenset({"unique-violation", "on-conflict-without-constraint", "missing-referenced-key"})
_ABOUT_TABLES: Final = frozenset({"permission-denied", "row-security-violation", "no-partition", "wrong-kind"})

MAY_BE_A_VALUE: Final = (
    "The message has a name that no side knows and that may be a value, so it is not repeated. To PostgreSQL a text in "
    "double quotes is a name; values stand in single quotes."
)
UNNAMED: Final = "The message names no object that is known here."


@record
class Place:
    """An object by its identity, whichever side has it."""

    kind: str
    """table, column, constraint, key, type, function, sequence, schema or object."""
    table: QName | None
    """The table that it is, or that holds it; None where none does, or where nobody knows which."""
    name: str = ""
    """Its own name; "" for a table, and for a key that is known by its columns."""
    columns: tuple[str, ...] = ()
    attribute: str = ""
    """Where a table holds it, for a constraint."""


class Finder:
    """Finds the objects of messages in both sides."""

    def __init__(self, sides: Sequence[SideIndex], home: str) -> None:
        self._sides, self._home = sides, home
        self._aliases: dict[str, tuple[str, ...]] = {}
        """What the statement at hand calls its tables."""

    def places(self, trouble: Trouble) -> tuple[tuple[Place, ...], tuple[str, ...]]:
        """Say what a trouble is about, and what could not be made of its names."""
        if trouble.problem.shape == "elsewhere" and not trouble.problem.rules:
            return (), ()
        found = tuple(dict.fromkeys(self._found(trouble)))
        kept = tuple(each for each in found if self._may_be_told(each))
        remarks: tuple[str, ...] = (MAY_BE_A_VALUE,) if len(kept) < len(found) else ()
        if trouble.problem.shape != "elsewhere" and not kept and not remarks:
            remarks = (UNNAMED,)
        one_of = [each for each in kept if each.kind == "column" and each.name == kept[0].name]
        if len(one_of) > 1:
            number = len(self._holders(kept[0].name))
            remarks += (f"{number or len(one_of)} tables have such a column, and the message does not say which.",)
        return kept, remarks

    def of_path(self, text: str) -> tuple[Place, ...]:
        """Say which objects a path such as `Athlete.companyId` names; nothing where no side has it or its table."""
        plain = _unquoted(text)
        if (member := self._member((plain,), ())) is not None:
            return (member,)
        table = self.table((plain,), "")
        if self.knows(table):
            return (Place("table", table),)
        for dot in (place for place, letter in enumerate(text) if letter == "."):
            holder = self.table((_unquoted(text[:dot]),), "")
            if self.knows(holder):
                inside = _unquoted(text[dot + 1 :])
                return (self._member((inside,), (holder,)) or Place("column", holder, inside),)
        if holders := self._holders(plain):
            return tuple(Place("column", name, plain) for name in holders[:MOST])
        for role in ATTRIBUTES:
            (place,) = self.named(role, (plain,))
            if self._is_of(role, place.name):
                return (place,)
        schema = any(plain in side.namespaces for side in self._sides)
        return (Place("schema", None, plain),) if schema else ()

    def near(self, text: str) -> str | None:
        """Return what was probably meant by a path that names nothing."""
        for side in self._sides:
            found = side.table_names.nearest(text.rpartition(".")[2]) or side.table_names.nearest(
                text.partition(".")[0]
            )
            if found is not None:
                return found
            if (column := side.column_names.nearest(text)) is not None:
                return f"{side.columns[column][0].name.within(self._home)}.{column}"
        return None

    def _found(self, trouble: Trouble) -> Iterator[Place]:
        names = _by_role(trouble.names)
        schema = next((each.readings[0] for each in names.get("schema", ())), "")
        tables = [self.table(each.readings, schema) for each in names.get("table", ())]
        context = [*tables, *self._context(names)]
        self._aliases = {each.alias: each.readings for each in names.get("from", ()) if each.alias}
        yielded = False
        for place in self._inside(trouble, names, tables, context):
            yielded = True
            yield place
        if not yielded and trouble.words:
            yield from self._of_words(trouble)
            return
        problem = trouble.problem.name
        if not yielded or problem in _ABOUT_TABLES:
            for name in tables:
                yield Place("table", name)
        if not tables and not yielded and schema and problem in ("undefined-schema", "permission-denied"):
            yield Place("schema", None, schema)

    def _inside(
        self, trouble: Trouble, names: dict[str, list[Printed]], tables: list[QName], context: list[QName]
    ) -> Iterator[Place]:
        """Yield what stands inside tables, and what no table holds."""
        problem = trouble.problem.name
        # A constraint of a domain is a part of the type.
        constraint = of_type = problem == "check-violation" and "type" in names
        for each in () if of_type else names.get("constraint", ()):
            if (member := self._member(each.readings, context)) is not None:
                constraint = True
                yield member
            elif problem == "foreign-key-violation" and self._is_column(each.readings[0]):
                names.setdefault("column", []).append(each)
            elif problem == "unique-violation" and context and "column" in names:
                continue  # the columns of the key say more than a name that nobody has
            else:
                constraint = True
                yield Place("constraint", tables[0] if tables else None, each.readings[0])
        for each in names.get("column", ()):
            listed = tuple(each.readings[0].split("`,`"))
            if constraint and problem != "check-violation":
                continue
            if problem in _KEYS or (each.several and problem == "foreign-key-violation"):
                yield from self._keys(listed, context)
            elif each.several and problem != "not-null-violation" and len(listed) > 1:
                continue
            else:
                for column in listed:
                    found = list(self.columns(column, tables, context, exact=each.exact))
                    own = [place for place in found if self._is_filled_in(place)]
                    yield from own if own and problem == "generated-column" else found
        for role in ("type", "function", "sequence", "object"):
            for each in names.get(role, ()):
                if problem in _OF_TYPES:
                    yield from self._of_type(each.readings, context)
                else:
                    yield from self.named(role, each.readings)
        if problem in ("undefined-schema", "permission-denied") and not tables:
            for each in names.get("schema", ()):
                yield Place("schema", None, each.readings[0])

    def _context(self, names: dict[str, list[Printed]]) -> Iterator[QName]:
        """Yield the tables that a statement or a client's model names, as far as a side knows them."""
        for each in names.get("from", ()):
            name = self.table(each.readings, "")
            if self.knows(name):
                yield name
        for each in names.get("model", ()):
            for side in self._sides:
                name_of_model = in_other_words(each.readings[0], side.by_name)
                if name_of_model is not None:
                    yield name_of_model
                    break

    def knows(self, table: QName) -> bool:
        """Whether a side has a relation."""
        return any(table in side.by_name.get(table.name, ()) for side in self._sides)

    def table(self, readings: Iterable[str], schema: str) -> QName:
        """Say which table a printed name means: a known one, wherever its dots are; else as it is most likely meant."""
        readings = tuple(readings)
        for text in readings:
            for name in _qualified(text):
                if self.knows(name):
                    return name
            known = [name for side in self._sides for name in side.by_name.get(text, ())]
            for wanted in (schema, self._home):
                if QName(wanted, text) in known:
                    return QName(wanted, text)
            if known and (not schema or not any(each.schema == schema for each in known)):
                return known[0] if not schema else QName(schema, text)
        first = readings[0]
        split = next((each for each in _qualified(first) if is_plain(each.schema) and is_plain(each.name)), None)
        return split or QName(schema or self._home, first)

    def columns(self, text: str, tables: Sequence[QName], context: Sequence[QName], *, exact: bool) -> Iterator[Place]:
        """Say which columns a printed name means: `t.c`, `s.t.c`, `alias.c` or `c`; an exact one is `c` for certain."""
        if tables:
            yield Place("column", tables[0], text)
            return
        splits = [] if exact else [(text[:dot], text[dot + 1 :]) for dot, each in enumerate(text) if each == "."]
        for before, column in splits:
            name = self.table(self._aliases.get(before, (before,)), "")
            if self.knows(name):
                yield Place("column", name, column)
                return
        # What stands before the dot may be an alias; a name may have a dot in it.
        bare = [text, *(column for _, column in reversed(splits))]
        for column in bare:
            holders = self._holders(column)
            if holders:
                # A statement that is printed in part may read more tables than are seen.
                likely = [name for name in holders if name in context] or list(dict.fromkeys(context)) or holders
                yield from (Place("column", name, column) for name in likely[:MOST])
                return
        column = splits[-1][1] if splits else text
        if not context:
            # An alias is often the table's name in another spelling.
            spelled = (in_other_words(before, side.by_name) for before, _ in splits for side in self._sides)
            context = [name for name in spelled if name is not None][:1]
        for name in dict.fromkeys(context):
            yield Place("column", name, column)
        if context:
            return
        near = [holder for each in self._near_columns(column) for holder in self._holders(each)]
        yield from (Place("column", name, column) for name in dict.fromkeys(near[:MOST]))
        if not near:
            yield Place("column", None, column)

    def _is_filled_in(self, place: Place) -> bool:
        """Whether a side has a column as one that the database fills in itself."""
        return any(
            column.name == place.name and (isinstance(column.identity, str) or isinstance(column.generated, Generated))
            for side in self._sides
            if place.table in side.tables
            for column in columns_of(side.tables[place.table])
        )

    def _holders(self, column: str) -> list[QName]:
        return list(dict.fromkeys(table.name for side in self._sides for table in side.columns.get(column, ())))

    def _near_columns(self, column: str) -> list[str]:
        near = (side.column_names.nearest(column) for side in self._sides)
        return list(dict.fromkeys(each for each in near if each is not None))

    def _is_column(self, name: str) -> bool:
        return any(name in side.columns for side in self._sides)

    def _member(self, readings: Iterable[str], tables: Sequence[QName]) -> Place | None:
        # The longest reading that is known: a name may have the mark in it that could end it.
        for text in sorted(readings, key=len, reverse=True):
            held = [each for side in self._sides for each in side.members.get(text, ())]
            held = [each for each in held if each.table.name in tables] or ([] if tables else held)
            if held:
                return _place_of(held[0], text)
        return None

    def _keys(self, columns: tuple[str, ...], tables: Sequence[QName]) -> Iterator[Place]:
        if not tables:
            # Without a table only those count that have all of these columns.
            sets = [set(self._holders(column)) for column in columns]
            tables = sorted(set.intersection(*sets)) if sets else []
        for name in list(dict.fromkeys(tables))[:MOST]:
            yield Place("key", name, "", columns)

    def _of_type(self, readings: Iterable[str], tables: Sequence[QName]) -> Iterator[Place]:
        """Yield the columns of a type, of the tables at hand or of all; none where that would be a guess among many."""
        for text in sorted(readings, key=len, reverse=True):
            try:
                wanted = parse_type(text)
            except TypeSyntaxError:
                continue
            for side in reversed(self._sides):
                found = [
                    Place("column", table.name, column.name)
                    for table in side.schema.tables
                    if not tables or table.name in tables
                    for column in columns_of(table)
                    if column.type == wanted
                ]
                if 0 < len(found) <= MOST:
                    yield from found
                    return

    def named(self, role: str, readings: Iterable[str]) -> Iterator[Place]:
        """Say what a type, a function, a sequence or another object is called."""
        readings = tuple(readings)
        if role == "function":
            readings = tuple(each.partition("(")[0] for each in readings)
        for text in readings:
            for name in (*_qualified(text), QName(self._home, text)):
                if any(name == each.name for side in self._sides for each in _objects(side, role)):
                    yield Place(
                        role, None, str(name.name) if name.schema == self._home else f"{name.schema}.{name.name}"
                    )
                    return
        if role == "object" and (member := self._member(readings, ())) is not None:
            yield member
            return
        if role == "sequence" and self.knows(name := self.table(readings, "")):
            yield Place("table", name)
            return
        yield Place(role, None, readings[0])

    def _of_words(self, trouble: Trouble) -> Iterator[Place]:
        """Find the objects of a message in another language: words that a side has as a name."""
        tables = [name for word in trouble.words if self.knows(name := self.table((word,), ""))]
        for word in trouble.words:
            if (member := self._member((word,), ())) is not None:
                yield member
                return
        if trouble.problem.name in ("undefined-table", *_ABOUT_TABLES):
            yield from (Place("table", name) for name in dict.fromkeys(tables))
            return
        found = False
        for word in trouble.words:
            for column in (word, word.rpartition(".")[2]):
                # A name that no side has in this form may be near one that it has; a guess it is not.
                if holders := self._holders(column):
                    likely = [name for name in holders if name in tables] or holders
                    yield from (Place("column", name, column) for name in likely[:MOST])
                    found = True
                    break
                near = [each for each in self._near_columns(column) if each.lower() == column.lower()]
                if near and trouble.problem.name == "undefined-column":
                    holders = [holder for each in near for holder in self._holders(each)]
                    yield from (Place("column", name, column) for name in dict.fromkeys(holders[:MOST]))
                    found = True
                    break
            for role in ("type", "function", "sequence"):
                for side in self._sides:
                    if any(each.name.name == word for each in _objects(side, role)):
                        yield Place(role, None, word)
                        found = True
        if not found:
            yield from (Place("table", name) for name in dict.fromkeys(tables))

    def _may_be_told(self, place: Place) -> bool:
        """Whether the names of a place are names for certain: a side has them, or they look like nothing else."""
        if place.kind == "schema" and any(place.name in side.namespaces for side in self._sides):
            return True
        table = place.table is None or self.knows(place.table) or all(map(_is_harmless, place.table))
        return table and all(
            _is_harmless(name) or self._is_column(name) or self._is_named(name)
            for name in (place.name, *place.columns)
            if name
        )

    def _is_named(self, name: str) -> bool:
        if any(name in side.members for side in self._sides):
            return True
        return any(self._is_of(role, name) for role in ATTRIBUTES)

    def _is_of(self, role: str, name: str) -> bool:
        """Whether a side has an object of a kind that no table holds, by its name with or without a schema."""
        plain = name.rpartition(".")[2]
        return any(each.name.name in (name, plain) for side in self._sides for each in _objects(side, role))


def _place_of(member: HeldMember, name: str) -> Place:
    columns = tuple(sorted(member.columns))
    return Place("constraint", member.table.name, name, columns, member.attribute)


def _objects(side: SideIndex, role: str) -> Iterator[SchemaObject]:
    for attribute in ATTRIBUTES[role]:
        yield from side.objects(attribute)


def _by_role(names: Iterable[Printed]) -> dict[str, list[Printed]]:
    found: dict[str, list[Printed]] = {}
    for each in names:
        found.setdefault(each.role, []).append(each)
    return found


def _qualified(text: str) -> Iterator[QName]:
    """Yield what a name with dots may be: a schema and a name, parted at each of them."""
    for place, letter in enumerate(text):
        if letter == "." and 0 < place < len(text) - 1:
            yield QName(text[:place].strip('"'), text[place + 1 :].strip('"'))


def _unquoted(name: str) -> str:
    """Return a name as it is, of one in double quotes; `"a"."b"` is two."""
    whole = len(name) > 2 and name[0] == name[-1] == '"' and '"' not in name[1:-1].replace('""', "")
    return name[1:-1].replace('""', '"') if whole else name


def _is_harmless(name: str) -> bool:
    parts = name.split(".")
    return all(is_plain(part) and len(part.encode()) <= NAME_BYTES for part in parts)
