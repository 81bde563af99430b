"""What differences of row security do: permissive policies add rows to what a role has, restrictive ones take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice
from schemacheck.model.table import Table

if TYPE_CHECKING:
    from schemacheck.model.policies import Policy

_ACTS: Final = {"all": "see and change", "select": "see", "insert": "insert", "update": "update", "delete": "delete"}
_SINGLE: Final = ("select", "insert", "update", "delete")


def _is_off(pair: Pair) -> bool:
    live = pair.holders.live
    return isinstance(live, Table) and live.row_security in ("off", "forced but off")


def _others(policy: Policy, pair: Pair) -> bool:
    """Whether another live permissive policy may let through rows to these roles for these statements."""
    live = pair.holders.live
    policies = live.policies if isinstance(live, Table) and isinstance(live.policies, tuple) else ()
    return any(
        other.name != policy.name
        and other.permissive is True
        and (other.command in ("all", policy.command) or policy.command == "all")
        for other in policies
    )


def _facts(policy: Policy, what: str = "") -> dict[str, str]:
    roles = policy.roles if isinstance(policy.roles, tuple) else ()
    who = "Every role" if "PUBLIC" in roles or not roles else ", ".join(roles)
    act = _ACTS[policy.command] if isinstance(policy.command, str) else "see and change"
    return {"who": who, "act": act, "what": what}


def _idle(choose: Callable[[Pair], Choice]) -> Callable[[Pair], Choice]:
    """Wrap a choice: where row security is off, no policy does anything."""
    return lambda pair: Choice("idle") if _is_off(pair) else choose(pair)


def _missing(pair: Pair) -> Choice:
    policy, table = pair.expected, pair.holders.scope.table
    if policy.permissive is False:
        return Choice("opens", _facts(policy, f"rows of {table} that it kept from them"))
    if not _others(policy, pair):
        return Choice("closes-all", _facts(policy))
    return Choice("closes", _facts(policy, f"the rows of {table} that it alone let through"))


def _there(pair: Pair) -> Choice:
    """Choose for a live policy that is not expected, or not of this sort."""
    policy, table = pair.live, pair.holders.scope.table
    if policy.permissive is not False:
        return Choice("opens", _facts(policy, f"rows of {table} that it lets through and no other policy does"))
    if not _others(policy, pair):
        return Choice("closes-all", _facts(policy))
    return Choice("closes", _facts(policy, f"the rows of {table} that it does not let through"))


def _roles(pair: Pair) -> Choice:
    """Choose by which roles came and went; PUBLIC is every role."""
    policy, table = pair.live, pair.holders.scope.table
    wanted, found = set(pair.wanted), set(pair.found)
    if "PUBLIC" in found:
        came, went = "Every role", ""
    elif "PUBLIC" in wanted:
        came, went = "", "Every other role"
    else:
        came, went = ", ".join(sorted(found - wanted)), ", ".join(sorted(wanted - found))
    adds = policy.permissive is not False
    more, fewer = (came, went) if adds else (went, came)
    let_through = f"rows of {table} that it lets through and no other policy does"
    what = let_through if adds else f"rows of {table} that it does not let through"
    if came and went:
        return Choice("otherwise", {**_facts(policy, what), "who": more, "others": fewer})
    return Choice("opens" if more else "closes", {**_facts(policy, what), "who": more or fewer})


def _command(pair: Pair) -> Choice:
    policy: Policy = pair.live
    wanted, found = (set(_SINGLE) if each == "all" else {each} for each in (pair.wanted, pair.found))
    gained, lost = (
        ", ".join(each.upper() for each in _SINGLE if each in more) for more in (found - wanted, wanted - found)
    )
    if policy.permissive is not False:
        return Choice(
            "permissive",
            {
                "gained": f"Its rows are open to {gained} too, which was not agreed. " if gained else "",
                "lost": f"Its rows are closed to {lost}, unless another policy opens them." if lost else "",
            },
        )
    return Choice(
        "restrictive",
        {
            "gained": f"It keeps rows from {gained} too, which was not agreed. " if gained else "",
            "lost": f"It keeps no rows from {lost} any more." if lost else "",
        },
    )


def _using(pair: Pair) -> Choice:
    policy: Policy = pair.live
    if pair.found is not None and str(pair.found).strip("()") == "true":
        return Choice("opens-restriction" if policy.permissive is False else "opens", _facts(policy))
    return Choice()


def _check(pair: Pair) -> Choice:
    policy: Policy = pair.live
    if pair.found is not None and str(pair.found).strip("()") == "true" and policy.permissive is not False:
        return Choice("opens", _facts(policy))
    return Choice("as-using" if pair.found is None and policy.using is not None else "")


def _row_security(pair: Pair) -> Choice:
    live = pair.live
    policies = live.policies if isinstance(live.policies, tuple) else None
    if policies is not None and not any(policy.permissive is True for policy in policies):
        return Choice("no-policy", {"exempt": "" if pair.found == "forced" else "its owner, "})
    return Choice()


def _forced(pair: Pair) -> Choice:
    return Choice("off" if _is_off(pair) else "")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "row-security-not-forced": _forced,
    "row-security-forced": _forced,
    "row-security-unexpected": _row_security,
    "policy-missing": _idle(_missing),
    "policy-unexpected": _idle(_there),
    "policy-command": _idle(_command),
    "policy-roles": _idle(_roles),
    "policy-permissive": _idle(_there),
    "policy-using": _idle(_using),
    "policy-check": _idle(_check),
}
