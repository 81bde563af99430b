"""Findings in the terms of schema.prisma: which model and field to look at, and what is written there.

The file is a description that follows the database, so every hint is about the file. None proposes to change a
database to fit it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from schemacheck.base.names import Position, QName
from schemacheck.base.near import near_name
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Finding
from schemacheck.report.rules import Severity
from schemacheck.report.subject import KeyColumns
from schemacheck.sources.prisma.client_errors import with_code
from schemacheck.sources.prisma.columns import IN_THE_CLIENT
from schemacheck.sources.prisma.database_names import kept
from schemacheck.sources.prisma.disused import Disuse
from schemacheck.sources.prisma.mapping import Owner, PrismaSource, called
from schemacheck.sources.prisma.relations import ForeignKey, ManyToMany
from schemacheck.sources.prisma.tree import Attribute, Boolean, Call, Field, List, Model, Number, String, Value, View

_NEVER: Final = (
    "Neither prisma db push nor prisma migrate is the way: they change the database, and drop what the file does not "
    "know."
)
_NAMES: Final = frozenset({"primary-key-name", "unique-name", "index-name"})
_OTHERS: Final = {"postgres": "the database", "spec": "the expected schema"}

_HARMS: Final = {
    "missing": "The file does not say it. A client that is generated from the file does not know of it, and prisma db "
    "push or prisma migrate takes it away from a database that has it.",
    "unexpected": "The file says it, and nobody agreed on it. A client that is generated from the file takes it to be "
    "there, and prisma db push or prisma migrate adds it to a database.",
    "differs": "A client that is generated from the file goes by what the file says, and prisma db push or prisma "
    "migrate changes a database to that.",
}
"""What a difference of the file does: nothing has failed yet, since a file runs no query."""

Told: TypeAlias = "tuple[str, Position | None] | None"
"""A hint, and the place in the file that it is about where the comparison cannot know it."""


def hinted(findings: Sequence[Finding], source: PrismaSource, other: Schema, *, expected: bool) -> tuple[Finding, ...]:
    """Give each finding the hint that names what to look at in the file.

    Args:
        findings: what the comparison of `source` with `other` found.
        source: the schema.prisma.
        other: the other side.
        expected: whether the file is the side that is right by definition.
    """
    teller, disuse = _Teller(source, other, expected), Disuse(source, other)
    told = (with_code(teller.finding(finding), expected=expected) for finding in findings)
    # What the client does not use leads to no error of its own.
    return tuple(map(disuse.weighed, told))


@record
class _Teller:
    source: PrismaSource
    other: Schema
    expected: bool

    @property
    def side(self) -> str:
        return _OTHERS.get(self.other.origin.kind, self.other.origin.label)

    def finding(self, finding: Finding) -> Finding:
        if not self.expected and finding.change is not None:
            finding = replace(finding, harm=_HARMS[finding.change])
        # Of doubles the file has one, which is there: what it says is right.
        is_double = "-duplicate" in finding.rule.name
        tell = None if is_double else _TELLERS.get(finding.subject.kind)
        told = tell(self, finding) if tell else None
        if told is None:
            return finding
        hint, at = told
        if finding.rule.name == "enum-order":
            # A new value of the file goes behind the others in the database, wherever the file has it.
            finding = replace(finding, severity=Severity.NOTE)
        at = finding.at if self.expected else at or finding.live_at
        # The expected side's place is shown with every finding; the live side's only here.
        place = f"{at.file}:{at.line}: " if at is not None and not self.expected else ""
        hint = hint if place else hint[:1].upper() + hint[1:]
        live_at = finding.live_at if self.expected else at
        return replace(finding, hint=f"{place}{hint}", live_at=live_at)

    def table(self, finding: Finding) -> Told:
        name = QName(finding.subject.schema, finding.subject.name)
        owner = self.source.owners.get(name)
        rule = finding.rule.name
        if owner is not None and rule in ("table-missing", "table-unexpected"):
            return self._only_here(name, owner)
        if owner is not None:
            return (
                f"{_capital(called(owner))} stands for it; schema.prisma cannot tell a table from another kind.",
                None,
            )
        if rule in ("table-missing", "table-unexpected"):
            return self._only_there(name)
        return None

    def _only_here(self, name: QName, owner: Owner) -> Told:
        theirs = [table.name.name for table in self.other.tables if table.name.schema == name.schema]
        near = near_name(
            name.name, set(theirs) - {mine.name for mine in self.source.owners if mine.schema == name.schema}
        )
        stands = f"{called(owner)} stands for the table {name.name}"
        if near is None or isinstance(owner, ManyToMany):
            return f"{stands}, which {self.side} does not have. {_NEVER}", None
        return f"{stands}, {self.side} has {near}: {_mapping(owner, near)}. {_NEVER}", None

    def _only_there(self, name: QName) -> Told:
        theirs = {table.name for table in self.other.tables}
        spare = {
            mine.name: owner
            for mine, owner in self.source.owners.items()
            if mine.schema == name.schema and mine not in theirs
        }
        near = near_name(name.name, spare)
        owner = spare.get(near or "")
        if near is None or isinstance(owner, ManyToMany) or owner is None:
            return f"no model is mapped to {name.name}; prisma db pull reads it from the database. {_NEVER}", None
        stands = f"{called(owner)} stands for the table {near}"
        return f"{stands}, {self.side} has {name.name}: {_mapping(owner, name.name)}. {_NEVER}", owner.at

    def column(self, finding: Finding) -> Told:
        owner = self._owner(finding)
        if owner is None or isinstance(owner, ManyToMany):
            return self._join(owner)
        name = finding.subject.label
        field = _column_field(owner, name)
        if field is None:
            near = near_name(name, self._spare_fields(finding, owner))
            nearest = _column_field(owner, near) if near else None
            if nearest is not None:
                stands = f"field {nearest.name} of {called(owner)} stands for {near}"
                return f'{stands}, {self.side} has {name}: is a @map("{name}") missing there?', nearest.at
            return f"{called(owner)} has no field for {name}.", None
        what = f"field {field.name} of {called(owner)}"
        tell = _OF_COLUMNS.get(finding.rule.name)
        return f"{what} {tell(field, self.side) if tell else _written_type(field)}.", None

    def _spare_fields(self, finding: Finding, owner: Model | View) -> Iterable[str]:
        name = QName(finding.subject.schema, finding.subject.name)
        columns = next((table.columns for table in self.other.tables if table.name == name), ())
        theirs = {column.name for column in columns} if isinstance(columns, tuple) else set()
        return {kept(field) for field in owner.fields if field.type.name not in self.source.written.models} - theirs

    def _owner(self, finding: Finding) -> Owner | None:
        return self.source.owners.get(QName(finding.subject.schema, finding.subject.name))

    def foreign_key(self, finding: Finding) -> Told:
        owner = self._owner(finding)
        if owner is None or isinstance(owner, ManyToMany):
            return self._join(owner)
        if not self.source.written.datasource.foreign_keys:
            return (
                'with relationMode = "prisma" in its datasource the file has no foreign keys at all.',
                self.source.written.datasource.at,
            )
        member = finding.subject.member
        columns = member.columns if isinstance(member, KeyColumns) else ()
        keys = [
            key
            for key in self.source.written.foreign_keys
            if key.owner is owner and tuple(map(kept, key.fields)) == columns
        ]
        if not keys:
            fields = _list(_field_names(owner, columns), "[]")
            return f"no relation of {called(owner)} has fields: {fields}.", None
        at = finding.at if self.expected else finding.live_at
        key = next((key for key in keys if at is not None and key.attribute.at.line == at.line), keys[0])
        what = f"relation {key.field.name} of {called(owner)}"
        rule = finding.rule.name
        if rule == "foreign-key-target":
            return self._target(finding, key, what), None
        if rule == "foreign-key-on-delete":
            return f"{what} {_own_action(key, 'onDelete')}.", None
        if rule == "foreign-key-on-update":
            return f"{what} {_own_action(key, 'onUpdate')}.", None
        if rule == "foreign-key-name":
            return f"{what} {_naming(key.attribute)}.", None
        return f"{what} is this foreign key.", None

    def _target(self, finding: Finding, key: ForeignKey, what: str) -> str:
        name = QName(finding.subject.schema, finding.subject.name)
        leads = f"{what} leads to {called(key.target)}, which is the table {kept(key.target)}"
        there = next((table.foreign_keys for table in self.other.tables if table.name == name), ())
        columns = frozenset(map(kept, key.fields))
        targets = (
            [each.target.name for each in there if frozenset(each.columns) == columns]
            if isinstance(there, tuple)
            else []
        )
        target = next((each for each in targets if each != kept(key.target)), None)
        if target is None:
            return f"{leads}; its references: name the columns it points at."
        model = next((mine for mine in self.source.written.models.values() if kept(mine) == target), None)
        if model is not None:
            return f"{leads}; the table {target}, to which it leads in {self.side}, is {called(model)}."
        return f"{leads}; in {self.side} it leads to {target}: {_mapping(key.target, target)}."

    def _join(self, owner: Owner | None) -> Told:
        if isinstance(owner, ManyToMany):
            return f"{called(owner)} is a list at both ends: Prisma keeps this table for it.", None
        return None

    def key(self, finding: Finding) -> Told:
        owner = self._owner(finding)
        if owner is None or isinstance(owner, ManyToMany):
            return self._join(owner)
        word = {"primary key": "id", "unique": "unique", "index": "index"}[finding.subject.kind]
        at = finding.at if self.expected else finding.live_at
        for holder in (*owner.fields, owner):
            for attribute in holder.attributes:
                if attribute.name == word and at is not None and attribute.at.line == at.line:
                    what = (
                        f"field {holder.name} of {called(owner)} has @{word}"
                        if holder is not owner
                        else f"{called(owner)} has this @@{word}"
                    )
                    return f"{what}; {_naming(attribute)}." if finding.rule.name in _NAMES else f"{what}.", None
        if word == "index":
            return f"{called(owner)} has no @@index that makes {finding.subject.label}.", None
        on = f" on {finding.subject.label}" if word == "unique" else ""
        return f"{called(owner)} has no @{word} or @@{word}{on}.", None

    def extension(self, finding: Finding) -> Told:
        if self.expected:
            return f"extensions of the datasource names {finding.subject.name}.", None
        return f"extensions of the datasource does not name {finding.subject.name}.", self.source.written.datasource.at

    def enum(self, finding: Finding) -> Told:
        for enum in self.source.written.enums.values():
            if kept(enum) == finding.subject.name:
                values = ", ".join(value.database_name for value in enum.values)
                ends = ", in this order; Prisma itself looks at no order" if finding.rule.name == "enum-order" else ""
                return f"enum {enum.name} has the values {values}{ends}.", None
        return f"no enum is mapped to {finding.subject.name}.", None


_TELLERS: Final[dict[str, Callable[[_Teller, Finding], Told]]] = {
    "table": _Teller.table,
    "column": _Teller.column,
    "foreign key": _Teller.foreign_key,
    "primary key": _Teller.key,
    "unique": _Teller.key,
    "index": _Teller.key,
    "enum": _Teller.enum,
    "extension": _Teller.extension,
}


def _mapping(owner: Model | View, table: str) -> str:
    """What the `@@map` of a model has to do with its standing for another table than `table`."""
    if owner.attribute("map") is None:
        return f'@@map("{table}") is missing in {called(owner)}'
    if owner.name == table:
        return f'its @@map("{owner.database_name}") is one too many'
    return f'its @@map("{owner.database_name}") names another table than @@map("{table}")'


def _field_names(owner: Model | View, columns: Sequence[str]) -> list[str]:
    fields = [_column_field(owner, name) for name in columns]
    return [field.name if field else name for field, name in zip(fields, columns, strict=True)]


def _column_field(owner: Model | View, column: str) -> Field | None:
    return next((field for field in owner.fields if kept(field) == column), None)


def _written_type(field: Field, _side: str = "") -> str:
    kind = field.type
    name = f'Unsupported("{kind.unsupported}")' if kind.unsupported is not None else kind.name
    native = next(
        (
            f" @{each.name}{_list(_argument_texts(each)) if each.arguments else ''}"
            for each in field.attributes
            if "." in each.name
        ),
        "",
    )
    return f"is written {name}{'[]' if kind.list else ''}{'?' if kind.optional else ''}{native}"


def _nullable(field: Field, side: str) -> str:
    if field.type.list:
        return f"{_written_type(field)}, and Prisma writes NOT NULL for no list"
    return f"{_written_type(field)}: with the question mark NULL is allowed, which {side} does not allow"


def _required(field: Field, side: str) -> str:
    return f"{_written_type(field)}: without a question mark it is NOT NULL, and {side} allows NULL"


def _written_default(field: Field, _side: str) -> str:
    attribute = field.attribute("default")
    value = attribute.value("value", unnamed=True) if attribute else None
    if value is None:
        return "has no @default"
    if isinstance(value, Call) and value.name in IN_THE_CLIENT:
        return f"has @default({value.name}()), which the client fills in: it is no default of the database"
    return f"has @default({_value_text(value)})"


def _value_text(value: Value) -> str:
    if isinstance(value, List):
        return f"[{', '.join(map(_value_text, value.items))}]"
    if isinstance(value, Call):
        return f"{value.name}({', '.join(_value_text(argument.value) for argument in value.arguments)})"
    if isinstance(value, String):
        return json.dumps(value.text, ensure_ascii=False)
    if isinstance(value, Boolean):
        return "true" if value.value else "false"
    return value.text if isinstance(value, Number) else getattr(value, "name", "")


def _nullability(field: Field, side: str) -> str:
    return _nullable(field, side) if field.type.optional or field.type.list else _required(field, side)


_OF_COLUMNS: Final[dict[str, Callable[[Field, str], str]]] = {
    "column-nullable": _nullability,
    "column-not-null": _nullability,
    "column-default": _written_default,
    "column-default-lost": _written_default,
    "column-default-missing": _written_default,
    "column-default-unexpected": _written_default,
    "column-identity": _written_default,
}


def _own_action(key: ForeignKey, word: str) -> str:
    written = key.action(word)
    if written is not None:
        return f"says {word}: {written}"
    if word == "onUpdate":
        return "has no onUpdate, so Prisma's own holds: Cascade"
    optional = all(field.type.optional for field in key.fields)
    own = "SetNull, as its fields are optional" if optional else "Restrict, as its fields are required"
    return f"has no onDelete, so Prisma's own holds: {own}"


def _naming(attribute: Attribute) -> str:
    name = attribute.text("map")
    return f'map: "{name}" is its name in the database' if name else "without map: its name is the one Prisma makes"


def _list(names: Iterable[str], brackets: str = "()") -> str:
    return brackets[0] + ", ".join(names) + brackets[1]


def _argument_texts(attribute: Attribute) -> Iterable[str]:
    return (getattr(argument.value, "text", "") for argument in attribute.arguments)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
