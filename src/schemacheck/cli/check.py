"""`schemacheck check`: the expected schema against what is there."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.cli.comparison import Presentation, Reach, compare
from schemacheck.cli.options import (
    ColorOption,
    ConnectTimeout,
    EnvFile,
    ExitZero,
    Expected,
    FailOnOption,
    FormatName,
    FormatOption,
    OutputOption,
    Quiet,
    TargetOption,
    Url,
    UrlEnv,
    Verbose,
)
from schemacheck.cli.task import Common, Task

if TYPE_CHECKING:
    from schemacheck.app.checking import Access
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.report.findings import Report
    from schemacheck.report.matrix import Matrix


def check(
    context: typer.Context,
    expected: Expected = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--against", metavar="SOURCE", help="Compare with this source instead: a file, or a URL."),
    ] = None,
    baseline: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--baseline", metavar="FILE", help="Fail on nothing that this file of known drift lists."),
    ] = None,
    target: TargetOption = None,
    fail_on: FailOnOption = None,
    output_format: FormatOption = FormatName.TEXT,
    output: OutputOption = None,
    color: ColorOption = None,
    connect_timeout: ConnectTimeout = 15,
    quiet: Quiet = False,
    verbose: Verbose = False,
    exit_zero: ExitZero = False,
) -> Task:
    """Compare the expected schema with the live database.

    Exits with 0 in sync, 1 drift, 2 usage or a mistake in the expected schema, 3 could not check.
    """
    common = context.ensure_object(Common)
    reach = Reach(url, url_env, env_file, connect_timeout)
    presentation = Presentation(
        output_format.value,
        output or (),
        (color.value if color else common.color) or "auto",
        quiet or common.quiet,
        verbose or common.verbose,
        exit_zero,
    )

    def make(access: Access) -> Report | Matrix:
        from schemacheck.app.checking import DEFAULT_SPEC
        from schemacheck.app.targeting import Wish, check_all
        from schemacheck.report.rules import Severity

        wish = Wish(
            today=datetime.now(timezone.utc).date(),
            against=against,
            targets=tuple(target or ()),
            fail_on=Severity(fail_on.value) if fail_on else None,
            baseline=baseline,
        )
        return check_all(expected or DEFAULT_SPEC, access, wish)

    def run(console: Console) -> ExitCode:
        return compare(make, reach, presentation, console)

    return Task(run, presentation.format, presentation.outputs)
