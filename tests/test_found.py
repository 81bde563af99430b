"""The inputs of public reports, rebuilt as bases and changes: each change is named, or rightly met with silence.

They stand in the shared material. A file has a base, then changes, each with what a report must name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions

from .conftest import MakeDatabase
from .shared import has_shared, shared

FOLDER = "found/cases"
TODAY = date(2026, 11, 28)


DECIDED = {
    "r18-comment-index": "t.primary key",
    "r25-rename-nn": "the NOT NULL constraint of the column n is named other_nn, not my_nn",
    "r44-c-ext": "comments without a place in the file (1)",
}
"""What a report says by now in words of its own: a key by its table, a name that was chosen; what nothing compares."""
IMPOSSIBLE = {"r26-x2ops": "the servers of today refuse an exclusion by an operator that does not commute"}


class Found(NamedTuple):
    """One change of a base, and the words that a report about it must have; none: nothing is to be said."""

    cluster: str
    base: str
    change: str
    words: tuple[str, ...]


def _found() -> Iterator[tuple[str, Found]]:
    if not has_shared(FOLDER):
        return
    for path in sorted(shared(FOLDER).glob("*.sql")):
        cluster = base = change = name = ""
        for part in path.read_text(encoding="utf-8").split("\n-- @")[1:]:
            head, _, sql = part.partition("\n")
            mark, *words = head.split()
            if mark == "cluster":
                cluster = sql.strip()
            elif mark == "base":
                base = sql
            elif mark == "change":
                name, change = words[0], sql
            elif mark == "expect":
                yield f"{path.stem}-{name}", Found(cluster, base, change, tuple(words[1:]))


ABSENT = pytest.param("", None, marks=pytest.mark.skip(reason=f"needs the shared material {FOLDER}"), id="absent")


@pytest.mark.parametrize(("name", "found"), [pytest.param(*each, id=each[0]) for each in _found()] or [ABSENT])
def test_what_was_found_is_told(name: str, found: Found, make_database: MakeDatabase, tmp_path: Path) -> None:
    if name in IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE[name])
    roles = (each.strip() for each in found.cluster.split(";"))
    base = "".join(f"{role.replace('create role', 'CREATE ROLE')};\n" for role in roles if role) + found.base
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=make_database(base)), everything=True), encoding="utf-8")
    url = make_database(found.change, template=base)
    report = check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)
    assert isinstance(report, Report)
    text = FORMATS["text"].report(report, RenderOptions())
    if name in DECIDED:
        assert DECIDED[name] in " ".join(text.split()), text
        return
    assert report.outcome == ("drift" if found.words else "in sync"), text
    assert [word for word in found.words if word not in text] == [], text
