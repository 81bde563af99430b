"""What no comparison looks at, counted in the database at hand, so that a report names it instead of being silent.

Only what somebody set counts: what has its default, belongs to PostgreSQL itself or came with an extension says
nothing. One statement counts it all, one scan a catalog. `ledger` says for which columns of the catalogs each stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from schemacheck.sources.postgres.catalog.statements import Statement

_TUNES = "it tunes, and changes no result"
_FEW = "few databases have any of their own"
_PLACES = "it is another one in each environment, more than a part of the schema"

LEFT_OUT: Final[Mapping[str, str]] = {
    "storage parameters of partitions": "their table can have none to hold them against",
    "access methods of tables": "a table answers alike, whatever stores it",
    "tablespaces of tables and indexes": "where a file lies is the server's affair",
    "cluster marks": "they matter to CLUSTER alone",
    "storage of columns": _TUNES,
    "compression of columns": _TUNES,
    "statistics targets": _TUNES,
    "column options": _TUNES,
    "column options of foreign partitions": "those of other foreign tables are compared",
    "partitions that are being detached": "they are compared as partitions until they are gone",
    "tuning of aggregates": _TUNES,
    "transforms": _FEW,
    "owners of statistics objects": "an owner may alter them and no more",
    "comments without a place in the file": "they are on what has no key for one, or on a constraint's index too",
    "objects that depend on an extension": "they go with it, and are compared themselves",
    "access methods": _FEW,
    "base types": "their functions are C and come with a library",
    "casts": _FEW,
    "conversions": _FEW,
    "foreign data wrappers": _FEW,
    "languages": _FEW,
    "large objects": "they are data",
    "operators": _FEW,
    "operator classes and families": _FEW,
    "template marks, tablespaces and ICU rules of databases": _PLACES,
    "rights on server parameters and tablespaces": "it is the whole server's",
    "rights on what PostgreSQL and extensions bring": "it is another one on each platform",
    "security labels": "their provider alone knows what they mean",
    "subscriptions": "where one connects to is a secret",
    "text search objects": _FEW,
    "user mappings": "they hold secrets",
}
"""Everything that is not compared, by a plural noun phrase as a report names it, and why."""

FIRST_OF_USERS: Final = 16384
"""The first number that PostgreSQL gives to what users make (FirstNormalObjectId in access/transam.h)."""


class _Scan(NamedTuple):
    """One scan of a catalog: its rows, and the name for each group of them."""

    rows: str
    counts: tuple[tuple[str, str], ...]
    since: int = 0
    """The first major that has the catalog, or a column that the scan names."""

    @property
    def sql(self) -> str:
        told = ", ".join(f"pg_catalog.count(*) FILTER (WHERE {where})" for _, where in self.counts)
        query = f"(SELECT ARRAY[{told}] FROM {self.rows})"
        nothing = f"ARRAY[{', '.join('0' for _ in self.counts)}]::bigint[]"
        return f"{{{self.since}? {query} | {nothing}}}" if self.since else query


def _made_by_users(catalog: str, what: str, where: str = "true") -> _Scan:
    """Count the rows of a catalog that users made, and no extension."""
    return _Scan(
        f"pg_catalog.{catalog} o LEFT JOIN members e ON e.classid = 'pg_catalog.{catalog}'::pg_catalog.regclass "
        f"AND e.objid = o.oid WHERE o.oid >= {FIRST_OF_USERS}",
        ((what, f"e.objid IS NULL AND {where}"),),
    )


def _rights_brought(catalog: str, prefix: str) -> _Scan:
    """Count what PostgreSQL or an extension brought and somebody gave other rights than it came with.

    Of the information schema nobody wrote down what it came with.
    """
    in_catalog = f" OR o.{prefix}namespace = 'pg_catalog'::pg_catalog.regnamespace AND o.oid < {FIRST_OF_USERS}"
    of_postgresql = "" if prefix == "fdw" else in_catalog
    return _Scan(
        f"pg_catalog.{catalog} o "
        f"LEFT JOIN members e ON e.classid = 'pg_catalog.{catalog}'::pg_catalog.regclass AND e.objid = o.oid "
        f"LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = 'pg_catalog.{catalog}'::pg_catalog.regclass "
        f"AND i.objoid = o.oid AND i.objsubid = 0 "
        f"WHERE (e.objid IS NOT NULL{of_postgresql}) AND o.{prefix}acl IS DISTINCT FROM i.initprivs",
        ((_RIGHTS, "true"),),
    )


_RIGHTS = "rights on what PostgreSQL and extensions bring"
_TABLES = "c.relkind IN ('r', 'p', 'm')"
_INDEXED = "c.relkind IN ('r', 'p', 'm', 'i', 'I')"
_COMMENT = "comments without a place in the file"
_COMMENTED = (
    "pg_class", "pg_proc", "pg_type", "pg_namespace", "pg_collation", "pg_trigger", "pg_policy", "pg_rewrite",
    "pg_statistic_ext", "pg_event_trigger", "pg_publication", "pg_foreign_server", "pg_constraint",
)  # fmt: skip
_THIS = "d.datname = pg_catalog.current_database()"

_SCANS: Final = (
    _Scan(
        "scope c LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid",
        (
            (
                "storage parameters of partitions",
                f"{_INDEXED} AND c.relispartition AND (c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL)",
            ),
            ("access methods of tables", f"{_TABLES} AND c.relam NOT IN (0, 2)"),  # 2 is heap's, everywhere
            ("tablespaces of tables and indexes", f"{_INDEXED} AND c.reltablespace <> 0"),
        ),
    ),
    _Scan(
        "scope c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "JOIN pg_catalog.pg_type y ON y.oid = a.atttypid",
        (
            ("storage of columns", f"{_TABLES} AND a.attstorage <> y.typstorage"),
            ("statistics targets", "a.attstattarget >= 0 AND c.relkind <> 'c' AND a.attstattarget IS NOT NULL"),
            ("column options", "c.relkind NOT IN ('i', 'I') AND a.attoptions IS NOT NULL"),
            ("column options of foreign partitions", "c.relispartition AND a.attfdwoptions IS NOT NULL"),
        ),
    ),
    _Scan(
        "scope c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid",
        (("compression of columns", f"{_TABLES} AND a.attnum > 0 AND a.attcompression <> ''"),),
        since=14,
    ),
    _Scan(
        "scope c JOIN pg_catalog.pg_index i ON i.indrelid = c.oid",
        (("cluster marks", "i.indisclustered"),),
    ),
    _Scan(
        "scope c JOIN pg_catalog.pg_inherits i ON i.inhparent = c.oid",
        (("partitions that are being detached", "i.inhdetachpending"),),
        since=14,
    ),
    _Scan(
        "scope c JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = c.oid",
        (("owners of statistics objects", "s.stxowner <> c.relowner"),),
    ),
    _Scan(
        "scope c JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = c.oid",
        (("statistics targets", "s.stxstattarget >= 0"),),
        since=13,
    ),
    _Scan(
        "pg_catalog.pg_proc p JOIN namespaces n ON n.oid = p.pronamespace "
        "LEFT JOIN pg_catalog.pg_aggregate g ON g.aggfnoid = p.oid "
        "LEFT JOIN members e ON e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid",
        (
            (
                "tuning of aggregates",
                "e.objid IS NULL AND g.aggfnoid IS NOT NULL AND (g.aggtransspace <> 0 OR g.aggmtransspace <> 0 "
                "OR g.aggfinalextra OR g.aggmfinalextra "
                "OR g.aggfinalmodify <> CASE WHEN g.aggkind = 'n' THEN 'r' ELSE 'w' END "
                "OR g.aggmfinalmodify <> CASE WHEN g.aggkind = 'n' THEN 'r' ELSE 'w' END)",
            ),
            ("transforms", "p.protrftypes IS NOT NULL"),
        ),
    ),
    _Scan(
        "pg_catalog.pg_description d LEFT JOIN members e ON e.classid = d.classoid AND e.objid = d.objoid "
        "LEFT JOIN pg_catalog.pg_constraint k "
        "ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objoid "
        "LEFT JOIN pg_catalog.pg_constraint carried ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass "
        "AND carried.conindid = d.objoid AND carried.contype IN ('p', 'u', 'x') "
        "LEFT JOIN pg_catalog.pg_description too ON too.objoid = carried.oid "
        f"AND too.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass WHERE d.objoid >= {FIRST_OF_USERS}",
        (
            (
                _COMMENT,
                # What an extension says of itself came with it, as a rule: the next scan tells.
                "e.objid IS NULL AND d.classoid <> 'pg_catalog.pg_extension'::pg_catalog.regclass "
                "AND (d.classoid NOT IN ("
                + ", ".join(f"'pg_catalog.{catalog}'::pg_catalog.regclass" for catalog in _COMMENTED)
                + ") OR k.contype IN ('n', 't') OR too.objoid IS NOT NULL)",
            ),
        ),
    ),
    _Scan(
        "pg_catalog.pg_description d JOIN pg_catalog.pg_extension x ON x.oid = d.objoid "
        "JOIN pg_catalog.pg_available_extensions() a ON a.name = x.extname "
        "WHERE d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND x.extname <> 'plpgsql'",
        ((_COMMENT, "d.description <> a.comment"),),
    ),
    _Scan(
        "pg_catalog.pg_description d WHERE d.classoid = 'pg_catalog.pg_language'::pg_catalog.regclass "
        f"AND d.objoid < {FIRST_OF_USERS}",
        (
            (
                _COMMENT,
                "d.description NOT IN ('PL/pgSQL procedural language', 'built-in functions', "
                "'dynamically-loaded C functions', 'SQL-language functions')",
            ),
        ),
    ),
    _Scan(
        f"pg_catalog.pg_ts_config_map m WHERE m.mapcfg < {FIRST_OF_USERS} AND m.mapdict >= {FIRST_OF_USERS}",
        (("text search objects", "true"),),
    ),
    _Scan(
        "pg_catalog.pg_database d LEFT JOIN pg_catalog.pg_shdescription c "
        "ON c.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass AND c.objoid = d.oid",
        (
            # The comment that initdb gives the database postgres was not written by a user.
            (_COMMENT, f"{_THIS} AND c.description <> 'default administrative connection database'"),
            (
                "template marks, tablespaces and ICU rules of databases",
                f"{_THIS} AND (d.datistemplate OR pg_catalog.to_jsonb(d) ->> 'daticurules' IS NOT NULL)",
            ),
        ),
    ),
    _Scan("pg_catalog.pg_depend d", (("objects that depend on an extension", "d.deptype = 'x'"),)),
    _Scan("pg_catalog.pg_largeobject_metadata", (("large objects", "true"),)),
    _Scan("pg_catalog.pg_seclabel", (("security labels", "true"),)),
    _Scan("pg_catalog.pg_user_mappings", (("user mappings", "true"),)),
    # Of pg_subscription itself not everybody may read what would name the database.
    _Scan(
        "pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid",
        (("subscriptions", _THIS),),
    ),
    _Scan("pg_catalog.pg_parameter_acl", (("rights on server parameters and tablespaces", "true"),), 15),
    _Scan("pg_catalog.pg_language l", (("languages", "l.lanacl IS NOT NULL"),)),
    _made_by_users("pg_language", "languages"),
    _made_by_users("pg_am", "access methods"),
    _made_by_users("pg_type", "base types", "(o.typtype = 'b' AND o.typcategory <> 'A' OR NOT o.typisdefined)"),
    # The cast of a range type to its multirange comes and goes with the type.
    _made_by_users(
        "pg_cast",
        "casts",
        "NOT EXISTS (SELECT FROM pg_catalog.pg_depend i WHERE i.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass "
        "AND i.objid = o.oid AND i.deptype = 'i')",
    ),
    _made_by_users("pg_conversion", "conversions"),
    _made_by_users("pg_foreign_data_wrapper", "foreign data wrappers"),
    _rights_brought("pg_foreign_data_wrapper", "fdw"),
    _rights_brought("pg_proc", "pro"),
    _rights_brought("pg_class", "rel"),
    _rights_brought("pg_type", "typ"),
    _made_by_users("pg_operator", "operators"),
    _made_by_users("pg_opclass", "operator classes and families"),
    _made_by_users("pg_opfamily", "operator classes and families"),
    _made_by_users("pg_transform", "transforms"),
    _made_by_users("pg_ts_config", "text search objects"),
    _made_by_users("pg_ts_dict", "text search objects"),
    _made_by_users("pg_ts_parser", "text search objects"),
    _made_by_users("pg_ts_template", "text search objects"),
)

LEFTOVERS: Final = Statement(
    "how much there is that no comparison looks at, and which schemas hold objects and are not read",
    """
WITH namespaces AS MATERIALIZED (
    SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ANY (%(namespaces)s)
), members AS MATERIALIZED (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), scope AS MATERIALIZED (
    SELECT c.* FROM pg_catalog.pg_class c JOIN namespaces n ON n.oid = c.relnamespace
    LEFT JOIN members e ON e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid
    WHERE c.relpersistence <> 't' AND e.objid IS NULL
), others AS (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
    LEFT JOIN members e ON e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND e.objid = n.oid
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT n.nspname = ANY (%(namespaces)s)
      AND e.objid IS NULL
)
SELECT ARRAY(
           SELECT n.nspname::text FROM others n
           WHERE EXISTS (SELECT FROM pg_catalog.pg_class c
                         LEFT JOIN members e
                           ON e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid
                         WHERE c.relnamespace = n.oid AND c.relpersistence <> 't' AND e.objid IS NULL)
              OR EXISTS (SELECT FROM pg_catalog.pg_proc p
                         LEFT JOIN members e
                           ON e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid
                         WHERE p.pronamespace = n.oid AND e.objid IS NULL)
              OR EXISTS (SELECT FROM pg_catalog.pg_type t
                         LEFT JOIN members e
                           ON e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid
                         WHERE t.typnamespace = n.oid AND e.objid IS NULL)
           ORDER BY n.nspname
       ) AS unread,
       ARRAY(SELECT n.nspname::text FROM others n ORDER BY n.nspname) AS others,
       """
    + "\n    || ".join(scan.sql for scan in _SCANS)
    + " AS counts",
)


def counted(numbers: Sequence[int]) -> dict[str, int]:
    """Say how many there are of what, in the order of LEFT_OUT; what there is none of is left out."""
    found = dict.fromkeys(LEFT_OUT, 0)
    for what, number in zip((what for scan in _SCANS for what, _ in scan.counts), numbers, strict=True):
        found[what] += number
    return {what: number for what, number in found.items() if number}
