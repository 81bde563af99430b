"""Every format on the same reports: the bytes, and what is promised of all of them."""

from __future__ import annotations

import re

import pytest

from schemacheck import __version__
from schemacheck.render import FORMATS, RenderOptions

from .goldens import FOLDER, assert_golden
from .reports import ERRORS, REPORTS

SUFFIXES = {name: each.suffixes[0] if each.suffixes else f".{name}" for name, each in FORMATS.items()}
"""What the files of a format's goldens end with."""
LOOK = RenderOptions()

CHANGING = re.compile(
    r"\b(ALTER|CREATE|DROP|GRANT|REVOKE|TRUNCATE|COMMENT ON|INSERT INTO|DELETE FROM|UPDATE \w+ SET|VALIDATE|"
    r"ADD COLUMN|SET NOT)\b"
)


def lasting(text: str) -> str:
    """Take out what would change every golden at once: our version, and the style and script of a page."""
    text = text.replace(f'"{__version__}"', '"VERSION"').replace(f"/v{__version__}/", "/vVERSION/")
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1>...</\1>", text, flags=re.DOTALL)
    return re.sub(r"'sha256-[^']+'", "'sha256-...'", text)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_report(name: str, format_name: str) -> None:
    assert_golden(f"{name}{SUFFIXES[format_name]}", lasting(FORMATS[format_name].report(REPORTS[name], LOOK)))


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", ERRORS)
def test_error(name: str, format_name: str) -> None:
    assert_golden(f"error_{name}{SUFFIXES[format_name]}", lasting(FORMATS[format_name].error(ERRORS[name], LOOK)))


def test_there_is_no_golden_that_nothing_reads() -> None:
    read = {f"{name}{suffix}" for name in REPORTS for suffix in SUFFIXES.values()}
    read |= {f"error_{name}{suffix}" for name in ERRORS for suffix in SUFFIXES.values()}
    assert {path.name for path in FOLDER.iterdir()} == read


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_no_report_holds_a_statement_that_changes_a_schema(name: str, format_name: str) -> None:
    assert not CHANGING.findall(FORMATS[format_name].report(REPORTS[name], LOOK))


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_what_is_not_printable_is_spelt_out(name: str, format_name: str) -> None:
    written = FORMATS[format_name].report(REPORTS[name], LOOK)
    # The one invisible character of our own keeps Markdown from taking @name for an account.
    assert {each for each in written if not each.isprintable()} <= {"\n", "\u200b"}


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_document_ends_with_one_line_break(format_name: str) -> None:
    for report in REPORTS.values():
        written = FORMATS[format_name].report(report, LOOK)
        assert written.endswith("\n")
        assert not written.endswith("\n\n")
