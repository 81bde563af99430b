"""Views and materialized views, and what foreign tables tell their servers: facets of relations."""

from __future__ import annotations

from typing import Any, Final

from schemacheck.compare.engine import Facet, rule
from schemacheck.compare.kinds.texts import changed_lines, same_printed, show_long
from schemacheck.compare.kinds.user_types import show_pairs
from schemacheck.model.table import Table


def _same_relation_kind(expected: Table, live: Table) -> bool:
    """Whether both are one kind of relation: of a table in a view's place there is no query to compare."""
    return expected.kind == live.kind


VIEWS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        "definition",
        lambda table: table.definition,
        rule("view-definition"),
        same_printed,
        show_long,
        when=_same_relation_kind,
        evidence=changed_lines,
    ),
    Facet(
        "security_invoker",
        lambda table: table.security_invoker,
        rule("view-security-invoker"),
        show=lambda value, _scope: "whoever queries it" if value else "its owner",
        when=_same_relation_kind,
    ),
    Facet(
        "security_barrier",
        lambda table: table.security_barrier,
        rule("view-security-barrier"),
        show=lambda value, _scope: "a security barrier" if value else "no security barrier",
        when=_same_relation_kind,
    ),
    Facet("check_option", lambda table: table.check_option, rule("view-check-option"), when=_same_relation_kind),
    Facet(
        "populated",
        lambda table: table.populated,
        lambda _expected, live: "materialized-view-populated" if live.populated else "materialized-view-unpopulated",
        show=lambda value, _scope: "with data" if value else "without data",
        when=_same_relation_kind,
    ),
    Facet("server", lambda table: table.server, rule("foreign-table-server"), when=_same_relation_kind),
    Facet(
        "options", lambda table: table.options, rule("foreign-table-options"), show=show_pairs, when=_same_relation_kind
    ),
    Facet(
        "column_options",
        lambda table: table.column_options,
        rule("foreign-table-options"),
        show=show_pairs,
        when=_same_relation_kind,
    ),
)
"""In the order of the report."""

LISTED_APART: Final = {"view": "views", "materialized view": "materialized_views"}
"""Kinds of relations that are unexpected only where the expected side lists them under a key of their own."""
