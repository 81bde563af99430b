"""What one side says of the objects that a message is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from schemacheck.app.answers.places import ATTRIBUTES, Place
from schemacheck.app.answers.side import HeldMember, SideIndex, columns_of, kinds
from schemacheck.base.names import QName, quoted
from schemacheck.base.near import Names
from schemacheck.compare.engine import NameScope
from schemacheck.compare.kinds.access import privilege_words
from schemacheck.model.access import Grants
from schemacheck.model.keys import Index
from schemacheck.model.policies import Policy
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table
from schemacheck.report.answer import SideAnswer
from schemacheck.report.finding import shown

_NOUNS: Final = {
    "enums": "enum type",
    "domains": "domain",
    "composite_types": "composite type",
    "ranges": "range type",
    "functions": "function",
    "sequences": "sequence",
    "extensions": "extension",
    "uniques": "unique",
    "checks": "check constraint",
    "exclusions": "exclusion constraint",
    "policies": "policy",
}
_FEW: Final = 4
"""So many of what a table has in place of something are named."""


def say(place: Place, side: SideIndex, *, home: str, rights: bool) -> SideAnswer:
    """Say what a side has of an object.

    Args:
        place: the object.
        side: the side that is asked.
        home: the schema whose names are written without it.
        rights: whether owner and grants belong to the answer.
    """
    if place.kind == "schema":
        return _schema(place, side)
    if place.table is None:
        return _alone(place, side, home)
    table = side.tables.get(place.table)
    if table is None:
        return _no_table(place.table, side, home)
    if place.kind == "table":
        return SideAnswer("there", _of_table(table, rights=rights), table.at)
    scope = NameScope(home, table.name.schema, table.name.name)
    if place.kind == "column":
        return _column(place, table, scope, side)
    if place.kind == "key":
        return _key(place, table, scope, side)
    return _constraint(place, table, scope, side)


def _schema(place: Place, side: SideIndex) -> SideAnswer:
    if place.name in side.namespaces:
        return SideAnswer("there", "has it", side.schema.namespace_marks.get(place.name))
    near = Names(side.namespaces).nearest(place.name)
    if not side.schema.origin.is_database:
        return SideAnswer("absent", f"does not mention it{_but(near)}")
    return SideAnswer("absent", f"does not have it{_but(near)}")


def _but(near: str | None) -> str:
    return f"; it has {near}" if near else ""


def _no_table(name: QName, side: SideIndex, home: str) -> SideAnswer:
    if name in side.by_name.get(name.name, ()):
        return SideAnswer("there", "has it; no more of it was read")
    others = [other for other in side.by_name.get(name.name, ()) if other != name]
    if others:
        where = ", ".join(other.schema for other in others)
        return SideAnswer("absent", f"has no {name.within(home)}; a relation of this name is in schema {where}")
    near = side.table_names.nearest(name.name) or side.table_names.nearest(f"{name.schema}.{name.name}")
    told = ""
    if near is not None:
        # A table of this name in the same schema before any other.
        there = min(side.by_name[near], key=lambda each: each.schema != name.schema)
        at = side.tables[there].at if there in side.tables else None
        return SideAnswer("absent", f"has no table {name.within(home)}; it has {there.within(home)}", at)
    if name.schema not in side.namespaces and side.schema.origin.is_database:
        told = f", nor a schema {name.schema} among those that were read"
    return SideAnswer("absent", f"has no table {name.within(home)}{told}")


def _of_table(table: Table, *, rights: bool) -> str:
    words = [f"has it, {_article(str(table.kind))}"] if table.kind is not UNSTATED else ["has it"]
    columns = columns_of(table)
    if columns:
        words.append(f"{len(columns)} column{'s' if len(columns) > 1 else ''}")
    elif table.columns is UNSTATED:
        words.append("of which it states no columns")
    if rights:
        if isinstance(table.owner, str):
            words.append(f"owner {table.owner}")
        words.append(f"granted {_grants(table.grants)}" if isinstance(table.grants, tuple) else "grants not stated")
    if isinstance(table.row_security, str) and table.row_security != "off":
        words.append(f"row security {table.row_security}")
        if isinstance(table.policies, tuple):
            words.append(f"policies {', '.join(map(_policy, table.policies)) or 'none'}")
    return ", ".join(words)


def _article(noun: str) -> str:
    return f"a {noun}"


def _grants(grants: Sequence[Grants]) -> str:
    told = [
        f"{', '.join(privilege_words(each.privileges))} to {each.grantee}" for each in grants if each.grantee != "OWNER"
    ]
    return "; ".join(told) or "to nobody"


def _policy(policy: Policy) -> str:
    roles = ", ".join(policy.roles) if isinstance(policy.roles, tuple) else "any"
    kind = "" if policy.permissive is not False else "restrictive, "
    return f"{quoted(policy.name)} ({kind}{policy.command} to {roles})"


def _column(place: Place, table: Table, scope: NameScope, side: SideIndex) -> SideAnswer:
    if not isinstance(table.columns, tuple):
        return SideAnswer("unsaid", f"lists {table.name.name} without its columns", table.at)
    column = next((each for each in table.columns if each.name == place.name), None)
    if column is not None:
        return SideAnswer(
            "there", f"has it: {_shown('columns', column, scope)}{_of_type(column, side)}", column.at or table.at
        )
    near = Names(each.name for each in table.columns).nearest(place.name)
    told = ""
    if near is not None:
        other = next(each for each in table.columns if each.name == near)
        told = f"; it has {near}: {_shown('columns', other, scope)}"
    elif table.more_columns:
        return SideAnswer("unsaid", "does not list it, and allows more columns than it lists", table.at)
    return SideAnswer("absent", f"{table.name.within(scope.home)} has no column {place.name}{told}", table.at)


def _of_type(column: Column, side: SideIndex) -> str:
    """The labels of a column's enum type: what may stand in it."""
    name = getattr(column.type, "name", None)
    if name is None:
        return ""
    return next(
        (
            f", {_NOUNS['enums']} of {shown(each.labels)}"
            for each in side.objects("enums")
            if each.name.name == name and isinstance(each.labels, tuple)
        ),
        "",
    )


def _shown(attribute: str, item: Any, scope: NameScope) -> str:
    return shown(kinds()[attribute].kind().show(item, scope))


def _key(place: Place, table: Table, scope: NameScope, side: SideIndex) -> SideAnswer:
    """Say whether the columns are unique for every row."""
    if table.uniques is UNSTATED and table.primary_key is UNSTATED:
        return SideAnswer("unsaid", f"says nothing of the uniques of {table.name.name}", table.at)
    members = [member for attribute in ("primary_key", "uniques") for member in side.of_table(table.name, attribute)]
    wanted = set(place.columns)
    same = [each for each in members if each.columns == wanted and len(each.item.columns) == len(wanted)]
    whole = [each for each in same if _is_whole(each.item)]
    if whole:
        return SideAnswer("there", f"has it: {_of_key(whole[0], scope)}", whole[0].item.at or table.at)
    if same:
        return SideAnswer(
            "absent",
            f"has {_of_key(same[0], scope)}, which is not for every row, or not at once",
            same[0].item.at or table.at,
        )
    told = "; ".join(_of_key(each, scope) for each in members[:_FEW])
    more = f" and {len(members) - _FEW} more" if len(members) > _FEW else ""
    return SideAnswer("absent", f"has no such unique{f'; it has {told}{more}' if told else ''}", table.at)


def _is_whole(item: Any) -> bool:
    if item.deferral != "no":
        return False
    return not isinstance(item, Index) or (item.predicate is None and item.usable is not False)


def _of_key(member: HeldMember, scope: NameScope) -> str:
    noun = "the primary key" if member.attribute == "primary_key" else "unique"
    name = f" {quoted(member.item.name)}" if isinstance(member.item.name, str) else ""
    return f"{noun}{name} {_value(member, scope)}"


def _value(member: HeldMember, scope: NameScope) -> str:
    value = _shown(member.attribute, member.item, scope)
    if member.attribute == "foreign_keys":
        return f"({', '.join(member.item.columns)}) -> {value}"
    return value


def _constraint(place: Place, table: Table, scope: NameScope, side: SideIndex) -> SideAnswer:
    member = counterpart(place, side)
    if member is not None:
        return SideAnswer(
            "there",
            f"has it: {noun_of(member.attribute)} {_value(member, scope)}{_state(member.item)}",
            member.item.at or table.at,
        )
    if place.attribute and not side.speaks_of(place.attribute, table.name):
        return SideAnswer(
            "unsaid", f"says nothing of the {place.attribute.replace('_', ' ')} of {table.name.name}", table.at
        )
    if not place.attribute:
        return SideAnswer("absent", f"has nothing of this name on {table.name.within(scope.home)}", table.at)
    others = side.of_table(table.name, place.attribute)[:_FEW]
    told = "; ".join(_value(each, scope) for each in others)
    return SideAnswer("absent", f"does not have it{f'; it has {told}' if told else ''}", table.at)


def _state(item: Any) -> str:
    marks = [
        word
        for attribute, bad, word in (
            ("validated", False, "NOT VALID"),
            ("enforced", False, "NOT ENFORCED"),
            ("usable", False, "invalid"),
            ("triggers_enabled", False, "its triggers disabled"),
        )
        if getattr(item, attribute, None) is bad
    ]
    return f", {', '.join(marks)}" if marks else ""


def counterpart(place: Place, side: SideIndex) -> HeldMember | None:
    """Return what a side has of a constraint: by its name, or, where names are left open, by its columns."""
    if place.table is None:
        return None
    named = [each for each in side.members.get(place.name, ()) if each.table.name == place.table]
    if named:
        return named[0]
    if not place.attribute or not place.columns:
        return None
    alike = [each for each in side.of_table(place.table, place.attribute) if each.columns == set(place.columns)]
    # One that bears another name on purpose is another one.
    return next((each for each in alike if not isinstance(each.item.name, str) or side.schema.origin.is_database), None)


def _alone(place: Place, side: SideIndex, home: str) -> SideAnswer:
    """Say what a side has of something that no table holds, or of a column or constraint whose table nobody knows."""
    if place.kind == "column":
        near = side.column_names.nearest(place.name)
        told = f"; {side.columns[near][0].name.within(home)} has {near}" if near else ""
        return SideAnswer("absent", f"no table has a column of this name{told}")
    if place.kind in ("constraint", "key"):
        near = Names(side.members).nearest(place.name) if place.name else None
        told = f"; {near} is on {side.members[near][0].table.name.within(home)}" if near else ""
        return SideAnswer("absent", f"no table has a constraint or index of this name{told}")
    attributes = ATTRIBUTES[place.kind]
    wanted = _qualified(place.name, home)
    found = [(attribute, each) for attribute in attributes for each in side.objects(attribute) if each.name in wanted]
    if found:
        attribute = found[0][0]
        words = [_object(attribute, each) for _, each in found]
        return SideAnswer("there", f"has it: {'; '.join(words[:_FEW])}", found[0][1].at)
    if not any(side.speaks_of(attribute) for attribute in attributes):
        nouns = {"object": "roles, nor of other objects that no table holds"}
        return SideAnswer("unsaid", f"says nothing of {nouns.get(place.kind, f'{place.kind}s')}")
    names = Names(each.name.name for attribute in attributes for each in side.objects(attribute))
    elsewhere = [each for attribute in attributes for each in side.objects(attribute) if each.name.name == place.name]
    if elsewhere:
        return SideAnswer("absent", f"has one of this name in schema {elsewhere[0].name.schema}", elsewhere[0].at)
    near = names.nearest(place.name)
    if place.kind == "object":
        return SideAnswer("unsaid", "knows no object of this name; roles are not compared")
    return SideAnswer("absent", f"has no {place.kind} of this name{_but(near)}")


def _qualified(name: str, home: str) -> set[QName]:
    schema, dot, plain = name.partition(".")
    return {QName(home, name), QName("", name), *([QName(schema, plain)] if dot else [])}


def _object(attribute: str, item: Any) -> str:
    noun = _NOUNS[attribute]
    if attribute == "enums" and isinstance(item.labels, tuple):
        return f"{noun} {shown(item.labels)}"
    if attribute == "functions":
        return f"{item.name.name}{item.signature}"
    if attribute == "domains" and item.base is not UNSTATED:
        return f"{noun} over {item.base}"
    return noun


def noun_of(attribute: str) -> str:
    """What the objects are called that a schema or a table keeps there."""
    return _NOUNS.get(attribute) or str(kinds()[attribute].kind().noun)
