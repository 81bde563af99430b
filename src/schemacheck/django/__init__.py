"""For Django: `manage.py schemacheck`, and the database of a Django project as a side of a comparison.

`INSTALLED_APPS = [..., "schemacheck.django"]` adds the command; the functions need nothing of the kind.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from schemacheck import api
from schemacheck.base.conventions import DEFAULT_SPEC

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check", "url"]

OF_PYTHON = frozenset(
    {
        "assume_role",
        "client_encoding",
        "context",
        "cursor_factory",
        "isolation_level",
        "pool",
        "prepare_threshold",
        "row_factory",
        "server_side_binding",
    }
)
"""Options of Django's backend and of psycopg, which mean nothing to a server; what is left, libpq knows."""


def url(using: str = "default") -> str:
    """Give the connection URL of one of Django's databases; in a test run it is the database made for the tests.

    Args:
        using: its alias in `DATABASES`.

    Raises:
        UsageError: the alias is none, or its engine is not PostgreSQL's.
    """
    from django.db import connections  # noqa: PLC0415 - only where it is used
    from django.utils.connection import ConnectionDoesNotExist  # noqa: PLC0415

    try:
        connection = connections[using]
    except ConnectionDoesNotExist:
        known = ", ".join(sorted(connections))
        raise api.UsageError(f"DATABASES has no {using}.", f"It has {known}.") from None
    if connection.vendor != "postgresql":
        raise api.UsageError(
            f"The database {using} of DATABASES is {connection.vendor}, not PostgreSQL.",
            "Name its URL on the command line: schemacheck check --against.",
        )
    return _url(connection.settings_dict)


def _url(settings: Mapping[str, Any]) -> str:
    options = {
        name: str(value)
        for name, value in (settings.get("OPTIONS") or {}).items()
        if name not in OF_PYTHON and isinstance(value, (str, int))
    }
    given = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT", "dbname": "NAME"}
    parts = {name: quote(str(settings.get(key) or ""), safe="") for name, key in given.items()}
    password = f":{parts['password']}" if parts["password"] else ""
    role = f"{parts['user']}{password}@" if parts["user"] else ""
    port = f":{parts['port']}" if parts["port"] else ""
    query = f"?{urlencode(options, quote_via=quote)}" if options else ""
    return f"postgresql://{role}{parts['host']}{port}/{parts['dbname']}{query}"


def check(
    expected: api.Source | None = None,
    using: str = "default",
    *,
    fail_on: api.Severity | str | None = None,
    baseline: str | Path | None = None,
) -> api.Report:
    """Compare what is expected with one of Django's databases, as `schemacheck.check` does.

    Args:
        expected: the side that is right; None: `expected_schema.yaml` in `BASE_DIR` of the settings, or in the working
            directory where the settings have none.
        using: the database's alias in `DATABASES`.
        fail_on: the lowest severity that counts as drift.
        baseline: a file of known drift, which does not count.
    """
    return api.check(expected or default_spec(), url(using), fail_on=fail_on, baseline=baseline)


def default_spec() -> Path:
    """Give the place of the expected schema where nobody names one."""
    from django.conf import settings  # noqa: PLC0415 - only where it is used

    return Path(getattr(settings, "BASE_DIR", "")) / DEFAULT_SPEC
