"""The language of expected_schema.yaml, declared once.

The reader takes its keys and shapes from here, and so do the JSON Schema for editors and the reference in
docs/expected_schema.md. A new kind of object is one Section here, a Key where it hangs, and one builder that reads it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.rules import RULES
from schemacheck.sources.spec.grammar_objects import (
    DEFINITION,
    IN_DATABASE,
    IN_SCHEMAS,
    OF_FOREIGN_TABLES,
    OF_MATERIALIZED_VIEWS,
    OF_VIEWS,
)
from schemacheck.sources.spec.grammar_objects import SECTIONS as OF_OBJECTS
from schemacheck.sources.spec.grammar_tables import (
    DEFAULT_PRIVILEGES,
    DEFERRABLE,
    SCHEMA_ACCESS,
    SCHEMA_KEY,
    TABLE_KINDS,
    TABLE_SECTIONS,
)
from schemacheck.sources.spec.shape import Key, Section, Shape
from schemacheck.sources.spec.shapes import (
    ACCESS,
    COMMENT,
    EXPRESSION,
    FLAG,
    NAME,
    NAMES,
    OWNER,
    PROTECTED,
    REASON,
    TRUTH,
)

VERSION: Final = "1"

ACTIONS: Final = ("no action", "restrict", "cascade", "set null", "set default")
OPTIONAL: Final = ("checks", "indexes", *(key.name for key in TABLE_KINDS), "grants", "comment")
"""What a table holds beside columns and keys; compared only where its key is there, or `exact` lists it."""

KINDS: Final = ("table", "partitioned table", "view", "materialized view", "foreign table")

GENERATED: Final = Section(
    "generated",
    "a generated column",
    "How a column computes itself.",
    (
        Key("expression", EXPRESSION, "The expression, as SQL has it.", required=True),
        Key("stored", FLAG, "`true`: computed when written. `false`: when read (PostgreSQL 18). `true` if left out."),
    ),
)

COLUMN: Final = Section(
    "column",
    "a column",
    "One column. Often a type alone says it all: `email: text?`; `any` asserts nothing but that the column is there.",
    (
        Key(
            "type",
            Shape("a type, such as text or timestamp(3)?", text="text"),
            "The type as PostgreSQL spells it, in any of its spellings; `?` behind it allows NULL. `serial` and its "
            "sizes are integers with a sequence of their own. Names of other types are exact. `any`: not compared.",
            required=True,
        ),
        Key("nullable", FLAG, "Whether it may be NULL: the long form of the `?`."),
        Key(
            "default",
            Shape("an SQL expression, a number, true, false, null or any", text="scalar"),
            "The default in the database, as SQL has it: `\"'draft'\"`, `CURRENT_TIMESTAMP`, `0`, `false`. `null` or "
            "left out: there is none. `any`: not compared.",
        ),
        Key(
            "identity",
            Shape("always, by default, none or any", words=("always", "by default", "none", "any"), folded=True),
            "`always` or `by default`: the column is GENERATED ... AS IDENTITY, and never NULL.",
        ),
        Key(
            "generated",
            Shape(
                "an SQL expression, or a mapping with expression and stored", words=("none", "any"), text="text",
                section=GENERATED,
            ),
            "The expression of a generated column.",
        ),
        Key(
            "collation",
            Shape("the name of a collation, none or any", words=("none", "any"), text="name"),
            "The column's collation, where it is not that of its type.",
        ),
        Key(
            "not_null_validated",
            FLAG,
            "`false`: its NOT NULL is NOT VALID, so that older rows may be NULL (PostgreSQL 18). `true` if left out.",
        ),
        COMMENT,
        PROTECTED,
    ),
)  # fmt: skip

PRIMARY_KEY: Final = Section(
    "primary_key",
    "a primary key",
    "A primary key with more to say than its columns.",
    (
        Key("columns", NAMES, "Its columns, in order.", required=True),
        Key("name", NAME, "The name of the constraint. Compared only when it is given."),
        Key("deferrable", DEFERRABLE, "When it is checked; `no` if left out."),
        PROTECTED,
    ),
)

KEY_PART: Final = Section(
    "key_part",
    "a part of a key",
    "A column with more to say than its name, or an expression.",
    (
        Key("column", NAME, "A column. Either this or `expression`."),
        Key("expression", EXPRESSION, "An expression in the place of a column: `lower(email)`."),
        Key("operator_class", NAME, "The operator class, where it is not the type's default."),
        Key("collation", NAME, "The collation, where it is not the column's."),
        Key("descending", FLAG, "`true`: DESC. `false` if left out."),
        Key("nulls_first", FLAG, "`true`: NULLS FIRST. As `descending` if left out, as in SQL."),
    ),
)

_PARTS = Shape(
    "a column name, or a list of names and of mappings such as {expression: lower(email)}",
    text="name",
    items=Shape("a column name or a mapping", text="name", section=KEY_PART),
    least=1,
)

UNIQUE: Final = Section(
    "unique",
    "a uniqueness",
    "A uniqueness with more to say than its columns.",
    (
        Key("columns", _PARTS, "What is unique together, in order.", required=True),
        Key("name", NAME, "The name of the constraint or index. Compared only when it is given."),
        Key(
            "where",
            EXPRESSION,
            "Only rows for which this holds are unique. Left out: all of them. `any`: not compared.",
        ),
        Key("nulls_distinct", FLAG, "`false`: NULLS NOT DISTINCT, two NULLs collide. `true` if left out."),
        Key("deferrable", DEFERRABLE, "When it is checked; `no` if left out."),
        Key(
            "as",
            Shape("constraint, index or any", words=("constraint", "index", "any"), folded=True),
            "Whether a constraint or an index carries it. Both guarantee the same; compared only when it is given.",
        ),
        Key("method", NAME, "The index method; `btree` if left out."),
        Key(
            "include", replace(NAMES, words=("any",)), "Columns the index carries without their being part of the key."
        ),
        Key("valid", FLAG, "`false`: the index is INVALID and guarantees nothing. `true` if left out."),
        PROTECTED,
    ),
)

INDEX: Final = Section(
    "index",
    "an index",
    "An index with more to say than its columns.",
    (
        Key("columns", _PARTS, "Its columns and expressions, in order.", required=True),
        Key("name", NAME, "Its name. Compared only when it is given."),
        Key("method", NAME, "Its method, such as `gin`; `btree` if left out."),
        Key("where", EXPRESSION, "Only rows for which this holds are in it. Left out: all. `any`: not compared."),
        Key("include", replace(NAMES, words=("any",)), "Columns that it carries without their being part of the key."),
        Key("valid", FLAG, "`false`: it is INVALID and serves no query. `true` if left out."),
        PROTECTED,
    ),
)

FOREIGN_KEY: Final = Section(
    "foreign_key",
    "a foreign key",
    "One foreign key.",
    (
        Key("columns", NAMES, "The columns that point.", required=True),
        Key(
            "references",
            Shape("table(column, ...)", text="text", pattern=r"^.+\(.+\)\s*$"),
            "Where they point, in SQL's own form: `table(column, ...)` or `schema.table(column, ...)`. Names are "
            "exact; odd ones stand in double quotes.",
            required=True,
        ),
        Key(
            "on_delete",
            Shape(
                ", ".join(ACTIONS) + " or any", words=(*ACTIONS, "any"), folded=True, text="text",
                pattern=r"^[Ss][Ee][Tt] ([Nn][Uu][Ll][Ll]|[Dd][Ee][Ff][Aa][Uu][Ll][Tt]) ?\(.+\)$",
            ),
            "What happens to these rows when the row they point at is deleted. Compared only when it is given. "
            "`set null (a, b)` names the columns that change (PostgreSQL 15).",
        ),
        Key(
            "on_update",
            Shape(", ".join(ACTIONS) + " or any", words=(*ACTIONS, "any"), folded=True),
            "What happens when the key they point at changes. Compared only when it is given.",
        ),
        Key("name", NAME, "The name of the constraint. Compared only when it is given."),
        Key(
            "match",
            Shape("simple, full, partial or any", words=("simple", "full", "partial", "any"), folded=True),
            "How NULLs in several columns count; `simple` if left out.",
        ),
        Key("deferrable", DEFERRABLE, "When it is checked; `no` if left out."),
        Key("validated", FLAG, "`false`: NOT VALID, older rows were never looked at. `true` if left out."),
        Key("enforced", FLAG, "`false`: NOT ENFORCED (PostgreSQL 18). `true` if left out."),
        Key("triggers_enabled", FLAG, "`false`: the triggers that do its work are switched off. `true` if left out."),
        PROTECTED,
    ),
)  # fmt: skip

CHECK: Final = Section(
    "check",
    "a check constraint",
    "A check constraint with more to say than its condition.",
    (
        Key("expression", EXPRESSION, "The condition, as SQL has it.", required=True),
        Key("validated", FLAG, "`false`: NOT VALID, older rows were never looked at. `true` if left out."),
        Key("enforced", FLAG, "`false`: NOT ENFORCED (PostgreSQL 18). `true` if left out."),
        Key("no_inherit", FLAG, "`true`: NO INHERIT, child tables do not have it. `false` if left out."),
        PROTECTED,
    ),
)

TABLE: Final = Section(
    "table",
    "a table",
    "A table, or anything a query can read like one. Columns and keys are exact: left out means there is none.",
    (
        PROTECTED,
        Key(
            "kind",
            Shape(", ".join(KINDS) + " or any", words=(*KINDS, "any"), folded=True),
            "What it is; `table` if left out.",
        ),
        *OF_FOREIGN_TABLES,
        Key("unlogged", FLAG, "`true`: UNLOGGED, its rows are lost at a crash. `false` if left out."),
        Key(
            "columns",
            Shape(
                "a mapping from column names to types, or any",
                words=("any",),
                entries=Shape("a type, such as text or timestamp(3)?, any, or a mapping", text="text", section=COLUMN),
            ),
            "Its columns by name, each a type or a mapping. `any`: not compared.",
            required=True,
        ),
        Key(
            "extra_columns",
            Shape("allow or refuse", words=("allow", "refuse")),
            "`allow`: further columns are no finding. `refuse` if left out.",
        ),
        Key(
            "primary_key",
            Shape(
                "a column name, a list of them, a mapping, none or any",
                words=("none", "any"),
                text="name",
                items=NAME,
                least=1,
                section=PRIMARY_KEY,
                empty=True,
            ),
            "Its primary key. Left out or `none`: it has none. `any`: not compared.",
        ),
        Key(
            "unique",
            Shape(
                "a list, or any",
                words=("any",),
                items=Shape(
                    "a column name, a list of them, or a mapping",
                    text="name",
                    items=_PARTS.items,
                    least=1,
                    section=UNIQUE,
                ),
                empty=True,
            ),
            "What must be unique, whether a constraint or a unique index sees to it. Left out: nothing. `any`: not "
            "compared.",
        ),
        Key(
            "foreign_keys",
            Shape(
                "a list of mappings, or any",
                words=("any",),
                items=Shape("a mapping with columns and references", section=FOREIGN_KEY),
                empty=True,
            ),
            "Its foreign keys. Left out: none. `any`: not compared.",
        ),
        Key(
            "checks",
            Shape(
                "a mapping from names to conditions",
                words=("any",),
                entries=Shape("an SQL condition, or a mapping with expression", text="text", section=CHECK),
                empty=True,
            ),
            "Its check constraints by name. Left out: not compared. With the key, it has exactly these.",
        ),
        Key(
            "indexes",
            Shape(
                "a list, or any",
                words=("any",),
                items=Shape(
                    "a column name, a list of them, or a mapping", text="name", items=_PARTS.items, section=INDEX
                ),
                empty=True,
            ),
            "Its indexes that are not unique. Left out: not compared. With the key, it has exactly these.",
        ),
        *TABLE_KINDS,
        *ACCESS,
    ),
)

VIEW: Final = Section(
    "view",
    "a view",
    "A view. Whether its columns may be NULL says nothing.",
    (
        PROTECTED,
        *(TABLE.key(name) for name in ("columns", "extra_columns", "triggers", "rules")),
        *OF_VIEWS,
        *ACCESS,
        DEFINITION,
    ),
)

MATERIALIZED_VIEW: Final = Section(
    "materialized_view",
    "a materialized view",
    "A materialized view. Whether its columns may be NULL says nothing.",
    (
        PROTECTED,
        *(TABLE.key(name) for name in ("columns", "extra_columns", "unique", "indexes", "statistics")),
        *OF_MATERIALIZED_VIEWS,
        *ACCESS,
        DEFINITION,
    ),
)

ENUM: Final = Section(
    "enum",
    "an enum type",
    "An enum type with more to say than its labels.",
    (
        Key(
            "labels",
            Shape("a list of labels, or any", words=("any",), items=NAME),
            "Its labels, in order.",
            required=True,
        ),
        PROTECTED,
        *ACCESS,
    ),
)

_TABLES = Key(
    "tables",
    Shape(
        "a mapping from table names to tables",
        entries=Shape("exists, or a mapping with columns and keys", words=("exists",), section=TABLE),
        empty=True,
    ),
    "Tables by name. `exists` asserts that a table is there and nothing more.",
)

_VIEWS = Key(
    "views",
    Shape(
        "a mapping from names to views",
        entries=Shape("exists, or a mapping with columns", words=("exists",), section=VIEW),
        empty=True,
    ),
    "Views by name. Left out: a view nobody expects is no finding. With the key, the schema has exactly these.",
)

_MATERIALIZED_VIEWS = Key(
    "materialized_views",
    Shape(
        "a mapping from names to materialized views",
        entries=Shape("exists, or a mapping with columns", words=("exists",), section=MATERIALIZED_VIEW),
        empty=True,
    ),
    "Materialized views by name. Left out: one nobody expects is no finding. With the key, the schema has exactly "
    "these.",
)

_ENUMS = Key(
    "enums",
    Shape(
        "a mapping from names to lists of labels",
        entries=Shape("a list of labels, or a mapping with labels", items=NAME, section=ENUM),
        empty=True,
    ),
    "Enum types by name. Left out: not compared. With the key, the schema has exactly these.",
)

OBJECTS: Final = (_VIEWS, _MATERIALIZED_VIEWS, _ENUMS, *IN_SCHEMAS, SCHEMA_KEY)
"""What a schema can hold beside tables; each is compared only where its key is there."""

NAMESPACE: Final = Section("schema", "a schema", "A PostgreSQL schema beside the default one.", (_TABLES, *OBJECTS))

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
        Key(
            "rule", Shape("the name of a rule", words=tuple(RULES)), "The rule whose findings it covers.", required=True
        ),
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

_SEVERITIES: Final = Shape(
    "a mapping from rules to severities",
    entries=Shape("error, warning, note or off", words=("error", "warning", "note", "off")),
    empty=True,
)
_FAIL_ON: Final = Shape("error, warning or note", words=("error", "warning", "note"))
_IGNORED: Final = Shape(
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
        Key("fail_on", _FAIL_ON, "The lowest severity that fails there. Left out: as at the top of the file."),
        Key("severity", _SEVERITIES, "Severities there, over those at the top of the file."),
        Key("ignore", _IGNORED, "Live objects that are ignored there, beside those at the top of the file."),
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
            Shape("the name of a rule of the guard", words=tuple(each for each in RULES if each.startswith("guard-"))),
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

DOCUMENT: Final = Section(
    "document",
    "an expected schema",
    "What a database is expected to look like.",
    (
        Key("version", Shape("1", words=(VERSION,)), "The version of this language.", required=True),
        Key(
            "postgresql",
            Shape("a major version, such as 16", text="scalar"),
            "The major version of the server in whose words the definitions below are, as `snapshot` writes it. Of "
            "another one they can be compared only as far as both print the same.",
        ),
        Key(
            "schema",
            NAME,
            "The default schema: the one names without a schema live in. `public` if left out. A pattern such as "
            "`tenant_*` stands for every schema that fits it; each is compared with the file on its own.",
        ),
        Key("fail_on", _FAIL_ON, "The lowest severity that fails the check; `warning` if left out."),
        Key("severity", _SEVERITIES, "Severities other than those the rules have, by rule."),
        Key("ignore", _IGNORED, "Live objects that are none of our business. A plain list is about tables."),
        Key(
            "targets",
            Shape(
                "a mapping from names to targets",
                entries=Shape("the name of an environment variable, or a mapping", text="name", section=TARGET),
                empty=True,
            ),
            "The databases that `schemacheck check` looks at when no other is named, all in one run. Often the "
            "environment variable with its URL says it all: `production: PRODUCTION_URL`.",
        ),
        Key(
            "exact",
            Shape("a list of kinds", items=Shape(f"one of {', '.join(OPTIONAL)}", words=OPTIONAL), empty=True),
            "Kinds of which a table has none when it leaves their key out. Other kinds are not compared then.",
        ),
        Key(
            "owner",
            OWNER.shape,
            "The role that owns every object of the file that names no other. `any` at an object: not compared there.",
        ),
        _TABLES,
        *OBJECTS,
        DEFAULT_PRIVILEGES,
        *IN_DATABASE,
        Key(
            "schemas",
            Shape(
                "a mapping from schema names to schemas",
                entries=Shape("a mapping with tables", section=NAMESPACE),
                empty=True,
            ),
            "Further PostgreSQL schemas by name, each with tables of its own.",
        ),
        Key(
            "waivers",
            Shape(
                "a list of waivers", items=Shape("a mapping with rule, object and reason", section=WAIVER), empty=True
            ),
            "Drift that somebody accepted, with a reason and preferably an end.",
        ),
        Key("guard", Shape("a mapping", section=GUARD, empty=True), "What `schemacheck guard` holds migrations to."),
    ),
    private=True,
)

SECTIONS: Final = (
    DOCUMENT, TABLE, COLUMN, GENERATED, PRIMARY_KEY, UNIQUE, KEY_PART, FOREIGN_KEY, CHECK, INDEX, *TABLE_SECTIONS,
    SCHEMA_ACCESS, VIEW,
    MATERIALIZED_VIEW, ENUM,
    NAMESPACE, IGNORE, WAIVER, TARGET, GUARD, GUARD_EXCEPTION, *OF_OBJECTS,
)  # fmt: skip
"""Every section, in the order of the reference."""
