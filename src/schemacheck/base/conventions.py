"""What is agreed once for the whole house, and known to those who start fast: this imports nothing."""

from __future__ import annotations

from typing import Final

DEFAULT_POLICY: Final = "schemacheck.yaml"
"""The file of decisions, for expected sides that decide nothing themselves."""
DEFAULT_SPEC: Final = "expected_schema.yaml"
"""The expected schema, where no other file is named."""
HOME: Final = "public"
"""The schema of names that have none, where nothing says otherwise."""
OLDEST: Final = 12
"""The oldest major version of PostgreSQL that is read."""
NEWEST: Final = 18
"""The newest that is tested; a later one is read as if it were this."""
