"""`python:package.models:Base.metadata`: finds the tables a Python module declares. Importing it runs its code."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any, Final

from sqlalchemy import MetaData

from schemacheck.base.errors import UsageError
from schemacheck.base.near import did_you_mean

PREFIX: Final = "python:"
_FORM: Final = "Write python:PACKAGE.MODULE:NAME, such as python:app.models:Base."


def load_metadata(text: str) -> MetaData:
    """Import a module from the current folder or the environment, and return the MetaData it means.

    What follows the second colon is a MetaData, or something that has one, such as a declarative base; left out, the
    module is searched for it.

    Raises:
        UsageError: there is no such module or name, the module's own code fails, or several come into question.
    """
    module_name, _, path = text.removeprefix(PREFIX).partition(":")
    if not module_name or not all(part.isidentifier() for part in module_name.split(".")):
        raise UsageError(f"{text} names no Python module.", _FORM)
    module = _imported(module_name, text)
    return _metadata_named(module, path, text) if path else _found(module, text)


def other_binds(text: str, metadata: MetaData) -> tuple[str, ...]:
    """Name the tables that a Flask-SQLAlchemy object keeps for other databases than that of `metadata`."""
    module = sys.modules[text.removeprefix(PREFIX).partition(":")[0]]
    for holder in list(vars(module).values()):
        every = getattr(holder, "metadatas", None)
        if isinstance(every, dict) and any(each is metadata for each in every.values()):
            return tuple(
                f"{name} of bind {bind or 'default'}"
                for bind, each in every.items()
                if isinstance(each, MetaData) and each is not metadata
                for name in each.tables
            )
    return ()


def _imported(name: str, text: str) -> ModuleType:
    folder = os.getcwd()  # noqa: PTH109 - what Python itself has there is a text
    if folder not in sys.path and "" not in sys.path:
        sys.path.insert(0, folder)
    importlib.invalidate_caches()
    try:
        with redirect_stdout(sys.stderr):  # standard output is the report's
            return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        if isinstance(error, ModuleNotFoundError) and error.name and f"{name}.".startswith(f"{error.name}."):
            raise UsageError(
                f"There is no module {error.name}, which {text} names.",
                "Modules are looked for in the current folder and in the environment schemacheck runs in.",
            ) from None
        if type(error).__module__.partition(".")[0] == "django":
            raise _of_django(name) from error
        raise _theirs(name, error) from error


def _of_django(name: str) -> UsageError:
    return UsageError(
        f"{name} holds models of Django's, which are not read.",
        "python: reads tables of SQLAlchemy's. Take a `schemacheck snapshot` of a database that `manage.py migrate` "
        "has made, and compare with that.",
    )


def _theirs(name: str, error: BaseException) -> UsageError:
    last = traceback.format_exception_only(error)[-1].strip()
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<frozen")]
    outside = [frame for frame in frames if frame.filename not in (__file__, importlib.__file__)]
    where = f" ({os.path.relpath(outside[-1].filename)}, line {outside[-1].lineno})" if outside else ""
    return UsageError(
        f"Importing {name} fails: {last}{where}",
        "The error is the module's own; --debug shows all of it. It has to import without a server.",
    )


def _metadata_named(module: ModuleType, path: str, text: str) -> MetaData:
    found: Any = module
    for part in path.split("."):
        if not hasattr(found, part):
            hint = did_you_mean(part, (name for name in dir(found) if not name.startswith("_")))
            raise UsageError(f"There is no {part} in what {text} names.", hint or _FORM)
        found = getattr(found, part)
    metadata = _metadata_of(found)
    if metadata is None:
        raise UsageError(f"{text} is no MetaData and has none: it is of type {type(found).__name__}.", _FORM)
    return metadata


def _found(module: ModuleType, text: str) -> MetaData:
    several: dict[int, tuple[str, MetaData]] = {}
    for name, metadata in _candidates(module):
        several.setdefault(id(metadata), (name, metadata))
    if len(several) > 1:
        # An empty one belongs to a library, or is an unused base.
        several = {key: each for key, each in several.items() if each[1].tables} or several
    if not several and any(type(each).__module__ == "django.db.models.base" for each in vars(module).values()):
        raise _of_django(module.__name__)
    if not several:
        raise UsageError(f"There is no MetaData in {module.__name__}, nor anything that has one.", _FORM)
    usual = _metadata_of(getattr(module, "db", None))
    if len(several) > 1 and usual is not None and id(usual) in several:
        # Flask-SQLAlchemy's object, by the name that its users give it; models of other binds have a metadata each.
        return usual
    if len(several) > 1:
        names = ", ".join(sorted(name for name, _ in several.values()))
        raise UsageError(f"{text} declares tables in several places: {names}.", f"Name one: {text}:NAME.")
    ((_, metadata),) = several.values()
    return metadata


def _candidates(module: ModuleType) -> Iterator[tuple[str, MetaData]]:
    for name in sorted(vars(module)):
        metadata = None if name.startswith("__") else _metadata_of(getattr(module, name))
        if metadata is not None:
            yield name, metadata


def _metadata_of(found: Any) -> MetaData | None:
    if isinstance(found, MetaData):
        return found
    if isinstance(found, ModuleType):
        return None
    metadata = getattr(found, "metadata", None)
    return metadata if isinstance(metadata, MetaData) else None
