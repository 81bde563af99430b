"""Owners, grants and comments: of tables, and the facets by which every other kind compares its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from schemacheck.compare.engine import Answer, Facet, Kind, NameScope, member, rule
from schemacheck.model.access import OWNER, PUBLIC, Grants, Privilege
from schemacheck.report.finding import Value
from schemacheck.report.subject import Grantee


def privilege_words(privileges: frozenset[Privilege]) -> tuple[str, ...]:
    """Write privileges as grants have them: `select`, `update(a, b)`, `insert with grant option`."""
    columns: dict[tuple[str, bool], list[str]] = {}
    for name, column, grantable in privileges:
        of = columns.setdefault((name, grantable), [])
        if column is not None:
            of.append(column)
    whole = {(name, grantable) for name, column, grantable in privileges if column is None}
    written = [name + " with grant option" * grantable for name, grantable in whole]
    for (name, grantable), of in columns.items():
        if of:
            written.append(f"{name}({', '.join(sorted(of))})" + " with grant option" * grantable)
    return tuple(sorted(written))


def _same_grants(expected: Grants, live: Grants) -> bool:
    return expected.privileges in (live.privileges, live.spelled)


def _opens(expected: Grants, live: Grants) -> bool:
    """Whether the live side has anything that the expected one has not."""
    return not all(_covers_privilege(expected.privileges, each) for each in live.spelled or live.privileges)


def _covers_privilege(expected: frozenset[Privilege], live: Privilege) -> bool:
    """Whether a privilege is among those expected: by name, by `all`, for the whole table, or with more."""
    return any(
        Privilege(name, column, grantable) in expected
        for name in {live.name, "all"}
        for column in {live.column, None}
        for grantable in {live.grantable, True}
    )


def _more_rule(grants: Grants) -> str:
    return {PUBLIC: "grant-public", OWNER: "grant-owner"}.get(grants.grantee, "grant-unexpected")


def _grant_rule(expected: Grants, live: Grants) -> str:
    if expected.grantee == OWNER:
        return "grant-owner"
    return _more_rule(live) if _opens(expected, live) else "grant-missing"


GRANT: Final[Kind[Grants]] = Kind(
    noun="grant",
    plural="grants",
    identities=(lambda grants: grants.grantee,),
    unique_key=True,
    facets=(
        Facet(
            "grants",
            lambda grants: grants,
            _grant_rule,
            lambda expected, live, _scope: _same_grants(expected, live),
            lambda grants, _scope: privilege_words(grants.privileges),
        ),
    ),
    missing=lambda grants: "grant-owner" if grants.grantee == OWNER else "grant-missing",
    unexpected=_more_rule,
    show=lambda grants, _scope: privilege_words(grants.privileges),
    attribute="grants",
    name=lambda grants: grants.grantee,
    subject=member("grant", lambda grants: Grantee(grants.grantee)),
)


def _same_all(expected: Sequence[Grants], live: Sequence[Grants], _scope: NameScope) -> Answer:
    found = {grants.grantee: grants for grants in live}
    return len(expected) == len(live) and all(
        grants.grantee in found and _same_grants(grants, found[grants.grantee]) for grants in expected
    )


def _rule_of_all(expected: Any, live: Any) -> str:
    """The worst of what differs between all grants on two objects: what opens access comes first."""
    wanted = {grants.grantee: grants for grants in expected.grants}
    found = {grants.grantee: grants for grants in live.grants}
    rules = {_more_rule(grants) for grantee, grants in found.items() if grantee not in wanted}
    rules |= {"grant-missing" for grantee in wanted if grantee not in found}
    rules |= {
        _grant_rule(grants, found[grantee])
        for grantee, grants in wanted.items()
        if grantee in found and not _same_grants(grants, found[grantee])
    }
    order = ("grant-public", "grant-unexpected", "grant-missing", "grant-owner")
    return next(name for name in order if name in rules)


def show_grants(grants: Sequence[Grants], _scope: NameScope) -> Value:
    """Show everything that is granted on one object."""
    words = [f"{each.grantee}: {', '.join(privilege_words(each.privileges)) or 'nothing'}" for each in grants]
    return "; ".join(sorted(words)) or "nobody"


ACCESS: Final[tuple[Facet[Any], ...]] = (
    Facet("owner", lambda item: item.owner, rule("owner-differs")),
    Facet("grants", lambda item: item.grants, _rule_of_all, _same_all, show_grants),
)
"""For any kind whose class has `owner: Stated[str]` and `grants: Stated[tuple[Grants, ...]]`, of objects no table
holds."""

OWNED: Final[Facet[Any]] = ACCESS[0]
"""For what has an owner and no grants, or compares its grants one by one."""

COMMENTED: Final[Facet[Any]] = Facet("comment", lambda item: item.comment, rule("comment-differs"))
"""For any kind whose class has `comment: Stated[str | None]`."""
