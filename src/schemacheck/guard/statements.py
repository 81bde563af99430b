"""One statement to judge, wherever it stands: in a file, in a body, or in a constant given to EXECUTE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from schemacheck.base.record import record
from schemacheck.sql.lexer import Token, tokens
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.text import Excerpt

HOLE: Final = "schemacheck_hole"
"""Stands for what is only known when the statement runs, in the text that is parsed in its place."""
LOOSE: Final = f"{HOLE}_of_any"
"""The same where it need not be one name or one value, but may be any text: a second statement, even."""

_PART = re.compile(rb'\s*((?:[uU]&)?"[^"]*(?:""[^"]*)*"|[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*)')
_DOT = re.compile(rb"\s*\.")


class Named(NamedTuple):
    """A name as a statement has it."""

    schema: str | None
    name: str
    at: int
    """Where its last part stands, in bytes of the excerpt."""
    raw: str
    """Its last part as it is written."""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.at + len(self.raw.encode())

    @property
    def folded(self) -> bool:
        """Whether it is written without quotes, in letters PostgreSQL changed."""
        return not self.raw.endswith('"') and self.raw != self.name


@record
class Statement:
    """A parsed statement and the text its locations count in."""

    kind: str
    """The name of its node, such as "alter_table_stmt"."""
    node: Node
    excerpt: Excerpt
    start: int
    """Where its first word stands."""
    end: int
    inside: str = ""
    """What holds it: "a DO block", "the body of f"; empty for a statement of the file itself."""

    def named(self, relation: Node) -> Named:
        """Read the name of a RangeVar."""
        spelt = _spelt(self.excerpt.data, relation.location) if relation.location >= 0 else []
        at, raw = spelt[-1] if spelt else (self.start, relation.relname)
        return Named(relation.schemaname or None, relation.relname, at, raw)

    def listed(self, parts: Sequence[str], after: int | None = None) -> Named:
        """Find the place of a name of which the tree has the parts alone."""
        at, raw = self.find(parts, after)
        return Named(parts[-2] if len(parts) > 1 else None, parts[-1], at, raw)

    def find(self, parts: Sequence[str], after: int | None = None) -> tuple[int, str]:
        """Where the last of these dotted names stands and how it is written; the statement's begin if nowhere."""
        wanted = list(parts)
        run: list[Token] = []
        for token in tokens(self.excerpt.data, self.start if after is None else after, self.end):
            if token.identifier is not None and (not run or run[-1].raw == b"."):
                run.append(token)
            elif token.raw == b"." and run:
                run.append(token)
                continue
            else:
                run = [token] if token.identifier is not None else []
            names = [each.identifier for each in run if each.raw != b"."]
            if names[-len(wanted) :] == wanted:
                return run[-1].start, run[-1].raw.decode(errors="replace")
        return self.start, wanted[-1] if wanted else ""


def _spelt(data: bytes, at: int) -> list[tuple[int, str]]:
    """Read a dotted name: each part's place and spelling."""
    found = []
    while (match := _PART.match(data, at)) is not None:
        found.append((match.start(1), match[1].decode(errors="replace")))
        dot = _DOT.match(data, match.end())
        if dot is None:
            break
        at = dot.end()
    return found
