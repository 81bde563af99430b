"""`schemacheck diff`: any source against any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from schemacheck.cli.options import (
    ColorOption,
    ConnectTimeout,
    EnvFile,
    ExitZero,
    FailOnOption,
    FormatName,
    FormatOption,
    IgnoreOption,
    NoCache,
    OnlyOption,
    OutputOption,
    PolicyOption,
    Quiet,
    RuleOption,
    SchemaOption,
    ScratchUrl,
    SelectOption,
    StatisticsOption,
    Verbose,
    WithKinds,
    WithoutKinds,
)
from schemacheck.cli.present import Presenter, UrlOptions, connection_options, presentation, rules_left_out, severity
from schemacheck.cli.task import Task, today

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


def diff(
    context: typer.Context,
    expected: Annotated[str, typer.Argument(metavar="A", help="What is expected: a file, a URL, git:REV:PATH.")],
    live: Annotated[str, typer.Argument(metavar="B", help="What is there: a file, a URL, git:REV:PATH.")],
    env_file: EnvFile = None,
    schema: SchemaOption = None,
    with_kinds: WithKinds = None,
    without: WithoutKinds = None,
    policy: PolicyOption = None,
    fail_on: FailOnOption = None,
    output_format: FormatOption = FormatName.TEXT,
    output: OutputOption = None,
    only: OnlyOption = None,
    rule: RuleOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    statistics: StatisticsOption = False,
    color: ColorOption = None,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
    quiet: Quiet = False,
    verbose: Verbose = False,
    exit_zero: ExitZero = False,
) -> Task:
    """Compare any two sources: expected schemas, databases.

    Exits as `check` does: 0 in sync, 1 they differ, 2 usage or a mistake in a file, 3 could not compare.
    """
    url_options = UrlOptions(
        None, None, env_file, connect_timeout, scratch_url, no_cache, tuple(schema or ()), with_kinds, without
    )
    wanted = presentation(
        context,
        output_format,
        output,
        color,
        quiet=quiet,
        verbose=verbose,
        exit_zero=exit_zero,
        only=only,
        rules=rule,
        statistics=statistics,
    )
    left_out = rules_left_out(select, ignore)

    def run(console: Console) -> ExitCode:
        from schemacheck.app import check as use_case

        presenter = Presenter(wanted, console)
        with presenter.progress as progress:
            result = use_case.check(
                expected,
                connection_options(url_options, console, progress),
                against=live,
                fail_on=severity(fail_on),
                left_out=left_out,
                policy=policy,
                today=today(),
            )
        return presenter.present(result)

    return Task(run, wanted.format, wanted.outputs)
