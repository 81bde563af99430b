"""A schema.prisma runs no query, so no format says of one that a statement fails now."""

from __future__ import annotations

import json
from pathlib import Path

from schemacheck.api import check, rendered

EXPECTED = "version: 1\ntables:\n  Athlete:\n    columns: {id: text, email: text}\n    primary_key: id\n"
PRISMA = 'datasource db {\n  provider = "postgresql"\n}\nmodel Athlete {\n  id String @id\n}\n'


def test_a_missing_column_has_no_band(tmp_path: Path) -> None:
    (tmp_path / "expected_schema.yaml").write_text(EXPECTED)
    (tmp_path / "schema.prisma").write_text(PRISMA)
    report = check(tmp_path / "expected_schema.yaml", str(tmp_path / "schema.prisma"))
    (finding,) = json.loads(rendered(report, "json"))["findings"]
    assert (finding["rule"], finding["severity"], finding["band"]) == ("column-missing", "error", None)
    (result,) = json.loads(rendered(report, "sarif"))["runs"][0]["results"]
    assert "band" not in result["properties"]
    for name in ("text", "html", "markdown", "github", "concise"):
        assert "fails now" not in rendered(report, name)
