"""A file of decisions alone, for sides that are no expected schema: severities, what is ignored, waivers, targets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from yaml.nodes import MappingNode

from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.report.policy import Decisions, Policy
from schemacheck.report.rules import Severity
from schemacheck.sources.spec.grammar.decisions import ROLES
from schemacheck.sources.spec.grammar.language import DOCUMENT
from schemacheck.sources.spec.grammar.types import Section
from schemacheck.sources.spec.read.decisions import read_policy, read_targets
from schemacheck.sources.spec.read.reader import Reader, is_null
from schemacheck.sources.spec.read.yaml_text import compose, text_of

_KEYS: Final = ("fail_on", "severity", "ignore", "platform", "roles", "targets", "waivers")
_OWN: Final = {"roles": ROLES}
"""Keys that an expected schema has more to say under."""
SECTION: Final = Section(
    "policy",
    "a file of decisions",
    "What a team decides about findings, where the expected side has no words for it: a schema.prisma, models.",
    tuple(_OWN.get(name) or DOCUMENT.key(name) for name in _KEYS),
    private=True,
)
_SCHEMAS_OWN: Final = ("tables", "schemas", "views", "enums")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of such files."""
    from schemacheck.sources.spec.grammar.editor_schema import policy_schema  # noqa: PLC0415 - few ask for it

    return policy_schema(SECTION)


def read_policy_file(path: Path) -> Decisions:
    """Read a file of decisions.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SourceError: it has mistakes; carries all of them.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise UsageError(f"{name} is a folder", "--policy takes a file.")
        text = text_of(path, name)
    except FileNotFoundError:
        raise UsageError(
            f"there is no file {name}", "--policy takes a file of severities, waivers and the like."
        ) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    root = compose(text, name)
    reader = Reader(name)
    if not isinstance(root, MappingNode):
        if root is None or is_null(root):
            return Decisions(name, text, Policy(), None, ())
        at = reader.at(root)
        raise SourceError([Mistake(at, f"expected a mapping with {', '.join(_KEYS)}")])
    keys = {key.value: key for key, _ in root.value if isinstance(key.value, str)}
    for own in _SCHEMAS_OWN:
        if own in keys:
            where: Position = reader.at(keys[own])
            says = "an expected schema says what is expected; a file of decisions only what to do about findings"
            raise SourceError([Mistake(where, f"{own} has no place in a file of decisions", says)])
    root.value = [(key, value) for key, value in root.value if key.value not in ("version",)]
    fields = reader.fields(root, SECTION)
    policy, targets = read_policy(reader, fields), read_targets(reader, fields)
    fail_on = fields.word("fail_on")
    if reader.mistakes:
        raise SourceError(reader.mistakes)
    return Decisions(name, text, policy, Severity(fail_on) if fail_on else None, targets)
