"""Machine formats are contracts: each is held to its schema or its own parsers, over every report there is."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from schemacheck.render import FORMATS, Look
from tests import official
from tests.formats import CHECKS, assert_every_format, check_sarif, report_schema

from .reports import ERRORS, REPORTS


@pytest.mark.parametrize("schema", [official.SARIF, official.JUNIT], ids=["sarif", "junit"])
def test_the_official_schema_is_here(schema: official.Published) -> None:
    found = official.fetched(schema)
    if isinstance(found, str):
        pytest.skip(f"reports were not held to the official schema: {found}")


def test_every_format_has_a_check() -> None:
    assert set(CHECKS) == set(FORMATS)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_in_every_format(name: str) -> None:
    assert_every_format(REPORTS[name])


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", ERRORS)
def test_every_error_in_every_format(name: str, format_name: str) -> None:
    CHECKS[format_name](FORMATS[format_name].error(ERRORS[name], Look()))


def test_the_check_of_sarif_finds_something() -> None:
    log = json.loads(FORMATS["sarif"].report(REPORTS["drifted"], Look()))
    if isinstance(official.fetched(official.SARIF), str):
        pytest.skip("without the official schema")
    log["runs"][0]["results"][0]["level"] = "bad"
    with pytest.raises(AssertionError, match="level"):
        check_sarif(json.dumps(log))


def test_the_schema_of_our_reports_is_one_itself() -> None:
    Draft202012Validator.check_schema(report_schema())
