"""The layouts that are known, the surest first: a folder is the first one's that claims it."""

from __future__ import annotations

from typing import Final

from schemacheck.migrations.layouts.layout import Layout
from schemacheck.migrations.layouts.numbered import NUMBERED
from schemacheck.migrations.layouts.prisma import PRISMA

LAYOUTS: Final[tuple[Layout, ...]] = (PRISMA, NUMBERED)
