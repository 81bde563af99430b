"""An expected side together with what it was before, for a check in front of a deploy."""

from __future__ import annotations

from dataclasses import replace

from schemacheck.app.wrapped import Wrapped
from schemacheck.base.errors import UsageError
from schemacheck.sources.source import Counterpart, Side, Source, require_same


class WithPrevious(Wrapped):
    """A source that is read together with another one, which is the same before the deploy."""

    def __init__(self, source: Source, previous: Source) -> None:
        super().__init__(source)
        self._previous = previous

    def read(self, other: Counterpart) -> Side:
        """Read both; the previous one is at home where the source is."""
        side = self._source.read(other)
        previous = self._previous.read(Counterpart(side=side))
        require_same(side.database, previous.database)
        if previous.schema.home != side.schema.home:
            raise UsageError(
                f"{self._previous.label} is about schema {previous.schema.home}, "
                f"and {self._source.label} about schema {side.schema.home}.",
                "What was before is compared in the same schema: see `schema:` in both.",
            )
        return replace(side, previous=previous)
