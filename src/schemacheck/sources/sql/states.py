"""Where a long history was left off: the data folder after its last script, from which one that only grew goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schemacheck.base import VERSION
from schemacheck.base.record import record
from schemacheck.migrations.script import History, Script
from schemacheck.sources.sql.replay import Made

WORTH_SECONDS: Final = 2.0
"""How long a replay takes that is worth the room on the disk."""
LARGEST: Final = 512 << 20
"""How many bytes of a database are kept at most."""
_MOST: Final = 2
"""How many are kept."""
_DATA: Final = "data"
_MADE: Final = "made.json"


@record
class State:
    """A history up to one of its scripts, as it was left."""

    data: Path
    scripts: int
    """How many scripts it has run."""
    made: Made


class States:
    """What is kept of earlier runs on one build of the server, for one platform."""

    def __init__(self, folder: Path, *circumstances: str) -> None:
        self._folder = folder
        self._seed = "\0".join((VERSION, *circumstances))

    @staticmethod
    def are_kept(folder: Path) -> bool:
        """Whether there are any in a folder, of whatever."""
        return folder.is_dir() and any(folder.iterdir())

    def latest(self, history: History) -> State | None:
        """Find the state that has run the most of a history, and nothing else."""
        if not self._folder.is_dir():
            return None
        found = None
        for number, name in enumerate(self._names(history), 1):
            place = self._folder / name
            if not (place / _DATA).is_dir():
                continue
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                told = json.loads((place / _MADE).read_text(encoding="utf-8"))
                passed = tuple((str(what), int(times)) for what, times in told["passed over"])
                made = Made(tuple(told["roles"]), tuple(told["extensions"]), passed)
                found = State(place / _DATA, number, made)
                os.utime(place)
        return found

    def place_for(self, history: History, made: Made) -> Path:
        """Say where the data folder of a history is to be kept, and note what else belongs to it."""
        *_, name = self._names(history)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in there[_MOST - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
        place = self._folder / name
        place.mkdir(mode=0o700, exist_ok=True)
        told = {"roles": made.roles, "extensions": made.absent_extensions, "passed over": made.passed_over}
        (place / _MADE).write_text(json.dumps(told), encoding="utf-8")
        return place / _DATA

    def _names(self, history: History) -> Iterator[str]:
        """Name the state after each script: by all that was run until then."""
        digest = hashlib.sha256(self._seed.encode())
        for script in history.scripts:
            digest.update(_told(script).encode())
            yield digest.copy().hexdigest()[:40]


def _told(script: Script) -> str:
    """Write down all of a script that makes a difference; its name and its places do not."""
    run = [(each.sql, each.own_transaction, each.copied, each.runs_results) for each in script.statements]
    return repr((script.in_transaction, run))
