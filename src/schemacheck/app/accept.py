"""The use case of accepting drift: the expected schema follows, in place, and is read again before it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from schemacheck.app.home import at_home
from schemacheck.app.renamings import renamings, with_new_names
from schemacheck.app.report import Settle, Settled, Settling, build_report, finished
from schemacheck.app.targets import chosen_targets
from schemacheck.base.errors import SourceError, UncheckedError, UsageError
from schemacheck.base.names import Position, is_pattern
from schemacheck.base.reading import read_bytes
from schemacheck.base.record import record
from schemacheck.compare import Question, Undecided
from schemacheck.model.schema import Schema
from schemacheck.model.table import Table
from schemacheck.report.finding import Finding
from schemacheck.report.judging import JudgingOptions
from schemacheck.report.policy import Policy
from schemacheck.report.report import Report
from schemacheck.sources.opening import open_source
from schemacheck.sources.pairing import fit
from schemacheck.sources.source import ConnectionOptions, Counterpart, FileSource, Side, Source, require_tables
from schemacheck.sources.spec.source import edited_expected, read_expected, renamed_expected

_NO_FILE: Final = "Only the file of an expected schema can follow, as it stands in the working tree."
_HOLDERS: Final = (
    "columns",
    "uniques",
    "foreign_keys",
    "indexes",
    "checks",
    "exclusions",
    "triggers",
    "rules",
    "policies",
)


class NotWrittenByUsError(UsageError):
    """The side that would have to follow is the file of another tool. `report` says which lines to change there."""

    def __init__(self, report: Report, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.report = report


class CannotFollowError(UsageError):
    """What was chosen cannot be accepted, whatever else is chosen with it."""


class NotAloneError(UsageError):
    """Something else in the file needs what was chosen to stay."""


@record
class Comparison:
    """An expected schema beside the live side, and all that is needed to let it follow."""

    report: Report
    path: Path
    raw: bytes
    """The file as it was read."""
    wanted: Side
    found: Side
    policy: Policy
    judging: JudgingOptions
    settle: Settle
    """What a throw-away server has said of texts."""

    @property
    def text(self) -> str:
        """The file as it was read."""
        return self.raw.decode()

    @property
    def home(self) -> str:
        """The schema whose names are written without it."""
        return self.report.home


@record
class Acceptance:
    """What became of the text of an expected schema."""

    text: str
    findings: tuple[Finding, ...]
    """Those that are accepted, in their order; also those that stand at the same key of the file as a chosen one."""
    added: tuple[Finding, ...] = ()
    """Those of them that nobody chose: one key of the file says both."""
    protected: tuple[tuple[str, str], ...] = ()
    """What is protected and changes, each with the reason why it is."""
    waived: tuple[Finding, ...] = ()
    """Those that a waiver covers from now on."""


def compare_for_editing(
    expected: str,
    connection: ConnectionOptions,
    *,
    against: str | None = None,
    target: str | None = None,
    today: date,
) -> Comparison:
    """Compare an expected schema with one live side, so that it can follow.

    Args:
        expected: the file, as the user named it.
        connection: how to reach the database.
        against: the side that is looked at, instead of that database.
        target: which of the targets in the file, or `NAME=ENV`.
        today: the day on which waivers are judged.

    Raises:
        SourceError: the file has mistakes.
        UsageError: it cannot follow: it is no file of ours, or stands for several schemas or databases.
        UncheckedError: a side could not be read.
    """
    source = open_source(expected, connection)
    with open_source(against, connection) as first, Settling(connection, source) as settling:
        raw, path = _file_of(source)
        live: Source = first
        wanted = source.read(Counterpart(None if target else live))
        named = against is not None or bool(connection.url or connection.url_env)
        policy, schema = wanted.policy, None
        targets = chosen_targets([target] if target else (), wanted, named=named)
        if len(targets) > 1:
            names = ", ".join(each.name for each in targets)
            raise UsageError(f"{expected} is for several databases: {names}.", "Name the one to follow with --target.")
        require_tables(wanted, source)
        if is_pattern(wanted.schema.home):
            raise UsageError(
                f"schema: {wanted.schema.home} stands for every schema that fits, so no entry is that of a single one.",
                "What differs in one tenant is waived, or changed there.",
            )
        if targets:
            policy, schema = targets[0].over(policy), targets[0].schema
            live = open_source(None, replace(connection, url_env=targets[0].url_env))
            live.learn()
        wanted = at_home(wanted, live, schema)
        judging = JudgingOptions(today, target=targets[0].name if targets else None)
        with live:
            found = live.read(Counterpart(source, wanted, asks_more=True))
            settle = _Remembered(settling.beside(live))
            report = finished({"": build_report(wanted, found, policy, judging, settle)}, live, judging)[""]
        settle.ask = None
        if live.kind == "prisma":
            raise NotWrittenByUsError(
                report,
                f"{live.label} is Prisma's file: nothing is written to it.",
                "The report says which lines to change there.",
            )
        if source.kind != "spec":
            raise NotWrittenByUsError(
                report, f"{source.label} is another tool's file: nothing is written to it.", _NO_FILE
            )
        return Comparison(report, path, raw, wanted, found, policy, judging, settle)


class _Remembered:
    """Asks a server about each text once; later it only remembers, since the server is gone then."""

    def __init__(self, ask: Settle) -> None:
        self.ask: Settle | None = ask
        self._known: dict[Question, Any] = {}

    def __call__(self, undecided: Sequence[Undecided], live: Schema) -> Settled:
        notes: tuple[str, ...] = ()
        if self.ask is not None:
            said, notes = self.ask(undecided, live)
            self._known.update(said)
        asked = {each.question for each in undecided}
        return Settled({question: words for question, words in self._known.items() if question in asked}, notes)


def _file_of(source: Source) -> tuple[bytes, Path]:
    """Return what a file holds, before it is read as an expected schema."""
    if source.kind != "spec":
        return b"", Path()
    if not isinstance(source, FileSource) or source.name != source.text or str(source.file) != source.name:
        raise UsageError(f"{source.label} cannot follow.", _NO_FILE)
    if source.file.exists() and not source.file.is_file():
        if source.file.is_dir():
            source.read(Counterpart())  # says what is wrong
        raise UsageError(f"{source.label} cannot follow: it is no regular file.", _NO_FILE)
    try:
        return read_bytes(source.file), source.file
    except OSError:
        source.read(Counterpart())  # says what is wrong
        raise


def accept(comparison: Comparison, chosen: Sequence[Finding], *, protected: bool = False) -> Acceptance:
    """Let the text of an expected schema say of the chosen findings what the live side has.

    Args:
        comparison: both sides.
        chosen: findings of its report.
        protected: whether what is protected may follow too.

    Raises:
        UsageError: some of them cannot be accepted, each with its reason; or the file would not make sense.
        UncheckedError: the edited text does not say what it should. That is an error of ours.
    """
    findings = _with_those_of_one_key(chosen, acceptable(comparison.report))
    guarded = _protected(findings, comparison)
    if guarded and not protected:
        lines = [f"{name}: {reason}" for name, reason in guarded]
        raise CannotFollowError(
            "protected, so not accepted:\n" + "\n".join(lines), "With --protected it is accepted all the same."
        )
    text = _with_new_names(comparison, findings)
    if text is None:
        text = _edited(comparison, findings)
        # A key of an unexpected column is told with that column, and comes with it.
        hanging = _hanging(findings, comparison, text)
        if hanging:
            text = _edited(comparison, (*findings, *hanging))
        assert_follows(comparison, text, (*findings, *hanging))
    chosen_ids = {id(each) for each in chosen}
    also = tuple(each for each in findings if id(each) not in chosen_ids)
    return Acceptance(text, findings, also, guarded)


def _with_new_names(comparison: Comparison, findings: Sequence[Finding]) -> str | None:
    """Accept findings where something was only renamed: its entry stays where it is and gets another key.

    None where nothing was, or where the file would not say what it should then.
    """
    found = renamings(comparison.report, findings)
    if not found:
        return None
    wanted = comparison.wanted
    schemas = (wanted.schema, with_new_names(wanted.schema, found))
    try:
        text = renamed_expected(comparison.text, schemas, wanted.database, [each.key for each in found])
        report, side = _again(comparison, text)
        again = replace(comparison, report=report, raw=text.encode(), wanted=side)
        chosen, known = (Counter(map(_identity, some)) for some in (findings, acceptable(comparison.report)))
        inside = {(each.table.schema, each.unexpected.subject.name) for each in found}
        # What differs of it beside its name was told with that, and is accepted with it.
        left = [
            each
            for each in acceptable(report)
            if chosen[_identity(each)]
            or (not known[_identity(each)] and (each.subject.schema, each.subject.name) in inside)
        ]
        text = _edited(again, left)
        gone = {_identity(each) for each in findings}
        assert_follows(comparison, text, (*findings, *(each for each in left if _identity(each) not in gone)))
    except (UsageError, UncheckedError):
        return None
    return text


def _edited(comparison: Comparison, findings: Sequence[Finding]) -> str:
    pair = fit(comparison.wanted, comparison.found)
    database, outdated = comparison.wanted.database, _outdated(findings, comparison)
    edited = edited_expected(comparison.text, (pair.expected, pair.live), database, findings, outdated)
    if edited.refused:
        home = comparison.home
        lines = [
            f"{each.finding.rule.name} {each.finding.subject.within(home)}: {each.reason}" for each in edited.refused
        ]
        raise CannotFollowError(
            "cannot be accepted in place:\n" + "\n".join(lines), "Change these by hand, or choose others."
        )
    return edited.text


def _hanging(findings: Sequence[Finding], comparison: Comparison, text: str) -> list[Finding]:
    """Find the uniques and foreign keys that were told with a column which has just come."""
    columns = {
        (each.subject.schema, each.subject.name, each.subject.member_name)
        for each in findings
        if each.subject.kind == "column" and each.change == "unexpected"
    }
    known = Counter(map(_identity, acceptable(comparison.report)))
    found = []
    for each in _again(comparison, text)[0].findings if columns else ():
        if known[_identity(each)]:
            continue
        live = each.difference.live if each.difference and each.change == "unexpected" else None
        on = getattr(live, "columns", ()) if each.subject.kind in ("unique", "foreign key") else ()
        if any((each.subject.schema, each.subject.name, column) in columns for column in on):
            found.append(each)
    return found


def nothing(comparison: Comparison) -> Acceptance:
    """Return what becomes of the text where nothing is accepted."""
    return Acceptance(comparison.text, ())


def _outdated(findings: Sequence[Finding], comparison: Comparison) -> tuple[Position, ...]:
    """Say where waivers stand that have expired and cover nothing but what is accepted."""
    accepted_ids = {id(each) for each in findings}
    report = comparison.report
    left = [each for each in (*acceptable(report), *report.waived) if id(each) not in accepted_ids]
    still = {waiver.at for each in left for waiver in (each.lapsed, each.waiver) if waiver}
    gone = {each.lapsed.at for each in findings if each.lapsed}
    return tuple(sorted(at for at in gone - still if at is not None))


def acceptable(report: Report) -> tuple[Finding, ...]:
    """Return the findings that may be chosen, those of what could not be compared among them."""
    return (*report.findings, *report.undecided)


def can_be_accepted(finding: Finding) -> bool:
    """Whether a finding is one that the expected schema can follow, or an entry of it that does nothing."""
    return finding.difference is not None or finding.rule.name in ("schema-missing", "waiver-unused", "ignore-unused")


def _with_those_of_one_key(chosen: Sequence[Finding], findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Add what stands at the same key of the file as something chosen: that key can only say both."""
    keys = {key for each in chosen if (key := _key(each)) is not None}
    ids = {id(each) for each in chosen}
    return tuple(each for each in findings if id(each) in ids or _key(each) in keys)


def _key(finding: Finding) -> tuple[object, ...] | None:
    difference = finding.difference
    at = getattr(difference.expected, "at", None) if difference else None
    if difference is None or at is None or not difference.facet:
        return None
    return difference.attribute, at, difference.facet


def _protected(findings: Sequence[Finding], comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """Name what is protected among the objects of findings, and the tables that hold them."""
    found: dict[str, str] = {}
    for each in findings:
        subject = each.subject
        reason = comparison.report.protected.get(f"{subject.schema}.{subject.name}") if subject.table else None
        if reason is not None:
            found[subject.holder.within(comparison.home)] = reason
        own = getattr(each.difference.expected, "protected", None) if each.difference else None
        if own is not None:
            found.setdefault(subject.within(comparison.home), own)
    return tuple(found.items())


def assert_follows(comparison: Comparison, text: str, findings: Sequence[Finding]) -> None:
    """Read the edited text and compare it again: what was accepted is gone, everything else is as it was.

    Raises:
        UsageError: the text has mistakes, since something else in the file still needs what was taken out of it.
        UncheckedError: anything else.
    """
    name = comparison.wanted.schema.origin.label
    before = comparison.wanted
    report, after = _again(comparison, text)
    accepted_ids = {id(each) for each in findings}
    gone = Counter(_identity(each) for each in findings)
    # What else was found of an accepted object may be settled by its entry, which now says that too.
    objects = {(each.subject.kind, each.subject.path) for each in findings}
    kept = Counter(_identity(each) for each in acceptable(comparison.report) if id(each) not in accepted_ids)
    left = Counter(map(_identity, acceptable(report)))
    stayed, came = gone & (left - kept), left - kept - gone
    lost = Counter({each: number for each, number in (kept - left).items() if each[:2] not in objects})
    if stayed and not came and not lost and all(any(one[:2] == other[:2] for other in kept) for one in stayed):
        paths = ", ".join(dict.fromkeys(each[1] for each in stayed))
        raise NotAloneError(
            f"What else differs of {paths} decides what this would mean, such as a type what its default is.",
            "Accept it as well.",
        )
    odd = "; ".join(" ".join(filter(None, each)) for each in (*stayed, *came, *lost))
    if not odd:
        odd = _changed_beside(before.schema, after.schema, findings)
    if odd or len(report.undecided) > len(comparison.report.undecided):
        raise UncheckedError(
            f"The edited file would not say what it should, so {name} stays as it is: {odd or 'more is undecided'}.",
            "That is an error of schemacheck. Change the file by hand, and please report it.",
        )


def _again(comparison: Comparison, text: str) -> tuple[Report, Side]:
    """Read an edited text, and compare it with what was read of the live side."""
    name = comparison.wanted.schema.origin.label
    try:
        side = read_expected(text, name)
    except SourceError as error:
        said = "\n".join(str(mistake) for mistake in error.mistakes)
        raise NotAloneError(
            f"With these findings accepted and no others, {name} would not make sense:\n{said}",
            "Accept what belongs to it as well.",
        ) from None
    home = comparison.wanted.schema.home
    if side.schema.home != home:
        from schemacheck.app.rebase import rebase  # noqa: PLC0415 - for those whose connection names a schema

        side = replace(side, schema=rebase(side.schema, home))
    policy = _policy(comparison, side)
    return build_report(side, comparison.found, policy, comparison.judging, comparison.settle), side


def _policy(comparison: Comparison, after: Side) -> Policy:
    """Return the decisions of the edited file, with those of the target over them."""
    held, old = comparison.policy, comparison.wanted.policy
    if held is old:
        return after.policy
    more = tuple(each for each in held.ignore if each not in old.ignore)
    return replace(held, waivers=after.policy.waivers, ignore=(*after.policy.ignore, *more))


def _identity(finding: Finding) -> tuple[str, ...]:
    """Tell a finding from others without its rule: what is one of two alike goes by another once the other is gone."""
    facet = finding.difference.facet if finding.difference else finding.rule.name
    return finding.subject.kind, finding.subject.path, finding.change or "", facet, finding.live_name or ""


def _changed_beside(before: Schema, after: Schema, findings: Sequence[Finding]) -> str:
    """Name what has another meaning now though nothing of it was accepted; empty where nothing has."""
    touched = {each.subject.name for each in findings}
    paths = {each.subject.path for each in findings}
    # With a schema goes all that stands in it, which is told with the schema alone.
    gone = {each.subject.name for each in findings if each.rule.name == "schema-missing"}
    for kind in fields(before):
        one, other = getattr(before, kind.name), getattr(after, kind.name)
        if gone and kind.name == "listed":
            continue
        if gone and isinstance(one, tuple) and kind.name not in ("namespaces", "complete"):
            one = tuple(item for item in one if item.name.schema not in gone)
            other = other if isinstance(other, tuple) else ()
        if not kind.compare or kind.name == "origin" or one == other:
            continue
        if kind.name == "namespaces":
            if any(each.rule.name == "schema-missing" for each in findings):
                continue
            return "the schemas it is about"
        if not isinstance(one, tuple) or not isinstance(other, tuple):
            return kind.name
        there = {each.name: each for each in other}
        for item in one:
            same = there.get(item.name)
            if same == item:
                continue
            path = f"{item.name.schema}.{item.name.name}".lstrip(".")
            foreseen = item.name.name in touched or item.name.schema not in after.namespaces
            if not foreseen and not any(each.startswith(path) for each in paths):
                return path
            if isinstance(item, Table) and isinstance(same, Table) and (odd := _changed_inside(item, same, paths)):
                return odd
    return ""


def _changed_inside(before: Table, after: Table, paths: set[str]) -> str:
    """Name something of a table that has another meaning now though nothing of it was accepted."""
    if f"{before.name.schema}.{before.name.name}" in paths:
        return ""
    for attribute in _HOLDERS:
        one, other = getattr(before, attribute), getattr(after, attribute)
        if one == other or not isinstance(one, tuple) or not isinstance(other, tuple):
            continue
        touched = [each for each in one if each not in other]
        if attribute == "columns":
            names = [f"{before.name.schema}.{before.name.name}.{each.name}" for each in touched]
            odd: list[Any] = [name for name in names if name not in paths]
        else:
            odd = touched[len(paths) :]
        if odd:
            return f"{attribute} of {before.name.name}"
    return ""
