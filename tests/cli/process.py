"""Running the command line in a process of its own, in an environment that says nothing but what a test says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "schemacheck"]

SPEC = """\
version: 1
schema: public
tables:
  Athlete:
    protected: shared by every project
    columns:
      id: text
      email: text?
      companyId: text
    primary_key: [id]
"""
DRIFTED = SPEC.replace("email: text?", "email: integer?")
BROKEN = SPEC.replace("email: text?", "email: tex?").replace("primary_key", "primary_kee")


def environment(**extra: str) -> dict[str, str]:
    """Nothing of the caller's environment but where programs are: no CI, no colours, no database."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "SYSTEMROOT", "COVERAGE_PROCESS_START")
        if name in os.environ
    }
    return {**kept, "LANG": "C.UTF-8", "HOME": os.devnull, **extra}


def schemacheck(*arguments: str, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end, without a terminal."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=environment(**extra),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def write_specs(folder: Path) -> Path:
    """Write specs that agree, differ and make no sense."""
    for name, text in (
        ("expected_schema.yaml", SPEC),
        ("same.yaml", SPEC),
        ("drifted.yaml", DRIFTED),
        ("broken.yaml", BROKEN),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
