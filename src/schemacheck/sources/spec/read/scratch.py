"""What the file says SQL may take for granted on a throw-away server."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from yaml.nodes import MappingNode

from schemacheck.report.policy import Platform
from schemacheck.sources.spec.grammar.decisions import SCRATCH
from schemacheck.sources.spec.read.reader import Fields, Reader


def read_platform(reader: Reader, fields: Fields) -> Platform:
    """Read the section `scratch:` from the top of the file; a path in it is seen from the file."""
    scratch = reader.fields(cast(MappingNode, fields["scratch"]), SCRATCH)
    before = scratch.text("before")
    return Platform(
        roles=scratch.names("roles") or (),
        schemas=scratch.names("schemas") or (),
        extensions=scratch.names("extensions") or (),
        before=str(Path(reader.file).parent / before) if before else None,
    )
