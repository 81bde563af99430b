"""Expected output in files. `UPDATE_GOLDEN=1` writes them anew; the difference is then reviewed like any other."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"


def assert_golden(name: str, text: str) -> None:
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert path.exists(), f"no golden {name}: run once with UPDATE_GOLDEN=1"
    assert text == path.read_bytes().decode()
