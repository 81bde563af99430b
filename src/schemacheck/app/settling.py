"""What the texts of two sides leave open is settled by a server: it prints the expected text in its own words.

It is a throw-away one, never one that is compared, and of the live side's major version: others print the same thing
in other words. It is asked only where a check would otherwise end without an answer, since starting it takes a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Final

from schemacheck.app.report import Settled
from schemacheck.base.errors import SchemacheckError, scrubbed
from schemacheck.sources.sql.rewording import AnotherMajorError, Asked, Refused, WordingServer
from schemacheck.sources.sql.server import NoServerError

if TYPE_CHECKING:
    from schemacheck.compare import Undecided
    from schemacheck.model.schema import Schema
    from schemacheck.sources.source import ConnectionOptions, Source

_NO_TEXTS: Final = frozenset({"version"})
"""Facets that are no text in the words of a server."""
_MOST_REASONS: Final = 3
"""How many reasons are told why the server could not say it."""


class Settler:
    """Asks one throw-away server whatever a run leaves open; several threads may."""

    def __init__(self, connection: ConnectionOptions) -> None:
        self._scrub = connection.scrub
        self._server = WordingServer(connection)
        self._one_at_a_time = Lock()

    def settle(self, undecided: Sequence[Undecided], live: Schema, sides: Sequence[Source]) -> Settled:
        """Have the server put into words what is undecided, as far as it can be had and can do that."""
        major = live.deparsed_by
        # What a file says of columns need not be all there is; of a database, or of what SQL made, it is.
        if major is None or not live.origin.was_made:
            return Settled({})
        # Two objects that are called alike cannot be told apart by their question.
        times = Counter(each.question for each in undecided)
        asked = [each for each in undecided if times[each.question] == 1 and each.question.facet not in _NO_TEXTS]
        if not asked:
            return Settled({})
        try:
            with self._one_at_a_time:
                answers = self._server.reworded(
                    [Asked(each.expected, each.table, each.question.facet) for each in asked], live, major, sides
                )
        except SchemacheckError as error:
            return Settled({}, (_without(scrubbed(error, self._scrub.ours), major),))
        said = {each.question: answer for each, answer in zip(asked, answers, strict=True)}
        words = {question: answer for question, answer in said.items() if not isinstance(answer, Refused)}
        refused = [answer.reason for answer in answers if isinstance(answer, Refused)]
        return Settled(words, tuple(_told(len(words), refused, major)))

    def close(self) -> None:
        """Throw the server away."""
        self._server.close()


def _without(error: SchemacheckError, major: int) -> str:
    """Say what would settle it, and why that was not to be had."""
    if isinstance(error, NoServerError):
        reason = "name one with --scratch-url, or try the extra schemacheck[scratch]"
    elif isinstance(error, AnotherMajorError):
        reason = f"{error.message}; name another with --scratch-url"
    else:
        reason = " ".join(error.message.split()).rstrip(".")
    return f"what is not comparable, a throw-away PostgreSQL {major} would settle: {reason}"


def _told(settled: int, refused: Sequence[str], major: int) -> Iterator[str]:
    if settled:
        texts, them = ("text was", "it") if settled == 1 else ("texts were", "them")
        yield f"{settled:,} expected {texts} compared as a throw-away PostgreSQL {major} prints {them}"
    if refused:
        reasons = list(dict.fromkeys(refused))
        more = f" and {len(reasons) - _MOST_REASONS:,} reasons more" if len(reasons) > _MOST_REASONS else ""
        listed = "; ".join(reasons[:_MOST_REASONS])
        yield f"{len(refused):,} not settled by a throw-away PostgreSQL {major}: {listed}{more}"
