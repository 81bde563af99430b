"""What a real server, and the lack of one, answers to a connection that cannot be made, and how that is explained."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo, parse_connection
from schemacheck.sources.postgres.connect.failures import CONNECTING, classify, explain_failure
from tests.servers import Server
from tests.servers.ports import free_port

PASSWORD = "Tr0ub4dor&3: x@y"
SCRAM = "schemacheck_scram"
REJECTED = "schemacheck_rejected"
LOCKED_OUT = "schemacheck_locked_out"
LIMITED = "schemacheck_limited"

ROLES = {
    SCRAM: f"LOGIN PASSWORD '{PASSWORD}'",
    REJECTED: "LOGIN",
    LOCKED_OUT: "NOLOGIN",
    LIMITED: "LOGIN CONNECTION LIMIT 0",
}
RULES = f"host all {SCRAM} all scram-sha-256\nhost all {REJECTED} all reject\n"


@pytest.fixture(scope="module")
def guarded(server: Server) -> Server:
    """The default server, with roles it lets in with a password only, or not at all."""
    if server.bindir is None:
        pytest.skip("an outside server's pg_hba.conf is not ours to change")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('schemacheck pg_hba.conf'))")
        connection.execute("SET password_encryption = 'scram-sha-256'")
        for role, attributes in ROLES.items():
            with suppress(psycopg.errors.DuplicateObject):
                connection.execute(f"CREATE ROLE {role} {attributes}".encode())
        row = connection.execute("SELECT current_setting('hba_file')").fetchone()
        assert row is not None
        _put_rules_first(connection, row[0])
        connection.execute("SELECT pg_reload_conf()")
        _wait_for_rules(connection)
    return server


def _put_rules_first(connection: psycopg.Connection, hba_file: str) -> None:
    """The server writes the file itself: the test may not be the account that owns it."""
    row = connection.execute("SELECT pg_read_file(%s)", [hba_file]).fetchone()
    assert row is not None
    if RULES in row[0]:
        return
    lines = [line for line in (RULES + row[0]).splitlines() if line.strip() and not line.startswith("#")]
    values = ", ".join(f"({number}, '{' '.join(line.split())}')" for number, line in enumerate(lines))
    query = f"COPY (SELECT line FROM (VALUES {values}) AS v(n, line) ORDER BY n) TO '{hba_file}'"
    connection.execute(query.encode())


def _wait_for_rules(connection: psycopg.Connection) -> None:
    """A reload reaches new sessions a moment later."""
    for _ in range(100):
        try:
            psycopg.connect(_url(connection, REJECTED)).close()
        except psycopg.OperationalError as error:
            if classify(error).name == "not-let-in":
                return
        threading.Event().wait(0.02)
    pytest.fail("the server did not take the new pg_hba.conf within 2 s")


def _url(connection: psycopg.Connection, user: str) -> str:
    return f"postgresql://{user}@{connection.info.host}:{connection.info.port}/postgres"


def failed(target: ConnectionInfo) -> tuple[str, UncheckedError]:
    """Connect, and give the kind of failure and what is said of it."""
    with pytest.raises(psycopg.Error) as caught:
        psycopg.connect(**target.params, connect_timeout=2).close()  # type: ignore[arg-type]
    explained = explain_failure(caught.value, target, CONNECTING)
    said = f"{explained.message} {explained.hint}"
    assert PASSWORD not in said
    assert "Tr0ub4dor" not in said
    assert explained.message.endswith(".")
    return classify(caught.value).name, explained


def test_nothing_listens(server: Server) -> None:
    port = free_port()
    name, explained = failed(parse_connection(f"postgresql://u:Tr0ub4dor@127.0.0.1:{port}/db", "--url"))
    assert name == "refused"
    assert explained.message == (
        f'Cannot connect to 127.0.0.1:{port} (database "db", role "u"): connection refused, nothing listens there.'
    )


def test_no_host_of_that_name() -> None:
    name, explained = failed(parse_connection("postgresql://u:Tr0ub4dor@no-such-host.invalid/db", "--url"))
    assert name == "no-host"
    assert "no-such-host.invalid" in explained.message


def test_no_socket() -> None:
    name, _ = failed(parse_connection("postgresql://u:Tr0ub4dor@%2Fno%2Fsuch%2Ffolder/db", "--url"))
    assert name == "no-socket"


def test_no_answer() -> None:
    with _listening(answer=None) as port:
        name, _ = failed(parse_connection(f"postgresql://u:Tr0ub4dor@127.0.0.1:{port}/db", "--url"))
    assert name == "timed-out"


def test_another_protocol() -> None:
    with _listening(answer=b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        name, _ = failed(parse_connection(f"postgresql://u:Tr0ub4dor@127.0.0.1:{port}/db?sslmode=prefer", "--url"))
    assert name == "not-postgresql"


def test_cut_while_connecting() -> None:
    with _listening(answer=b"") as port:
        name, _ = failed(parse_connection(f"postgresql://u:Tr0ub4dor@127.0.0.1:{port}/db?sslmode=disable", "--url"))
    assert name == "lost"


@contextmanager
def _listening(answer: bytes | None) -> Iterator[int]:
    """Listen on a port; answer with these bytes and close, or with None keep silent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                if answer is None:
                    kept.append(client)
                    continue
                client.recv(8)
                client.sendall(answer)
                client.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for client in kept:
            client.close()


def test_wrong_database(server: Server) -> None:
    name, explained = failed(parse_connection(server.url("No such"), "--url"))
    assert name == "unknown-database"
    assert 'there is no database "No such"' in explained.message


def test_wrong_role(server: Server) -> None:
    if server.bindir is None:
        pytest.skip("an outside server may ask for the password before it looks for the role")
    name, explained = failed(parse_connection(server.url(user="nobody_here"), "--url"))
    assert name == "unknown-role"
    assert 'there is no role "nobody_here"' in explained.message


def test_right_password(guarded: Server) -> None:
    target = parse_connection(guarded.url(user=SCRAM, password=PASSWORD), "--url")
    psycopg.connect(**target.params).close()  # type: ignore[arg-type]


def test_wrong_password(guarded: Server) -> None:
    name, explained = failed(parse_connection(guarded.url(user=SCRAM, password=PASSWORD[:-1]), "--url"))
    assert name == "password"
    assert f'the password of role "{SCRAM}" is wrong' in explained.message


def test_no_password(guarded: Server) -> None:
    name, explained = failed(parse_connection(guarded.url(user=SCRAM), "--url"))
    assert name == "no-password"
    assert "PGPASSWORD" in str(explained.hint)


@pytest.mark.parametrize(("password", "name"), [(None, "no-password"), (PASSWORD[:-1], "unknown")])
def test_no_password_in_another_language(guarded: Server, password: str | None, name: str) -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(guarded.url(user=SCRAM), password=password, connect_timeout=2).close()
    assert classify(psycopg.OperationalError("kein Passwort", pgconn=caught.value.pgconn)).name == name


def test_rejected(guarded: Server) -> None:
    name, _ = failed(parse_connection(guarded.url(user=REJECTED), "--url"))
    assert name == "not-let-in"


def test_role_that_may_not_log_in(guarded: Server) -> None:
    name, _ = failed(parse_connection(guarded.url(user=LOCKED_OUT), "--url"))
    assert name == "no-login"


def test_too_many_connections(guarded: Server) -> None:
    name, _ = failed(parse_connection(guarded.url(user=LIMITED), "--url"))
    assert name == "too-many-connections"


def test_no_tls(guarded: Server) -> None:
    name, _ = failed(parse_connection(f"{guarded.url()}?sslmode=require", "--url"))
    assert name == "tls-unsupported"


def test_no_root_certificate(guarded: Server) -> None:
    name, _ = failed(parse_connection(f"{guarded.url()}?sslmode=verify-full&sslrootcert=/no/such/file", "--url"))
    assert name in ("tls-files", "tls-unsupported")


def test_writable_host_wanted(guarded: Server) -> None:
    name, _ = failed(parse_connection(f"{guarded.url()}?target_session_attrs=standby", "--url"))
    assert name == "session-attrs"


def test_no_service() -> None:
    name, _ = failed(parse_connection("service=no_such_service", "--url"))
    assert name == "service"


def test_time_outs_and_locks(server: Server) -> None:
    with psycopg.connect(server.url()) as connection:
        connection.execute("SET LOCAL statement_timeout = 20")
        with pytest.raises(psycopg.Error) as caught:
            connection.execute("SELECT pg_sleep(5)")
    assert classify(caught.value).name == "statement-timeout"
    with psycopg.connect(server.url()) as holder, psycopg.connect(server.url()) as waiter:
        holder.execute("SELECT pg_advisory_xact_lock(20251)")
        waiter.execute("SET LOCAL lock_timeout = 20")
        with pytest.raises(psycopg.Error) as caught:
            waiter.execute("SELECT pg_advisory_xact_lock(20251)")
    assert classify(caught.value).name == "lock"


def test_killed_in_the_middle(server: Server) -> None:
    target = parse_connection(server.url(), "--url")
    with psycopg.connect(server.url()) as killer:
        victim = psycopg.connect(server.url())
        killer.execute("SELECT pg_terminate_backend(%s)", [victim.info.backend_pid])
        with pytest.raises(psycopg.Error) as caught:
            victim.execute("SELECT pg_sleep(5)")
        victim.close()
    assert classify(caught.value).name == "terminated"
    explained = explain_failure(caught.value, target, "reading the columns")
    assert explained.message.startswith(f"Cannot go on reading the columns of {server.host}:{server.port}")
