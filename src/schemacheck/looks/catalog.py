"""Queries of the catalog: what the rule says confirms it, with the names at hand, or less where that is enough."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.names import QName, truncated
from schemacheck.looks.question import Question, literal, sql_qname
from schemacheck.report.look import Look
from schemacheck.report.subject import Subject

_IS_SO: Final = "It was undone meanwhile, or this is another database."
_STILL: Final = "It is still so: which side is right?"
_MISSING_NONE: Final = "It was dropped, or the migration that makes it never ran here."
_MISSING_SOME: Final = "This is there instead: was it renamed or replaced?"

_COLUMN: Final = "SELECT {what} FROM pg_attribute WHERE attrelid = to_regclass({table}) AND attname = {column}"
_DEFAULT: Final = (
    "SELECT attidentity, attgenerated, pg_get_expr(adbin, adrelid) FROM pg_attribute "
    "LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
    "WHERE attrelid = to_regclass({table}) AND attname = {column}"
)
_ALIKE: Final = (
    "SELECT attrelid::regclass, count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND attname IN ({names}) "
    "GROUP BY attrelid HAVING count(*) > {most} ORDER BY 2 DESC"
)
_MOST_COLUMNS: Final = 8
"""So many columns are enough to find a table by."""
_OF_A_COLUMN: Final = {
    "column-missing": "",
    "column-type": "format_type(atttypid, atttypmod)",
    "column-nullable": "attnotnull",
    "column-not-null": "attnotnull",
    "column-unexpected": "format_type(atttypid, atttypmod), attnotnull",
    "column-unexpected-required": "format_type(atttypid, atttypmod), attnotnull",
    "column-collation": "attcollation::regcollation",
}
"""What to look up of a column, by rule; the others of columns are about defaults, or about what is called NOT NULL."""
_COLUMNS: Final = (
    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
    "WHERE attrelid = to_regclass({table}) AND attnum > 0 AND NOT attisdropped"
)
_RELATIONS: Final = (
    "SELECT relnamespace::regnamespace, relname, relkind FROM pg_class "
    "WHERE lower(replace(relname, '_', '')) = {word} AND relkind IN ('r', 'p', 'v', 'm', 'f')"
)
_OWNED: Final = {
    "schema": "SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace WHERE nspname = {name}",
    "function": "SELECT oid::regprocedure, proowner::regrole, proacl FROM pg_proc WHERE proname = {name}",
    "type": "SELECT typname, typowner::regrole, typacl FROM pg_type WHERE typname = {name}",
    "database": "SELECT datname, datdba::regrole, datacl FROM pg_database WHERE datname = current_database()",
    "foreign server": "SELECT srvname, srvowner::regrole, srvacl FROM pg_foreign_server WHERE srvname = {name}",
    "relation": "SELECT relname, relowner::regrole, relacl FROM pg_class WHERE oid = to_regclass({table})",
}
_NAMED: Final = (
    *(("pg_class", "relname"), ("pg_proc", "proname"), ("pg_type", "typname"), ("pg_namespace", "nspname")),
    *(("pg_collation", "collname"), ("pg_extension", "extname"), ("pg_event_trigger", "evtname")),
    *(("pg_publication", "pubname"), ("pg_foreign_server", "srvname"), ("pg_statistic_ext", "stxname")),
)
_HELD: Final = (
    ("pg_constraint", "oid", "conrelid"),
    ("pg_index", "indexrelid", "indrelid"),
    ("pg_trigger", "oid", "tgrelid"),
    ("pg_policy", "oid", "polrelid"),
    ("pg_rewrite", "oid", "ev_class"),
    ("pg_statistic_ext", "oid", "stxrelid"),
)
_ABOUT_ACCESS: Final = ("grant-", "owner-")
_TYPES: Final = frozenset({"enum", "domain", "composite type", "range"})
_PARAMETER: Final = re.compile(r":'?(table|name)'?(::regclass|::regtype)?|CAST\(:table AS regclass\)")


def in_catalog(question: Question) -> Look:
    """Look it up in the catalog."""
    finding, subject = question.finding, question.finding.subject
    rule = finding.rule.name
    columns = question.expected.columns if question.expected is not None else ()
    if rule == "table-missing" and isinstance(columns, tuple) and len(columns) > 1:
        names = [literal(truncated(column.name)) for column in columns[:_MOST_COLUMNS]]
        return Look(
            _ALIKE.format(names=", ".join(names), most=len(names) // 2) + ";",
            "Nothing has most of its columns: it was dropped, or never made here. Which migrations ran here?",
            "These have most of its columns: was it renamed, moved or replaced by one of them?",
        )
    if rule == "table-missing":
        word = literal(subject.name.replace("_", "").lower())
        return Look(
            _RELATIONS.format(word=word) + ";",
            "No schema has it, in no spelling: it was dropped, or never made here. Which migrations ran here?",
            "It is there under another schema, spelling or kind: was it moved, renamed or replaced?",
        )
    none, some = (_MISSING_NONE, _MISSING_SOME) if finding.change == "missing" else (_IS_SO, _STILL)
    return Look(f"{_query(rule, question)};", none, some)


def _query(rule: str, question: Question) -> str:
    finding, subject = question.finding, question.finding.subject
    if subject.kind == "column" and subject.member_name is not None and rule.startswith("column-"):
        told = _OF_A_COLUMN.get(rule)
        template = _DEFAULT if told is None else _COLUMN if told else _COLUMNS
        if not rule.startswith("column-not-null-"):
            names = {"table": _regclass(question.name), "column": literal(truncated(subject.member_name))}
            return template.format(what=told, **names)
    if rule.startswith(_ABOUT_ACCESS) and not subject.table:
        kind = "type" if subject.kind in _TYPES else subject.kind
        template = _OWNED.get(kind, _OWNED["relation"])
        return template.format(name=literal(subject.name), table=_regclass(question.name))
    if rule.startswith("comment"):
        objects = _held(question) if subject.table else _named(subject)
        return f"SELECT classoid::regclass, objsubid, description FROM pg_description WHERE objoid IN ({objects})"
    return _PARAMETER.sub(lambda found: _value(found, question), finding.rule.confirm)


def _value(found: re.Match[str], question: Question) -> str:
    subject, kind = question.finding.subject, found[2]
    if found[0].startswith("CAST"):
        return f"to_regclass({_regclass(question.name)})"
    if kind == "::regtype":
        return f"to_regtype({_regclass(question.name)})"
    if kind:
        return f"to_regclass({_regclass(question.name)})"
    own = question.finding.live_name or subject.member_name
    return literal(truncated(own if found[1] == "name" and own and subject.member else subject.name))


def _named(subject: Subject) -> str:
    """Every object of this name, whatever sort it is: comments are kept by number."""
    name = literal(truncated(subject.name))
    return " UNION ".join(f"SELECT oid FROM {catalog} WHERE {column} = {name}" for catalog, column in _NAMED)


def _held(question: Question) -> str:
    """A table, and what it holds."""
    table = f"to_regclass({_regclass(question.name)})"
    held = " UNION ".join(
        f"SELECT {number} FROM {catalog} WHERE {column} = {table}" for catalog, number, column in _HELD
    )
    return f"SELECT {table}::oid UNION {held}"


def _regclass(name: QName) -> str:
    """A name as `to_regclass` reads it: it gives NULL, and no error, for what is not there."""
    return literal(sql_qname(name))
