"""Build what a release hands out, the same bytes each time, and try it.

    python .ci/release.py            build, check and try; everything lands in dist/
    python .ci/release.py notes      print what the changelog says of this version
    python .ci/release.py try WHEEL  install a wheel on this Python and run it

The first begins with the last commit: what is not committed is in no release. The wheel is built twice, from the
sources and from the source distribution, in folders of other names, in another time zone and under another umask; what
differs by one byte is no release. Beside them stand a bill of materials (CycloneDX) of what the lock installs, and
SHA256SUMS.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) - (?P<day>\d{4}-\d{2}-\d{2})$", re.MULTILINE)
LOCKED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    match arguments:
        case []:
            release()
        case ["notes"]:
            print(notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version()))
        case ["try", wheel]:
            try_wheel(Path(wheel), version())
        case _:
            sys.exit(__doc__)


def release() -> None:
    """Build, compare, check and try; ends with a message where anything is not as it has to be."""
    stated = version()
    tag = os.environ.get("GITHUB_REF_NAME", "") if os.environ.get("GITHUB_REF_TYPE") == "tag" else ""
    if tag and tag != f"v{stated}":
        sys.exit(f"the tag is {tag}, and the version is {stated}")
    notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), stated)
    sources = archive(ROOT)
    moment = _git(ROOT, "log", "-1", "--format=%ct").decode().strip()
    DIST.mkdir(exist_ok=True)
    for old in DIST.iterdir():
        old.unlink()
    for name, content in built_twice(sources, moment).items():
        (DIST / name).write_bytes(content)
    built = sorted(DIST.iterdir())
    _run("twine", "check", "--strict", *built)
    _run("check_wheel_contents", *(each for each in built if each.suffix == ".whl"))
    try_wheel(next(each for each in built if each.suffix == ".whl"), stated)
    bill = bill_of_materials((ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"), stated)
    (DIST / f"schemacheck-{stated}.cdx.json").write_text(bill, encoding="utf-8")
    sums = [f"{_sum(each.read_bytes())}  {each.name}\n" for each in sorted(DIST.iterdir())]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    print("".join(sums), end="")


def version() -> str:
    """Read the version of the sources."""
    (found,) = re.findall(r'^VERSION = "(.+)"$', (ROOT / "src/schemacheck/base/__init__.py").read_text(), re.MULTILINE)
    return str(found)


def notes(changelog: str, stated: str) -> str:
    """Give what the changelog says of a version; ends with a message where that is not its newest."""
    headings = list(HEADING.finditer(changelog))
    if not headings or headings[0]["version"] != stated:
        newest = headings[0]["version"] if headings else "none"
        sys.exit(f"CHANGELOG.md: the newest version with a date is {newest}, and the sources are {stated}")
    end = headings[1].start() if len(headings) > 1 else len(changelog)
    return changelog[headings[0].end() : end].strip()


def archive(checkout: Path) -> bytes:
    """Give the files of the last commit, and no others."""
    return _git(checkout, "archive", "--format=tar", "HEAD")


def built_twice(sources: bytes, moment: str) -> dict[str, bytes]:
    """Build both distributions in two ways, and give them by name.

    Args:
        sources: the files to build from, as a tar.
        moment: the time that files in them are given, in seconds since 1970.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        first, other = folder / "first", folder / "another-folder"
        _unpack(sources, first)
        one = _build(first, folder / "one", ("sdist", "wheel"), SOURCE_DATE_EPOCH=moment, TZ="UTC", umask=0o022)
        _unpack(sources, other)
        late = {"SOURCE_DATE_EPOCH": moment, "TZ": "Asia/Tokyo"}
        two = _build(other, folder / "two", ("sdist",), umask=0o077, **late)
        (sdist,) = two.values()
        with tarfile.open(fileobj=io.BytesIO(sdist)) as inner:
            (top,) = {name.split("/")[0] for name in inner.getnames()}
        _unpack(sdist, folder)
        two |= _build(folder / top, folder / "three", ("wheel",), umask=0o077, **late)
    differing = [name for name in one.keys() | two.keys() if one.get(name) != two.get(name)]
    if differing:
        sys.exit(f"two builds are not the same bytes: {', '.join(sorted(differing))}")
    return one


def _unpack(archived: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archived)) as inner:
        # Python 3.11.3 and older know no filter; the files are our own.
        if hasattr(tarfile, "data_filter"):
            inner.extractall(folder, filter="data")
        else:
            inner.extractall(folder)


def _build(folder: Path, into: Path, targets: tuple[str, ...], umask: int, **variables: str) -> dict[str, bytes]:
    wanted = [word for target in targets for word in ("-t", target)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *wanted, "-d", str(into)],
        cwd=folder,
        env=os.environ | variables,
        check=True,
        stdout=subprocess.DEVNULL,
        umask=umask,
    )
    return {each.name: each.read_bytes() for each in into.iterdir()}


def try_wheel(wheel: Path, stated: str) -> None:
    """Install the wheel as its users do, with what is locked, and run it outside the checkout."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        locked = str(ROOT / "requirements" / "run.txt")
        for what in (["--require-hashes", "-r", locked], ["--no-deps", str(wheel)]):
            install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *what]
            subprocess.run(install, check=True)
        program = folder / "venv" / "bin" / "schemacheck"
        said = subprocess.run([program, "--version"], check=True, cwd=folder, capture_output=True, text=True).stdout
        if said != f"schemacheck {stated}\n":
            sys.exit(f"the wheel says it is {said!r}, and not {stated}")
        subprocess.run([program, "lint", ROOT / "expected_schema.yaml"], check=True, cwd=folder)
        if subprocess.run([program, "migrate"], check=False, cwd=folder, capture_output=True).returncode != 2:
            sys.exit("the wheel does not refuse to migrate")


def bill_of_materials(lock: str, stated: str) -> str:
    """List what the lock installs beside us, as CycloneDX 1.5 without a clock or a serial number."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{each['name']}@{each['version']}",
            "name": each["name"],
            "version": each["version"],
            "purl": f"pkg:pypi/{each['name']}@{each['version']}",
            **({"properties": [{"name": "schemacheck:marker", "value": each["marker"]}]} if each["marker"] else {}),
        }
        for each in LOCKED.finditer(lock)
    ]
    own = f"pkg:pypi/schemacheck@{stated}"
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "schemacheck",
                "version": stated,
                "purl": own,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [each["bom-ref"] for each in components]}],
    }
    return json.dumps(bill, indent=2) + "\n"


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git(checkout: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", checkout, *arguments], check=True, capture_output=True).stdout


def _run(module: str, *arguments: object) -> None:
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
