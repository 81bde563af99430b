"""What is imported when it is first used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from schemacheck.base.lazy import lazy, load


def test_nothing_is_imported_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "for_later.py").write_text(
        "class Kind:\n    @staticmethod\n    def read(text, *, times=1):\n        return text * times\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    read = lazy("for_later:Kind.read")
    assert "for_later" not in sys.modules
    assert read("a", times=3) == "aaa"
    assert load("for_later:Kind").read is load("for_later:Kind.read")
    monkeypatch.delitem(sys.modules, "for_later")


def test_what_is_not_there_is_said_when_it_is_used() -> None:
    nothing = lazy("schemacheck.base.lazy:nothing")
    with pytest.raises(AttributeError, match="nothing"):
        nothing()
