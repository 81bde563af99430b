"""What the role of a check may do beyond reading the catalog, and how to say so."""

from __future__ import annotations

from typing import Any

from schemacheck.base.record import record


@record
class Powers:
    """What a role may do that no check needs. Each table or schema is one example of possibly many."""

    superuser: bool
    owns: str | None
    """A checked table that the role owns, or whose owner it is a member of."""
    writes: str | None
    """A checked table that the role may write to."""
    creates: str | None
    """A checked schema in which the role may create objects."""

    def told(self) -> str | None:
        """Say it in one phrase that follows "the role"; None where there is nothing to say."""
        if self.superuser:
            return "is a superuser, who may do anything"
        said = []
        if self.owns is not None:
            said.append(f"owns {self.owns}, and so may change or remove it")
        elif self.writes is not None:
            said.append(f"may write to {self.writes}")
        if self.creates is not None:
            said.append(f"may create objects in schema {self.creates}")
        return " and ".join(said) or None


def powers(row: Any) -> Powers:
    """From the row of `ROLE`."""
    return Powers(row.superuser, row.owns, row.writes, row.creates)
