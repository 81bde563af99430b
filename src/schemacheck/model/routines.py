"""Functions, procedures, aggregates and window functions."""

from __future__ import annotations

from typing import Literal

from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.types import TypeName

RoutineKind = Literal["function", "procedure", "aggregate", "window function"]
Volatility = Literal["immutable", "stable", "volatile"]
Parallel = Literal["safe", "restricted", "unsafe"]


@record
class Aggregate:
    """What an aggregate is made of. Functions, operators and types are as SQL writes them; None: it has none."""

    state_function: str
    state_type: str
    final_function: str | None = None
    combine_function: str | None = None
    serial_function: str | None = None
    deserial_function: str | None = None
    initial_value: str | None = None
    sort_operator: str | None = None
    moving_state_function: str | None = None
    moving_inverse_function: str | None = None
    moving_state_type: str | None = None
    moving_final_function: str | None = None
    moving_initial_value: str | None = None
    kind: str = "normal"
    """normal, ordered-set or hypothetical-set."""


@record
class Routine(SchemaObject):
    """One of many that may share a name: the types of its input arguments tell it from the others."""

    inputs: tuple[TypeName, ...] = ()
    kind: Stated[RoutineKind] = UNSTATED
    arguments: Stated[DeparsedText] = UNSTATED
    """All arguments with names, modes and defaults."""
    result: Stated[str | None] = UNSTATED
    """None for procedures."""
    language: Stated[str] = UNSTATED
    body: Stated[str | None] = UNSTATED
    """The text between the quotes, or the name of the function of C; None where `sql_body` or `aggregate` says it."""
    sql_body: Stated[DeparsedText | None] = UNSTATED
    """The body in standard SQL, which the server keeps parsed (PostgreSQL 14 and later)."""
    library: Stated[str | None] = UNSTATED
    """The file that holds a function of C."""
    volatility: Stated[Volatility] = UNSTATED
    strict: Stated[bool] = UNSTATED
    """True: NULL in, NULL out, without a call."""
    parallel: Stated[Parallel] = UNSTATED
    leakproof: Stated[bool] = UNSTATED
    security_definer: Stated[bool] = UNSTATED
    """True: it runs with the rights of its owner."""
    settings: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """Parameters it sets while it runs, by name."""
    cost: Stated[str | None] = UNSTATED
    """What the planner takes a call to cost; None: as usual in its language."""
    rows: Stated[str | None] = UNSTATED
    """How many rows the planner expects of it; None: as usual."""
    support: Stated[str | None] = UNSTATED
    """The function that tells the planner more, as SQL writes it."""
    aggregate: Stated[Aggregate | None] = UNSTATED

    @property
    def brought(self) -> frozenset[str]:
        """The names of those of its input types that an extension brought: each tells its type, wherever that lives."""
        return frozenset(each.name for each in self.inputs if each.of_extension)

    @property
    def signature(self) -> str:
        """The types of its input arguments, in parentheses."""
        return f"({', '.join(map(str, self.inputs))})"
