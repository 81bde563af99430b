"""Constraints that are no keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from schemacheck.base.names import Position, no_marks
from schemacheck.base.record import record
from schemacheck.model.keys import Deferral, Parameters
from schemacheck.model.stated import UNSTATED, Stated


@record
class Check:
    """A check constraint of a table."""

    expression: Stated[str]
    """As SQL has it, without CHECK and its parentheses."""
    name: Stated[str] = UNSTATED
    validated: Stated[bool] = True
    """False: NOT VALID, older rows were never looked at."""
    enforced: Stated[bool] = True
    """False: NOT ENFORCED (PostgreSQL 18)."""
    no_inherit: Stated[bool] = False
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)


@record
class Exclusion:
    """An exclusion constraint of a table: no two rows for which all operators hold."""

    elements: Stated[tuple[str, ...]]
    """Each a column or an expression, its collation and operator class where they are not its own, and its operator.

    As SQL has it: `room WITH =`, `note COLLATE "C" text_ops WITH OPERATOR(app.=)`.
    """
    name: Stated[str] = UNSTATED
    method: Stated[str] = "gist"
    predicate: Stated[str | None] = None
    """None: it holds for every row."""
    include: Stated[tuple[str, ...]] = ()
    deferral: Stated[Deferral] = "no"
    storage_parameters: Stated[Parameters] = UNSTATED
    """Of its index."""
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
