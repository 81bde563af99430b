"""Where the tests keep what is not theirs to commit: server programs between runs, data while a run lasts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.shared import ROOT

from .account import server_account
from .server import Unavailable


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
    """Give the folder that holds one folder for each test run. Its path is short, as those of Unix sockets must be."""
    return _own_folder("schemacheck")


def _own_folder(name: str) -> Path:
    for temporary in (Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")):
        if temporary.is_dir() and server_account().can_reach(temporary):
            folder = temporary / f"{name}-{os.geteuid()}"
            folder.mkdir(mode=0o755, exist_ok=True)
            # Anybody may create that name first, so its owner is looked at before anything in it is run.
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                raise Unavailable(f"{folder} belongs to somebody else")
            folder.chmod(0o755)
            return folder
    raise Unavailable("no folder for temporary files is open to the account that servers run under")
