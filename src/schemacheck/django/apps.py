"""The application, by which Django finds the command."""

from __future__ import annotations

from django.apps import AppConfig


class SchemacheckConfig(AppConfig):
    """An application without models."""

    name = "schemacheck.django"
    label = "schemacheck"
    verbose_name = "schemacheck"
