"""The names of types: PostgreSQL's own in every spelling, known extensions', and other languages'."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from schemacheck.sql.tokens import words

if TYPE_CHECKING:
    from collections.abc import Mapping

SERIAL_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "serial": "integer",
        "serial4": "integer",
        "bigserial": "bigint",
        "serial8": "bigint",
        "smallserial": "smallint",
        "serial2": "smallint",
    }
)
"""What people write for "integer with a sequence of its own", and the type the column gets."""

INTERNAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "int2": "smallint",
        "int4": "integer",
        "int8": "bigint",
        "bool": "boolean",
        "float4": "real",
        "float8": "double precision",
        "numeric": "numeric",
        "varchar": "varchar",
        "bpchar": "bpchar",
        "char": '"char"',
        "bit": '"bit"',
        "varbit": "varbit",
        "timestamp": "timestamp",
        "timestamptz": "timestamptz",
        "time": "time",
        "timetz": "timetz",
        "interval": "interval",
    }
)
"""Names in pg_type whose canonical name is another, or which take modifiers.

`"char"` in quotes is the one-byte internal type, and `"bit"` in quotes has no length: the bare words mean other types.
"""

PLAIN: Final = words(
    """text name bytea uuid json jsonb jsonpath xml money date inet cidr macaddr macaddr8 oid tsvector tsquery pg_lsn
    point line lseg box path polygon circle int4range int8range numrange tsrange tstzrange daterange int4multirange
    int8multirange nummultirange tsmultirange tstzmultirange datemultirange regclass regcollation regconfig regdatabase
    regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype xid xid8 cid tid refcursor
    aclitem txid_snapshot pg_snapshot int2vector oidvector gtsvector pg_node_tree pg_ndistinct pg_dependencies
    pg_mcv_list pg_brin_bloom_summary pg_brin_minmax_multi_summary pg_ddl_command"""
)
"""Built-in types without modifiers, under the only name they have."""

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "int": "integer",
        "integer": "integer",
        "smallint": "smallint",
        "bigint": "bigint",
        "boolean": "boolean",
        "real": "real",
        "double precision": "double precision",
        "float": "float",
        "decimal": "numeric",
        "dec": "numeric",
        "char": "char",
        "character": "char",
        "nchar": "char",
        "national char": "char",
        "national character": "char",
        "char varying": "varchar",
        "character varying": "varchar",
        "nchar varying": "varchar",
        "national char varying": "varchar",
        "national character varying": "varchar",
        "bit": "bit",
        "bit varying": "varbit",
        **{internal: name for internal, name in INTERNAL.items() if internal not in ("char", "bit")},
    }
)
"""What an unquoted spelling means, in lower case with single spaces."""

BUILTIN: Final = PLAIN | (set(WORDS.values()) - {"float"}) | {'"char"', '"bit"'}

well_known_extension_types: Final = words(
    """citext hstore ltree lquery ltxtquery cube seg geometry geography geometry_dump box2d box3d raster topogeometry
    vector halfvec sparsevec isbn isbn13 ismn ismn13 issn issn13 upc ean13 semver query_int lo ulid h3index hll tdigest
    roaringbitmap roaringbitmap64 ip4 ip6 ip4r ip6r ipaddress iprange agtype"""
)
"""Types of the extensions people install; none of them is a mistake merely because PostgreSQL itself lacks it."""

FOREIGN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string": "text",
        "str": "text",
        "longtext": "text",
        "mediumtext": "text",
        "tinytext": "text",
        "clob": "text",
        "nvarchar": "varchar",
        "varchar2": "varchar",
        "datetime": "timestamp(3)",
        "datetime2": "timestamp(3)",
        "number": "numeric",
        "bigdecimal": "numeric",
        "double": "double precision",
        "blob": "bytea",
        "longblob": "bytea",
        "bytes": "bytea",
        "binary": "bytea",
        "varbinary": "bytea",
        "long": "bigint",
        "tinyint": "smallint",
        "mediumint": "integer",
        "guid": "uuid",
        "uniqueidentifier": "uuid",
        "object": "jsonb",
        "autoincrement": "serial",
    }
)
