"""What Prisma makes of a schema.prisma on PostgreSQL, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.base.errors import SourceError
from schemacheck.base.names import QName
from schemacheck.model.keys import Index
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table
from schemacheck.sources.prisma.fit import as_made
from schemacheck.sources.prisma.load import read
from schemacheck.sources.prisma.mapping import PrismaSource, described

DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'
PREVIEWS = 'generator client {\n  provider = "x"\n  previewFeatures = ["views", "partialIndexes"]\n}\n'
LONG = "aVeryLongNameThatGoesOnUntilItIsLongerThanPostgreSQLKeepsOfAnyOfThem"


def source(text: str, home: str = "public", datasource: str = DATASOURCE) -> PrismaSource:
    written, mistakes = read({"s.prisma": datasource + text + PREVIEWS})
    assert written is not None, "\n".join(map(str, mistakes))
    return described(written, home, "s.prisma")


def schema(text: str, datasource: str = DATASOURCE) -> Schema:
    return source(text, datasource=datasource).schema


def model(lines: str, more: str = "") -> Table:
    return schema(f"model M {{\n  id Int @id\n  {lines}\n}}\n{more}").tables[0]


def column(line: str, more: str = 'enum E {\n  A\n  B @map("bee")\n}\n') -> Column:
    columns = model(f"c {line}", more).columns
    assert isinstance(columns, tuple)
    return columns[1]


def members(value: object) -> tuple:  # type: ignore[type-arg]
    assert isinstance(value, tuple)
    return value


TYPES = {
    "String": "text",
    "Int": "integer",
    "BigInt": "bigint",
    "Float": "double precision",
    "Decimal": "numeric(65,30)",
    "Boolean": "boolean",
    "DateTime": "timestamp(3)",
    "Json": "jsonb",
    "Bytes": "bytea",
    "E": 'public."E"',
    "String[]": "text[]",
    "E[]": 'public."E"[]',
    "String @db.Char": "char(1)",
    "String @db.Char(5)": "char(5)",
    "String @db.VarChar": "varchar",
    "String @db.VarChar(10)": "varchar(10)",
    "String @db.Bit": "bit(1)",
    "String @db.VarBit(9)": "varbit(9)",
    "String @db.Uuid": "uuid",
    "String @db.Citext": "citext",
    "Int @db.SmallInt": "smallint",
    "Int @db.Oid": "oid",
    "Float @db.Real": "real",
    "Float @db.DoublePrecision": "double precision",
    "Decimal @db.Decimal": "numeric",
    "Decimal @db.Decimal(5, 2)": "numeric(5,2)",
    "Decimal @db.Money": "money",
    "DateTime @db.Timestamp": "timestamp",
    "DateTime @db.Timestamp(0)": "timestamp(0)",
    "DateTime @db.Timestamptz(6)": "timestamptz",
    "DateTime @db.Date": "date",
    "DateTime @db.Timetz(3)": "timetz(3)",
    "Json @db.Json": "json",
    "Bytes @db.ByteA": "bytea",
    'Unsupported("tsvector")': "tsvector",
    'Unsupported("vector(1536)")': "vector(1536)",
    'Unsupported("bit varying(5)")': "varbit(5)",
    "String[] @db.VarChar(3)": "varchar(3)[]",
}


@pytest.mark.parametrize("line", TYPES)
def test_types(line: str) -> None:
    assert str(column(line).type) == TYPES[line]


DEFAULTS = {
    "String": "None",
    "String @default(cuid())": "None",
    "String @default(uuid(7))": "None",
    "String @default(ulid())": "None",
    "String @default(nanoid(5))": "None",
    "DateTime @updatedAt": "None",
    "String @default(dbgenerated())": "UNSTATED",
    'String @default(dbgenerated(" "))': "UNSTATED",
    "DateTime @default(now())": "CURRENT_TIMESTAMP",
    'String @default("it\'s")': "'it''s'",
    "Int @default(-5)": "-5",
    "Decimal @default(0.10)": "0.1",
    "Boolean @default(true)": "true",
    "E @default(B)": "'bee'",
    "E[] @default([A, B])": "'{A,bee}'",
    "String[] @default([])": "'{}'",
    'Json @default("{\\"b\\": 1, \\"a\\": 2}")': """'{"a": 2, "b": 1}'""",
    'Bytes @default("aGk=")': "'6869'",
    'String @default(dbgenerated("gen_random_uuid()")) @db.Uuid': "gen_random_uuid()",
    "Int @default(autoincrement())": "serial",
}


@pytest.mark.parametrize("line", DEFAULTS)
def test_defaults(line: str) -> None:
    default = column(line).default
    shown = "UNSTATED" if default is UNSTATED else str(default)
    assert shown.replace("\\x", "").replace('": ', '":').replace(', "', ',"') == DEFAULTS[line].replace(
        '": ', '":'
    ).replace(', "', ',"')


@pytest.mark.parametrize(
    ("line", "nullable"),
    [
        ("Int", False),
        ("Int?", True),
        ("Int[]", True),
        ("Int @default(autoincrement())", False),
        ("Int? @default(autoincrement())", False),
        ("Int @ignore", False),
    ],
)
def test_not_null(line: str, nullable: object) -> None:
    assert column(line).nullable is nullable


def test_what_prisma_has_no_words_for_is_unstated() -> None:
    table = model("c String")
    assert (table.unlogged, table.checks) == (UNSTATED, UNSTATED)
    assert column("String").collation is UNSTATED
    made = as_made(source("model M {\n  id Int @id\n}\n")).tables[0]
    assert (made.unlogged, members(made.columns)[0].collation) == (False, None)


def test_an_ignored_field_is_a_column_like_any_other() -> None:
    ignored, plain = column("Int @ignore @default(3)"), column("Int @default(3)")
    assert (ignored.name, ignored.type, ignored.default) == (plain.name, plain.type, plain.default)


def test_an_ignored_model_is_a_table_of_which_the_columns_are_stated() -> None:
    table = model("@@ignore")
    assert [each.name for each in members(table.columns)] == ["id"]
    assert (table.name, table.primary_key, table.indexes) == (QName("public", "M"), UNSTATED, UNSTATED)


def test_names_are_the_ones_in_the_database() -> None:
    found = schema(
        'model M {\n  id Int @id @map("m_id")\n  e String @unique @map("e_mail")\n  b Int\n  @@index([b, e])\n'
        '  @@unique([b, e])\n  @@map("ms")\n}\n'
    ).tables[0]
    assert found.name == QName("public", "ms")
    assert [each.name for each in members(found.columns)] == ["m_id", "e_mail", "b"]
    assert found.primary_key.name == "ms_pkey"  # type: ignore[union-attr]
    assert [each.name for each in members(found.uniques)] == ["ms_e_mail_key", "ms_b_e_mail_key"]
    assert [each.name for each in members(found.indexes)] == ["ms_b_e_mail_idx"]
    assert members(found.indexes)[0].columns == ("b", "e_mail")


def test_names_that_are_written_win() -> None:
    found = model(
        'b Int @unique(map: "u")\n  @@index([b], map: "i")\n  @@index([b], name: "old")\n  @@unique([b, id], name: "c")'
    )
    assert [each.name for each in members(found.uniques)] == ["u", "M_b_id_key"]
    assert [each.name for each in members(found.indexes)] == ["i", "old"]


def test_names_are_cut_before_their_suffix() -> None:
    found = schema(f"model {LONG} {{\n  id Int @id\n  ü{LONG} Int @unique\n}}\n").tables[0]
    assert found.name.name == LONG[:63]
    assert found.primary_key.name == LONG[:58] + "_pkey"  # type: ignore[union-attr]
    assert members(found.uniques)[0].name == LONG[:59] + "_key"
    # The letter of two bytes counts as two.
    assert members(found.columns)[1].name == "ü" + LONG[:61]


def test_two_names_that_are_one_after_the_cut_are_a_mistake() -> None:
    with pytest.raises(SourceError) as caught:
        schema(
            f"model {LONG}One {{\n  id Int @id\n}}\n"
            f'model {LONG}Two {{\n  id Int @id(map: "k")\n  {LONG}A Int\n  {LONG}B Int\n}}\n'
        )
    assert [(mistake.at.line, mistake.message.split(" are both ")[1]) for mistake in caught.value.mistakes] == [
        (7, f"the table {LONG[:63]} in the database"),
        (10, f"the column {LONG[:63]} in the database"),
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('Unsupported("numeric(")', "the type 'numeric('"),
        ('Bytes @default("%%%")', "no base64"),
    ],
)
def test_what_cannot_be_a_database_is_a_located_mistake(line: str, complaint: str) -> None:
    with pytest.raises(SourceError) as caught:
        column(line)
    assert [mistake.at.line for mistake in caught.value.mistakes] == [6]
    assert complaint in str(caught.value)


INDEXES = {
    "@@index([a(sort: Desc), b])": ("btree", [("a", None, True), ("b", None, False)], None),
    "@@index([a], type: Hash)": ("hash", [("a", None, False)], None),
    "@@index([j(ops: JsonbPathOps)], type: Gin)": ("gin", [("j", "jsonb_path_ops", False)], None),
    "@@index([j(ops: JsonbOps)], type: Gin)": ("gin", [("j", None, False)], None),
    "@@index([z(ops: TimestampTzMinMaxMultiOps)], type: Brin)": (
        "brin", [("z", "timestamptz_minmax_multi_ops", False)], None,
    ),
    "@@index([a(ops: Int4MinMaxOps)], type: Brin)": ("brin", [("a", None, False)], None),
    '@@index([s(ops: raw("text_pattern_ops"))])': ("btree", [("s", "text_pattern_ops", False)], None),
    '@@index([s(ops: raw("gin_trgm_ops"))], type: Gin)': ("gin", [("s", "gin_trgm_ops", False)], None),
    '@@index([a], where: raw("b > 0"))': ("btree", [("a", None, False)], "b > 0"),
    "@@index([a], where: { b: 1 })": ("btree", [("a", None, False)], "(b = 1)"),
    "@@index([a], where: { b: null, s: { not: null } })": (
        "btree", [("a", None, False)], '(b IS NULL) AND ("S" IS NOT NULL)',
    ),
    '@@index([a], where: { s: { not: "x" }, t: true })': (
        "btree", [("a", None, False)], "(\"S\" <> 'x') AND (t = true)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", INDEXES)
def test_indexes(line: str) -> None:
    found = model(
        f'a Int\n  b Int?\n  j Json\n  s String @map("S")\n  t Boolean\n  z DateTime @db.Timestamptz(3)\n  {line}'
    ).indexes
    index: Index = members(found)[0]
    parts = [
        ({"S": "s"}.get(part.column or "", part.column), part.operator_class, part.descending) for part in index.parts
    ]
    assert (index.method, parts, index.predicate) == INDEXES[line]


ACTIONS = {
    ("Int", ""): ("restrict", "cascade"),
    ("Int?", ""): ("set null", "cascade"),
    ("Int", ", onDelete: Cascade, onUpdate: NoAction"): ("cascade", "no action"),
    ("Int?", ", onDelete: SetDefault, onUpdate: Restrict"): ("set default", "restrict"),
}


@pytest.mark.parametrize("written", ACTIONS)
def test_actions_that_are_left_out_are_prismas_own(written: tuple[str, str]) -> None:
    kind, more = written
    optional = "?" if kind.endswith("?") else ""
    key = members(
        model(
            f"oId {kind}\n  o O{optional} @relation(fields: [oId], references: [id]{more})",
            'model O {\n  id Int @id\n  ms M[]\n  @@map("os")\n}\n',
        ).foreign_keys
    )[0]
    assert (key.on_delete, key.on_update) == ACTIONS[written]
    assert (key.name, key.target, key.target_columns) == ("M_oId_fkey", QName("public", "os"), ("id",))


def test_a_key_of_which_one_column_is_required_is_not_cleared() -> None:
    key = members(
        model(
            "a Int\n  b Int?\n  o O? @relation(fields: [a, b], references: [x, y])",
            "model O {\n  x Int\n  y Int\n  ms M[]\n  @@id([x, y])\n}\n",
        ).foreign_keys
    )[0]
    assert key.on_delete == "restrict"


JOINED = (
    'model Zoo {\n  id String @id @db.Uuid\n  as apple[]\n  @@map("zs")\n}\n'
    "model apple {\n  id Int @id @default(autoincrement())\n  zs Zoo[]\n}\n"
)


def test_a_join_table() -> None:
    table = schema(JOINED).tables[-1]
    assert table.name == QName("public", "_ZooToapple")
    assert [(each.name, str(each.type), each.nullable, each.default) for each in members(table.columns)] == [
        ("A", "uuid", False, None),
        ("B", "integer", False, None),
    ]
    assert table.primary_key.name == "_ZooToapple_AB_pkey"  # type: ignore[union-attr]
    assert [(key.columns, key.target.name, key.on_delete) for key in members(table.foreign_keys)] == [
        (("A",), "zs", "cascade"),
        (("B",), "apple", "cascade"),
    ]
    assert [(each.name, each.columns) for each in members(table.indexes)] == [("_ZooToapple_B_index", ("B",))]


def test_no_foreign_keys_with_relation_mode_prisma() -> None:
    tables = schema(JOINED, DATASOURCE.replace('"postgresql"', '"postgresql"\n  relationMode = "prisma"')).tables
    assert [table.foreign_keys for table in tables] == [(), (), ()]


def test_lists_that_face_each_other_need_simple_keys() -> None:
    with pytest.raises(SourceError) as caught:
        schema("model A {\n  x Int\n  y Int\n  bs B[]\n  @@id([x, y])\n}\nmodel B {\n  id Int @id\n  as A[]\n}\n")
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        "s.prisma:7:3: A.bs needs an @id of one field in A [P1012] "
        "(Prisma keeps a table for two lists only between such keys)"
    ]


def test_a_model_mapped_to_a_join_table_is_a_mistake() -> None:
    with pytest.raises(SourceError) as caught:
        schema(JOINED + 'model J {\n  id Int @id\n  @@map("_ZooToapple")\n}\n')
    assert "model J are both the table _ZooToapple" in str(caught.value)


def test_schemas_of_the_datasource() -> None:
    datasource = DATASOURCE.replace('"postgresql"', '"postgresql"\n  schemas = ["auth", "base"]')
    found = schema(
        'model U {\n  id Int @id\n  r R\n  @@schema("base")\n}\n'
        'enum R {\n  X\n  @@map("role")\n  @@schema("auth")\n}\n',
        datasource,
    )
    assert (found.namespaces, found.home) == (("auth", "base"), "auth")
    assert found.tables[0].name == QName("base", "U")
    assert str(members(found.tables[0].columns)[1].type) == "auth.role"
    assert [(enum.name, enum.labels) for enum in members(found.enums)] == [(QName("auth", "role"), ("X",))]


def test_without_schemas_the_connection_decides() -> None:
    found = source("model U {\n  id Int @id\n}\n", home="app").schema
    assert (found.namespaces, found.home, found.tables[0].name) == (("app",), "app", QName("app", "U"))


def test_a_view_states_names_and_types() -> None:
    view = schema("view V {\n  id Int @unique\n  n String?\n}\n").tables[0]
    assert (view.kind, view.uniques, view.primary_key) == ("view", UNSTATED, UNSTATED)
    assert [(str(each.type), each.nullable) for each in members(view.columns)] == [
        ("integer", UNSTATED),
        ("text", UNSTATED),
    ]


def test_everything_has_its_place() -> None:
    table = model(
        'e String? @unique @default("x")\n  o Int\n  r M @relation("r", fields: [o], references: [id], '
        'onDelete: Cascade)\n  rs M[] @relation("r")\n  @@index([o])'
    )
    email = members(table.columns)[1]
    assert (table.at.line, email.at.line, email.marks["default"].column) == (4, 6, 21)  # type: ignore[union-attr]
    key = members(table.foreign_keys)[0]
    assert (key.at.line, key.marks["on_delete"].line) == (8, 8)
    assert [each.at.line for each in (*members(table.uniques), *members(table.indexes))] == [6, 10]
    assert table.primary_key.at.line == 5  # type: ignore[union-attr]


LINES = st.sampled_from(
    [
        *TYPES,
        *DEFAULTS,
        *(
            "M[]",
            "N[]",
            "N?",
            'Unsupported("a(")',
            'Int @map("id")',
            "Int @ignore",
            "N @relation(fields: [f0], references: [id])",
        ),
    ]
)
BLOCKS = st.sampled_from(
    [
        "@@ignore",
        '@@map("_MToN")',
        "@@index([f0])",
        "@@unique([f0, f1])",
        "@@id([f0, f1])",
        '@@index([f0(ops: raw(""))])',
    ]
)


@given(st.lists(LINES, max_size=6), st.lists(BLOCKS, max_size=2), st.sampled_from(["id Int @id", "id Int", "fs M[]"]))
def test_any_sound_file_gives_a_database_or_located_mistakes(fields: list[str], blocks: list[str], other: str) -> None:
    body = "\n".join([*(f"  f{number} {line}" for number, line in enumerate(fields)), *blocks])
    text = f"model M {{\n  id Int @id\n{body}\n}}\nmodel N {{\n  {other}\n  ms M[]\n}}\nenum E {{\n  A\n  B\n}}\n"
    written, mistakes = read({"s.prisma": DATASOURCE + text})
    if written is None:
        assert mistakes
        return
    try:
        tables = described(written, "public", "s.prisma").schema.tables
    except SourceError as error:
        assert {mistake.at.file for mistake in error.mistakes} == {"s.prisma"}  # noqa: PT017 - either outcome is fine
    else:
        assert len({table.name for table in tables}) == len(tables)
