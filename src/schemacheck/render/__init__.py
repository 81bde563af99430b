"""One report, many formats: each a pure function of the report and of the look its caller decided on.

Adding a format is one file with `render` and `render_error`, one line here, and one in `schemacheck.cli.options`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import SchemacheckError
from schemacheck.base.lazy import lazy
from schemacheck.base.record import record
from schemacheck.render.look import Look

if TYPE_CHECKING:
    from schemacheck.report.findings import Report
    from schemacheck.report.matrix import Matrix

__all__ = ["FORMATS", "Format", "Look", "rendered"]


@record
class Format:
    """One way to write a report, and an error in the place of a report."""

    report: Callable[[Report, Look], str]
    error: Callable[[SchemacheckError, Look], str]
    suffixes: tuple[str, ...] = ()
    """File names that ask for it, such as ".json"."""


def _format(name: str, *suffixes: str) -> Format:
    """Make a format whose module is imported when it is first used: a run pays for the one that was asked for."""
    return Format(lazy(f"{__name__}.{name}:render"), lazy(f"{__name__}.{name}:render_error"), suffixes)


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": _format("text", ".txt"),
        "concise": _format("concise"),
        "json": _format("json", ".json"),
        "github": _format("github"),
        "markdown": _format("markdown", ".md"),
        "sarif": _format("sarif", ".sarif"),
        "junit": _format("junit", ".xml"),
        "gitlab": _format("gitlab"),
        "html": _format("html", ".html", ".htm"),
        "openmetrics": _format("openmetrics", ".prom"),
    }
)


def rendered(result: Report | Matrix, format_name: str, look: Look) -> str:
    """Write a result of a run in a format, whatever it is."""
    from schemacheck.report.findings import Report  # noqa: PLC0415 - an error is rendered without one

    if isinstance(result, Report):
        return FORMATS[format_name].report(result, look)
    from schemacheck.render import matrix  # noqa: PLC0415
    from schemacheck.report.matrix import merged  # noqa: PLC0415 - for those who have several

    of_many: dict[str, Callable[[Matrix, Look], str]] = {
        "text": matrix.text,
        "markdown": matrix.markdown,
        "json": matrix.json,
    }
    if format_name in of_many:
        return of_many[format_name](result, look)
    return FORMATS[format_name].report(merged(result), look)
