"""`schemacheck guard`: migrations and scripts against what the expected schema protects, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.options import (
    ColorOption,
    ExitZero,
    FailOnOption,
    FormatName,
    FormatOption,
    OutputOption,
    Quiet,
    ScratchUrl,
    Verbose,
)
from schemacheck.cli.present import Presenter, UrlOptions, connection_options, presentation, severity
from schemacheck.cli.task import Task, today

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


_PATIENCE: Final = 15
"""Seconds until a server that is named for a rehearsal counts as absent."""


def guard(
    context: typer.Context,
    files: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(
            metavar="[FILES]...",
            help="Migrations (.sql), folders of them, and scripts.",
            show_default="the paths that the expected schema names, and the scripts beside it",
        ),
    ] = None,
    expected: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--expected", metavar="FILE", help="The expected schema.", show_default=DEFAULT_SPEC),
    ] = None,
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--since",
            metavar="DATE|MIGRATION",
            help="Leave older migrations alone.",
            show_default="as the expected schema says",
        ),
    ] = None,
    rehearse: Annotated[
        bool,
        typer.Option("--rehearse", help="Run the migrations too, on a throw-away server, and tell what they changed."),
    ] = False,
    fail_on: FailOnOption = None,
    output_format: FormatOption = FormatName.TEXT,
    output: OutputOption = None,
    color: ColorOption = None,
    scratch_url: ScratchUrl = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    exit_zero: ExitZero = False,
) -> Task:
    """Find statements in migrations, and commands in scripts, that touch what the expected schema protects.

    Nothing is run and no database is needed, unless --rehearse asks for it. Exits with 0 nothing found, 1 something
    found, 2 usage, a mistake in the expected schema or a rehearsed migration that fails, 3 nothing to look at.
    """
    wanted = presentation(context, output_format, output, color, quiet=quiet, verbose=verbose, exit_zero=exit_zero)

    def run(console: Console) -> ExitCode:
        from schemacheck.app import guard as use_case

        presenter = Presenter(wanted, console)
        with presenter.progress as progress:
            options = UrlOptions(None, None, None, _PATIENCE, scratch_url)
            report = use_case.guard(
                expected or DEFAULT_SPEC,
                use_case.MigrationScope(tuple(files or ()), since),
                fail_on=severity(fail_on),
                today=today(),
                on_phase=progress.phase,
                rehearsal=connection_options(options, console, progress) if rehearse else None,
            )
        return presenter.present(report)

    return Task(run, wanted.format, wanted.outputs)
