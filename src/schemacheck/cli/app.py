"""The application: which commands there are, and the options that stand before them."""

from __future__ import annotations

from typing import Annotated

import typer

import schemacheck
from schemacheck.cli import baseline, check, demo, diff, doctor, explain, guard, lint, refuse, schema, snapshot, sql
from schemacheck.cli.options import ColorOption, Quiet, Verbose
from schemacheck.cli.task import Common
from schemacheck.cli.values import Command, Group

NAME = "schemacheck"

app = typer.Typer(
    name=NAME,
    cls=Group,
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


app.command("check", cls=Command)(check.check)
app.add_typer(baseline.app)
app.command("diff", cls=Command)(diff.diff)
app.command("snapshot", cls=Command)(snapshot.snapshot)
app.command("lint", cls=Command)(lint.lint)
app.command("guard", cls=Command)(guard.guard)
app.command("explain", cls=Command)(explain.explain)
app.command("schema", cls=Command)(schema.schema)
app.command("sql", cls=Command)(sql.sql)
app.command("doctor", cls=Command)(doctor.doctor)
app.command("demo", cls=Command)(demo.demo)
refuse.register(app)
