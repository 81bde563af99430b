"""Two sides side by side: fitted to each other before they are compared, and told of in a source's terms after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schemacheck.base.record import record
from schemacheck.model.schema import OF_THE_DATABASE, Schema, Server
from schemacheck.sources.source import Fitted, Side, require_same
from schemacheck.sql.databases import POSTGRESQL

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding, NotChecked


@record
class Pair:
    """Two sides, ready to be compared exactly, and what of them will not be compared."""

    expected: Schema
    live: Schema
    gaps: tuple[NotChecked, ...]


def fit(expected: Side, live: Side) -> Pair:
    """Let the side that leaves something open fit the other one: the live side, or else the expected one.

    Raises:
        UsageError: they are about different kinds of databases.
    """
    require_same(expected.database, live.database)
    expected = replace(expected, schema=_with_what_is_shared(expected.schema, live.schema))
    gaps = (*expected.gaps, *live.gaps)
    fitted = live.fitted(expected.schema, expected=False)
    if fitted is not None:
        return Pair(fitted.other, fitted.mine, (*gaps, *fitted.gaps))
    fitted = expected.fitted(live.schema, expected=True)
    if fitted is None and expected.database != POSTGRESQL:
        # Two files: nobody asked a server how it takes names, but much of that is known of its kind.
        from schemacheck.sources.sqlalchemy.folding import folded, folding_of  # noqa: PLC0415

        fitted = Fitted(*folded(expected.schema, live.schema, folding_of(expected.database)))
    if fitted is None:
        return Pair(expected.schema, live.schema, gaps)
    return Pair(fitted.mine, fitted.other, (*gaps, *fitted.gaps))


def _with_what_is_shared(expected: Schema, live: Schema) -> Schema:
    """Take what no schema holds from the live side where both are schemas of one database: it is the same there.

    The expected side was moved to the live one's home, and a publication that names its tables with it.
    """
    servers = expected.origin.server, live.origin.server
    if not _is_one_database(*servers):
        # Two databases of one server were not read in one moment, and have its roles in common.
        both_of_one = _is_one_server(*servers) and isinstance(expected.roles, tuple) and isinstance(live.roles, tuple)
        return replace(expected, roles=live.roles) if both_of_one else expected
    both = (kind for kind in OF_THE_DATABASE if isinstance(getattr(expected, kind), tuple))
    return replace(expected, **{kind: getattr(live, kind) for kind in both if isinstance(getattr(live, kind), tuple)})


def _is_one_server(one: Server | None, other: Server | None) -> bool:
    return one is not None and other is not None and (one.host, one.port) == (other.host, other.port)


def _is_one_database(one: Server | None, other: Server | None) -> bool:
    return one is not None and other is not None and (one.host, one.database) == (other.host, other.database)


def told(findings: Sequence[Finding], expected: Side, live: Side) -> tuple[Finding, ...]:
    """Tell findings in the terms of the live side, or else in those of the expected one, if either has its own."""
    if not findings:
        return ()
    found = live.told(findings, expected.schema, expected=False)
    if found is None:
        found = expected.told(findings, live.schema, expected=True)
    return tuple(findings) if found is None else found
