"""For services: the comparison when one starts, and as a readiness probe.

Both take bounded time: the check runs in a thread of its own, and whoever waits goes on without it when the time is up.
A thread that is left behind ends by itself: every statement of ours has a time limit, and no process waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as TookTooLong
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from schemacheck import api
from schemacheck.base.record import record

__all__ = ["DriftError", "Readiness", "ReadinessProbe", "astartup_check", "startup_check"]

LOG = logging.getLogger("schemacheck")

Mode = Literal["refuse", "log"]
"""What becomes of a database that is not as expected, or could not be looked at."""

SHOWN = 20
"""How many findings a log record has."""


class DriftError(Exception):
    """The database is not as expected, and the service was to be refused its start. `report` says how it differs."""

    def __init__(self, report: api.Report) -> None:
        super().__init__(_told(report))
        self.report = report


@record
class Readiness:
    """The answer of a probe."""

    ready: bool
    outcome: str
    """What a report's outcome is: "in sync", "pending", "drift" or "unchecked"."""
    detail: str
    """The same as a sentence of one line. It holds no secret and names no object."""
    report: api.Report | None = None
    """What was found; None where nothing could be looked at."""

    @property
    def status_code(self) -> int:
        """The HTTP status that says it: 200 or 503."""
        return 200 if self.ready else 503


def startup_check(
    expected: api.Source,
    live: api.Source,
    *,
    mode: Mode = "refuse",
    timeout: float = 10.0,
    fail_on: api.Severity | str | None = None,
    baseline: str | Path | None = None,
) -> api.Report | None:
    """Compare when a service starts.

    Args:
        expected: the side that is right, as for `check`.
        live: the database that the service uses.
        mode: "refuse" raises where the database is not as expected or could not be looked at. "log" logs that under the
            name "schemacheck" and lets the service start.
        timeout: seconds after which the check counts as not made.
        fail_on: the lowest severity that counts as drift, as for `check`.
        baseline: a file of known drift, which does not count.

    Returns:
        The report; None where nothing could be looked at and that was only logged.

    Raises:
        DriftError: the database is not as expected.
        UncheckedError: it could not be looked at, or not in time.
        SourceError: the expected schema or the baseline has mistakes.
        UsageError: a source makes no sense.
        ValueError: `fail_on` is no severity, or `mode` is neither.
    """
    work = _work(expected, live, mode, timeout, fail_on=fail_on, baseline=baseline)
    return _judged(lambda: _waited(_begun(work), timeout), mode)


async def astartup_check(
    expected: api.Source,
    live: api.Source,
    *,
    mode: Mode = "refuse",
    timeout: float = 10.0,
    fail_on: api.Severity | str | None = None,
    baseline: str | Path | None = None,
) -> api.Report | None:
    """Compare when an asyncio service starts, as `startup_check` does; the event loop goes on meanwhile."""
    future = _begun(_work(expected, live, mode, timeout, fail_on=fail_on, baseline=baseline))
    await _ended(future, timeout)
    return _judged(lambda: _waited(future, 0), mode)


class ReadinessProbe:
    """Whether a service may get requests, as a readiness probe asks.

    However often it is asked, and by however many, one check runs at a time, and an answer holds for a while. One that
    could not look is not kept: the next question looks again.
    """

    def __init__(
        self,
        expected: api.Source,
        live: api.Source,
        *,
        mode: Mode = "refuse",
        timeout: float = 5.0,
        max_age: float = 60.0,
        fail_on: api.Severity | str | None = None,
        baseline: str | Path | None = None,
    ) -> None:
        """Say what to compare; nothing is read or connected yet.

        Args:
            expected: the side that is right, as for `check`.
            live: the database that the service uses.
            mode: "refuse" is not ready where the database is not as expected or could not be looked at; "log" is ready
                whatever was found. Both log each change of the outcome under the name "schemacheck".
            timeout: seconds after which a question is answered with "unchecked".
            max_age: seconds for which an answer holds.
            fail_on: the lowest severity that counts as drift, as for `check`.
            baseline: a file of known drift, which does not count.

        Raises:
            ValueError: `fail_on` is no severity, or `mode` is neither.
        """
        self._work = _work(expected, live, mode, timeout, fail_on=fail_on, baseline=baseline)
        self._mode, self._timeout, self._max_age = mode, timeout, max_age
        self._lock = Lock()
        self._running: Future[api.Report] | None = None
        self._report: api.Report | None = None
        self._read_at = -math.inf
        self._logged = ""

    def check(self) -> Readiness:
        """Answer, from what is known or by looking; it never raises for what a check may meet."""
        if self._is_fresh():
            return self._answer()
        future = self._joined()
        wait([future], self._timeout)
        return self._concluded(future)

    async def acheck(self) -> Readiness:
        """Answer as `check` does; the event loop goes on meanwhile."""
        if self._is_fresh():
            return self._answer()
        future = self._joined()
        await _ended(future, self._timeout)
        return self._concluded(future)

    def _is_fresh(self) -> bool:
        return self._report is not None and time.monotonic() - self._read_at < self._max_age

    def _joined(self) -> Future[api.Report]:
        """The check that runs, or one that begins now."""
        with self._lock:
            if self._running is None or self._running.done():
                self._running = _begun(self._work)
            return self._running

    def _concluded(self, future: Future[api.Report]) -> Readiness:
        try:
            report = _waited(future, 0)
        except Exception as error:
            self._log("unchecked", f"not checked: {_reason(error)}")
            return Readiness(self._mode == "log", "unchecked", f"not checked: {_reason(error)}")
        with self._lock:
            if self._running is future:
                self._running, self._report, self._read_at = None, report, time.monotonic()
        self._log(report.outcome, _told(report))
        return self._answer(report)

    def _answer(self, report: api.Report | None = None) -> Readiness:
        known = report or self._report
        assert known is not None, "asked before anything was read"
        ready = self._mode == "log" or not known.exit_code
        return Readiness(ready, known.outcome, _headline(known), known)

    def _log(self, outcome: str, message: str) -> None:
        with self._lock:
            changed, self._logged = outcome != self._logged, outcome
        if changed:
            LOG.log(logging.INFO if outcome in ("in sync", "pending") else logging.ERROR, "%s", message)


def _work(
    expected: api.Source,
    live: api.Source,
    mode: Mode,
    timeout: float,
    *,
    fail_on: api.Severity | str | None,
    baseline: str | Path | None,
) -> Callable[[], api.Report]:
    if mode not in ("refuse", "log"):
        raise ValueError(f"mode is {mode!r}; it is 'refuse' or 'log'")
    severity = None if fail_on is None else api.Severity(fail_on)
    patience = max(math.ceil(timeout), 1)
    return lambda: api.check(expected, live, fail_on=severity, baseline=baseline, connect_timeout=patience)


def _begun(work: Callable[[], api.Report]) -> Future[api.Report]:
    """Begin in a thread that no process waits for when it ends, which those of a pool would have it do."""
    future: Future[api.Report] = Future()
    # From here on nobody who stops waiting can cancel what others wait for.
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, name="schemacheck", daemon=True).start()
    return future


async def _ended(future: Future[api.Report], timeout: float) -> None:
    """Wait until it has ended, or the time is up."""
    wrapped = asyncio.wrap_future(future)
    await asyncio.wait([wrapped], timeout=timeout)
    if wrapped.done():
        wrapped.exception()  # it is read from the other one; unread, asyncio would complain
    else:
        wrapped.cancel()


def _waited(future: Future[api.Report], timeout: float) -> api.Report:
    try:
        return future.result(timeout)
    except TookTooLong:
        if future.done():
            raise
        raise api.UncheckedError(
            "The check has not ended in the time it was given.", "Is the database reachable, and not overloaded?"
        ) from None


def _judged(result: Callable[[], api.Report], mode: Mode) -> api.Report | None:
    try:
        report = result()
    except Exception as error:
        if mode == "refuse":
            raise
        LOG.error("not checked: %s", _reason(error))
        return None
    if not report.exit_code:
        LOG.info("%s", _headline(report))
        return report
    if report.outcome == "unchecked" and mode == "refuse":
        raise api.UncheckedError(_told(report))
    if mode == "refuse":
        raise DriftError(report)
    LOG.error("%s", _told(report))
    return report


def _headline(report: api.Report) -> str:
    """Say the outcome in one line."""
    from schemacheck.render.wording import verdict  # noqa: PLC0415 - for who has something to say

    return f"{report.outcome}: {verdict(report)}"


def _told(report: api.Report) -> str:
    """Say the outcome, and a line a finding: a line break in a name forges none."""
    from schemacheck.render.layout import clean  # noqa: PLC0415 - as above

    shown = [
        clean(f"{each.severity.value} {each.rule.name} {each.subject.path}: {each.sentence}")
        for each in (*report.findings, *report.undecided)[:SHOWN]
    ]
    more = len(report.findings) + len(report.undecided) - len(shown)
    return "\n  ".join([_headline(report), *shown, *([f"and {more} more"] if more else [])])


def _reason(error: BaseException) -> str:
    if isinstance(error, api.SchemacheckError):
        return " ".join(error.message.split())
    return f"{type(error).__name__}, a bug of schemacheck"
