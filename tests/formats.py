"""Every format of a report held to its contract: the official schema or parser where there is one, else our own.

`assert_every_format(report)` is for tests that have a report of a real database at hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, cast
from xml.etree import ElementTree as Xml

import xmlschema
from jsonschema import Draft7Validator, Draft202012Validator
from prometheus_client import Metric
from prometheus_client import parser as prometheus
from prometheus_client.openmetrics import parser as openmetrics

from schemacheck.model.schema import Origin
from schemacheck.render import FORMATS, RenderOptions, rendered
from schemacheck.render.json_reading import parse
from schemacheck.report.multi_report import MultiReport
from schemacheck.report.report import Report

from .official import JUNIT, SARIF, Published, fetched

GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
            "fingerprint": {"type": "string", "minLength": 16},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    # GitLab finds no file with ./ in front; an absolute path is what the caller has named.
                    "path": {"type": "string", "pattern": r"^(?!\./).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation of code quality reports asks for; it publishes no schema of its own."""


class _Validator(Protocol):
    def iter_errors(self, instance: Any) -> Any: ...


def report_schema() -> dict[str, Any]:
    """The JSON Schema of our own reports, as it is shipped."""
    text = (files("schemacheck.render") / "report.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def closed(schema: Any) -> Any:
    """The same schema with no room for keys it does not name, so that a key of ours is never left undescribed."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: closed(each) for name, each in schema.items()}
    if told.get("type") == "object" and "properties" in told and "if" not in told:
        told.setdefault("additionalProperties", False)
    return told


@cache
def _json_validator() -> _Validator:
    return cast("_Validator", Draft202012Validator(closed(report_schema())))


@cache
def _sarif_validator(path: Path) -> _Validator:
    return cast("_Validator", Draft7Validator(json.loads(path.read_text(encoding="utf-8"))))


@cache
def _junit_schema(path: Path) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(path))


def _no_errors(validator: _Validator, instance: Any) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]
    assert not errors, errors


def _file(schema: Published) -> Path | None:
    found = fetched(schema)
    return found if isinstance(found, Path) else None


def check_text(text: str) -> None:
    assert text.endswith("\n")


def check_json(text: str) -> None:
    document = json.loads(text)
    _no_errors(_json_validator(), document)
    if not document.get("shown") and not any(each.get("shown") for each in document.get("results", ())):
        assert _again(text) == text, "what it says is not what is read back from it"


def _again(text: str) -> str:
    """Write down what is read back from a report."""
    saved = parse(text, "report.json")
    if "results" in json.loads(text):
        expected = saved.expected or Origin("spec", "expected_schema.yaml")
        return rendered(MultiReport(expected, saved.results, saved.shard), "json", RenderOptions())
    (result,) = saved.results
    if isinstance(result.report_or_error, Report):
        return rendered(result.report_or_error, "json", RenderOptions())
    return FORMATS["json"].error(result.report_or_error, RenderOptions())


def check_sarif(text: str) -> None:
    log = json.loads(text)
    path = _file(SARIF)
    if path is not None:
        _no_errors(_sarif_validator(path), log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    results = run.get("results", [])
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results)
    assert set(rules) == {result["ruleId"] for result in results}
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(prints)) == len(prints)


def check_junit(text: str) -> None:
    root = Xml.fromstring(text)
    path = _file(JUNIT)
    if path is not None:
        _junit_schema(path).validate(text)
    for suite in (root, *root.iter("testsuite")):
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(suite.attrib[attribute]) == len(list(suite.iter(tag)))


def check_gitlab(text: str) -> None:
    entries = json.loads(text)
    _no_errors(cast("_Validator", Draft7Validator(GITLAB)), entries)
    prints = [entry["fingerprint"] for entry in entries]
    assert len(set(prints)) == len(prints)


def check_openmetrics(text: str) -> None:
    """The two official parsers read it, and read the same: the collector's older format, and OpenMetrics."""

    def samples(families: list[Metric]) -> list[tuple[str, dict[str, str], float]]:
        return [(each.name, each.labels, each.value) for family in families for each in family.samples]

    old = samples(list(prometheus.text_string_to_metric_families(text)))
    new = samples(list(openmetrics.text_string_to_metric_families(text)))  # type: ignore[no-untyped-call]
    assert old == new
    assert len({(name, *sorted(labels.items())) for name, labels, _ in new}) == len(new)


CONCISE = re.compile(
    r".+:\d+:\d+: (error|warning|note|waived|pending) .+|[^:]+: (error|warning|note|waived|pending) .+"
    r"|\S+(?: \S+)?  .*|error: .+"
)


def check_concise(text: str) -> None:
    odd = [line for line in text.splitlines() if not CONCISE.fullmatch(line)]
    assert not odd, odd


class Page(HTMLParser):
    """What a page is made of: its elements balanced, its scripts and styles, and all that it refers to."""

    VOID = frozenset({"meta", "input", "br", "hr", "img", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.inline: dict[str, str] = {}
        self.references: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.policy = ""
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.attributes |= set(told)
        self.references += [told[name] for name in ("href", "src", "action", "xlink:href", "data") if name in told]
        self.ids += [told["id"]] if "id" in told else []
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = told["content"]
        if tag not in self.VOID and not self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.get_starttag_text() and self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag in self.VOID:
            return
        else:
            # An SVG element that closed itself is told as a start and an end at once.
            assert (self.get_starttag_text() or "").endswith("/>"), f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"script", "style"}:
            self.inline[self.open[-1]] = self.inline.get(self.open[-1], "") + data
        else:
            self.text.append(data)


def check_html(text: str) -> None:
    page = Page(text)
    odd = [each for each in page.references if not each.startswith("#") or each[1:] not in page.ids]
    assert not odd, odd
    assert len(set(page.ids)) == len(page.ids)
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert not re.search(r"url\((?!#)|@import|https?:", page.inline["style"])
    for kind, inline in page.inline.items():
        digest = b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in page.policy
    assert page.policy.startswith("default-src 'none'; ")


CHECKS: dict[str, Callable[[str], None]] = {
    "text": check_text,
    "concise": check_concise,
    "json": check_json,
    "github": check_text,
    "markdown": check_text,
    "sarif": check_sarif,
    "junit": check_junit,
    "gitlab": check_gitlab,
    "html": check_html,
    "openmetrics": check_openmetrics,
}


def assert_every_format(report: Report) -> None:
    """Write the report in every format and hold each to its contract."""
    look = RenderOptions(checked_at=1_800_000_000.0, seconds=0.24)
    for name, check in CHECKS.items():
        check(FORMATS[name].report(report, look))
