"""The parameters of a connection URL: which ones libpq knows, what becomes of the others.

A URL is written for one client (Prisma, SQLAlchemy, JDBC ...) and read here by another, libpq, which refuses
whatever it does not know. So each parameter is kept, mapped to libpq's word for the same thing, or dropped with a note.
Notes name the parameter and never its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from schemacheck.base.near import near_name

_LIBPQ_WORDS: Final = """
    service user password passfile channel_binding connect_timeout dbname host hostaddr port client_encoding options
    application_name fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count
    tcp_user_timeout sslmode sslnegotiation sslcompression sslcert sslkey sslcertmode sslpassword sslrootcert sslcrl
    sslcrldir sslsni requirepeer require_auth min_protocol_version max_protocol_version ssl_min_protocol_version
    ssl_max_protocol_version gssencmode krbsrvname gsslib gssdelegation target_session_attrs
    load_balance_hosts scram_client_key scram_server_key oauth_issuer oauth_client_id oauth_client_secret oauth_scope
"""
LIBPQ: Final = frozenset(_LIBPQ_WORDS.split())
"""The keywords of libpq 18 (PostgreSQL's documentation, "Parameter Key Words"), but for `sslkeylogfile`, which writes
the keys of the session to a file, and `replication`, whose sessions read no catalog."""

SECRET: Final = frozenset({"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"})
"""The keywords of libpq whose value is a secret."""

_OTHERS: Final = {
    "connection_limit": "Prisma's connection pool",
    "max_connection_lifetime": "Prisma's connection pool",
    "max_idle_connection_lifetime": "Prisma's connection pool",
    "pgbouncer": "Prisma's switch for poolers; no prepared statement is used here anyway",
    "pool_timeout": "Prisma's connection pool",
    "single_use_connections": "Prisma's connection pool",
    "socket_timeout": "Prisma's time-out",
    "statement_cache_size": "Prisma's statement cache; no prepared statement is used here anyway",
    "async_fallback": "SQLAlchemy's",
    "prepared_statement_cache_size": "SQLAlchemy's statement cache",
    "prepared_statement_name_func": "SQLAlchemy's statement cache",
    "connecttimeout": "JDBC's time-out",
    "logintimeout": "JDBC's time-out",
    "preparethreshold": "JDBC's statement cache",
    "sockettimeout": "JDBC's time-out",
    "tcpkeepalive": "JDBC's",
    "pool_max_conns": "pgx's connection pool",
    "pool_mode": "the pooler's own",
    "pool_size": "a connection pool's",
    "uselibpqcompat": "node-postgres's",
    "workaround": "the pooler's own",
    "replication": "for sessions that read no catalog",
    "search_path": "a startup parameter, which poolers refuse",
    "statement_timeout": "a startup parameter, which poolers refuse",
    "lock_timeout": "a startup parameter, which poolers refuse",
    "timezone": "a startup parameter, which poolers refuse",
}
"""Parameters of other clients, by lower-case name, with whose they are."""

_SAME: Final = {
    "applicationname": "application_name",
    "database": "dbname",
    "targetservertype": "target_session_attrs",
    "username": "user",
}
_SESSION_ATTRS: Final = {
    "primary": "primary",
    "master": "primary",
    "secondary": "standby",
    "slave": "standby",
    "prefersecondary": "prefer-standby",
    "preferslave": "prefer-standby",
    "any": "any",
}
"""The values of JDBC's targetServerType in the words of libpq."""

_SSLMODES: Final = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,39}\Z")
_ROUTE = re.compile(r"(?:endpoint|project|reference|--cluster)=[\w.-]+\Z")
"""What hosts read from `options` to find the right database: Neon's endpoint (project, of old), Supabase's reference,
CockroachDB's cluster. Nothing in it is a setting of the server."""


@dataclass(slots=True, eq=False, repr=False)
class Parameters:
    """What the parameters of one URL or connection string come to."""

    params: dict[str, str] = field(default_factory=dict)
    schema: str | None = None
    notes: list[str] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)


def understand(given: Iterable[tuple[str, str]], *, show_unknown: bool) -> Parameters:
    """Split decoded parameters into those that libpq gets and those that are dropped.

    The last one of a name wins, as in libpq. `show_unknown` allows unknown names in notes; it is False where such a
    name could be a piece of a password.
    """
    values: dict[str, str] = {}
    for name, value in given:
        if value:
            values[name] = value
    result = Parameters()
    _map_other_clients(values, result)
    _map_tls(values, result)
    _keep_routes(values, result)
    for name, value in values.items():
        if name in LIBPQ:
            result.params[name] = value
        else:
            _drop(name, value, result, show_unknown=show_unknown)
    result.secrets.update(value for name, value in result.params.items() if name in SECRET)
    return result


def _map_other_clients(values: dict[str, str], result: Parameters) -> None:
    """Take `schema` out, and put libpq's words in place of other clients' words for the same thing."""
    result.schema = values.pop("schema", None)
    if jdbc := values.pop("currentSchema", None):
        result.notes.append("currentSchema: read as the default schema.")
        result.schema = result.schema or jdbc.split(",")[0].strip()
    for name in [name for name in values if name.lower() in _SAME]:
        value = values.pop(name)
        keyword = _SAME[name.lower()]
        if keyword == "target_session_attrs":
            value = _SESSION_ATTRS.get(value.lower(), "")
        if not keyword or not value:
            result.notes.append(f"{name}: dropped; libpq has nothing like it.")
            continue
        values.setdefault(keyword, value)
        result.notes.append(f"{name}: read as {keyword}.")


def _map_tls(values: dict[str, str], result: Parameters) -> None:
    """Say in libpq's words what a URL says about TLS in Prisma's, SQLAlchemy's or JDBC's; never ask for less."""
    if ssl := values.pop("ssl", None):
        mode = {"true": "require", "1": "require", "false": "disable", "0": "disable"}.get(ssl.lower(), ssl)
        if mode in _SSLMODES:
            values.setdefault("sslmode", mode)
            result.notes.append("ssl: read as sslmode.")
        else:
            result.notes.append("ssl: dropped; libpq's word is sslmode.")
    if values.get("sslmode") == "no-verify":
        values["sslmode"] = "require"
        result.notes.append("sslmode: libpq has no such mode; read as require.")
    accept = values.pop("sslaccept", None)
    prismas = accept is not None or "sslidentity" in values
    if accept == "strict":
        if values.get("sslmode") not in ("verify-ca", "verify-full"):
            values["sslmode"] = "verify-full"
        result.notes.append("sslaccept: read as a verified certificate, sslmode verify-ca or verify-full.")
    elif accept is not None:
        values.setdefault("sslmode", "require")
        result.notes.append("sslaccept: read as sslmode, require unless the URL says otherwise.")
    if "sslidentity" in values:
        del values["sslidentity"]
        values.pop("sslpassword", None)
        result.notes.append("sslidentity, sslpassword: dropped; libpq reads sslcert and sslkey in PEM, not PKCS #12.")
    if prismas and "sslcert" in values and "sslkey" not in values:
        authority = values.pop("sslcert")
        if accept == "strict":
            values.setdefault("sslrootcert", authority)
            result.notes.append("sslcert: read as sslrootcert, which is what Prisma means by it.")
        else:
            result.notes.append("sslcert: dropped; Prisma means the authority by it, and sslaccept asks for no check.")
    if accept == "strict" and "sslrootcert" not in values:
        # Prisma checks against the authorities of the system; libpq would look for ~/.postgresql/root.crt instead.
        values["sslrootcert"] = "system"
        values["sslmode"] = "verify-full"  # the only mode libpq takes with the authorities of the system


def _keep_routes(values: dict[str, str], result: Parameters) -> None:
    """Drop startup options, which poolers refuse, but for those that tell a host which database is meant."""
    options = values.pop("options", None)
    if options is None:
        return
    kept = routes_in(options)
    if kept:
        values["options"] = kept
    if kept != options:
        result.notes.append("options: dropped; connection poolers refuse startup options, and none is needed here.")


def routes_in(options: str) -> str:
    """Return the part of libpq's `options` that routes a connection and sets nothing; empty where there is none."""
    return " ".join(word for word in options.split() if _ROUTE.match(word))


def _drop(name: str, value: str, result: Parameters, *, show_unknown: bool) -> None:
    owner = _OTHERS.get(name.lower())
    if owner:
        result.notes.append(f"{name}: dropped; it is {owner}.")
        return
    near = near_name(name, (*LIBPQ, *_OTHERS, "schema"))
    if near in SECRET or re.search(r"pas|pwd|secret|token|key", name, re.IGNORECASE):
        result.secrets.add(value)
    if near:
        result.notes.append(f"{name}: dropped; libpq does not know it. Did you mean {near}?")
    elif show_unknown and _NAME.match(name):
        result.notes.append(f"{name}: dropped; libpq does not know it.")
    else:
        result.notes.append("A parameter that libpq does not know was dropped.")
