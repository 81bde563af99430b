"""`manage.py schemacheck`: the expected schema against one of Django's databases."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schemacheck import api
from schemacheck.django import check
from schemacheck.render import FORMATS


class Command(BaseCommand):
    """Compare, print the report, and end as `schemacheck check` does."""

    help = "Compares the expected schema with what a database has. It reads, and changes nothing."
    # Django's own checks import every model and URL of the project, and say nothing about the database.
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django has it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of the command."""
        parser.add_argument(
            "expected", nargs="?", help="the expected schema; expected_schema.yaml in BASE_DIR if left out"
        )
        parser.add_argument("--database", default="default", help="the alias in DATABASES")
        parser.add_argument("--format", choices=list(FORMATS), default="text", help="the form of the report")
        parser.add_argument("--fail-on", choices=[each.value for each in api.Severity], help="the lowest that fails")
        parser.add_argument("--baseline", help="a file of known drift")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Run it. Raises CommandError with the exit code that `schemacheck check` has."""
        chosen = {name: options[name] for name in ("fail_on", "baseline")}
        try:
            report = check(options["expected"], options["database"], **chosen)
        except api.SchemacheckError as error:
            hint = f"\n{error.hint}" if error.hint else ""
            raise CommandError(f"{error.message}{hint}", returncode=int(error.exit_code)) from None
        self.stdout.write(api.rendered(report, options["format"]), ending="")
        if report.exit_code:
            raise CommandError(report.outcome, returncode=int(report.exit_code))
