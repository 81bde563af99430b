"""What an act is: something a person or a tool does to a database, and how it shows in two schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from schemacheck.base.record import record
from schemacheck.causes.scene import Scene
from schemacheck.report.finding import Finding


class Claim(NamedTuple):
    """That an act happened once: to which objects, what shows it, and which findings it explains."""

    sentence: str
    evidence: str
    findings: tuple[Finding, ...]
    breaks: str = ""
    """What breaks because of it, where that is something else than each finding alone would mean."""


@record
class Act:
    """One kind of act."""

    name: str
    """What a report calls it, for ever."""
    title: str
    """What happened, for the list of all acts."""
    told_when: str
    """What has to be seen before it is told."""
    not_told_when: str
    """What looks like it and is something else."""
    rules: frozenset[str]
    """It is looked for where one of these rules is broken."""
    find: Callable[[Scene], Iterable[Claim]]
