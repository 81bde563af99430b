"""What the environment says about the database: libpq's PG* variables, and a `.env` file when one is named.

libpq reads its variables itself; they are read here too, because those of a `.env` file are not in the environment of
the process, and because a report should name the host and database it looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from schemacheck.base.errors import UsageError
from schemacheck.base.reading import read_bytes
from schemacheck.sources.postgres.connect.parameters import routes_in

_VARIABLES: Final = {
    "PGHOST": "host",
    "PGHOSTADDR": "hostaddr",
    "PGPORT": "port",
    "PGDATABASE": "dbname",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGPASSFILE": "passfile",
    "PGAPPNAME": "application_name",
    "PGCONNECT_TIMEOUT": "connect_timeout",
    "PGTARGETSESSIONATTRS": "target_session_attrs",
    "PGLOADBALANCEHOSTS": "load_balance_hosts",
    "PGREQUIREAUTH": "require_auth",
    "PGREQUIREPEER": "requirepeer",
    "PGCHANNELBINDING": "channel_binding",
    "PGSSLMODE": "sslmode",
    "PGSSLNEGOTIATION": "sslnegotiation",
    "PGSSLCERT": "sslcert",
    "PGSSLKEY": "sslkey",
    "PGSSLCERTMODE": "sslcertmode",
    "PGSSLROOTCERT": "sslrootcert",
    "PGSSLCRL": "sslcrl",
    "PGSSLCRLDIR": "sslcrldir",
    "PGSSLSNI": "sslsni",
    "PGSSLMINPROTOCOLVERSION": "ssl_min_protocol_version",
    "PGSSLMAXPROTOCOLVERSION": "ssl_max_protocol_version",
    "PGGSSENCMODE": "gssencmode",
    "PGKRBSRVNAME": "krbsrvname",
}
"""libpq's variables and the keyword each stands for (PostgreSQL's documentation, "Environment Variables")."""

_ENOUGH: Final = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE")
"""Without any of these the database would be a guess."""

_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*
        (?:'((?:[^'\\]|\\.)*)' | "((?:[^"\\]|\\.)*)" | ((?:[^\s#]|[^\S\r\n]*(?<![\s])\#|[^\S\r\n]+(?=[^\s#]))*) )""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}


def has_libpq_variables(environ: Mapping[str, str]) -> bool:
    """Whether libpq's variables alone say which database is meant."""
    return any(environ.get(name) for name in _ENOUGH)


def from_libpq_variables(environ: Mapping[str, str], params: Mapping[str, str]) -> dict[str, str]:
    """Return what libpq would add to `params` from the environment.

    With a service only the service's name: a service stands before the variables, as libpq has it, and only libpq knows
    what the service says.
    """
    if service := params.get("service") or environ.get("PGSERVICE"):
        return {"service": service}
    return {keyword: environ[name] for name, keyword in _VARIABLES.items() if environ.get(name)}


def unwanted_options(environ: Mapping[str, str]) -> bool:
    """Whether PGOPTIONS holds startup options other than those that route a connection at its host."""
    options = environ.get("PGOPTIONS", "")
    return bool(options) and routes_in(options) != options


def read_env_file(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Read the variables of a `.env` file as dotenv does: `KEY=value`, `export`, quotes, comments, `${OTHER}`.

    A reference takes the environment's value before the file's own earlier one. Lines of another form are passed over.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
    else:
        return _parse_variables(text, environ)
    raise UsageError(f"The environment file {path} cannot be read: {reason}.")


def _parse_variables(text: str, environ: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}

    def value_of(reference: re.Match[str]) -> str:
        return environ.get(reference[1]) or found.get(reference[1]) or reference[2] or ""

    for name, single, double, bare in (match.groups() for match in _LINE.finditer(text)):
        if single is not None:
            found[name] = re.sub(r"\\(['\\])", r"\1", single)
        elif double is not None:
            plain = re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), double, flags=re.DOTALL)
            found[name] = _REFERENCE.sub(value_of, plain)
        else:
            found[name] = _REFERENCE.sub(value_of, (bare or "").strip())
    return found
