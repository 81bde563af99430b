"""Who may use the schemas themselves, and what is granted on objects that are yet to be made."""

from __future__ import annotations

from typing import Any, Final

from schemacheck.compare.engine import Kind
from schemacheck.compare.kinds.access import show_grants
from schemacheck.compare.kinds.schema_object import EVERYONES, schema_object_kind
from schemacheck.report.subject import Subject

SCHEMA_ACCESS: Final[Kind[Any]] = Kind(
    noun="schema",
    plural="schemas",
    identities=(lambda item: item.name,),
    unique_key=True,
    facets=EVERYONES,
    missing=lambda _item: "schema-missing",
    unexpected=lambda _item: "schema-missing",
    show=lambda _item, _scope: None,
    attribute="access",
    name=lambda item: str(item.name.name),
    subject=lambda item, _scope: Subject("schema", "", str(item.name.name)),
    more_allowed=lambda _item, _holders: True,
)
"""A schema that is not there is told of before: `compare_objects` compares those that both sides have."""

DEFAULT_PRIVILEGES: Final[Kind[Any]] = schema_object_kind(
    "default privileges",
    "default privileges",
    "default_privileges",
    (),
    show=lambda item, scope: show_grants(item.grants, scope) if isinstance(item.grants, tuple) else None,
    missing="default-privileges-missing",
    unexpected="default-privileges-unexpected",
)
