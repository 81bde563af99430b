"""What earlier statements of a file decide about later ones: the search path, and tables that are new."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from schemacheck.base.names import QName
from schemacheck.guard.grammar import strings
from schemacheck.guard.protection import Protection
from schemacheck.guard.statements import HOLE, Named, Statement
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_OWN_SCHEMA = "$user"
TEMPORARY = "pg_temp"


@dataclass(slots=True, eq=False, repr=False)
class Session:
    """The state of one session that runs a file from its top to its end."""

    expected: Protection
    path: tuple[str, ...] = ()
    after: tuple[str, ...] | None = None
    """The path to go back to when the transaction ends."""
    new: set[QName] = field(default_factory=set)
    """Tables this file created, temporary ones among them."""
    earlier: Collection[QName] = ()
    """Tables that files before this one created."""
    doubtful: set[QName] = field(default_factory=set)
    """New tables that are probably another one in the wrong spelling."""
    new_columns: set[tuple[QName, str]] = field(default_factory=set)
    new_indexes: dict[QName, QName] = field(default_factory=dict)
    """The table of each index this file created."""

    def __post_init__(self) -> None:
        self.path = self.path or (self.home,)

    @property
    def home(self) -> str:
        """The schema the project lives in."""
        return self.expected.home

    @property
    def known(self) -> frozenset[QName]:
        """The tables of the expected schema."""
        return self.expected.known

    def resolve(self, named: Named) -> QName:
        """Say which table a name reaches: the first on the search path that is there."""
        if named.schema is not None and HOLE not in named.schema:
            return QName(named.schema, named.name)
        for schema in (TEMPORARY, *self.path):
            candidate = QName(schema, named.name)
            if candidate in self.new or candidate in self.known:
                return candidate
        return self.place(named)

    def place(self, named: Named) -> QName:
        """Say where a new table of this name would be."""
        known = named.schema is not None and HOLE not in named.schema
        return QName(named.schema if known and named.schema else self.path[0], named.name)

    def object(self, part: str, schema: str | None, name: str) -> QName:
        """Say which object that is no table a name reaches."""
        if schema is not None and HOLE not in schema:
            return QName(schema, name)
        for each in self.path:
            if (part, QName(each, name)) in self.expected.objects:
                return QName(each, name)
        return QName(self.path[0], name)

    def forget(self, table: QName) -> None:
        """A table is gone."""
        self.new.discard(table)

    def renamed(self, table: QName, new: QName) -> None:
        """A table has another name from here on, which nobody misspells."""
        self.new.discard(table)
        self.new.add(new)

    def is_new(self, table: QName) -> bool:
        """Whether a table was made on purpose, here or in an earlier file."""
        return (table in self.new or table in self.earlier) and table not in self.doubtful

    def note(self, statement: Statement) -> None:
        """Follow what a statement does to the search path."""
        if statement.kind == "variable_set_stmt":
            self._note_setting(statement.node)
        elif statement.kind == "transaction_stmt" and self.after is not None:
            kind = statement.node.kind
            names = statement.node.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number
            if names[kind].name in ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK"):
                self.path, self.after = self.after, None
        elif statement.kind == "select_stmt":
            for target in statement.node.target_list:
                kind, value = unwrap(target.res_target.val)
                if kind == "func_call" and strings(value.funcname)[-1:] == ["set_config"]:
                    self._note_call(value)

    def _note_setting(self, node: Node) -> None:
        kind = node.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number[node.kind].name
        if kind == "VAR_RESET_ALL" or (node.name == "search_path" and kind in ("VAR_RESET", "VAR_SET_DEFAULT")):
            self._set((self.home,), local=node.is_local)
        elif kind == "VAR_SET_VALUE" and node.name == "search_path":
            self._set(_schemas(setting_values(node)), local=node.is_local)

    def _note_call(self, call: Node) -> None:
        values = [unwrap(each) for each in call.args]
        texts = [value.sval.sval if kind == "a_const" and value.HasField("sval") else None for kind, value in values]
        if len(texts) == 3 and texts[0] == "search_path" and texts[1] is not None:
            local = values[2][0] == "a_const" and values[2][1].boolval.boolval
            self._set(_schemas(split_path(texts[1])), local=local)

    def _set(self, path: tuple[str, ...], *, local: bool) -> None:
        if local and self.after is None:
            self.after = self.path
        elif not local:
            self.after = None
        # Nothing is found on an empty path; such a name is most likely meant for the schema the project lives in.
        self.path = path or (self.home,)


def setting_values(node: Node) -> list[str]:
    """Return the values a SET gives to a setting, each as text."""
    return [each.a_const.sval.sval for each in node.args if each.WhichOneof("node") == "a_const"]


def split_path(text: str) -> list[str]:
    """Split the text of a search path into schema names."""
    names = []
    for each in text.split(","):
        name = each.strip()
        if name.startswith('"') and name.endswith('"') and len(name) > 1:
            names.append(name[1:-1].replace('""', '"'))
        elif name:
            names.append(name.lower())
    return names


def _schemas(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value and value != _OWN_SCHEMA)
