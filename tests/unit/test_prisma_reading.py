"""What the names of a schema.prisma stand for: mistakes that the language allows, told all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.base.errors import ExitCode, SourceError, UsageError
from schemacheck.sources.prisma.load import PrismaSchema, load, read

DATASOURCE = 'datasource db { // line 1\n  provider = "postgresql"\n}\n'
"""Three lines: what a test adds begins in line 4."""


def mistakes_of(text: str, datasource: str = DATASOURCE) -> list[str]:
    schema, mistakes = read({"s.prisma": datasource + text})
    assert (schema is None) == bool(mistakes)
    return [str(mistake).removeprefix("s.prisma:") for mistake in mistakes]


def sound(text: str, datasource: str = DATASOURCE) -> PrismaSchema:
    schema, mistakes = read({"s.prisma": datasource + text})
    assert [str(mistake) for mistake in mistakes] == []
    assert schema is not None
    return schema


# --- the datasource ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "schemas", "foreign_keys"),
    [
        ('provider = "postgresql"', "db", (), True),
        ('provider = "postgres"\n  schemas = ["public", "auth"]', "pg", ("public", "auth"), True),
        ('provider = "postgresql"\n  relationMode = "prisma"', "db", (), False),
        ('provider = "postgresql"\n  relationMode = "foreignKeys"', "db", (), True),
        ('provider = "postgresql"\n  referentialIntegrity = "prisma"', "db", (), False),
        ('provider = "postgresql"\n  url = env("X")\n  directUrl = env("Y")\n  novelty = 1', "db", (), True),
    ],
)
def test_facts_of_the_datasource(body: str, name: str, schemas: tuple[str, ...], foreign_keys: bool) -> None:
    facts = sound("", f"datasource {name} {{\n  {body}\n}}\n").datasource
    assert (facts.name, facts.schemas, facts.foreign_keys) == (name, schemas, foreign_keys)
    assert (facts.at.line, facts.at.column) == (1, 12)


@pytest.mark.parametrize(
    ("datasource", "expected"),
    [
        (
            "",
            [
                "1:1: there is no datasource block "
                "(it names the provider; give the whole folder when the schema has several files)"
            ],
        ),
        ("datasource db {\n}\n", ['1:12: datasource db has no provider (provider = "postgresql" is expected)']),
        ('datasource db {\n  provider = "mysql"\n}\n', ['2:14: provider "mysql" is not read; only "postgresql" is']),
        (
            'datasource db {\n  provider = "cockroachdb"\n}\n',
            ['2:14: provider "cockroachdb" is not read; only "postgresql" is'],
        ),
        (
            'datasource db {\n  provider = "postgressql"\n}\n',
            ['2:14: provider "postgressql" is not read; only "postgresql" is (did you mean postgresql?)'],
        ),
        (
            'datasource db {\n  provider = env("P")\n}\n',
            ['2:14: the provider is one string (provider = "postgresql" is expected)'],
        ),
        (
            DATASOURCE + 'datasource other {\n  provider = "postgresql"\n}\n',
            ["4:12: a second datasource; the first one stands at s.prisma:1:12"],
        ),
        (
            'datasource db {\n  provider = "postgresql"\n  relationmode = "prisma"\n}\n',
            ["3:3: a datasource has no setting relationmode (did you mean relationMode?)"],
        ),
        (
            'datasource db {\n  provider = "postgresql"\n  relationMode = prisma\n}\n',
            ['3:18: relationMode is "foreignKeys" or "prisma"'],
        ),
        (
            'datasource db {\n  provider = "postgresql"\n  schemas = "public"\n}\n',
            ['3:13: schemas is a list of names, as in ["public", "auth"]'],
        ),
        (
            'datasource db {\n  provider = "postgresql"\n  provider = "postgresql"\n}\n',
            ["3:3: provider is set twice in datasource db"],
        ),
    ],
)
def test_mistakes_in_the_datasource(datasource: str, expected: list[str]) -> None:
    assert mistakes_of("", datasource) == expected


# --- names and types --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "model A {\n  id Int @id\n  x Sting\n}\n",
            ["6:5: there is no type, model or enum Sting (did you mean String?)"],
        ),
        ("model A {\n  id int @id\n}\n", ["5:6: there is no type, model or enum int (did you mean Int?)"]),
        (
            "model A {\n  id Int @id\n  bId Int\n  b Bee @relation(fields: [bId], references: [id])\n}\n"
            "model Be {\n  id Int @id\n}\n",
            ["7:5: the relation b leads to a model Bee, which does not exist (did you mean Be?)"],
        ),
        (
            "model A {\n  id Int @id\n}\nenum A {\n  X\n}\n",
            ["7:6: a second block with the name A; the first one stands at s.prisma:4:7"],
        ),
        ("enum Json {\n  X\n}\n", ["4:6: Json is the name of a scalar type"]),
        (
            "model A {\n  id Int @id\n  id Int\n}\n",
            [
                "6:3: id is a field of A already, in line 5",
            ],
        ),
        (
            'model A {\n  id Int @id @map("x")\n  x Int\n}\n',
            ["6:3: x is a column of A already, that of id"],
        ),
        (
            'model A {\n  x Int @id\n  y Int @map("x")\n}\n',
            ["6:9: x is a column of A already, that of x"],
        ),
        (
            'model A {\n  id Int @id\n}\nmodel B {\n  id Int @id\n  @@map("A")\n}\n',
            ["9:3: B and A are both A in the database"],
        ),
        (
            'view V {\n  id Int\n  @@map("t")\n}\nmodel B {\n  id Int @id\n  @@map("t")\n}\n',
            ["6:3: V and B are both t in the database"],
        ),
        (
            'enum E {\n  X\n  @@map("f")\n}\nenum f {\n  X\n}\n',
            ["8:6: f and E are both f in the database"],
        ),
        ("enum E {\n}\n", ["4:6: enum E has no values"]),
        ("enum E {\n  X\n  X\n}\n", ["6:3: X is a value of enum E already, in line 5"]),
        (
            'enum E {\n  X\n  Y @map("X")\n}\n',
            ["6:5: X is a value of enum E in the database already, that of X"],
        ),
        (
            "type T {\n  x Int\n}\nmodel A {\n  id Int @id\n  t T\n}\n",
            [
                "4:6: type T: Prisma has composite types for MongoDB only "
                "(a Json field or a model of its own takes its place)"
            ],
        ),
        (
            "model A {\n  id Int @id\n  _x Int\n}\n",
            ["6:3: the name _x begins with no letter (give the field another name and map it to this one)"],
        ),
        ("model A-B {\n  id Int @id\n}\n", ["4:7: the name A-B has a - in it (map the model to this name instead)"]),
    ],
)
def test_mistakes_in_names_and_types(text: str, expected: list[str]) -> None:
    assert mistakes_of(text) == expected


def test_one_name_may_live_in_two_schemas() -> None:
    source = 'datasource db {\n  provider = "postgresql"\n  schemas = ["a", "b"]\n}\n'
    model = 'model {0} {{\n  id Int @id\n  @@map("t")\n  @@schema("{1}")\n}}\n'
    schema = sound(model.format("A", "a") + model.format("B", "b"), source)
    assert [model.database_name for model in schema.models.values()] == ["t", "t"]


@pytest.mark.parametrize(
    ("schemas", "attribute", "expected"),
    [
        ("", '@@schema("a")', ['7:3: @@schema needs the schemas of the datasource (schemas = ["..."] names them)']),
        (
            'schemas = ["a", "b"]',
            "",
            ["5:7: A does not say in which schema it is: @@schema is missing (the datasource has a, b)"],
        ),
        ('schemas = ["auth"]', '@@schema("auht")', ["7:3: the datasource has no schema auht (did you mean auth?)"]),
    ],
)
def test_mistakes_in_schemas(schemas: str, attribute: str, expected: list[str]) -> None:
    datasource = f'datasource db {{\n  provider = "postgresql"\n  {schemas}\n}}\n'
    assert mistakes_of(f"model A {{\n  id Int @id\n  {attribute}\n}}\n", datasource) == expected


# --- attributes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x Int @uniqe", "9: a field takes no @uniqe (did you mean @unique?)"),
        ("x Int @nonsense", "9: a field takes no @nonsense"),
        ("x Int @index", "9: a field takes no @index (@@index stands on a line of its own)"),
        ("x Int @ignore @ignore", "17: @ignore stands here twice"),
        ("x Int @map", "9: @map needs a string in quotes"),
        ("x Int @map(y)", "14: name of @map must be a string in quotes"),
        ('x Int @map("")', "14: name of @map is empty"),
        ('x Int @map("a", "b")', "19: @map has more than one name"),
        ("x Int @ignore(1)", "17: @ignore takes no argument without a name"),
        ('x Int @unique(mapp: "a")', "17: @unique takes no argument mapp: (did you mean map?)"),
        ("x Int @unique(sort: desc)", "23: sort of @unique must be one of Asc, Desc, not desc (did you mean Desc?)"),
        ('x Int @unique(sort: "Desc")', "23: sort of @unique must be one of Asc, Desc"),
        ("x Int @unique(where: 1)", '24: where of @unique must be raw("...") or { field: value }'),
        ("x Int @db.Integre", "9: PostgreSQL has no native type @db.Integre in Prisma (did you mean @db.Integer?)"),
        ("x Int @db.TinyInt", "9: PostgreSQL has no native type @db.TinyInt in Prisma"),
        (
            "x Int @pg.Integer",
            "9: there is no attribute @pg.Integer (native types begin with the name of the datasource, here @db.)",
        ),
        ("x Int @db.Text", "9: @db.Text is for String, and x is Int"),
        ("x Int @db.Integer @db.Oid", "21: x has more than one native type"),
        ("x String @db.VarChar(10, 2)", "12: @db.VarChar takes at most one whole number"),
        ('x String @db.VarChar("10")', "12: @db.VarChar takes at most one whole number"),
        ("x String @db.Text(3)", "12: @db.Text takes no argument"),
        ("x Decimal @db.Decimal(3)", "13: @db.Decimal takes none or two whole numbers"),
        ("x E @db.Text", "7: @db.Text is for String, and x is E"),
        ("x Int @relation(fields: [id])", "9: x is of type Int, which is no model: it takes no @relation"),
        ("x Int @id", "9: A has more than one primary key (a key of several fields is one @@id)"),
        ("@@indx([id])", "3: a model takes no @@indx (did you mean @@index?)"),
        ("@@index", "3: @@index needs a list of fields"),
        ("@@index([])", "11: fields of @@index is empty"),
        ('@@index(["id"])', "12: fields of @@index must be a list of fields"),
        ("@@index([idd])", "12: A has no field idd (did you mean id?)"),
        ("@@unique([id, id])", "3: @@unique names id more than once"),
        ("@@unique([id, nope])", "17: A has no field nope"),
        ("@@index([id(sort: Up)])", "21: sort of id must be one of Asc, Desc, not Up"),
        ("@@index([id(ops: raw(1))])", '20: ops of id must be an operator class or raw("...")'),
        (
            "@@index([id], type: Gnn)",
            "23: type of @@index must be one of BTree, Hash, Gist, Gin, SpGist, Brin, not Gnn (did you mean Gin?)",
        ),
        ("@@id([id])", "3: A has more than one primary key (a key of several fields is one @@id)"),
        ("@@fulltext([id])", "3: @@fulltext is for MySQL; PostgreSQL has none"),
    ],
)
def test_mistakes_in_attributes(line: str, expected: str) -> None:
    found = mistakes_of(f"enum E {{\n  X\n}}\nmodel A {{\n  id Int @id\n  {line}\n}}\n")
    assert found == [f"9:{expected}"]


def test_a_block_attribute_that_stands_twice() -> None:
    assert mistakes_of(
        'model A {\n  id Int @id\n  @@map("a")\n  @@index([id])\n  @@index([id])\n  @@map("b")\n}\n'
    ) == ["9:3: @@map stands here twice"]


def test_an_attribute_of_an_enum_or_its_values() -> None:
    assert mistakes_of("enum E {\n  X @id\n  Y @mapp\n  @@index([X])\n  @@mapp\n}\n") == [
        "5:5: an enum value takes no @id",
        "6:5: an enum value takes no @mapp (did you mean @map?)",
        "7:3: an enum takes no @@index",
        "8:3: an enum takes no @@mapp (did you mean @@map?)",
    ]


@pytest.mark.parametrize("line", ["id Int? @id", "id Int[] @id", "id Int?\n  b Int\n  @@id([b, id])"])
def test_a_primary_key_is_required(line: str) -> None:
    (mistake,) = mistakes_of(f"model A {{\n  {line}\n}}\n")
    assert mistake.endswith("id is part of the primary key: it cannot be optional or a list")


# --- defaults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        *("x Int @default(1)", "x Int? @default(-7)", "x BigInt @default(9223372036854775807)", "x Float @default(3)"),
        *(
            "x Float @default(1.5)",
            "x Decimal @default(0.10)",
            'x Decimal @default("0.10")',
            "x Boolean @default(true)",
        ),
        *('x String @default("")', 'x Json @default("{}")', 'x Bytes @default("aGk=")', "x E @default(X)"),
        *('x DateTime @default("2020-01-02T03:04:05Z")', "x DateTime @default(now())", "x Int[] @default([1, 2])"),
        *("x E[] @default([X])", "x String[] @default([])", "x String @default(cuid(2))", "x String @default(uuid(7))"),
        *("x String @default(ulid())", "x String @default(nanoid(5))", "x BigInt @default(autoincrement())"),
        *("x Int @default(sequence())", 'x Int[] @default(dbgenerated("1"))', "x String @default(dbgenerated())"),
        *('x Unsupported("point") @default(dbgenerated("1"))', "x Int @default(value: 1)"),
    ],
)
def test_sound_defaults(field: str) -> None:
    model = sound(f"enum E {{\n  X\n}}\nmodel A {{\n  id Int @id\n  {field}\n}}\n").models["A"]
    assert model.fields[1].attribute("default") is not None


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ('x Int @default("1")', "18: the default of x is no Int"),
        ("x Int @default(1.5)", "18: the default of x is no Int"),
        ("x Float @default(1e5)", "20: the default of x is no Float (numbers are written without an exponent)"),
        ("x String @default(abc)", "21: the default of x is no String"),
        ("x DateTime @default(now)", "23: the default of x is no DateTime (did you mean now()?)"),
        ('x Boolean @default("true")', "22: the default of x is no Boolean"),
        ("x E @default(Y)", "16: enum E has no value Y"),
        ("x E @default(Frist)", "16: enum E has no value Frist (did you mean First?)"),
        ('x E @default("First")', "16: the default of x is a value of enum E, without quotes"),
        ("x E[] @default([Second])", "19: enum E has no value Second"),
        ("x Int[] @default(1)", "20: the default of x is a list, as in [ ]"),
        ("x String[] @default(now())", "23: now() is no default for String; it makes DateTime"),
        ("x String @default(now())", "21: now() is no default for String; it makes DateTime"),
        ("x String @default(uid())", "21: there is no default function uid() (did you mean uuid()?)"),
        ("x Int @default(dbgenerated(1))", "18: dbgenerated() takes one string: the expression as PostgreSQL has it"),
        (
            'x Unsupported("point") @default(1)',
            '35: the default of x can only be dbgenerated("..."): its type is Unsupported',
        ),
        ("x Int @default", "9: @default needs a value"),
    ],
)
def test_mistakes_in_defaults(field: str, expected: str) -> None:
    assert mistakes_of(f"enum E {{\n  First\n}}\nmodel A {{\n  id Int @id\n  {field}\n}}\n") == [f"9:{expected}"]


# --- everything at once, and any text ---------------------------------------------------------------------------------


def test_syntax_and_meaning_are_told_together_in_the_order_of_the_file() -> None:
    assert mistakes_of(
        "model A {\n  id Int @id\n  x Strng\n  y [Int]\n  b B\n  @@unique([y, zz])\n}\n"
        "model B {\n  id Int @idd\n  as A[]\n"
    ) == [
        "6:5: there is no type, model or enum Strng (did you mean String?)",
        "7:5: a list is written with [] behind the type, as in String[]",
        "8:3: neither A.b nor B.as says which fields carry the relation "
        "(b takes @relation(fields: [...], references: [...]))",
        "9:16: A has no field zz",
        "11:7: model B is not closed by a }",
        "12:10: a field takes no @idd (did you mean @id?)",
    ]


WORDS = st.sampled_from(
    [
        *(" A", " B", " id", " Int", " String", "?", "[]", " @id", " @unique", " @default(", " now()", " 1", ")", "["),
        *(' @relation(fields: [id], references: [id])', ' @relation("x")', " @@index([id])", " @db.Text", ' "x"', "]"),
        *("\n}\n", "\nmodel A {\n", "\nmodel B {\n", "\nenum E {\n", "\ntype A {\n", "\nview B {\n"),
        *("\n", " @@map(", ","),
        *(' @@schema("x")', " E", "_", "-", " raw(", " fields:", '\ndatasource db {\n provider = "postgresql"\n', "\\"),
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=50).map("".join))
def test_any_text_gives_a_schema_or_mistakes(text: str) -> None:
    schema, mistakes = read({"s.prisma": DATASOURCE + text})
    assert (schema is None) == bool(mistakes)
    assert mistakes == sorted(mistakes, key=lambda mistake: (mistake.at, mistake.message))


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_folder_is_one_schema(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "node_modules" / "client").mkdir(parents=True)
    (tmp_path / "schema.prisma").write_text(DATASOURCE)
    (tmp_path / "models" / "b.prisma").write_text("model B {\n  id Int @id\n  as A[]\n}\n")
    (tmp_path / "models" / "a.prisma").write_text(
        "model A {\n  id Int @id\n  bId Int\n  b B @relation(fields: [bId], references: [id])\n}\n"
    )
    (tmp_path / "node_modules" / "client" / "schema.prisma").write_text("nothing that could be read")
    (tmp_path / "notes.txt").write_text("no schema")
    schema = load(tmp_path)
    assert list(schema.models) == ["A", "B"]
    assert schema.models["A"].at.file == str(tmp_path / "models" / "a.prisma")
    (key,) = schema.foreign_keys
    assert (key.owner.name, key.target.name) == ("A", "B")


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.prisma").write_text("model A {\n  id Itn @id\n}\n")
    (tmp_path / "b.prisma").write_text(DATASOURCE + "model A {\n  id Int @id\n}\n")
    with pytest.raises(SourceError) as caught:
        load(tmp_path)
    assert caught.value.exit_code is ExitCode.USAGE
    assert [str(mistake).replace(str(tmp_path), "") for mistake in caught.value.mistakes] == [
        "/a.prisma:2:6: there is no type, model or enum Itn [P1012] (did you mean Int?)",
        "/b.prisma:4:7: a second block with the name A; the first one stands at /a.prisma:1:7 [P1012]",
    ]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.prisma"
    latin.write_bytes("// ok\n// Grö".encode() + b"\xdf\n")
    for path, expected in [
        (latin, f"{latin}:2:7: this file is not UTF-8 text (save it as UTF-8)"),
        (tmp_path, f"{latin}:2:7: this file is not UTF-8 text (save it as UTF-8)"),
    ]:
        with pytest.raises(SourceError) as caught:
            load(path)
        assert [str(mistake) for mistake in caught.value.mistakes] == [expected]
    with pytest.raises(UsageError, match=r"^there is no file .*none\.prisma$"):
        load(tmp_path / "none.prisma")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"empty:1:1: there is no \.prisma file in this folder"):
        load(tmp_path / "empty")
