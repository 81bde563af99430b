"""What differences of foreign keys do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.choices.constraints import of_deferral
from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.foreign_keys import show_actions, show_target
from schemacheck.compare.results import Choice
from schemacheck.model.keys import ForeignKey
from schemacheck.model.table import Table
from schemacheck.report.finding import shown

_REFUSES: Final = ("no action", "restrict")
_VALUES: Final = {"set null": "NULL", "set default": "its default"}


def _facts(key: ForeignKey, pair: Pair) -> dict[str, str]:
    scope, action = pair.holders.scope, key.on_delete
    refuses = action in _REFUSES
    said = f"ON DELETE {action.upper()}" if isinstance(action, str) else "what its action says"
    return {
        "target": shown(show_target(key, scope)),
        "target_table": key.target.within(scope.home),
        "action": said,
        "still": "still refused while rows point there" if refuses else f"still followed ({said})",
        "no_longer": "is no longer refused" if refuses else f"no longer means {said}",
    }


def _missing(pair: Pair) -> Choice:
    key: ForeignKey = pair.expected
    if key.enforced is False:
        return Choice("not-enforced")
    if not isinstance(key.on_delete, str):
        return Choice()
    return Choice("refused" if key.on_delete in _REFUSES else "followed", _facts(key, pair))


def _unexpected(pair: Pair) -> Choice:
    key: ForeignKey = pair.live
    if key.enforced is False:
        return Choice("not-enforced")
    agreed = _expected_one(key, pair)
    if agreed is not None:
        return Choice("beside", {**_facts(key, pair), "agreed": show_actions(agreed, quiet=False)})
    return Choice("refused" if key.on_delete in _REFUSES else "followed", _facts(key, pair))


def _expected_one(key: ForeignKey, pair: Pair) -> ForeignKey | None:
    """Find the expected key from the same columns to the same target whose actions are others."""
    expected = pair.holders.expected
    keys = expected.foreign_keys if isinstance(expected, Table) else ()
    pointers = set(zip(key.columns, key.target_columns, strict=False))
    for other in keys if isinstance(keys, tuple) else ():
        same = set(zip(other.columns, other.target_columns, strict=False)) == pointers and other.target == key.target
        if same and (other.on_delete, other.on_update) != (key.on_delete, key.on_update):
            return other
    return None


def _on_change(pair: Pair) -> Choice:
    facts = _facts(pair.live, pair)
    if isinstance(pair.wanted, tuple):
        return Choice("columns", facts)
    if pair.found in _REFUSES:
        return Choice("refuses-otherwise" if pair.wanted in _REFUSES else "refuses", facts)
    if pair.found == "cascade":
        return Choice("cascades", facts)
    return Choice("set", {**facts, "value": _VALUES[pair.found]})


def _match(pair: Pair) -> Choice:
    if len(pair.live.columns) == 1:
        return Choice("one-column")
    return Choice("full" if pair.found == "full" else "simple")


def _disabled(pair: Pair) -> Choice:
    facts = _facts(pair.live, pair)
    if pair.found is True:
        return Choice("enabled", facts)
    return Choice(pair.live.triggers_off_on or "", facts)


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "foreign-key-missing": _missing,
    "foreign-key-unexpected": _unexpected,
    "foreign-key-on-delete": _on_change,
    "foreign-key-on-update": _on_change,
    "foreign-key-match": _match,
    "foreign-key-deferral": of_deferral,
    "foreign-key-not-valid": lambda pair: Choice("valid" if pair.found else ""),
    "foreign-key-not-enforced": lambda pair: Choice("enforced" if pair.found else ""),
    "foreign-key-disabled": _disabled,
}
