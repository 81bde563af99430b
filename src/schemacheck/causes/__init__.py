"""What happened: acts that explain findings, told from both schemas. Pure, and imported only where there are findings.

An act makes a claim only where it explains all it claims. Of two claims to one finding the one that explains more wins,
and the other is not told at all: no cause is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemacheck.causes.act import Claim
from schemacheck.causes.registry import acts_for
from schemacheck.causes.scene import Scene
from schemacheck.model.schema import Schema
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding

__all__ = ["causes_of"]


def causes_of(expected: Schema, live: Schema, findings: Sequence[Finding]) -> tuple[Cause, ...]:
    """Find the acts that explain findings.

    Args:
        expected: the side that is right by definition, as it was compared.
        live: the side that was looked at.
        findings: all of them in the report's order, accepted ones too: they are part of what happened.

    Returns:
        Causes in the order of the worst finding that each explains; a finding belongs to one at most.
    """
    scene = Scene(expected, live, [finding for finding in findings if not finding.gap])
    claims = [
        Cause(act.name, claim.sentence, claim.evidence, claim.breaks, _worst_first(scene, claim))
        for act in acts_for(scene.rules)
        for claim in act.find(scene)
    ]
    taken: set[int] = set()
    told = []
    for cause in sorted(claims, key=lambda each: -len(each.findings)):
        mine = {id(finding) for finding in cause.findings}
        if mine and not mine & taken:
            taken |= mine
            told.append(cause)
    places = {id(finding): place for place, finding in enumerate(findings)}
    return tuple(sorted(told, key=lambda each: _place(each, places)))


def _worst_first(scene: Scene, claim: Claim) -> tuple[Finding, ...]:
    return tuple(sorted(scene.in_order(claim.findings), key=lambda finding: -finding.severity.rank))


def _place(cause: Cause, places: dict[int, int]) -> tuple[int, int]:
    return -cause.findings[0].severity.rank, places[id(cause.findings[0])]
