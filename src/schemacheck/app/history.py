"""The file of a history: read and checked before anything is connected to, added to when a check has its result.

Two checks that end at once add to the file one after the other: each locks the folder it stands in, reads the file
anew, and puts a new one in its place, whole. Where a system has no such locks, the last one wins.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from schemacheck.base.errors import Mistake, SchemacheckError, SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.base.reading import PATIENCE
from schemacheck.base.writing import folder_held, write_whole
from schemacheck.report.history import History, Known, Past, added, key_of, look_of, pruned, with_history
from schemacheck.report.report import Report

VERSION: Final = 1
_MOST_BYTES: Final = 16 << 20
_BEGIN_ANEW: Final = "A history is written by `check --history` alone; remove the file to begin anew"


class HistoryFile:
    """A history that checks are added to. It changes no result: what goes wrong once there is one is a remark."""

    def __init__(self, path: Path, now: datetime) -> None:
        """Read it, so that a broken one is told before anything is done.

        Args:
            path: the file; it need not be there.
            now: when the check begins; of any time zone.

        Raises:
            SourceError: what is there is no history.
            UsageError: it cannot be read, or no file can be written in its place.
        """
        self._path = Path(os.path.realpath(path))
        self._name = str(path)
        self._now = now.astimezone(timezone.utc).replace(microsecond=0)
        folder = self._path.parent
        if not folder.is_dir():
            raise UsageError(f"cannot keep a history in {path}: there is no folder {folder}")
        if self._path.exists() and not self._path.is_file():
            raise UsageError(f"cannot keep a history in {path}: it is no file")
        if not os.access(folder, os.W_OK):
            raise UsageError(f"cannot keep a history in {path}: permission denied")
        self._read()

    def add(self, reports: Mapping[str, Report], target: str | None) -> tuple[Mapping[str, Report], str | None]:
        """Count what a check found in one database, as `Keeper` has it."""
        if not reports:
            return reports, None
        key = key_of(next(iter(reports.values())), target)
        look = look_of(reports.values(), self._now)
        try:
            with folder_held(self._path.parent, PATIENCE):
                history = dict(self._read())
                known = history[key] = added(history.get(key, Known()), look)
                write_whole(self._path, written(pruned(history, key)).encode())
        except (OSError, SchemacheckError) as error:
            said = error.message if isinstance(error, SchemacheckError) else error.strerror or str(error)
            return reports, f"the history {self._name} was not written: {said}"
        return {name: with_history(report, known, self._now) for name, report in reports.items()}, None

    def _read(self) -> History:
        try:
            with self._path.open("rb") as stream:
                raw = stream.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise UsageError(f"cannot read the history {self._name}: {error.strerror}") from None
        return parse(raw, self._name)


def written(history: History) -> str:
    """Write a history down, a line a finding, the same bytes for the same history."""
    blocks = []
    for key in sorted(history):
        known = history[key]
        lines = [f"        {json.dumps(name)}: {_line(past)}" for name, past in sorted(known.findings.items())]
        findings = "{\n" + ",\n".join(lines) + "\n      }" if lines else "{}"
        fields = [f'      "looked": {json.dumps(_moment(known.looked))}', f'      "findings": {findings}']
        blocks.append(f"    {json.dumps(key, ensure_ascii=False)}: {{\n" + ",\n".join(fields) + "\n    }")
    databases = "{\n" + ",\n".join(blocks) + "\n  }" if blocks else "{}"
    return f'{{\n  "schemacheck_history": {VERSION},\n  "databases": {databases}\n}}\n'


def _line(past: Past) -> str:
    return json.dumps(
        {
            "rule": past.rule,
            "object": past.object,
            "first": _moment(past.first),
            "last": _moment(past.last),
            "absent": _moment(past.absent),
        },
        ensure_ascii=False,
    )


def _moment(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def parse(raw: bytes, path: str) -> History:
    """Read a history.

    Raises:
        SourceError: the text is none; tells where.
    """
    text = raw.decode("utf-8", errors="replace")
    if len(raw) > _MOST_BYTES:
        raise _broken(path, text, 0, f"a history has {_MOST_BYTES >> 20} MiB at the most")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _broken(
            path, text, error.pos, "the file is empty" if not text.strip() else f"no JSON: {error.msg}"
        ) from None
    except RecursionError:
        raise _broken(path, text, 0, "no history: it is nested too deeply") from None
    if not isinstance(document, dict) or "schemacheck_history" not in document:
        raise _broken(path, text, 0, "no history: it does not begin with schemacheck_history")
    version = document["schemacheck_history"]
    if version != VERSION:
        said = f"a history of version {json.dumps(version)}; this schemacheck knows version {VERSION}"
        raise _broken(path, text, max(text.find("schemacheck_history"), 0), said)
    databases = document.get("databases")
    if not isinstance(databases, dict):
        raise _broken(path, text, 0, "databases: expected a mapping from databases to what is known of them")
    return {key: _known(key, stated, path, text) for key, stated in databases.items()}


def _known(key: str, stated: Any, path: str, text: str) -> Known:
    where = max(text.find(json.dumps(key, ensure_ascii=False)), 0)
    if not isinstance(stated, dict) or not isinstance(stated.get("findings"), dict):
        raise _broken(path, text, where, f"{key}: expected looked and findings")
    looked = _time(stated.get("looked"))
    if looked is None and stated.get("looked") is not None:
        raise _broken(path, text, where, f"{key}: looked is no moment such as 2026-11-27T05:17:00Z")
    findings = {}
    for name, each in stated["findings"].items():
        past = _past(each)
        if past is None:
            at = text.find(json.dumps(name), where)
            raise _broken(path, text, max(at, where), f"{name}: expected rule, object, first, last and absent")
        findings[name] = past
    return Known(looked, findings)


def _past(stated: Any) -> Past | None:
    """Read what is known of a finding; None where that is not what stands there."""
    if not isinstance(stated, dict):
        return None
    rule, name, absent = stated.get("rule"), stated.get("object"), stated.get("absent")
    first, last, before = _time(stated.get("first")), _time(stated.get("last")), _time(absent)
    if not isinstance(rule, str) or not isinstance(name, str) or first is None or last is None:
        return None
    return None if before is None and absent is not None else Past(rule, name, first, last, before)


def _time(stated: Any) -> datetime | None:
    if not isinstance(stated, str):
        return None
    try:
        return datetime.strptime(stated, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _broken(path: str, text: str, at: int, message: str) -> SourceError:
    before = text[:at]
    line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    return SourceError([Mistake(Position(path, line, column), message, _BEGIN_ANEW)])
