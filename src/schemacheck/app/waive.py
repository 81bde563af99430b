"""The use case of waiving drift: a reason and an end are written down, and the expected schema stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from schemacheck.app.accept import Acceptance, Comparison, acceptable, assert_follows
from schemacheck.base.errors import UsageError
from schemacheck.base.record import record
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Waiver
from schemacheck.sources.spec.source import with_waivers


@record
class Terms:
    """Why drift is waived, until when, and who answers for it."""

    reason: str
    until: date | None
    """The last day on which it holds; None: for ever."""
    owner: str | None = None


def waived(comparison: Comparison, waivers: Sequence[tuple[Finding, Terms]], done: Acceptance) -> Acceptance:
    """Add waivers to the text of an expected schema.

    Args:
        comparison: both sides.
        waivers: findings of its report, each with its terms.
        done: what has become of the text so far.

    Raises:
        UsageError: a finding is about what the team decided and no difference; or the file has no place for waivers.
        UncheckedError: the edited text does not say what it should. That is an error of ours.
    """
    written: dict[tuple[str, str], Waiver] = {}
    for finding, terms in waivers:
        path = finding.subject.within(comparison.home)
        if finding.change is None and finding.gap is None:
            raise UsageError(f"{finding.rule.name} {path} is no drift, so there is nothing to waive", finding.hint)
        waiver = Waiver(finding.rule.name, path, terms.reason, terms.owner, terms.until)
        written.setdefault((waiver.rule, path), waiver)
    name = comparison.wanted.schema.origin.label
    text = with_waivers(done.text, name, tuple(written.values()))
    covered = tuple(
        each
        for each in acceptable(comparison.report)
        if (each.rule.name, each.subject.within(comparison.home)) in written
    )
    if done.findings or covered:
        assert_follows(comparison, text, (*done.findings, *covered))
    return replace(done, text=text, waived=covered)


def until(text: str, today: date) -> date | None:
    """Read the last day of a waiver; `never` is none.

    Raises:
        UsageError: it is no date, or one that has passed.
    """
    if text.strip().lower() == "never":
        return None
    try:
        if len(text.strip()) != len("2026-12-15"):
            raise ValueError
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"expected a date, YYYY-MM-DD, or never, found {text}") from None
    if day < today:
        raise UsageError(f"{day} has passed", "a waiver holds through the day that it names")
    return day


def reason(text: str) -> str:
    """Return a reason as it is written down: on one line, and with words in it.

    Raises:
        UsageError: it says nothing.
    """
    said = " ".join(text.split())
    if not any(letter.isalpha() for letter in said) or said.lower() in ("true", "false", "yes", "no", "on", "off"):
        raise UsageError("the reason says nothing", "say why the drift is all right for now")
    return said
