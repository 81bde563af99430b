"""Why a database could not be read, and the next thing to try: one sentence and one hint for each kind of failure.

A failure is told by its SQLSTATE where the server gave one. While connecting there is none (libpq keeps only the text),
so there it is told by the words of libpq, of the server and of the common poolers, which are English unless the
server's lc_messages says otherwise; and, in whichever language, by the class of the error and by what libpq knows of
the connection. What is told by none of them keeps the words it came with, behind a sentence that is true of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from socket import gaierror
from typing import TYPE_CHECKING, Final

import psycopg

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.base.scrub import Scrubber

if TYPE_CHECKING:
    from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo

CONNECTING: Final = "connecting"
"""The phase until the server has let us in; every other phase is named by what is being read."""


@record
class Failure:
    """One kind of failure, and how it is reported."""

    name: str
    what: str
    """The end of a sentence that starts with what was tried; `{database}` and `{role}` are filled in."""
    hint: str
    words: re.Pattern[str] | None = None
    """How libpq, the server or a pooler says it."""
    states: tuple[str, ...] = ()
    """The SQLSTATEs that mean it; two characters mean the whole class. Of several failures with the same one, the words
    decide, and without them the first in the table."""
    passing: bool = False
    """Whether it may be gone a moment later, so that one more attempt makes sense."""
    quoted: bool = False
    """Whether the server's own words add something that a person needs."""


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_TLS_HINT: Final = (
    "Set sslmode and sslrootcert in the URL (or PGSSLMODE and PGSSLROOTCERT) as the host of the database documents."
)
_POOLER_HINT: Final = "Give the direct URL of the database, past the pooler."
_AGAIN_HINT: Final = "Run the check again."

_FAILURES: Final = (
    # What a server answered comes before what a network did: of several addresses, one may answer and others not.
    Failure(
        "password",
        "the password of {role} is wrong, or the role does not exist",
        "Check user and password of the URL; a password with special characters must be percent-encoded.",
        _any_of("password authentication failed", "SASL authentication failed", "wrong password"),
        ("28P01",),
    ),
    Failure(
        "no-password",
        "the server asks for a password and none was given",
        "Put it into the URL, into PGPASSWORD, or into a password file (PGPASSFILE, ~/.pgpass).",
        _any_of("no password supplied", "empty password returned"),
    ),
    Failure(
        "tls-required",
        "the server takes no unencrypted connection of {role} to {database} from here",
        "Set sslmode=require or stricter in the URL; if that is so, the server's pg_hba.conf must let this client in.",
        _any_of(r"no pg_hba\.conf entry.*(?:no encryption|SSL off)", "connection is insecure",
              "SSL (?:connection is )?required", "requires (?:TLS|SSL) connections"),
    ),
    Failure(
        "not-let-in",
        "the server's pg_hba.conf lets {role} not into {database} from here",
        "Is this client's address allowed, and are role and database right? Who runs the server must add the entry.",
        _any_of(r"no pg_hba\.conf entry", r"pg_hba\.conf rejects", "not allowed to connect from this IP"),
        quoted=True,
    ),
    Failure(
        "not-this-role",
        "the server lets this user of the operating system not in as {role}",
        "Give a host name, so that the connection asks for a password, or a role of the same name as this user.",
        _any_of("(?:peer|ident) authentication failed", "requirepeer"),
    ),
    Failure(
        "tenant",
        "the pooler does not know which project is meant",
        "Its user name carries the project, as in postgres.PROJECT; copy the URL again from the host's page.",
        _any_of("tenant or user not found", "project not found"),
        quoted=True,
    ),
    Failure(
        "endpoint",
        "the server does not know which endpoint is meant",
        "The first part of the host name says it, where TLS tells the server that name: give no address and no alias. "
        "Or add options=endpoint%3DENDPOINT to the URL.",
        _any_of("endpoint ID is not specified"),
        quoted=True,
    ),
    Failure(
        "quota",
        "the host of the database has stopped it",
        "Its plan allows no more for now. Whoever has the account sees there what was used up, and until when.",
        _any_of("exceeded the .*quota", "quota exceeded"),
        ("53400",),
        quoted=True,
    ),
    Failure(
        "unknown-role",
        "there is no {role}",
        "Names are case-sensitive. Check the user of the URL, and that this is the right server.",
        _any_of(r'role ".*" does not exist', "no such user"),
    ),
    Failure(
        "no-login",
        "{role} may not log in",
        "Check the user of the URL; it may be a group role, which lets nobody in.",
        _any_of("is not permitted to log in"),
        quoted=True,
    ),
    Failure(
        "not-admitted",
        "the server does not let {role} in",
        "Check user and password of the URL, and what the server's pg_hba.conf says of this client.",
        states=("28000", "28"),
        quoted=True,
    ),
    Failure(
        "token",
        "the server does not take the token or the password of {role}",
        "A token for IAM is good for 15 minutes: make one in the job itself. Check its region, host and role, and that "
        "the connection is encrypted.",
        _any_of("PAM authentication failed", "IAM authentication failed", "IAM token"),
        ("28000",),
        quoted=True,
    ),
    Failure(
        "proxy-credentials",
        "the proxy has no credentials of {role}",
        "An RDS Proxy lets in the roles whose secret it has been given. Name one of these, or connect past the proxy.",
        _any_of("RDS Proxy has no credentials"),
        ("28000",),
        quoted=True,
    ),
    Failure(
        "unknown-database",
        "there is no {database}",
        "Names are case-sensitive. Check the name behind the last / of the URL, and that this is the right server.",
        _any_of(r'database ".*" does not exist', "no such database"),
        ("3D000",),
    ),
    Failure(
        "database-closed",
        "{database} lets nobody in at present",
        "Is it a template, or is it being moved or restored? Check the name behind the last / of the URL.",
        _any_of("is not currently accepting connections"),
    ),
    Failure(
        "no-connect",
        "{role} has no CONNECT privilege on {database}",
        "Whoever runs the database must give the role CONNECT; it needs nothing more.",
        _any_of("permission denied for database"),
    ),
    Failure(
        "too-many-connections",
        "every connection it offers is taken",
        "Wait and run the check again, or go through the connection pooler.",
        _any_of("too many (?:clients|connections)", "remaining connection slots", "no more connections allowed",
              "max client connections", "MaxClientsInSessionMode"),
        ("53300",),
        passing=True,
    ),
    Failure(
        "standby-closed",
        "the server is not accepting connections",
        "Is it a standby without hot_standby, or still starting? Check the primary, or wait.",
        _any_of("not accepting connections", "hot standby mode is disabled"),
        ("57P03",),
        passing=True,
    ),
    Failure(
        "starting",
        "the server is starting up",
        "Wait until it accepts connections, and run the check again.",
        _any_of("is starting up", "not yet accepting connections", "in recovery mode"),
        ("57P03",),
        passing=True,
    ),
    Failure(
        "shutting-down",
        "the server is shutting down",
        "Wait until it is back, and run the check again.",
        _any_of("is shutting down"),
        ("57P03",),
        passing=True,
    ),
    Failure(
        "session-attrs",
        "none of the hosts is of the kind that target_session_attrs asks for",
        "A check reads only: target_session_attrs=any is enough, and prefer-standby spares the primary.",
        _any_of("session is (?:not )?read-only", "server is (?:not )?in hot standby mode"),
    ),
    Failure(
        "startup-parameter",
        "the connection pooler refuses a parameter of the connection",
        f"Take the parameter out of the URL, the service file or the PG* variables. Or: {_POOLER_HINT.lower()}",
        _any_of("unsupported startup parameter", "unrecognized configuration parameter"),
        quoted=True,
    ),
    Failure(
        "pooler-waits",
        "the connection pooler has no connection to the server to give",
        "Is the server behind the pooler up, and its pool large enough? Run the check again.",
        _any_of("query_wait_timeout", "server login has been failing", "server_login_retry", "client_login_timeout",
              "pooler error", "couldn't get a connection", "server conn crashed"),
        passing=True,
        quoted=True,
    ),
    Failure(
        "prepared-statement",
        "the connection pooler gave the session to another client in the middle of the read",
        f"A pooler in statement mode cannot hold a snapshot. {_POOLER_HINT}",
        _any_of(r"prepared statement .*(?:does not|already) exists?", "transaction blocks not allowed"),
        ("26000", "42P05"),
    ),
    Failure(
        "channel-binding",
        "channel_binding=require needs an encrypted connection, and this one is not",
        "Set sslmode=require or stricter; where the server offers no TLS, take channel_binding out of the URL.",
        _any_of("channel binding required"),
    ),
    Failure(
        "tls-unsupported",
        "the server offers no TLS, and sslmode asks for it",
        "Is this the right host and port? Only for a server on this machine or network may sslmode=disable be right.",
        _any_of("server does not support SSL"),
    ),
    Failure(
        "tls-host-name",
        "the server's certificate is for another host name",
        "Give the host name of the certificate in the URL, not an address or an alias; hostaddr can carry the address.",
        _any_of("does not match host name"),
        quoted=True,
    ),
    Failure(
        "tls-certificate",
        "the server's certificate is not trusted",
        f"The authority that signed it is not known here, or it has expired. {_TLS_HINT}",
        _any_of("certificate verify failed", "self.signed certificate", "certificate has expired"),
        quoted=True,
    ),
    Failure(
        "tls-files",
        "a file for TLS is missing or cannot be used",
        "Check sslrootcert, sslcert and sslkey, and that only you may read the key; "
        "sslrootcert=system takes the authorities of the operating system.",
        _any_of("root certificate file", "root\\.crt", "could not (?:read|load) (?:root )?certificate",
              "could not load private key", "private key file", "weak sslmode"),
        quoted=True,
    ),
    Failure(
        "not-postgresql",
        "what answers there is no PostgreSQL server",
        "Check host and port; the port of PostgreSQL is usually 5432, of a pooler often 6543 or 6432.",
        _any_of("invalid response to SSL negotiation", "expected authentication request",
              "unsupported frontend protocol"),
    ),
    Failure(
        "tls",
        "TLS could not be agreed on",
        _TLS_HINT,
        _any_of("SSL error", "TLS handshake", "alert handshake failure", "GSSAPI .*negotiat"),
        quoted=True,
    ),
    Failure(
        "idle-timeout",
        "the server ended the connection because its time-out for idle sessions is shorter than a pause of the check",
        "Whoever runs the server sets idle_session_timeout; a role that checks needs some seconds.",
        _any_of("idle.session timeout", "idle.in.transaction timeout"),
        ("57P05", "25P03"),
        passing=True,
    ),
    Failure(
        "transaction-timeout",
        "the server ended the connection because the read took longer than its time-out for transactions",
        "Whoever runs the server sets transaction_timeout; a role that checks needs some seconds. Is it under load?",
        _any_of("transaction timeout"),
        ("25P04",),
        passing=True,
    ),
    Failure(
        "terminated",
        "the server ended the connection by order of an administrator, or because it is stopping",
        _AGAIN_HINT,
        _any_of("terminating connection"),
        ("57P01", "57P02", "57P04"),
        passing=True,
        quoted=True,
    ),
    Failure(
        "lock",
        "another session holds a lock for too long; a migration may be running",
        "Run the check again when it has finished.",
        _any_of("lock timeout", "could not obtain lock"),
        ("55P03", "40P01"),
        passing=True,
        quoted=True,
    ),
    Failure(
        "replica-conflict",
        "the replica had to cancel the read to follow its primary",
        "Run the check again, or check the primary.",
        _any_of("conflict with recovery"),
        ("40001",),
        passing=True,
    ),
    Failure(
        "cancelled",
        "the read was cancelled on the server",
        _AGAIN_HINT,
        _any_of("due to user request"),
        ("57014",),
    ),
    Failure(
        "statement-timeout",
        "the server took longer than the time-out of the check, or of the role",
        "Is the server under load? Run the check again, or give it a longer time-out.",
        _any_of("statement timeout"),
        ("57014",),
        passing=True,
    ),
    Failure(
        "moving",
        "the schema kept changing during the read",
        "A migration is running; run the check again when it has finished.",
        _any_of("cache lookup failed", "could not open relation with OID"),
        # Not XX000, which is any fault of the server's own; the words of these are never translated.
        ("42P01", "42704", "42703"),
        passing=True,
        quoted=True,
    ),
    Failure(
        "rows-lost",
        "something on the way lost a part of an answer",
        "A proxy or pooler between here and the server drops what it should pass on. Give the direct URL of the "
        "database.",
        _any_of("rows of an answer are missing"),
        quoted=True,
    ),
    Failure(
        "text",
        "the encoding of the connection cannot tell every name",
        "A database whose encoding is SQL_ASCII does not know what its bytes mean: give the encoding that its "
        "application writes as client_encoding in the URL, such as client_encoding=LATIN1. With any other database "
        "leave client_encoding out.",
        _any_of("invalid byte sequence for encoding", "has no equivalent in encoding"),
        ("22021", "22P05"),
        quoted=True,
    ),
    Failure(
        "encoding",
        "the encoding that the connection asks for cannot be had",
        "Leave client_encoding out of the URL, which asks for UTF8; a database in MULE_INTERNAL cannot be read.",
        _any_of("conversion between .* is not supported", 'for parameter "client_encoding"'),
        quoted=True,
    ),
    Failure(
        "permission",
        "{role} may not read what the check needs",
        "The check reads the system catalog, which every role may unless that was taken away.",
        _any_of("permission denied"),
        ("42501",),
        quoted=True,
    ),
    Failure(
        "resources",
        "the server is out of memory or disk space",
        "Whoever runs the server should look at it now.",
        _any_of("out of memory", "No space left on device"),
        ("53",),
        quoted=True,
    ),
    Failure(
        "host-name",
        "this is no host name: each part between its dots has 1 to 63 characters",
        "Is it spelt right, and every variable in it filled in?",
        _any_of("'idna' codec"),
    ),
    Failure(
        "no-host",
        "the host name is not known",
        "Is it spelt right, and is this machine in the network (or VPN) that knows it?",
        _any_of("failed to resolve host", "could not translate host name", "name or service not known",
              "name resolution", "nodename nor servname", "no address associated"),
    ),
    Failure(
        "timed-out",
        "no answer came in time",
        "A firewall or an address that is not allowed is the usual cause; a sleeping database may need a second run.",
        _any_of("timeout expired", "timed out"),
        passing=True,
    ),
    Failure(
        "unreachable",
        "the network does not reach the host",
        "Is this machine in the right network (or VPN)? A host that has only IPv6 needs a network that has it.",
        _any_of("network is unreachable", "no route to host", "cannot assign requested address"),
    ),
    Failure(
        "no-socket",
        "there is no socket of a server there",
        "Is the server running on this machine? For a server elsewhere, give its host name.",
        _any_of(r"no such file or directory\s+is the server running locally", r"\.s\.PGSQL\.\d+\W.*no such file"),
        passing=True,
    ),
    Failure(
        "refused",
        "connection refused, nothing listens there",
        "Is the server running, and are host and port right?",
        _any_of("connection refused", "actively refused"),
        passing=True,
    ),
    Failure(
        "lost",
        "the connection was cut",
        "The network, a proxy or the server ended it; a very short transaction_timeout or idle_session_timeout of the "
        "role makes it do so. Run the check again.",
        _any_of("server closed the connection", "connection reset", "broken pipe", "EOF detected",
              "could not (?:receive|send) data", "connection has been closed", "connection is (?:lost|closed)",
              "consuming input failed", "connection not open"),
        ("08",),
        passing=True,
    ),
    Failure(
        "service",
        "the service is not in the service file",
        "Check its name, and PGSERVICEFILE or ~/.pg_service.conf.",
        _any_of("definition of service", "service file"),
    ),
    Failure(
        "parameter",
        "libpq does not take a parameter of the connection",
        "Check the parameters of the URL and the PG* variables.",
        _any_of("invalid (?:\\w+ value|port number|integer value|connection option)",
              "surrogates not allowed", "embedded null", "could not match \\d+ (?:port|host)"),
        quoted=True,
    ),
)  # fmt: skip

_STATEMENT: Final = Failure(
    "statement",
    "the server does not understand a statement of schemacheck's",
    "Is this server PostgreSQL? Then it is a fault of schemacheck's: please report it with this message.",
    quoted=True,
)
_OF_TEXTS: Final = frozenset({"42601", "42702", "42703", "42704", "42725", "42804", "42846", "42883", "42P01", "3F000"})
"""SQLSTATEs of statements that cannot be understood, where the error says at which place of the text."""
_UNKNOWN: Final = Failure("unknown", "the server or its driver says", _AGAIN_HINT, quoted=True)
_NO_WAY_IN: Final = replace(_UNKNOWN, hint="Check host, port, user, password and database of the URL.")

_OF_CLASS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (psycopg.errors.ConnectionTimeout, "timed-out"),
    (TimeoutError, "timed-out"),
    (gaierror, "no-host"),
    (ConnectionRefusedError, "refused"),
    (ConnectionError, "lost"),
    (UnicodeError, "text"),
    (ValueError, "parameter"),
)
"""The failure that the class of an error, or of its cause, stands for."""

_PREAMBLE = re.compile(
    r"^(?:connection (?:failed|is bad): )?(?:connection to server (?:at|on socket) .*? failed: )?"
    r"(?:(?:FATAL|ERROR|PANIC):\s+)?"
)


def classify(error: psycopg.Error | OSError | ValueError) -> Failure:
    """Tell the kind of a failure: by SQLSTATE, or by words where there is none or where one SQLSTATE means several."""
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    if isinstance(error, psycopg.Error) and error.diag.statement_position and state in _OF_TEXTS:
        return _STATEMENT
    text = str(error)
    of_state = [each for each in _FAILURES if state and any(state.startswith(prefix) for prefix in each.states)]
    exact = sorted(of_state, key=lambda each: state not in each.states)
    spoken = [each for each in _FAILURES if each.words is not None and each.words.search(text)]
    return next(
        iter([*(each for each in spoken if each in exact), *exact, *spoken, *_without_words(error)]),
        _UNKNOWN,
    )


def _without_words(error: psycopg.Error | OSError | ValueError) -> Iterator[Failure]:
    names = [name for each in (error, error.__context__) for kind, name in _OF_CLASS if isinstance(each, kind)]
    if isinstance(error, psycopg.Error) and error.pgconn is not None and error.pgconn.needs_password:
        names.append("no-password")
    for name in names:
        yield from (each for each in _FAILURES if each.name == name)


def is_passing(error: psycopg.Error | OSError | ValueError) -> bool:
    """Whether one more attempt makes sense."""
    return classify(error).passing


def explain_failure(
    error: psycopg.Error | OSError | ValueError, conninfo: ConnectionInfo, phase: str, purpose: str = ""
) -> UncheckedError:
    """Say what went wrong in words a person can act on.

    Args:
        error: what the driver raised.
        conninfo: what was connected to; only host, port, database and role are named.
        phase: `CONNECTING`, or what was being done, as in "reading the columns".
        purpose: what the statement that failed was to find out.
    """
    failure = classify(error)
    if failure is _UNKNOWN and phase == CONNECTING:
        failure = _NO_WAY_IN
    scrub = Scrubber(conninfo.secrets, public=conninfo.public)
    host, database, role = map(scrub, (conninfo.host, conninfo.database, conninfo.user))
    database = f'database "{database}"' if "dbname" in conninfo.params else database
    role = f'role "{role}"' if "user" in conninfo.params else role
    tried = "Cannot connect to" if phase == CONNECTING else f"Cannot go on {phase} of"
    what = failure.what.format(database=database, role=role)
    message = f"{tried} {host} ({database}, {role}): {what}"
    if purpose and failure in (_STATEMENT, _UNKNOWN):
        message += f' (asking for "{purpose}")'
    own_words = _own_words(error, scrub)
    if failure.quoted and own_words:
        message += f": {own_words}"
    return UncheckedError(message + ("" if message.endswith((".", "?", "!")) else "."), failure.hint)


def _own_words(error: psycopg.Error | OSError | ValueError, scrub: Scrubber) -> str:
    """What the server or libpq said, on one line and without the libpq preamble that repeats host and port."""
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        text = error.diag.message_primary
    else:
        text = str(error).split("\nMultiple connection attempts failed", maxsplit=1)[0]
    return " ".join(scrub(_PREAMBLE.sub("", text)).split())
