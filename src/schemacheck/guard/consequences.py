"""What a statement does to objects it does not name, as far as the expected schema knows.

It is followed both ways: along foreign keys, types, functions, sequences, inheritance and views.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.guard.protection import Protection, key_names, keys_of, listed, takes_numbers_from
from schemacheck.guard.touches import Touch
from schemacheck.guard.words import calls_in, names_in
from schemacheck.model.keys import ForeignKey, Index
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Generated, Table

_GONE: Final = frozenset({"guard-object-dropped"})
_INHERITED: Final = frozenset(
    {
        "guard-table-renamed",
        "guard-table-truncated",
        "guard-delete-without-where",
        "guard-update-without-where",
        "guard-column-added",
        "guard-column-dropped",
        "guard-column-renamed",
        "guard-column-altered",
        "guard-constraint-added",
        "guard-constraint-dropped",
        "guard-constraint-altered",
    }
)
"""What is done to a table and with it to those that inherit from it."""
_TAKES_ROWS: Final = ("cascade", "set null", "set default")


def consequences(touch: Touch, protection: Protection) -> Iterator[Touch]:
    """Yield all that a touch does beyond what the statement names, each once."""
    seen = {_mark(touch)}
    waiting = [touch]
    while waiting:
        for each in _next(waiting.pop(), protection):
            mark = _mark(each)
            if each.table is not None and each.table.schema == touch.of_schema:
                # It goes, or moves, itself.
                continue
            if mark not in seen:
                seen.add(mark)
                waiting.append(each)
                yield each


def _mark(touch: Touch) -> tuple[object, ...]:
    return touch.rule, touch.table, touch.part, touch.schema, touch.name, touch.columns


def _next(touch: Touch, protection: Protection) -> Iterator[Touch]:
    if touch.table is not None:
        yield from _of_table(touch, touch.table, protection)
    elif touch.part == "type":
        yield from _of_type(touch, protection)
    elif touch.part == "function":
        yield from _of_function(touch, protection)
    elif touch.part == "sequence":
        yield from _of_sequence(touch, protection)
    elif touch.part == "collation":
        yield from _of_collation(touch, protection)
    elif touch.part == "extension":
        yield from _of_extension(touch, protection)
    elif touch.part == "foreign server":
        yield from _of_server(touch, protection)
    elif touch.part == "schema":
        yield from _of_schema(touch, protection)


def _how(touch: Touch) -> str | None:
    """Whether what stands on an object falls with it ("drops"), or changes with it; None: it is left alone."""
    if touch.makes:
        return None
    if touch.rule in _GONE:
        return "drops" if touch.cascade else None
    return "changes" if touch.rule in ("guard-object-altered", "guard-enum-label-added") else None


def _with(  # noqa: PLR0917 - as a touch has them
    touch: Touch, rule: str, table: QName, says: str, part: Any = "", name: str = "", *, whole: bool = False
) -> Touch:
    """What happens to something of a table by a touch of something else."""
    return Touch(
        rule,
        says,
        table,
        touch.at,
        part,
        name,
        cascade=touch.cascade,
        by="CASCADE" if touch.cascade else "reference",
        whole=whole,
    )


def _said(touch: Touch) -> str:
    """What is done to the object itself: `changes type mood`."""
    return touch.says.replace("{part}", touch.name).replace("{of}", "")


# --- types, collations, extensions, servers, schemas


def _of_type(touch: Touch, protection: Protection) -> Iterator[Touch]:
    how = _how(touch)
    if how is None:
        return
    schema = touch.schema or protection.home
    reached = _types_with(QName(schema, touch.name), protection)
    for table in protection.tables.values():
        for column in listed(table.columns):
            if _type_of(column.type, protection) in reached:
                yield _column(touch, table, column, how)


def _column(touch: Touch, table: Table, column: Column, how: str) -> Touch:
    rule = {"drops": "guard-column-dropped"}.get(how, "guard-column-altered")
    if touch.rule == "guard-enum-label-added":
        rule = touch.rule
    said = f"{_said(touch)} and with it column {{part}} of {{table}}"
    if how != "drops":
        said = f"{_said(touch)}, which column {{part}} of {{table}} stands on"
    return _with(touch, rule, table.name, said, "column", column.name)


def _types_with(name: QName, protection: Protection) -> set[QName]:
    """A type, and all domains, ranges and composite types that are made of it."""
    found = {name}
    made = [
        (item.name, {_type_of(each, protection) for each in _ingredients(item)})
        for attribute in ("domains", "composite_types", "ranges")
        for item in listed(getattr(protection.schema, attribute))
    ]
    grown = True
    while grown:
        new = {each for each, ingredients in made if ingredients & found} - found
        grown = bool(new)
        found |= new
    return found


def _ingredients(item: Any) -> list[Any]:
    attributes = [kind for _, kind in listed(getattr(item, "attributes", ()))]
    return [getattr(item, "base", None), getattr(item, "subtype", None), *attributes]


def _type_of(kind: Any, protection: Protection) -> QName | None:
    name = getattr(kind, "name", None)
    return QName(kind.schema or protection.home, name) if isinstance(name, str) else None


def _of_collation(touch: Touch, protection: Protection) -> Iterator[Touch]:
    how = _how(touch)
    if how is None or not (how == "drops" or touch.renames):
        return
    for table in protection.tables.values():
        for column in listed(table.columns):
            if isinstance(column.collation, str) and touch.name in (column.collation, column.collation.split(".")[-1]):
                yield _column(touch, table, column, how)


def _of_extension(touch: Touch, protection: Protection) -> Iterator[Touch]:
    """An extension is often called like its type."""
    drops = touch.rule in _GONE and touch.cascade
    if not drops and not touch.renames:
        return
    for table in protection.tables.values():
        for column in listed(table.columns):
            if getattr(column.type, "name", None) == touch.name:
                yield _column(touch, table, column, "drops" if drops else "changes")


def _of_server(touch: Touch, protection: Protection) -> Iterator[Touch]:
    how = _how(touch)
    for table in protection.tables.values():
        if how is not None and table.server == touch.name:
            rule = "guard-table-dropped" if how == "drops" else "guard-table-altered"
            yield _with(touch, rule, table.name, f"{_said(touch)}, where the rows of {{table}} are", whole=True)


def _of_schema(touch: Touch, protection: Protection) -> Iterator[Touch]:
    """Its tables are touches of their own; what else stands in it goes, or moves, too."""
    dropped = touch.rule == "guard-table-dropped" and touch.cascade
    if not (dropped or touch.renames):
        return
    for part, name in protection.objects:
        if name.schema == touch.name:
            rule = "guard-object-dropped" if dropped else "guard-object-altered"
            yield Touch(
                rule,
                f"{_said(touch)}, and with it {part} {{part}}",
                None,
                touch.at,
                part,
                name.name,
                schema=name.schema,
                cascade=dropped,
                renames=touch.renames,
                by="CASCADE" if dropped else "schema",
            )


# --- functions and sequences


def _of_function(touch: Touch, protection: Protection) -> Iterator[Touch]:
    how = _how(touch)
    if how is None or not (how == "drops" or touch.renames):
        return
    name = touch.name
    for table in protection.tables.values():
        says = f"{_said(touch)}, which {{0}} of {{{{table}}}} calls"
        for trigger in listed(table.triggers):
            if trigger.function == QName(touch.schema or protection.home, name):
                said = says.format("trigger {part}")
                yield _with(touch, "guard-trigger-changed", table.name, said, "trigger", trigger.name)
        for policy in listed(table.policies):
            if name in calls_in(policy.using, policy.check):
                said = says.format("policy {part}")
                yield _with(touch, "guard-access-changed", table.name, said, "policy", policy.name)
        for column in listed(table.columns):
            yield from _calling_column(touch, table, column, says, how)
        for check in listed(table.checks):
            if name in calls_in(check.expression):
                rule = f"guard-constraint-{'dropped' if how == 'drops' else 'altered'}"
                label = check.name if isinstance(check.name, str) else ""
                yield _with(touch, rule, table.name, says.format("a check"), "constraint", label)
        for key in keys_of(table):
            if isinstance(key, Index) and name in calls_in(key.predicate, *(part.expression for part in key.parts)):
                rule = f"guard-index-{'dropped' if how == 'drops' else 'altered'}"
                yield _with(touch, rule, table.name, says.format("index {part}"), "index", key_names(table, key)[0])
        if name in calls_in(table.definition):
            rule = f"guard-table-{'dropped' if how == 'drops' else 'altered'}"
            yield _with(touch, rule, table.name, f"{_said(touch)}, which {{table}} calls", whole=how == "drops")


def _calling_column(touch: Touch, table: Table, column: Column, says: str, how: str) -> Iterator[Touch]:
    generated = column.generated
    if isinstance(generated, Generated) and touch.name in calls_in(generated.expression):
        rule = f"guard-column-{'dropped' if how == 'drops' else 'altered'}"
        yield _with(touch, rule, table.name, says.format("column {part}"), "column", column.name)
    elif touch.name in calls_in(column.default):
        said = says.format("the default of column {part}")
        yield _with(touch, "guard-column-altered", table.name, said, "column", column.name)


def _of_sequence(touch: Touch, protection: Protection) -> Iterator[Touch]:
    about = touch.rule in ("guard-access-changed", "guard-comment-changed")
    rule = touch.rule if about else "guard-column-altered"
    if _how(touch) is None and not about:
        return
    owners = {
        (item.name.schema, *item.owned_by.rsplit(".", 1))
        for _noun, item in protection.objects.get(("sequence", QName(touch.schema or protection.home, touch.name)), ())
        if isinstance(item.owned_by, str)
    }
    for table in protection.tables.values():
        for column in listed(table.columns):
            if (
                takes_numbers_from(table, column, touch.name)
                or (table.name.schema, table.name.name, column.name) in owners
            ):
                said = f"{_said(touch)}, which column {{part}} of {{table}} takes its numbers from"
                yield _with(touch, rule, table.name, said, "column", column.name)


# --- tables


def _of_table(touch: Touch, table: QName, protection: Protection) -> Iterator[Touch]:
    rule = touch.rule
    if touch.cascade and rule in ("guard-table-dropped", "guard-column-dropped"):
        yield from _views(touch, table, protection, "drops")
    if rule == "guard-table-truncated":
        if touch.cascade:
            yield from _emptied_with(touch, table, protection)
    elif touch.cascade:
        yield from _keys_that_fall(touch, table, protection)
    if rule in ("guard-table-renamed", "guard-column-renamed") and touch.by != "database":
        yield from _pointing(touch, table, protection)
        yield from _views(touch, table, protection, "changes")
    elif (rule == "guard-trigger-changed" and touch.whole) or (rule == "guard-column-altered" and touch.retypes):
        yield from _pointing(touch, table, protection)
    elif rule in ("guard-delete-without-where", "guard-update-without-where"):
        yield from _rows_that_follow(touch, table, protection)
        yield from _below_view(touch, table, protection)
    if rule in _INHERITED and not (touch.only and rule != "guard-table-renamed"):
        for child in protection.children.get(table, ()):
            says = touch.says.replace("{table}", f"{table.name}, from which {{table}} inherits")
            yield replace(touch, table=child.name, says=says, by="reference", cascade=False)
    if touch.cascade and rule == "guard-table-dropped":
        for child in protection.children.get(table, ()):
            says = f"drops {table.name} and {{table}}, which inherits from it, with it"
            yield replace(touch, table=child.name, says=says, by="CASCADE")


def _emptied_with(touch: Touch, target: QName, protection: Protection) -> Iterator[Touch]:
    for holder, _key in protection.pointing.get(target, ()):
        if holder.name != target:
            says = f"empties {target.name} and {{table}}, which points there, with it"
            yield replace(touch, table=holder.name, says=says, by="CASCADE")


def _keys_that_fall(touch: Touch, table: QName, protection: Protection) -> Iterator[Touch]:
    for holder, key in protection.pointing.get(table, ()):
        if touch.whole and holder.name == table:
            continue
        if _needs(key, touch, protection):
            yield Touch(
                "guard-constraint-dropped",
                f"drops constraint {{part}} of {{table}} by CASCADE, since it points at {table.name}",
                holder.name,
                touch.at,
                "constraint",
                key_names(holder, key)[0],
                key.columns,
                by="CASCADE",
            )


def _needs(key: ForeignKey, touch: Touch, protection: Protection) -> bool:
    """Whether a foreign key falls when its target is touched so."""
    if touch.whole:
        return True
    if touch.rule == "guard-column-dropped":
        return touch.name in key.target_columns
    if touch.rule in ("guard-constraint-dropped", "guard-index-dropped"):
        target = protection.tables.get(key.target)
        candidates = [each for each in keys_of(target) if not isinstance(each, ForeignKey)] if target else []
        return any(
            each.columns == key.target_columns and target is not None and touch.name in key_names(target, each)
            for each in candidates
        )
    return False


def _pointing(touch: Touch, target: QName, protection: Protection) -> Iterator[Touch]:
    """The foreign keys that point at a table: its name is part of them, and its triggers do half their work."""
    for holder, key in protection.pointing.get(target, ()):
        if holder.name == target or (touch.part == "column" and touch.name not in key.target_columns):
            continue
        done = touch.says.replace("{table}", target.name).replace("{part}", touch.name)
        yield Touch(
            "guard-constraint-altered",
            f"{done}, where constraint {{part}} of {{table}} points",
            holder.name,
            touch.at,
            "constraint",
            key_names(holder, key)[0],
            by="reference",
        )


def _rows_that_follow(touch: Touch, target: QName, protection: Protection) -> Iterator[Touch]:
    """Rows that point at those that are deleted, or whose key is updated."""
    deletes = touch.rule == "guard-delete-without-where"
    what = "deletes all rows" if deletes else "updates all keys"
    for holder, key in protection.pointing.get(target, ()):
        if holder.name == target or not (deletes or set(key.target_columns) & set(touch.columns)):
            continue
        action = key.on_delete if deletes else key.on_update
        if action in _TAKES_ROWS:
            rule = touch.rule if action == "cascade" else "guard-update-without-where"
            columns = () if rule == "guard-delete-without-where" else key.columns
            says = f"{what} of {target.name}, and rows of {{table}} follow: {action}"
            yield replace(touch, rule=rule, table=holder.name, says=says, columns=columns, by="reference")
        elif action is UNSTATED:
            says = f"{what} of {target.name}; the file does not say what becomes of rows of {{table}} that point there"
            yield Touch("guard-unread", says, holder.name, touch.at, by="reference")


def _views(touch: Touch, table: QName, protection: Protection, how: str) -> Iterator[Touch]:
    """Views whose query names the table, and the column where it is about one."""
    needed = {table.name, touch.name} if touch.part == "column" else {table.name}
    for view in protection.views:
        if view.name != table and needed <= names_in(view.definition):
            if how == "drops":
                says = f"drops {{table}} by CASCADE, since it stands on {table.name}"
                yield Touch("guard-table-dropped", says, view.name, touch.at, whole=True, cascade=True, by="CASCADE")
            else:
                done = touch.says.replace("{table}", table.name).replace("{part}", touch.name)
                says = f"{done}, on which {{table}} stands"
                yield Touch("guard-table-altered", says, view.name, touch.at, by="reference")


def _below_view(touch: Touch, view: QName, protection: Protection) -> Iterator[Touch]:
    """All rows that a view shows are rows of the one table it is a view of."""
    table = protection.tables.get(view)
    below = protection.below(table) if table is not None else None
    if below is not None:
        says = touch.says.replace("{table}", f"{{table}} through {view.name}")
        yield replace(touch, table=below, says=says, by="reference")
