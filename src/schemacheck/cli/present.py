"""What the commands that report share: how a report is asked for, where it goes, and the code the run ends with."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.base.errors import ExitCode
from schemacheck.base.record import record
from schemacheck.cli.options import ColorWhen, FailOn, FormatName
from schemacheck.cli.streams import Console
from schemacheck.cli.task import Common

if TYPE_CHECKING:
    import typer

    from schemacheck.cli.files import Output
    from schemacheck.cli.progress import Progress
    from schemacheck.report.multi_report import MultiReport
    from schemacheck.report.report import Report
    from schemacheck.report.rules import Severity
    from schemacheck.sources.source import ConnectionOptions


@record
class UrlOptions:
    """How the live side is reached, as the options say it."""

    url: str | None
    url_env: str | None
    env_file: Path | None
    connect_timeout: int
    scratch_url: str | None = None
    """Where SQL is run."""
    no_cache: bool = False
    schemas: tuple[str, ...] = ()
    """Which PostgreSQL schemas are looked at."""
    with_kinds: str | None = None
    """Which kinds are compared, with commas between them."""
    without_kinds: str | None = None
    """Which kinds are not compared."""


@record
class Presentation:
    """Where a report goes, and how."""

    format: str
    outputs: Sequence[str]
    color: str
    quiet: bool
    verbose: bool
    exit_zero: bool = False
    """Whether drift ends with 0 all the same; nothing else does."""
    only: tuple[str, ...] = ()
    """Patterns of the objects whose findings are shown."""
    rules: tuple[str, ...] = ()
    """The rules whose findings are shown."""
    statistics: bool = False
    """Whether standard output has a count of findings by rule in their place."""


def presentation(
    context: typer.Context,
    output_format: FormatName,
    output: Sequence[str] | None,
    color: ColorWhen | None,
    *,
    quiet: bool,
    verbose: bool,
    exit_zero: bool,
    only: Sequence[str] | None = None,
    rules: Sequence[str] | None = None,
    statistics: bool = False,
) -> Presentation:
    """Join the options of a command with those given before its name.

    Raises:
        UsageError: there is no rule of a name that was given, or statistics are asked for in a format for machines.
    """
    if rules:
        _require_rules(rules)
    if statistics and output_format.value != "text":
        from schemacheck.base.errors import UsageError

        raise UsageError("--statistics is text", f"Leave out --format {output_format.value}, or --statistics.")
    common = context.ensure_object(Common)
    return Presentation(
        output_format.value,
        output or (),
        (color.value if color else common.color) or "auto",
        quiet or common.quiet,
        verbose or common.verbose,
        exit_zero,
        tuple(only or ()),
        tuple(rules or ()),
        statistics,
    )


def rules_left_out(
    select: Sequence[str] | None, ignore: Sequence[str] | None, *, history: bool = False
) -> frozenset[str]:
    """Return the rules that are not judged by. What could not be compared is none of them unless it is named.

    Raises:
        UsageError: there is no rule of a name, or a history is kept that would take what is left out for mended.
    """
    if not select and not ignore:
        return frozenset()
    from fnmatch import filter as those_of

    from schemacheck.base.errors import UsageError
    from schemacheck.report.policy import GUARDS_OWN
    from schemacheck.report.rules import RULES

    if history:
        raise UsageError("--history needs every rule: it would take what is left out for mended")
    judged = [name for name in RULES if not name.startswith(GUARDS_OWN)]

    def named(patterns: Sequence[str]) -> set[str]:
        _require_rules([each for each in patterns if not those_of(judged, each)], judged)
        return {name for each in patterns for name in those_of(judged, each)}

    chosen = named(select) | {"not-comparable"} if select else set(judged)
    return frozenset(judged) - (chosen - named(ignore or ()))


def _require_rules(names: Sequence[str], those: Collection[str] | None = None) -> None:
    from schemacheck.base.errors import UsageError
    from schemacheck.base.near import meant
    from schemacheck.report.rules import RULES

    known = RULES if those is None else those
    for name in names:
        if name not in known:
            near = meant(name, known)
            hint = f"Did you mean {near}?" if near else "schemacheck explain lists them."
            raise UsageError(f'there is no rule "{name}"', hint)


def severity(fail_on: FailOn | None) -> Severity | None:
    """Return the lowest severity that fails, where the options name one."""
    from schemacheck.report.rules import Severity

    return Severity(fail_on.value) if fail_on else None


def listed(kinds: str | None) -> tuple[str, ...]:
    """Take apart what stands between commas."""
    return tuple(kind.strip() for kind in (kinds or "").split(",") if kind.strip())


def connection_options(url_options: UrlOptions, console: Console, progress: Progress) -> ConnectionOptions:
    """Build the access to a live side. What it has to say goes to standard error."""
    from schemacheck.sources.source import ConnectionOptions, Kinds

    kinds = Kinds(listed(url_options.with_kinds), listed(url_options.without_kinds))
    return ConnectionOptions(
        url=url_options.url,
        url_env=url_options.url_env,
        env_file=url_options.env_file,
        environ=console.environ,
        connect_timeout=url_options.connect_timeout,
        scratch_url=url_options.scratch_url,
        keeps=not url_options.no_cache,
        schemas=url_options.schemas,
        kinds=kinds if any(kinds) else None,
        scrub=console.scrub,
        on_phase=progress.phase,
        on_step=progress.step,
        on_note=progress.note,
        on_detail=progress.detail,
    )


class Presenter:
    """Presents the report of one run. Outputs that cannot be written are refused before anything is read."""

    def __init__(self, presentation: Presentation, console: Console) -> None:
        from schemacheck.cli.files import parse_outputs
        from schemacheck.cli.progress import Progress

        self._presentation = presentation
        self._console = console
        self._outputs = parse_outputs(presentation.outputs, console.inputs)
        self._began = time.monotonic()
        self.progress = Progress(console, spin=not presentation.quiet, notes=not presentation.quiet)

    def present(self, result: Report | MultiReport) -> ExitCode:
        """Write the report wherever it was asked for; to be called when the progress has ended."""
        presentation, console = self._presentation, self._console
        code = _present(result, self._outputs, presentation, console, time.monotonic() - self._began)
        if presentation.verbose:
            from schemacheck.cli.details import details

            told = [*details(result), *self.progress.details(), *self.progress.timings()]
            for line in told:
                console.say(line)
        if presentation.exit_zero and code is ExitCode.DRIFT:
            console.say(f"note: --exit-zero hides exit code 1, which stands for drift: {_hidden(result)}")
            return ExitCode.IN_SYNC
        return code


def _hidden(result: Report | MultiReport) -> str:
    from schemacheck.render.layout import counted
    from schemacheck.report.rules import Severity

    return ", ".join(counted(number, f"{each.value}s") for each in Severity if (number := result.count(each)))


def _present(
    result: Report | MultiReport,
    outputs: Sequence[Output],
    presentation: Presentation,
    console: Console,
    seconds: float,
) -> ExitCode:
    from schemacheck.cli.files import summarise, write
    from schemacheck.render import RenderOptions, rendered

    options = replace(
        console.render_options(console.out, presentation.color),
        checked_at=time.time(),
        seconds=seconds,
        only=presentation.only,
        rules=presentation.rules,
        dated=console.out.isatty(),
    )
    if not (presentation.quiet and result.exit_code is ExitCode.IN_SYNC):
        if presentation.statistics:
            from schemacheck.render.statistics import statistics

            console.tell(statistics(result, options))
        else:
            console.tell(rendered(result, presentation.format, options))
    code = result.exit_code
    plain = replace(options, width=RenderOptions().width, colour=False, dated=False)
    for output in outputs:
        try:
            write(output.path, rendered(result, output.format, plain))
        except OSError as error:
            # The report itself is out; a second document on standard output would spoil it.
            console.say(f"error: cannot write {output.path}: {error.strerror}")
            code = ExitCode.UNCHECKED
    if presentation.format == "github":
        from schemacheck.render.markdown import STEP_SUMMARY

        summarise(lambda: rendered(result, "markdown", replace(plain, room=STEP_SUMMARY)), console)
    return code
