"""What a statement does to objects of a database, in words that no longer depend on how it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.guard.statements import Named

OfTable = Literal["", "column", "constraint", "index", "trigger", "rule", "policy", "row security"]
"""What a table holds. Statistics objects and partitions are reached by their table, whatever they are called."""
OfSchema = Literal["type", "function", "sequence", "collation"]
OfDatabase = Literal[
    "extension", "event trigger", "publication", "foreign server", "schema", "default privileges", "database", "role"
]
Part = OfTable | OfSchema | OfDatabase
By = Literal["", "CASCADE", "reference", "schema", "ownership", "database"]


@record
class Touch:
    """One thing a statement does to one object."""

    rule: str
    says: str
    """A predicate that may name {table} and {part}: "drops column {part} of {table}".

    {of} stands where " of {table}" belongs once the table is known.
    """
    table: QName | None
    """None where the statement does not say, as for the index it drops."""
    at: int
    """Where the object's name stands, in bytes of the excerpt."""
    part: Part = ""
    name: str = ""
    """The part's name; HOLE where it is only known when the statement runs."""
    columns: tuple[str, ...] = ()
    """The columns it is about: those of a key, or those that are written."""
    renames: bool = False
    """Whether a constraint or an index that is altered gets another name."""
    foreign_key: bool = False
    """Whether the constraint that is added is one."""
    whole: bool = False
    """Whether it reaches everything that belongs to the table."""
    cascade: bool = False
    by: By = ""
    """Through what it reaches an object that the statement does not name.

    All but CASCADE matter to what is protected alone.
    """
    schema: str | None = None
    """Where to look for an index that is named without its table; the schema of an object that no table holds."""
    of_schema: str = ""
    """The schema that is dropped or renamed with all that it holds, of which this is a part."""
    inputs: tuple[str, ...] | None = None
    """The types of a function's arguments, as they are written; None where no statement says them."""
    only: bool = False
    """Whether ONLY keeps it from the tables that inherit."""
    makes: bool = False
    """Whether it makes the object, so that nothing that stands on it is changed: if it was there, nothing happens."""
    retypes: bool = False
    """Whether a column that is altered gets another type."""
    plain: bool = True
    """Whether an index that is added could be a key: all rows, in the usual order and way."""

    def on(self, table: QName) -> Touch:
        """The same, with the table that the statement did not say."""
        return replace(self, table=table, says=self.says.replace("{of}", " of {table}"))


@record
class Mention:
    """A table that a statement names, whatever it does to it."""

    named: Named
    table: QName
    how: Literal["", "points at", "creates", "renames to"] = ""
    """What is done with it, where that helps to say what is wrong: "points at" is a foreign key's doing."""
    was: QName | None = None
    """The name it had, where it gets another one."""

    @property
    def makes(self) -> bool:
        """Whether the table is there under this name from then on."""
        return self.how in ("creates", "renames to")


@record
class Unknown:
    """Something a statement runs that this text does not show."""

    rule: Literal["guard-dynamic", "guard-unread", "guard-unparsed"]
    says: str
    at: int
