"""A read of the catalog that begins when only the schemas are known: the server works while a large file is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.postgres.catalog.read import first_requests
from schemacheck.sources.postgres.catalog.session import Session, connect
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo


class Prefetch:
    """The first requests of a read, already sent.

    A failure to connect is kept until the read is finished: mistakes in the expected schema are reported first.
    """

    def __init__(
        self,
        conninfo: ConnectionInfo,
        namespaces: Sequence[str],
        *,
        indexes: bool = False,
        connect_timeout: int,
        on_phase: Callable[[str], None] = lambda _phase: None,
    ) -> None:
        self._failure: UncheckedError | None = None
        self._open = ExitStack()
        try:
            self._session = self._open.enter_context(connect(conninfo, connect_timeout, on_phase))
            self._session.prefetch(first_requests(namespaces, indexes=indexes))
        except UncheckedError as failure:
            self._failure = failure

    def take_in(self) -> None:
        """Take in what has been answered; to be called now and then."""
        if self._failure is None:
            self._session.take_in()

    def __enter__(self) -> Session:
        """Give the session to finish the read with.

        Raises:
            UncheckedError: there was no way in.
        """
        if self._failure is not None:
            raise self._failure
        return self._session

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one and it is open."""
        self._open.close()
