"""Tools whose marks in comments say which part of a file runs: a row each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.record import record
from schemacheck.migrations.layouts.layout import Layout, Part, Plan, Section, everything
from schemacheck.migrations.listing import Folder, by_number
from schemacheck.sql.lexer import first_word, tokens
from schemacheck.sql.splitting import Span
from schemacheck.sql.text import Text

_NUMBERED: Final = re.compile(r"\d.*")


@record
class _Marks:
    """The marks of one tool. A group that takes part says what a line means: up, down, off (no transaction), unknown."""

    name: str
    shown: str
    down: str
    pattern: re.Pattern[bytes]
    needed: bool = True
    """Whether the tool refuses a file without a mark, and statements before the first one."""


def _line(pattern: str) -> re.Pattern[bytes]:
    """Compile what stands on a line of its own."""
    return re.compile(rf"^[ \t]*(?:{pattern})[ \t]*\r?$".encode(), re.MULTILINE | re.IGNORECASE)


_TOOLS: Final = (
    _Marks(
        "goose",
        "`-- +goose Up`",
        "`-- +goose Down`",
        _line(r"--\s*\+goose\s+(?:(?P<up>up)|(?P<down>down)|(?P<off>no\s+transaction)|(?P<unknown>envsub\s+on))"),
    ),
    _Marks(
        "sql-migrate",
        "`-- +migrate Up`",
        "`-- +migrate Down`",
        _line(r"--\s*\+migrate\s+(?:(?P<up>up(?P<off>\s+notransaction)?)|(?P<down>down(?:\s+notransaction)?))"),
    ),
    _Marks(
        "dbmate",
        "`-- migrate:up`",
        "`-- migrate:down`",
        _line(r"--\s*migrate:(?:(?P<up>up(?P<off>[^\n]*\btransaction:false\b)?[^\n]*)|(?P<down>down\b[^\n]*))"),
    ),
    _Marks(
        "node-pg-migrate",
        "`-- Up Migration`",
        "`-- Down Migration`",
        _line(r"--[\s-]*(?:(?P<up>up)|(?P<down>down))\s+migration\b[^\n]*"),
        needed=False,
    ),
    _Marks(
        "tern",
        "`---- create above / drop below ----`",
        "what stands below",
        _line(r"(?P<down>-{4}\s*create\s+above\s*/\s*drop\s+below\s*-{4})"),
        needed=False,
    ),
    _Marks(
        "MyBatis",
        "`-- // name`, `-- //@UNDO`",
        "`-- //@UNDO`",
        _line(r"--\s*//\s*(?P<down>@undo)"),
        needed=False,
    ),
    _Marks(
        "Play evolutions",
        "`# --- !Ups`",
        "`# --- !Downs`",
        _line(r"(?:#|--)\s*-*\s*(?:(?P<up>!ups)|(?P<down>!downs))\b[^\n]*"),
    ),
    _Marks(
        "SQL files with sections",
        "`-- up`, also `UP` in dashes or equals signs",
        "`-- down`",
        _line(r"--[-=\s]*(?:(?P<up>up)|(?P<down>down))[-=\s:]*"),
        needed=False,
    ),
)


def _plan(marks: _Marks, folder: Folder) -> Plan | None:
    if not any(_has(marks, folder.text(file)) for file in folder.scripts):
        return None
    # Whatever has no number is no migration to these tools, unless it is marked as one.
    files = [file for file in folder.scripts if _NUMBERED.fullmatch(file) or _has(marks, folder.text(file))]
    return Plan([Part(file, partial(_sections, marks)) for file in sorted(files, key=by_number)])


def _has(marks: _Marks, text: Text) -> bool:
    return any(match.lastgroup != "unknown" for match in marks.pattern.finditer(text.data))


def _sections(marks: _Marks, text: Text, mistakes: list[Mistake]) -> Sequence[Section]:
    """Take what stands behind marks that say up, and before the first one if the tool does."""
    data = text.data
    found = list(marks.pattern.finditer(data))
    if marks.needed:
        first = first_word(data, text.mark, found[0].start() if found else len(data))
        if any(tokens(data, first, found[0].start() if found else len(data))):
            mistakes.append(Mistake(text.position(first), f"{marks.name} wants {marks.shown.strip('`')} before this"))
            return ()
    spans, begin, off = [], None if marks.needed else text.mark, False
    for match in found:
        off = off or match["off"] is not None if "off" in match.groupdict() else off
        if match.groupdict().get("unknown"):
            message = "values of the environment are put in from here on, which no file shows"
            mistakes.append(Mistake(text.position(match.start()), message))
        elif match.groupdict().get("up") or match["down"]:
            if begin is not None:
                spans.append(Span(begin, match.start()))
            begin = None if match["down"] else match.end()
    if begin is not None:
        spans.append(Span(begin, len(data)))
    return (Section(tuple(spans), in_transaction=not off),)


def without(text: Text, pattern: re.Pattern[bytes]) -> tuple[Span, ...]:
    """Take what stands between marks."""
    return between(text, pattern, everything(text))


def between(text: Text, pattern: re.Pattern[bytes], within: Span) -> tuple[Span, ...]:
    """Take what stands between marks in a part of a file."""
    spans, begin = [], within.start
    for match in pattern.finditer(text.data, within.start, within.end):
        spans.append(Span(begin, match.start()))
        begin = match.end()
    return (*spans, Span(begin, within.end))


def _layout(marks: _Marks) -> Layout:
    return Layout(
        name=marks.name,
        files=f"`*.sql` with {marks.shown}",
        order="names, numbers by what they are",
        back=marks.down,
        plan=partial(_plan, marks),
        is_file=partial(_has, marks),
        cut=partial(_sections, marks),
    )


MARKED: Final = tuple(map(_layout, _TOOLS))
