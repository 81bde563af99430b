"""Foreign keys, and whether what they say agrees with the rest of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from yaml.nodes import Node, ScalarNode

from schemacheck.base.names import Position, QName
from schemacheck.model.keys import Action, ForeignKey
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.model.table import Table
from schemacheck.sources.spec.grammar.keys import ACTIONS, FOREIGN_KEY
from schemacheck.sources.spec.grammar.language import TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import read_attributes, write_attributes
from schemacheck.sources.spec.kinds.keys import order_of_keys
from schemacheck.sources.spec.kinds.references import (
    NotATargetError,
    parse_columns,
    parse_target,
    written_name,
    written_target,
)
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Block, Value

_ITEM = cast(Shape, TABLE.key("foreign_keys").shape.items)


def read_foreign_keys(reader: Reader, node: Node, schema: str) -> tuple[ForeignKey, ...] | Unstated:
    """Read the value of `foreign_keys:` of a table in `schema`."""
    if type(node) is ScalarNode and not is_null(node):
        return UNSTATED
    found: list[ForeignKey] = []
    by_columns: dict[tuple[str, ...], list[ForeignKey]] = {}
    for item in reader.items(node):
        if not reader.fits(item, _ITEM, "foreign_keys"):
            continue
        key = _read_foreign_key(reader, item, schema)
        if key is None:
            continue
        alike = by_columns.setdefault(key.columns, [])
        twin = next((other for other in alike if _same_entry(other, key)), None)
        if twin is not None:
            line = f"first in line {twin.at.line}" if twin.at else None
            reader.mistake(item, f"the foreign key of {', '.join(key.columns)} stands here a second time", line)
        else:
            found.append(key)
            alike.append(key)
    return tuple(found)


def _same_entry(one: ForeignKey, other: ForeignKey) -> bool:
    if (one.columns, one.target, one.target_columns) != (other.columns, other.target, other.target_columns):
        return False
    does = [(each.on_delete, each.on_update, each.deferral) for each in (one, other)]
    if does[0] != does[1] and UNSTATED not in (*does[0], *does[1]):
        # Where both say all that they do, they are two: SQLite has such keys, and both without a name.
        return False
    return one.name is UNSTATED or other.name is UNSTATED or one.name == other.name


def _read_foreign_key(reader: Reader, node: Node, schema: str) -> ForeignKey | None:
    fields = reader.fields(node, FOREIGN_KEY)
    columns = fields.names("columns")
    target = _read_target(reader, fields, schema) if "references" in fields else None
    on_delete, changed = _read_on_delete(reader, fields, columns)
    stated = read_attributes(reader, fields)
    if columns is None or target is None:
        return None
    if len(target[1]) != len(columns):
        reader.mistake(
            fields["references"], f"the key has {len(columns)} of its own columns and points at {len(target[1])}"
        )  # fmt: skip
        return None
    return ForeignKey(
        columns,
        target[0],
        target[1],
        on_delete=on_delete,
        on_delete_columns=changed,
        at=reader.at(node),
        marks=fields.marks(),
        **stated,
    )


def _read_target(reader: Reader, fields: Fields, schema: str) -> tuple[QName, tuple[str, ...]] | None:
    text = fields.text("references") or ""
    try:
        target, columns = parse_target(text, schema)
    except NotATargetError:
        hint = f"name the columns too: {text}(id)" if "(" not in text else "such as companies(id) or audit.log(a, b)"
        reader.mistake(fields["references"], f"references: expected table(column, ...), found {text}", hint)
        return None
    if len(set(columns)) < len(columns):
        reader.mistake(fields["references"], f"references names a column twice: {text}")
        return None
    return target, columns


def _read_on_delete(
    reader: Reader, fields: Fields, columns: tuple[str, ...] | None
) -> tuple[Action | Unstated, tuple[str, ...] | Unstated]:
    """Read the action, and the columns it changes: `set null (a)`; without any, it changes all of them."""
    text = fields.text("on_delete")
    said = fields.word("on_delete")
    if text is None or said == "any":
        return UNSTATED, UNSTATED
    if said is not None:
        return cast(Action, said), ()
    action, _, rest = text.partition("(")
    action = " ".join(action.lower().split())
    if not rest or action not in ("set null", "set default"):
        known = action in ACTIONS
        hint = None if known else reader.did_you_mean(action, ACTIONS)
        found = f"{action} with columns, which only set null and set default take" if known else text
        reader.mistake(
            fields["on_delete"], f"on_delete: expected {FOREIGN_KEY.key('on_delete').shape.says}, found {found}", hint
        )
        return UNSTATED, UNSTATED
    try:
        changed = parse_columns(rest.rstrip().removesuffix(")"))
    except NotATargetError:
        reader.mistake(fields["on_delete"], f"on_delete: expected {action} (column, ...), found {text}")
        return UNSTATED, UNSTATED
    for name in changed:
        if columns is not None and name not in columns:
            reader.mistake(fields["on_delete"], f"on_delete changes {name}, which is no column of this key")
    return cast(Action, action), changed


def write_foreign_keys(keys: tuple[ForeignKey, ...], home: str) -> Value:
    """Write the foreign keys of a table in schema `home`, in the order of columns."""
    return Block(sorted((_write_foreign_key(key, home) for key in keys), key=order_of_keys))


def _write_foreign_key(key: ForeignKey, home: str) -> Value:
    entry: dict[str, Value] = {
        "columns": list(key.columns),
        "references": written_target(key.target, key.target_columns, home),
    }
    put(entry, "on_delete", key.on_delete, UNSTATED)
    if isinstance(key.on_delete_columns, tuple) and key.on_delete_columns and isinstance(key.on_delete, str):
        entry["on_delete"] = f"{key.on_delete} ({', '.join(map(written_name, key.on_delete_columns))})"
    write_attributes(entry, key, FOREIGN_KEY)
    return entry


def check_targets(reader: Reader, tables: Mapping[QName, Table], schemas: frozenset[str]) -> None:
    """Check that every foreign key points at a table and at columns the file knows, so far as it mentions them."""
    for table in tables.values():
        if not isinstance(table.foreign_keys, tuple):
            continue
        for key in table.foreign_keys:
            if key.target in tables:
                _check_columns(reader, key, tables[key.target])
            elif key.target.schema in schemas:
                _unknown_table(reader, key, tables)


def _unknown_table(reader: Reader, key: ForeignKey, tables: Mapping[QName, Table]) -> None:
    home = reader.home
    names = {name.within(home).replace('"', ""): name for name in tables}
    hint = reader.did_you_mean(key.target.within(home).replace('"', ""), names)
    if hint is None:
        hint = "list it; `exists` is enough" if key.target.name else None
    reader.mistake(_target_mark(key), f"{key.target.name} is no table of this file", hint)


def _check_columns(reader: Reader, key: ForeignKey, target: Table) -> None:
    if not isinstance(target.columns, tuple) or target.more_columns:
        return
    known = {column.name: None for column in target.columns}
    for name in key.target_columns:
        if name not in known:
            reader.mistake(
                _target_mark(key), f"{target.name.name} has no column {name}", reader.did_you_mean(name, known)
            )


def _target_mark(key: ForeignKey) -> Position:
    return key.marks["references"]
