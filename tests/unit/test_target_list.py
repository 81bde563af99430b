"""Lists of targets from outside the expected schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.app.target_list import parse, read_targets
from schemacheck.base.errors import SourceError, UsageError

LIST = """\
# production
eu-1 EU_1_URL

  us-1\tUS_1_URL
{"name": "asia", "url_env": "ASIA_URL", "schema": "app", "labels": {"region": "asia"}}
{"name": "lab", "url": "postgresql://u:s3cret@h/db"}
"""


def test_lines_of_both_kinds_are_read() -> None:
    targets = parse(LIST, "list")
    assert [(each.name, each.url_env, each.schema, each.labels) for each in targets] == [
        ("eu-1", "EU_1_URL", None, {}),
        ("us-1", "US_1_URL", None, {}),
        ("asia", "ASIA_URL", "app", {"region": "asia"}),
        ("lab", "", None, {}),
    ]
    assert targets[3].url == "postgresql://u:s3cret@h/db"
    assert "s3cret" not in repr(targets)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("eu", "expected a name and the environment variable"),
        ("eu EU US", "expected a name and the environment variable"),
        ("eu postgresql://u:s3cret@h/db", "expected the name of an environment variable"),
        ("postgresql://u:s3cret@h/db EU", "a target needs a name"),
        ("a=b EU", "a target needs a name"),
        ('{"name": "eu"', "begins as JSON and is none"),
        ('{"name": "eu", "urls": "s3cret"}', "no key urls (did you mean url?)"),
        ('{"name": "eu"}', "either url_env or url"),
        ('{"name": "eu", "url": "s3cret", "url_env": "EU"}', "either url_env or url"),
        ('{"name": "eu", "url_env": "postgresql://u:s3cret@h/db"}', "url_env: expected the name"),
        ('{"name": 3, "url_env": "EU"}', "name: expected a text"),
        ('{"url_env": "EU"}', "a target needs a name"),
        ('{"name": "eu", "url_env": "EU", "labels": {"a": 1}}', "labels: expected a mapping"),
        ("one A", "stands here twice"),
    ],
)
def test_mistakes_are_told_with_their_line_and_without_a_secret(line: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(f"one ONE\n  {line}\n", "list")
    (mistake,) = caught.value.mistakes
    assert (mistake.at.line, mistake.at.column) == (2, 3)
    assert said in str(mistake)
    assert "s3cret" not in str(mistake)


def test_every_mistake_is_told() -> None:
    with pytest.raises(SourceError) as caught:
        parse("a\nb\nc C\nd D E\n", "list")
    assert [each.at.line for each in caught.value.mistakes] == [1, 2, 4]


def test_a_list_may_come_from_a_file_or_from_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "targets"
    file.write_bytes("\ufeffeu EU\r\nus US\r\n".encode())
    assert [each.name for each in read_targets(str(file), lambda: b"")] == ["eu", "us"]
    assert [each.name for each in read_targets("-", lambda: b"eu EU")] == ["eu"]
    for raw, said in ((b"# none\n", "no target in standard input"), (b"\xff\xfe", "not UTF-8")):
        with pytest.raises(UsageError, match=said):
            read_targets("-", lambda raw=raw: raw)  # type: ignore[misc]  # a default binds it
    with pytest.raises(UsageError, match="cannot read the targets of"):
        read_targets(str(tmp_path / "none"), lambda: b"")
