"""Where a report goes: files beside the terminal, the job summary, colours and widths."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from .process import COMMAND, SPEC, environment, schemacheck, write_specs

DRIFT = ("check", "--against", "drifted.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_specs(tmp_path)


def test_several_outputs_at_once(folder: Path) -> None:
    outputs = ["drift.json", "drift.md", "drift.txt", "markdown=a.b", "json=noted", "plain"]
    done = schemacheck(*DRIFT, *(word for each in outputs for word in ("--output", each)), cwd=folder)
    assert done.returncode == 1
    assert json.loads((folder / "drift.json").read_text())["outcome"] == "drift"
    assert (folder / "noted").read_bytes() == (folder / "drift.json").read_bytes()
    assert (folder / "drift.md").read_text().startswith("## schemacheck: drift\n")
    assert (folder / "a.b").read_bytes() == (folder / "drift.md").read_bytes()
    assert (folder / "drift.txt").read_text() == done.stdout
    assert (folder / "plain").read_text() == done.stdout
    assert not [each for each in folder.iterdir() if each.name.startswith(".")]


def test_an_output_is_replaced_whole_and_keeps_its_mode_and_its_link(folder: Path) -> None:
    real, link = folder / "real.json", folder / "link.json"
    real.write_text("x" * 100_000)
    real.chmod(0o640)
    link.symlink_to(real)
    assert schemacheck(*DRIFT, "--output", "link.json", cwd=folder).returncode == 1
    assert link.is_symlink()
    assert json.loads(real.read_text())["exit_code"] == 1
    assert real.stat().st_mode & 0o777 == 0o640


def test_an_output_may_be_a_pipe(folder: Path) -> None:
    done = schemacheck(*DRIFT, "--quiet", "--output", "json=/dev/stderr", cwd=folder)
    assert json.loads(done.stderr)["outcome"] == "drift"


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("no/such/folder.json", "there is no folder no/such"),
        (".", "it is a folder"),
        ("jsn=x", 'there is no format "jsn"'),
        ("json=", "names no file"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_before_the_check(folder: Path, output: str, message: str) -> None:
    # Were the check made first, the spec that is not there would be complained about.
    done = schemacheck("check", "nothing.yaml", "--output", output, cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_the_same_output_twice_is_refused(folder: Path) -> None:
    done = schemacheck(*DRIFT, "--output", "a.json", "--output", "text=a.json", cwd=folder)
    assert done.returncode == 2
    assert "the same file twice" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "broken.yaml"], 2),
        (["check"], 3),
        (["check", "--unheard-of"], 2),
        (["check", "--fail-on", "fatal"], 2),
        (["diff", "broken.yaml", "same.yaml"], 2),
        (["diff", "nothing.yaml", "same.yaml"], 2),
    ],
)
def test_an_error_takes_the_place_of_an_old_report(folder: Path, arguments: list[str], code: int) -> None:
    assert schemacheck("check", "--against", "same.yaml", "--output", "a.json", cwd=folder).returncode == 0
    assert schemacheck(*arguments, "--output", "a.json", "--output=markdown=b", cwd=folder).returncode == code
    read = json.loads((folder / "a.json").read_text())
    assert (read["outcome"], read["exit_code"]) == ("error", code)
    assert (folder / "b").read_text().startswith("## schemacheck: no result\n")


def test_an_error_writes_nowhere_but_to_reports(folder: Path) -> None:
    (folder / "spec.yaml").write_text("before")
    assert schemacheck("snapshot", "broken.yaml", "--output", "spec.yaml", cwd=folder).returncode == 2
    assert schemacheck("baseline", "write", "broken.yaml", "--output", "spec.yaml", cwd=folder).returncode == 2
    assert (folder / "spec.yaml").read_text() == "before"


def test_the_job_summary_is_appended_to(folder: Path) -> None:
    summary = folder / "summary.md"
    summary.write_text("before\n")
    done = schemacheck(*DRIFT, "--format", "github", cwd=folder, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    assert "::error file=expected_schema.yaml,line=8,col=7,title=column-type Athlete.email::" in done.stdout
    assert summary.read_text().startswith("before\n## schemacheck: drift\n")
    schemacheck(*DRIFT, cwd=folder, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().count("## schemacheck") == 1


def test_a_summary_that_cannot_be_written_changes_no_code(folder: Path) -> None:
    done = schemacheck(*DRIFT, "--format", "github", cwd=folder, GITHUB_STEP_SUMMARY=str(folder))
    assert done.returncode == 1
    assert "job summary could not be written" in done.stderr


def test_annotations_name_files_from_the_top_of_the_repository(folder: Path) -> None:
    deep = folder / "services" / "api"
    deep.mkdir(parents=True)
    done = schemacheck(*DRIFT, "--format", "github", cwd=write_specs(deep), GITHUB_WORKSPACE=str(folder))
    assert "file=services/api/expected_schema.yaml," in done.stdout


@pytest.mark.parametrize(
    ("where", "named", "top"),
    [
        ("services/api", "expected_schema.yaml", "CI_PROJECT_DIR"),
        ("services/api", "expected_schema.yaml", "git"),
        ("services", "api/expected_schema.yaml", "CI_PROJECT_DIR"),
        ("services/api/deep", "../expected_schema.yaml", "git"),
        (".", "services/api/expected_schema.yaml", "git"),
        ("..", "{name}/services/api/expected_schema.yaml", "CI_PROJECT_DIR"),
        ("..", "{folder}/services/api/expected_schema.yaml", "GITHUB_WORKSPACE"),
        ("services", "{folder}/services/api/expected_schema.yaml", "git"),
        ("services", "{folder}/link/expected_schema.yaml", "git"),
    ],
)
@pytest.mark.parametrize("name", ["gitlab", "sarif", "github"])
def test_files_are_named_from_the_top_of_the_repository(
    name: str, where: str, named: str, top: str, tmp_path: Path
) -> None:
    """However the file is named and wherever we are: by what the CI system says, else by the folder that git knows."""
    folder = tmp_path / "checkout"
    (folder / "services" / "api" / "deep").mkdir(parents=True)
    write_specs(folder / "services" / "api")
    (folder / "link").symlink_to("services/api")
    if top == "git":
        (folder / ".git").mkdir()
    extra = {} if top == "git" else {top: str(folder)}
    spec = named.format(name=folder.name, folder=folder)
    other = str(folder / "services" / "api" / "drifted.yaml")
    done = schemacheck("check", spec, "--against", other, "--format", name, cwd=folder / where, **extra)
    assert done.returncode == 1, done.stderr
    api = "link" if "link" in named else "services/api"
    if name == "gitlab":
        assert {each["location"]["path"] for each in json.loads(done.stdout)} == {f"{api}/expected_schema.yaml"}
    elif name == "sarif":
        (artifact,) = [
            each["locations"][0]["physicalLocation"]["artifactLocation"]
            for each in json.loads(done.stdout)["runs"][0]["results"]
        ]
        assert artifact == {"uri": f"{api}/expected_schema.yaml", "uriBaseId": "SRCROOT"}
    else:
        assert f"file={api}/expected_schema.yaml," in done.stdout


def test_width_is_that_of_columns(folder: Path) -> None:
    wide = schemacheck(*DRIFT, cwd=folder, COLUMNS="200").stdout.splitlines()
    assert len(wide[0]) == 200
    assert len(schemacheck(*DRIFT, cwd=folder).stdout.splitlines()[0]) == 80


@pytest.mark.parametrize("columns", ["9" * 400, "0", "-1", "x", "1", "\u0663"])
def test_a_width_that_is_none(columns: str, folder: Path) -> None:
    done = schemacheck(*DRIFT, cwd=folder, COLUMNS=columns)
    assert done.returncode == 1
    assert "column-type" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("options", "extra", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "0"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(folder: Path, options: list[str], extra: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in schemacheck(*DRIFT, *options, cwd=folder, **extra).stdout) is coloured
    if options:
        assert ("\x1b[" in schemacheck(*options, *DRIFT, cwd=folder, **extra).stdout) is coloured


def test_a_terminal_gets_colour_and_no_other_stream_does(folder: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [*COMMAND, *DRIFT, "--output", "a.txt"],
            cwd=folder,
            env=environment(TERM="xterm"),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        written = os.read(ours, 65536)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 1
    assert b"\x1b[1;31merror\x1b[0m" in written
    assert b"\x1b" not in (folder / "a.txt").read_bytes() + done.stderr


def test_a_spinner_on_a_terminal_leaves_standard_output_alone(folder: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [*COMMAND, "check", "--url", "postgresql://127.0.0.1:1/x", "--format", "json"],
            cwd=folder,
            env=environment(TERM="xterm"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            timeout=60,
            check=False,
        )
        written = os.read(ours, 65536)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 3
    assert json.loads(done.stdout)["exit_code"] == 3
    assert b"nothing listens there" in b" ".join(written.split())


def test_an_encoding_that_lacks_a_character_is_no_failure(folder: Path) -> None:
    spec = (folder / "same.yaml").read_text().replace("shared by every project", "geteilt für alle \N{RUNNER}")
    (folder / "umlaut.yaml").write_text(spec, encoding="utf-8")
    done = schemacheck("diff", "umlaut.yaml", "drifted.yaml", cwd=folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "f\\xfcr" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        "check same.yaml --against drifted.yaml --output json=same.yaml",
        "check same.yaml --against drifted.yaml --output json=./drifted.yaml",
        "check --against drifted.yaml --output text=expected_schema.yaml",
        "check broken.yaml --against same.yaml --output text=broken.yaml",
        "check same.yaml --against=drifted.yaml --output=text=link.yaml",
        "check same.yaml --against drifted.yaml --baseline known.yaml --output text=known.yaml",
        "baseline write same.yaml --against drifted.yaml -o same.yaml",
        "snapshot same.yaml --output same.yaml",
        "check same.yaml --against drifted.yaml --no-such-option --output text=same.yaml",
    ],
)
def test_no_output_takes_the_place_of_an_input(arguments: str, tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    (folder / "known.yaml").write_text("version: 1\nfindings: []\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to(folder / "drifted.yaml")
    before = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    done = schemacheck(*arguments.split(), cwd=folder)
    assert done.returncode == 2, done.stderr
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == before


def test_one_file_under_two_names(tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    (folder / "link.txt").symlink_to(folder / "report.txt")
    for other in ("./report.txt", str(folder / "report.txt"), "link.txt"):
        outputs = ("--output", "report.txt", "--output", other)
        done = schemacheck("check", "--against", "same.yaml", *outputs, cwd=folder)
        assert done.returncode == 2
        assert "the same file twice" in done.stderr


def test_a_snapshot_may_take_the_place_of_the_expected_schema(tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    assert schemacheck("snapshot", "drifted.yaml", "-o", "expected_schema.yaml", "--force", cwd=folder).returncode == 0
    assert "integer" in (folder / "expected_schema.yaml").read_text(encoding="utf-8")


def test_a_snapshot_replaces_no_reviewed_file_unless_told_to(tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    reviewed = folder / "reviewed.yaml"
    reviewed.write_text("# agreed on 3 May\n" + SPEC)
    refused = schemacheck("snapshot", "same.yaml", "-o", "reviewed.yaml", cwd=folder)
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: reviewed.yaml is there already: ")
    assert "say --force" in " ".join(refused.stderr.split())
    assert reviewed.read_text().startswith("# agreed on 3 May\n")
    assert schemacheck("snapshot", "same.yaml", "-o", "reviewed.yaml", "--force", cwd=folder).returncode == 0
    assert "agreed" not in reviewed.read_text()
    (folder / "empty.yaml").touch()
    assert schemacheck("snapshot", "same.yaml", "-o", "empty.yaml", cwd=folder).returncode == 0


@pytest.mark.parametrize("option", [["-o", "out.json"], ["-oout.json"]])
def test_the_short_option_is_the_long_one(option: list[str], tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    assert schemacheck(*DRIFT, *option, cwd=folder).returncode == 1
    assert json.loads((folder / "out.json").read_text())["outcome"] == "drift"
    # And a run that fails leaves no report of the one before.
    assert schemacheck("check", "broken.yaml", "--against", "same.yaml", *option, cwd=folder).returncode == 2
    assert json.loads((folder / "out.json").read_text())["outcome"] == "error"
