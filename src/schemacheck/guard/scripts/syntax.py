"""What a shell's text is made of: commands, words, the parts of words, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemacheck.base.record import record


@record
class Part:
    """A piece of a word."""

    kind: str
    """text; variable (its value is the name); commands (a substitution); unknown."""
    value: str
    start: int
    end: int
    quoted: bool = False
    inner: tuple[Command | Function, ...] = ()
    """The commands of a substitution."""
    otherwise: Word | None = None
    """What stands in for a variable, as in `${x:-word}`."""


@record
class Word:
    """One word of a command."""

    parts: tuple[Part, ...]
    start: int
    end: int

    @property
    def bare(self) -> str:
        """Its text where it is plain text without quotes, else nothing: what could be a reserved word."""
        parts = self.parts
        return parts[0].value if len(parts) == 1 and parts[0].kind == "text" and not parts[0].quoted else ""


@record
class Redirect:
    """Where a command reads from or writes to."""

    sign: str
    target: Word
    """A file's name, the text behind `<<<`, or the text of a here-document."""


@dataclass(slots=True, eq=False, repr=False)
class Command:
    """A simple command."""

    words: list[Word] = field(default_factory=list)
    assigns: list[tuple[str, Word | None, tuple[Word, ...]]] = field(default_factory=list)
    """What is set before it: name, value, and the elements of an array."""
    redirects: list[Redirect] = field(default_factory=list)
    start: int = 0
    end: int = 0
    loops: bool = False
    """Whether it is the head of a loop, `for NAME in WORDS`, which sets the name to each of the words."""
    piped: bool = False
    """Whether the next command reads what it writes."""
    fed: bool = False
    """Whether it reads what the one before writes."""


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A function, which runs where its name is called."""

    name: str
    body: list[Command | Function] = field(default_factory=list)
    start: int = 0


@record
class Script:
    """What a text holds."""

    entries: tuple[Command | Function, ...]
    too_deep: int | None = None
    """Where something is nested so deeply that it was not read."""
