"""What a layout is: how a tool's folder is known, and which parts of which files run in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemacheck.base.errors import Mistake
from schemacheck.base.record import record
from schemacheck.migrations.listing import Folder
from schemacheck.sql.splitting import Span
from schemacheck.sql.text import Text


@record
class Section:
    """A part of a file that runs."""

    spans: tuple[Span, ...]
    """Where it stands; between them are its way back and whatever else does not run."""
    in_transaction: bool = True


Cut = Callable[[Text, list[Mistake]], Sequence[Section]]
"""Says which parts of a file run, and what is wrong with the marks that say so."""


def whole(text: Text, in_transaction: bool = True) -> Section:
    """Take all of a file."""
    return Section((Span(text.mark, len(text.data)),), in_transaction)


def plain(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    """Take all of a file as one transaction."""
    return (whole(text),)


def untouched(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    """Take all of a file, each statement as a transaction of its own, as psql does."""
    return (whole(text, in_transaction=False),)


@record
class Part:
    """A file that runs."""

    file: str
    """Seen from the folder."""
    cut: Cut = plain


@record
class Plan:
    """What of a folder runs, in this order."""

    parts: tuple[Part, ...]
    mistakes: tuple[Mistake, ...] = ()
    assumed: tuple[str, ...] = ()
    """What else is passed over, beside whole files."""


@record
class Layout:
    """How one tool keeps migrations. The three sentences are for its users."""

    name: str
    files: str
    """What its files are called."""
    order: str
    """In which order they run."""
    back: str
    """What does not run."""
    plan: Callable[[Folder], Plan | None]
    """What runs, if this is such a folder."""
    file: Cut | None = None
    """How one file of it is read that is named alone, where its text says that it is one."""
    is_file: Callable[[Text], bool] | None = None
