"""Every act, in the order of the documentation; of two that explain as much the earlier one is told."""

from __future__ import annotations

from typing import Final

from schemacheck.causes.act import Act
from schemacheck.causes.acts import columns, switches, tables, types

ACTS: Final[tuple[Act, ...]] = (*tables.ACTS, *columns.ACTS, *types.ACTS, *switches.ACTS)
