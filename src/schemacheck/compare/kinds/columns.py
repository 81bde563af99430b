"""Columns: their identity is the name, their order in the table means nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.base.near import Names
from schemacheck.compare.engine import Answer, Facet, HolderPair, Kind, NameScope, member, rule
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.texts import same_default, same_text, same_type_here, show_type
from schemacheck.compare.results import NearMiss
from schemacheck.compare.spare import Spare
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.model.table import Column, Generated, Identity, Table
from schemacheck.report.finding import Value
from schemacheck.report.subject import MemberName
from schemacheck.sql.defaults import Default
from schemacheck.sql.expressions import normal_expression
from schemacheck.sql.types import TypeName

_NAMED_SINCE: Final = 18
"""The first major that has NOT NULL as a constraint with a name."""


def _show_default(value: Default | None, scope: NameScope) -> Value:
    """Show a default; bare names in it are those of the table's schema, which is said where it is not home."""
    if value is None:
        return None
    if value.kind not in ("nextval", "expression") or scope.schema == scope.home:
        return str(value)
    from schemacheck.sql.bare_names import with_schema  # noqa: PLC0415 - for tables elsewhere

    return normal_expression(with_schema(str(value), scope.schema, ""))


def _same_constraint(expected: str, live: str | None, scope: NameScope) -> Answer:
    """Compare names of NOT NULL constraints; before PostgreSQL 18 there is none to have one."""
    return expected == live or (scope.majors[1] or 0) < _NAMED_SINCE


def _show_nullable(value: bool, _scope: NameScope) -> Value:
    return "NULL allowed" if value else "NOT NULL"


def _show_identity(value: Identity | None, _scope: NameScope) -> Value:
    return "an ordinary column" if value is None else f"GENERATED {value.upper()} AS IDENTITY"


def _same_generation(expected: Generated | None, live: Generated | None, _scope: NameScope) -> Answer:
    if expected is None or live is None:
        return expected is live
    return UNSTATED in (expected.stored, live.stored) or expected.stored == live.stored


def _show_generation(value: Generated | None, _scope: NameScope) -> Value:
    if value is None:
        return "an ordinary column"
    return "a virtual generated column" if value.stored is False else "a stored generated column"


def _expression(column: Column) -> Stated[str]:
    """The generation expression, where both its presence and its text are stated."""
    generated = column.generated
    if isinstance(generated, Unreadable):
        return generated
    return generated.expression if isinstance(generated, Generated) else UNSTATED


def _show_collation(value: str | None, _scope: NameScope) -> Value:
    return "the collation of its type" if value is None else f"the collation {quoted(value)}"


def _default_rule(expected: Column, live: Column) -> str:
    if expected.default is None:
        return "column-default-unexpected"
    if live.default is not None:
        return "column-default"
    return "column-default-lost" if live.nullable is False else "column-default-missing"


def _show(column: Column, scope: NameScope) -> Value:
    """A column as one line: its type, then what is stated beyond it."""
    words: list[str] = []
    if isinstance(column.type, TypeName):
        words.append(str(show_type(column.type, scope)))
    if isinstance(column.nullable, bool):
        words.append("NULL" if column.nullable else "NOT NULL")
    if isinstance(column.default, Default):
        words.append(f"DEFAULT {_show_default(column.default, scope)}")
    if isinstance(column.identity, str):
        words.append(f"GENERATED {column.identity.upper()} AS IDENTITY")
    if isinstance(column.generated, Generated):
        words.append("generated")
    return " ".join(words) or "a column"


def _names(columns: Sequence[Column]) -> Names:
    return Names(column.name for column in columns)


def _near(missing: Column, spare: Spare[Column], _holders: HolderPair) -> NearMiss | None:
    """Name the unexpected column that a missing one was probably renamed to."""
    other = spare.in_order(_names).nearest(missing.name)
    if other is None:
        return None
    return NearMiss(f"{other} is", f"{other} may be {missing.name} under another name: which one does the code use?")


COLUMN: Final[Kind[Column]] = Kind(
    noun="column",
    plural="columns",
    identities=(lambda column: column.name,),
    unique_key=True,
    facets=(
        Facet("type", lambda column: column.type, rule("column-type"), same_type_here, show_type),
        Facet(
            "nullable",
            lambda column: column.nullable,
            lambda expected, _live: "column-nullable" if expected.nullable is False else "column-not-null",
            show=_show_nullable,
        ),
        Facet(
            "nullable",
            lambda column: column.not_null_validated if column.nullable is False else True,
            rule("column-not-null-not-valid"),
            show=lambda valid, _scope: "NOT NULL" if valid else "NOT NULL, NOT VALID",
        ),
        Facet(
            "nullable",
            lambda column: column.not_null_no_inherit if column.nullable is False else False,
            rule("column-not-null-inheritance"),
            show=lambda value, _place: "NO INHERIT" if value else "inherited",
        ),
        Facet(
            "not_null_name",
            lambda column: column.not_null_name if column.nullable is False else None,
            rule("column-not-null-name"),
            _same_constraint,
            lambda value, _place: "as usual" if value is None else quoted(value),
            when=lambda expected, live: expected.not_null_name is not None and live.nullable is False,
        ),
        Facet("default", lambda column: column.default, _default_rule, same_default, _show_default),
        Facet("identity", lambda column: column.identity, rule("column-identity"), show=_show_identity),
        Facet(
            "generated", lambda column: column.generated, rule("column-generated"), _same_generation, _show_generation
        ),
        Facet(
            "generated",
            _expression,
            rule("column-generated-expression"),
            same_text,
            when=lambda _expected, live: live.generated is not None,
        ),
        Facet("collation", lambda column: column.collation, rule("column-collation"), show=_show_collation),
        COMMENTED,
    ),
    missing=lambda _column: "column-missing",
    unexpected=lambda column: "column-unexpected-required" if column.required else "column-unexpected",
    show=_show,
    attribute="columns",
    # A generated column may hold an expression that neither side could read, which is no equality.
    plainly_equal=lambda expected, live: expected.generated is None and expected == live,
    name=lambda column: column.name,
    subject=member("column", lambda column: MemberName(column.name)),
    near=_near,
    more_allowed=lambda _column, holders: isinstance(holders.expected, Table) and holders.expected.more_columns,
)
