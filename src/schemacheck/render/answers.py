"""Answers to messages, for people and as JSON. No text of a message is in them but the names of objects."""

from __future__ import annotations

import json as to_json
from typing import Any, Final

from schemacheck.model.schema import Origin
from schemacheck.render import wording
from schemacheck.render.json import cause_object, finding_object, origin_object, position
from schemacheck.render.layout import clean, with_right, wrap
from schemacheck.render.options import SEVERITY_STYLES, RenderOptions
from schemacheck.report.answer import Answer, Answers, ObjectAnswer, SideAnswer
from schemacheck.report.finding import Finding

FORMAT: Final = 1
_LABEL: Final = 2 + len("expected  ")
_LINES: Final = 8
"""So many lines of a log that nobody understood are named."""


def as_text(told: Answers, options: RenderOptions) -> str:
    """Lay the answers out for a terminal."""
    blocks: list[str] = []
    seen: set[str] = set()
    for each in told.answers:
        following = "as above." if each.next and each.next in seen else each.next
        blocks.append("\n".join([*_answer(each, told, options), *_next(following, options)]))
        seen.add(each.next)
    blocks.append("\n".join(_ending(told, options)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _answer(answer: Answer, told: Answers, options: RenderOptions) -> list[str]:
    codes = " ".join(answer.codes)
    title = clean(f"{codes}  {answer.title}" if codes else answer.title)
    lines = with_right([title], _place(answer, told), options.width)
    lines[0] = options.paint("strong", title) + lines[0][len(title) :]
    if answer.means:
        lines += wrap(answer.means, options.width, 2)
    for each in answer.objects:
        # An object that is asked for by its path is the title itself.
        if answer.problem != "object" or len(answer.objects) > 1:
            lines += ["", *wrap(f"{each.kind} {each.path}", options.width, 2)]
        lines += _sides(each, options)
    lines += [line for text in answer.unsaid for line in wrap(text, options.width, 2)]
    if answer.findings or answer.causes:
        lines.append("")
    for cause in answer.causes:
        lines += _labelled("cause", f"{cause.sentence} ({cause.name}: {cause.evidence})", options)
    for finding in answer.findings:
        lines += _finding(finding, answer, told, options)
    return [*lines, "", *_labelled("so", answer.verdict, options)]


def _next(text: str, options: RenderOptions) -> list[str]:
    return _labelled("Next:", text, options) if text else []


def _place(answer: Answer, told: Answers) -> str:
    if answer.line is None or answer.last_line is None or (answer.last_line == 1 and len(told.answers) == 1):
        return ""
    if answer.last_line == answer.line:
        return f"line {answer.line:,}"
    return f"first in line {answer.line:,}, last in line {answer.last_line:,}"


def _labelled(label: str, text: str, options: RenderOptions) -> list[str]:
    return wrap(text, options.width, _LABEL, first=f"  {label:<{_LABEL - 2}}")


def _sides(one: ObjectAnswer, options: RenderOptions) -> list[str]:
    lines: list[str] = []
    for label, side in (("expected", one.expected), ("live", one.live)):
        if side is not None:
            own = _labelled(label, side.says, options)
            lines += with_right(own, clean(wording.where(side.at)), options.width)
    return lines


def _finding(finding: Finding, answer: Answer, told: Answers, options: RenderOptions) -> list[str]:
    label = finding.severity.value
    mark = "waived: " if finding.waiver else "pending: " if finding.pending else ""
    text = f"{mark}{finding.rule.name}  {finding.subject.within(told.home)}: {finding.sentence}"
    lines = with_right(_labelled(label, text, options), clean(wording.where(finding.at)), options.width)
    lines[0] = lines[0].replace(label, options.paint(SEVERITY_STYLES[finding.severity], label), 1)
    said = [side.says for each in answer.objects for side in (each.expected, each.live) if side is not None]
    sides = wording.sides(finding)
    # What the sides have is told above, but for what no object of the message has.
    told_above = all(value == "(none)" or any(value in text for text in said) for _, value in sides)
    for name, value in [] if told_above else sides:
        lines += wrap(value, options.width, _LABEL + 12, first=" " * (_LABEL + 2) + f"{name:<10}")
    return lines + ([] if finding.gap else wrap(wording.harm(finding), options.width, _LABEL))


def _ending(told: Answers, options: RenderOptions) -> list[str]:
    lines: list[str] = []
    if told.unknown:
        named = ", ".join(f"{number:,}" for number in told.unknown[:_LINES])
        more = f" and {len(told.unknown) - _LINES:,} more" if len(told.unknown) > _LINES else ""
        where = "errors in lines" if len(told.unknown) > 1 else "error in line"
        lines += wrap(f"Not understood: the {where} {named}{more}.", options.width)
    if told.left_out:
        lines += wrap(f"{told.left_out:,} more errors were too many to answer.", options.width)
    sides = _asked(told)
    if sides:
        lines += wrap(sides, options.width)
    if told.unread:
        text = wrap(f"could not look: {told.unread}", options.width, 2)
        lines += [options.paint("error", text[0].strip()), *text[1:]]
        lines += wrap(told.unread_hint, options.width, 2, first="help: ") if told.unread_hint else []
    return lines


def _asked(told: Answers) -> str:
    named = [
        f"{label}: {wording.origin(side)}"
        for label, side in (("expected", told.expected), ("live", told.live))
        if side is not None
    ]
    return "; ".join(named)


def as_json(told: Answers) -> str:
    """Write the answers down; keys are in a fixed order."""
    document = {
        "format": FORMAT,
        "outcome": {0: "answered", 1: "drift"}.get(told.exit_code, "unchecked"),
        "exit_code": int(told.exit_code),
        "expected": _origin(told.expected),
        "live": _origin(told.live),
        "schema": told.home,
        "answers": [_object(each, told) for each in told.answers],
        "not_understood": list(told.unknown),
        "left_out": told.left_out,
        "unread": {"message": told.unread, "hint": told.unread_hint or None} if told.unread else None,
    }
    return to_json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _origin(origin: Origin | None) -> dict[str, Any] | None:
    return origin_object(origin) if origin is not None else None


def _object(answer: Answer, told: Answers) -> dict[str, Any]:
    return {
        "problem": answer.problem,
        "title": answer.title,
        "codes": list(answer.codes),
        "means": answer.means or None,
        "line": answer.line,
        "last_line": answer.last_line,
        "objects": [
            {"kind": each.kind, "path": each.path, "expected": _said(each.expected), "live": _said(each.live)}
            for each in answer.objects
        ],
        "remarks": list(answer.unsaid),
        "findings": [finding_object(each, told.report) for each in answer.findings] if told.report else [],
        "causes": [cause_object(each) for each in answer.causes],
        "verdict": answer.verdict,
        "next": answer.next,
    }


def _said(side: SideAnswer | None) -> dict[str, Any] | None:
    return {"presence": side.presence, "says": side.says, "location": position(side.at)} if side else None
