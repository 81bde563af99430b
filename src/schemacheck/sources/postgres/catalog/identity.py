"""Which server a connection leads to, so that two of them can be told to be the same."""

from __future__ import annotations

import contextlib

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.sources.postgres.catalog.catalog_state import CLUSTER, STARTED
from schemacheck.sources.postgres.catalog.session import connect
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo

_PHASE = "asking which server it is"


@record
class Identity:
    """What tells a server from all others."""

    started: str
    """When it was started, to the microsecond."""
    cluster: str | None
    """What initdb called it; None where the role may not ask."""
    throwaway: bool
    """Whether it says of itself that it may be thrown away."""

    def same_server(self, other: Identity) -> bool:
        """Whether both are one server, or a server and its replica."""
        return self.started == other.started or (self.cluster is not None and self.cluster == other.cluster)


def identify(target: ConnectionInfo, connect_timeout: int) -> Identity:
    """Connect and ask.

    Raises:
        UncheckedError: no way in, or no way to ask.
    """
    with connect(target, connect_timeout) as session:
        ((row,),) = session.read([STARTED.asked({})], _PHASE)
        cluster = None
        with contextlib.suppress(UncheckedError):  # a managed server may keep it to itself
            ((named,),) = session.read([CLUSTER.asked({})], _PHASE)
            cluster = named.cluster
        return Identity(row.started, cluster, row.throwaway == "on")
