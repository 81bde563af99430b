"""`schemacheck diff`: any source against any other."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Annotated

import typer

from schemacheck.cli.comparison import Presentation, Reach, compare
from schemacheck.cli.options import (
    ColorOption,
    ConnectTimeout,
    EnvFile,
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
    from schemacheck.app.checking import Access
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.report.findings import Report


def diff(
    context: typer.Context,
    expected: Annotated[str, typer.Argument(metavar="A", help="What is expected: a file, or a URL.")],
    live: Annotated[str, typer.Argument(metavar="B", help="What is there: a file, or a URL.")],
    env_file: EnvFile = None,
    fail_on: FailOnOption = None,
    output_format: FormatOption = FormatName.TEXT,
    output: OutputOption = None,
    color: ColorOption = None,
    connect_timeout: ConnectTimeout = 15,
    quiet: Quiet = False,
    verbose: Verbose = False,
    exit_zero: ExitZero = False,
) -> Task:
    """Compare any two sources: expected schemas, databases.

    Exits as `check` does: 0 in sync, 1 they differ, 2 usage or a mistake in a file, 3 could not compare.
    """
    common = context.ensure_object(Common)
    reach = Reach(None, None, env_file, connect_timeout)
    presentation = Presentation(
        output_format.value,
        output or (),
        (color.value if color else common.color) or "auto",
        quiet or common.quiet,
        verbose or common.verbose,
        exit_zero,
    )

    def make(access: Access) -> Report:
        from schemacheck.app import checking as use_case
        from schemacheck.report.rules import Severity

        return use_case.diff(
            expected,
            live,
            access,
            fail_on=Severity(fail_on.value) if fail_on else None,
            today=datetime.now(timezone.utc).date(),
        )

    def run(console: Console) -> ExitCode:
        return compare(make, reach, presentation, console)

    return Task(run, presentation.format, presentation.outputs)
