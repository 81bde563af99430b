"""Every kind of change that is made to a base, in tables."""

from __future__ import annotations

from typing import Final

from . import keys, objects, tables, whole
from .mutation import SEEN, Change, Mutation

__all__ = ["MUTATIONS", "SEEN", "Change", "Mutation"]

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *tables.TABLES,
    *tables.COLUMNS,
    *keys.KEYS,
    *keys.INDEXES,
    *objects.ON_TABLES,
    *objects.VIEWS,
    *objects.TYPES,
    *whole.FUNCTIONS,
    *whole.DATABASE,
    *tables.IDLE,
    *keys.IDLE,
    *whole.IDLE,
)
