"""Constraints that a migration can only speak of by their names: checks and exclusions."""

from __future__ import annotations

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.sources.spec import read_spec

from .guarding import OPEN

SPEC = read_spec(
    """\
version: 1
tables:
  booking:
    columns: {id: integer, nights: integer, during: tsrange}
    primary_key: [id]
    checks:
      some_nights: {expression: nights > 0, protected: the bill divides by it}
    exclusions:
      no_overlap: {elements: ["during WITH &&"], protected: agreed with the venue}
""",
    "expected_schema.yaml",
)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("ALTER TABLE booking DROP CONSTRAINT no_overlap;", ["booking.no_overlap"]),
        ("ALTER TABLE booking DROP CONSTRAINT some_nights;", ["booking.some_nights"]),
        ("ALTER TABLE booking RENAME CONSTRAINT no_overlap TO overlap;", ["booking.no_overlap"]),
        ("DROP TABLE booking;", ["booking.no_overlap", "booking.some_nights"]),
        ("ALTER TABLE booking DROP CONSTRAINT another;", []),
        ("ALTER TABLE booking DISABLE TRIGGER ALL;", []),
    ],
)
def test_what_reaches_them(text: str, reached: list[str]) -> None:
    found = judge([SourceText("m.sql", text.encode())], SPEC.schema, OPEN).findings
    assert sorted(finding.subject.within("public") for finding in found) == reached
