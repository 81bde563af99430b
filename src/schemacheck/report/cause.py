"""A cause: one act that explains several findings, or says more of one than the finding can."""

from __future__ import annotations

from datetime import datetime

from schemacheck.base.record import record
from schemacheck.report.finding import Finding


@record
class Cause:
    """What happened, as far as both schemas show it. It stands beside its findings and changes none of them."""

    name: str
    """Stable, in kebab-case: `table-renamed`."""
    sentence: str
    """What happened, as a colleague would say it, never more certain than the evidence."""
    evidence: str
    """What shows it."""
    breaks: str
    """What breaks because of it; empty where its findings say that themselves."""
    findings: tuple[Finding, ...]
    """Those that it explains, the worst first."""
    since: datetime | None = None
    """When it happened; None where nobody knows."""
