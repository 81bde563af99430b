"""From a file to the commands in it: which language each kind of script is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Final

from schemacheck.guard.scripts.calls import calls
from schemacheck.guard.scripts.lines import batch, dockerfile, justfile, makefile, powershell, procfile
from schemacheck.guard.scripts.names import matches
from schemacheck.guard.scripts.passage import Passage, at, joined
from schemacheck.guard.scripts.running import Runner
from schemacheck.guard.scripts.trees import Node, UnreadableError, json_nodes, toml_nodes, yaml_nodes
from schemacheck.guard.scripts.walking import PROSE, walk

_SHEBANG = re.compile(r"#![^\n]*?\b(?P<program>ruby|python[\d.]*|node|deno|bun|tsx|perl|php)\b")
_TEMPLATE = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}%\n]*%\}")
_TEMPLATE_LINE = re.compile(r"(?m)^[ \t]*(?:\{\{[^{}\n]*\}\}|\{%[^{}%\n]*%\})[ \t]*$")
_BEFORE_VALUE = re.compile(r"\s*(?:-\s+)*(?:(?P<key>[\w.-]+|\"[^\"]*\"|'[^']*')\s*[:=]\s+)?(?:-\s+)?[\[\"']?")


def read_file(path: str, content: str, runner: Runner) -> None:
    """Read what a script runs."""
    name = PurePath(path).name
    for patterns, reader in _READERS:
        if matches(name, patterns):
            reader(content, runner)
            return
    if _SHEBANG.match(content):
        calls(at(content, 0), runner)
    else:
        runner.text(at(content, 0))


def _calls(content: str, runner: Runner) -> None:
    calls(at(content, 0), runner)


def _json(content: str, runner: Runner) -> None:
    try:
        nodes = list(json_nodes(content))
    except UnreadableError as error:
        runner.stop(error.offset, str(error))
        return
    _walk(nodes, runner)


def _toml(content: str, runner: Runner) -> None:
    try:
        nodes = list(toml_nodes(content))
    except UnreadableError:
        _lines(content, runner)
        return
    _walk(nodes, runner)


def _yaml(content: str, runner: Runner) -> None:
    """Read YAML; a template of YAML without what is put in, and if that is none either, line by line."""
    blank = _TEMPLATE_LINE.sub(lambda each: " " * len(each[0]), content)
    for text in (content, blank, _TEMPLATE.sub(lambda each: "x" * len(each[0]), blank)):
        try:
            nodes = list(yaml_nodes(text))
        except UnreadableError as error:
            if "nested" in str(error):
                runner.stop(error.offset, str(error))
                return
            continue
        _walk(nodes, runner)
        return
    _lines(content, runner)


def _walk(nodes: list[Node], runner: Runner) -> None:
    for node in nodes:
        walk(node, runner)


def _lines(content: str, runner: Runner) -> None:
    runner.text(joined(list(_values(content)), "\n"))


def _values(content: str) -> Iterator[Passage]:
    offset = 0
    for line in content.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        bare = line.rstrip("\r\n")
        match = _BEFORE_VALUE.match(bare)
        key = (match["key"] or "").strip("\"'").lower() if match else ""
        if key not in PROSE:
            begin = match.end() if match else 0
            yield at(bare[begin:].rstrip("\"']"), start + begin)


_Reader = Callable[[str, Runner], None]
_READERS: Final[tuple[tuple[tuple[str, ...], _Reader], ...]] = (
    (("Dockerfile*", "*.[Dd]ockerfile", "Containerfile*", "*.[Cc]ontainerfile"), dockerfile),
    (("*.json", "*.jsonc", "captain-definition", "encore.app"), _json),
    (("*.toml", "Pipfile"), _toml),
    (("*.y*ml",), _yaml),
    (("Makefile*", "makefile", "GNUmakefile", "*.mk"), makefile),
    (("justfile", "Justfile", ".justfile", "*.just"), justfile),
    (("Procfile*",), procfile),
    (("*.ps1", "*.psm1"), powershell),
    (("*.bat", "*.cmd"), batch),
    (("Jenkinsfile*", "*.jenkinsfile", "*.groovy", "Rakefile", "*.rake", "Tiltfile"), _calls),
    (("*.rb", "*.py", "*.js", "*.ts", "*.mjs"), _calls),
)
