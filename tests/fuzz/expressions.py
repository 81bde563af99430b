"""A grammar of expressions as people write them, and small changes of what was written.

What an expression means is not known here: the server prints it, and what it prints alike means the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Texts = SearchStrategy[str]

COLUMNS: Final[Mapping[str, str]] = {
    "n": "integer", "m": "integer", "big": "bigint", "price": "numeric(9,2)", "f": "double precision",
    "a": "text", "v": "varchar(20)", "code": "char(4)", "flag": "boolean", "done": "boolean",
    "d": "date", "at": "timestamp", "tz": "timestamptz", "gap": "interval",
    "tags": "text[]", "j": "jsonb", "mood": "mood", "u": "uuid", "Odd Name": "integer",
}  # fmt: skip
"""The columns that expressions speak of, with their types."""

TABLE: Final = f"""
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE t ({", ".join(f'"{name}" {type_}' for name, type_ in COLUMNS.items())});
"""

_DEPTH: Final = 3


def _one_of(*texts: str) -> Texts:
    return st.sampled_from(texts)


def _filled(shape: str, **parts: Callable[[int], Texts]) -> Callable[[int], Texts]:
    """Make a strategy of a shape such as "{x} + {y}"; each part is asked for one that is less deep."""

    def strategy(depth: int) -> Texts:
        return st.builds(shape.format, **{name: part(depth - 1) for name, part in parts.items()})

    return strategy


def _kind(
    leaves: Texts, shapes: Mapping[str, str], parts: Mapping[str, Callable[[int], Texts]]
) -> Callable[[int], Texts]:
    """Make the expressions of one type: of leaves, and of shapes whose parts are named by a letter of their type."""

    def strategy(depth: int) -> Texts:
        if depth <= 0:
            return leaves
        drawn = [
            _filled(shape, **{name: parts[name[0]] for name in used.split()})(depth) for shape, used in shapes.items()
        ]
        return st.one_of(leaves, *drawn)

    return strategy


@cache
def _expression(letter: str, depth: int) -> Texts:
    """Give the one strategy of a type and a depth: shapes share it, or there would be thousands."""
    return st.deferred(lambda: KINDS[letter](depth))


_PARTS: Final = {letter: partial(_expression, letter) for letter in "ntbd"}
_COMPARED: Final[Mapping[str, Callable[[int], Texts]]] = {
    **_PARTS,
    "c": lambda _depth: _one_of("=", "<>", "!=", "<", "<=", ">", ">="),
}
"""Letters of types: number, text, boolean, date; c is a comparison."""

_NUMBER: Final = _kind(
    _one_of("n", "m", "big", "price", "f", '"Odd Name"', "0", "1", "7", "100", "2.5", "-1", "1e3", "'3'", "3::bigint", "N"),
    {
        "{n1} + {n2}": "n1 n2", "{n1}-{n2}": "n1 n2", "({n1} * {n2})": "n1 n2", "{n1} / 2": "n1", "{n1} % 2": "n1", "-({n1})": "n1",
        "length({t1})": "t1", "char_length({t1})": "t1", "coalesce({n1}, {n2})": "n1 n2", "COALESCE({n1},0)": "n1",
        "abs({n1})": "n1", "case when {b1} then {n1} else {n2} end": "b1 n1 n2", "CASE {t1} WHEN 'x' THEN {n1} END": "t1 n1",
        "({n1})::numeric": "n1", "({n1})::int": "n1", "cast({n1} as bigint)": "n1", "({n1})::numeric(5,1)": "n1",
        "extract(year from {d1})": "d1", "date_part('month', {d1})": "d1", "cardinality(tags)": "", "array_length(tags, 1)": "",
        "(j->>'k')::int": "", "greatest({n1}, {n2})": "n1 n2", "round(price, 1)": "", "nullif({n1}, 0)": "n1",
        "position('x' in {t1})": "t1", "round({n1})": "n1", "mod(n, 3)": "", "power({n1}, 2)": "n1", "(({n1}))": "n1",
    },
    _PARTS,
)  # fmt: skip
_TEXT: Final = _kind(
    _one_of("a", "v", "code", "'x'", "''", "'it''s'", "'a b'", "E'x\\ty'", "$$q$$", "'100%'", "'Ünï'", "A", "'x'::text", "'x'::varchar(3)"),
    {
        "{t1} || {t2}": "t1 t2", "lower({t1})": "t1", "UPPER({t1})": "t1", "coalesce({t1}, {t2})": "t1 t2", "j ->> 'k'": "",
        "j #>> '{{a,b}}'": "", "j->'k'->>'l'": "", "substring({t1} from 1 for 2)": "t1", "substr({t1}, 2)": "t1", "trim({t1})": "t1",
        "trim(leading 'x' from {t1})": "t1", "({n1})::text": "n1", "cast({n1} as text)": "n1", "left({t1}, 2)": "t1",
        "nullif({t1}, '')": "t1", "case when {b1} then {t1} else {t2} end": "b1 t1 t2", "replace({t1}, 'a', 'b')": "t1",
        "({t1})::varchar(5)": "t1", "{t1} collate \"C\"": "t1", "concat({t1}, 'x')": "t1", "tags[1]": "", "mood::text": "",
        "md5({t1})": "t1", "to_char({d1}, 'YYYY')": "d1", "regexp_replace({t1}, '[0-9]', '')": "t1", "({t1})": "t1",
        "overlay({t1} placing 'x' from 1)": "t1", "split_part({t1}, ',', 1)": "t1",
    },
    _PARTS,
)  # fmt: skip
_DATE: Final = _kind(
    _one_of("d", "at", "'2026-01-02'::date", "date '2020-02-29'", "timestamp '2020-01-01 10:00'"),
    {"{d1} + interval '1 day'": "d1", "date_trunc('month', {d1})": "d1", "({d1})::date": "d1", "coalesce({d1}, d)": "d1",
     "{d1} - '1 hour'::interval": "d1", "greatest({d1}, {d2})": "d1 d2"},
    _PARTS,
)  # fmt: skip
_BOOLEAN: Final = _kind(
    _one_of("flag", "done", "n > 0", "a <> ''", "true", "FALSE", "mood = 'good'", "v = 'x'", "not flag", "price >= 0", "code = 'ab'"),
    {
        "{n1} {c1} {n2}": "n1 c1 n2", "{t1} {c1} {t2}": "t1 c1 t2", "{d1} {c1} {d2}": "d1 c1 d2", "{d1} > '2020-01-01'": "d1",
        "{b1} and {b2}": "b1 b2", "({b1} OR {b2})": "b1 b2", "{b1} or {b2} and {b3}": "b1 b2 b3", "not ({b1})": "b1", "NOT {b1}": "b1",
        "({b1}) is true": "b1", "({b1}) is not false": "b1", "({b1}) = ({b2})": "b1 b2", "({b1}) is null": "b1",
        "{t1} is null": "t1", "{n1} is not null": "n1", "{t1} like 'a%'": "t1", "{t1} NOT LIKE '%_x'": "t1", "{t1} ilike 'B%'": "t1",
        "{t1} ~ '^[a-z]+$'": "t1", "{t1} !~* 'x'": "t1", "{t1} similar to '(a|b)%'": "t1", "{t1} in ('a', 'b')": "t1",
        "{t1} not in ('a', 'b', 'c')": "t1", "{n1} in (1, 2, 3)": "n1", "{n1} in (1)": "n1", "{n1} between 1 and {n2}": "n1 n2",
        "{n1} not between 0 and 9": "n1", "{n1} between symmetric 9 and 1": "n1", "{t1} = any (array['a', 'b'])": "t1",
        "{t1} = ANY ('{{a,b}}'::text[])": "t1", "{n1} <> all (array[1, 2])": "n1", "{t1} = any (tags)": "t1", "tags @> array['x']": "",
        "tags && '{{a}}'": "", "j ? 'k'": "", "j @> '{{\"a\": 1}}'": "", "(j->>'on')::boolean": "", "jsonb_typeof(j) = 'object'": "",
        "{n1} is distinct from {n2}": "n1 n2", "{t1} IS NOT DISTINCT FROM {t2}": "t1 t2", "(n, m) = (1, {n1})": "n1", "(n, m) < (m, 2)": "",
        "mood in ('good', 'bad')": "", "mood <> 'bad'::mood": "", "num_nonnulls(n, m) = 1": "", "gap > '1 hour'": "",
        "u <> '00000000-0000-0000-0000-000000000000'": "", "(d, d + 1) overlaps (d, d)": "", "{t1} is normalized": "t1",
        "coalesce({b1}, false)": "b1", "case when {b1} then {b2} else true end": "b1 b2", "{n1}::text = '1'": "n1",
        "tz > '2020-01-01 00:00+02'": "", "at at time zone 'utc' < tz": "", "starts_with({t1}, 'x')": "t1", "{t1} ^@ 'x'": "t1",
        "isfinite({d1})": "d1", "gap between '1 day' and interval '2' hour": "", "t is not null": "",
    },
    _COMPARED,
)  # fmt: skip
KINDS: Final[Mapping[str, Callable[[int], Texts]]] = {
    "n": _NUMBER,
    "t": _TEXT,
    "d": _DATE,
    "b": _BOOLEAN,
}

conditions: Final = _expression("b", _DEPTH)
"""Whatever is true or false."""
values: Final = st.one_of(
    st.tuples(st.just("numeric"), _expression("n", _DEPTH)),
    st.tuples(st.just("integer"), _expression("n", _DEPTH)),
    st.tuples(st.just("text"), _expression("t", _DEPTH)),
    st.tuples(st.just("varchar(30)"), _expression("t", _DEPTH)),
    st.tuples(st.just("boolean"), _expression("b", _DEPTH)),
)
"""Expressions with the type of a column that could hold them."""

defaults: Final = st.one_of(
    st.tuples(_one_of("integer", "bigint", "numeric(7,3)", "numeric", "double precision", "real", "smallint"),
              _one_of("0", "1", "-1", "+1", "1.0", "1.50", "'1'", "'1.5'", "1e2", "1+1", "(5)", "- 5", "'-5'::integer", "5::bigint",
                      "cast('7' as int)", "NULL", "random()", "length('x')", "100000", "0.10", ".5", "'NaN'", "(-1)", "1::int::bigint")),
    st.tuples(_one_of("text", "varchar(9)", "char(3)", "name", "varchar"),
              _one_of("'x'", "''", "'x '", "'it''s'", "E'a\\nb'", "$$x$$", "'x'::text", "'x'::varchar", "'a' || 'b'", "current_user",
                      "lower('X')", "NULL", "null::text", "'NULL'", "'now()'", "upper('x'::text)", "md5('a')", "'x'::char(3)", "user",
                      "cast('x' as varchar(2))", "'abc'::varchar(2)", "'5'", "session_user", "U&'\\0061'")),
    st.tuples(_one_of("boolean"), _one_of("true", "false", "TRUE", "'t'", "'yes'", "'off'", "1 = 1", "NOT true", "'f'::boolean", "1::boolean")),
    st.tuples(_one_of("date", "timestamp", "timestamptz", "timestamp(3)", "time", "timestamptz(0)"),
              _one_of("now()", "current_timestamp", "CURRENT_TIMESTAMP(3)", "current_date", "localtimestamp", "'2026-01-02'",
                      "'2026-01-02 03:04:05'", "statement_timestamp()", "clock_timestamp()", "timezone('utc', now())", "'infinity'",
                      "now() at time zone 'utc'", "now() + interval '1 day'", "transaction_timestamp()",
                      "(now())::date", "'epoch'", "localtime", "CURRENT_TIME", "date '2026-01-02'", "make_date(2026, 1, 2)")),
    st.tuples(_one_of("interval", "interval(2)"), _one_of("'1 day'", "interval '1 day'", "'01:00'", "'1 day'::interval", "'24 hours'",
                                                         "make_interval(days => 1)", "'1.5 hours'")),
    st.tuples(_one_of("text[]", "integer[]", "varchar(5)[]"), _one_of("'{}'", "array[]::text[]", "ARRAY[]::integer[]", "'{}'::text[]", "'{1,2}'",
              "array[1,2]", "array['1','2']", "'{ }'", "'{a,\"b c\"}'", "array['a', 'b c']", "'{NULL}'", "array[1,2]::integer[]")),
    st.tuples(_one_of("jsonb", "json"), _one_of("'{}'", "'[]'", "'{}'::jsonb", "'{\"a\": 1}'", "'{\"a\":1}'", "'null'", "'\"x\"'", "jsonb_build_object()",
              "'{\"b\": 1, \"a\": 2}'", "'{\"a\": 2, \"b\": 1}'", "'1.0'", "'1'", "to_jsonb(1)", "'{}'::json", "json_build_object('a', 1)")),
    st.tuples(_one_of("uuid"), _one_of("gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'", "'00000000000000000000000000000000'",
              "'{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid")),
    st.tuples(_one_of("bit(3)", "bit varying(5)", "bytea", "inet", "cidr", "mood", "int4range", "point", "macaddr", "oid", "xml"),
              _one_of("B'101'", "'101'", "X'1F'", "'\\x00ff'", "'127.0.0.1'", "'10.0.0.0/8'", "'good'", "'bad'::mood", "'$1.00'", "'1'", "'[1,3)'",
                      "'[1,2]'", "int4range(1,3)", "'a b'", "'(1,2)'", "point(1,2)", "'08:00:2b:01:02:03'", "'08-00-2b-01-02-03'", "12", "'empty'", "'<a/>'",
                      "'::1'", "inet '1.2.3.4'", "'abc'::bytea", "decode('00', 'hex')", "'1,000.00'", "enum_first(null::mood)")),
)  # fmt: skip
"""Types of columns with defaults that may fit.

Not here: 'now', which the server turns into the moment of its making, and literals in rare spellings ('P1D', money), of
which a difference is told that may be none.
"""

_SWAPS: Final = (
    (r"\b\d+\b", ("0", "8", "101")),
    (r"'[^']*'", ("'y'", "''", "'2021-01-01'", "'1'")),
    (r"\b(n|m|big|price|f)\b", ("n", "m", "big", "price", "f")),
    (r"\b(a|v|code)\b", ("a", "v", "code")),
    (r"\b(flag|done)\b", ("flag", "done")),
    (r"(?i)\b(and|or)\b", ("and", "OR")),
    (r"(?i)\bnot\b", ("", "not not")),
    (r"<=|>=|<>|!=|(?<![<>!])=|<(?!@)|(?<![-@])>", ("=", "<>", "!=", "<", ">=")),
    (r" [-+*/] ", (" + ", " - ", " * ", " / ")),
    (r"(?i)\b(lower|upper|trim|length|abs)\(", ("lower(", "upper(", "(", "length(", "abs(", "initcap(")),
    (r"::\w+(\(\d+\))?", ("", "::text", "::bigint", "::varchar(4)", "::numeric(4,2)")),
    (r"(?i)\bis (not )?(null|true|false)\b", ("is null", "IS NOT NULL", "is true", "is not false", "is unknown")),
    (r"(?i)\b(not )?(like|ilike)\b", ("like", "NOT LIKE", "ilike", "~~")),
    (r"(?i)\b(now\(\)|current_timestamp|clock_timestamp\(\))", ("now()", "current_timestamp", "clock_timestamp()", "current_date")),
    (r"(?i)\b(greatest|least|coalesce)\(", ("greatest(", "least(", "coalesce(")),
    (r"(?i)\b(any|all)\b", ("any", "all")),
    (r"^.*$", ("({})", "({}) ", "cast({} as text)", "({})::text", "coalesce({})", "({}) collate \"C\"", "({})::varchar(4)", "({})::numeric(4,2)")),
)  # fmt: skip
"""What stands in an expression, and what may stand there instead; some of it means the same."""


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """Change one thing in an expression."""
    places = [(found, others) for pattern, others in _SWAPS for found in re.finditer(pattern, text)]
    found, others = draw(st.sampled_from(places))
    other = draw(st.sampled_from(others)).replace("{}", found[0])
    return text[: found.start()] + other + text[found.end() :]
