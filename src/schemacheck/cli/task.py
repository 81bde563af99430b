"""What parsing a command line yields: work to do, so that parsing and doing fail apart.

Typer ends the process with 1 on some exceptions, and 1 is our word for drift; so no work is done inside Typer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone

from schemacheck.base.errors import ExitCode
from schemacheck.base.record import record
from schemacheck.cli.streams import Console


@record
class Task:
    """One command, ready to run."""

    run: Callable[[Console], ExitCode]
    format: str = "text"
    """The format in which an error is told."""
    outputs: Sequence[str] = ()
    """The values of `--output`: an error takes the place of the report in these files too."""


@dataclass(slots=True, eq=False, repr=False)
class Common:
    """Options given before the name of the command."""

    color: str | None = None
    quiet: bool = False
    verbose: bool = False


def today() -> date:
    """Return the day on which waivers are judged, in UTC."""
    return datetime.now(timezone.utc).date()
