"""What is older than PostgreSQL 12, or only speaks its protocol, is told in one sentence before the first statement."""

from __future__ import annotations

from datetime import date

import pytest

from schemacheck.app.check import check
from schemacheck.app.doctor import examine
from schemacheck.app.snapshot import snapshot
from schemacheck.base.errors import ExitCode, UncheckedError
from schemacheck.sources.source import ConnectionOptions
from tests.servers.stub import stub

TODAY = date(2026, 11, 22)
NAMES = {
    "version 11.22": {"server_version": "11.22"},
    "version 9.5.0": {"server_version": "9.5.0"},
    "version 9.6.24 (Debian 9.6.24-1)": {"server_version": "9.6.24 (Debian 9.6.24-1)"},
    "Amazon Redshift, or PostgreSQL 8.0.2": {"server_version": "8.0.2"},
    "YugabyteDB (11.2-YB-2.20.1.0-b0)": {"server_version": "11.2-YB-2.20.1.0-b0"},
    "CockroachDB (CockroachDB CCL v23.1.11)": {
        "server_version": "13.0.0",
        "crdb_version": "CockroachDB CCL v23.1.11",
    },
    "the administration of PgBouncer": {"server_version": "1.22.0/bouncer"},
    "a server that does not tell its version": {},
}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_told_before_the_first_statement(name: str) -> None:
    with stub(**NAMES[name]) as server:
        access = ConnectionOptions(url=server.url, connect_timeout=5)
        for look in (
            lambda: snapshot(None, access),
            lambda: check("tests/cases/check/spec.yaml", access, today=TODAY),
        ):
            with pytest.raises(UncheckedError) as caught:
                look()
            assert caught.value.message == (
                f"{server.place} cannot be read: it is {name}, and schemacheck reads PostgreSQL 12 and later."
            )
            assert caught.value.hint
            assert caught.value.exit_code is ExitCode.UNCHECKED
        examination = examine(None, access, TODAY)
        assert [(line.topic, line.state) for line in examination.lines] == [("connection", "failure")]
        assert examination.lines[0].says == caught.value.message
    assert set(server.heard) <= {"X"}
