"""The sections of the language for what a schema, or the database, holds beside tables."""

from __future__ import annotations

from typing import Final

from schemacheck.sources.spec.grammar.common import ACCESS, COMMENT, EXPRESSION, FLAG, NAME, OWNER, PROTECTED
from schemacheck.sources.spec.grammar.types import Key, Section, Shape
from schemacheck.sql.databases import DATABASES

_TYPE: Final = Shape("a type, such as bigint", text="text")
_NUMBER: Final = Shape("a whole number or any", text="scalar")
_OPEN_NAME: Final = Shape("a name, none or any", words=("none", "any"), text="name")
_TEXT: Final = Shape("a text, none or any", text="text")
_SQL: Final = Shape("the text, most readable as a block behind `|`", text="text")
_NAMES: Final = Shape("a list of names, or any", words=("any",), text="name", items=NAME, empty=True)
_TEXTS: Final = Shape(
    "a mapping from names to texts, or any",
    words=("any",),
    entries=Shape("a text", text="scalar", empty=True),
    empty=True,
)
_KINDS_OF_AGGREGATES: Final = ("normal", "ordered-set", "hypothetical-set")
_OBJECT: Final = (PROTECTED, *ACCESS)
_NO_GRANTS: Final = (PROTECTED, OWNER, COMMENT)


def _word(*words: str) -> Shape:
    return Shape(", ".join(words) + " or any", words=(*words, "any"), folded=True)


def _entries(name: str, section: Section, says: str, doc: str) -> Key:
    return Key(
        name,
        Shape(
            f"a mapping from names to {says}",
            entries=Shape("exists, or a mapping", words=("exists",), section=section),
            empty=True,
        ),
        doc,
    )


DEFINITION: Final = Key(
    "definition", _SQL, "Its query, as the server prints it (see `postgresql`). Left out: not compared."
)
OF_VIEWS: Final = (
    Key(
        "security_invoker", FLAG, "`true`: tables are read with the rights of whoever queries it. `false` if left out."
    ),
    Key("security_barrier", FLAG, "`true`: no function sees a row before the view lets it pass. `false` if left out."),
    Key("check_option", _word("none", "local", "cascaded"), "Which rows it refuses; `none` if left out."),
)
OF_MATERIALIZED_VIEWS: Final = (
    Key("populated", FLAG, "`false`: WITH NO DATA, it cannot be read. `true` if left out."),
)
OF_FOREIGN_TABLES: Final = (
    Key("server", NAME, "Of a foreign table, its server. Left out: not compared."),
    Key("options", _TEXTS, "Of a foreign table, what it tells its server, without a password. Left out: not compared."),
)

DOMAIN: Final = Section(
    "domain",
    "a domain",
    "A type of one's own that is another one with conditions.",
    (
        Key("type", _TYPE, "The type it is made of.", required=True),
        Key("not_null", FLAG, "`true`: NOT NULL. `false` if left out."),
        Key("default", Shape("an SQL expression, none or any", text="scalar"), "Its default; none if left out."),
        Key("collation", _OPEN_NAME, "Its collation, where it is not that of its type."),
        Key(
            "checks",
            Shape(
                "a mapping from names to conditions, or any", words=("any",), entries=EXPRESSION, empty=True
            ),
            "Its conditions by name, on VALUE; none if left out. One that ends with NOT VALID was never held against "
            "older rows.",
        ),
        *_OBJECT,
    ),
)  # fmt: skip

COMPOSITE_TYPE: Final = Section(
    "composite_type",
    "a composite type",
    "A type that is a row of others.",
    (
        Key(
            "attributes",
            Shape("a mapping from names to types, or any", words=("any",), entries=_TYPE, empty=True),
            "Its attributes in order, each with its type.",
            required=True,
        ),
        *_OBJECT,
    ),
)

RANGE: Final = Section(
    "range",
    "a range type",
    "A type of ranges of another one.",
    (
        Key("subtype", _TYPE, "The type whose ranges they are.", required=True),
        Key("operator_class", _OPEN_NAME, "Its order, where it is not the type's default."),
        Key("collation", _OPEN_NAME, "Its collation, where it is not that of its type."),
        Key("canonical", _OPEN_NAME, "The function that gives equal ranges one form."),
        Key("subtype_diff", _OPEN_NAME, "The function that measures how far two values are apart."),
        Key("multirange", _OPEN_NAME, "The type of sets of its ranges. Left out: not compared."),
        *_OBJECT,
    ),
)

COLLATION: Final = Section(
    "collation",
    "a collation",
    "A collation of the schema's own.",
    (
        Key("provider", _word("libc", "icu", "builtin"), "Who sorts; `libc` if left out."),
        Key("locale", _TEXT, "The locale; of `libc`, its LC_COLLATE."),
        Key("ctype", _TEXT, "Of `libc`, its LC_CTYPE where it is another one."),
        Key("deterministic", FLAG, "`false`: texts that differ may be equal. `true` if left out."),
        Key("rules", _TEXT, "Further rules of sorting (PostgreSQL 16)."),
        *_NO_GRANTS,
    ),
)

SEQUENCE: Final = Section(
    "sequence",
    "a sequence",
    "How a sequence counts. Where it stands is data and never compared. `{}` is one as it is made without options.",
    (
        Key("type", Shape("smallint, integer, bigint or any", text="text"), "Its type; `bigint` if left out."),
        Key("start", _NUMBER, "Where it starts; its minimum if left out, or its maximum when it counts down."),
        Key("increment", _NUMBER, "Its step; `1` if left out."),
        Key("minimum", _NUMBER, "Its lowest value; that of its type if left out, and `1` when it counts up."),
        Key("maximum", _NUMBER, "Its highest value; that of its type if left out, and `-1` when it counts down."),
        Key("cache", _NUMBER, "How many values a session takes at once; `1` if left out."),
        Key("cycle", FLAG, "`true`: it begins anew at its end. `false` if left out."),
        Key(
            "owned_by",
            Shape("table.column, none or any", words=("none", "any"), text="text"),
            "The column it goes with, as `table.column`; none if left out.",
        ),
        *_OBJECT,
    ),
)

AGGREGATE: Final = Section(
    "aggregate",
    "an aggregate",
    "What an aggregate is made of. Functions, operators and types are named with the schema they live in, unless that "
    "is PostgreSQL's own.",
    (
        Key("kind", Shape(", ".join(_KINDS_OF_AGGREGATES), words=_KINDS_OF_AGGREGATES), "`normal` if left out."),
        Key("state_function", NAME, "SFUNC: takes a value into the state.", required=True),
        Key("state_type", _TYPE, "STYPE: the type of the state.", required=True),
        Key("final_function", NAME, "FINALFUNC."),
        Key("combine_function", NAME, "COMBINEFUNC."),
        Key("serial_function", NAME, "SERIALFUNC."),
        Key("deserial_function", NAME, "DESERIALFUNC."),
        Key("initial_value", Shape("a text", text="scalar"), "INITCOND."),
        Key("sort_operator", NAME, "SORTOP."),
        Key("moving_state_function", NAME, "MSFUNC."),
        Key("moving_inverse_function", NAME, "MINVFUNC."),
        Key("moving_state_type", _TYPE, "MSTYPE."),
        Key("moving_final_function", NAME, "MFINALFUNC."),
        Key("moving_initial_value", Shape("a text", text="scalar"), "MINITCOND."),
    ),
)  # fmt: skip

FUNCTION: Final = Section(
    "function",
    "a function",
    "A function, procedure, aggregate or window function.",
    (
        Key(
            "kind",
            _word("function", "procedure", "aggregate", "window function"),
            "What it is; `function` if left out.",
        ),
        Key("arguments", _TEXT, "All its arguments with names, modes and defaults. Left out: not compared."),
        Key("returns", _TEXT, "What it returns, as SQL has it. Left out: not compared."),
        Key("language", NAME, "The language of its body. Left out: not compared."),
        Key("volatility", _word("immutable", "stable", "volatile"), "`volatile` if left out."),
        Key("strict", FLAG, "`true`: NULL in, NULL out, without a call. `false` if left out."),
        Key("parallel", _word("safe", "restricted", "unsafe"), "`unsafe` if left out."),
        Key("leakproof", FLAG, "`false` if left out."),
        Key("security_definer", FLAG, "`true`: it runs with the rights of its owner. `false` if left out."),
        Key("settings", _TEXTS, "Parameters it sets while it runs, such as search_path; none if left out."),
        Key("aggregate", Shape("a mapping", words=("any",), section=AGGREGATE), "What an aggregate is made of."),
        Key("library", _TEXT, "The file that holds a function of C."),
        Key("sql_body", _SQL, "Its body in standard SQL, as the server prints it (PostgreSQL 14)."),
        Key("body", _SQL, "Its body. Left out: not compared."),
        *_OBJECT,
    ),
)

EXTENSION: Final = Section(
    "extension",
    "an extension",
    "An extension that is installed.",
    (
        Key("schema", NAME, "The schema that holds its objects. Left out: not compared."),
        Key("version", Shape("a version, or any", text="scalar"), "Its version. Left out: not compared."),
        PROTECTED,
    ),
)

EVENT_TRIGGER: Final = Section(
    "event_trigger",
    "an event trigger",
    "A function that runs when commands change schemas.",
    (
        Key(
            "event",
            _word("ddl_command_start", "ddl_command_end", "table_rewrite", "sql_drop", "login"),
            "When it runs.",
            required=True,
        ),
        Key("function", NAME, "What it runs.", required=True),
        Key("tags", _NAMES, "The commands it is for; all of them if left out."),
        Key(
            "enabled",
            _word("origin", "disabled", "replica", "always"),
            "In which sessions it runs; `origin`, the usual one, if left out.",
        ),
        *_NO_GRANTS,
    ),
)

PUBLISHED_TABLE: Final = Section(
    "published_table",
    "a published table",
    "A table of which not everything is published.",
    (
        Key("columns", _NAMES, "The columns that are published; all of them if left out."),
        Key("where", EXPRESSION, "The rows that are published; all of them if left out."),
    ),
)

PUBLICATION: Final = Section(
    "publication",
    "a publication",
    "What logical replication sends.",
    (
        Key("all_tables", FLAG, "`true`: every table of the database. `false` if left out."),
        Key(
            "tables",
            Shape(
                "a mapping from tables to all, or to columns and rows",
                words=("any",),
                entries=Shape("all, or a mapping", words=("all",), section=PUBLISHED_TABLE),
                empty=True,
            ),
            "Its tables, as `table` or `schema.table`; none if left out.",
        ),
        Key("schemas", _NAMES, "Schemas all of whose tables are published (PostgreSQL 15); none if left out."),
        Key(
            "publish",
            Shape(
                "a list of insert, update, delete and truncate, or any",
                words=("any",),
                items=Shape("insert, update, delete or truncate", words=("insert", "update", "delete", "truncate")),
                empty=True,
            ),
            "What is sent; all four if left out.",
        ),
        Key("via_root", FLAG, "`true`: changes of partitions are those of their table. `false` if left out."),
        Key("generated_columns", _word("none", "stored"), "Whether they are sent (PostgreSQL 18). `none` if left out."),
        *_NO_GRANTS,
    ),
)

FOREIGN_SERVER: Final = Section(
    "foreign_server",
    "a foreign server",
    "A server whose tables are read as foreign tables. Its user mappings hold secrets and are never read.",
    (
        Key("wrapper", NAME, "The foreign data wrapper.", required=True),
        Key("type", _TEXT, "Its type, where the wrapper knows types."),
        Key("version", _TEXT, "Its version, where the wrapper knows versions."),
        Key("options", _TEXTS, "Its options by name. The value of a password is never read; none if left out."),
        *_OBJECT,
    ),
)

DATABASE: Final = Section(
    "database",
    "the database",
    "How the database reads and sorts text.",
    (
        Key("encoding", NAME, "Its encoding. Left out: not compared."),
        Key("provider", _word("libc", "icu", "builtin"), "Who sorts. Left out: not compared."),
        Key("collation", NAME, "Its LC_COLLATE. Left out: not compared."),
        Key("ctype", NAME, "Its LC_CTYPE. Left out: not compared."),
        Key("locale", _TEXT, "The locale of `icu` or `builtin`. Left out: not compared."),
    ),
)

IN_SCHEMAS: Final = (
    _entries("domains", DOMAIN, "domains", "Domains by name. Left out: not compared."),
    _entries("composite_types", COMPOSITE_TYPE, "composite types", "Composite types by name. Left out: not compared."),
    _entries("ranges", RANGE, "range types", "Range types by name. Left out: not compared."),
    _entries("collations", COLLATION, "collations", "Collations by name. Left out: not compared."),
    _entries(
        "sequences", SEQUENCE, "sequences",
        "Sequences by name, those of identity and serial columns apart. Left out: not compared.",
    ),
    _entries(
        "functions", FUNCTION, "functions",
        "Functions, procedures and aggregates by name and types of their input arguments, such as `pace(text, "
        "integer)`; types without a schema are PostgreSQL's or of the function's own schema. Left out: not compared.",
    ),
)  # fmt: skip
"""What a PostgreSQL schema can hold."""

IN_DATABASE: Final = (
    _entries("extensions", EXTENSION, "extensions", "Extensions by name. Left out: not compared."),
    _entries("event_triggers", EVENT_TRIGGER, "event triggers", "Event triggers by name. Left out: not compared."),
    _entries("publications", PUBLICATION, "publications", "Publications by name. Left out: not compared."),
    _entries("foreign_servers", FOREIGN_SERVER, "foreign servers", "Foreign servers by name. Left out: not compared."),
    Key(
        "database",
        Shape("the name of a database system, or a mapping", words=DATABASES, text="name", section=DATABASE),
        f"Which database the file is about, where it is not PostgreSQL: {', '.join(DATABASES[1:])}, or SQLAlchemy's "
        "name of another one. Types are then that one's. A mapping is about the facts of a PostgreSQL database itself; "
        "left out, they are not compared.",
    ),
)
"""What the whole database has, whatever the schema: at the top of the file alone."""
