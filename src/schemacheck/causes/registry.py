"""Every act, in the order of the documentation; of two that explain as much the earlier one is told."""

from __future__ import annotations

from typing import Final

from schemacheck.causes.act import Act
from schemacheck.causes.acts import (
    access,
    columns,
    keys,
    made_again,
    partitions,
    prisma,
    statements,
    switches,
    tables,
    types,
)

ACTS: Final[tuple[Act, ...]] = (
    *tables.ACTS,
    *made_again.ACTS,
    *columns.ACTS,
    *types.ACTS,
    *keys.ACTS,
    *switches.ACTS,
    *partitions.ACTS,
    *access.ACTS,
    *prisma.ACTS,
    *statements.ACTS,
)
