"""Which databases there are, by name, and what a type of one other than PostgreSQL is: `dialects` knows the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemacheck.sql.types import TypeName

POSTGRESQL: Final = "postgresql"
"""The database of an expected schema that names none; it has no `Dialect`, being what the model speaks."""
TITLES: Final[Mapping[str, str]] = {
    POSTGRESQL: "PostgreSQL",
    "sqlite": "SQLite",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "oracle": "Oracle",
    "mssql": "SQL Server",
}
"""The names that are known; any other name is a database that SQLAlchemy has a dialect for."""
DATABASES: Final = tuple(TITLES)

SUFFIXES: Final = (" unsigned zerofill", " unsigned", " with local time zone", " with time zone", " without time zone")
"""Words of a type that follow its modifiers."""


class DialectType(TypeName):
    """A type of a database other than PostgreSQL; its name holds every word, its modifiers stand behind the first."""

    __slots__ = ()

    def __str__(self) -> str:
        if not self.modifiers:
            return self.name
        suffix = next((each for each in SUFFIXES if self.name.endswith(each)), "")
        return f"{self.name.removesuffix(suffix)}({','.join(self.modifiers)}){suffix}"


def same_database(one: str, other: str) -> bool:
    """Whether both are one kind of database: MariaDB reads and writes as MySQL does."""
    return one == other or {one, other} == {"mysql", "mariadb"}


def has_kind(database: str, plural: str) -> bool:
    """Whether a database can have objects of a kind, named by its plural."""
    if database == POSTGRESQL:
        return True
    kinds = (
        {"checks", "indexes"} if database == "sqlite" else {"checks", "indexes", "grants", "functions", "partitions"}
    )
    return plural.partition(" of ")[0] in kinds or " of " in plural
