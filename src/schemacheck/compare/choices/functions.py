"""What differences of functions do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

if TYPE_CHECKING:
    from schemacheck.model.routines import Routine

_CONSTANT: Final = ("volatile", "stable", "immutable")
_SAFE: Final = ("unsafe", "restricted", "safe")


def _volatility(pair: Pair) -> Choice:
    if _CONSTANT.index(pair.found) > _CONSTANT.index(pair.wanted):
        return Choice("trusted")
    return Choice("not-immutable" if pair.wanted == "immutable" else "volatile")


def _parallel(pair: Pair) -> Choice:
    return Choice("bolder" if _SAFE.index(pair.found) > _SAFE.index(pair.wanted) else "slower")


def _path(routine: Routine) -> str | None:
    """The search_path that a function sets; None where it sets none, or where nobody read it."""
    settings = routine.settings if isinstance(routine.settings, tuple) else ()
    return dict(settings).get("search_path")


def _definer(pair: Pair) -> Choice:
    live: Routine = pair.live
    owner, path = live.owner if isinstance(live.owner, str) else "its owner", _path(live)
    if path is not None:
        last = path.rstrip('" ').endswith("pg_temp")
        temporary = "" if last else ", before which temporary tables of its caller are found: pg_temp does not end it"
        return Choice("own-path", {"owner": owner, "path": path, "temporary": temporary})
    return Choice("open-path" if isinstance(live.settings, tuple) else "", {"owner": owner})


def _settings(pair: Pair) -> Choice:
    if _path(pair.expected) is None or _path(pair.live) is not None:
        return Choice()
    return Choice("open-path" if pair.live.security_definer is True else "lost-path")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "function-volatility": _volatility,
    "function-strict": lambda pair: Choice("strict" if pair.found else "called"),
    "function-parallel": _parallel,
    "function-leakproof": lambda pair: Choice("trusted" if pair.found else "not-trusted"),
    "function-security-definer": _definer,
    "function-settings": _settings,
}
