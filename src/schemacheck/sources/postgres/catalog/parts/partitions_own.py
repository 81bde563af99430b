"""What a partition has that the table it is a partition of has not, each told with its definition.

An entry says the kind and the name, and behind a colon what it is, in the server's words: `policy own: for select to
PUBLIC using (b = 1)`. Names that a rename of the partition would change, its own and its schema's, are taken out. An
entry is NULL where the server would have to print it from a table that another session has to itself.
"""

from __future__ import annotations

from typing import Final

from schemacheck.sources.postgres.catalog.parts.schema_object import may_be_secret
from schemacheck.sources.postgres.catalog.parts.triggers import OWN_TRIGGER

_STATE: Final = "CASE {} WHEN 'O' THEN '' WHEN 'D' THEN ', disabled' WHEN 'R' THEN ', replica' ELSE ', always' END"
_COLUMN_PAIRS: Final = """FROM pg_catalog.pg_attribute a
           JOIN pg_catalog.pg_attribute o ON o.attrelid = c.parent AND o.attname = a.attname
           LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
           LEFT JOIN pg_catalog.pg_attrdef od ON od.adrelid = o.attrelid AND od.adnum = o.attnum
           LEFT JOIN pg_catalog.pg_description m ON m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND m.objoid = a.attrelid AND m.objsubid = a.attnum
           CROSS JOIN LATERAL (
               SELECT CASE WHEN a.attgenerated <> '' AND c.is_free THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
                      CASE WHEN a.attgenerated <> '' AND c.is_free THEN pg_catalog.pg_get_expr(od.adbin, od.adrelid) END
           ) AS u (own, parents)
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"""
_IS_OFF: Final = """EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = k.conrelid AND g.tgconstraint = k.oid
                            AND g.tgenabled IN ('D', 'R'))"""
_PARENT_IS_OFF: Final = """EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.parent
                            AND g.tgconstraint = k.conparentid AND g.tgenabled IN ('D', 'R'))"""


def _behind(text: str, mark: str) -> str:
    """Write the SQL that yields what stands behind a mark in a text."""
    return (
        f"(SELECT pg_catalog.substr(d.text, pg_catalog.strpos(d.text, d.mark) + pg_catalog.length(d.mark))\n"
        f"                       FROM (SELECT {text}, {mark}) AS d (text, mark))"
    )


def _options(column: str) -> str:
    """Write the SQL that yields options as a text, without what may be a secret."""
    return f"""SELECT pg_catalog.string_agg(pg_catalog.quote_ident(p.option_name) || ' ' || CASE
                   WHEN {may_be_secret("p.option_name")} THEN '(not read)'
                   ELSE pg_catalog.quote_literal(COALESCE(p.option_value, '')) END, ', ' ORDER BY p.option_name)
               FROM pg_catalog.pg_options_to_table({column}) p"""


_INDEX_TEXT: Final = _behind("pg_catalog.pg_get_indexdef(x.oid)", "c.quoted || ' USING '")
_TRIGGER_TEXT: Final = _behind(
    "pg_catalog.pg_get_triggerdef(t.oid, false)", "' TRIGGER ' || pg_catalog.quote_ident(t.tgname) || ' '"
)
_RULE_TEXT: Final = _behind("pg_catalog.pg_get_ruledef(r.oid)", "pg_catalog.quote_ident(r.rulename) || ' AS'")
_STATISTICS_TEXT: Final = _behind(
    "pg_catalog.pg_get_statisticsobjdef(s.oid)",
    "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.stxname)",
)

_CONSTRAINTS: Final = """
           SELECT CASE k.contype WHEN 'c' THEN 'check ' WHEN 'f' THEN 'foreign key ' WHEN 'x' THEN 'exclusion '
                                 WHEN 'p' THEN 'primary key ' ELSE 'unique ' END || k.conname || ': '
               || CASE WHEN c.is_free THEN pg_catalog.replace(pg_catalog.pg_get_constraintdef(k.oid),
                      ' REFERENCES ' || c.home || '.', ' REFERENCES ') END
           FROM pg_catalog.pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conislocal AND k.coninhcount = 0
             AND k.conparentid = 0"""
_SWITCHED_FOREIGN_KEYS: Final = f"""
           SELECT CASE WHEN {_IS_OFF} THEN 'disabled' ELSE 'enabled' END || ' foreign key ' || k.conname
           FROM pg_catalog.pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype = 'f' AND {_IS_OFF} <> {_PARENT_IS_OFF}"""
# The server's text has storage parameters, which are compared for no index.
_PARAMETERS: Final = """COALESCE(' WITH (' || (
                          SELECT pg_catalog.string_agg(pg_catalog.quote_ident(p.option_name) || '='
                              || CASE WHEN pg_catalog.quote_ident(p.option_value) = p.option_value THEN p.option_value
                                      ELSE pg_catalog.quote_literal(p.option_value) END, ', ' ORDER BY p.place)
                          FROM pg_catalog.pg_options_to_table(x.reloptions)
                              WITH ORDINALITY AS p (option_name, option_value, place)
                      ) || ')', '')"""
_INDEXES: Final = f"""
           SELECT 'index ' || x.relname || ': ' || CASE WHEN i.indisunique THEN 'unique ' ELSE '' END
               || CASE WHEN c.is_free THEN pg_catalog.replace(
                      {_INDEX_TEXT},
                      {_PARAMETERS}, '') END
           FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
           WHERE i.indrelid = c.oid AND NOT x.relispartition
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid
                               AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x'))
           UNION ALL
           SELECT 'invalid index ' || x.relname
           FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
           WHERE i.indrelid = c.oid AND NOT (i.indisvalid AND i.indisready)"""
_TRIGGERS: Final = f"""
           SELECT 'trigger ' || t.tgname || ': ' || CASE WHEN t.tgconstraint <> 0 THEN 'constraint ' ELSE '' END
               || CASE WHEN c.is_free THEN pg_catalog.replace(pg_catalog.replace(
                      {_TRIGGER_TEXT},
                      ' ON ' || c.quoted || ' ', ' '), ' EXECUTE FUNCTION ' || c.home || '.', ' EXECUTE FUNCTION ') END
               || {_STATE.format("t.tgenabled")}
           FROM pg_catalog.pg_trigger t
           WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND {OWN_TRIGGER}
           UNION ALL
           SELECT CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
                                   ELSE 'enabled' END || ' trigger ' || t.tgname
           FROM pg_catalog.pg_trigger t
           JOIN pg_catalog.pg_trigger o ON o.tgrelid = c.parent AND o.tgname = t.tgname
           WHERE t.tgrelid = c.oid AND o.tgenabled <> t.tgenabled AND NOT ({OWN_TRIGGER})"""
_POLICIES: Final = """
           SELECT 'policy ' || p.polname || ': ' || CASE WHEN p.polpermissive THEN '' ELSE 'restrictive ' END || 'for '
               || CASE p.polcmd WHEN '*' THEN 'all' WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert'
                                WHEN 'w' THEN 'update' ELSE 'delete' END
               || ' to ' || (
                   SELECT pg_catalog.string_agg(
                       CASE WHEN u.role = 0 THEN 'PUBLIC'
                            ELSE COALESCE(pg_catalog.quote_ident(r.rolname), u.role::text) END, ', ' ORDER BY r.rolname)
                   FROM pg_catalog.unnest(p.polroles) AS u (role)
                   LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.role)
               || CASE WHEN p.polqual IS NULL THEN '' WHEN c.is_free
                       THEN ' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')' END
               || CASE WHEN p.polwithcheck IS NULL THEN '' WHEN c.is_free
                       THEN ' with check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')' END
           FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid"""
_RULES: Final = f"""
           SELECT 'rule ' || r.rulename || ': ' || CASE WHEN c.is_free THEN pg_catalog.btrim(pg_catalog.replace(
                      {_RULE_TEXT},
                      ' TO ' || c.quoted, ''), E' \\n;') END || {_STATE.format("r.ev_enabled")}
           FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid"""
_STATISTICS: Final = f"""
           SELECT 'statistics ' || CASE WHEN n.nspname = c.nspname THEN '' ELSE n.nspname || '.' END || s.stxname
               || ': ' || CASE WHEN c.is_free THEN pg_catalog.btrim(pg_catalog.replace(
                      {_STATISTICS_TEXT},
                      ' FROM ' || c.quoted, '')) END
           FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
           WHERE s.stxrelid = c.oid"""
_COLUMN_GRANTS: Final = """
           SELECT 'grant of ' || pg_catalog.lower(x.privilege_type) || '(' || a.attname || ') to '
               || COALESCE(r.rolname, 'PUBLIC') || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END
           FROM pg_catalog.pg_attribute a
           CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x
           LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
           WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND x.grantee <> c.relowner"""
# A default cannot name columns; an expression that makes a column does, and its table is opened to print them.
_COLUMNS: Final = f"""
           SELECT CASE WHEN a.attnotnull THEN 'not null ' ELSE 'null allowed ' END || a.attname
           {_COLUMN_PAIRS} AND a.attnotnull <> o.attnotnull
           UNION ALL
           SELECT 'default of ' || a.attname || COALESCE(': ' || pg_catalog.pg_get_expr(d.adbin, 0), ': none')
           {_COLUMN_PAIRS} AND a.attgenerated = '' AND o.attgenerated = ''
             AND pg_catalog.pg_get_expr(d.adbin, 0) IS DISTINCT FROM pg_catalog.pg_get_expr(od.adbin, 0)
           UNION ALL
           SELECT 'generated ' || a.attname || ': ' || u.own
           {_COLUMN_PAIRS} AND a.attgenerated <> '' AND (u.own IS NULL OR u.own <> u.parents)
           UNION ALL
           SELECT 'comment on ' || a.attname || ': ' || m.description
           {_COLUMN_PAIRS} AND m.description IS NOT NULL"""
_FOREIGN: Final = f"""
           SELECT 'foreign table: of server ' || pg_catalog.quote_ident(s.srvname)
               || COALESCE(' with ' || ({_options("f.ftoptions")}), '')
           FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
           WHERE f.ftrelid = c.oid
           UNION ALL
           SELECT 'options of ' || a.attname || ': ' || ({_options("a.attfdwoptions")})
           FROM pg_catalog.pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attfdwoptions IS NOT NULL"""
_ITSELF: Final = """
           SELECT 'partition of ' || c.parent_name WHERE c.parent <> c.root
           UNION ALL
           SELECT 'partition key: ' || CASE WHEN c.is_free THEN pg_catalog.pg_get_partkeydef(c.oid) END
           WHERE c.relkind = 'p'
           UNION ALL
           SELECT 'comment: ' || m.description
           FROM pg_catalog.pg_description m
           WHERE m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objoid = c.oid AND m.objsubid = 0"""

OWN: Final = (
    "ARRAY("
    + "\n           UNION ALL".join(
        (
            _CONSTRAINTS,
            _SWITCHED_FOREIGN_KEYS,
            _INDEXES,
            _TRIGGERS,
            _POLICIES,
            _RULES,
            _STATISTICS,
            _COLUMN_GRANTS,
            _COLUMNS,
            _FOREIGN,
            _ITSELF,
        )
    )
    + "\n       )"
)
"""Of the row `c`: `oid`, `parent` and `root`, `parent_name`, `nspname`, `relkind`, `relowner`, its name and
its schema as SQL writes them, `quoted` and `home`, and `is_free`, whether no other session has it or its parent to
itself."""
