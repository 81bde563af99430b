"""What is none of our business: by `ignore:`, or because a platform brings it along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from schemacheck.base.names import Position, QName, fitting
from schemacheck.report.policy import Ignore, Policy

if TYPE_CHECKING:
    from schemacheck.report.platforms import Host

GRANTS: Final = "grants"
OWNERS: Final = "owners"
COMMENTS: Final = "comments"
SCHEMAS: Final = "schemas"
_RELATIONS: Final = {"views": "view", "materialized_views": "materialized view"}
_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    # A uniqueness is an index too, and many are nothing else.
    "indexes": ("indexes", "uniques"),
    "unique": ("uniques",),
    "types": ("enums", "domains", "composite_types", "ranges"),
}
_PREFIX: Final = "platform: "


class Why(NamedTuple):
    """Why something is passed over, and where the file says so."""

    reason: str
    at: Position | None = None


class Passing:
    """Says of each object that nobody expects whether it is passed over, and keeps which entries had any use."""

    __slots__ = ("_by_attribute", "host", "platform", "used")

    def __init__(self, policy: Policy) -> None:
        self._by_attribute: dict[str, list[Ignore]] = {}
        for entry in policy.ignore:
            for attribute in attributes_of(entry.kind):
                self._by_attribute.setdefault(attribute, []).append(entry)
        self.used: set[Ignore] = set()
        self.platform = policy.platform
        self.host: Host | None = None
        if policy.platform is not None:
            from schemacheck.report.platforms import HOSTS  # noqa: PLC0415 - for those who name one

            self.host = HOSTS[policy.platform]

    def object(self, attribute: str, item: Any, table: QName | None = None) -> Why | None:
        """Say why an object is passed over; None where it is not.

        Args:
            attribute: where its holder keeps it: an attribute of `Table`, or of `Schema`.
            item: the object.
            table: the table that holds it, if one does.
        """
        if attribute == GRANTS:
            return None  # left out of both sides, before they are compared
        names = list(names_of(attribute, item, table))
        for entry in self._by_attribute.get(attribute, ()):
            if kind_fits(entry.kind, item) and any(fnmatchcase(name, entry.pattern) for name in names):
                return self._because(entry)
        return self._theirs(attribute, item, table)

    def schema(self, name: str) -> Why | None:
        """Say why a PostgreSQL schema is passed over."""
        for entry in self._by_attribute.get(SCHEMAS, ()):
            if fnmatchcase(name, entry.pattern):
                return self._because(entry)
        return self._platform() if self.host and fitting((name,), self.host.schemas) else None

    def named(self, kind: str, name: str) -> Why | None:
        """Say why something is passed over of which only a name is known: a grantee, an owner, what has a comment."""
        for entry in self._by_attribute.get(kind, ()):
            if fnmatchcase(name, entry.pattern):
                return self._because(entry)
        return None

    def passes(self, kind: str) -> bool:
        """Whether there is any entry about a kind."""
        return kind in self._by_attribute

    def _because(self, entry: Ignore) -> Why:
        self.used.add(entry)
        return Why(f"ignore: {entry.pattern}" + (f" ({entry.reason})" if entry.reason else ""), entry.at)

    def _platform(self) -> Why:
        return Why(f"{_PREFIX}{self.platform}")

    def _theirs(self, attribute: str, item: Any, table: QName | None) -> Why | None:
        host = self.host
        if host is None:
            return None
        if table is not None:
            return self._platform() if _is_theirs_in_table(host, attribute, item, table) else None
        name = item.name
        if attribute == "default_privileges":
            role, place = _whose_defaults(name.name)
            theirs = bool(fitting((role,), host.roles)) or bool(fitting((place,), host.schemas))
        elif attribute == "settings":
            theirs = item.role is not None and bool(fitting((item.role,), host.roles))
        elif name.schema:
            theirs = bool(fitting((name.schema,), host.schemas))
        else:
            patterns = getattr(host, attribute, ())
            theirs = isinstance(patterns, tuple) and bool(fitting((name.name,), patterns))
        return self._platform() if theirs else None


def is_of_platform(reason: str) -> bool:
    """Whether a reason is that a platform brings something along."""
    return reason.startswith(_PREFIX)


def attributes_of(kind: str) -> tuple[str, ...]:
    """Say where holders keep what a key under `ignore:` is about."""
    return ("tables",) if kind in _RELATIONS else _ATTRIBUTES.get(kind, (kind,))


def kind_fits(kind: str, item: Any) -> bool:
    """Whether an object is one of those that a key under `ignore:` is about: views are tables of a kind."""
    return kind not in _RELATIONS or item.kind == _RELATIONS[kind]


def names_of(attribute: str, item: Any, table: QName | None) -> Iterator[str]:
    """Say by which names a pattern may call an object: alone, with its table, with its schema."""
    name = item.name
    if table is not None:
        yield from (f"{name}", f"{table.name}.{name}", f"{table.schema}.{table.name}.{name}") if name else ()
        return
    called = [name.name]
    if attribute == "functions":
        called.append(f"{name.name}{item.signature}")
    for each in called:
        yield each
        if name.schema and attribute != "access":
            yield f"{name.schema}.{each}"


def _is_theirs_in_table(host: Host, attribute: str, item: Any, table: QName) -> bool:
    """Whether a host made what a table holds.

    On its own tables users have policies, and triggers that call functions from elsewhere.
    """
    on_theirs = bool(fitting((table.schema,), host.schemas))
    if attribute == "triggers":
        return item.function.schema == table.schema if on_theirs else bool(fitting((item.name,), host.triggers))
    if attribute == "policies":
        return on_theirs and bool(fitting((item.name,), host.policies))
    return on_theirs


def _whose_defaults(name: str) -> tuple[str, str]:
    """Take apart `tables of app in public`: the role, and the schema or an empty text."""
    _, _, rest = name.partition(" of ")
    role, within, place = rest.rpartition(" in ")
    return (role, place) if within else (rest, "")
