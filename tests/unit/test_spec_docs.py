"""The reference of the language: its tables are made from the grammar, and what it shows reads."""

from __future__ import annotations

import re

import pytest

from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.grammar.language import SECTIONS
from schemacheck.sources.spec.grammar.types import Section, Shape
from tests.shared import ROOT

from .test_spec_editor import assert_current

PAGE = ROOT / "docs" / "expected_schema.md"
HEADING = "## Every key\n"


def anchor(section: Section) -> str:
    return section.title.replace(" ", "-")


def linked(shape: Shape) -> list[Section]:
    """The sections a value may hold, itself or in its items and entries."""
    inner = [found for part in (shape.items, shape.entries) if part is not None for found in linked(part)]
    return list(dict.fromkeys([*([shape.section] if shape.section else []), *inner]))


def reference() -> str:
    lines = [HEADING]
    for section in SECTIONS:
        lines += [f"### {section.title[0].upper()}{section.title[1:]}", "", section.doc, ""]
        lines += ["| key | value | |", "| --- | --- | --- |"]
        for key in section.keys:
            name = f"**{key.name}** (required)" if key.required else key.name
            value = key.shape.says.replace("|", "\\|")
            links = ", ".join(f"[{other.title}](#{anchor(other)})" for other in linked(key.shape))
            doc = key.doc.replace("|", "\\|") + (f" See {links}." if links else "")
            lines.append(f"| {name} | {value} | {doc} |")
        lines.append("")
    return "\n".join(lines)


def test_its_tables_are_current() -> None:
    prose, found, _ = PAGE.read_text().partition(HEADING)
    assert found
    assert_current(PAGE, prose + reference())


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL))
def test_its_examples_read(block: str) -> None:
    if "tables:" not in block:
        block = "version: 1\ntables: {t: {columns: {" + block.strip() + "}}}\n"
    elif "version:" not in block:
        block = "version: 1\n" + block
    assert read_spec(block, "example.yaml").schema.tables
