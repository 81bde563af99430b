"""`schemacheck lint`: expected schemas alone, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.cli.options import FormatName, FormatOption
from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console
    from schemacheck.sources.spec import Spec


def lint(
    files: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[FILES]...", help="Expected schemas.", show_default=DEFAULT_SPEC),
    ] = None,
    output_format: FormatOption = FormatName.TEXT,
) -> Task:
    """Check that expected schemas make sense, offline. Every mistake of every file is told, with its place."""

    def run(console: Console) -> ExitCode:
        from schemacheck.app.lint import lint as lint_file
        from schemacheck.base.errors import ExitCode, Mistake, SourceError
        from schemacheck.render import disarm
        from schemacheck.render.layout import clean

        mistakes: list[Mistake] = []
        for file in files or [DEFAULT_SPEC]:
            try:
                spec = lint_file(file)
            except SourceError as error:
                mistakes += error.mistakes
            else:
                line = f"ok: {file}: {_item_counts(spec)}"
                # Data is what was asked for; with a machine format it is the mistakes alone.
                if output_format is FormatName.TEXT:
                    console.tell(disarm.lines(f"{clean(line)}\n"))
                else:
                    console.say(line)
        if mistakes:
            raise SourceError(mistakes)
        return ExitCode.IN_SYNC

    return Task(run, output_format.value)


def _item_counts(spec: Spec) -> str:
    from schemacheck.render.layout import counted

    tables = spec.schema.tables
    members = {
        "columns": (table.columns for table in tables),
        "uniques": (table.uniques for table in tables),
        "foreign keys": (table.foreign_keys for table in tables),
    }
    numbers: dict[str, int] = {noun: sum(map(_length, held)) for noun, held in members.items()}
    return ", ".join(counted(number, noun) for noun, number in {"tables": len(tables), **numbers}.items())


def _length(stated: Any) -> int:
    """How many objects a table lists; 0 where it does not mention them."""
    return len(stated) if isinstance(stated, tuple) else 0
