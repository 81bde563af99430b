"""What of a single migration is the way forward, for whoever judges files and not folders."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.layouts.marks import TOOLS
from schemacheck.sql.splitting import Span
from schemacheck.sql.text import Text

_UNMARKED: Final = re.compile(r"(?:migration|up)\.sql|.*\.up\.\w*sql|[VBR][\d._]*__.*\.sql", re.IGNORECASE)
"""Names that say whose a file is: a tool that reads no marks and runs whatever stands behind one."""
_HALVES: Final = (
    (re.compile(r"down\.sql"), ("up.sql", "migration.sql")),
    (re.compile(r"(.+)([._-])down(\.\w*sql)"), (r"\1\2up\3",)),
    (re.compile(r"(\d+)\.undo(\..*)"), (r"\1.do\2",)),
    (re.compile(r"U(\d[\d._]*?)(__.*)"), (r"V\1\2",)),
)
"""How a file that leads back is called, and its other half."""


def is_way_back(path: Path) -> bool:
    """Whether a file only undoes another one, which stands beside it: no tool runs it when it deploys."""
    for name, halves in _HALVES:
        match = name.fullmatch(path.name)
        if match is not None and any(path.with_name(match.expand(half)).is_file() for half in halves):
            return True
    return False


def forward(text: Text) -> tuple[Span, ...] | None:
    """Return where a file goes forward, if it has the marks of a tool; None where all of it does."""
    if _UNMARKED.fullmatch(PurePath(text.path).name):
        return None
    layout = next((each for each in TOOLS if each.is_file(text)), None)
    mistakes: list[Mistake] = []
    sections = layout.cut(text, mistakes) if layout else ()
    # What the tool would refuse is nobody's way back.
    return sections[0].spans if sections and not mistakes else None
