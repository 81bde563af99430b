"""Storage parameters of tables and of what is an index or has one: what they tune, and whether autovacuum runs."""

from __future__ import annotations

from typing import Any, Final

from schemacheck.compare.engine import Facet, NameScope, rule
from schemacheck.model.keys import Parameters
from schemacheck.model.stated import Stated
from schemacheck.report.finding import Value
from schemacheck.sql.parameters import SWITCH, TOAST, in_force

_SWITCHES: Final = (SWITCH, TOAST + SWITCH)


def _tuning(parameters: Stated[Parameters], of: str) -> Stated[Parameters]:
    """Leave out what is a default anyway, and whether autovacuum runs, which is a facet of its own."""
    if not isinstance(parameters, tuple):
        return parameters
    return tuple(sorted((name, value) for name, value in in_force(parameters, of).items() if name not in _SWITCHES))


def _switched_off(parameters: Any) -> Any:
    """Say which of a table and its TOAST table autovacuum leaves alone."""
    if not isinstance(parameters, tuple):
        return parameters
    found = in_force(parameters, "table")
    return tuple(name for name in _SWITCHES if found.get(name) == "off")


def _switch_rule(expected: Any, live: Any) -> str:
    agreed = _switched_off(expected.storage_parameters)
    more = [each for each in _switched_off(live.storage_parameters) if each not in agreed]
    return "autovacuum-disabled" if more else "storage-parameters"


def _show(parameters: Parameters, _scope: NameScope) -> Value:
    return ", ".join(f"{name}={value}" for name, value in parameters) or "the defaults"


def _show_switches(switched_off: tuple[str, ...], _scope: NameScope) -> Value:
    return ", ".join(f"{name}=off" for name in switched_off) or "autovacuum enabled"


def _method(item: Any) -> str:
    """The method of the index that an index, a key or an exclusion constraint is or has."""
    method = getattr(item, "method", "btree")
    return method if isinstance(method, str) else ""


OF_TABLES: Final[tuple[Facet[Any], ...]] = (
    Facet(
        "storage_parameters",
        lambda table: _switched_off(table.storage_parameters),
        _switch_rule,
        show=_show_switches,
    ),
    Facet(
        "storage_parameters",
        lambda table: _tuning(table.storage_parameters, "table"),
        rule("storage-parameters"),
        show=_show,
    ),
)
OF_INDEXES: Final[Facet[Any]] = Facet(
    "storage_parameters",
    lambda item: _tuning(item.storage_parameters, _method(item)),
    rule("storage-parameters"),
    show=_show,
)
"""Of what is an index or has one."""
