"""What views, materialized views and foreign tables have beside what every relation has."""

from __future__ import annotations

from typing import Final

from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.kinds.plain import flag, pairs, printed, text, word

OF_VIEWS: Final = (
    flag("security_invoker"),
    flag("security_barrier"),
    word("check_option", "none"),
    printed("definition"),
)
OF_MATERIALIZED_VIEWS: Final = (flag("populated", True), printed("definition"))
OF_FOREIGN_TABLES: Final = (text("server"), pairs("options", UNSTATED))
