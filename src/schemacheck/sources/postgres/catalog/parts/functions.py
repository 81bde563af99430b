"""Functions, procedures and aggregates."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.model.routines import Aggregate, Parallel, Routine, RoutineKind, Volatility
from schemacheck.model.stated import Stated
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.schema_object import called, facets, object_columns
from schemacheck.sources.postgres.catalog.parts.user_types import of_extension, own_type
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.deparsed import DeparsedText

_KINDS: Final[dict[str, RoutineKind]] = {
    "f": "function",
    "p": "procedure",
    "a": "aggregate",
    "w": "window function",
}
_VOLATILITIES: Final[dict[str, Volatility]] = {"i": "immutable", "s": "stable", "v": "volatile"}
_PARALLELS: Final[dict[str, Parallel]] = {"s": "safe", "r": "restricted", "u": "unsafe"}
_AGGREGATES: Final = {"n": "normal", "o": "ordered-set", "h": "hypothetical-set"}


def _function(column: str) -> str:
    return called("pg_proc", "pro", f"g.{column}")


_STATEMENT = Statement(
    "functions, procedures and aggregates",
    LOCKED_TABLES
    + f"""
SELECT n.nspname AS schema, p.proname AS name, p.prokind::text AS kind,
       ARRAY(SELECT pg_catalog.format_type(u.type, -1)
             FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS u (type, place)
             ORDER BY u.place) AS inputs,
       ARRAY(SELECT u.type >= 16384 AND {of_extension("u.type")}
             FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS u (type, place)
             ORDER BY u.place) AS brought,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
       CASE WHEN p.prokind <> 'p' THEN pg_catalog.pg_get_function_result(p.oid) END AS result,
       l.lanname AS language, p.prosrc AS source, p.probin AS library,
       {{14? p.prosqlbody IS NOT NULL | false}} AS in_sql,
       {{14? CASE WHEN p.prosqlbody IS NOT NULL AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend used
                WHERE used.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND used.objid = p.oid
                  AND used.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND used.refobjid IN (SELECT relation FROM locked)
            ) THEN pg_catalog.pg_get_function_sqlbody(p.oid) END | NULL::text}} AS sql_body,
       p.provolatile::text AS volatility, p.proisstrict AS strict, p.proparallel::text AS parallel,
       CASE WHEN p.procost <> CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END
            THEN p.procost::text END AS cost,
       CASE WHEN p.prorows <> CASE WHEN p.proretset THEN 1000 ELSE 0 END THEN p.prorows::text END AS rows,
       {called("pg_proc", "pro", "p.prosupport")} AS support,
       p.proleakproof AS leakproof, p.prosecdef AS security_definer, p.proconfig AS settings,
       CASE WHEN p.prokind = 'a' THEN ARRAY[
           {_function("aggtransfn")}, pg_catalog.format_type(g.aggtranstype, -1), {_function("aggfinalfn")},
           {_function("aggcombinefn")}, {_function("aggserialfn")}, {_function("aggdeserialfn")}, g.agginitval,
           {called("pg_operator", "opr", "g.aggsortop", exact=True)},
           {_function("aggmtransfn")}, {_function("aggminvtransfn")},
           CASE WHEN g.aggmtranstype <> 0 THEN pg_catalog.format_type(g.aggmtranstype, -1) END,
           {_function("aggmfinalfn")}, g.aggminitval, g.aggkind::text
       ]::text[] END AS aggregate,
       (SELECT t.typname FROM pg_catalog.pg_depend i
        JOIN pg_catalog.pg_type t ON t.oid = i.refobjid
        WHERE i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objid = p.oid AND i.deptype = 'i'
          AND i.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass LIMIT 1) AS of_type,
       {object_columns("pg_proc", "p.oid", "p.proowner", "p.proacl")}
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
LEFT JOIN pg_catalog.pg_aggregate g ON g.aggfnoid = p.oid
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY n.nspname, p.proname, p.oid
""",
    keeps_locks=True,
)


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        common = facets(row, builder, "function")
        if row.of_type is not None:
            common["part_of"] = f"type {row.of_type}"
        parsed: Stated[DeparsedText | None] = None
        if row.in_sql:
            parsed = LOCKED if row.sql_body is None else DeparsedText(row.sql_body, builder.major)
        settings = (each.partition("=") for each in row.settings or ())
        builder.hold(
            "functions",
            Routine(
                QName(row.schema, row.name),
                inputs=tuple(
                    replace(own_type(each, row.schema), of_extension=brought)
                    for each, brought in zip(row.inputs, row.brought, strict=True)
                ),
                kind=_KINDS[row.kind],
                arguments=DeparsedText(row.arguments or "", builder.major),
                result=row.result,
                language=row.language,
                body=None if row.in_sql or row.kind == "a" else row.source,
                sql_body=parsed,
                library=row.library.decode() if isinstance(row.library, bytes) else row.library,
                volatility=_VOLATILITIES[row.volatility],
                strict=row.strict,
                parallel=_PARALLELS[row.parallel],
                leakproof=row.leakproof,
                cost=row.cost,
                rows=row.rows,
                support=row.support,
                security_definer=row.security_definer,
                settings=tuple(sorted((name, value) for name, _, value in settings)),
                aggregate=None if row.aggregate is None else _build_aggregate(row.aggregate),
                **common,
            ),
        )


def _build_aggregate(made_of: list[Any]) -> Aggregate:
    names = (each.name for each in fields(Aggregate))
    said = dict(zip(names, made_of, strict=True))
    return Aggregate(**{**said, "kind": _AGGREGATES[said["kind"]]})


FUNCTIONS: Final = Part("functions", _STATEMENT, _build, schema={"functions": ()})
