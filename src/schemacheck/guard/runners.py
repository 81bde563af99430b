"""Functions that run a text they are given: `dblink_exec`, jobs of pg_cron, and those that the migrations make."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from schemacheck.base.record import record
from schemacheck.guard.bodies import COMMANDS
from schemacheck.guard.grammar import strings, walk
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Unknown
from schemacheck.sql.lexer import constant, first_word, tokens
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap
from schemacheck.sql.text import Excerpt

RUNNERS: Final = frozenset(
    {"dblink", "dblink_exec", "dblink_open", "dblink_send_query", "schedule", "schedule_in_database", "exec_sql"}
    | {"execute_sql", "run_sql", "pg_background_launch", "run_command_on_workers", "run_command_on_shards"}
)
"""Those of well-known extensions, and what such a function is called where it is made by hand."""


@record
class Given:
    """A text that a function is given to run."""

    excerpt: Excerpt
    inside: str


def given(statement: Statement, runners: Collection[str]) -> Iterator[Given | Unknown]:
    """Yield the texts that a statement has run by functions; Unknown where such a text is not constant."""
    if statement.kind in ("create_function_stmt", "do_stmt"):
        return
    words = statement.excerpt.data[statement.start : statement.end].decode(errors="replace")
    if not any(each in words for each in runners):
        return
    for kind, node in walk(statement.node):
        name = strings(node.funcname)[-1] if kind == "FuncCall" and node.funcname else ""
        if name in runners:
            yield from _texts(statement, node, name)


def _texts(statement: Statement, call: Node, name: str) -> Iterator[Given | Unknown]:
    arguments = [_plain(each) for each in call.args]
    texts = [_text(statement, each) for each in arguments]
    found = [each for each in texts if each is not None and _begins_as_statement(each)]
    for each in found:
        yield Given(each, f"a text given to {name}")
    if not found and None in texts:
        says = f"has {name} run a text that is not known before"
        yield Unknown("guard-dynamic", says, call.location if call.location >= 0 else statement.start)


def _plain(argument: Node) -> Node:
    kind, inner = unwrap(argument)
    while kind in ("type_cast", "named_arg_expr"):
        argument = inner.arg
        kind, inner = unwrap(argument)
    return argument


def _text(statement: Statement, argument: Node) -> Excerpt | None:
    """What a constant holds, with its place; None where it is none."""
    kind, inner = unwrap(argument)
    if kind != "a_const":
        return None
    token = next(tokens(statement.excerpt.data, inner.location, statement.end), None)
    if token is None or token.kind not in ("string", "dollar"):
        return Excerpt(b"")
    return constant(statement.excerpt, token)


def _begins_as_statement(text: Excerpt) -> bool:
    start = first_word(text.data, 0, len(text.data))
    token = next(tokens(text.data, start), None)
    return token is not None and token.word in COMMANDS
