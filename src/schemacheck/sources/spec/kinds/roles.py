"""The keys `roles:` and `settings:`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Final, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.base.names import QName
from schemacheck.model.roles import UNLIMITED, Membership, Role, Setting, place_of
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.objects import MEMBERSHIP, OF_THE_SERVER, ROLE, SETTINGS
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import Codec
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.entries import is_open
from schemacheck.sources.spec.write.values import Line, Value

_ENTRY: Final = cast(Shape, OF_THE_SERVER[0].shape.entries)
_WHOLE: Final = re.compile(r"[0-9]{1,10}\Z", re.ASCII)
_OFFSET_HOURS: Final = re.compile(r"([+-][0-9]{2})\Z")
_FAR: Final = re.compile(r"[0-9]{5,}-[0-9]{2}-[0-9]{2}( [0-9:]{8})?\Z", re.ASCII)
"""A time beyond the year 9999, which is kept as the server writes it."""


def _memberships(reader: Reader, fields: Fields, key: str) -> Any:
    node = fields[key]
    if type(node) is ScalarNode and (is_null(node) or node.value in ("none", "any")):
        return UNSTATED if node.value == "any" else ()
    if not isinstance(node, MappingNode):
        return tuple(Membership(name) for name in dict.fromkeys(fields.names(key) or ()))
    found = []
    for role, (_, value) in reader.entries(node, "a role").items():
        if is_null(value):
            found.append(Membership(role))
        elif reader.fits(value, cast(Shape, ROLE.key(key).shape.entries), f"membership in {role}"):
            options = reader.fields(value, MEMBERSHIP)
            admin, inherit, set_ = (options.flag(name, default=UNSTATED) for name in ("admin", "inherit", "set"))
            found.append(
                Membership(role, admin is True, None if inherit is UNSTATED else bool(inherit), set_ is not False)
            )
    return tuple(found)


def _written_memberships(held: Sequence[Membership]) -> Value:
    if all(each == Membership(each.role) for each in held):
        return [each.role for each in held]
    written: dict[str, Value] = {}
    for each in held:
        options = Line()
        if each.admin:
            options["admin"] = True
        if each.inherit is not None:
            options["inherit"] = each.inherit
        if not each.set:
            options["set"] = False
        written[each.role] = options
    return written


def _row_security(_reader: Reader, fields: Fields, key: str) -> Any:
    return UNSTATED if fields.word(key) == "any" else ()


def read_limit(reader: Reader, fields: Fields, key: str) -> Any:
    """Read a limit of connections: a number, `none` or `any`."""
    text = fields.text(key) or ""
    if text in ("any", "none"):
        return UNSTATED if text == "any" else UNLIMITED
    if _WHOLE.match(text):
        return int(text)
    reader.mistake(fields[key], f"{key}: expected a whole number, none or any, found {text or 'nothing'}")
    return UNSTATED


def write_limit(limit: int) -> Value:
    """Write such a limit."""
    return "none" if limit == UNLIMITED else limit


def _valid_until(reader: Reader, fields: Fields, key: str) -> Any:
    text = (fields.text(key) or "").strip()
    if text in ("any", "none", "infinity"):
        return UNSTATED if text == "any" else None
    if _FAR.match(text):
        return text
    try:
        # Python 3.10 knows neither Z nor an offset of hours alone.
        said = datetime.fromisoformat(_OFFSET_HOURS.sub(r"\1:00", text.replace("Z", "+00:00")) if ":" in text else text)
    except ValueError:
        reader.mistake(
            fields[key],
            f"{key}: expected a date or a time, none or any, found {text or 'nothing'}",
            "such as 2027-01-31 or 2027-01-31 12:00:00+00",
        )
        return UNSTATED
    with contextlib.suppress(OverflowError):
        said = said.astimezone(timezone.utc) if said.tzinfo else said
    return said.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00").rjust(10, "0")


ROLES: Final = PlainObjects(
    ROLE,
    _ENTRY,
    Role,
    own={
        "member_of": Codec(_memberships, _written_memberships),
        "row_security": Codec(_row_security, lambda ways: "any" if ways else "holds"),
        "connection_limit": Codec(read_limit, write_limit),
        "valid_until": Codec(_valid_until),
    },
    owned=False,
)


def read_roles(reader: Reader, node: Node, schema: str) -> Iterator[Role]:
    """Read the value of `roles:`."""
    for name, (key, value) in reader.entries(node, "a role").items():
        if not reader.fits(value, _ENTRY, f"role {name}"):
            continue
        if type(value) is ScalarNode and value.value != "exists":
            continue  # its name on the live side, and no word about what it may do
        role = Role(QName(schema, name), at=reader.at(key), **ROLES.stated(reader, value))
        past = role.superuser is True or role.bypassrls is True
        yield replace(role, around=UNSTATED) if past else role


def write_role(item: Role, exact: frozenset[str]) -> Value:
    """Write one role; one that row security does not hold for need not say so."""
    past = item.superuser is True or item.bypassrls is True
    return ROLES.write(replace(item, around=()) if past else item, exact)


def read_settings(reader: Reader, node: Node, _schema: str) -> Iterator[Setting]:
    """Read the value of `settings:`."""
    fields = reader.fields(node, SETTINGS)
    for key, here in (("database", True), ("all_roles", False)):
        if key in fields:
            yield from _settings(reader, fields[key], None, here=here)
    for key, here in (("roles", False), ("roles_in_database", True)):
        if key not in fields:
            continue
        for role, (at, value) in reader.entries(fields[key], "a role").items():
            if not reader.fits(value, cast(Shape, SETTINGS.key(key).shape.entries), f"settings of {role}"):
                continue
            if is_null(value) or not getattr(value, "value", None):
                hint = f"name {role} under roles, at the top of the file: then it has none"
                reader.mistake(at, f"{role}: there is no setting", hint)
            else:
                yield from _settings(reader, value, role, here=here)


def _settings(reader: Reader, node: Node, role: str | None, *, here: bool) -> Iterator[Setting]:
    known: dict[str, str] = {}
    for name, (key, value) in (reader.pairs(node) if isinstance(node, MappingNode) else {}).items():
        other = known.setdefault(name.lower(), name)
        if other != name:
            reader.mistake(key, f"{name} is {other}, which stands here already")
        elif type(value) is not ScalarNode:
            reader.mistake(value, f"{name}: expected a value, found no text")
        else:
            yield Setting(
                QName("", f"{name} of {place_of(role, here=here)}"),
                at=reader.at(key),
                value=UNSTATED if value.value == "any" and not value.style else value.value,
                parameter=name,
                role=role,
                here=here,
            )


def settings_path(item: Setting) -> tuple[str, ...]:
    """Name the mappings that hold a setting in the file, the outermost first."""
    if item.role is None:
        return "settings", "database" if item.here else "all_roles"
    return "settings", "roles_in_database" if item.here else "roles", item.role


def write_settings(items: Sequence[Setting], _exact: frozenset[str]) -> Value:
    """Write all that is set for sessions."""
    written: dict[str, Any] = {key.name: {} for key in SETTINGS.keys}
    for each in items:
        held = written
        for key in settings_path(each)[1:]:
            held = held.setdefault(key, {})
        held[each.parameter] = "any" if is_open(each.value) else each.value
    return {key: held for key, held in written.items() if held}
