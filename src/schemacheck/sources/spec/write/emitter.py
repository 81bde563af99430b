"""YAML as a person would lay it out: small things on one line, quotes where YAML would misread, and only there.

Takes the values that `schemacheck.sources.spec.values` describes.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final, NamedTuple

from schemacheck.base.ci_runners import ANYWHERE, AT_THE_BEGINNING
from schemacheck.sources.spec.write.values import Bare, Block, Line, Value

WIDTH: Final = 100
"""The line length beyond which a value is laid out on several lines."""

LONGEST_KEY: Final = 1024
"""Characters after which YAML takes nothing for the key of a line any more, be it a function of a hundred arguments."""

_SAFE: Final = re.compile(r"(?:[^\W\d]|\()(?:[\w ().*+/<>=$^~;!|@%?,\[\]{}&'\"-]|:(?=\S))*\Z")
_SAFE_INSIDE: Final = re.compile(r"(?:[^\W\d]|\()[\w ().*+/<>=$^~;!|@%-]*\Z")
"""What may stand unquoted: on its own, and between braces. PyYAML's own scanner stops there at a question mark."""

_MISREAD: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""What YAML would eat, and what has no look of its own or turns the text around it."""
_LITERAL: Final = re.compile(r"(?=[^\n]*\n.)(?!\s*\Z)(?!.*\n\n\Z)", re.DOTALL)
_NOT_LITERAL: Final = re.compile(_UNPRINTABLE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f", 1))
"""Texts of several lines are laid out as they are, unless they end with empty ones or hold what must be escaped."""


def yaml(document: dict[str, Value], header: tuple[str, ...] = (), apart: int = 2) -> str:
    """Lay a document out; mappings no deeper than `apart` levels have an empty line between long entries."""
    page = Page()
    # A comment ends with its line: what a name holds must not begin another one.
    page.lines += [f"# {_UNPRINTABLE.sub(' ', line)}".rstrip() for line in header]
    page.mapping(document, "", apart)
    return "\n".join(page.lines) + "\n"


def plain_json(document: dict[str, Value]) -> str:
    """Write the same document as JSON, in ASCII and what YAML too can read."""
    return json_of(document, 1) + "\n"


def json_of(value: Value, step: int | None) -> str:
    """Write a value as JSON: in one line, or each level so many blanks further in."""
    text = json.dumps(_jsonable(value), ensure_ascii=False, indent=step)
    text = _UNPRINTABLE.sub(lambda found: found.group() if found.group() == "\n" else _escape(found), text)
    return ANYWHERE.sub(r"#\\u0023", text)


def _jsonable(value: Value) -> object:
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, Bare):
        if value in ("true", "false"):
            return value == "true"
        return int(value) if _INTEGER.match(value) else str(value)
    return value


class Margins(NamedTuple):
    """How far in a file has what stands below something else."""

    step: str = "  "
    dash: str = "  "
    """The dashes of a list, from its key on."""


_USUAL: Final = Margins()


class Page:
    """What has been laid out so far."""

    def __init__(self, margins: Margins = _USUAL) -> None:
        self.lines: list[str] = []
        self._margins = margins
        self._shorts: dict[int, str | None] = {}
        """The one-line forms of mappings by identity: one stands for all columns of which the same is said."""

    def mapping(self, mapping: dict[str, Value], indent: str, apart: int) -> None:
        """Write the entries of a mapping, each on lines of its own."""
        lines = self.lines
        long_before = False
        for place, (key, value) in enumerate(mapping.items()):
            start = len(lines)
            lead = scalar(key)
            if len(lead) > LONGEST_KEY:
                lines.append(f"{indent}? {lead}")
                lead = ""
            self.entry(f"{indent}{lead}:", value, indent, apart)
            long = len(lines) > start + 1
            if apart > 0 and place and (long or long_before):
                lines.insert(start, "")
            long_before = long

    def entry(self, lead: str, value: Value, indent: str, apart: int) -> None:
        """Write what stands behind `lead`: on the same line, or below it and further in."""
        lines = self.lines
        if isinstance(value, str) and "\n" in value and _LITERAL.match(value) and not _must_be_escaped(value):
            step = self._margins.step
            lines.append(f"{lead} |{_indicators(value, len(step))}")
            lines.extend(f"{indent}{step}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))
            return
        short = self._one_line(value) if isinstance(value, Line) else one_line(value)
        if short is not None and len(lead) + 1 + len(short) <= WIDTH:
            lines.append(f"{lead} {short}")
        elif isinstance(value, dict):
            lines.append(lead)
            self.mapping(value, indent + self._margins.step, apart - 1)
        elif isinstance(value, list):
            lines.append(lead)
            self.sequence(value, indent + self._margins.dash)
        else:
            lines.append(f"{lead} {short}")

    def _one_line(self, line: Line) -> str | None:
        known = self._shorts
        if id(line) not in known:
            known[id(line)] = one_line(line)
        return known[id(line)]

    def sequence(self, items: list[Value], indent: str) -> None:
        """Write the items of a list, each behind a dash."""
        lines = self.lines
        for item in items:
            if isinstance(item, dict) and item:
                start = len(lines)
                self.mapping(item, indent + "  ", 0)
                lines[start] = f"{indent}- {lines[start].lstrip(' ')}"
            else:
                self.entry(f"{indent}-", item, indent, 0)


def _must_be_escaped(text: str) -> bool:
    """Whether a text of several lines cannot stand as it is: what YAML eats, or what a runner obeys in a log."""
    return any(pattern.search(text) for pattern in (_NOT_LITERAL, AT_THE_BEGINNING, ANYWHERE))


def _indicators(text: str, step: int) -> str:
    """Say how a text in a block of its own begins and ends: YAML guesses its margin from a first line with letters."""
    return (str(step) if text[0] in " \t\n" else "") + ("" if text.endswith("\n") else "-")


def one_line(value: Value) -> str | None:
    """Return the one-line form of a value, None where it has none."""
    if isinstance(value, dict):
        if value and not isinstance(value, Line):
            return None
        return "{" + ", ".join(f"{scalar(key, inside=True)}: {flow_form(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        if value and isinstance(value, Block):
            return None
        if any(isinstance(item, list) or (isinstance(item, dict) and not isinstance(item, Line)) for item in value):
            return None
        return "[" + ", ".join(flow_form(item) for item in value) + "]"
    return _scalar_of(value, inside=False)


def flow_form(value: Value) -> str:
    """Return the form of a value between braces or brackets."""
    if isinstance(value, dict):
        return one_line(Line(value)) or "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_form, value)) + "]"
    return _scalar_of(value, inside=True)


def _scalar_of(value: str | bool | int, *, inside: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Bare)):
        return str(value)
    return scalar(value, inside=inside)


@lru_cache(maxsize=1 << 16)
def scalar(text: str, *, inside: bool = False) -> str:
    """Write a text so that YAML, 1.1 or 1.2, reads this text and nothing else."""
    safe = (_SAFE_INSIDE if inside else _SAFE).match(text)
    if safe and text[-1] not in " :" and text.lower() not in _MISREAD and not _UNPRINTABLE.search(text):
        return text
    if _UNPRINTABLE.search(text) or "'" in text or '"' not in text or ANYWHERE.search(text):
        return in_quotes(text, '"')
    return f"'{text}'"


def in_quotes(text: str, quote: str) -> str:
    """Write a text between quotes of one kind; where single ones cannot hold it, between double ones."""
    if quote == "'" and not _UNPRINTABLE.search(text) and not ANYWHERE.search(text):
        return "'" + text.replace("'", "''") + "'"
    escaped = ANYWHERE.sub(r"#\\u0023", _UNPRINTABLE.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')))
    return f'"{escaped}"'


_SHORT_ESCAPES: Final = {"\n": "\\n", "\t": "\\t"}


def _escape(found: re.Match[str]) -> str:
    if found.group() in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[found.group()]
    code = ord(found.group())
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
