"""How names and expressions are compared, whatever kind of object bears them."""

from __future__ import annotations

from schemacheck.model import expressions
from schemacheck.model.names import truncated

from .engine import Answer, Incomparable, Place


def same_name(expected: str, live: str, _place: Place) -> Answer:
    """Compare names after the truncation that PostgreSQL does."""
    return expected == live or truncated(expected) == live


def same_text(expected: str | None, live: str | None, place: Place) -> Answer:
    """Compare two expressions, or the absence of one, by their normal form."""
    if expected is None or live is None:
        return expected is live
    answer = expressions.same_expression(expected, live, place.schema, place.varchars)
    return (
        Incomparable("the two texts differ in ways that may be the server's own rewriting")
        if answer is None
        else answer
    )
