"""Reading files of any kind: a pipe that nobody writes to is given up, where the system would wait for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

PATIENCE: Final = 5.0
"""Seconds to wait until somebody opens the other end of a pipe."""
_PAUSE: Final = 0.02


def read_bytes(path: Path, most: int = -1) -> bytes:
    """Read a file; `most` bytes of it, if that is given.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_fifo():
        return _read_pipe(path, most)
    with path.open("rb") as stream:
        return stream.read(most)


def _read_pipe(path: Path, most: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        first = None
        until = time.monotonic() + PATIENCE
        while (first := stream.read(1)) == b"":  # None: somebody is there and has not written yet
            if time.monotonic() > until:
                raise TimeoutError(None, "nobody writes to this pipe")
            time.sleep(_PAUSE)
        os.set_blocking(descriptor, True)
        with os.fdopen(descriptor, "rb", closefd=False) as rest:
            return (first or b"") + rest.read(most if most < 0 else most - len(first or b""))
