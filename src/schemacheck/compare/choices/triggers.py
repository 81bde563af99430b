"""What differences of triggers and rewrite rules do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.triggers import show_enabled
from schemacheck.compare.results import Choice
from schemacheck.sql.deparsed import DeparsedText

if TYPE_CHECKING:
    from schemacheck.model.triggers import RewriteRule

_OFF: Final = ("disabled", "replica")


def _if_on(variant: str, item: object, choice: Choice) -> Choice:
    """Take a variant of its own for what is off in ordinary sessions."""
    state = getattr(item, "enabled", None)
    return Choice(variant, {"state": str(show_enabled(state))}) if isinstance(state, str) and state in _OFF else choice


def _rule(item: RewriteRule) -> Choice:
    if not isinstance(item.action, DeparsedText) or not isinstance(item.event, str):
        return Choice()
    condition = item.condition
    facts = {
        "event": item.event.upper(),
        "action": " ".join(item.action.text.split()),
        "rows": f" of rows where {' '.join(condition.text.split())}" if isinstance(condition, DeparsedText) else "",
    }
    if item.instead is True:
        return Choice("swallows" if facts["action"].upper() == "NOTHING" else "instead", facts)
    return Choice("also", facts)


def _enabled(pair: Pair) -> Choice:
    if pair.wanted in _OFF and pair.found not in _OFF:
        return Choice("on")
    return Choice("on-replicas" if pair.found in ("replica", "always") else "off-on-replicas")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "trigger-missing": lambda pair: _if_on("off-anyway", pair.expected, Choice()),
    "trigger-unexpected": lambda pair: _if_on("idle", pair.live, Choice()),
    "trigger-enabled": _enabled,
    "rule-missing": lambda pair: _if_on("off-anyway", pair.expected, _rule(pair.expected)),
    "rule-unexpected": lambda pair: _if_on("idle", pair.live, _rule(pair.live)),
    "rule-enabled": _enabled,
}
