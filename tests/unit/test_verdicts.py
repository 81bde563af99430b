"""What follows from what both sides say of a name."""

from __future__ import annotations

from schemacheck.app.answers.verdicts import verdict
from schemacheck.messages.problems import problem_of
from schemacheck.report.answer import ObjectAnswer, SideAnswer

from .reports import finding


def test_a_name_that_neither_side_has_is_not_what_differs() -> None:
    absent = SideAnswer("absent", "has no table races; it has Race")
    problem = problem_of("42P01")
    assert problem is not None
    said, look = verdict(
        problem,
        [ObjectAnswer("table", "races", absent, absent)],
        [finding("table-kind", "Race", expected="table", live="view")],
        "both",
    )
    assert said.startswith("Neither side has it")
    assert said.endswith("The two sides differ in what has a name like it.")
    assert "Decide which side is right" not in look
