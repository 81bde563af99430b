"""SQLite files as they are met: absent, locked, damaged, encrypted; and that reading one changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.cli.run import run
from schemacheck.report.report import Report
from schemacheck.sources.source import ConnectionOptions

SPEC = "version: 1\ndatabase: sqlite\ntables:\n  t:\n    columns: {id: integer, name: text?}\n    primary_key: id\n"
TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.db"
    connection = sqlite3.connect(path)
    connection.execute(TABLE)
    connection.close()
    return path


def checked(path: Path, url: str = "", spec: str = SPEC) -> Report:
    written = path.parent / "spec.yaml"
    written.write_text(spec, encoding="utf-8")
    access = ConnectionOptions(url=url or f"sqlite:///{path}", connect_timeout=1)
    return check(str(written), access, today=date(2026, 11, 22))


def test_a_file_is_read_and_left_as_it_is(file: Path) -> None:
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    report = checked(file)
    assert report.outcome == "in sync"
    assert report.live.label.endswith("opened read-only, in one transaction")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert sorted(each.name for each in file.parent.iterdir()) == ["app.db", "spec.yaml"]


def test_what_cannot_be_seen_is_said_and_what_cannot_be_is_not(file: Path) -> None:
    told = {(gap.what, gap.cause) for gap in checked(file).not_checked}
    assert ("triggers", "not stated") in told
    assert ("checks", "not stated") in told
    assert not any(gap[0] in ("policies", "extensions", "publications") for gap in told)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UncheckedError, match=r"There is no file .*nowhere\.db"):
        checked(tmp_path / "nowhere.db")
    assert not (tmp_path / "nowhere.db").exists()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UncheckedError, match="is no file"):
        checked(tmp_path / "folder")


def test_an_empty_file_is_nothing_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(UncheckedError, match="no table"):
        checked(tmp_path / "empty.db")


def test_a_locked_file(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(UncheckedError, match="locked by another program"):
            checked(file)
    finally:
        other.close()


@pytest.mark.parametrize("content", [b"certainly no database" * 99, bytes(range(256)) * 32], ids=["text", "encrypted"])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "app.db").write_bytes(content)
    with pytest.raises(UncheckedError, match="is no SQLite database, or an encrypted one"):
        checked(tmp_path / "app.db")


def test_a_damaged_file(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with pytest.raises(UncheckedError, match="is damaged"):
        checked(file)


def test_a_file_somebody_writes_to_in_wal_mode(file: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("ALTER TABLE t ADD late TEXT")
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert [finding.rule.name for finding in checked(file).findings] == ["column-unexpected"]
    finally:
        writer.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="names no file"):
        checked(tmp_path / "x", url)


@pytest.mark.parametrize("form", ["sqlite+pysqlite:///{}", "sqlite+aiosqlite:///{}", "sqlite:///file:{}?uri=true"])
def test_other_ways_to_name_it(file: Path, form: str) -> None:
    assert checked(file, form.format(file)).outcome == "in sync"


def test_a_view_that_is_broken_does_not_hide_the_rest(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE gone (id)")
    connection.execute("CREATE VIEW v AS SELECT id FROM gone")
    connection.execute("DROP TABLE gone")
    connection.close()
    assert checked(file).outcome == "in sync"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (SPEC.replace("database: sqlite\n", ""), "about PostgreSQL, and the other one is SQLite"),
        (SPEC.replace("sqlite", "mysql").replace("text", "longtext"), "about MySQL, and the other one is SQLite"),
        (SPEC.replace("sqlite", "sqllite"), "did you mean sqlite"),
        (SPEC.replace("integer", "integr"), "integr is no type SQLite has (did you mean integer?)"),
        (SPEC.replace("sqlite", "mariadb").replace("integer", "serial"), "serial is no type MariaDB has"),
    ],
)
def test_types_are_those_of_the_database(file: Path, spec: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "spec.yaml").write_text(spec, encoding="utf-8")
    assert run(["check", str(file.parent / "spec.yaml"), "--url", f"sqlite:///{file}"], {}) == 2
    assert words in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("mysql://me:Zq7secret@127.0.0.1:1/shop", 3, "Cannot read shop at 127.0.0.1:1 as me"),
        ("mysql+nosuchdriver://me:Zq7secret@h/shop", 2, "SQLAlchemy knows no database mysql+nosuchdriver"),
        ("mssql+pyodbc://me:Zq7secret@h/shop", 3, "pyodbc is not installed"),
        ("oracle://me:Zq7secret@h/shop", 3, "is not installed"),
        ("mysql://me:Zq7@secret@h/shop", 2, "percent-encode"),
        ("mysql://me:Zq7secret@h", 2, "names no database"),
        ("mongodb://me:Zq7secret@h/shop", 2, "MongoDB"),
        ("prisma+postgres://h/?api_key=Zq7secret", 2, "Prisma"),
    ],
)
def test_urls_that_lead_nowhere(
    tmp_path: Path, url: str, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = url.partition(":")[0].partition("+")[0]
    database = name if name in ("mysql", "mssql", "oracle") else "sqlite"
    spec = SPEC.replace("sqlite", database).replace("text", "char(3)").replace("integer", "int")
    (tmp_path / "spec.yaml").write_text(spec, encoding="utf-8")
    assert run(["check", str(tmp_path / "spec.yaml"), "--url-env", "THE_URL"], {"THE_URL": url}) == code
    told = capsys.readouterr()
    assert words in " ".join(told.err.split())
    assert "Zq7" not in told.out + told.err
    assert "Traceback" not in told.err


def test_every_command_takes_such_a_url(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = file.parent / "written.yaml"
    assert run(["snapshot", f"sqlite:///{file}", "-o", str(spec)], {}) == 0
    assert run(["check", str(spec), "--against", f"sqlite:///{file}"], {}) == 0
    assert run(["diff", f"sqlite:///{file}", f"sqlite:///{file}"], {}) == 0
    assert run(["check", str(spec)], {"DATABASE_URL": f"sqlite:///{file}"}) == 0
    assert run(["lint", str(spec)], {}) == 0
    capsys.readouterr()


def test_declared_types_and_what_only_the_definition_tells(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    connection = sqlite3.connect(path)
    connection.executescript("""
        CREATE TABLE parent (a TEXT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE TABLE "odd "" name" (
            id INTEGER PRIMARY KEY AUTOINCREMENT, -- a comment, with ( in it
            anything, price DECIMAL(10, 2) DEFAULT 0.50, state varchar(9) COLLATE NOCASE NOT NULL DEFAULT 'a,(b',
            made timestamp DEFAULT CURRENT_TIMESTAMP, twice INTEGER AS (price * 2), total TEXT GENERATED ALWAYS AS
            (state || ')') STORED, pa text, pb int CHECK (pb > 0), CHECK (pb < 9),
            CONSTRAINT "The Check" CHECK (
                price > 0 AND state <> 'CHECK ('),
            CONSTRAINT up UNIQUE (state, price),
            CONSTRAINT toParent FOREIGN KEY (pa, pb) REFERENCES parent ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
        );
        CREATE INDEX later ON "odd "" name" (made DESC, lower(state)) WHERE price IS NOT NULL;
    """)
    connection.close()
    written = snapshot(f"sqlite:///{path}", ConnectionOptions(), everything=True)
    for words in (
        "anything: no type?",
        'price: {type: "decimal(10,2)", nullable: true, default: 0.5}',
        "state: {type: varchar(9), default: \"'a,(b'\", collation: nocase}",
        "made: {type: timestamp, nullable: true, default: CURRENT_TIMESTAMP}",
        "twice: {type: integer, nullable: true, generated: {expression: price * 2, stored: false}}",
        "total: {type: text, nullable: true, generated: \"state || ')'\"}",
        "price > 0 AND state <> 'CHECK ('",
        'odd " name_pb_check: pb > 0',
        'odd " name_pb_check1: pb < 9',
        "name: up",
        "references: parent(a, b)",
        "on_delete: set null",
        "deferrable: initially deferred",
        "name: toParent",
        "{column: made, descending: true}",
        "expression: lower(state)",
        "where: price IS NOT NULL",
    ):
        assert words in written, written
    spec = written.partition("\n")[2]
    assert checked(path, spec=spec).outcome == "in sync"


PARENT = "CREATE TABLE p (id INTEGER PRIMARY KEY, b INT UNIQUE)"


@pytest.mark.parametrize(
    "child",
    [
        "pid INT REFERENCES p, FOREIGN KEY (pid) REFERENCES p(id)",
        "pid INT REFERENCES p REFERENCES p",
        "pid INT REFERENCES p ON DELETE CASCADE, FOREIGN KEY (pid) REFERENCES p(id)",
        "pid INT CONSTRAINT a REFERENCES p, CONSTRAINT b FOREIGN KEY (pid) REFERENCES p(id)",
        "pid INT REFERENCES p, CONSTRAINT b FOREIGN KEY (pid) REFERENCES p(id)",
        "pid INT REFERENCES p(id), FOREIGN KEY (pid) REFERENCES p(b)",
        "pid INT REFERENCES p DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (pid) REFERENCES p(id)",
        "pid INT, FOREIGN KEY (PID) REFERENCES P(ID), FOREIGN KEY (pid) REFERENCES p",
        "pid INT, x TEXT, UNIQUE (pid), UNIQUE (pid), CHECK (pid > 0), CHECK (pid > 0)",
    ],
)
def test_what_is_written_twice(child: str, tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    made(path, PARENT, f"CREATE TABLE c ({child})")
    spec = snapshot(f"sqlite:///{path}", ConnectionOptions(), everything=True)
    assert checked(path, spec=spec).outcome == "in sync", spec
    # What is lost is seen all the same.
    made(path, "DROP TABLE c", "CREATE TABLE c (pid INT)")
    assert checked(path, spec=spec).outcome == "drift"


def test_what_is_not_compared_is_named(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    made(
        path,
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b INT UNIQUE ON CONFLICT REPLACE, c TEXT) STRICT",
        "CREATE TABLE b (id TEXT, strict TEXT, PRIMARY KEY (id COLLATE nocase DESC)) WITHOUT ROWID",
        "CREATE TABLE plain (a TEXT DEFAULT 'on conflict strict' CHECK (a <> 'autoincrement'))",
    )
    reasons = {
        gap.what: gap.reason
        for gap in checked(path, spec=snapshot(f"sqlite:///{path}", ConnectionOptions())).not_checked
    }
    for what, where in (
        ("STRICT of tables", "a"),
        ("AUTOINCREMENT of columns", "a"),
        ("ON CONFLICT of constraints", "a"),
        ("WITHOUT ROWID of tables", "b"),
        ("orders and collations of primary keys", "b"),
    ):
        assert reasons[what].endswith(f"there are {where}"), reasons


def test_an_expression_with_a_collation_inside(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    made(
        path, "CREATE TABLE t (a TEXT, b TEXT)", "CREATE INDEX i ON t (a || b COLLATE nocase, lower(a) COLLATE nocase)"
    )
    spec = snapshot(f"sqlite:///{path}", ConnectionOptions(), everything=True)
    assert checked(path, spec=spec).outcome == "in sync", spec
    made(path, "DROP INDEX i", "CREATE INDEX i ON t (a || b, lower(a) COLLATE nocase)")
    assert checked(path, spec=spec).outcome == "drift"
    made(path, "DROP INDEX i", "CREATE INDEX i ON t (a || b COLLATE nocase, lower(a))")
    assert checked(path, spec=spec).outcome == "drift"


def made(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
