"""Texts that are moved to another home: what names the old one names the new one, and nothing else changes."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, is_dataclass

import pytest

import schemacheck.model
from schemacheck.app.rebase import DOTTED, SQL_TEXTS, rebase
from schemacheck.base.names import QName
from schemacheck.model.partitions import Partition, Statistics
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.table import Table
from schemacheck.sql.qualified import elsewhere, path_elsewhere
from schemacheck.sql.tokens import words

MOVED = {
    "SELECT x FROM s.t": "SELECT x FROM n.t",
    'SELECT "s".f(x), "S".f(x)': 'SELECT n.f(x), "S".f(x)',
    "SELECT S.f(x)": "SELECT n.f(x)",
    "SELECT s.t.x FROM s.t": "SELECT n.t.x FROM n.t",
    "x OPERATOR(s.+) y": "x OPERATOR(n.+) y",
    "x::s.m COLLATE s.c": "x::n.m COLLATE n.c",
    "nextval('s.q'::regclass) + 's.q'": "nextval('n.q'::regclass) + 's.q'",
    "nextval('s.q')": "nextval('n.q')",
    "SELECT s.x, s.f(1) FROM o.s": "SELECT s.x, n.f(1) FROM o.s",
    "SELECT s.x FROM s.t s": "SELECT s.x FROM n.t s",
    "BEGIN SET search_path TO s, public; PERFORM s.f(); END": "BEGIN SET search_path TO n, public; PERFORM n.f(); END",
    "SET search_path = 's', o": "SET search_path = 'n', o",
}
STAYS = ["SELECT 's.t', o.s.x", "-- s.t\n/* s.t */ SELECT $$s.t$$", "x.s", "s", "sa.t"]


def is_home(name: str) -> bool:
    return name == "s"


@pytest.mark.parametrize("text", MOVED)
def test_what_names_the_home(text: str) -> None:
    move = elsewhere(text, is_home)
    assert move is not None
    assert move("n") == MOVED[text]


@pytest.mark.parametrize("text", STAYS)
def test_what_does_not(text: str) -> None:
    assert elsewhere(text, is_home) is None


def test_quotes() -> None:
    move, typed = elsewhere('"s".t + s.t', is_home), elsewhere('"s".t + s.t', is_home, typed=True)
    assert move is not None
    assert typed is not None
    assert move("n") == "n.t + n.t"
    assert move("order") == '"order".t + "order".t'
    assert move('o"d') == '"o""d".t + "o""d".t'
    assert typed("n") == '"n".t + n.t'
    in_string = elsewhere("'s.q'::regclass", is_home)
    assert in_string is not None
    assert in_string("it's") == "'\"it''s\".q'::regclass"


def test_search_paths() -> None:
    move = path_elsewhere('"$user", s, public', is_home)
    assert move is not None
    assert move("n") == '"$user", n, public'
    assert path_elsewhere('""', is_home) is None


NAMES = words(
    """arguments around at attributes collation_version column column_options columns comment comments complete cost
    ctype database empty enabled encoding
    event fires generated_columns grantee home host include initial_value inputs kind kinds label labels
    language library listed locale marks match method moving_initial_value name names namespace_marks namespaces
    new_table not_null_name old_table on_delete_columns options owned_by owner owns_secured parameter part_of pattern
    product protected provider publish reason replica_identity role roles rows rules schema schemas server settings
    spelled storage_parameters tags target_columns type uncompared unit unread valid_until value version volatility
    wrapper"""
)
"""Attributes whose texts name no schema, or name it in a way of their own that is dealt with."""


def test_every_text_of_the_model_is_known_to_be_sql_or_not() -> None:
    unknown = set()
    for module in pkgutil.iter_modules(schemacheck.model.__path__, "schemacheck.model."):
        for made in vars(importlib.import_module(module.name)).values():
            if isinstance(made, type) and is_dataclass(made) and made.__module__ == module.name:
                unknown |= {each.name for each in fields(made) if "str" in str(each.type)}
    assert unknown - NAMES - SQL_TEXTS - DOTTED == set()
    assert NAMES.isdisjoint(SQL_TEXTS | DOTTED)


def test_what_a_table_has_in_another_schema_moves_with_that() -> None:
    table = Table(
        QName("shared", "p"),
        partitions=(Partition("home.p1"), Partition("p2"), Partition("elsewhere.p3")),
        statistics=(Statistics("home.s"),),
    )
    schema = Schema(Origin("spec", "spec.yaml"), "home", ("home", "shared"), (table,))
    (moved,) = rebase(schema, "tenant").tables
    assert isinstance(moved.partitions, tuple)
    assert isinstance(moved.statistics, tuple)
    assert [each.name for each in (*moved.partitions, *moved.statistics)] == [
        "tenant.p1",
        "p2",
        "elsewhere.p3",
        "tenant.s",
    ]
