"""An element of an exclusion constraint: what it is, and how it is sorted and compared."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = r'(?:"(?:[^"]|"")+"|\w+)'
ELEMENT: Final = re.compile(
    rf"\s*(?P<what>{_NAME}|.*\)|.*)(?P<how>(?:\s+COLLATE\s+{_NAME}(?:\.{_NAME})?)?"
    rf"(?:\s+{_NAME}(?:\.{_NAME})?(?:\s*\([^()]*\))?)?\s+WITH\s+\S.*)",
    re.DOTALL | re.IGNORECASE,
)
"""`what` is a name or something in parentheses, as the server prints them, or whatever else somebody wrote.

`how` is its collation, its operator class and its operator.
"""
