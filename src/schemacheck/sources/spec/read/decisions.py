"""What the file decides about findings: severities, what fails, what is ignored, what is waived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.report.policy import Ignore, Policy, Target, Waiver
from schemacheck.report.rules import RULES, Severity
from schemacheck.sources.spec.grammar.common import NAME
from schemacheck.sources.spec.grammar.decisions import IGNORE, IGNORED_OBJECT, TARGET, WAIVER
from schemacheck.sources.spec.grammar.language import DOCUMENT
from schemacheck.sources.spec.grammar.types import Section, Shape
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null, read_date

_SEVERITY = cast(Shape, DOCUMENT.key("severity").shape.entries)
_TARGET = cast(Shape, DOCUMENT.key("targets").shape.entries)
_PATTERN = IGNORED_OBJECT.key("name").shape
_ROLE = NAME
_NO_NAMES: Final = ("exists", "any")
"""What an entry under `roles` may say that is no name on the live side."""
_WAIVER = cast(Shape, DOCUMENT.key("waivers").shape.items)


def read_policy(reader: Reader, fields: Fields) -> Policy:
    """Read the whole policy from the top level of the file."""
    fail_on = fields.word("fail_on")
    return Policy(
        fail_on=Severity(fail_on) if fail_on else Severity.WARNING,
        severity=_read_severity(reader, fields["severity"]) if "severity" in fields else {},
        ignore=_read_ignore(reader, fields["ignore"]) if "ignore" in fields else (),
        platform=fields.word("platform"),
        roles=_read_roles(reader, fields),
        waivers=_read_waivers(reader, fields["waivers"]) if "waivers" in fields else (),
    )


def schemas_of(platform: str | None) -> tuple[str, ...]:
    """Name the PostgreSQL schemas, by patterns, that a platform brings along."""
    if platform is None:
        return ()
    from schemacheck.report.platforms import HOSTS  # noqa: PLC0415 - for those who name one

    return HOSTS[platform].schemas


def _read_roles(reader: Reader, fields: Fields) -> Mapping[str, str]:
    """Read what roles are called on the live side."""
    if "roles" not in fields:
        return {}
    found: dict[str, str] = {}
    by_live: dict[str, str] = {}
    describes = fields.section is DOCUMENT
    for role, (_, node) in reader.entries(fields["roles"], "a role").items():
        value = _called(node) if describes else node
        if value is None or not (describes or reader.fits(value, _ROLE, f"role {role}")):
            continue
        called = reader.name(value, f"role {role}")
        if called is None:
            continue
        if called in by_live:
            reader.mistake(value, f"{role} and {by_live[called]} cannot both be {called}", "one role is one role")
        by_live[called] = role
        found[role] = called
    return found


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
                    platform=inner.word("platform"),
                    roles=_read_roles(reader, inner),
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


def _called(node: Node) -> ScalarNode | None:
    """Find the name on the live side in an entry that may describe the role as well; None where it has none."""
    if type(node) is ScalarNode:
        return None if is_null(node) or node.value in _NO_NAMES else node
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if key.value == "called" and type(value) is ScalarNode and not is_null(value):
            return value
    return None


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
    shape = cast(Shape, IGNORE.key(kind).shape.items)
    found = []
    for item in reader.items(node):
        if not reader.fits(item, shape, kind):
            continue
        if not isinstance(item, MappingNode):
            found.append(Ignore(kind, item.value, reader.at(item)))
            continue
        fields = reader.fields(item, cast(Section, shape.section))
        reason = fields.text("reason")
        for key in ("name", "to"):
            for each in reader.items(fields[key]) if key in fields else ():
                if reader.fits(each, _PATTERN, key):
                    found.append(Ignore(kind, each.value, reader.at(item), reason))
    return found


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
