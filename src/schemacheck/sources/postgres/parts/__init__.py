"""The kinds of objects that are read only when somebody asks for them: one part each, one statement, one builder.

Tables, columns, keys and foreign keys are always read. Everything else costs a statement and, often, deparsing, so a
part runs only when the expected side speaks of its kind, or a snapshot is asked for it. All parts that run travel in
the same round trip and see the same snapshot.
"""

from __future__ import annotations

from typing import Final

from .part import Part, Reading

__all__ = ["PARTS", "Part", "Reading"]

PARTS: Final[tuple[Part, ...]] = ()
"""Every optional part, in the order of the spec's language."""
