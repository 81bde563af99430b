"""Row security and its policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemacheck.model.policies import Command, Policy, RowSecurity
from schemacheck.model.stated import Stated
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.deparsed import DeparsedText

_COMMANDS: Final[Mapping[str, Command]] = {
    "*": "all",
    "r": "select",
    "a": "insert",
    "w": "update",
    "d": "delete",
}
_STATES: Final[Mapping[tuple[bool, bool], RowSecurity]] = {
    (True, False): "enabled",
    (True, True): "forced",
    (False, True): "forced but off",
}

_ROW_SECURITY = Statement(
    "tables with row security",
    """
SELECT c.oid, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p') AND (c.relrowsecurity OR c.relforcerowsecurity)
""",
)


def _build_row_security(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "row_security", _STATES[row.enabled, row.forced])


_POLICIES = Statement(
    "policies",
    LOCKED_TABLES
    + """
SELECT p.polrelid AS oid, p.polname AS name, p.polcmd::text AS command, p.polpermissive AS permissive,
       ARRAY(
           SELECT CASE WHEN u.role = 0 THEN 'PUBLIC'
                       WHEN r.rolname = 'PUBLIC' THEN '"PUBLIC"'
                       ELSE COALESCE(r.rolname::text, u.role::text) END
           FROM pg_catalog.unnest(p.polroles) AS u (role)
           LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.role
       ) AS roles,
       p.polqual IS NOT NULL AS has_using, p.polwithcheck IS NOT NULL AS has_check,
       CASE WHEN p.polrelid NOT IN (SELECT relation FROM locked)
            THEN pg_catalog.pg_get_expr(p.polqual, p.polrelid) END AS using_text,
       CASE WHEN p.polrelid NOT IN (SELECT relation FROM locked)
            THEN pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) END AS check_text
FROM pg_catalog.pg_policy p
JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY p.polrelid, p.polname
""",
    keeps_locks=True,
)


def _build_policies(rows: Rows, builder: SchemaBuilder) -> None:
    def printed(there: bool, text: str | None) -> Stated[DeparsedText | None]:
        if not there:
            return None
        return LOCKED if text is None else DeparsedText(text, builder.major)

    for row in rows:
        policy = Policy(
            row.name,
            _COMMANDS[row.command],
            tuple(sorted(row.roles)),
            printed(row.has_using, row.using_text),
            printed(row.has_check, row.check_text),
            row.permissive,
        )
        builder.add(row.oid, "policies", policy)


ROW_SECURITY: Final = Part("row_security", _ROW_SECURITY, _build_row_security, tables={"row_security": "off"})
POLICIES: Final = Part("policies", _POLICIES, _build_policies, tables={"policies": ()})
