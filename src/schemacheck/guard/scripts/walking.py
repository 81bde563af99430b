"""Where commands stand in trees of keys and values: CI, Compose, platforms' files, package.json."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from schemacheck.guard.scripts.passage import Passage, at
from schemacheck.guard.scripts.running import Runner
from schemacheck.guard.scripts.trees import Listing, Mapping, Node, Scalar, strings_of
from schemacheck.guard.scripts.words import SHELLS, base_of, listed

PROSE: Final = listed(
    """
    $schema // about annotations announcement apiversion author authors body branches bugs changelog classifiers
    color comment comment-body commit-message commit_message contributors default_description dependencies
    depends_on dependson desc description devdependencies displayname docs documentation engines example
    examples except help homepage icon id if image images issue-body key keywords kind label labels license main
    maintainers message metadata_ msg name namespace needs needs_ note notes optionaldependencies packagemanager
    paths paths-ignore peerdependencies pr-body pr-title pr_body readme reason release_notes repository requires
    run-name slack-message subject summary tags text title type types usage uses version when working-directory
    working_directory workingdir
    """
)
"""Keys below which people are spoken to, or things are named."""
_SETTINGS: Final = frozenset({"env", "environment", "variables", "vars", "envs", "matrix", "env_vars", "build_args"})
"""Keys below which variables are set."""
_WHOLE: Final = listed(
    """
    args cmd command entrypoint exec initializecommand oncreatecommand postattachcommand postcreatecommand
    poststartcommand test updatecontentcommand
    """
)
"""Keys whose list is one command, word by word."""
_NAMED: Final = ("entrypoint", "command"), ("command", "args"), ("entrypoint", "args")
"""Keys of one mapping that are one command together, in Compose and in Kubernetes."""
_SINGLE = re.compile(r"\S+\Z")


def walk(node: Node, runner: Runner) -> None:
    """Read all that could be a command below a node."""
    for key, setting in _settings(node, ""):
        _set(key, setting, runner)
    _walk(node, "", runner)


def _settings(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    rest = [(key, node)]
    while rest:
        name, each = rest.pop()
        if name in _SETTINGS:
            yield name, each
        elif isinstance(each, Mapping):
            rest += [(key.lower(), value) for key, value in each.entries]
        elif isinstance(each, Listing):
            rest += [("", value) for value in each.items]


def _set(key: str, node: Node, runner: Runner) -> None:
    if isinstance(node, Mapping):
        for name, value in node.entries:
            for each in strings_of(value):
                runner.assign(name, (each.passage.text,))
            if isinstance(value, Mapping):
                for inner, given in value.entries:
                    if inner == "value" and isinstance(given, Scalar):
                        runner.assign(name, (given.passage.text,))
    elif isinstance(node, Listing):
        for item in node.items:
            if isinstance(item, Scalar):
                name, sign, text = item.passage.text.partition("=")
                if sign:
                    runner.assign(name.strip(), (text,))
            elif isinstance(item, Mapping):
                fields = {name: value.passage.text for name, value in item.entries if isinstance(value, Scalar)}
                if "name" in fields and "value" in fields:
                    runner.assign(fields["name"], (fields["value"],))
                elif key == "matrix":
                    _set(key, item, runner)


def _walk(top: Node, called: str, runner: Runner) -> None:
    rest: list[tuple[str, Node]] = [(called, top)]
    while rest:
        key, node = rest.pop()
        if isinstance(node, Scalar):
            runner.text(node.passage, key)
        elif isinstance(node, Listing):
            below = _list(key, node, runner)
            rest += reversed(below)
        else:
            rest += reversed(_entries(node, runner))


def _entries(node: Mapping, runner: Runner) -> list[tuple[str, Node]]:
    by_key = {key.lower(): value for key, value in node.entries}
    for first, second in _NAMED:
        if first in by_key and second in by_key:
            words = [*_as_words(by_key[first]), *_as_words(by_key[second])]
            if words:
                runner.words(words, at("", words[0].outer(0)))
    executor = by_key.get("executor")
    return [
        (key, value)
        for key, value in node.entries
        if key.lower() not in PROSE
        and key.lower() not in _SETTINGS
        and not (executor is not None and key == "executor")
        and not key.startswith("//")
    ]


def _as_words(node: Node) -> list[Passage]:
    found = []
    for each in strings_of(node):
        text = each.passage
        if isinstance(node, Scalar):
            found += [text.part(match.start(), match.end()) for match in re.finditer(r"[^\s'\"]+", text.text[:2000])]
        else:
            found.append(text)
    return found


def _list(key: str, node: Listing, runner: Runner) -> list[tuple[str, Node]]:
    """Read a list: the words of one command, or commands one behind the other."""
    texts = [each.passage for each in node.items if isinstance(each, Scalar)]
    if len(texts) == len(node.items) and texts and _is_one_command(key, texts):
        runner.words(texts, at("", node.start), key)
        return []
    single = len(texts) > 1 and all(_SINGLE.match(each.text) for each in texts)
    if single:
        runner.words(texts, at("", node.start), key)
        return []
    return [(key, each) for each in node.items]


def _is_one_command(key: str, texts: Sequence[Passage]) -> bool:
    first = texts[0].text
    if not _SINGLE.match(first):
        return False
    if base_of(first) in SHELLS and len(texts) > 1 and texts[1].text.startswith(("-", "/")):
        return True
    return key.lower() in _WHOLE and len(texts) > 1
