"""What YAML's syntax errors mean, in words a person who does not write parsers understands."""

from __future__ import annotations

import re
from typing import Final

from yaml.error import MarkedYAMLError

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position

_QUOTE_ALL: Final = "a value that holds any of : # [ ] { } , & * ! | > ' \" % @ ` goes into quotes as a whole"
_STAR: Final = 'a pattern that begins with * goes in quotes: "*_old"'
_SINCE: Final = re.compile(r"end of stream|expected ':'|',' or")
"""Problems that are noticed late: where they began is the better place."""

_EXPLANATIONS: Final[tuple[tuple[str, str, str | None], ...]] = (
    # What libyaml or PyYAML says, what it means, what to do. The first that matches is taken.
    (
        "mapping values are not allowed",
        "a ': ' where no key can stand",
        "look at the indentation; a value that holds ': ' goes in quotes",
    ),
    ("could not find expected ':'", "a key without its ': '", "write name: value; or a quote is not closed above"),
    ("found unexpected end of stream|unexpected end of stream", "a quote that is not closed", None),
    ("found a tab|'\\\\t'", "a tab where YAML wants spaces", "indent with spaces"),
    ("undefined alias", "an alias whose anchor is not there", _STAR),
    (
        "expected alphabetic or numeric character",
        "a * or & without the name of an anchor",
        _STAR,
    ),
    ("duplicate anchor", "an anchor of this name stands above", None),
    ("expected a single document|but found another document", "a second document", "one file holds one document"),
    ("<document start>", "something after the end of the document", _QUOTE_ALL),
    ("cannot start any token", "a value cannot begin with this character", "put the value in quotes"),
    ("',' or '\\]'", "a [ that is not closed, or a missing comma", _QUOTE_ALL),
    ("',' or '\\}'", "a { that is not closed, or a missing comma", _QUOTE_ALL),
    ("block sequence entries are not allowed", "a list item where none can stand", "put it on a line of its own"),
    ("expected '-' indicator|expected <block end>.*'-'", "a list that is not indented evenly", _QUOTE_ALL),
    (
        "did not find expected key|expected <block end>",
        "the indentation does not fit, or something follows a closing quote",
        _QUOTE_ALL,
    ),
    ("unknown escape character", "an escape that YAML does not know", "in single quotes a backslash is just one"),
    ("incompatible YAML document|found incompatible", "a version of YAML that is not supported", None),
    ("undefined tag handle", "a tag of unknown kind", "a value that begins with ! goes in quotes"),
    ("while scanning a block scalar", "a text block that does not begin as it should", None),
)


def explained(error: MarkedYAMLError, text: str, file: str) -> Mistake:
    """Turn a syntax error into one mistake. A tab in the indentation nearby is told first: it is what is wrong."""
    mark = error.problem_mark or error.context_mark
    if error.context_mark is not None and _SINCE.search(error.problem or ""):
        mark = error.context_mark
    at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    rows = text.split("\n")
    for number in (at.line, at.line - 1, at.line + 1):
        if 1 <= number <= len(rows):
            row = rows[number - 1]
            lead = row[: len(row) - len(row.lstrip(" \t"))]
            if "\t" in lead and row.strip():
                return Mistake(
                    Position(at.file, number, lead.index("\t") + 1),
                    "a tab in the indentation",
                    "YAML indents with spaces only",
                )
    said = " ".join(part for part in (error.context, error.problem) if part)
    for pattern, message, hint in _EXPLANATIONS:
        if re.search(pattern, error.problem or "") or re.search(pattern, said):
            return Mistake(at, message, hint)
    return Mistake(at, f"this is no YAML: {said}")
