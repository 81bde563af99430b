"""The use case of a snapshot: what a source has, written down as an expected schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schemacheck.base.errors import UsageError
from schemacheck.base.near import did_you_mean
from schemacheck.report.policy import PLATFORMS, Policy
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Kinds, Side, Source
from schemacheck.sources.spec.source import write_expected


def snapshot(
    source: str | None,
    connection: ConnectionOptions,
    *,
    kinds: Sequence[str] = (),
    without: Sequence[str] = (),
    everything: bool = False,
    platform: str | None = None,
    policy: Path | None = None,
    as_json: bool = False,
) -> str:
    """Write down what a source has, as an expected schema that `check` finds in sync with it.

    Args:
        source: a file or a URL; None for the database that `connection` names.
        connection: how to reach a database.
        kinds: which optional kinds to write beside tables, columns and keys.
        without: which optional kinds not to write.
        everything: write all of them.
        platform: leave out what this host brings along.
        policy: a file of decisions: what is ignored, and whose database it is; None: `schemacheck.yaml`, if there.
        as_json: write JSON instead of YAML.

    Raises:
        UsageError: a kind is not known.
    """
    from schemacheck.app.extent import chosen_kinds, require_named, within  # noqa: PLC0415 - it imports every kind

    wanted = chosen_kinds(
        Kinds((), tuple(without)) if everything else Kinds(tuple(kinds), tuple(without)), everything=everything
    )
    opened = open_source(source or None, connection)
    decided = _decided(opened, platform, policy)
    side = within(opened.snapshot(wanted), connection.schemas)
    if connection.schemas:
        require_named(connection.schemas, side.schema)
    told: tuple[str, ...] = ()
    if decided.ignore or decided.platform is not None:
        side, told = _left_out(side, decided)
    return write_expected(side, as_json=as_json, platform=decided.platform, notes=told)


def _decided(source: Source, platform: str | None, named: Path | None) -> Policy:
    if platform is not None and platform not in PLATFORMS:
        raise UsageError(
            f"there is no platform {platform}", did_you_mean(platform, PLATFORMS) or f"there are {', '.join(PLATFORMS)}"
        )
    from schemacheck.app.deciding import policy_for  # noqa: PLC0415

    found = policy_for(source, named)
    policy = Policy() if found is None else found.policy
    return replace(policy, platform=platform or policy.platform)


def _left_out(side: Side, decided: Policy) -> tuple[Side, tuple[str, ...]]:
    """Leave out what is none of our business, and say how much."""
    from schemacheck.compare.leaving_out import left_out  # noqa: PLC0415 - for those who leave something out
    from schemacheck.report.passing import Passing, is_of_platform  # noqa: PLC0415

    schema, told = left_out(side.schema, Passing(decided))
    theirs = sum(is_of_platform(each.reason) for each in told)
    notes = []
    if decided.platform is not None:
        notes.append(f"Passed over: {theirs} schemas and objects that {decided.platform} brings along.")
    if len(told) > theirs:
        notes.append(f"Ignored: {len(told) - theirs} objects.")
    return replace(side, schema=schema), tuple(notes)
