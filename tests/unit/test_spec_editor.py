"""The JSON Schema an editor validates with: shipped as it is made, and of one mind with the reader."""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from schemacheck.report.baseline import BaselineEntry
from schemacheck.report.rules import RULES, Severity
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.grammar.editor_schema import json_schema
from schemacheck.sources.spec.grammar.language import every_section
from schemacheck.sources.spec.grammar.types import COLUMN_TYPES
from schemacheck.sources.spec.read import baseline
from tests.shared import ROOT

from .test_spec_mistakes import BAD
from .test_spec_snippets import COLUMNS, DOCUMENTS, KEYS, with_columns, with_keys

SHIPPED = "src/schemacheck/sources/spec/expected_schema.schema.json"


def assert_current(path: Path, text: str) -> None:
    """Hold a file that is made from the grammar; `UPDATE_GOLDEN=1` writes it anew."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(text)
    assert path.read_text() == text, f"{path} is out of date: run once with UPDATE_GOLDEN=1"


class Yaml12Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads scalars as YAML 1.2 does, and so as editors do: `no` is a text."""


Yaml12Loader.yaml_implicit_resolvers = {}
for tag, pattern in (
    ("bool", "true|True|TRUE|false|False|FALSE"),
    ("null", "~|null|Null|NULL|"),
    ("int", "[-+]?[0-9]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    ("merge", "<<"),
):
    Yaml12Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), None)

VALIDATOR = Draft202012Validator(json_schema())


def as_an_editor_has_it(text: str) -> Any:
    """Load as YAML 1.2; keys are texts in JSON."""

    def keyed(value: object) -> object:
        if isinstance(value, dict):
            return {"null" if key is None else str(key): keyed(inner) for key, inner in value.items()}
        return [keyed(item) for item in value] if isinstance(value, list) else value

    if text.startswith("{"):
        return json.loads(text)
    return keyed(yaml.load(text.removeprefix("\ufeff"), Yaml12Loader))


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(as_an_editor_has_it(text))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(json_schema())
    named = set(re.findall(r'"\$ref": "#/\$defs/([^"]*)"', text))
    assert named == set(json_schema()["$defs"])
    assert len({section.name for section in every_section()}) == len(every_section())


def test_the_shipped_file_is_current() -> None:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert_current(ROOT / SHIPPED, text)
    assert files("schemacheck.sources.spec").joinpath("expected_schema.schema.json").read_text() == text


def test_everything_has_a_description_and_every_rule_is_known() -> None:
    schema = json_schema()
    for section in (schema, *schema["$defs"].values()):
        for key in section.get("properties", {}).values():
            assert key["description"]
    severity = schema["properties"]["severity"]["anyOf"][0]
    assert list(severity["properties"]) == list(RULES)


def test_the_spec_at_the_top_names_it_and_fits_it() -> None:
    text = (ROOT / "expected_schema.yaml").read_text()
    assert text.startswith(f"# yaml-language-server: $schema=./{SHIPPED}\n")
    assert complaints(text) == []


@pytest.mark.parametrize("text", [*map(with_columns, COLUMNS), *map(with_keys, KEYS), *DOCUMENTS])
def test_what_the_reader_reads_fits_it(text: str) -> None:
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tables: {t: {colums: {id: text}}}", "'colums' was unexpected"),
        ("tables: {t: {columns: {id: {type: text, defalt: a}}}}", "'defalt' was unexpected"),
        ("tables: {t: {columns: {id: text}, unique: [{colums: [id]}]}}", "'colums' was unexpected"),
        ("tables: {t: {columns: {id: text}, foreign_keys: [{column: [id]}]}}", "'column' was unexpected"),
        ("tables: {t: exist}", "'exist' is not one of ['exists']"),
        ("guard: {pathes: [a]}", "'pathes' was unexpected"),
        ("tables: {t: {columns: [id]}}", "['id'] is not of type 'object'"),
        ("tables: {t: [id]}", "['id'] is not of type 'object'"),
    ],
)
def test_an_editor_explains_the_alternative_that_was_meant(text: str, said: str) -> None:
    """And not another one: an `anyOf` alone would say that a mapping is none of the words."""
    found = list(VALIDATOR.iter_errors(as_an_editor_has_it(f"version: 1\n{text}\n")))
    messages = [error.message for error in found]
    while found := [inner for error in found for inner in (error.context or []) if inner.schema_path[0] == 0]:
        messages += [error.message for error in found]
    assert any(said in message for message in messages), messages


UNSEEN = re.compile(
    # What takes knowledge of PostgreSQL, of the rest of the file, or of how YAML is written.
    r"no type|is a type of|parentheses|no expression|no SQL|has no column|is no table|second time|lists . twice|"
    r"names a column twice|first 63 bytes|its own columns|which is no column|contradicts|never NULL|not both|"
    r"has its default already|is the default schema|a column or an expression|2026-02-30|file is empty|NUL|"
    r"tag |alias|anchor|<<|cannot stand|levels|a key must|closed|follows|where no key|with nothing|second document|tab|"
    r"version of YAML|escape|indentation|begin with this|without its|Prisma|a type is missing|is a column"
)


@pytest.mark.parametrize("text", [text for text, said in BAD.items() if not UNSEEN.search(" ".join(said))])
def test_what_a_schema_can_see_is_refused(text: str) -> None:
    assert complaints(text) != []


def test_most_mistakes_can_be_seen() -> None:
    assert sum(not UNSEEN.search(" ".join(said)) for said in BAD.values()) > 30


def test_the_schema_of_baselines_takes_what_is_written_and_no_misspelt_key() -> None:
    validator = Draft202012Validator(baseline.json_schema())
    Draft202012Validator.check_schema(baseline.json_schema())
    entry = BaselineEntry("0123456789abcdef", "column-missing", "public.t.a", Severity.ERROR, "It is missing.", "prod")
    written = yaml.load(baseline.write_baseline([entry]), Yaml12Loader)
    assert list(validator.iter_errors(written)) == []
    written["findings"][0]["fingerprnt"] = written["findings"][0].pop("fingerprint")
    assert list(validator.iter_errors(written)) != []


def test_what_an_editor_offers_for_a_type_is_one() -> None:
    for offered in COLUMN_TYPES:
        assert complaints(with_columns(f"a: {{type: '{offered}'}}")) == []
        read_spec(f"version: 1\ntables: {{t: {{columns: {{a: '{offered}'}}}}}}\n", "f")
    assert json.dumps(json_schema()).count(json.dumps(list(COLUMN_TYPES))) >= 3


def test_what_an_editor_offers_stands_where_it_looks() -> None:
    """A language server reads no alternatives for the value of a name that the file chooses."""
    table = json_schema()["$defs"]["table"]["properties"]
    assert table["columns"]["then"]["additionalProperties"]["examples"] == list(COLUMN_TYPES)
    assert json_schema()["properties"]["tables"]["anyOf"][0]["additionalProperties"]["examples"] == ["exists"]
