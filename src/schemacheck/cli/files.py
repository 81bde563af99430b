"""Files a command writes: `--output [FORMAT=]FILE`, snapshots, the job summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from schemacheck import render
from schemacheck.base.errors import SchemacheckError, UncheckedError, UsageError
from schemacheck.base.reading import PATIENCE
from schemacheck.base.record import record
from schemacheck.cli.streams import Console
from schemacheck.render.disarm import Safe


@record
class Output:
    """One file to write, and how."""

    format: str
    path: Path


def parse_outputs(stated: Sequence[str], inputs: Collection[str]) -> list[Output]:
    """Read the values of `--output`, and make sure now that they can be written once the work is done.

    Args:
        stated: what the option was given.
        inputs: the real paths of the files that this run reads.

    Raises:
        UsageError: an unknown format, the same file twice, a file that this run reads, or one that cannot be written.
    """
    outputs = [_parse_output(each) for each in stated]
    if len({os.path.realpath(output.path) for output in outputs}) < len(outputs):
        raise UsageError("--output names the same file twice")
    for output in outputs:
        _must_be_no_input(output.path, inputs)
        must_be_writable(output.path)
    return outputs


def _must_be_no_input(path: Path, inputs: Collection[str]) -> None:
    if os.path.realpath(path) in inputs:
        raise UsageError(f"cannot write {path}: this run reads it", "Name another file, which is then written.")


def _parse_output(stated: str) -> Output:
    name, equals, file = stated.partition("=")
    if equals and name in render.FORMATS:
        if not file:
            raise UsageError(f"--output {stated} names no file")
        return Output(name, Path(file))
    if equals and name.isidentifier():
        raise UsageError(
            f'--output {stated}: there is no format "{name}"',
            f"Formats are {', '.join(render.FORMATS)}. A file of that name is written ./{stated}",
        )
    path = Path(stated)
    by_suffix = (name for name, each in render.FORMATS.items() if path.suffix in each.suffixes)
    return Output(next(by_suffix, "text"), path)


def write_error(
    stated: Sequence[str], error: SchemacheckError, options: render.RenderOptions, inputs: Collection[str]
) -> None:
    """Put an error where a report was asked for, so that no old one, which may be green, is taken for today's.

    What cannot be written, or is read by this run, is left: the error itself is told elsewhere.
    """
    for each in stated:
        with suppress(UsageError, OSError):
            output = _parse_output(each)
            _must_be_no_input(output.path, inputs)
            must_be_writable(output.path)
            write(output.path, render.FORMATS[output.format].error(error, options))


def must_be_writable(path: Path) -> None:
    """Raise UsageError where writing this file is bound to fail."""
    if path.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder")
    if not path.parent.is_dir():
        raise UsageError(f"cannot write {path}: there is no folder {path.parent}")
    may = os.access(path, os.W_OK) if path.exists() and not path.is_file() else os.access(path.parent, os.W_OK)
    if not may:
        raise UsageError(f"cannot write {path}: permission denied")


def summarise(text: Callable[[], Safe], console: Console) -> None:
    """Append to the job's summary where GitHub's runner offers one; annotations are cut off at ten, this is not."""
    path = console.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        append(Path(path), text())
    except OSError as error:
        console.say(f"note: the job summary could not be written: {error.strerror}")


def append(path: Path, text: Safe) -> None:
    """Write below what a file holds, an empty line after it.

    Raises:
        OSError: it could not be written.
    """
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text + "\n")


def write(path: Path, text: Safe) -> None:
    """Write a file whole or not at all, keeping the mode of one that is there.

    Raises:
        OSError: it could not be written; what was there before still is.
    """
    if path.exists() and not path.is_file():  # a pipe or a device takes no renaming
        with os.fdopen(_opened(path), "w", encoding="utf-8") as stream:
            stream.write(text)
        return
    from schemacheck.base.writing import write_whole

    write_whole(path, text.encode())


def _opened(path: Path) -> int:
    """Open a pipe or a device for writing; a pipe that nobody reads is given up."""
    if not path.is_fifo():
        return os.open(path, os.O_WRONLY)
    import errno
    import time

    until = time.monotonic() + PATIENCE
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise TimeoutError(None, "nobody reads this pipe") from None
            time.sleep(0.02)
        else:
            os.set_blocking(descriptor, True)
            return descriptor


def to_write(stated: Path | None, inputs: Collection[str]) -> Path | None:
    """Return the file that the one document of a command goes to; None is standard output, which - stands for too.

    Raises:
        UsageError: it cannot be written, or is one of those that this run reads.
    """
    if stated is None or str(stated) == "-":
        return None
    _must_be_no_input(stated, inputs)
    must_be_writable(stated)
    return stated


def must_be_new(path: Path | None) -> None:
    """Make sure that no file would be replaced that people may have reviewed and added to.

    Raises:
        UsageError: there is one, and something is in it.
    """
    if path is not None and path.is_file() and path.stat().st_size:
        raise UsageError(
            f"{path} is there already: a snapshot would take the place of all that was written in it",
            "schemacheck accept takes differences over and keeps comments, waivers and what is protected, which are in "
            "no snapshot. To replace the file all the same, say --force.",
        )


def deliver(text: Safe, path: Path | None, console: Console, said: str = "") -> None:
    """Write the one document of a command; `said` is what to say of a file beside its name.

    Raises:
        UncheckedError: it could not be written.
    """
    if path is None:
        console.tell(text)
        return
    write_or_fail(path, text)
    console.say(f"wrote {path}{said}")


def write_or_fail(path: Path, text: Safe) -> None:
    """Write a file that is all a command is for.

    Raises:
        UncheckedError: it could not be written.
    """
    try:
        write(path, text)
    except OSError as error:
        raise UncheckedError(f"cannot write {path}: {error.strerror}") from error
