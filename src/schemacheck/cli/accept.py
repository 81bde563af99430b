"""`schemacheck accept`: drift that turned out to be right becomes what is expected, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

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
from schemacheck.cli.task import Common, Task

if TYPE_CHECKING:
    from schemacheck.app.accept import Comparison
    from schemacheck.app.waive import Terms
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.report.finding import Finding

OneTarget = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--target", metavar="NAME[=ENV]", help="Follow this target of the expected schema."),
]
Against = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--against", metavar="SOURCE", help="Follow this source instead: a file, a URL, git:REV:PATH."),
]


def accept(
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
    protected: Annotated[bool, typer.Option("--protected", help="Accept it also where it is protected.")] = False,
    dry_run: DryRun = False,
    color: ColorOption = None,
    scratch_url: ScratchUrl = None,
    no_cache: NoCache = False,
    connect_timeout: ConnectTimeout = 15,
) -> Task:
    """Write drift that turned out to be right into the expected schema, which otherwise stays as it is.

    Without a choice each finding is asked about. No database is changed. Exits with 0 once written, 2 for what cannot
    be accepted, 3 if nothing could be compared or written.
    """
    url_options = UrlOptions(url, url_env, env_file, connect_timeout, scratch_url, no_cache)
    choice = chosen(rule, object_, fingerprint, everything=everything)
    wanted_color = (color.value if color else context.ensure_object(Common).color) or "auto"

    def run(console: Console) -> ExitCode:
        from schemacheck.app import accept as use_case
        from schemacheck.base.errors import ExitCode
        from schemacheck.cli.editing import compared, finish, show_other_tools_report

        if not choice.is_stated() and not is_terminal(console):
            raise must_choose()
        try:
            comparison = compared(expected, url_options, console, against=against, target=target)
        except use_case.NotWrittenByUsError as error:
            return show_other_tools_report(error, console, wanted_color)
        found = use_case.acceptable(comparison.report)
        if not found:
            console.say("there is nothing to accept")
            return ExitCode.IN_SYNC
        if choice.is_stated():
            findings = choice.of(found, comparison.home)
            if choice.everything:
                findings = _without_what_stays(findings, comparison, console)
            if not findings:
                return ExitCode.IN_SYNC
            done = use_case.accept(comparison, findings, protected=protected)
            return finish(comparison, done, console, dry_run=dry_run, color=wanted_color, shown=done.findings)
        return _ask_each(comparison, console, wanted_color, protected=protected, dry_run=dry_run)

    return Task(run)


def _without_what_stays(findings: tuple[Finding, ...], comparison: Comparison, console: Console) -> tuple[Finding, ...]:
    """Leave out findings that say nothing of the database, and tell of them."""
    from schemacheck.app.accept import can_be_accepted

    for each in findings:
        if not can_be_accepted(each):
            console.say(f"not accepted: {each.rule.name} {each.subject.within(comparison.home)}: {each.sentence}")
    return tuple(filter(can_be_accepted, findings))


def _ask_each(comparison: Comparison, console: Console, color: str, *, protected: bool, dry_run: bool) -> ExitCode:
    """Ask about one finding after the other, then write what was decided, all at once."""
    from schemacheck.app import accept as use_case
    from schemacheck.app.waive import waived
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.editing import ask_for_terms, finish, say_reason

    accepted: list[Finding] = []
    waivers: list[tuple[Finding, Terms]] = []

    def decide(finding: Finding, place: str) -> bool:
        while True:
            letter = ask(console, f"[{place}] accept, waive, skip, quit (a/w/s/q)?", "awsq")
            if letter == "a":
                try:
                    use_case.accept(comparison, [*accepted, finding], protected=protected)
                except use_case.CannotFollowError as error:
                    say_reason(error, console)
                    continue
                except use_case.NotAloneError:
                    pass  # what belongs to it may be accepted yet; the end tells
                accepted.append(finding)
            elif letter == "w":
                terms = ask_for_terms(console)
                if terms is None:
                    continue
                waivers.append((finding, terms))
            return letter != "q"

    each_in_turn(comparison.report, use_case.acceptable(comparison.report), console, color, decide)
    if not accepted and not waivers:
        console.say("nothing was chosen, so nothing is written")
        return ExitCode.IN_SYNC
    done = use_case.accept(comparison, accepted, protected=protected) if accepted else use_case.nothing(comparison)
    done = waived(comparison, waivers, done) if waivers else done
    return finish(comparison, done, console, dry_run=dry_run, color=color)
