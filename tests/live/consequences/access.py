"""What differences of row security, privileges and owners do."""

from __future__ import annotations

from .claim import OTHER, READER, claim

_T = (
    f"CREATE TABLE t (id int, tenant int); INSERT INTO t VALUES (1, 1), (2, 2); GRANT ALL ON t TO {READER}, {OTHER}; "
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY"
)
_MINE = f"{_T}; CREATE POLICY mine ON t USING (tenant = 1)"
_AS = (f"SET ROLE {READER}", "ok", "ok")
_COUNT = "SELECT count(*) FROM t"
_ALL_MINE = "CREATE POLICY mine ON t AS RESTRICTIVE USING (tenant = 1)"

CLAIMS = (
    claim("row-security-off", _MINE, "ALTER TABLE t DISABLE ROW LEVEL SECURITY", _AS, (_COUNT, [(1,)], [(2,)])),
    claim(
        "row-security-unexpected",
        f"{_MINE}; ALTER TABLE t DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        _AS,
        (_COUNT, [(2,)], [(1,)]),
        ("INSERT INTO t VALUES (3, 2)", "ok", "42501"),
    ),
    claim(
        "row-security-unexpected no-policy",
        f"{_T}; ALTER TABLE t DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        (_COUNT, [(2,)], [(2,)]),
        _AS,
        (_COUNT, [(2,)], [(0,)]),
        ("INSERT INTO t VALUES (3, 2)", "ok", "42501"),
    ),
    claim(
        "row-security-not-forced",
        f"{_MINE}; ALTER TABLE t OWNER TO {READER}; ALTER TABLE t FORCE ROW LEVEL SECURITY",
        "ALTER TABLE t NO FORCE ROW LEVEL SECURITY",
        _AS,
        (_COUNT, [(1,)], [(2,)]),
    ),
    claim(
        "row-security-forced",
        f"{_MINE}; ALTER TABLE t OWNER TO {READER}",
        "ALTER TABLE t FORCE ROW LEVEL SECURITY",
        _AS,
        (_COUNT, [(2,)], [(1,)]),
    ),
    claim(
        "policy-missing opens",
        f"{_T}; CREATE POLICY open ON t USING (true); {_ALL_MINE}",
        "DROP POLICY mine ON t",
        _AS,
        (_COUNT, [(1,)], [(2,)]),
    ),
    claim(
        "policy-missing closes",
        f"{_MINE}; CREATE POLICY other ON t USING (tenant = 2)",
        "DROP POLICY other ON t",
        _AS,
        (_COUNT, [(2,)], [(1,)]),
    ),
    claim("policy-missing closes-all", _MINE, "DROP POLICY mine ON t", _AS, (_COUNT, [(1,)], [(0,)])),
    claim(
        "policy-missing idle",
        f"{_MINE}; ALTER TABLE t DISABLE ROW LEVEL SECURITY",
        "DROP POLICY mine ON t",
        _AS,
        (_COUNT, [(2,)], [(2,)]),
    ),
    claim("policy-unexpected opens", _MINE, "CREATE POLICY open ON t USING (true)", _AS, (_COUNT, [(1,)], [(2,)])),
    claim(
        "policy-unexpected closes",
        f"{_T}; CREATE POLICY open ON t USING (true)",
        _ALL_MINE,
        _AS,
        (_COUNT, [(2,)], [(1,)]),
    ),
    claim(
        "policy-unexpected closes-all",
        f"{_T}; CREATE POLICY open ON t USING (true)",
        f"DROP POLICY open ON t; {_ALL_MINE}",
        _AS,
        (_COUNT, [(2,)], [(0,)]),
    ),
    claim(
        "policy-command permissive",
        f"{_T}; CREATE POLICY mine ON t FOR SELECT USING (tenant = 1)",
        "DROP POLICY mine ON t; CREATE POLICY mine ON t USING (tenant = 1)",
        _AS,
        ("DELETE FROM t RETURNING id", [], [(1,)]),
    ),
    claim(
        "policy-command restrictive",
        f"{_T}; CREATE POLICY open ON t USING (true); CREATE POLICY mine ON t AS RESTRICTIVE FOR SELECT USING (tenant = 1)",
        "DROP POLICY mine ON t; CREATE POLICY mine ON t AS RESTRICTIVE FOR INSERT WITH CHECK (tenant = 1)",
        _AS,
        (_COUNT, [(1,)], [(2,)]),
        ("INSERT INTO t VALUES (3, 2)", "ok", "42501"),
    ),
    claim(
        "policy-roles opens",
        f"{_T}; CREATE POLICY mine ON t TO {OTHER} USING (tenant = 1)",
        f"ALTER POLICY mine ON t TO {OTHER}, {READER}",
        _AS,
        (_COUNT, [(0,)], [(1,)]),
    ),
    claim(
        "policy-roles closes",
        f"{_T}; CREATE POLICY mine ON t TO {OTHER}, {READER} USING (tenant = 1)",
        f"ALTER POLICY mine ON t TO {OTHER}",
        _AS,
        (_COUNT, [(1,)], [(0,)]),
    ),
    claim(
        "policy-roles otherwise",
        f"{_T}; CREATE POLICY mine ON t TO {OTHER} USING (tenant = 1)",
        f"ALTER POLICY mine ON t TO {READER}",
        _AS,
        (_COUNT, [(0,)], [(1,)]),
        (f"RESET ROLE; SET ROLE {OTHER}", "ok", "ok"),
        (_COUNT, [(1,)], [(0,)]),
    ),
    claim(
        "policy-permissive opens",
        f"{_T}; CREATE POLICY second ON t USING (id = 2); {_ALL_MINE}",
        "DROP POLICY mine ON t; CREATE POLICY mine ON t USING (tenant = 1)",
        _AS,
        (_COUNT, [(0,)], [(2,)]),
    ),
    claim(
        "policy-permissive closes",
        f"{_MINE}; CREATE POLICY open ON t USING (true)",
        f"DROP POLICY mine ON t; {_ALL_MINE}",
        _AS,
        (_COUNT, [(2,)], [(1,)]),
    ),
    claim("policy-permissive closes-all", _MINE, f"DROP POLICY mine ON t; {_ALL_MINE}", _AS, (_COUNT, [(1,)], [(0,)])),
    claim(
        "policy-using", _MINE, "ALTER POLICY mine ON t USING (tenant > 1)", _AS, ("SELECT id FROM t", [(1,)], [(2,)])
    ),
    claim("policy-using opens", _MINE, "ALTER POLICY mine ON t USING (true)", _AS, (_COUNT, [(1,)], [(2,)])),
    claim(
        "policy-using opens-restriction",
        f"{_T}; CREATE POLICY open ON t USING (true); {_ALL_MINE}",
        "ALTER POLICY mine ON t USING (true)",
        _AS,
        (_COUNT, [(1,)], [(2,)]),
    ),
    *(
        claim(
            f"policy-check {variant}".strip(),
            f"{_T}; CREATE POLICY mine ON t USING (tenant < 9) WITH CHECK (tenant = 1)",
            f"DROP POLICY mine ON t; CREATE POLICY mine ON t USING (tenant < 9) {check}",
            _AS,
            ("INSERT INTO t VALUES (3, 2)", "42501", "ok"),
        )
        for variant, check in (("", "WITH CHECK (tenant < 3)"), ("opens", "WITH CHECK (true)"), ("as-using", ""))
    ),
    claim(
        "grant-public",
        "CREATE TABLE t (id int)",
        "GRANT SELECT ON t TO PUBLIC",
        _AS,
        (_COUNT, "42501", [(0,)]),
    ),
    claim(
        "grant-unexpected", "CREATE TABLE t (id int)", f"GRANT SELECT ON t TO {READER}", _AS, (_COUNT, "42501", [(0,)])
    ),
    claim(
        "grant-missing",
        f"CREATE TABLE t (id int); GRANT SELECT ON t TO {READER}",
        f"REVOKE ALL ON t FROM {READER}",
        _AS,
        (_COUNT, [(0,)], "42501"),
    ),
    claim(
        "grant-missing some",
        f"CREATE TABLE t (id int); GRANT SELECT, INSERT ON t TO {READER}",
        f"REVOKE INSERT ON t FROM {READER}",
        _AS,
        (_COUNT, [(0,)], [(0,)]),
        ("INSERT INTO t VALUES (1)", "ok", "42501"),
    ),
    claim(
        "grant-owner",
        f"CREATE TABLE t (id int); ALTER TABLE t OWNER TO {READER}",
        f"REVOKE INSERT ON t FROM {READER}",
        _AS,
        ("INSERT INTO t VALUES (1)", "ok", "42501"),
    ),
    claim(
        "grant-public object",
        "CREATE SEQUENCE s",
        "GRANT USAGE ON SEQUENCE s TO PUBLIC",
        _AS,
        ("SELECT nextval('s')", "42501", [(1,)]),
    ),
    claim(
        "grant-unexpected object",
        "CREATE SEQUENCE s",
        f"GRANT USAGE ON SEQUENCE s TO {READER}",
        _AS,
        ("SELECT nextval('s')", "42501", [(1,)]),
    ),
    claim(
        "grant-missing object",
        f"CREATE SEQUENCE s; GRANT USAGE ON SEQUENCE s TO {READER}",
        f"REVOKE ALL ON SEQUENCE s FROM {READER}",
        _AS,
        ("SELECT nextval('s')", [(1,)], "42501"),
    ),
    claim(
        "grant-owner object",
        f"CREATE SEQUENCE s; ALTER SEQUENCE s OWNER TO {READER}",
        f"REVOKE ALL ON SEQUENCE s FROM {READER}",
        _AS,
        ("SELECT nextval('s')", [(1,)], "42501"),
    ),
    claim(
        "owner-differs",
        f"{_MINE}; ALTER TABLE t OWNER TO {OTHER}",
        f"ALTER TABLE t OWNER TO {READER}",
        _AS,
        (_COUNT, [(1,)], [(2,)]),
        ("ALTER TABLE t ADD b int", "42501", "ok"),
    ),
    claim(
        "default-privileges-unexpected",
        "CREATE TABLE t (id int)",
        f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {READER}",
        ("CREATE TABLE later (id int)", "ok", "ok"),
        _AS,
        ("SELECT count(*) FROM later", "42501", [(0,)]),
        (_COUNT, "42501", "42501"),
    ),
    claim(
        "grant-unexpected future",
        f"ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO {OTHER}",
        f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {READER}",
        ("CREATE TABLE later (id int)", "ok", "ok"),
        _AS,
        ("SELECT count(*) FROM later", "42501", [(0,)]),
    ),
    claim(
        "grant-public future",
        f"ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO {OTHER}",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        ("CREATE TABLE later (id int)", "ok", "ok"),
        _AS,
        ("SELECT count(*) FROM later", "42501", [(0,)]),
    ),
)
