"""The three answers a source can give for a facet of an object.

A source states a value; or it does not mention the facet (schema.prisma knows no check constraints, a spec says `any`),
and then nothing is compared; or it could not be read, and then the report says so instead of calling it equal.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

from schemacheck.base.record import record

T = TypeVar("T")


class _Unstated(Enum):
    """One member, so that type checkers narrow `is UNSTATED`."""

    UNSTATED = "unstated"

    def __repr__(self) -> str:
        return "UNSTATED"


UNSTATED: Final = _Unstated.UNSTATED
"""The source does not state this facet: it is not compared."""

Unstated: TypeAlias = Literal[_Unstated.UNSTATED]


@record
class Unreadable:
    """The value could not be had; `reason` completes the sentence "it cannot be compared, because"."""

    reason: str


Stated: TypeAlias = T | Unstated | Unreadable
