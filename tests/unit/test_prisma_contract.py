"""contract.json of Prisma 8: what is read of it, what is refused, and how far it wants to be held. All offline."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemacheck.app.check import check
from schemacheck.base.errors import ExitCode, SourceError
from schemacheck.model.table import Table
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.opening import open_source
from schemacheck.sources.prisma.contract.keys import elements, key_part
from schemacheck.sources.prisma.contract.nodes import JsonText
from schemacheck.sources.source import ConnectionOptions, Counterpart

TEXT = {"codecId": "pg/text@1", "nativeType": "text", "nullable": False}


def column(native: str = "text", **more: Any) -> dict[str, Any]:
    return {**TEXT, "nativeType": native, **more}


def table(**more: Any) -> dict[str, Any]:
    return {"columns": {"id": TEXT}, "foreignKeys": [], "indexes": [], "uniques": [], **more}


def contract(tables: dict[str, Any], namespace: str = "public", **more: Any) -> dict[str, Any]:
    entries = {"table": tables, **more.pop("entries", {})}
    storage = {"namespaces": {namespace: {"id": namespace, "entries": entries}}, **more.pop("storage", {})}
    return {"schemaVersion": "1", "targetFamily": "sql", "target": "postgres", "storage": storage, **more}


def written(folder: Path, content: Any) -> str:
    file = folder / "contract.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    return str(file)


def tables_of(folder: Path, content: Any) -> dict[str, Table]:
    side = open_source(written(folder, content), ConnectionOptions()).read(Counterpart())
    return {str(each.name): each for each in side.schema.tables}


def mistakes_of(folder: Path, content: Any) -> list[str]:
    path = written(folder, content)
    with pytest.raises(SourceError) as caught:
        open_source(path, ConnectionOptions()).read(Counterpart())
    return [str(each).removeprefix(f"{path}:") for each in caught.value.mistakes]


def against(folder: Path, content: Any, spec: str, *, expected: bool = True) -> Report:
    """Compare a contract, which is the expected side or the other one, with an expected schema."""
    (folder / "spec.yaml").write_text(f"version: 1\n{spec}", encoding="utf-8")
    sides = [written(folder, content), str(folder / "spec.yaml")]
    one, other = sides if expected else reversed(sides)
    return check(one, ConnectionOptions(), against=other, fail_on=Severity.WARNING, today=date(2026, 1, 1))


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(each.rule.name, each.subject.within("public"), each.severity.value) for each in report.findings]


# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "type_"),
    [
        (column("int4"), "integer"),
        (column("character varying", typeParams={"length": 20}), "varchar(20)"),
        (column("numeric", typeParams={"precision": 10, "scale": 2}), "numeric(10,2)"),
        (column("timestamptz", typeParams={"precision": 3}), "timestamptz(3)"),
        (column("interval", typeParams={"precision": 0}), "interval(0)"),
        (column("jsonb", typeParams={"schema": {"a": 1}}), "jsonb"),
        (column("vector", typeParams={"length": 3}, codecId="pg/vector@1"), "vector(3)"),
        (column("int4", many=True), "integer[]"),
        (column("text", typeRef="Short"), "varchar(9)"),
        (column("Mood", codecId="pg/enum@1", typeParams={"typeName": "Mood"}), 'public."Mood"'),
        (column("Mood", codecId="pg/enum@1", many=True), 'public."Mood"[]'),
        (column("app.kind", codecId="pg/enum@1"), "app.kind"),
    ],
)
def test_types_are_those_that_prisma_makes(made: Any, type_: str, tmp_path: Path) -> None:
    enum = {"kind": "postgres-enum", "typeName": "Mood", "members": ["a"]}
    kind = {"kind": "postgres-enum", "typeName": "kind", "members": ["a"]}
    whole = contract({"t": table(columns={"c": made})}, entries={"native_enum": {"Feeling": enum}})
    whole["storage"]["namespaces"]["app"] = {"entries": {"native_enum": {"kind": kind}}}
    short = {"kind": "codec-instance", "nativeType": "character varying", "codecId": "x", "typeParams": {"length": 9}}
    whole["storage"]["types"] = {"Short": short}
    columns = tables_of(tmp_path, whole)["public.t"].columns
    assert isinstance(columns, tuple)
    assert str(columns[0].type) == type_


@pytest.mark.parametrize(
    ("made", "default"),
    [
        (column("text", default={"kind": "literal", "value": "it's"}), "'it''s'"),
        (column("int8", default={"kind": "literal", "value": "9007199254740993"}), "9007199254740993"),
        (column("float8", default={"kind": "literal", "value": 1.5}), "1.5"),
        (column("bool", default={"kind": "literal", "value": True}), "true"),
        (column("jsonb", default={"kind": "literal", "value": {"a": [1, None]}}), """'{"a": [1, null]}'"""),
        (column("jsonb", default={"kind": "literal", "value": "x"}), """'"x"'"""),
        (column("int4", many=True, default={"kind": "literal", "value": [1, 2]}), "'{1,2}'"),
        (column("text", many=True, default={"kind": "literal", "value": []}), "'{}'"),
        (column("timestamptz", default={"kind": "function", "expression": "now()"}), "CURRENT_TIMESTAMP"),
        (column("uuid", default={"kind": "function", "expression": "gen_random_uuid()"}), "gen_random_uuid()"),
        (column("int4", default={"kind": "function", "expression": "autoincrement()"}), "serial"),
        (column("text", default={"kind": "literal", "value": None}, nullable=True), "None"),
        (column("text"), "None"),
    ],
)
def test_defaults_are_those_that_prisma_makes(made: Any, default: str, tmp_path: Path) -> None:
    columns = tables_of(tmp_path, contract({"t": table(columns={"c": made})}))["public.t"].columns
    assert isinstance(columns, tuple)
    assert str(columns[0].default) == default


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("lower(email)", [(None, "lower(email)", None, False)]),
        ('lower(a), "B c", (n + 1)', [(None, "lower(a)", None, False), ("B c", None, None, False),
                                       (None, "(n + 1)", None, False)]),
        ("coalesce(a, 'x,y'), b DESC", [(None, "coalesce(a, 'x,y')", None, False), ("b", None, None, True)]),
        ('lower(a) COLLATE "C" text_pattern_ops ASC', [(None, "lower(a)", "text_pattern_ops", False)]),
    ],
)  # fmt: skip
def test_the_expression_of_an_index_is_cut_into_its_parts(expression: str, parts: list[Any]) -> None:
    found = [key_part(each) for each in elements(expression)]
    assert [(each.column, each.expression, each.operator_class, each.descending) for each in found] == parts


def test_what_the_contract_leaves_to_the_connection_is_at_home_where_the_other_side_is(tmp_path: Path) -> None:
    report = against(
        tmp_path, contract({"t": table()}, namespace="__unbound__"), "schema: app\ntables: {t: {columns: {id: text}}}\n"
    )
    assert told(report) == []
    assert report.exit_code is ExitCode.IN_SYNC


def test_a_role_has_to_be_there_and_may_do_anything(tmp_path: Path) -> None:
    whole = contract({"t": table()})
    roles = {name: {"kind": "role", "name": name, "namespaceId": "__unbound__"} for name in ("reader", "gone")}
    whole["storage"]["namespaces"]["__unbound__"] = {"entries": {"role": roles}}
    report = against(tmp_path, whole, "tables: {t: {columns: {id: text}}}\nroles: {reader: {login: true}, more: {}}\n")
    assert told(report) == [("role-missing", "gone", "error")]


def test_tables_that_are_only_listed_need_no_model(tmp_path: Path) -> None:
    whole = contract({"t": table()})
    report = against(tmp_path, whole, "tables: {t: {columns: {id: text}}, other: exists}\n", expected=False)
    assert told(report) == []
    assert "existence of 1 table" in [gap.what for gap in report.not_checked]


def test_a_finding_names_model_and_field(tmp_path: Path) -> None:
    model = {"storage": {"table": "t", "namespaceId": "public", "fields": {"theName": {"column": "name"}}}}
    whole = contract(
        {"t": table(columns={"id": TEXT, "name": column("int4")}), "u": table()},
        domain={"namespaces": {"public": {"models": {"Thing": model}}}},
    )
    report = against(tmp_path, whole, "tables: {t: {columns: {id: text, name: text}}}\n", expected=False)
    hints = {each.rule.name: each.hint or "" for each in report.findings}
    assert hints["column-type"].endswith("field theName of model Thing is this column.")
    assert "contract.json:" in hints["column-type"]
    assert hints["table-unexpected"].startswith(str(tmp_path))


# --- how far it wants to be held --------------------------------------------------------------------------------------

MORE = "tables: {t: {columns: {id: integer, more: text}, unique: [[id, more]]}}\n"


@pytest.mark.parametrize(
    ("control", "severities"),
    [
        ("managed", {"column-type": "error", "column-unexpected-required": "error", "unique-unexpected": "error"}),
        ("tolerated", {"column-type": "error", "column-unexpected-required": "note", "unique-unexpected": "error"}),
        ("external", {"column-type": "error", "column-unexpected-required": "note", "unique-unexpected": "note"}),
        ("observed", {"column-type": "note", "column-unexpected-required": "note", "unique-unexpected": "note"}),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_a_control_policy_says_what_counts(
    control: str, severities: dict[str, str], whole: bool, tmp_path: Path
) -> None:
    of_all = {"defaultControlPolicy": control} if whole else {}
    of_table = {} if whole else {"control": control}
    report = against(tmp_path, contract({"t": table(**of_table)}, **of_all), MORE)
    assert {rule: severity for rule, _, severity in told(report)} == severities


# --- what is not known, and what is refused ---------------------------------------------------------------------------


def test_what_a_newer_prisma_adds_is_never_in_sync(tmp_path: Path) -> None:
    whole = contract({"t": table(sparkle=True)}, entries={"trigger": {"x": {}}})
    report = against(tmp_path, whole, "tables: {t: {columns: {id: text}}}\n")
    assert [gap.what for gap in report.not_checked if gap.cause == "not readable"] == [
        "trigger of a namespace",
        "sparkle of a table",
    ]
    assert report.exit_code is ExitCode.UNCHECKED


@pytest.mark.parametrize(
    ("content", "mistakes"),
    [
        ("", ["1:1: the file ends in the middle"]),
        ("{", ["1:2: the file ends in the middle"]),
        ('{"a": 1,}', ["1:9: a key in double quotes is missing"]),
        ('{"a": 1\n "b": 2}', ["2:2: a comma or } is missing"]),
        ('{"a": 1, "a": 2}', ["1:10: a stands twice in this object"]),
        ("[" * 100_000, ["1:100001: the file ends in the middle"]),
        ("[]", ["1:1: a contract has to be an object, not a list"]),
        ("{}", ["1:1: this is no contract of Prisma 8: it has no schemaVersion and no storage"]),
        (
            {**contract({}), "schemaVersion": "2"},
            ["2:19: the schemaVersion of this contract is 2, and 1 is read (a newer schemacheck may read it; until "
             "then compare the database with an expected schema)"],
        ),
        (
            {**contract({}), "targetFamily": "document", "target": "mongo"},
            ["3:18: targetFamily of this contract is document; those for PostgreSQL have sql"],
        ),
        (
            {**contract({}), "target": "sqlite"},
            ["4:12: target of this contract is sqlite; those for PostgreSQL have postgres"],
        ),
    ],
)  # fmt: skip
def test_what_is_no_contract_for_postgresql_is_refused(content: Any, mistakes: list[str], tmp_path: Path) -> None:
    assert mistakes_of(tmp_path, content) == mistakes


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    broken = table(
        columns={"id": {"nativeType": "text", "nullable": "no"}, "x": column(" )("), "y": column(typeRef="Z"), "z": []},
        indexes=[{"name": "i", "unique": False}, {"columns": ["id"]}],
        uniques=[{"columns": []}],
        foreignKeys=[{"source": {"columns": ["id"]}, "onDelete": "vanish",
                      "target": {"namespaceId": "public", "tableName": "t", "columns": []}}],
        checks=[{"name": "c"}],
    )  # fmt: skip
    policy = {"name": "p", "tableName": "gone", "operation": "look", "roles": []}
    found = mistakes_of(tmp_path, contract({"t": broken}, entries={"policy": {"p": policy}}))
    for sentence in (
        "nullable of column id of table t has to be true or false, not a text",
        "there is no type Z in storage.types",
        "column z of table t has to be an object, not a list",
        "index i of table t has to have either columns or an expression",
        "an index of table t has no name",
        "a unique of table t has no columns",
        "the target of a foreign key of table t has no columns",
        "check c of table t has no expression",
        "operation of policy p is none of all, select, insert, update, delete",
        "policy p is for the table gone, which the contract does not have",
    ):
        assert [each for each in found if sentence in each], (sentence, found)


def test_json_is_read_as_json(tmp_path: Path) -> None:
    file = Path(written(tmp_path, contract({"t": table(columns={'ä\n"😀': column()})})))
    assert list(tables_of(tmp_path, "\ufeff" + file.read_text(encoding="utf-8"))) == ["public.t"]
    assert JsonText("x", '[{"a": [{}, -1.5e3, "\\u00e9"]}]').parse().start == 0
