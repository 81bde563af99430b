"""What is written of a schema: pleasant to read, the same bytes each time, and read back as the same schema."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemacheck.base.names import QName, truncated
from schemacheck.model.conventional import is_conventional
from schemacheck.model.keys import ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import Column, Generated, Table
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.kinds.column_types import written_type
from schemacheck.sources.spec.write.document import write_spec, write_spec_json
from schemacheck.sources.spec.write.emitter import scalar
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.types import TypeName, parse_type

TEXT = parse_type("text")
LIVE = Origin("postgres", "prod at db")
WRITTEN = Origin("spec", "spec.yaml")


def schema(*tables: Table, origin: Origin = LIVE, namespaces: tuple[str, ...] = ("public",)) -> Schema:
    return Schema(origin, "public", namespaces, tables)


def table(name: str = "t", *columns: Column, **facets: object) -> Table:
    exact = {"primary_key": None, "uniques": (), "foreign_keys": (), "unlogged": False}
    return Table(QName("public", name), columns=columns, **{**exact, **facets})  # type: ignore[arg-type]


LIVE_TABLES = schema(
    table(
        "Zebra",
        Column("id", parse_type("bigint"), nullable=False, identity="always"),
        Column("no", TEXT, nullable=True),
        Column("1", parse_type("timestamp(3)"), nullable=False, default=parse_default("now()", None)),
        Column("state", TypeName("public", "Mood"), False, parse_default("'ok'::public.\"Mood\"", None)),
        Column("price", parse_type("numeric(12,2)"), nullable=True, default=parse_default("0.00", None)),
        Column("tags", parse_type("text[]"), nullable=True),
        Column("nr", parse_type("integer"), nullable=False, default=Default("serial", "", "its own sequence")),
        Column("full", TEXT, nullable=True, generated=Generated("lower((a)::text)")),
        Column("locked", TEXT, nullable=True, generated=Generated(Unreadable("locked"))),
        primary_key=PrimaryKey(("id",), name="Zebra_pkey"),
        uniques=(
            Index((KeyPart("no"),), unique=True, name="Zebra_no_key", constraint=True),
            Index((KeyPart("id"), KeyPart("no")), unique=True, name="by_hand", constraint=False),
            Index(
                (KeyPart(None, expression="lower(no)"),),
                unique=True,
                name="Zebra_lower_idx",
                predicate="(no IS NOT NULL)",
            ),
        ),
        foreign_keys=(
            ForeignKey(
                ("no",),
                QName("audit", "a b"),
                ("Id",),
                "Zebra_no_fkey",
                "set null",
                ("no",),
                "no action",
                validated=False,
            ),
        ),
    ),
    table("Aardvark", kind="view"),
    Table(QName("public", "crew")),
    table("parts_1", part_of="partition of parts"),
    table("spatial_ref_sys", Column("srid", TEXT, nullable=False), part_of="extension postgis"),
    replace(table("log", Column("Id", TEXT, nullable=False)), name=QName("audit", "a b")),
    namespaces=("public", "audit"),
)

LIVE_FILE = """\
# Taken from prod
#
version: 1
schema: public

tables:
  Aardvark:
    kind: view
    columns: {}

  Zebra:
    columns:
      id: {type: bigint, identity: always}
      "no": text?
      "1": {type: timestamp(3), default: CURRENT_TIMESTAMP}
      state: {type: Mood, default: "'ok'"}
      price: {type: "numeric(12,2)", nullable: true, default: 0}
      tags: text[]?
      nr: serial
      full: {type: text, nullable: true, generated: "lower((a)::text)"}
      locked: {type: text, nullable: true, generated: {expression: any}}
    primary_key: [id]
    unique:
      - columns: [id, "no"]
        name: by_hand
      - "no"
      - columns: [{expression: lower(no)}]
        name: Zebra_lower_idx
        where: (no IS NOT NULL)
    foreign_keys:
      - columns: ["no"]
        references: audit."a b"(Id)
        on_delete: set null (no)
        on_update: no action
        validated: false

  crew: exists

schemas:
  audit:
    tables:
      a b:
        columns:
          Id: text
"""


def test_a_live_schema_is_written_as_a_person_would() -> None:
    assert write_spec(LIVE_TABLES, header=["Taken from prod", ""]) == LIVE_FILE
    hostile = write_spec(LIVE_TABLES, header=["Taken from a\nb: c\u2028d", ""])
    assert hostile == LIVE_FILE.replace("Taken from prod", "Taken from a b: c d")


def test_a_target_that_nobody_expects_is_listed_as_existing() -> None:
    key = ForeignKey(("a",), QName("public", "spatial_ref_sys"), ("srid",))
    pointing = table("t", Column("a", TEXT, nullable=False), foreign_keys=(key,))
    theirs = table("spatial_ref_sys", Column("srid", TEXT, nullable=False), part_of="extension postgis")
    assert "  spatial_ref_sys: exists\n" in write_spec(schema(pointing, theirs))
    assert "spatial_ref_sys" not in write_spec(schema(table("t"), theirs))


def test_twins_keep_their_names() -> None:
    twins = tuple(Index((KeyPart("a"),), unique=True, name=name) for name in ("t_a_key", "t_a_idx"))
    written = write_spec(schema(table("t", Column("a", TEXT, nullable=False), uniques=twins)))
    assert "name: t_a_key" in written
    assert "name: t_a_idx" in written
    read_spec(written, "spec.yaml")


def test_equal_defaults_stay_as_each_was_written() -> None:
    texts = ("'{\"a\": 1}'::jsonb", "'{\"a\":1}'::jsonb")
    defaults = [parse_default(text, None) for text in texts]
    assert defaults[0] == defaults[1]
    columns = [Column(name, UNSTATED, default=default) for name, default in zip("ab", defaults, strict=True)]
    read = yaml.safe_load(write_spec(schema(table("t", *columns))))
    assert tuple(read["tables"]["t"]["columns"][name]["default"] for name in "ab") == texts


def test_json_is_the_same_document() -> None:
    document = json.loads(write_spec_json(LIVE_TABLES))
    assert list(document) == ["version", "schema", "tables", "schemas"]
    assert document["tables"]["Zebra"]["columns"]["price"] == {"type": "numeric(12,2)", "nullable": True, "default": 0}
    read = read_spec(write_spec_json(LIVE_TABLES), "s")
    assert read.schema == read_spec(write_spec(LIVE_TABLES), "s").schema


@pytest.mark.parametrize(
    ("text", "inside", "written"),
    [
        ("text?", False, "text?"),
        ("text?", True, '"text?"'),
        ("text[]", False, "text[]"),
        ("numeric(12,2)", True, '"numeric(12,2)"'),
        ("now()", True, "now()"),
        ("'draft'", True, "\"'draft'\""),
        ('"Odd"(id)', False, "'\"Odd\"(id)'"),
        ("no", False, '"no"'),
        ("Y", False, '"Y"'),
        ("null", False, '"null"'),
        ("~", False, '"~"'),
        ("007", False, '"007"'),
        ("1.0", False, '"1.0"'),
        ("2024-01-01", False, '"2024-01-01"'),
        ("a: b", False, '"a: b"'),
        ("a::text", False, "a::text"),
        ("a #b", False, '"a #b"'),
        ("", False, '""'),
        (" a", False, '" a"'),
        ("a ", False, '"a "'),
        ("a\nb", False, '"a\\nb"'),
        ("<<", False, '"<<"'),
        ("größe", False, "größe"),
    ],
)
def test_quotes_stand_where_yaml_would_misread_and_only_there(text: str, inside: bool, written: str) -> None:
    assert scalar(text, inside=inside) == written


@pytest.mark.parametrize(
    ("name", "columns", "suffix", "usual"),
    [
        ("t_pkey", (), "pkey", True),
        ("t_a_b_key", ("a", "b"), "key", True),
        ("t_a_key1", ("a",), "key", False),
        # As PostgreSQL 18 and Prisma 6 name them: the one shortens the longer of both names, the other cuts the end.
        (f"t_{'c' * 57}_key", ("c" * 70,), "key", True),
        (f"t_{'c' * 56}_fkey", ("c" * 70,), "fkey", True),
        (f"t_{'c' * 30}_{'d' * 26}_key", ("c" * 30, "d" * 30), "key", True),
        (f"t_{'é' * 28}_key", ("é" * 40,), "key", True),
    ],
)
def test_usual_names(name: str, columns: tuple[str, ...], suffix: str, usual: bool) -> None:
    assert is_conventional(name, "t", columns, suffix) is usual


@pytest.mark.parametrize(
    "type_",
    [
        parse_type("double precision"),
        parse_type("interval day to second(3)"),
        parse_type("timestamptz(3)[]"),
        TypeName(None, "tex"),
        TypeName(None, "serial"),
        TypeName(None, "any"),
        TypeName(None, "String"),
        TypeName(None, "Mood"),
        TypeName("public", "Mood", array=True),
        TypeName("odd schema", 'ty"pe?'),
        TypeName(None, "geometry", ("point", "4326")),
        TypeName("public", "text"),
    ],
    ids=str,
)
def test_a_type_reads_back(type_: TypeName) -> None:
    written = written_type(type_)
    for text in (written, f"{written}?"):
        read = read_spec(f"version: 1\ntables: {{t: {{columns: {{c: {scalar(text, inside=True)}}}}}}}", "s")
        columns = read.schema.tables[0].columns
        assert isinstance(columns, tuple)
        assert columns[0].type == type_
        assert columns[0].nullable is text.endswith("?")


# Every schema that can be stated.

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=70).map(
    truncated
)
TYPES = st.sampled_from(["text", "bigint", "integer", "numeric(12,2)", "timestamp(3)", "text[]", "boolean", "jsonb"])
EXPRESSIONS = st.sampled_from(["lower(a)", "(a > 0)", "a = 'x: #y'", "'{}'::jsonb", "a IS NULL", "\"Odd\" || 'it''s'"])
DEFAULTS = st.sampled_from(["'draft'", "0", "-1.50", "true", "now()", "'{}'", "gen_random_uuid()", "'a: b'", "'no'"])
PROTECTED = st.sampled_from([None, "agreed with everybody", "yes", "note: do not touch", "#1"])


def facet(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(values, st.just(UNSTATED))


@st.composite
def columns_strategy(draw: st.DrawFn, name: str) -> Column:
    type_ = parse_type(draw(TYPES))
    base = Column(name, draw(facet(st.just(type_))), draw(facet(st.booleans())), protected=draw(PROTECTED))  # type: ignore[arg-type]
    extra = draw(st.sampled_from(["nothing", "default", "identity", "generated", "serial", "any"]))
    if extra == "default":
        stated = base.type if isinstance(base.type, TypeName) else None
        base = replace(base, default=parse_default(draw(DEFAULTS), stated, "public"))
    elif extra == "identity":
        base = replace(base, nullable=False, identity=draw(st.sampled_from(["always", "by default"])))
    elif extra == "generated":
        expression = draw(facet(EXPRESSIONS))
        base = replace(base, generated=Generated(expression, draw(facet(st.booleans()))))  # type: ignore[arg-type]
    elif extra == "serial":
        base = replace(base, type=parse_type("bigint"), default=Default("serial", ""))
    elif extra == "any":
        base = replace(base, default=UNSTATED, identity=UNSTATED, generated=UNSTATED)
    return replace(
        base,
        collation=draw(facet(st.one_of(st.none(), st.just("C"), st.just('en-x-"icu"')))),  # type: ignore[arg-type]
        not_null_validated=draw(facet(st.booleans())),  # type: ignore[arg-type]
        not_null_no_inherit=draw(facet(st.booleans())),  # type: ignore[arg-type]
        not_null_name=draw(facet(st.one_of(st.none(), st.just("there")))),  # type: ignore[arg-type]
    )


DEFERRALS = facet(st.sampled_from(["no", "deferrable", "initially deferred"]))
FLAGS = facet(st.booleans())


@st.composite
def tables_strategy(draw: st.DrawFn, name: QName) -> Table:
    if draw(st.integers(0, 4)) == 0:
        return Table(name)
    column_names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    some = st.lists(st.sampled_from(column_names), min_size=1, max_size=3, unique=True).map(tuple)
    parts = st.builds(
        KeyPart,
        st.none(),
        expression=EXPRESSIONS,
        operator_class=facet(st.sampled_from([None, "text_pattern_ops"])),
        collation=facet(st.sampled_from([None, "C"])),
        descending=FLAGS,
        nulls_first=FLAGS,
    )
    key = draw(some)
    index = Index(
        (*map(KeyPart, key), *draw(st.lists(parts, max_size=1))),
        unique=True,
        name=draw(facet(NAMES)),  # type: ignore[arg-type]
        predicate=draw(facet(st.one_of(st.none(), EXPRESSIONS))),  # type: ignore[arg-type]
        nulls_distinct=draw(FLAGS),  # type: ignore[arg-type]
        deferral=draw(DEFERRALS),  # type: ignore[arg-type]
        usable=draw(FLAGS),  # type: ignore[arg-type]
        method=draw(facet(st.sampled_from(["btree", "hash"]))),  # type: ignore[arg-type]
        include=draw(facet(st.one_of(st.just(()), some))),  # type: ignore[arg-type]
        constraint=draw(FLAGS),  # type: ignore[arg-type]
        protected=draw(PROTECTED),
    )
    pointing = draw(some)
    on_delete = draw(facet(st.sampled_from(["no action", "restrict", "cascade", "set null", "set default"])))
    changed: object = () if on_delete is not UNSTATED else UNSTATED
    if on_delete in ("set null", "set default"):
        changed = draw(st.sampled_from([(), pointing[:1]]))
    foreign = ForeignKey(
        pointing,
        QName(draw(NAMES), "elsewhere"),
        tuple(draw(st.lists(NAMES, min_size=len(pointing), max_size=len(pointing), unique=True))),
        name=draw(facet(NAMES)),  # type: ignore[arg-type]
        on_delete=on_delete,  # type: ignore[arg-type]
        on_delete_columns=changed,  # type: ignore[arg-type]
        on_update=draw(facet(st.just("cascade"))),  # type: ignore[arg-type]
        match=draw(facet(st.sampled_from(["simple", "full"]))),  # type: ignore[arg-type]
        deferral=draw(DEFERRALS),  # type: ignore[arg-type]
        validated=draw(FLAGS),  # type: ignore[arg-type]
        enforced=draw(FLAGS),  # type: ignore[arg-type]
        triggers_enabled=draw(FLAGS),  # type: ignore[arg-type]
        protected=draw(PROTECTED),
    )
    primary = draw(facet(st.one_of(st.none(), st.just(PrimaryKey(key, draw(facet(NAMES)), draw(DEFERRALS))))))  # type: ignore[arg-type]
    return Table(
        name,
        kind=draw(facet(st.sampled_from(["table", "partitioned table", "foreign table"]))),  # type: ignore[arg-type]
        columns=draw(facet(st.just(tuple(draw(columns_strategy(each)) for each in column_names)))),  # type: ignore[arg-type]
        primary_key=primary,  # type: ignore[arg-type]
        uniques=draw(facet(st.sampled_from([(), (index,)]))),  # type: ignore[arg-type]
        foreign_keys=draw(facet(st.sampled_from([(), (foreign,)]))),  # type: ignore[arg-type]
        unlogged=draw(FLAGS),  # type: ignore[arg-type]
        more_columns=draw(st.booleans()),
        protected=draw(PROTECTED),
    )


@st.composite
def schemas_strategy(draw: st.DrawFn) -> Schema:
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    other = draw(st.lists(NAMES.filter(lambda name: name not in ("public", "elsewhere")), max_size=1))
    tables = [draw(tables_strategy(QName("public", name))) for name in sorted(names)]
    tables += [draw(tables_strategy(QName(schema, "t"))) for schema in other]
    covered = {"public", *other}
    sound = []
    for each in tables:
        keys = each.foreign_keys
        # A target in a schema the file covers would have to be in the file.
        astray = isinstance(keys, tuple) and any(key.target.schema in covered for key in keys)
        sound.append(replace(each, foreign_keys=()) if astray else each)
    return Schema(WRITTEN, "public", ("public", *other), tuple(sound))


@pytest.mark.slow
@settings(deadline=None)
@given(schemas_strategy())
def test_what_is_written_reads_back_the_same(stated: Schema) -> None:
    written = write_spec(stated)
    assert read_spec(written, "spec.yaml").schema == stated
    assert read_spec(write_spec_json(stated), "spec.yaml").schema == stated
    assert write_spec(read_spec(written, "spec.yaml").schema) == written


@settings(deadline=None)
@given(st.text(), st.booleans())
def test_any_text_is_written_so_that_yaml_reads_it(text: str, inside: bool) -> None:
    if any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        return
    written = scalar(text, inside=inside)
    loaded = yaml.safe_load(f"[{written}]" if inside else f"- {written}")
    assert loaded == [text]
