"""The databases that are measured."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import psycopg

_TYPES: Final = (
    "text",
    "integer NOT NULL DEFAULT 0",
    "timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP",
    "boolean NOT NULL DEFAULT false",
    "jsonb",
    "numeric(10,2)",
    "varchar(80) NOT NULL",
)
COLUMNS: Final = 20
_BATCH: Final = 200


def fill(url: str, tables: int) -> None:
    """Make tables of 20 columns, each with a primary key, a unique index, a plain index and a foreign key."""
    columns = ", ".join(f"column_{place} {_TYPES[place % len(_TYPES)]}" for place in range(COLUMNS - 2))
    with psycopg.connect(url, autocommit=True) as connection:
        for start in range(0, tables, _BATCH):
            statements = []
            for number in range(start, min(tables, start + _BATCH)):
                points = f"REFERENCES table_{number - 1} (id) ON DELETE CASCADE" if number else ""
                statements += [
                    f"CREATE TABLE table_{number} (id bigint PRIMARY KEY, parent bigint {points}, {columns})",
                    f"CREATE UNIQUE INDEX ON table_{number} (column_0)",
                    f"CREATE INDEX ON table_{number} (column_1, column_2)",
                ]
            connection.execute("; ".join(statements).encode())
        connection.execute("VACUUM ANALYZE")


def seed_like(url: str) -> None:
    """Make the schema of the demonstration, which is of the size of the first user's production."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((files("schemacheck.demo") / "production.sql").read_bytes())


def prisma_of(models: int) -> str:
    """Write a schema.prisma of models that point at one another."""
    blocks = ['datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n']
    for number in range(models):
        blocks.append(
            f"model Model{number} {{\n  id String @id @default(cuid())\n  email String @unique\n  note String?\n"
            f"  createdAt DateTime @default(now())\n  parentId String?\n"
            f"  parent Model{(number or models) - 1}? @relation(fields: [parentId], references: [id])\n"
            f"  children Model{(number + 1) % models}[]\n}}\n"
        )
    return "\n".join(blocks)


def spec_of(models: int) -> str:
    """Write the expected schema that agrees with it."""
    lines = ["version: 1", "tables:"]
    for number in range(models):
        parent = f"Model{(number or models) - 1}(id)"
        lines += [
            f"  Model{number}:",
            "    columns:",
            "      id: text",
            "      email: text",
            "      note: text?",
            "      createdAt: {type: timestamp(3), default: CURRENT_TIMESTAMP}",
            "      parentId: text?",
            "    primary_key: [id]",
            "    unique: [email]",
            "    foreign_keys:",
            f"      - {{columns: [parentId], references: {parent}, on_delete: set null, on_update: cascade}}",
        ]
    return "\n".join(lines) + "\n"
