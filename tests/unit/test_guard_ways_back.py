"""Ways back are left alone: no deploy runs them. What only looks like one is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.migrations.forward import is_way_back

from .guarding import judged, rules

DROP = 'DROP TABLE "Race"'


@pytest.mark.parametrize(
    "text",
    [
        f"-- +goose Up\nSELECT 1;\n-- +goose Down\n{DROP};",
        f"-- +goose Up\nSELECT 1\n\n-- +goose Down\n-- +goose StatementBegin\n{DROP}\n-- +goose StatementEnd",
        f"-- migrate:up\nSELECT 1;\n-- migrate:down\n{DROP};",
        f"-- +migrate Up\nSELECT 1;\n-- +migrate Down\n{DROP};",
        f"SELECT 1;\n-- Down Migration\n{DROP};",
        f"SELECT 1;\n---- create above / drop below ----\n{DROP};",
    ],
)
def test_what_stands_behind_a_mark_is_left_alone(text: str) -> None:
    verdict = judged(text)
    assert not verdict.findings
    assert verdict.statements == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"-- +goose Up\n{DROP}\n-- +goose Down\n{DROP};", (2, 1)),
        (f"-- +goose Down\nSELECT 1;\n-- +goose Up\n -- ä\n  {DROP};", (5, 3)),
        (f"-- +goose Up\n-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\n{DROP};", (5, 1)),
        (f"\ufeff-- migrate:up\r\n{DROP};\r\n-- migrate:down\r\n{DROP};", (2, 1)),
    ],
)
def test_the_way_forward_is_judged_in_its_place(text: str, place: tuple[int, int]) -> None:
    (finding,) = judged(text).findings
    assert finding.at is not None
    line, column = place
    assert finding.rule.name == "guard-table-dropped"
    assert (finding.at.line, finding.at.column) == (line, column + DROP.index('"'))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("20240101_a/migration.sql", f"-- +goose Up\nSELECT 1;\n-- +goose Down\n{DROP};"),
        ("20240101_a/up.sql", f"-- migrate:up\n-- migrate:down\n{DROP};"),
        ("V1__a.sql", f"-- Down Migration\n{DROP};"),
        ("1_a.up.sql", f"-- +migrate Up\n-- +migrate Down\n{DROP};"),
        ("m.sql", f"-- down migration: see the wiki\n{DROP};"),
        ("m.sql", f"-- up\n-- down\n{DROP};"),
        ("m.sql", f"{DROP};\n-- +goose Up\n-- +goose Down\n"),
        ("m.sql", f"SELECT '\n-- +goose Up'; {DROP};"),
    ],
)
def test_what_its_tool_runs_all_the_same_is_judged(path: str, text: str) -> None:
    assert "table-dropped" in rules(text, path)


@pytest.mark.parametrize(
    ("name", "other", "back"),
    [
        ("1_a.down.sql", "1_a.up.sql", True),
        ("1-a-down.sql", "1-a-up.sql", True),
        ("down.sql", "up.sql", True),
        ("down.sql", "migration.sql", True),
        ("U1.2__a.sql", "V1.2__a.sql", True),
        ("1.undo.a.sql", "1.do.a.sql", True),
        ("1_a.down.sql", "1_b.up.sql", False),
        ("1_a_down.sql", "1_a.sql", False),
        ("down.sql", "other.sql", False),
        ("U1__a.sql", "V2__a.sql", False),
        ("1_a.up.sql", "1_a.down.sql", False),
    ],
)
def test_a_file_is_a_way_back_if_its_other_half_is_there(name: str, other: str, back: bool, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    (tmp_path / other).touch()
    assert is_way_back(tmp_path / name) is back
