"""Writing facets: what the language takes for granted is left out, what could not be read becomes `any`."""

from __future__ import annotations

from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.sources.spec.write.values import Value


def is_open(value: object) -> bool:
    """Whether a facet has no value to write: it is unstated, or could not be read."""
    return value is UNSTATED or isinstance(value, Unreadable)


def put(entry: dict[str, Value], key: str, value: object, usual: object) -> None:
    """Write a facet unless it is what the language takes for granted."""
    if is_open(value):
        if usual is not UNSTATED:
            entry[key] = "any"
    elif value != usual:
        if isinstance(value, tuple):
            entry[key] = list(value)
        elif isinstance(value, (bool, str)):
            entry[key] = value
        else:
            entry[key] = "none"
