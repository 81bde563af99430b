"""Of one run: every file is read once, every URL is parsed once, and the way to a file's reader is short."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .process import SPEC, environment

PROBE = """
import json, sys, traceback
from collections import Counter
from pathlib import Path
from schemacheck.cli.run import run
from schemacheck.sources.postgres.connect import connection_info

opened, urls, ways = Counter(), Counter(), []
here = Path.cwd()

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, Path)) and Path(arguments[0]).absolute().parent == here:
        name = Path(arguments[0]).name
        opened[name] += 1
        if name.endswith(".yaml"):
            ways.append([f"{Path(each.filename).name}:{each.name}" for each in traceback.extract_stack()])

def counted(name):
    read = getattr(connection_info, name)
    def wrapped(text, *others):
        urls[text] += 1
        return read(text, *others)
    setattr(connection_info, name, wrapped)

counted("read_url")
counted("read_keywords")
if "mysql" in sys.argv[-1]:
    from schemacheck.sources.sqlalchemy import address
    make = address.make_url
    def wrapped(text):
        urls[text] += 1
        return make(text)
    address.make_url = wrapped
sys.addaudithook(watch)
environ = {"DATABASE_URL": "postgresql://u:a-s3cret@127.0.0.1:1/x?schema=public", "ONE": "host=127.0.0.1 port=1"}
code = run(sys.argv[1:], environ)
print(json.dumps({"code": code, "opened": opened, "urls": urls, "ways": ways}), file=sys.stderr)
"""
PRISMA = """\
datasource db {
  provider = "postgresql"
}

model Athlete {
  id String @id
  email String?
  companyId String
}
"""
CONTRACT = """\
{"schemaVersion": "1", "targetFamily": "sql", "target": "postgres", "storage": {"namespaces": {"public": {"entries":
{"table": {"Athlete": {"columns": {"id": {"nativeType": "text", "codecId": "pg/text@1", "nullable": false},
"email": {"nativeType": "text", "codecId": "pg/text@1", "nullable": true},
"companyId": {"nativeType": "text", "codecId": "pg/text@1", "nullable": false}},
"primaryKey": {"columns": ["id"]}, "uniques": [], "indexes": [], "foreignKeys": []}}}}}}}
"""
PYTHON = """\
from sqlalchemy import Column, MetaData, Table, Text
metadata = MetaData()
Table("Athlete", metadata, Column("id", Text, primary_key=True), Column("email", Text), Column("companyId", Text))
"""
SERVER = "postgresql://u:another-s3cret@127.0.0.1:1/x"
OTHER = "mysql://u:another-s3cret@127.0.0.1:1/x"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("expected_schema.yaml", SPEC),
        ("small.yaml", SPEC),
        ("targets.yaml", f"{SPEC}targets: {{one: {{url_env: ONE}}, two: {{url_env: TWO}}}}\n"),
        ("large.yaml", SPEC + "# more than is read at once\n" * 20_000),
        ("m.prisma", PRISMA),
        ("contract.json", CONTRACT),
        ("mods.py", PYTHON.replace("Text", "String(9)").replace("Table, String(9)", "Table, String")),
        ("known.yaml", "version: 1\nfindings: []\n"),
        (".env", "TWO=postgresql://127.0.0.1:1/two\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def watched(arguments: str, cwd: Path) -> Any:
    """Run a command line; say what it opened, what it parsed, and by which calls it came to the YAML it read."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments.split()],
        cwd=cwd,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stderr.splitlines()[-1])


@pytest.mark.parametrize(
    ("arguments", "code", "files", "urls"),
    [
        ("diff python:mods:metadata small.yaml", 1, ["mods.py", "small.yaml"], 0),
        ("diff small.yaml python:mods:metadata", 1, ["mods.py", "small.yaml"], 0),
        ("diff m.prisma small.yaml", 0, ["m.prisma", "small.yaml"], 0),
        ("diff small.yaml m.prisma", 0, ["m.prisma", "small.yaml"], 0),
        ("diff contract.json small.yaml", 0, ["contract.json", "small.yaml"], 0),
        ("diff m.prisma contract.json", 0, ["m.prisma", "contract.json"], 0),
        ("check contract.json --url-env DATABASE_URL", 3, ["contract.json"], 1),
        ("diff small.yaml expected_schema.yaml", 0, ["small.yaml", "expected_schema.yaml"], 0),
        ("diff python:mods:metadata m.prisma", 1, ["mods.py", "m.prisma"], 0),
        ("check m.prisma --url-env DATABASE_URL", 3, ["m.prisma"], 1),
        ("check m.prisma --url-env TWO --env-file .env", 3, ["m.prisma", ".env"], 1),
        ("check python:mods:metadata --url-env DATABASE_URL", 3, ["mods.py"], 1),
        ("check large.yaml --baseline known.yaml", 3, ["large.yaml", "known.yaml"], 1),
        ("check large.yaml --url-env TWO --env-file .env", 3, ["large.yaml", ".env"], 1),
        ("check", 3, ["expected_schema.yaml"], 1),
        (
            f"check --against {SERVER}",
            3,
            ["expected_schema.yaml"],
            2,
        ),  # one is but a secret
        (f"check m.prisma --url {SERVER}", 3, ["m.prisma"], 2),
        ("check targets.yaml --target one", 3, ["targets.yaml"], 1),
        ("check targets.yaml --env-file .env", 3, ["targets.yaml", ".env"], 2),
        ("check m.prisma --target one=ONE --target two=DATABASE_URL", 3, ["m.prisma"], 2),
        ("snapshot m.prisma", 0, ["m.prisma"], 0),
        ("snapshot small.yaml", 0, ["small.yaml"], 0),
        ("doctor", 3, ["expected_schema.yaml"], 1),
        (f"diff python:mods:metadata {OTHER}", 3, ["mods.py"], 1),
    ],
)
def test_nothing_is_read_twice(arguments: str, code: int, files: list[str], urls: int, folder: Path) -> None:
    seen = watched(arguments, folder)
    assert seen["code"] == code
    assert seen["opened"] == dict.fromkeys(files, 1)
    assert Counter(seen["urls"].values()) == Counter({1: urls} if urls else {})


@pytest.mark.parametrize(
    "arguments", ["check", "check small.yaml --against expected_schema.yaml", "diff small.yaml m.prisma", "guard m.sql"]
)
def test_from_options_to_the_reader_of_the_file_it_is_three_calls(arguments: str, folder: Path) -> None:
    (folder / "m.sql").touch()
    seen = watched(arguments, folder)
    way = seen["ways"][0]
    between = way[way.index("run.py:_run_command") + 1 : way.index("document.py:read_spec_file")]
    assert len(between) <= 3, between
