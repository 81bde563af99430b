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
    """A part of a file that runs, in one transaction or in none."""

    spans: tuple[Span, ...]
    """Where it stands; between them are its way back and whatever else does not run."""
    in_transaction: bool = True


Cut = Callable[[Text, list[Mistake]], Sequence[Section]]
"""Says which sections of a file run, and adds what is wrong with the marks that say so."""


def everything(text: Text) -> Span:
    """Take all of a file."""
    return Span(text.mark, len(text.data))


def one_transaction(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    """Run all of a file in one transaction."""
    return (Section((everything(text),)),)


def as_psql(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    """Run all of a file, each statement in a transaction of its own."""
    return (Section((everything(text),), in_transaction=False),)


@record
class Part:
    """A file that runs."""

    file: str
    """Seen from the folder."""
    cut: Cut = one_transaction


@record
class Plan:
    """What of a folder runs, in this order."""

    parts: Sequence[Part]
    mistakes: Sequence[Mistake] = ()
    passed_over: Sequence[str] = ()
    """What else is there and does not run, beside SQL files and programs: those are found."""
    name: str = ""
    """What the layout is called here, where its files tell more than that they have it."""


@record
class Layout:
    """How one tool keeps migrations; all but the last three is for its users."""

    name: str
    files: str
    """What its files are called, or the marks in them."""
    order: str
    back: str
    """What never runs."""
    plan: Callable[[Folder], Plan | None] = lambda _folder: None
    """Say what runs of a folder, if it has this layout."""
    is_file: Callable[[Text], bool] = lambda _text: False
    """Whether a file that is named alone has it."""
    cut: Cut = one_transaction
    """How such a file is read."""


def twice(files: Sequence[tuple[object, str]], folder: Folder, what: str) -> list[Mistake]:
    """Find files that claim the same version: each tool refuses that, since nobody knows which runs first."""
    seen: dict[object, str] = {}
    found = []
    for version, file in files:
        first = seen.setdefault(version, file)
        if first != file:
            message = f"{first} has the same {what}"
            found.append(Mistake(folder.text(file).position(0), message, "Name the folder that is meant, if several."))
    return found
