"""A part of a key that is stated as an expression, taken apart as the server does when the index is made."""

from __future__ import annotations

import pytest

from schemacheck.model.keys import KeyPart
from schemacheck.sources.spec import read_spec


@pytest.mark.parametrize(
    ("stated", "column", "expression", "collation"),
    [
        ("n", "n", None, None),
        ("(N)", "n", None, None),
        ('"Odd ""x"""', 'Odd "x"', None, None),
        ("current_user", None, "current_user", None),
        ('n collate "C"', "n", None, "C"),
        ('lower(n) COLLATE pg_catalog."de-DE"', None, "lower(n)", "de-DE"),
        ('lower(n collate "C")', None, 'lower(n collate "C")', None),
        ("n collate app.x", None, "n collate app.x", None),
        ("t.n", None, "t.n", None),
    ],
)
def test_an_expression_is_a_column_or_collated(
    stated: str, column: str | None, expression: str | None, collation: str | None
) -> None:
    text = f"version: 1\ntables: {{t: {{columns: any, indexes: [{{columns: [{{expression: '{stated}'}}]}}]}}}}\n"
    (table,) = read_spec(text, "expected_schema.yaml").schema.tables
    assert isinstance(table.indexes, tuple)
    (part,) = table.indexes[0].parts
    assert isinstance(part, KeyPart)
    assert (part.column, part.expression, part.collation) == (column, expression, collation)
