"""Look next: for each finding one SELECT that runs as it stands on the live database. Pure, no statement is sent.

Rows are counted where the rows decide (`rows.py`): orphans, NULLs, duplicates, values that do not fit. Everything else
is looked up in the catalog (`catalog.py`), as the rule says, with the names at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schemacheck.looks.catalog import in_catalog
from schemacheck.looks.question import Question, Sides
from schemacheck.looks.rows import ROWS
from schemacheck.model.schema import Schema

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding
    from schemacheck.report.look import Look


def with_looks(findings: Sequence[Finding], expected: Schema, live: Schema) -> tuple[Finding, ...]:
    """Give each finding what to look at next.

    Args:
        findings: what the comparison of both found.
        expected: the side that is right by definition, as it was compared.
        live: a PostgreSQL that was read: a name that is not in it is in no query.
    """
    sides = Sides(expected, live)
    return tuple(replace(each, look=_look(Question(each, sides))) if each.change else each for each in findings)


def _look(question: Question) -> Look:
    counts = ROWS.get(question.finding.rule.name)
    return (counts(question) if counts else None) or in_catalog(question)
