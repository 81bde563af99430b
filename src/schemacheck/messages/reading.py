"""From the text of a log to the troubles it tells of, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from schemacheck.base.record import record
from schemacheck.messages import clues
from schemacheck.messages.lines import Line, lines
from schemacheck.messages.patterns import Printed, Sentence, sentences
from schemacheck.messages.prisma import ASIDE, PRISMA
from schemacheck.messages.problems import Problem, elsewhere, problem_named, problem_of

_WINDOW: Final = 40
"""Lines that one error takes at most in a log, with its trace: what stands farther apart is about two."""
_NEAR: Final = 3
"""Lines between a SQLSTATE and the sentence that it belongs to."""
_ERROR_WORD: Final = re.compile(r"(?i)error|exception|erreur|fehler|ошибка|ERRO\b|错误|エラー")
_FRAME: Final = re.compile(r"\s+at |\s+File \"|\s*severity\b")
MOST: Final = 200
"""How many different troubles are kept; more are counted."""


@record
class Trouble:
    """One problem that a text tells of, once or many times."""

    problem: Problem
    state: str | None
    """Its SQLSTATE, if the text has it."""
    prisma: str | None
    """Prisma's code, likewise."""
    names: tuple[Printed, ...]
    words: tuple[str, ...]
    """Of a message in another language: what may be names in it. Most are not, and some are data."""
    line: int
    """Where it is told first, from 1."""
    last: int
    """Where it is told last."""


@record
class Reading:
    """What a text tells."""

    troubles: tuple[Trouble, ...]
    """In the order in which they are first told."""
    unknown: tuple[int, ...]
    """The lines that tell of an error which nobody here understands."""
    left_out: int
    """How many troubles were too many to keep."""


@dataclass(slots=True)
class _Open:
    """An error whose lines may not all have been read."""

    first: int
    last: int
    coded: int
    """The line of its SQLSTATE or of Prisma's code."""
    problem: str = ""
    state: str | None = None
    prisma: str | None = None
    names: list[Printed] = field(default_factory=list)
    words: tuple[str, ...] = ()
    told: int = 0
    """The last line with its sentence or a code of it."""
    seen: bool = False
    """Whether its sentence has been read."""


def read(text: str) -> Reading:
    """Read a message, or a log with messages in it."""
    found: dict[object, Trouble] = {}
    unknown: list[int] = []
    left_out = 0
    for one in _errors(text, unknown):
        problem = _problem(one)
        if problem is None:
            continue
        names = tuple(dict.fromkeys(one.names))
        key = (problem.name, one.state if problem.shape == "elsewhere" else None, _essence(names), one.words)
        if key in found:
            before = found[key]
            found[key] = replace(before, state=before.state or one.state, last=max(before.last, one.told))
        elif len(found) >= MOST:
            left_out += 1
        else:
            words = () if one.seen else one.words
            found[key] = Trouble(problem, one.state, one.prisma, names, words, one.first, one.told)
    return Reading(_without_echoes(tuple(found.values())), tuple(unknown), left_out)


def _essence(names: tuple[Printed, ...]) -> frozenset[tuple[str, str]]:
    """What two tellings of one error have in common: a dump has more names than its sentence."""
    return frozenset((each.role, each.readings[0]) for each in names if each.role not in ("from", "schema", "model"))


def _without_echoes(troubles: tuple[Trouble, ...]) -> tuple[Trouble, ...]:
    """Leave out what another one says with more names: an error is often logged by two who knew less and more."""
    kept: list[Trouble] = []
    by_problem: dict[str, list[Trouble]] = {}
    for each in troubles:
        by_problem.setdefault(each.problem.name, []).append(each)
    for each in troubles:
        mine = _essence(each.names)
        others = by_problem[each.problem.name]
        nameless = not mine and not each.words and each.problem.shape != "elsewhere"
        if nameless and any(_essence(other.names) for other in others):
            continue
        kept.append(each)
    return tuple(kept)


def _problem(one: _Open) -> Problem | None:
    """Say what an error is: by its sentence, else by its SQLSTATE, else by Prisma's code."""
    if one.problem:
        return problem_named(one.problem)
    if one.state:
        return problem_of(one.state)
    return prisma_problem(one.prisma) if one.prisma else None


def prisma_problem(code: str) -> Problem:
    """Return what one of Prisma's codes stands for."""
    name, means = PRISMA[code]
    if name:
        return problem_named(name)
    says, look = ASIDE.get(code) or (elsewhere("XX000").means, "the query that Prisma's client was given.")
    return Problem(f"prisma-{code.lower()}", (), means, says, "elsewhere", look)


def _errors(text: str, unknown: list[int]) -> Iterator[_Open]:
    """Gather lines into errors: a sentence, and the codes, fields and details around it."""
    now: _Open | None = None
    last_error: Line | None = None
    for line in lines(text):
        if now is not None and line.number > now.last + _WINDOW:
            yield now
            now = None
        said = list(sentences(line.text))
        states = list(dict.fromkeys(clues.states(line.text))) if not line.state else [line.state]
        codes = list(clues.prisma_codes(line.text))
        if _ERROR_WORD.search(line.text) and not _FRAME.match(line.text):
            last_error = line
        for state in states:
            if now is None or _conflicts(now, state, said, line):
                if now is not None:
                    yield now
                now = _Open(line.number, line.number, line.number)
            now.state, now.last, now.coded = now.state or state, line.number, line.number
            now.told = max(now.told, now.first)
            if not now.seen and not now.words:
                now.words = _words(line, last_error)
        for code in codes:
            if now is None or (now.prisma and now.prisma != code):
                if now is not None:
                    yield now
                now = _Open(line.number, line.number, line.number)
            now.prisma, now.last, now.coded = code, line.number, line.number
            now.told = max(now.told, now.first)
        for sentence in said:
            if now is None or not _joins(now, sentence, line):
                if now is not None:
                    yield now
                now = _Open(line.number, line.number, line.number, state=_own(sentence, states))
            now.told = line.number
            if now.seen and _same(now, sentence):
                continue
            now.problem = sentence.problem
            now.names = [*sentence.names, *now.names]
            now.seen, now.last = True, line.number
        if now is not None:
            _take_details(now, line)
        is_its_sentence = now is not None and not now.seen and not now.words and line.number <= now.coded + _NEAR
        if not (said or states or codes or is_its_sentence) and clues.says_error(line.text):
            unknown.append(line.number)
    if now is not None:
        yield now


def _words(line: Line, last_error: Line | None) -> tuple[str, ...]:
    """What may be names in the message that a SQLSTATE stands with."""
    own = clues.words(line.text)
    if last_error is None or last_error is line or last_error.number < line.number - _WINDOW:
        return own
    return tuple(dict.fromkeys((*own, *clues.words(last_error.text))))


def _own(sentence: Sentence, states: list[str]) -> str | None:
    """The SQLSTATE that a sentence may have, of those beside it."""
    return next((each for each in states if each in problem_named(sentence.problem).states), None)


def _conflicts(now: _Open, state: str, said: list[Sentence], line: Line) -> bool:
    """Whether a SQLSTATE is that of another error than the one whose lines are being read."""
    if now.seen:
        return state not in problem_named(now.problem).states and now.state != state
    if now.state is None:
        return False
    if now.state == state:
        own = clues.words(line.text)
        return bool(own and now.words) and not said and not set(own) <= set(now.words)
    return not any(now.state in problem_named(each.problem).states for each in said)


def _joins(now: _Open, sentence: Sentence, line: Line) -> bool:
    """Whether a sentence belongs to the error whose lines are being read."""
    if now.seen:
        return _same(now, sentence)
    # Prisma's code stands above or below its sentence, a SQLSTATE beside it or just above.
    near = line.number <= now.coded + (_NEAR if now.state else _WINDOW)
    return near and (now.state is None or now.state in problem_named(sentence.problem).states)


def _same(now: _Open, sentence: Sentence) -> bool:
    known = {(each.role, each.readings[0]) for each in now.names}
    return now.problem == sentence.problem and all((each.role, each.readings[0]) in known for each in sentence.names)


def _take_details(now: _Open, line: Line) -> None:
    """Take the names that stand in the lines around a sentence."""
    if line.key:
        now.last = line.number
        now.names.append(Printed("column", ("`,`".join(line.key),), several=True))
    if line.other_table is not None:
        says, name = line.other_table
        now.names.append(Printed("target" if says.startswith("not") else "table", (name,)))
    for each in (*clues.fields(line.text), *clues.of_statement(line.statement)):
        if len(now.names) < _WINDOW and each not in now.names:
            now.names.append(each)
