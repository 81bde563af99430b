"""The expected schema file: read with positions; `write` writes it, `editor_schema` describes it to editors."""

from __future__ import annotations

from schemacheck.sources.spec.read.document import Spec, read_spec, read_spec_file

__all__ = ["Spec", "read_spec", "read_spec_file"]
