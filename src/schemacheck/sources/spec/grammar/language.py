"""The language of expected_schema.yaml, declared once.

The reader takes its keys and shapes from here, and so do the JSON Schema for editors and the reference in
docs/expected_schema.md. A new kind of object is one Section here, a Key where it hangs, and one builder that reads it.
"""

from __future__ import annotations

from typing import Final

from schemacheck.sources.spec.grammar.attributes import labels
from schemacheck.sources.spec.grammar.common import (
    ACCESS,
    FLAG,
    NAME,
    OWNER,
    PENDING,
    PROTECTED,
)
from schemacheck.sources.spec.grammar.decisions import (
    FAIL_ON,
    GUARD,
    IGNORED,
    PLATFORM,
    SCRATCH,
    SEVERITIES,
    TARGET,
    WAIVER,
)
from schemacheck.sources.spec.grammar.keys import (
    CHECK,
    COLUMN,
    FOREIGN_KEY,
    INDEX,
    PARTS,
    PRIMARY_KEY,
    UNIQUE,
)
from schemacheck.sources.spec.grammar.objects import (
    DEFINITION,
    IN_DATABASE,
    IN_SCHEMAS,
    OF_FOREIGN_TABLES,
    OF_MATERIALIZED_VIEWS,
    OF_VIEWS,
)
from schemacheck.sources.spec.grammar.tables import (
    DEFAULT_PRIVILEGES,
    SCHEMA_KEY,
    TABLE_KINDS,
)
from schemacheck.sources.spec.grammar.types import COLUMN_TYPES, Key, Section, Shape

VERSION: Final = "1"

OPTIONAL: Final = ("checks", "indexes", *(key.name for key in TABLE_KINDS), "grants", "comment")
"""What a table holds beside columns and keys; compared only where its key is there, or `exact` lists it."""

EXACT: Final = (*OPTIONAL, "schemas", "roles")
"""What `exact` may list."""

KINDS: Final = ("table", "partitioned table", "view", "materialized view", "foreign table")

TABLE: Final = Section(
    "table",
    "a table",
    "A table, or anything a query can read like one. Columns and keys are exact: left out means there is none.",
    (
        PROTECTED,
        PENDING,
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
                entries=Shape(
                    "a type, such as text or timestamp(3)?, any, or a mapping",
                    text="text",
                    offers=COLUMN_TYPES,
                    section=COLUMN,
                ),
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
                    items=PARTS.items,
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
                    "a column name, a list of them, or a mapping", text="name", items=PARTS.items, section=INDEX
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
        PENDING,
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
        PENDING,
        *(
            TABLE.key(name)
            for name in ("columns", "extra_columns", "unique", "indexes", "storage_parameters", "statistics")
        ),
        *OF_MATERIALIZED_VIEWS,
        *ACCESS,
        DEFINITION,
    ),
)

_LABEL: Final = Shape("a label", text="name", blank=True)

ENUM: Final = Section(
    "enum",
    "an enum type",
    "An enum type with more to say than its labels.",
    (
        labels(
            "labels",
            Shape("a list of labels, or any", words=("any",), items=_LABEL),
            "Its labels, in order.",
            required=True,
        ),
        PROTECTED,
        PENDING,
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
        entries=Shape("a list of labels, or a mapping with labels", items=_LABEL, section=ENUM),
        empty=True,
    ),
    "Enum types by name. Left out: not compared. With the key, the schema has exactly these.",
)

OBJECTS: Final = (_VIEWS, _MATERIALIZED_VIEWS, _ENUMS, *IN_SCHEMAS, SCHEMA_KEY)
"""What a schema can hold beside tables; each is compared only where its key is there."""

NAMESPACE: Final = Section("schema", "a schema", "A PostgreSQL schema beside the default one.", (_TABLES, *OBJECTS))

DOCUMENT: Final = Section(
    "document",
    "an expected schema",
    "What a database is expected to look like.",
    (
        Key("version", Shape("1", words=(VERSION,)), "The version of this language.", required=True),
        Key(
            "postgresql",
            Shape("a major version, such as 16", text="scalar"),
            "The major version of the server in whose words the expressions and definitions below are, as `snapshot` "
            "writes it. With a server of that version another text is another expression, unless both surely mean the "
            "same; with another one, or left out, what cannot be decided is `not-comparable`.",
        ),
        Key(
            "schema",
            NAME,
            "The default schema: the one names without a schema live in. `public` if left out. A pattern such as "
            "`tenant_*` stands for every schema that fits it; each is compared with the file on its own.",
        ),
        Key("fail_on", FAIL_ON, "The lowest severity that fails the check; `warning` if left out."),
        Key("severity", SEVERITIES, "Severities other than those the rules have, by rule."),
        Key("ignore", IGNORED, "Live objects that are none of our business. A plain list is about tables."),
        PLATFORM,
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
            Shape("a list of kinds", items=Shape(f"one of {', '.join(EXACT)}", words=EXACT), empty=True),
            "Kinds of which a table has none when it leaves their key out. Other kinds are not compared then. And "
            "`schemas`: a PostgreSQL schema that the file does not mention is a finding; `roles`: so is a role.",
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
        Key(
            "scratch",
            Shape("a mapping", section=SCRATCH, empty=True),
            "What is there before SQL is run on a throw-away server (`sql:` sources), as a platform would have it.",
        ),
    ),
    private=True,
)


def every_section() -> tuple[Section, ...]:
    """Return every section, in the order of the reference: what a schema holds, and then the rest of the file."""
    return tuple(dict.fromkeys((DOCUMENT, *NAMESPACE.within(), *DOCUMENT.within())))
