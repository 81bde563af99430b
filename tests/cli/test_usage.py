"""A command line that makes no sense is refused in words of our own, whichever Typer and Click read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import typer

from schemacheck.cli.run import run

# What Typer of the lower bound says of itself.
pytestmark = pytest.mark.filterwarnings("ignore:'autocompletion' is renamed:DeprecationWarning")

HELP = "Try schemacheck check --help"
SAID = [
    # What is typed, what is said, and what is advised. A Typer that reads values itself does not give them back, so
    # that "found" is left out.
    ("check --unheard-of", "there is no option --unheard-of", HELP),
    ("check --fail-onn x", "there is no option --fail-onn", "Did you mean --fail-on?"),
    ("-x", "there is no option -x", "Try schemacheck --help"),
    ("check -qz", "there is no option -z", HELP),
    ("check --fail-on", "--fail-on needs a value", HELP),
    ("check --quiet=1", "--quiet takes no value", HELP),
    ("check --fail-on fatal", "--fail-on: expected one of error, warning, note", HELP),
    ("check --format x", "--format: expected one of text, concise, json", HELP),
    ("check --connect-timeout 0", "--connect-timeout: expected a whole number of at least 1", HELP),
    ("check --connect-timeout x", "--connect-timeout: expected a whole number of at least 1", HELP),
    (
        "sql --server-version 11",
        "--server-version: expected a whole number from 12 to 18",
        "Try schemacheck sql --help",
    ),
    (
        "schema x",
        "[spec|report|baseline|policy]: expected one of spec, report, baseline, policy",
        "Try schemacheck schema --help",
    ),
    ("check a b c", "schemacheck check takes no further argument: b c", HELP),
    ("diff a", "B is missing", "Try schemacheck diff --help"),
    ("nonsense", "there is no command nonsense", "Try schemacheck --help"),
    ("chek", "there is no command chek", "Did you mean check?"),
    ("baseline", "schemacheck baseline needs a command", "Try schemacheck baseline --help"),
    ("baseline wirte", "there is no command wirte", "Did you mean write?"),
    ("baseline write --nope", "there is no option --nope", "Try schemacheck baseline write --help"),
]


def refusals() -> Iterator[type[Exception]]:
    """Every class of an error that Typer's Click raises for a command line."""
    waiting = [each for each in typer.BadParameter.__mro__ if each.__name__ == "ClickException"]
    while waiting:
        yield waiting[-1]
        waiting += waiting.pop().__subclasses__()


@pytest.fixture
def gibberish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no word of Typer's or Click's mean anything."""
    for each in refusals():
        monkeypatch.setattr(each, "format_message", lambda _self: "xyzzy")
        monkeypatch.setattr(each, "__str__", lambda _self: "xyzzy")


@pytest.mark.usefixtures("gibberish")
@pytest.mark.parametrize(("typed", "said", "advised"), SAID)
def test_words_of_our_own(typed: str, said: str, advised: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed.split(), {"COLUMNS": "200"}) == 2
    out, err = capsys.readouterr()
    assert out == ""
    error, help_ = err.splitlines()
    assert error.startswith(f"error: {said}")
    assert help_ == f"help: {advised}"


@pytest.mark.usefixtures("gibberish")
def test_what_is_not_foreseen_is_marked_as_anothers_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = next(refusals())

    def refused(self: object, *_arguments: object, **_named: object) -> None:
        raise problem("xyzzy")

    monkeypatch.setattr("schemacheck.cli.typer_values.Command.parse_args", refused)
    assert run(["check"], {}) == 2
    assert capsys.readouterr().err.startswith("error: this command line makes no sense (Typer says: xyzzy)\n")
