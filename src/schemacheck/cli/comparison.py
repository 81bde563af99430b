"""What the commands that report share: make the report, write it wherever it was asked for, and end with its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.cli.streams import Console
from schemacheck.errors import ExitCode

if TYPE_CHECKING:
    from schemacheck.checking import Access
    from schemacheck.cli.files import Output
    from schemacheck.cli.progress import Progress
    from schemacheck.findings import Report
    from schemacheck.render import Look


@dataclass(frozen=True, slots=True)
class Reach:
    """How the live side is reached, as the options say it."""

    url: str | None
    url_env: str | None
    env_file: Path | None
    connect_timeout: int


@dataclass(frozen=True, slots=True)
class Presentation:
    """Where a report goes, and how."""

    format: str
    outputs: Sequence[str]
    color: str
    quiet: bool
    verbose: bool


def access(reach: Reach, console: Console, progress: Progress) -> Access:
    """Build the access to a live side. What it has to say goes to standard error."""
    from schemacheck.checking import Access

    return Access(
        url=reach.url,
        url_env=reach.url_env,
        env_file=reach.env_file,
        environ=console.environ,
        connect_timeout=reach.connect_timeout,
        scrub=console.scrub,
        on_phase=progress.phase,
        on_note=progress.note,
    )


def compare(make: Callable[[Access], Report], reach: Reach, presentation: Presentation, console: Console) -> ExitCode:
    """Make the report of a comparison and present it."""
    return present(lambda progress: make(access(reach, console, progress)), presentation, console)


def present(make: Callable[[Progress], Report], presentation: Presentation, console: Console) -> ExitCode:
    """Make a report and present it. Outputs that cannot be written are refused before anything is read."""
    from schemacheck.cli.files import parse_outputs
    from schemacheck.cli.progress import Progress

    outputs = parse_outputs(presentation.outputs)
    with Progress(console, spin=not presentation.quiet, notes=not presentation.quiet) as progress:
        report = make(progress)
    code = _present(report, outputs, presentation, console)
    if presentation.verbose:
        console.err.writelines(f"{line}\n" for line in [*_settings(report), *progress.timings()])
    return code


def _present(report: Report, outputs: Sequence[Output], presentation: Presentation, console: Console) -> ExitCode:
    from schemacheck.cli.files import write
    from schemacheck.render import FORMATS, Look

    look = console.look(console.out, presentation.color)
    if not (presentation.quiet and report.exit_code is ExitCode.IN_SYNC):
        console.out.write(FORMATS[presentation.format].report(report, look))
        console.out.flush()
    code = report.exit_code
    plain = Look(folder=look.folder)
    for output in outputs:
        try:
            write(output.path, console.scrub(FORMATS[output.format].report(report, plain)))
        except OSError as error:
            # The report itself is out; a second document on standard output would spoil it.
            console.err.write(f"error: cannot write {output.path}: {error.strerror}\n")
            code = ExitCode.UNCHECKED
    if presentation.format == "github":
        _summarise(report, plain, console)
    return code


def _summarise(report: Report, look: Look, console: Console) -> None:
    """Append to the job's summary where the runner offers one; annotations are cut off at ten, this is not."""
    from schemacheck.render import FORMATS

    path = console.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(console.scrub(FORMATS["markdown"].report(report, look)) + "\n")
    except OSError as error:
        console.err.write(f"note: the job summary could not be written: {error.strerror}\n")


def _settings(report: Report) -> list[str]:
    """What changes by the second stays off standard output, where two runs give the same bytes."""
    server = report.live.server
    if server is None or server.lag_seconds is None:
        return []
    return [f"the replica last replayed a transaction {server.lag_seconds:.1f} s ago"]
