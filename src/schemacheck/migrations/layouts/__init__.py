"""The layouts that are known, the surest first: a folder, or a file, is the first one's that claims it."""

from __future__ import annotations

from typing import Final

from schemacheck.migrations.layouts.atlas import ATLAS
from schemacheck.migrations.layouts.drizzle import DRIZZLE
from schemacheck.migrations.layouts.dumps import FILE, PG_DUMP, RAILS
from schemacheck.migrations.layouts.flyway import FLYWAY
from schemacheck.migrations.layouts.layout import Layout
from schemacheck.migrations.layouts.liquibase import LIQUIBASE
from schemacheck.migrations.layouts.marks import MARKED
from schemacheck.migrations.layouts.numbered import NUMBERED, SQLX, SUPABASE
from schemacheck.migrations.layouts.prisma import DRIZZLE_FOLDERS, PRISMA
from schemacheck.migrations.layouts.sqitch import SQITCH
from schemacheck.migrations.layouts.updown import FOLDERS, GOLANG_MIGRATE, POSTGRATOR, UP_FILES

LAYOUTS: Final[tuple[Layout, ...]] = (
    DRIZZLE,
    DRIZZLE_FOLDERS,
    PRISMA,
    LIQUIBASE,
    SQITCH,
    FLYWAY,
    FOLDERS,
    GOLANG_MIGRATE,
    UP_FILES,
    POSTGRATOR,
    *MARKED,
    ATLAS,
    SUPABASE,
    SQLX,
    RAILS,
    NUMBERED,
    PG_DUMP,
    FILE,
)
