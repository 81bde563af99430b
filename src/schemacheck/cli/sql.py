"""`schemacheck sql`: every statement that can be sent to a server, for whoever must allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from schemacheck.base.conventions import NEWEST, OLDEST
from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


def sql(
    server_version: Annotated[
        int,
        typer.Option("--server-version", metavar="MAJOR", min=OLDEST, max=NEWEST, help="The server's major version."),
    ] = NEWEST,
) -> Task:
    """Print every statement that this tool can send to a server. There are no others."""

    def run(console: Console) -> ExitCode:
        from schemacheck.app.statements import statements
        from schemacheck.base.errors import ExitCode
        from schemacheck.render.disarm import as_written

        written = (f"-- {purpose}\n{each.strip().rstrip(';')};\n\n" for purpose, each in statements(server_version))
        console.tell(as_written("".join(written)))
        return ExitCode.IN_SYNC

    return Task(run)
