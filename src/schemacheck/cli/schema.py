"""`schemacheck schema`: the JSON Schema of expected schema files, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.cli.streams import Console
    from schemacheck.errors import ExitCode


def schema() -> Task:
    """Print the JSON Schema of expected schema files: editors complete and check them with it."""

    def run(console: Console) -> ExitCode:
        import json

        from schemacheck.errors import ExitCode
        from schemacheck.sources.spec import json_schema

        console.out.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
        return ExitCode.IN_SYNC

    return Task(run)
