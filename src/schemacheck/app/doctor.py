"""The use case behind `schemacheck doctor`: would a check work here, and is the way it looks one to be content with.

`examine` gathers; everything below it judges facts and does nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from schemacheck.app.lint import lint
from schemacheck.base.conventions import NEWEST
from schemacheck.base.errors import ExitCode, SchemacheckError, SourceError
from schemacheck.base.record import record
from schemacheck.sources.postgres.source import PostgresDatabase
from schemacheck.sources.source import ConnectionOptions

if TYPE_CHECKING:
    from schemacheck.report.policy import Waiver
    from schemacheck.sources.postgres.catalog.inspection import ConnectionFacts
    from schemacheck.sources.spec import Spec

State = Literal["ok", "warning", "failure"]

CLOCKS_APART: Final = 300
"""Seconds by which two clocks may differ before a waiver could end on the wrong day, or a certificate not count."""
LAG: Final = 300
"""Seconds by which a replica may be behind before its schema is likely not that of its primary."""
_LISTED: Final = 8

RECIPE: Final = (
    "A check needs a role of its own that may log in and CONNECT to this database, that is in no other role, and that "
    "has no grant on any schema or table: it then reads the whole structure and not one row. docs/production.md has it "
    "step by step."
)


@record
class Line:
    """One thing that was looked at."""

    topic: str
    state: State
    says: str
    advice: str = ""
    """What to do about it; empty where nothing needs doing."""


@record
class Examination:
    """Everything that was looked at, in order."""

    lines: tuple[Line, ...]

    def count(self, state: State) -> int:
        """How many lines are of this state."""
        return sum(line.state == state for line in self.lines)

    @property
    def exit_code(self) -> ExitCode:
        """A failure means that a check could not be made; a warning does not."""
        return ExitCode.UNCHECKED if self.count("failure") else ExitCode.IN_SYNC


def examine(expected: str | None, connection: ConnectionOptions, today: date) -> Examination:
    """Look at the expected schema and at the connection, and judge both.

    Args:
        expected: the expected schema's path; None to look at the connection alone.
        connection: how the database is reached.
        today: the day waivers are held against.
    """
    spec, lines = _read_spec(expected)
    if spec is not None:
        lines.append(waiver_line(spec.policy.waivers, today))
    try:
        database = PostgresDatabase.named(connection)
        namespaces = spec.schema.namespaces if spec else (database.home,)
        tables = tuple(dict.fromkeys(table.name.name for table in spec.schema.tables)) if spec else ()
        facts = database.inspect(namespaces, tables)
    except SchemacheckError as error:
        return Examination((*lines, Line("connection", "failure", error.message, error.hint or "")))
    return Examination((*lines, *judged(facts, namespaces)))


def _read_spec(expected: str | None) -> tuple[Spec | None, list[Line]]:
    if expected is None:
        return None, []
    try:
        spec = lint(expected)
    except SourceError as error:
        more = f" and {len(error.mistakes) - 1} more" if len(error.mistakes) > 1 else ""
        return None, [Line("spec", "failure", f"{error.mistakes[0]}{more}", f"schemacheck lint {expected} tells all.")]
    except SchemacheckError as error:
        return None, [Line("spec", "failure", error.message, error.hint or "")]
    if not any(spec.schema.tables):
        return spec, [Line("spec", "failure", f"{expected} names no table", "There is nothing a check could look at.")]
    return spec, [Line("spec", "ok", f"{expected} makes sense, {_counted(len(spec.schema.tables), 'table')}")]


def waiver_line(waivers: Sequence[Waiver], today: date) -> Line:
    """Judge when waivers end, by the clock of this machine."""
    ended = [waiver for waiver in waivers if waiver.expires is not None and waiver.expires < today]
    if ended:
        return Line(
            "waivers",
            "warning",
            f"by this machine's clock it is {today.isoformat()} (UTC), and {len(ended)} of "
            f"{_counted(len(waivers), 'waiver')} {'has' if len(ended) == 1 else 'have'} ended",
            "What they covered counts again. Is the date right?",
        )
    coming = min((waiver.expires for waiver in waivers if waiver.expires is not None), default=None)
    until = f", the next ends on {coming.isoformat()}" if coming else ""
    return Line("waivers", "ok", f"{_counted(len(waivers), 'waiver')}{until}; today is {today.isoformat()} (UTC)")


def judged(facts: ConnectionFacts, namespaces: Sequence[str]) -> Iterator[Line]:
    """Judge a connection."""
    yield Line(
        "connection",
        "ok",
        f'connected to {facts.host}, database "{facts.database}", answered in {1000 * facts.seconds:.0f} ms',
    )
    yield _tls(facts)
    yield _through(facts)
    said = facts.powers.told()
    if said is None:
        yield Line("role", "ok", f'connected as "{facts.role}", which may read the catalog and change nothing checked')
    else:
        yield Line("role", "warning", f'connected as "{facts.role}", which {said}', RECIPE)
    yield _version(facts)
    yield _replica(facts)
    yield _schemas_line(facts, namespaces)
    yield _clock_line(facts)


def _tls(facts: ConnectionFacts) -> Line:
    state = "encrypted" if facts.tls else "not encrypted"
    says = f"{state}, sslmode={facts.sslmode}"
    if facts.local:
        return Line("tls", "ok", f"{says}; the connection stays on this machine")
    if not facts.tls:
        return Line("tls", "warning", says, "Whoever is on the way can read along. Set sslmode=verify-full in the URL.")
    if facts.sslmode not in ("verify-ca", "verify-full"):
        return Line(
            "tls",
            "warning",
            f"{says}; the server's certificate was not looked at",
            "Whoever is on the way can pose as the server. Set sslmode=verify-full, and sslrootcert to the authority's "
            "certificate or to system.",
        )
    if facts.sslmode == "verify-ca":
        return Line(
            "tls", "warning", f"{says}; the host name was not compared", "sslmode=verify-full compares that too."
        )
    return Line("tls", "ok", f"{says}; certificate and host name were verified")


def _through(facts: ConnectionFacts) -> Line:
    if facts.pooled:
        return Line("through", "ok", "a connection pooler: the process that answers is not the one that let us in")
    if facts.server_tls is not None and facts.server_tls != facts.tls:
        here, there = ("encrypted", "not") if facts.tls else ("not encrypted", "encrypted")
        return Line(
            "through", "ok", f"a proxy that handles TLS itself: the connection is {here} here and {there} there"
        )
    return Line("through", "ok", "no pooler that shows; one that hides well cannot be told from the server")


def _version(facts: ConnectionFacts) -> Line:
    says = f"PostgreSQL {facts.version}"
    if facts.major > NEWEST:
        return Line(
            "version", "warning", says, f"Tested up to PostgreSQL {NEWEST}; this one is read as if it were that."
        )
    return Line("version", "ok", says)


def _replica(facts: ConnectionFacts) -> Line:
    if not facts.replica:
        return Line("server", "ok", "the primary")
    if facts.lag_seconds is None:
        return Line("server", "ok", "a replica that has replayed no transaction yet, as far as it says")
    says = f"a replica; the last transaction it replayed is {facts.lag_seconds:.0f} s old"
    if facts.lag_seconds > LAG:
        return Line(
            "server", "warning", says, "It lags, or nothing was written meanwhile. A check sees the schema of then."
        )
    return Line("server", "ok", says)


def _schemas_line(facts: ConnectionFacts, namespaces: Sequence[str]) -> Line:
    there = dict(facts.schemas)
    listed = ", ".join(f"{name} ({_counted(count, 'table')})" for name, count in facts.schemas[:_LISTED])
    more = f" and {len(facts.schemas) - _LISTED} more" if len(facts.schemas) > _LISTED else ""
    says = f"{listed}{more}" if facts.schemas else "no schema but PostgreSQL's own"
    wanted = [name for name in namespaces if not any(mark in name for mark in "*?[")]
    absent = [name for name in wanted if name not in there]
    if absent:
        return Line(
            "schemas",
            "failure",
            f"{says}; not {', '.join(absent)}",
            "Is this the right database? The expected schema names its PostgreSQL schema under `schema:`.",
        )
    if wanted and not any(there[name] for name in wanted):
        return Line(
            "schemas", "failure", says, "There is no table where a check would look. Is this the right database?"
        )
    return Line("schemas", "ok", says)


def _clock_line(facts: ConnectionFacts) -> Line:
    apart = abs(facts.clock_ahead)
    if apart <= CLOCKS_APART:
        return Line("clock", "ok", "this machine's clock and the server's agree")
    side = "behind" if facts.clock_ahead > 0 else "ahead of"
    return Line(
        "clock",
        "warning",
        f"this machine's clock is {apart / 60:.0f} min {side} the server's",
        "Waivers end, and certificates count, by this machine's clock. Set it.",
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
