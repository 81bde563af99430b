"""What there is to say about a rule, laid out once: for `explain`, the pages in docs/rules, SARIF's help and HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Final, Literal

from schemacheck.base import HOME, VERSION
from schemacheck.base.record import record
from schemacheck.render.layout import wrap
from schemacheck.report import rules
from schemacheck.report.rules import FAMILIES, RULES, Band, Rule, Severity, Variant

_SEVERITIES: Final[dict[Severity, str]] = {
    Severity.ERROR: "deployed code or the integrity of data can break",
    Severity.WARNING: "not what was agreed, yet nothing breaks today",
    Severity.NOTE: "for information",
}
_BANDS: Final[dict[Band, str]] = {
    Band.FAILS_NOW: "deployed code that needs it fails now",
    Band.WRONG_DATA: "from now on wrong rows get in, or rows are seen, and nothing fails",
}
_PLACE: Final = re.compile(r"\{(\w+)\}")
_NOTE: Final = "<!-- Written from the registry of rules by `make golden`; edit the rule, not this page. -->"


@record
class Section:
    """One thing to say: a heading, and lines that are a paragraph, a list, or a query to run."""

    title: str
    lines: tuple[str, ...]
    kind: Literal["text", "list", "query"] = "text"


@record
class Family:
    """Rules about one kind of thing."""

    title: str
    rules: tuple[Rule, ...]


def uri(rule: Rule) -> str:
    """Say where the rule's page stands, as it is in this version."""
    return f"{HOME}/blob/v{VERSION}/docs/rules/{rule.name}.md"


def sections(rule: Rule) -> tuple[Section, ...]:
    """What a rule's page says below its summary."""
    cases = tuple(_case(rule, variant) for variant in rule.variants)
    return (
        Section("Why it matters", (rule.harm,)),
        *((Section("What it does, case by case", cases, "list"),) if cases else ()),
        Section("How it usually comes about", rule.causes, "list"),
        Section("How to confirm it", pasteable(rule.confirm), "query"),
        Section("What to do next", (rule.hint,)),
    )


def pasteable(query: str) -> tuple[str, ...]:
    """Give the lines to paste into psql: names to put one's own in the place of, and the query, which reads them."""
    names = {found[1]: _EXAMPLES.get(found[0], _EXAMPLES[found[1]]) for found in _PARAMETER.finditer(query)}
    return (
        *(f"\\set {name} '{example}'" for name, example in names.items()),
        _PARAMETER.sub(lambda found: f":'{found[1]}'{found[2] or ''}", query) + ";",
    )


_PARAMETER: Final = re.compile(r"(?<![:\w]):([a-z]+)(::reg(?:class|type)| AS regclass)?")
"""What a rule's query leaves open, and what it is read as."""
_EXAMPLES: Final = {
    ":table::regclass": 'public."Athlete"',
    ":table AS regclass": 'public."Athlete"',
    ":name::regclass": 'public."Athlete_id_seq"',
    ":name::regtype": 'public."Mood"',
    ":type::regtype": 'public."Mood"',
    "table": "Athlete",
    "name": "Athlete",
    "type": "Mood",
    "class": "pg_class",
    "object": "16384",
}


def _case(rule: Rule, variant: Variant) -> str:
    """Say when a variant is told, what it says, and how bad it is; facts that only a finding has stand in <>."""
    severity = variant.severity or rule.severity
    bad = f"{severity.value}, {rule.band_of(variant).value}"
    harm = _PLACE.sub(r"<\1>", variant.harm)
    return f"Where {variant.when} ({bad}): {harm}"


def families() -> tuple[Family, ...]:
    """The modules of `schemacheck.rules` that hold rules, in the registry's order, titled by their docstrings."""
    found: list[Family] = []
    for name in FAMILIES:
        module = import_module(f"{rules.__name__}.{name}")
        title = (module.__doc__ or name).splitlines()[0].rstrip(".").partition(":")[0]
        found.append(Family(title, module.RULES))
    return tuple(found)


def as_text(rule: Rule, width: int) -> str:
    """The page for a terminal, `width` columns wide."""
    parts = [[rule.name], wrap(f"{rule.severity.value.capitalize()}: {rule.summary}.", width)]
    for section in sections(rule):
        if section.kind == "list":
            body = [line for each in section.lines for line in wrap(each, width, 4, first="  - ")]
        else:
            body = [line for each in section.lines for line in wrap(each, width, 2)]
        parts.append([section.title, *body])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def as_markdown(rule: Rule, *, heading: str = "##") -> str:
    """The sections as Markdown, without the rule's name. Rules are our own prose: they hold no markup by accident."""
    parts = []
    for section in sections(rule):
        if section.kind == "list":
            body = "\n".join(f"- {each}" for each in section.lines)
        elif section.kind == "query":
            body = "```sql\n" + "\n".join(section.lines) + "\n```"
        else:
            body = "\n".join(section.lines)
        parts.append(f"{heading} {section.title}\n\n{body if section.kind == 'query' else _markdown_text(body)}")
    return "\n\n".join(parts)


def pages() -> Mapping[str, str]:
    """Every page of docs/rules by its file name, the index among them."""
    told = {f"{rule.name}.md": _rule_page(rule) for rule in RULES.values()}
    return {"README.md": _index_page(), **told}


def _rule_page(rule: Rule) -> str:
    summary = f"{rule.summary[0].upper()}{rule.summary[1:]}."
    severity = f"Severity: **{rule.severity.value}**, {_severity_words(rule)}."
    policy = (
        f"Another severity, or none, is given under `severity:` in the expected schema: `{rule.name}: off`. "
        "[All rules](README.md)"
    )
    parts = [f"# {rule.name}", _NOTE, _markdown_text(summary), severity, as_markdown(rule), f"---\n\n{policy}"]
    return "\n\n".join(parts) + "\n"


def _severity_words(rule: Rule) -> str:
    return _BANDS[rule.band] if rule.severity is Severity.ERROR else _SEVERITIES[rule.severity]


def _index_page() -> str:
    parts = [
        "# Rules",
        _NOTE,
        f"All {len(RULES)} rules, as `schemacheck explain` lists them. "
        "A rule's name never changes: it stands in waivers and baselines.",
        "\n".join(f"- **{severity.value}**: {meaning}" for severity, meaning in _SEVERITIES.items()),
    ]
    for family in families():
        rows = ["| rule | severity | it reports |", "| --- | --- | --- |"]
        rows += [
            f"| [{rule.name}]({rule.name}.md) | {rule.severity.value} | {_markdown_text(rule.summary)} |"
            for rule in family.rules
        ]
        parts += [f"## {family.title}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _markdown_text(text: str) -> str:
    """Keep what Markdown would take for markup: emphasis around words, HTML, the edges of a table's cell."""
    for each in ("\\", "*", "_", "<", "|"):
        text = text.replace(each, f"\\{each}")
    return text
