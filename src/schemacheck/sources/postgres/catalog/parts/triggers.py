"""Triggers and rewrite rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from schemacheck.base.names import QName
from schemacheck.model.stated import Stated
from schemacheck.model.triggers import Enabled, RewriteRule, Trigger, fires
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.rows import LOCKED, deferral
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.deparsed import DeparsedText

_ENABLED: Final[Mapping[str, Enabled]] = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}
_EVENT_BITS: Final = {4: "insert", 8: "delete", 16: "update", 32: "truncate"}
"""Bits of `pg_trigger.tgtype`; beside these 1 is FOR EACH ROW, 2 BEFORE, 64 INSTEAD OF."""
_RULE_EVENTS: Final[Mapping[str, Literal["select", "insert", "update", "delete"]]] = {
    "1": "select",
    "2": "update",
    "3": "insert",
    "4": "delete",
}

_WHEN: Final = re.compile(r" FOR EACH (?:ROW|STATEMENT) WHEN \((.*)\) EXECUTE (?:FUNCTION|PROCEDURE) ", re.DOTALL)
_NAME: Final = r'(?:"(?:[^"]|"")*"|[^\s".]+)'
_RULE: Final = re.compile(
    rf"\s*\w+ \w+ {_NAME} AS\s+ON \w+\s+TO {_NAME}(?:\.{_NAME})?"
    r"(?:\s+WHERE\s+(?P<condition>.*?))?\s+DO (?:(?:INSTEAD|ALSO) )?\s*(?P<action>.*?)\s*;?\s*\Z",
    re.DOTALL,
)
"""How the server prints a rule. A condition that has ` DO ` in a text of its own ends too early on every side alike."""

# Before PostgreSQL 13 a partition's copy of a trigger shows by its dependency on the one it was copied from.
OWN_TRIGGER: Final = """{13? t.tgparentid = 0 | NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = t.oid
      AND d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
)}"""

_TRIGGERS = Statement(
    "triggers that users made",
    LOCKED_TABLES
    + f"""
SELECT t.tgrelid AS oid, t.tgname AS name, t.tgtype AS bits, t.tgenabled::text AS enabled,
       t.tgconstraint <> 0 AS is_constraint, t.tgdeferrable AS deferrable, t.tginitdeferred AS deferred,
       ARRAY(
           SELECT a.attname::text FROM pg_catalog.pg_attribute a
           WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr::int2[])
       ) AS columns,
       pn.nspname AS function_schema, p.proname AS function, t.tgargs AS arguments, t.tgoldtable AS old_table,
       t.tgnewtable AS new_table, o.relname AS from_table, os.nspname AS from_schema,
       t.tgqual IS NOT NULL AS conditional,
       CASE WHEN t.tgqual IS NOT NULL AND t.tgrelid NOT IN (SELECT relation FROM locked)
            THEN pg_catalog.pg_get_triggerdef(t.oid, false) END AS printed
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_class o ON o.oid = t.tgconstrrelid
LEFT JOIN pg_catalog.pg_namespace os ON os.oid = o.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND NOT t.tgisinternal AND {OWN_TRIGGER}
ORDER BY t.tgrelid, t.tgname
""",
)


def _build_triggers(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        bits = row.bits
        timing = "before" if bits & 2 else "instead of" if bits & 64 else "after"
        trigger = Trigger(
            row.name,
            fires(timing, (event for bit, event in _EVENT_BITS.items() if bits & bit), row.columns),
            QName(row.function_schema, row.function),
            # Each argument ends with a NUL character.
            arguments=tuple(part.decode(errors="replace") for part in bytes(row.arguments).split(b"\0")[:-1]),
            for_each="row" if bits & 1 else "statement",
            when=when_of(row.printed, builder.major) if row.conditional else None,
            old_table=row.old_table,
            new_table=row.new_table,
            constraint=row.is_constraint,
            from_table=None if row.from_table is None else QName(row.from_schema, row.from_table),
            deferral=deferral(row.deferrable, row.deferred),
            enabled=_ENABLED[row.enabled],
        )
        builder.add(row.oid, "triggers", trigger)


def when_of(printed: str | None, major: int) -> Stated[DeparsedText | None]:
    """Read the condition of a trigger that has one from what the server prints of it."""
    found = None if printed is None else _WHEN.search(printed)
    return LOCKED if found is None else DeparsedText(found[1], major)


_RULES = Statement(
    "rewrite rules but those that make views",
    LOCKED_TABLES
    + """
SELECT r.ev_class AS oid, r.rulename AS name, r.ev_type::text AS event, r.is_instead AS instead,
       r.ev_enabled::text AS enabled,
       CASE WHEN r.ev_class NOT IN (SELECT relation FROM locked) THEN pg_catalog.pg_get_ruledef(r.oid) END AS printed
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND r.rulename <> '_RETURN'
ORDER BY r.ev_class, r.rulename
""",
    keeps_locks=True,
)


def rule_texts(printed: str, major: int) -> tuple[DeparsedText | None, DeparsedText] | None:
    """Read the condition, if any, and the action of a rule from what the server prints; None if it has neither."""
    found = _RULE.match(printed)
    if found is None:
        return None
    return DeparsedText(found["condition"], major) if found["condition"] else None, DeparsedText(found["action"], major)


def _build_rules(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        found = None if row.printed is None else rule_texts(row.printed, builder.major)
        condition: Stated[DeparsedText | None] = LOCKED
        action: Stated[DeparsedText] = LOCKED
        if found is not None:
            condition, action = found
        builder.add(
            row.oid,
            "rules",
            RewriteRule(row.name, _RULE_EVENTS[row.event], action, row.instead, condition, _ENABLED[row.enabled]),
        )


TRIGGERS: Final = Part("triggers", _TRIGGERS, _build_triggers, tables={"triggers": ()})
RULES: Final = Part("rules", _RULES, _build_rules, tables={"rules": ()})
