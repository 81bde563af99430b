"""`schemacheck baseline`: record the drift there is, so that a check fails on what comes after, and keep it current."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.choosing import DryRun
from schemacheck.cli.options import ConnectTimeout, EnvFile, Expected, NoCache, ScratchUrl, TargetOption, Url, UrlEnv
from schemacheck.cli.present import UrlOptions, connection_options
from schemacheck.cli.task import Common, Task, today
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


@app.command("update", cls=Command)
def update(
    context: typer.Context,
    expected: Expected = None,
    baseline: Annotated[Path, typer.Option("--baseline", metavar="FILE", help="The file to bring up to date.")] = Path(
        "baseline.yaml"
    ),
    with_new: Annotated[bool, typer.Option("--new", help="Add what it does not have yet, too.")] = False,
    dry_run: DryRun = False,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--against", metavar="SOURCE", help="Compare with this source instead: a file, or a URL."),
    ] = None,
    target: TargetOption = None,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """Take out of a baseline what is no longer found. Its comments and its order stay.

    Exits with 0 once written, 3 if something could not be read: what is not seen is not gone.
    """
    url_options = UrlOptions(url, url_env, env_file, connect_timeout, scratch_url, no_cache)
    color = context.ensure_object(Common).color or "auto"

    def run(console: Console) -> ExitCode:
        from schemacheck.app.baseline import read_baseline, updated_baseline
        from schemacheck.app.check import check
        from schemacheck.base.reading import read_bytes
        from schemacheck.cli.editing import put
        from schemacheck.cli.progress import Progress
        from schemacheck.render.layout import counted

        known = read_baseline(baseline)
        raw = read_bytes(baseline)
        with Progress(console, spin=True) as progress:
            result = check(
                expected or DEFAULT_SPEC,
                connection_options(url_options, console, progress),
                against=against,
                targets=target or (),
                today=today(),
            )
        done = updated_baseline(raw.decode(), known, result, with_new=with_new)
        said = f"took {counted(done.gone, 'entries')} out and added {done.new}"
        return put(baseline, raw, done.text, console, said, [], dry_run=dry_run, color=color)

    return Task(run)
