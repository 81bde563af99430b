"""`schemacheck explain`: what a rule means; and what a message, a code or an object means for the schemas at hand."""

from __future__ import annotations

import os
import select
import stat
import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Final, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.options import ConnectTimeout, EnvFile, NoCache, ScratchUrl, Url, UrlEnv
from schemacheck.cli.present import UrlOptions, connection_options
from schemacheck.cli.task import Task, today

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.report.rules import Rule

STDIN: Final = "-"
MOST: Final = 64 * 1024 * 1024
"""Bytes of standard input that are read at most."""


class ExplainFormat(str, Enum):
    """The formats of an answer."""

    TEXT = "text"
    JSON = "json"


def _complete(incomplete: str) -> list[str]:
    from schemacheck.report.rules import RULES

    return [name for name in RULES if name.startswith(incomplete)]


def explain(
    what: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="WHAT",
            help="A rule, an error message, a SQLSTATE, a P2xxx, an object such as Athlete.email; - is standard input.",
            autocompletion=_complete,
        ),
    ] = None,
    expected: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--expected", metavar="SOURCE", help="The expected schema.", show_default=f"{DEFAULT_SPEC}, if there"
        ),
    ] = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    against: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--against", metavar="SOURCE", help="Ask this source instead of a database."),
    ] = None,
    target: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--target", metavar="NAME[=ENV]", help="Ask this target of the expected schema."),
    ] = None,
    output_format: Annotated[
        ExplainFormat, typer.Option("--format", help="How to tell an answer; rules are text.")
    ] = ExplainFormat.TEXT,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """Tell what a rule, an error message or an object means; without any, list the rules.

    Of a message, or a log with messages in it, it tells what both sides have of the objects that are meant. Exits with
    0 answered, 1 they differ there, 2 nobody understands it, 3 a side could not be asked.
    """
    url_options = UrlOptions(url, url_env, env_file, connect_timeout, scratch_url, no_cache)

    def run(console: Console) -> ExitCode:
        from schemacheck.base.errors import ExitCode
        from schemacheck.render.disarm import as_written

        text = _question(what)
        rule = None if text is None else _rule(text)
        if text is not None and rule is None:
            return _answered(text, url_options, (expected, against, target), output_format, console)
        width = console.render_options(console.out).width
        from schemacheck.render.rule_page import as_text

        console.tell(as_written(_rule_list(width) if rule is None else as_text(rule, width)))
        return ExitCode.IN_SYNC

    return Task(run, output_format.value)


def _answered(
    text: str,
    url_options: UrlOptions,
    sides: tuple[str | None, str | None, str | None],
    output_format: ExplainFormat,
    console: Console,
) -> ExitCode:
    """Answer what is no rule; `sides` are the expected one, the live one and the target as the user named them."""
    from schemacheck.app import explain as use_case
    from schemacheck.cli.progress import Progress
    from schemacheck.render import answers, disarm

    with Progress(console, spin=True) as progress:
        told = use_case.explain(
            text, use_case.Whom(connection_options(url_options, console, progress), today(), *sides)
        )
    if output_format is ExplainFormat.JSON:
        console.tell(disarm.json(answers.as_json(told)))
    else:
        console.tell(disarm.lines(answers.as_text(told, console.render_options(console.out))))
    return told.exit_code


def _rule(text: str) -> Rule | None:
    """Return the rule of a name.

    Raises:
        UsageError: it looks like a rule's name, and there is none.
    """
    from schemacheck.base.errors import UsageError
    from schemacheck.base.near import meant
    from schemacheck.report.rules import RULES

    if text in RULES:
        return RULES[text]
    words = text.split("-")
    near = meant(text, RULES) if len(words) > 1 and all(word.isalpha() and word.islower() for word in words) else None
    if near is None:
        return None
    raise UsageError(f'there is no rule "{text}"', f"Did you mean {near}?")


def _question(what: str | None) -> str | None:
    """Return what is asked: the argument, or what comes in on standard input.

    Raises:
        UsageError: nothing comes, too much, or nothing that is text.
    """
    from schemacheck.base.errors import UsageError

    if what is not None and what != STDIN:
        if not what.strip():
            raise UsageError("the message is empty", "schemacheck explain without it lists the rules.")
        return what
    if what is None and not _comes_in():
        return None
    raw = sys.stdin.buffer.read(MOST + 1) if hasattr(sys.stdin, "buffer") else sys.stdin.read().encode()
    if len(raw) > MOST:
        raise UsageError(
            f"there are more than {MOST // 1024 // 1024} MB on standard input",
            "Give the part of the log with the error.",
        )
    text = _decoded(raw)
    if text.strip():
        return text
    if what is None:
        return None
    raise UsageError("standard input is empty", "Give a message, or a log with messages in it.")


def _decoded(raw: bytes) -> str:
    """Decode a log: UTF-8, or what a byte order mark says; what is neither is of no interest."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return raw.decode(encoding, errors="replace")


def _comes_in() -> bool:
    """Whether somebody sends something on standard input: it is a file, or a pipe on which something comes soon."""
    from schemacheck.base.reading import PATIENCE

    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
        if stat.S_ISREG(mode):
            return True
        if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
            return False
        return bool(select.select([sys.stdin], [], [], PATIENCE)[0])
    except (OSError, ValueError, AttributeError):
        return False


def _rule_list(width: int) -> str:
    from schemacheck.render.layout import wrap
    from schemacheck.render.rule_page import families
    from schemacheck.report.rules import RULES

    column = max(map(len, RULES)) + 2
    lines: list[str] = []
    for family in families():
        lines += [family.title, ""]
        for rule in family.rules:
            first = f"  {rule.name:<{column}}{rule.severity.value:<9}"
            lines += wrap(rule.summary, width, len(first), first=first)
        lines.append("")
    return "\n".join([*lines, "schemacheck explain RULE tells more about one of them."]) + "\n"
