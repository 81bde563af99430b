"""Names of functions: which schema a qualified call may lose without becoming another function."""

from __future__ import annotations

from typing import Final

from schemacheck.sql.expression_tree import Node
from schemacheck.sql.tokens import SYNTAX_CALLS, Token, sql_name, tokens, words

_OF_SEQUENCES: Final = frozenset({"nextval", "currval", "setval"})
_NOW: Final = frozenset({"now", "transaction_timestamp"})

# A function of the home schema that is called like one of these is not the built-in one: its schema stays.
_BUILTIN_FUNCTIONS: Final = words(
    """abs age array_append array_length array_to_string bit_length btrim cardinality ceil ceiling char_length
    character_length chr clock_timestamp concat concat_ws count current_setting currval date date_part date_trunc decode
    encode exp float4 float8 floor format greatest initcap int4 int8 isfinite json_build_object
    jsonb_array_length jsonb_build_array jsonb_build_object jsonb_typeof json_typeof lastval least left length ln log
    lower lpad ltrim make_date md5 mod nextval now num_nonnulls num_nulls octet_length position power random
    regexp_match
    regexp_matches regexp_replace repeat replace reverse right round row_to_json rpad rtrim sha256 sign
    similar_to_escape
    split_part sqrt starts_with statement_timestamp string_to_array strpos substr substring sum text timezone timeofday
    to_char to_date to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim
    trunc upper uuid uuidv4 uuidv7"""
)
_OF_NORMAL_FORMS: Final = words("is_normalized normalize")
# Functions of uuid-ossp and pgcrypto: an extension lives in one schema of a database, so which one says nothing.
_EXTENSION_FUNCTIONS: Final = words(
    """uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns
    uuid_ns_url uuid_ns_oid uuid_ns_x500 gen_random_bytes gen_random_uuid gen_salt"""
)


def call_of(path: list[Token], args: list[Node], home: str) -> Node:
    """Build the call of a function, with a schema only where it says something."""
    bare = path[0].kind == "word" and len(path) == 1
    path = unqualified(path, home)
    name = path[-1].value
    if len(path) == 1 and name in _OF_SEQUENCES and args:
        args = [_sequence_name(args[0], home), *args[1:]]
    if len(path) == 1 and name in _OF_NORMAL_FORMS and len(args) == 2:
        args = [args[0], _normal_form(args[1])]
    if len(path) == 1 and name in _NOW and not args:
        return Node("const", "CURRENT_TIMESTAMP")
    if name in SYNTAX_CALLS:
        return Node("call", name if bare else dotted(path[:-1], f'"{name}"'), tuple(args))
    return Node("call", dotted(path), tuple(args))


def unqualified(path: list[Token], home: str) -> list[Token]:
    """Drop the schema of a name where that leaves its meaning alone."""
    if len(path) != 2:
        return path
    schema, name = path[0].value, path[1].value
    at_home = schema == home and name not in _BUILTIN_FUNCTIONS and name not in SYNTAX_CALLS
    return path[1:] if schema == "pg_catalog" or at_home or name in _EXTENSION_FUNCTIONS else path


def dotted(path: list[Token], *more: str) -> str:
    """Write a qualified name."""
    return ".".join([*(sql_name(part.value) for part in path), *more])


def _without_casts(argument: Node) -> Node:
    """An argument without the casts around it."""
    while argument.kind == "cast":
        argument = argument.args[0]
    return argument


def _normal_form(argument: Node) -> Node:
    """The name of a Unicode normal form, in capitals: PostgreSQL 13 prints it small, and it means the same."""
    literal = _without_casts(argument)
    return Node("string", literal.text.upper()) if literal.kind == "string" else argument


def _sequence_name(argument: Node, home: str) -> Node:
    """The name of a sequence as the server prints it: `'public.a_id_seq'::regclass` is `a_id_seq` at home."""
    literal = _without_casts(argument)
    parts = tokens(literal.text) if literal.kind == "string" else ()
    names = [part.value for part in parts[::2] if part.kind in ("word", "name")]
    if not names or 2 * len(names) - 1 != len(parts) or any(part.text != "." for part in parts[1::2]):
        return argument
    if len(names) == 2 and names[0] == home:
        names = names[1:]
    return Node("string", ".".join(sql_name(name) for name in names))
