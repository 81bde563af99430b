"""The use cases: they join sources, comparison and policy into a report. They print nothing and never exit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .findings import Report
from .rules import Severity
from .scrub import Scrubber
from .sources.spec import Spec

DEFAULT_SPEC = "expected_schema.yaml"


@dataclass(frozen=True, slots=True)
class Access:
    """How the live side may be reached, and who hears about it."""

    url: str | None = None
    url_env: str | None = None
    env_file: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    connect_timeout: int = 15
    """Seconds."""
    scrub: Scrubber = field(default_factory=Scrubber)
    """Learns every secret of a target before anything is tried with it."""
    on_phase: Callable[[str], None] = lambda _phase: None
    """Told what is being done, such as "connecting to db.internal", for a spinner."""
    on_note: Callable[[str], None] = lambda _note: None
    """Told what the user should know though it is no finding, such as a connection parameter that was dropped."""


def check(
    expected: str, access: Access, *, against: str | None = None, fail_on: Severity | None = None, today: date
) -> Report:
    """Compare the expected schema in a file with the live database, or with any other source given as `against`."""
    raise NotImplementedError


def diff(expected: str, live: str, access: Access, *, fail_on: Severity | None = None, today: date) -> Report:
    """Compare any two sources: spec files, database URLs."""
    raise NotImplementedError


def snapshot(source: str | None, access: Access, *, as_json: bool = False) -> str:
    """Write down what a source has, as an expected schema that `check` finds in sync with it."""
    raise NotImplementedError


def lint(path: str) -> Spec:
    """Read an expected schema and raise all its mistakes at once."""
    raise NotImplementedError


def statements(major: int) -> list[tuple[str, str]]:
    """Every statement that can be sent to a server of this major version, with what it is for."""
    raise NotImplementedError
