"""The use case of a lint: an expected schema alone."""

from __future__ import annotations

from pathlib import Path

from schemacheck.sources.spec import Spec, read_spec_file


def lint(path: str) -> Spec:
    """Read an expected schema.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SourceError: it does not make sense; carries every mistake.
    """
    return read_spec_file(Path(path))
