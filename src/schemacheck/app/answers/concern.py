"""Which findings and causes have to do with what a message is about."""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq
from typing import Final

from schemacheck.app.answers.places import Place
from schemacheck.base.near import same_word
from schemacheck.messages.problems import Problem
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.subject import KeyColumns, SingleMember

MOST: Final = 10
"""Of findings that can make a statement fail so, where a message names no object, so many are told."""


def concerned(problem: Problem, places: Sequence[Place], report: Report) -> tuple[Finding, ...]:
    """Return the findings that have to do with a problem: those that count first, and of these the worst."""
    counting = sorted((*report.findings, *report.undecided), key=lambda each: each.urgency)
    everything = (*counting, *report.pending, *report.waived, *report.known)
    if not places:
        return tuple(each for each in everything if problem.rules and each.rule.name.startswith(problem.rules))[:MOST]
    return tuple(each for each in everything if any(_is_about(each, place, problem) for place in places))


def causes_among(findings: Sequence[Finding], report: Report) -> tuple[Cause, ...]:
    """Return the causes that explain any of some findings."""
    mine = {id(finding) for finding in findings}
    return tuple(cause for cause in report.causes if any(id(finding) in mine for finding in cause.findings))


def _is_about(finding: Finding, place: Place, problem: Problem) -> bool:
    subject = finding.subject
    if problem.rules and not finding.gap and not finding.rule.name.startswith(problem.rules):
        return False
    if place.kind == "schema":
        return place.name in (subject.name, subject.schema) and subject.member is None and subject.table is None
    if place.table is None:
        return subject.table is None and place.name in (subject.name, f"{subject.schema}.{subject.name}")
    same = _alike if place.kind == "table" else eq
    if subject.schema != place.table.schema or not same(subject.name, place.table.name):
        return subject.kind == "schema" and subject.name == place.table.schema
    if subject.member is None or place.kind == "table":
        return True
    if place.name and place.name in (subject.member_name, finding.live_name, _name(finding.expected_value)):
        return True
    if place.kind == "column":
        return subject.member_name is not None and _alike(subject.member_name, place.name)
    if isinstance(subject.member, SingleMember):
        return place.attribute == "primary_key" or place.kind == "key"
    if not isinstance(subject.member, KeyColumns):
        return False
    return set(subject.member.columns) == set(place.columns) or not place.columns


def _alike(name: str, other: str) -> bool:
    """Whether two names are one, or one word in two spellings: a client may well use the other one."""
    return name == other or same_word(name, other)


def _name(value: object) -> object:
    return getattr(value, "name", None)
