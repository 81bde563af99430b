"""Reading parse trees: what each kind of statement does, and to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.guard.reading import access, alter, create, drop, other, rows
from schemacheck.guard.reading.mentions import mentions
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Mention, Touch, Unknown

__all__ = ["HARMLESS", "READERS", "mentions", "touches"]

READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Mention | Unknown]]]] = {
    **access.READERS,
    **alter.READERS,
    **create.READERS,
    **drop.READERS,
    **other.READERS,
}
"""Statements that are read, by the name of their node."""

_ROWS: Final = "it changes rows, and of these only what has no condition is judged, wherever it stands"
_SESSION: Final = "it is about the session alone"
_ROLES: Final = "it is about roles, and no expected schema has any"
_SEARCH: Final = "it is about text search, of which nothing is protected"
_OPERATORS: Final = "it is about operators and casts, of which nothing is protected"
_SERVER: Final = "it is about the server or its disks"
_INNER: Final = "it holds another statement, which is walked"
_NEVER: Final = "no text is parsed to this: the server makes it"

HARMLESS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"), _ROWS),
    **dict.fromkeys(("variable_set_stmt", "variable_show_stmt", "transaction_stmt", "discard_stmt"), _SESSION),
    **dict.fromkeys(("constraints_set_stmt", "declare_cursor_stmt", "close_portal_stmt", "fetch_stmt"), _SESSION),
    **dict.fromkeys(("notify_stmt", "listen_stmt", "unlisten_stmt", "deallocate_stmt"), _SESSION),
    **dict.fromkeys(("create_role_stmt", "alter_role_stmt", "alter_role_set_stmt", "drop_role_stmt"), _ROLES),
    **dict.fromkeys(("alter_tsdictionary_stmt", "alter_tsconfiguration_stmt"), _SEARCH),
    **dict.fromkeys(("create_op_class_stmt", "create_op_family_stmt", "alter_op_family_stmt"), _OPERATORS),
    **dict.fromkeys(("alter_operator_stmt", "create_cast_stmt", "create_transform_stmt"), _OPERATORS),
    **dict.fromkeys(("create_conversion_stmt", "create_am_stmt", "create_plang_stmt"), _OPERATORS),
    **dict.fromkeys(("create_fdw_stmt", "alter_fdw_stmt"), "a wrapper is no foreign server: those are judged"),
    **dict.fromkeys(("create_table_space_stmt", "drop_table_space_stmt", "alter_table_space_options_stmt"), _SERVER),
    **dict.fromkeys(("alter_system_stmt", "check_point_stmt", "createdb_stmt", "alter_database_set_stmt"), _SERVER),
    **dict.fromkeys(("explain_stmt", "prepare_stmt"), _INNER),
    "execute_stmt": "what it runs was judged where it was prepared",
    "call_stmt": "the body of a procedure is judged where it is made",
    "do_stmt": "its body is judged statement by statement",
    "refresh_mat_view_stmt": "it fills a view with what its query says",
    "drop_subscription_stmt": "rows that came stay as they are",
    **dict.fromkeys(("raw_stmt", "set_operation_stmt", "replica_identity_stmt"), _NEVER),
    **dict.fromkeys(("return_stmt", "plassign_stmt"), "it stands in a body, and changes nothing"),
}
"""Statements that touch nothing a file can protect, and why."""


def touches(statement: Statement, session: Session) -> Iterator[Touch | Mention | Unknown]:
    """Yield what a statement does, the tables it names first."""
    yield from mentions(statement, session)
    reader = READERS.get(statement.kind)
    if reader is not None:
        yield from reader(statement, session)
    elif statement.kind not in HARMLESS:
        yield Unknown(
            "guard-unread", f"is a statement of a kind that is not known here, {statement.kind}", statement.start
        )
    yield from rows.read(statement, session)
    yield from other.writes_to_catalogs(statement, session)
