"""What is imported when it is first used: a run needs little of what there is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any


@cache
def load(where: str) -> Any:
    """Import what stands at `module:NAME`, such as `schemacheck.render.text:render`; NAME may have dots."""
    module, _, name = where.partition(":")
    return attrgetter(name)(import_module(module))


def lazy(where: str) -> Callable[..., Any]:
    """Return a function that imports the one at `module:NAME` when it is called, and is like it from then on."""

    def call(*arguments: Any, **named: Any) -> Any:
        return load(where)(*arguments, **named)

    return call
