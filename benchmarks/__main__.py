"""`make bench`: build the databases, run ours and the peers side by side, print the table of docs/performance.md.

    python -m benchmarks [--tables 100 1000 10000] [--runs 7] [--write docs/performance.md]

Needs what the tests need. Peers that are not installed are left out by name.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers import QUICK, Run, Server

from . import far
from .databases import COLUMNS, fill, prisma_of, seed_like, spec_of
from .measure import SCHEMACHECK, Command, Timing, measure

PYTHON = sys.executable
TABLES_OF_SCRIPTS = 1_000
MODELS = 19
"""How many models the schema.prisma has that is checked offline."""
SPEC = Path(__file__).resolve().parent.parent / "expected_schema.yaml"

FLOOR = "import typer, psycopg, yaml; psycopg.connect({url!r}).execute('select 1')"
OFFLINE_FLOOR = "import typer, yaml"
REFLECT = (
    "import sqlalchemy as s; i = s.inspect(s.create_engine({url!r}));"
    "[f() for f in (i.get_multi_columns, i.get_multi_pk_constraint, i.get_multi_unique_constraints,"
    " i.get_multi_foreign_keys, i.get_multi_indexes)]"
)


def main() -> None:
    """Run the benchmarks and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--tables", type=int, nargs="*", default=[100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=7, help="runs of each command; the median counts")
    parser.add_argument("--write", type=Path, help="put the table between the marks of this file")
    options = parser.parse_args()
    lines: list[str] = []
    with server() as running, tempfile.TemporaryDirectory() as folder:
        for section in (
            small(running, options.runs),
            distance(running),
            large(running, options.tables, max(1, options.runs // 3), Path(folder)),
            scripts(running, max(1, options.runs // 3), Path(folder)),
        ):
            for line in section:
                print(line, flush=True)
                lines.append(line)
    if options.write:
        replace_table(options.write, lines)


@contextmanager
def server() -> Iterator[Server]:
    """Start a throw-away server, without the waits for the disk that only a crash would justify."""
    run = Run.create()
    try:
        yield run.server(QUICK)
    finally:
        run.end()


def make(running: Server, name: str) -> str:
    """Make an empty database and return its URL."""
    with psycopg.connect(running.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return running.url(name)


def rows(timings: Sequence[Timing], floor: str, *, memory: bool = False) -> Iterator[str]:
    """Write timings as rows, each beside the floor."""
    base = next(timing.seconds for timing in timings if timing.name == floor)
    for timing in timings:
        row = f"| {timing.name} | {timing.seconds:.2f} | {timing.seconds / base:.2f} |"
        yield f"{row} {timing.memory} |" if memory else row


HEAD = ("| command | seconds | ratio |", "| --- | ---: | ---: |")
HEAD_WITH_MEMORY = ("| command | seconds | ratio | MB |", "| --- | ---: | ---: | ---: |")


def small(running: Server, runs: int) -> Iterator[str]:
    """The check of a schema of ordinary size, and what works offline, beside the floors of Python."""
    url = make(running, "bench_small")
    seed_like(url)
    floor = Command("floor: import typer, psycopg, yaml; connect; select 1", (PYTHON, "-c", FLOOR.format(url=url)))
    check = Command("schemacheck check", (SCHEMACHECK, "check", str(SPEC), "--url", url))
    dump = [Command("pg_dump -s", (program, "-s", url))] if (program := pg_dump(running)) else []
    yield "### A schema of ordinary size"
    yield ""
    yield from HEAD
    yield from rows(measure((floor, check, *dump), runs), floor.name)
    offline = Command("floor: import typer, yaml", (PYTHON, "-c", OFFLINE_FLOOR))
    with tempfile.TemporaryDirectory() as folder:
        migration = Path(folder) / "migration.sql"
        migration.write_text("CREATE TABLE warehouse (id text PRIMARY KEY);\n", encoding="utf-8")
        prisma, models = Path(folder) / "schema.prisma", Path(folder) / "models.yaml"
        prisma.write_text(prisma_of(MODELS), encoding="utf-8")
        models.write_text(spec_of(MODELS), encoding="utf-8")
        commands = (
            offline,
            Command("schemacheck --help", (SCHEMACHECK, "--help")),
            Command("schemacheck lint", (SCHEMACHECK, "lint", str(SPEC))),
            Command(
                "schemacheck guard, one migration",
                (SCHEMACHECK, "guard", "--expected", str(SPEC), str(migration)),
            ),
            Command(
                f"schemacheck check --against schema.prisma, {MODELS} models",
                (SCHEMACHECK, "check", str(models), "--against", str(prisma)),
            ),
        )
        yield from rows(measure(commands, runs), offline.name)
    yield ""


def distance(running: Server) -> Iterator[str]:
    """The check over a link that is slow: what counts is how often it waits for an answer."""
    yield "### Far away: 100 ms each way"
    yield ""
    yield from far.table(running.url("bench_small"), SPEC)
    yield ""


def large(running: Server, sizes: Sequence[int], runs: int, folder: Path) -> Iterator[str]:
    """Schemas of many tables, beside pg_dump and SQLAlchemy's reflection."""
    for tables in sizes:
        url = make(running, f"bench_{tables}")
        started = time.perf_counter()
        fill(url, tables)
        built = time.perf_counter() - started
        spec = folder / f"{tables}.yaml"
        snapshot = Command("schemacheck snapshot", (SCHEMACHECK, "snapshot", "--force", "--url", url, "-o", str(spec)))
        commands = [
            snapshot,
            Command("schemacheck check", (SCHEMACHECK, "check", str(spec), "--url", url)),
        ]
        floor = commands[1].name
        if program := pg_dump(running):
            commands.append(Command("pg_dump -s", (program, "-s", url)))
            floor = "pg_dump -s"
        with_driver = url.replace("postgresql://", "postgresql+psycopg://")
        if reflects():
            commands.append(Command("SQLAlchemy get_multi_*", (PYTHON, "-c", REFLECT.format(url=with_driver))))
        yield f"### {tables:,} tables, {tables * COLUMNS:,} columns (built in {built:.0f} s)"
        yield ""
        yield from HEAD_WITH_MEMORY
        yield from rows(measure(commands, runs), floor, memory=True)
        yield ""


def scripts(running: Server, runs: int, folder: Path) -> Iterator[str]:
    """SQL as a source, on a server of its own: run anew, and taken from the cache, beside psql on one that runs."""
    dump, shell = pg_dump(running), psql(running)
    if dump is None or shell is None:
        yield "### SQL as a source: left out, since pg_dump or psql is not there"
        return
    url = make(running, "bench_scripts")
    fill(url, TABLES_OF_SCRIPTS)
    file, small_file = folder / "structure.sql", folder / "one.sql"
    file.write_bytes(subprocess.run([dump, "-s", "-O", url], check=True, capture_output=True).stdout)
    small_file.write_text("CREATE TABLE one (id integer);\n", encoding="utf-8")
    spec, anew = folder / "scripts.yaml", running.url("bench_anew")
    again = f"{shell} -qX -c 'DROP DATABASE IF EXISTS bench_anew' -c 'CREATE DATABASE bench_anew' '{running.url()}'"
    cold = ("snapshot", "--no-cache", "--force", "-o", str(spec))
    commands = (
        Command("psql -f", ("sh", "-c", f"{again} && {shell} -qX -o /dev/null -f {file} '{anew}'")),
        Command("schemacheck snapshot sql:, one table: the server's start", (SCHEMACHECK, *cold, f"sql:{small_file}")),
        Command("schemacheck snapshot sql:, cold", (SCHEMACHECK, *cold, f"sql:{file}")),
        Command(
            "schemacheck check --against sql:, warm", (SCHEMACHECK, "check", str(spec), "--against", f"sql:{file}")
        ),
    )
    kept = {"SCHEMACHECK_CACHE_DIR": str(folder)}
    subprocess.run((SCHEMACHECK, *cold[:1], *cold[2:], f"sql:{file}"), check=True, env={**os.environ, **kept})
    yield f"### A dump of {TABLES_OF_SCRIPTS:,} tables as a source"
    yield ""
    yield from HEAD
    yield from rows(measure(commands, runs, kept), "psql -f")
    yield ""


def psql(running: Server) -> str | None:
    """Find the server's own psql, or one on the path."""
    own = running.bindir / "psql" if running.bindir else None
    return str(own) if own and own.exists() else shutil.which("psql")


def reflects() -> bool:
    """Whether SQLAlchemy is installed."""
    return find_spec("sqlalchemy") is not None


def pg_dump(running: Server) -> str | None:
    """Find the server's own pg_dump, or one on the path."""
    own = running.bindir / "pg_dump" if running.bindir else None
    return str(own) if own and own.exists() else shutil.which("pg_dump")


BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def replace_table(page: Path, lines: Sequence[str]) -> None:
    """Put the table between the marks of a page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + BEGIN + "\n\n" + "\n".join(lines) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
