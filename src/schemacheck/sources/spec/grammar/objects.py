"""The sections of the language for what a schema, or the database, holds beside tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.attributes import deparsed, flag, names, number, own, text, type_, word
from schemacheck.sources.spec.grammar.common import (
    ACCESS,
    COMMENT,
    EXPRESSION,
    FLAG,
    GRANTS,
    NAME,
    OWNER,
    PENDING,
    PROTECTED,
)
from schemacheck.sources.spec.grammar.types import Key, Section, Shape
from schemacheck.sql.databases import DATABASES
from schemacheck.sql.types import TypeName

_TYPE: Final = Shape("a type, such as bigint", text="text")
_NUMBER: Final = Shape("a whole number or any", text="scalar")
_OPEN_NAME: Final = Shape("a name, none or any", words=("none", "any"), text="name")
_TEXT: Final = Shape("a text, none or any", text="text", blank=True)
_PLANNED: Final = Shape("a number, none or any", text="scalar")
_SQL: Final = Shape("the text, most readable as a block behind `|`", text="text")
_VALUE: Final = Shape("a text", text="scalar", blank=True)
_NAMES: Final = Shape("a list of names, or any", words=("any",), text="name", items=NAME, empty=True)
_TEXTS: Final = Shape(
    "a mapping from names to texts, or any",
    words=("any",),
    entries=Shape("a text", text="scalar", empty=True),
    empty=True,
)
_COMMENTS: Final = Key(
    "comments",
    Shape(
        "a mapping from names to comments, or any",
        words=("any",),
        entries=Shape("a text", text="text", blank=True),
        empty=True,
    ),
    "",
    codec="pairs",
)
PUBLISHED: Final = ("insert", "update", "delete", "truncate")
DEPENDS: Final = None
"""The default of a bound that depends on other options: `kinds.sequences` works it out."""
_KINDS_OF_AGGREGATES: Final = ("normal", "ordered-set", "hypothetical-set")
_OBJECT: Final = (PROTECTED, PENDING, *ACCESS)
_NO_GRANTS: Final = (PROTECTED, PENDING, OWNER, COMMENT)


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


DEFINITION: Final = deparsed(
    "definition", _SQL, "Its query, as the server prints it (see `postgresql`). Left out: not compared."
)
OF_VIEWS: Final = (
    flag("security_invoker", "`true`: tables are read with the rights of whoever queries it."),
    flag("security_barrier", "`true`: no function sees a row before the view lets it pass."),
    word(
        "check_option",
        ("none", "local", "cascaded"),
        "Which rows it refuses; `none` if left out.",
        default="none",
    ),
)
OF_MATERIALIZED_VIEWS: Final = (flag("populated", "`false`: WITH NO DATA, it cannot be read.", default=True),)
OF_FOREIGN_TABLES: Final = (
    text("server", NAME, "Of a foreign table, its server. Left out: not compared."),
    Key(
        "options",
        _TEXTS,
        "Of a foreign table, what it tells its server, without a password. Left out: not compared.",
        codec="pairs",
    ),
    Key(
        "column_options",
        _TEXTS,
        "Of a foreign table, what it tells its server of its columns: `{id.column_name: ID}`. Left out: not compared.",
        codec="pairs",
    ),
)

DOMAIN: Final = Section(
    "domain",
    "a domain",
    "A type of one's own that is another one with conditions.",
    (
        type_("type", "The type it is made of.", attribute="base", required=True),
        flag("not_null", "`true`: NOT NULL."),
        own(
            "default",
            Shape("an SQL expression, none or any", text="scalar"),
            "Its default; none if left out.",
            default=None,
        ),
        text("collation", _OPEN_NAME, "Its collation, where it is not that of its type.", default=None),
        own(
            "checks",
            Shape("a mapping from names to conditions, or any", words=("any",), entries=EXPRESSION, empty=True),
            "Its conditions by name, on VALUE; none if left out. One that ends with NOT VALID was never held against "
            "older rows.",
            default=(),
        ),
        replace(_COMMENTS, doc="The comments on its conditions, by name. Left out: not compared."),
        *_OBJECT,
    ),
)

COMPOSITE_TYPE: Final = Section(
    "composite_type",
    "a composite type",
    "A type that is a row of others.",
    (
        own(
            "attributes",
            Shape("a mapping from names to types, or any", words=("any",), entries=_TYPE, empty=True),
            "Its attributes in order, each with its type.",
            required=True,
        ),
        Key(
            "collations",
            Shape("a mapping from attributes to collations, or any", words=("any",), entries=NAME, empty=True),
            "The collations of attributes that have another one than their type, by attribute.",
            codec="pairs",
            default=(),
        ),
        replace(_COMMENTS, doc="The comments on its attributes, by name. Left out: not compared."),
        *_OBJECT,
    ),
)

RANGE: Final = Section(
    "range",
    "a range type",
    "A type of ranges of another one.",
    (
        type_("subtype", "The type whose ranges they are.", required=True),
        text("operator_class", _OPEN_NAME, "Its order, where it is not the type's default.", default=None),
        text("collation", _OPEN_NAME, "Its collation, where it is not that of its type.", default=None),
        text("canonical", _OPEN_NAME, "The function that gives equal ranges one form.", default=None),
        text("subtype_diff", _OPEN_NAME, "The function that measures how far two values are apart.", default=None),
        text("multirange", _OPEN_NAME, "The type of sets of its ranges. Left out: not compared."),
        *_OBJECT,
    ),
)

COLLATION: Final = Section(
    "collation",
    "a collation",
    "A collation of the schema's own.",
    (
        word("provider", ("libc", "icu", "builtin"), "Who sorts; `libc` if left out.", default="libc"),
        text("locale", _TEXT, "The locale; of `libc`, its LC_COLLATE.", default=None),
        text("ctype", _TEXT, "Of `libc`, its LC_CTYPE where it is another one.", default=None),
        flag("deterministic", "`false`: texts that differ may be equal.", default=True),
        text("rules", _TEXT, "Further rules of sorting (PostgreSQL 16).", default=None),
        *_NO_GRANTS,
    ),
)

SEQUENCE: Final = Section(
    "sequence",
    "a sequence",
    "How a sequence counts. Where it stands is data and never compared. `{}` is one as it is made without options.",
    (
        type_(
            "type",
            "Its type; `bigint` if left out.",
            shape=Shape("smallint, integer, bigint or any", text="text"),
            default=TypeName(None, "bigint"),
        ),
        number(
            "start", "Where it starts; its minimum if left out, or its maximum when it counts down.", default=DEPENDS
        ),
        number("increment", "Its step; `1` if left out.", default=1),
        number(
            "minimum", "Its lowest value; that of its type if left out, and `1` when it counts up.", default=DEPENDS
        ),
        number(
            "maximum", "Its highest value; that of its type if left out, and `-1` when it counts down.", default=DEPENDS
        ),
        number("cache", "How many values a session takes at once; `1` if left out.", default=1),
        flag("cycle", "`true`: it begins anew at its end."),
        flag("unlogged", "`true`: UNLOGGED, it begins anew after a crash (PostgreSQL 15)."),
        text(
            "owned_by",
            Shape("table.column, none or any", words=("none", "any"), text="text"),
            "The column it goes with, as `table.column`; none if left out.",
            default=None,
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
        Key("initial_value", _VALUE, "INITCOND."),
        Key("sort_operator", NAME, "SORTOP."),
        Key("moving_state_function", NAME, "MSFUNC."),
        Key("moving_inverse_function", NAME, "MINVFUNC."),
        Key("moving_state_type", _TYPE, "MSTYPE."),
        Key("moving_final_function", NAME, "MFINALFUNC."),
        Key("moving_initial_value", _VALUE, "MINITCOND."),
    ),
)

FUNCTION: Final = Section(
    "function",
    "a function",
    "A function, procedure, aggregate or window function.",
    (
        word(
            "kind",
            ("function", "procedure", "aggregate", "window function"),
            "What it is; `function` if left out.",
            default="function",
        ),
        deparsed("arguments", _TEXT, "All its arguments with names, modes and defaults. Left out: not compared."),
        text("returns", _TEXT, "What it returns, as SQL has it. Left out: not compared.", attribute="result"),
        text("language", NAME, "The language of its body. Left out: not compared."),
        word("volatility", ("immutable", "stable", "volatile"), "`volatile` if left out.", default="volatile"),
        flag("strict", "`true`: NULL in, NULL out, without a call."),
        word("parallel", ("safe", "restricted", "unsafe"), "`unsafe` if left out.", default="unsafe"),
        flag("leakproof", ""),
        text("cost", _PLANNED, "COST; as usual in its language if left out.", default=None),
        text("rows", _PLANNED, "ROWS; as usual if left out.", default=None),
        text("support", _TEXT, "SUPPORT: the function that tells the planner more; none if left out.", default=None),
        flag("security_definer", "`true`: it runs with the rights of its owner."),
        Key(
            "settings",
            _TEXTS,
            "Parameters it sets while it runs, such as search_path; none if left out.",
            codec="pairs",
            default=(),
        ),
        own("aggregate", Shape("a mapping", words=("any",), section=AGGREGATE), "What an aggregate is made of."),
        text("library", _TEXT, "The file that holds a function of C."),
        deparsed("sql_body", _SQL, "Its body in standard SQL, as the server prints it (PostgreSQL 14)."),
        Key("body", replace(_SQL, blank=True), "Its body. Left out: not compared.", codec="body"),
        *_OBJECT,
    ),
)

EXTENSION: Final = Section(
    "extension",
    "an extension",
    "An extension that is installed.",
    (
        text("schema", NAME, "The schema that holds its objects. Left out: not compared."),
        deparsed("version", Shape("a version, or any", text="scalar"), "Its version. Left out: not compared."),
        PROTECTED,
        PENDING,
    ),
)

EVENT_TRIGGER: Final = Section(
    "event_trigger",
    "an event trigger",
    "A function that runs when commands change schemas.",
    (
        word(
            "event",
            ("ddl_command_start", "ddl_command_end", "table_rewrite", "sql_drop", "login"),
            "When it runs.",
            required=True,
        ),
        text("function", NAME, "What it runs.", required=True),
        names("tags", _NAMES, "The commands it is for; all of them if left out.", default=()),
        word(
            "enabled",
            ("origin", "disabled", "replica", "always"),
            "In which sessions it runs; `origin`, the usual one, if left out.",
            default="origin",
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
        flag("all_tables", "`true`: every table of the database."),
        own(
            "tables",
            Shape(
                "a mapping from tables to all, or to columns and rows",
                words=("any",),
                entries=Shape("all, or a mapping", words=("all",), section=PUBLISHED_TABLE),
                empty=True,
            ),
            "Its tables, as `table` or `schema.table`; none if left out.",
            default=(),
        ),
        names(
            "schemas",
            _NAMES,
            "Schemas all of whose tables are published (PostgreSQL 15); none if left out.",
            default=(),
        ),
        own(
            "publish",
            Shape(
                "a list of insert, update, delete and truncate, or any",
                words=("any",),
                items=Shape("insert, update, delete or truncate", words=PUBLISHED),
                empty=True,
            ),
            "What is sent; all four if left out.",
            default=PUBLISHED,
        ),
        flag("via_root", "`true`: changes of partitions are those of their table."),
        word(
            "generated_columns",
            ("none", "stored"),
            "Whether they are sent (PostgreSQL 18). `none` if left out.",
            default="none",
        ),
        *_NO_GRANTS,
    ),
)

FOREIGN_SERVER: Final = Section(
    "foreign_server",
    "a foreign server",
    "A server whose tables are read as foreign tables. Its user mappings hold secrets and are never read.",
    (
        text("wrapper", NAME, "The foreign data wrapper.", required=True),
        text("type", _TEXT, "Its type, where the wrapper knows types.", default=None),
        text("version", _TEXT, "Its version, where the wrapper knows versions.", default=None),
        Key(
            "options",
            _TEXTS,
            "Its options by name. The value of a password is never read; none if left out.",
            codec="pairs",
            default=(),
        ),
        *_OBJECT,
    ),
)

_DATE_OR_TIME: Final = Shape(
    "a date such as 2027-01-31, a time such as 2027-01-31 12:00:00+00, none or any", text="scalar"
)
_UNLIMITED: Final = -1
"""`UNLIMITED` of the model, which is imported where a file mentions roles."""
_VALUES: Final = Shape(
    "a mapping from parameters to values",
    entries=Shape("a value, or any", text="scalar", blank=True),
    empty=True,
)
_VALUES_OF_ROLES: Final = Shape("a mapping from roles to parameters and values", entries=_VALUES, empty=True)

MEMBERSHIP: Final = Section(
    "membership",
    "a membership",
    "The options of a membership.",
    (
        Key("admin", FLAG, "`true`: it may make others members. `false` if left out."),
        Key(
            "inherit",
            FLAG,
            "`false`: it needs SET ROLE to use them (PostgreSQL 16). As the role's own `inherit` if left out.",
        ),
        Key("set", FLAG, "`false`: it may not SET ROLE (PostgreSQL 16). `true` if left out."),
    ),
)

ROLE: Final = Section(
    "role",
    "a role",
    "What a role may do by itself and by its memberships. `{}` is one as it is made without options.",
    (
        Key("called", NAME, "What it is called on the live side, where that is another name."),
        flag("login", "`true`: LOGIN, it may connect."),
        flag("superuser", "`true`: SUPERUSER."),
        flag("bypassrls", "`true`: BYPASSRLS, row security does not hold for it."),
        flag("createrole", "`true`: CREATEROLE."),
        flag("createdb", "`true`: CREATEDB."),
        flag("replication", "`true`: REPLICATION."),
        flag("inherit", "`false`: NOINHERIT.", default=True),
        own(
            "member_of",
            Shape(
                "a role, a list of them, a mapping from roles to options, none or any",
                words=("none", "any"),
                text="name",
                items=NAME,
                entries=Shape("a mapping with admin, inherit and set", section=MEMBERSHIP, empty=True),
                empty=True,
            ),
            "The roles that it is a member of; none if left out.",
            default=(),
        ),
        own(
            "row_security",
            Shape("holds or any", words=("holds", "any")),
            "`any`: it may get past row security through roles that the file does not name. `holds` if left out.",
            default=(),
            attribute="around",
        ),
        own(
            "connection_limit",
            Shape("a whole number, none or any", text="scalar"),
            "How many sessions it may have at once; `none` if left out.",
            default=_UNLIMITED,
        ),
        own(
            "valid_until",
            _DATE_OR_TIME,
            "When its password ceases to be good, in UTC where no offset is given; `none` if left out.",
            default=None,
        ),
    ),
)

SETTINGS: Final = Section(
    "settings",
    "what is set for sessions",
    "Values that sessions begin with, by parameter. Values that may be secrets are never read.",
    (
        Key("database", _VALUES, "Of whoever connects to the database; none if left out."),
        Key("all_roles", _VALUES, "Of all roles, in every database; none if left out."),
        Key("roles", _VALUES_OF_ROLES, "Of a role, in every database."),
        Key(
            "roles_in_database",
            _VALUES_OF_ROLES,
            "Of a role, in this database alone.",
        ),
    ),
)

LIMIT: Final = replace(
    ROLE.key("connection_limit"),
    doc="How many sessions it may have at once, `none` for any number. Left out: not compared.",
    default=UNSTATED,
)

OF_THE_SERVER: Final = (
    Key(
        "roles",
        Shape(
            "a mapping from names to roles",
            entries=Shape(
                "exists, its name on the live side, or a mapping", words=("exists", "any"), text="name", section=ROLE
            ),
            empty=True,
        ),
        "Roles of the server by name; a text is what the role is called on the live side, and says no more. Others are "
        "not looked at, unless `exact` lists `roles`; PostgreSQL's own, whose names begin with `pg_`, never are. "
        "Passwords are never read. Left out: not compared.",
    ),
    Key(
        "settings",
        Shape("a mapping", section=SETTINGS, empty=True),
        "What is set for sessions of the database and of roles. With the key, they have exactly these: the database, "
        "all roles together, and each role that stands here or under `roles`. Left out: not compared.",
    ),
)

DATABASE: Final = Section(
    "database",
    "the database",
    "The database itself: how it reads and sorts text, whose it is and who may connect.",
    (
        text("encoding", NAME, "Its encoding. Left out: not compared."),
        word("provider", ("libc", "icu", "builtin"), "Who sorts. Left out: not compared."),
        text("collation", NAME, "Its LC_COLLATE. Left out: not compared."),
        text("ctype", NAME, "Its LC_CTYPE. Left out: not compared."),
        text("locale", _TEXT, "The locale of `icu` or `builtin`. Left out: not compared."),
        own(
            "collation_version",
            Shape("current, outdated or any", words=("current", "outdated", "any")),
            "`current`: the library sorts as when the database was made (PostgreSQL 15). Left out: not compared.",
        ),
        LIMIT,
        OWNER,
        GRANTS,
    ),
)

IN_SCHEMAS: Final = (
    _entries("domains", DOMAIN, "domains", "Domains by name. Left out: not compared."),
    _entries("composite_types", COMPOSITE_TYPE, "composite types", "Composite types by name. Left out: not compared."),
    _entries("ranges", RANGE, "range types", "Range types by name. Left out: not compared."),
    _entries("collations", COLLATION, "collations", "Collations by name. Left out: not compared."),
    _entries(
        "sequences",
        SEQUENCE,
        "sequences",
        "Sequences by name, those of identity and serial columns apart. Left out: not compared.",
    ),
    _entries(
        "functions",
        FUNCTION,
        "functions",
        "Functions, procedures and aggregates by name and types of their input arguments, such as `pace(text, "
        "integer)`; types without a schema are PostgreSQL's or of the function's own schema. Left out: not compared.",
    ),
)
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
    *OF_THE_SERVER,
)
"""What the whole database has, whatever the schema: at the top of the file alone."""
