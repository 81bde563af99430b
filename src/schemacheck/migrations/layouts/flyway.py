"""Flyway, and Refinery and Evolve, which name files as it does."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.layouts.layout import (
    Layout,
    Part,
    Plan,
    Section,
    as_psql,
    everything,
    one_transaction,
    twice,
)
from schemacheck.migrations.listing import Folder
from schemacheck.sql.lexer import tokens
from schemacheck.sql.text import Text

_VERSIONED: Final = re.compile(r"(?:.*/)?(?P<kind>[VB])(?P<version>\d+(?:[._]\d+)*)(?:__[^/]*)?\.sql")
_REPEATABLE: Final = re.compile(r"(?:.*/)?R__(?P<description>[^/]*)\.sql")
_CALLBACK: Final = re.compile(r"(?:.*/)?(?P<event>[a-z][A-Za-z]+)(?:__[^/]*)?\.sql")
_NO_TRANSACTION: Final = re.compile(rb"^\s*executeInTransaction\s*=\s*false", re.MULTILINE | re.IGNORECASE)
_AS_WRITTEN: Final = re.compile(rb"^\s*placeholderReplacement\s*=\s*false", re.MULTILINE | re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(rb"\$\{([^}\s]+)\}")
_FIRST: Final = ("beforeMigrate",)
_LAST: Final = ("afterMigrate", "afterMigrateApplied")


def _version(written: str) -> tuple[int, ...]:
    """Return what a version is: numbers, of which zeros at the end mean nothing."""
    parts = [int(each) for each in re.split(r"[._]", written)]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _plan(folder: Folder) -> Plan | None:
    found = [(each["kind"], _version(each["version"]), each[0]) for each in folder.named(_VERSIONED)]
    repeated = sorted(folder.named(_REPEATABLE), key=lambda each: (each["description"], each[0]))
    if not found and not repeated:
        return None
    # In an empty database Flyway begins with the newest baseline, and leaves alone what that stands for.
    baseline = max((version for kind, version, _ in found if kind == "B"), default=())
    run = sorted(
        (version, file) for kind, version, file in found if (version > baseline if kind == "V" else version == baseline)
    )
    each_of = _callbacks(folder, "beforeEachMigrate"), _callbacks(folder, "afterEachMigrate")
    files: list[str] = list(_callbacks(folder, *_FIRST))
    for file in (*(file for _, file in run), None, *(each[0] for each in repeated)):
        if file is None:
            files += [*_callbacks(folder, "afterVersioned"), *_callbacks(folder, "beforeRepeatables")]
        else:
            files += [*each_of[0], file, *each_of[1]]
    files += [*_callbacks(folder, "afterRepeatables"), *_callbacks(folder, *_LAST)]
    return Plan([Part(file, _cut(folder, file)) for file in files], twice(run, folder, "version"))


def _callbacks(folder: Folder, *events: str) -> tuple[str, ...]:
    return tuple(each[0] for event in events for each in folder.named(_CALLBACK) if each["event"] == event)


def _cut(folder: Folder, file: str) -> _Cut:
    name = f"{file}.conf"
    settings = folder.text(name).data if name in folder.files else b""
    return _Cut(in_transaction=not _NO_TRANSACTION.search(settings), filled=not _AS_WRITTEN.search(settings))


class _Cut:
    """Takes all of a file, in which no value may be left to fill in."""

    def __init__(self, *, in_transaction: bool, filled: bool) -> None:
        self._cut = one_transaction if in_transaction else as_psql
        self._filled = filled

    def __call__(self, text: Text, mistakes: list[Mistake]) -> Sequence[Section]:
        if self._filled:
            mistakes += placeholders(text, "Flyway")
        return self._cut(text, mistakes)


def placeholders(text: Text, tool: str) -> Iterator[Mistake]:
    """Find values that a tool fills in and no file shows, as `${schema}`; in a string constant they hurt nobody."""
    data = text.data
    found = list(_PLACEHOLDER.finditer(data))
    if not found:
        return
    # A place inside a token is one of a name, or of a body; one inside a comment is in none.
    words = list(tokens(data, *everything(text)))
    begins = [token.start for token in words]
    for match in found:
        place = bisect(begins, match.start()) - 1
        if place >= 0 and words[place].end > match.start() and words[place].kind != "string":
            name = match[1].decode(errors="replace")
            yield Mistake(text.position(match.start()), f"{tool} fills in {name} here, which no file shows")


FLYWAY: Final = Layout(
    name="Flyway",
    files="`V1__name.sql`, `V1.2__name.sql`, `R__name.sql`, `B3__name.sql`, callbacks such as `afterMigrate.sql`",
    order="versions, then what is repeatable by its description; from the newest baseline on",
    back="`U1__name.sql`, what a baseline stands for",
    plan=_plan,
)
