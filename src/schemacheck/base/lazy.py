"""What is imported when it is first used: a run needs little of what there is."""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from operator import attrgetter
from typing import Any


@cache
def load(where: str) -> Any:
    """Import what stands at `module:NAME`, such as `schemacheck.render.text:render`; NAME may have dots."""
    module, _, name = where.partition(":")
    return attrgetter(name)(import_module(module))


def lazy(where: str) -> partial[Any]:
    """Return a function that imports the one at `module:NAME` when it is called, and is like it from then on."""
    return partial(_call, where)


def _call(where: str, *arguments: Any, **named: Any) -> Any:
    return load(where)(*arguments, **named)
