"""`schemacheck baseline write`: record the drift there is, so that a check fails on what comes after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.options import ConnectTimeout, EnvFile, Expected, NoCache, ScratchUrl, TargetOption, Url, UrlEnv
from schemacheck.cli.present import UrlOptions, connection_options
from schemacheck.cli.task import Task, today
from schemacheck.cli.typer_values import Command, Group

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console

app = typer.Typer(
    name="baseline",
    cls=Group,
    rich_markup_mode=None,
    help="Record drift that is known, for `check --baseline`.",
)


@app.callback()
def _group() -> None:
    """Keep `write` a word of the command line, though it is the only command so far."""


@app.command("write", cls=Command)
def write(
    expected: Expected = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--against", metavar="SOURCE", help="Compare with this source instead: a file, or a URL."),
    ] = None,
    target: TargetOption = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FILE", help="Write here; - is standard output.", show_default="-"),
    ] = None,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """Write down today's findings, sorted, for review. `check --baseline FILE` then fails on new ones only.

    What a waiver covers is left out. Exits with 0 once written, whatever was found.
    """
    url_options = UrlOptions(url, url_env, env_file, connect_timeout, scratch_url, no_cache)

    def run(console: Console) -> ExitCode:
        from schemacheck.app.baseline import baseline_of, write_baseline
        from schemacheck.app.check import check
        from schemacheck.base.errors import ExitCode
        from schemacheck.cli.files import deliver, to_write
        from schemacheck.cli.progress import Progress
        from schemacheck.render.disarm import as_written

        path = to_write(output, console.inputs)
        with Progress(console, spin=True) as progress:
            result = check(
                expected or DEFAULT_SPEC,
                connection_options(url_options, console, progress),
                against=against,
                targets=target or (),
                today=today(),
            )
        entries = baseline_of(result)
        findings = "1 finding" if len(entries) == 1 else f"{len(entries)} findings"
        deliver(as_written(write_baseline(entries)), path, console, f": {findings}")
        return ExitCode.IN_SYNC

    return Task(run)
