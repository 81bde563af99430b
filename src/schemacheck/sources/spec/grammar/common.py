"""Shapes and keys that many sections of the language share."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.sources.spec.grammar.types import Key, Shape

TRUTH: Final = ("true", "false")

REASON: Final = Shape("a sentence that says why", text="sentence")
FLAG: Final = Shape("true, false or any", words=(*TRUTH, "any"))
NAME: Final = Shape("a name", text="name")
NAMES: Final = Shape("a column name or a list of them", text="name", items=NAME, least=1)
EXPRESSION: Final = Shape("an SQL expression", text="text")


def one_of(*words: str) -> Shape:
    """Describe one of a few words in any case, or `any`."""
    return Shape(", ".join(words) + " or any", words=(*words, "any"), folded=True)


STORAGE_PARAMETERS: Final = Key(
    "storage_parameters",
    Shape(
        "a mapping from names to values, or any",
        words=("any",),
        entries=Shape("a value", text="scalar"),
        empty=True,
    ),
    "Its storage parameters by name, as in WITH (...): `{fillfactor: 70}`. Spellings of one value are equal, and so is "
    "a default to nothing. Left out: not compared. With the key, it has exactly these.",
    codec="parameters",
)
"""Of an index, and what has one. Of tables, `schemacheck.sources.spec.kinds.members` reads and writes it."""

PROTECTED: Final = Key(
    "protected",
    REASON,
    "Why nobody changes it without asking first. Shown with every finding about it, and guarded in migrations.",
    codec="reason",
    default=None,
)

PENDING: Final = Key(
    "pending",
    Shape("a date, YYYY-MM-DD", text="date"),
    "The last day on which it may still be missing: a deploy is to bring it until then. It is compared once it is "
    "there.",
)

GRANTED: Final = Shape(
    "a list of privileges, such as [select, update(a, b)]",
    text="text",
    items=Shape("a privilege, such as select, update(a, b) or insert with grant option", text="text"),
    empty=True,
)

OWNER: Final = Key("owner", Shape("the name of a role", text="name"), "The role that owns it. Left out: not compared.")
GRANTS: Final = Key(
    "grants",
    Shape("a mapping from roles to lists of privileges, or any", words=("any",), entries=GRANTED, empty=True),
    "Who may do what: privileges by role, `PUBLIC` for everybody; `all`, `select`, `update(a, b)`, `insert with grant "
    "option`. The owner needs no word; as `OWNER` it has just what is listed. Left out: not compared. With the key, "
    "nobody else may do anything.",
)
COMMENT: Final = Key(
    "comment", Shape("a text, none or any", text="text", blank=True), "Its comment. Left out: not compared."
)
COMMENT_OF_MEMBER: Final = replace(COMMENT, codec="text")
"""Of what a table holds. Of tables and columns, and of what a schema holds, their kinds read and write it."""
ACCESS: Final = (OWNER, GRANTS, COMMENT)
"""What every object can have; `schemacheck.sources.spec.access` reads and writes it."""
