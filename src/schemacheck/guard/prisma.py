"""Which of Prisma's commands go past the migrations, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_SPEAKING: Final = frozenset(
    {
        "echo",
        "printf",
        "grep",
        "egrep",
        "fgrep",
        "rg",
        "ag",
        "ack",
        "git",
        "sed",
        "awk",
        "cat",
        "test",
        "[",
        "[[",
        "alias",
        "say",
    }
)
"""Commands that speak of others, or look for them, and run none."""
_VALUED: Final = frozenset({"--schema", "--config", "--name", "-n", "--url", "--create-db"})
_PRISMA = re.compile(
    r"(?:.*[/\\])?prisma(?:@[\w.^~*-]+)?(?:\.cmd)?\Z|.*[/\\]prisma[/\\]build[/\\]index\.js\Z|\$[({]?[\w]*prisma[\w]*[)}]?\Z",
    re.IGNORECASE,
)
_ASSIGNMENT = re.compile(r"@?-?(?:[A-Za-z_][A-Za-z0-9_]*)=")
_PRODUCTION = re.compile(r"(?<![a-z])(?:prod|production|live)(?![a-z])", re.IGNORECASE)
_URL_VARIABLE = re.compile(
    r"\b[A-Z0-9_]*(?:DATABASE|DIRECT|POSTGRES|PG|DB)_?(?:PRISMA_)?URL\b\s*[:=]\s*[\"']?(?P<value>[^\n\"']*)",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"localhost|127\.0\.0\.1|\[::1\]|host\.docker\.internal|\btest|\bdev|\bstag|\bpreview|\blocal|\bci\b", re.IGNORECASE
)
_HOST = re.compile(r"://(?:[^@\s/]*@)?([^\s:/?\"']+\.[^\s:/?\"']+)")
_HELP: Final = frozenset({"--help", "-h"})


class Offence(NamedTuple):
    """A command that goes past the migrations."""

    rule: str
    says: str


def offences(words: Sequence[str], *, production: bool) -> Iterator[Offence]:
    """Yield what is wrong with one command.

    Args:
        words: the command's words.
        production: whether the file around it sets a production URL.
    """
    called = _name(words)
    if called in _SPEAKING:
        return
    place = next((at for at, word in enumerate(words) if _PRISMA.match(word.lstrip("@-+"))), None)
    rest = [] if place is None else list(words[place + 1 :])
    if _HELP & set(rest):
        return
    subcommand = _positional(rest)[:2]
    if subcommand == ["db", "push"]:
        yield Offence("guard-command-db-push", "runs prisma db push, which changes the database without a migration")
    if subcommand == ["migrate", "reset"]:
        yield Offence("guard-command-migrate-reset", "runs prisma migrate reset, which empties the database")
    if subcommand == ["migrate", "dev"] and (production or _is_production(words)):
        yield Offence("guard-command-migrate-dev", "runs prisma migrate dev, and the URL looks like production's")
    if "--accept-data-loss" in words or any(word.startswith("--accept-data-loss=") for word in words):
        yield Offence(
            "guard-command-accept-data-loss", "passes --accept-data-loss, so that nobody is asked before data is lost"
        )


def says_production(content: str) -> bool:
    """Whether a file sets the database's URL to one of production, or to a secret that nothing says is not."""
    for match in _URL_VARIABLE.finditer(content):
        value = match["value"]
        if _LOCAL.search(value):
            continue
        if _PRODUCTION.search(value.replace("_", " ")) or "secrets." in value or _HOST.search(value):
            return True
    return False


def names_production(name: str) -> bool:
    """Whether a script's name says that it is for production, such as "migrate:prod"."""
    return _PRODUCTION.search(name.replace("_", " ")) is not None


def _is_production(words: Sequence[str]) -> bool:
    for word in words:
        spaced = re.sub(r"[_./:=@-]", " ", word)
        if _PRODUCTION.search(spaced):
            return True
        if _URL_VARIABLE.match(word) and _HOST.search(word) and not _LOCAL.search(word):
            return True
    return False


def _name(words: Sequence[str]) -> str:
    """The command itself, behind what is set for it and before make's signs."""
    for word in words:
        if not _ASSIGNMENT.match(word):
            return word.lstrip("@-").rsplit("/", 1)[-1]
    return ""


def _positional(words: Sequence[str]) -> list[str]:
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            found.append(word)
    return found
