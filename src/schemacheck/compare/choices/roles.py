"""What differences of roles and of settings do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.roles import gained, membership_words
from schemacheck.compare.results import Choice
from schemacheck.compare.row_security import power_of, reach
from schemacheck.model.roles import UNLIMITED, Role
from schemacheck.model.schema import Schema

_BEYOND_GRANTS: Final = ("superuser", "bypassrls", "createrole", "replication")
_MEANING: Final = frozenset(
    {
        "array_nulls",
        "backslash_quote",
        "bytea_output",
        "client_encoding",
        "datestyle",
        "default_transaction_isolation",
        "extra_float_digits",
        "intervalstyle",
        "lc_monetary",
        "lc_numeric",
        "lc_time",
        "quote_all_identifiers",
        "role",
        "row_security",
        "search_path",
        "session_replication_role",
        "standard_conforming_strings",
        "timezone",
        "transform_null_equals",
        "xmlbinary",
        "xmloption",
    }
)
"""Parameters of which the result of a statement depends."""
_ALLOWS: Final[Mapping[str, str]] = {
    "pg_read_all_data": "It may read every table, view and sequence of every database",
    "pg_write_all_data": "It may write to every table, view and sequence of every database",
    "pg_maintain": "It may maintain every table, and lock it meanwhile",
    "pg_monitor": "It may read the statements of everybody, with the values in them",
    "pg_read_all_settings": "It may read every setting of the server",
    "pg_read_all_stats": "It may read the statements of everybody, with the values in them",
    "pg_signal_backend": "It may end the sessions of others",
}


def _powerful(pair: Pair) -> Choice:
    return Choice("powerful") if any(getattr(pair.live, power) is True for power in _BEYOND_GRANTS) else Choice()


def _power(pair: Pair) -> Choice:
    if pair.found:
        return Choice(pair.facet)
    return Choice("login lost" if pair.facet == "login" else "lost")


def _membership(pair: Pair) -> Choice:
    more = gained(pair.wanted, pair.found)
    words = ", ".join(membership_words(each, usual=bool(each.inherit)) for each in more)
    live = pair.holders.live
    roles: dict[str, Role] = {}
    if isinstance(live, Schema) and isinstance(live.roles, tuple):
        roles = {role.name.name: role for role in live.roles}
    for each in more:
        for way in ((each.role,), *((each.role, *way) for way in reach(each.role, roles))):
            target = roles.get(way[-1])
            if target is not None and (power := power_of(target)):
                through = f" (through {', '.join(way[:-1])})" if len(way) > 1 else ""
                return Choice("row-security", {"gained": words, "power": f"{way[-1]}{through} {power}"})
    for each in more:
        if each.role in _ALLOWS:
            return Choice("predefined", {"gained": words, "allows": _ALLOWS[each.role]})
    return Choice("", {"gained": words})


def _limit(pair: Pair) -> Choice:
    fewer = pair.found != UNLIMITED and (pair.wanted == UNLIMITED or pair.found < pair.wanted)
    return Choice("fewer") if fewer else Choice()


def _valid(pair: Pair) -> Choice:
    sooner = pair.found is not None and (pair.wanted is None or pair.found < pair.wanted)
    return Choice("sooner") if sooner else Choice()


def _setting(pair: Pair) -> Choice:
    item = pair.live if pair.expected is None else pair.expected
    parameter = item.parameter.lower()
    if parameter == "default_transaction_read_only":
        return Choice("writes")
    if parameter in _MEANING:
        return Choice("meaning")
    return Choice("time") if parameter.endswith("_timeout") else Choice()


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "role-unexpected": _powerful,
    "role-powers": _power,
    "role-inherit": lambda pair: Choice("gained" if pair.found else "lost"),
    "role-membership-unexpected": _membership,
    "role-valid-until": _valid,
    "connection-limit": _limit,
    "setting-missing": _setting,
    "setting-unexpected": _setting,
    "setting-differs": _setting,
}
