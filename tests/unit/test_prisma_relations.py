"""How the two ends of a relation find each other."""

from __future__ import annotations

import pytest

from schemacheck.sources.prisma.load import PrismaSchema, read

DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'
"""Three lines: what a test adds begins in line 4."""


def models(**bodies: str) -> str:
    """Models in the order given, each with an id first; the lines of a body are separated by `;`."""
    return "".join(
        f"model {name} {{\n  id Int @id\n" + "".join(f"  {line.strip()}\n" for line in body.split(";") if line) + "}\n"
        for name, body in bodies.items()
    )


def sound(**bodies: str) -> PrismaSchema:
    schema, mistakes = read({"s.prisma": DATASOURCE + models(**bodies)})
    assert [str(mistake) for mistake in mistakes] == []
    assert schema is not None
    return schema


def mistakes_of(**bodies: str) -> list[str]:
    _, mistakes = read({"s.prisma": DATASOURCE + models(**bodies)})
    return [str(mistake).removeprefix("s.prisma:") for mistake in mistakes]


def keys_of(schema: PrismaSchema) -> list[str]:
    return [
        f"{key.owner.name}.{key.field.name}({', '.join(field.name for field in key.fields)})"
        f" -> {key.target.name}({', '.join(field.name for field in key.references)})"
        for key in schema.foreign_keys
    ]


def joins_of(schema: PrismaSchema) -> list[tuple[str | None, str, str]]:
    return [
        (join.name, f"{join.a.owner.name}.{join.a.field.name}", f"{join.b.owner.name}.{join.b.field.name}")
        for join in schema.many_to_many
    ]


TO_A = "@relation(fields: [aId], references: [id])"


@pytest.mark.parametrize(
    ("bodies", "keys"),
    [
        ({"A": "bs B[]", "B": f"aId Int; a A {TO_A}"}, ["B.a(aId) -> A(id)"]),
        ({"A": "b B?", "B": f"aId Int @unique; a A {TO_A}"}, ["B.a(aId) -> A(id)"]),
        ({"A": f"aId Int?; a A? {TO_A}; as A[]"}, ["A.a(aId) -> A(id)"]),
        (
            {"A": 'aId Int?; a A? @relation("x", fields: [aId], references: [id]); as A[] @relation("x")'},
            ["A.a(aId) -> A(id)"],
        ),
        (
            {
                "A": 'x B[] @relation("x"); y B[] @relation(name: "y")',
                "B": 'aId Int; aId2 Int; a A @relation("x", fields: [aId], references: [id]);'
                'a2 A @relation(name: "y", fields: [aId2], references: [id])',
            },
            ["B.a(aId) -> A(id)", "B.a2(aId2) -> A(id)"],
        ),
        (
            {
                "A": "k String; bs B[]; @@unique([id, k])",
                "B": "aId Int; ak String;a A @relation(fields: [aId, ak], references: [id, k])",
            },
            ["B.a(aId, ak) -> A(id, k)"],
        ),
    ],
)
def test_foreign_keys(bodies: dict[str, str], keys: list[str]) -> None:
    schema = sound(**bodies)
    assert keys_of(schema) == keys
    assert joins_of(schema) == []


def test_actions_are_those_written() -> None:
    (key,) = sound(
        A="bs B[]", B='aId Int?; a A? @relation(fields: [aId], references: [id], onDelete: NoAction, map: "fk")'
    ).foreign_keys
    assert (key.action("onDelete"), key.action("onUpdate"), key.attribute.text("map")) == ("NoAction", None, "fk")


@pytest.mark.parametrize(
    ("bodies", "joins"),
    [
        ({"User": "tags Tag[]", "Tag": "users User[]"}, [(None, "Tag.users", "User.tags")]),
        # By bytes: an upper-case letter comes before every lower-case one.
        ({"a": "bs B[]", "B": "as a[]"}, [(None, "B.as", "a.bs")]),
        ({"A": 'bs B[] @relation("x")', "B": 'as A[] @relation("x")'}, [("x", "A.bs", "B.as")]),
        ({"A": 'x A[] @relation("f"); y A[] @relation("f")'}, [("f", "A.x", "A.y")]),
        ({"A": "x A[]; y A[]"}, [(None, "A.x", "A.y")]),
        (
            {"A": 'bs B[]; cs B[] @relation("c")', "B": 'as A[]; cs A[] @relation("c")'},
            [(None, "A.bs", "B.as"), ("c", "A.cs", "B.cs")],
        ),
    ],
)
def test_two_lists_make_a_join_table(bodies: dict[str, str], joins: list[tuple[str | None, str, str]]) -> None:
    schema = sound(**bodies)
    assert joins_of(schema) == joins
    assert keys_of(schema) == []


def test_a_view_takes_part_in_relations() -> None:
    text = models(A="vs V[]") + f"view V {{\n  aId Int\n  a A {TO_A}\n}}\n"
    text += 'generator client {\n  provider = "x"\n  previewFeatures = ["views"]\n}\n'
    schema, mistakes = read({"s.prisma": DATASOURCE + text})
    assert mistakes == []
    assert schema is not None
    assert keys_of(schema) == ["V.a(aId) -> A(id)"]
    assert schema.foreign_keys[0].owner is schema.views["V"]


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ({"A": "bs B[]", "B": ""}, ["6:3: A.bs has no counterpart: B has no field of type A"]),
        (
            {"A": 'bs B[] @relation("x")', "B": "as A[]"},
            [
                '6:3: A.bs has no counterpart: B has no field of type A with @relation("x")',
                "10:3: B.as has no counterpart: A has no field of type B",
            ],
        ),
        ({"A": "as A[]"}, ["6:3: A.as has no counterpart: A has no second field of type A"]),
        (
            {"A": "b B", "B": "a A?"},
            [
                "6:3: neither A.b nor B.a says which fields carry the relation "
                "(b takes @relation(fields: [...], references: [...]))"
            ],
        ),
        (
            {"A": "bId Int; b B @relation(fields: [bId], references: [id])", "B": f"aId Int; a A {TO_A}"},
            [
                "12:3: both A.b and B.a have fields:; one side of a relation carries the key "
                '(two relations need two names: @relation("..."))'
            ],
        ),
        (
            {"A": "bs B[]", "B": f"aId Int; a A {TO_A}; a2 A {TO_A}"},
            [
                "12:3: a, a2 of B all point to A in one relation "
                '(each relation needs a name of its own: @relation("..."))'
            ],
        ),
        (
            {"A": "bs B[]", "B": "aId Int; a A @relation(fields: [aid], references: [uid])"},
            ["11:26: B has no field aid (did you mean aId?)", "11:45: A has no field uid (did you mean id?)"],
        ),
        (
            {"A": "bs B[]", "B": "aId Int; a A @relation(fields: [a], references: [id])"},
            ["11:26: B.a is a relation and no column"],
        ),
        (
            {"A": "bs B[]", "B": f"aId Int; a A {TO_A}; @@index([a])"},
            ["12:12: B.a is a relation and no column (its column is aId)"],
        ),
        (
            {"A": "bs B[]", "B": "aId Int; a A @relation(fields: [aId])"},
            ["11:7: @relation of a has fields: and no references:"],
        ),
        (
            {"A": "bs B[]", "B": "aId Int; a A @relation(fields: [aId, id], references: [id])"},
            ["11:7: @relation of a has 2 fields and 1 references"],
        ),
        (
            {"A": "bs B[]", "B": f"aId String; a A {TO_A}"},
            ["11:7: B.aId is String and A.id Int; a key and what it references are of one type"],
        ),
        (
            {"A": "bs B[] @relation(fields: [id], references: [id])", "B": "a A"},
            ["6:10: bs is a list and cannot carry a foreign key (fields: stands on the other side)"],
        ),
        (
            {"A": "bs B[] @relation(onDelete: Cascade)", "B": f"aId Int; a A {TO_A}"},
            ["6:10: onDelete of A.bs has no effect here (it stands on the side that has fields:)"],
        ),
        (
            {"A": "bs B[]", "B": "aId Int; a A @relation(fields: [aId], references: [id], onDelete: SetNul)"},
            [
                "11:60: onDelete of @relation must be one of Cascade, Restrict, NoAction, SetNull, SetDefault, not "
                "SetNul (did you mean SetNull?)"
            ],
        ),
        (
            {"A": "bs B[]", "B": f'aId Int; a A @unique @map("x") {TO_A}'},
            [
                "11:7: a is a relation and no column: it takes no @unique",
                "11:15: a is a relation and no column: it takes no @map",
            ],
        ),
        ({"A": "bs B[]", "B": f"aId Int; a A {TO_A} @default(1)"}, ["11:50: a is a relation and takes no @default"]),
    ],
)
def test_mistakes_in_relations(bodies: dict[str, str], expected: list[str]) -> None:
    assert mistakes_of(**bodies) == expected
