"""Functions, procedures and aggregates: identified by name and the types of their input arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.near import Names
from schemacheck.compare.engine import Answer, Facet, HolderPair, Kind, NameScope, rule
from schemacheck.compare.kinds.arguments import same_arguments, same_result
from schemacheck.compare.kinds.schema_object import either, named, plain, schema_object_kind
from schemacheck.compare.kinds.texts import changed_lines, same_body, same_printed, show_long
from schemacheck.compare.kinds.user_types import Pairs, show_pairs
from schemacheck.compare.results import NearMiss
from schemacheck.compare.spare import Spare
from schemacheck.report.finding import Value
from schemacheck.report.subject import Subject
from schemacheck.sql.parameters import meaning, same_setting
from schemacheck.sql.types import TypeName

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.routines import Aggregate, Routine

_ARTICLES: Final = {"aggregate": "an aggregate"}


def _show_aggregate(value: Aggregate | None, _scope: NameScope) -> Value:
    if value is None:
        return None
    stated = ((each.name.replace("_", " "), getattr(value, each.name)) for each in fields(value))
    return "; ".join(f"{name} {part}" for name, part in stated if part is not None)


def _same_settings(expected: Pairs, live: Pairs, _scope: NameScope) -> Answer:
    found = dict(live)
    return len(expected) == len(found) and all(
        name in found and same_setting(name, value, found[name]) for name, value in expected
    )


def _by_name(type_: TypeName) -> TypeName:
    """Tell a type of an extension by its name alone."""
    return TypeName(None, type_.name, type_.modifiers, type_.array) if type_.of_extension else type_


def _same_number(expected: str | None, live: str | None, _scope: NameScope) -> Answer:
    if expected is None or live is None:
        return expected is live
    return meaning("", expected) == meaning("", live)


def _show(routine: Routine, _scope: NameScope) -> Value:
    if isinstance(routine.result, str):
        return f"returns {routine.result}"
    return routine.kind if isinstance(routine.kind, str) else None


def _by_schema(routines: Sequence[Any]) -> dict[str, tuple[dict[str, Any], Names]]:
    """The first routine of each name in each schema, and their names."""
    found: dict[str, dict[str, Any]] = {}
    for routine in routines:
        if routine.part_of is None:
            found.setdefault(routine.name.schema, {}).setdefault(routine.name.name, routine)
    return {schema: (named, Names(named)) for schema, named in found.items()}


def _near(missing: Routine, spare: Spare[Any], _holders: HolderPair) -> NearMiss | None:
    """Name a function of the same name with other arguments, or one of nearly the same name."""
    named, names = spare.in_order(_by_schema).get(missing.name.schema, ({}, Names(())))
    if (other := named.get(missing.name.name)) is not None:
        return NearMiss(f"{other.name.name}{other.signature} is", "Were its arguments changed?")
    found = names.nearest(missing.name.name)
    return None if found is None else NearMiss(f"{found} is", f"Was {missing.name.name} renamed?")


def _rights(_expected: Routine | None, live: Routine | None, _holders: HolderPair) -> tuple[tuple[str, str], ...]:
    """Say with whose rights a function runs and where it finds what it names, where that is not its caller's affair."""
    if live is None or live.security_definer is not True:
        return ()
    facts = [("runs as", live.owner)] if isinstance(live.owner, str) else []
    if isinstance(live.settings, tuple):
        path = dict(live.settings).get("search_path")
        facts.append(("finds by", f"search_path = {path}" if path is not None else "the search_path of its caller"))
    return tuple(facts)


FUNCTION: Final[Kind[Any]] = replace(
    schema_object_kind(
        "function",
        "functions",
        "functions",
        (
            plain("kind", "function-kind", show=lambda value, _scope: _ARTICLES.get(value, f"a {value}")),
            Facet(
                "arguments",
                lambda routine: routine.arguments,
                lambda _expected, _live: "function-arguments",
                same_arguments,
                lambda value, _scope: value.text,
            ),
            Facet("returns", lambda routine: routine.result, rule("function-result"), same_result),
            plain("language", "function-language"),
            Facet(
                "security_definer",
                lambda routine: routine.security_definer,
                lambda _expected, live: (
                    "function-security-definer" if live.security_definer else "function-security-invoker"
                ),
                show=lambda value, _scope: "its owner" if value else "its caller",
            ),
            plain("settings", "function-settings", _same_settings, show_pairs),
            Facet(
                "body",
                lambda routine: routine.body,
                lambda _expected, _live: "function-body",
                same_body,
                show_long,
                evidence=changed_lines,
            ),
            Facet(
                "sql_body",
                lambda routine: routine.sql_body,
                lambda _expected, _live: "function-body",
                same_printed,
                show_long,
                evidence=changed_lines,
            ),
            plain("aggregate", "aggregate-parts", show=_show_aggregate),
            plain("library", "function-body"),
            plain("volatility", "function-volatility"),
            either("strict", "function-strict", "strict", "called with NULL"),
            plain("parallel", "function-parallel", show=lambda value, _scope: f"parallel {value}"),
            either("leakproof", "function-leakproof", "leakproof", "not leakproof"),
            replace(named("cost", "function-planning", "COST"), same=_same_number),
            replace(named("rows", "function-planning", "ROWS"), same=_same_number),
            named("support", "function-planning", "SUPPORT"),
        ),
        show=_show,
        missing="function-missing",
        unexpected="function-unexpected",
    ),
    identities=(
        lambda routine: (routine.name, routine.inputs),
        lambda routine: (routine.name, tuple(map(_by_name, routine.inputs))),
    ),
    name=lambda routine: f"{routine.name.name}{routine.signature}",
    subject=lambda routine, _scope: Subject(
        "function", routine.name.schema, routine.name.name, suffix=routine.signature
    ),
    near=_near,
    facts=_rights,
)
