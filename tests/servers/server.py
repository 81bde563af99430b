"""What a test knows about a server that runs: where it listens and how to name one of its databases in a URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


class Unavailable(Exception):  # noqa: N818 - a state of the machine, not a failure of the code
    """A server that cannot be had on this machine; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL. Frozen and picklable: it is handed from one test process to another as JSON."""

    major: int
    version: str
    """In the server's own words, such as `16.14`."""
    host: str
    port: int
    superuser: str = "postgres"
    password: str | None = None
    """Only an outside server has one; the servers started here trust everyone on this machine."""
    parameters: str = ""
    """What follows `?` in every URL; an outside server may need `sslmode=require`."""
    socket_dir: Path | None = None
    """Where its Unix socket is; None for an outside server."""
    bindir: Path | None = None
    """Where its programs are (`initdb`, `pg_ctl`, `postgres`, in some builds `psql`); None for an outside server."""

    def url(self, database: str = "postgres", user: str | None = None, password: str | None = None) -> str:
        """Give the URL of a database over TCP, as the superuser unless another role is named."""
        if user is None:
            user, password = self.superuser, password or self.password
        secret = f":{quote(password, safe='')}" if password else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        query = f"?{self.parameters}" if self.parameters else ""
        return f"postgresql://{quote(user, safe='')}{secret}@{host}:{self.port}/{quote(database, safe='')}{query}"
