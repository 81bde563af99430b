"""What a MySQL or MariaDB database has that the model has no place for, so that a report can name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from schemacheck.report.finding import NotChecked
from schemacheck.sources.sqlalchemy.gaps import named

Row = Mapping[str, Any]

Kind = tuple[str, Callable[[Row], bool]]

_OF_TABLES: Final[tuple[Kind, ...]] = (
    ("system versioning of tables", lambda row: row["table_type"] == "SYSTEM VERSIONED"),
    ("sequences", lambda row: row["table_type"] == "SEQUENCE"),
    ("partitions of tables", lambda row: "partitioned" in _lower_text(row["create_options"])),
    (
        "options of tables",
        lambda row: (
            row["table_type"] != "SEQUENCE" and bool(_lower_text(row["create_options"]).replace("partitioned", ""))
        ),
    ),
)
_OF_COLUMNS: Final[tuple[Kind, ...]] = (
    ("invisible columns", lambda row: "invisible" in _lower_text(row["extra"])),
    ("compressed columns", lambda row: _lower_text(row["column_type"]).endswith("compressed*/")),
    ("columns without system versioning", lambda row: "without system versioning" in _lower_text(row["extra"])),
    ("spatial reference systems of columns", lambda row: row.get("srs_id") is not None),
)
_OF_INDEXES: Final[tuple[Kind, ...]] = (
    ("ignored and invisible indexes", lambda row: row.get("ignored") == "YES" or row.get("is_visible") == "NO"),
    ("comments of indexes", lambda row: bool(row.get("index_comment"))),
    (
        "prefixes of primary keys",
        lambda row: row["index_name"] == "PRIMARY" and row["sub_part"] is not None and row["index_type"] != "SPATIAL",
    ),
)


def gaps(
    tables: Mapping[str, Row], columns: Iterable[Row], keys: Iterable[Row], periods: Iterable[str]
) -> tuple[NotChecked, ...]:
    """Name each kind that is there, with where it is; rows are those of the information schema.

    `periods` are the tables that have some.
    """
    columns, keys = list(columns), list(keys)
    views = {name for name, row in tables.items() if row["table_type"] == "VIEW"}
    found = {what: [name for name, row in tables.items() if is_one(row)] for what, is_one in _OF_TABLES}
    for what, is_one in _OF_COLUMNS:
        found[what] = [
            f"{row['table_name']}.{row['column_name']}"
            for row in columns
            if row["table_name"] not in views and is_one(row)
        ]
    for what, is_one in _OF_INDEXES:
        found[what] = list(dict.fromkeys(f"{row['table_name']}.{row['index_name']}" for row in keys if is_one(row)))
    return named({**found, "periods of tables": periods})


def _lower_text(value: Any) -> str:
    return str(value or "").lower()
