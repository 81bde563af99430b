"""Messages for command lines that make no sense, the same with every version of Typer and Click.

Their errors are recognised by class and attributes. Where they have none, `schemacheck.cli.typer_values` checks first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, Final

from schemacheck.base.errors import UsageError
from schemacheck.base.near import meant

_KNOWN: Final = ("NoSuchOption", "BadOptionUsage", "MissingParameter", "BadParameter")
"""The classes, those that derive from others before them. Typer keeps its copy of Click to itself, so they have no
other name here."""


def usage_error(error: Exception, arguments: Sequence[str]) -> UsageError:
    """Explain what Typer or Click refuses, and where the help is."""
    classes = {each.__name__ for each in type(error).__mro__}
    kind = next((name for name in _KNOWN if name in classes), None)
    context: Any = getattr(error, "ctx", None)
    named = [each for each in arguments[:1] if not each.startswith("-")]
    hint = help_of(context) if context is not None else f"Try {' '.join(('schemacheck', *named))} --help"
    option = str(getattr(error, "option_name", ""))
    param: Any = getattr(error, "param", None)
    if kind == "NoSuchOption":
        near = meant(option, _option_names(context))
        return UsageError(f"there is no option {option}", f"Did you mean {near}?" if near else hint)
    if kind == "BadOptionUsage":
        takes_none = any(each.startswith(f"{option}=") for each in arguments)
        return UsageError(f"{option} takes no value" if takes_none else f"{option} needs a value", hint)
    if kind == "MissingParameter" and param is not None:
        return UsageError(f"{_name_of(param)} is missing", hint)
    if kind == "BadParameter" and param is not None:
        words, least, most = (getattr(param.type, name, None) for name in ("choices", "min", "max"))
        return value_refused(param, hint, words or (), least, most)
    if hasattr(getattr(context, "command", None), "commands"):
        return UsageError(f"{context.command_path} needs a command", hint)
    said = " ".join(getattr(error, "format_message", lambda: str(error))().split())
    return UsageError(f"this command line makes no sense (Typer says: {said})", hint)


def no_such_command(name: str, names: Iterable[str], context: Any) -> UsageError:
    """Report an unknown command, and suggest the one that was probably meant."""
    near = meant(name, names)
    return UsageError(f"there is no command {name}", f"Did you mean {near}?" if near else help_of(context))


def too_many(rest: Sequence[str], context: Any) -> UsageError:
    """Say that a command takes fewer arguments."""
    return UsageError(f"{context.command_path} takes no further argument: {' '.join(rest)}", help_of(context))


def value_refused(
    param: Any, hint: str, words: Iterable[Any], least: int | None, most: int | None, found: str = ""
) -> UsageError:
    """Describe what an option accepts: one of some words, or a number."""
    listed = [str(getattr(each, "value", each)) for each in words]
    wanted = f"one of {', '.join(listed)}" if listed else "a whole number"
    if not listed and least is not None:
        wanted += f" of at least {least}" if most is None else f" from {least} to {most}"
    # What nobody typed is looked for in vain on the command line.
    variable = getattr(param, "envvar", None)
    context_has = variable and variable in os.environ and f", found {os.environ[variable]}" == found
    return UsageError(f"{variable if context_has else _name_of(param)}: expected {wanted}{found}", hint)


def help_of(context: Any) -> str:
    """Say where the help of a command is."""
    return f"Try {context.command_path} --help"


def _name_of(param: Any) -> str:
    """Return what people call a parameter: an option by its long name, an argument by what the help shows for it."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper())


def _option_names(context: Any) -> list[str]:
    return [name for param in context.command.get_params(context) for name in param.opts] if context is not None else []
