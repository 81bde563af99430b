"""TLS is libpq's, and never less than was asked for: a self-made authority, right and wrong in every way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.servers import BUILDS, Run, Server, Unavailable
from tests.servers.proxy import proxy
from tests.servers.tls import Authority, make_authority, tls_server

from .support import SMALL, schemacheck, spec_file

HOST = "db.test"
TARGET = "postgresql://postgres@{host}:{port}/postgres?hostaddr=127.0.0.1&connect_timeout=5"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    try:
        return make_authority(tmp_path_factory.mktemp("tls"), "ours")
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def secured(test_run: Run, authority: Authority) -> Iterator[Server]:
    try:
        with tls_server(test_run, BUILDS[16], authority, HOST) as server:
            with psycopg.connect(f"{server.url()}?sslmode=require", autocommit=True) as connection:
                connection.execute(SMALL)
            yield server
    except Unavailable as reason:
        pytest.skip(str(reason))


def url(server: Server, host: str = HOST, **parameters: object) -> str:
    return "&".join([TARGET.format(host=host, port=server.port), *(f"{k}={v}" for k, v in parameters.items())])


def test_verified_and_right(secured: Server, authority: Authority, tmp_path: Path) -> None:
    spec = spec_file(tmp_path)
    full = url(secured, sslmode="verify-full", sslrootcert=authority.certificate)
    assert schemacheck("check", spec, "--url", full).code == 0
    # An authority from libpq's own variable, and Prisma's words for the same.
    variable = {"PGSSLROOTCERT": str(authority.certificate), "DB": url(secured, sslmode="verify-full")}
    done = schemacheck("check", spec, "--url-env", "DB", environ=variable)
    assert done.code == 0, done.all
    prisma = url(secured, sslaccept="strict", sslcert=authority.certificate)
    done = schemacheck("check", spec, "--url", prisma)
    assert done.code == 0, done.all
    assert "note: sslaccept" in done.err


def test_another_authority(secured: Server, tmp_path: Path) -> None:
    other = make_authority(tmp_path, "theirs")
    done = schemacheck(
        "check", spec_file(tmp_path), "--url", url(secured, sslmode="verify-full", sslrootcert=other.certificate)
    )
    assert done.code == 3, done.all
    assert "certificate is not trusted" in done.said


def test_another_host_name(secured: Server, authority: Authority, tmp_path: Path) -> None:
    wrong = url(secured, "elsewhere.test", sslmode="verify-full", sslrootcert=authority.certificate)
    done = schemacheck("check", spec_file(tmp_path), "--url", wrong)
    assert done.code == 3, done.all
    assert "certificate is for another host name" in done.said
    # verify-ca asks for the authority and not for the name.
    lax = url(secured, "elsewhere.test", sslmode="verify-ca", sslrootcert=authority.certificate)
    assert schemacheck("check", spec_file(tmp_path), "--url", lax).code == 0


def test_a_file_that_is_not_there(secured: Server, tmp_path: Path) -> None:
    done = schemacheck(
        "check", spec_file(tmp_path), "--url", url(secured, sslmode="verify-full", sslrootcert="/no/such/file")
    )
    assert done.code == 3, done.all
    assert "sslrootcert" in done.said


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_never_downgraded(mode: str, server: Server, authority: Authority, tmp_path: Path) -> None:
    """A server, or somebody on the way, that says it has no TLS is not talked to without."""
    if server.bindir is None:
        pytest.skip("an outside server may offer TLS")
    with proxy(server.host, server.port) as wire:
        target = f"postgresql://postgres:not-for-you@{HOST}:{wire.port}/postgres?hostaddr=127.0.0.1"
        done = schemacheck(
            "check", spec_file(tmp_path), "--url", f"{target}&sslmode={mode}&sslrootcert={authority.certificate}"
        )
    assert done.code == 3, done.all
    assert "offers no TLS" in done.said
    for conversation in wire.conversations:
        assert conversation.startup() == {}, "not even a name was said in the clear"
        assert b"not-for-you" not in conversation.said


def test_unencrypted_where_the_server_wants_it_encrypted(secured: Server, tmp_path: Path) -> None:
    done = schemacheck("check", spec_file(tmp_path), "--url", url(secured, sslmode="disable"))
    assert done.code == 3, done.all
    assert "takes no unencrypted connection" in done.said
