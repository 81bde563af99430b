"""Files put in the place of others: whole or not at all, and one run after the other."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PAUSE: Final = 0.02


def write_whole(path: Path, content: bytes) -> None:
    """Put a new file in the place of the old one, keeping its mode; links are followed.

    Raises:
        OSError: it could not be written; what was there before still is.
    """
    import tempfile  # noqa: PLC0415 - slow to import, and most runs write nothing

    path = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


@contextmanager
def folder_held(folder: Path, patience: float) -> Iterator[None]:
    """Let no other run of ours write into a folder meanwhile; it stays when a file is replaced, as the file does not.

    Where a system has no such locks nothing is held, and the last one to write wins.

    Args:
        folder: where the files are.
        patience: how long another run is waited for, in seconds.

    Raises:
        TimeoutError: another run held it all the while.
        OSError: the folder cannot be opened.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                flock(handle, LOCK_EX | LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TimeoutError(None, f"another process holds {folder}") from None
                time.sleep(_PAUSE)
            except OSError:  # some network file systems know no locks
                break
        yield
    finally:
        os.close(handle)


def _umask() -> int:
    """The mask can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
