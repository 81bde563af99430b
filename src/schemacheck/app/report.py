"""From two sides to the report on them: fitted to each other, compared, told in a source's terms, judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.compare import Comparison, Question, Undecided, compare
from schemacheck.model.schema import Schema
from schemacheck.report.finding import NotChecked, ordered
from schemacheck.report.judging import Judged, JudgingOptions, judge
from schemacheck.report.policy import Policy
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.pairing import Pair, fit, told
from schemacheck.sources.source import ConnectionOptions, Side, Source
from schemacheck.sql.databases import has_kind

if TYPE_CHECKING:
    from schemacheck.app.settling import Settler
    from schemacheck.report.cause import Cause
    from schemacheck.report.finding import Finding, NotChecked
    from schemacheck.report.report import ContextKey


class Settled(NamedTuple):
    """What a server said of expected texts that could not be compared."""

    reworded: Mapping[Question, Any]
    """Expected objects in its words."""
    notes: tuple[str, ...] = ()
    """What a reader should know of it: why nothing was said, and what would help."""


Settle = Callable[[Sequence[Undecided], Schema], Settled]
"""Has expected objects put into the words of a server like the live one, given the live side."""


class Settling:
    """What a run may ask of a throw-away server; nothing is imported or started before it does."""

    def __init__(self, connection: ConnectionOptions, expected: Source) -> None:
        self._connection = connection
        self._expected = expected
        self._settler: Settler | None = None
        self._lock = Lock()

    def beside(self, live: Source) -> Settle:
        """Settle what the expected side and this one leave open; nothing is made on a server of theirs."""

        def settle(undecided: Sequence[Undecided], schema: Schema) -> Settled:
            try:
                from schemacheck.app.settling import Settler  # noqa: PLC0415 - for those who have an open question
            except ImportError:
                return Settled({})  # there are systems on which no server can be thrown away

            with self._lock:
                self._settler = self._settler or Settler(self._connection)
            return self._settler.settle(undecided, schema, (self._expected, live))

        return settle

    def __enter__(self) -> Settling:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._settler is not None:
            self._settler.close()


def build_report(
    wanted: Side, found: Side, policy: Policy, judging: JudgingOptions, settle: Settle | None = None
) -> Report:
    """Compare two sides and judge what differs.

    Args:
        wanted: what is expected.
        found: what is there.
        policy: what the team decided.
        judging: the day, the baseline and the like.
        settle: asked about what counts and cannot be compared.

    Raises:
        UsageError: they are about different kinds of databases.
    """
    if judging.left_out:
        policy, judging = judging.without(policy)
    pair = fit(wanted, found)
    if policy.roles:
        from schemacheck.app.roles import with_expected_names, without_others  # noqa: PLC0415 - for those who have such

        expected, live = pair.expected, with_expected_names(pair.live, policy.roles)
        if expected.origin.was_made:
            expected, live = without_others(expected, live, policy.roles)
        pair = replace(pair, expected=expected, live=live)
    sides = _Sides(pair, wanted, found, policy, judging)
    comparison, judged = sides.compared({})
    notes: tuple[str, ...] = ()
    if settle is not None and (undecided := _worth_settling(comparison, judged)):
        reworded, notes = settle(undecided, sides.pair.live)
        if reworded:
            comparison, judged = sides.compared(reworded)
    return sides.report(comparison, judged, notes)


def _worth_settling(comparison: Comparison, judged: Judged) -> list[Undecided]:
    """What cannot be compared and counts: nobody has accepted it, or lets it pass as a note."""
    if not comparison.open:
        return []
    counting = {each.subject for each in judged.counting if each.gap and each.severity is not Severity.NOTE}
    return [each for each in comparison.open if each.question.subject in counting]


@record
class _Sides:
    """Two sides, ready to be compared under a team's decisions."""

    pair: Pair
    wanted: Side
    found: Side
    policy: Policy
    judging: JudgingOptions

    def compared(self, reworded: Mapping[Question, Any]) -> tuple[Comparison, Judged]:
        """Compare them and judge what differs, given expected objects in the words of a server."""
        pair, policy = self.pair, self.policy
        comparison = compare(pair.expected, pair.live, policy, reworded, self.judging.today)
        findings = told(comparison.findings, self.wanted, self.found)
        if self.wanted.previous is not None:
            from schemacheck.app.pending import set_pending  # noqa: PLC0415 - for those who say what was before

            findings = tuple(set_pending(findings, self.wanted, self.wanted.previous, self.found, policy))
        if findings and pair.live.origin.kind == "postgres":
            from schemacheck.looks import with_looks  # noqa: PLC0415 - for those who have findings

            findings = with_looks(findings, pair.expected, pair.live)
        if findings:
            from schemacheck.app.stated import with_lines  # noqa: PLC0415 - for those who have findings

            findings = with_lines(findings, {**self.found.texts, **self.wanted.texts})
        return comparison, judge(findings, policy, self.judging, pair.expected.home)

    def report(self, comparison: Comparison, judged: Judged, notes: tuple[str, ...]) -> Report:
        """Report what was found."""
        pair, wanted, policy, judging = self.pair, self.wanted, self.policy, self.judging
        expected, live = pair.expected, pair.live
        undecided = tuple(finding for finding in judged.counting if finding.gap)
        off = policy.severity.get("not-comparable") == "off"
        untold = [each.gap for each in (comparison.findings if off else undecided) if each.gap]
        if judging.left_out:
            number = len(judging.left_out)
            what = f"findings of {number} rule{'s' * (number > 1)}"
            untold.append(NotChecked(what, "not stated", "left out by --select or --ignore"))
        return Report(
            expected=expected.origin,
            live=live.origin,
            home=expected.home,
            findings=tuple(finding for finding in judged.counting if not finding.gap),
            waived=judged.waived,
            not_checked=(
                *_as_asked(_of_this_database(comparison.not_checked, wanted.database), wanted.left_out),
                *untold,
                *pair.gaps,
            ),
            undecided=undecided,
            counts=comparison.counts,
            fail_on=judging.fail_on or policy.fail_on,
            protected={
                f"{table.name.schema}.{table.name.name}": table.protected
                for table in expected.tables
                if table.protected
            },
            today=judging.today,
            known=judged.known,
            baseline=judging.baseline.path if judging.baseline else None,
            previous=wanted.previous.schema.origin if wanted.previous else None,
            pending=judged.pending,
            schemas=comparison.schemas,
            unread=comparison.unread,
            ignored=comparison.ignored,
            ties=_context_keys(pair, judged.counting),
            causes=_causes(pair, judged),
            notes=(*wanted.notes, *_notes(policy, comparison), *notes),
        )


def finished(reports: Mapping[str, Report], live: Source, judging: JudgingOptions) -> Mapping[str, Report]:
    """Add when findings came to be, as far as the live side and a history of earlier checks know. No verdict changes.

    Args:
        reports: all that there are about the live side, by any name.
        live: what was read for them; it has said that it would be asked more, and is asked once.
        judging: has the history, where there is one, to which this check is added.
    """
    if any(report.findings for report in reports.values()):
        from schemacheck.app.when import dated  # noqa: PLC0415 - for those who have findings

        reports = dated(reports, live)
    if judging.history is not None:
        reports, failed = judging.history.add(reports, judging.target)
        if failed is not None:
            live.connection.on_note(failed)
    return reports


def _causes(pair: Pair, judged: Judged) -> tuple[Cause, ...]:
    """Find what happened, from all findings; told is what explains any that counts, with those that do."""
    everything = (*judged.counting, *judged.waived, *judged.known, *judged.pending)
    # A schema.prisma is no place where something happened: its own hints say which line is to be looked at.
    if not judged.counting or pair.live.origin.kind == "prisma":
        return ()
    from schemacheck.causes import causes_of  # noqa: PLC0415 - for those who have findings

    counting = {id(finding) for finding in judged.counting}
    found = causes_of(pair.expected, pair.live, ordered(everything))
    told = [replace(each, findings=tuple(one for one in each.findings if id(one) in counting)) for each in found]
    return tuple(each for each in told if each.findings)


def _context_keys(pair: Pair, findings: Sequence[Finding]) -> tuple[ContextKey, ...]:
    if not findings:
        return ()
    from schemacheck.compare.context_keys import context_keys  # noqa: PLC0415 - for those that have a picture to draw

    names = {QName(finding.subject.schema, finding.subject.name) for finding in findings}
    return context_keys(pair.expected, pair.live, names)


def _as_asked(gaps: Sequence[NotChecked], left_out: Collection[str]) -> list[NotChecked]:
    """Say of kinds that the options left out that these did, and not the expected schema."""
    if not left_out:
        return list(gaps)
    from schemacheck.compare.objects import OBJECTS  # noqa: PLC0415 - for those who leave kinds out
    from schemacheck.compare.tables import MEMBERS, OWN_FACETS  # noqa: PLC0415

    named = {kind.attribute: kind.plural for kind in (*MEMBERS, *OBJECTS)} | dict(OWN_FACETS)
    plurals = {named.get(kind, kind.replace("_", " ")) for kind in left_out}
    return [
        gap._replace(reason="left out by --with or --without")
        if gap.what in plurals and gap.reason == "not in the expected schema"
        else gap
        for gap in gaps
    ]


def _notes(policy: Policy, comparison: Comparison) -> list[str]:
    """Tell what of the policy changes what is compared: whose objects are passed over, which names stand for others."""
    notes = []
    if policy.platform is not None:
        from schemacheck.report.passing import is_of_platform  # noqa: PLC0415 - for those who name one

        number = sum(is_of_platform(each.reason) for each in comparison.ignored)
        objects = "1 schema or object" if number == 1 else f"{number:,} schemas and objects"
        notes.append(f"platform {policy.platform}: {objects} of its own passed over")
    if policy.roles:
        notes.append("roles: " + ", ".join(f"{name} is {there} there" for name, there in sorted(policy.roles.items())))
    return notes


def _of_this_database(gaps: Sequence[NotChecked], database: str) -> list[NotChecked]:
    """Leave out what the database cannot have: it is no gap that nobody stated it."""
    return [gap for gap in gaps if gap.cause != "not stated" or has_kind(database, gap.what)]
