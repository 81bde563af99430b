"""Histories of real products are replayed whole, and what they make is in sync with itself."""

from __future__ import annotations

import pytest

from tests.shared import shared
from tests.unit.migrations.test_corpus import FOLDERS, layouts

from .conftest import Command, Script

INCOMPLETE = "crates-io-diesel"
NOT_THERE = """\
CREATE TABLE emails (id serial PRIMARY KEY, user_id integer NOT NULL UNIQUE, email text NOT NULL, verified boolean);
CREATE TABLE tokens (id serial PRIMARY KEY, email_id integer NOT NULL UNIQUE, token text, created_at timestamp);
CREATE TABLE readme_rendering (version_id integer PRIMARY KEY, rendered_at timestamp);
CREATE FUNCTION random_string(integer) RETURNS text LANGUAGE sql AS $$ SELECT repeat('x', $1) $$;
"""
"""What migrations of the folder use and none of them makes."""


@pytest.mark.parametrize("folder", [folder for folder, _layout in layouts() if folder != INCOMPLETE])
def test_a_real_folder_is_replayed(folder: str, script: Script, command: Command) -> None:
    source = f"sql:{shared(f'{FOLDERS}/{folder}')}"
    written = command("snapshot", source, "--all")
    assert written.code == 0, written.all
    assert written.out.count("columns:") > 3
    done = command("check", script(written.out, "spec.yaml"), "--against", source)
    assert done.code == 0, done.all


def test_a_folder_that_lacks_a_migration_is_told_with_its_place(script: Script, command: Command) -> None:
    folder = shared(f"{FOLDERS}/{INCOMPLETE}")
    done = command("snapshot", f"sql:{folder}")
    assert done.code == 2
    assert 'move_tokens_to_emails_table/up.sql:1:1: relation "emails" does not exist' in done.err
    assert done.err.startswith(f"{folder}/"), done.err
    again = command("snapshot", f"sql:{script('CREATE TABLE tokens ();', 'lost.sql')},{folder}")
    assert again.err.startswith(f"{folder}/"), again.err
    whole = command("snapshot", f"sql:{script(NOT_THERE, 'lost.sql')},{folder}")
    assert whole.code == 0, whole.all
    assert "  emails:\n" in whole.out
