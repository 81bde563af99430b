"""One report, many formats: each a pure function of the report and of the look its caller decided on.

Adding a format is one file with `render` and `render_error`, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from schemacheck.errors import SchemacheckError
from schemacheck.findings import Report

from . import github, json, markdown, text
from .look import Look

__all__ = ["FORMATS", "Format", "Look"]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report, and an error in the place of a report."""

    report: Callable[[Report, Look], str]
    error: Callable[[SchemacheckError, Look], str]
    suffixes: tuple[str, ...] = ()
    """File names that ask for it, such as ".json"."""


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": Format(text.render, text.render_error, (".txt",)),
        "json": Format(json.render, json.render_error, (".json",)),
        "github": Format(github.render, github.render_error),
        "markdown": Format(markdown.render, markdown.render_error, (".md",)),
    }
)
