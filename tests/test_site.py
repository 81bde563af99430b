"""The site: what mkdocs.yml says of it, held without building it. CI builds it, and a warning is an error there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemacheck.base import HOME

from .shared import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [page for page in PAGES if page.parent.name != "rules"]


class Reader(yaml.SafeLoader):
    """Reads the file without making what its tags name."""


Reader.add_multi_constructor("tag:yaml.org,2002:python/", lambda _loader, suffix, _node: suffix)
SITE: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=Reader)


def _files(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for each in nav if isinstance(nav, list) else []:
        yield from _files(each if isinstance(each, str) else next(iter(each.values())))


def test_every_page_is_in_the_navigation_once() -> None:
    listed = list(_files(SITE["nav"]))
    rules = {page.relative_to(DOCS).as_posix() for page in (DOCS / "rules").glob("*.md")} - {"rules/README.md"}
    assert sorted(listed) == sorted({page.relative_to(DOCS).as_posix() for page in PAGES} - rules)
    linked = re.findall(r"\]\(([a-z-]+\.md)\)", (DOCS / "rules" / "README.md").read_text(encoding="utf-8"))
    assert {f"rules/{name}" for name in linked} == rules


def test_what_it_needs_is_locked() -> None:
    locked = (ROOT / "requirements" / "docs.txt").read_text(encoding="utf-8")
    assert SITE["theme"]["name"] == "material"
    assert re.search(r"^mkdocs-material==9\.", locked, re.MULTILINE)
    assert {each if isinstance(each, str) else next(iter(each)) for each in SITE["plugins"]} == {"search", "offline"}


def _anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading.strip()).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _lines(page: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page that are not code."""
    fence = ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        mark = re.match(r"\s*(`{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip() == fence:
            fence = ""
        elif not fence:
            yield number, line


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_stay_on_the_site_and_lead_to_headings(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", "\n".join(line for _, line in _lines(page))):
        if link.startswith(f"{HOME}/blob/main/"):
            assert (ROOT / link.removeprefix(f"{HOME}/blob/main/").partition("#")[0]).is_file(), link
        elif not link.startswith("https://"):
            path, _, anchor = link.partition("#")
            there = (page.parent / path).resolve() if path else page
            assert there.is_file(), link
            assert there.is_relative_to(DOCS), f"{link} is not on the site: name it under {HOME}/blob/main"
            if anchor:
                headings = {_anchor(line.lstrip("#")) for _, line in _lines(there) if line.startswith("#")}
                assert anchor in headings, link


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(DOCS)))
def test_lists_are_lists_on_the_site_too(page: Path) -> None:
    """Python-Markdown wants an empty line before a list, and four blanks before a list in a list."""
    before = ""
    for number, line in _lines(page):
        item = re.match(r"( *)([-*]|\d+\.) ", line)
        if item:
            assert len(item[1]) % 4 == 0, f"{page.name}:{number}"
            follows_text = before.strip() and not re.match(r" *([-*]|\d+\.) | {2,}\S", before)
            assert not follows_text, f"{page.name}:{number}: no empty line before the list"
        before = line


def test_it_asks_no_other_server_for_anything() -> None:
    """What the theme would fetch has something of ours in its place."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (shim,) = re.findall(r"^  polyfills: \[(\S+)\]", text, re.MULTILINE)
    assert "iframe-worker" in shim  # by this name the offline plugin sees that there is one
    assert (DOCS / shim).is_file()
    assert "  font: false" in text
    # The theme asks for stars and releases wherever it finds this attribute.
    assert "data-md-component" not in (DOCS / ".overrides" / "partials" / "source.html").read_text(encoding="utf-8")
    assert "http" not in "".join(each.read_text(encoding="utf-8") for each in (DOCS / "assets").iterdir())
