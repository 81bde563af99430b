"""A source together with something that is said of it from outside: what it was before, what was decided about it."""

from __future__ import annotations

from schemacheck.sources.source import Source


class Wrapped(Source):
    """Answers as the source does; who inherits reads it in another way."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.text, source.connection)
        self._source = source
        self.kind, self.decides, self.when_empty = source.kind, source.decides, source.when_empty

    @property
    def label(self) -> str:
        """As of the source."""
        return self._source.label

    @property
    def home(self) -> str:
        """As of the source."""
        return self._source.home

    @property
    def database(self) -> str:
        """As of the source."""
        return self._source.database

    def learn(self) -> None:
        """Let the scrubber know what the source knows."""
        self._source.learn()
