"""The language of what a team decides: what is ignored, waived and guarded, and which databases are checked."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules import RULES, guard
from schemacheck.sources.spec.grammar.common import (
    NAME,
    REASON,
    TRUTH,
)
from schemacheck.sources.spec.grammar.types import Key, Section, Shape

IGNORE: Final = Section(
    "ignore",
    "ignore",
    "Live objects that are none of our business, by kind. A pattern may hold `*`, `?` and `[...]`.",
    (
        Key(
            "tables",
            Shape("a pattern or a list of them", text="text", items=Shape("a pattern", text="text"), empty=True),
            "Tables, views and the like. Never hides a table that the file names.",
        ),
    ),
)

WAIVER: Final = Section(
    "waiver",
    "a waiver",
    "Drift that somebody accepted.",
    (
        Key("rule", Shape("the name of a rule", words=RULES), "The rule whose findings it covers.", required=True),
        Key(
            "object",
            Shape("an object's path, such as Athlete.email", text="text"),
            "The object as reports show it, or a pattern: `Athlete.email`, `Athlete(a, b)`, `audit.*`.",
            required=True,
        ),
        Key("reason", REASON, "Why the drift is accepted.", required=True),
        Key("owner", Shape("who answers for it", text="name"), "Who answers for it."),
        Key("expires", Shape("a date, YYYY-MM-DD", text="date"), "The last day on which it holds. Left out: for ever."),
    ),
)

SEVERITIES: Final = Shape(
    "a mapping from rules to severities",
    entries=Shape("error, warning, note or off", words=("error", "warning", "note", "off")),
    empty=True,
)
FAIL_ON: Final = Shape("error, warning or note", words=("error", "warning", "note"))
IGNORED: Final = Shape(
    "a mapping from kinds to patterns, or a list of patterns for tables",
    items=Shape("a pattern", text="text"),
    section=IGNORE,
    empty=True,
)

TARGET: Final = Section(
    "target",
    "a target",
    "One of several databases that the file is checked against, and what is different there.",
    (
        Key(
            "url_env",
            Shape("the name of an environment variable", text="name"),
            "The environment variable that holds its URL. The URL itself never stands in the file.",
            required=True,
        ),
        Key("schema", NAME, "The default schema there. Left out: as at the top of the file."),
        Key("fail_on", FAIL_ON, "The lowest severity that fails there. Left out: as at the top of the file."),
        Key("severity", SEVERITIES, "Severities there, over those at the top of the file."),
        Key("ignore", IGNORED, "Live objects that are ignored there, beside those at the top of the file."),
    ),
)

_ROLE_NAMES = Shape("a name or a list of names", text="name", items=NAME, least=1)

SCRATCH: Final = Section(
    "scratch",
    "the throw-away server",
    "What a platform brings along, and SQL that is run on a throw-away server takes for granted.",
    (
        Key("roles", _ROLE_NAMES, "Roles that are there before the first statement; none of them can log in."),
        Key("schemas", _ROLE_NAMES, "PostgreSQL schemas that are there before."),
        Key(
            "extensions",
            _ROLE_NAMES,
            "Extensions that are there before. One that the server does not have is passed over where it is asked for.",
        ),
        Key(
            "before",
            Shape("the path of an SQL file", text="text"),
            "A file, seen from this one, that is run before the first statement. What it makes is the platform's, "
            "and compared with nothing.",
        ),
    ),
)

_STANCE = Shape("forbid or allow", words=("forbid", "allow"))

GUARD_EXCEPTION: Final = Section(
    "guard_exception",
    "an exception of the guard",
    "Findings of one rule in one file that somebody accepted.",
    (
        Key(
            "file",
            Shape("a path, or a pattern", text="text"),
            "The file as reports show it, or a pattern: `prisma/migrations/2024*/migration.sql`.",
            required=True,
        ),
        Key(
            "rule",
            Shape("the name of a rule of the guard", words=tuple(rule.name for rule in guard.RULES)),
            "The rule whose findings in that file it covers.",
            required=True,
        ),
        Key("reason", REASON, "Why they are accepted.", required=True),
    ),
)

GUARD: Final = Section(
    "guard",
    "the guard",
    "What no migration may do to any table. What is `protected` is guarded whatever stands here.",
    (
        Key(
            "renames", _STANCE, "Renaming tables and columns, and moving tables to another schema; `allow` if left out."
        ),
        Key("drops", _STANCE, "Dropping tables, columns, constraints and indexes; `allow` if left out."),
        Key("truncate", _STANCE, "Emptying tables with TRUNCATE; `allow` if left out."),
        Key("delete-without-where", _STANCE, "DELETE and UPDATE of all rows; `allow` if left out."),
        Key("delete_without_where", _STANCE, "The same as `delete-without-where`."),
        Key(
            "access-changes",
            _STANCE,
            "Changes of owner, grants, row security and policies; `allow` if left out.",
        ),
        Key("access_changes", _STANCE, "The same as `access-changes`."),
        Key(
            "commands",
            Shape("forbid or allow", words=("forbid", "allow", *TRUTH)),
            "Commands in scripts that go past the migrations, such as `prisma db push`; `forbid` if left out. `true` "
            "and `false` say the same.",
        ),
        Key(
            "paths",
            Shape("a pattern or a list of them", text="text", items=Shape("a pattern", text="text")),
            "Migration files, relative to this file; `prisma/migrations/**/migration.sql` if left out.",
        ),
        Key(
            "since",
            Shape("a date, YYYY-MM-DD, or the name of a migration", text="text"),
            "Migrations before this one, or before this day, are history and left alone.",
        ),
        Key(
            "exceptions",
            Shape(
                "a list of exceptions",
                items=Shape("a mapping with file, rule and reason", section=GUARD_EXCEPTION),
                empty=True,
            ),
            "Findings that somebody accepted, each with its file, its rule and the reason.",
        ),
    ),
)
