"""SQL of other databases: what none of PostgreSQL's files can hold."""

from __future__ import annotations

import re
from bisect import bisect
from functools import cache
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.sql.databases import TITLES
from schemacheck.sql.lexer import tokens
from schemacheck.sql.splitting import survey
from schemacheck.sql.text import Text

_INTEGER: Final = r"(?:tiny|small|medium|big)?int(?:eger)?"
_SIGNS: Final = {
    "mysql": {
        "`": r"`[A-Za-z_][^`\n]*`",
        "engine": r"\bengine\s*=\s*(?:innodb|myisam|memory|aria)\b",
        "delimiter": r"^[ \t]*delimiter[ \t]+\S+[ \t]*\r?$",
        "unsigned": rf"\b{_INTEGER}(?:\s*\(\d+\))?\s+unsigned\b",
        "auto_increment": rf"\b(?:{_INTEGER}(?:\s*\(\d+\))?|null|unsigned|key)\s+auto_increment\b",
        "tinyint": r"\btinyint\s*\(\d+\)",
        "on update current_timestamp": r"\bon\s+update\s+current_timestamp\b",
        "on duplicate key": r"\bon\s+duplicate\s+key\s+update\b",
        "insert ignore": r"\binsert\s+ignore\s+into\b",
        "modify column": r"\bmodify\s+column\b",
        "change column": r"\bchange\s+column\b",
        "charset": r"\bdefault\s+charset\b",
        "character set": r"\bdefault\s+character\s+set\b",
        "foreign_key_checks": r"\bset\s+foreign_key_checks\b",
        "p foreign key": r"\bdrop\s+foreign\s+key\b",
    },
    "sqlite": {
        "autoincrement": r"\bprimary\s+key(?:\s+asc)?\s+autoincrement\b",
        "pragma": r"^[ \t]*pragma\s+\w+\s*[=(;]",
        "without rowid": r"\bwithout\s+rowid\b",
        "insert or": r"\binsert\s+or\s+(?:replace|ignore)\b",
    },
    "mssql": {
        "].[": r"\[\w+\]\.\[\w+\]",
        "table [": r"\bcreate\s+table\s+\[\w+\]",
        "identity": rf"\b{_INTEGER}\s+identity\s*\(\s*\d",
        "nvarchar": r"\bnvarchar\s*\(\s*max\s*\)",
        "clustered": r"\b(?:non)?clustered\s+index\b",
        "ansi_nulls": r"\bset\s+ansi_nulls\s+o(?:n|ff)\b",
        "quoted_identifier": r"\bset\s+quoted_identifier\s+o(?:n|ff)\b",
        "nocount": r"\bset\s+nocount\s+o(?:n|ff)\b",
        "\ngo": r"^[ \t]*go[ \t]*\r?\n\s*(?:go|set|use|create|alter|insert|if|exec|print|drop)\b",
    },
    "ClickHouse": {
        "mergetree": r"engine\s*=\s*\w*mergetree\b",
    },
    "oracle": {
        "varchar2": r"\bvarchar2\s*\(\s*\d+\s+(?:byte|char)\s*\)",
        "number(": r"\bnumber\s*\(\s*\d+\s*,\s*\d+\s*\)\s*(?:not\s+null|default|primary)\b",
        "package": r"\bcreate\s+(?:or\s+replace\s+)?(?:editionable\s+)?package\b",
    },
}
"""By database, in small letters, each below a text that it holds.

Outside strings and comments nothing of PostgreSQL's reads like one of them.
"""
_IN_COMMENT: Final = re.compile(rb"/\*!\d{5}")
_HINT: Final = "Only PostgreSQL's own SQL is run. If the folder holds files for several databases, name those for it."


def refusal(at: Position, database: str, sign: str) -> Mistake:
    """Say that something is for another database, and by which sign it is known."""
    return Mistake(at, f"this is for {TITLES.get(database.lower(), database)}, not for PostgreSQL: {sign}", _HINT)


def other_database(text: Text) -> Mistake | None:
    """Find the first thing in a file that only another database has; what stands in a string says nothing."""
    lower = text.data.lower()
    patterns = [
        (database, _compiled(pattern))
        for database, signs in _SIGNS.items()
        for needle, pattern in signs.items()
        if needle.encode() in lower
    ]
    comments = [match.start() for match in _IN_COMMENT.finditer(lower)]
    if not comments and not any(pattern.search(lower) for _, pattern in patterns):
        return None
    data = survey(text.data).data
    signs: dict[int, tuple[str, bytes]] = {}
    for database, pattern in patterns:
        for match in pattern.finditer(data.lower()):
            begin = match.end() - len(match[0].lstrip())
            signs.setdefault(begin, (database, data[begin : match.end()]))
    # What stands inside a token, or a comment, begins at none.
    words = list(tokens(data, text.mark))
    begins = [token.start for token in words]
    found = sorted(signs.keys() & begins)
    comment = next((each for each in comments if (at := bisect(begins, each)) == 0 or words[at - 1].end <= each), None)
    if comment is not None and not (found and found[0] < comment):
        return refusal(text.position(comment), "mysql", "/*! ... */")
    if not found:
        return None
    database, sign = signs[found[0]]
    return refusal(text.position(found[0]), database, " ".join(sign.decode(errors="replace").split()))


@cache
def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.MULTILINE)
