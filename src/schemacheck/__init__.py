"""schemacheck compares an expected schema with what a live PostgreSQL really has, and reports every difference.

It reads, it never repairs: no statement that changes a schema is produced, printed or sent.

What stands in `__all__` is the interface for programs; docs/api.md tells how to use it. Everything else may change.
"""

from schemacheck.base import VERSION

TYPE_CHECKING = False  # type checkers take it for theirs; importing typing would be the longest step of starting

__version__ = VERSION

__all__ = [
    "DriftError",
    "Finding",
    "Readiness",
    "ReadinessProbe",
    "RefusedError",
    "Report",
    "Schema",
    "SchemacheckError",
    "Severity",
    "SourceError",
    "UncheckedError",
    "UsageError",
    "astartup_check",
    "check",
    "read",
    "rendered",
    "startup_check",
]

_FOR_SERVICES = ("DriftError", "Readiness", "ReadinessProbe", "astartup_check", "startup_check")

if TYPE_CHECKING:
    from typing import Any

    from schemacheck.api import (
        Finding,
        RefusedError,
        Report,
        Schema,
        SchemacheckError,
        Severity,
        SourceError,
        UncheckedError,
        UsageError,
        check,
        read,
        rendered,
    )
    from schemacheck.health import DriftError, Readiness, ReadinessProbe, astartup_check, startup_check


def __getattr__(name: str) -> "Any":
    """Import the interface when something of it is first used: the command line starts without it."""
    if name in _FOR_SERVICES:
        from schemacheck import health  # noqa: PLC0415

        return getattr(health, name)
    if name in __all__:
        from schemacheck import api  # noqa: PLC0415

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what there is, whether it was used yet or not."""
    return [*__all__, "__version__"]
