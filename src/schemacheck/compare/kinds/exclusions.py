"""Exclusion constraints: identified by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Answer, Facet, Incomparable, Kind, Place, member, rule
from schemacheck.compare.kinds.keys import show_deferral
from schemacheck.compare.kinds.texts import same_text
from schemacheck.report.findings import Value
from schemacheck.report.subject import Named

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not speak of are not imported.
    from schemacheck.model.constraints import Exclusion


def _same_elements(expected: tuple[str, ...], live: tuple[str, ...], place: Place) -> Answer:
    if len(expected) != len(live):
        return False
    unsure: Answer = True
    for wanted, found in zip(expected, live, strict=True):
        left, _, operator = wanted.rpartition(" WITH ")
        right, _, other = found.rpartition(" WITH ")
        answer = same_text(left, right, place) if operator.strip() == other.strip() else False
        if answer is False:
            return False
        unsure = answer if isinstance(answer, Incomparable) else unsure
    return unsure


def _show(exclusion: Exclusion, _place: Place) -> Value:
    return exclusion.elements if isinstance(exclusion.elements, tuple) else "an exclusion constraint"


EXCLUSION: Final[Kind[Exclusion]] = Kind(
    noun="exclusion",
    plural="exclusions",
    identities=(lambda exclusion: str(exclusion.name),),
    unique_key=True,
    facets=(
        Facet("elements", lambda exclusion: exclusion.elements, rule("exclusion-elements"), _same_elements),
        Facet("where", lambda exclusion: exclusion.predicate, rule("exclusion-predicate"), same_text),
        Facet("method", lambda exclusion: exclusion.method, rule("exclusion-method")),
        Facet("deferral", lambda exclusion: exclusion.deferral, rule("exclusion-deferral"), show=show_deferral),
    ),
    missing=lambda _exclusion: "exclusion-missing",
    unexpected=lambda _exclusion: "exclusion-unexpected",
    show=_show,
    attribute="exclusions",
    name=lambda exclusion: quoted(str(exclusion.name)),
    subject=member("exclusion", lambda exclusion: Named(str(exclusion.name))),
)
