"""Atlas: a file with the sums of all others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.layouts.layout import Layout, Part, Plan, Section, everything
from schemacheck.migrations.layouts.marks import between
from schemacheck.migrations.listing import Folder
from schemacheck.sql.splitting import Span
from schemacheck.sql.text import Text

_SUMS: Final = "atlas.sum"
_SUM: Final = re.compile(rb"^(\S.*\.sql) h1:", re.MULTILINE)
_DIRECTIVE: Final = re.compile(rb"^--[ \t]*atlas:(\w+)[ \t]*([^\r\n]*)", re.MULTILINE)
_SECTION: Final = re.compile(rb"^-- (\S+) --[ \t]*\r?$", re.MULTILINE)
_ESCAPES: Final = {rb"\n": b"\n", rb"\t": b"\t", rb"\r": b"\r"}


def _plan(folder: Folder) -> Plan | None:
    if _SUMS not in folder.files:
        return None
    sums = folder.text(_SUMS)
    listed = {match[1].decode(errors="replace"): match.start() for match in _SUM.finditer(sums.data)}
    mistakes = [
        Mistake(sums.position(at), f"there is no file {file}")
        for file, at in listed.items()
        if file not in folder.files
    ]
    mistakes += [
        Mistake(
            folder.text(file).position(0), f"{_SUMS} does not list this file", "`atlas migrate hash` writes it anew."
        )
        for file in folder.scripts
        if file not in listed
    ]
    files = sorted(file for file in folder.scripts if file in listed)
    # A checkpoint stands for all that was before it.
    begin = max((at for at, file in enumerate(files) if b"checkpoint" in _directives(folder.text(file))), default=0)
    return Plan([Part(file, _cut) for file in files[begin:]], mistakes)


def _directives(text: Text) -> dict[bytes, bytes]:
    return {match[1]: match[2].strip() for match in _DIRECTIVE.finditer(text.data)}


def _cut(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    says = _directives(text)
    part = _migration(text) if b"txtar" in says else everything(text)
    delimiter = says.get(b"delimiter", b";")
    for written, meant in _ESCAPES.items():
        delimiter = delimiter.replace(written, meant)
    spans = between(text, re.compile(re.escape(delimiter)), part) if delimiter.strip() != b";" else (part,)
    return (Section(spans, in_transaction=says.get(b"txmode") != b"none"),)


def _migration(text: Text) -> Span:
    """Find the section of a file of several that migrates; the others check, and lead back."""
    marks = list(_SECTION.finditer(text.data))
    for at, mark in enumerate(marks):
        if mark[1] == b"migration.sql":
            return Span(mark.end(), marks[at + 1].start() if at + 1 < len(marks) else len(text.data))
    return Span(len(text.data), len(text.data))


ATLAS: Final = Layout(
    name="Atlas",
    files="`atlas.sum`, `1_name.sql`",
    order="names, from the last checkpoint on",
    back="sections other than `-- migration.sql --`",
    plan=_plan,
)
