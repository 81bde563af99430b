"""A release job as a user would write it, from the first red day to the last: waivers expire, the baseline shrinks."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from schemacheck.sources.spec import read_spec

from .cli.process import COMMAND, environment
from .conftest import MakeDatabase
from .live.support import SMALL, SMALL_SPEC
from .shared import ROOT

CHANGE = "import os, sys, psycopg; psycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute(sys.argv[1])"
OLD_DRIFT = 'ALTER TABLE company ALTER slug DROP NOT NULL; ALTER TABLE runner ALTER "joinedAt" DROP DEFAULT;'


def test_a_release_job_over_some_weeks(tmp_path: Path, make_database: MakeDatabase) -> None:
    (tmp_path / "base.yaml").write_text(SMALL_SPEC)
    change = tmp_path / "change.sh"
    change.write_text(f'exec {shlex.quote(sys.executable)} -W ignore -c {shlex.quote(CHANGE)} "$1"\n')
    done = subprocess.run(
        ["bash", str(ROOT / "tests" / "release_job.sh")],
        cwd=tmp_path,
        env=environment(
            DATABASE_URL=make_database(SMALL + OLD_DRIFT),
            SCHEMACHECK=shlex.join(COMMAND),
            PYTHON=sys.executable,
            CHANGE=f"bash {change}",
        ),
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    nothing = "0 errors, 0 warnings"
    assert done.stdout.splitlines() == [
        f"first day: exit 0, 2 known, 0 waived, {nothing}, 0 notes",
        "hotfix: exit 1, 2 known, 0 waived, 0 errors, 1 warnings, 0 notes",
        f"waived: exit 0, 2 known, 1 waived, {nothing}, 0 notes",
        f"resolved: exit 0, 1 known, 1 waived, {nothing}, 1 notes",
        f"resolved, strictly: exit 1, 1 known, 1 waived, {nothing}, 1 notes",
        f"shrunk: exit 0, 1 known, 1 waived, {nothing}, 0 notes",
        "expired: exit 1, 1 known, 0 waived, 0 errors, 1 warnings, 0 notes",
        f"resolved too: exit 0, 1 known, 0 waived, {nothing}, 0 notes",
        "new drift: exit 1, 1 known, 0 waived, 1 errors, 0 warnings, 0 notes",
        "away: exit 3",
        '"outcome": "error"',
    ]
    yesterday = (datetime.now(timezone.utc) - timedelta(days=1)).date()
    assert (tmp_path / "expired.txt").read_text() == f"its waiver expired on {yesterday}\n"
    assert (tmp_path / "written.txt").read_text().endswith("wrote baseline.yaml: 1 finding\n")


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(version: 1\ntables.*?|version: 1\nschema.*?)```",
                                             (ROOT / "docs" / "ci.md").read_text(), re.DOTALL))  # fmt: skip
def test_the_examples_of_the_page_on_ci_read(block: str) -> None:
    spec = read_spec(block, "example.yaml")
    assert spec.schema.tables
    assert spec.targets or spec.policy.waivers or spec.schema.home == "tenant_*"
