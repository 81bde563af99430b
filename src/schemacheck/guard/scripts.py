"""Scripts that go past the migrations: package.json, shell, Makefiles, Dockerfiles, CI.

They are read as shells read them as far as that matters: words, quotes, comments, lines that go on, one command behind
the other. What only speaks of a command (echo, grep, a comment, the name of a CI step) does not run it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schemacheck.base.record import record
from schemacheck.guard.commands import Command, split_commands
from schemacheck.guard.evidence import snippet
from schemacheck.guard.prisma import names_production, offences, says_production
from schemacheck.report.finding import Finding
from schemacheck.report.rules import RULES
from schemacheck.report.subject import Subject
from schemacheck.sql.text import SourceText, Text

_JSON = re.compile(r"\.jsonc?\Z", re.IGNORECASE)
_TOML = re.compile(r"\.toml\Z", re.IGNORECASE)
_TOML_PAIR = re.compile(r"^[ \t]*[\w.-]+[ \t]*=[ \t]*([\"'])(.*?)\1", re.MULTILINE)
_YAML = re.compile(r"\.ya?ml\Z", re.IGNORECASE)
_DOCKERFILE = re.compile(r"(?:\A|/)(?:Dockerfile|Containerfile)[^/]*\Z|\.dockerfile\Z", re.IGNORECASE)
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_ITEM = re.compile(r'(?<=[\[,])\s*"((?:[^"\\]|\\.)*)"(?=\s*[,\]])')
_NO_COMMANDS: Final = frozenset(
    {"name", "description", "homepage", "version", "license", "author", "main", "types", "type"}
)
_YAML_KEY = re.compile(r"^(\s*(?:-\s+)?)([A-Za-z_][\w.-]*|\"[^\"]*\"|'[^']*')\s*:(?:\s+|$)")
_YAML_PROSE: Final = frozenset(
    {
        "name",
        "description",
        "title",
        "summary",
        "message",
        "if",
        "id",
        "uses",
        "label",
        "key",
        "comment",
        "run-name",
        "desc",
    }
)
_YAML_ITEM = re.compile(r"^(\s*)-\s+")
_BLOCK = re.compile(r":\s*[|>][-+0-9]*\s*(?:#.*)?$")
_DOCKER_WORD = re.compile(r"^\s*(?:ONBUILD\s+)?(RUN|CMD|ENTRYPOINT|SHELL|HEALTHCHECK)\b", re.IGNORECASE)
_DOCKER_PROSE = re.compile(
    r"^\s*(?:LABEL|MAINTAINER|FROM|COPY|ADD|WORKDIR|USER|EXPOSE|VOLUME|STOPSIGNAL)\b", re.IGNORECASE
)


@record
class Verdict:
    """What one script holds."""

    findings: tuple[Finding, ...]
    commands: int


def judge_script(source: SourceText) -> Verdict:
    """Find the commands in one script that go past the migrations."""
    text = Text(source)
    content = text.data.decode(errors="replace")
    production = says_production(content)
    commands = list(_commands(source.path, content))
    found = [
        _finding(offence.rule, offence.says, command, text, content)
        for command in commands
        for offence in offences(command.words, production=production or names_production(command.called))
    ]
    return Verdict(tuple(found), len(commands))


def _finding(name: str, says: str, command: Command, text: Text, content: str) -> Finding:
    rule = RULES[name]
    start = len(content[: command.start].encode())
    at = len(content[: command.at].encode())
    end = len(content[: command.end].encode())
    return Finding(
        rule=rule,
        severity=rule.severity,
        subject=Subject("file", "", text.path),
        sentence=says,
        at=text.position(at),
        evidence=snippet(text, start, at, end),
    )


def _commands(path: str, content: str) -> Iterator[Command]:
    if _JSON.search(path):
        yield from _json(content)
    elif _TOML.search(path):
        for match in _TOML_PAIR.finditer(content):
            for command in split_commands(match[2]):
                yield command.moved(match.start(2))
    elif _YAML.search(path):
        yield from split_commands(_yaml(content))
        yield from _lists(content)
    elif _DOCKERFILE.search(path):
        yield from split_commands(_dockerfile(content))
    else:
        yield from split_commands(content)


def _json(content: str) -> Iterator[Command]:
    """Every text in a JSON file that could be a command: values of keys, and items of lists."""
    for match in _PAIR.finditer(content):
        if match[1] not in _NO_COMMANDS:
            for command in _json_string(content, match.start(2), match.end(2)):
                yield replace(command, called=match[1])
    for match in _ITEM.finditer(content):
        yield from _json_string(content, match.start(1), match.end(1))


def _json_string(content: str, start: int, end: int) -> Iterator[Command]:
    """Keep every character in its place: an escaped quote is a space and a quote."""
    value = re.sub(
        r'\\(["\\/bfnrt])',
        lambda each: " " + {"n": "\n", "r": "\n", "t": " "}.get(each[1], each[1]),
        content[start:end],
    )
    for command in split_commands(value):
        yield command.moved(start)


def _yaml(content: str) -> str:
    """Take what is no command out of YAML, each character in its place: keys, dashes, quotes around values."""
    lines = []
    for line in content.splitlines(keepends=True):
        match = _YAML_KEY.match(line)
        if match is None:
            item = _YAML_ITEM.match(line)
            lines.append(" " * item.end() + _unquoted(line[item.end() :]) if item else line)
        elif match[2].strip("\"'") in _YAML_PROSE or _BLOCK.search(line.rstrip("\r\n")):
            lines.append(_empty(line))
        else:
            lines.append(" " * match.end() + _unquoted(line[match.end() :]))
    return "".join(lines)


def _empty(line: str) -> str:
    end = line[len(line.rstrip("\r\n")) :]
    return " " * (len(line) - len(end)) + end


_QUOTED = re.compile(r"""^(["'])(.*)\1[ \t]*(#[^\r\n]*)?(\r?\n)?$""")


def _unquoted(value: str) -> str:
    match = _QUOTED.match(value)
    return f" {match[2]} ".ljust(len(value) - len(match[4] or "")) + (match[4] or "") if match else value


_FLOW = re.compile(r"\[([^\[\]\n]*)\]")
_LIST = re.compile(r"(?:^[ \t]*-[ \t]+[^\n:]+\n?){2,}", re.MULTILINE)
_LIST_ITEM = re.compile(r"^[ \t]*-[ \t]+(.+?)[ \t\r]*$", re.MULTILINE)


def _lists(content: str) -> Iterator[Command]:
    """Commands written as lists of words: `[npx, prisma, db, push]`, and the same with dashes."""
    for match in _FLOW.finditer(content):
        words = [each.strip().strip("\"'") for each in match[1].split(",")]
        if _before(content, match.start()).lstrip()[:1] != "#":
            yield Command(tuple(words), match.start(), match.start(), match.end())
    for match in _LIST.finditer(content):
        words = [each.strip("\"'") for each in _LIST_ITEM.findall(match[0])]
        if all(" " not in each for each in words):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Command(tuple(words), start, start, match.end())


def _before(content: str, at: int) -> str:
    return content[content.rfind("\n", 0, at) + 1 : at]


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _instruction(line: str) -> str:
    """What one line of a Dockerfile runs, each character in its place."""
    if _DOCKER_PROSE.match(line):
        return _empty(line)
    match = _DOCKER_WORD.match(line)
    if match is None:
        return line
    rest = line[match.end() :]
    if rest.lstrip().startswith("["):
        rest = re.sub(r'[\[\]",]', " ", rest)
    return " " * match.end() + rest


def _dockerfile(content: str) -> str:
    """Leave what runs; CMD ["npx", "prisma"] is the same words without its signs."""
    kept: list[str] = []
    goes_on = False
    for line in content.splitlines(keepends=True):
        comment = line.lstrip().startswith("#")
        if comment:
            # Inside a command that goes on, Docker takes such a line out and goes on.
            kept.append("\\".rjust(len(_bare(line))) + line[len(_bare(line)) :] if goes_on else _empty(line))
            continue
        kept.append(line if goes_on else _instruction(line))
        goes_on = line.rstrip().endswith("\\")
    return "".join(kept)
