"""Every rule's name stands in the code as it is: whoever searches for it finds what it is and what breaks it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

import schemacheck
from schemacheck.report.rules import RULES

PACKAGE = Path(schemacheck.__file__).parent
BREAKS = ("compare", "guard", "report", "app")
"""The rooms that make findings; what only reads them says nothing of what breaks a rule."""


def literals() -> dict[str, list[str]]:
    """Every text in double quotes that could be a rule's name, with the files that have it, once for each time."""
    found = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in re.findall(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"', path.read_text(encoding="utf-8")):
            found[name].append(path.relative_to(PACKAGE).as_posix())
    return found


PLACES = literals()


@pytest.mark.parametrize("name", RULES)
def test_a_name_stands_in_its_declaration_and_where_it_is_broken(name: str) -> None:
    declared = [path for path in PLACES[name] if path.startswith("report/rules/")]
    broken = [path for path in PLACES[name] if path.startswith(BREAKS) and path not in declared]
    assert len(declared) == 1
    assert broken
