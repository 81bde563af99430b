"""Reading parse trees: what each kind of statement does, and to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.guard.reading import access, alter, create, drop, rows
from schemacheck.guard.reading.mentions import mentions
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Mention, Touch

__all__ = ["mentions", "touches"]

_READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Mention]]]] = {
    **access.READERS,
    **alter.READERS,
    **create.READERS,
    **drop.READERS,
}


def touches(statement: Statement, session: Session) -> Iterator[Touch | Mention]:
    """Yield what a statement does, the tables it names first."""
    yield from mentions(statement, session)
    reader = _READERS.get(statement.kind)
    if reader is not None:
        yield from reader(statement, session)
    yield from rows.read(statement, session)
