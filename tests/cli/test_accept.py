"""`accept`, `waive` and `baseline update` as somebody at a shell meets them."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.shared import ROOT

from .process import COMMAND, environment, schemacheck

EXPECTED = """\
# What every project agrees on.
version: 1
schema: public

tables:
  # Runners.
  athletes:
    columns:
      id: text        # made by the client
      email: 'text?'
      # until the import is rewritten
      legacy: integer
    primary_key: [id]
    unique: [email]   # one account each

  races:
    protected: shared by every project
    columns: {id: text, name: varchar(80)}
    primary_key: [id]
"""
LIVE = """\
version: 1
tables:
  athletes:
    columns: {id: text, nick: text?, email: text}
    primary_key: [id]
  races:
    columns: {id: text, name: varchar(80), place: text?}
    primary_key: [id]
"""
CHOSEN = (
    EXPECTED.replace("email: 'text?'", "email: 'text'")
    .replace("      # until the import is rewritten\n      legacy: integer\n", "")
    .replace("    unique: [email]   # one account each\n", "")
    .replace("made by the client\n", "made by the client\n      nick: text?\n")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "expected_schema.yaml").write_text(EXPECTED, encoding="utf-8")
    (tmp_path / "live.yaml").write_text(LIVE, encoding="utf-8")
    return tmp_path


def accept(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return schemacheck("accept", "--against", "live.yaml", *arguments, cwd=folder)


def expected(folder: Path) -> str:
    return (folder / "expected_schema.yaml").read_bytes().decode()


def test_what_is_chosen_is_written_and_everything_else_stays(folder: Path) -> None:
    done = accept(folder, "--object", "athletes*")
    assert (done.returncode, expected(folder)) == (0, CHOSEN)
    assert "accepted 4 findings in expected_schema.yaml: 2 lines added, 4 removed" in done.stderr
    assert "column-missing" in done.stdout
    assert accept(folder, "--all", "--protected").returncode == 0
    assert schemacheck("check", "--against", "live.yaml", cwd=folder).returncode == 0


def test_a_dry_run_prints_a_patch_and_writes_nothing(folder: Path) -> None:
    done = accept(folder, "--object", "athletes*", "--dry-run")
    assert (done.returncode, expected(folder)) == (0, EXPECTED)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=done.stdout, encoding="utf-8", check=True)
    assert expected(folder) == CHOSEN


def test_nobody_is_asked_in_a_pipe(folder: Path) -> None:
    done = accept(folder)
    assert done.returncode == 2
    assert "--rule, --object, --fingerprint or --all" in done.stderr
    assert expected(folder) == EXPECTED


def test_what_is_protected_is_refused_and_said(folder: Path) -> None:
    refused = accept(folder, "--all")
    assert (refused.returncode, expected(folder)) == (2, EXPECTED)
    assert "races: shared by every project" in refused.stderr
    told = accept(folder, "--rule", "column-unexpected", "--object", "races.place", "--protected", "--diff")
    assert told.returncode == 0
    assert told.stdout.startswith("# protected: races: shared by every project\n--- a/expected_schema.yaml\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--rule", "column-mising"), "did you mean column-missing"),
        (("--object", "athletes.emial"), "did you mean athletes.email"),
        (("--fingerprint", "feed"), "fits no finding"),
        (("--rule", "column-missing", "--object", "races.place"), "no finding fits all"),
        (("--all", "--rule", "column-missing"), "--all and another choice"),
        (("--all", "--target", "nowhere"), "Give one or the other"),
    ],
)
def test_a_choice_that_fits_nothing_is_told(arguments: tuple[str, ...], says: str, folder: Path) -> None:
    done = accept(folder, *arguments)
    assert (done.returncode, expected(folder)) == (2, EXPECTED)
    assert says in done.stderr


def test_what_belongs_together_is_named(folder: Path) -> None:
    changed = LIVE.replace("email: text}", "mail: text}")
    (folder / "live.yaml").write_text(changed, encoding="utf-8")
    done = accept(folder, "--rule", "column-missing", "--object", "athletes.email")
    assert (done.returncode, expected(folder)) == (2, EXPECTED)
    assert "athletes has no column email" in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "version: 1\ntables:\n  a: &shape\n    columns: {id: text}\n    primary_key: [id]\n  b: *shape\n",
            "&shape, which is used in several places",
        ),
        (
            "version: 1\nx-base: &base {id: text}\ntables:\n  a: {columns: {<<: *base}, primary_key: [id]}\n"
            "  b: {columns: {<<: *base}, primary_key: [id]}\n",
            "used in several places",
        ),
        ("version: 1\nschema: tenant_*\ntables:\n  a: {columns: {id: text}, primary_key: [id]}\n", "tenant_*"),
    ],
)
def test_what_has_no_entry_of_its_own_is_refused_by_name(text: str, says: str, folder: Path) -> None:
    (folder / "expected_schema.yaml").write_text(text, encoding="utf-8")
    (folder / "live.yaml").write_text(
        "version: 1\ntables:\n  a: {columns: {id: uuid}, primary_key: [id]}\n"
        "  b: {columns: {id: text}, primary_key: [id]}\n",
        encoding="utf-8",
    )
    done = accept(folder, "--all")
    assert (done.returncode, expected(folder)) == (2, text)
    assert says in " ".join(done.stderr.split())


def test_the_file_keeps_its_mode_its_line_ends_and_its_link(folder: Path) -> None:
    real = folder / "shared" / "schema.yaml"
    real.parent.mkdir()
    real.write_bytes(b"\xef\xbb\xbf" + EXPECTED.rstrip().replace("\n", "\r\n").encode())
    real.chmod(0o640)
    (folder / "expected_schema.yaml").unlink()
    (folder / "expected_schema.yaml").symlink_to(real)
    assert accept(folder, "--object", "athletes*").returncode == 0
    assert (folder / "expected_schema.yaml").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_bytes() == b"\xef\xbb\xbf" + CHOSEN.rstrip().replace("\n", "\r\n").encode()
    assert [each.name for each in real.parent.iterdir()] == ["schema.yaml"]


def test_a_read_only_file_is_not_replaced(folder: Path) -> None:
    (folder / "expected_schema.yaml").chmod(0o444)
    done = accept(folder, "--object", "athletes*")
    assert (done.returncode, expected(folder)) == (3, EXPECTED)
    assert "read-only" in done.stderr


def test_a_full_disk_leaves_the_file(folder: Path) -> None:
    shell = ["sh", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$@"', "sh"]
    limited = subprocess.run(
        [*shell, *COMMAND, "accept", "--against", "live.yaml", "--object", "athletes*"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert (limited.returncode, expected(folder)) == (3, EXPECTED)
    assert sorted(each.name for each in folder.iterdir()) == ["expected_schema.yaml", "live.yaml"]


def test_a_file_that_changed_meanwhile_is_left(folder: Path) -> None:
    """The other side is a pipe, so that the file can be changed while it is waited for."""
    os.mkfifo(folder / "late.yaml")
    run = subprocess.Popen(
        [*COMMAND, "accept", "--against", "late.yaml", "--object", "athletes*"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with (folder / "late.yaml").open("w", encoding="utf-8") as pipe:
        (folder / "expected_schema.yaml").write_text(EXPECTED + "# mine\n", encoding="utf-8")
        pipe.write(LIVE)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, expected(folder)) == (3, EXPECTED + "# mine\n")
    assert "has changed" in said


def test_another_tools_file_is_never_written(folder: Path) -> None:
    prisma = 'datasource db {\n  provider = "postgresql"\n}\n\nmodel athletes {\n  id String @id\n  email String?\n}\n'
    (folder / "schema.prisma").write_text(prisma, encoding="utf-8")
    for arguments in (("--against", "schema.prisma"), ("schema.prisma", "--against", "live.yaml")):
        done = schemacheck("accept", *arguments, "--all", cwd=folder)
        assert done.returncode == 1
        assert "nothing is written" in done.stderr
        assert "schema.prisma:" in done.stdout
    assert (folder / "schema.prisma").read_text(encoding="utf-8") == prisma
    assert expected(folder) == EXPECTED


def test_a_waiver_says_why_and_until_when(folder: Path) -> None:
    def waive(*arguments: str) -> subprocess.CompletedProcess[str]:
        return schemacheck("waive", "--against", "live.yaml", *arguments, cwd=folder)

    for wrong, says in (
        (("--all",), "--reason"),
        (("--all", "--reason", "a hotfix"), "--until"),
        (("--all", "--reason", "a hotfix", "--until", "soon"), "found soon"),
        (("--all", "--reason", "a hotfix", "--until", "2020-01-01"), "has passed"),
        (("--all", "--reason", "yes", "--until", "never"), "says nothing"),
    ):
        done = waive(*wrong)
        assert (done.returncode, expected(folder)) == (2, EXPECTED)
        assert says in done.stderr
    done = waive("--all", "--reason", "a hotfix: see #12", "--until", "2999-12-31", "--owner", "platform")
    assert done.returncode == 0
    assert expected(folder).startswith(EXPECTED)
    assert expected(folder).count("    reason: 'a hotfix: see #12'") + expected(folder).count('see #12"') == 5
    assert schemacheck("check", "--against", "live.yaml", cwd=folder).returncode == 0


def test_a_baseline_keeps_its_comments_and_loses_what_is_gone(folder: Path) -> None:
    def baseline(*arguments: str) -> subprocess.CompletedProcess[str]:
        return schemacheck("baseline", *arguments, "--against", "live.yaml", cwd=folder)

    assert baseline("write", "-o", "baseline.yaml").returncode == 0
    path = folder / "baseline.yaml"
    written = path.read_text(encoding="utf-8").replace("findings:", "# ask platform\nfindings:")
    path.write_text(written, encoding="utf-8")
    assert baseline("update", "--baseline", "baseline.yaml").returncode == 0
    assert path.read_text(encoding="utf-8") == written
    (folder / "live.yaml").write_text(LIVE.replace(", place: text?", ", town: text?"), encoding="utf-8")
    assert baseline("update", "--baseline", "baseline.yaml").returncode == 0
    less = path.read_text(encoding="utf-8")
    assert "# ask platform" in less
    assert [each for each in ("place", "town") if each in less] == []
    assert set(less.splitlines()) < set(written.splitlines())
    assert baseline("update", "--baseline", "baseline.yaml", "--new").returncode == 0
    assert "races.town" in path.read_text(encoding="utf-8")
    checked = schemacheck("check", "--against", "live.yaml", "--baseline", "baseline.yaml", cwd=folder)
    assert checked.returncode == 0


def test_one_column_more_is_one_line_more_in_the_shipped_file(tmp_path: Path) -> None:
    shipped = (ROOT / "expected_schema.yaml").read_text(encoding="utf-8")
    (tmp_path / "expected_schema.yaml").write_text(shipped, encoding="utf-8")
    live = shipped.replace("      email: text?\n", "      email: text?\n      nick: text?\n", 1)
    assert live != shipped
    (tmp_path / "live.yaml").write_text(live, encoding="utf-8")
    assert accept(tmp_path, "--all", "--protected").returncode == 0
    assert expected(tmp_path) == live


def test_a_comment_between_braces_stays_with_its_entry(folder: Path) -> None:
    columns = "{\n      id: text,  # the id\n      gone: text,  # going\n      too: text\n    }"
    text = f"version: 1\ntables:\n  a:\n    columns: {columns}\n"
    (folder / "expected_schema.yaml").write_text(text, encoding="utf-8")
    (folder / "live.yaml").write_text("version: 1\ntables: {a: {columns: {id: text}}}\n", encoding="utf-8")
    assert accept(folder, "--all").returncode == 0
    assert "      id: text,  # the id\n" in expected(folder)
    assert "going" not in expected(folder)


RENAMED = """\
version: 1
tables:
  # What runners are.
  runners:
    protected: shared
    columns:
      id: text        # made by the client
      email: text?
      club: text
    primary_key: id
    foreign_keys:
      - {columns: club, references: clubs(id), on_delete: cascade}   # they go with it
  clubs:
    columns: {id: text, name: text, city: "text?"}
    primary_key: id
enums:
  mood: [sad, ok]  # in this order
"""


def test_what_was_renamed_stays_where_it_is_with_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "expected_schema.yaml"
    path.write_text(RENAMED, encoding="utf-8")
    live = RENAMED.replace("runners:", "athletes:").replace("clubs", "teams").replace("mood", "feeling")
    live = live.replace("email: text?", "email: text")
    (tmp_path / "live.yaml").write_text(live.replace("    protected: shared\n", ""), encoding="utf-8")
    options = ("accept", "--against", "live.yaml", "--all", "--protected")
    done = schemacheck(*options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert path.read_text(encoding="utf-8") == live
    (tmp_path / "live.yaml").write_text(RENAMED, encoding="utf-8")
    assert schemacheck(*options, cwd=tmp_path).returncode == 0
    assert path.read_text(encoding="utf-8") == RENAMED
