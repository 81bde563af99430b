"""The report as a versioned JSON document: everything in it, errors too.

`format` changes when a reader of today's document would be misled; new keys alone do not change it.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.errors import SchemacheckError, SourceError
from schemacheck.base.names import Position
from schemacheck.model.schema import Origin
from schemacheck.render import wording
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding, NotChecked
from schemacheck.report.policy import Waiver
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.report.subject import CheckCondition, Grantee, KeyColumns, Member, MemberName, SingleMember

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.look import Look
    from schemacheck.report.seen import Seen
    from schemacheck.report.written import Transaction, Written

FORMAT: Final = 1


def render(report: Report, _options: RenderOptions) -> str:
    """Write the report down; keys are in a fixed order, lists in the report's."""
    return _json_text(
        {
            "format": FORMAT,
            "outcome": report.outcome,
            "exit_code": int(report.exit_code),
            "fail_on": report.fail_on.value,
            "counts": {
                **{severity.value: report.count(severity) for severity in Severity},
                "pending": len(report.pending),
                "waived": len(report.waived),
                "known": len(report.known),
                "not_checked": len(report.not_checked),
                "compared": dict(report.counts),
            },
            "expected": origin_object(report.expected),
            "live": origin_object(report.live),
            "schema": report.home,
            "looked_at": {"schemas": list(report.schemas), "unread": list(report.unread)},
            "transactions": [_transaction(each) for each in report.transactions],
            "causes": [cause_object(cause) for cause in report.causes],
            "findings": [finding_object(finding, report) for finding in report.findings],
            "previous": origin_object(report.previous) if report.previous else None,
            "pending": [finding_object(finding, report) for finding in report.pending],
            "waived": [finding_object(finding, report) for finding in report.waived],
            "baseline": report.baseline,
            "known": [finding_object(finding, report) for finding in report.known],
            "undecided": [finding_object(finding, report) for finding in report.undecided],
            "not_checked": [_gap(gap) for gap in sorted(report.not_checked)],
            "ignored": [
                {"object": each.path, "reason": each.reason, "location": position(each.at)} for each in report.ignored
            ],
            "notes": list(report.notes),
            "shown": _narrowing(report),
        }
    )


def render_error(error: SchemacheckError, _options: RenderOptions) -> str:
    """Write down why there is no report."""
    mistakes = error.mistakes if isinstance(error, SourceError) else ()
    return _json_text(
        {
            "format": FORMAT,
            "outcome": "error",
            "exit_code": int(error.exit_code),
            "error": {
                "message": error.message,
                "hint": error.hint,
                "mistakes": [
                    {
                        "location": position(mistake.at),
                        "message": mistake.message,
                        "hint": mistake.hint,
                        "evidence": mistake.evidence,
                    }
                    for mistake in mistakes
                ],
            },
        }
    )


def _json_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def finding_object(finding: Finding, report: Report) -> dict[str, Any]:
    """Write one finding of a report down."""
    subject = finding.subject
    return {
        "rule": finding.rule.name,
        "severity": finding.severity.value,
        "object": {
            "kind": subject.kind,
            "schema": subject.schema,
            "name": subject.name,
            "part": subject.part,
            "member": _member(subject.member),
            "path": subject.path,
        },
        "protected": report.protected.get(f"{subject.schema}.{subject.name}"),
        "change": finding.change,
        "expected": finding.expected,
        "live": finding.live,
        "previous": finding.previous,
        "sentence": finding.sentence,
        "evidence": finding.evidence,
        "band": wording.stated_band(finding, report),
        "harm": wording.harm(finding),
        "hint": wording.hint(finding),
        "look": _look_object(finding.look),
        "facts": dict(finding.facts),
        "stated": finding.stated,
        "location": position(finding.at),
        "live_location": position(finding.live_at),
        "live_name": finding.live_name,
        "live_noun": finding.live_noun,
        "fingerprint": finding.fingerprint,
        "written": _written(finding.written),
        "seen": _seen(finding.seen),
        "waiver": _waiver(finding.waiver, report.today),
        "lapsed_waiver": _waiver(finding.lapsed, report.today),
        "gap": _gap(finding.gap) if finding.gap else None,
    }


def _gap(gap: NotChecked) -> dict[str, Any]:
    return {"what": gap.what, "cause": gap.cause, "reason": gap.reason}


def _member(member: Member | None) -> dict[str, Any] | None:
    """Say by what something that a table holds is told from the others of its kind."""
    match member:
        case MemberName(name, in_quotes):
            return {"by": "name", "name": name, "in_quotes": in_quotes}
        case KeyColumns(columns):
            return {"by": "columns", "columns": list(columns)}
        case CheckCondition(condition):
            return {"by": "condition", "condition": condition}
        case Grantee(grantee):
            return {"by": "grantee", "grantee": grantee}
        case SingleMember():
            return {"by": "only"}
    return None


def cause_object(cause: Cause) -> dict[str, Any]:
    """Write a cause down; its findings are named by their fingerprints."""
    return {
        "name": cause.name,
        "sentence": cause.sentence,
        "evidence": cause.evidence,
        "breaks": wording.breaks(cause),
        "look": _look_object(wording.look_of(cause)),
        "findings": [finding.fingerprint for finding in cause.findings],
        "since": _moment(cause.since),
    }


def _transaction(transaction: Transaction) -> dict[str, Any]:
    return {
        "transaction": transaction.written.transaction,
        "at": _moment(transaction.written.at),
        "findings": [finding.fingerprint for finding in transaction.findings],
    }


def _written(written: Written | None) -> dict[str, Any] | None:
    """Who last wrote the row, without its age, which changes by the second."""
    if written is None:
        return None
    return {"transaction": written.transaction, "at": _moment(written.at), "with_table": written.with_table}


def _seen(seen: Seen | None) -> dict[str, Any] | None:
    return {"first": _moment(seen.first), "absent": _moment(seen.absent), "is_new": seen.is_new} if seen else None


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _narrowing(report: Report) -> dict[str, Any] | None:
    """Which part of the findings stands here; None where all do. Counts and the outcome are those of all."""
    part = report.narrowing
    return {"only": list(part.objects), "rules": list(part.rules)} if part else None


def _look_object(look: Look | None) -> dict[str, str] | None:
    return {"query": look.query, "none": look.none, "some": look.some} if look else None


def position(at: Position | None) -> dict[str, Any] | None:
    """Write a place in a file down."""
    return {"file": at.file, "line": at.line, "column": at.column} if at else None


def _waiver(waiver: Waiver | None, today: date | None) -> dict[str, Any] | None:
    if waiver is None:
        return None
    return {
        "rule": waiver.rule,
        "object": waiver.object,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat() if waiver.expires else None,
        "days_left": waiver.days_left(today) if today else None,
        "location": position(waiver.at),
    }


def origin_object(origin: Origin) -> dict[str, Any]:
    """A source without its secrets; a replica's lag changes by the second and is no fact of the schema."""
    server = origin.server
    return {
        "kind": origin.kind,
        "label": origin.label,
        "is_database": origin.is_database,
        "server": {
            "product": server.product,
            "major": server.major,
            "database": server.database,
            "host": server.host,
            "role": server.role,
            "replica": server.replica,
        }
        if server
        else None,
    }
