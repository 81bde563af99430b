"""Reads a contract.json into the schema that it describes, and the models behind its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from schemacheck.base.errors import Mistake, SourceError
from schemacheck.base.names import Position, QName, truncated
from schemacheck.base.record import record
from schemacheck.model.policies import Command, Policy
from schemacheck.model.roles import Role
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Table
from schemacheck.model.user_types import Enum
from schemacheck.report.finding import NotChecked
from schemacheck.sources.prisma.contract import keys
from schemacheck.sources.prisma.contract.columns import Columns
from schemacheck.sources.prisma.contract.nodes import JsonText, Node
from schemacheck.sources.prisma.contract.shape import Shape
from schemacheck.sql.deparsed import DeparsedText

VERSION: Final = "1"
"""The version of the form that is read here, as `schemaVersion` has it."""
UNBOUND: Final = "__unbound__"
"""The namespace that leaves its schema to the connection."""
PUBLIC: Final = "public"
Control = Literal["managed", "tolerated", "external", "observed"]
"""How far a contract wants to be held: in full, but for more columns, but for anything more, or for information."""

_KINDS: Final = frozenset({"table", "valueSet", "native_enum", "policy", "rls", "role"})
_TABLE: Final = frozenset({"columns", "primaryKey", "uniques", "indexes", "foreignKeys", "control", "checks"})
_ENUM: Final = frozenset({"kind", "typeName", "members", "control"})
_ROLE: Final = frozenset({"kind", "name", "namespaceId", "control"})
_POLICY: Final = frozenset(
    {"kind", "name", "prefix", "tableName", "namespaceId", "operation", "roles", "using", "withCheck", "permissive"}
)
_CONTROLS: Final = ("managed", "tolerated", "external", "observed")
_COMMANDS: Final = ("all", "select", "insert", "update", "delete")


@record
class ModelNames:
    """What people call a table and its columns: the model, and its fields by column."""

    model: str
    fields: Mapping[str, str]


@record
class Contract:
    """A contract and the database that it describes."""

    schema: Schema
    models: Mapping[QName, ModelNames]
    controls: Mapping[QName, Control]
    """Of the tables that are not simply to be as the contract has them."""
    default_control: Control
    open_types: frozenset[tuple[QName, str]]
    """Columns of which the parameters of the type are not known."""
    gaps: tuple[NotChecked, ...]

    def called(self, table: QName) -> str:
        """The model behind a table, or the table itself where there is none."""
        known = self.models.get(table)
        return table.name if known is None else known.model


def read_contract(source: JsonText, top: Node, home: str, label: str) -> Contract:
    """Read a contract.

    Args:
        source: the text of the file.
        top: what was parsed of it.
        home: the schema of what the contract leaves to the connection.
        label: what reports call it.

    Raises:
        SourceError: it is no contract for PostgreSQL of a version that is read here, or makes no sense; every mistake.
    """
    shape = Shape(source)
    _require_known(shape, top)
    found = _Reading(shape, home).contract(top, label)
    if shape.mistakes:
        raise SourceError(shape.mistakes)
    return found


def _require_known(shape: Shape, top: Node) -> None:
    """Refuse what is no contract, one in a form of another version, and one for another kind of database."""
    written = shape.fields(top, "a contract")
    version = written.get("schemaVersion")
    if not shape.mistakes and (version is None or "storage" not in written):
        shape.mistake(top, "this is no contract of Prisma 8: it has no schemaVersion and no storage")
    elif version is not None and version.value != VERSION:
        said = version.value if isinstance(version.value, str) else getattr(version.value, "text", "of another kind")
        hint = "a newer schemacheck may read it; until then compare the database with an expected schema"
        shape.mistake(version, f"the schemaVersion of this contract is {said}, and {VERSION} is read", hint)
    for key, wanted in (("targetFamily", "sql"), ("target", "postgres")):
        node = written.get(key)
        if not shape.mistakes and (node is None or node.value != wanted):
            said = node.value if node is not None and isinstance(node.value, str) else "missing"
            shape.mistake(node or top, f"{key} of this contract is {said}; those for PostgreSQL have {wanted}")
    if shape.mistakes:
        raise SourceError(shape.mistakes)


@dataclass(slots=True, eq=False, repr=False)
class _Reading:
    shape: Shape
    home: str
    homes: dict[str, str] = field(default_factory=dict)
    """The PostgreSQL schema of each namespace."""
    controls: dict[QName, Control] = field(default_factory=dict)

    def contract(self, top: Node, label: str) -> Contract:
        shape = self.shape
        storage = top.value["storage"] if isinstance(top.value, dict) else top
        written = shape.fields(storage, "the storage", {"namespaces", "types", "storageHash"})
        namespaces = shape.fields(written["namespaces"], "namespaces") if "namespaces" in written else {}
        entries = {name: self._entries(name, node) for name, node in namespaces.items()}
        self._settle_homes(entries)
        enums = [enum for name, kinds in entries.items() for enum in self._enums(name, kinds)]
        types = shape.fields(written["types"], "types") if "types" in written else {}
        columns = Columns(shape, types, {enum.name for enum in enums})
        tables = [table for name, kinds in entries.items() for table in self._tables(name, kinds, columns)]
        self._refuse_doubles(tables, enums)
        default = self._control(top.value.get("defaultControlPolicy") if isinstance(top.value, dict) else None)
        homes = {name: home for name, home in self.homes.items() if _is_spoken_of(entries[name])}
        namespaces_here = tuple(dict.fromkeys(homes.values() or [self.home]))
        at_home = self.home if self.home in namespaces_here else PUBLIC
        schema = Schema(
            origin=Origin("prisma", label),
            home=at_home if at_home in namespaces_here else namespaces_here[0],
            namespaces=namespaces_here,
            tables=tuple(tables),
            enums=tuple(enums),
            # A contract has the type below a domain, so that it has to be known which are there.
            domains=(),
            roles=self._roles(entries),
            # A server has more roles than a contract names.
            listed={"domains": frozenset(), "roles": frozenset()},
            namespace_marks={home: shape.at(namespaces[name]) for name, home in homes.items()},
        )
        return Contract(
            schema=schema,
            models=self._models(top),
            controls=self.controls,
            default_control=default,
            open_types=frozenset(columns.open_types),
            gaps=tuple(self._unknown()),
        )

    def _entries(self, name: str, node: Node) -> Mapping[str, Node]:
        what = f"namespace {name}"
        written = self.shape.fields(node, what)
        found = self.shape.fields(written["entries"], f"entries of {what}") if "entries" in written else {}
        for key, value in found.items():
            if key not in _KINDS and not (isinstance(value.value, dict) and not value.value):
                self.shape.unknown.setdefault(f"{key} of a namespace", self.shape.at(value))
        return found

    def _settle_homes(self, entries: Mapping[str, Mapping[str, Node]]) -> None:
        self.homes = {name: self.home if name == UNBOUND else truncated(name) for name in entries}

    def _of(self, kinds: Mapping[str, Node], kind: str) -> Mapping[str, Node]:
        return self.shape.fields(kinds[kind], kind) if kind in kinds else {}

    def _enums(self, namespace: str, kinds: Mapping[str, Node]) -> list[Enum]:
        found = []
        for handle, node in self._of(kinds, "native_enum").items():
            written = self.shape.fields(node, "an enum", _ENUM)
            name = self.shape.name(node, "typeName", f"enum {handle}")
            labels = self.shape.names(self.shape.part(node, "members", f"enum {handle}"), f"members of enum {handle}")
            self._control(written.get("control"))
            marks = {"labels": self.shape.at(written["members"])} if "members" in written else {}
            type_name = QName(self.homes[namespace], truncated(name))
            found.append(Enum(type_name, tuple(map(truncated, labels)), at=self.shape.at(node), marks=marks))
        return found

    def _tables(self, namespace: str, kinds: Mapping[str, Node], columns: Columns) -> list[Table]:
        home = self.homes[namespace]
        secured = {
            truncated(self.shape.name(node, "tableName", f"row security of {key}")): node
            for key, node in self._of(kinds, "rls").items()
        }
        policies = self._policies(kinds)
        found = []
        for key, node in self._of(kinds, "table").items():
            name = QName(home, truncated(key))
            written = self.shape.fields(node, "a table", _TABLE)
            what = f"table {key}"
            own = self.shape.part(node, "columns", what)
            made = self.shape.fields(own, f"columns of {what}").items() if own is not None else ()
            indexes = list(keys.indexes(self.shape, written.get("indexes"), what))
            uniques = keys.uniques(self.shape, written.get("uniques"), what)
            control = self._control(written.get("control"))
            if "control" in written:
                self.controls[name] = control
            found.append(
                Table(
                    name,
                    columns=tuple(columns.column(column, each, name) for column, each in made),
                    primary_key=keys.primary_key(self.shape, written.get("primaryKey"), what),
                    uniques=(*uniques, *(index for index in indexes if index.unique)),
                    indexes=tuple(index for index in indexes if not index.unique),
                    foreign_keys=tuple(keys.foreign_keys(self.shape, written.get("foreignKeys"), what, self.homes)),
                    checks=tuple(keys.checks(self.shape, written.get("checks"), what)),
                    row_security="enabled" if name.name in secured else "off",
                    policies=tuple(policies.pop(name.name, ())),
                    at=self.shape.at(node),
                    marks={"row_security": self.shape.at(secured[name.name])} if name.name in secured else {},
                )
            )
        for table, left in policies.items():
            at = left[0].at
            if at is not None:
                message = f"policy {left[0].name} is for the table {table}, which the contract does not have"
                self.shape.mistakes.append(Mistake(at, message))
        return found

    def _policies(self, kinds: Mapping[str, Node]) -> dict[str, list[Policy]]:
        found: dict[str, list[Policy]] = {}
        for key, node in self._of(kinds, "policy").items():
            written = self.shape.fields(node, "a policy", _POLICY)
            what = f"policy {key}"
            name = truncated(self.shape.name(node, "name", what))
            table = truncated(self.shape.name(node, "tableName", what))
            command = self.shape.name(node, "operation", what)
            if command and command not in _COMMANDS:
                self.shape.mistake(written["operation"], f"operation of {what} is none of {', '.join(_COMMANDS)}")
            roles = self.shape.names(written.get("roles"), f"roles of {what}")
            found.setdefault(table, []).append(
                Policy(
                    name,
                    command=cast(Command, command if command in _COMMANDS else "all"),
                    roles=tuple(sorted("PUBLIC" if role == PUBLIC else role for role in roles)) or ("PUBLIC",),
                    using=self._printed(written.get("using"), f"using of {what}"),
                    check=self._printed(written.get("withCheck"), f"withCheck of {what}"),
                    permissive=self.shape.flag(written.get("permissive"), f"permissive of {what}", default=True),
                    at=self.shape.at(node),
                )
            )
        return found

    def _printed(self, node: Node | None, what: str) -> DeparsedText | None:
        text = self.shape.text(node, what)
        return DeparsedText(text) if text else None

    def _control(self, node: Node | None) -> Control:
        text = self.shape.text(node, "a control policy")
        if node is not None and text is not None and text not in _CONTROLS:
            self.shape.mistake(node, f"a control policy is one of {', '.join(_CONTROLS)}, not {text}")
        return cast(Control, text if text in _CONTROLS else "managed")

    def _refuse_doubles(self, tables: list[Table], enums: list[Enum]) -> None:
        """Note what would be one object of the database twice, as two long names that are cut alike are."""
        for of, objects in (("table", tables), ("enum", enums)):
            seen: set[QName] = set()
            for each in objects:
                if each.name in seen and each.at is not None:
                    self.shape.mistakes.append(Mistake(each.at, f"{of} {each.name} is there twice"))
                seen.add(each.name)
        for table in tables:
            names: set[str] = set()
            for column in table.columns if isinstance(table.columns, tuple) else ():
                if column.name in names and column.at is not None:
                    message = f"column {column.name} of table {table.name.name} is there twice"
                    self.shape.mistakes.append(Mistake(column.at, message))
                names.add(column.name)

    def _models(self, top: Node) -> dict[QName, ModelNames]:
        """The model behind each table, as far as the contract has any: it is not what the database is compared with."""
        found: dict[QName, ModelNames] = {}
        for namespace in _objects(_inside(top, "domain", "namespaces")):
            for name, model in _objects(_inside(namespace[1], "models")):
                table, of = _inside(model, "storage", "table"), _inside(model, "storage", "namespaceId")
                if table is None or of is None or not isinstance(table.value, str) or not isinstance(of.value, str):
                    continue
                columns = {
                    truncated(column.value): field
                    for field, each in _objects(_inside(model, "storage", "fields"))
                    if (column := _inside(each, "column")) is not None and isinstance(column.value, str)
                }
                there = QName(self.homes.get(of.value, truncated(of.value)), truncated(table.value))
                found.setdefault(there, ModelNames(name, columns))
        return found

    def _unknown(self) -> list[NotChecked]:
        places: dict[str, Position] = self.shape.unknown
        return [
            NotChecked(what, "not readable", f"{at.file}:{at.line} has it, and it is not known here")
            for what, at in places.items()
        ]

    def _roles(self, entries: Mapping[str, Mapping[str, Node]]) -> Stated[tuple[Role, ...]]:
        """The roles that have to be there, whatever else they may do."""
        found: dict[QName, Role] = {}
        for kinds in entries.values():
            for key, node in self._of(kinds, "role").items():
                self.shape.fields(node, "a role", _ROLE)
                name = QName("", truncated(self.shape.name(node, "name", f"role {key}")))
                found.setdefault(name, Role(name, at=self.shape.at(node)))
        return tuple(found.values()) or UNSTATED


def _is_spoken_of(kinds: Mapping[str, Node]) -> bool:
    """Whether a namespace says anything of its schema: roles belong to none."""
    return any(key != "role" and node.value for key, node in kinds.items())


def _inside(node: Node | None, *path: str) -> Node | None:
    for key in path:
        node = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
    return node


def _objects(node: Node | None) -> list[tuple[str, Node]]:
    return list(node.value.items()) if node is not None and isinstance(node.value, dict) else []
