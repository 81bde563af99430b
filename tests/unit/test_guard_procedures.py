"""What libpg_query's parser of PL/pgSQL finds, which the guard asks after it has cut a body by its words."""

from __future__ import annotations

import pytest

from schemacheck.guard import bodies, procedures
from schemacheck.guard.procedures import Found, statements, words

from .guarding import judged, rules

TRIGGER = b"""CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.x := 1;
  DELETE FROM t;
  RETURN new;
END $$"""


def test_statements_and_their_lines() -> None:
    assert statements(b"DO $$BEGIN\nPERFORM f(); IF true THEN\nDROP TABLE t; END IF; CALL p(); END$$") == [
        Found(2, "SELECT f()"),
        Found(3, "DROP TABLE t"),
        Found(3, "CALL p()"),
    ]


def test_a_trigger_is_read_though_what_comes_back_is_no_json() -> None:
    assert statements(TRIGGER) == [Found(4, "DELETE FROM t")]


@pytest.mark.parametrize("text", [b"DO $$BEGIN$$", b"DO 'x'", b"SELECT 1", b"DO $$\xff$$"])
def test_what_it_does_not_take_has_none(text: bytes) -> None:
    assert statements(text) == []


def test_case_and_white_space_make_no_other_statement() -> None:
    assert words(b"select  1 FROM t") == words(b"SELECT 1\nfrom T")
    assert words(b"SELECT 'a'") != words(b"SELECT 'A'")


def test_what_the_cutting_misses_is_judged_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies._Reader, "run", lambda _self: iter(()))
    (finding,) = judged('DO $$\nBEGIN\n  DROP TABLE "Race";\nEND $$;').findings
    assert finding.rule.name == "guard-table-dropped"
    assert finding.at is not None
    assert finding.at.line == 3


def test_without_it_the_cutting_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedures, "statements", lambda _text: [])
    assert rules('DO $$ BEGIN DROP TABLE "Race"; END $$;') == ["table-dropped"]
