"""A cause: one act that explains several findings, or says more of one than the finding can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemacheck.base.record import record
from schemacheck.report.finding import Finding

if TYPE_CHECKING:
    from datetime import datetime

    from schemacheck.report.written import Written


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
    written: Written | None = None
    """Who last wrote the rows that its findings are about, where that was one transaction."""

    @property
    def since(self) -> datetime | None:
        """When that was; None where nobody knows."""
        return self.written.at if self.written else None
