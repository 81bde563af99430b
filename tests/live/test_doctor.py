"""`schemacheck doctor`: what it says of real connections, and how it judges facts that are hard to arrange."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from schemacheck.app.doctor import Line, judged, waiver_line
from schemacheck.report.policy import Waiver
from schemacheck.sources.postgres.catalog.inspection import ConnectionFacts
from schemacheck.sources.postgres.catalog.role import Powers
from tests.conftest import MakeDatabase, MakePooler
from tests.servers import Server
from tests.servers.ports import free_port

from .support import CONNECT_ONLY, SMALL, role_that_may_connect, schemacheck, spec_file


def examined(*arguments: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = schemacheck("doctor", *arguments, "--format", "json")
    document = json.loads(done.out)
    assert document["exit_code"] == done.code
    return done.code, {line["topic"]: line for line in document["lines"]}


def test_all_is_well(any_server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    reader = role_that_may_connect(any_server, make_database(SMALL, server=any_server))
    code, lines = examined(spec_file(tmp_path), "--url", reader)
    assert code == 0
    assert {line["state"] for line in lines.values()} == {"ok"}, lines
    assert list(lines) == [
        "spec", "waivers", "connection", "tls", "through", "role", "version", "server", "schemas", "clock"
    ]  # fmt: skip
    assert CONNECT_ONLY in lines["role"]["says"]
    assert lines["version"]["says"] == f"PostgreSQL {any_server.version}"
    assert lines["server"]["says"] == "the primary"
    assert lines["schemas"]["says"] == "public (2 tables)"
    assert "no pooler that shows" in lines["through"]["says"]
    assert "sslmode=prefer" in lines["tls"]["says"]


def test_a_powerful_role_and_the_recipe(make_database: MakeDatabase, tmp_path: Path) -> None:
    done = schemacheck("doctor", spec_file(tmp_path), "--url", make_database(SMALL))
    assert done.code == 0, done.all
    assert "warning  role" in done.out
    assert "superuser" in done.out
    assert "CONNECT to this database" in done.said
    assert done.out.endswith("A check would work: 1 warning.\n")


def test_a_pooler_is_told(pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path) -> None:
    code, lines = examined(spec_file(tmp_path), "--url", pooler().through(make_database(SMALL)))
    assert code == 0
    assert "a connection pooler" in lines["through"]["says"]


def test_no_way_in(tmp_path: Path) -> None:
    code, lines = examined(spec_file(tmp_path), "--url", f"postgresql://u:s3cret-w0rd@127.0.0.1:{free_port()}/db")
    assert code == 3
    assert lines["spec"]["state"] == "ok"
    assert lines["connection"]["state"] == "failure"
    assert "connection refused" in lines["connection"]["says"]
    assert lines["connection"]["advice"]
    assert "s3cret" not in str(lines)


@pytest.mark.parametrize("url", ["mysql://u:s3cret-w0rd@h/db", "postgresql://u:s3cret#w0rd@h/db"])
def test_a_url_that_makes_no_sense(url: str) -> None:
    done = schemacheck("doctor", "--url", url)
    assert done.code == 3, done.all
    assert "failure  connection" in done.out
    assert "s3cret" not in done.all


def test_a_spec_that_makes_no_sense(make_database: MakeDatabase, tmp_path: Path) -> None:
    broken = spec_file(tmp_path, "version: 1\ntabels: {}\n")
    code, lines = examined(broken, "--url", make_database(SMALL))
    assert code == 3
    assert lines["spec"]["state"] == "failure"
    assert lines["connection"]["state"] == "ok", "the rest is looked at all the same"
    empty = spec_file(tmp_path, "version: 1\ntables: {}\n")
    assert examined(empty, "--url", make_database(SMALL))[1]["spec"]["state"] == "failure"


def test_the_wrong_database(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("CREATE SCHEMA app; CREATE TABLE app.t (id int)")
    code, lines = examined(spec_file(tmp_path), "--url", url)
    assert code == 3
    assert lines["schemas"]["state"] == "failure"
    assert "app (1 table)" in lines["schemas"]["says"]
    elsewhere = spec_file(tmp_path, "version: 1\nschema: nowhere\ntables: {t: exists}\n")
    code, lines = examined(elsewhere, "--url", url)
    assert code == 3
    assert "not nowhere" in lines["schemas"]["says"]
    prisma = f"{url}?schema=app"
    code, lines = examined("--url", prisma) if not Path("expected_schema.yaml").exists() else (0, lines)
    assert code == 0


def test_no_secret_and_no_statement_that_changes_anything(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(SMALL)
    given = conninfo_to_dict(url)
    secret = f"postgresql://postgres:Tr0ub4dor@{given['host']}:{given['port']}/{given['dbname']}"
    done = schemacheck("doctor", spec_file(tmp_path), "--url", secret)
    assert done.code == 0, done.all
    assert "Tr0ub4dor" not in done.all
    for word in ("CREATE ", "GRANT ", "ALTER ", "DROP ", "REVOKE "):
        assert word not in done.all


FACTS = ConnectionFacts(
    host="db.internal:5432", database="prod", role="checker", version="16.4", major=16, seconds=0.12, local=False,
    sslmode="verify-full", tls=True, server_tls=True, pooled=False, replica=False, lag_seconds=None, clock_ahead=2.0,
    powers=Powers(superuser=False, owns=None, writes=None, creates=None), schemas=(("app", 0), ("public", 19)),
)  # fmt: skip


def line(facts: ConnectionFacts, topic: str, namespaces: tuple[str, ...] = ("public",)) -> Line:
    return next(each for each in judged(facts, namespaces) if each.topic == topic)


def test_facts_that_are_fine() -> None:
    assert {each.state for each in judged(FACTS, ("public",))} == {"ok"}


@pytest.mark.parametrize(
    ("changed", "topic", "state", "says"),
    [
        ({"tls": False, "sslmode": "prefer"}, "tls", "warning", "not encrypted, sslmode=prefer"),
        ({"sslmode": "require"}, "tls", "warning", "certificate was not looked at"),
        ({"sslmode": "verify-ca"}, "tls", "warning", "host name was not compared"),
        ({"tls": False, "local": True}, "tls", "ok", "stays on this machine"),
        ({"server_tls": False}, "through", "ok", "a proxy that handles TLS itself"),
        ({"pooled": True}, "through", "ok", "a connection pooler"),
        ({"powers": Powers(True, None, None, None)}, "role", "warning", "is a superuser"),
        ({"powers": Powers(False, "Race", "Race", "public")}, "role", "warning", "owns Race"),
        ({"powers": Powers(False, None, "Race", None)}, "role", "warning", "may write to Race"),
        ({"version": "19.0", "major": 19}, "version", "warning", "PostgreSQL 19.0"),
        ({"replica": True, "lag_seconds": 3.0}, "server", "ok", "3 s old"),
        ({"replica": True, "lag_seconds": 900.0}, "server", "warning", "900 s old"),
        ({"replica": True}, "server", "ok", "replayed no transaction yet"),
        ({"clock_ahead": 1200.0}, "clock", "warning", "20 min behind"),
        ({"clock_ahead": -1200.0}, "clock", "warning", "20 min ahead of"),
        ({"schemas": (("app", 3),)}, "schemas", "failure", "not public"),
        ({"schemas": (("public", 0),)}, "schemas", "failure", "public (0 tables)"),
    ],
)
def test_facts_that_are_not(changed: dict[str, object], topic: str, state: str, says: str) -> None:
    found = line(replace(FACTS, **changed), topic)  # type: ignore[arg-type]
    assert (found.state, says in found.says) == (state, True), found
    assert bool(found.advice) == (state != "ok")


def test_waivers_and_the_clock() -> None:
    def waiver(day: date | None) -> Waiver:
        return Waiver(rule="column-unexpected", object="t.c", reason="r", owner="o", expires=day)

    today = date(2026, 11, 22)
    assert waiver_line([], today).state == "ok"
    assert "the next ends on 2026-12-15" in waiver_line([waiver(date(2026, 12, 15)), waiver(None)], today).says
    ended = waiver_line([waiver(date(2026, 11, 21)), waiver(date(2026, 11, 22))], today)
    assert (ended.state, "1 of 2 waivers has ended" in ended.says) == ("warning", True)
