"""`schemacheck snapshot`: write down what a source has, as an expected schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.cli.options import (
    ConnectTimeout,
    EnvFile,
    NoCache,
    PolicyOption,
    SchemaOption,
    ScratchUrl,
    Url,
    UrlEnv,
)
from schemacheck.cli.present import UrlOptions, connection_options, listed
from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


def snapshot(
    source: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="SOURCE", help="A URL or a file.", show_default="the live database"),
    ] = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FILE", help="Write here; - is standard output.", show_default="-"),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Write every kind that can be compared.")] = False,
    with_kinds: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--with", metavar="KINDS", help="Write these kinds too, such as indexes,checks."),
    ] = None,
    without: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--without", metavar="KINDS", help="Leave these kinds out, such as owners,grants."),
    ] = None,
    platform: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--platform", metavar="NAME", help="Leave out what this host brings along, such as supabase."),
    ] = None,
    policy: PolicyOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file that --output names, if it is there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of YAML.")] = False,
    schema: SchemaOption = None,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """Write down what a source has, as an expected schema to review.

    `check` finds the file in sync with the source it was taken from.
    """
    kinds, left_out = listed(with_kinds), listed(without)
    url_options = UrlOptions(url, url_env, env_file, connect_timeout, scratch_url, no_cache, tuple(schema or ()))

    def run(console: Console) -> ExitCode:
        from schemacheck.app import snapshot as use_case
        from schemacheck.base.errors import ExitCode
        from schemacheck.cli.files import deliver, must_be_new, to_write
        from schemacheck.cli.progress import Progress
        from schemacheck.render.disarm import as_written

        path = to_write(output, console.inputs)
        if not force:
            must_be_new(path)
        with Progress(console, spin=True) as progress:
            text = use_case.snapshot(
                source,
                connection_options(url_options, console, progress),
                kinds=kinds,
                without=left_out,
                platform=platform,
                policy=policy,
                everything=everything,
                as_json=as_json,
            )
        deliver(as_written(text), path, console)
        return ExitCode.IN_SYNC

    return Task(run)
