"""The picture of the drift as a Mermaid flowchart, which GitHub and GitLab draw inside Markdown.

Every character that is no letter, digit or underscore is written as a character code: no name can end a label, and
none is read as markup. Colours are strokes without fills, so that it can be read on light and on dark.
"""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.render.layout import clean
from schemacheck.render.picture import SIGNS, TOLD, Link, Picture, PictureTable
from schemacheck.report.finding import Change
from schemacheck.report.rules import Severity

_STROKES: Final = {
    Severity.ERROR: "stroke:#d1242f,stroke-width:2px",
    Severity.WARNING: "stroke:#bf8700,stroke-width:2px",
    Severity.NOTE: "stroke:#0969da",
}
_LINES: Final[dict[Change, str]] = {"missing": "#1a7f37", "unexpected": "#d1242f", "differs": "#bf8700"}
_ARROWS: Final[dict[Change | None, str]] = {"missing": "-.->", "unexpected": "==>", "differs": "==>", None: "-->"}


def diagram(picture: Picture) -> str:
    """Write the diagram without its fence; empty where there is nothing to draw."""
    if not picture.is_worth_drawing:
        return ""
    names = {table.key: f"t{number}" for number, table in enumerate(picture.tables)}
    lines = ["flowchart LR"]
    lines += [f'  {names[table.key]}["{_label(table)}"]' for table in picture.tables]
    lines += [_link(link, names) for link in picture.links]
    for severity, stroke in _STROKES.items():
        of_it = [names[table.key] for table in picture.tables if table.severity is severity]
        if of_it:
            lines += [f"  classDef {severity.value} {stroke}", f"  class {','.join(of_it)} {severity.value}"]
    missing = [names[table.key] for table in picture.tables if table.state == "missing"]
    if missing:
        lines += ["  classDef missing stroke-dasharray:6 4", f"  class {','.join(missing)} missing"]
    lines += [
        f"  linkStyle {number} stroke:{_LINES[link.state]}" for number, link in enumerate(picture.links) if link.state
    ]
    return "\n".join(lines)


def _label(table: PictureTable) -> str:
    title = f"<b>{_mermaid_text(table.title)}</b>"
    if table.state:
        title += f" {_mermaid_text('is missing' if table.state == 'missing' else table.state)}"
    lines = [title, *(_mermaid_text(f"{SIGNS[part.state]} {part.text}") for part in table.parts)]
    if table.more:
        lines.append(_mermaid_text(f"and {table.more} more"))
    return "<br/>".join(lines)


def _link(link: Link, names: dict[QName, str]) -> str:
    text = f"{link.text}, {TOLD[link.state]}" if link.state else link.text
    return f'  {names[link.source]} {_ARROWS[link.state]}|"{_mermaid_text(text)}"| {names[link.target]}'


def _mermaid_text(text: str) -> str:
    return "".join(
        each if each in " _" or (each.isascii() and each.isalnum()) else f"#{ord(each)};" for each in clean(text)
    )
