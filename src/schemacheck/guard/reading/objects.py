"""What statements call the objects of a database, of every kind the grammar has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from schemacheck.guard.grammar import dotted, name_of, strings
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Part, Touch, Unknown
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

RELATION: Final = "relation"
OF_RELATION: Final = "of a relation"
OTHER: Final = "other"

OBJECTS: Final[Mapping[str, tuple[str, str]]] = {
    "OBJECT_TABLE": (RELATION, "table"),
    "OBJECT_FOREIGN_TABLE": (RELATION, "foreign table"),
    "OBJECT_VIEW": (RELATION, "view"),
    "OBJECT_MATVIEW": (RELATION, "materialized view"),
    "OBJECT_INDEX": (RELATION, "index"),
    "OBJECT_SEQUENCE": ("sequence", "sequence"),
    "OBJECT_STATISTIC_EXT": (RELATION, "statistics object"),
    "OBJECT_ATTRIBUTE": ("type", "attribute"),
    "OBJECT_COLUMN": (OF_RELATION, "column"),
    "OBJECT_TABCONSTRAINT": (OF_RELATION, "constraint"),
    "OBJECT_TRIGGER": (OF_RELATION, "trigger"),
    "OBJECT_RULE": (OF_RELATION, "rule"),
    "OBJECT_POLICY": (OF_RELATION, "policy"),
    "OBJECT_DEFAULT": (OF_RELATION, "default"),
    "OBJECT_TYPE": ("type", "type"),
    "OBJECT_DOMAIN": ("type", "domain"),
    "OBJECT_DOMCONSTRAINT": ("type", "constraint of domain"),
    "OBJECT_FUNCTION": ("function", "function"),
    "OBJECT_PROCEDURE": ("function", "procedure"),
    "OBJECT_ROUTINE": ("function", "routine"),
    "OBJECT_AGGREGATE": ("function", "aggregate"),
    "OBJECT_COLLATION": ("collation", "collation"),
    "OBJECT_EXTENSION": ("extension", "extension"),
    "OBJECT_EVENT_TRIGGER": ("event trigger", "event trigger"),
    "OBJECT_PUBLICATION": ("publication", "publication"),
    "OBJECT_PUBLICATION_NAMESPACE": ("publication", "publication"),
    "OBJECT_PUBLICATION_REL": ("publication", "publication"),
    "OBJECT_FOREIGN_SERVER": ("foreign server", "foreign server"),
    "OBJECT_SCHEMA": ("schema", "schema"),
    "OBJECT_DATABASE": ("database", "database"),
    "OBJECT_DEFACL": ("default privileges", "default privileges"),
    "OBJECT_ROLE": ("role", "role"),
    "OBJECT_ACCESS_METHOD": (OTHER, "access method"),
    "OBJECT_AMOP": (OTHER, "operator of an operator family"),
    "OBJECT_AMPROC": (OTHER, "function of an operator family"),
    "OBJECT_CAST": (OTHER, "cast"),
    "OBJECT_CONVERSION": (OTHER, "conversion"),
    "OBJECT_FDW": (OTHER, "foreign-data wrapper"),
    "OBJECT_LANGUAGE": (OTHER, "language"),
    "OBJECT_LARGEOBJECT": (OTHER, "large object"),
    "OBJECT_OPCLASS": (OTHER, "operator class"),
    "OBJECT_OPERATOR": (OTHER, "operator"),
    "OBJECT_OPFAMILY": (OTHER, "operator family"),
    "OBJECT_PARAMETER_ACL": (OTHER, "parameter"),
    "OBJECT_SUBSCRIPTION": (OTHER, "subscription"),
    "OBJECT_TABLESPACE": (OTHER, "tablespace"),
    "OBJECT_TRANSFORM": (OTHER, "transform"),
    "OBJECT_TSCONFIGURATION": (OTHER, "text search configuration"),
    "OBJECT_TSDICTIONARY": (OTHER, "text search dictionary"),
    "OBJECT_TSPARSER": (OTHER, "text search parser"),
    "OBJECT_TSTEMPLATE": (OTHER, "text search template"),
    "OBJECT_USER_MAPPING": (OTHER, "user mapping"),
}
"""Every kind of object that the grammar tells apart: what it is to the guard, and what it is called."""

OF_THE_DATABASE: Final = frozenset(
    {
        "extension",
        "event trigger",
        "publication",
        "foreign server",
        "schema",
        "default privileges",
        "database",
        "role",
    }
)


class Object(NamedTuple):
    """An object that no table holds, as a statement calls it."""

    part: Part
    noun: str
    schema: str
    name: str
    at: int
    inputs: tuple[str, ...] | None = None

    def touch(self, rule: str, says: str, *, cascade: bool = False, renames: bool = False) -> Touch:
        """Say what is done to it: `drops {0}`."""
        return Touch(
            rule,
            says.format(f"{self.noun} {{part}}"),
            None,
            self.at,
            self.part,
            self.name,
            schema=self.schema,
            cascade=cascade,
            renames=renames,
            inputs=self.inputs,
        )


def object_parts(node: Node) -> list[str]:
    """Return the parts of an object's name, however the grammar keeps it."""
    kind, inner = unwrap(node)
    if kind == "type_name":
        return strings(inner.names)
    if kind == "object_with_args":
        return strings(inner.objname)
    if kind == "list":
        first = next(iter(inner.items), None)
        if first is not None and first.WhichOneof("node") == "type_name":
            return strings(first.type_name.names)
    return dotted(node)


def named_object(  # noqa: PLR0917 - what a name is, and where it stands
    statement: Statement, session: Session, part: Part, noun: str, parts: list[str], after: int | None = None
) -> Object:
    """Say which object a name means: in its schema, or the first on the search path that is known."""
    at = statement.find(parts, after)[0]
    if part in OF_THE_DATABASE:
        return Object(part, noun, "", parts[-1], at)
    found = session.object(part, parts[-2] if len(parts) > 1 else None, parts[-1])
    return Object(part, noun, found.schema, found.name, at)


def function_inputs(node: Node) -> tuple[str, ...] | None:
    """Return the types of the arguments behind a function's name."""
    kind, inner = unwrap(node)
    if kind != "object_with_args" or inner.args_unspecified:
        return None
    return tuple(_type_text(each.type_name) for each in inner.objargs)


def parameter_types(parameters: Iterable[Node]) -> tuple[str, ...]:
    """Return the types of the parameters that a new function takes in."""
    return tuple(
        _type_text(each.function_parameter.arg_type)
        for each in parameters
        if name_of(each.function_parameter, "mode") not in ("FUNC_PARAM_OUT", "FUNC_PARAM_TABLE")
    )


def _type_text(node: Node) -> str:
    return (strings(node.names) or [""])[-1] + "[]" * bool(node.array_bounds)


def unread_cascade(session: Session, noun: str, at: int) -> Iterator[Unknown]:
    """CASCADE takes what stands on an object; of some kinds the expected schema does not say what does."""
    if session.expected.guards_anything:
        says = f"drops {noun} with all that stands on it, which the expected schema does not tell"
        yield Unknown("guard-unread", says, at)
