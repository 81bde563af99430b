"""SARIF 2.1.0, the OASIS standard that code scanning reads: results with rules, suppressions, what was not checked.

Written by hand: an object model of the whole standard would be more to load than a check takes, for a few of its
objects. Code scanning wants a file for every result, tells results apart by `primaryLocationLineHash` alone, and would
else take a digest of the line, which is one for all that is missing from the spec.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from schemacheck.base import HOME, VERSION
from schemacheck.base.errors import ExitCode, SchemacheckError, SourceError
from schemacheck.base.names import Position
from schemacheck.render import plain, rule_page, wording
from schemacheck.render.layout import clean
from schemacheck.render.locations import from_top, numbered, place_in_a_file
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding, GapCause
from schemacheck.report.report import Report
from schemacheck.report.rules import RULES, Rule

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "SRCROOT"
_NOTIFICATION_LEVELS: Final[Mapping[GapCause, str]] = {
    "not readable": "error",
    "not comparable": "warning",
    "not stated": "note",
}
_EXITS: Final = {
    ExitCode.IN_SYNC: "in sync",
    ExitCode.DRIFT: "drift",
    ExitCode.USAGE: "usage or spec error",
    ExitCode.UNCHECKED: "could not check",
}
_KINDS: Final = {"table": "type", "column": "member", "schema": "namespace"}
"""Kinds that SARIF has a term for; others keep PostgreSQL's."""
_MOST_RELATED: Final = 20
"""Related locations of one result: code scanning shows a few, and a file of many findings must stay small."""
_PLACEHOLDER: Final = re.compile(r"\{(\d+)\}")


def render(report: Report, options: RenderOptions) -> str:
    """Write one run: findings that count, and as suppressed results those that are pending, waived or in a baseline."""
    findings = [*report.findings, *report.undecided, *report.pending, *report.waived, *report.known]
    rules = [rule for rule in RULES.values() if any(finding.rule is rule for finding in findings)]
    known = {id(finding) for finding in report.known}
    causes = {id(finding): cause for cause in report.causes for finding in cause.findings}
    results = [
        _explained(_result(digest, finding, rules, report, options), finding, causes.get(id(finding)), report, options)
        | _suppressed(finding, report, in_baseline=id(finding) in known)
        for digest, finding in numbered(findings)
    ]
    notifications = [
        {
            "descriptor": {"id": gap.cause.replace(" ", "-")},
            "level": _NOTIFICATION_LEVELS[gap.cause],
            "message": _message(f"{gap.cause}: {gap.what}" + (f" ({gap.reason})" if gap.reason else "")),
        }
        for gap in sorted(report.not_checked)
    ]
    notifications += [
        {"descriptor": {"id": "remark"}, "level": "note", "message": _message(note)} for note in report.notes
    ]
    invocation = _invocation(report.exit_code, {"toolExecutionNotifications": notifications})
    properties = {
        "outcome": report.outcome,
        "verdict": clean(wording.verdict(report)),
        "compared": clean(wording.compared(report)),
        "checked": clean(wording.origins(report)),
    }
    return _sarif_text(_run_object(rules, invocation, {"results": results, "properties": properties}))


def render_error(error: SchemacheckError, options: RenderOptions) -> str:
    """Write a run that failed. It has no results, not even none: an empty list would say that all is well."""
    if isinstance(error, SourceError):
        told = [
            {
                "descriptor": {"id": "mistake"},
                "level": "error",
                "message": _message(mistake.message + (f" ({mistake.hint})" if mistake.hint else "")),
                "locations": [{"physicalLocation": _physical(mistake.at, options)}],
            }
            for mistake in error.mistakes
        ]
        return _sarif_text(_run_object([], _invocation(error.exit_code, {"toolConfigurationNotifications": told}), {}))
    text = f"{error.message} {error.hint}" if error.hint else error.message
    failed = [{"descriptor": {"id": "error"}, "level": "error", "message": _message(text)}]
    return _sarif_text(_run_object([], _invocation(error.exit_code, {"toolExecutionNotifications": failed}), {}))


def _sarif_text(run: dict[str, Any]) -> str:
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _run_object(rules: Sequence[Rule], invocation: dict[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    driver = {
        "name": "schemacheck",
        "version": VERSION,
        "semanticVersion": VERSION,
        "informationUri": HOME,
        "shortDescription": {"text": "Compares an expected schema with what a live PostgreSQL really has."},
        "rules": [_rule_object(rule) for rule in rules],
        "notifications": [
            {"id": name, "shortDescription": {"text": text}}
            for name, text in (
                ("not-readable", "It was asked for and could not be had."),
                ("not-comparable", "Both sides are there, and no certain answer exists."),
                ("not-stated", "One of the sides has no word for it."),
                ("remark", "Something else to know."),
                ("mistake", "A file does not make sense."),
                ("error", "There is no report."),
            )
        ],
    }
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "invocations": [invocation],
        **rest,
    }


def _invocation(code: ExitCode, notifications: Mapping[str, Any]) -> dict[str, Any]:
    looked = code in {ExitCode.IN_SYNC, ExitCode.DRIFT}
    return {
        "executionSuccessful": looked,
        "exitCode": int(code),
        "exitCodeDescription": _EXITS[code],
        **notifications,
    }


def _rule_object(rule: Rule) -> dict[str, Any]:
    summary = f"{rule.summary[0].upper()}{rule.summary[1:]}."
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": f"{summary} {rule.harm}"},
        "helpUri": rule_page.uri(rule),
        "help": {
            "text": rule_page.as_text(rule, 120),
            "markdown": rule_page.as_markdown(rule),
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": ["database", "schema-drift"]},
    }


def _result(
    digest: str, finding: Finding, rules: Sequence[Rule], report: Report, options: RenderOptions
) -> dict[str, Any]:
    physical = _physical(place_in_a_file(finding, report), options)
    location = {"physicalLocation": physical, "logicalLocations": [_logical(finding)]}
    values = {
        name: value for name, value in (("expected", finding.expected), ("live", finding.live)) if value is not None
    }
    reason = report.protected.get(f"{finding.subject.schema}.{finding.subject.name}")
    return {
        "ruleId": finding.rule.name,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity.value,
        "message": _message("\n".join([_headline(finding, report), *plain.told(finding)[1:]])),
        "locations": [location],
        **_related(finding, options),
        "partialFingerprints": {"primaryLocationLineHash": digest, "schemacheck/v1": digest},
        "properties": {
            **values,
            **({"protected": reason} if reason is not None else {}),
            **({"band": stated} if (stated := wording.stated_band(finding, report)) else {}),
        },
    }


def _headline(finding: Finding, report: Report) -> str:
    return f"{finding.subject.within(report.home)}: {finding.sentence}"


def _related(finding: Finding, options: RenderOptions) -> dict[str, Any]:
    if finding.live_at is None:
        return {}
    place = {
        "physicalLocation": _physical(finding.live_at, options),
        "message": {"text": "Where the live side says so."},
    }
    return {"relatedLocations": [place]}


def _explained(
    result: dict[str, Any], finding: Finding, cause: Cause | None, report: Report, options: RenderOptions
) -> dict[str, Any]:
    """Say which act explains a result, and relate it to the others that the act explains."""
    if cause is None:
        return result
    others = [each for each in cause.findings if each is not finding]
    places = [
        {
            "physicalLocation": _physical(place_in_a_file(other, report), options),
            "logicalLocations": [_logical(other)],
            "message": _message(f"The same act: {other.rule.name} {_headline(other, report)}"),
        }
        for other in others[:_MOST_RELATED]
    ]
    left = len(others) - len(places)
    more = f" It explains {left:,} more findings than are related here." if left else ""
    told = _message(f"What happened: {cause.sentence} Seen by: {cause.evidence}.{more}")["text"]
    related = [*result.get("relatedLocations", ()), *places]
    return result | {
        "message": {"text": f"{result['message']['text']}\n{told}"},
        "properties": result["properties"] | {"cause": cause.name},
        **({"relatedLocations": related} if related else {}),
    }


def _suppressed(finding: Finding, report: Report, *, in_baseline: bool) -> dict[str, Any]:
    """Say that it was accepted; whether it is new is only known where there is a baseline."""
    state = {"baselineState": "unchanged" if in_baseline else "new"} if report.baseline else {}
    if finding.waiver:
        why = clean(plain.terms(finding, report))
    elif finding.pending:
        why = "pending: the deploy will change it"
    elif in_baseline:
        why = clean(f"known ({report.baseline})")
    else:
        return {"suppressions": [], **state}
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": why}], **state}


def _physical(at: Position, options: RenderOptions) -> dict[str, Any]:
    there = from_top(at, options)
    return {
        "artifactLocation": _artifact(there.file),
        "region": {"startLine": there.line, "startColumn": there.column},
    }


def _artifact(file: str) -> dict[str, str]:
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}


def _logical(finding: Finding) -> dict[str, str]:
    subject = finding.subject
    return {
        "name": clean(subject.label),
        "fullyQualifiedName": clean(subject.path),
        "kind": _KINDS.get(subject.kind, subject.kind),
    }


def _message(text: str) -> dict[str, str]:
    """Keep somebody's text from being read as SARIF's own: a link `[text](there)`, a placeholder `{0}`.

    The standard doubles every brace, which its readers show doubled; one that is no placeholder means itself.
    """
    lines: Iterable[str] = (clean(line) for line in text.splitlines())
    return {"text": _PLACEHOLDER.sub(r"{{\1}}", "\n".join(lines).replace("](", "\\]("))}
