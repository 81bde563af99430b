"""Reading the values of options without a library for it, and refusing in our words what it would refuse in its own.

Typer of today hands every value to Pydantic, whose import takes longer than the rest of a check's start. The few types
that stand in `schemacheck.cli.options` are read here instead. A Typer that works in another way is left as it is.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command that reads its values here."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Say in a list of commands what this one does, to the end of the sentence; the list breaks the line."""
        return super().get_short_help_str(max(limit, 1000))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return all parameters, the one for help among them, each with its reader."""
        return _lightened(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments, and let there be no more than the command takes."""
        allowed, ctx.allow_extra_args = ctx.allow_extra_args, True
        rest = super().parse_args(ctx, args)
        ctx.allow_extra_args = allowed
        if rest and not allowed and not ctx.resilient_parsing:
            from schemacheck.cli.usage import too_many

            raise too_many(rest, ctx)
        return rest


class Group(TyperGroup):
    """The group of all commands, the same way."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is named first."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            from schemacheck.cli.usage import no_such_command

            raise no_such_command(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return all parameters, the one for help among them, each with its reader."""
        return _lightened(super().get_params(ctx))


def _lightened(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and getattr(parameter, "_runtime_param", 0) is None:
            parameter._runtime_param = _Reader(descriptor)  # Click and Typer have no public way to do this
    return parameters


class _NotTakenError(Exception):
    """An option does not take a value."""


class _Reader:
    """What Typer asks of whatever reads values: one method."""

    def __init__(self, descriptor: Any) -> None:
        self._annotation = descriptor.annotation
        self._info = descriptor.parameter_info

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Turn the text of an option into its type; a default already has it."""
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        kind = get_args(self._annotation)[0] if get_origin(self._annotation) is list else self._annotation
        try:
            return [self._one(each, kind) for each in value] if several else self._one(value, kind)
        except _NotTakenError as refused:
            from schemacheck.cli.usage import help_of, value_refused

            words = [each.value for each in kind] if issubclass(kind, Enum) else []
            raise value_refused(
                param, help_of(ctx), words, self._info.min, self._info.max, f", found {refused}"
            ) from None

    def _one(self, value: Any, kind: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, Enum) and not isinstance(value, kind):
            if value not in [each.value for each in kind]:
                raise _NotTakenError(value)
            return kind(value)
        if kind is int:
            return self._read_number(value)
        return Path(value) if kind is Path else value

    def _read_number(self, value: Any) -> int:
        try:
            number = int(value)
        except ValueError:
            raise _NotTakenError(value) from None
        least, most = self._info.min, self._info.max
        if (least is not None and number < least) or (most is not None and number > most):
            raise _NotTakenError(value)
        return number
