"""A look at the connection itself: everything `schemacheck doctor` judges, asked in one read-only transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from schemacheck.base.record import record
from schemacheck.sources.postgres.catalog.catalog_state import ROLE, SCHEMAS, SURROUNDINGS
from schemacheck.sources.postgres.catalog.role import Powers, powers
from schemacheck.sources.postgres.catalog.session import connect
from schemacheck.sources.postgres.catalog.statements import SERVER
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo


@record
class ConnectionFacts:
    """What a connection turned out to be. Holds no secret."""

    host: str
    database: str
    role: str
    version: str
    major: int
    seconds: float
    """How long it took to connect and to be answered."""
    local: bool
    """Whether the connection never left this machine."""
    sslmode: str
    tls: bool
    """Whether the connection that leaves here is encrypted."""
    server_tls: bool | None
    """Whether the connection that reaches the server is; None where the server does not say."""
    pooled: bool
    """Whether a pooler stands between: the backend that answers is not the one we connected to."""
    replica: bool
    lag_seconds: float | None
    clock_ahead: float
    """Seconds by which the server's clock is ahead of ours; negative when it is behind."""
    powers: Powers
    schemas: tuple[tuple[str, int], ...]
    """Each schema that is not PostgreSQL's own, with the number of its tables."""


def inspect(
    conninfo: ConnectionInfo,
    namespaces: Sequence[str],
    tables: Sequence[str],
    *,
    connect_timeout: int,
    on_phase: Callable[[str], None],
) -> ConnectionFacts:
    """Connect and look around.

    Args:
        conninfo: the database.
        namespaces: the schemas whose tables a check would read.
        tables: the tables it would check; empty for all of these schemas.
        connect_timeout: seconds.
        on_phase: told what is being done.

    Raises:
        UncheckedError: no way in, or no way to read.
    """
    began = time.monotonic()
    with connect(conninfo, connect_timeout, on_phase) as session:
        on_phase("looking around")
        values = {"namespaces": list(namespaces), "tables": list(tables)}
        requests = [each.asked(values) for each in (SERVER, SURROUNDINGS, ROLE, SCHEMAS)]
        (server,), (surroundings,), (role,), schemas = session.read(requests, "looking around")
        here = time.time()
        return ConnectionFacts(
            host=conninfo.host if conninfo.params.get("host") else session.host,
            database=server.database,
            role=server.role,
            version=server.version.split(" ")[0],
            major=session.major,
            seconds=time.monotonic() - began,
            local=session.local,
            sslmode=session.sslmode,
            tls=session.tls,
            server_tls=surroundings.tls,
            pooled=surroundings.pid != session.backend_pid,
            replica=server.replica,
            lag_seconds=server.lag,
            clock_ahead=surroundings.clock - here,
            powers=powers(role),
            schemas=tuple((each.name, each.tables) for each in schemas),
        )
