"""The pytest plugin in suites of its own, run as their owners would run them."""

from __future__ import annotations

import pytest

from .cli.process import write_specs
from .conftest import MakeDatabase

pytest_plugins = "pytester"

TABLE = 'CREATE TABLE "Athlete" (id text PRIMARY KEY, email text, "companyId" text NOT NULL);'
SUITE = """
def test_the_test_database_agrees(schemacheck):
    report = schemacheck()
    assert report.outcome == "in sync"
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # Other plugins take most of the time that a small suite runs.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest -p no:xdist")
    write_specs(pytester.path)
    pytester.makepyfile(SUITE)
    return pytester


def test_a_database_that_agrees_passes(suite: pytest.Pytester, make_database: MakeDatabase) -> None:
    suite.runpytest_subprocess("--schemacheck-url", make_database(TABLE)).assert_outcomes(passed=1)


def test_drift_fails_with_the_report(
    suite: pytest.Pytester, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    url = make_database(TABLE.replace("email text", "email integer"))
    result = suite.runpytest_subprocess("--schemacheck-url", url)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*error*column-type*", "*email is integer, not text*", "DRIFT  1 error*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")
    result.stdout.fnmatch_lines(["FAILED * - Failed: schemacheck: drift, 1 finding"])


def test_the_options_may_name_a_variable_and_another_file(
    suite: pytest.Pytester, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_URL", make_database(TABLE))
    suite.runpytest_subprocess("--schemacheck-url-env=TEST_URL").assert_outcomes(passed=1)
    drifted = suite.runpytest_subprocess("--schemacheck-url-env=TEST_URL", "--schemacheck-expected=drifted.yaml")
    drifted.assert_outcomes(failed=1)
    suite.makeini("[pytest]\nschemacheck_url_env = TEST_URL\nschemacheck_expected = same.yaml\n")
    suite.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "*variable DATABASE_URL is not set, so nothing was checked*"),
        ("postgresql://u:s3cret-of-mine@127.0.0.1:1/x", "*nothing listens there*"),
    ],
)
def test_a_database_that_was_not_looked_at_does_not_pass(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    result = suite.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*s3cret*")


def test_a_suite_that_does_not_ask_pays_nothing(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        "import sys\ndef test_x(): assert not {'schemacheck.api', 'psycopg', 'yaml', 'rich'} & set(sys.modules)"
    )
    suite.runpytest_subprocess().assert_outcomes(passed=1)
