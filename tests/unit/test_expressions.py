"""The normal form: what the server rewrites is equal, what means something else is not."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.sql.bare_names import without_table
from schemacheck.sql.equivalence import demand_of, same_expression
from schemacheck.sql.expressions import loose_expression, normal_expression
from schemacheck.sql.foreign_words import in_known_words
from schemacheck.sql.tokens import Token, tokens, words
from schemacheck.sql.types import parse_type

# Each line: what a person writes, and what PostgreSQL makes of it (or another way to write the same).
SAME = [
    ("status = 'open'", "((status)::text = 'open'::text)"),
    ("status = 'open'", "(status = 'open'::public.\"RaceStatus\")"),
    ("STATUS='open'", "status  =  -- the state\n 'open'"),
    ("\"Status\" = 'open'", "((\"Status\")::text = 'open'::text)"),
    (
        "status in ('a', 'b')",
        "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
    ),
    ("status in ('a', 'b')", "(status = ANY ('{a,b}'::text[]))"),
    ("status not in ('a', 'b')", "(status <> ALL (ARRAY['a'::text, 'b'::text]))"),
    ("x in (1)", "(x = 1)"),
    ("x in (1, 2, y)", "((x = ANY (ARRAY[1, 2])) OR (x = y))"),
    ("x = some (array[1, 2])", "(x = ANY (ARRAY[1, 2]))"),
    ("x <> 1", "x != 1"),
    ("email like '%@%'", "((email)::text ~~ '%@%'::text)"),
    (
        "email not like 'x' and email ilike 'y' and email not ilike 'z'",
        "email !~~ 'x' AND email ~~* 'y' AND email !~~* 'z'",
    ),
    ("email like 'a!%' escape '!'", "((email)::text ~~ like_escape('a!%'::text, '!'::text))"),
    ("code ~ '[0-9]'", "((code)::text ~ '[0-9]'::text)"),
    ("code similar to 'a%'", "((code)::text ~ similar_to_escape('a%'::text))"),
    ("x between 1 and 3", "((x >= 1) AND (x <= 3))"),
    ("x not between 1 and 3", "((x < 1) OR (x > 3))"),
    ("x between symmetric 1 and 3", "(((x >= 1) AND (x <= 3)) OR ((x >= 3) AND (x <= 1)))"),
    ("price >= 0", "(price >= (0)::numeric)"),
    ("x > -1", "(x > '-1'::integer)"),
    ("f >= -90 and f <= 90", "((f >= ('-90'::integer)::double precision) AND (f <= (90)::double precision))"),
    ("born > '1900-01-01'", "(born > '1900-01-01'::date)"),
    ("born > date '1900-01-01'", "(born > '1900-01-01'::date)"),
    ("x is not null", "(x IS NOT NULL)"),
    ("x notnull and y isnull", "((x IS NOT NULL) AND (y IS NULL))"),
    ("a and (b and c)", "((a AND b) AND c)"),
    ("a and b or c", "((a AND b) OR c)"),
    ("flag = 't'::boolean", "(flag = true)"),
    ("cast(x as text)", "(x)::text"),
    ("x::int8", "(x)::bigint"),
    ("(j ->> 'a')::int > 5", "(((j ->> 'a'::text))::integer > 5)"),
    ("now() > ts", "(CURRENT_TIMESTAMP > ts)"),
    ("pg_catalog.now() > ts", "(transaction_timestamp() > ts)"),
    ("ts at time zone 'utc'", "timezone('utc'::text, ts)"),
    ("now() + interval '30 minutes'", "(now() + '00:30:00'::interval)"),
    ("now() - interval '1' day", "(now() - '1 day'::interval day)"),
    ("extract(year from ts) > 2000", "(EXTRACT(year FROM ts) > (2000)::numeric)"),
    ("floor(random() * 10)", "floor((random() * (10)::double precision))"),
    ("trim(x) <> ''", "(btrim(x) <> ''::text)"),
    ("substring(x from 1 for 2)", '"substring"(x, 1, 2)'),
    ("position('a' in x) > 0", "(\"position\"(x, 'a'::text) > 0)"),
    ("left(x, 1)", '"left"(x, 1)'),
    ("coalesce(x, '')", "COALESCE(x, ''::text)"),
    ("case when a then 1 end", "CASE WHEN a THEN 1 ELSE NULL::integer END"),
    ("(a, b) = (1, 2)", "((a = 1) AND (b = 2))"),
    ("array[]::text[]", "'{}'::text[]"),
    ("array['a']::\"Mood\"[]", "ARRAY['a'::public.\"Mood\"]"),
    ("f(x)", "public.f(x)"),
    ("uuid_generate_v4()", "extensions.uuid_generate_v4()"),
    ("char_length(x) <= 255", "(char_length((x)::text) <= 255)"),
    ("to_tsvector('english', body)", "to_tsvector('english'::regconfig, body)"),
    ("j #>> '{a,b}' = 'x'", "((j #>> '{a,b}'::text[]) = 'x'::text)"),
    ("x = E'it\\'s'", "x = 'it''s'"),
    ("x = $$it's$$", "x = 'it''s'::text"),
    ("x operator(pg_catalog.=) 1", "x = 1"),
    ('"user" = current_user', '("user" = USER)'),
    ("nextval('a_id_seq')", "nextval('public.a_id_seq'::regclass)"),
]

DIFFERENT = [
    ("x = 'a'", "x = 'A'"),
    ('"X" = 1', "x = 1"),
    ('"user" = 1', "user = 1"),
    ("x < 1", "x <= 1"),
    ("a and b or c", "a and (b or c)"),
    ("not (a and b)", "not a and b"),
    ("a - b - c", "a - (b - c)"),
    ("x / 2", "x / 2::numeric"),
    ("x / 2", "x / 2.0"),
    ("x::int > 1", "x > 1"),
    ("x::varchar(3)", "x"),
    ("'abcdef'::varchar(3)", "'abcdef'"),
    ("x = 0.1::real", "x = 0.1"),
    ("('now'::text)::date", "'now'::date"),
    ("x || '{a}'::text", "x || '{a}'"),
    ("(j)::text = '{}'::text", "j = '{}'::jsonb"),
    ("(c)::text = 'A'::text", "c = 'A'::citext"),
    ("(e)::text < 'a'::text", "e < 'a'::\"Mood\""),
    ("x = '1'::text", "x = '1'::integer"),
    ("jsonb_build_object('a', '1'::integer)", "jsonb_build_object('a', '1'::text)"),
    ("lower(x::text)", "lower(x)"),
    ("x IN ('a', 'b')", "x NOT IN ('a', 'b')"),
    ("x = any (y)", "x = all (y)"),
    ("x is true", "x = true"),
    ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(3)"),
    ("now()", "clock_timestamp()"),
    ("now()", "LOCALTIMESTAMP"),
    ("now()", "app.now()"),
    ("now()", "public.now()"),
    ("f(x)", "app.f(x)"),
    ("'a'", "$$a $$"),
    ("x = B'1'", "x = '1'"),
    ("x /* unclosed", "x"),
    ("x = 'unclosed", "x = 'unclosed'"),
    ("extract(year from x)", "extract(month from x)"),
    ("x collate \"C\" = 'a'", "x = 'a'"),
    ("a < b", "b < a"),
    ("exists (select 1 from t)", "exists (select 2 from t)"),
]

NOT_TOLD_APART = [
    ("length(name) > 0", "(length((name)::text) > 0)"),
    ("price / 2 > 1", "((price / (2)::numeric) > (1)::numeric)"),
    ("ts > '2020-01-01'", "(ts > '2020-01-01 00:00:00'::timestamp without time zone)"),
    ("gap > '1 hour'", "(gap > '01:00:00'::interval)"),
    ("n = '1.0'", "(n = 1.0)"),
    ("exists (select 1)", "exists (select 1 as one)"),
]


@pytest.mark.parametrize(("written", "printed"), SAME)
def test_what_the_server_rewrites_is_equal(written: str, printed: str) -> None:
    assert normal_expression(written, "public") == normal_expression(printed, "public")
    assert same_expression(written, printed, "public") is True


@pytest.mark.parametrize(
    ("written", "printed", "answer"),
    [
        ("n is nfc normalized and c > 0", "((n IS NFC NORMALIZED) AND (c > 0))", True),
        ("n is nfc normalized and c > 0", "((n IS NFC NORMALIZED) AND (c > 12345))", False),
        ("n is nfc normalized", "(n IS NFD NORMALIZED)", False),
        ("j is json object", "((j)::text IS JSON OBJECT)", None),
        ("j is json object", "(j IS JSON ARRAY)", None),
        ("j is json or c > 0", "((j IS JSON) OR (c > 1))", False),
        ("(a, b) overlaps (c, d)", '"overlaps"(a, b, c, d)', True),
        ("exists (select 1 from t where a)", "(EXISTS ( SELECT 1\n   FROM public.t\n  WHERE t.a))", None),
        ("a is json; drop table t", "(a IS JSON)", None),
        ("a is json, b", "(a IS JSON)", None),
        ("a is json from t", "(a IS JSON)", None),
        ("a is", "(a IS JSON)", None),
        ("(" * 300 + "a is json" + ")" * 300, "(a IS JSON)", True),
        ("a is json" + " and (a is json" * 150 + ")" * 150, "(a IS JSON)", None),
    ],
)
def test_what_our_grammar_does_not_know_is_read_by_postgresqls(written: str, printed: str, answer: bool | None) -> None:
    assert same_expression(written, printed, "public") is answer


def test_without_postgresqls_grammar_it_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    in_known_words.cache_clear()
    monkeypatch.setitem(sys.modules, "postgast", None)
    assert same_expression("n is json", "(n IS JSON ARRAY)") is None
    assert demand_of("n is json") == demand_of("(n  IS JSON)")
    in_known_words.cache_clear()


def test_casts_that_types_imply() -> None:
    types = {"i": parse_type("int"), "n": parse_type("numeric(9,2)")}
    assert same_expression("i * n > 1", "(((i)::numeric * n) > (1)::numeric)", types=types) is True
    assert same_expression("n % 2 = i", "((n % (2)::numeric) = (i)::numeric)", types=types) is True
    assert same_expression("i / 2 > 1", "(((i)::numeric / (2)::numeric) > (1)::numeric)", types=types) is None
    assert same_expression("n > 0", "((n)::numeric(3,0) > (0)::numeric)", types=types) is None


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_means_something_else_is_not(one: str, other: str) -> None:
    assert normal_expression(one, "public") != normal_expression(other, "public")
    assert same_expression(one, other, "public") is not True


@pytest.mark.parametrize(("written", "printed"), NOT_TOLD_APART)
def test_what_only_the_types_of_columns_could_tell_is_left_open(written: str, printed: str) -> None:
    assert same_expression(written, printed) is None


def test_another_value_is_surely_different() -> None:
    assert same_expression("length(name) > 0", "(length((name)::text) > 1)") is False


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("lower(email) = email", "(lower((email)::text) = (email)::text)"),
        ("coalesce(email, '') <> ''", "((COALESCE(email, ''::character varying))::text <> ''::text)"),
        ("c = 'A'", "(c OPERATOR(public.=) 'A'::public.citext)"),
        ("j @> '{\"a\": 1}'", "(j @> '{\"a\": 1}'::jsonb)"),
    ],
)
def test_known_varchar_columns_settle_the_matter(written: str, printed: str) -> None:
    varchars = frozenset({"email"})
    assert same_expression(written, printed, "public", varchars) is True
    assert same_expression("lower(id)", "lower((id)::text)", "public", varchars) is None
    assert same_expression("id = 'x'", "((id)::text = 'x'::text)", "public", varchars) is None


def test_the_normal_form_is_readable() -> None:
    printed = (
        "(((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND (NOT done))"
    )
    assert normal_expression(printed) == "status = ANY (ARRAY['a', 'b']) AND NOT done"


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "x" + ")" * 5000, "-" * 3000 + "x", "a+" * 3000 + "a", "ARRAY" + "[" * 3000]
)
def test_depth_does_no_harm(text: str) -> None:
    normal = normal_expression(text)
    assert normal_expression(normal) == normal
    assert normal_expression("(" * 5000 + "x" + ")" * 5000) == "x"


_WORDS = words(
    """a b "A" "select" 'x' '{a,b}' '' E'\\n' $$q$$ B'1' 1 2.50 -1 0x1F + - * / = <> != < ~~ || -> ->> :: text
    integer "Mood" numeric(10,2) text[] ( ) [ ] , . and or not is null true in between like case when then else end
    cast as array row any all now() current_timestamp date interval '1day' extract from collate at time zone operator
    -- /* */ coalesce( public. pg_catalog. nextval('s') $1 : ; ' " \\"""
)


@given(st.lists(st.sampled_from(sorted(_WORDS)), max_size=12).map(" ".join) | st.text())
def test_any_text_has_a_normal_form_that_stays(text: str) -> None:
    for form in (normal_expression, loose_expression):
        normal = form(text, "public")
        assert form(normal, "public") == normal


_LEAVES = st.sampled_from(["a", '"B"', "1", "-2", "0.5", "'x'", "'it''s'", "true", "NULL", "now()", "'{a}'::text[]"])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "=", "<", "AND", "OR", "LIKE", "||", "->>"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        )
        | st.tuples(inner, st.sampled_from(["text", "integer", "varchar(3)", '"Mood"', "date"])).map(
            lambda parts: f"({parts[0]})::{parts[1]}"
        )
        | inner.map(lambda part: f"(NOT {part})")
        | inner.map(lambda part: f"({part} IS NULL)")
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"f({', '.join(parts)})")
        | st.tuples(inner, st.lists(inner, min_size=1, max_size=3)).map(lambda p: f"({p[0]} IN ({', '.join(p[1])}))")
    ),
    max_leaves=12,
)


@given(_TREES)
def test_an_expression_stays_and_redundant_parentheses_say_nothing(text: str) -> None:
    normal = normal_expression(text)
    assert normal_expression(normal) == normal
    assert normal_expression(f"( ({text}) )") == normal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=-1", ["a", "=", "-", "1"]),
        ("a<>-1", ["a", "<>", "-", "1"]),
        ("a@-1", ["a", "@-", "1"]),
        ("x--y\nz", ["x", "z"]),
        ("x/* a /* b */ c */z", ["x", "z"]),
        ("'a'\n'b'", ["ab"]),
        ("'a' 'b'", ["a", "b"]),
        ("E'\\x41\\u00e9\\101\\n'", ["Aé" + "A\n"]),
        ("U&'d\\0061t\\+000061'", ["data"]),
        ("U&'d!0061t' UESCAPE '!'", ["dat"]),
        ('U&"d\\0061t"', ["dat"]),
        ("$x$a $$ b$x$", ["a $$ b"]),
        ("B'101' X'1F'", ["B101", "X1f"]),
        ("Été", ["Été"]),
        ("1.5e-3 .5 1..2", ["1.5e-3", ".5", "1", "..", "2"]),
        ('"a""b"', ['a"b']),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.value for token in tokens(text)] == expected


@pytest.mark.parametrize("text", ["'open", '"open', "/* open", "E'\\u12'", "U&'\\00'", "E'\\xff'"])
def test_broken_text_is_a_bad_token(text: str) -> None:
    assert tokens(text)[-1] == Token("bad", text, text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("race.bib > 1", "bib > 1"),
        ('public."race".bib>1 and race.x is null', "bib > 1 and x is null"),
        ('race.order > "race"."Bib"', '"order" > "Bib"'),
        # What only looks like it: another schema's, a function, a part of a column, the whole row, a query, a text.
        ("app.race.bib > 1", None),
        ("a.public.race.bib", None),
        ("race.f(1) > 1", None),
        ("race.bib.x > 1", None),
        ("(race).x = 1", None),
        ("race is not null", None),
        ("exists (select 1 from race where race.id = 1)", None),
        ("note = 'race.bib'", None),
    ],
)
def test_a_column_may_be_written_with_its_table(text: str, same: str | None) -> None:
    assert without_table(text, "public", "race") == (same or text)
