"""The language of what a team decides: what is ignored, waived and guarded, and which databases are checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.report.policy import IGNORABLE, PLATFORMS
from schemacheck.report.rules import RULES, guard
from schemacheck.sources.spec.grammar.common import (
    NAME,
    REASON,
    TRUTH,
)
from schemacheck.sources.spec.grammar.types import Key, Section, Shape

_PATTERN: Final = Shape("a pattern", text="text")

IGNORED_OBJECT: Final = Section(
    "ignored_object",
    "an ignored object",
    "Live objects that are none of our business, and why.",
    (
        Key("name", _PATTERN, "Their name, or a pattern.", required=True),
        Key("reason", REASON, "Why they are ignored. Reports with --verbose tell it."),
    ),
)

IGNORED_GRANTS: Final = Section(
    "ignored_grants",
    "ignored grants",
    "Grants that are none of our business.",
    (
        Key(
            "to",
            Shape("a pattern or a list of them", text="text", items=_PATTERN, least=1),
            "The roles to which they are, by name or pattern.",
            required=True,
        ),
        Key("reason", REASON, "Why they are ignored. Reports with --verbose tell it."),
    ),
)

_DOCS: Final = {
    "tables": "Tables, views and the like. Never hides one that the file names; nor does another key of objects.",
    "views": "Views.",
    "columns": "Columns, as `column` or `table.column`.",
    "unique": "Uniquenesses, by the name of the constraint or index.",
    "indexes": "Indexes, unique ones too, as `index` or `table.index`; so are checks, triggers, policies and the like.",
    "types": "Enum, domain, composite and range types.",
    "functions": "Functions, as `name` or `name(integer, text)`.",
    "schemas": "PostgreSQL schemas: they are neither unexpected nor among what was not read.",
    "owners": "Owners that are no difference, by the role that is the owner on the live side.",
    "comments": "Comments, by the object that has one.",
}


def _ignored(kind: str) -> Key:
    doc = _DOCS.get(kind, f"{kind.replace('_', ' ').capitalize()}.")
    if kind == "grants":
        of = Shape("a pattern, or a mapping with to", text="text", section=IGNORED_GRANTS)
        says = "a pattern for roles, a mapping with to, or a list of them"
        doc = "Grants, by the role to which they are: `grants: {to: reporting_*}`. They are not compared."
    else:
        of = Shape("a pattern, or a mapping with name and reason", text="text", section=IGNORED_OBJECT)
        says = "a pattern, a mapping with name and reason, or a list of them"
    return Key(kind, replace(of, says=says, items=of, empty=True), doc)


IGNORE: Final = Section(
    "ignore",
    "ignore",
    "Live objects that are none of our business, by kind. A pattern may hold `*`, `?` and `[...]`, and may name the "
    "schema: `audit.log_*`.",
    tuple(map(_ignored, IGNORABLE)),
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
    items=IGNORE.key("tables").shape.items,
    section=IGNORE,
    empty=True,
)

PLATFORM: Final = Key(
    "platform",
    Shape(f"one of {', '.join(PLATFORMS)}", words=PLATFORMS),
    "Whose database it is. What this host brings along (schemas and all in them, roles, extensions, event triggers) is "
    "passed over and counted; what users make is not, triggers and policies on the host's tables among it. Of such a "
    "table the file says what stands there, and no more.",
)
ROLES: Final = Key(
    "roles",
    Shape("a mapping from roles to their names on the live side", entries=NAME, empty=True),
    "What roles are called on the live side, where that is another name: `roles: {app_owner: production_owner}`.",
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
        replace(PLATFORM, doc="Whose database it is there. Left out: as at the top of the file."),
        replace(ROLES, doc="What roles are called there, over what stands at the top of the file."),
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
