"""Reading the values of options without a library for it.

Typer of today hands every value to Pydantic, whose import takes longer than the rest of a check's start. The few types
that stand in `schemacheck.cli.options` are read here instead. A Typer that works in another way is left as it is.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command that reads its values here."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return all parameters, the one for help among them, each with its reader."""
        return _lightened(super().get_params(ctx))


class Group(TyperGroup):
    """The group of all commands, the same way."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return all parameters, the one for help among them, each with its reader."""
        return _lightened(super().get_params(ctx))


def _lightened(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and getattr(parameter, "_runtime_param", 0) is None:
            parameter._runtime_param = _Reader(descriptor)  # there is no public way
    return parameters


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
        try:
            if several:
                kind = get_args(self._annotation)[0] if get_origin(self._annotation) is list else self._annotation
                return [self._one(each, kind) for each in value]
            return self._one(value, self._annotation)
        except ValueError as error:
            raise typer.BadParameter(str(error), ctx=ctx, param=param) from None

    def _one(self, value: Any, kind: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, Enum) and not isinstance(value, kind):
            words = [str(each.value) for each in kind]
            if value not in words:
                raise ValueError(f"{value!r} is not one of {', '.join(words)}")
            return kind(value)
        if kind is int:
            return self._number(value)
        return Path(value) if kind is Path else value

    def _number(self, value: Any) -> int:
        try:
            number = int(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a whole number") from None
        least, most = self._info.min, self._info.max
        if (least is not None and number < least) or (most is not None and number > most):
            bounds = f"at least {least}" if most is None else f"from {least} to {most}"
            raise ValueError(f"{number} is not {bounds}")
        return number
