"""The manual, made from the commands themselves: docs/cli.md for the site, docs/man/*.1 for `man`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from schemacheck.cli.app import NAME, application

WIDTH = 90
HEAD = """# The command line

<!-- Written from the commands by `make golden`; edit their help, not this page. -->

What `--help` says of each command. With the package come man pages: `man schemacheck`, `man schemacheck-check`.
`schemacheck --install-completion` completes commands and options in bash, zsh, fish and PowerShell.

Exit codes are the same everywhere: 0 in sync, 1 drift, 2 usage or a mistake in the expected schema, 3 could not check.
`migrate`, `fix`, `apply`, `push` and `generate` exist only to refuse, with exit code 2.
"""


def commands() -> Iterator[tuple[str, Any, Any]]:
    """Give each command that the help shows, as its words, itself and the context of its help; groups before theirs."""
    root = get_command(application())
    yield from _below(NAME, root, None)


def _below(name: str, command: Any, parent: Any) -> Iterator[tuple[str, Any, Any]]:
    context = command.context_class(
        command, parent=parent, info_name=name, terminal_width=WIDTH, **command.context_settings
    )
    yield context.command_path, command, context
    for word, each in getattr(command, "commands", {}).items():
        if not each.hidden:
            yield from _below(word, each, context)


def page() -> str:
    """Write the page of the site."""
    parts = [HEAD]
    for words, command, context in commands():
        parts.append(f"\n## {words}\n\n```text\n{_said(command, context)}\n```\n")
    return "".join(parts)


def _said(command: Any, context: Any) -> str:
    """What its --help prints, with the program's own name, however it was started."""
    return "\n".join(line.rstrip() for line in str(command.get_help(context)).strip().splitlines())


def man_pages() -> dict[str, str]:
    """Write the pages for `man`, by their files' names."""
    everything = list(commands())
    names = [words.replace(" ", "-") for words, _, _ in everything]
    return {
        f"{name}.1": _man_page(name, words, command, context, [each for each in names if each != name])
        for name, (words, command, context) in zip(names, everything, strict=True)
    }


def _man_page(name: str, words: str, command: Any, context: Any, others: list[str]) -> str:
    short = command.get_short_help_str(limit=1000).rstrip(".")
    lines = [
        f'.TH "{name.upper()}" "1" "" "{NAME}" "{NAME}"',
        ".SH NAME",
        f"{_roff(name)} \\- {_roff(short)}",
        ".SH SYNOPSIS",
        f".B {_roff(words)}",
        _roff(" ".join(command.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
    ]
    for number, paragraph in enumerate(re.split(r"\n\s*\n", (command.help or "").strip())):
        lines += [".PP"] * (number > 0) + [_roff(" ".join(paragraph.split()))]
    records = [(parameter, parameter.get_help_record(context)) for parameter in command.get_params(context)]
    for title, kind in (("ARGUMENTS", "argument"), ("OPTIONS", "option")):
        told = [record for parameter, record in records if record and parameter.param_type_name == kind]
        lines += [f".SH {title}"] * bool(told)
        for term, text in told:
            lines += [".TP", f"\\fB{_roff(term)}\\fR", _roff(text)]
    shown = [(word, each) for word, each in getattr(command, "commands", {}).items() if not each.hidden]
    lines += [".SH COMMANDS"] * bool(shown)
    for word, each in shown:
        lines += [".TP", f"\\fB{_roff(word)}\\fR", _roff(each.get_short_help_str(limit=1000))]
    lines += [".SH EXIT STATUS"]
    for code, text in (
        ("0", "In sync."),
        ("1", "Drift."),
        ("2", "Usage, a mistake in the expected schema, or a request that is refused."),
        ("3", "Could not check."),
    ):
        lines += [".TP", f"\\fB{code}\\fR", text]
    lines += [".SH SEE ALSO", _roff(", ".join(f"{each}(1)" for each in others))]
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    """Keep a text from being read as roff's own."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def is_updating() -> bool:
    """Say whether what is there is to be written anew."""
    return os.environ.get("UPDATE_GOLDEN") == "1"
