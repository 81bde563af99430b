"""What the file decides about findings: severities, what fails, what is ignored, what is waived."""

from __future__ import annotations

from typing import Literal, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.report.policy import Ignore, Policy, Target, Waiver
from schemacheck.report.rules import RULES, Severity
from schemacheck.sources.spec.grammar.decisions import IGNORE, TARGET, WAIVER
from schemacheck.sources.spec.grammar.language import DOCUMENT
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.read.reader import Fields, Reader, read_date

_SEVERITY = cast(Shape, DOCUMENT.key("severity").shape.entries)
_TARGET = cast(Shape, DOCUMENT.key("targets").shape.entries)
_WAIVER = cast(Shape, DOCUMENT.key("waivers").shape.items)
_PATTERN = cast(Shape, IGNORE.key("tables").shape.items)


def read_policy(reader: Reader, fields: Fields) -> Policy:
    """Read the whole policy from the top level of the file."""
    fail_on = fields.word("fail_on")
    return Policy(
        fail_on=Severity(fail_on) if fail_on else Severity.WARNING,
        severity=_read_severity(reader, fields["severity"]) if "severity" in fields else {},
        ignore=_read_ignore(reader, fields["ignore"]) if "ignore" in fields else (),
        waivers=_read_waivers(reader, fields["waivers"]) if "waivers" in fields else (),
    )


def read_targets(reader: Reader, fields: Fields) -> tuple[Target, ...]:
    """Read which databases the file is checked against, and what is different at each."""
    found = []
    for name, (key, value) in reader.pairs(cast(MappingNode, fields["targets"])).items() if "targets" in fields else ():
        if not name or "=" in name:
            reader.mistake(key, f"{name or 'an empty text'} cannot name a target", "a name has no = in it")
        elif not reader.fits(value, _TARGET, f"target {name}"):
            continue
        elif isinstance(value, ScalarNode):
            found.append(Target(name, _variable(reader, value), at=reader.at(key)))
        else:
            inner = reader.fields(value, TARGET)
            fail_on = inner.word("fail_on")
            found.append(
                Target(
                    name,
                    _variable(reader, inner["url_env"]) if "url_env" in inner else "",
                    inner.name("schema"),
                    Severity(fail_on) if fail_on else None,
                    _read_severity(reader, inner["severity"]) if "severity" in inner else {},
                    _read_ignore(reader, inner["ignore"]) if "ignore" in inner else (),
                    reader.at(key),
                )
            )
    return tuple(found)


def _variable(reader: Reader, node: Node) -> str:
    """Read the name of a variable, and refuse a URL without repeating it: it may hold a password."""
    text = cast(str, node.value).strip()
    if not text.isidentifier():
        reader.mistake(
            node, "url_env: expected the name of an environment variable", "the URL itself never stands in the file"
        )
    return text


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
        expires = read_date(reader, fields["expires"], "expires") if "expires" in fields else None
        if rule is not None and object_ is not None and reason is not None:
            found.append(Waiver(rule, object_, reason, fields.text("owner"), expires, reader.at(item)))
    return tuple(found)
