"""The reference of the language: its tables are made from the grammar, and what it shows reads."""

from __future__ import annotations

import re

import pytest

from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.grammar.language import every_section
from schemacheck.sources.spec.grammar.types import Section
from tests.shared import ROOT

from .test_spec_editor import assert_current

PAGE = ROOT / "docs" / "expected_schema.md"
HEADING = "## Every key\n"


def anchor(section: Section) -> str:
    return section.title.replace(" ", "-")


def reference() -> str:
    lines = [HEADING]
    for section in every_section():
        lines += [f"### {section.title[0].upper()}{section.title[1:]}", "", section.doc, ""]
        lines += ["| key | value | |", "| --- | --- | --- |"]
        for key in section.keys:
            name = f"**{key.name}** (required)" if key.required else key.name
            value = key.shape.says.replace("|", "\\|")
            links = ", ".join(f"[{other.title}](#{anchor(other)})" for other in dict.fromkeys(key.shape.sections()))
            doc = key.doc.replace("|", "\\|") + (f" See {links}." if links else "")
            lines.append(f"| {name} | {value} | {doc} |")
        lines.append("")
    return "\n".join(lines)


def test_its_tables_are_current() -> None:
    prose, found, _ = PAGE.read_text().partition(HEADING)
    assert found
    assert_current(PAGE, prose + reference())


def test_its_links_lead_somewhere() -> None:
    text = PAGE.read_text()
    headings = [
        re.sub(r"[^\w -]", "", found.lower()).replace(" ", "-") for found in re.findall(r"^#+ (.+)$", text, re.M)
    ]
    assert len(set(headings)) == len(headings)
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(headings)


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL))
def test_its_examples_read(block: str) -> None:
    if "tables:" not in block:
        block = "version: 1\ntables: {t: {columns: {" + block.strip() + "}}}\n"
    elif "version:" not in block:
        block = "version: 1\n" + block
    assert read_spec(block, "example.yaml").schema.tables
