"""Running the command line: the one place that catches everything, and the one place that exits."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout, suppress
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import NoReturn, TextIO

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.base.errors import ExitCode, RefusedError, SchemacheckError, UncheckedError, scrubbed
from schemacheck.base.scrub import ScrubbedStream, Scrubber, secrets_in
from schemacheck.cli.interrupts import Interrupts
from schemacheck.cli.streams import Console, Output, OutputError, open_missing
from schemacheck.cli.task import Task

NO_READER = 141
"""128 and SIGPIPE: the reader of our output is gone, so the result was not seen."""


def main() -> NoReturn:
    """Run the command line of this process, and end it: with a code of ours, whatever happens."""
    # The process lives for one command, and what it builds it needs to the end: there is nothing to collect.
    gc.disable()
    code = int(ExitCode.UNCHECKED)
    interrupts = Interrupts()
    try:
        open_missing()
        interrupts.listen()
        code = run(sys.argv[1:], os.environ, interrupts)
    except KeyboardInterrupt:
        code = interrupts.code
    finally:
        _end_process(code)


def _end_process(code: int) -> NoReturn:
    """End the process without freeing every object first: that took a tenth of the time of a small command."""
    # Everything has been written, and nothing after this point would catch an interrupt.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if threading.active_count() > 1:
        sys.exit(code)
    # Whatever was imported may have something to do at the end.
    atexit._run_exitfuncs()
    os._exit(code)


def run(arguments: Sequence[str], environ: Mapping[str, str], interrupts: Interrupts | None = None) -> int:
    """Run a command line and return its exit code. No exception leaves, and none becomes 0 or 1."""
    interrupts = interrupts or Interrupts()
    streams = sys.stdout, sys.stderr
    scrub = Scrubber()
    for argument in arguments:
        scrub.add(secrets_in(argument))
    out, err = map(_tolerant, streams)
    # Standard output has documents, which hold facts alone; what is scrubbed there is an error in a document's place.
    console = Console(Output(out), ScrubbedStream(err, scrub.ours), scrub, environ, _files_read(arguments, environ))  # type: ignore[arg-type]  # all of a TextIO that is asked for
    # Typer writes its help to these, and a library might write a warning.
    sys.stdout, sys.stderr = console.out, console.err
    try:
        code = _run_command(arguments, console, interrupts)
        console.out.flush()
        console.err.flush()
    except BrokenPipeError:
        code = NO_READER
    except KeyboardInterrupt:
        code = interrupts.code
    except BaseException as error:
        # Telling of a failure has failed too; what can still be said is the code.
        with suppress(BaseException):
            console.say(f"error: {scrub(str(error))}")
            console.err.flush()
        code = ExitCode.UNCHECKED
    finally:
        sys.stdout, sys.stderr = streams
        _settle(*streams)
    return int(code)


def _tolerant(stream: TextIO) -> TextIO:
    """Let a stream never fail on a character its encoding lacks."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return stream


def _settle(*streams: TextIO) -> None:
    """Flush what can be flushed; Python would end with 120 for a stream it cannot flush at its end."""
    for stream in streams:
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run_command(arguments: Sequence[str], console: Console, interrupts: Interrupts) -> int:
    debug = "--debug" in arguments
    rest = [each for each in arguments if each != "--debug"]
    told_in, outputs = _stated_format(rest, console.environ), _stated_outputs(rest, console.environ)
    try:
        task = _parse_arguments(rest, console, interrupts)
        if not isinstance(task, Task):
            return task
        told_in, outputs = task.format, task.outputs
        code = ExitCode(task.run(console))
        console.out.flush()
        interrupts.raise_if_received()
        return code
    except KeyboardInterrupt:
        return _interrupted(outputs, console, interrupts)
    except BrokenPipeError:
        raise
    except SchemacheckError as error:
        failure = error
    except BaseException as error:
        from schemacheck.cli.unexpected import unexpected

        failure = unexpected(error, " ".join(console.scrub(str(error)).split()), debug=debug)
    if interrupts.received is not None:
        return _interrupted(outputs, console, interrupts)
    if debug:
        for line in "".join(traceback.format_exception(failure)).splitlines():
            console.say(console.scrub(line))
    _replace_reports(failure, outputs, console)
    _tell(failure, told_in, console)
    return failure.exit_code


def _interrupted(outputs: Sequence[str], console: Console, interrupts: Interrupts) -> int:
    console.say("interrupted")
    _replace_reports(UncheckedError("The check was interrupted."), outputs, console)
    return interrupts.code


def _parse_arguments(arguments: Sequence[str], console: Console, interrupts: Interrupts) -> Task | int:
    """Let Typer read the arguments. What it ends by itself, such as --help, comes back as a code.

    Raises:
        UsageError: the arguments make no sense.
    """
    import typer

    from schemacheck.cli.app import NAME, application

    # The class is that of Typer's own copy of Click, which has no public name.
    problem: type[Exception] = next(
        each for each in typer.BadParameter.__mro__ if issubclass(each, Exception) and each.__name__ == "ClickException"
    )
    command = typer.main.get_command(application(arguments[0] if arguments else None))
    try:
        if not arguments and f"_{NAME.upper()}_COMPLETE" not in console.environ:
            # Nothing was asked for and nothing is done, which is no success.
            with redirect_stdout(console.err):
                command.main(["--help"], prog_name=NAME, standalone_mode=False)
            return ExitCode.USAGE
        parsed = command.main(list(arguments), prog_name=NAME, standalone_mode=False)
    except SystemExit as ended:  # shell completion
        return ExitCode.IN_SYNC if not ended.code else ExitCode.UNCHECKED
    except problem as error:
        from schemacheck.cli.usage import usage_error

        raise usage_error(error, arguments) from None
    if isinstance(parsed, Task):
        return parsed
    interrupts.raise_if_received()
    if parsed != 0:
        raise UncheckedError(f"internal error: a command came to {parsed!r}")
    return ExitCode.IN_SYNC


def _stated_format(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Find the format that was asked for, for arguments that may not parse."""
    for each, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        if each == "--format":
            return following
        if each.startswith("--format="):
            return each[len("--format=") :]
    return environ.get("SCHEMACHECK_FORMAT") or "text"


def _stated_outputs(arguments: Sequence[str], environ: Mapping[str, str]) -> Sequence[str]:
    """Find the files that reports were to go to, for arguments that may not parse."""
    if not {"check", "diff", "guard"}.intersection(arguments):
        return []  # what others write to --output is no report
    found = [after for each, after in pairwise(arguments) if each in ("--output", "-o")]
    for prefix, long in (("--output=", True), ("-o", False)):
        found += [each[len(prefix) :] for each in arguments if each.startswith(prefix) and (long or len(each) > 2)]
    return found or environ.get("SCHEMACHECK_OUTPUT", "").split()


def _files_read(arguments: Sequence[str], environ: Mapping[str, str]) -> frozenset[str]:
    """Find the files that a command line names as anything but outputs, whether it parses or not."""
    words = [] if "snapshot" in arguments[:1] else [DEFAULT_SPEC]
    kept = [after for each, after in pairwise(arguments) if each == "--history"]
    kept += [each[len("--history=") :] for each in arguments if each.startswith("--history=")]
    kept.append(environ.get("SCHEMACHECK_HISTORY", ""))
    words += [environ.get(f"SCHEMACHECK_{name}", "") for name in ("EXPECTED", "BASELINE", "PREVIOUS", "ENV_FILE")]
    for before, each in zip(("", *arguments), arguments, strict=False):
        if before not in ("--output", "-o") and not each.startswith(("--output=", "-o")):
            words += (each, each.partition("=")[2])
    with suppress(ValueError):  # no file has a name with a NUL in it
        # A history need not be there yet.
        read = [each for each in words if each and Path(each).is_file()]
        return frozenset(os.path.realpath(each) for each in (*read, *filter(None, kept)))
    return frozenset()


def _replace_reports(error: SchemacheckError, outputs: Sequence[str], console: Console) -> None:
    """Leave no report of an earlier run where one of this run was asked for."""
    if outputs and not isinstance(error, RefusedError):
        from schemacheck.cli.files import write_error
        from schemacheck.render import RenderOptions

        here = console.render_options(console.out)
        options = RenderOptions(folder=here.folder, tops=here.tops)
        write_error(outputs, scrubbed(error, console.scrub.ours), options, console.inputs)


def _tell(error: SchemacheckError, told_in: str, console: Console) -> None:
    """Tell an error: to people on standard error, and on standard output in the format that was asked for."""
    from schemacheck.render import FORMATS

    error = scrubbed(error, console.scrub.ours)
    is_told = told_in in FORMATS and told_in != "text" and not isinstance(error, (RefusedError, OutputError))
    if is_told:
        options = console.render_options(console.out)
        console.tell(FORMATS[told_in].error(error, options))
        if told_in == "github":
            from schemacheck.cli.files import summarise

            summarise(lambda: FORMATS["markdown"].error(error, options), console)
    if told_in != "github" or not is_told:
        console.complain(FORMATS["text"].error(error, console.render_options(console.err)))
