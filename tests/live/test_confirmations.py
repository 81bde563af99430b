"""What a rule says to paste into psql runs as it stands, and as a terminal of 80 columns breaks it."""

from __future__ import annotations

import re

import psycopg

from schemacheck.render.rule_page import as_text, pasteable
from schemacheck.report.rules import RULES
from tests.conftest import MakeDatabase

OBJECTS = """
CREATE TABLE "Athlete" (id serial PRIMARY KEY, email text);
CREATE TYPE "Mood" AS ENUM ('good', 'bad');
CREATE TABLE _prisma_migrations (migration_name text, started_at timestamp, finished_at timestamp);
"""


def _run(pasted: str) -> str:
    """What psql sends of it."""
    names = dict(re.findall(r"^ *\\set (\w+) '(.*)'$", pasted, re.MULTILINE))
    query = re.sub(r"^ *\\set .*\n", "", pasted, flags=re.MULTILINE)
    return re.sub(r"(?<!:):'(\w+)'", lambda found: f"'{names[found[1]]}'", query)


def test_every_rule_says_a_query_that_runs(make_database: MakeDatabase) -> None:
    failed = []
    with psycopg.connect(make_database(OBJECTS), autocommit=True) as connection:
        for rule in RULES.values():
            section = as_text(rule, 80).split("How to confirm it\n", 1)[1].split("\n\n", 1)[0]
            for pasted in ("\n".join(pasteable(rule.confirm)), section):
                try:
                    connection.execute(_run(pasted))
                except psycopg.Error as error:
                    failed.append(f"{rule.name}: {error}\n{pasted}")
    assert not failed, "\n".join(failed)
