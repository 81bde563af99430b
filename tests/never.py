"""What no string of this package and no output of it may hold: a statement that changes a schema."""

from __future__ import annotations

import re
from typing import Final

_OBJECTS: Final = r"\s+|".join(
    [
        r"access\s+method",
        r"aggregate",
        r"cast",
        r"collation",
        r"column",
        r"constraint",
        r"conversion",
        r"database",
        r"default\s+privileges",
        r"domain",
        r"event\s+trigger",
        r"extension",
        r"foreign",
        r"function",
        r"group",
        r"index",
        r"language",
        r"large\s+object",
        r"materialized",
        r"operator",
        r"or\s+replace",
        r"owned",
        r"policy",
        r"procedural",
        r"procedure",
        r"publication",
        r"role",
        r"routine",
        r"rule",
        r"schema",
        r"sequence",
        r"server",
        r"statistics",
        r"subscription",
        r"system",
        r"table",
        r"tablespace",
        r"temp",
        r"temporary",
        r"text\s+search",
        r"transform",
        r"trigger",
        r"type",
        r"unique",
        r"unlogged",
        r"user",
        r"view",
    ]
)
"""What such a statement can be about. The white space behind each is part of it: prose may end in "index"."""

DDL: Final = re.compile(
    rf"(?<!\bshow )\b(?:alter|create|drop)\s+(?:{_OBJECTS}\s+)"
    r"|\badd\s+(?:column|constraint|primary\s+key|foreign\s+key|check)\s"
    r"|\b(?:set|drop)\s+(?:not\s+null|default|data\s+type|expression|identity)\s*;"
    r"|\btruncate\s+(?:table\s+|only\s+)?[\"\w]+\s*(?:;|,|cascade|restrict)"
    r"|\b(?:grant|revoke)\s+(?:all\s+privileges|\w+(?:\s*,\s*\w+)*)\s+(?:on|to|from)\s+[\"\w]"
    rf"|\bcomment\s+on\s+(?:{_OBJECTS}\s+)"
    r"|\brename\s+(?:to|column|constraint)\s+[\"\w]"
    r"|\bvalidate\s+constraint\s|\b(?:enable|disable)\s+(?:trigger|rule|row\s+level)\s|\breindex\s+\w",
    re.IGNORECASE,
)
"""A statement, or the part of one that does the change. Prose such as "the table was altered" is none,
and SHOW CREATE reads."""


def ddl_in(text: str) -> list[str]:
    """Every place of a text that could be run as a change of a schema."""
    return [found.group() for found in DDL.finditer(text)]
