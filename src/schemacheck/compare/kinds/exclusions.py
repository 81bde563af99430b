"""Exclusion constraints: identified by their names."""

from __future__ import annotations

from re import Match
from typing import TYPE_CHECKING, Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Answer, Facet, Incomparable, Kind, NameScope, member, rule
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.constraints import show_deferral
from schemacheck.compare.kinds.storage import OF_INDEXES
from schemacheck.compare.kinds.texts import same_predicate, same_text
from schemacheck.report.finding import Value
from schemacheck.report.subject import MemberName
from schemacheck.sql.deparsed import same_deparsed
from schemacheck.sql.elements import ELEMENT

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.constraints import Exclusion


def _same_elements(expected: tuple[str, ...], live: tuple[str, ...], scope: NameScope) -> Answer:
    if len(expected) != len(live):
        return False
    unsure: Answer = True
    for wanted, found in zip(expected, live, strict=True):
        answer = _same_element(ELEMENT.match(wanted), ELEMENT.match(found), scope)
        if answer is False:
            return False
        unsure = answer if isinstance(answer, Incomparable) else unsure
    return unsure


def _same_element(expected: Match[str] | None, live: Match[str] | None, scope: NameScope) -> Answer:
    """Compare two elements: how each is sorted, by which operator, and what it is."""
    if expected is None or live is None or not same_deparsed(expected["how"], live["how"]):
        return False
    return same_text(expected["what"], live["what"], scope)


def _show(exclusion: Exclusion, _scope: NameScope) -> Value:
    return exclusion.elements if isinstance(exclusion.elements, tuple) else "an exclusion constraint"


EXCLUSION: Final[Kind[Exclusion]] = Kind(
    noun="exclusion",
    plural="exclusions",
    identities=(lambda exclusion: str(exclusion.name),),
    unique_key=True,
    facets=(
        Facet("elements", lambda exclusion: exclusion.elements, rule("exclusion-elements"), _same_elements),
        Facet(
            "include",
            lambda exclusion: exclusion.include,
            rule("exclusion-include"),
            lambda expected, live, _scope: sorted(expected) == sorted(live),
        ),
        Facet("where", lambda exclusion: exclusion.predicate, rule("exclusion-predicate"), same_predicate),
        Facet("method", lambda exclusion: exclusion.method, rule("exclusion-method")),
        Facet("deferrable", lambda exclusion: exclusion.deferral, rule("exclusion-deferral"), show=show_deferral),
        OF_INDEXES,
        COMMENTED,
    ),
    missing=lambda _exclusion: "exclusion-missing",
    unexpected=lambda _exclusion: "exclusion-unexpected",
    show=_show,
    attribute="exclusions",
    name=lambda exclusion: quoted(str(exclusion.name)),
    subject=member("exclusion", lambda exclusion: MemberName(str(exclusion.name))),
)
