"""`schemacheck check`: the expected schema against what is there."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.options import (
    ColorOption,
    ConnectTimeout,
    EnvFile,
    ExitZero,
    Expected,
    FailOnOption,
    FormatName,
    FormatOption,
    IgnoreOption,
    Jobs,
    NoCache,
    OnlyOption,
    OutputOption,
    PolicyOption,
    Quiet,
    RuleOption,
    SchemaOption,
    ScratchUrl,
    SelectOption,
    ShardOption,
    StatisticsOption,
    TargetOption,
    TargetsFrom,
    Url,
    UrlEnv,
    Verbose,
    WithKinds,
    WithoutKinds,
)
from schemacheck.cli.present import Presenter, UrlOptions, connection_options, presentation, rules_left_out, severity
from schemacheck.cli.task import Task, today

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.base.shard import Shard
    from schemacheck.cli.streams import Console
    from schemacheck.report.policy import Target


def check(
    context: typer.Context,
    expected: Expected = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--against", metavar="SOURCE", help="Compare with this source instead: a file, a URL, git:REV:PATH."
        ),
    ] = None,
    baseline: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--baseline",
            metavar="FILE",
            envvar="SCHEMACHECK_BASELINE",
            help="Fail on nothing that this file of known drift lists.",
        ),
    ] = None,
    previous: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--previous",
            metavar="SOURCE",
            envvar="SCHEMACHECK_PREVIOUS",
            help="What was expected before: what has changed since then is pending, not drift.",
        ),
    ] = None,
    history: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--history",
            metavar="FILE",
            envvar="SCHEMACHECK_HISTORY",
            help="Keep in this file since when each finding is there.",
        ),
    ] = None,
    target: TargetOption = None,
    targets_from: TargetsFrom = None,
    shard: ShardOption = None,
    jobs: Jobs = 20,
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
    """Compare the expected schema with the live database.

    Exits with 0 in sync, 1 drift, 2 usage or a mistake in the expected schema, 3 could not check.
    """
    url_options = UrlOptions(
        url, url_env, env_file, connect_timeout, scratch_url, no_cache, tuple(schema or ()), with_kinds, without
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
    left_out = rules_left_out(select, ignore, history=history is not None)

    def run(console: Console) -> ExitCode:
        from schemacheck.app import check as use_case

        presenter = Presenter(wanted, console)
        part = _shard(shard)
        listed = _listed(targets_from)
        with presenter.progress as progress:
            result = use_case.check(
                expected or DEFAULT_SPEC,
                replace(connection_options(url_options, console, progress), shard=part),
                against=against,
                targets=target or (),
                listed=listed,
                jobs=jobs,
                fail_on=severity(fail_on),
                baseline=baseline,
                previous=previous,
                history=history,
                left_out=left_out,
                policy=policy,
                today=today(),
            )
        return presenter.present(result)

    return Task(run, wanted.format, wanted.outputs)


def _shard(stated: str | None) -> Shard | None:
    if stated is None:
        return None
    from schemacheck.base.shard import shard

    return shard(stated)


def _listed(stated: str | None) -> tuple[Target, ...]:
    """Read a list of targets from outside the expected schema."""
    if stated is None:
        return ()
    from schemacheck.app.target_list import read_targets

    return read_targets(stated, sys.stdin.buffer.read)
