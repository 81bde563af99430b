"""`schemacheck waive`: drift that is all right for now gets a waiver, with a reason and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.cli.accept import Against, OneTarget
from schemacheck.cli.choosing import (
    AllOption,
    DryRun,
    FingerprintOption,
    ObjectOption,
    RuleOption,
    ask,
    chosen,
    each_in_turn,
    is_terminal,
    must_choose,
)
from schemacheck.cli.options import (
    ColorOption,
    ConnectTimeout,
    EnvFile,
    Expected,
    NoCache,
    ScratchUrl,
    Url,
    UrlEnv,
)
from schemacheck.cli.present import UrlOptions
from schemacheck.cli.task import Common, Task, today

if TYPE_CHECKING:
    from schemacheck.app.accept import Comparison
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.choosing import Chosen
    from schemacheck.cli.streams import Console
    from schemacheck.report.finding import Finding


def waive(
    context: typer.Context,
    expected: Expected = None,
    url: Url = None,
    url_env: UrlEnv = None,
    env_file: EnvFile = None,
    against: Against = None,
    target: OneTarget = None,
    rule: RuleOption = None,
    object_: ObjectOption = None,
    fingerprint: FingerprintOption = None,
    everything: AllOption = False,
    reason: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--reason", metavar="TEXT", help="Why the drift is all right for now.", show_default="asked for"),
    ] = None,
    until: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--until",
            metavar="DATE",
            help="The last day on which the waiver holds, or never.",
            show_default="asked for",
        ),
    ] = None,
    owner: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--owner", metavar="NAME", help="Who answers for it."),
    ] = None,
    dry_run: DryRun = False,
    color: ColorOption = None,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """Write a waiver for drift that is all right for now into the expected schema, which otherwise stays as it is.

    Without a choice each finding is asked about. Exits with 0 once written, 2 for what cannot be waived, 3 if nothing
    could be compared or written.
    """
    url_options = UrlOptions(url, url_env, env_file, connect_timeout, scratch_url, no_cache)
    choice = chosen(rule, object_, fingerprint, everything=everything)
    wanted_color = (color.value if color else context.ensure_object(Common).color) or "auto"

    def run(console: Console) -> ExitCode:
        from schemacheck.app import accept as use_case
        from schemacheck.app import waive as waiving
        from schemacheck.base.errors import ExitCode, UsageError
        from schemacheck.cli.editing import ask_for_terms, compared, finish, show_other_tools_report

        if not is_terminal(console):
            if not choice.is_stated():
                raise must_choose()
            if reason is None or until is None:
                missing = "--reason" if reason is None else "--until"
                raise UsageError(f"a waiver needs {missing}, and nobody can be asked here", "see schemacheck waive -h")
        # What was given is read before anything else.
        given_reason = None if reason is None else waiving.reason(reason)
        if until is not None:
            waiving.until(until, today())
        try:
            comparison = compared(expected, url_options, console, against=against, target=target)
        except use_case.NotWrittenByUsError as error:
            return show_other_tools_report(error, console, wanted_color)
        if not (comparison.report.findings or comparison.report.undecided):
            console.say("there is nothing to waive")
            return ExitCode.IN_SYNC
        findings = _chosen(comparison, choice, console, wanted_color)
        terms = ask_for_terms(console, given_reason, until, owner) if findings else None
        if terms is None:
            console.say("nothing was chosen, so nothing is written")
            return ExitCode.IN_SYNC
        done = waiving.waived(comparison, [(each, terms) for each in findings], use_case.nothing(comparison))
        shown = done.waived if choice.is_stated() else ()
        return finish(comparison, done, console, dry_run=dry_run, color=wanted_color, shown=shown)

    return Task(run)


def _chosen(comparison: Comparison, choice: Chosen, console: Console, color: str) -> list[Finding]:
    found = [
        each
        for each in (*comparison.report.findings, *comparison.report.undecided)
        if not choice.everything or each.change is not None or each.gap is not None
    ]
    if choice.is_stated():
        return list(choice.of(found, comparison.home))
    chosen_ones: list[Finding] = []

    def decide(finding: Finding, place: str) -> bool:
        letter = ask(console, f"[{place}] waive, skip, quit (w/s/q)?", "wsq")
        if letter == "w":
            chosen_ones.append(finding)
        return letter != "q"

    each_in_turn(comparison.report, found, console, color, decide)
    return chosen_ones
