"""Which of Prisma's commands go past the migrations, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from schemacheck.guard.scripts.words import positional, speaks

_VALUED: Final = frozenset({"--schema", "--config", "--name", "-n", "--url", "--create-db"})
_PRISMA = re.compile(
    r"(?:.*[/\\])?(?:npm:)?(?:prisma|zenstack)(?:@[\w.^~*-]+)?(?:\.cmd|\.exe|\.ps1)?\Z"
    r"|(?:.*[/\\])?(?:npm:)?prisma(?:@[\w.^~*-]+)?[/\\]build[/\\]index(?:\.js)?\Z|\$[({]?[\w]*prisma[\w]*[)}]?\Z",
    re.IGNORECASE,
)
UNKNOWN = re.compile(r"\$\{[^}]*\}\Z")
"""What stands for a variable whose value nobody knows."""
_PRODUCTION = re.compile(r"(?<![a-z])(?:prod|production|live)(?![a-z])", re.IGNORECASE)
_URL_VARIABLE = re.compile(
    r"\b[A-Z0-9_]{0,60}(?:DATABASE|DIRECT|POSTGRES|PG|DB)_?(?:PRISMA_)?URL\b"
    r"[ \t]{0,100}[:=][ \t]{0,100}[\"']?(?P<value>[^\n\"']{0,1000})",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"localhost|127\.0\.0\.1|\[::1\]|host\.docker\.internal|\btest|\bdev|\bstag|\bpreview|\blocal|\bci\b", re.IGNORECASE
)
_HOST = re.compile(r"://(?:[^@\s/]{0,200}@)?([^\s:/?\"'.]{1,200}\.[^\s:/?\"']+)")
_HELP: Final = frozenset({"--help", "-h"})


class Offence(NamedTuple):
    """A command that goes past the migrations."""

    rule: str
    says: str


def offences(words: Sequence[str], *, production: bool) -> Iterator[Offence]:
    """Yield what is wrong with one command: whichever of its words is Prisma.

    Args:
        words: the command's words.
        production: whether the file around it sets a production URL.
    """
    for at, word in enumerate(words):
        if "risma" not in word and "RISMA" not in word and "enstack" not in word:
            continue
        if _PRISMA.match(word.lstrip("@-+") if "/" not in word else word) and not speaks(words, at):
            yield from _given(words, list(words[at + 1 :]), production=production)
    if "--accept-data-loss" in words or any(word.startswith("--accept-data-loss=") for word in words):
        yield Offence(
            "guard-command-accept-data-loss", "passes --accept-data-loss, so that nobody is asked before data is lost"
        )


def _given(words: Sequence[str], rest: Sequence[str], *, production: bool) -> Iterator[Offence]:
    if _HELP & set(rest):
        return
    subcommand = positional(rest, _VALUED)[:2]
    if subcommand == ["db", "push"]:
        yield Offence("guard-command-db-push", "runs prisma db push, which changes the database without a migration")
    elif subcommand == ["db", "execute"]:
        yield Offence("guard-command-db-execute", "runs prisma db execute, which sends SQL past the migrations")
    elif subcommand == ["migrate", "reset"]:
        yield Offence("guard-command-migrate-reset", "runs prisma migrate reset, which empties the database")
    elif subcommand == ["migrate", "dev"] and (production or _is_production(words)):
        yield Offence("guard-command-migrate-dev", "runs prisma migrate dev, and the URL looks like production's")
    elif subcommand == ["migrate", "deploy"] and (production or _is_production(words)):
        yield Offence("guard-command-migrate-deploy", "runs prisma migrate deploy, and the URL looks like production's")
    elif _is_dynamic(subcommand):
        shown = " ".join(("prisma", *subcommand))
        yield Offence("guard-dynamic", f"runs {shown}, of which only the run knows what it does")


def _is_dynamic(subcommand: Sequence[str]) -> bool:
    """Whether a variable says what is to be done. `prisma "$@"` is a wrapper; whoever calls it is read."""
    if len(subcommand) == 2 and subcommand[0] in ("db", "migrate"):
        return UNKNOWN.match(subcommand[1]) is not None
    return bool(subcommand) and re.match(r"\$\{[A-Za-z_]\w*\}\Z", subcommand[0]) is not None


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
