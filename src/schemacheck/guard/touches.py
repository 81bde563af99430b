"""What a statement does to objects of a database, in words that no longer depend on how it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.guard.statements import Named

Part = Literal["", "column", "constraint", "index", "trigger", "policy", "type", "schema", "role", "database"]


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
    by: Literal["", "CASCADE", "schema", "ownership", "database"] = ""
    """Through what it reaches an object the statement does not name."""
    schema: str | None = None
    """Where to look for an index that is named without its table."""

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
