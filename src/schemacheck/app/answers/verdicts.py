"""What follows from what both sides say: one sentence, and what to look at next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemacheck.messages.problems import Problem
from schemacheck.report.answer import ObjectAnswer, Presence
from schemacheck.report.finding import Finding
from schemacheck.report.rules import RULES, Severity

_OFFLINE: Final = "To hear what the database has, name it: --url-env NAME."
NO_SUCH_NAME: Final = "Nothing that is known here has this name."
_EXACT: Final = "Names are exact, and a name without quotes is read in lower case."
_NO_FILE: Final = "To hear what is expected, name the expected schema: --expected FILE."


def verdict(
    problem: Problem, objects: Sequence[ObjectAnswer], findings: Sequence[Finding], asked: str
) -> tuple[str, str]:
    """Say what follows, and what to look at.

    Args:
        problem: what the message tells of.
        objects: what it is about, with what each side says.
        findings: the differences that have to do with it.
        asked: which sides were asked: "both", "expected", "live" or "".
    """
    look = f"Look at {problem.look.rstrip('.')}." if problem.look else ""
    if not objects:
        return _without_objects(problem, findings, asked), look
    first = next((each for each in objects if _presence(each) != ("unsaid", "unsaid")), objects[0])
    expected, live = _presence(first)
    if findings and problem.shape == "absent" and live == "there":
        return _RAN_ELSEWHERE, f"{_NEXT_OF_FINDINGS} {look}"
    if findings and problem.shape == "absent" and (expected, live) == ("absent", "absent"):
        return f"{_BOTH['absent', 'absent', 'absent']} The two sides differ in what has a name like it.", look
    if findings:
        return _WITH_FINDINGS[problem.shape], _NEXT_OF_FINDINGS
    if asked == "expected":
        return _of_file(problem, expected), f"{_OFFLINE} {look}".rstrip()
    if asked == "live":
        return _of_database(problem, live), f"{_NO_FILE} {look}".rstrip()
    return _of_both(problem, expected, live), look


def _presence(one: ObjectAnswer) -> tuple[Presence, Presence]:
    return (
        one.expected.presence if one.expected else "unsaid",
        one.live.presence if one.live else "unsaid",
    )


_WITH_FINDINGS: Final = {
    "absent": "The two sides differ here: the database is not what was agreed, and the statement relies on it.",
    "refused": "The two sides differ here: what refused it is not what was agreed.",
    "rights": "The two sides differ here: rights are not what was agreed.",
    "present": "The two sides differ here.",
    "elsewhere": "The two sides differ here, in what can make a statement fail so.",
    "named": "The two sides differ here.",
}
_RAN_ELSEWHERE: Final = (
    "The database that was read has it, so the statement did not run here, or before it was made. The two sides differ "
    "here all the same."
)
_NEXT_OF_FINDINGS: Final = "Decide which side is right; schemacheck check tells each difference in full."


def of_code(problem: Problem, asked: str, findings: Sequence[Finding]) -> tuple[str, str]:
    """Say what a code alone tells, and what to look at."""
    look = f"Look at {problem.look.rstrip('.')}." if problem.look else ""
    if not problem.rules:
        return "The schema is not the reason.", look
    if findings:
        return "These differences can make statements fail so.", _NEXT_OF_FINDINGS
    if asked == "both":
        return "No difference between the two sides explains it.", look
    rules = [name for name, rule in RULES.items() if name.startswith(problem.rules) and rule.severity is Severity.ERROR]
    return f"Drift that makes statements fail so is told by the rules {', '.join(rules)}.", look


def _without_objects(problem: Problem, findings: Sequence[Finding], asked: str) -> str:
    if not problem.rules:
        return "The schema is not the reason." if problem.shape == "elsewhere" else "No object was recognised."
    if findings:
        return "The message names no object that is known here. These differences can make statements fail so."
    if asked == "both":
        return "The message names no object that is known here, and no difference between the two sides explains it."
    return "The message names no object that is known here, and only both sides together tell what differs."


def _of_file(problem: Problem, expected: Presence) -> str:
    shape = problem.shape
    if expected == "unsaid":
        return "The expected schema does not say."
    if shape == "absent":
        return (
            "The expected schema has it: a database without it has drifted, or is not the one that is meant."
            if expected == "there"
            else "The expected schema does not have it either: the code names something else than what was agreed. "
            f"{_EXACT}"
        )
    if shape == "refused":
        return (
            "The expected schema has it: a database that refuses this does what was agreed."
            if expected == "there"
            else "The expected schema does not have it: the database has something that was not agreed, or the code "
            "names something else."
        )
    if shape == "rights" and expected == "there":
        return "The expected schema has the object; what roles may do is seen in the database."
    return "The expected schema has it." if expected == "there" else "The expected schema does not have it."


def _of_database(problem: Problem, live: Presence) -> str:
    if live == "unsaid":
        return "What was read of the database does not say."
    if problem.shape == "absent":
        return (
            "The database has it, so the statement did not look here, or not in this schema."
            if live == "there"
            else "The database does not have it, as the message says."
        )
    return "The database has it." if live == "there" else "The database does not have it."


def _of_both(problem: Problem, expected: Presence, live: Presence) -> str:
    told = _BOTH.get((problem.shape, expected, live)) or _BOTH.get((problem.shape, "unsaid", live))
    return told or "The two sides do not say enough for an answer."


_BOTH: Final = {
    ("absent", "there", "there"): "Both sides have it: the schema is not the reason.",
    ("absent", "there", "absent"): "The database lacks what is expected.",
    ("absent", "absent", "there"): (
        "The database has it and the expected schema has not: the statement did not look here, or it was added since."
    ),
    ("absent", "absent", "absent"): (
        f"Neither side has it: the code is ahead of the schema, or the name is another one. {_EXACT}"
    ),
    ("absent", "unsaid", "there"): "The database has it, and the expected schema does not speak of it.",
    ("absent", "unsaid", "absent"): "The database does not have it, and the expected schema does not speak of it.",
    (
        "refused",
        "there",
        "there",
    ): "Both sides have it, and as far as it was compared, alike: the database does what was agreed.",
    ("refused", "there", "absent"): (
        "The database that was read does not have it: the message comes from another database, or from before a change."
    ),
    ("refused", "absent", "there"): "The database has it, and the expected schema has not.",
    ("refused", "absent", "absent"): (
        "Neither side has it: the message comes from another database, or from before a change."
    ),
    ("refused", "unsaid", "there"): "The database has it, and the expected schema does not speak of it.",
    ("refused", "unsaid", "absent"): (
        "The database that was read does not have it, and the expected schema does not speak of it."
    ),
    ("rights", "there", "there"): (
        "Both sides have the object, and as far as rights were compared, they agree: the role lacks a right that "
        "nobody agreed on, or is not the role that is meant."
    ),
    (
        "rights",
        "there",
        "absent",
    ): "The database that was read does not have the object: the message comes from another one.",
    ("rights", "absent", "absent"): "Neither side has the object: the message comes from another database.",
    ("rights", "unsaid", "there"): "The database has the object, and the expected schema does not speak of it.",
    ("present", "there", "there"): "Both sides have it: it was made before.",
    ("present", "there", "absent"): (
        "The database that was read does not have it: the message comes from another database or schema."
    ),
    (
        "present",
        "absent",
        "there",
    ): "The database has it, and the expected schema has not: somebody made it beside the agreed way.",
    ("present", "absent", "absent"): "Neither side has it: the message comes from another database or schema.",
    ("named", "there", "there"): "Both sides have it, and as far as it was compared, alike.",
    ("named", "there", "absent"): "The database lacks what is expected.",
    ("named", "absent", "there"): "The database has it, and the expected schema does not list it.",
    ("named", "unsaid", "there"): "The database has it, and the expected schema does not speak of it.",
    ("named", "unsaid", "absent"): "The database does not have it, and the expected schema does not speak of it.",
    (
        "elsewhere",
        "there",
        "there",
    ): "Both sides have it, and as far as it was compared, alike: what was refused does not fit it.",
}
