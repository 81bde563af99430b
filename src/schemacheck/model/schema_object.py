"""What every object that a schema holds beside tables has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from schemacheck.base.names import Position, QName, no_marks
from schemacheck.base.record import record
from schemacheck.model.access import Grants
from schemacheck.model.stated import UNSTATED, Stated


@record
class SchemaObject:
    """An object of a schema, or of the database, whose name then has an empty schema."""

    name: QName
    owner: Stated[str] = field(default=UNSTATED, kw_only=True)
    grants: Stated[tuple[Grants, ...]] = field(default=UNSTATED, kw_only=True)
    """Unstated also where nothing can be granted."""
    comment: Stated[str | None] = field(default=UNSTATED, kw_only=True)
    part_of: str | None = field(default=None, compare=False, kw_only=True)
    """Why it is never unexpected, such as "extension postgis"; None for an object of its own."""
    protected: str | None = field(default=None, compare=False, kw_only=True)
    at: Position | None = field(default=None, compare=False, kw_only=True)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False, kw_only=True)

    @property
    def goes_without_saying(self) -> bool:
        """Whether it belongs to something else that is compared as a whole, such as an extension."""
        return self.part_of is not None
