"""Real schemas are read without a mistake, quickly; the one that is not sound is refused for the right reasons."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.base.errors import SourceError
from schemacheck.report.rules import Severity
from schemacheck.sources.prisma.load import load
from schemacheck.sources.prisma.parser import parse
from schemacheck.sources.source import ConnectionOptions
from tests.shared import has_shared, shared

FOLDER = "corpus/prisma"
FILES = sorted(shared(FOLDER).rglob("*.prisma")) if has_shared(FOLDER) else []
SOUND = [file for file in FILES if not file.name.startswith("invalid__")]
INVALID = [file for file in FILES if file.name.startswith("invalid__")]


def _rows() -> list[dict[str, str]]:
    with shared(f"{FOLDER}/manifest.tsv").open(encoding="utf-8") as manifest:
        return list(csv.DictReader(manifest, delimiter="\t"))


ROWS = _rows() if FILES else []


def test_the_corpus_is_there() -> None:
    shared(FOLDER)
    assert len(SOUND) > 10
    assert INVALID


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_keeps_to_the_language(file: Path) -> None:
    _, mistakes = parse(file.read_text(), file.name)
    assert [str(mistake) for mistake in mistakes] == []


@pytest.mark.parametrize("file", SOUND, ids=lambda file: file.stem)
def test_every_sound_file_is_read(file: Path) -> None:
    load(file)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_nothing_is_lost(row: dict[str, str]) -> None:
    schema = load(shared(f"{FOLDER}/{row['name']}.prisma"))
    assert (len(schema.models), len(schema.enums), len(schema.views)) == tuple(
        int(row[column]) for column in ("models", "enums", "views")
    )
    if schema.datasource.foreign_keys:
        assert len(schema.models) + len(schema.many_to_many) == int(row["tables"])


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_a_file_that_lacks_models_is_told_which(file: Path) -> None:
    with pytest.raises(SourceError) as caught:
        load(file)
    messages = [mistake.message for mistake in caught.value.mistakes]
    assert "the relation user leads to a model User, which does not exist [P1012]" in messages
    assert "there is no type, model or enum Availability [P1012]" in messages
    # The rest of the file is sound: nothing else is said about it.
    assert {
        message for message in messages if "does not exist" not in message and "there is no type" not in message
    } == set()


def test_the_largest_file_is_read_in_well_under_a_second() -> None:
    largest = max(FILES or [shared(FOLDER)], key=lambda file: file.stat().st_size)
    start = time.process_time()
    load(largest)
    assert time.process_time() - start < 0.9


@pytest.mark.parametrize("everything", [False, True], ids=["usual", "all"])
@pytest.mark.parametrize("file", SOUND, ids=lambda file: file.stem)
def test_a_snapshot_of_a_file_is_in_sync_with_it(file: Path, everything: bool, tmp_path: Path) -> None:
    taken = tmp_path / "taken.yaml"
    taken.write_text(snapshot(str(file), ConnectionOptions(), everything=everything), encoding="utf-8")
    for sides in ((str(taken), str(file)), (str(file), str(taken))):
        report = check(sides[0], ConnectionOptions(), against=sides[1], fail_on=Severity.NOTE, today=date(2026, 1, 1))
        assert [finding.sentence for finding in report.findings] == []
        assert report.exit_code == 0
