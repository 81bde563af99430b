"""Which statements refuse a transaction."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from schemacheck.sql.lexer import tokens

_FIRST: Final = re.compile(rb"(?:vacuum|create|drop|alter|reindex|cluster|discard|commit|rollback|do)\b", re.IGNORECASE)
_LATER: Final = re.compile(rb"\b(?:concurrently|database|tablespace|subscription|system|value)\b", re.IGNORECASE)
"""One of these stands in whatever refuses a transaction and begins with CREATE, DROP or ALTER."""
_HEAD: Final = 2000
_BODY_ENDS: Final = re.compile(rb"\b(?:commit|rollback)(?:\s+and\s+(?:no\s+)?chain)?\s*;", re.IGNORECASE)
_REFUSING: Final = re.compile(
    r"""
      vacuum\b
    | (?:create|drop)\s(?:database|tablespace)\b
    | alter\ssystem\b
    | alter\sdatabase\s\S+\sset\stablespace\b
    | create\s(?:unique\s)?index\sconcurrently\b
    | drop\sindex\sconcurrently\b
    | reindex\s(?:\(.*\)\s)?(?:schema|database|system)\b
    | reindex\s.*\bconcurrently\b
    | alter\stable\s.*\bdetach\spartition\s.*\bconcurrently\b
    | (?:create|drop|alter)\ssubscription\b
    | cluster(?:\s\(?\s?verbose\s?\)?)?$
    | discard\sall\b
    | (?:commit|rollback)\sprepared\b
    """,
    re.VERBOSE,
)
_NEW_LABEL: Final = re.compile(r"alter\stype\s.*\badd\svalue\b")


def needs_own(data: bytes, start: int, end: int, *, begun: bool) -> bool:
    """Whether a statement has to run outside a transaction.

    Args:
        data: what holds it.
        start: where its first word stands.
        end: where it ends.
        begun: whether the script itself has begun a transaction.
    """
    first = _FIRST.match(data, start)
    if first is None:
        return False
    word = first[0].lower()
    if word == b"do":
        return any(token.kind == "dollar" and _BODY_ENDS.search(token.raw) for token in tokens(data, start, end))
    if word in (b"create", b"drop", b"alter") and not _LATER.search(data, start, min(end, start + _HEAD)):
        return False
    words = " ".join(
        token.raw.decode(errors="replace").lower() for token in islice(tokens(data, start, min(end, start + _HEAD)), 80)
    )
    return bool(_REFUSING.match(words) or (not begun and _NEW_LABEL.match(words)))


def begins(words: tuple[str, ...]) -> bool | None:
    """Whether a statement of these first words begins a transaction block (True), ends one (False), or neither."""
    first = words[0] if words else ""
    if first == "begin" or words[:2] == ("start", "transaction"):
        return True
    if first in ("commit", "end", "rollback", "abort") and "prepared" not in words and "to" not in words:
        return "chain" in words and "no" not in words
    return None
