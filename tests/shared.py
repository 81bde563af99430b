"""The one place that finds the shared material beside the checkout: the first customer's schema, drift cases, corpora.

That material is other people's, so it is read where it stands and never copied here. A test that needs it skips where
it is absent, and says so.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""


def shared_root() -> Path:
    """Say where the shared material would be: `$SCHEMACHECK_SHARED`, or the folder `shared` beside the checkout."""
    stated = os.environ.get("SCHEMACHECK_SHARED")
    return Path(stated).resolve() if stated else ROOT.parent / "shared"


def has_shared(path: str = "") -> bool:
    """Say whether it is there, for parametrisation at collection time, where a skip would take the whole module."""
    return (shared_root() / path).exists()


def shared(path: str = "") -> Path:
    """Give the path of a shared file or folder (relative, `/`-separated); skips the calling test when it is absent.

    Called while a module is collected, it skips the whole module.
    """
    found = shared_root() / path
    if not found.exists():
        pytest.skip(
            f"needs the shared material {path or '(its folder)'}: not at {found} (SCHEMACHECK_SHARED says where)",
            allow_module_level=True,
        )
    return found
