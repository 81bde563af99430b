"""docs/coverage.md is made from the ledger: what becomes of every fact in PostgreSQL's catalogs."""

from __future__ import annotations

from itertools import groupby

from schemacheck.sources.postgres.catalog.ledger import EVERY, LEDGER, Fate
from schemacheck.sources.postgres.catalog.leftovers import LEFT_OUT
from tests.shared import ROOT

from .test_spec_editor import assert_current

HEAD = """# What is compared, and what is not

PostgreSQL keeps all it knows of a schema in its catalogs. Every column of them, from PostgreSQL 12 to 18, has an entry
below, and a test fails when a new major brings one that has none. A column is

- *compared*: by the facet named, where the expected schema speaks of it;
- *identity*: the name or the number by which an object is told from others;
- *derived*: it follows from what is named;
- *data*: a count, a file, a transaction number, which no schema states;
- *not compared*, for the reason given below. Where somebody has set it in the database at hand, a report says so, and
  how often, under "not checked".

## What is not compared

| what | why |
| --- | --- |
"""


def page() -> str:
    text = HEAD + "".join(f"| {what} | {why} |\n" for what, why in LEFT_OUT.items())
    text += "\n## Every column\n\n| catalog | column | |\n| --- | --- | --- |\n"
    for catalog, columns in sorted(LEDGER.items()):
        # Neighbours of one fate share a row: the page is long enough.
        for fate, group in groupby(columns.items(), lambda entry: entry[1]):
            names = ", ".join("every column" if name == EVERY else f"`{name}`" for name, _ in group)
            text += f"| `{catalog}` | {names} | {said(fate)} |\n"
    return text


def said(fate: Fate) -> str:
    but = f"; *not compared*: {fate.but}" if fate.but else ""
    return f"*{fate.kind}*" + (f": {fate.said}" if fate.said else "") + but


def test_the_page_is_current() -> None:
    assert_current(ROOT / "docs" / "coverage.md", page())
