"""A pytest plugin: the fixture `schemacheck` lets a suite assert that its test database agrees with what is expected.

    def test_the_test_database_agrees(schemacheck):
        schemacheck()

`schemacheck_django` does so with the database that Django made for the tests.

pytest loads this wherever schemacheck is installed, so nothing is imported here until a test asks for the fixture.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import pytest

from schemacheck.base.conventions import DEFAULT_SPEC

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from schemacheck.report.report import Report

DEFAULT_VARIABLE = "DATABASE_URL"


class Checker(Protocol):
    """What the fixture gives."""

    def __call__(
        self, expected: str | Path | None = None, url: str | None = None, *, fail_on: str | None = None
    ) -> Report:
        """Compare, and fail the test with the report unless both agree; what is left out comes from the options."""


class DjangoChecker(Protocol):
    """What the fixture for Django gives."""

    def __call__(
        self, expected: str | Path | None = None, using: str = "default", *, fail_on: str | None = None
    ) -> Report:
        """Compare with the database of an alias, and fail the test with the report unless both agree."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the configuration file."""
    group = parser.getgroup("schemacheck")
    group.addoption("--schemacheck-url", metavar="URL", help="Connection URL of the database that is checked.")
    group.addoption(
        "--schemacheck-url-env",
        metavar="NAME",
        help=f"Environment variable that holds the URL; {DEFAULT_VARIABLE} if left out.",
    )
    group.addoption(
        "--schemacheck-expected", metavar="FILE", help=f"The expected schema; {DEFAULT_SPEC} at the root if left out."
    )
    parser.addini("schemacheck_url_env", "Environment variable that holds the URL of the database.", default="")
    parser.addini("schemacheck_expected", "The expected schema, seen from the root.", default="")


@pytest.fixture(scope="session")
def schemacheck(pytestconfig: pytest.Config) -> Checker:
    """Compare the expected schema with the test database; a database that cannot be read fails too."""

    def run(expected: str | Path | None = None, url: str | None = None, *, fail_on: str | None = None) -> Report:
        __tracebackhide__ = True
        from schemacheck import api  # noqa: PLC0415 - only a test that asks pays for it

        return _passed(
            lambda: api.check(expected or _expected(pytestconfig), url or _url(pytestconfig), fail_on=fail_on)
        )

    return run


@pytest.fixture(scope="session")
def schemacheck_django(request: pytest.FixtureRequest) -> DjangoChecker:
    """Compare the expected schema with the database that Django's migrations made for the tests, by pytest-django."""
    try:
        request.getfixturevalue("django_db_setup")
    except pytest.FixtureLookupError:
        pytest.fail("schemacheck: there is no database of Django's without pytest-django", pytrace=False)

    def run(expected: str | Path | None = None, using: str = "default", *, fail_on: str | None = None) -> Report:
        __tracebackhide__ = True
        from schemacheck import django  # noqa: PLC0415 - only a test that asks pays for it

        return _passed(lambda: django.check(expected or _expected(request.config), using, fail_on=fail_on))

    return run


def _passed(check: Callable[[], Report]) -> Report:
    """Give the report, or fail the test with it."""
    __tracebackhide__ = True
    from schemacheck import api  # noqa: PLC0415 - as above

    try:
        report = check()
    except api.SchemacheckError as error:
        pytest.fail(f"schemacheck: {error.message}" + (f" {error.hint}" if error.hint else ""), pytrace=False)
    if report.exit_code:
        # pytest's own summary shows the first line of it.
        from schemacheck.render.layout import counted  # noqa: PLC0415 - as above

        told = f"schemacheck: {report.outcome}, {counted(len(report.findings), 'findings')}"
        pytest.fail(f"{told}\n\n{api.rendered(report, width=100)}", pytrace=False)
    return report


def _expected(config: pytest.Config) -> str:
    stated = config.getoption("--schemacheck-expected")
    return stated or str(config.rootpath / (config.getini("schemacheck_expected") or DEFAULT_SPEC))


def _url(config: pytest.Config) -> str:
    stated = config.getoption("--schemacheck-url")
    if stated:
        return str(stated)
    variable = config.getoption("--schemacheck-url-env") or config.getini("schemacheck_url_env") or DEFAULT_VARIABLE
    url = os.environ.get(variable, "")
    if not url:
        # Green means looked: a suite that asks for the check and names no database has not passed it.
        pytest.fail(
            f"schemacheck: the environment variable {variable} is not set, so nothing was checked", pytrace=False
        )
    return url
