"""`schemacheck explain`: what a rule means, why it matters, and how to look for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.report.rules import Rule


def _complete(incomplete: str) -> list[str]:
    from schemacheck.report.rules import RULES

    return [name for name in RULES if name.startswith(incomplete)]


def explain(
    rule: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="RULE", help="A rule, such as foreign-key-target.", autocompletion=_complete),
    ] = None,
) -> Task:
    """Tell what a rule means, why it matters and how to confirm it; without a rule, list them all."""

    def run(console: Console) -> ExitCode:
        from schemacheck.base.errors import ExitCode
        from schemacheck.render.disarm import as_written
        from schemacheck.render.rule_page import as_text

        width = console.render_options(console.out).width
        console.tell(as_written(_rule_list(width) if rule is None else as_text(_find(rule), width)))
        return ExitCode.IN_SYNC

    return Task(run)


def _find(name: str) -> Rule:
    from schemacheck.base.errors import UsageError
    from schemacheck.base.near import meant
    from schemacheck.report.rules import RULES

    if name in RULES:
        return RULES[name]
    near = meant(name, RULES)
    raise UsageError(
        f'there is no rule "{name}"', f"Did you mean {near}?" if near else "schemacheck explain lists them."
    )


def _rule_list(width: int) -> str:
    from schemacheck.render.layout import wrap
    from schemacheck.render.rule_page import families
    from schemacheck.report.rules import RULES

    column = max(map(len, RULES)) + 2
    lines: list[str] = []
    for family in families():
        lines += [family.title, ""]
        for rule in family.rules:
            first = f"  {rule.name:<{column}}{rule.severity.value:<9}"
            lines += wrap(rule.summary, width, len(first), first=first)
        lines.append("")
    return "\n".join([*lines, "schemacheck explain RULE tells more about one of them."]) + "\n"
