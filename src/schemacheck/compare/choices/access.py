"""What differences of privileges do: on tables, on other objects, and on objects that are yet to be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.access import privilege_words
from schemacheck.compare.results import Choice
from schemacheck.model.access import ALL, Grants, Privilege, every_privilege
from schemacheck.model.schemas import DefaultPrivileges


def _grants(pair: Pair) -> Choice:
    item = pair.live if pair.expected is None else pair.expected
    if isinstance(item, Grants):
        return Choice()
    return Choice("future" if isinstance(item, DefaultPrivileges) else "object")


def _missing(pair: Pair) -> Choice:
    """Name what a role lacks of the privileges on a table, where it has others: nobody finds one in eight by eye."""
    if not isinstance(pair.expected, Grants) or not isinstance(pair.live, Grants):
        return _grants(pair)
    wanted = pair.expected.privileges
    if ALL in wanted:
        wanted -= {ALL}
        wanted |= {Privilege(name) for name in every_privilege("table", pair.holders.scope.majors[1] or 0)}
    lacking = privilege_words(wanted - (pair.live.spelled or pair.live.privileges))
    return Choice("some", {"missing": ", ".join(lacking)}) if lacking else Choice()


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "grant-public": _grants,
    "grant-unexpected": _grants,
    "grant-missing": _missing,
    "grant-owner": _grants,
}
