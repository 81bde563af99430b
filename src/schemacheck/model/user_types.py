"""Types that users define."""

from __future__ import annotations

from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.defaults import Default
from schemacheck.sql.types import TypeName


@record
class Enum(SchemaObject):
    """An enum type. Its labels are compared as a set, their order on its own."""

    labels: Stated[tuple[str, ...]] = UNSTATED


@record
class Domain(SchemaObject):
    """A domain: another type, and what its values must satisfy."""

    base: Stated[TypeName] = UNSTATED
    default: Stated[Default | None] = UNSTATED
    not_null: Stated[bool] = UNSTATED
    collation: Stated[str | None] = UNSTATED
    """None: that of the type."""
    checks: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """Names and conditions, by name; a condition that is NOT VALID ends with these words."""
    comments: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """Those on its conditions, by name."""


@record
class CompositeType(SchemaObject):
    """A composite type. The order of its attributes counts: rows are written and read by it."""

    attributes: Stated[tuple[tuple[str, TypeName], ...]] = UNSTATED
    collations: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """Those of attributes that have another one than their type, by attribute."""
    comments: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """Those on its attributes, by name."""


@record
class Range(SchemaObject):
    """A range type. Names of other objects are as SQL writes them."""

    subtype: Stated[TypeName] = UNSTATED
    operator_class: Stated[str | None] = UNSTATED
    """None: the default one of the subtype."""
    collation: Stated[str | None] = UNSTATED
    canonical: Stated[str | None] = UNSTATED
    subtype_diff: Stated[str | None] = UNSTATED
    multirange: Stated[str | None] = UNSTATED
    """The type of sets of its ranges; None where the server has none (before PostgreSQL 14)."""


@record
class Collation(SchemaObject):
    """A collation of a schema's own."""

    provider: Stated[str] = UNSTATED
    """libc, icu or builtin."""
    locale: Stated[str | None] = UNSTATED
    """The locale; of libc, that of LC_COLLATE."""
    ctype: Stated[str | None] = UNSTATED
    """Of libc, the locale of LC_CTYPE where it is another one."""
    deterministic: Stated[bool] = UNSTATED
    rules: Stated[str | None] = UNSTATED
