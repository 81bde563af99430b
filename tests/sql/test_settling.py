"""What two texts leave open is settled by a throw-away server of the live one's version: it prints the expected one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from schemacheck.scratch.programs import find_package, major_of
from tests.conftest import MakeDatabase
from tests.live.support import connected
from tests.servers import Server

from .conftest import Command

BASE = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TYPE place AS (street text, number integer);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE team (id integer PRIMARY KEY, boss text, size integer);
CREATE TABLE race (
    id integer PRIMARY KEY, bib integer, at timestamptz, day date, feeling mood, note varchar(20), spot place,
    tags text[], span tstzrange, doc jsonb, once double precision DEFAULT <default>,
    twice numeric(4) GENERATED ALWAYS AS (<generated>) STORED,
    CONSTRAINT number CHECK (<number>), CONSTRAINT month CHECK (<month>), CONSTRAINT labels CHECK (<labels>),
    CONSTRAINT part CHECK (<part>), CONSTRAINT range CHECK (<range>),
    CONSTRAINT apart EXCLUDE USING gist (span WITH &&) WHERE (<excluded>),
    CONSTRAINT beside EXCLUDE USING gist (span WITH &&, (<beside>) WITH ~=)
);
CREATE STATISTICS guessed ON bib, (<guessed>) FROM race;
CREATE PUBLICATION feed FOR TABLE race WHERE (<feed>);
CREATE TABLE log (bib integer, root double precision);
CREATE RULE refused AS ON INSERT TO log WHERE <refused> DO INSTEAD NOTHING;
CREATE RULE noted AS ON DELETE TO log DO ALSO <noted>;
CREATE FUNCTION given(a double precision DEFAULT <given>, VARIADIC b text[] DEFAULT NULL) RETURNS integer LANGUAGE sql
    AS 'SELECT 1';
CREATE FUNCTION body(a integer) RETURNS double precision LANGUAGE sql <body>;
CREATE TABLE split (a integer, b double precision) PARTITION BY LIST (<split>);
CREATE TABLE split_1 PARTITION OF split FOR VALUES IN ('1');
ALTER TABLE split_1 ADD CONSTRAINT own CHECK (<own>);
CREATE INDEX own_index ON split_1 (<own_index>, b);
CREATE INDEX keyed ON race (<keyed>, id);
CREATE INDEX partial ON race (id) WHERE <partial>;
CREATE INDEX pointed ON race USING gist ((<pointed>));
CREATE INDEX nameless ON race (<nameless>);
CREATE UNIQUE INDEX once_only ON race (bib) WHERE <once_only>;
CREATE POLICY seen ON race USING (<seen>);
CREATE POLICY added ON race FOR INSERT WITH CHECK (<added>);
CREATE TRIGGER fired BEFORE UPDATE ON race FOR EACH ROW WHEN (<fired>) EXECUTE FUNCTION noted();
CREATE VIEW joined AS <joined>;
CREATE VIEW grouped AS <grouped>;
CREATE DOMAIN score AS integer DEFAULT <start> CONSTRAINT fair CHECK (<fair>);
"""
EXPECTED = """\
version: 1
enums: {mood: [good, bad]}
composite_types: {place: {attributes: {street: text, number: integer}}}
domains: {score: {type: integer, default: <start>, checks: {fair: <fair>}}}
tables:
  team: {columns: {id: integer, boss: text?, size: integer?}, primary_key: [id]}
  race:
    columns:
      id: integer
      bib: integer?
      at: timestamptz?
      day: date?
      feeling: mood?
      note: varchar(20)?
      spot: place?
      tags: text[]?
      span: tstzrange?
      doc: jsonb?
      once: {type: double precision?, default: <default>}
      twice: {type: numeric(4)?, generated: <generated>}
    primary_key: [id]
    unique: [{columns: [bib], where: <once_only>}]
    checks: {number: <number>, month: <month>, labels: <labels>, part: <part>, range: <range>}
    exclusions:
      apart: {elements: [span WITH &&], where: <excluded>}
      beside: {elements: [span with &&, "(<=beside>) with ~="]}
    statistics: {guessed: {columns: [bib, <guessed>]}}
    indexes:
      - {name: keyed, columns: [{expression: <keyed>}, id]}
      - {name: partial, columns: [id], where: <partial>}
      - {name: pointed, method: gist, columns: [{expression: <pointed>}]}
      - columns: [{expression: <nameless>}]
    policies: {seen: {using: <seen>}, added: {command: insert, with_check: <added>}}
    triggers: {fired: {fires: before update, function: noted, when: <fired>}}
  log:
    columns: {bib: integer?, root: double precision?}
    rules:
      refused: {event: insert, where: <refused>, instead: true, action: nothing}
      noted: {event: delete, action: <noted>}
  split:
    kind: partitioned table
    columns: {a: integer?, b: double precision?}
    partition_by: list (<=split>)
    partitions:
      split_1: {bounds: IN ('1'), own: ["check own: CHECK (<=own>)", "index own_index: btree (<=own_index>, b)"]}
views: {joined: {columns: any, definition: <joined>}, grouped: {columns: any, definition: <grouped>}}
publications: {feed: {tables: {race: {where: <feed>}}}}
functions:
  given(double precision, text[]):
    arguments: a double precision default <=given>, variadic b text[] default null
  body(integer): {sql_body: <body>}
  noted(): {returns: trigger}
"""
TEXTS = {
    "default": ("round(sqrt(7))", "round(sqrt(8))"),
    "generated": ("round(bib * 2)", "round(bib * 3)"),
    "number": ("round(bib) > 1", "round(bib) > 2"),
    "month": ("date_trunc('month', day) = day", "date_trunc('month', day) <> day"),
    "labels": (
        "sqrt(race.bib) > 1 or feeling = any ('{good,bad}')", "sqrt(race.bib) > 1 or feeling = any ('{good}')"
    ),
    "part": ("round((spot).number) > 1", "round((spot).number) > 3"),
    "range": ("span <@ '[2020-01-01 00:00+00, infinity)'", "span <@ '[2021-01-01 00:00+00, infinity)'"),
    "excluded": ("round(bib) > 1", "round(bib) > 2"),
    "keyed": ("round(bib)", "floor(bib)"),
    "partial": ("round(bib) > 1", "round(bib) > 2"),
    "pointed": ("point(bib, 1)", "point(bib, 2)"),
    "nameless": ("abs(bib / sqrt(7))", "abs(bib / sqrt(8))"),
    "once_only": ("round(bib) > 1", "round(bib) > 2"),
    "seen": (
        "exists (select from team where team.id = race.id and round(size) > 1)",
        "exists (select from team where team.id = race.id and round(size) > 2)",
    ),
    "added": (
        "bib in (select size from team where boss = current_user)",
        "bib in (select size from team where boss = session_user)",
    ),
    "fired": ("round(new.bib) > 1", "round(new.bib) > 2"),
    "joined": (
        "select r.*, t.size from race r join team t using (id) where round(bib) > 1",
        "select r.*, t.size from race r join team t using (id) where round(bib) > 2",
    ),
    "grouped": (
        "select boss, size, count(*) from team group by id", "select boss, size, count(*) from team group by id, boss"
    ),
    "start": ("round(sqrt(7))", "round(sqrt(8))"),
    "fair": ("round(value) > 1", "round(value) > 2"),
    "beside": ("point(bib, 1)", "point(bib, 2)"),
    "guessed": ("round(bib / 2)", "round(bib / 3)"),
    "feed": ("round(id) > 1", "round(id) > 2"),
    "refused": ("round(new.bib) > 1", "round(new.bib) > 2"),
    "noted": ("insert into log values (1, sqrt(old.bib))", "insert into log values (1, sqrt(old.root))"),
    "given": ("round(sqrt(7))", "round(sqrt(8))"),
    "body": (
        "begin atomic select round(bib) from race where id = a; end",
        "begin atomic select floor(bib) from race where id = a; end",
    ),
    "split": ("round(a / 2)", "round(a / 3)"),
    "own": ("round(a) > 1", "round(a) > 2"),
    "own_index": ("round(a)", "round(a + 1)"),
}  # fmt: skip
"""Texts as a person writes them, and such as the server prints in other words."""


def filled(template: str, which: int, *, quoted: bool) -> str:
    """Put one of each two texts in its place; in quotes, but where it is a part of a text."""
    return re.sub(
        "<(=?)([a-z_]+)>",
        lambda found: json.dumps(TEXTS[found[2]][which]) if quoted and not found[1] else TEXTS[found[2]][which],
        template,
    )


def file_in(folder: Path, text: str) -> str:
    path = folder / "expected_schema.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="session")
def major() -> int:
    """The version of the server that the extra brings."""
    package = find_package()
    found = None if package is None else major_of(package)
    assert found is not None
    return found


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do as if the extra were not installed, from now on."""
    return lambda: monkeypatch.setattr("schemacheck.sources.sql.server.find_package", lambda: None)


def test_texts_in_other_words_are_settled(
    command: Command,
    make_database: MakeDatabase,
    pg: Callable[[int], Server],
    major: int,
    tmp_path: Path,
    no_server: Callable[[], None],
) -> None:
    url = make_database(filled(BASE, 0, quoted=False), server=pg(major))
    right = command("check", file_in(tmp_path, filled(EXPECTED, 0, quoted=True)), "--url", url)
    assert (right.code, right.out[:7]) == (0, "IN SYNC"), right.all
    assert f"expected texts were compared as a throw-away PostgreSQL {major} prints them" in right.said

    other = file_in(tmp_path, filled(EXPECTED, 1, quoted=True))
    wrong = json.loads(command("check", other, "--url", url, "--format", "json").out)
    assert (wrong["outcome"], len(wrong["findings"])) == (
        "drift",
        len(TEXTS),
    )  # nameless: one is missing; own and own_index: one
    no_server()
    alone = command("check", file_in(tmp_path, filled(EXPECTED, 0, quoted=True)), "--url", url)
    assert (alone.code, alone.out[:9]) == (3, "UNCHECKED"), alone.all
    assert f"{len(TEXTS) - 1} not comparable" in alone.said
    assert f"a throw-away PostgreSQL {major} would settle: name one with --scratch-url, or try" in alone.said


SMALL = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION mine(double precision) RETURNS double precision IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE TABLE race (bib integer, feeling mood, CONSTRAINT c CHECK (%s));
"""


def small(folder: Path, text: str, more: str = "") -> str:
    """Write a file that states one condition."""
    columns = "{bib: integer?, feeling: mood?}"
    return file_in(
        folder, f"version: 1\n{more}tables: {{race: {{columns: {columns}, checks: {{c: {json.dumps(text)}}}}}}}\n"
    )


@pytest.mark.parametrize(
    ("live", "text", "reason"),
    [
        ("round(mine(bib)) > 1", "round(mine(bib)) > 1", "function mine(integer) does not exist"),
        (
            "sqrt(bib) > 1 OR feeling = ANY (ARRAY['good'::mood, 'bad'])",
            "sqrt(bib) > 1 or feeling = any ('{good,bad}')",
            "the type mood is not known",
        ),
        ("round(bib) > 1", "round(bib) > 1) no inherit, check (bib > 0", "it is not one expression"),
        ("round(bib) > 1", "round(bib) > 1); create table other (); --", "it is not one expression"),
        ("round(bib) > 1", "round(bib) > 1 -- or less", ""),
        ("round(bib) > 1", "round(bob) > 1", None),
    ],
)  # fmt: skip
def test_what_a_server_cannot_print_is_no_equality(
    live: str,
    text: str,
    reason: str | None,
    command: Command,
    make_database: MakeDatabase,
    pg: Callable[[int], Server],
    major: int,
    tmp_path: Path,
) -> None:
    url = make_database(SMALL % live, server=pg(major))
    ended = command("check", small(tmp_path, text), "--url", url)
    if reason is None:
        assert (ended.code, "check-expression" in ended.out) == (1, True), ended.all
    elif reason:
        assert (ended.code, ended.out[:9]) == (3, "UNCHECKED"), ended.all
        assert f"1 not settled by a throw-away PostgreSQL {major}: {reason}" in ended.said
    else:
        assert (ended.code, ended.out[:7]) == (0, "IN SYNC"), ended.all


def test_a_server_of_another_version_is_not_asked(
    command: Command, make_database: MakeDatabase, pg: Callable[[int], Server], major: int, tmp_path: Path
) -> None:
    other = 16 if major != 16 else 17
    url = make_database(SMALL % "round(bib) > 1", server=pg(other))
    ended = command("check", small(tmp_path, "round(bib) > 1"), "--url", url)
    assert (ended.code, ended.out[:9]) == (3, "UNCHECKED"), ended.all
    assert f"would settle: the one that is to be had is PostgreSQL {major}; name another" in ended.said
    assert f"a throw-away PostgreSQL {other} would" in ended.said


def scratch_databases(server: Server) -> list[str]:
    """The databases and roles of ours on a server."""
    with connected(server.url()) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'schemacheck\\_scratch%' UNION ALL "
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'schemacheck\\_scratch%'"
        )
        return [name for (name,) in found]


def test_a_server_that_is_named_settles_it_and_never_one_that_is_checked(
    command: Command, make_database: MakeDatabase, pg: Callable[[int], Server], major: int, tmp_path: Path
) -> None:
    server = pg(major)
    path = small(tmp_path, "round(bib) > 1")
    url = make_database(SMALL % "round(bib) > 1", server=server)
    refused = command("check", path, "--url", url, "--scratch-url", server.url())
    assert (refused.code, refused.out[:9]) == (3, "UNCHECKED"), refused.all
    assert "named for throw-away databases, is the one that is checked" in refused.said
    with connected(url) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET schemacheck.throwaway = on")
    settled = command("check", path, "--url", url, "--scratch-url", server.url())
    assert (settled.code, settled.out[:7]) == (0, "IN SYNC"), settled.all
    assert scratch_databases(server) == []


def test_nobody_asks_where_it_may_pass(
    command: Command, make_database: MakeDatabase, pg: Callable[[int], Server], major: int, tmp_path: Path
) -> None:
    url = make_database(SMALL % "round(bib) > 1", server=pg(major))
    path = small(tmp_path, "round(bib) > 1", "severity: {not-comparable: note}\n")
    ended = command("check", path, "--url", url)
    assert (ended.code, "remark" in ended.out) == (0, False), ended.all


def test_all_targets_of_a_run_ask_one_server(
    command: Command, make_database: MakeDatabase, pg: Callable[[int], Server], major: int, tmp_path: Path
) -> None:
    urls = [make_database(SMALL % text, server=pg(major)) for text in ("round(bib) > 1", "round(bib) > 2")]
    names = [f"T{number}" for number in range(len(urls))]
    targets = [word for name in names for word in ("--target", f"{name.lower()}={name}")]
    ended = command("check", small(tmp_path, "round(bib) > 1"), *targets, **dict(zip(names, urls, strict=True)))
    assert (ended.code, ended.out.count("check-expression")) == (1, 1), ended.all
    assert "not comparable" not in ended.said


def test_what_sql_makes_is_asked_about_too(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "made.sql"
    script.write_text(SMALL % "round(bib) > 1", encoding="utf-8")
    ended = command("check", small(tmp_path, "round(bib) > 1"), "--against", f"sql:{script}")
    assert (ended.code, ended.out[:7]) == (0, "IN SYNC"), ended.all


ODD = """
CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE "Odd ""T" (id integer PRIMARY KEY, "Order" integer, m mood, p positive, list integer[],
    CONSTRAINT named CHECK (sqrt("Order") > 1), CONSTRAINT typed CHECK (sqrt(p) > 1 AND m IN ('a')),
    CONSTRAINT listed CHECK (sqrt(list[1]) > 1 AND id IN (1, 2)),
    CONSTRAINT marks CHECK (sqrt(id) > 1 AND '50%' LIKE '5%' AND 'a;b)' <> E'\\\\'));
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('z');
CREATE TABLE app.t (id integer, m app.mood, k public.mood, CONSTRAINT c CHECK (sqrt(id) > 1 AND m <> 'z' AND k = 'a'));
CREATE VIEW v AS SELECT id, sqrt("Order") AS s FROM "Odd ""T" WHERE m = 'a';
CREATE VIEW on_a_view AS SELECT * FROM v WHERE s > 1;
CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM v GROUP BY s;
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE FUNCTION brought(a ext.citext DEFAULT upper('x'), b double precision DEFAULT round(sqrt(7))) RETURNS ext.citext
    LANGUAGE sql AS 'SELECT a';
CREATE TABLE page (path ext.citext, length integer, CONSTRAINT c CHECK (sqrt(length) > 1 OR path IS NULL),
    CONSTRAINT d CHECK (sqrt(length) > 1 OR path = 'x'));
"""
ODD_EXPECTED = r"""
version: 1
enums: {mood: [a]}
domains: {positive: {type: integer, checks: any}}
tables:
  'Odd "T':
    columns: {id: integer, Order: integer?, m: mood?, p: positive?, list: "integer[]?"}
    primary_key: id
    checks:
      named: sqrt("Order") > 1
      typed: sqrt(p) > 1 and m in ('a')
      listed: sqrt(list[1]) > 1 and id in (1,2)
      marks: sqrt(id) > 1 and '50%' like '5%' and 'a;b)' <> E'\\'
  page:
    columns: {path: citext?, length: integer?}
    checks:
      c: sqrt(length) > 1 or path is null
      d: sqrt(length) > (1)::double precision or (path)::text = 'x'::text
schemas:
  app:
    enums: {mood: [z]}
    tables:
      t:
        columns: {id: integer?, m: mood?, k: public.mood?}
        checks: {c: "sqrt(id) > 1 and m <> 'z' and k = 'a'"}
views:
  v: {columns: any, definition: 'select id, sqrt("Order") as s from "Odd ""T" where m = ''a'';'}
  on_a_view: {columns: any, definition: select * from v where s > 1}
materialized_views: {kept: {columns: any, definition: select count(*) as n from v group by s}}
functions:
  brought(citext, double precision):
    arguments: a citext default upper('x'), b double precision default round(sqrt(7))
    returns: citext
"""


def test_names_of_every_kind_and_types_of_several_schemas(
    command: Command, make_database: MakeDatabase, pg: Callable[[int], Server], major: int, tmp_path: Path
) -> None:
    url = make_database(ODD, server=pg(major))
    ended = command("check", file_in(tmp_path, ODD_EXPECTED), "--url", url)
    assert (ended.code, ended.out[:7]) == (0, "IN SYNC"), ended.all
    assert "11 expected texts were compared" in ended.said
    # Which `=` is meant where an extension's schema may be in the search_path, nobody says.
    file = file_in(tmp_path, ODD_EXPECTED.replace("(path)::text = 'x'::text", "path = 'x'"))
    ended = command("check", file, "--url", url)
    assert (ended.code, ended.out[:9]) == (3, "UNCHECKED"), ended.all
    assert "what it means depends on the search_path" in ended.said
