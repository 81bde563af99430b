"""Files in the order of their names, whoever runs them."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.migrations.layouts.layout import Layout, Part, Plan
from schemacheck.migrations.listing import Folder, by_number

_BACK: Final = re.compile(r"(?i)(?:.*[._-])?(?:down|undo|rollback|revert)\.\w+")


def _plan(folder: Folder) -> Plan | None:
    files = [file for file in folder.scripts if not _BACK.fullmatch(file)]
    return Plan(tuple(map(Part, sorted(files, key=by_number)))) if files else None


NUMBERED: Final = Layout(
    name="SQL files by name",
    files="`*.sql`, such as `001_name.sql`",
    order="by name, numbers by what they are: 2 before 10",
    back="`*.down.sql`, `*_rollback.sql` and the like",
    plan=_plan,
)
