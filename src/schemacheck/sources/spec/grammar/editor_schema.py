"""The JSON Schema of the language, for editors to complete and validate with. Made from the grammar, never by hand.

Editors parse the file as YAML 1.2 does, so a name such as `1` or `true` reaches them as a number or a truth value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from schemacheck.report.rules import RULES
from schemacheck.sources.spec.grammar.language import DOCUMENT, every_section
from schemacheck.sources.spec.grammar.types import Section, Shape

_TYPES: Final = {
    "text": ["string"],
    "name": ["string", "number", "boolean"],
    "scalar": ["string", "number", "boolean", "null"],
    "date": ["string"],
    "sentence": ["string"],
}
_DATE: Final = r"^\d{4}-\d{2}-\d{2}$"
_NOT_BLANK: Final = r"\S"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of expected_schema.yaml."""
    top = _section_schema(DOCUMENT)
    # Rules are names of the registry, which an editor can complete where the grammar says only "a rule".
    severity = top["properties"]["severity"]
    _mapping_alternative(severity)["propertyNames"] = {"enum": list(RULES)}
    _mapping_alternative(severity)["properties"] = {
        rule.name: {"$ref": "#/$defs/severity", "description": rule.summary} for rule in RULES.values()
    }
    _mapping_alternative(severity)["additionalProperties"] = False
    severities = DOCUMENT.key("severity").shape.entries
    definitions = {section.name: _section_schema(section) for section in every_section() if section is not DOCUMENT}
    if severities is not None:
        definitions["severity"] = _shape(severities)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "expected_schema.yaml",
        **top,
        "$defs": definitions,
    }


def policy_schema(section: Section) -> dict[str, Any]:
    """Return the JSON Schema of files of decisions, whose keys are some of an expected schema's."""
    whole = json_schema()
    made = document_schema(section, "schemacheck.yaml", ())
    of_roles = made["properties"]["roles"]
    made["properties"] = {key.name: whole["properties"][key.name] for key in section.keys}
    made["properties"]["roles"] = of_roles
    made["properties"]["version"] = {"description": "The version of this language.", "enum": [1, "1"]}
    return {**made, "$defs": whole["$defs"]}


def document_schema(document: Section, title: str, inner: Iterable[Section]) -> dict[str, Any]:
    """Return the JSON Schema of another kind of file: its document, and the sections that it holds."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_section_schema(document),
        "$defs": {section.name: _section_schema(section) for section in inner},
    }


def _mapping_alternative(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the alternative of a schema that is about mappings."""
    found: dict[str, Any] = next(
        option for option in schema.get("anyOf", [schema]) if option.get("type") == "object"
    )  # fmt: skip
    return found


def _section_schema(section: Section) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "description": section.doc,
        "type": "object",
        "properties": {key.name: {"description": key.doc, **_shape(key.shape)} for key in section.keys},
        "additionalProperties": False,
    }
    required = [key.name for key in section.keys if key.required]
    if required:
        schema["required"] = required
    if section.private:
        schema["patternProperties"] = {"^x-": True}
    return schema


def _shape(shape: Shape) -> dict[str, Any]:
    # What holds something comes first: of alternatives that all fail, an editor explains the first.
    others: list[dict[str, Any]] = []
    if shape.items is not None:
        least = {"minItems": shape.least} if shape.least else {}
        others.append({"type": "array", "items": _shape(shape.items), **least})
    others += [*_word_options(shape), *_text_options(shape)]
    if shape.empty:
        others.append({"type": "null"})
    mappings: list[dict[str, Any]] = []
    if shape.section is not None:
        mappings.append({"$ref": f"#/$defs/{shape.section.name}"})
    if shape.entries is not None:
        mappings.append({"type": "object", "additionalProperties": _shape(shape.entries)})
    if len(mappings) != 1 or others in ([], [{"type": "null"}]):
        return _any_of([*mappings, *others])
    # A mapping and a word may fail alike, and then the word would be explained. What is empty so far is taken for a
    # mapping to come, whose keys are then offered.
    kinds = ["object"] if shape.empty else ["object", "null"]
    if shape.items is None:
        # Nor is a list explained by the word that could stand there.
        kinds.append("array")
    # A language server looks for what to offer here, and not in the alternatives.
    offered = [*shape.words, *shape.offers]
    told = {"examples": offered} if offered else {}
    return {**told, "if": {"type": kinds}, "then": mappings[0], "else": _any_of(others)}


def _any_of(options: list[dict[str, Any]]) -> dict[str, Any]:
    return options[0] if len(options) == 1 else {"anyOf": options}


def _word_options(shape: Shape) -> list[dict[str, Any]]:
    if not shape.words:
        return []
    truths = {"true": True, "false": False}
    values: list[object] = [truths.get(word, word) for word in shape.words]
    if shape.words == ("1",):
        values = [1, "1"]
    elif any(word in truths for word in shape.words):
        # A JSON file may have them as texts, and an older editor reads `no` as a truth value.
        values += [word for word in shape.words if word in truths]
    options: list[dict[str, Any]] = [{"enum": values}]
    if shape.folded:
        options.append({"type": "string", "pattern": "^(" + "|".join(map(_any_case, shape.words)) + ")$"})
    return options


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in word)


def _text_options(shape: Shape) -> list[dict[str, Any]]:
    if shape.text is None:
        return []
    types = _TYPES[shape.text]
    option: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    if shape.text == "name" and not shape.blank:
        option["minLength"] = 1
    elif not shape.blank:
        option["pattern"] = shape.pattern or (_DATE if shape.text == "date" else _NOT_BLANK)
    if shape.offers:
        option["examples"] = list(shape.offers)
    return [option]
