"""What goes over the wire: the statements of the closed list, in one transaction, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from schemacheck.sources.postgres.catalog.all_statements import ALWAYS, SELDOM, every_statement
from schemacheck.sources.postgres.catalog.catalog_state import REPLACED
from schemacheck.sources.postgres.catalog.leftovers import LEFTOVERS
from schemacheck.sources.postgres.catalog.parts.registry import PARTS
from schemacheck.sources.postgres.catalog.session import connect
from schemacheck.sources.postgres.catalog.statements import BEGIN, END, SETTINGS, Statement
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from tests.conftest import MakeDatabase
from tests.servers import Server
from tests.servers.proxy import Conversation, proxy

from .support import SMALL, TIMEOUTS, connected, schemacheck, spec_file

VALUE = re.compile(r"%\((\w+)\)s")


def numbered(statement: Statement, major: int) -> str:
    """A statement as it is sent: values apart, numbered in the order in which their names first come."""
    text = statement.text(major)
    for number, name in enumerate(dict.fromkeys(VALUE.findall(text)), 1):
        text = text.replace(f"%({name})s", f"${number}")
    return text


def recorded(server: Server, url: str, spec: str) -> Conversation:
    with proxy(server.host, server.port) as wire:
        done = schemacheck("check", spec, "--url", wire.through(url))
        assert done.code == 0, done.all
    (conversation,) = wire.conversations
    return conversation


def test_exactly_the_closed_list_in_one_transaction(
    any_server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database(SMALL, server=any_server)
    conversation = recorded(any_server, url, spec_file(tmp_path))
    sent = conversation.statements()
    assert sent == [numbered(each, any_server.major) for each in (BEGIN, SETTINGS, *ALWAYS, LEFTOVERS, REPLACED, END)]
    # And what is sent is what `schemacheck sql` prints.
    printed = schemacheck("sql", "--server-version", str(any_server.major))
    for statement in every_statement():
        assert f"\n{statement.text(any_server.major)};\n" in printed.out
    parts = (part.statement for part in PARTS)
    assert set(every_statement()) == {BEGIN, SETTINGS, *ALWAYS, *parts, LEFTOVERS, REPLACED, END, *SELDOM}


def test_one_round_trip_with_nothing_kept_by_name(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    conversation = recorded(server, make_database(SMALL), spec_file(tmp_path))
    kinds = [kind for kind, _ in conversation.messages()]
    assert kinds.count("S") == 1, "one Sync, so one answer to wait for"
    assert set(kinds) <= {"P", "B", "D", "E", "H", "S", "X"}
    portals = [body.split(b"\0")[:2] for kind, body in conversation.messages() if kind == "B"]
    assert portals == [[b"", b""]] * len(portals), "unnamed portals of unnamed statements"
    assert set(conversation.startup()) == {"user", "database", "client_encoding"}


def test_its_name_while_it_runs(make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Statement("", "SELECT current_setting('application_name') AS name")
    url = make_database(SMALL)

    def name(url: str) -> str:
        with connect(parse_connection(url, "--url"), 5) as session:
            ((row,),) = session.read([asked.asked({})], "trying")
            return str(row.name)

    assert name(url) == "schemacheck"
    assert name(f"{url}?application_name=deploy-gate") == "deploy-gate"
    monkeypatch.setenv("PGAPPNAME", "of-the-environment")
    assert name(url) == "of-the-environment"


def test_application_name_of_the_url_is_heard(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(SMALL)
    with proxy(server.host, server.port) as wire:
        done = schemacheck(
            "check", spec_file(tmp_path), "--url", wire.through(url, "sslmode=disable&application_name=deploy-gate")
        )
    assert done.code == 0, done.all
    assert wire.conversations[0].startup()["application_name"] == "deploy-gate"


WRITES = [
    "CREATE TABLE sneaky (id int)",
    "CREATE TEMP TABLE sneaky AS SELECT 1",
    "ALTER TABLE runner ADD sneaky int",
    "DROP TABLE runner",
    "TRUNCATE runner",
    "INSERT INTO company VALUES ('a', 'b')",
    "SELECT * FROM runner FOR UPDATE",
    "COMMENT ON TABLE runner IS 'x'",
    "GRANT SELECT ON runner TO PUBLIC",
    "SELECT nextval('counter')",
]


def test_a_superusers_session_cannot_write(any_server: Server, make_database: MakeDatabase) -> None:
    """The guard that every read begins with, held against what it must refuse."""
    url = make_database(SMALL + "CREATE SEQUENCE counter;", server=any_server)
    refused = {}
    with connected(url) as connection:
        for text in WRITES:
            connection.execute(BEGIN.text(any_server.major).encode())
            connection.execute(SETTINGS.text(any_server.major).encode(), TIMEOUTS)
            with pytest.raises(psycopg.Error) as caught:
                connection.execute(f"SELECT set_config('search_path', 'public', true); {text}".encode())
            refused[text] = caught.value.sqlstate
            connection.execute(END.text(any_server.major).encode())
    assert set(refused.values()) == {"25006"}, refused


def test_the_session_is_read_only_from_its_first_statement(server: Server, make_database: MakeDatabase) -> None:
    asked = Statement("", "SELECT current_setting('transaction_read_only'), current_setting('transaction_isolation')")
    setting = Statement("", "SELECT name FROM pg_catalog.pg_settings WHERE source = 'session' ORDER BY name")
    target = parse_connection(make_database(SMALL), "--url")
    with connect(target, 5) as session:
        (answer, changed) = session.read([asked.asked({}), setting.asked({})], "trying")
        assert answer == [("on", "repeatable read")]
        assert ("search_path",) in changed
        # Every setting was local: none is left in the session.
        connection = session._connection
        left = connection.execute("SELECT name FROM pg_settings WHERE source = 'session'").fetchall()
        assert left == []
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
