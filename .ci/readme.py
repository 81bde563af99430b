"""What a package registry shows of README.md: its links lead to the files as they are in this version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"\]\((?!https?:|#)(?P<path>[^)\s]+)\)")


class CustomMetadataHook(MetadataHookInterface):
    """Found by Hatch under this name."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the text to what is known of the package."""
        root = Path(self.root)
        (version,) = re.findall(
            r'^VERSION = "(.+)"$', (root / "src/schemacheck/base/__init__.py").read_text(encoding="utf-8"), re.MULTILINE
        )
        home = metadata["urls"]["Source"]
        text = absolute((root / "README.md").read_text(encoding="utf-8"), f"{home}/blob/v{version}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def absolute(text: str, home: str) -> str:
    """Give a page whose relative links begin at an address."""
    return LINK.sub(lambda found: f"]({home}/{found['path']})", text)
