"""Which statements refuse a transaction."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from schemacheck.sql.lexer import tokens

_CANDIDATE: Final = re.compile(rb"concurrently|vacuum|database|system|tablespace|cluster|subscription|discard|do|alter")
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
    | cluster(?:\sverbose)?$
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
    if not _CANDIDATE.search(data[start : start + 400].lower()):
        return False
    first = data[start:end][:8].lower()
    if first.startswith(b"do") and not first[2:3].isalnum():
        return any(token.kind == "dollar" and _BODY_ENDS.search(token.raw) for token in tokens(data, start, end))
    words = " ".join(token.raw.decode(errors="replace").lower() for token in islice(tokens(data, start, end), 40))
    return bool(_REFUSING.match(words) or (not begun and _NEW_LABEL.match(words)))


def begins(words: tuple[str, ...]) -> bool | None:
    """Whether a statement of these first words begins a transaction block (True), ends one (False), or neither."""
    first = words[0] if words else ""
    if first == "begin" or words[:2] == ("start", "transaction"):
        return True
    if first in ("commit", "end", "rollback", "abort") and "prepared" not in words and "to" not in words:
        return "chain" in words and "no" not in words
    return None
