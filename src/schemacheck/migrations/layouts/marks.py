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

_BYTE_ORDER_MARK: Final = "\ufeff"
_NUMBERED: Final = re.compile(r"\d.*")


@record
class _Marks:
    """The marks of one tool.

    The groups that take part in a match say what a line means: up, down, cut (a statement begins or ends, also
    without a semicolon), off (no transaction), unknown.
    """

    name: str
    shown: str
    down: str
    hint: bytes
    """What a file with such marks holds, in small letters; to look for it takes no time."""
    pattern: re.Pattern[bytes]
    needed: bool = True
    """Whether the tool refuses a file without a mark, and statements before the first one."""
    both: bool = False
    """Whether only both marks together mean anything: one alone may be any comment."""
    alone: bool = False
    """Whether a file is known only by a mark with nothing behind it, though the tool reads one with a comment too."""


def _line(pattern: str) -> re.Pattern[bytes]:
    """Compile what stands on a line of its own."""
    line = rf"^(?:{_BYTE_ORDER_MARK})?[ \t]*(?:{pattern})[ \t]*\r?$"
    return re.compile(line.encode(), re.MULTILINE | re.IGNORECASE)


_TOOLS: Final = (
    _Marks(
        "goose",
        "`-- +goose Up`",
        "`-- +goose Down`",
        b"+goose",
        _line(
            r"--[ \t]*\+goose[ \t]+"
            r"(?:(?P<up>up)|(?P<down>down)|(?P<off>no[ \t]+transaction)|(?P<cut>statement(?:begin|end))|"
            r"(?P<unknown>envsub[ \t]+on))"
        ),
    ),
    _Marks(
        "sql-migrate",
        "`-- +migrate Up`",
        "`-- +migrate Down`",
        b"+migrate",
        _line(
            r"--[ \t]*\+migrate[ \t]+(?:(?P<cut>statement(?:begin|end))|"
            r"(?P<up>up(?P<off>[ \t]+notransaction)?)|(?P<down>down(?:[ \t]+notransaction)?))"
        ),
    ),
    _Marks(
        "dbmate",
        "`-- migrate:up`",
        "`-- migrate:down`",
        b"migrate:",
        _line(r"--[ \t]*migrate:(?:(?P<up>up(?P<off>[^\n]*\btransaction:false\b)?[^\n]*)|(?P<down>down\b[^\n]*))"),
    ),
    _Marks(
        "node-pg-migrate",
        "`-- Up Migration`",
        "`-- Down Migration`",
        b" migration",
        _line(r"--[ \t-]*(?:(?P<up>up)|(?P<down>down))[ \t]+migration\b(?P<more>[^\r\n]*)"),
        needed=False,
        alone=True,
    ),
    _Marks(
        "tern",
        "`---- create above / drop below ----`",
        "what stands below",
        b"create above",
        _line(r"(?P<down>-{4}[ \t]*create[ \t]+above[ \t]*/[ \t]*drop[ \t]+below[ \t]*-{4})"),
        needed=False,
    ),
    _Marks(
        "MyBatis",
        "`-- // name`, `-- //@UNDO`",
        "`-- //@UNDO`",
        b"@undo",
        _line(r"--[ \t]*//[ \t]*(?P<down>@undo)"),
        needed=False,
    ),
    _Marks(
        "Play evolutions",
        "`# --- !Ups`",
        "`# --- !Downs`",
        b"!ups",
        _line(r"(?:#|--)[ \t]*-*[ \t]*(?:(?P<up>!ups)|(?P<down>!downs))\b[^\n]*"),
    ),
)
_ANYBODY: Final = _Marks(
    "SQL files with sections",
    "`-- up`, also `UP` in dashes or equals signs",
    "`-- down`",
    b"down",
    _line(r"--[-= \t]*(?:(?P<up>up)|(?P<down>down))[-= \t:]*"),
    needed=False,
    both=True,
)
"""Marks that no tool is known for."""


def _plan(marks: _Marks, folder: Folder) -> Plan | None:
    if not any(_has(marks, folder.text(file)) for file in folder.scripts):
        return None
    # Whatever has no number is no migration to these tools, unless it is marked as one.
    files = [file for file in folder.scripts if _NUMBERED.fullmatch(file) or _has(marks, folder.text(file))]
    return Plan([Part(file, partial(_sections, marks)) for file in sorted(files, key=by_number)])


def _has(marks: _Marks, text: Text) -> bool:
    if marks.hint not in text.data.lower():
        return False
    found = [match.groupdict() for match in marks.pattern.finditer(text.data)]
    if marks.alone:
        found = [says for says in found if not says["more"].strip()]
    ways = {way for says in found for way in ("up", "down") if says.get(way)}
    return len(ways) == 2 if marks.both else bool(ways)


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
        says = match.groupdict()
        off = off or says.get("off") is not None
        if says.get("unknown"):
            message = "values of the environment are put in from here on, which no file shows"
            mistakes.append(Mistake(text.position(match.start()), message))
        if begin is not None and any(says.get(each) for each in ("up", "down", "cut")):
            spans.append(Span(begin, match.start()))
            begin = match.end()
        if says.get("up"):
            begin = match.end()
        elif says.get("down"):
            begin = None
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


TOOLS: Final = tuple(map(_layout, _TOOLS))
MARKED: Final = (*TOOLS, _layout(_ANYBODY))
