"""`schemacheck guard`: migrations and scripts against what the expected schema protects, offline."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.cli.comparison import Presentation, present
from schemacheck.cli.options import (
    ColorOption,
    ExitZero,
    FailOnOption,
    FormatName,
    FormatOption,
    OutputOption,
    Quiet,
    Verbose,
)
from schemacheck.cli.task import Common, Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.progress import Progress
    from schemacheck.cli.streams import Console
    from schemacheck.report.findings import Report


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
        typer.Option("--expected", metavar="FILE", help="The expected schema.", show_default="expected_schema.yaml"),
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
    fail_on: FailOnOption = None,
    output_format: FormatOption = FormatName.TEXT,
    output: OutputOption = None,
    color: ColorOption = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    exit_zero: ExitZero = False,
) -> Task:
    """Find statements in migrations, and commands in scripts, that touch what the expected schema protects.

    Nothing is run and no database is needed. Exits with 0 nothing found, 1 something found, 2 usage or a mistake in the
    expected schema, 3 nothing to look at.
    """
    common = context.ensure_object(Common)
    presentation = Presentation(
        output_format.value,
        output or (),
        (color.value if color else common.color) or "auto",
        quiet or common.quiet,
        verbose or common.verbose,
        exit_zero,
    )

    def make(progress: Progress) -> Report:
        from schemacheck.app import guard as guarding
        from schemacheck.report.rules import Severity

        return guarding.guard(
            expected or "expected_schema.yaml",
            guarding.Scope(tuple(files or ()), since),
            fail_on=Severity(fail_on.value) if fail_on else None,
            today=datetime.now(timezone.utc).date(),
            on_phase=progress.phase,
        )

    def run(console: Console) -> ExitCode:
        return present(make, presentation, console)

    return Task(run, presentation.format, presentation.outputs)
