"""Files that hold a whole schema."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from schemacheck.migrations.layouts.layout import Layout, Part, Plan, as_psql
from schemacheck.migrations.listing import Folder
from schemacheck.sql.text import Text

_STRUCTURE: Final = "structure.sql"
_DUMP: Final = re.compile(rb"^-- PostgreSQL database(?: cluster)? dump\b", re.MULTILINE)
_HEAD: Final = 1000


def _rails(folder: Folder) -> Plan | None:
    return Plan([Part(_STRUCTURE, as_psql)]) if _STRUCTURE in folder.files else None


def _is_structure(text: Text) -> bool:
    return PurePath(text.path).name == _STRUCTURE


def _is_dump(text: Text) -> bool:
    return _DUMP.search(text.data, 0, _HEAD) is not None


RAILS: Final = Layout(
    name="Rails",
    files="`structure.sql`, or its folder",
    order="one file",
    back="migrations in Ruby",
    plan=_rails,
    is_file=_is_structure,
    cut=as_psql,
)
PG_DUMP: Final = Layout(
    name="pg_dump",
    files="a file that pg_dump wrote",
    order="one file",
    back="nothing",
    is_file=_is_dump,
    cut=as_psql,
)
FILE: Final = Layout(
    name="an SQL file",
    files="any other file, and standard input",
    order="one file, as `psql -f` reads it",
    back="nothing",
    is_file=lambda _text: True,
    cut=as_psql,
)
