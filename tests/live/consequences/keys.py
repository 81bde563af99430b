"""What differences of primary keys, unique constraints and foreign keys do."""

from __future__ import annotations

from .claim import claim

_P = "CREATE TABLE t (id int NOT NULL, d int NOT NULL, CONSTRAINT key PRIMARY KEY (id))"
_U = "CREATE TABLE t (slug text, n int, CONSTRAINT once UNIQUE (slug))"
_U2 = "CREATE TABLE t (slug text, n int, CONSTRAINT once UNIQUE (slug, n))"
_DROP = "ALTER TABLE t DROP CONSTRAINT once"
_F = (
    "CREATE TABLE co (id int PRIMARY KEY); CREATE TABLE t (n int, co int); INSERT INTO co VALUES (1), (2); "
    "INSERT INTO t VALUES (1, 1); ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES co (id)"
)
_NO_F = _F.rpartition("; ")[0]
_RANGES = "CREATE EXTENSION btree_gist; CREATE TABLE t (room int, during int4range NOT NULL, "


def _again(action: str) -> str:
    """Make the foreign key anew."""
    return f"ALTER TABLE t DROP CONSTRAINT fk; ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES co (id) {action}"


CLAIMS = (
    claim(
        "primary-key-missing",
        _P,
        "ALTER TABLE t DROP CONSTRAINT key",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "23505", "ok"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id) DO NOTHING", "ok", "42P10"),
        ("CREATE TABLE r (t int REFERENCES t (id))", "ok", "42830"),
        ("INSERT INTO t VALUES (NULL, 1)", "23502", "23502"),
        ("CREATE PUBLICATION p FOR TABLE t", "ok", "ok"),
        ("UPDATE t SET d = 5", "ok", "55000"),
    ),
    claim(
        "primary-key-missing unique",
        _P,
        "ALTER TABLE t DROP CONSTRAINT key; ALTER TABLE t ADD CONSTRAINT other UNIQUE (id)",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "23505", "23505"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id) DO NOTHING", "ok", "ok"),
        ("CREATE TABLE r (t int REFERENCES t)", "ok", "42704"),
        ("CREATE PUBLICATION p FOR TABLE t", "ok", "ok"),
        ("UPDATE t SET d = 5", "ok", "55000"),
    ),
    claim(
        "primary-key-unexpected",
        "CREATE TABLE t (id int NOT NULL)",
        "ALTER TABLE t ADD PRIMARY KEY (id)",
        ("INSERT INTO t VALUES (1), (1)", "ok", "23505"),
    ),
    claim(
        "primary-key-unexpected own-column",
        "CREATE TABLE t (a int)",
        "ALTER TABLE t ADD id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY",
        ("INSERT INTO t (a) VALUES (1), (1)", "ok", "ok"),
    ),
    claim(
        "primary-key-columns other",
        _P,
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (d)",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "23505", "ok"),
        ("INSERT INTO t VALUES (7, 5), (8, 5)", "ok", "23505"),
        ("INSERT INTO t VALUES (3, 9) ON CONFLICT (id) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "primary-key-columns extended",
        _P,
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (id, d)",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "23505", "ok"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id) DO NOTHING", "ok", "42P10"),
        ("CREATE TABLE r (t int REFERENCES t (id))", "ok", "42830"),
        ("SET enable_seqscan = off", "ok", "ok"),
        ("SET enable_bitmapscan = off", "ok", "ok"),
        ("EXPLAIN (COSTS off) SELECT d FROM t WHERE id = 1", "uses key", "uses key"),
    ),
    claim(
        "primary-key-columns extended-elsewhere",
        _P,
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (d, id)",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "23505", "ok"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id) DO NOTHING", "ok", "42P10"),
        ("CREATE TABLE r (t int REFERENCES t (id))", "ok", "42830"),
    ),
    claim(
        "primary-key-columns narrowed",
        "CREATE TABLE t (id int, d int NOT NULL, CONSTRAINT key PRIMARY KEY (id, d))",
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (id)",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "ok", "23505"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id, d) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "primary-key-columns covered",
        _P,
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (id, d); CREATE UNIQUE INDEX other ON t (id)",
        ("INSERT INTO t VALUES (1, 1), (1, 2)", "23505", "23505"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id) DO NOTHING", "ok", "ok"),
        ("CREATE TABLE r (t int REFERENCES t)", "ok", "42830"),
    ),
    claim(
        "primary-key-columns order",
        "CREATE TABLE t (id int, d int, CONSTRAINT key PRIMARY KEY (id, d))",
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (d, id)",
        ("INSERT INTO t VALUES (1, 1), (1, 1)", "23505", "23505"),
        ("INSERT INTO t VALUES (3, 1) ON CONFLICT (id, d) DO NOTHING", "ok", "ok"),
    ),
    claim(
        "primary-key-overlaps lost",
        f"{_RANGES} CONSTRAINT key PRIMARY KEY (room, during WITHOUT OVERLAPS))",
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (room, during)",
        ("INSERT INTO t VALUES (1, '[1,5)'), (1, '[3,9)')", "23P01", "ok"),
        ("INSERT INTO t VALUES (2, '[1,5)'), (2, '[1,5)')", "23P01", "23505"),
    ),
    claim(
        "primary-key-overlaps gained",
        f"{_RANGES} CONSTRAINT key PRIMARY KEY (room, during))",
        "ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key PRIMARY KEY (room, during WITHOUT OVERLAPS)",
        ("INSERT INTO t VALUES (1, '[1,5)'), (1, '[3,9)')", "ok", "23P01"),
        ("INSERT INTO t VALUES (2, '[1,5)') ON CONFLICT (room, during) DO UPDATE SET room = 3", "ok", "42P10"),
    ),
    *(
        claim(
            f"{rule} {variant}",
            f"CREATE TABLE t (id int NOT NULL, CONSTRAINT key {kind} (id) {before})",
            f"ALTER TABLE t DROP CONSTRAINT key, ADD CONSTRAINT key {kind} (id) {after}",
            *steps,
        )
        for rule, kind in (("primary-key-deferral", "PRIMARY KEY"), ("unique-deferral", "UNIQUE"))
        for variant, before, after, steps in (
            (
                "deferrable",
                "",
                "DEFERRABLE",
                (
                    ("INSERT INTO t VALUES (1) ON CONFLICT (id) DO NOTHING", "ok", "55000"),
                    ("CREATE TABLE r (t int REFERENCES t (id))", "ok", "55000"),
                ),
            ),
            (
                "deferred",
                "",
                "DEFERRABLE INITIALLY DEFERRED",
                (
                    ("INSERT INTO t VALUES (1) ON CONFLICT (id) DO NOTHING", "ok", "55000"),
                    ("CREATE TABLE r (t int REFERENCES t (id))", "ok", "55000"),
                    ("BEGIN; INSERT INTO t VALUES (2), (2)", "23505", "ok"),
                    ("COMMIT", "ok", "23505"),
                ),
            ),
            (
                "immediate",
                "DEFERRABLE",
                "",
                (
                    ("INSERT INTO t VALUES (1), (2), (3)", "ok", "ok"),
                    ("UPDATE t SET id = id + 1", "ok", "23505"),
                    ("BEGIN; SET CONSTRAINTS key DEFERRED; COMMIT", "ok", "42809"),
                ),
            ),
            (
                "later",
                "DEFERRABLE",
                "DEFERRABLE INITIALLY DEFERRED",
                (("BEGIN; INSERT INTO t VALUES (2), (2)", "23505", "ok"), ("COMMIT", "ok", "23505")),
            ),
            (
                "sooner",
                "DEFERRABLE INITIALLY DEFERRED",
                "DEFERRABLE",
                (("BEGIN; INSERT INTO t VALUES (2), (2)", "ok", "23505"), ("ROLLBACK", "ok", "ok")),
            ),
        )
    ),
    claim(
        "unique-missing",
        _U,
        _DROP,
        ("INSERT INTO t VALUES ('a'), ('a')", "23505", "ok"),
        ("INSERT INTO t VALUES ('b') ON CONFLICT (slug) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-missing deferrable",
        "CREATE TABLE t (slug text, n int, CONSTRAINT once UNIQUE (slug) DEFERRABLE)",
        _DROP,
        ("INSERT INTO t VALUES ('a'), ('a')", "23505", "ok"),
    ),
    claim(
        "unique-missing expression",
        _U,
        f"{_DROP}; CREATE UNIQUE INDEX once ON t (lower(slug))",
        ("INSERT INTO t VALUES ('a'), ('a')", "23505", "23505"),
        ("INSERT INTO t VALUES ('a'), ('A')", "ok", "23505"),
        ("INSERT INTO t VALUES ('b') ON CONFLICT (slug) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-missing expression-perhaps",
        _U,
        f"{_DROP}; CREATE UNIQUE INDEX once ON t (nullif(slug, 'x'))",
        ("INSERT INTO t VALUES ('a'), ('a')", "23505", "23505"),
        ("INSERT INTO t VALUES ('x'), ('x')", "23505", "ok"),
        ("INSERT INTO t VALUES ('b') ON CONFLICT (slug) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-missing narrower",
        _U2,
        f"{_DROP}; CREATE UNIQUE INDEX once ON t (slug)",
        ("INSERT INTO t VALUES ('a', 1), ('a', 1)", "23505", "23505"),
        ("INSERT INTO t VALUES ('a', 1), ('a', 2)", "ok", "23505"),
        ("INSERT INTO t VALUES ('b', 1) ON CONFLICT (slug, n) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-missing wider",
        _U,
        f"{_DROP}; CREATE UNIQUE INDEX once ON t (slug, n)",
        ("INSERT INTO t VALUES ('a', 1), ('a', 2)", "23505", "ok"),
        ("INSERT INTO t VALUES ('c', NULL), ('c', NULL)", "23505", "ok"),
        ("INSERT INTO t VALUES ('b', 1) ON CONFLICT (slug) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-unexpected",
        "CREATE TABLE t (slug text)",
        "CREATE UNIQUE INDEX once ON t (slug)",
        ("INSERT INTO t VALUES ('a'), ('a')", "ok", "23505"),
    ),
    claim(
        "unique-unexpected expression",
        "CREATE TABLE t (slug text)",
        "CREATE UNIQUE INDEX once ON t (lower(slug))",
        ("INSERT INTO t VALUES ('a'), ('A')", "ok", "23505"),
    ),
    claim(
        "unique-unexpected partial",
        "CREATE TABLE t (slug text, n int)",
        "CREATE UNIQUE INDEX once ON t (slug) WHERE n > 0",
        ("INSERT INTO t VALUES ('a', 1), ('a', 2)", "ok", "23505"),
        ("INSERT INTO t VALUES ('b', 0), ('b', 0)", "ok", "ok"),
    ),
    claim(
        "unique-unexpected implied",
        _U,
        "CREATE UNIQUE INDEX wide ON t (slug, n)",
        ("INSERT INTO t VALUES ('a', 1), ('b', 1)", "ok", "ok"),
        ("INSERT INTO t VALUES ('c', 1), ('c', 1)", "23505", "23505"),
    ),
    claim(
        "unique-partial",
        "CREATE TABLE t (slug text, n int); CREATE UNIQUE INDEX once ON t (slug)",
        "DROP INDEX once; CREATE UNIQUE INDEX once ON t (slug) WHERE n > 0",
        ("INSERT INTO t VALUES ('b', 0), ('b', 0)", "23505", "ok"),
        ("INSERT INTO t VALUES ('c', 1) ON CONFLICT (slug) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-predicate",
        "CREATE TABLE t (slug text, n int); CREATE UNIQUE INDEX once ON t (slug) WHERE n > 0",
        "DROP INDEX once; CREATE UNIQUE INDEX once ON t (slug) WHERE n > 5",
        ("INSERT INTO t VALUES ('b', 1), ('b', 1)", "23505", "ok"),
        ("INSERT INTO t VALUES ('c', 1) ON CONFLICT (slug) WHERE n > 0 DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "unique-predicate every-row",
        "CREATE TABLE t (slug text, n int); CREATE UNIQUE INDEX once ON t (slug) WHERE n > 0",
        "DROP INDEX once; CREATE UNIQUE INDEX once ON t (slug)",
        ("INSERT INTO t VALUES ('b', 0), ('b', 0)", "ok", "23505"),
        ("INSERT INTO t VALUES ('c', 1) ON CONFLICT (slug) WHERE n > 0 DO NOTHING", "ok", "ok"),
    ),
    claim(
        "unique-invalid",
        "CREATE TABLE t (slug text); CREATE UNIQUE INDEX once ON t (slug)",
        "UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'once'::regclass",
        ("INSERT INTO t VALUES ('c') ON CONFLICT (slug) DO NOTHING", "ok", "42P10"),
        ("INSERT INTO t VALUES ('b'), ('b')", "23505", "ok"),
    ),
    claim(
        "unique-nulls refused",
        _U,
        f"{_DROP}, ADD CONSTRAINT once UNIQUE NULLS NOT DISTINCT (slug)",
        ("INSERT INTO t VALUES (NULL), (NULL)", "ok", "23505"),
    ),
    claim(
        "unique-nulls accepted",
        "CREATE TABLE t (slug text, CONSTRAINT once UNIQUE NULLS NOT DISTINCT (slug))",
        f"{_DROP}, ADD CONSTRAINT once UNIQUE (slug)",
        ("INSERT INTO t VALUES (NULL), (NULL)", "23505", "ok"),
    ),
    claim(
        "unique-overlaps lost",
        f"{_RANGES} CONSTRAINT once UNIQUE (room, during WITHOUT OVERLAPS))",
        f"{_DROP}, ADD CONSTRAINT once UNIQUE (room, during)",
        ("INSERT INTO t VALUES (1, '[1,5)'), (1, '[3,9)')", "23P01", "ok"),
    ),
    claim(
        "unique-overlaps gained",
        f"{_RANGES} CONSTRAINT once UNIQUE (room, during))",
        f"{_DROP}, ADD CONSTRAINT once UNIQUE (room, during WITHOUT OVERLAPS)",
        ("INSERT INTO t VALUES (1, '[1,5)'), (1, '[3,9)')", "ok", "23P01"),
    ),
    claim(
        "unique-order expression",
        "CREATE TABLE t (slug text); CREATE UNIQUE INDEX once ON t (lower(slug))",
        "DROP INDEX once; CREATE UNIQUE INDEX once ON t (lower(slug::varchar(3)::text))",
        ("INSERT INTO t VALUES ('abcd'), ('abce')", "ok", "23505"),
        ("INSERT INTO t VALUES ('b') ON CONFLICT (lower(slug)) DO NOTHING", "ok", "42P10"),
    ),
    claim(
        "foreign-key-period",
        f"{_RANGES} CONSTRAINT key PRIMARY KEY (room, during WITHOUT OVERLAPS)); CREATE TABLE r (room int, during int4range, "
        "CONSTRAINT fk FOREIGN KEY (room, PERIOD during) REFERENCES t (room, PERIOD during)); "
        "INSERT INTO t VALUES (1, '[1,9)')",
        "ALTER TABLE r DROP CONSTRAINT fk; ALTER TABLE t DROP CONSTRAINT key, ADD PRIMARY KEY (room, during); "
        "ALTER TABLE r ADD CONSTRAINT fk FOREIGN KEY (room, during) REFERENCES t (room, during)",
        ("INSERT INTO r VALUES (1, '[2,3)')", "ok", "23503"),
    ),
    claim(
        "foreign-key-missing refused",
        _F,
        "ALTER TABLE t DROP CONSTRAINT fk",
        ("INSERT INTO t VALUES (1, 9)", "23503", "ok"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
    ),
    claim(
        "foreign-key-missing followed",
        f"{_F} ON DELETE CASCADE",
        "ALTER TABLE t DROP CONSTRAINT fk",
        ("INSERT INTO t VALUES (1, 9)", "23503", "ok"),
        ("DELETE FROM co WHERE id = 1", "ok", "ok"),
        ("SELECT count(*) FROM t WHERE co = 1", [(0,)], [(1,)]),
    ),
    claim(
        "foreign-key-unexpected beside",
        _F,
        "ALTER TABLE t DROP CONSTRAINT fk; "
        "ALTER TABLE t ADD CONSTRAINT twice FOREIGN KEY (co) REFERENCES co (id) ON DELETE CASCADE; "
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES co (id)",
        ("INSERT INTO t VALUES (1, 9)", "23503", "23503"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
        ("SELECT count(*) FROM t", [(1,)], [(0,)]),
    ),
    claim(
        "foreign-key-unexpected beside",
        _F,
        "ALTER TABLE t ADD CONSTRAINT twice FOREIGN KEY (co) REFERENCES co (id) ON DELETE CASCADE",
        ("DELETE FROM co WHERE id = 1", "23503", "23503"),
    ),
    claim(
        "foreign-key-unexpected refused",
        _NO_F,
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES co (id)",
        ("INSERT INTO t VALUES (1, 9)", "ok", "23503"),
        ("DELETE FROM co WHERE id = 1", "ok", "23503"),
    ),
    claim(
        "foreign-key-unexpected followed",
        _NO_F,
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES co (id) ON DELETE CASCADE",
        ("INSERT INTO t VALUES (1, 9)", "ok", "23503"),
        ("DELETE FROM co WHERE id = 1", "ok", "ok"),
        ("SELECT count(*) FROM t WHERE co = 1", [(1,)], [(0,)]),
    ),
    claim(
        "foreign-key-target",
        f"CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other VALUES (1), (7); {_F}",
        "ALTER TABLE t DROP CONSTRAINT fk, ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES other (id)",
        ("INSERT INTO t VALUES (1, 2)", "ok", "23503"),
        ("INSERT INTO t VALUES (1, 7)", "23503", "ok"),
    ),
    claim(
        "foreign-key-on-delete refuses",
        f"{_F} ON DELETE CASCADE",
        _again(""),
        ("DELETE FROM co WHERE id = 1", "ok", "23503"),
    ),
    claim(
        "foreign-key-on-delete refuses-otherwise",
        _F,
        _again("ON DELETE RESTRICT"),
        ("DELETE FROM co WHERE id = 1", "23503", "23001"),
    ),
    claim(
        "foreign-key-on-delete set",
        _F,
        _again("ON DELETE SET NULL"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
        ("SELECT co FROM t", [(1,)], [(None,)]),
    ),
    claim(
        "foreign-key-on-delete cascades",
        _F,
        _again("ON DELETE CASCADE"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
        ("SELECT co FROM t", [(1,)], []),
    ),
    claim(
        "foreign-key-on-delete columns",
        "CREATE TABLE co (a int, b int, PRIMARY KEY (a, b)); INSERT INTO co VALUES (1, 1); CREATE TABLE t (a int, b int, "
        "CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES co ON DELETE SET NULL); INSERT INTO t VALUES (1, 1)",
        "ALTER TABLE t DROP CONSTRAINT fk, ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES co ON DELETE SET NULL (b)",
        ("DELETE FROM co", "ok", "ok"),
        ("SELECT a, b FROM t", [(None, None)], [(1, None)]),
    ),
    claim(
        "foreign-key-on-update refuses",
        f"{_F} ON UPDATE CASCADE",
        _again(""),
        ("UPDATE co SET id = 5 WHERE id = 1", "ok", "23503"),
    ),
    claim(
        "foreign-key-on-update set",
        _F,
        _again("ON UPDATE SET NULL"),
        ("UPDATE co SET id = 5 WHERE id = 1", "23503", "ok"),
        ("SELECT co FROM t", [(1,)], [(None,)]),
    ),
    claim(
        "foreign-key-on-update cascades",
        _F,
        _again("ON UPDATE CASCADE"),
        ("UPDATE co SET id = 5 WHERE id = 1", "23503", "ok"),
        ("SELECT co FROM t", [(1,)], [(5,)]),
    ),
    *(
        claim(
            f"foreign-key-match {variant}",
            f"CREATE TABLE co (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (a int, b int, "
            f"CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES co {before})",
            f"ALTER TABLE t DROP CONSTRAINT fk, ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES co {after}",
            ("INSERT INTO t VALUES (9, NULL)", *outcomes),
        )
        for variant, before, after, outcomes in (
            ("full", "", "MATCH FULL", ("ok", "23503")),
            ("simple", "MATCH FULL", "", ("23503", "ok")),
        )
    ),
    claim(
        "foreign-key-deferral later",
        _F,
        _again("DEFERRABLE INITIALLY DEFERRED"),
        ("BEGIN; INSERT INTO t VALUES (1, 9)", "23503", "ok"),
        ("COMMIT", "ok", "23503"),
    ),
    claim(
        "foreign-key-deferral deferrable",
        _F,
        _again("DEFERRABLE"),
        ("BEGIN; INSERT INTO t VALUES (1, 9)", "23503", "23503"),
    ),
    claim(
        "foreign-key-deferral immediate",
        f"{_F} DEFERRABLE",
        _again(""),
        (
            "BEGIN; SET CONSTRAINTS fk DEFERRED; INSERT INTO t VALUES (1, 9); INSERT INTO co VALUES (9); COMMIT",
            "ok",
            "42809",
        ),
    ),
    claim(
        "foreign-key-deferral sooner",
        f"{_F} DEFERRABLE INITIALLY DEFERRED",
        _again("DEFERRABLE"),
        ("BEGIN; INSERT INTO t VALUES (1, 9); INSERT INTO co VALUES (9); COMMIT", "ok", "23503"),
    ),
    claim(
        "foreign-key-not-valid",
        _F,
        "ALTER TABLE t DROP CONSTRAINT fk; INSERT INTO t VALUES (2, 9); "
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (co) REFERENCES co (id) NOT VALID",
        ("SELECT count(*) FROM t LEFT JOIN co ON co.id = t.co WHERE co.id IS NULL", [(0,)], [(1,)]),
        ("INSERT INTO t VALUES (1, 9)", "23503", "23503"),
    ),
    claim(
        "foreign-key-not-enforced",
        _F,
        "ALTER TABLE t ALTER CONSTRAINT fk NOT ENFORCED",
        ("INSERT INTO t VALUES (1, 9)", "23503", "ok"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
    ),
    claim(
        "foreign-key-not-enforced enforced",
        f"{_F} NOT ENFORCED",
        "ALTER TABLE t ALTER CONSTRAINT fk ENFORCED",
        ("INSERT INTO t VALUES (1, 9)", "ok", "23503"),
    ),
    claim(
        "foreign-key-disabled referencing",
        _F,
        "ALTER TABLE t DISABLE TRIGGER ALL",
        ("INSERT INTO t VALUES (1, 9)", "23503", "ok"),
        ("DELETE FROM co WHERE id = 1", "23503", "23503"),
    ),
    claim(
        "foreign-key-disabled referenced",
        _F,
        "ALTER TABLE co DISABLE TRIGGER ALL",
        ("INSERT INTO t VALUES (1, 9)", "23503", "23503"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
        ("SELECT count(*) FROM t LEFT JOIN co ON co.id = t.co WHERE co.id IS NULL", [(0,)], [(1,)]),
        ("UPDATE co SET id = 5 WHERE id = 2", "ok", "ok"),
    ),
    claim(
        "foreign-key-disabled both",
        _F,
        "ALTER TABLE co DISABLE TRIGGER ALL; ALTER TABLE t DISABLE TRIGGER ALL",
        ("INSERT INTO t VALUES (1, 9)", "23503", "ok"),
        ("DELETE FROM co WHERE id = 1", "23503", "ok"),
    ),
    claim(
        "foreign-key-disabled enabled",
        f"{_F}; ALTER TABLE t DISABLE TRIGGER ALL",
        "ALTER TABLE t ENABLE TRIGGER ALL",
        ("INSERT INTO t VALUES (1, 9)", "ok", "23503"),
    ),
)
