"""What Prisma's own validation refuses is refused, kind by kind, and what comes close is not."""

from __future__ import annotations

import pytest

from schemacheck.sources.prisma.load import read

DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'
PREVIEWS = (
    'generator client {\n  provider = "x"\n  previewFeatures = ["views", "partialIndexes", "postgresqlExtensions"]\n}\n'
)
TO_A = "@relation(fields: [aId], references: [id])"
A = "model A {\n  id Int @id\n  "
B = "model B {\n  id Int @id\n  aId Int\n  "
LONG = "n" * 64


def told(text: str, before: str = DATASOURCE + PREVIEWS) -> list[str]:
    _, mistakes = read({"s.prisma": before + text})
    return [mistake.message for mistake in mistakes]


def model(*lines: str) -> str:
    return "model M {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


REFUSED = {
    # Relations.
    "no opposite": (A + "}\n" + B + f"a A {TO_A}\n}}\n", "B.a has no opposite: A has no field of type B for it"),
    "one to one that is not unique": (
        A + "b B?\n}\n" + B + f"a A {TO_A}\n}}\n",
        "B.a and A.b are one to one, and aId is not unique",
    ),
    "several fields one to one": (
        "model A {\n  x Int\n  y Int\n  b B?\n  @@id([x, y])\n}\n"
        "model B {\n  id Int @id\n  x Int\n  y Int\n  a A @relation(fields: [x, y], references: [x, y])\n}\n",
        "B.a and A.b are one to one, and x, y is not unique",
    ),
    "a required back": (
        A + "b B\n}\nmodel B {\n  id Int @id\n  aId Int @unique\n  " + f"a A? {TO_A}\n}}\n",
        "A.b is required, which nothing in the database can see to",
    ),
    "references to what is not unique": (
        A + "k Int\n  bs B[]\n}\n" + B + "a A @relation(fields: [aId], references: [k])\n}\n",
        "B.a references what is not unique: k of A",
    ),
    "references to a part of a key": (
        "model A {\n  x Int\n  y Int\n  bs B[]\n  @@id([x, y])\n}\n"
        + B
        + "a A @relation(fields: [aId], references: [x])\n}\n",
        "B.a references what is not unique: x of A",
    ),
    "optional field, required relation": (
        A + "bs B[]\n}\nmodel B {\n  id Int @id\n  aId Int?\n  " + f"a A {TO_A}\n}}\n",
        "B.a is required, and aId, which it is made of, may be NULL",
    ),
    "one of two optional": (
        "model A {\n  x Int\n  y Int\n  bs B[]\n  @@id([x, y])\n}\n"
        "model B {\n  id Int @id\n  x Int\n  y Int?\n  a A @relation(fields: [x, y], references: [x, y])\n}\n",
        "B.a is required, and y, which it is made of, may be NULL",
    ),
    "a relation to an ignored model": (
        A + "bs B[]\n  @@ignore\n}\n" + B + f"a A {TO_A}\n}}\n",
        "B.a leads to A, which has @@ignore",
    ),
    "actions of two lists": (
        A + "bs B[] @relation(references: [id])\n}\nmodel B {\n  id Int @id\n  as A[]\n}\n",
        "@relation of A.bs takes no references:",
    ),
    "two relations of one name in the database": (
        A
        + 'x B[] @relation("x")\n  y B[] @relation("y")\n}\n'
        + B
        + 'a A @relation("x", fields: [aId], references: [id], map: "k")\n'
        + '  b A @relation("y", fields: [aId], references: [id], map: "k")\n}\n',
        "k is the name of two keys of B, of one in line 16 too",
    ),
    "a relation named as a key is": (
        A + 'bs B[]\n}\nmodel B {\n  id Int @id(map: "k")\n  aId Int\n  '
        'a A @relation(fields: [aId], references: [id], map: "k")\n}\n',
        "k is the name of two keys of B, of one in line 13 too",
    ),
    # What tells rows apart.
    "nothing unique": (model("x Int"), "M has nothing that tells its rows apart"),
    "only an optional unique": (model("x Int? @unique"), "M has nothing that tells its rows apart"),
    "only an unsupported unique": (model('x Unsupported("point") @unique'), "M has nothing that tells its rows apart"),
    "only a partly optional unique": (
        model("x Int?", "y Int", "@@unique([x, y])"),
        "M has nothing that tells its rows apart",
    ),
    # Names of keys.
    "two uniques by default": (
        model("id Int @id", "a Int @unique", "@@unique([a])"),
        "M_a_key is the name of two keys of M, of one in line 10 too",
    ),
    "two indexes by default": (
        model("id Int @id", "@@index([id])", "@@index([id(sort: Desc)])"),
        "M_id_idx is the name of two keys of M, of one in line 10 too",
    ),
    "two indexes by map": (
        model("id Int @id", "a Int", '@@index([id], map: "k")', '@@index([a], map: "k")'),
        "k is the name of two keys of M, of one in line 11 too",
    ),
    "a name of another table": (
        model("id Int @id", '@@index([id], map: "k")') + 'model N {\n  id Int @id(map: "k")\n}\n',
        "k is the name of a key of M already",
    ),
    "by default, across tables": (
        "model A {\n  id Int @id\n  b_c Int\n  @@index([b_c])\n}\n"
        "model A_b {\n  id Int @id\n  c Int\n  @@index([c])\n}\n",
        "A_b_c_idx is the name of a key of A already",
    ),
    "a name that is too long": (model("id Int @id", f'@@index([id], map: "{LONG}")'), "this name has 64 bytes"),
    "name and map of an index": (
        model("id Int @id", '@@index([id], name: "a", map: "b")'),
        "@@index has both name: and map:, which are one",
    ),
    "a client name of a field": (
        model("id Int @id", "a Int", '@@unique([id, a], name: "a")'),
        "a, the name of @@unique, is that of a field of M",
    ),
    "a client name twice": (
        model("a Int", "b Int", '@@id([a, b], name: "k")', '@@unique([b, a], name: "k")'),
        "k, the name of @@unique, is that of another key of M",
    ),
    "a usual client name of a field": (
        model("a Int", "b Int", "a_b Int", "@@id([a, b])"),
        "@@id is called a_b in the client, as a field of M is",
    ),
    "a client name with other characters": (
        model("a Int", "b Int", '@@id([a, b], name: "a-b")'),
        "the name a-b of @@id has other characters",
    ),
    "a reserved name": ("model class {\n  id Int @id\n}\n", "class is a reserved name"),
    "a reserved enum": ("enum PrismaClient {\n  A\n}\n", "PrismaClient is a reserved name"),
    # Defaults.
    "a default that is no JSON": (model("id Int @id", 'x Json @default("{a")'), "the default of x is no JSON"),
    "NaN": (model("id Int @id", 'x Json @default("NaN")'), "the default of x is no JSON"),
    "a default that is no moment": (
        model("id Int @id", 'x DateTime @default("yesterday")'),
        "the default of x is no date and time with a time zone",
    ),
    "a moment without a zone": (
        model("id Int @id", 'x DateTime @default("2020-01-02T03:04:05")'),
        "the default of x is no date and time with a time zone",
    ),
    "a day that is none": (
        model("id Int @id", 'x DateTime @default("2021-02-30T03:04:05Z")'),
        "the default of x is no date and time with a time zone",
    ),
    "a number out of range": (
        model("id Int @id", "x BigInt @default(9223372036854775808)"),
        "the default of x is no BigInt",
    ),
    "now with an argument": (model("id Int @id", "x DateTime @default(now(3))"), "now() takes no argument"),
    "a uuid of version 5": (model("id String @id @default(uuid(5))"), "uuid() takes nothing, or one number: 4 or 7"),
    "a nanoid too short": (model("id String @id @default(nanoid(1))"), "nanoid() takes nothing, or one number"),
    "nothing generated": (model("id Int @id", 'x Int @default(dbgenerated(""))'), "dbgenerated() takes one string"),
    # Types.
    "updatedAt of a text": (
        model("id Int @id", "x String @updatedAt"),
        "x takes no @updatedAt: that is for a DateTime",
    ),
    "no digits at all": (
        model("id Int @id", "x Decimal @db.Decimal(2000, 1)"),
        "@db.Decimal takes 1 to 1000 digits, not 2000",
    ),
    "updatedAt of a list": (
        model("id Int @id", "x DateTime[] @updatedAt"),
        "x takes no @updatedAt: that is for a DateTime",
    ),
    "more behind the point than all": (
        model("id Int @id", "x Decimal @db.Decimal(2, 5)"),
        "@db.Decimal(2, 5) has more digits behind the point than all",
    ),
    "too many digits of a second": (
        model("id Int @id", "x DateTime @db.Timestamp(9)"),
        "@db.Timestamp takes 0 to 6 digits of a second, not 9",
    ),
    "no bits": (model("id Int @id", "x String @db.Bit(0)"), "@db.Bit takes a length of 1 or more"),
    "ignore of Unsupported": (
        model("id Int @id", 'x Unsupported("point")? @ignore'),
        "x takes no @ignore: the client leaves out what is Unsupported anyway",
    ),
    "ignore in an ignored model": (
        model("id Int @id", "x Int @ignore", "@@ignore"),
        "x takes no @ignore: M has @@ignore, which is for all",
    ),
    # Indexes.
    "Gin of a text": (
        model("id Int @id", "x String", "@@index([x], type: Gin)"),
        "a Gin index has no operator class of its own for the type of x",
    ),
    "Gin of plain json": (
        model("id Int @id", "x Json @db.Json", "@@index([x], type: Gin)"),
        "a Gin index has no operator class of its own for the type of x",
    ),
    "Brin of a truth value": (
        model("id Int @id", "x Boolean", "@@index([x], type: Brin)"),
        "a Brin index has no operator class of its own for the type of x",
    ),
    "Gist of a number": (
        model("id Int @id", "@@index([id], type: Gist)"),
        "a Gist index has no operator class of its own for the type of id",
    ),
    "SpGist of two": (
        model("id Int @id", "x String", "y String", "@@index([x, y], type: SpGist)"),
        "an SpGist index is on one field alone",
    ),
    "a class of another type": (
        model("id Int @id", "x String", "@@index([x(ops: JsonbOps)], type: Gin)"),
        "the operator class JsonbOps does not fit the type of x",
    ),
    "a class of another method": (
        model("id Int @id", "x Json", "@@index([x(ops: JsonbOps)])"),
        "the operator class JsonbOps is for Gin indexes, and this is a BTree one",
    ),
    "a class that is none": (
        model("id Int @id", "x Json", "@@index([x(ops: Nonsense)], type: Gin)"),
        "there is no operator class Nonsense",
    ),
    "a class of a unique": (
        model("id Int @id", "x Json", "@@unique([x(ops: JsonbOps)])"),
        "@@unique takes no ops:",
    ),
    "Hash with an order": (
        model("id Int @id", "@@index([id(sort: Desc)], type: Hash)"),
        "a Hash index has no order: it takes no sort:",
    ),
    "xml": (model("id Int @id", "x String @db.Xml", "@@index([x])"), "@@index cannot be on x: xml has no order"),
    "clustered": (model("id Int @id(clustered: true)"), "@id takes no clustered: here"),
    "length": (model("id Int @id", "x String", "@@index([x(length: 10)])"), "@@index takes no length: here"),
    "sort of a primary key": (model("id Int @id(sort: Desc)"), "@id takes no sort: here"),
    "an empty condition": (
        model("id Int @id", '@@index([id], where: raw(""))'),
        "where of @@index is empty, or has a value that is none",
    ),
    "a condition without fields": (
        model("id Int @id", "@@index([id], where: {})"),
        "where of @@index is empty, or has a value that is none",
    ),
    "a condition with a word": (
        model("id Int @id", "@@index([id], where: { id: nothing })"),
        "where of @@index is empty, or has a value that is none",
    ),
    # Views and previews.
    "a key of a view": ("view V {\n  id Int @id\n}\n", "a view has no primary key: @id"),
    "a key of several fields": ("view V {\n  a Int\n  b Int\n  @@id([a, b])\n}\n", "a view has no primary key: @@id"),
    "an index of a view": ("view V {\n  id Int @unique\n  @@index([id])\n}\n", "a view has no index: @@index"),
    "a name of a view's unique": (
        'view V {\n  id Int @unique(map: "k")\n}\n',
        "@unique of a view takes no map:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_prisma_refuses(kind: str) -> None:
    text, message = REFUSED[kind]
    found = told(text)
    assert len(found) == 1
    assert found[0].startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("view V {\n  id Int @unique\n}\n", "view V needs the preview feature views"),
        (
            model("id Int @id", '@@index([id], where: raw("id > 0"))'),
            "where: of @@index needs the preview feature partialIndexes",
        ),
    ],
)
def test_preview_features_have_to_be_turned_on(text: str, message: str) -> None:
    assert told(text, DATASOURCE) == [message]
    assert told(text) == []


def test_extensions_are_a_preview_feature() -> None:
    datasource = 'datasource db {\n  provider = "postgresql"\n  extensions = [citext]\n}\n'
    assert told("", datasource) == ["extensions needs the preview feature postgresqlExtensions"]
    assert told("", datasource + PREVIEWS) == []


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ('"citext"', "extensions is a list of names without quotes"),
        ('citext(mapp: "x")', "the extension citext takes no argument mapp"),
        ("citext(map: x)", "map of the extension citext is a string in quotes"),
    ],
)
def test_mistakes_in_extensions(item: str, message: str) -> None:
    datasource = f'datasource db {{\n  provider = "postgresql"\n  extensions = [{item}]\n}}\n'
    assert told("", datasource + PREVIEWS) == [message]


@pytest.mark.parametrize("action", ["NoAction", "SetDefault", "SetNull"])
def test_actions_that_the_client_cannot_do(action: str) -> None:
    emulated = 'datasource db {\n  provider = "postgresql"\n  relationMode = "prisma"\n}\n'
    text = A + "bs B[]\n}\n" + B + f"a A @relation(fields: [aId], references: [id], onDelete: {action})\n}}\n"
    assert len(told(text, emulated)) == 1
    assert told(text) == []


def test_two_generators_of_one_name() -> None:
    assert told("", DATASOURCE + PREVIEWS + PREVIEWS)[0].startswith("a second generator client")
    assert told("", DATASOURCE + "generator client {\n}\n") == ["generator client has no provider"]


SOUND = {
    "a unique beside an index on the same fields": model("id Int @id", "a Int @unique", "@@index([a])"),
    "one name in two tables for foreign keys": (
        A
        + "bs B[]\n  cs C[]\n}\n"
        + B
        + 'a A @relation(fields: [aId], references: [id], map: "k")\n}\n'
        + B.replace("B", "C")
        + 'a A @relation(fields: [aId], references: [id], map: "k")\n}\n'
    ),
    "references to a unique of several fields in another order": (
        "model A {\n  x Int\n  y Int\n  bs B[]\n  @@id([x, y])\n}\n"
        "model B {\n  id Int @id\n  x Int\n  y Int\n  a A @relation(fields: [y, x], references: [y, x])\n}\n"
    ),
    "references to an optional unique": (
        A + "k Int? @unique\n  bs B[]\n}\n" + B + "a A @relation(fields: [aId], references: [k])\n}\n"
    ),
    "one to one by the primary key": (
        A + "b B?\n}\nmodel B {\n  id Int @id\n  a A @relation(fields: [id], references: [id])\n}\n"
    ),
    "one to one by a key of several fields": (
        "model A {\n  x Int\n  y Int\n  b B?\n  @@id([x, y])\n}\nmodel B {\n  x Int\n  y Int\n"
        "  a A @relation(fields: [x, y], references: [x, y])\n  @@id([y, x])\n}\n"
    ),
    "one to one to itself": (
        'model A {\n  id Int @id\n  n Int? @unique\n  next A? @relation("n", fields: [n], references: [id])\n'
        '  prev A? @relation("n")\n}\n'
    ),
    "an optional relation of required fields": A + "bs B[]\n}\n" + B + f"a A? {TO_A}\n}}\n",
    "an ignored model without a key": model("x Int?", "@@ignore"),
    "relations between ignored models": A + "bs B[]\n  @@ignore\n}\n" + B + f"a A {TO_A}\n  @@ignore\n}}\n",
    "an ignored relation to an ignored model": A + "bs B[]\n  @@ignore\n}\n" + B + f"a A {TO_A} @ignore\n}}\n",
    "a relation to an ignored field": A + "bs B[] @ignore\n}\n" + B + f"a A {TO_A} @ignore\n}}\n",
    "a view without a key": "view V {\n  id Int\n}\n",
    "a view with a unique of two fields": "view V {\n  a Int\n  b Int\n  @@unique([a, b])\n}\n",
    "an ignored model with any key": model("x Int? @id", "@@ignore"),
    "an ignored model without fields": model("@@ignore"),
    "an ignored value": "enum E {\n  A @ignore\n  B\n}\n",
    "an ignored part of a key": model("a Int", "b Int @ignore", "@@id([a, b])", "@@index([b])"),
    "SetNull of a required field": (
        A + "bs B[]\n}\n" + B + "a A @relation(fields: [aId], references: [id], onDelete: SetNull)\n}\n"
    ),
    "indexes of every type": model(
        "id Int @id", "j Json", "l String[]", "s String", "i String @db.Inet", 'u Unsupported("tsvector")?',
        "@@index([j], type: Gin)", "@@index([l], type: Gin)", "@@index([s], type: SpGist)",
        "@@index([i(ops: InetOps)], type: Gist)", "@@index([u], type: Gist)", "@@index([id, s], type: Brin)",
        '@@index([s(ops: raw("gin_trgm_ops"))], type: Gin, map: "trgm")',
        "@@index([id], type: Hash, map: \"h\")", "@@index([l(ops: ArrayOps)], type: Gin, map: \"arr\")",
        "@@index([i(ops: InetMinMaxOps)], type: Brin, map: \"net\")",
    ),
    "a name as long as may be": model("id Int @id", f'@@index([id], map: "{LONG[:63]}")'),
    "moments": model(
        "id Int @id", 'a DateTime @default("2020-01-02T03:04:05.678+02:00")',
        'b DateTime @default("2016-12-31T23:59:60Z")',
    ),
    "an index that is named in the old way": model("id Int @id", '@@index([id], name: "old")'),
    "a unique that is named for the client": model("a Int", "b Int", '@@id([a, b], name: "k")'),
    "a function in the place of a list": model("id Int @id", "x DateTime[] @default(now())"),
    "a primary key of xml": model("id String @db.Xml @id"),
    "any JSON": model("id Int @id", 'x Json @default("[1, {\\"a\\": null}]")', 'y Json @default("3")'),
}  # fmt: skip


@pytest.mark.parametrize("kind", SOUND)
def test_what_prisma_accepts(kind: str) -> None:
    assert told(SOUND[kind]) == []
