"""What is mutated: our demonstration, what the cases begin with, and three databases made to be mutated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_TESTS: Final = Path(__file__).parent.parent
_SINCE: Final = re.compile(r"^-- since (\d+)\n", re.MULTILINE)

OWN: Final = tuple(Path(__file__).parent / "bases" / f"{name}.sql" for name in ("many", "odd", "tenant"))
_DEMO: Final = _TESTS.parent / "src" / "schemacheck" / "demo" / "production.sql"

BASES: Final[Mapping[str, Path]] = {
    **{path.stem: path for path in (*OWN, _DEMO)},
    **{path.parent.name: path for path in sorted((_TESTS / "cases").glob("*/base.sql"))},
}
"""By name; the base of each kind of case is one of its own."""


def bases_of(major: int) -> list[str]:
    """Name the bases that a major can hold."""
    return [name for name in BASES if sql_of(name, major)]


def sql_of(name: str, major: int) -> str:
    """Give the SQL of a base, as far as the major can run it: what follows `-- since 15` is for 15 and later."""
    first, *more = _SINCE.split(BASES[name].read_text(encoding="utf-8"))
    later = zip(more[::2], more[1::2], strict=True)
    return first + "".join(text for since, text in later if int(since) <= major)
