"""The database that statements are run in, and the two who connect to it: its owner, and the server's own side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.record import record
from schemacheck.scratch import statements
from schemacheck.scratch.server import DATABASE, throwaway_server

if TYPE_CHECKING:
    import psycopg

RUNNER: Final = "schemacheck_runner"
CREATORS: Final = "schemacheck_creators"


@record
class Scratch:
    """A database that is ours for one run."""

    admin: Mapping[str, str]
    """How the server's own side connects to it, in libpq's words."""
    owner: Mapping[str, str]
    """How its owner does, who runs the statements."""
    database: str
    runner: str
    """The owner: no superuser."""
    creators: str
    """The group whose members may own things in every schema."""
    major: int
    is_ours: bool
    """Whether the whole server is, and no other role or database can be met on it."""
    kept_at: list[Path] | None = None
    """Where the data folder of a server of ours may be asked to be kept."""


def connected(parameters: Mapping[str, str]) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect; every statement is a transaction of its own, unless one is begun."""
    import psycopg  # noqa: PLC0415 - not before there is a server

    words: dict[str, Any] = {"application_name": "schemacheck", "connect_timeout": "10", **parameters}
    return psycopg.connect(**words, autocommit=True, prepare_threshold=None)


@contextmanager
def embedded_database(package: Path, templates: Path | None, data: Path | None = None) -> Iterator[Scratch]:
    """Start a server of our own, and give the one database in it to a role that is no superuser.

    Args:
        package: where the programs are.
        templates: a folder of the user's in which an empty data folder may be kept.
        data: the data folder of an earlier one to go on with.

    Raises:
        UncheckedError: the server does not start.
    """
    with throwaway_server(package, templates, data) as server:
        with connected(server.parameters()) as admin:
            major = admin.info.server_version // 10000
            known = admin.execute("SELECT FROM pg_catalog.pg_roles WHERE rolname = %s", (RUNNER,)).fetchone()
            for each in (
                ()
                if known is not None
                else (
                    *statements.runner(RUNNER, None, major, superuser=True),
                    *statements.creators(CREATORS, RUNNER),
                    *statements.owned_database(DATABASE, RUNNER, major, superuser=True),
                )
            ):
                admin.execute(each.encode())
        yield Scratch(
            server.parameters(),
            server.parameters(RUNNER),
            DATABASE,
            RUNNER,
            CREATORS,
            major,
            is_ours=True,
            kept_at=server.kept_at,
        )
