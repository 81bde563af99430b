"""Prisma's P1xxx and P2xxx codes: what each means in the terms of the database below it."""

from __future__ import annotations

from typing import Final

PRISMA: Final[dict[str, tuple[str, str]]] = {
    "P1000": ("28P01", "the server refused the role or its password"),
    "P1001": ("08001", "the database server could not be reached"),
    "P1002": ("08001", "the database server did not answer in time"),
    "P1003": ("3D000", "the database does not exist on the server"),
    "P1008": ("57014", "an operation took longer than it may"),
    "P1009": ("42P04", "the database exists already"),
    "P1010": ("permission-denied", "the role has no access to the database"),
    "P1011": ("08006", "no TLS connection could be opened"),
    "P1012": ("", "the schema.prisma is not valid"),
    "P1013": ("", "the connection URL is not valid"),
    "P1014": ("undefined-table", "the table of a model does not exist"),
    "P1015": ("", "the schema.prisma uses what the version of the database does not have"),
    "P1016": ("", "a raw query has the wrong number of parameters"),
    "P1017": ("08006", "the server has closed the connection"),
    "P2000": ("value-too-long", "a value is too long for its column"),
    "P2001": ("", "a record that a filter looks for is not there"),
    "P2002": ("unique-violation", "a unique constraint failed"),
    "P2003": ("foreign-key-violation", "a foreign key constraint failed"),
    "P2004": ("check-violation", "a constraint failed on the database"),
    "P2005": ("invalid-input", "a value in the database does not fit the type of its field"),
    "P2006": ("invalid-input", "a value that was given does not fit its field"),
    "P2007": ("invalid-input", "the database could not read a value"),
    "P2008": ("", "the query could not be parsed"),
    "P2009": ("", "the query could not be validated"),
    "P2010": ("", "a raw query failed"),
    "P2011": ("not-null-violation", "a null constraint was violated"),
    "P2012": ("not-null-violation", "a required value is missing"),
    "P2013": ("", "a required argument is missing"),
    "P2014": ("foreign-key-violation", "a change would violate a required relation"),
    "P2015": ("", "a related record could not be found"),
    "P2016": ("", "the query could not be interpreted"),
    "P2017": ("", "the records of a relation are not connected"),
    "P2018": ("", "connected records that are required were not found"),
    "P2019": ("", "the input is wrong"),
    "P2020": ("out-of-range", "a value is out of range for its type"),
    "P2021": ("undefined-table", "a table does not exist in the database"),
    "P2022": ("undefined-column", "a column does not exist in the database"),
    "P2023": ("invalid-input", "the data of a column does not fit the type of its field"),
    "P2024": ("53300", "no connection of the pool became free in time"),
    "P2025": ("", "records that an operation depends on were not found"),
    "P2026": ("", "the database does not support a feature of the query"),
    "P2027": ("", "several errors occurred on the database"),
    "P2028": ("", "the transaction was closed or could not be opened"),
    "P2029": ("", "the query has too many parameters"),
    "P2030": ("", "there is no full-text index for the search"),
    "P2031": ("", "the server is no replica set of MongoDB's"),
    "P2032": ("invalid-input", "a field that must not be null has no value in the database"),
    "P2033": ("out-of-range", "a number does not fit into 64 bits"),
    "P2034": ("40001", "a write conflict or a deadlock; the transaction has to run again"),
    "P2035": ("", "an assertion failed on the database"),
    "P2036": ("", "a driver adapter failed"),
    "P2037": ("53300", "the database has too many connections open"),
}
"""By its code: the problem below it, or its SQLSTATE, "" where the database has none; and what it says."""

ASIDE: Final[dict[str, tuple[str, str]]] = {
    "P1012": (
        "Prisma refuses the file, and makes no client of it. What the database has does not matter yet.",
        "the schema.prisma: schemacheck check --against names each mistake in it, with its line.",
    ),
    "P1013": (
        "No server was asked: the URL cannot be read.",
        "the connection URL; schemacheck doctor tells what it makes of it.",
    ),
    "P1015": (
        "The file wants something of the server that its version does not have.",
        "the schema.prisma, and the version of the server, which schemacheck doctor tells.",
    ),
}
"""Where no query failed, by the code: what it says, in a sentence, and what to look at."""
