"""Running what a history says: script by script, as a role that is no superuser, on a database to be thrown away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

import psycopg

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.migrations.script import History, Script, Statement
from schemacheck.scratch import statements
from schemacheck.scratch.database import Scratch, connected
from schemacheck.sources.sql import naming
from schemacheck.sources.sql.authorship import Marks
from schemacheck.sources.sql.bounds import Bounds
from schemacheck.sources.sql.mistakes import failure
from schemacheck.sources.sql.platform import Extensions, Roles, share_schemas
from schemacheck.sources.sql.running import Connection, run, run_results
from schemacheck.sources.sql.together import Batch, may_stand_together

if TYPE_CHECKING:
    from schemacheck.report.policy import Platform

_TOLD_EVERY: Final = 200
"""How many statements of one script pass before the reader is told again where it is."""
_SCHEMAS_MAY_CHANGE: Final = re.compile(r"\bschema\b|\A\s*(?:do|call|select)\b", re.IGNORECASE)
CHANGES_NOTHING: Final = re.compile(
    r"\s*(?:set|show|reset|begin|start|commit|end|rollback|abort|savepoint|release|insert|update|delete|copy|analyze|"
    r"vacuum|lock|discard|listen|notify|unlisten|prepare|deallocate|declare|fetch|close|checkpoint)\b",
    re.IGNORECASE,
)
"""What makes no object, and may have to be the first of its transaction."""
_TAKES_BACK: Final = re.compile(r"do\b.*\bexception\b|rollback\s+to\b", re.IGNORECASE | re.DOTALL)
"""What writes and takes it back leaves nothing but a doubt which command of a transaction wrote a row before."""
_WANTS_ITS_OWN: Final = ("25001", "2D000")
"""What is refused in a transaction: a partitioned table's REINDEX, and a procedure that commits, show only so."""
_IN_A_TRANSACTION: Final = frozenset({psycopg.pq.TransactionStatus.INTRANS, psycopg.pq.TransactionStatus.INERROR})


@record
class Made:
    """What a replay had to do beside what the statements say."""

    roles: tuple[str, ...] = ()
    """Roles that were named and absent, made without login."""
    absent_extensions: tuple[str, ...] = ()
    """Extensions that the server does not have, passed over."""
    passed_over: tuple[tuple[str, int], ...] = ()
    """What else was not run, such as "statements about databases", each with how often."""


class Trial(Protocol):
    """Watches a script that is run and taken back."""

    def fits(self, statement: Statement) -> bool:
        """Whether a statement is run at all: none that ends a transaction may be."""

    def ran(self, session: Connection, statement: Statement) -> None:
        """Called after a statement, in its session."""

    def helped(self, session: Connection, error: psycopg.Error) -> bool:
        """Called when one failed; whether it is worth another try."""

    def failed(self, session: Connection) -> None:
        """Called when one failed for good."""


class Replay:
    """A history on its way."""

    def __init__(
        self, admin: Connection, scratch: Scratch, on_phase: Callable[[str], None], already: Made | None = None
    ) -> None:
        """Connect as the role that runs the statements.

        Args:
            admin: a connection of the server's own side.
            scratch: the database.
            on_phase: told what is being run.
            already: what had been done where this goes on.
        """
        already = already or Made()
        self._admin = admin
        self._scratch = scratch
        self._on_phase = on_phase
        self._roles = Roles(admin, scratch, already.roles)
        self._extensions = Extensions(admin, scratch)
        self._extensions.absent.extend(already.absent_extensions)
        self._session = connected(scratch.owner)
        self._marks = Marks(self._session)
        self._characters_before = 0
        """What stands before the statement in the message that is sent."""
        self._schemas_changed = True
        self._may_batch = False
        self._passed_over: dict[str, int] = dict(already.passed_over)
        self._brought: frozenset[str] = frozenset()
        self._bounds = Bounds(admin, self._session.info.backend_pid)
        self.watch: Callable[[Connection, Statement], None] | None = None
        """Called after each statement, in the session that ran it and before its transaction ends, if it has one."""

    def __enter__(self) -> Replay:
        return self

    def __exit__(self, *_error: object) -> None:
        self._session.close()

    def prepare(self, platform: Platform) -> None:
        """Make what a platform brings along; nothing is told of it, since somebody stated it."""
        for role in self._roles.unknown(platform.roles):
            self._roles.make(role)
        for schema in platform.schemas:
            run(self._session, statements.schema(schema))
        for extension in platform.extensions:
            if self._extensions.has(extension):
                self._extensions.make(extension, None, None, cascade=True)
        self._brought = frozenset((*platform.roles, *platform.extensions))

    def keep_books(self, schema: str, table: str) -> None:
        """Make the table in which the tool that owns the migrations keeps its books: its migrations may name it."""
        run(self._session, statements.books(schema or None, table))

    def begin_anew(self) -> None:
        """Connect once more, so that what was set for the role or the database, such as its search path, holds."""
        self._session.close()
        self._session = connected(self._scratch.owner)
        self._bounds = Bounds(self._admin, self._session.info.backend_pid)

    def run(self, history: History, since: int = 0, *, marked: bool = True) -> None:
        """Run all of it, or what is left behind the first scripts; `marked` is whether its statements are to be told.

        Raises:
            SourceError: a statement fails.
            UncheckedError: it takes more time or room than anything sound does, or the server is gone.
        """
        count = len(history.scripts)
        self._may_batch = self.watch is None and not any(
            _TAKES_BACK.match(statement.sql) for script in history.scripts for statement in script.statements
        )
        before = sum(len(script.statements) for script in history.scripts[:since]) if marked else None
        with self._bounds.kept():
            for number, script in enumerate(history.scripts[since:], since + 1):
                self._script(script, f"running {script.path} ({number:,} of {count:,})", before)
                if before is not None:
                    before += len(script.statements)

    def try_out(self, script: Script, trial: Trial) -> None:
        """Run a script in one transaction, and take all of it back; a statement that fails there is passed over."""
        passed_over = dict(self._passed_over)
        self._marks.announce(None)
        with self._bounds.kept():
            run(self._session, "RESET ALL")
            run(self._session, "BEGIN")
            try:
                for statement in script.statements:
                    # Extensions are made in another session, which commits.
                    if trial.fits(statement) and naming.extension_in(statement.sql) is None:
                        self._try_out(statement, trial)
            finally:
                if not self._session.closed:
                    run(self._session, "ROLLBACK")
        self._passed_over = passed_over
        self._schemas_changed = True

    def _try_out(self, statement: Statement, trial: Trial) -> None:
        error = self._kept(lambda: self._statement(statement))
        if error is not None:
            helps = []
            failed = self._kept(lambda: helps.append(trial.helped(self._session, error)))
            if failed is not None or not any(helps) or self._kept(lambda: self._statement(statement)) is not None:
                self._kept(lambda: trial.failed(self._session))
                return
        self._kept(lambda: trial.ran(self._session, statement))

    def _kept(self, act: Callable[[], None]) -> psycopg.Error | None:
        """Do something in a transaction, and nothing where it fails; then return why it did."""
        run(self._session, "SAVEPOINT schemacheck_tried")
        try:
            act()
            run(self._session, "RELEASE SAVEPOINT schemacheck_tried")
        except psycopg.Error as error:
            if self._session.closed:
                raise
            run(self._session, "ROLLBACK TO SAVEPOINT schemacheck_tried")
            return error
        return None

    def made(self) -> Made:
        """Say what was done beside what the statements say."""
        passed = tuple(self._passed_over.items())
        roles = tuple(role for role in self._roles.made if role not in self._brought)
        absent = tuple(name for name in self._extensions.absent if name not in self._brought)
        return Made(roles, absent, passed)

    def _script(self, script: Script, phase: str, before: int | None) -> None:
        last = None
        batch = Batch()
        run(self._session, "RESET ALL")
        for number, statement in enumerate(script.statements):
            if number % _TOLD_EVERY == 0:
                self._on_phase(phase if number == 0 else f"{phase}, statement {number:,}")
            last = statement
            counted = None if before is None else before + number + 1
            if self._may_batch and self._goes_together(statement):
                batch.add(statement, counted)
                if batch.is_full:
                    self._together(batch, script)
            else:
                self._together(batch, script)
                self._alone(statement, counted, script)
        self._together(batch, script)
        try:
            self._commit()
        except psycopg.Error as error:
            raise self._explained(last or script.statements[-1], error) from error

    def _alone(self, statement: Statement, number: int | None, script: Script) -> None:
        try:
            if script.in_transaction and not statement.own_transaction:
                self._begin()
            elif statement.own_transaction:
                self._commit()
            self._marks.announce(None if CHANGES_NOTHING.match(statement.sql) else number)
            if self.watch is None:
                self._statement(statement)
            else:
                self._watched(statement, self.watch)
        except psycopg.Error as error:
            raise self._explained(statement, error) from error

    def _watched(self, statement: Statement, watch: Callable[[Connection, Statement], None]) -> None:
        """Run a statement and look at it before its transaction ends: one is begun for it, if that makes no difference.

        What it has locked is not seen afterwards.
        """
        begun = not (statement.own_transaction or self._is_open() or CHANGES_NOTHING.match(statement.sql))
        if begun:
            self._begin()
        try:
            self._statement(statement)
        except psycopg.Error as error:
            if not begun or self._session.closed or error.sqlstate not in _WANTS_ITS_OWN:
                raise
            run(self._session, "ROLLBACK")
            begun = False
            self._statement(statement)
        watch(self._session, statement)
        if begun:
            self._commit()

    def _goes_together(self, statement: Statement) -> bool:
        """Whether a statement needs nothing done for it, and makes the same whether or not it is committed at once."""
        sql = statement.sql
        if statement.own_transaction or statement.runs_results or not may_stand_together(sql):
            return False
        owner = naming.new_owner(sql)
        if owner is not None and (self._schemas_changed or not self._roles.may_own(owner)):
            return False
        if naming.database_of(sql) is not None or self._roles.unknown(naming.roles_in(sql)):
            return False
        self._schemas_changed |= _SCHEMAS_MAY_CHANGE.search(sql) is not None
        return True

    def _together(self, batch: Batch, script: Script) -> None:
        """Run statements in one message, which is all or nothing; where that fails, one by one."""
        statements, message = batch.taken(self._marks.of)
        if len(statements) > 1:
            inside = False
            try:
                if script.in_transaction:
                    self._begin()
                inside = self._is_open()
                if inside:
                    run(self._session, "SAVEPOINT schemacheck")
                run(self._session, message, on_result=batch.note_result)
                if inside:
                    run(self._session, "RELEASE SAVEPOINT schemacheck")
            except psycopg.Error as error:
                if self._session.closed:
                    raise self._explained(batch.reached(statements), error) from error
                if inside:
                    run(self._session, "ROLLBACK TO SAVEPOINT schemacheck")
            else:
                return
        for statement, number in statements:
            self._alone(statement, number, script)

    def _explained(self, statement: Statement, error: psycopg.Error) -> Exception:
        if self._bounds.exceeded:
            return UncheckedError(
                f"The replay was stopped at {statement.position}: {self._bounds.exceeded}.",
                "A schema takes seconds; what moves data about is better left out.",
            )
        if self._session.closed:
            said = " ".join(str(error).split())
            return UncheckedError(f"The throw-away server ended the session at {statement.position}: {said}")
        return failure(statement, error, self._characters_before)

    def _begin(self) -> None:
        if not self._is_open():
            run(self._session, "BEGIN")

    def _commit(self) -> None:
        if self._is_open():
            run(self._session, "COMMIT")

    def _is_open(self) -> bool:
        return self._session.info.transaction_status in _IN_A_TRANSACTION

    def _statement(self, statement: Statement) -> None:
        sql = statement.sql
        if statement.copied is not None:
            run(self._session, sql, statement.copied)
            return
        if statement.runs_results:
            self._marks.set(self._session)
            run_results(self._session, sql)
            return
        if _SCHEMAS_MAY_CHANGE.search(sql):
            self._schemas_changed = True
        if self._is_about_another_database(sql) or self._is_about_an_extension(sql) or self._gives_away(sql):
            return
        unknown = self._roles.unknown(naming.roles_in(sql))
        made = naming.made_role(sql)
        if made is not None and made in self._roles.made:
            return  # it was named before, and is there
        if not unknown:
            self._run_marked(statement)
            return
        self._marks.set(self._session)
        self._with_roles(sql)
        self._roles.need_none(self._roles.unknown(unknown))

    def _run_marked(self, statement: Statement) -> None:
        """Run a statement and its mark: in one message, which is one transaction, where the statement stands that."""
        mark, begun = self._marks.taken(), self._is_open()
        if mark and statement.own_transaction and not begun:
            run(self._session, mark)
            mark = ""
        self._characters_before = len(mark)
        try:
            run(self._session, mark + statement.sql)
        except psycopg.Error as error:
            if begun or not mark or error.sqlstate not in _WANTS_ITS_OWN:
                raise
            self._characters_before = 0
            run(self._session, mark)  # refused together, they have left nothing behind
            run(self._session, statement.sql)
        self._characters_before = 0

    def _with_roles(self, sql: str) -> None:
        """Run a statement that may name roles which are not there: they are made, and it is run again."""
        inside = self._is_open()
        while True:
            if inside:
                run(self._session, "SAVEPOINT schemacheck")
            try:
                run(self._session, sql)
            except psycopg.Error as error:
                role = self._roles.missing(error)
                if role is None:
                    raise
                if inside:
                    run(self._session, "ROLLBACK TO SAVEPOINT schemacheck")
                self._roles.make(role)
                if inside:
                    # A session takes notice of what others made when it locks a table: one that nothing else locks.
                    run(self._session, "SELECT FROM pg_catalog.pg_shseclabel LIMIT 0")
                    run(self._session, "ROLLBACK TO SAVEPOINT schemacheck")
            else:
                if inside and self._is_open():
                    run(self._session, "RELEASE SAVEPOINT schemacheck")
                return

    def _is_about_another_database(self, sql: str) -> bool:
        found = naming.database_of(sql)
        if found is None or found[0] == self._scratch.database:
            return False
        self._pass_over("statements about databases")
        return True

    def _gives_away(self, sql: str) -> bool:
        """See to it that the owner which a statement gives something to may own it; whether that is nobody's to give.

        On a server that is not ours, nobody acts for the roles that it has.
        """
        owner = naming.new_owner(sql)
        if owner is None:
            return False
        if owner in self._roles.of_others:
            self._pass_over("owners that the server has for itself")
            return True
        if self._schemas_changed:
            share_schemas(self._session, self._scratch)
            self._schemas_changed = False
        if not self._roles.unknown([owner]) and (joined := self._roles.joins(owner)):
            run(self._session, joined)
        return False

    def _is_about_an_extension(self, sql: str) -> bool:
        wanted = naming.extension_in(sql)
        if wanted is None:
            return False
        if wanted.verb == "create" and not self._extensions.has(wanted.names[0]):
            self._extensions.pass_over(wanted.names[0])
            return True
        if self._extensions.absent and set(wanted.names) <= set(self._extensions.absent):
            return True
        if not self._extensions.takes(wanted):
            return False
        row = self._session.execute("SELECT pg_catalog.current_schema()").fetchone()
        inside = self._is_open()
        self._marks.set(self._session)
        self._commit()  # or the other session would not see the schema that it goes into
        self._extensions.do(wanted, row[0] if row else None)
        if inside:
            self._begin()
        return True

    def _pass_over(self, what: str) -> None:
        self._passed_over[what] = self._passed_over.get(what, 0) + 1
