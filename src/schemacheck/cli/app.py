"""The application: which commands there are, and the options that stand before them."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Final

import typer

from schemacheck.base import VERSION
from schemacheck.cli import refuse
from schemacheck.cli.options import ColorOption, Quiet, Verbose
from schemacheck.cli.task import Common
from schemacheck.cli.typer_values import Command, Group

NAME = "schemacheck"

COMMANDS: Final = (
    "check",
    "accept",
    "waive",
    "baseline",
    "diff",
    "merge",
    "snapshot",
    "lint",
    "guard",
    "explain",
    "schema",
    "sql",
    "doctor",
    "demo",
)
"""In the order of the help. Each is a module of this package, which holds a function of its name, or an app."""


def application(first: str | None = None) -> typer.Typer:
    """Build the application: with one command where the command line begins with its name, or else with all.

    Typer looks through the parameters of every command it is given, which takes longer than to read a schema.
    """
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
    app.callback()(_root)
    for name in [first] if first in COMMANDS else COMMANDS:
        module = import_module(f"{__package__}.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app)
        else:
            app.command(name, cls=Command)(getattr(module, name))
    if first not in COMMANDS:
        refuse.register(app)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{NAME} {VERSION}")
        raise typer.Exit(0)


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
