"""What the file decides about findings: severities, what fails, what is ignored, what is waived."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

from yaml.nodes import MappingNode, Node

from schemacheck.policy import Ignore, Policy, Waiver
from schemacheck.rules import RULES, Severity
from schemacheck.sources.spec.grammar import DOCUMENT, IGNORE, WAIVER
from schemacheck.sources.spec.reader import Fields, Reader
from schemacheck.sources.spec.shape import Shape

_SEVERITY = cast(Shape, DOCUMENT.key("severity").shape.entries)
_WAIVER = cast(Shape, DOCUMENT.key("waivers").shape.items)
_PATTERN = cast(Shape, IGNORE.key("tables").shape.items)


def read_policy(reader: Reader, fields: Fields) -> Policy:
    """Read all of it from the top of the file."""
    fail_on = fields.word("fail_on")
    return Policy(
        fail_on=Severity(fail_on) if fail_on else Severity.WARNING,
        severity=_read_severity(reader, fields["severity"]) if "severity" in fields else {},
        ignore=_read_ignore(reader, fields["ignore"]) if "ignore" in fields else (),
        waivers=_read_waivers(reader, fields["waivers"]) if "waivers" in fields else (),
    )


def _read_severity(reader: Reader, node: Node) -> dict[str, Severity | Literal["off"]]:
    found: dict[str, Severity | Literal["off"]] = {}
    for rule, (key, value) in reader.pairs(cast(MappingNode, node)).items():
        known = rule in RULES
        if not known:
            reader.mistake(key, f"there is no rule {rule or 'without a name'}", reader.did_you_mean(rule, RULES))
        if reader.fits(value, _SEVERITY, rule) and known:
            found[rule] = "off" if value.value == "off" else Severity(value.value)
    return found


def _read_ignore(reader: Reader, node: Node) -> tuple[Ignore, ...]:
    if not isinstance(node, MappingNode):
        return tuple(_read_patterns(reader, "tables", node))
    fields = reader.fields(node, IGNORE)
    return tuple(ignore for kind in fields.values for ignore in _read_patterns(reader, kind, fields[kind]))


def _read_patterns(reader: Reader, kind: str, node: Node) -> list[Ignore]:
    return [
        Ignore(kind, item.value, reader.at(item)) for item in reader.items(node) if reader.fits(item, _PATTERN, kind)
    ]


def _read_waivers(reader: Reader, node: Node) -> tuple[Waiver, ...]:
    found = []
    for item in reader.items(node):
        if not reader.fits(item, _WAIVER, "waivers"):
            continue
        fields = reader.fields(item, WAIVER)
        rule, object_, reason = fields.word("rule"), fields.text("object"), fields.text("reason")
        expires = _read_date(reader, fields)
        if rule is not None and object_ is not None and reason is not None:
            found.append(Waiver(rule, object_, reason, fields.text("owner"), expires, reader.at(item)))
    return tuple(found)


def _read_date(reader: Reader, fields: Fields) -> date | None:
    text = fields.text("expires")
    if text is None:
        return None
    try:
        # Python 3.11 and later read other spellings too, such as 20261215; the language has one.
        if len(text) != len("2026-12-15"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        reader.mistake(fields["expires"], f"expires: expected a date, YYYY-MM-DD, found {text}")
        return None
