"""The language of what every table has: columns, keys, uniqueness, indexes, checks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.sources.spec.grammar.attributes import deferrable, flag, name, names, own, text, word
from schemacheck.sources.spec.grammar.common import (
    COMMENT,
    COMMENT_OF_MEMBER,
    EXPRESSION,
    FLAG,
    NAME,
    NAMES,
    PENDING,
    PROTECTED,
    STORAGE_PARAMETERS,
)
from schemacheck.sources.spec.grammar.types import COLUMN_TYPES, Key, Section, Shape

ACTIONS: Final = ("no action", "restrict", "cascade", "set null", "set default")

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
            Shape("a type, such as text or timestamp(3)?", text="text", offers=COLUMN_TYPES),
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
            codec="word or none",
            default=None,
        ),
        own(
            "generated",
            Shape(
                "an SQL expression, or a mapping with expression and stored",
                words=("none", "any"),
                text="text",
                section=GENERATED,
            ),
            "The expression of a generated column.",
            default=None,
        ),
        Key(
            "collation",
            Shape("the name of a collation, none or any", words=("none", "any"), text="name"),
            "The column's collation, where it is not that of its type.",
            codec="object name",
            default=None,
        ),
        flag(
            "not_null_validated",
            "`false`: its NOT NULL is NOT VALID, so that older rows may be NULL (PostgreSQL 18).",
            default=True,
        ),
        flag("not_null_no_inherit", "`true`: its NOT NULL is NO INHERIT, child tables do not have it (PostgreSQL 18)."),
        Key(
            "not_null_name",
            Shape("a name, none or any", words=("none", "any"), text="name"),
            "The name of its NOT NULL constraint (PostgreSQL 18). Compared only when it is given.",
            codec="object name",
            default=None,
        ),
        COMMENT,
        PROTECTED,
        PENDING,
    ),
)

PRIMARY_KEY: Final = Section(
    "primary_key",
    "a primary key",
    "A primary key with more to say than its columns.",
    (
        Key("columns", NAMES, "Its columns, in order.", required=True),
        name("name", NAME, "The name of the constraint. Compared only when it is given."),
        deferrable("When it is checked; `no` if left out."),
        flag(
            "without_overlaps",
            "`true`: WITHOUT OVERLAPS, rows may share the other columns where the ranges in the last one do not "
            "overlap (PostgreSQL 18).",
        ),
        names(
            "include",
            replace(NAMES, words=("any",)),
            "Columns that its index carries without their being part of the key.",
            default=(),
        ),
        STORAGE_PARAMETERS,
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

KEY_PART: Final = Section(
    "key_part",
    "a part of a key",
    "A column with more to say than its name, or an expression.",
    (
        Key("column", NAME, "A column. Either this or `expression`."),
        Key("expression", EXPRESSION, "An expression in the place of a column: `lower(email)`."),
        text("operator_class", NAME, "The operator class, where it is not the type's default.", default=None),
        text("collation", NAME, "The collation, where it is not the column's.", default=None),
        flag("descending", "`true`: DESC."),
        Key("nulls_first", FLAG, "`true`: NULLS FIRST. As `descending` if left out, as in SQL."),
    ),
)

PARTS = Shape(
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
        Key("columns", PARTS, "What is unique together, in order.", required=True),
        name("name", NAME, "The name of the constraint or index. Compared only when it is given."),
        text(
            "where",
            EXPRESSION,
            "Only rows for which this holds are unique. Left out: all of them. `any`: not compared.",
            default=None,
            attribute="predicate",
        ),
        flag("nulls_distinct", "`false`: NULLS NOT DISTINCT, two NULLs collide.", default=True),
        deferrable("When it is checked; `no` if left out."),
        own(
            "as",
            Shape("constraint, index or any", words=("constraint", "index", "any"), folded=True),
            "Whether a constraint or an index carries it. Both guarantee the same; compared only when it is given.",
            attribute="constraint",
        ),
        flag(
            "without_overlaps",
            "`true`: WITHOUT OVERLAPS, rows may share the other columns where the ranges in the last one do not "
            "overlap (PostgreSQL 18).",
        ),
        text(
            "method",
            NAME,
            "The index method; `btree` if left out, `gist` of one `without_overlaps`, which `gist` alone says too.",
            default="btree",
        ),
        names(
            "include",
            replace(NAMES, words=("any",)),
            "Columns the index carries without their being part of the key. Compared where they are given, and where "
            "the table says what indexes it has; so are collations, operator classes and orders of its parts.",
            default=(),
        ),
        flag(
            "valid",
            "`false`: the index is INVALID and guarantees nothing.",
            default=True,
            attribute="usable",
        ),
        STORAGE_PARAMETERS,
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

INDEX: Final = Section(
    "index",
    "an index",
    "An index with more to say than its columns.",
    (
        Key("columns", PARTS, "Its columns and expressions, in order.", required=True),
        name("name", NAME, "Its name. Compared only when it is given."),
        text("method", NAME, "Its method, such as `gin`; `btree` if left out.", default="btree"),
        text(
            "where",
            EXPRESSION,
            "Only rows for which this holds are in it. Left out: all. `any`: not compared.",
            default=None,
            attribute="predicate",
        ),
        names(
            "include",
            replace(NAMES, words=("any",)),
            "Columns that it carries without their being part of the key.",
            default=(),
        ),
        flag("valid", "`false`: it is INVALID and serves no query.", default=True, attribute="usable"),
        STORAGE_PARAMETERS,
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
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
                ", ".join(ACTIONS) + " or any",
                words=(*ACTIONS, "any"),
                folded=True,
                text="text",
                pattern=r"^[Ss][Ee][Tt] ([Nn][Uu][Ll][Ll]|[Dd][Ee][Ff][Aa][Uu][Ll][Tt]) ?\(.+\)$",
            ),
            "What happens to these rows when the row they point at is deleted. Compared only when it is given. "
            "`set null (a, b)` names the columns that change (PostgreSQL 15).",
        ),
        word(
            "on_update",
            ACTIONS,
            "What happens when the key they point at changes. Compared only when it is given.",
        ),
        name("name", NAME, "The name of the constraint. Compared only when it is given."),
        word(
            "match",
            ("simple", "full", "partial"),
            "How NULLs in several columns count; `simple` if left out.",
            default="simple",
        ),
        deferrable("When it is checked; `no` if left out."),
        flag("period", "`true`: PERIOD, rows of the target cover all of the range in the last column (PostgreSQL 18)."),
        flag("validated", "`false`: NOT VALID, older rows were never looked at.", default=True),
        flag("enforced", "`false`: NOT ENFORCED (PostgreSQL 18).", default=True),
        flag(
            "triggers_enabled",
            "`false`: the triggers that do its work are switched off.",
            default=True,
        ),
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

CHECK: Final = Section(
    "check",
    "a check constraint",
    "A check constraint with more to say than its condition.",
    (
        Key("expression", EXPRESSION, "The condition, as SQL has it.", required=True),
        flag("validated", "`false`: NOT VALID, older rows were never looked at.", default=True),
        flag("enforced", "`false`: NOT ENFORCED (PostgreSQL 18).", default=True),
        flag("no_inherit", "`true`: NO INHERIT, child tables do not have it."),
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)
