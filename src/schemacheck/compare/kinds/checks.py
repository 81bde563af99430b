"""Check constraints: identified by name where one is stated, else by what they demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Facet, Kind, NameScope, member, rule
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.constraints import guarding_facets
from schemacheck.compare.kinds.texts import same_name, same_text
from schemacheck.report.finding import Value
from schemacheck.report.subject import CheckCondition, Member, MemberName
from schemacheck.sql.equivalence import demand_of

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.constraints import Check


def _demands(check: Check) -> str | None:
    return demand_of(check.expression) if isinstance(check.expression, str) else None


def _show(check: Check, _scope: NameScope) -> Value:
    return check.expression if isinstance(check.expression, str) else "a condition"


def _name(check: Check) -> str:
    return quoted(check.name) if isinstance(check.name, str) else "a check constraint"


def _member(check: Check) -> Member:
    return MemberName(check.name) if isinstance(check.name, str) else CheckCondition(str(check.expression))


_GUARDING: Final[tuple[Facet[Check], ...]] = guarding_facets(
    not_enforced="check-not-enforced", not_valid="check-not-valid"
)

CHECK: Final[Kind[Check]] = Kind(
    noun="check",
    plural="checks",
    identities=(lambda check: check.name if isinstance(check.name, str) else None, _demands),
    facets=(
        Facet("expression", lambda check: check.expression, rule("check-expression"), same_text),
        *_GUARDING,
        Facet(
            "no_inherit",
            lambda check: check.no_inherit,
            rule("check-inheritance"),
            show=lambda value, _scope: "NO INHERIT" if value else "inherited",
        ),
        Facet("name", lambda check: check.name, rule("check-name"), same_name, lambda value, _scope: quoted(value)),
        COMMENTED,
    ),
    missing=lambda _check: "check-missing",
    unexpected=lambda _check: "check-unexpected",
    show=_show,
    attribute="checks",
    name=_name,
    subject=member("check", _member),
)
