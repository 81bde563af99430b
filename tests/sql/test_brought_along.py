"""What migrations take for granted without anybody stating it: schemas, books of their tool, Supabase's own."""

from __future__ import annotations

from .conftest import Command, Script


def test_a_schema_that_is_named_and_absent_is_made_and_told(script: Script, command: Command) -> None:
    spec = script("version: 1\nschemas: {auth: {tables: {users: {columns: {id: integer}}}}}\n", "s.yaml")
    done = command("check", spec, "--against", script("CREATE TABLE auth.users (id integer NOT NULL);"))
    assert done.code == 0, done.all
    assert "schema auth (named by the SQL and absent, made empty)" in done.said


def test_a_table_of_the_migration_tool_itself_may_be_named(script: Script, command: Command) -> None:
    made = "CREATE TABLE a (id integer);\nCOMMENT ON TABLE {} IS 'who ran what';\n"
    for name in ("schema_migrations", "auth.schema_migrations"):
        done = command("diff", script(made.format(name)), script("CREATE TABLE a (id integer);", "b.sql"))
        assert done.code == 0, done.all
    other = command("snapshot", script(made.format("somebody_elses")))
    assert other.code == 2
    assert 'relation "somebody_elses" does not exist' in other.said


def test_migrations_for_supabase_find_what_it_brings_along(script: Script, command: Command) -> None:
    script(
        """
        CREATE TABLE profiles (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), owner uuid REFERENCES auth.users);
        ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON profiles TO authenticated USING (auth.uid() = owner);
        CREATE POLICY own ON storage.objects USING ((storage.foldername(name))[1] = auth.uid()::text);
        INSERT INTO storage.buckets (id, name) VALUES ('a', 'a');
        """,
        "supabase/migrations/20240101120000_first.sql",
    )
    written = command("snapshot", "sql:supabase/migrations", "--all")
    assert written.code == 0, written.all
    assert "  profiles:" in written.out
    assert "buckets" not in written.out
