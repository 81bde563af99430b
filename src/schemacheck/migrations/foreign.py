"""SQL of other databases: what none of PostgreSQL's files can hold."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.sql.databases import TITLES
from schemacheck.sql.lexer import tokens
from schemacheck.sql.splitting import survey
from schemacheck.sql.text import Text

_INTEGER: Final = r"(?:tiny|small|medium|big)?int(?:eger)?"
_SIGNS: Final = {
    "mysql": rf"""
          `[A-Za-z_][^`\n]*`
        | \bengine\s*=\s*(?:innodb|myisam|memory|aria)\b
        | ^[ \t]*delimiter[ \t]+\S+[ \t]*\r?$
        | \b{_INTEGER}(?:\s*\(\d+\))?\s+(?:unsigned\b|(?:not\s+null\s+)?auto_increment\b)
        | \b(?:not\s+null|unsigned)\s+auto_increment\b
        | \btinyint\s*\(\d+\)
        | \bon\s+update\s+current_timestamp\b
        | \bon\s+duplicate\s+key\s+update\b
        | \binsert\s+ignore\s+into\b
        | \b(?:modify|change)\s+column\b
        | \bdefault\s+(?:charset|character\s+set)\b
        | \bset\s+foreign_key_checks\b
        | \bdrop\s+foreign\s+key\b
        """,
    "sqlite": r"""
          \bprimary\s+key(?:\s+asc)?\s+autoincrement\b
        | ^[ \t]*pragma\s+\w+\s*[=(;]
        | \bwithout\s+rowid\b
        | \binsert\s+or\s+(?:replace|ignore)\b
        """,
    "mssql": rf"""
          \[\w+\]\.\[\w+\]
        | \bcreate\s+table\s+\[\w+\]
        | \b{_INTEGER}\s+identity\s*\(\s*\d
        | \bnvarchar\s*\(\s*max\s*\)
        | \b(?:non)?clustered\s+index\b
        | \bset\s+(?:ansi_nulls|quoted_identifier|nocount|ansi_padding)\s+o(?:n|ff)\b
        | ^[ \t]*go[ \t]*\r?\n\s*(?:go|set|use|create|alter|insert|if|exec|print|drop)\b
        """,
    "oracle": r"""
          \bvarchar2\s*\(\s*\d+\s+(?:byte|char)\s*\)
        | \bnumber\s*\(\s*\d+\s*,\s*\d+\s*\)\s*(?:not\s+null|default|primary)\b
        | \bcreate\s+(?:or\s+replace\s+)?(?:editionable\s+)?package\b
        """,
}
"""By database, each as a whole word of it begins: no word, name or sign of PostgreSQL's goes on like that."""
_ANY: Final = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _SIGNS.items())
_SIGN: Final = re.compile(_ANY.encode(), re.VERBOSE | re.IGNORECASE | re.MULTILINE)
_IN_COMMENT: Final = re.compile(rb"/\*!\d{5}")
_HINT: Final = "Only PostgreSQL's own SQL is run. If the folder holds files for several databases, name those for it."


def refusal(at: Position, database: str, sign: str) -> Mistake:
    """Say that something is for another database, and by which sign it is known."""
    return Mistake(at, f"this is for {TITLES.get(database.lower(), database)}, not for PostgreSQL: {sign}", _HINT)


def other_database(text: Text) -> Mistake | None:
    """Find the first thing in a file that only another database has; what stands in a string says nothing."""
    data = text.data
    if not _SIGN.search(data) and not _IN_COMMENT.search(data):
        return None
    data = survey(data).data
    starts = {match.start() + len(match[0]) - len(match[0].lstrip()): match for match in _SIGN.finditer(data)}
    comment = _IN_COMMENT.search(data)
    for token in tokens(data, text.mark):
        if comment is not None and token.end > comment.start():
            if token.start > comment.start():
                return refusal(text.position(comment.start()), "mysql", f"{comment[0].decode()} ... */")
            comment = _IN_COMMENT.search(data, token.end)
        match = starts.get(token.start)
        if match is not None:
            sign = " ".join(match[0].decode(errors="replace").split())
            return refusal(text.position(token.start), match.lastgroup or "", sign)
    if comment is not None:
        return refusal(text.position(comment.start()), "mysql", f"{comment[0].decode()} ... */")
    return None
