"""What a finding is about, typed. Its texts, such as `Athlete.email` and `Athlete(a, b)`, are made here alone."""

from __future__ import annotations

from typing import NamedTuple

from schemacheck.base.names import QName, is_plain, quoted
from schemacheck.base.record import record


@record
class MemberName:
    """A member by its own name: a column, a constraint, an index, a trigger."""

    name: str
    in_quotes: bool = False
    """Whether its name is written in quotes where SQL needs them."""


@record
class KeyColumns:
    """A key by what it is on: columns by their names, expressions in parentheses."""

    columns: tuple[str, ...]


@record
class CheckCondition:
    """A check constraint without a stated name, by its condition."""

    condition: str


@record
class Grantee:
    """What one role may do with the table."""

    grantee: str


@record
class SingleMember:
    """The one of its kind that a table has, which needs no name: its primary key."""


Member = MemberName | KeyColumns | CheckCondition | Grantee | SingleMember
"""How something that a table holds is distinguished from the others of its kind."""


class Subject(NamedTuple):
    """The object a finding is about."""

    kind: str
    schema: str
    name: str
    """The table's name, or that of an object that no table holds."""
    member: Member | None = None
    """Which of the table's members it is; None for the table itself, and for what no table holds."""
    suffix: str = ""
    """What tells an object that no table holds from others of its name: a function's `(integer)`."""

    @property
    def table(self) -> QName | None:
        """The table that it is, or that holds it."""
        return QName(self.schema, self.name) if self.kind == "table" or self.member is not None else None

    @property
    def member_name(self) -> str | None:
        """The own name of its member, where that is how it is distinguished."""
        return self.member.name if isinstance(self.member, MemberName) else None

    @property
    def holder(self) -> Subject:
        """The same without its member."""
        return self._replace(member=None, suffix="")

    @property
    def label(self) -> str:
        """The object without its table: `email`, `(a, b)`; the name of what no table holds."""
        match self.member:
            case MemberName(name, in_quotes):
                return quoted(name) if in_quotes else name
            case KeyColumns(columns):
                return f"({', '.join(columns)})"
            case CheckCondition(condition):
                return f"({condition})"
            case Grantee(grantee):
                return f"grants to {grantee}"
            case SingleMember():
                return self.kind
            case None:
                return f"{self.name}{self.suffix}"

    @property
    def part(self) -> str:
        """What follows the name in a path: `.email`, `(a, b)`, or nothing."""
        if self.member is None:
            return self.suffix
        return self.label if isinstance(self.member, KeyColumns | CheckCondition) else f".{self.label}"

    @property
    def path(self) -> str:
        """The full path, schema included, for machines and for matching."""
        return f"{self.schema}.{self.name}{self.part}" if self.schema else f"{self.name}{self.part}"

    def within(self, home: str) -> str:
        """The path as a reader at home in schema `home` writes it."""
        plain = self.name if is_plain(self.name) else f'"{self.name}"'
        return f"{plain}{self.part}" if self.schema in ("", home) else f"{self.schema}.{plain}{self.part}"
