"""Which findings a command is about: by options, or asked one by one at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.base.record import record

if TYPE_CHECKING:
    from schemacheck.cli.streams import Console
    from schemacheck.report.finding import Finding
    from schemacheck.report.report import Report

RuleOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--rule", metavar="RULE", help="Those of this rule. Repeatable."),
]
ObjectOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--object", metavar="PATTERN", help="Those about this object, as reports show it, or a pattern. Repeatable."
    ),
]
FingerprintOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--fingerprint", metavar="HEX", help="The one with this fingerprint, or its beginning. Repeatable."),
]
AllOption = Annotated[bool, typer.Option("--all", help="All of them.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "--diff", help="Write nothing; print the edit as a unified diff instead.")
]


@record
class Chosen:
    """What the options say about which findings are meant."""

    rules: Sequence[str]
    objects: Sequence[str]
    fingerprints: Sequence[str]
    everything: bool

    def is_stated(self) -> bool:
        """Whether the options choose at all."""
        return bool(self.everything or self.rules or self.objects or self.fingerprints)

    def of(self, findings: Sequence[Finding], home: str) -> tuple[Finding, ...]:
        """Return the findings that the options mean.

        Raises:
            UsageError: they contradict each other, or fit nothing.
        """
        from schemacheck.base.errors import UsageError
        from schemacheck.report.choosing import Choice

        if self.everything and (self.rules or self.objects or self.fingerprints):
            raise UsageError("--all and another choice are both given", "Give one or the other.")
        return Choice(self.rules, self.objects, self.fingerprints).of(findings, home)


def chosen(
    rules: Sequence[str] | None, objects: Sequence[str] | None, fingerprints: Sequence[str] | None, *, everything: bool
) -> Chosen:
    """Join the options."""
    return Chosen(tuple(rules or ()), tuple(objects or ()), tuple(fingerprints or ()), everything)


def is_terminal(console: Console) -> bool:
    """Whether somebody can be asked."""
    import sys

    return console.out.isatty() and console.err.isatty() and sys.stdin is not None and sys.stdin.isatty()


def must_choose() -> Exception:
    """Make the error for a run in a pipe that says nothing of what it means."""
    from schemacheck.base.errors import UsageError

    return UsageError(
        "nothing is chosen, and nobody can be asked here",
        "Choose with --rule, --object, --fingerprint or --all; at a terminal each finding is asked about.",
    )


def ask(console: Console, question: str, answers: str) -> str:
    """Ask until one of some letters is given. The end of the input is `q`."""
    from schemacheck.render.disarm import lines

    while True:
        console.tell(lines(f"{question} "))
        said = read_line(console)
        if said is None:
            return "q"
        letter = said.strip().lower()[:1]
        if letter and letter in answers:
            return letter
        console.tell(lines(f"Answer with one of: {', '.join(answers)}.\n"))


def read_line(console: Console) -> str | None:
    """Read what somebody types; None at the end of the input."""
    import sys

    line = sys.stdin.readline()
    if not line:
        from schemacheck.render.disarm import lines

        console.tell(lines("\n"))
        return None
    return line


def each_in_turn(
    report: Report, findings: Sequence[Finding], console: Console, color: str, decide: Callable[[Finding, str], bool]
) -> None:
    """Show findings one by one, as a check shows them, and let `decide` ask about each; False ends it.

    Args:
        report: the one that has them.
        findings: those to show.
        console: where they are shown.
        color: when they are coloured.
        decide: told the finding and its place in words, such as "2 of 7".
    """
    from schemacheck.render.disarm import lines
    from schemacheck.render.text import render_findings

    options = console.render_options(console.out, color)
    for place, finding in enumerate(findings, 1):
        console.tell(lines("\n" * (place > 1) + render_findings([finding], report, options) + "\n"))
        if not decide(finding, f"{place} of {len(findings)}"):
            return
