"""What is none of our business: `ignore:`, `platform:`, `--with` and `--without`, roles by other names, decisions."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase

from .support import schemacheck

_ROLES = "CREATE ROLE anon;\nCREATE ROLE authenticated;\nCREATE ROLE supabase_admin;\n"
_SUPABASE = f"""
{_ROLES}
CREATE SCHEMA auth; CREATE SCHEMA storage; CREATE SCHEMA realtime; CREATE SCHEMA extensions; CREATE SCHEMA vault;
CREATE TABLE auth.users (id uuid PRIMARY KEY, email text);
CREATE TABLE auth.identities (id uuid PRIMARY KEY, user_id uuid REFERENCES auth.users);
CREATE TABLE storage.objects (id uuid PRIMARY KEY, bucket_id text);
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
CREATE TABLE storage.buckets (id text PRIMARY KEY);
CREATE FUNCTION storage.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.stamp();
CREATE FUNCTION extensions.pgrst_ddl_watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER pgrst_ddl_watch ON ddl_command_end EXECUTE FUNCTION extensions.pgrst_ddl_watch();
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO anon;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users, name text);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON profiles TO authenticated USING (true);
CREATE FUNCTION new_user() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER made AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION new_user();
CREATE POLICY avatars ON storage.objects FOR SELECT USING (bucket_id = 'avatars');
CREATE SCHEMA private; CREATE TABLE private.secrets (id integer);
"""
_OF_USERS = """
DROP TRIGGER made ON auth.users;
CREATE TRIGGER gone AFTER DELETE ON auth.identities FOR EACH ROW EXECUTE FUNCTION new_user();
CREATE POLICY up ON storage.objects FOR INSERT WITH CHECK (true);
CREATE POLICY all_of_it ON storage.buckets USING (true);
ALTER TABLE storage.objects DISABLE ROW LEVEL SECURITY;
GRANT SELECT ON private.secrets TO anon;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM anon;
CREATE SCHEMA trial; ALTER TABLE profiles DROP CONSTRAINT profiles_id_fkey; DROP POLICY own ON profiles;
CREATE FUNCTION private.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$;
"""
_OF_THE_PLATFORM = """
ALTER TABLE auth.users ADD phone text; CREATE TABLE auth.tokens (id uuid REFERENCES auth.users); DROP SCHEMA vault;
CREATE TYPE auth.level AS ENUM ('aal1'); CREATE SCHEMA cron; CREATE TABLE cron.job (id integer);
CREATE FUNCTION storage.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep BEFORE DELETE ON storage.objects FOR EACH STATEMENT EXECUTE FUNCTION storage.keep();
CREATE EVENT TRIGGER pgrst_drop_watch ON sql_drop EXECUTE FUNCTION extensions.pgrst_ddl_watch();
DO $$ BEGIN EXECUTE format('GRANT ALL ON DATABASE %I TO supabase_admin', current_database()); END $$;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON SEQUENCES TO anon;
"""


def found(*arguments: str) -> list[str]:
    document = json.loads(schemacheck(*arguments, "--format", "json", "--fail-on", "note").out)
    return sorted(f"{each['rule']} {each['object']['path']}" for each in document["findings"])


def test_what_a_platform_brings_along(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(_SUPABASE)
    by_users, upgraded = (
        make_database(_OF_USERS, template=_SUPABASE),
        make_database(_OF_THE_PLATFORM, template=_SUPABASE),
    )
    file, decisions = tmp_path / "expected_schema.yaml", tmp_path / "schemacheck.yaml"
    # Tests share a server, and so its roles.
    whole = ("--schema", "*", "--without", "roles", "--all", "--platform", "supabase")
    taken = schemacheck("snapshot", url, *whole, "-o", str(file))
    assert taken.code == 0, taken.all
    text = file.read_text(encoding="utf-8")
    assert "\nplatform: supabase\n" in text
    for theirs in ("identities", "pgrst_ddl_watch", "supabase_admin", "stamp", "vault", "unique: any"):
        assert theirs not in text
    checked = schemacheck("check", str(file), "--url", url)
    assert (checked.code, "of its own passed over" in checked.said) == (0, True), checked.all
    changes = [
        "foreign-key-missing public.profiles(id)",
        "function-unexpected private.f()",
        "grant-missing tables of postgres in public",
        "grant-unexpected private.secrets.grants to anon",
        "policy-missing public.profiles.own",
        "policy-unexpected storage.buckets.all_of_it",
        "policy-unexpected storage.objects.up",
        "row-security-off storage.objects",
        "schema-unexpected trial",
        "setting-unexpected default_transaction_read_only of the database",
        "trigger-missing auth.users.made",
        "trigger-unexpected auth.identities.gone",
    ]
    assert found("check", str(file), "--url", by_users) == changes
    assert found("check", str(file), "--url", upgraded) == []
    decisions.write_text("platform: supabase\n", encoding="utf-8")
    decided = ("--schema", "*", "--policy", str(decisions), "--without", "roles")
    assert found("diff", url, by_users, *decided) == changes
    assert found("diff", url, upgraded, *decided) == []


_MANY = """
CREATE ROLE schemacheck_reader;
CREATE TABLE t (id integer PRIMARY KEY, a integer, tmp_a integer); COMMENT ON TABLE t IS 'made by hand';
CREATE TABLE tmp_t (id integer); CREATE VIEW tmp_v AS SELECT id FROM t;
CREATE INDEX tmp_i ON t (a); CREATE UNIQUE INDEX tmp_u ON t (a); ALTER TABLE t ADD CONSTRAINT tmp_c CHECK (a > 0);
CREATE POLICY tmp_p ON t USING (true); GRANT SELECT ON t TO schemacheck_reader;
CREATE FUNCTION tmp_f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE tmp_e AS ENUM ('a'); CREATE TYPE tmp_r AS (a integer); CREATE SEQUENCE tmp_s;
CREATE PUBLICATION tmp_p; CREATE SCHEMA tmp_schema; CREATE TABLE tmp_schema.x (id integer);
"""
_IGNORING = """\
version: 1
exact: [schemas, indexes, checks, policies, grants, comment]
owner: somebody
tables:
  t: {columns: {id: integer, a: integer?}, primary_key: [id]}
views: {}
functions: {}
enums: {}
composite_types: {}
sequences: {}
publications: {}
ignore:
  tables: tmp_*
  indexes: {name: "tmp_*", reason: the tuner makes them}
  checks: [t.tmp_*]
  columns: public.t.tmp_a
  policies: tmp_*
  functions: tmp_f(integer)
  types: tmp_*
  sequences: tmp_*
  publications: tmp_*
  schemas: tmp_*
  grants: {to: "*_reader"}
  owners: postgres
  comments: t
"""


def test_every_kind_can_be_ignored(make_database: MakeDatabase, tmp_path: Path) -> None:
    file = tmp_path / "expected_schema.yaml"
    file.write_text(_IGNORING, encoding="utf-8")
    url = make_database(_MANY)
    assert found("check", str(file), "--url", url) == []
    told = schemacheck("check", str(file), "--url", url, "--verbose").said
    assert "ignored t.tmp_i: ignore: tmp_* (the tuner makes them)" in told
    file.write_text(_IGNORING[: _IGNORING.index("ignore:")], encoding="utf-8")
    assert len(found("check", str(file), "--url", url)) == 16
    file.write_text("version: 1\nignore: {indexes: x*, triggers: y*}\ntables: {t: exists}\n", encoding="utf-8")
    # Triggers were not read, so that nobody knows; what is unique is always read.
    assert found("check", str(file), "--url", url) == ["ignore-unused x*", "table-unexpected public.tmp_t"]


_OWNED = """
CREATE ROLE schemacheck_{one}_owner; CREATE ROLE schemacheck_{one}_reader;
CREATE TABLE t (id integer PRIMARY KEY); ALTER TABLE t OWNER TO schemacheck_{one}_owner;
GRANT SELECT ON t TO schemacheck_{one}_reader; ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t TO schemacheck_{one}_reader, schemacheck_{one}_owner USING (true);
ALTER DEFAULT PRIVILEGES FOR ROLE schemacheck_{one}_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO schemacheck_{one}_reader;
"""


def test_the_same_migrations_under_other_role_names(make_database: MakeDatabase, tmp_path: Path) -> None:
    base = _OWNED.format(one="z")
    one, other = make_database(_OWNED.format(one="a")), make_database(base)
    changed = make_database("GRANT DELETE ON t TO schemacheck_z_reader", template=base)
    file = tmp_path / "schemacheck.yaml"
    names = ", ".join(f"schemacheck_a_{role}: schemacheck_z_{role}" for role in ("owner", "reader"))
    file.write_text(f"roles: {{{names}}}\n", encoding="utf-8")
    named = ("--policy", str(file))
    assert found("diff", one, other, *named) == []
    assert found("diff", one, changed, *named) == ["grant-unexpected public.t.grants to schemacheck_a_reader"]
    assert "policy-roles public.t.p" in found("diff", one, other)
    assert found("diff", one, other, "--without", "owners,grants,policies") == []
    assert found("diff", one, changed, "--with", "indexes,checks") == []
    told = schemacheck("diff", one, changed, "--with", "indexes").said
    assert "(left out by --with or --without)" in told
    assert "did you mean policies?" in schemacheck("diff", one, other, "--without", "polices").said
    # A role that bears the expected name is not the one that is expected.
    file.write_text("roles: {schemacheck_z_owner: schemacheck_a_owner}\n", encoding="utf-8")
    assert "owner-differs public.t" in found("diff", other, other, *named)


def test_decisions_about_a_side_that_has_none(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("CREATE TABLE t (id integer PRIMARY KEY, more integer); CREATE TABLE old_t (id integer)")
    prisma = tmp_path / "schema.prisma"
    model = "model t {\n  id Int @id\n}\n"
    prisma.write_text(f'datasource db {{\n  provider = "postgresql"\n  url = env("X")\n}}\n{model}', encoding="utf-8")
    asked = ("check", str(prisma), "--url", url)
    assert found(*asked) == ["column-unexpected public.t.more", "table-unexpected public.old_t"]
    beside = tmp_path / "schemacheck.yaml"
    waived = "waivers: [{rule: column-unexpected, object: t.more, reason: next week}]\n"
    beside.write_text(f"ignore: old_*\n{waived}targets: {{one: ONE}}\n".replace("old_*", "['old_*']"), encoding="utf-8")
    assert found(*asked) == []
    assert json.loads(schemacheck(*asked, "--format", "json").out)["notes"] == [f"decided by {beside}"]
    ended = schemacheck("check", str(prisma), environ={"ONE": url})
    assert (ended.code, "one" in ended.out) == (0, True), ended.all
    for text, says in (
        ("tables: {}\n", "1:1: tables has no place in a file of decisions"),
        ("severity: {uniqe: off}\nplatfrom: rds\n", "2:1: a file of decisions has no key platfrom"),
        ("platform: rsd\n", "platform: expected one of"),
        ("roles: {a: x, b: x}\n", "b and a cannot both be x"),
    ):
        beside.write_text(text, encoding="utf-8")
        ended = schemacheck(*asked)
        assert (ended.code, says in ended.said) == (2, True), ended.all
    assert schemacheck(*asked, "--policy", str(tmp_path / "none.yaml")).code == 2


def test_an_expected_schema_from_standard_input(make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make_database("CREATE TABLE t (id integer PRIMARY KEY)")

    def piped(text: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        ended = schemacheck("check", "-", "--url", url)
        return f"{ended.code} {ended.said}"

    file = "version: 1\ntables: {t: {columns: {id: integer}, primary_key: [id]}}\n"
    assert piped(f"# a comment\n---\n{file}").startswith("0 IN SYNC")
    assert piped('{"version": 1, "tables": {"t": "exists"}}').startswith("0 IN SYNC")
    assert "standard input:2:1: an expected schema has no key tabels" in piped("version: 1\ntabels: {}\n")
    assert piped("").startswith("2 standard input:1:1: the file is empty")
