"""The commands that exist only to refuse: whoever types one learns here why, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import typer

from schemacheck.base.errors import RefusedError
from schemacheck.cli.task import Task
from schemacheck.cli.typer_values import Command

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console

REFUSED: Final = ("migrate", "fix", "apply", "push", "generate")

_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def register(app: typer.Typer) -> None:
    """Add the commands, hidden, each taking any arguments and options."""
    for name in REFUSED:
        app.command(name, cls=Command, hidden=True, add_help_option=False, context_settings=_ANYTHING)(_refusing(name))


def _refusing(name: str) -> Callable[[], Task]:
    def refuse() -> Task:
        def run(_console: Console) -> ExitCode:
            raise RefusedError(
                f"schemacheck does not {name}, and nothing has been done. It compares a database with the schema that "
                "is expected of it; it never changes either, and writes no statement that would, because a tool that "
                "repairs what it believes to be wrong can drop what others rely on. If production is right, update "
                "the schema file to match production, agree on that with everyone who shares the database, and run "
                "the check again. If production is wrong, let the people who own it decide how it changes."
            )

        return Task(run)

    return refuse
