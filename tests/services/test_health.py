"""The check when a service starts, and as a readiness probe: bounded, one at a time, refusing or logging."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import schemacheck
from schemacheck import health
from tests.cli.process import write_specs
from tests.conftest import MakeDatabase

TABLE = 'CREATE TABLE "Athlete" (id text PRIMARY KEY, email text, "companyId" text NOT NULL);'
NOBODY = "postgresql://u:s3cret@127.0.0.1:1/x"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_specs(tmp_path)


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a server that takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"postgresql://u@127.0.0.1:{listening.getsockname()[1]}/x"


def both(*arguments: object, **options: object) -> list[object]:
    """What both forms give, or raise."""
    answers: list[object] = []
    for run in (
        lambda: schemacheck.startup_check(*arguments, **options),  # type: ignore[arg-type]
        lambda: asyncio.run(schemacheck.astartup_check(*arguments, **options)),  # type: ignore[arg-type]
    ):
        try:
            answers.append(run())
        except Exception as error:
            answers.append(error)
    return answers


def test_a_service_starts_or_is_refused(
    folder: Path, make_database: MakeDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "schemacheck")
    url = make_database(TABLE)
    for report in both(folder / "same.yaml", url):
        assert isinstance(report, schemacheck.Report)
        assert report.outcome == "in sync"
    assert {each.getMessage() for each in caplog.records} == {"in sync: nothing differs"}
    caplog.clear()
    for error in both(folder / "drifted.yaml", url):
        assert isinstance(error, schemacheck.DriftError)
        assert not isinstance(error, schemacheck.SchemacheckError)
        assert str(error).splitlines()[0] == "drift: 1 error"
        assert str(error).splitlines()[1].startswith("  error column-type public.Athlete.email: ")
        assert error.report.outcome == "drift"
    assert not caplog.records
    for report in both(folder / "drifted.yaml", url, mode="log"):
        assert isinstance(report, schemacheck.Report)
        assert report.outcome == "drift"
    assert [each.levelname for each in caplog.records] == ["ERROR", "ERROR"]
    assert both(folder / "drifted.yaml", url, fail_on="error", mode="log")


@pytest.mark.parametrize(
    ("expected", "live", "error"),
    [
        ("same.yaml", NOBODY, schemacheck.UncheckedError),
        ("broken.yaml", NOBODY, schemacheck.SourceError),
        ("nothing.yaml", NOBODY, schemacheck.UsageError),
    ],
)
def test_what_cannot_be_looked_at_is_refused_or_logged(
    folder: Path, expected: str, live: str, error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    for raised in both(folder / expected, live):
        assert isinstance(raised, error)
    assert both(folder / expected, live, mode="log") == [None, None]
    told = [each.getMessage() for each in caplog.records]
    assert len(told) == 2
    assert all(each.startswith("not checked: ") and "s3cret" not in each for each in told)


def test_time_is_bounded(folder: Path, silent: str) -> None:
    began = time.monotonic()
    for raised in both(folder / "same.yaml", silent, timeout=0.2):
        assert isinstance(raised, schemacheck.UncheckedError)
        assert "in the time it was given" in str(raised)
    probe = schemacheck.ReadinessProbe(folder / "same.yaml", silent, timeout=0.1)
    before = threading.active_count()
    answers = [probe.check(), probe.check(), asyncio.run(probe.acheck())]
    assert [(each.ready, each.outcome, each.status_code) for each in answers] == [(False, "unchecked", 503)] * 3
    # The second and the third waited for the first one's check.
    assert threading.active_count() <= before + 1
    assert time.monotonic() - began < 20


def test_what_makes_no_sense_is_told_at_once(folder: Path) -> None:
    with pytest.raises(ValueError, match="fatal"):
        schemacheck.ReadinessProbe(folder / "same.yaml", NOBODY, fail_on="fatal")
    with pytest.raises(ValueError, match="mode is 'warn'; it is 'refuse' or 'log'"):
        schemacheck.startup_check(folder / "same.yaml", NOBODY, mode="warn")  # type: ignore[arg-type]


def test_an_answer_holds_for_a_while_and_its_changes_are_logged(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "schemacheck")
    expected, live = folder / "same.yaml", folder / "live.yaml"
    live.write_text(expected.read_text())
    kept = schemacheck.ReadinessProbe(expected, live)
    looking = schemacheck.ReadinessProbe(expected, live, max_age=0)
    logging_alone = schemacheck.ReadinessProbe(expected, live, max_age=0, mode="log")
    for probe in (kept, looking, looking, logging_alone):
        answer = probe.check()
        assert (answer.ready, answer.status_code, answer.detail) == (True, 200, "in sync: nothing differs")
    live.write_text(expected.read_text().replace("email: text?", "email: integer?"))
    assert kept.check().ready
    for answer in (looking.check(), asyncio.run(looking.acheck())):
        assert (answer.ready, answer.outcome, answer.status_code) == (False, "drift", 503)
        assert answer.detail == "drift: 1 error"
        assert answer.report is not None
    drifting = logging_alone.check()
    assert (drifting.ready, drifting.outcome) == (True, "drift")
    live.unlink()
    gone = [looking.check(), logging_alone.check()]
    assert [(each.ready, each.outcome) for each in gone] == [(False, "unchecked"), (True, "unchecked")]
    assert [each.levelname for each in caplog.records] == ["INFO"] * 3 + ["ERROR"] * 4


def test_many_ask_and_one_looks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    may_end = threading.Event()

    def counted(*_sides: object, **_options: object) -> schemacheck.Report:
        looked.append(1)
        may_end.wait(10)
        return report

    report = schemacheck.check(folder / "same.yaml", folder / "same.yaml")
    monkeypatch.setattr(health.api, "check", counted)
    probe = schemacheck.ReadinessProbe(folder / "same.yaml", NOBODY, timeout=10)

    async def ask() -> list[schemacheck.Readiness]:
        asked = [asyncio.create_task(probe.acheck()) for _ in range(50)]
        await asyncio.sleep(0)
        asked[0].cancel()  # whoever goes away takes nothing from the others
        may_end.set()
        return await asyncio.gather(*asked[1:])

    assert all(each.ready for each in asyncio.run(ask()))
    assert len(looked) == 1


def test_a_log_is_of_bounded_length_and_nothing_in_it_is_forged(folder: Path) -> None:
    live = folder / "live.yaml"
    columns = "".join(f'      "c{each}\\n  error": text?\n' for each in range(30))
    live.write_text((folder / "same.yaml").read_text().replace("    primary_key", f"{columns}    primary_key"))
    with pytest.raises(schemacheck.DriftError) as caught:
        schemacheck.startup_check(folder / "same.yaml", live)
    lines = str(caught.value).splitlines()
    assert len(lines) == 22
    assert all(each.startswith("  warning column-unexpected public.Athlete.") for each in lines[1:21])
    assert lines[21] == "  and 10 more"
