"""What others copy from examples/: made of what Kubernetes, Argo CD and Flux know, and of commands that run.

`make lint` holds the pipelines of CI systems to their official forms; of these there is none on this machine, so
tests/kubernetes.schema.json says what we use of them, and nothing else passes.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.main import get_command

from schemacheck.cli.app import application

from .shared import ROOT

EXAMPLES = ROOT / "examples"
RULES: dict[str, Any] = json.loads((ROOT / "tests" / "kubernetes.schema.json").read_text(encoding="utf-8"))
MANIFESTS = sorted(each for folder in ("kubernetes", "argo-cd", "flux") for each in (EXAMPLES / folder).rglob("*.yaml"))
DOCUMENTS = [
    (path, document) for path in MANIFESTS for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("path", "document"), DOCUMENTS, ids=lambda each: each.name if isinstance(each, Path) else "")
def test_a_manifest_has_its_form(path: Path, document: Any) -> None:
    jsonschema.Draft202012Validator(RULES).validate(document)


@pytest.mark.parametrize(("path", "document"), DOCUMENTS, ids=lambda each: each.name if isinstance(each, Path) else "")
def test_no_misspelt_key_passes_for_one(path: Path, document: Any) -> None:
    """The schema is one: it refuses each key under another name."""
    checked = jsonschema.Draft202012Validator(RULES)
    free = re.compile(r"\$\.(?:data|metadata\.annotations)\.|\.(?:requests|limits|inputs)\.")
    for where, holder, key in _keys(document, "$"):
        if not free.search(where):
            value = holder.pop(key)
            holder[f"{key}X"] = value
            assert not checked.is_valid(document), where
            del holder[f"{key}X"]
            holder[key] = value
    checked.validate(document)


def _keys(value: Any, where: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in list(inner):
        if isinstance(value, dict):
            yield f"{where}.{key}", value, key
        yield from _keys(each, f"{where}.{key}")


def _jobs() -> Iterator[tuple[str, list[str]]]:
    for path, document in DOCUMENTS:
        for where, holder, key in _keys(document, "$"):
            if key == "args":
                assert holder["image"].startswith("ghcr.io/schemacheck/schemacheck:"), where
                yield path.name, holder["args"]
    for path in sorted(EXAMPLES.rglob("*.y*ml")):
        # What stands in the place of `$[[ inputs.fail-on ]]` is its default.
        text = path.read_text(encoding="utf-8")
        defaults = dict(
            re.findall(r"^    ([\w-]+):\n(?:      description: .*\n)?      default: (.+)", text, re.MULTILINE)
        )
        for key, default in defaults.items():
            text = text.replace(f"$[[ inputs.{key} ]]", default)
        text = re.sub(r"\S+/schemacheck:[\d.]+\s+", "- schemacheck ", text)
        for words in re.findall(r"(?:run: |script: |- |&& |-0r )schemacheck (\w+ [^\n|]*)", text):
            yield path.name, shlex.split(words)


COMMANDS = list(_jobs())


@pytest.mark.parametrize(("name", "words"), COMMANDS, ids=lambda each: each if isinstance(each, str) else each[0])
def test_its_command_is_one_that_we_know(name: str, words: list[str]) -> None:
    command = get_command(application())
    chosen: Any = getattr(command, "commands")[words[0]]  # noqa: B009
    chosen.make_context(words[0], words[1:])


def test_all_commands_were_found() -> None:
    assert len(COMMANDS) >= 13
