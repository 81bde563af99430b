"""Look at the files that no test runs: workflows, pipelines of other CI systems, issue forms, the Dockerfile.

    python .ci/files.py

It runs with what requirements/lint.txt installs, and fetches nothing. What this machine does not have is told and fails
nothing: hadolint has a wheel for Linux on x86-64 alone, and actionlint none; CI runs both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

FORMS = {
    "github-workflows": (".github/workflows/*.yml", "examples/github/*.yml"),
    "github-actions": ("action.yml",),
    "github-issue-forms": (".github/ISSUE_TEMPLATE/[!c]*.yml",),
    "github-issue-config": (".github/ISSUE_TEMPLATE/config.yml",),
    "dependabot": (".github/dependabot.yml",),
    "gitlab-ci": ("examples/gitlab/**/*.yml",),
    "circle-ci": ("examples/circleci/*.yml",),
    "buildkite": ("examples/buildkite/*.yml",),
    "azure-pipelines": ("examples/azure/*.yml",),
}
"""The files of each official form, as check-jsonschema names it."""

PECULIAR = {
    "gitlab-ci": ["--data-transform=gitlab-ci"],
    "azure-pipelines": ["--data-transform=azure-pipelines", "--regex-variant=nonunicode"],
}
"""What a form needs to be understood."""

Commands = Iterator[list[str | Path]]


def main() -> None:
    """Run all of them, and end with 1 if one has something to say."""
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(os.cpu_count()) as several:
        failed = sum(several.map(_fails, _commands(Path(place))))
    sys.exit(bool(failed))


def _commands(folder: Path) -> Commands:
    for form, patterns in FORMS.items():
        files = [each for pattern in patterns for each in sorted(ROOT.glob(pattern))]
        if not files:
            sys.exit(f"no file is {' or '.join(patterns)}")
        schema = [f"--builtin-schema=vendor.{form}", *PECULIAR.get(form, ())]
        yield [BIN / "check-jsonschema", *schema, *_documents(files, folder)]
    precommit = ROOT / ".venv" / "bin" / "pre-commit"
    if precommit.exists():
        yield [precommit, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"]
        yield [precommit, "validate-config", ROOT / "examples" / "pre-commit" / ".pre-commit-config.yaml"]
    else:
        _missing("pre-commit", ".venv is not set up")
    yield [BIN / "zizmor", "--offline", "--quiet", "--no-progress", ROOT]
    if (BIN / "hadolint").exists():
        yield [BIN / "hadolint", ROOT / "Dockerfile"]
    else:
        _missing("hadolint", "it has no wheel for this platform")
    if actionlint := shutil.which("actionlint"):
        yield [actionlint, *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    else:
        _missing("actionlint", "it is not on this machine")


def _documents(files: Iterable[Path], folder: Path) -> Iterator[Path]:
    """Give files of one document each: what GitLab includes has its inputs in one of their own."""
    for path in files:
        documents = path.read_text(encoding="utf-8").split("\n---\n")
        if len(documents) == 1:
            yield path
            continue
        for number, text in enumerate(documents, 1):
            part = folder / f"{path.stem}-{number}{path.suffix}"
            part.write_text(text, encoding="utf-8")
            yield part


def _fails(command: list[str | Path]) -> bool:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(f"{Path(command[0]).name} ends with {done.returncode}:\n{done.stdout}", flush=True)
    return bool(done.returncode)


def _missing(program: str, why: str) -> None:
    print(f"NOT RUN: {program}: {why}; CI runs it", file=sys.stderr)


if __name__ == "__main__":
    main()
