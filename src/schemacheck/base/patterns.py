"""Regular expressions that are compiled when first used: of those its modules hold, a run uses a quarter at most."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """Stands for a compiled pattern until it is one, and then passes its methods on."""

    def __init__(self, source: Any, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._source, self._flags), name)
        # Kept, so that the next use finds it without coming by here; `re` keeps the pattern for the other methods.
        setattr(self, name, value)
        return value


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Make a pattern as `re.compile` does. A mistake in it shows when it is first used."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))
