"""Each kind of failure gets its own message and hint; the errors are of the driver's classes, the texts libpq's."""

from __future__ import annotations

from socket import gaierror

import psycopg
import pytest
from psycopg import errors

from schemacheck.base.errors import ExitCode
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from schemacheck.sources.postgres.connect.failures import CONNECTING, classify, explain_failure, is_passing

TARGET = parse_connection("postgresql://checker:Tr0ub4dor@db.internal:5433/prod", "--url")
AT = 'connection failed: connection to server at "db.internal" (10.0.0.1), port 5433 failed: '
HBA = 'FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "checker", database "prod", '


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (AT + 'FATAL:  password authentication failed for user "checker"', "password"),
        (AT + "FATAL:  SASL authentication failed", "password"),
        (AT + "fe_sendauth: no password supplied", "no-password"),
        (AT + HBA + "no encryption", "tls-required"),
        (AT + HBA + "SSL off", "tls-required"),
        (AT + HBA + "SSL encryption", "not-let-in"),
        (AT + 'FATAL:  pg_hba.conf rejects connection for host "10.0.0.9"', "not-let-in"),
        (AT + 'FATAL:  Peer authentication failed for user "checker"', "not-this-role"),
        (AT + "FATAL:  Tenant or user not found", "tenant"),
        (AT + "ERROR:  Endpoint ID is not specified.", "endpoint"),
        (AT + 'FATAL:  PAM authentication failed for user "checker"', "token"),
        (AT + "FATAL:  The IAM authentication failed for the role checker. Check the IAM token.",
         "token"),
        (AT + "FATAL:  This RDS Proxy has no credentials for the role checker. Check the credentials and try again.",
         "proxy-credentials"),
        (AT + "FATAL:  This RDS Proxy requires TLS connections", "tls-required"),
        (AT + "ERROR:  Your account or project has exceeded the compute time quota.", "quota"),
        (AT + "channel binding required, but SSL not in use", "channel-binding"),
        (AT + 'FATAL:  role "checker" does not exist', "unknown-role"),
        (AT + 'FATAL:  role "checker" is not permitted to log in', "no-login"),
        (AT + 'FATAL:  database "prod" does not exist', "unknown-database"),
        (AT + "FATAL:  no such database: prod", "unknown-database"),
        (AT + 'FATAL:  database "prod" is not currently accepting connections', "database-closed"),
        (AT + 'FATAL:  permission denied for database "prod"', "no-connect"),
        (AT + "FATAL:  sorry, too many clients already", "too-many-connections"),
        (AT + "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
         "too-many-connections"),
        (AT + 'FATAL:  too many connections for role "checker"', "too-many-connections"),
        (AT + "FATAL:  no more connections allowed (max_client_conn)", "too-many-connections"),
        (AT + "FATAL:  the database system is starting up", "starting"),
        (AT + "FATAL:  the database system is in recovery mode", "starting"),
        (AT + "FATAL:  the database system is not yet accepting connections", "starting"),
        (AT + "FATAL:  the database system is shutting down", "shutting-down"),
        (AT + "FATAL:  the database system is not accepting connections\nDETAIL:  Hot standby mode is disabled.",
         "standby-closed"),
        (AT + "session is read-only", "session-attrs"),
        (AT + "server is not in hot standby mode", "session-attrs"),
        (AT + "FATAL:  unsupported startup parameter: options", "startup-parameter"),
        (AT + "FATAL:  query_wait_timeout", "pooler-waits"),
        (AT + "server does not support SSL, but SSL was required", "tls-unsupported"),
        (AT + 'server certificate for "a" does not match host name "db.internal"', "tls-host-name"),
        (AT + "SSL error: certificate verify failed", "tls-certificate"),
        (AT + 'root certificate file "/root/.postgresql/root.crt" does not exist', "tls-files"),
        (AT + "SSL error: sslv3 alert handshake failure", "tls"),
        (AT + "received invalid response to SSL negotiation: H", "not-postgresql"),
        ("failed to resolve host 'db.internal': [Errno -2] Name or service not known", "no-host"),
        ('could not translate host name "db.internal" to address: Temporary failure in name resolution', "no-host"),
        (AT + "timeout expired", "timed-out"),
        (AT + "Connection timed out\n\tIs the server running on that host?", "timed-out"),
        (AT + "Network is unreachable", "unreachable"),
        ('connection is bad: connection to server on socket "/tmp/.s.PGSQL.5432" failed: No such file or directory\n'
         "\tIs the server running locally and accepting connections on that socket?", "no-socket"),
        (AT + "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?", "refused"),
        (AT + "server closed the connection unexpectedly", "lost"),
        (AT + "Connection reset by peer", "lost"),
        ("consuming input failed: SSL SYSCALL error: EOF detected", "lost"),
        ('connection is bad: definition of service "prod" not found', "service"),
        ('connection is bad: invalid sslmode value: "bogus"', "parameter"),
        (AT + 'FATAL:  password authentication failed for user "checker"\nMultiple connection attempts failed. '
         "All failures were:\n- host: 'a', port: '1', hostaddr: '::1': Connection refused", "password"),
        ("something nobody has heard of", "unknown"),
    ],
)  # fmt: skip
def test_by_the_words_while_connecting(text: str, name: str) -> None:
    assert classify(psycopg.OperationalError(text)).name == name


@pytest.mark.parametrize(
    ("error", "name", "passing"),
    [
        (errors.InvalidPassword("falsches Passwort"), "password", False),
        (errors.InvalidCatalogName("gibt es nicht"), "unknown-database", False),
        (errors.TooManyConnections("zu viele"), "too-many-connections", True),
        (errors.OutOfMemory("out of memory"), "resources", False),
        (errors.CannotConnectNow("the database system is starting up"), "starting", True),
        (errors.CannotConnectNow("fährt hoch"), "standby-closed", True),
        (errors.AdminShutdown("terminating connection due to administrator command"), "terminated", True),
        (errors.IdleInTransactionSessionTimeout("x"), "idle-timeout", True),
        (errors.IdleSessionTimeout("x"), "idle-timeout", True),
        (errors.lookup("25P04")("terminating connection due to transaction timeout"), "transaction-timeout", True),
        (errors.CharacterNotInRepertoire('invalid byte sequence for encoding "UTF8": 0xe9'), "text", False),
        (errors.UntranslatableCharacter("x"), "text", False),
        (UnicodeDecodeError("cp1252", b"\x81", 0, 1, "character maps to <undefined>"), "text", False),
        (UnicodeError("encoding with 'idna' codec failed (UnicodeError: label empty or too long)"), "host-name", False),
        (ValueError("embedded null character"), "parameter", False),
        (psycopg.OperationalError("rows of an answer are missing: 5 of 6 arrived"), "rows-lost", False),
        (errors.LockNotAvailable("canceling statement due to lock timeout"), "lock", True),
        (errors.DeadlockDetected("deadlock detected"), "lock", True),
        (errors.QueryCanceled("canceling statement due to statement timeout"), "statement-timeout", True),
        (errors.QueryCanceled("canceling statement due to user request"), "cancelled", False),
        (errors.QueryCanceled("abgebrochen"), "cancelled", False),
        (errors.SerializationFailure("canceling statement due to conflict with recovery"), "replica-conflict", True),
        (errors.InternalError_("cache lookup failed for relation 4711"), "moving", True),
        (errors.InternalError_("missing chunk number 0 for toast value 4711"), "unknown", False),
        (errors.InvalidAuthorizationSpecification("niemand"), "not-admitted", False),
        (errors.InvalidAuthorizationSpecification('PAM authentication failed for user "checker"'), "token", False),
        (errors.ConfigurationLimitExceeded("quota"), "quota", False),
        (errors.ConnectionTimeout("zu lange gewartet"), "timed-out", True),
        (ConnectionRefusedError(111, "Verbindungsaufbau abgelehnt"), "refused", True),
        (ConnectionResetError(104, "Verbindung zurückgesetzt"), "lost", True),
        (errors.UndefinedTable('relation "x" does not exist'), "moving", True),
        (errors.InsufficientPrivilege("permission denied for table pg_authid"), "permission", False),
        (errors.InvalidSqlStatementName('prepared statement "x" does not exist'), "prepared-statement", False),
        (errors.ConnectionFailure("x"), "lost", True),
        (errors.ConnectionTimeout("connection attempt failed"), "timed-out", True),
        (ConnectionRefusedError(111, "Connection refused"), "refused", True),
        (errors.ReadOnlySqlTransaction("cannot execute it in a read-only transaction"), "unknown", False),
    ],
)
def test_by_the_sqlstate_once_connected(error: psycopg.Error | OSError | ValueError, name: str, passing: bool) -> None:
    assert classify(error).name == name
    assert is_passing(error) is passing


def test_what_the_driver_was_told_in_another_language() -> None:
    error = psycopg.OperationalError("Host db.internal: Name oder Dienst nicht bekannt")
    assert classify(error).name == "unknown"
    error.__context__ = gaierror(-2, "Name oder Dienst nicht bekannt")
    assert classify(error).name == "no-host"


def test_words_nobody_knows_follow_a_sentence_that_is_true_of_all() -> None:
    error = psycopg.OperationalError(AT + "FATAL:  Passwort-Authentifizierung für Benutzer »checker« fehlgeschlagen")
    explained = explain_failure(error, TARGET, CONNECTING)
    assert explained.exit_code == ExitCode.UNCHECKED
    assert explained.message == (
        'Cannot connect to db.internal:5433 (database "prod", role "checker"): the server or its driver says: '
        "Passwort-Authentifizierung für Benutzer »checker« fehlgeschlagen."
    )
    assert explained.hint == "Check host, port, user, password and database of the URL."


def test_the_message_names_the_place_and_never_the_password() -> None:
    error = psycopg.OperationalError(AT + 'FATAL:  database "prod" does not exist')
    explained = explain_failure(error, TARGET, CONNECTING)
    assert explained.exit_code == ExitCode.UNCHECKED
    assert explained.message == (
        'Cannot connect to db.internal:5433 (database "prod", role "checker"): there is no database "prod".'
    )
    assert explained.hint
    assert "last / of the URL" in explained.hint


def test_unknown_errors_keep_the_servers_words_scrubbed() -> None:
    error = psycopg.OperationalError(AT + "FATAL:  strange\n\tthing about Tr0ub4dor")
    explained = explain_failure(error, TARGET, "reading the columns")
    assert explained.message == (
        'Cannot go on reading the columns of db.internal:5433 (database "prod", role "checker"): '
        "the server or its driver says: strange thing about ***."
    )


def test_a_role_with_the_password_of_its_name_is_still_named() -> None:
    target = parse_connection("postgresql://postgres:postgres@localhost/postgres", "--url")
    explained = explain_failure(psycopg.OperationalError("Connection refused"), target, CONNECTING)
    assert explained.message == (
        'Cannot connect to localhost (database "postgres", role "postgres"): connection refused, nothing listens there.'
    )
