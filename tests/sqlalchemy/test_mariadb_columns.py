"""What the information schema says of MariaDB's columns: defaults in every form, ON UPDATE, NOT NULL, lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemacheck.app.snapshot import snapshot
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sql.databases import DialectType
from schemacheck.sql.dialects import MARIADB
from schemacheck.sql.mysql_types import sized_text
from schemacheck.sql.tokens import words
from tests.servers.mariadb import MariaDB

from .test_mariadb import checked
from .test_models import told

Make = Callable[..., str]

DEFAULTS = {
    "varchar(99) DEFAULT (concat('ORD-', uuid()))": "concat('ORD-', uuid())",
    "varchar(40) DEFAULT (replace(uuid(),'-',''))": "(replace(uuid(), '-', ''))",
    "bigint DEFAULT (NEXT VALUE FOR s)": "NEXT VALUE FOR s",
    "bigint DEFAULT nextval(s)": "nextval(`s`)",
    "text COMPRESSED NOT NULL DEFAULT 'x'": "'x'",
    "int INVISIBLE DEFAULT 3": "3",
    "datetime DEFAULT (current_timestamp() + interval 1 day)": "now() + interval 1 day",
    "int DEFAULT (if(1 > 0,2,3))": "if(1>0, 2, 3)",
    "timestamp NULL DEFAULT NULL ON UPDATE current_timestamp()": "NULL ON UPDATE CURRENT_TIMESTAMP",
    "timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)": (
        "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)"
    ),
    "datetime NOT NULL DEFAULT '2020-01-02' ON UPDATE now()": "'2020-01-02 00:00:00' ON UPDATE now()",
    r"varchar(9) DEFAULT 'a\\b\n''\"x%'": r"""'a\\b\n\'\"x%'""",
    "varchar(9) DEFAULT 'NULL'": "'NULL'",
    "varchar(9) NOT NULL DEFAULT ''": "''",
    'varchar(9) DEFAULT "it\'s"': "'it''s'",
    "varchar(9) DEFAULT _latin1'x'": "'x'",
    "varchar(9) DEFAULT (upper('x'))": "ucase('x')",
    "decimal(5,2) DEFAULT '1.5'": "1.50",
    "int DEFAULT (-5)": "-5",
    "int DEFAULT (1 + 2 * (3))": "1 + 2 * 3",
    "bit(4) DEFAULT b'0101'": "5",
    "bool DEFAULT true": "1",
    "date DEFAULT (current_date)": "curdate()",
    "varchar(99) DEFAULT (user())": "session_user()",
    'json DEFAULT \'{"a": "b\\\\"c"}\'': '\'{"a": "b\\\\"c"}\'',
    "json DEFAULT (json_object('a', 1))": "json_object('a',1)",
    "enum('a','b''c','d,e','f\\\\g') DEFAULT 'b''c'": "'b''c'",
    "uuid DEFAULT uuid()": "uuid()",
    "inet6 DEFAULT '::1'": "'::1'",
    "point DEFAULT point(1,2)": "point(1, 2)",
    "double DEFAULT 1e3": "1000",
    "double DEFAULT 1.5e-7": "1.5e-7",
}
TYPES = [
    *words(
        """blob(0) blob(9) blob(255) blob(256) blob(65536) blob(16777216) text(0) text(9) text(63) text(64) text(16384)
        text(4194304) float(1) float(10) float(24) float(25) float(53) float(7,2) double(10,2) decimal(0) decimal(5)
        decimal bit(0) bit tinyint(1) tinyint(4) bool year(4) time(0) time(3) datetime(0) char binary(0) varbinary(5)
        numeric(5) dec(5,1) fixed integer(11) int8 middleint real json inet4 uuid geometry"""
    ),
    "float(53) unsigned", "int zerofill", "int(5) unsigned zerofill", "double precision", "double precision(10,2)",
    "national varchar(5)", "nchar varying(5)", "char varying(5)", "national character(5)", "long varbinary",
    "long varchar", "char(3) byte", "varchar(5) binary", "text binary", "bigint signed", "timestamp null",
    "enum('a ','b,c','d''e','f)','g\\\\h')", "set(\"x\", 'y')", "VARCHAR ( 7 )", "text compressed",
]  # fmt: skip


@pytest.fixture
def make(maria: MariaDB) -> Iterator[Make]:
    """Make databases, dropped at the end."""
    made: list[str] = []

    def one(*statements: str) -> str:
        made.append(maria.make(list(statements)))
        return made[-1]

    yield one
    maria.run([f"DROP DATABASE {name}" for name in made])


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_defaults_of_every_form(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    names = [f"c{number}" for number in range(len(DEFAULTS))]
    definition = ", ".join(f"{name} {written}" for name, written in zip(names, DEFAULTS, strict=True))
    url = maria.url(make("CREATE SEQUENCE s", f"CREATE TABLE t ({definition})"))
    spec = snapshot(url, ConnectionOptions(), everything=True)
    assert checked(tmp_path, spec, url).outcome == "in sync", spec
    by_hand = dict(zip(names, DEFAULTS.values(), strict=True))
    types = {line.split(":")[0].strip(): line for line in spec.splitlines() if line.startswith("      c")}
    written = "\n".join(types[name].rpartition("default:")[0] + f"default: {quoted(by_hand[name])}}}" for name in names)
    report = checked(tmp_path, f"version: 1\ndatabase: mariadb\ntables:\n  t:\n    columns:\n{written}\n", url)
    assert report.outcome == "in sync", told(report)


def test_no_default_can_be_lost_or_changed_unseen(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    names = [f"c{number}" for number in range(len(DEFAULTS))]
    definition = ", ".join(f"{name} {written}" for name, written in zip(names, DEFAULTS, strict=True))
    create = ("CREATE SEQUENCE s", "CREATE SEQUENCE s2", f"CREATE TABLE t ({definition})")
    spec = snapshot(maria.url(make(*create)), ConnectionOptions(), everything=True)
    # What is invisible keeps its default whatever is said, and NULL is none.
    lost = [
        name
        for name, written in zip(names, DEFAULTS, strict=True)
        if "INVISIBLE" not in written and "DEFAULT NULL" not in written
    ]
    url = maria.url(make(*create, *(f"ALTER TABLE t ALTER {name} DROP DEFAULT" for name in lost)))
    report = checked(tmp_path, spec, url)
    assert {finding.subject.path.rpartition(".")[2] for finding in report.findings} >= set(lost), told(report)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("datetime DEFAULT (current_timestamp() + interval 1 day)", "datetime DEFAULT (now() + interval 2 day)"),
        ("int DEFAULT (if(1 > 0,2,3))", "int DEFAULT (if(1 > 0,2,4))"),
        ("bigint DEFAULT nextval(s)", "bigint DEFAULT nextval(s2)"),
        ("int INVISIBLE DEFAULT 3", "int INVISIBLE DEFAULT 4"),
        ("timestamp NULL DEFAULT NULL ON UPDATE now()", "timestamp NULL DEFAULT NULL"),
        ("timestamp NOT NULL DEFAULT now() ON UPDATE now()", "timestamp NOT NULL DEFAULT now()"),
        ("text COMPRESSED NOT NULL", "text COMPRESSED"),
        ("int INVISIBLE NOT NULL DEFAULT 1", "int INVISIBLE DEFAULT 1"),
        (r"varchar(9) DEFAULT 'a\\b'", r"varchar(9) DEFAULT 'a\b'"),
        ("varchar(9) DEFAULT 'a'", "varchar(9) DEFAULT 'A'"),
        ("varchar(9) DEFAULT (concat('a','b'))", "varchar(9) DEFAULT (concat('A','b'))"),
        ("text(63)", "text(64)"),
        ("blob(255)", "blob(256)"),
        ("float(24)", "float(25)"),
        ("varchar(9) CHARACTER SET latin1", "varchar(9)"),
    ],
)
def test_a_change(before: str, after: str, tmp_path: Path, maria: MariaDB, make: Make) -> None:
    one, other = (
        maria.url(make("CREATE SEQUENCE s", "CREATE SEQUENCE s2", f"CREATE TABLE t (id int, c {each})"))
        for each in (before, after)
    )
    report = checked(tmp_path, snapshot(one, ConnectionOptions(), everything=True), other)
    assert [finding.subject.path for finding in report.findings if finding.subject.path.endswith("t.c")], told(report)


def test_types_become_what_the_server_makes_of_them(maria: MariaDB, make: Make) -> None:
    definition = ", ".join(f"c{number} {type_}" for number, type_ in enumerate(TYPES))
    name = make(f"CREATE TABLE t ({definition})")
    made = maria.ask("SELECT column_type FROM information_schema.columns WHERE table_schema = %s "
                     "ORDER BY ordinal_position", name)  # fmt: skip
    wrong = {}
    for written, (printed,) in zip(TYPES, made, strict=True):
        wanted, found = MARIADB.type(written), MARIADB.type("json" if written == "json" else str(printed))
        if sized_text(wanted, 4) != found:
            wrong[written] = (str(wanted), printed)
    assert wrong == {}


@pytest.mark.parametrize(("charset", "made"), [("latin1", "tinytext"), ("utf8mb4", "text")])
def test_a_text_of_so_many_characters(charset: str, made: str, tmp_path: Path, maria: MariaDB, make: Make) -> None:
    url = maria.url(make(f"CREATE TABLE t (a text(64) CHARACTER SET {charset})"))
    spec = "version: 1\ndatabase: mariadb\ntables: {t: {columns: {a: {type: %s, nullable: true, collation: any}}}}\n"
    for type_ in ("text(64)", made):
        report = checked(tmp_path, spec % type_, url)
        assert report.outcome == "in sync", told(report)
    other = {"tinytext": "text", "text": "tinytext"}[made]
    assert checked(tmp_path, spec % other, url).outcome == "drift"
    assert sized_text(DialectType(None, "int"), 4) == DialectType(None, "int")


def test_what_is_not_compared_is_named(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    url = maria.url(
        make(
            "CREATE SEQUENCE s",
            "CREATE TABLE versioned (a int, b int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING",
            "CREATE TABLE hidden (a int, b int INVISIBLE, c text COMPRESSED, d varchar(9), PRIMARY KEY (d(3)), "
            "KEY k (a) COMMENT 'why', KEY i (b) IGNORED) ROW_FORMAT=COMPACT",
            "CREATE TABLE parted (a int, s date, e date, PERIOD FOR p (s, e)) PARTITION BY HASH (a) PARTITIONS 2",
        )
    )
    report = checked(tmp_path, snapshot(url, ConnectionOptions(), everything=True), url)
    assert report.outcome == "in sync", told(report)
    reasons = {gap.what: gap.reason for gap in report.not_checked}
    for what, where in (
        ("sequences", "s"),
        ("system versioning of tables", "versioned"),
        ("columns without system versioning", "versioned.b"),
        ("invisible columns", "hidden.b"),
        ("compressed columns", "hidden.c"),
        ("prefixes of primary keys", "hidden.PRIMARY"),
        ("comments of indexes", "hidden.k"),
        ("ignored and invisible indexes", "hidden.i"),
        ("options of tables", "hidden"),
        ("partitions of tables", "parted"),
        ("periods of tables", "parted"),
    ):
        assert reasons[what].endswith(f"there are {where}"), reasons
    plain = maria.url(make("CREATE TABLE t (a int)"))
    report = checked(tmp_path, snapshot(plain, ConnectionOptions(), everything=True), plain)
    assert not any("there are" in gap.reason for gap in report.not_checked), report.not_checked


def test_whoever_may_select_sees_it_all(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    name = make(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE `c%``, (x` (id int PRIMARY KEY, `a)b` int DEFAULT (1 + 1), c int CHECK (c > 0), "
        "CONSTRAINT `f)(k` FOREIGN KEY (`a)b`) REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE, "
        "CONSTRAINT k CHECK (id <> 3 and 'a\\'b), CHECK (' <> \"x'y\"))",
        "CREATE VIEW broken AS SELECT * FROM p",
        "CREATE USER IF NOT EXISTS reader",
    )
    maria.run([f"GRANT SELECT ON {name}.* TO reader"])
    spec = snapshot(maria.url(name), ConnectionOptions(), everything=True)
    for part in (
        "on_delete: set null",
        "on_update: cascade",
        "f)(k",
        "<> 3",
        "a)b: {type: int, nullable: true",
    ):
        assert part in spec, spec
    report = checked(tmp_path, spec, maria.url(name).replace("root@", "reader@"))
    assert report.outcome == "in sync", told(report)


def test_a_constraint_that_the_server_prints_wrong_is_never_in_sync(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    url = maria.url(
        make("CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT `k``k` FOREIGN KEY (a) REFERENCES t (id))")
    )
    report = checked(tmp_path, snapshot(url, ConnectionOptions(), everything=True), url)
    assert report.outcome == "unchecked", told(report)


@pytest.mark.parametrize("mode", ["ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ORACLE", ""])
def test_the_mode_of_the_server_changes_nothing(mode: str, tmp_path: Path, maria: MariaDB, make: Make) -> None:
    url = maria.url(
        make(
            r"CREATE TABLE t (id int PRIMARY KEY, a varchar(9) DEFAULT 'a\\b', `B c` int CHECK (`B c` > 0), "
            r"d varchar(9) AS (concat(a, '\'\\')), FOREIGN KEY (`B c`) REFERENCES t (id), CHECK (a <> 'x\'y'))"
        )
    )
    spec = snapshot(url, ConnectionOptions(), everything=True)
    ((before,),) = maria.ask("SELECT @@GLOBAL.sql_mode")
    maria.run([f"SET GLOBAL sql_mode = '{mode}'"])
    try:
        report = checked(tmp_path, spec, url)
    finally:
        maria.run([f"SET GLOBAL sql_mode = '{before}'"])
    assert report.outcome == "in sync", told(report)


IMPLIED = """version: 1
database: mariadb
tables:
  p: {columns: {id: int}, primary_key: id}
  c:
    columns: {id: int, a: int?, b: int?}
    primary_key: id
    foreign_keys: [{columns: [a], references: p(id), name: named}, {columns: [b], references: p(id)}]
    indexes: []
"""


def test_the_index_of_a_foreign_key_is_implied(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    create = (
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (id int PRIMARY KEY, a int, b int, CONSTRAINT named FOREIGN KEY (a) REFERENCES p (id), "
        "FOREIGN KEY (b) REFERENCES p (id))",
    )
    report = checked(tmp_path, IMPLIED, maria.url(make(*create)))
    assert report.outcome == "in sync", told(report)
    for more, path in (("CREATE INDEX ix ON c (a)", "ix"), ("CREATE INDEX wide ON c (b, a)", "wide"),
                       ("CREATE INDEX a ON c (a DESC)", "a")):  # fmt: skip
        report = checked(tmp_path, IMPLIED, maria.url(make(*create, more)))
        assert [finding.rule.name for finding in report.findings] == ["index-unexpected"], (path, told(report))
    # Who lists it, expects it.
    listed = IMPLIED.replace("indexes: []", "indexes: [{columns: [a], name: named}, {columns: [b]}]")
    report = checked(tmp_path, listed, maria.url(make(*create)))
    assert report.outcome == "in sync", told(report)
