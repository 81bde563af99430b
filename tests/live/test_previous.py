"""A check in front of a deploy: what the deploy will bring is pending, what anybody else did is drift."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemacheck.render import FORMATS
from tests.conftest import MakeDatabase
from tests.repositories import commit

from .support import Ended, connected, schemacheck

BEFORE = """\
version: 1
tables:
  company:
    columns: {id: bigint, name: text}
    primary_key: [id]
  runner:
    columns:
      id: bigint
      company: bigint
      joined: {type: timestamp(3), default: now()}
      shoe: text?
    primary_key: [id]
    indexes: [company]
  legacy:
    columns: {id: integer, note: text?}
"""
PRODUCTION = """
CREATE TABLE company (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE runner (
    id bigint PRIMARY KEY, company bigint NOT NULL, joined timestamp(3) NOT NULL DEFAULT now(), shoe text
);
CREATE INDEX ON runner (company);
CREATE TABLE legacy (id integer NOT NULL, note text);
"""
AFTER = """\
version: 1
severity: {table-unexpected: error}
tables:
  company:
    columns: {id: bigint, name: text, slug: text}
    primary_key: [id]
    unique: [slug]
  runner:
    columns:
      id: bigint
      company: bigint
      joined: {type: timestamp(3), default: CURRENT_TIMESTAMP}
    primary_key: [id]
    foreign_keys:
      - {columns: [company], references: company(id), on_delete: cascade}
    indexes: [company]
  race:
    columns: {id: bigint}
    primary_key: [id]
"""
MIGRATION = """
ALTER TABLE company ADD slug text NOT NULL UNIQUE;
ALTER TABLE runner DROP shoe, ALTER joined SET DEFAULT CURRENT_TIMESTAMP,
    ADD FOREIGN KEY (company) REFERENCES company ON DELETE CASCADE;
CREATE TABLE race (id bigint PRIMARY KEY);
DROP TABLE legacy;
"""
BROUGHT = {
    "column-missing public.company.slug",
    "unique-missing public.company(slug)",
    "column-unexpected public.runner.shoe",
    "foreign-key-missing public.runner(company)",
    "column-default public.runner.joined",
    "table-missing public.race",
    "table-unexpected public.legacy",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what production has at `HEAD~1`, and what it is to have at `HEAD`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    commit(folder, {"expected_schema.yaml": BEFORE})
    commit(folder, {"expected_schema.yaml": AFTER})
    monkeypatch.chdir(folder)
    return folder


PREVIOUS = "git:HEAD~1:expected_schema.yaml"


def check(url: str, *arguments: str, previous: str = PREVIOUS) -> Ended:
    return schemacheck("check", "--previous", previous, *arguments, environ={"DATABASE_URL": url})


def reported(url: str, *arguments: str, previous: str = PREVIOUS) -> dict[str, list[str]]:
    """The outcome, and which findings count and which are pending."""
    ended = check(url, "--format", "json", *arguments, previous=previous)
    report = json.loads(ended.out)
    assert report["exit_code"] == ended.code
    return {"outcome": report["outcome"], **{each: _named(report[each]) for each in ("findings", "pending")}}


def _named(findings: Sequence[dict[str, dict[str, str]]]) -> list[str]:
    return [f"{each['rule']} {each['object']['path']}" for each in findings]


@pytest.mark.usefixtures("folder")
def test_what_the_deploy_brings_is_pending(make_database: MakeDatabase) -> None:
    url = make_database(PRODUCTION)
    report = reported(url)
    assert report["outcome"] == "pending"
    assert report["findings"] == []
    assert set(report["pending"]) == BROUGHT - {"column-default public.runner.joined"}
    assert check(url).code == 0
    with connected(url) as connection:
        connection.execute(MIGRATION)
    after = schemacheck("check", environ={"DATABASE_URL": url})
    assert (after.code, "IN SYNC" in after.out) == (0, True)
    # The new state is reached; that it has been is no harm.
    assert reported(url)["outcome"] == "in sync"


@pytest.mark.parametrize(
    ("by_hand", "found"),
    [
        ("ALTER TABLE company ALTER name DROP NOT NULL", "column-nullable public.company.name"),
        ("DROP INDEX runner_company_idx", "index-missing public.runner(company)"),
        ("CREATE TABLE race (id integer PRIMARY KEY)", "column-type public.race.id"),
        ("ALTER TABLE company ADD slug integer NOT NULL", "column-type public.company.slug"),
        ("ALTER TABLE legacy ADD more text", "table-unexpected public.legacy"),
        ("ALTER TABLE runner ALTER shoe TYPE varchar(9)", "column-unexpected public.runner.shoe"),
        ("CREATE TABLE sneaky (id integer)", "table-unexpected public.sneaky"),
        ("ALTER TABLE runner ALTER joined SET DEFAULT '2020-01-01'", "column-default public.runner.joined"),
        (
            "ALTER TABLE runner ADD FOREIGN KEY (company) REFERENCES company",
            "foreign-key-on-delete public.runner(company)",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_somebody_did_by_hand_is_drift(by_hand: str, found: str, make_database: MakeDatabase) -> None:
    url = make_database(PRODUCTION + by_hand)
    report = reported(url)
    assert report["outcome"] == "drift"
    assert report["findings"] == [found]
    assert found not in report["pending"]


LATER = AFTER.replace("  company:\n", "  company:\n    comment: who pays\n").replace(
    "primary_key: [id]\n    unique", "primary_key: {columns: [id], name: company_key}\n    unique"
)


def test_names_that_went_without_saying_are_as_before(folder: Path, make_database: MakeDatabase) -> None:
    """The previous side leaves a usual name out; a constraint that has it is as it was."""
    (folder / "expected_schema.yaml").write_text(LATER.replace("    comment: who pays\n", ""))
    name = "primary-key-name public.company.primary key"
    report = reported(make_database(PRODUCTION))
    assert (report["outcome"], name in report["pending"]) == ("pending", True)
    renamed = "ALTER INDEX company_pkey RENAME TO sneaky"
    assert reported(make_database(PRODUCTION + renamed))["findings"] == [name]


def test_what_is_said_of_a_table_does_not_depend_on_its_columns(folder: Path, make_database: MakeDatabase) -> None:
    (folder / "before.yaml").write_text(BEFORE.replace("  company:\n", "  company:\n    comment: who paid\n"))
    (folder / "expected_schema.yaml").write_text(LATER)
    said = "COMMENT ON TABLE company IS 'who paid'; "
    url = make_database(PRODUCTION + said + "ALTER TABLE company ALTER name DROP NOT NULL")
    report = reported(url, previous="before.yaml")
    assert report["findings"] == ["column-nullable public.company.name"]
    assert "comment-differs public.company" in report["pending"]


def test_a_key_that_is_to_go_and_was_altered_by_hand_is_drift(folder: Path, make_database: MakeDatabase) -> None:
    """Neither the rule nor the value of the finding shows what was done to it."""
    key = "{name: runner_company_fkey, columns: [company], references: company(id), on_delete: no action}"
    with_key = BEFORE.replace("    indexes", f"    foreign_keys: [{key}]\n    indexes")
    (folder / "before.yaml").write_text(with_key)
    (folder / "expected_schema.yaml").write_text(BEFORE.replace("    indexes", "    foreign_keys: []\n    indexes"))
    added = PRODUCTION + "ALTER TABLE runner ADD FOREIGN KEY (company) REFERENCES company"
    dropped = "foreign-key-unexpected public.runner(company)"
    report = reported(make_database(added), previous="before.yaml")
    assert (report["findings"], report["pending"]) == ([], [dropped])
    for by_hand in (" ON DELETE CASCADE", " DEFERRABLE", " NOT VALID"):
        report = reported(make_database(added + by_hand), previous="before.yaml")
        assert (report["findings"], report["pending"]) == ([dropped], []), by_hand


@pytest.mark.usefixtures("folder")
def test_what_is_in_neither_state_says_what_it_was_in_both(make_database: MakeDatabase) -> None:
    text = check(make_database(PRODUCTION + "ALTER TABLE company ADD slug integer NOT NULL")).out
    assert "before    not there" in text
    assert "expected  text" in text
    assert "live      integer" in text


def test_a_key_that_was_there_before_and_one_that_was_not(folder: Path, make_database: MakeDatabase) -> None:
    """Two uniques on the same columns have one fingerprint; only the one that was there is pending."""
    with_unique = BEFORE.replace("primary_key: [id]\n  runner", "primary_key: [id]\n    unique: [name]\n  runner")
    (folder / "before.yaml").write_text(with_unique)
    url = make_database(PRODUCTION + "ALTER TABLE company ADD UNIQUE (name), ADD CONSTRAINT sneaky UNIQUE (name)")
    report = reported(url, previous="before.yaml")
    assert [each for each in report["findings"] if "unique" in each] == ["unique-duplicate public.company(name)"]
    assert [each for each in report["pending"] if "unexpected public.company(name)" in each]
    assert '"sneaky"' in check(url, previous="before.yaml").out or "sneaky" in check(url, previous="before.yaml").out


def test_waivers_and_baselines_beside_it(folder: Path, make_database: MakeDatabase) -> None:
    """A waiver or a baseline that covers what is pending is neither unused nor gone."""
    url = make_database(PRODUCTION)
    waivers = "waivers:\n  - {rule: table-missing, object: race, reason: on its way}\n"
    (folder / "expected_schema.yaml").write_text(AFTER + waivers)
    schemacheck("baseline", "write", "-o", "known.yaml", environ={"DATABASE_URL": url})
    report = json.loads(check(url, "--baseline", "known.yaml", "--format", "json").out)
    assert (report["outcome"], report["findings"], report["known"]) == ("pending", [], [])
    assert _named(report["waived"]) == ["table-missing public.race"]
    assert len(report["pending"]) == len(BROUGHT) - 2


def test_every_format_says_so(folder: Path, make_database: MakeDatabase) -> None:
    url = make_database(PRODUCTION + "CREATE TABLE sneaky (id integer)")
    for name in FORMATS:
        ended = check(url, "--format", name)
        assert ended.code == 1
        assert ("pending" in ended.out) == (name != "gitlab"), name
    assert "5 pending" in check(url).out or "6 pending" in check(url).out
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_targets_and_tenants(make_database: MakeDatabase) -> None:
    urls = {"A": make_database(PRODUCTION), "B": make_database(PRODUCTION + "CREATE TABLE sneaky (id integer)")}
    ended = schemacheck("check", "--previous", PREVIOUS, "--target", "a=A", "--target", "b=B", environ=urls)
    assert ended.code == 1
    assert "PENDING" in ended.out
    alone = schemacheck("check", "--previous", PREVIOUS, "--target", "a=A", environ=urls)
    assert (alone.code, "PENDING" in alone.out) == (0, True)

    tenants = (
        "".join(f"CREATE SCHEMA t{n}; SET search_path = t{n};{PRODUCTION}" for n in range(3))
        + "ALTER TABLE t1.company ALTER name DROP NOT NULL"
    )
    for name, text in (("before.yaml", BEFORE), ("after.yaml", AFTER)):
        Path(name).write_text(text.replace("version: 1\n", "version: 1\nschema: t*\n"))
    ended = schemacheck(
        "check", "after.yaml", "--previous", "before.yaml", "--format", "json",
        environ={"DATABASE_URL": make_database(tenants)},
    )  # fmt: skip
    results = {
        tuple(each["schemas"]): (each["outcome"], _named(each["findings"])) for each in json.loads(ended.out)["results"]
    }
    assert results == {("t0", "t2"): ("pending", []), ("t1",): ("drift", ["column-nullable t1.company.name"])}


@pytest.mark.usefixtures("folder")
def test_the_previous_side_must_be_about_the_same(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(PRODUCTION)
    other = tmp_path / "other.yaml"
    other.write_text(BEFORE.replace("version: 1\n", "version: 1\nschema: app\n"))
    ended = check(url, previous=str(other))
    assert ended.code == 2
    assert "is about schema app" in ended.said
    other.write_text(BEFORE.replace("version: 1\n", "version: 1\ndatabase: sqlite\n"))
    assert check(url, previous=str(other)).code == 2
    assert check(url, previous="git:HEAD~9:expected_schema.yaml").code == 2
