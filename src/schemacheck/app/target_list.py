"""A list of targets from outside the expected schema: a file, or what a command has written, one target a line.

A line is `NAME ENV`, where ENV names the environment variable that holds the URL, or a JSON object with `name` and
`url_env` or `url`, and `schema` and `labels` if wanted. What a line holds is never repeated: it may be a password.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.base.near import did_you_mean
from schemacheck.base.reading import read_bytes
from schemacheck.report.policy import Target

_MOST_BYTES: Final = 64 << 20
_KEYS: Final = ("name", "url_env", "url", "schema", "labels")
_HINT: Final = 'a line is NAME ENV, or JSON such as {"name": "eu-1", "url_env": "EU_1_URL", "labels": {"region": "eu"}}'


def read_targets(name: str, read_stdin: Callable[[], bytes]) -> tuple[Target, ...]:
    """Read a list.

    Args:
        name: the file; - is standard input.
        read_stdin: gives that.

    Raises:
        UsageError: it cannot be read, or there is no target in it.
        SourceError: lines make no sense; all of them are told.
    """
    if name == "-":
        raw, called = read_stdin(), "standard input"
    else:
        try:
            raw, called = read_bytes(Path(name), _MOST_BYTES + 1), name
        except OSError as error:
            raise UsageError(f"cannot read the targets of {name}: {error.strerror}") from None
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{called} has more than {_MOST_BYTES >> 20} MiB; a list of targets has a line each")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{called} is not UTF-8; a list of targets has a line each") from None
    targets = parse(text, called)
    if not targets:
        raise UsageError(f"there is no target in {called}", _HINT)
    return targets


def parse(text: str, name: str) -> tuple[Target, ...]:
    """Read the lines of a list; empty ones and those that begin with # say nothing.

    Raises:
        SourceError: lines make no sense; all of them are told.
    """
    targets: dict[str, Target] = {}
    mistakes: list[Mistake] = []
    for number, line in enumerate(text.splitlines(), 1):
        stated = line.strip()
        if not stated or stated.startswith("#"):
            continue
        at = Position(name, number, len(line) - len(line.lstrip()) + 1)
        try:
            target = _of_object(stated, at) if stated.startswith("{") else _of_words(stated, at)
        except _Wrong as wrong:
            mistakes.append(Mistake(at, wrong.message, wrong.hint))
            continue
        if target.name in targets:
            first = targets[target.name].at
            mistakes.append(Mistake(at, f"target {target.name} stands here twice", f"the first is at {first}"))
        targets.setdefault(target.name, target)
    if mistakes:
        raise SourceError(mistakes)
    return tuple(targets.values())


class _Wrong(Exception):  # noqa: N818 - it leaves this module as a mistake
    """Why a line is no target."""

    def __init__(self, message: str, hint: str | None = _HINT) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def _of_words(line: str, at: Position) -> Target:
    words = line.split()
    if len(words) != 2:
        raise _Wrong("expected a name and the environment variable that holds its URL")
    name, variable = words
    if not variable.isidentifier():
        raise _Wrong(f"target {_named(name)}: expected the name of an environment variable behind it")
    return Target(_named(name), variable, at=at)


def _of_object(line: str, at: Position) -> Target:
    try:
        stated = json.loads(line)
    except (ValueError, RecursionError):
        raise _Wrong("this line begins as JSON and is none") from None
    for key in stated:
        if key not in _KEYS:
            raise _Wrong(f"a target has no key {key}", did_you_mean(key, _KEYS) or f"It has {', '.join(_KEYS)}")
    name = _named(_text(stated, "name") or "")
    variable, url = _text(stated, "url_env"), _text(stated, "url")
    if (variable is None) == (url is None):
        raise _Wrong(f"target {name}: expected either url_env or url")
    if variable is not None and not variable.isidentifier():
        raise _Wrong(f"target {name}: url_env: expected the name of an environment variable")
    return Target(name, variable or "", _text(stated, "schema"), at=at, url=url, labels=_labels(stated, name))


def _named(name: str) -> str:
    if not name or "=" in name or ":/" in name:
        raise _Wrong("a target needs a name, which has no = and is no URL")
    return name


def _text(stated: Mapping[str, Any], key: str) -> str | None:
    value = stated.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        raise _Wrong(f"{key}: expected a text")
    return value


def _labels(stated: Mapping[str, Any], name: str) -> Mapping[str, str]:
    labels = stated.get("labels", {})
    if not isinstance(labels, dict) or not all(isinstance(value, str) for value in labels.values()):
        raise _Wrong(f"target {name}: labels: expected a mapping from names to texts")
    return labels
