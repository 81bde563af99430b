"""`schemacheck merge`: the reports of several runs as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from schemacheck.cli.options import (
    ColorOption,
    ExitZero,
    FormatName,
    FormatOption,
    OnlyOption,
    OutputOption,
    Quiet,
    RuleOption,
    Verbose,
)
from schemacheck.cli.present import Presenter, presentation
from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


def merge(
    context: typer.Context,
    reports: Annotated[
        list[str], typer.Argument(metavar="REPORTS...", help="What `-o FILE.json` wrote, a file a run.")
    ],
    output_format: FormatOption = FormatName.TEXT,
    output: OutputOption = None,
    only: OnlyOption = None,
    rule: RuleOption = None,
    color: ColorOption = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    exit_zero: ExitZero = False,
) -> Task:
    """Make one report of several, such as those of `check --shard`; a shard that did not report is told.

    Exits with the worst code of all, as one run would have: 2 usage, 3 something was not checked, 1 drift, 0 in sync.
    """
    wanted = presentation(
        context, output_format, output, color, quiet=quiet, verbose=verbose, exit_zero=exit_zero, only=only, rules=rule
    )

    def run(console: Console) -> ExitCode:
        from schemacheck.app import merge as use_case

        presenter = Presenter(wanted, console)
        with presenter.progress as progress:
            progress.phase(f"reading {len(reports)} reports")
            result = use_case.merge(reports)
        return presenter.present(result)

    return Task(run, wanted.format, wanted.outputs)
