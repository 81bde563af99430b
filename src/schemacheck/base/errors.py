"""The ways a run can end other than with a report, each with the exit code it stands for.

Only the command line turns these into an exit; everything below raises them. Exit 1 means drift and nothing else, so no
exception carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import ClassVar

from schemacheck.base.names import Position
from schemacheck.base.record import record


class ExitCode(IntEnum):
    """What the process says to its caller; the same in every format."""

    IN_SYNC = 0
    DRIFT = 1
    USAGE = 2
    """A usage or spec error, or a request that is refused."""
    UNCHECKED = 3
    """The check could not be made: no connection, no permission, nothing to look at, or a bug of ours."""


class SchemacheckError(Exception):
    """A run that ended without a report. `hint` says what to try next, in prose."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNCHECKED

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SchemacheckError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


class RefusedError(SchemacheckError):
    """The command line asks for something this tool will never do."""

    exit_code = ExitCode.USAGE


class UncheckedError(SchemacheckError):
    """The check could not be made; it says nothing about drift."""


@record
class Mistake:
    """One thing wrong in a file a person wrote, and where."""

    at: Position
    message: str
    hint: str | None = None
    evidence: str | None = None
    """Lines of the file it speaks of, numbered, the one that matters marked."""
    code: str | None = None
    """What the tool whose file it is calls such a mistake, for who searches for it."""

    def __str__(self) -> str:
        return f"{self.at}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class SourceError(SchemacheckError):
    """A file a person wrote does not make sense; carries every mistake found in it, not only the first."""

    exit_code = ExitCode.USAGE

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.at, mistake.message)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def scrubbed(error: SchemacheckError, scrub: Callable[[str], str]) -> SchemacheckError:
    """Return the same error without secrets, before it is laid out: a wrapped line may cut one in two."""

    def maybe(text: str | None) -> str | None:
        return scrub(text) if text else None

    if isinstance(error, SourceError):
        return SourceError(
            [
                replace(each, message=scrub(each.message), hint=maybe(each.hint), evidence=maybe(each.evidence))
                for each in error.mistakes
            ]
        )
    clean = type(error).__new__(type(error))
    SchemacheckError.__init__(clean, scrub(error.message), maybe(error.hint))
    return clean
