"""The schema that a connection names is the one that is compared, or the run says that it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase

from .support import Ended, schemacheck

TWO = """
CREATE TABLE public.t (id int PRIMARY KEY);
CREATE SCHEMA app; CREATE TABLE app.t (id bigint, lost text);
CREATE SCHEMA same; CREATE TABLE same.t (id int PRIMARY KEY);
CREATE SCHEMA prod; CREATE TYPE prod.mood AS ENUM ('a'); CREATE TABLE prod.p (id int PRIMARY KEY, m prod.mood);
CREATE SCHEMA uat; CREATE TYPE uat.mood AS ENUM ('a'); CREATE TABLE uat.p (id int PRIMARY KEY, m uat.mood);
CREATE TABLE uat.more (x int);
"""
OPEN = "version: 1\ntables: {t: {columns: {id: integer}, primary_key: id}}\n"


@pytest.fixture
def url(make_database: MakeDatabase) -> str:
    return make_database(TWO)


def at(url: str, schema: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}schema={schema}"


def rules(done: Ended) -> set[str]:
    return {finding["rule"] for finding in json.loads(done.out)["findings"]}


def spec(folder: Path, text: str = OPEN) -> str:
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("way", ["--url", "--url-env", "--against", "targets", "baseline"])
def test_a_file_that_leaves_it_open_is_about_the_schema_of_the_connection(way: str, url: str, tmp_path: Path) -> None:
    file = spec(tmp_path)
    wrong = {"column-type", "column-nullable", "column-unexpected", "primary-key-missing"}
    if way == "baseline":
        done = schemacheck("baseline", "write", file, "--url", at(url, "app"))
        assert {rule for rule in wrong if rule in done.out} == wrong
        return
    options = {
        "--url": ["--url", at(url, "app")],
        "--url-env": ["--url-env", "U"],
        "--against": ["--against", at(url, "app")],
        "targets": ["--target", "prod=U"],
    }[way]
    done = schemacheck("check", file, *options, "--format", "json", environ={"U": at(url, "app")})
    assert done.code == 1
    if way == "targets":
        assert all(rule in done.out for rule in wrong)
        return
    assert rules(done) == wrong
    assert json.loads(done.out)["schema"] == "app"
    assert schemacheck("check", file, "--url", at(url, "same")).code == 0
    assert schemacheck("check", file, "--url", at(url, "nosuch")).code == 3


def test_two_urls_are_compared_each_at_home(url: str) -> None:
    assert schemacheck("diff", at(url, "prod"), at(url, "prod")).code == 0
    done = schemacheck("diff", at(url, "prod"), at(url, "uat"), "--format", "json", "--fail-on", "note")
    assert (done.code, rules(done)) == (1, {"table-unexpected"})
    done = schemacheck("diff", at(url, "uat"), at(url, "prod"), "--format", "json")
    assert (done.code, rules(done)) == (1, {"table-missing"})
    assert schemacheck("diff", at(url, "prod"), at(url, "nosuch")).code == 3


def test_a_file_and_a_connection_that_disagree_are_refused(url: str, tmp_path: Path) -> None:
    file = spec(tmp_path, OPEN.replace("version: 1\n", "version: 1\nschema: public\n"))
    assert schemacheck("check", file, "--url", at(url, "public")).code == 0
    done = schemacheck("check", file, "--url", at(url, "app"))
    assert done.code == 2
    assert "about schema public, and the connection names schema app" in " ".join(done.said.split())
    both = spec(tmp_path, OPEN + "schemas: {app: {tables: {t: exists}}}\n")
    done = schemacheck("check", both, "--url", at(url, "app"))
    assert done.code == 2
    assert "under `schemas:`" in " ".join(done.said.split())


def test_a_target_that_says_where_it_is_at_home(url: str, tmp_path: Path) -> None:
    file = spec(tmp_path, OPEN + "targets: {a: {url_env: A, schema: same}}\n")
    assert schemacheck("check", file, environ={"A": url}).code == 0
    assert schemacheck("check", file, environ={"A": at(url, "same")}).code == 0
    assert schemacheck("check", file, environ={"A": at(url, "app")}).code != 0
