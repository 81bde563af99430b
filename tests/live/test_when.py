"""When it happened: what the catalog knows of the last writes behind findings, and where it knows nothing."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest

from schemacheck.api import rendered
from schemacheck.app.check import check
from schemacheck.report.finding import Finding
from schemacheck.report.multi_report import MultiReport
from schemacheck.report.report import Report
from schemacheck.report.written import Written
from schemacheck.sources.postgres.catalog import written as looking
from schemacheck.sources.postgres.catalog.written import Seen
from schemacheck.sources.postgres.source import PostgresDatabase
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase, MakePooler
from tests.servers import BUILDS, QUICK, Run, Server, Unavailable, wanted_majors
from tests.servers.proxy import proxy

from .support import SMALL, SMALL_SPEC, connected, role_that_may_connect, schemacheck, spec_file

TODAY = date(2026, 11, 28)
TRACKING = (("track_commit_timestamp", "on"),)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
"""Each process has servers of its own: what others have open while a check runs takes from what it may believe."""


def _quiet(run: Run, major: int, settings: tuple[tuple[str, str], ...] = ()) -> Server:
    """Give a server on which nobody else does anything."""
    if major not in wanted_majors():
        pytest.skip("SCHEMACHECK_MAJORS names other majors")
    build = QUICK if major == QUICK.major else BUILDS[major]
    try:
        return run.server(
            replace(build, key=f"{build.key}-{'times' if settings else 'quiet'}-{WORKER}", settings=settings)
        )
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def server(test_run: Run) -> Server:
    """In the place of the one that all tests share."""
    return _quiet(test_run, QUICK.major)


@pytest.fixture(scope="module", params=[12, 15, 18])
def each_server(request: pytest.FixtureRequest, test_run: Run) -> Server:
    return _quiet(test_run, request.param)


@pytest.fixture(scope="module", params=[12, 15, 18])
def remembering(request: pytest.FixtureRequest, test_run: Run) -> Server:
    """A server that keeps the times of commits."""
    return _quiet(test_run, request.param, TRACKING)


def report_of(folder: Path, url: str, spec: str = SMALL_SPEC) -> Report:
    found = check(spec_file(folder, spec), ConnectionOptions(url=url), today=TODAY)
    assert isinstance(found, Report)
    return found


def by_rule(report: Report) -> dict[str, Finding]:
    return {finding.rule.name: finding for finding in report.findings}


def run(url: str, *statements: str) -> None:
    """Run statements, each in a transaction of its own."""
    with connected(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def told(report: Report) -> list[list[str]]:
    return [[finding.subject.path for finding in each.findings] for each in report.transactions]


def known(report: Report) -> dict[str, Written | None]:
    return {finding.subject.path: finding.written for finding in report.findings}


TENANTS = "".join(f"CREATE SCHEMA tenant_{name}; CREATE TABLE tenant_{name}.run (id int NOT NULL);" for name in "abc")
TENANT_SPEC = 'version: 1\nschema: "tenant_*"\ntables:\n  run:\n    columns: {id: integer}\n'
ONE_ACT = (
    "CREATE TABLE hotfix (id int); ALTER TABLE runner ADD shoe text; ALTER TABLE company ALTER slug DROP NOT NULL;"
    "DROP INDEX IF EXISTS nothing"
)


def test_the_moment_of_the_last_write(remembering: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(SMALL, server=remembering)
    before = datetime.now(timezone.utc)
    run(url, 'ALTER TABLE runner ALTER "joinedAt" DROP NOT NULL', "CREATE INDEX ON runner (id)")
    after = datetime.now(timezone.utc)
    report = report_of(tmp_path, url)
    written = by_rule(report)["column-nullable"].written
    assert written is not None
    assert written.at is not None
    assert written.age is not None
    slack = timedelta(seconds=1)
    assert before - slack < written.at < after + slack
    assert timedelta(0) <= written.age < timedelta(minutes=2)
    assert report.transactions == ()
    text = " ".join(rendered(report).split())
    assert f"Its row in the catalog was last written {written.at.day} " in text
    assert f"{written.at:%H:%M:%S} UTC, " in text
    (told_of,) = json.loads(rendered(report, "json"))["findings"]
    assert told_of["written"] == {
        "transaction": written.transaction,
        "at": written.at.isoformat(),
        "with_table": False,
    }


def test_what_one_transaction_wrote_is_told_as_one_in_its_order(
    each_server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database(ONE_ACT, template=SMALL, server=each_server)
    report = report_of(tmp_path, url)
    assert told(report) == [["public.hotfix", "public.runner.shoe", "public.company.slug"]]
    # The report's own order is another one: the worst first.
    assert report.findings[0].subject.path == "public.company.slug"
    assert all(finding.written is not None and finding.written.at is None for finding in report.findings)
    text = " ".join(rendered(report).split())
    assert (
        "One transaction was the last to write what 3 findings are about. In its order: hotfix, runner.shoe, "
        "company.slug." in text
    )
    assert "last written" not in text, "no moment is known"
    document = json.loads(rendered(report, "json"))
    (group,) = document["transactions"]
    prints = {each["object"]["path"]: each["fingerprint"] for each in document["findings"]}
    assert group["findings"] == [prints[path] for path in told(report)[0]]
    assert group["at"] is None
    for form in ("html", "markdown"):
        assert "In its order: hotfix, runner.shoe, company.slug." in rendered(report, form).replace("\\_", "_")


def test_a_cause_has_its_moment(remembering: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("ALTER TABLE company RENAME TO societies", template=SMALL, server=remembering)
    report = report_of(tmp_path, url)
    (cause,) = report.causes
    assert cause.name == "table-renamed"
    assert cause.since is not None
    assert abs(cause.since - datetime.now(timezone.utc)) < timedelta(minutes=2)
    assert report.transactions == (), "the cause has said it"
    assert json.loads(rendered(report, "json"))["causes"][0]["since"] == cause.since.isoformat()
    for form in ("text", "html", "markdown"):
        assert "in the catalog was last written" in " ".join(rendered(report, form).split())


def test_each_kind_of_row_is_found(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    """Of each the row that is meant, and not one that other changes write too."""
    base = (
        SMALL
        + """
        CREATE TYPE mood AS ENUM ('fine');
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE VIEW few AS SELECT id FROM runner;
        CREATE SEQUENCE counter;
        ALTER TABLE runner ADD CONSTRAINT checked CHECK (id <> '');
        """
    )
    spec = (
        SMALL_SPEC
        + """\
    checks: {checked: "id <> ''"}
    indexes: []
    triggers: {}
    policies: {}
    comment: none
enums: {mood: [fine]}
sequences: {counter: {}}
"""
    )
    acts = {
        "column-default": "ALTER TABLE runner ALTER \"joinedAt\" SET DEFAULT '2000-01-01'",
        "column-type": "ALTER TABLE company ALTER slug TYPE varchar(9)",
        "foreign-key-not-valid": "ALTER TABLE runner DROP CONSTRAINT \"runner_companyId_fkey\", ADD FOREIGN KEY"
        ' ("companyId") REFERENCES company (id) ON DELETE RESTRICT NOT VALID',
        "check-not-valid": "ALTER TABLE runner DROP CONSTRAINT checked,"
        " ADD CONSTRAINT checked CHECK (id <> '') NOT VALID",
        "index-unexpected": "CREATE INDEX extra ON runner (\"joinedAt\")",
        "trigger-unexpected": "CREATE TRIGGER t BEFORE INSERT ON runner FOR EACH ROW EXECUTE FUNCTION touched()",
        "policy-unexpected": "CREATE POLICY p ON runner",
        "comment-differs": "COMMENT ON TABLE runner IS 'x'",
        "enum-label-unexpected": "ALTER TYPE mood ADD VALUE 'worse'",
        "sequence-increment": "ALTER SEQUENCE counter INCREMENT 5",
    }  # fmt: skip
    url = make_database(base)
    numbers = {}
    with connected(url) as connection:
        for rule, act in acts.items():
            with connection.transaction():
                connection.execute(act.encode())
                numbers[rule] = _number(connection)
    # And one that writes what is about the whole table.
    run(url, "ALTER TABLE runner ENABLE ROW LEVEL SECURITY", "GRANT SELECT ON runner TO PUBLIC")
    found = {rule: finding.written for rule, finding in by_rule(report_of(tmp_path, url, spec)).items()}
    assert {rule: found[rule].transaction if found[rule] else None for rule in acts} == numbers  # type: ignore[union-attr]


def _number(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    row = connection.execute("SELECT txid_current()").fetchone()
    assert row is not None
    return int(str(row[0]))


def test_disabled_triggers_of_a_foreign_key(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(["ALTER TABLE runner DISABLE TRIGGER ALL"], template=SMALL)
    report = report_of(tmp_path, url)
    assert by_rule(report)["foreign-key-disabled"].written is not None


def test_a_database_made_in_one_transaction_says_nothing(
    remembering: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """As `pg_restore --single-transaction` makes it: what differs came along with all the rest."""
    drifted = SMALL + "ALTER TABLE company ALTER slug DROP NOT NULL; ALTER TABLE company ADD x int;"
    report = report_of(tmp_path, make_database(drifted + "CREATE TABLE more (id int);", server=remembering))
    assert len(report.findings) > 2
    assert set(known(report).values()) == {None}
    assert report.transactions == ()


@pytest.mark.slow
def test_a_restored_dump_says_nothing(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    """The drift is older than the restore, which wrote everything."""
    programs = server.bindir
    if programs is None or not (programs / "pg_restore").exists():
        pytest.skip(f"needs the pg_dump and pg_restore of PostgreSQL {server.major}")
    url = make_database(ONE_ACT, template=SMALL)
    assert report_of(tmp_path, url).transactions != ()
    dump = subprocess.run([programs / "pg_dump", "-Fc", url], check=True, capture_output=True).stdout
    copy = make_database()
    subprocess.run([programs / "pg_restore", "--single-transaction", "--no-owner", "-d", copy], input=dump, check=True)
    report = report_of(tmp_path, copy)
    assert len(report.findings) == 3
    assert set(known(report).values()) == {None}


def test_what_is_missing_has_no_row(remembering: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(
        'ALTER TABLE runner DROP CONSTRAINT "runner_companyId_fkey"', template=SMALL, server=remembering
    )
    report = report_of(tmp_path, url)
    assert known(report) == {"public.runner(companyId)": None}


def test_a_row_that_only_others_point_at_is_not_taken_for_the_change(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """A foreign key to a table that was renamed differs, and nobody has written its row."""
    url = make_database("ALTER TABLE company RENAME TO firm", template=SMALL)
    run(url, "CREATE TABLE other (id int)")
    numbers = known(report_of(tmp_path, url))
    assert numbers["public.runner(companyId)"] is None
    assert numbers["public.firm"] is not None


def test_what_several_wrote_into_one_row_is_not_one_act(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(SMALL)
    run(
        url,
        "ALTER TABLE company ALTER slug TYPE varchar(9)",
        "ALTER TABLE company ALTER slug DROP NOT NULL",
    )
    report = report_of(tmp_path, url)
    assert len(report.findings) == 2
    assert len(set(known(report).values())) == 1
    assert report.transactions == ()


def test_parts_made_with_their_table_are_no_news(make_database: MakeDatabase, tmp_path: Path) -> None:
    base = SMALL.replace("slug text NOT NULL", "slug text, more int")
    statements = [each for each in base.split(";") if each.strip()]
    url = make_database(["CREATE TABLE first (id int)", *statements])
    report = report_of(tmp_path, url)
    assert {finding.subject.path for finding in report.findings} >= {"public.company.slug", "public.company.more"}
    assert report.transactions == ()


def test_what_was_written_after_the_read_is_not_told(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look is of another moment, and must not be taken for the first."""
    url = make_database(["CREATE TABLE hotfix (id int)", "ALTER TABLE company ADD x int"], template=SMALL)
    look = PostgresDatabase.written

    def later(self: PostgresDatabase, findings: Sequence[Finding]) -> Sequence[Written | None]:
        run(url, "ALTER TABLE company ALTER x TYPE int8")
        return look(self, findings)

    monkeypatch.setattr(PostgresDatabase, "written", later)
    numbers = known(report_of(tmp_path, url))
    assert numbers["public.company.x"] is None
    assert numbers["public.hotfix"] is not None


def test_a_savepoint_of_a_transaction_that_was_open_is_not_told(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot does not list the numbers of savepoints: one between those it lists may not be believed."""
    url = make_database("ALTER TABLE company ADD x int", template=SMALL)
    look = PostgresDatabase.written
    with connected(url) as slow:
        slow.execute("BEGIN; SELECT txid_current(); SAVEPOINT a")
        slow.execute("CREATE FUNCTION nothing() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        run(url, "CREATE TABLE first (id int)")

        def later(self: PostgresDatabase, findings: Sequence[Finding]) -> Sequence[Written | None]:
            # The savepoint has a number from before the read, and what is written under it one from after.
            slow.execute("ALTER TABLE company ALTER x TYPE int8")
            slow.execute("COMMIT")
            return look(self, findings)

        monkeypatch.setattr(PostgresDatabase, "written", later)
        report = check(spec_file(tmp_path), ConnectionOptions(url=url), today=TODAY)
    assert isinstance(report, Report)
    assert known(report)["public.company.x"] is None


@pytest.mark.parametrize(
    ("first", "now", "seen", "not_seen"),
    [
        ("800:800:", "800:800:", [3, 799], [0, 1, 2, 800, 4_000_000_000]),
        ("700:800:700,750", "700:810:700,750", [3, 699, 701, 760, 799], [700, 750, 800]),
        # One that ended between the two looks may have had savepoints, which have later numbers and are not listed.
        ("700:800:700,750", "700:810:700", [3, 701, 749], [700, 750, 760, 799, 800]),
        ("700:800:700,750", "810:810:", [3, 699], [700, 701, 749, 750, 799]),
    ],
)
def test_what_a_snapshot_saw(first: str, now: str, seen: list[int], not_seen: list[int]) -> None:
    found = Seen.of(first, now)
    assert [number for number in (*seen, *not_seen) if found.has(number)] == seen


def test_a_server_whose_numbers_have_gone_round_says_nothing(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_database(ONE_ACT, template=SMALL)
    monkeypatch.setattr(looking, "ROUND", 500)
    assert set(known(report_of(tmp_path, url)).values()) == {None}


def test_a_role_that_may_connect_is_told(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = role_that_may_connect(server, make_database(ONE_ACT, template=SMALL))
    assert len(told(report_of(tmp_path, url))) == 1


def test_a_server_that_does_not_answer_takes_nothing_from_the_report(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_database(ONE_ACT, template=SMALL)
    look = PostgresDatabase.written

    def cut(self: PostgresDatabase, findings: Sequence[Finding]) -> Sequence[Written | None]:
        with connected(url) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return look(self, findings)

    monkeypatch.setattr(PostgresDatabase, "written", cut)
    report = report_of(tmp_path, url)
    assert len(report.findings) == 3
    assert set(known(report).values()) == {None}


def test_it_costs_a_check_in_sync_nothing_and_one_that_found_something_one_turn(
    server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    spec = spec_file(tmp_path)
    asked = []
    for url in (make_database(SMALL), make_database(ONE_ACT, template=SMALL)):
        with proxy(server.host, server.port) as wire:
            schemacheck("check", spec, "--url", wire.through(url))
        (conversation,) = wire.conversations
        syncs = [kind for kind, _ in conversation.messages()].count("S")
        asked.append((syncs, sum("pg_xact_commit_timestamp" in each for each in conversation.statements())))
    assert asked == [(1, 0), (2, 1)]


def test_it_takes_no_lock_and_waits_for_none(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("ALTER TABLE company ADD x int", template=SMALL)
    with connected(url) as other:
        other.execute("BEGIN; LOCK TABLE company, runner IN ACCESS EXCLUSIVE MODE")
        assert known(report_of(tmp_path, url))["public.company.x"] is not None


def test_each_schema_of_many_has_its_own(remembering: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(["ALTER TABLE tenant_b.run ADD x int"], template=TENANTS, server=remembering)
    found = check(spec_file(tmp_path, TENANT_SPEC), ConnectionOptions(url=url), today=TODAY)
    assert isinstance(found, MultiReport)
    (finding,) = [finding for report in found.reports for finding in report.findings]
    assert finding.written is not None
    assert finding.written.at is not None


def test_through_a_pooler(pooler: MakePooler, server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    """The second look may be served by another process of the server than the first."""
    url = pooler(server).through(make_database(ONE_ACT, template=SMALL))
    assert len(told(report_of(tmp_path, url))) == 1


def test_a_history_of_many_schemas_knows_each(make_database: MakeDatabase, tmp_path: Path) -> None:
    """Those that deviate alike are told once, and all are counted: the first of them may be another tomorrow."""
    url = make_database(TENANTS)
    spec, history = spec_file(tmp_path, TENANT_SPEC), tmp_path / "history.json"

    def looked(day: int) -> dict[str, datetime | None]:
        found = check(
            spec,
            ConnectionOptions(url=url),
            history=history,
            now=datetime(2026, 11, day, 5, 17, tzinfo=timezone.utc),
            today=TODAY,
        )
        assert isinstance(found, MultiReport)
        findings = [finding for report in found.reports for finding in report.findings]
        return {finding.subject.path: finding.seen.first if finding.seen else None for finding in findings}

    run(url, "ALTER TABLE tenant_b.run ADD x int", "ALTER TABLE tenant_c.run ADD x int")
    first = datetime(2026, 11, 20, 5, 17, tzinfo=timezone.utc)
    assert looked(20) == {"tenant_b.run.x": first}
    run(url, "ALTER TABLE tenant_a.run ADD x int", "ALTER TABLE tenant_b.run DROP x")
    # Now tenant_a stands for both.
    assert looked(21) == {"tenant_a.run.x": datetime(2026, 11, 21, 5, 17, tzinfo=timezone.utc)}
    run(url, "ALTER TABLE tenant_a.run DROP x")
    assert looked(22) == {"tenant_c.run.x": first}


def test_targets_have_a_history_each_in_one_file(make_database: MakeDatabase, tmp_path: Path) -> None:
    urls = {"A": make_database(SMALL), "B": make_database("ALTER TABLE company ADD x int", template=SMALL)}
    spec, history = spec_file(tmp_path), str(tmp_path / "history.json")
    done = schemacheck("check", spec, "--target", "one=A", "--target", "two=B", "--history", history, environ=urls)
    assert done.code == 1, done.all
    databases = json.loads(Path(history).read_text(encoding="utf-8"))["databases"]
    assert [(key.partition(":")[0], len(known["findings"])) for key, known in sorted(databases.items())] == [
        ("one", 0),
        ("two", 1),
    ]
