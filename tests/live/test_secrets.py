"""Two thousand malformed URLs with a known password, through the whole command line: not one output holds it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

import pytest
import typer

from schemacheck.cli.app import application
from schemacheck.sources.postgres.catalog import session
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import SMALL, schemacheck, spec_file

HOW_MANY = 2000
CHUNKS = 4
PASSWORDS = [
    "Tr0ub4dor-and-3",
    "p@ss:w/rd#1?&x=y",
    "s3cr%t%41%zz",
    "white space 'and' \"quotes\"\\",
    "pässwörd→密码",
    "correcthorsebatterystaple",
]
FORMS = [
    "postgresql://app:{raw}@{at}/{db}",
    "postgresql://app:{coded}@{at}/{db}?schema=public&sslmode=disable",
    "postgres://app:{coded}@{at}/{db}?pgbouncer=true&connection_limit=1",
    "postgresql+psycopg://app:{coded}@{at}/{db}",
    "postgresql://{at}/{db}?user=app&password={coded}",
    "postgresql://{at}/{db}?user=app&password={raw}",
    "postgresql://app@{at}/{db}?sslpassword={coded}&sslmode=disable",
    "host={host} port={port} user=app password={quoted} dbname={db}",
    "host={host} port={port} user=app password={raw} dbname={db}",
    "dbname='postgresql://app:{coded}@{at}/{db}'",
    "jdbc:postgresql://{at}/{db}?user=app&password={coded}",
    "DATABASE_URL=postgresql://app:{coded}@{at}/{db}",
    "psql postgresql://app:{coded}@{at}/{db}",
    "mysql://app:{raw}@{at}/{db}",
    "prisma+postgres://app:{coded}@{at}/?api_key={coded}",
    "app:{raw}@{at}/{db}",
    "{raw}",
]
NOISE = ["@", ":", "/", "//", "?", "#", "%", "&", "=", "'", '"', "\\", " ", "%zz", "%00", "\n", "é", "${X}", "[", "]"]


def malformed(seed: int, server: Server, database: str) -> Iterator[tuple[str, str]]:
    """URLs that are wrong in one to three places, never inside the password or the address; each with its password.

    Nor is the colon before a password ever lost: what follows `app` is then a role's name, and roles are named.
    The address stays, so that those which can be read after all reach a real server, which then echoes what it got.
    """
    dice = random.Random(seed)
    at = f"{server.host}:{server.port}"
    while True:
        password = dice.choice(PASSWORDS)
        form = dice.choice(FORMS)
        spelt = {"{raw}": password, "{coded}": quote(password, safe=""),
                 "{quoted}": "'" + password.replace("\\", "\\\\").replace("'", "\\'") + "'"}  # fmt: skip
        spelt = {**{f":{name}": f":{value}" for name, value in spelt.items()}, **spelt}
        kept = {**spelt, "{at}": at, "{host}": server.host, "{port}": str(server.port)}
        pieces = [form.replace("{db}", database)]
        for name in kept:
            pieces = [each for piece in pieces for each in ([piece] if piece in kept else _around(piece, name))]
        for _ in range(dice.randint(1, 3)):
            places = [n for n, piece in enumerate(pieces) if piece not in kept]
            if not places:
                break
            place = dice.choice(places)
            pieces[place] = _damaged(pieces[place], dice)
        yield "".join(kept.get(piece, piece) for piece in pieces), password


def _around(piece: str, name: str) -> list[str]:
    before, found, after = piece.partition(name)
    return [before, found, *_around(after, name)] if found else [piece]


def _damaged(piece: str, dice: random.Random) -> str:
    place = dice.randint(0, len(piece))
    kind = dice.random()
    if kind < 0.4:
        return piece[:place] + dice.choice(NOISE) + piece[place:]
    if kind < 0.7:
        return piece[:place] + piece[place + 1 :]
    if kind < 0.9:
        return piece[:place] + dice.choice(NOISE) + piece[place + 1 :]
    return piece[:place] + piece[place:] * 2


def spellings(password: str) -> set[str]:
    return {
        password, quote(password), quote(password, safe=""), quote_plus(password), unquote(password, errors="replace"),
        repr(password)[1:-1], ascii(password)[1:-1], password.replace("'", "''"), password.replace("\\", "\\\\"),
    }  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_output_holds_the_password(
    chunk: int, server: Server, make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CONNECT_PAUSE", 0.0)
    # Typer looks through every option anew each time, which takes a third of a run here.
    command = typer.main.get_command(application("check"))
    monkeypatch.setattr(typer.main, "get_command", lambda _app: command)
    if server.bindir is None:
        pytest.skip("an outside server should not be asked a thousand wrong things")
    database = make_database(SMALL).rsplit("/", 1)[1]
    spec = spec_file(tmp_path)
    tried = 0
    codes: dict[int, int] = {}
    for number, (url, password) in enumerate(malformed(chunk, server, database)):
        if number == HOW_MANY // CHUNKS:
            break
        options = ["--format", ("text", "json", "github", "markdown")[number % 4], "--connect-timeout", "2"]
        if number % 3 == 0:
            options.append("--debug")
        if number % 2:
            done = schemacheck("check", spec, "--url", url, *options)
        else:
            done = schemacheck("check", spec, "--url-env", "DB", *options, environ={"DB": url})
        found = [each for each in spellings(password) if each in done.all]
        assert found == [], f"{url!r} gives away {found}:\n{done.all}"
        assert done.code in (0, 2, 3), done.all
        codes[done.code] = codes.get(done.code, 0) + 1
        tried += 1
    assert tried == HOW_MANY // CHUNKS
    assert codes.get(2, 0) > 50, "refused before anything was tried with them"
    assert codes.get(3, 0) > 10, "some reached a server, which did not let them in"


def test_an_error_of_our_own_is_scrubbed_too(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a traceback that shows the values it met."""

    def fail(*_: object, **keywords: object) -> None:
        raise RuntimeError(f"met {keywords!r}")

    monkeypatch.setattr(session._Connection, "connect", fail)
    for password in PASSWORDS:
        url = f"postgresql://app:{quote(password, safe='')}@{server.host}:{server.port}/db"
        done = schemacheck("check", spec_file(tmp_path), "--url", url, "--debug")
        assert done.code == 3
        assert "RuntimeError" in done.err
        assert [each for each in spellings(password) if each in done.all] == [], done.all
