"""The end of every command that edits a file of the team's: the diff, or the file in its place."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import ExitCode, SchemacheckError, UncheckedError
from schemacheck.render.layout import counted

if TYPE_CHECKING:
    from schemacheck.app.accept import Acceptance, Comparison, NotWrittenByUsError
    from schemacheck.app.waive import Terms
    from schemacheck.cli.present import UrlOptions
    from schemacheck.cli.streams import Console
    from schemacheck.render.options import Style
    from schemacheck.report.finding import Finding


def compared(
    expected: str | None, url_options: UrlOptions, console: Console, *, against: str | None, target: str | None
) -> Comparison:
    """Compare an expected schema with what it is to follow.

    Raises:
        NotWrittenByUsError: another tool owns a side.
    """
    from schemacheck.app.accept import compare_for_editing
    from schemacheck.base.conventions import DEFAULT_SPEC
    from schemacheck.cli.present import connection_options
    from schemacheck.cli.progress import Progress
    from schemacheck.cli.task import today

    with Progress(console, spin=True) as progress:
        connection = connection_options(url_options, console, progress)
        return compare_for_editing(expected or DEFAULT_SPEC, connection, against=against, target=target, today=today())


def finish(
    comparison: Comparison,
    done: Acceptance,
    console: Console,
    *,
    dry_run: bool,
    color: str,
    shown: Sequence[Finding] = (),
) -> ExitCode:
    """Print the edit, or write it and say what was done."""
    if shown and not dry_run:
        from schemacheck.render import disarm
        from schemacheck.render.text import render_findings

        options = console.render_options(console.out, color)
        console.tell(disarm.lines(render_findings(shown, comparison.report, options)))
    for finding in done.added:
        path = finding.subject.within(comparison.home)
        console.say(f"note: {finding.rule.name} {path} is accepted too: one key of the file says both")
    marks = [f"protected: {name}: {reason}" for name, reason in done.protected]
    said = [
        f"accepted {counted(len(done.findings), 'findings')}" if done.findings else "",
        f"waived {counted(len(done.waived), 'findings')}" if done.waived else "",
    ]
    return put(
        comparison.path, comparison.raw, done.text, console, " and ".join(filter(None, said)), marks, dry_run=dry_run,
        color=color,
    )  # fmt: skip


def put(
    path: Path, raw: bytes, text: str, console: Console, said: str, marks: list[str], *, dry_run: bool, color: str
) -> ExitCode:
    """Put a text in the place of a file, or print what that would change.

    Args:
        path: the file.
        raw: what it held when it was read.
        text: what it shall hold.
        console: where that is told.
        said: what was done, such as "accepted 2 findings".
        marks: what stands above the diff.
        dry_run: whether nothing is written.
        color: when the diff is coloured.

    Raises:
        UncheckedError: it could not be written, or has changed meanwhile; it is as it was then.
    """
    from schemacheck.render import disarm

    if dry_run:
        options = console.render_options(console.out, color)
        lines = [*(f"# {mark}\n" for mark in marks), *_diff(path, raw.decode(), text)]
        if options.colour:
            lines = [_painted(line, options.paint) for line in lines]
        console.tell(disarm.lines("".join(map(_shown, lines))))
        return ExitCode.IN_SYNC
    for mark in marks:
        console.say(mark)
    if text.encode() == raw:
        console.say(f"{path} says so already")
        return ExitCode.IN_SYNC
    replace_file(path, raw, text)
    one, other = (Counter(each.splitlines()) for each in (raw.decode(), text))
    added, removed = sum((other - one).values()), sum((one - other).values())
    console.say(f"{said} in {path}: {counted(added, 'lines')} added, {removed} removed")
    return ExitCode.IN_SYNC


_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
"""What a patch takes for a line."""


def _diff(path: Path, before: str, after: str) -> Iterator[str]:
    from schemacheck.base.line_diff import hunks

    name = path.as_posix().lstrip("/")
    one, other = (_LINE.findall(text) for text in (before, after))
    for number, hunk in enumerate(hunks(one, other)):
        if not number:
            yield from (f"--- a/{name}\n", f"+++ b/{name}\n")
        (_, begin, _, from_, _), (_, _, end, _, to) = hunk[0], hunk[-1]
        yield f"@@ -{_range(begin, end)} +{_range(from_, to)} @@\n"
        for tag, begin, end, from_, to in hunk:
            old = [(" " if tag == "equal" else "-") + line for line in one[begin:end]]
            new = [] if tag == "equal" else ["+" + line for line in other[from_:to]]
            for line in (*old, *new):
                yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _range(begin: int, end: int) -> str:
    """Write lines as a patch names them: the first one, counted from 1, and how many unless it is one."""
    length = end - begin
    return f"{begin + (length > 0)}" + ("" if length == 1 else f",{length}")


def _shown(line: str) -> str:
    """Leave a line as it is, but for what moves a terminal."""
    return "".join(char if char.isprintable() or char in "\t\r\n\x1b" else f"\\u{ord(char):04x}" for char in line)


def _painted(line: str, paint: Callable[[Style, str], str]) -> str:
    styles: dict[str, Style] = {"+": "good", "-": "error", "@": "faint", "#": "warning"}
    style = styles.get(line[:1])
    body = line.rstrip("\r\n")
    return line if style is None else f"{paint(style, body)}{line[len(body) :]}"


def replace_file(path: Path, raw: bytes, text: str) -> None:
    """Write a file anew in its place, if it still is what was read; its mode and owner stay, links are followed.

    Raises:
        UncheckedError: it could not be written, or has changed meanwhile; it is as it was then.
    """
    from schemacheck.base.reading import PATIENCE
    from schemacheck.base.writing import folder_held
    from schemacheck.cli.files import write
    from schemacheck.render.disarm import as_written

    try:
        with folder_held(Path(os.path.realpath(path)).parent, PATIENCE):
            if path.read_bytes() != raw:
                raise UncheckedError(
                    f"{path} has changed while it was compared, so nothing is written.", "Run it again."
                )
            state = path.stat()
            if not os.access(path, os.W_OK) or not state.st_mode & 0o222:
                raise UncheckedError(f"cannot write {path}: it is read-only")
            write(path, as_written(text))
            if hasattr(os, "chown") and (path.stat().st_uid, path.stat().st_gid) != (state.st_uid, state.st_gid):
                with suppress(OSError):  # only an administrator can give a file away
                    os.chown(path, state.st_uid, state.st_gid)
    except OSError as error:
        raise UncheckedError(f"cannot write {path}: {error.strerror}") from error


def show_other_tools_report(error: NotWrittenByUsError, console: Console, color: str) -> ExitCode:
    """Show what differs from a file that another tool owns; its lines are for a person to change."""
    from schemacheck.render import rendered

    report = error.report
    console.tell(rendered(report, "text", console.render_options(console.out, color)))
    console.say(error.message)
    if error.hint:
        console.say(error.hint)
    return report.exit_code


def ask_for_terms(
    console: Console, reason: str | None = None, until: str | None = None, owner: str | None = None
) -> Terms | None:
    """Ask for what a waiver needs, where it is not given; None where nobody answers."""
    from schemacheck.app import waive
    from schemacheck.cli.choosing import read_line
    from schemacheck.cli.task import today
    from schemacheck.render import disarm

    def answer(question: str, given: str | None, read: Callable[[str], object]) -> object:
        while True:
            said = given
            if said is None:
                console.tell(disarm.lines(f"{question} "))
                said = read_line(console)
                if said is None or not said.strip():
                    return _NOBODY
            try:
                return read(said)
            except SchemacheckError as error:
                if given is not None:
                    raise
                say_reason(error, console)

    why = answer("Why is it all right for now?", reason, waive.reason)
    last = (
        _NOBODY
        if why is _NOBODY
        else answer("Until when (YYYY-MM-DD, or never)?", until, lambda said: waive.until(said, today()))
    )
    if why is _NOBODY or last is _NOBODY:
        return None
    return waive.Terms(why, last, owner)  # type: ignore[arg-type]  # of two types, by what was asked


_NOBODY = object()


def say_reason(error: SchemacheckError, console: Console) -> None:
    """Tell why something that was answered cannot be."""
    for line in (*error.message.splitlines(), *(error.hint or "").splitlines()):
        console.say(line)
