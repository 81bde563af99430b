"""`schemacheck doctor`: would a check work here, and what should be better about the way it looks."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.options import ConnectTimeout, EnvFile, Url, UrlEnv
from schemacheck.cli.present import UrlOptions, connection_options
from schemacheck.cli.task import Task, today

if TYPE_CHECKING:
    from schemacheck.app.doctor import Examination, State
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.render import RenderOptions
    from schemacheck.render.options import Style

_SAYS = 21
"""The column in which a line's text begins: behind its state and its topic."""


class DoctorFormat(str, Enum):
    """The formats of `doctor`."""

    TEXT = "text"
    JSON = "json"


def doctor(
    expected: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="EXPECTED", help="The expected schema.", show_default=f"{DEFAULT_SPEC}, if there"),
    ] = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    output_format: Annotated[DoctorFormat, typer.Option("--format", help="How to tell it.")] = DoctorFormat.TEXT,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """See whether a check would work: the connection, its TLS, the role, the server, the expected schema, the clocks.

    Exits with 0 when it would, 3 when not. It reads what a check reads, and changes as little.
    """
    url_options = UrlOptions(url, url_env, env_file, connect_timeout)

    def run(console: Console) -> ExitCode:
        from schemacheck.app import doctor as use_case
        from schemacheck.cli.progress import Progress
        from schemacheck.render import disarm

        spec = expected or (DEFAULT_SPEC if Path(DEFAULT_SPEC).exists() else None)
        with Progress(console, spin=True) as progress:
            examination = use_case.examine(spec, connection_options(url_options, console, progress), today())
        if output_format is DoctorFormat.JSON:
            console.tell(disarm.json(_json(examination)))
        else:
            console.tell(disarm.lines(_examination_text(examination, console.render_options(console.out))))
        return examination.exit_code

    return Task(run, output_format.value)


def _json(examination: Examination) -> str:
    document = {
        "format": 1,
        "outcome": "failure" if examination.exit_code else "ok",
        "exit_code": int(examination.exit_code),
        "lines": [
            {"topic": line.topic, "state": line.state, "says": line.says, "advice": line.advice or None}
            for line in examination.lines
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _examination_text(examination: Examination, look: RenderOptions) -> str:
    from schemacheck.render.layout import wrap

    styles: dict[State, Style] = {"ok": "good", "warning": "warning", "failure": "error"}
    lines = []
    for each in examination.lines:
        head = f"{each.state:<8} {each.topic:<11} "
        first, *others = wrap(each.says, look.width, _SAYS, first=head)
        lines += [look.paint(styles[each.state], each.state) + first[len(each.state) :], *others]
        if each.advice:
            lines += wrap(each.advice, look.width, _SAYS, first=f"{'':<{_SAYS}}Next: ")
    failures, warnings = examination.count("failure"), examination.count("warning")
    verdict = "A check would not work" if failures else "A check would work"
    tally = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in
             ((failures, "failure"), (warnings, "warning")) if number]  # fmt: skip
    return "\n".join([*lines, "", f"{verdict}{': ' if tally else ''}{', '.join(tally)}."]) + "\n"
