"""What the tool never does, asked for in every way."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.cli.refuse import REFUSED

from .process import schemacheck


@pytest.mark.parametrize("command", REFUSED)
def test_refusal(command: str, tmp_path: Path) -> None:
    for arguments in ([], ["--help", "deploy", "-x", "--force", "--format", "json", "--", "--url", "postgresql://h/d"]):
        done = schemacheck(command, *arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout == ""
        said = " ".join(done.stderr.split())
        assert said.startswith(f"refused: schemacheck does not {command}, and nothing has been done.")
        assert "update the schema file to match production, agree on that" in said
        assert "run the check again" in said
        assert "\n\n" not in done.stderr
        assert list(tmp_path.iterdir()) == []


def test_refusals_are_no_commands_to_advertise(tmp_path: Path) -> None:
    listed = schemacheck("--help", cwd=tmp_path).stdout.partition("Commands:")[2]
    assert not [command for command in REFUSED if f"  {command} " in listed]
