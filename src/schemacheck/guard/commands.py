"""Words of shell commands with their places; enough of a shell to tell what runs from what is only spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schemacheck.base.record import record

_SHELLS: Final = frozenset(
    {"sh", "bash", "zsh", "dash", "ash", "ksh", "ssh", "su", "eval", "cmd", "powershell", "pwsh"}
)
_WRAPPERS: Final = frozenset(
    {"concurrently", "run-p", "run-s", "npm-run-all", "nodemon", "wait-on", "start-server-and-test", "watchexec"}
)
_PIECE = re.compile(
    r"""
      (?P<joined>\\\r?\n)
    | (?P<space>[ \t]+)
    | (?P<comment>(?<![^\s;&|(])\#[^\n]*)
    | (?P<split>\r?\n|&&|\|\|?|;|&(?![0-9>])|\$\(|[()`{}])
    | (?P<single>'[^'\n]*')
    | (?P<double>"(?:[^"\\]|\\.)*")
    | (?P<variable>\$\{[^}\n]*\}|\$\([A-Za-z_][A-Za-z0-9_]*\))
    | (?P<escape>\\.)
    | (?P<plain>[^\s'"\\;&|()`{}$]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MAKE_VARIABLE = re.compile(r"\$[({][A-Za-z_][A-Za-z0-9_]*[)}]")
_HEREDOC: Final = 4
"""How deep quoted commands are followed: a shell in a shell in a container."""


@record
class Command:
    """The words of one command, quotes taken off."""

    words: tuple[str, ...]
    start: int
    """Where it begins, in characters of its text."""
    at: int
    end: int
    called: str = ""
    """The name a file gives it, such as a script's in package.json."""

    def moved(self, by: int) -> Command:
        """The same command in a text that begins `by` characters earlier."""
        return replace(self, start=self.start + by, at=self.at + by, end=self.end + by)


def split_commands(text: str, depth: int = 0) -> Iterator[Command]:
    """Cut a text into commands; those in quotes behind a shell are commands of their own."""
    words: list[str] = []
    quoted: list[tuple[str, int]] = []
    start = end = 0
    open_word = False
    for kind, raw, at in _scan(text):
        if kind in ("space", "joined", "comment"):
            open_word = False
            continue
        if kind == "split":
            yield from _finish(words, quoted, start, end, depth)
            words, quoted, open_word = [], [], False
            continue
        value = raw[1:-1] if kind in ("single", "double") else raw[1:] if kind == "escape" else raw
        if kind in ("single", "double"):
            quoted.append((value.replace('\\"', ' "') if kind == "double" else value, at + 1))
        if not words:
            start = at
        if open_word:
            words[-1] += value
        else:
            words.append(value)
        open_word, end = True, at + len(raw)
    yield from _finish(words, quoted, start, end, depth)


def _scan(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    while at < len(text):
        variable = _MAKE_VARIABLE.match(text, at)
        if variable is not None:
            yield "plain", variable[0], at
            at = variable.end()
            continue
        match = _PIECE.match(text, at)
        if match is None:  # never: the last alternative takes any character
            return
        yield match.lastgroup or "", match[0], at
        at = match.end()


def _finish(words: list[str], quoted: list[tuple[str, int]], start: int, end: int, depth: int) -> Iterator[Command]:
    if not words:
        return
    yield Command(tuple(words), start, start, end)
    names = {word.rsplit("/", 1)[-1] for word in words}
    if depth < _HEREDOC and (names & (_SHELLS | _WRAPPERS) or "-c" in names):
        for text, at in quoted:
            for command in split_commands(text, depth + 1):
                yield command.moved(at)
