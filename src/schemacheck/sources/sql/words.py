"""Which statement has a server read a text of which kind of object, and what asks back how it prints that.

What is asked back is what the live side is asked for, so that both are printed alike.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.model.constraints import Check, Exclusion
from schemacheck.model.database import Publication, PublishedTable
from schemacheck.model.keys import Index, KeyPart
from schemacheck.model.partitions import Partition, Statistics
from schemacheck.model.policies import Policy
from schemacheck.model.routines import Routine
from schemacheck.model.table import Column, Generated, Table
from schemacheck.model.triggers import RewriteRule, Trigger
from schemacheck.model.user_types import Domain
from schemacheck.scratch import questions
from schemacheck.sources.postgres.catalog.parts.triggers import rule_texts, when_of
from schemacheck.sources.sql.stage import Impossible, Stage
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.deparsed import DeparsedText, same_deparsed
from schemacheck.sql.elements import ELEMENT
from schemacheck.sql.tokens import tokens
from schemacheck.sql.types import TypeName

_METHODS: Final = ("btree", "gist", "gin", "hash")
"""Kinds of indexes, in one of which every type can stand that can stand in an index."""
_NOT_VALID: Final = " NOT VALID"

_CHECK: Final = (
    "SELECT pg_catalog.pg_get_expr(k.conbin, k.conrelid) FROM pg_catalog.pg_constraint k WHERE k.conname = %s"
)
_COLUMN: Final = """
SELECT CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
            ELSE pg_catalog.pg_get_expr(d.adbin, d.adrelid) END
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE a.attname = %s
"""
_INDEX: Final = """
SELECT COALESCE(pg_catalog.pg_get_expr(i.indpred, i.indrelid), pg_catalog.pg_get_indexdef(i.indexrelid, 1, false))
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE c.relname = %s
"""
_WHOLE_INDEX: Final = """
SELECT pg_catalog.substr(d.text, pg_catalog.strpos(d.text, ' USING ') + 7)
FROM (SELECT pg_catalog.pg_get_indexdef(c.oid) FROM pg_catalog.pg_class c WHERE c.relname = %s) d (text)
"""
_CONSTRAINT: Final = (
    "SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k WHERE k.conname = %s"
)
_POLICY: Final = """
SELECT pg_catalog.pg_get_expr(COALESCE(p.polqual, p.polwithcheck), p.polrelid)
FROM pg_catalog.pg_policy p WHERE p.polname = %s
"""
_TRIGGER: Final = "SELECT pg_catalog.pg_get_triggerdef(t.oid, false) FROM pg_catalog.pg_trigger t WHERE t.tgname = %s"
_RULE: Final = "SELECT pg_catalog.pg_get_ruledef(r.oid) FROM pg_catalog.pg_rewrite r WHERE r.rulename = %s"
_VIEW: Final = "SELECT pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c WHERE c.relname = %s"
_PARTITION_KEY: Final = "SELECT pg_catalog.pg_get_partkeydef(c.oid) FROM pg_catalog.pg_class c WHERE c.relname = %s"
_STATISTICS: Final = """
SELECT (pg_catalog.pg_get_statisticsobjdef_expressions(s.oid))[1]
FROM pg_catalog.pg_statistic_ext s WHERE s.stxname = %s
"""
_LAST: Final = "FROM pg_catalog.pg_proc p WHERE p.proname = %s ORDER BY p.oid DESC LIMIT 1"
_ARGUMENTS: Final = f"SELECT pg_catalog.pg_get_function_arguments(p.oid) {_LAST}"
_BODY: Final = f"SELECT pg_catalog.pg_get_function_sqlbody(p.oid) {_LAST}"
_DOMAIN_CHECK: Final = "SELECT pg_catalog.pg_get_expr(k.conbin, 0) FROM pg_catalog.pg_constraint k WHERE k.conname = %s"
_DOMAIN_DEFAULT: Final = (
    "SELECT pg_catalog.pg_get_expr(t.typdefaultbin, 0) FROM pg_catalog.pg_type t WHERE t.typname = %s"
)


def words_of(item: Any, there: QName | None, facet: str, stage: Stage) -> Any:
    """Put what an expected object says in one facet into the words of the server.

    Args:
        item: the object.
        there: the table that holds it, or that it is; None where it is no table's.
        facet: its key, as the expected schema has it.
        stage: the throw-away database.

    Returns:
        The object with the server's words in the place of its own.

    Raises:
        Impossible: nothing can be said of it.
        psycopg.OperationalError: the server is gone.
    """
    said = _of_schema(item, facet, stage) if there is None else _of_table(item, there, facet, stage)
    if said is None:
        raise Impossible(f"{facet} cannot be asked")
    return said


def _of_schema(item: Any, facet: str, stage: Stage) -> Any:
    if isinstance(item, Domain):
        return _domain(item, facet, stage)
    if isinstance(item, Publication) and isinstance(item.tables, tuple):
        return replace(item, tables=tuple(_published(each, stage) for each in item.tables))
    if isinstance(item, Routine):
        return _routine(item, facet, stage)
    return None


def _of_table(item: Any, there: QName, facet: str, stage: Stage) -> Any:
    if isinstance(item, Table):
        return _table(item, there, facet, stage)
    if isinstance(item, Column):
        return _column(item, there, facet, stage)
    if isinstance(item, Check) and isinstance(item.expression, str):
        return replace(item, expression=_condition(item.expression, there, stage))
    if isinstance(item, Index | Exclusion) and facet == "where" and isinstance(item.predicate, str):
        made = questions.index_where(there, item.predicate)
        return replace(item, predicate=stage.text(there, made, _INDEX, item.predicate))
    if isinstance(item, Exclusion) and isinstance(item.elements, tuple):
        return replace(item, elements=tuple(_element(each, there, stage) for each in item.elements))
    if isinstance(item, Index):
        return replace(item, parts=tuple(_part(part, there, stage) for part in item.parts))
    if isinstance(item, Statistics) and isinstance(item.on, tuple):
        return replace(item, on=tuple(_term(each, there, stage) for each in item.on))
    if isinstance(item, Partition) and isinstance(item.own, tuple):
        return replace(item, own=tuple(_entry(each, item.name, there, stage) for each in item.own))
    return _with_deparsed(item, there, facet, stage)


def _with_deparsed(item: Any, there: QName, facet: str, stage: Stage) -> Any:
    if isinstance(item, Policy):
        attribute, clause = ("using", "USING") if facet == "using" else ("check", "WITH CHECK")
        text = str(getattr(item, attribute))
        said = DeparsedText(stage.text(there, questions.policy(there, clause, text), _POLICY, text), stage.major)
        return replace(item, using=said) if attribute == "using" else replace(item, check=said)
    if isinstance(item, Trigger) and isinstance(item.when, DeparsedText):
        text = item.when.text
        return replace(
            item, when=when_of(stage.text(there, questions.trigger(there, text), _TRIGGER, text), stage.major)
        )
    if isinstance(item, RewriteRule) and isinstance(item.event, str):
        return _rule(item, there, item.event, stage)
    return None


def _table(table: Table, there: QName, facet: str, stage: Stage) -> Table | None:
    if facet == "definition" and isinstance(table.definition, DeparsedText):
        query = table.definition.text.strip().removesuffix(";")
        said = stage.text(there, questions.view(there, query), _VIEW, query, alone=True)
        return replace(table, definition=DeparsedText(said, stage.major))
    if facet == "partition_by" and isinstance(table.partition_by, DeparsedText):
        key = table.partition_by.text
        said = stage.text(there, questions.partitioned(there, key), _PARTITION_KEY, key)
        return replace(table, partition_by=DeparsedText(said, stage.major))
    return None


def _column(column: Column, there: QName, facet: str, stage: Stage) -> Column | None:
    of_type = _type_of(column.name, there, stage)
    if facet == "default" and isinstance(column.default, Default):
        text = column.default.text or str(column.default)
        return replace(column, default=parse_default(_default(text, column.name, there, stage), of_type, there.schema))
    if isinstance(column.generated, Generated) and isinstance(column.generated.expression, str):
        said = _generated(column.generated.expression, of_type, there, stage)
        return replace(column, generated=replace(column.generated, expression=said))
    return None


def _type_of(column: str, there: QName, stage: Stage) -> TypeName:
    table = stage.tables.get(there)
    columns = table.columns if table is not None and isinstance(table.columns, tuple) else ()
    live = next((each for each in columns if each.name == column), None)
    if live is None or not isinstance(live.type, TypeName):
        raise Impossible(f"the type of {column} is not known")
    return live.type


def _condition(text: str, there: QName, stage: Stage) -> str:
    return stage.text(there, questions.check(there, text), _CHECK, text)


def _default(text: str, column: str, there: QName, stage: Stage) -> str:
    return stage.text(there, questions.default(there, column, text), _COLUMN, text, called=column)


def _generated(text: str, of_type: TypeName, there: QName, stage: Stage) -> str:
    return stage.text(there, questions.generated(there, str(of_type), text), _COLUMN, text)


def _part(part: KeyPart, there: QName, stage: Stage) -> KeyPart:
    if not isinstance(part.expression, str):
        return part
    return replace(part, expression=_key(part.expression, there, stage))


def _key(text: str, there: QName, stage: Stage) -> str:
    """Have an expression printed as the key of an index, whichever kind of index can have it."""
    refused: Impossible | None = None
    for method in _METHODS:
        try:
            return stage.text(there, questions.index_on(there, method, text), _INDEX, text)
        except Impossible as error:
            refused = refused or error
    raise refused or Impossible("there is no way to index it")


def _element(element: str, there: QName, stage: Stage) -> str:
    """Have what an element of an exclusion is printed; how it is compared is no text that a server spells anew."""
    found = ELEMENT.match(element)
    if found is None or _is_name(found["what"]):
        return element
    return _key(found["what"], there, stage) + found["how"]


def _term(term: str, there: QName, stage: Stage) -> str:
    return term if _is_name(term) else stage.text(there, questions.statistics(there, term), _STATISTICS, term)


def _is_name(text: str) -> bool:
    found = tokens(text)
    return len(found) == 1 and found[0].kind in ("word", "name")


def _published(published: PublishedTable, stage: Stage) -> PublishedTable:
    if not isinstance(published.where, str):
        return published
    # The server prints it as it does a check, and for that no publication has to be made.
    return replace(published, where=_condition(published.where, published.table, stage))


def _rule(rule: RewriteRule, there: QName, event: str, stage: Stage) -> RewriteRule:
    condition = rule.condition.text if isinstance(rule.condition, DeparsedText) else None
    action = rule.action.text.strip().removesuffix(";") if isinstance(rule.action, DeparsedText) else "NOTHING"
    made = questions.rule(there, event, condition, action)
    found = rule_texts(stage.text(there, made, _RULE, f"({condition or 'true'}) {action}"), stage.major)
    if found is None:
        raise Impossible("the server prints it in a way of its own")
    return replace(rule, condition=found[0] if condition else rule.condition, action=found[1])


def _routine(routine: Routine, facet: str, stage: Stage) -> Routine | None:
    there = routine.name
    names = [each.name for each in routine.inputs]
    found = [each for each in stage.routines.get(there, ()) if [one.name for one in each.inputs] == names]
    live = found[0] if len(found) == 1 else routine
    stated = routine.arguments if isinstance(routine.arguments, DeparsedText) else live.arguments
    if not isinstance(stated, DeparsedText):
        raise Impossible("its arguments are not known")
    arguments = stated.text
    for of_type in live.inputs:
        stage.need_type(of_type, there.schema)
    if facet == "arguments":
        # Whatever it returns: without arguments that say so themselves, nothing.
        outs = any(token.kind == "word" and token.value in ("out", "inout") for token in tokens(arguments))
        made = questions.function(there, arguments, None if outs else "void")
        said = stage.text(there, made, _ARGUMENTS, arguments, alone=True)
        return replace(routine, arguments=DeparsedText(said, stage.major))
    if facet == "sql_body" and isinstance(routine.sql_body, DeparsedText):
        body, result = routine.sql_body.text, live.result if isinstance(live.result, str) else None
        made, text = questions.routine(there, arguments, result, body), f"({arguments}) {result or ''} {body}"
        # It is called as it is there: a body names its arguments by the function.
        said = stage.text(there, made, _BODY, text, called=there.name, alone=True)
        return replace(routine, sql_body=DeparsedText(said, stage.major))
    return None


def _domain(domain: Domain, facet: str, stage: Stage) -> Domain | None:
    there, live = domain.name, stage.types.get(domain.name)
    if not isinstance(live, Domain) or not isinstance(live.base, TypeName):
        raise Impossible(f"the type of {there.name} is not known")
    stage.need_type(live.base)
    base = str(live.base)
    if facet == "default" and isinstance(domain.default, Default):
        text = domain.default.text or str(domain.default)
        printed = stage.text(there, questions.domain_default(there, base, text), _DOMAIN_DEFAULT, text)
        return replace(domain, default=parse_default(printed, None, there.schema))
    if facet != "checks" or not isinstance(domain.checks, tuple):
        return None
    checks = []
    for name, condition in domain.checks:
        text = condition.removesuffix(_NOT_VALID)
        said = stage.text(there, questions.domain_check(there, base, text), _DOMAIN_CHECK, text)
        checks.append((name, said + condition[len(text) :]))
    return replace(domain, checks=tuple(checks))


_ENTRY: Final = re.compile(
    r"(?P<head>(?P<kind>check|exclusion|index|default of|generated) (?P<name>[^:]+): )"
    r"(?P<unique>unique )?(?P<text>.*)",
    re.DOTALL,
)
"""What a partition has of its own and a server is asked about."""


def _own_of(partition: str, there: QName, stage: Stage) -> tuple[DeparsedText, ...]:
    table = stage.tables.get(there)
    partitions = table.partitions if table is not None and isinstance(table.partitions, tuple) else ()
    found = next((each.own for each in partitions if each.name == partition), ())
    return found if isinstance(found, tuple) else ()


def _entry(entry: DeparsedText, partition: str, there: QName, stage: Stage) -> DeparsedText:
    """Have the definition in an entry printed, as a thing of the table that it is a partition of."""
    found = _ENTRY.fullmatch(entry.text)
    if found is None:
        name, colon, _ = entry.text.partition(": ")
        # In the words of another server, whether it differs remains open.
        if colon and not any(same_deparsed(entry.text, live.text) for live in _own_of(partition, there, stage)):
            raise Impossible(f"{name} cannot be asked")
        return replace(entry, major=stage.major)
    text, kind = found["text"], found["kind"]
    if kind in ("check", "exclusion"):
        said = stage.text(there, questions.constraint(there, text), _CONSTRAINT, text)
    elif kind == "index":
        made = questions.index(there, text, unique=found["unique"] is not None)
        said = stage.text(there, made, _WHOLE_INDEX, text)
    elif kind == "default of":
        said = text if text == "none" else _default(text, found["name"], there, stage)
    else:
        said = _generated(text, _type_of(found["name"], there, stage), there, stage)
    return DeparsedText(found["head"] + (found["unique"] or "") + said, stage.major)
