"""`schemacheck schema`: the JSON Schemas of what is read and written, for editors and for programs."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


class SchemaOf(str, Enum):
    """What there is a schema of."""

    SPEC = "spec"
    REPORT = "report"
    BASELINE = "baseline"
    POLICY = "policy"


def schema(
    of: Annotated[
        SchemaOf,
        typer.Argument(
            metavar="[spec|report|baseline|policy]",
            help="Expected schema files, reports as --format json writes them, baselines, or files for --policy.",
        ),
    ] = SchemaOf.SPEC,
) -> Task:
    """Print a JSON Schema: of files for editors to check them while they are written, or of JSON reports."""

    def run(console: Console) -> ExitCode:
        import json
        from importlib.resources import files

        from schemacheck.base.errors import ExitCode
        from schemacheck.render.disarm import as_written

        if of is SchemaOf.REPORT:
            console.tell(as_written((files("schemacheck.render") / "report.schema.json").read_text(encoding="utf-8")))
            return ExitCode.IN_SYNC
        if of is SchemaOf.BASELINE:
            from schemacheck.sources.spec.read.baseline import json_schema
        elif of is SchemaOf.POLICY:
            from schemacheck.sources.spec.read.policy import json_schema
        else:
            from schemacheck.sources.spec.grammar.editor_schema import json_schema

        console.tell(as_written(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"))
        return ExitCode.IN_SYNC

    return Task(run)
