"""What the generated client calls the error that a difference leads to: who has the code in a log finds the finding.

The client is that of the file. Where the file is right, it fails on what the database lacks or demands beyond it; where
the file is looked at, it is the file that lacks or has too much.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.report.finding import Finding
from schemacheck.report.rules import Severity

_CODES: Final = {
    "P2002": "unique constraint failed",
    "P2003": "foreign key constraint violated",
    "P2011": "null constraint violation",
    "P2021": "the table does not exist in the current database",
    "P2022": "the column does not exist in the current database",
}
"""In the client's own words."""
_FILE_IS_RIGHT: Final = {
    "schema-missing": "P2021",
    "table-missing": "P2021",
    "column-missing": "P2022",
    "column-not-null": "P2011",
    "column-default-lost": "P2011",
    "column-unexpected-required": "P2011",
    "unique-unexpected": "P2002",
    "primary-key-unexpected": "P2002",
    "foreign-key-unexpected": "P2003",
    "foreign-key-target": "P2003",
    "foreign-key-on-delete": "P2003",
}
_FILE_IS_LOOKED_AT: Final = {
    "table-unexpected": "P2021",
    "column-unexpected": "P2022",
    "column-unexpected-required": "P2022",
    "column-nullable": "P2011",
    "unique-missing": "P2002",
    "primary-key-missing": "P2002",
    "foreign-key-missing": "P2003",
    "foreign-key-target": "P2003",
    "foreign-key-on-delete": "P2003",
}
_UNKNOWN: Final = ("table-unexpected", "column-unexpected")
"""What the file has and the other side lacks: nothing is wrong there, and the client fails all the same."""
_REFUSING: Final = ("RESTRICT", "NO ACTION")


def with_code(finding: Finding, *, expected: bool) -> Finding:
    """Return a finding whose harm names the error that the client reports, if it leads to one.

    Args:
        finding: what the comparison found.
        expected: whether the file is the side that is right.
    """
    code = (_FILE_IS_RIGHT if expected else _FILE_IS_LOOKED_AT).get(finding.rule.name)
    if code is None or (finding.severity is not Severity.ERROR and finding.rule.name not in _UNKNOWN):
        return finding
    if finding.rule.name == "foreign-key-on-delete" and not _refuses(finding, expected=expected):
        return finding
    harm = finding.harm or finding.rule.harm
    return replace(finding, harm=f"{harm} The client says {code}: {_CODES[code]}.")


def _refuses(finding: Finding, *, expected: bool) -> bool:
    """Whether the database refuses a delete that the file's own action would have followed."""
    database, file = (finding.live, finding.expected) if expected else (finding.expected, finding.live)
    return _is_refusing(database) and not _is_refusing(file)


def _is_refusing(action: object) -> bool:
    return isinstance(action, str) and action.upper().startswith(_REFUSING)
