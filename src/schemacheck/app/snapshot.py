"""The use case of a snapshot: what a source has, written down as an expected schema."""

from __future__ import annotations

from collections.abc import Sequence

from schemacheck.base.errors import UsageError
from schemacheck.base.near import did_you_mean
from schemacheck.sources.opening import open_source, optional_kinds
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sources.spec.source import write_expected


def snapshot(
    source: str | None,
    connection: ConnectionOptions,
    *,
    kinds: Sequence[str] = (),
    everything: bool = False,
    as_json: bool = False,
) -> str:
    """Write down what a source has, as an expected schema that `check` finds in sync with it.

    Args:
        source: a file or a URL; None for the database that `connection` names.
        connection: how to reach a database.
        kinds: which optional kinds to write beside tables, columns and keys.
        everything: write all of them.
        as_json: write JSON instead of YAML.

    Raises:
        UsageError: a kind is not known.
    """
    there_are = optional_kinds()
    for kind in kinds:
        if kind not in there_are:
            raise UsageError(
                f"there is no kind {kind}", did_you_mean(kind, there_are) or f"there are {', '.join(there_are)}"
            )
    side = open_source(source or None, connection).snapshot(frozenset(there_are if everything else kinds))
    if connection.schemas:
        from schemacheck.app.extent import require_named, within  # noqa: PLC0415 - for those who ask for some schemas

        side = within(side, connection.schemas)
        require_named(connection.schemas, side.schema)
    return write_expected(side, as_json=as_json)
