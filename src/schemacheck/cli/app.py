"""The application: which commands there are, and the options that stand before them."""

from __future__ import annotations

from typing import Annotated

import typer

import schemacheck
from schemacheck.cli import check, demo, diff, explain, lint, refuse, schema, snapshot, sql
from schemacheck.cli.options import ColorOption, Quiet, Verbose
from schemacheck.cli.task import Common

NAME = "schemacheck"

app = typer.Typer(
    name=NAME,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    help=(
        "Compare the schema you expect with the one a database really has. Drift is reported; a database is never "
        "changed, and no statement that would change one is ever written."
    ),
    epilog="Exit codes: 0 in sync, 1 drift, 2 usage or a mistake in the expected schema, 3 could not check.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{NAME} {schemacheck.__version__}")
        raise typer.Exit(0)


@app.callback()
def _root(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
    _debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback with an error. May stand behind the command as well.")
    ] = False,
    color: ColorOption = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    context.obj = Common(color.value if color else None, quiet, verbose)


app.command("check")(check.check)
app.command("diff")(diff.diff)
app.command("snapshot")(snapshot.snapshot)
app.command("lint")(lint.lint)
app.command("explain")(explain.explain)
app.command("schema")(schema.schema)
app.command("sql")(sql.sql)
app.command("demo")(demo.demo)
refuse.register(app)
