"""What a deploy will bring is no drift: findings that already stand between the new expected side and the previous one.

Before a deploy the live side is behind the new expected schema by exactly what the deploy changes. So whatever differs
between the new and the previous expected side, and what the live side still has as it was, is pending. A change that
somebody made by hand is neither, and stays a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from schemacheck.app.implied import with_what_is_implied
from schemacheck.compare import compare
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Policy
from schemacheck.report.rules import RULES
from schemacheck.sources.pairing import fit, told
from schemacheck.sources.source import Side

_KIND: Final = RULES["table-kind"]
"""What became of a table that is something else says nothing of its columns."""


def set_pending(
    findings: Sequence[Finding], wanted: Side, previous: Side, found: Side, policy: Policy
) -> list[Finding]:
    """Mark the findings that are pending, and tell of the others what the previous expected side says, if it differs.

    Args:
        findings: what the comparison of `wanted` with `found` came to.
        wanted: the new expected side.
        previous: the expected side as it was before.
        found: the live side.
        policy: what the team decided.

    Raises:
        UsageError: the sides are about different kinds of databases.
    """
    if not findings:
        return []
    previous = replace(previous, schema=with_what_is_implied(previous.schema, found.schema))
    brought = _differences(wanted, previous, policy)
    if not brought:
        return list(findings)
    strayed = _differences(previous, found, policy)
    # What somebody did by hand counts as a finding of its own, unless a coarser one hides it.
    seen = {key for each in (*findings, *brought) for key in _keys(each)}
    hidden = [each for each in strayed if seen.isdisjoint(_keys(each))]
    left = list(brought)
    marked: dict[int, Finding] = {}
    # Of several alike, such as two uniques on the same columns, those that are exactly the same are found first.
    for exactly in (True, False):
        for place, finding in enumerate(findings):
            if place in marked or finding.gap:
                continue
            same = next((each for each in left if _same(each, finding, strayed, hidden, exactly=exactly)), None)
            if same is not None:
                left.remove(same)
                marked[place] = replace(finding, pending=True)
    return [marked.get(place) or _with_previous(finding, brought) for place, finding in enumerate(findings)]


def _differences(expected: Side, live: Side, policy: Policy) -> list[Finding]:
    pair = fit(expected, live)
    return [each for each in told(compare(pair.expected, pair.live, policy).findings, expected, live) if not each.gap]


def _keys(finding: Finding) -> set[tuple[str, ...]]:
    """What else is about the same: by what it is on or is called, and by what the live one is called."""
    rule, subject = finding.rule.name, finding.subject
    keys: set[tuple[str, ...]] = {(rule, subject.kind, subject.path)}
    if finding.live_name is not None:
        keys.add((rule, subject.kind, subject.holder.path, finding.live_name))
    return keys


def _same(
    brought: Finding, finding: Finding, strayed: Sequence[Finding], hidden: Sequence[Finding], *, exactly: bool
) -> bool:
    """Whether a finding is a difference that the deploy brings: the same rule, object and values on both sides.

    Values may be written in two ways, a default in the file and as the server prints it. So they are also the same
    where the comparison finds that the live side still has the object as it was. And what is shown of an object is not
    all of it: nothing may be found of it that only such a finding hides, such as a key that is to go and was altered.
    """
    subject = finding.subject
    if brought.rule is not finding.rule or (brought.subject.kind, brought.subject.path) != (subject.kind, subject.path):
        return False
    alike = (brought.expected, brought.live, brought.live_name) == (finding.expected, finding.live, finding.live_name)
    if exactly and not alike:
        return False
    # Several facts may be under one rule; of those that are alike as shown, what strayed is shown alike too.
    of_rule = (each for each in strayed if each.rule is finding.rule and (not exactly or each.live == finding.live))
    return not any(_is_part(each, finding) and not _is_twin(each, finding) for each in (*hidden, *of_rule))


def _is_twin(finding: Finding, other: Finding) -> bool:
    """Whether two findings are about two objects that are called alike, such as two uniques on the same columns."""
    return None not in (finding.live_name, other.live_name) and finding.live_name != other.live_name


def _is_part(part: Finding, finding: Finding) -> bool:
    """Whether a finding is about the object of another one, or about a part of a table that is no longer to be one."""
    subject, whole = part.subject, finding.subject
    if whole.member is None and whole.table is not None and (finding.change != "differs" or finding.rule is _KIND):
        return subject.table == whole.table
    if subject.holder == whole.holder and part.live_name is not None and part.live_name == finding.live_name:
        return True
    return (subject.kind, subject.path) == (whole.kind, whole.path)


def _with_previous(finding: Finding, brought: Sequence[Finding]) -> Finding:
    """Say what the previous expected side has where it is neither what is expected nor what is there."""
    of_object = [each for each in brought if each.subject.path == finding.subject.path]
    same = next((each for each in of_object if each.rule is finding.rule), None)
    if same is not None and same.live is not None:
        return replace(finding, previous=same.live)
    if any(each.change == "missing" for each in of_object):
        return replace(finding, previous="not there")
    return finding
