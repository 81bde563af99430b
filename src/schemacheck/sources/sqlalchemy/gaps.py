"""Objects of a database that are not compared, reported by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from schemacheck.report.finding import NotChecked

_SHOWN: Final = 5


def named(found: Mapping[str, Iterable[str]]) -> tuple[NotChecked, ...]:
    """Say of each kind that was found which objects are of it; `found` has their names by kind."""
    gaps = []
    for what, names in found.items():
        listed = list(names)
        if listed:
            more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
            reason = f"nothing compares them yet; there are {', '.join(listed[:_SHOWN])}{more}"
            gaps.append(NotChecked(what, "not stated", reason))
    return tuple(gaps)
