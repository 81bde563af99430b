"""One report, many formats: each a pure function of the report and of options that its caller decides on.

CONTRIBUTING has the steps of adding one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import SchemacheckError
from schemacheck.base.lazy import lazy
from schemacheck.base.record import record
from schemacheck.render import disarm
from schemacheck.render.disarm import Disarm, Safe
from schemacheck.render.options import RenderOptions

if TYPE_CHECKING:
    from schemacheck.report.multi_report import MultiReport
    from schemacheck.report.report import Report

__all__ = ["FORMATS", "Format", "RenderOptions", "rendered"]


@record
class Format:
    """One way to write a report, and an error instead of a report."""

    report: Callable[[Report, RenderOptions], Safe]
    error: Callable[[SchemacheckError, RenderOptions], Safe]
    suffixes: tuple[str, ...] = ()
    """File names that ask for it, such as ".json"."""


def _format(name: str, *suffixes: str, safe: Disarm) -> Format:
    """Make a format whose module is imported when it is first used: a run pays for the one that was asked for.

    Args:
        name: its module here.
        suffixes: file names that ask for it.
        safe: what all it writes passes, so that nothing a database says acts on a runner or a terminal.
    """
    report: Callable[[Report, RenderOptions], str] = lazy(f"{__name__}.{name}:render")
    error: Callable[[SchemacheckError, RenderOptions], str] = lazy(f"{__name__}.{name}:render_error")
    return Format(
        lambda told, options: safe(report(told, options)), lambda told, options: safe(error(told, options)), suffixes
    )


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": _format("text", ".txt", safe=disarm.lines),
        "concise": _format("concise", safe=disarm.lines),
        "json": _format("json", ".json", safe=disarm.json),
        # Its commands are meant; it disarms what it puts into them, and the summary below them, itself.
        "github": _format("github", safe=disarm.as_written),
        "markdown": _format("markdown", ".md", safe=disarm.lines),
        "sarif": _format("sarif", ".sarif", safe=disarm.json),
        "junit": _format("junit", ".xml", safe=disarm.markup),
        "gitlab": _format("gitlab", safe=disarm.json),
        "html": _format("html", ".html", ".htm", safe=disarm.markup),
        "openmetrics": _format("openmetrics", ".prom", safe=disarm.lines),
    }
)


def rendered(result: Report | MultiReport, format_name: str, options: RenderOptions) -> Safe:
    """Write a result of a run in a format, whatever it is."""
    from schemacheck.report.report import Report  # noqa: PLC0415 - an error is rendered without one

    only, rules = ((), ()) if format_name in _WHOLE else (options.only, options.rules)
    if isinstance(result, Report):
        return FORMATS[format_name].report(_part(result, only, rules), options)
    from schemacheck.render import multi_report  # noqa: PLC0415
    from schemacheck.report.multi_report import merged  # noqa: PLC0415 - for those who have several

    of_many: dict[str, tuple[Callable[[MultiReport, RenderOptions], str], Disarm]] = {
        "text": (multi_report.text, disarm.lines),
        "markdown": (multi_report.markdown, disarm.lines),
        "json": (multi_report.json, disarm.json),
        "openmetrics": (lazy(f"{__name__}.openmetrics:render_multi"), disarm.lines),
    }
    if format_name in of_many:
        written, safe = of_many[format_name]
        if only or rules:
            from schemacheck.report.narrowing import narrowed_multi  # noqa: PLC0415 - for those who want a part

            result = narrowed_multi(result, only, rules)
        return safe(written(result, options))
    return FORMATS[format_name].report(_part(merged(result), only, rules), options)


_WHOLE: Final = frozenset({"openmetrics", "sarif", "junit", "gitlab"})
"""Formats that another program counts or keeps: what is left out it would take for passed, or for mended."""


def _part(report: Report, only: Sequence[str], rules: Sequence[str]) -> Report:
    if not only and not rules:
        return report
    from schemacheck.report.narrowing import narrowed  # noqa: PLC0415 - for those who want a part

    return narrowed(report, only, rules)
