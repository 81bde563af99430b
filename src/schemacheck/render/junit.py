"""JUnit's XML, which most CI servers draw as a table of tests: a suite for each object, a failure for each finding.

Nobody owns the format; this is what Jenkins' schema allows, which the others read. It has no times: nothing here was
timed one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Final, Literal

from schemacheck.base.errors import SchemacheckError, SourceError
from schemacheck.base.record import record
from schemacheck.render import plain, wording
from schemacheck.render.layout import clean, counted
from schemacheck.render.locations import place
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding, GapCause
from schemacheck.report.report import Report

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_Result = Literal["passed", "skipped", "error", "failure"]

_GAPS: Final[dict[GapCause, _Result]] = {"not readable": "error", "not comparable": "skipped", "not stated": "skipped"}


@record
class _Case:
    """One test case: what it is called and how it went."""

    name: str
    result: _Result
    message: str = ""
    type: str = ""
    text: Sequence[str] = ()


def render(report: Report, _options: RenderOptions) -> str:
    """Write what was compared as passed, findings by their object, what is pending, waived and unchecked as skipped.

    A finding below `fail_on` passes, and is reported in its output: a failure would be red where the check is not.
    """
    suites = [("compared", [_Case(counted(number, kind), "passed") for kind, number in report.counts.items()])]
    cases = [(finding, _finding_case(finding, report)) for finding in report.findings]
    cases += [
        (finding, _Case(_name(finding, report), "skipped", f"pending: {finding.sentence}"))
        for finding in report.pending
    ]
    cases += [
        (finding, _Case(_name(finding, report), "skipped", f"waived {plain.terms(finding, report)}"))
        for finding in report.waived
    ]
    cases += [
        (finding, _Case(_name(finding, report), "skipped", f"in the baseline: {finding.sentence}"))
        for finding in report.known
    ]
    cases.sort(key=lambda each: each[0].order)
    for name, group in groupby(cases, lambda each: wording.owner_path(each[0], report.home)):
        suites.append((name, [case for _, case in group]))
    forbid = {finding.gap for finding in report.undecided if report.forbids_in_sync(finding)}
    gaps = [
        _Case(gap.what, "error" if gap in forbid else _GAPS[gap.cause], f"{gap.cause}: {gap.reason}", gap.cause)
        for gap in sorted(report.not_checked)
    ]
    suites.append(("not checked", gaps))
    return _xml_text((name, cases) for name, cases in suites if cases)


def render_error(error: SchemacheckError, _options: RenderOptions) -> str:
    """Write an error for each mistake, or one that explains why there is no report."""
    if isinstance(error, SourceError):
        cases = [
            _Case(str(mistake.at), "error", mistake.message, "mistake", [mistake.hint] if mistake.hint else [])
            for mistake in error.mistakes
        ]
    else:
        cases = [_Case("check", "error", error.message, "error", [error.hint] if error.hint else [])]
    return _xml_text([("schemacheck", cases)])


def _finding_case(finding: Finding, report: Report) -> _Case:
    result: _Result = "failure" if finding.severity.reaches(report.fail_on) else "passed"
    lines = [f"severity  {finding.severity.value}", *plain.told(finding)]
    if at := place(finding, report):
        lines.append(f"at {at}")
    return _Case(_name(finding, report), result, finding.sentence, finding.rule.name, lines)


def _name(finding: Finding, report: Report) -> str:
    return f"{finding.rule.name} {finding.subject.within(report.home)}"


def _xml_text(suites: Iterable[tuple[str, Sequence[_Case]]]) -> str:
    told = list(suites)
    everything = [case for _, cases in told for case in cases]
    lines = [_HEAD, f"<testsuites{_xml_attributes(name='schemacheck', **_result_counts(everything, skipped=False))}>"]
    for name, cases in told:
        lines.append(f"  <testsuite{_xml_attributes(name=name, **_result_counts(cases))}>")
        lines += [line for case in cases for line in _case(name, case)]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _result_counts(cases: Sequence[_Case], *, skipped: bool = True) -> dict[str, str]:
    results = [case.result for case in cases]
    told = {"tests": len(cases), "failures": results.count("failure"), "errors": results.count("error")}
    if skipped:
        told["skipped"] = results.count("skipped")
    return {name: str(number) for name, number in told.items()}


def _case(suite: str, case: _Case) -> list[str]:
    opening = f"    <testcase{_xml_attributes(classname=f'schemacheck.{suite}', name=case.name)}"
    text = escape("\n".join(clean(line) for line in case.text), quote=False)
    if case.result == "passed":
        return (
            [f"{opening}>", f"      <system-out>{text}</system-out>", "    </testcase>"] if text else [f"{opening}/>"]
        )
    if case.result == "skipped":
        return [
            f"{opening}>",
            f"      <skipped>{escape(clean(case.message), quote=False)}</skipped>",
            "    </testcase>",
        ]
    attributes = _xml_attributes(message=case.message, type=case.type)
    return [f"{opening}>", f"      <{case.result}{attributes}>{text}</{case.result}>", "    </testcase>"]


def _xml_attributes(**values: str) -> str:
    return "".join(f' {name}="{escape(clean(value))}"' for name, value in values.items())
