"""The language of schema.prisma: each construct becomes the tree it stands for, each slip a located message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.base.names import Position
from schemacheck.sources.prisma.parser import parse
from schemacheck.sources.prisma.tree import (
    Argument,
    Attribute,
    Boolean,
    Call,
    CompositeType,
    Datasource,
    Entity,
    Enum,
    Field,
    Generator,
    List,
    Model,
    Number,
    Object,
    Reference,
    SchemaFile,
    String,
    Value,
    View,
)
from schemacheck.sources.prisma.values import DEPTH


def at(line: int, column: int) -> Position:
    return Position("s.prisma", line, column)


def sound(text: str) -> SchemaFile:
    file, mistakes = parse(text, "s.prisma")
    assert [str(mistake) for mistake in mistakes] == []
    return file


def mistakes_of(text: str) -> list[str]:
    _, mistakes = parse(text, "s.prisma")
    return [str(mistake).removeprefix("s.prisma:") for mistake in mistakes]


def only_model(text: str) -> Entity:
    (block,) = sound(text).blocks
    assert isinstance(block, Entity)
    return block


def field_of(line: str) -> Field:
    (field,) = only_model(f"model M {{\n{line}\n}}\n").fields
    return field


def attribute_of(text: str) -> Attribute:
    """The one attribute of a field whose line is `x Int` and the text; it begins in column 7."""
    (attribute,) = field_of(f"x Int {text}").attributes
    return attribute


def value_of(text: str) -> Value:
    """The value in `@a(...)`; it begins in column 10."""
    (argument,) = attribute_of(f"@a({text})").arguments
    assert argument.name is None
    assert argument.at == argument.value.at
    return argument.value


# --- blocks -----------------------------------------------------------------------------------------------------------


def test_an_empty_file_has_no_blocks() -> None:
    assert sound("") == SchemaFile("s.prisma", ())
    assert sound("\n  // nothing here\n\n").blocks == ()


@pytest.mark.parametrize(
    ("keyword", "kind"),
    [
        ("model", Model),
        ("view", View),
        ("type", CompositeType),
        ("enum", Enum),
        ("datasource", Datasource),
        ("generator", Generator),
    ],
)
def test_each_block_is_of_its_kind_and_stands_at_its_name(keyword: str, kind: type) -> None:
    (block,) = sound(f"\n  {keyword}   Name {{\n}}\n").blocks
    assert type(block) is kind
    assert (block.name, block.at) == ("Name", at(2, 6 + len(keyword)))


def test_settings_keep_their_values() -> None:
    (source,) = sound(
        "datasource db {\n"
        '  provider = "postgresql" // which\n'
        '  url      = env("URL")\n'
        '  schemas  = ["a",\n'
        '    "b"]\n'
        '  extensions = [uuid(map: "uuid-ossp"), citext]\n'
        "}\n"
    ).blocks
    assert isinstance(source, Datasource)
    provider, url, schemas, extensions = source.settings
    assert (provider.name, provider.at, provider.value) == ("provider", at(2, 3), String("postgresql", at(2, 14)))
    assert url.value == Call("env", (Argument(None, String("URL", at(3, 18)), at(3, 18)),), at(3, 14))
    assert schemas.value == List((String("a", at(4, 15)), String("b", at(5, 5))), at(4, 14))
    assert isinstance(extensions.value, List)
    assert [type(item) for item in extensions.value.items] == [Call, Reference]
    assert source.setting("url") is url
    assert source.setting("nope") is None


def test_an_enum_keeps_the_order_of_its_values() -> None:
    (enum,) = sound('enum E {\n  B @map("bee")\n  A\n  @@map("e")\n  C\n}\n').blocks
    assert isinstance(enum, Enum)
    assert [value.name for value in enum.values] == ["B", "A", "C"]
    assert [value.database_name for value in enum.values] == ["bee", "A", "C"]
    assert [value.at for value in enum.values] == [at(2, 3), at(3, 3), at(5, 3)]
    assert enum.database_name == "e"


def test_a_model_has_fields_and_attributes_in_any_order() -> None:
    model = only_model("model M {\n  a Int\n  @@index([a])\n  b Int\n  @@unique([a, b])\n}")
    assert [field.name for field in model.fields] == ["a", "b"]
    assert [(attribute.name, attribute.at) for attribute in model.attributes] == [
        ("index", at(3, 3)),
        ("unique", at(5, 3)),
    ]
    assert model.field("b") is model.fields[1]
    assert model.field("c") is None


# --- fields -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name", "is_list", "optional", "unsupported"),
    [
        ("x Int", "Int", False, False, None),
        ("x Int?", "Int", False, True, None),
        ("x Int[]", "Int", True, False, None),
        ("x Größe", "Größe", False, False, None),
        ('x Unsupported("tsvector")', "Unsupported", False, False, "tsvector"),
        ('x Unsupported("point")?', "Unsupported", False, True, "point"),
        ('x Unsupported("int4range")[]', "Unsupported", True, False, "int4range"),
    ],
)
def test_types(line: str, name: str, is_list: bool, optional: bool, unsupported: str | None) -> None:
    kind = field_of(line).type
    assert (kind.name, kind.list, kind.optional, kind.unsupported) == (name, is_list, optional, unsupported)
    assert kind.at == at(2, 3)


def test_a_field_may_be_called_like_a_keyword() -> None:
    model = only_model("model M {\n  model Int\n  type  String\n  view  enum\n}")
    assert [field.name for field in model.fields] == ["model", "type", "view"]


def test_attributes_need_no_space_between_them() -> None:
    field = field_of('id Int@id@unique @map("a")@db.Integer')
    assert [(a.name, a.at.column) for a in field.attributes] == [
        ("id", 7),
        ("unique", 10),
        ("map", 18),
        ("db.Integer", 27),
    ]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("@a", []),
        ("@a()", []),
        ("@a(1)", [(None, "Number")]),
        ("@a(1, 2)", [(None, "Number"), (None, "Number")]),
        ('@a("n", fields: [x])', [(None, "String"), ("fields", "List")]),
        ("@a(onDelete: Cascade)", [("onDelete", "Reference")]),
        ('@a(where: raw("x"))', [("where", "Call")]),
        ("@a(where: { a: { not: null } })", [("where", "Object")]),
        ("@a(x: true)", [("x", "Boolean")]),
    ],
)
def test_arguments(text: str, arguments: list[tuple[str | None, str]]) -> None:
    found = attribute_of(text).arguments
    assert [(argument.name, type(argument.value).__name__) for argument in found] == arguments


def test_an_argument_is_found_by_name_or_as_the_first_without() -> None:
    attribute = attribute_of('@relation("Boss", fields: [x], map: "fk")')
    assert attribute.text("map") == "fk"
    assert attribute.text("name") is None
    assert attribute.text("name", unnamed=True) == "Boss"
    assert attribute.text("fields") is None
    assert attribute_of('@relation(fields: [x], name: "N")').text("name", unnamed=True) == "N"
    assert attribute_of("@relation(fields: [x])").value("name", unnamed=True) is None


def test_an_argument_stands_at_its_name_and_its_value_after_it() -> None:
    (argument,) = attribute_of("@relation(onDelete: Cascade)").arguments
    assert (argument.at, argument.value.at) == (at(2, 17), at(2, 27))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Number("0", at(2, 10))),
        ("-5", Number("-5", at(2, 10))),
        ("12.3400", Number("12.3400", at(2, 10))),
        ("true", Boolean(True, at(2, 10))),
        ("false", Boolean(False, at(2, 10))),
        ("Admin", Reference("Admin", at(2, 10))),
        ("a.b", Reference("a.b", at(2, 10))),
        ("2fast", Reference("2fast", at(2, 10))),
        ("now()", Call("now", (), at(2, 10))),
        ("[]", List((), at(2, 10))),
        ("[1, [2]]", List((Number("1", at(2, 11)), List((Number("2", at(2, 15)),), at(2, 14))), at(2, 10))),
        ("{ a: 1 }", Object((Argument("a", Number("1", at(2, 15)), at(2, 12)),), at(2, 10))),
        ('""', String("", at(2, 10))),
        (r'"it\'s"'.replace("\\'", "'"), String("it's", at(2, 10))),
        (r'"a \"q\" \\ \n \t \/ é \u00e9 \ud83d\ude00"', String('a "q" \\ \n \t / é é 😀', at(2, 10))),
        ('"// no comment /* nor this"', String("// no comment /* nor this", at(2, 10))),
        ('"a\tb"', String("a\tb", at(2, 10))),
    ],
)
def test_values(text: str, value: Value) -> None:
    assert value_of(text) == value


def test_columns_count_characters_and_lines_any_line_end() -> None:
    file = sound("\ufeffmodel É {\r\n  é Int @a\r  😀 Int\n}".replace("😀", "ß"))
    (model,) = file.blocks
    assert isinstance(model, Model)
    assert model.at == at(1, 7)
    assert [field.at for field in model.fields] == [at(2, 3), at(3, 3)]
    assert model.fields[0].attributes[0].at == at(2, 9)


def test_brackets_may_hold_more_than_one_line() -> None:
    model = only_model(
        "model M {\n  a Int @relation(\n    fields: [a, // why\n      b],\n  )\n  @@index([\n  a\n  ])\n  c Int\n}"
    )
    assert [field.name for field in model.fields] == ["a", "c"]
    (fields,) = model.fields[0].attributes[0].arguments
    assert fields.at == at(3, 5)


def test_attributes_go_on_in_lines_that_are_indented_deeper() -> None:
    model = only_model('model M {\n  a Int @id /// key\n        @map("b") /// name\n    @unique\n  c Int\n}')
    a, c = model.fields
    assert [(attribute.name, attribute.at) for attribute in a.attributes] == [
        ("id", at(2, 9)),
        ("map", at(3, 9)),
        ("unique", at(4, 5)),
    ]
    assert a.doc == "key\nname"
    assert c.at == at(5, 3)


# --- comments ---------------------------------------------------------------------------------------------------------


def test_comments_with_three_slashes_belong_to_what_they_stand_by() -> None:
    (model, enum) = sound(
        "/// A runner.\n/// Not a team.\nmodel M { /// opening\n"
        "  /// above\n  a Int /// behind\n  b Int // nothing\n}\n"
        "enum E {\n  /// first\n  A // no\n  B /// last\n}\n"
    ).blocks
    assert isinstance(model, Model)
    assert isinstance(enum, Enum)
    assert model.doc == "A runner.\nNot a team."
    assert [field.doc for field in model.fields] == ["opening\nabove\nbehind", ""]
    assert [value.doc for value in enum.values] == ["first", "last"]


def test_comments_between_stars_may_stand_anywhere() -> None:
    model = only_model("/* one */ model /* two */ M { /* three */\n  a /**/ Int /* four */ @id /***/\n}")
    assert [(field.name, field.type.at) for field in model.fields] == [("a", at(2, 10))]


def test_a_comment_of_several_lines_ends_the_line_and_counts_its_own() -> None:
    model = only_model("model M {\n  a Int /* x\n\n */ b Int\n}")
    assert [(field.name, field.at) for field in model.fields] == [("a", at(2, 3)), ("b", at(4, 5))]


# --- mistakes ---------------------------------------------------------------------------------------------------------

BLOCKS = "model, view, enum, type, datasource or generator"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x\n", [f"1:1: x opens no block; a block is a {BLOCKS}"]),
        ("= 1\n", [f"1:1: a block ({BLOCKS}) expected, not ="]),
        ("§\n", [f"1:1: a block ({BLOCKS}) expected, and '§' is no part of the language"]),
        (
            "modle M {\n}\n",
            [f"1:1: modle opens no block; a block is a {BLOCKS} (did you mean model?)"],
        ),
        ("model {\n}\n", ["1:7: the name of the model expected, not {"]),
        ("model M\n", ["1:8: { after model M expected, but the line ends here"]),
        ("model M", ["1:8: { after model M expected, but the file ends here"]),
        ("type T = String @db.Text\n", ["1:6: Prisma has no type aliases any more (write the type in each field)"]),
        ("model M { a Int\n}\n", ["1:11: what follows { belongs on the next line"]),
        ("model M {\n  a Int\n", ["1:7: model M is not closed by a }"]),
        ("model M {\n  a Int\n\nmodel N {\n}\n", ["1:7: model M is not closed by a }"]),
        ("enum E {\n", ["1:6: enum E is not closed by a }"]),
        ("model M {\n  a\n}\n", ["2:4: a type for the field a expected, but the line ends here"]),
        ("model M {\n  a // x\n}\n", ["2:9: a type for the field a expected, but the line ends here"]),
        ("model M {\n  a: Int\n}\n", ["2:4: no colon stands between a field and its type"]),
        ("model M {\n  a Int!\n}\n", ["2:8: a type takes no ! (Int without a mark is required)"]),
        ("model M {\n  a [Int]\n}\n", ["2:5: a list is written with [] behind the type, as in String[]"]),
        ("model M {\n  a Int[]?\n}\n", ["2:8: a list cannot be optional (leave out the ?)"]),
        ("model M {\n  a Int?[]\n}\n", ["2:8: a list cannot be optional (leave out the ?)"]),
        ("model M {\n  a Int[\n}\n", ["2:9: ] of a list type expected, but the line ends here"]),
        ("model M {\n  a Int b\n}\n", ["2:9: an attribute or the end of the line expected, not b"]),
        ("model M {\n  a Unsupported(x)\n}\n", ["2:17: the type's name in PostgreSQL, in quotes, expected, not x"]),
        (
            "model M {\n  a Int @@id\n}\n",
            ["2:9: @@id stands behind a (what begins with @@ has a line of its own; a field takes @id)"],
        ),
        (
            'model M {\n  a Int\n  @map("t")\n}\n',
            ["3:3: @map stands behind no field (on a line of its own it is @@map)"],
        ),
        ("model M {\n  a Int\n    @map(\n}\n", ["3:9: this ( is not closed by a )"]),
        (
            "model M {\n  @id([a])\n}\n",
            ["2:3: @id stands behind no field (on a line of its own it is @@id)"],
        ),
        ("model M {\n  a Int @\n}\n", ["2:10: a name after @ expected, but the line ends here"]),
        ("model M {\n  a Int @db.\n}\n", ["2:13: a name after the dot expected, but the line ends here"]),
        ("model M {\n  ?\n}\n", ["2:3: a field or an attribute of the model expected, not ?"]),
        ("enum E {\n  A, B\n}\n", ["2:4: an attribute or the end of the line expected, not ,"]),
        ("enum E {\n  ,\n}\n", ["2:3: a value or an attribute of the enum expected, not ,"]),
        ("datasource db {\n  url\n}\n", ["2:6: = after url expected, but the line ends here"]),
        ("datasource db {\n  = 1\n}\n", ["2:3: a setting of the datasource expected, not ="]),
        ("datasource db {\n  url = \n}\n", ["2:9: a value expected, but the line ends here"]),
        ('datasource db {\n  url = "a" "b"\n}\n', ['2:13: the end of the line expected, not "b"']),
        ('model M {\n  a Int @map("a)\n}\n', ['2:14: this string is not closed (a string ends on its line with ")']),
        (
            'model M {\n  a Int @map("a\\")\n}\n',
            ['2:14: this string is not closed (a string ends on its line with ")'],
        ),
        (r"model M {" "\n" r'  a Int @map("a\q")' "\n}\n", [r"2:16: \q is no escape that a string knows"]),
        (
            "model M {\n" r'  a Int @map("\ud83d")' "\n}\n",
            ["2:14: half a surrogate pair in this string stands for no character"],
        ),
        ("model M {\n  a Int @default(1\n  b Int\n}\n", ["2:17: this ( is not closed by a )"]),
        ("model M {\n  @@index([a, b)\n}\n", ["2:16: a comma or ] expected, not )"]),
        ("model M {\n  a Int @map(name:)\n}\n", ["2:14: name: has no value"]),
        ("model M {\n  a Int @default(,)\n}\n", ["2:18: a value expected, not ,"]),
        (
            "model M {\n  a Int\n  /* b Int\n}\n",
            [
                "1:7: model M is not closed by a }",
                "3:3: this comment is not closed (it takes the rest of the file; close it with */)",
            ],
        ),
    ],
)
def test_mistakes_are_located_and_worded(text: str, expected: list[str]) -> None:
    assert sorted(mistakes_of(text)) == expected


def test_all_mistakes_are_told_at_once_and_the_rest_is_read() -> None:
    file, mistakes = parse(
        "model A {\n  id Int @id(\n  b [Int]\n  c Int\n}\nfoo B {\n  x y z\n}\n"
        'model C {\n  d Int @map("x\n  e Int @id @@x\n}\n',
        "s.prisma",
    )
    assert [(mistake.at.line, mistake.at.column) for mistake in mistakes] == [
        (2, 13),
        (3, 5),
        (6, 1),
        (10, 14),
        (11, 13),
    ]
    assert [block.name for block in file.blocks] == ["A", "C"]
    a, c = file.blocks
    assert isinstance(a, Model)
    assert isinstance(c, Model)
    assert [(field.name, field.type.name) for field in a.fields] == [("id", "Int"), ("b", ""), ("c", "Int")]
    assert [attribute.name for attribute in c.fields[1].attributes] == ["id"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\n\ntypes {\n  x = y\n}\n", "3:1"),
        ("model A {\n  a Int\n}\nnamespace billing {\n  model B {\n  }\n}\n", "4:1"),
    ],
)
def test_the_next_dialect_is_refused_with_one_message(text: str, place: str) -> None:
    assert mistakes_of(text) == [
        f"{place}: this is Prisma 8's language of contracts, which Prisma alone can read "
        "(give s.json, which prisma contract emit makes of it)"
    ]


def test_a_model_may_be_called_namespace_or_types() -> None:
    assert [block.name for block in sound("model namespace {\n}\nmodel types {\n}\n").blocks] == ["namespace", "types"]


# --- any text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[", "{a:", "f(", "[{a:f("])
def test_depth_is_bounded(opening: str) -> None:
    (mistake,) = mistakes_of(f"model M {{\n  a Int @default({opening * 20_000}\n  b Int\n}}\n")
    assert mistake.endswith(f"values are nested more than {DEPTH} deep here")


@pytest.mark.parametrize(
    "text", ["/*" * 50_000, '"' * 50_001, "{" * 50_000, "model M {\n" * 5_000, "@" * 50_000, "\\" * 9]
)
def test_odd_texts_are_read_in_no_time(text: str) -> None:
    _, mistakes = parse(text, "s.prisma")
    assert mistakes


WORDS = st.sampled_from(
    [
        *("model", "enum", "view", "type", "datasource", "generator", "namespace", "types", "A", "id", "Int"),
        *("[", "]", "[]", "(", ")", "{", "}", "?", "!", ":", ",", ".", "=", "@", "@@", "@id", "@@index(["),
        *(' "x" ', '"', "\\", "// ", "/// ", "/*", "*/", "1", "-1", "1.5", "true", "now()", 'Unsupported("'),
        *("\n", "\n  ", " {\n", "}\n", "\r\n", "\r", "\t", "\ufeff", "é", "😀", "\u2028", "\x00", "\ud800"),
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join) | st.text())
def test_any_text_gives_a_tree_or_mistakes_inside_the_file(text: str) -> None:
    file, mistakes = parse(text, "s.prisma")
    assert file.file == "s.prisma"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for mistake in mistakes:
        assert mistake.message
        assert 1 <= mistake.at.line <= len(lines)
        assert 1 <= mistake.at.column <= len(lines[mistake.at.line - 1]) + 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("// use prisma-next\n\nmodel A {\n  broken here\n", "1:1"),
        ("\ufeff// use prisma-8\nmodel A {\n", "1:1"),
        ("\n// Printed from a database.\n// use prisma-8\n", "3:1"),
        ("// contract.prisma: use prisma-12\n", "1:1"),
    ],
)
def test_the_marker_of_a_later_prisma_is_named(text: str, place: str) -> None:
    _, mistakes = parse(text, "s.prisma")
    marker = text.partition("use ")[2].split()[0]
    assert [str(mistake).removeprefix("s.prisma:") for mistake in mistakes] == [
        f"{place}: this is Prisma 8's language of contracts, which Prisma alone can read, as `use {marker}` says "
        "(give s.json, which prisma contract emit makes of it)"
    ]


@pytest.mark.parametrize("text", ["// we use prisma 8 here\n", "model A {\n}\n// use prisma-8\n"])
def test_other_comments_are_no_markers(text: str) -> None:
    assert parse(text, "s.prisma")[1] == []
