"""Where a schema stands: in one file, or in the folder that its main file belongs to, as the configuration has it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Final, NamedTuple

from schemacheck.base.errors import UsageError
from schemacheck.base.reading import read_bytes

_ENDINGS: Final = ("ts", "js", "mjs", "cjs", "mts", "cts")
CONFIGURATIONS: Final = tuple(f"prisma.config.{ending}" for ending in _ENDINGS)
"""What a configuration of Prisma is called; else it is `.config/prisma.ts` and the like."""
_HIDDEN: Final = tuple(f".config/prisma.{ending}" for ending in _ENDINGS)
_PACKAGE: Final = "package.json"
_CONTRACT: Final = "contract.json"
_MAIN: Final = "schema.prisma"
_USUAL: Final = ("prisma/schema.prisma", "schema.prisma", "prisma/schema", "prisma")
_MOST: Final = 1 << 20
"""How much of a configuration is read: more than anybody writes."""
_LEVELS: Final = 16
"""How many folders up a configuration is looked for."""
_COMMENT: Final = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""", re.DOTALL
)
_SETTING: Final = r"""(?<![\w.$-])["']?%s["']?\s*:\s*
    (?P<call>(?:[\w$]+\.)*[\w$]+\s*\((?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*)\)|(?P<text>["'`][^"'`\n]*["'`]))"""
_SCHEMA, _WRITTEN, _OUTPUT = (re.compile(_SETTING % name, re.VERBOSE) for name in ("schema", "contract", "output"))
_TEXT: Final = re.compile(r"""["'`]([^"'`\n]*)["'`]""")
_BLOCK: Final = re.compile(rb"^\s*(?:model|view|enum|type)\s", re.MULTILINE)


class Located(NamedTuple):
    """Where a schema was found, and what to say of it where that is not where it was looked for."""

    path: Path
    note: str | None = None
    content: Mapping[Path, bytes] = {}
    """What was read of files on the way: none is read twice."""


def is_configuration(text: str) -> bool:
    """Whether a name is that of a file that configures Prisma and holds no models."""
    path = Path(text)
    return path.name in CONFIGURATIONS or path.name == _PACKAGE or path.as_posix().endswith(_HIDDEN)


def locate(path: Path, name: str) -> Located:
    """Find the schema that is meant by a file or a folder, which need not be there.

    Args:
        path: where it was looked for.
        name: what the user calls it.

    Raises:
        UsageError: it is a configuration, which says where the schema is and is none.
    """
    if is_configuration(name):
        raise _mistaken(path, name)
    if path.is_dir():
        configured = _configured(path)
        inside = configured is not None and configured != path and path in configured.parents
        if configured is not None and inside and configured.exists():
            return Located(configured, f"{name}: the schema is {_called(configured, path, name)}")
        return Located(path)
    configured = _configured(path.parent)
    if not path.exists():
        found = next((each for each in _instead_of(path, configured) if each != path and _holds_any(each)), None)
        if found is None:
            contract = next(filter(None, map(_contract_of, _configurations(path.parent))), None)
            if contract is not None:
                raise UsageError(f"there is no file {name}", f"The project uses Prisma 8: give {_relative(contract)}.")
            return Located(path)
        return Located(found, f"{name} is not there; {_relative(found)} is read")
    if configured is not None and configured.exists():
        if configured.is_dir() and configured in path.parents:
            return Located(configured, f"{name} is one file of the schema in {_relative(configured)}, which is read")
        return Located(path)
    try:
        content = {path: read_bytes(path)}
    except OSError:
        return Located(path)
    if _BLOCK.search(content[path]) is None and any(each != path for each in files_below(path.parent)):
        return Located(path.parent, f"{name} has no models; the schema in {_relative(path.parent)} is read", content)
    return Located(path, content=content)


def emitted(written: PurePath) -> PurePath:
    """Where Prisma 8 puts the compiled form of a contract, unless it is told another folder."""
    return written.with_name(_CONTRACT if written.stem == "schema" else f"{written.stem}.json")


def _mistaken(path: Path, name: str) -> UsageError:
    configured = _schema_of(path) if path.is_file() else None
    contract = _contract_of(path) if path.is_file() else None
    if configured is None and contract is not None:
        made = "" if contract.is_file() else ", which prisma contract emit makes"
        return UsageError(f"{name} configures a project and holds no models.", f"Give {_relative(contract)}{made}.")
    where = next((each for each in (configured, *_usual(path.parent)) if each is not None and _holds_any(each)), None)
    hint = (
        f"Give {_relative(where)}." if where is not None else "Give the schema.prisma, or the folder, that it is for."
    )
    return UsageError(f"{name} configures a project and holds no models.", hint)


def _configured(folder: Path) -> Path | None:
    """The schema that the nearest configuration names, from this folder upwards; None where none names any."""
    return next((_as_given(named, folder) for file in _configurations(folder) if (named := _schema_of(file))), None)


def _configurations(folder: Path) -> Iterator[Path]:
    """Every configuration from this folder upwards, to the end of the repository."""
    for each in [folder.resolve(), *folder.resolve().parents][:_LEVELS]:
        files = (each / name for name in (*CONFIGURATIONS, *_HIDDEN, _PACKAGE))
        yield from (file for file in files if file.is_file())
        if (each / ".git").exists():
            return


def _as_given(found: Path, folder: Path) -> Path:
    """Write a path as somebody would who calls this folder as the user did."""
    base = folder.resolve()
    if found.is_relative_to(base):
        return folder / found.relative_to(base)
    ups = next((count for count, parent in enumerate(base.parents, 1) if found.is_relative_to(parent)), None)
    if ups is None or ups > len(folder.parts):
        return found
    return folder.parents[ups - 1] / found.relative_to(base.parents[ups - 1]) if ups <= len(folder.parents) else found


def _schema_of(configuration: Path) -> Path | None:
    """The schema that a configuration names, as far as its text says it plainly."""
    text = _text_of(configuration)
    named = _of_package(text) if configuration.name == _PACKAGE else _of_module(text, _SCHEMA)
    return (_home_of(configuration) / named).resolve() if named else None


def _contract_of(configuration: Path) -> Path | None:
    """The compiled contract that a configuration of Prisma 8 leads to."""
    text = _text_of(configuration) if configuration.name != _PACKAGE else ""
    written, folder = _of_module(text, _WRITTEN), _of_module(text, _OUTPUT)
    if written is None:
        return None
    home = _home_of(configuration)
    return (home / folder / _CONTRACT if folder else home / emitted(PurePath(written))).resolve()


def _home_of(configuration: Path) -> Path:
    return configuration.parent.parent if configuration.parent.name == ".config" else configuration.parent


def _text_of(configuration: Path) -> str:
    try:
        return configuration.read_bytes()[:_MOST].decode(errors="replace")
    except OSError:
        return ""


def _of_package(text: str) -> str | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    prisma = said.get("prisma") if isinstance(said, dict) else None
    schema = prisma.get("schema") if isinstance(prisma, dict) else None
    return schema if isinstance(schema, str) else None


def _of_module(text: str, setting: re.Pattern[str]) -> str | None:
    """What a setting is set to: a text, or a call such as `path.join("prisma", "schema")` of texts."""
    found = setting.search(_COMMENT.sub(lambda match: match[1] or " ", text))
    if found is None:
        return None
    parts = _TEXT.findall(found["arguments"] if found["arguments"] is not None else found["call"])
    return "/".join(parts) if parts and not any("${" in part for part in parts) else None


def _instead_of(path: Path, configured: Path | None) -> Iterator[Path]:
    """Where the schema may be that is not where it was looked for."""
    if configured is not None:
        yield configured
    yield path.with_suffix("")
    if path.name == _MAIN:
        yield path.parent


def _usual(folder: Path) -> Iterator[Path]:
    yield from (folder / each for each in _USUAL)


def _holds_any(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and next(files_below(path), None) is not None)


def files_below(folder: Path) -> Iterator[Path]:
    """Every `*.prisma` below a folder but what packages bring along."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("node_modules", ".git")]
        yield from (Path(place, name) for name in files if name.endswith(".prisma"))


def _relative(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() or "."
    except ValueError:
        return str(path)


def _called(path: Path, folder: Path, name: str) -> str:
    return str(Path(name) / path.relative_to(folder))
