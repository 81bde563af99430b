"""Statements as PostgreSQL's own grammar takes them. Trees are libpg_query's; their locations are byte offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import load, repeated, unwrap

MOST_DEEP: Final = 100_000
_MOST_COMMENTS: Final = 1_000
"""How deep comments may stand in comments: the grammar's time grows with the square of it."""
_COMMENT = re.compile(rb"/\*|\*/")


@record
class Raw:
    """One statement of a parsed text."""

    kind: str
    """The name of the node, such as "alter_table_stmt"."""
    node: Node
    start: int
    """Byte offset where it begins, white space and comments before it included."""
    end: int


class NotParsedError(Exception):
    """The grammar does not accept a text."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        """In bytes."""


def _postgast() -> Any:
    try:
        return load()
    except (ImportError, OSError) as error:
        raise UncheckedError(
            f"Migrations cannot be read: PostgreSQL's grammar is not installed here ({error}).",
            "It comes with the package postgast, which has no build for macOS on Intel: guard elsewhere, as in CI.",
        ) from None


def parse(data: bytes) -> list[Raw]:
    """Parse a text of any number of statements.

    Raises:
        NotParsedError: one of them is not accepted, or is nested too deeply to be read.
        UncheckedError: the grammar is not installed.
    """
    postgast = _postgast()
    if data.count(b"/*") > _MOST_COMMENTS and _comments_in_comments(data) > _MOST_COMMENTS:
        raise NotParsedError("comments in comments are nested too deeply to be read", 0)
    text = data.decode(errors="replace")
    try:
        tree = postgast.parse(text)
    except postgast.PgQueryError as error:
        # The parser counts characters from 1; 0 is "nowhere in particular".
        offset = len(text[: max(error.cursorpos - 1, 0)].encode())
        raise NotParsedError(" ".join(error.message.split()), min(offset, len(data))) from None
    except Exception as error:
        if type(error).__name__ != "DecodeError":
            raise
        tree = _parse_deep(data)
    return [
        Raw(
            each.stmt.WhichOneof("node") or "",
            getattr(each.stmt, each.stmt.WhichOneof("node") or "", None),
            each.stmt_location,
            each.stmt_location + each.stmt_len if each.stmt_len else len(data),
        )
        for each in tree.stmts
    ]


def _comments_in_comments(data: bytes) -> int:
    """Count how deep they stand, at most; of texts that look like comments too."""
    depth = deepest = 0
    for match in _COMMENT.finditer(data):
        depth = depth + 1 if match[0] == b"/*" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _parse_deep(data: bytes) -> Node:
    """Parse what is nested more than 100 levels deep: there protobuf's binary reader gives up, its JSON one goes on."""
    from google.protobuf import json_format  # noqa: PLC0415

    native = __import__("postgast.native", fromlist=["lib"])
    result = native.lib.pg_query_parse(data)
    try:
        # There is no error: the same text has just been parsed.
        return json_format.Parse(
            result.parse_tree, _postgast().ParseResult(), ignore_unknown_fields=True, max_recursion_depth=MOST_DEEP
        )
    except (json_format.ParseError, RecursionError, ValueError):
        raise NotParsedError("it is nested too deeply to be read", 0) from None
    finally:
        native.lib.pg_query_free_parse_result(result)


def name_of(node: Node, field: str) -> str:
    """Return the name of an enum's value, such as "OBJECT_TABLE"."""
    value = node.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number.get(getattr(node, field))
    return str(value.name) if value is not None else ""


def strings(nodes: Any) -> list[str]:
    """Return the texts of a list of string nodes, such as the parts of a qualified name."""
    return [node.string.sval for node in nodes if node.WhichOneof("node") == "string"]


def dotted(node: Node) -> list[str]:
    """Return the parts of a name that a tree keeps as a list of strings, or as one."""
    kind, inner = unwrap(node)
    return strings(inner.items) if kind == "list" else [inner.sval] if kind == "string" else []


def walk(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield every node below one, itself first, each with its kind in snake case. Iterative: trees may be deep."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        name = current.DESCRIPTOR.name
        if name == "Node":
            _kind, inner = unwrap(current)
            if inner is not None:
                waiting.append(inner)
            continue
        yield name, current
        inner_nodes = []
        for descriptor, value in current.ListFields():
            if descriptor.type == descriptor.TYPE_MESSAGE:
                inner_nodes += list(value) if repeated(descriptor) else [value]
        waiting += reversed(inner_nodes)
