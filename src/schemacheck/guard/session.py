"""What earlier statements of a file decide about later ones: the search path, and tables that are new."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from schemacheck.base.names import QName
from schemacheck.guard.grammar import name_of, strings, walk
from schemacheck.guard.protection import Protection
from schemacheck.guard.statements import HOLE, Named, Statement
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_OWN_SCHEMA = "$user"
TEMPORARY = "pg_temp"


Path = tuple[str, ...]


class _State(NamedTuple):
    """What a transaction that is rolled back takes back."""

    path: Path
    maybe: frozenset[Path]
    temporary: frozenset[str]


@dataclass(slots=True, eq=False, repr=False)
class Session:
    """The state of one session that runs a file from its top to its end.

    What may have happened or not (in a branch, in a transaction that a tool may open) is kept beside what is most
    likely: a name reaches what is protected if it does under any of them.
    """

    expected: Protection
    path: Path = ()
    after: Path | None = None
    """The path to go back to when the transaction ends."""
    maybe: frozenset[Path] = frozenset()
    """Paths that may be in force instead."""
    certain: bool = True
    """Whether what is read now runs for certain."""
    new: set[QName] = field(default_factory=set)
    """Tables this file created, temporary ones among them."""
    shaky: set[str] = field(default_factory=set)
    """Temporary tables that may not be there."""
    dropped_on_commit: set[str] = field(default_factory=set)
    begun: _State | None = None
    """The state when BEGIN stood there; None outside a transaction of the file's own."""
    savepoints: dict[str, _State] = field(default_factory=dict)
    aliases: dict[QName, QName] = field(default_factory=dict)
    """What tables were called before this file renamed them."""
    views: dict[QName, QName] = field(default_factory=dict)
    """Views that these files made, with the one table whose rows each of them shows."""
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
        """Say which table a name reaches: the first on the search path that is there, a protected one if in doubt."""
        if named.schema is not None and HOLE not in named.schema:
            return self._origin(QName(named.schema, named.name))
        likely = self._on(self.path, named)
        others = [(each,) for each in self.expected.namespaces] if named.schema is not None else self.maybe
        if likely not in self.expected.guarded:
            for path in sorted(others):
                found = self._on(path, named)
                if found in self.expected.guarded or (found in self.known and likely not in self.known):
                    return found
        return likely

    def _on(self, path: Path, named: Named) -> QName:
        schemas = path if TEMPORARY in path else (TEMPORARY, *path)
        for schema in schemas:
            candidate = QName(schema, named.name)
            if schema == TEMPORARY and named.name in self.shaky:
                continue
            if candidate in self.new or candidate in self.known or candidate in self.aliases:
                return self._origin(candidate)
        if named.name in self.shaky and not any(QName(schema, named.name) in self.known for schema in path):
            return QName(TEMPORARY, named.name)
        return self._origin(self.place(named))

    def _origin(self, table: QName) -> QName:
        """The table that this file renamed is the one it was."""
        return self.aliases.get(table, table)

    def base(self, table: QName) -> QName:
        """Say whose rows a view shows that these files made; any other table's are its own."""
        return self.views.get(table, table)

    def place(self, named: Named) -> QName:
        """Say where a new table of this name would be."""
        known = named.schema is not None and HOLE not in named.schema
        first = next((each for each in self.path if each != TEMPORARY), self.home)
        return QName(named.schema if known and named.schema else first, named.name)

    def make_temporary(self, name: str, *, on_commit_drop: bool) -> None:
        """A temporary table is made; it stands before all others of its name."""
        self.new.add(QName(TEMPORARY, name))
        self.shaky.discard(name)
        if not self.certain or (on_commit_drop and self.begun is None):
            self.shaky.add(name)
        if on_commit_drop:
            self.dropped_on_commit.add(name)

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
        if table in self.known and new not in self.known:
            self.aliases[new] = table

    def is_new(self, table: QName) -> bool:
        """Whether a table was made on purpose, here or in an earlier file."""
        return (table in self.new or table in self.earlier) and table not in self.doubtful

    def note(self, statement: Statement) -> None:
        """Follow what a statement does to the search path and to temporary tables."""
        if statement.kind == "variable_set_stmt":
            self._note_setting(statement.node)
        elif statement.kind == "transaction_stmt":
            self._note_transaction(statement.node)
        elif statement.kind == "discard_stmt":
            kind = name_of(statement.node, "target")
            if kind == "DISCARD_ALL":
                self._set((self.home,), local=False)
            if kind in ("DISCARD_ALL", "DISCARD_TEMP"):
                self._lose(self._temporary())
        elif b"set_config" in statement.excerpt.data[statement.start : statement.end].lower():
            self._note_calls(statement)

    def _note_setting(self, node: Node) -> None:
        kind = name_of(node, "kind")
        if kind == "VAR_RESET_ALL" or (node.name == "search_path" and kind in ("VAR_RESET", "VAR_SET_DEFAULT")):
            self._set((self.home,), local=node.is_local)
        elif kind == "VAR_SET_VALUE" and node.name == "search_path":
            self._set(_schemas(setting_values(node)), local=node.is_local)

    def _note_transaction(self, node: Node) -> None:
        kind = name_of(node, "kind").removeprefix("TRANS_STMT_")
        if kind in ("BEGIN", "START"):
            self.begun = self.state()
            self.savepoints = {}
        elif kind == "SAVEPOINT":
            self.savepoints[node.savepoint_name] = self.state()
        elif kind == "ROLLBACK_TO":
            self._back_to(self.savepoints.get(node.savepoint_name))
        elif kind in ("COMMIT", "PREPARE"):
            if self.after is not None:
                self.path, self.after = self.after, None
            self._lose(self.dropped_on_commit)
            self.begun = None
        elif kind == "ROLLBACK":
            self.after = None
            self._back_to(self.begun)
            self.begun = None

    def state(self) -> _State:
        """What holds now."""
        return _State(self.path, self.maybe, frozenset(self._temporary()))

    def restore(self, state: _State) -> None:
        """Go back to what held."""
        self.path, self.maybe = state.path, state.maybe
        self._lose(self._temporary() - state.temporary)

    def _back_to(self, state: _State | None) -> None:
        """Something is rolled back; where no BEGIN was seen, it may be that nothing is, or that all is."""
        if state is not None and self.certain:
            self.restore(state)
            return
        self.maybe |= {(self.home,), self.path}
        self.shaky |= self._temporary()

    def _temporary(self) -> set[str]:
        return {each.name for each in self.new if each.schema == TEMPORARY}

    def _lose(self, names: Iterable[str]) -> None:
        for name in list(names):
            self.new.discard(QName(TEMPORARY, name))
            self.dropped_on_commit.discard(name)

    def _note_calls(self, statement: Statement) -> None:
        """`SELECT set_config('search_path', ...)`; elsewhere in a statement it may be called or not."""
        sure = []
        if statement.kind == "select_stmt":
            for target in statement.node.target_list:
                kind, value = unwrap(target.res_target.val)
                while kind == "type_cast":
                    kind, value = unwrap(value.arg)
                if kind == "func_call" and not statement.node.HasField("where_clause"):
                    sure.append(value.location)
        for kind, node in walk(statement.node):
            if kind == "FuncCall" and strings(node.funcname)[-1:] == ["set_config"]:
                self._note_call(node, certain=node.location in sure)

    def _note_call(self, call: Node, *, certain: bool) -> None:
        values = [unwrap(each) for each in call.args]
        texts = [value.sval.sval if kind == "a_const" and value.HasField("sval") else None for kind, value in values]
        if len(texts) != 3 or texts[0] not in ("search_path", None):
            return
        local = values[2][0] == "a_const" and values[2][1].boolval.boolval
        before, self.certain = self.certain, self.certain and certain and texts[0] is not None
        self._set(_schemas(split_path(texts[1] if texts[1] is not None else HOLE)), local=local)
        self.certain = before

    def _set(self, path: Path, *, local: bool) -> None:
        # Nothing is found on an empty path; such a name is most likely meant for the schema the project lives in.
        path = path or (self.home,)
        if any(HOLE in each for each in path):
            self.maybe |= {self.path, *((each,) for each in self.expected.namespaces)}
            return
        if not self.certain:
            self.maybe |= {path}
            return
        if not local:
            self.after, self.maybe = None, frozenset()
        elif self.begun is None:
            # Outside a transaction it does nothing; a tool may have opened one.
            self.maybe |= {self.path}
        if local and self.after is None:
            self.after = self.path
        self.path = path


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
