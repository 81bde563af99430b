"""What the language of expected_schema.yaml can say, snippet by snippet. The editor's tests use the same snippets."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from textwrap import dedent, indent

import pytest

from schemacheck.base.names import Position, QName
from schemacheck.model.keys import Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Generated, Table
from schemacheck.report.policy import Ignore, Waiver
from schemacheck.report.rules import Severity
from schemacheck.sources.spec import Spec, read_spec
from schemacheck.sql.defaults import Default
from schemacheck.sql.types import parse_type

SERIAL = Default("serial", "")


def with_columns(*lines: str) -> str:
    """A spec of one table with these columns."""
    return "version: 1\ntables:\n  t:\n    columns:\n" + "".join(f"      {line}\n" for line in lines)


def with_keys(text: str) -> str:
    """A spec of a table with columns a, b, c, d and whatever stands in `text`, and of a table `other` with id, id2."""
    return (
        "version: 1\ntables:\n  other:\n    columns: {id: text, id2: text}\n"
        "  t:\n    columns: {a: text, b: text, c: text, d: text}\n" + indent(dedent(text), "    ")
    )


def table(spec: Spec, name: str = "t") -> Table:
    return next(table for table in spec.schema.tables if table.name.name == name)


def column(spec: Spec) -> Column:
    columns = table(spec).columns
    assert isinstance(columns, tuple)
    return columns[0]


def unique(spec: Spec) -> Index:
    uniques = table(spec).uniques
    assert isinstance(uniques, tuple)
    return uniques[0]


def foreign(spec: Spec, facet: str) -> object:
    keys = table(spec).foreign_keys
    assert isinstance(keys, tuple)
    return getattr(keys[0], facet)


COLUMNS: dict[str, Column] = {
    "c: text": Column("c", parse_type("text"), nullable=False),
    "c: text?": Column("c", parse_type("text"), nullable=True),
    "c: timestamp(3)?": Column("c", parse_type("timestamp(3)"), nullable=True),
    "c: text[]?": Column("c", parse_type("text[]"), nullable=True),
    "c: numeric(12, 2)": Column("c", parse_type("numeric(12,2)"), nullable=False),
    "c: double precision ?": Column("c", parse_type("float8"), nullable=True),
    "c: Mood": Column("c", parse_type("Mood"), nullable=False),
    "c: '\"tex\"'": Column("c", parse_type('"tex"'), nullable=False),
    "c: audit.tex?": Column("c", parse_type("audit.tex"), nullable=True),
    "c: citext": Column("c", parse_type("citext"), nullable=False),
    "c: serial": Column("c", parse_type("integer"), nullable=False, default=SERIAL),
    "c: BIGSERIAL": Column("c", parse_type("bigint"), nullable=False, default=SERIAL),
    "c: smallserial?": Column("c", parse_type("smallint"), nullable=True, default=SERIAL),
    "c: any": Column("c", *[UNSTATED] * 9),
    "no: text": Column("no", parse_type("text"), nullable=False),
    "on: text": Column("on", parse_type("text"), nullable=False),
    "1: text": Column("1", parse_type("text"), nullable=False),
    "null: text": Column("null", parse_type("text"), nullable=False),
    "2024-01-01: text": Column("2024-01-01", parse_type("text"), nullable=False),
    '"<<": text': Column("<<", parse_type("text"), nullable=False),
    '"a b:c#d": text': Column("a b:c#d", parse_type("text"), nullable=False),
    f"{'é' * 40}: text": Column("é" * 31, parse_type("text"), nullable=False),
    "c: {type: text}": Column("c", parse_type("text"), nullable=False),
    "c: {type: text?}": Column("c", parse_type("text"), nullable=True),
    "c: {type: text, nullable: true}": Column("c", parse_type("text"), nullable=True),
    "c: {type: text, nullable: any}": Column("c", parse_type("text"), UNSTATED),
    "c: {type: any, nullable: true}": Column("c", UNSTATED, nullable=True),
    "c: {type: text, default: \"'draft'\"}": Column("c", parse_type("text"), False, Default("text", "draft")),
    "c: {type: text, default: \"''\"}": Column("c", parse_type("text"), False, Default("text", "")),
    "c: {type: boolean, default: false}": Column("c", parse_type("boolean"), False, Default("boolean", "false")),
    'c: {type: boolean, default: "false"}': Column("c", parse_type("boolean"), False, Default("boolean", "false")),
    "c: {type: integer, default: 0}": Column("c", parse_type("integer"), False, Default("number", "0")),
    "c: {type: timestamp(3), default: CURRENT_TIMESTAMP}": Column(
        "c", parse_type("timestamp(3)"), False, Default("now", "")
    ),
    "c: {type: text, default: null}": Column("c", parse_type("text"), nullable=False),
    "c: {type: text, default: none}": Column("c", parse_type("text"), nullable=False),
    "c: {type: text, default: any}": Column("c", parse_type("text"), False, UNSTATED),
    "c: {type: bigint, identity: always}": Column("c", parse_type("bigint"), False, identity="always"),
    "c: {type: bigint, identity: BY DEFAULT}": Column("c", parse_type("bigint"), False, identity="by default"),
    "c: {type: bigint, identity: any}": Column("c", parse_type("bigint"), False, identity=UNSTATED),
    "c: {type: text, generated: lower(a)}": Column("c", parse_type("text"), False, generated=Generated("lower(a)")),
    "c: {type: text, generated: {expression: lower(a), stored: false}}": Column(
        "c", parse_type("text"), False, generated=Generated("lower(a)", stored=False)
    ),
    "c: {type: text, collation: C}": Column("c", parse_type("text"), False, collation="C"),
    "c: {type: text, collation: any}": Column("c", parse_type("text"), False, collation=UNSTATED),
    "c: {type: text, not_null_validated: false}": Column("c", parse_type("text"), False, not_null_validated=False),
    "c: {type: text, not_null_no_inherit: true}": Column("c", parse_type("text"), False, not_null_no_inherit=True),
    "c: {type: text, not_null_name: no}": Column("c", parse_type("text"), False, not_null_name="no"),
}


@pytest.mark.parametrize("snippet", COLUMNS)
def test_a_column(snippet: str) -> None:
    assert column(read_spec(with_columns(snippet), "spec.yaml")) == COLUMNS[snippet]


def keys(text: str) -> Spec:
    return read_spec(with_keys(text), "spec.yaml")


KEYS: dict[str, tuple[Callable[[Spec], object], object]] = {
    "primary_key: a": (lambda s: table(s).primary_key, PrimaryKey(("a",))),
    "primary_key: [b, a]": (lambda s: table(s).primary_key, PrimaryKey(("b", "a"))),
    "primary_key: {columns: a, name: pk, deferrable: initially deferred}": (
        lambda s: table(s).primary_key,
        PrimaryKey(("a",), "pk", "initially deferred"),
    ),
    "primary_key: none": (lambda s: table(s).primary_key, None),
    "primary_key: any": (lambda s: table(s).primary_key, UNSTATED),
    "primary_key:": (lambda s: table(s).primary_key, None),
    "unique: any": (lambda s: table(s).uniques, UNSTATED),
    "unique:": (lambda s: table(s).uniques, ()),
    "unique: []": (lambda s: table(s).uniques, ()),
    "unique: [a]": (unique, Index((KeyPart("a"),), unique=True)),
    "unique: [[a, b]]": (unique, Index((KeyPart("a"), KeyPart("b")), unique=True)),
    "unique: [[{expression: lower(a)}, b]]": (
        unique,
        Index((KeyPart(None, expression="lower(a)"), KeyPart("b")), unique=True),
    ),
    """
    unique:
      - columns: [a, {column: b, operator_class: text_pattern_ops, collation: C, descending: true}]
        name: t_ab
        where: c IS NULL
        nulls_distinct: false
        deferrable: deferrable
        as: index
        method: btree
        include: [d]
        valid: false
    """: (
        unique,
        Index(
            (
                KeyPart("a"),
                KeyPart("b", operator_class="text_pattern_ops", collation="C", descending=True, nulls_first=True),
            ),
            unique=True,
            name="t_ab",
            predicate="c IS NULL",
            nulls_distinct=False,
            deferral="deferrable",
            constraint=False,
            include=("d",),
            usable=False,
        ),
    ),
    "unique: [{columns: a, where: any, as: constraint, deferrable: false, nulls_distinct: any, include: any}]": (
        unique,
        Index(
            (KeyPart("a"),),
            unique=True,
            predicate=UNSTATED,
            constraint=True,
            nulls_distinct=UNSTATED,
            include=UNSTATED,
        ),
    ),
    "foreign_keys: any": (lambda s: table(s).foreign_keys, UNSTATED),
    "foreign_keys: [{columns: a, references: other(id)}]": (lambda s: foreign(s, "target"), QName("public", "other")),
    "foreign_keys: [{columns: b, references: other(id)}]": (lambda s: foreign(s, "on_delete"), UNSTATED),
    "foreign_keys: [{columns: c, references: other(id)}]": (lambda s: foreign(s, "name"), UNSTATED),
    "foreign_keys: [{columns: [a, b], references: 'other(id, id2)'}]": (
        lambda s: foreign(s, "target_columns"),
        ("id", "id2"),
    ),
    "foreign_keys: [{columns: a, references: elsewhere.Log(id)}]": (
        lambda s: foreign(s, "target"),
        QName("elsewhere", "Log"),
    ),
    'foreign_keys: [{columns: a, references: \'"else where" . "a""b"("x, y")\'}]': (
        lambda s: (foreign(s, "target"), foreign(s, "target_columns")),
        (QName("else where", 'a"b'), ("x, y",)),
    ),
    "foreign_keys: [{columns: a, references: other(id), on_delete: SET NULL}]": (
        lambda s: foreign(s, "on_delete"),
        "set null",
    ),
    "foreign_keys: [{columns: [a, b], references: 'other(id, id2)', on_delete: set null (a)}]": (
        lambda s: (foreign(s, "on_delete"), foreign(s, "on_delete_columns")),
        ("set null", ("a",)),
    ),
    "foreign_keys: [{columns: a, references: other(id), on_update: no action}]": (
        lambda s: foreign(s, "on_update"),
        "no action",
    ),
    "foreign_keys: [{columns: a, references: other(id), match: full}]": (lambda s: foreign(s, "match"), "full"),
    "foreign_keys: [{columns: a, references: other(id), deferrable: true}]": (
        lambda s: foreign(s, "deferral"),
        "deferrable",
    ),
    "foreign_keys: [{columns: a, references: other(id), validated: false}]": (lambda s: foreign(s, "validated"), False),
    "foreign_keys: [{columns: a, references: other(id), enforced: any}]": (lambda s: foreign(s, "enforced"), UNSTATED),
    "foreign_keys: [{columns: a, references: other(id), triggers_enabled: any}]": (
        lambda s: foreign(s, "triggers_enabled"),
        UNSTATED,
    ),
    "foreign_keys: [{columns: a, references: other(id), protected: it is right}]": (
        lambda s: foreign(s, "protected"),
        "it is right",
    ),
    "extra_columns: allow\nprimary_key: not_listed": (lambda s: table(s).more_columns, True),
    "kind: materialized view": (lambda s: table(s).kind, "materialized view"),
    "kind: any": (lambda s: table(s).kind, UNSTATED),
    "unlogged: true": (lambda s: table(s).unlogged, True),
    "protected: shared by all": (lambda s: table(s).protected, "shared by all"),
}


@pytest.mark.parametrize("snippet", KEYS)
def test_a_key_or_a_facet_of_a_table(snippet: str) -> None:
    read, expected = KEYS[snippet]
    assert read(keys(snippet)) == expected


DOCUMENTS: dict[str, tuple[Callable[[Spec], object], object]] = {
    "version: 1\n": (lambda s: (s.schema.tables, s.schema.namespaces), ((), ("public",))),
    "version: 1\ntables:\n": (lambda s: s.schema.tables, ()),
    "version: 1\ntables: {a: exists}\n": (
        lambda s: s.schema.tables,
        (Table(QName("public", "a"), kind="table", columns=UNSTATED, primary_key=UNSTATED, unlogged=UNSTATED),),
    ),
    "version: 1\ntables: {a: {columns: any}}\n": (
        lambda s: s.schema.tables,
        (Table(QName("public", "a"), "table", UNSTATED, None, (), (), unlogged=False),),
    ),
    "\ufeffversion: 1\r\nschema: app\r\ntables:\r\n  a: exists\r\n": (
        lambda s: (s.schema.home, s.schema.tables[0].name, s.schema.tables[0].at),
        ("app", QName("app", "a"), Position("spec.yaml", 4, 3)),
    ),
    "version: 1\nschemas: {audit: {tables: {log: exists}}}\n": (lambda s: s.schema.namespaces, ("audit",)),
    "version: 1\ntables: {a: exists}\nschemas: {b: {tables: {a: exists}}, c: {}}\n": (
        lambda s: (s.schema.namespaces, [str(each.name) for each in s.schema.tables]),
        (("public", "b", "c"), ["public.a", "b.a"]),
    ),
    "version: 1\nfail_on: note\n": (lambda s: s.policy.fail_on, Severity.NOTE),
    "version: 1\nseverity: {table-unexpected: off, unique-name: error}\n": (
        lambda s: s.policy.severity,
        {"table-unexpected": "off", "unique-name": Severity.ERROR},
    ),
    "version: 1\nignore: ['_tmp_*', x]\n": (
        lambda s: s.policy.ignore,
        (Ignore("tables", "_tmp_*"), Ignore("tables", "x")),
    ),
    "version: 1\nignore: {tables: _tmp_*}\n": (lambda s: s.policy.ignore, (Ignore("tables", "_tmp_*"),)),
    "version: 1\nwaivers: [{rule: column-unexpected, object: a.b, reason: hot, owner: me, expires: 2026-12-15}]\n": (
        lambda s: s.policy.waivers,
        (Waiver("column-unexpected", "a.b", "hot", "me", date(2026, 12, 15)),),
    ),
    "version: 1\nwaivers:\nignore:\nseverity:\nschemas:\n": (lambda s: s.policy.waivers, ()),
    '{"version": 1, "tables": {"t": {"columns": {"a": {"type": "boolean", "default": true}}}}}': (
        lambda s: column(s).default,
        Default("boolean", "true"),
    ),
    '{\n\t"version": 1,\n\t"tables": {"t": {"columns": "any", "primary_key": "none"}}\n}\n': (
        lambda s: table(s).columns,
        UNSTATED,
    ),
    """\
x-stamps: &stamps
  created: {type: timestamptz, default: now()}
  changed: timestamptz
version: 1
tables:
  t:
    columns:
      <<: *stamps
      changed: timestamptz?
""": (
        lambda s: [(each.name, each.nullable, each.at) for each in table(s).columns],  # type: ignore[union-attr]
        [
            ("changed", True, Position("spec.yaml", 9, 7)),
            ("created", False, Position("spec.yaml", 2, 3)),
        ],
    ),
}


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_document(text: str) -> None:
    read, expected = DOCUMENTS[text]
    assert read(read_spec(text, "spec.yaml")) == expected


def test_every_value_knows_its_place() -> None:
    spec = read_spec(
        dedent("""\
        version: 1
        schema: public
        tables:
          t:
            columns:
              a: text
              b:
                type: text?
                default: "'x'"
            primary_key: [a]
            unique:
              - columns: [b]
                where: a = 'x'
            foreign_keys:
              - columns: [a]
                references: t(b)
                on_delete: cascade
        waivers:
          - rule: unique-name
            object: t(b)
            reason: old
        """),
        "f.yaml",
    )
    found = table(spec)
    columns, uniques, foreign_keys = found.columns, found.uniques, found.foreign_keys
    assert isinstance(columns, tuple)
    assert isinstance(uniques, tuple)
    assert isinstance(foreign_keys, tuple)

    def places(marks: object) -> dict[str, tuple[int, int]]:
        assert isinstance(marks, dict)
        return {facet: (at.line, at.column) for facet, at in marks.items()}

    assert spec.schema.namespace_marks == {"public": Position("f.yaml", 2, 9)}
    assert found.at == Position("f.yaml", 4, 3)
    assert places(found.marks) == {
        "columns": (5, 5),
        "primary_key": (10, 5),
        "unique": (11, 5),
        "foreign_keys": (14, 5),
    }
    assert [each.at for each in columns] == [Position("f.yaml", 6, 7), Position("f.yaml", 7, 7)]
    assert places(columns[1].marks) == {"type": (8, 15), "nullable": (8, 15), "default": (9, 18)}
    assert isinstance(found.primary_key, PrimaryKey)
    assert found.primary_key.at == Position("f.yaml", 10, 18)
    assert uniques[0].at == Position("f.yaml", 12, 9)
    assert places(uniques[0].marks) == {"columns": (12, 9), "where": (13, 16)}
    assert foreign_keys[0].at == Position("f.yaml", 15, 9)
    assert places(foreign_keys[0].marks) == {"columns": (15, 9), "references": (16, 21), "on_delete": (17, 20)}
    assert spec.policy.waivers[0].at == Position("f.yaml", 19, 5)


def test_the_garbage_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    read_spec("version: 1\n", "f.yaml")
    assert gc.isenabled()
    gc.disable()
    try:
        read_spec("version: 1\n", "f.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()
