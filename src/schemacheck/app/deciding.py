"""Decisions from a file of their own, beside an expected side that has no words for them, or over what it decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from schemacheck.app.wrapped import Wrapped
from schemacheck.base.conventions import DEFAULT_POLICY
from schemacheck.report.policy import Decisions, Target
from schemacheck.sources.source import Counterpart, FileSource, Side, Source
from schemacheck.sources.spec.source import read_policy


def policy_for(source: Source, named: Path | None) -> Decisions | None:
    """Find and read the decisions about a comparison; None where there are none beside those of the expected side.

    Args:
        source: the expected side. Where it decides nothing itself, a file by the usual name counts: beside it, where it
            is a file, or else in the current folder.
        named: the file that somebody named.

    Raises:
        UsageError: the named file is not there.
        SourceError: it has mistakes.
    """
    if named is not None:
        return read_policy(named)
    if source.decides:
        return None
    places = [Path(DEFAULT_POLICY)]
    if isinstance(source, FileSource):
        folder = source.file if source.file.is_dir() else source.file.parent
        places.insert(0, folder / DEFAULT_POLICY)
    found = next((place for place in places if place.is_file()), None)
    return None if found is None else read_policy(found)


def with_policy(source: Source, named: Path | None) -> tuple[Source, tuple[Target, ...]]:
    """Join a source and the decisions about it.

    Returns:
        The source, and the targets that the decisions name.

    Raises:
        UsageError: the named file is not there.
        SourceError: it has mistakes.
    """
    decided = policy_for(source, named)
    return (source, ()) if decided is None else (WithPolicy(source, decided), decided.targets)


class WithPolicy(Wrapped):
    """A source whose side is decided about by a file."""

    def __init__(self, source: Source, decided: Decisions) -> None:
        super().__init__(source)
        self._decided = decided

    def read(self, other: Counterpart) -> Side:
        """Read the side, and join what is decided about it: the file has the last word."""
        return decided_side(self._source.read(other), self._decided)


def decided_side(side: Side, decided: Decisions) -> Side:
    """Return a side with the decisions of a file, which go over its own."""
    given = decided.policy
    over = Target(
        "", "", None, decided.fail_on, given.severity, given.ignore, platform=given.platform, roles=given.roles
    )
    policy = over.over(side.policy)
    return replace(
        side,
        policy=replace(policy, waivers=(*policy.waivers, *given.waivers)),
        targets=decided.targets or side.targets,
        texts={**side.texts, decided.path: decided.text},
        notes=(*side.notes, f"decided by {decided.path}"),
    )
