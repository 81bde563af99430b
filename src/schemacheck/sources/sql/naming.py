"""What a statement names that may not be there: roles, databases, extensions. Read by its words, without a grammar.

Whatever is taken for a name and is none costs a savepoint; whatever is missed fails with the server's own words.
"""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.record import record

_NAME: Final = r'(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)'
_SPACE: Final = r"(?:\s|--[^\n]*\n|/\*.*?\*/)"
_START: Final = rf"\A{_SPACE}*"
_MAY_NAME_ROLES: Final = re.compile(
    rf"{_START}(?:grant|revoke|alter|set|reassign|do|call|select|with|execute|drop\s+owned|create\s+(?:policy|schema|user"
    r"\s+mapping|role|user|group)|comment\s+on\s+role|security)\b",
    re.IGNORECASE | re.DOTALL,
)
_ROLES: Final = re.compile(
    rf"\b(?:to|from|authorization|role|user|group|by)\s+({_NAME}(?:\s*,\s*{_NAME})*)", re.IGNORECASE
)
_EVERYBODY: Final = frozenset({"public", "current_user", "session_user", "current_role", "none", "default", "stdin"})
_OWNER: Final = re.compile(rf"\bowner\s+to\s+({_NAME})\s*\Z", re.IGNORECASE)
_ALTER: Final = re.compile(rf"{_START}alter\b", re.IGNORECASE | re.DOTALL)
_DATABASE: Final = re.compile(
    rf"{_START}(?:(create|drop|alter)\s+database(?:\s+if\s+exists)?|comment\s+on\s+database"
    rf"|(?:grant|revoke)\b[^;']*?\bon\s+database|security\s+label\b.*?\bon\s+database)\s+({_NAME})",
    re.IGNORECASE | re.DOTALL,
)
_MADE_ROLE: Final = re.compile(rf"{_START}create\s+(?:role|user|group)\s+({_NAME})", re.IGNORECASE | re.DOTALL)
_EXTENSION: Final = re.compile(
    rf"{_START}(?P<verb>create|drop|alter|comment\s+on)\s+extension\s+(?P<rest>.*)\Z", re.IGNORECASE | re.DOTALL
)
_MAKE: Final = re.compile(
    rf"(?P<lenient>if\s+not\s+exists\s+)?(?P<name>{_NAME})(?:\s+with)?"
    rf"(?P<options>(?:\s+(?:schema\s+{_NAME}|version\s+(?:'[^']*'|{_NAME})|from\s+(?:'[^']*'|{_NAME})|cascade))*)\s*\Z",
    re.IGNORECASE,
)
_SCHEMA: Final = re.compile(rf"\bschema\s+({_NAME})", re.IGNORECASE)
_VERSION: Final = re.compile(rf"\bversion\s+('[^']*'|{_NAME})", re.IGNORECASE)
_DROP: Final = re.compile(
    rf"(?:if\s+exists\s+)?(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)(?P<cascade>\s+cascade|\s+restrict)?\s*\Z", re.IGNORECASE
)
_MOVE: Final = re.compile(rf"(?P<name>{_NAME})\s+set\s+schema\s+(?P<schema>{_NAME})\s*\Z", re.IGNORECASE)
_TELL: Final = re.compile(rf"(?P<name>{_NAME})\s+is\s+(?P<text>null|'(?:[^']|'')*')\s*\Z", re.IGNORECASE)
_NO_COMMENTS: Final = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def plain(name: str) -> str:
    """Return a name as the server knows it: without quotes, or in small letters."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def roles_in(sql: str) -> frozenset[str]:
    """Name what may be a role in a statement that may need one."""
    if not _MAY_NAME_ROLES.match(sql):
        return frozenset()
    found = {plain(each) for names in _ROLES.findall(sql) for each in re.findall(_NAME, names)}
    return frozenset(found - _EVERYBODY)


def new_owner(sql: str) -> str | None:
    """Name the role that ALTER ... OWNER TO gives an object to."""
    found = _OWNER.search(sql) if _ALTER.match(sql) else None
    owner = plain(found[1]) if found else None
    return None if owner in _EVERYBODY else owner


def made_role(sql: str) -> str | None:
    """Name the role that CREATE ROLE makes."""
    found = _MADE_ROLE.match(sql)
    return plain(found[1]) if found else None


def database_of(sql: str) -> tuple[str, bool] | None:
    """Name the database that a statement is about, and say whether it makes, alters or drops it."""
    found = _DATABASE.match(sql)
    return (plain(found[2]), found[1] is not None) if found else None


@record
class ExtensionStatement:
    """A statement about extensions, taken apart; of its text nothing is used but what stands here."""

    verb: str
    """create, drop, alter (its schema) or comment on."""
    names: tuple[str, ...]
    schema: str | None = None
    version: str | None = None
    cascade: bool = False
    lenient: bool = False
    """IF NOT EXISTS."""
    comment: str | None = None


def extension_in(sql: str) -> ExtensionStatement | None:
    """Take a statement about extensions apart; None where it is none, or one in a form that only the server reads."""
    found = _EXTENSION.match(sql)
    if found is None:
        return None
    verb = " ".join(found["verb"].lower().split())
    rest = found["rest"].strip()
    if verb != "comment on":
        rest = _NO_COMMENTS.sub(" ", rest).strip()
    if verb == "create" and (made := _MAKE.match(rest)):
        options = made["options"]
        schema, version = _SCHEMA.search(options), _VERSION.search(options)
        return ExtensionStatement(
            verb,
            (plain(made["name"]),),
            plain(schema[1]) if schema else None,
            version[1].strip("'\"") if version else None,
            bool(re.search(r"\bcascade\b", options, re.IGNORECASE)),
            made["lenient"] is not None,
        )
    if verb == "drop" and (gone := _DROP.match(rest)):
        names = tuple(plain(each) for each in re.findall(_NAME, gone["names"]))
        return ExtensionStatement(verb, names, cascade="cascade" in (gone["cascade"] or "").lower())
    if verb == "alter" and (moved := _MOVE.match(rest)):
        return ExtensionStatement(verb, (plain(moved["name"]),), plain(moved["schema"]))
    if verb == "comment on" and (told := _TELL.match(rest)):
        text = told["text"]
        comment = None if text.lower() == "null" else text[1:-1].replace("''", "'")
        return ExtensionStatement(verb, (plain(told["name"]),), comment=comment)
    return None
