"""What is said of an exception that nobody expected: of a machine that has run out of something, what it is."""

from __future__ import annotations

import errno
from typing import Final

from schemacheck.base.errors import UncheckedError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_TOO_FEW: Final = frozenset({errno.EMFILE, errno.ENFILE})


def unexpected(error: BaseException, said: str, *, debug: bool) -> UncheckedError:
    """Make of an exception what a person is told.

    Args:
        error: the exception.
        said: its words, without secrets.
        debug: whether it is shown in full beside.
    """
    number, why = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
    if number in _FULL:
        failure = UncheckedError(f"A file cannot be written: {why}.", "Make room on the disk, and run it again.")
    elif number in _TOO_FEW:
        failure = UncheckedError(
            f"This process may not open as many files as it needs: {why}.",
            "Raise the limit (ulimit -n), or check fewer targets in one run.",
        )
    else:
        hint = None if debug else "This says nothing about drift. Run it again with --debug to see where it happened."
        failure = UncheckedError(f"internal error, {type(error).__name__}: {said}", hint)
    failure.__cause__ = error
    return failure
