"""Every consequence that a rule claims is made to happen: the insert that fails, the duplicate that gets in.

Each claim makes a database as it is expected and one that differs from it, holds that the comparison says the rule's
words, and runs the same statements on both. A rule that claims something and has no claim here fails by name; what
claims nothing that could be run is listed with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
import pytest

from schemacheck.compare import compare
from schemacheck.report.policy import Policy
from schemacheck.report.rules import RULES, Severity, family_of
from schemacheck.sources.postgres.catalog.parts.registry import KINDS

from .consequences import access, columns, keys, others
from .consequences.claim import EVERYWHERE, Claim, Outcome
from .consequences.left_out import NOT_RUN
from .support import connected, live

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding
    from tests.conftest import MakeDatabase

CLAIMS = (*columns.CLAIMS, *keys.CLAIMS, *access.CLAIMS, *others.CLAIMS)
NAMESPACES = ("public", "apart")
_PLACE = re.compile(r"\\\{\w+\\\}")


def _name(claim: Claim) -> str:
    return f"{claim.rule} {claim.variant}".strip()


@pytest.mark.parametrize("claim", CLAIMS, ids=_name)
def test_what_a_rule_claims_happens(claim: Claim, make_database: MakeDatabase) -> None:
    base = f"{EVERYWHERE}{claim.base}"
    expected_url, live_url = make_database(base), make_database(claim.change, template=base)
    kinds = frozenset(KINDS)
    expected, found = (live(url, kinds, namespaces=NAMESPACES) for url in (expected_url, live_url))
    told = [finding for finding in compare(expected, found, Policy()).findings if finding.rule.name == claim.rule]
    assert any(_says(finding, claim.variant) for finding in told), [finding.harm for finding in told]
    as_expected, as_it_is = _outcomes(claim, expected_url), _outcomes(claim, live_url)
    assert as_expected == [before for _, before, _ in claim.steps]
    assert as_it_is == [after for _, _, after in claim.steps]


def _says(finding: Finding, variant: str) -> bool:
    """Whether a finding has the words of this variant, whatever facts stand in them."""
    chosen = finding.rule.variant(variant)
    pattern = re.escape(chosen.harm if chosen else finding.rule.harm)
    return re.fullmatch(_PLACE.sub(".*", pattern), finding.harm) is not None


def _outcomes(claim: Claim, url: str) -> list[Outcome]:
    with connected(url) as connection:
        outcomes = [_outcome(connection, statement) for statement, _, _ in claim.steps]
        connection.rollback()
    return outcomes


def _outcome(connection: psycopg.Connection, statement: str) -> Outcome:
    try:
        cursor = connection.execute(statement.encode())
    except psycopg.Error as error:
        if (
            not statement.startswith("BEGIN")
            or connection.info.transaction_status is psycopg.pq.TransactionStatus.INERROR
        ):
            connection.execute("ROLLBACK")
        return str(error.sqlstate)
    if statement.startswith("EXPLAIN"):
        plan = " ".join(str(row[0]) for row in cursor.fetchall())
        index = re.search(r"Index (?:Only )?Scan using (\w+)", plan)
        return f"uses {index[1]}" if index and "Index Cond" in plan else plan
    return cursor.fetchall() if cursor.description else "ok"


CLAIMING = sorted(
    (rule.name, variant.name if variant else "")
    for rule in RULES.values()
    if family_of(rule.name) not in ("guard", "hygiene")
    for variant in (None, *rule.variants)
    if ((variant and variant.severity) or rule.severity) is Severity.ERROR
)


@pytest.mark.parametrize(("rule", "variant"), CLAIMING, ids=lambda value: value or "-")
def test_every_claim_of_harm_is_made_to_happen_or_left_out_with_a_reason(rule: str, variant: str) -> None:
    made = {(claim.rule, claim.variant) for claim in CLAIMS}
    left_out = f"{rule} {variant}".strip() in NOT_RUN
    assert ((rule, variant) in made) != left_out


def test_what_is_left_out_is_there() -> None:
    assert set(NOT_RUN) <= {f"{rule} {variant}".strip() for rule, variant in CLAIMING}
