"""The expected schema file: read with positions, written canonically, described to editors."""

from __future__ import annotations

from schemacheck.sources.spec.document import Spec, read_spec, read_spec_file
from schemacheck.sources.spec.editor_schema import json_schema
from schemacheck.sources.spec.write import write_spec, write_spec_json

__all__ = ["Spec", "json_schema", "read_spec", "read_spec_file", "write_spec", "write_spec_json"]
