"""What is told of every rule, and that the pages in docs/rules are what the registry says today."""

from __future__ import annotations

import os
import re

import pytest

from schemacheck.render.rule_page import as_text, families, pages, pasteable, sections
from schemacheck.report.rules import RULES
from tests.shared import ROOT

FOLDER = ROOT / "docs" / "rules"
PAGES = pages()


def test_the_pages_are_up_to_date() -> None:
    if os.environ.get("UPDATE_GOLDEN") == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        for path in FOLDER.glob("*.md"):
            if path.name not in PAGES:
                path.unlink()
        for name, text in PAGES.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    old = sorted(name for name in PAGES.keys() | written.keys() if PAGES.get(name) != written.get(name))
    assert not old, f"docs/rules does not say what the rules say (run make golden): {', '.join(old)}"


def test_every_rule_is_of_one_family() -> None:
    assert [rule.name for family in families() for rule in family.rules] == list(RULES)
    titles = [family.title for family in families()]
    assert len(set(titles)) == len(titles)


def test_every_rule_has_a_page_in_the_index() -> None:
    assert set(PAGES) == {"README.md", *(f"{name}.md" for name in RULES)}
    assert re.findall(r"\]\(([a-z-]+)\.md\)", PAGES["README.md"]) == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_page_says_it_all(name: str) -> None:
    rule = RULES[name]
    page = PAGES[f"{name}.md"]
    assert "```sql\n" + "\n".join(pasteable(rule.confirm)) + "\n```" in page
    told = " ".join(page.replace("\\", "").split())
    for part in (rule.harm, rule.hint, *rule.causes, f"**{rule.severity.value}**"):
        assert " ".join(part.split()) in told
    for section in sections(rule):
        assert section.title in as_text(rule, 80)
