"""Scripts that go past the migrations: package.json, shell, Makefiles, Dockerfiles, CI, platforms' files.

Each is read in its own language down to the commands in it, and those as a shell reads them. What only speaks of a
command (echo, grep, a comment, the name of a CI step) does not run it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Final

from schemacheck.base.record import record
from schemacheck.guard.evidence import snippet
from schemacheck.guard.scripts.formats import read_file
from schemacheck.guard.scripts.passage import Passage
from schemacheck.guard.scripts.prisma import names_production, offences, says_production
from schemacheck.guard.scripts.running import Ran, Runner, Sql
from schemacheck.guard.scripts.tools import others
from schemacheck.guard.statements import HOLE
from schemacheck.report.finding import Finding
from schemacheck.report.rules import RULES
from schemacheck.report.subject import Subject
from schemacheck.sql.text import SourceText, Text

MOST_BYTES: Final = 1024 * 1024
"""The largest script that is read; what people write has a hundredth of it."""
_WIDEST: Final = 4000
_MOST_FINDINGS: Final = 1000
_MOST_SQL: Final = 1000
_VARIABLE = re.compile(r"\$\{[^}\s]*\}")
_PSQL_VARIABLE = re.compile(r"(?<![:\w]):(?:'(\w+)'|\"(\w+)\"|([A-Za-z_]\w*))")

JudgeSql = Callable[[SourceText], Sequence[Finding]]


@record
class Verdict:
    """What one script holds."""

    findings: tuple[Finding, ...]
    commands: int


def judge_script(source: SourceText, judge_sql: JudgeSql) -> Verdict:
    """Find the commands in one script that go past the migrations.

    Args:
        source: the script.
        judge_sql: judges the SQL that it sends to PostgreSQL, as a migration is judged.
    """
    return _Judge(source, judge_sql).verdict()


class _Judge:
    """One script."""

    def __init__(self, source: SourceText, judge_sql: JudgeSql) -> None:
        self.source = source
        self.judge_sql = judge_sql
        self.found: list[Finding] = []
        self.sent: list[Sql] = []
        self.seen: set[tuple[str, int, str]] = set()
        self.production = False

    def verdict(self) -> Verdict:
        """Read it."""
        if len(self.source.data) > MOST_BYTES:
            return Verdict((self._too_large(),), 0)
        self.text = Text(self.source)
        self.content = self.text.data.decode(errors="replace")
        if self.content.startswith("\ufeff"):
            self.content = " " + self.content[1:]
        self.production = says_production(self.content)
        runner = Runner(self._told, self._sql)
        read_file(self.source.path, self.content, runner)
        for each in self.sent[:_MOST_SQL]:
            self._judge_sql(each)
        if runner.unread is not None or len(self.sent) > _MOST_SQL:
            offset, why = runner.unread or (
                self.sent[_MOST_SQL].by.passage.outer(0),
                f"sends SQL more than {_MOST_SQL:,} times",
            )
            self.found.append(
                self._finding("guard-unread", f"{why}; what stands there was not read", offset, offset, offset)
            )
        return Verdict(tuple(self.found), runner.steps)

    def _too_large(self) -> Finding:
        text = Text(SourceText(self.source.path, self.source.data[:200]))
        rule = RULES["guard-unread"]
        says = f"is larger than {MOST_BYTES >> 20} MiB, and no script is; it was not read"
        return Finding(
            rule=rule, severity=rule.severity, subject=Subject("file", "", self.source.path), sentence=says,
            at=text.position(0),
        )  # fmt: skip

    def _told(self, ran: Ran) -> None:
        if len(self.found) >= _MOST_FINDINGS:
            return
        production = self.production or names_production(ran.called)
        words = ran.words
        if any("," in each for each in words):  # `--args prisma,db,push`
            words = tuple(part for each in words for part in each.removeprefix("--args=").split(","))
        for offence in (*offences(words, production=production), *others(words, testing=ran.testing)):
            if ran.defined and offence.rule == "guard-dynamic":
                continue
            start = ran.passage.outer(ran.start)
            key = (offence.rule, start, offence.says)
            if key not in self.seen:
                self.seen.add(key)
                end = ran.passage.outer(ran.end)
                self.found.append(self._finding(offence.rule, offence.says, start, start, max(start, end)))

    def _finding(self, name: str, says: str, start: int, at: int, end: int) -> Finding:
        rule = RULES[name]
        return Finding(
            rule=rule,
            severity=rule.severity,
            subject=Subject("file", "", self.text.path),
            sentence=says,
            at=self.text.position(self._byte(at)),
            evidence=self._evidence(start, at, end),
        )

    def _evidence(self, start: int, at: int, end: int) -> str | None:
        """Show the lines of a command; nobody reads a line that is a page long."""
        first = self.content.rfind("\n", 0, start) + 1
        following = self.content.find("\n", at, at + _WIDEST)
        if at - first > _WIDEST or (following < 0 and len(self.content) - at > _WIDEST):
            return None
        return snippet(self.text, self._byte(start), self._byte(at), self._byte(min(end, at + _WIDEST)))

    @cached_property
    def _bytes(self) -> list[int]:
        """Where each character stands in bytes."""
        return [0, *accumulate(len(each.encode()) for each in self.text.data.decode(errors="replace"))]

    def _byte(self, offset: int) -> int:
        if self.content.isascii() and len(self.content) == len(self.text.data):
            return min(offset, len(self.text.data))
        return self._bytes[min(offset, len(self._bytes) - 1)]

    def _sql(self, sql: Sql) -> None:
        if sql.passage.text.strip() and len(self.sent) <= _MOST_SQL:
            self.sent.append(sql)

    def _judge_sql(self, sql: Sql) -> None:
        passage = _filled(sql.passage)
        if passage.text.strip(" \t\n;") == HOLE:
            if sql.by.defined:
                return
            start = sql.by.passage.outer(sql.by.start)
            says = "sends psql a statement that is only known when it runs"
            self._add(self._finding("guard-dynamic", says, start, start, max(start, sql.by.passage.outer(sql.by.end))))
            return
        starts = [0, *(match.end() for match in re.finditer("\n", passage.text))]
        for finding in self.judge_sql(SourceText(self.text.path, passage.text.encode())):
            line, column = (finding.at.line, finding.at.column) if finding.at is not None else (1, 1)
            inner = starts[min(line, len(starts)) - 1] + column - 1
            at = passage.outer(inner)
            end = starts[line] - 1 if line < len(starts) else len(passage.text)
            last = max(at, min(passage.outer(end), at + 2000))
            place = self.text.position(self._byte(at))
            evidence = self._evidence(at, at, last)
            self._add(replace(finding, at=place, evidence=evidence))

    def _add(self, finding: Finding) -> None:
        if len(self.found) < _MOST_FINDINGS:
            self.found.append(finding)


def _filled(passage: Passage) -> Passage:
    """Put a name that nobody knows where a variable of the shell or of psql stands."""
    holes = list(_holes(passage.text))
    if not holes:
        return passage
    texts, pieces, before, length = [], [], 0, 0
    for start, end, stands in holes:
        part = passage.part(before, start)
        pieces += [(inner + length, outer) for inner, outer in part.pieces]
        texts += [part.text, stands]
        length += len(part.text)
        pieces.append((length, passage.outer(start)))
        length += len(stands)
        before = end
    part = passage.part(before, len(passage.text))
    pieces += [(inner + length, outer) for inner, outer in part.pieces]
    return Passage("".join((*texts, part.text)), pieces)


def _holes(text: str) -> Iterator[tuple[int, int, str]]:
    found = [(match.start(), match.end(), HOLE) for match in _VARIABLE.finditer(text)]
    for match in _PSQL_VARIABLE.finditer(text):
        found.append((match.start(), match.end(), f"'{HOLE}'" if match[1] else HOLE))
    last = 0
    for start, end, stands in sorted(found):
        if start >= last:
            yield start, end, stands
            last = end


__all__ = ["Verdict", "judge_script"]
