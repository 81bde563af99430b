"""What a platform brings along is stated in the expected schema, and is there before the first statement."""

from __future__ import annotations

import pytest

from tests.conftest import MakeDatabase

from .conftest import Command, Script

SUPABASE = """\
CREATE EXTENSION http WITH SCHEMA extensions;
CREATE TABLE profile (id uuid PRIMARY KEY REFERENCES auth.users (id), owner uuid DEFAULT auth.uid());
CREATE VIEW v AS SELECT NULL::hstore AS h;
DROP VIEW v;
ALTER TABLE profile ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profile TO authenticated USING (auth.uid() = id);
CREATE TRIGGER made AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.nothing();
"""
BEFORE = """\
CREATE EXTENSION hstore SCHEMA extensions;
ALTER ROLE CURRENT_USER SET search_path = "$user", public, extensions;
CREATE TABLE auth.users (id uuid PRIMARY KEY);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';
CREATE FUNCTION auth.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
"""
SPEC = """\
version: 1
tables:
  profile:
    columns:
      id: uuid
      owner: {type: uuid, nullable: true, default: auth.uid()}
    primary_key: [id]
    foreign_keys:
      - {columns: [id], references: auth.users(id)}
    policies:
      own: {roles: [authenticated], using: (auth.uid() = id)}
scratch:
  roles: authenticated
  schemas: [auth, extensions]
  extensions: [http, citext]
  before: platform.sql
"""


@pytest.fixture(autouse=True)
def _written(script: Script) -> None:
    script(SUPABASE, "supabase/migrations/1_a.sql")
    script(BEFORE, "db/platform.sql")
    script(SPEC, "db/spec.yaml")


def test_it_is_obeyed_on_either_side(command: Command) -> None:
    for arguments in (
        ("check", "db/spec.yaml", "--against", "sql:supabase/migrations"),
        ("diff", "db/spec.yaml", "supabase/migrations"),
        ("diff", "supabase/migrations", "db/spec.yaml"),
    ):
        done = command(*arguments)
        assert done.code == 0, (arguments, done.all)
        assert "made without login" not in done.out
        assert "not on the throw-away server" not in done.out


def test_without_it_the_hint_says_so(command: Command, script: Script) -> None:
    script(SPEC.partition("scratch:")[0], "db/spec.yaml")
    done = command("diff", "db/spec.yaml", "supabase/migrations")
    assert done.code == 2
    assert "scratch:" in done.err


def test_what_the_file_makes_is_nobodys_to_expect(
    command: Command, script: Script, make_database: MakeDatabase
) -> None:
    url = make_database(
        "CREATE SCHEMA auth; CREATE SCHEMA extensions; CREATE TABLE auth.users (id uuid PRIMARY KEY, more text);"
        "CREATE TABLE public.profile (id int);"
    )
    script("CREATE TABLE profile (id int);", "m/1.sql")
    script(
        "version: 1\ntables:\n  profile: {columns: {id: integer?}}\n" + SPEC[SPEC.index("scratch:") :], "db/spec.yaml"
    )
    assert command("diff", "db/spec.yaml", "m").code == 0
    assert command("diff", "m", url).code == 0


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("scratch: {roles: [a, a]}", "roles lists a twice"),
        ("scratch: {role: a}", "the throw-away server has no key role (did you mean roles?)"),
        ("scratch: {before: [a]}", "before: expected the path of an SQL file"),
        ("scratch: nothing", "scratch: expected a mapping"),
    ],
)
def test_mistakes_in_it(stated: str, said: str, command: Command, script: Script) -> None:
    done = command("lint", script(f"version: 1\ntables:\n  a: exists\n{stated}\n", "x.yaml"))
    assert done.code == 2
    assert said in done.said


def test_a_file_that_is_not_there(command: Command, script: Script) -> None:
    script(SPEC.replace("platform.sql", "nothing.sql"), "db/spec.yaml")
    done = command("diff", "db/spec.yaml", "supabase/migrations")
    assert done.code == 2
    assert "db/nothing.sql" in done.err
