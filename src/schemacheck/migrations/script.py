"""What a folder of migrations comes to: scripts in the order in which they run, and each statement with its place."""

from __future__ import annotations

from schemacheck.base.names import Position
from schemacheck.base.record import record


@record
class Statement:
    """One statement of a script, as the server is sent it."""

    sql: str
    """Without its semicolon and what is psql's own; comments inside it stay."""
    position: Position
    """Where its first word stands."""
    own_transaction: bool = False
    """Whether it has to run outside a transaction block, such as CREATE INDEX CONCURRENTLY.

    What the script did before is to be committed first. So is ALTER TYPE ... ADD VALUE, unless the script has begun a
    transaction itself: what follows may use the label.
    """
    copied: bytes | None = None
    """The lines that follow COPY ... FROM stdin, without the line that ends them."""
    runs_results: bool = False
    r"""Whether each value that it returns is a statement to run, as psql's \gexec does."""


@record
class Script:
    """One file that runs, or the part of it that runs forward."""

    path: str
    """As the user would name it."""
    statements: tuple[Statement, ...]
    in_transaction: bool = True
    """Whether the tool that owns the file runs it in one transaction."""


@record
class History:
    """What a file or a folder says was run, from the first to the last."""

    layout: str
    """Whose it is, in words for a report, such as "Flyway"."""
    scripts: tuple[Script, ...]
    passed_over: tuple[str, ...] = ()
    """Files that stand there and do not run, such as the ways back."""
    database: str | None = None
    r"""The name of the database that psql's \connect goes to, where there is one: some statements may name it."""
