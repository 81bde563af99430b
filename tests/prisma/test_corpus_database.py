"""The database that Prisma's own engine makes of a real schema is in sync with our reading of that schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemacheck.sources.prisma.mapping import read_prisma
from tests.conftest import MakeDatabase
from tests.servers import Server
from tests.shared import shared

from .corpus import FOLDER, SCHEMAS, ddl, findings_of, needs_contrib
from .mutations import mutations


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.stem)
def test_prismas_own_database_is_in_sync(file: Path, make_database: MakeDatabase, pg: Callable[[int], Server]) -> None:
    sql = ddl(file)
    url = make_database(sql, server=pg(17) if needs_contrib(sql) else None)
    report = findings_of(str(file), url)
    assert [f"{finding.subject.path}: {finding.sentence}" for finding in report.findings] == []
    assert report.exit_code == 0
    assert report.counts["tables"] > 0


KINDS = (
    "table renamed", "foreign key retargeted", "action changed", "foreign key not valid", "unique dropped",
    "unique made partial", "index dropped", "column dropped", "column made nullable",
    "list made NOT NULL", "column retyped",
    "default changed", "default dropped", "enum label added",
)  # fmt: skip


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.stem)
def test_each_mutation_is_named_and_nothing_else(
    file: Path, make_database: MakeDatabase, pg: Callable[[int], Server]
) -> None:
    sql = ddl(file)
    made = mutations(read_prisma(file).schema)
    if not made:
        pytest.skip(f"{file.stem} is too small to change anything in it")
    statements = [statement for mutation in made for statement in mutation.sql]
    url = make_database(statements, template=sql, server=pg(17) if needs_contrib(sql) else None)
    report = findings_of(str(file), url)
    said = {(finding.rule.name, finding.subject.path) for finding in report.findings}
    assert said == {finding for mutation in made for finding in mutation.findings}
    assert len(said) == len(report.findings)
    assert report.exit_code == 1


def test_the_corpus_has_room_for_every_kind_of_mutation() -> None:
    shared(FOLDER)
    made = [mutation.kind for file in SCHEMAS for mutation in mutations(read_prisma(file).schema)]
    assert {kind: made.count(kind) > 1 for kind in KINDS} == dict.fromkeys(KINDS, True)
