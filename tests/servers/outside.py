"""A server somebody else runs, such as a service beside a CI job, taken as the default server of the tests."""

from __future__ import annotations

import os

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .server import Server

CONNECTION_KEYS = frozenset({"host", "port", "user", "password", "dbname"})


def outside_url() -> str | None:
    """Give `$SCHEMACHECK_TEST_URL`: a superuser's URL of a server whose every database may come and go."""
    return os.environ.get("SCHEMACHECK_TEST_URL") or None


def outside_server(url: str) -> Server:
    """Ask the server at a URL what it is. Raises psycopg.OperationalError when it does not answer."""
    stated = conninfo_to_dict(url)
    with psycopg.connect(url, connect_timeout=15) as connection:
        info = connection.info
        return Server(
            major=info.server_version // 10000,
            version=(info.parameter_status("server_version") or "").split()[0],
            host=info.host,
            port=info.port,
            superuser=info.user,
            password=info.password or None,
            parameters="&".join(f"{key}={value}" for key, value in stated.items() if key not in CONNECTION_KEYS),
        )
