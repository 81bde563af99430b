"""What the whole database has: extensions, event triggers, publications, foreign servers, and its own facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.compare.engine import Answer, Incomparable, Kind, NameScope
from schemacheck.compare.kinds.roles import LIMIT
from schemacheck.compare.kinds.schema_object import either, named, plain, schema_object_kind
from schemacheck.compare.kinds.texts import same_text
from schemacheck.compare.kinds.user_types import show_pairs
from schemacheck.report.finding import Value
from schemacheck.sql.deparsed import DeparsedText

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.database import PublishedTable


def _same_version(expected: DeparsedText, live: DeparsedText, _scope: NameScope) -> Answer:
    """Compare versions; each major version of the server brings its own."""
    if expected.text == live.text:
        return True
    if expected.major is not None and live.major is not None and expected.major != live.major:
        return Incomparable(f"PostgreSQL {expected.major} and {live.major} bring different versions")
    return False


EXTENSION: Final[Kind[Any]] = schema_object_kind(
    "extension",
    "extensions",
    "extensions",
    (
        plain("schema", "extension-schema"),
        plain("version", "extension-version", _same_version, lambda value, _scope: str(value)),
    ),
    show=lambda item, _scope: f"version {item.version}" if isinstance(item.version, DeparsedText) else None,
    missing="extension-missing",
    unexpected="extension-unexpected",
)

_RUNS: Final = {
    "origin": "in ordinary sessions",
    "disabled": "in no session",
    "replica": "in replicating sessions only",
    "always": "in all sessions, replicating ones too",
}


def _show_tags(tags: tuple[str, ...], _scope: NameScope) -> Value:
    return "for " + ", ".join(f"'{tag}'" for tag in tags) if tags else "for every command"


EVENT_TRIGGER: Final[Kind[Any]] = schema_object_kind(
    "event trigger",
    "event triggers",
    "event_triggers",
    (
        named("event", "event-trigger-definition", "at"),
        plain("tags", "event-trigger-definition", lambda left, right, _scope: set(left) == set(right), show=_show_tags),
        named("function", "event-trigger-definition", "calling"),
        plain("enabled", "event-trigger-disabled", show=lambda value, _scope: _RUNS.get(value, value)),
    ),
    show=lambda item, _scope: item.function if isinstance(item.function, str) else None,
    missing="event-trigger-missing",
    unexpected="event-trigger-unexpected",
)


def _same_tables(expected: Sequence[PublishedTable], live: Sequence[PublishedTable], scope: NameScope) -> Answer:
    wanted, found = ({each.table: each for each in side} for side in (expected, live))
    if wanted.keys() != found.keys():
        return False
    answers: list[Answer] = []
    for name, table in wanted.items():
        other = found[name]
        columns = [None if each.columns is None else frozenset(each.columns) for each in (table, other)]
        if columns[0] != columns[1]:
            return False
        if isinstance(table.where, str | None) and isinstance(other.where, str | None):
            answers.append(same_text(table.where, other.where, scope._replace(schema=name.schema)))
        else:
            answers.append(Incomparable("the condition could not be read"))
    if any(answer is False for answer in answers):
        return False
    return next((answer for answer in answers if isinstance(answer, Incomparable)), True)


def _show_tables(tables: Sequence[PublishedTable], scope: NameScope) -> Value:
    words = []
    for each in tables:
        text = each.table.within(scope.home)
        if each.columns is not None:
            text += f" ({', '.join(each.columns)})"
        if isinstance(each.where, str):
            text += f" where {each.where}"
        words.append(text)
    return "the tables " + ", ".join(words) if words else "no table by name"


PUBLICATION: Final[Kind[Any]] = schema_object_kind(
    "publication",
    "publications",
    "publications",
    (
        either("all_tables", "publication-scope", "all tables", "some tables"),
        plain("tables", "publication-scope", _same_tables, _show_tables),
        plain(
            "schemas",
            "publication-scope",
            lambda left, right, _scope: set(left) == set(right),
            lambda value, _scope: "the schemas " + ", ".join(value) if value else "no schema",
        ),
        plain("publish", "publication-changes", lambda left, right, _scope: set(left) == set(right)),
        either("via_root", "publication-changes", "partitions as their table", "partitions as they are"),
        plain(
            "generated_columns",
            "publication-changes",
            show=lambda value, _scope: f"{'stored' if value == 'stored' else 'no'} generated columns",
        ),
    ),
    missing="publication-missing",
    unexpected="publication-unexpected",
)

FOREIGN_SERVER: Final[Kind[Any]] = schema_object_kind(
    "foreign server",
    "foreign servers",
    "foreign_servers",
    (
        named("wrapper", "foreign-server-definition", "wrapper"),
        named("type", "foreign-server-definition", "type"),
        named("version", "foreign-server-definition", "version"),
        plain("options", "foreign-server-definition", show=show_pairs),
    ),
    show=lambda item, _scope: item.wrapper if isinstance(item.wrapper, str) else None,
    missing="foreign-server-missing",
    unexpected="foreign-server-unexpected",
)

_DATABASE = schema_object_kind(
    "database",
    "databases",
    "database",
    (
        named("encoding", "database-text", "encoding"),
        named("provider", "database-text", "provider"),
        named("collation", "database-text", "LC_COLLATE"),
        named("ctype", "database-text", "LC_CTYPE"),
        named("locale", "database-text", "locale"),
        plain(
            "collation_version",
            "database-collation-version",
            lambda expected, live, _scope: expected.partition(":")[0] == live.partition(":")[0],
        ),
        LIMIT,
    ),
    # Each side has exactly one, so that it is neither.
    missing="database-text",
    unexpected="database-text",
)
DATABASE: Final[Kind[Any]] = replace(_DATABASE, name=lambda _item: "the database")
