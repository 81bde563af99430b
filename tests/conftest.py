"""The fixtures every test may use: servers, and databases on them.

    def test_x(make_database):                   a database on the default server
        url = make_database("CREATE TABLE ...")
    def test_y(any_server, make_database):       once on every supported major
        url = make_database(SQL, server=any_server)
    def test_z(pg):                              a certain major
        server = pg(15)
    def test_p(pooler, make_database):           through a PgBouncer
        url = pooler().through(make_database())

Servers are started when first asked for, shared by the workers of a run, and stopped at its end.
`SCHEMACHECK_TEST_URL` names an outside server to use as the default one, `SCHEMACHECK_MAJORS=16,18` the majors of
`any_server`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, Protocol

import pytest
from hypothesis import HealthCheck, settings

from .servers import BUILDS, QUICK, Build, Databases, Run, Server, Sql, Unavailable, wanted_majors
from .servers.outside import outside_server, outside_url
from .servers.pgbouncer import Pooler, pgbouncer

RUN_FOLDER = "SCHEMACHECK_TEST_RUN"
"""How the first process of a run tells its workers where the run's folder is."""

OUTSIDE = "outside"
run_key = pytest.StashKey[Run]()

# How long random inputs take to make says how busy the machine is, and nothing of what is tested.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


class MakeDatabase(Protocol):
    """Makes a database and gives its URL; see Databases.make for `sql` and `template`."""

    def __call__(
        self, sql: Sql = "", template: Sql | None = None, server: Server | None = None, user: str | None = None
    ) -> str: ...


def pytest_configure(config: pytest.Config) -> None:
    """Begin or join the run, and forget what the caller's shell says about connections."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    if hasattr(config, "workerinput"):
        config.stash[run_key] = Run.join(Path(os.environ[RUN_FOLDER]))
        return
    try:
        run = Run.create()
    except Unavailable as reason:
        raise pytest.UsageError(str(reason)) from None
    os.environ[RUN_FOLDER] = str(run.folder)
    config.stash[run_key] = run


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run: stop its servers, or on an outside server drop its databases."""
    run = config.stash.get(run_key, None)
    if run is None or hasattr(config, "workerinput"):
        return
    url = outside_url()
    if url is not None and run.used_outside():
        with Databases(outside_server(url), run.name) as databases:
            databases.drop_all()
    run.end()


def pytest_report_header() -> str:
    """Say which servers the tests run on."""
    default = "the one at SCHEMACHECK_TEST_URL" if outside_url() else str(QUICK)
    return f"PostgreSQL: {default}; of every major: {', '.join(map(str, majors()))}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped, counted by reason: each is a proof that was not given."""
    told = [report.longrepr for report in terminalreporter.getreports("skipped")]
    reasons = Counter(str(each[2]).removeprefix("Skipped: ") for each in told if isinstance(each, tuple))
    if reasons:
        terminalreporter.section("skipped")
        for reason, count in sorted(reasons.items(), key=lambda each: (-each[1], each[0])):
            terminalreporter.write_line(f"{count:5}  {reason}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `any_server` once for each major, unless it says itself for which."""
    stated = any("any_server" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "any_server" in metafunc.fixturenames and not stated:
        metafunc.parametrize("any_server", majors(), ids=lambda major: f"pg{major}", indirect=True, scope="session")


def majors(since: int = 0) -> list[int | str]:
    """Give what `any_server` is in turn: the wanted majors from `since` on, or the outside server, whatever that is."""
    wanted = wanted_majors()
    return [major for major in wanted if major >= since] if wanted else [OUTSIDE]


@pytest.fixture(scope="session")
def test_run(request: pytest.FixtureRequest) -> Run:
    """The run this process takes part in."""
    return request.config.stash[run_key]


@pytest.fixture(scope="session")
def server(test_run: Run) -> Server:
    """The default server: PostgreSQL 18, or the one at `$SCHEMACHECK_TEST_URL`."""
    url = outside_url()
    if url is not None:
        test_run.note_outside()
        return outside_server(url)
    try:
        return test_run.server(QUICK)
    except Unavailable:
        return _server(test_run, BUILDS[QUICK.major])


@pytest.fixture(scope="session")
def pg(test_run: Run) -> Callable[[int], Server]:
    """Give the server of a major; skips the test where it cannot be had."""
    return lambda major: _server(test_run, BUILDS[major])


@pytest.fixture(scope="session")
def any_server(request: pytest.FixtureRequest, test_run: Run) -> Server:
    """The server of each major in turn."""
    if request.param == OUTSIDE:
        found: Server = request.getfixturevalue("server")
        return found
    return _server(test_run, BUILDS[request.param])


def _server(run: Run, build: Build) -> Server:
    try:
        return run.server(build)
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def databases_on(test_run: Run) -> Iterator[Callable[[Server], Databases]]:
    """Give this process's maker of databases on a server; closed at the end."""
    made: dict[Server, Databases] = {}

    def on(server: Server) -> Databases:
        if server not in made:
            made[server] = Databases(server, test_run.name)
        return made[server]

    yield on
    for databases in made.values():
        databases.__exit__(None, None, None)


@pytest.fixture
def make_database(
    request: pytest.FixtureRequest, databases_on: Callable[[Server], Databases]
) -> Iterator[MakeDatabase]:
    """Make databases for one test; dropped at its end."""
    made: list[tuple[Databases, str]] = []

    def make(sql: Sql = "", template: Sql | None = None, server: Server | None = None, user: str | None = None) -> str:
        databases = databases_on(server or request.getfixturevalue("server"))
        name = databases.make(sql, template)
        made.append((databases, name))
        return databases.server.url(name, user)

    yield make
    for databases, name in made:
        databases.drop(name)


class MakePooler(Protocol):
    """Starts a PgBouncer before a server; see servers.pgbouncer."""

    def __call__(
        self,
        server: Server | None = None,
        pool_mode: Literal["transaction", "session"] = "transaction",
        pool_size: int = 1,
        users: Sequence[str] = (),
    ) -> Pooler: ...


@pytest.fixture
def pooler(request: pytest.FixtureRequest, test_run: Run) -> Iterator[MakePooler]:
    """Start PgBouncers for one test; skips it where there is none to be had."""
    with ExitStack() as stack:

        def make(
            server: Server | None = None,
            pool_mode: Literal["transaction", "session"] = "transaction",
            pool_size: int = 1,
            users: Sequence[str] = (),
        ) -> Pooler:
            behind = server or request.getfixturevalue("server")
            try:
                return stack.enter_context(pgbouncer(test_run, behind, pool_mode, pool_size, users))
            except Unavailable as reason:
                pytest.skip(str(reason))

        yield make
