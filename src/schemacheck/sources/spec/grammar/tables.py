"""The sections of the language for what a table holds beside columns, keys and indexes, and for access to schemas."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.model.triggers import EVENTS, TIMINGS
from schemacheck.sources.spec.grammar.attributes import deferrable, deparsed, flag, names, own, text, word
from schemacheck.sources.spec.grammar.common import (
    COMMENT,
    COMMENT_OF_MEMBER,
    EXPRESSION,
    FLAG,
    GRANTED,
    GRANTS,
    NAME,
    NAMES,
    OWNER,
    PENDING,
    PROTECTED,
    STORAGE_PARAMETERS,
    one_of,
)
from schemacheck.sources.spec.grammar.types import Key, Section, Shape

_ENABLED: Final = word(
    "enabled",
    ("origin", "disabled", "replica", "always"),
    "When it fires: `origin`, as usual; `disabled`; `replica`, only where changes are replayed; `always`. `origin` if "
    "left out.",
    default="origin",
)
STATISTICS_KINDS: Final = ("ndistinct", "dependencies", "mcv")
_TEXTS: Final = Shape("a list, or any", words=("any",), items=Shape("a text", text="scalar", empty=True), empty=True)
_SQL: Final = Shape("the text, as the server prints it", text="text")


def _entries(name: str, doc: str, entry: Shape) -> Key:
    shape = Shape("a mapping from names to mappings, or any", words=("any",), entries=entry, empty=True)
    return Key(name, shape, doc + " Left out: not compared. With the key, it has exactly these.")


EXCLUSION: Final = Section(
    "exclusion",
    "an exclusion constraint",
    "No two rows for which all operators hold.",
    (
        Key(
            "elements",
            Shape(
                "a list of texts such as room WITH =", words=("any",), items=Shape("such as room WITH =", text="text")
            ),
            "Columns and expressions, each with its operator, as SQL has it: `[room WITH =, during WITH &&]`. A "
            "collation and an operator class stand before WITH where they are not those of the column and the type.",
            required=True,
            codec="texts",
        ),
        text("method", NAME, "The index method; `gist` if left out.", default="gist"),
        text(
            "where",
            EXPRESSION,
            "Only rows for which this holds take part. Left out: all of them.",
            default=None,
            attribute="predicate",
        ),
        names(
            "include",
            replace(NAMES, words=("any",)),
            "Columns that its index carries without their being part of an element.",
            default=(),
        ),
        deferrable("When it is checked; `no` if left out."),
        STORAGE_PARAMETERS,
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

TRIGGER: Final = Section(
    "trigger",
    "a trigger",
    "What runs by itself when rows change.",
    (
        own(
            "fires",
            Shape(
                "such as before insert or update of a, b",
                text="text",
                pattern=rf"^\s*([Aa][Nn][Yy]|({'|'.join(TIMINGS)})\s+({'|'.join(EVENTS)})\b.*)$",
            ),
            f"When it fires, as SQL has it: {', '.join(f'`{timing}`' for timing in TIMINGS)}, then events joined by "
            f"`or`: {', '.join(f'`{event}`' for event in EVENTS)}. `update of a, b` names columns.",
            required=True,
        ),
        word("for_each", ("row", "statement"), "`row` or `statement`; `row` if left out.", default="row"),
        deparsed("when", EXPRESSION, "Only rows for which this holds fire it. Left out: all of them.", default=None),
        own(
            "function",
            Shape("the name of a function", text="text"),
            "The function that it runs: `name`, or `schema.name` in another schema. Odd names stand in double quotes.",
            required=True,
        ),
        Key("arguments", _TEXTS, "What the function is given; nothing if left out.", codec="texts", default=()),
        text("old_table", NAME, "The name it has for the rows as they were (REFERENCING OLD TABLE).", default=None),
        text("new_table", NAME, "The name it has for the rows as they are now (REFERENCING NEW TABLE).", default=None),
        flag("constraint", "`true`: a constraint trigger."),
        own(
            "from",
            Shape("the name of a table", text="text"),
            "The other table that a constraint trigger is about: `name`, or `schema.name` in another schema.",
            default=None,
            attribute="from_table",
        ),
        deferrable("When a constraint trigger fires; `no` if left out."),
        _ENABLED,
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

RULE: Final = Section(
    "rule",
    "a rewrite rule",
    "What a statement on the table is turned into. The rule that makes a view a view is part of the view.",
    (
        word("event", ("select", "insert", "update", "delete"), "The statement it is about.", required=True),
        Key(
            "instead",
            FLAG,
            "`true`: in place of the statement. `false` if left out: beside it.",
            codec="flag",
            default=False,
        ),
        deparsed("where", _SQL, "Only when this holds. Left out: always.", default=None, attribute="condition"),
        deparsed("action", _SQL, "What is done; `NOTHING` perhaps.", required=True),
        _ENABLED,
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

POLICY: Final = Section(
    "policy",
    "a policy",
    "Which rows a role sees and may change.",
    (
        word(
            "command",
            ("all", "select", "insert", "update", "delete"),
            "The statements it is for; `all` if left out.",
            default="all",
        ),
        Key(
            "roles",
            Shape("a role or a list of them, or any", words=("any",), text="name", items=NAME, least=1),
            "Whom it is for; `PUBLIC`, which is everybody, if left out.",
            codec="sorted texts",
            default=("PUBLIC",),
        ),
        deparsed(
            "using", EXPRESSION, "Which rows are there for them. Left out: the policy has no such part.", default=None
        ),
        deparsed(
            "with_check",
            EXPRESSION,
            "What a new row must satisfy. Left out: the policy has no such part.",
            default=None,
            attribute="check",
        ),
        flag("permissive", "`false`: it takes away from what permissive ones give.", default=True),
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

AHEAD: Final = r"^\s*([0-9]{1,4})\s+(day|week|month|year)s?\s*$"

PARTITION_RULE: Final = Section(
    "partition_rule",
    "a rule for partitions",
    "What holds for all partitions of a table, in place of a list of them. Holes between their ranges are findings.",
    (
        Key("pattern", NAME, "What their names fit, such as `events_*`.", required=True),
        Key(
            "own",
            Shape(
                "none, any, or a list of texts", words=("none", "any"), items=Shape("a text", text="text"), empty=True
            ),
            "In what each may differ from its table: row security, owner, indexes, constraints and the like, as "
            "`snapshot` writes it. A right that the table grants too is no difference. `none` if left out.",
        ),
        Key(
            "default",
            Shape("required, none or any", words=("required", "none", "any")),
            "Whether there is a default partition; `any` if left out.",
        ),
        Key(
            "ahead",
            Shape("a number of days, weeks, months or years", text="text", pattern=AHEAD),
            "How far ahead of today the ranges reach at least: `2 months`. Left out: not looked at.",
        ),
    ),
)

PARTITION: Final = Section(
    "partition",
    "a partition",
    "A partition that differs from its table in more than its rows.",
    (
        deparsed("bounds", _SQL, "Its bounds, as SQL has them behind FOR VALUES, or `DEFAULT`.", required=True),
        own(
            "own",
            _TEXTS,
            "In what it differs from the table: `index lat_idx: btree (lat)`, `default of lat: 0`, `not null lat`, "
            "`policy own: for all to bob using (athlete = 1)`, `disabled trigger touch`, `grant of select to bob`, ... "
            "Behind the colon stands what it is, as a snapshot writes it; without colon, one of that name is enough. "
            "Nothing if left out.",
            default=(),
        ),
        PROTECTED,
        PENDING,
    ),
)

STATISTICS: Final = Section(
    "statistics",
    "a statistics object",
    "What the planner learns of several columns together.",
    (
        Key("columns", _TEXTS, "Its columns and expressions.", required=True, codec="sorted texts", attribute="on"),
        own(
            "kinds",
            Shape(
                "a list of ndistinct, dependencies and mcv, or any",
                words=("any",),
                items=Shape("ndistinct, dependencies or mcv", words=STATISTICS_KINDS),
            ),
            "What it counts; all of it if left out.",
            default=STATISTICS_KINDS,
        ),
        COMMENT_OF_MEMBER,
        PROTECTED,
        PENDING,
    ),
)

TABLE_KINDS: Final = (
    _entries("exclusions", "Its exclusion constraints by name.", Shape("a mapping", section=EXCLUSION)),
    _entries("triggers", "Its triggers by name.", Shape("a mapping", section=TRIGGER)),
    _entries("rules", "Its rewrite rules by name.", Shape("a mapping", section=RULE)),
    Key(
        "row_security",
        one_of("off", "enabled", "forced", "forced but off"),
        "Whether policies hold: for nobody, for all but the owner, or for the owner too. `forced but off` waits for "
        "being enabled. Left out: not compared.",
    ),
    _entries("policies", "Its policies by name.", Shape("a mapping", section=POLICY)),
    Key(
        "replica_identity",
        Shape(
            "default, nothing, full, index and a name, or any",
            text="text",
            pattern="^(default|nothing|full|any|index .+)$",
        ),
        "What a logical replica is told of a row that changes. Left out: not compared.",
    ),
    Key(
        "partition_by",
        Shape("strategy and key such as RANGE (at), none or any", text="text"),
        "How it is partitioned, as SQL has it: `RANGE (at)`. Left out: not compared.",
    ),
    Key(
        "partitions",
        Shape(
            "a mapping from names to bounds, one with a pattern, or any",
            words=("any",),
            entries=Shape("the bounds, or a mapping", text="text", section=PARTITION),
            section=PARTITION_RULE,
            empty=True,
        ),
        "Its partitions by name, each with its bounds: `FROM (1) TO (9)`, `IN ('a')`, `DEFAULT`. One in another schema "
        "as `schema.name`. Or, where partitions come and go, what holds for all of them: a mapping with `pattern`. "
        "Left out: not compared. With the key, it has exactly these.",
    ),
    Key(
        "inherits",
        Shape("a list of tables, or any", words=("any",), text="text", items=Shape("a table", text="text"), empty=True),
        "The tables it inherits from, in their order. Left out: not compared.",
    ),
    Key(
        "of_type",
        Shape("a composite type, none or any", text="text"),
        "The composite type whose columns it has, of a typed table: `name`, or `schema.name` in another "
        "schema. Left out: not compared.",
    ),
    replace(
        STORAGE_PARAMETERS,
        doc=STORAGE_PARAMETERS.doc.replace(
            "`. Spellings", "`; those of its TOAST table as `toast.autovacuum_enabled`. Spellings"
        ),
        codec=None,
    ),
    _entries("statistics", "Its statistics objects by name.", Shape("a mapping", section=STATISTICS)),
)
"""Keys of a table."""

SCHEMA_ACCESS: Final = Section(
    "access",
    "access to a schema",
    "Who owns the schema itself and may use it; its objects say so themselves.",
    (
        OWNER,
        Key(
            "grants",
            GRANTS.shape,
            "Who may do what with the schema: `usage`, `create`. Left out: nobody but its owner; what PostgreSQL "
            "itself installs, on `public` for one, counts as nobody.",
        ),
        COMMENT,
    ),
)
SCHEMA_KEY: Final = Key(
    "access",
    Shape("a mapping with owner, grants and comment", section=SCHEMA_ACCESS),
    "Who owns the schema itself and may use it. Left out: not compared.",
)
DEFAULT_PRIVILEGES: Final = Key(
    "default_privileges",
    Shape(
        "a mapping from names such as tables of app in public to grants",
        entries=Shape("a mapping from roles to lists of privileges", entries=GRANTED),
        empty=True,
    ),
    "What is granted on objects that a role will make: `tables of app in public: {reader: [select]}`, or `functions of "
    "app` for every schema. Left out: not compared. With the key, there are exactly these.",
)
