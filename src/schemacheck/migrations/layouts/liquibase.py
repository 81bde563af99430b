"""Liquibase's formatted SQL: changesets in comments, and a changelog that may say in which order files run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.layouts.flyway import placeholders
from schemacheck.migrations.layouts.layout import Layout, Part, Plan, Section
from schemacheck.migrations.layouts.marks import between
from schemacheck.migrations.listing import Folder, is_sql
from schemacheck.sql.lexer import first_word, tokens
from schemacheck.sql.splitting import Span
from schemacheck.sql.text import Text

_HEADER: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*--\s*liquibase\s+formatted\s+sql", re.IGNORECASE)
_CHANGESET: Final = re.compile(
    rb"""^[ \t]*--[ \t]*changeset[ \t]+(?:"[^"\n]*"|[^:\s]+):(?:"[^"\n]*"|\S+)([^\r\n]*)""",
    re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(rb"""(\w+):(?:"([^"]*)"|'([^']*)'|(\S+))""")
_CONDITIONS: Final = re.compile(rb"^[ \t]*--[ \t]*preconditions\b[^\r\n]*onFail:(?:MARK_RAN|CONTINUE)", re.M | re.I)
_LEFT_OUT: Final = re.compile(
    rb"^[ \t]*--[ \t]*ignoreLines:start\b.*?^[ \t]*--[ \t]*ignoreLines:end\b", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_CHANGELOG: Final = re.compile(rb"databaseChangeLog")
_MENTION: Final = re.compile(r"""(?:file|path|relativeToChangelogFile)["']?\s*[:=]\s*["']?([^\s"',}<>]+)""")
_ALL: Final = re.compile(rb"includeAll")
_OWN_CHANGES: Final = re.compile(rb"changeSet\b")
_SPACES: Final = re.compile(r"\\[nrs][*+?]?|[\^$()]")
"""What a delimiter that is written as a regular expression has beside itself."""
_LOGS: Final = (".xml", ".yaml", ".yml", ".json")


def _is_formatted(text: Text) -> bool:
    return _HEADER.match(text.data) is not None


def _plan(folder: Folder) -> Plan | None:
    files = [file for file in folder.files if is_sql(file) and _is_formatted(folder.text(file))]
    if not files:
        return None
    logs = [file for file in folder.files if file.endswith(_LOGS) and _CHANGELOG.search(folder.text(file).data)]
    ordered = _in_order_of(logs, folder) or files
    passed = [folder.label(log) for log in logs if _OWN_CHANGES.search(folder.text(log).data)]
    for file in ordered:
        text = folder.text(file)
        passed += [f"{text.position(each.start())} (preconditions)" for each in _CONDITIONS.finditer(text.data)]
    return Plan([Part(file, _changesets) for file in ordered], passed_over=passed)


def _in_order_of(logs: Sequence[str], folder: Folder) -> list[str]:
    """Follow the changelogs to the SQL files that they name; none where one takes whole folders, by name."""
    if not logs or any(_ALL.search(folder.text(log).data) for log in logs):
        return []
    mentions = {log: list(_mentioned(log, folder)) for log in logs}
    inner = {each for found in mentions.values() for each in found}
    waiting, ordered = [log for log in reversed(logs) if log not in inner], dict[str, None]()
    seen = set(waiting)
    while waiting:
        file = waiting.pop()
        if is_sql(file):
            ordered.setdefault(file)
            continue
        more = [each for each in mentions.get(file, ()) if is_sql(each) or each not in seen]
        seen.update(more)
        waiting += reversed(more)
    return list(ordered)


def _mentioned(log: str, folder: Folder) -> Iterator[str]:
    for match in _MENTION.finditer(folder.text(log).data.decode(errors="replace")):
        name = match[1].removeprefix("classpath:").lstrip("./")
        found = [file for file in folder.files if f"/{name}".endswith(f"/{file}") or f"/{file}".endswith(f"/{name}")]
        yield from found[:1]


def _changesets(text: Text, mistakes: list[Mistake]) -> Sequence[Section]:
    data = text.data
    mistakes += placeholders(text, "Liquibase")
    marks = list(_CHANGESET.finditer(data))
    first = marks[0].start() if marks else len(data)
    if any(tokens(data, text.mark, first)):
        at = text.position(first_word(data, text.mark, first))
        mistakes.append(Mistake(at, "Liquibase wants --changeset author:id before this"))
        return ()
    found = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(data)
        says = {
            each[1].decode().lower(): (each[2] or each[3] or each[4] or b"").decode(errors="replace")
            for each in _ATTRIBUTE.finditer(mark[1])
        }
        if _is_ours(says.get("dbms", "")) and says.get("ignore", "").lower() != "true":
            found.append(_section(text, Span(mark.end(), end), says))
    return found


def _section(text: Text, span: Span, says: dict[str, str]) -> Section:
    spans: tuple[Span, ...] = between(text, _LEFT_OUT, span)
    delimiters = {each for each in _SPACES.sub("", says.get("enddelimiter", ";")).split("|") if each not in (";", "")}
    if delimiters:
        # Where it ends a line, since Liquibase takes it there; it may be a slash, which stands elsewhere too.
        listed = "|".join(re.escape(each.replace("\\", "")) for each in sorted(delimiters))
        line_end = re.compile(rf"(?:{listed})[ \t]*\r?$".encode(), re.MULTILINE | re.IGNORECASE)
        spans = tuple(piece for each in spans for piece in between(text, line_end, each))
    return Section(spans, in_transaction=says.get("runintransaction", "true").lower() != "false")


def _is_ours(dbms: str) -> bool:
    """Whether a changeset is for PostgreSQL: it may list databases, or those that it is not for."""
    listed = [each.strip().lower() for each in dbms.split(",") if each.strip()]
    if "!postgresql" in listed or "none" in listed:
        return False
    wanted = [each for each in listed if not each.startswith("!")]
    return not wanted or "postgresql" in wanted or "all" in wanted


LIQUIBASE: Final = Layout(
    name="Liquibase",
    files="`*.sql` that begins with `--liquibase formatted sql`",
    order="as the changelogs beside them include them, else by path",
    back="`--rollback`, changesets of another `dbms`",
    plan=_plan,
    is_file=_is_formatted,
    cut=_changesets,
)
