"""Where the tests keep what is not theirs to commit: server programs between runs, data while a run lasts."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from tests.shared import ROOT

from .account import server_account
from .server import Unavailable

MEMORY: Final = Path("/dev/shm")
"""Where Linux keeps files in memory."""
ROOM: Final = 6 << 30
"""Bytes that must be free there: what the suite and the largest benchmark take, and as much again."""


def server_cache() -> Path:
    """Give the folder of unpacked server programs: `$SCHEMACHECK_SERVER_CACHE`, else `.cache/servers` in the checkout.

    A checkout below somebody's closed home is out of reach of the account the servers run under; then it is a folder of
    our own among the machine's temporary files.
    """
    stated = os.environ.get("SCHEMACHECK_SERVER_CACHE")
    if stated:
        folder = Path(stated).resolve()
    elif server_account().can_reach(ROOT):
        folder = ROOT / ".cache" / "servers"
    else:
        return _own_folder("schemacheck-cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def runs_folder() -> Path:
    """Give the folder that holds one folder for each test run. Its path is short, as those of Unix sockets must be.

    It is in memory where there is room for it: the suite makes thousands of databases of 8 MB, each in a dozen files.
    """
    in_memory = [MEMORY] if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else []
    return _own_folder("schemacheck", *in_memory)


def _own_folder(name: str, *preferred: Path) -> Path:
    for temporary in (*preferred, Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")):
        if temporary.is_dir() and server_account().can_reach(temporary):
            folder = temporary / f"{name}-{os.geteuid()}"
            folder.mkdir(mode=0o755, exist_ok=True)
            # Anybody may create that name first, so its owner is looked at before anything in it is run.
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                raise Unavailable(f"{folder} belongs to somebody else")
            folder.chmod(0o755)
            return folder
    raise Unavailable("no folder for temporary files is open to the account that servers run under")
