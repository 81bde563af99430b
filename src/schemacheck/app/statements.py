"""The use case behind `schemacheck sql`: what can be sent to a server."""

from __future__ import annotations

from schemacheck.sources.postgres.source import every_statement


def statements(major: int) -> list[tuple[str, str]]:
    """List every statement that can be sent to a server of this major version, with what it is for."""
    return every_statement(major)
