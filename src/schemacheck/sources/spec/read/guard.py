"""What the file says to the guard: what no migration may do, which files are read, what is accepted."""

from __future__ import annotations

from typing import cast

from yaml.nodes import MappingNode, Node

from schemacheck.report.policy import GuardException, GuardPolicy
from schemacheck.sources.spec.grammar.decisions import GUARD, GUARD_EXCEPTION
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.read.reader import Fields, Reader

_PATTERN = cast(Shape, GUARD.key("paths").shape.items)
_EXCEPTION = cast(Shape, GUARD.key("exceptions").shape.items)


def read_guard(reader: Reader, fields: Fields) -> GuardPolicy:
    """Read the section `guard:` from the top of the file."""
    if "guard" not in fields:
        return GuardPolicy()
    guard = reader.fields(cast(MappingNode, fields["guard"]), GUARD)
    return GuardPolicy(
        forbid_renames=_forbids(guard, "renames"),
        forbid_drops=_forbids(guard, "drops"),
        forbid_truncate=_forbids(guard, "truncate"),
        forbid_delete_without_where=_forbids(guard, "delete-without-where", "delete_without_where"),
        forbid_access_changes=_forbids(guard, "access-changes", "access_changes"),
        commands=guard.word("commands") not in ("allow", "false"),
        paths=_read_paths(reader, guard["paths"]) if "paths" in guard else GuardPolicy().paths,
        states_paths="paths" in guard,
        since=guard.text("since"),
        exceptions=_read_exceptions(reader, guard["exceptions"]) if "exceptions" in guard else (),
    )


def _forbids(guard: Fields, *keys: str) -> bool:
    return any(guard.word(key) == "forbid" for key in keys)


def _read_paths(reader: Reader, node: Node) -> tuple[str, ...]:
    return tuple(item.value for item in reader.items(node) if reader.fits(item, _PATTERN, "a pattern"))


def _read_exceptions(reader: Reader, node: Node) -> tuple[GuardException, ...]:
    found = []
    for item in reader.items(node):
        if not reader.fits(item, _EXCEPTION, "exceptions"):
            continue
        fields = reader.fields(item, GUARD_EXCEPTION)
        file, rule, reason = fields.text("file"), fields.word("rule"), fields.text("reason")
        if file is not None and rule is not None and reason is not None:
            found.append(GuardException(file, rule, reason, reader.at(item)))
    return tuple(found)
