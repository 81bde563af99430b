"""Baseline files: known drift, written to be reviewed and read with every mistake in its place.

They are YAML, of which JSON is a part, and they are read by the machinery that reads expected schemas.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

from yaml.nodes import MappingNode

from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.report.baseline import Baseline, BaselineEntry
from schemacheck.report.rules import Severity
from schemacheck.sources.spec.grammar.editor_schema import document_schema
from schemacheck.sources.spec.grammar.types import Key, Section, Shape
from schemacheck.sources.spec.read.reader import Reader
from schemacheck.sources.spec.read.yaml_text import compose, text_of
from schemacheck.sources.spec.write.emitter import yaml
from schemacheck.sources.spec.write.values import Value

VERSION: Final = "1"
_DIGITS: Final = frozenset("0123456789abcdef")

_ENTRY: Final = Section(
    "finding",
    "a known finding",
    "One finding.",
    (
        Key("fingerprint", Shape("sixteen hexadecimal digits", text="name"), "What it is known by.", required=True),
        Key("rule", Shape("the name of a rule", text="text"), "The rule.", required=True),
        Key("object", Shape("an object's path", text="text"), "The object.", required=True),
        Key(
            "severity",
            Shape("error, warning or note", words=tuple(each.value for each in Severity)),
            "How severe it was.",
            required=True,
        ),
        Key("sentence", Shape("a sentence", text="text"), "What it said.", required=True),
        Key("target", Shape("the name of a target", text="name"), "The target it is of; left out: any."),
    ),
)
_DOCUMENT: Final = Section(
    "baseline",
    "a baseline",
    "Known drift.",
    (
        Key("version", Shape("1", words=(VERSION,)), "The version of this format.", required=True),
        Key(
            "findings",
            Shape("a list of findings", items=Shape("a mapping with fingerprint", section=_ENTRY), empty=True),
            "What is known.",
            required=True,
        ),
    ),
)
_HINT: Final = "schemacheck baseline write writes one"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a baseline."""
    return document_schema(_DOCUMENT, "A baseline of schemacheck", (_ENTRY,))


def write_baseline(entries: Sequence[BaselineEntry]) -> str:
    """Write a baseline file; its order is that of the entries."""
    findings: list[Value] = [entry_value(entry) for entry in entries]
    header = (
        "Drift that is known: schemacheck check --baseline fails on none of it, and on all that is not here.",
        "An entry that is no longer found is told; remove it then. New drift belongs in a waiver, with a reason.",
    )
    return yaml({"version": 1, "findings": findings}, header)


def entry_value(entry: BaselineEntry) -> dict[str, Value]:
    """Return one entry as it is written."""
    written: dict[str, Value] = {"target": entry.target} if entry.target else {}
    return written | {
        "object": entry.object,
        "rule": entry.rule,
        "severity": entry.severity.value,
        "sentence": entry.sentence,
        "fingerprint": entry.fingerprint,
    }


def read_baseline_file(path: Path) -> Baseline:
    """Read a baseline from a file.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SourceError: it does not make sense; carries every mistake.
    """
    try:
        text = text_of(path, str(path))
    except FileNotFoundError:
        raise UsageError(f"there is no baseline {path}", _HINT) from None
    except OSError as error:
        raise UsageError(f"the baseline {path} cannot be read: {error.strerror}") from None
    return read_baseline(text, str(path))


def read_baseline(text: str, path: str) -> Baseline:
    """Read a baseline; `path` is what positions call the file.

    Raises:
        SourceError: the text does not make sense; carries every mistake, each with its place.
    """
    root = compose(text, path)
    reader = Reader(path)
    if not isinstance(root, MappingNode):
        where = Position(path, 1, 1) if root is None else reader.at(root)
        raise SourceError([Mistake(where, "this is no baseline: expected a mapping with version and findings", _HINT)])
    fields = reader.fields(root, _DOCUMENT)
    found: list[BaselineEntry] = []
    shape = cast(Shape, _DOCUMENT.key("findings").shape.items)
    for item in reader.items(fields["findings"]) if "findings" in fields else ():
        if not reader.fits(item, shape, "findings"):
            continue
        entry = reader.fields(item, _ENTRY)
        fingerprint, severity = entry.text("fingerprint"), entry.word("severity")
        rule, object_, sentence = entry.text("rule"), entry.text("object"), entry.text("sentence")
        if fingerprint is not None and (len(fingerprint) != 16 or not _DIGITS.issuperset(fingerprint)):
            reader.mistake(
                entry["fingerprint"], f"fingerprint: expected sixteen hexadecimal digits, found {fingerprint}", _HINT
            )
            continue
        if fingerprint and severity and rule and object_ and sentence:
            at = reader.at(item)
            found.append(
                BaselineEntry(fingerprint, rule, object_, Severity(severity), sentence, entry.text("target"), at)
            )
    if reader.mistakes:
        raise SourceError(reader.mistakes)
    return Baseline(path, tuple(found))
