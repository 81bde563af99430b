"""The screens that README and docs show: what `schemacheck check` prints after part of the demonstration's drift.

Only who the server is is somebody else's: the throw-away server has no name that a reader would know.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from schemacheck.api import check
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report

from .conftest import MakeDatabase
from .shared import ROOT

DEMO = ROOT / "src" / "schemacheck" / "demo"
SHOWN = re.compile(r"(?<=```console\n\$ schemacheck check\n).*?(?=```\n)", re.DOTALL)
"""A screen in a page, below its command."""
STEPS = ("A sister project", "Somebody keeps a copy")
"""What happens to the database: these of the demo's steps."""


def drifted_screen(make_database: MakeDatabase) -> str:
    """Give what the check prints of the demo's database after `STEPS`."""
    steps = [step for step in re.split(r"^-- ", (DEMO / "drift.sql").read_text(), flags=re.MULTILINE) if step]
    chosen = [step.partition("\n")[2] for step in steps if step.startswith(STEPS)]
    assert len(chosen) == len(STEPS)
    url = make_database((DEMO / "production.sql").read_text() + "".join(chosen))
    report = check(Path("expected_schema.yaml"), url)
    return FORMATS["text"].report(_as_told(report), RenderOptions())


def _as_told(report: Report) -> Report:
    assert report.live.server is not None
    server = replace(
        report.live.server, product="PostgreSQL 18.4", major=18, database="prod", host="db.internal", role="checker"
    )
    return replace(report, live=replace(report.live, server=server))
