"""The statements that make and take away what is thrown away: the only ones of this package that change anything.

They are sent to a server of our own, or to a database that was made for one run on the server that `--scratch-url`
names; never to a database that is checked. Names are always in double quotes, and texts are literals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MARK: Final = "throw-away database of schemacheck"
"""What is said of databases on a server that is not ours, so that nobody else's is ever taken for one."""
ROLE_MARK: Final = "role that schemacheck made for a throw-away database"


def name(text: str) -> str:
    """Write a name."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """Write a text, whatever is in it."""
    if text is None:
        return "NULL"
    escaped = text.replace("'", "''")
    return "E'" + escaped.replace("\\", "\\\\") + "'" if "\\" in text else f"'{escaped}'"


# --- what a run needs -------------------------------------------------------------------------------------------


def runner(role: str, password: str | None, major: int, *, superuser: bool) -> list[str]:
    """Make the role that runs what somebody wrote: no superuser, but one that may do all else.

    Before PostgreSQL 16 whoever may make roles may join those that run programs, and so it may not.
    """
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOREPLICATION" + (" CREATEROLE" if major >= 16 else " NOCREATEROLE")
    if superuser:
        rights += " BYPASSRLS"  # or it could make no role that has it
    secret = "" if password is None else f" PASSWORD {literal(password)}"
    made = [f"CREATE ROLE {name(role)} {rights}{secret}", f"COMMENT ON ROLE {name(role)} IS {literal(ROLE_MARK)}"]
    if major >= 16:
        made.append(f"ALTER ROLE {name(role)} SET createrole_self_grant = 'set, inherit'")
    return made


def creators(role: str, runner: str) -> list[str]:
    """Make the group whose members may own things in every schema; what it is granted is no part of what is read."""
    return [
        f"CREATE ROLE {name(role)} NOLOGIN",
        f"COMMENT ON ROLE {name(role)} IS {literal(ROLE_MARK)}",
        f"GRANT {name(role)} TO {name(runner)} WITH ADMIN OPTION",
    ]


def owned_database(database: str, owner: str, major: int, *, superuser: bool) -> list[str]:
    """Give the database to its owner; sent to the database itself."""
    given = [f"ALTER DATABASE {name(database)} OWNER TO {name(owner)}"]
    # Later it belongs to whoever owns the database; until then everybody may make things in it.
    if major < 15 and superuser:
        given.append(f"ALTER SCHEMA public OWNER TO {name(owner)}")
    return given


def database(database: str) -> list[str]:
    """Make a database on a server that is not ours."""
    return [
        f"CREATE DATABASE {name(database)} TEMPLATE template0 ENCODING 'UTF8'",
        f"COMMENT ON DATABASE {name(database)} IS {literal(MARK)}",
    ]


def no_database(database: str, major: int) -> list[str]:
    """Take a database away, whoever is still in it."""
    if major >= 13:
        return [f"DROP DATABASE IF EXISTS {name(database)} WITH (FORCE)"]
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {literal(database)}"
    return [ended, f"DROP DATABASE IF EXISTS {name(database)}"]


def no_role(role: str) -> str:
    """Take a role away; refused while anything depends on it."""
    return f"DROP ROLE IF EXISTS {name(role)}"


def not_owning(role: str) -> str:
    """Take away what a role owns in, or has been granted on, the database that this is sent to."""
    return f"DROP OWNED BY {name(role)} CASCADE"


# --- what a platform would have brought -------------------------------------------------------------------------


def absent_role(role: str, runner: str, creators: str, major: int) -> list[str]:
    """Make a role that was named and is not there: it cannot log in, and the runner may act for it."""
    inherit = " , INHERIT TRUE, SET TRUE" if major >= 16 else ""
    option = f"WITH ADMIN TRUE{inherit}" if major >= 16 else "WITH ADMIN OPTION"
    return [
        f"CREATE ROLE {name(role)} NOLOGIN",
        f"COMMENT ON ROLE {name(role)} IS {literal(ROLE_MARK)}",
        f"GRANT {name(role)} TO {name(runner)} {option}",
        f"GRANT {name(creators)} TO {name(role)}",
    ]


def schema(schema: str) -> str:
    """Make a schema that a platform brings along."""
    return f"CREATE SCHEMA IF NOT EXISTS {name(schema)}"


def books(schema: str | None, table: str) -> str:
    """Make the table in which a migration tool keeps its books, with the columns of the one that most have."""
    place = name(table) if schema is None else f"{name(schema)}.{name(table)}"
    return f"CREATE TABLE IF NOT EXISTS {place} (version bigint PRIMARY KEY, dirty boolean NOT NULL)"


def may_create(schema: str, creators: str) -> str:
    """Let owners of all kinds own things in a schema."""
    return f"GRANT USAGE, CREATE ON SCHEMA {name(schema)} TO {name(creators)}"


def member(creators: str, role: str) -> str:
    """Make a role one that may own things in every schema."""
    return f"GRANT {name(creators)} TO {name(role)}"


def extension(extension: str, schema: str | None, version: str | None, *, cascade: bool) -> str:
    """Make an extension that wants a superuser."""
    words = [f"CREATE EXTENSION IF NOT EXISTS {name(extension)}"]
    if schema is not None:
        words.append(f"SCHEMA {name(schema)}")
    if version is not None:
        words.append(f"VERSION {literal(version)}")
    return " ".join(words + ["CASCADE"] * cascade)


def extension_comment(extension: str, comment: str | None) -> str:
    """Comment on an extension that its superuser owns."""
    return f"COMMENT ON EXTENSION {name(extension)} IS {literal(comment)}"


def no_extension(extension: str, *, cascade: bool) -> str:
    """Take away an extension that its superuser owns."""
    return f"DROP EXTENSION {name(extension)}" + " CASCADE" * cascade


def extension_schema(extension: str, schema: str) -> str:
    """Move an extension that its superuser owns."""
    return f"ALTER EXTENSION {name(extension)} SET SCHEMA {name(schema)}"


def usable_wrapper(wrapper: str, role: str) -> str:
    """Let a role name servers for a foreign-data wrapper."""
    return f"GRANT USAGE ON FOREIGN DATA WRAPPER {name(wrapper)} TO {name(role)}"


def nobodys_function(signature: str) -> str:
    """Let nobody call a function; the signature is one that the server wrote."""
    return f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"


# --- what a rehearsal counts ------------------------------------------------------------------------------------

WITHOUT_TRIGGERS: Final = "SET LOCAL session_replication_role = replica"
"""Lets rows in without a look at foreign keys; nobody's data is there."""


def made_up_row(schema: str, table: str, values: Sequence[tuple[str, str]]) -> str:
    """Give a table a row, unless it has that one."""
    place = f"{name(schema)}.{name(table)}"
    if not values:
        return f"INSERT INTO {place} DEFAULT VALUES"
    columns = ", ".join(name(column) for column, _value in values)
    texts = ", ".join(literal(value) for _column, value in values)
    return f"INSERT INTO {place} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({texts}) ON CONFLICT DO NOTHING"


def no_rows(schema: str, table: str) -> str:
    """Take all rows of a table away, and none of those that inherit."""
    return f"DELETE FROM ONLY {name(schema)}.{name(table)}"


def emptied(schema: str, table: str) -> str:
    """Take all rows of a table away, and those that point at them."""
    return f"TRUNCATE {name(schema)}.{name(table)} CASCADE"


def count_of(schema: str, table: str) -> str:
    """Count the rows of a table, and none of those that inherit."""
    return f"SELECT pg_catalog.count(*) FROM ONLY {name(schema)}.{name(table)}"
