"""The expected schema file as a source, and the files that are written in its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemacheck.sources.source import ConnectionOptions, Counterpart, FileSource, Side
from schemacheck.sources.spec.read.document import read_spec_file

if TYPE_CHECKING:
    from schemacheck.base.names import Position
    from schemacheck.model.schema import Schema
    from schemacheck.report.baseline import Baseline, BaselineEntry
    from schemacheck.report.finding import Finding
    from schemacheck.report.policy import Decisions, Waiver
    from schemacheck.sources.spec.edit.accepting import Edited


class SpecFile(FileSource):
    """An expected schema, which says what is expected and decides what counts."""

    kind = "spec"
    decides = True
    when_empty = "List at least one under `tables:`."

    def __init__(self, text: str, connection: ConnectionOptions, file: Path | None = None) -> None:
        """Open it."""
        super().__init__(text, connection, file)
        self._side: Side | None = None

    @property
    def home(self) -> str:
        """Its `schema:`."""
        return self.read(Counterpart()).schema.home

    @property
    def database(self) -> str:
        """Its `database:`."""
        return self.read(Counterpart()).database

    def read(self, other: Counterpart) -> Side:
        """Read the file; a database that is the other side is prefetched meanwhile, if the file is large."""
        if self._side is None:
            spec = read_spec_file(self.file, other.unread, self.name)
            self._side = Side(spec.schema, spec.database, spec.policy, spec.targets, platform=spec.platform)
            self._side = replace(self._side, texts={self.name: spec.text})
        return self._side

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Return all that it says: it was chosen when it was written."""
        del kinds
        return self.read(Counterpart())


class SpecText(SpecFile):
    """An expected schema that comes from standard input."""

    def __init__(self, raw: bytes, connection: ConnectionOptions) -> None:
        """Take it."""
        super().__init__("standard input", connection)
        self._raw = raw

    def read(self, other: Counterpart) -> Side:
        """Read the text."""
        del other
        if self._side is None:
            from schemacheck.sources.spec.read.yaml_text import decoded  # noqa: PLC0415

            text = decoded(self._raw, self.name)
            self._side = replace(read_expected(text, self.name), texts={self.name: text})
        return self._side


def write_expected(side: Side, *, as_json: bool, platform: str | None = None, notes: Sequence[str] = ()) -> str:
    """Write what was read of any source as an expected schema.

    Args:
        side: what was read.
        as_json: write JSON instead of YAML.
        platform: whose database it is, as the file says.
        notes: lines of comment for its top; JSON has none.
    """
    from schemacheck.sources.spec.write.document import write_spec, write_spec_json  # noqa: PLC0415 - most only read

    if as_json:
        return write_spec_json(side.schema, database=side.database, platform=platform)
    origin = side.schema.origin
    # The file is committed, and where production runs is nobody's business who reads it there.
    whose = f"the database {origin.server.database}" if origin.server is not None else origin.label
    header = (f"What {whose} has.", *notes)
    return write_spec(side.schema, header=header, database=side.database, platform=platform)


def read_policy(path: Path) -> Decisions:
    """Read a file of decisions.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SourceError: it has mistakes.
    """
    from schemacheck.sources.spec.read.policy import read_policy_file  # noqa: PLC0415 - for those who have one

    return read_policy_file(path)


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SourceError: it has mistakes.
    """
    from schemacheck.sources.spec.read.baseline import read_baseline_file  # noqa: PLC0415 - for those who have one

    return read_baseline_file(path)


def write_baseline(entries: Sequence[BaselineEntry]) -> str:
    """Write known drift down as a baseline file."""
    from schemacheck.sources.spec.read.baseline import write_baseline as written  # noqa: PLC0415

    return written(entries)


def edited_expected(
    text: str, pair: tuple[Schema, Schema], database: str, findings: Sequence[Finding], outdated: Sequence[Position]
) -> Edited:
    """Edit the text of an expected schema so that it says of findings what the live side has.

    Args:
        text: the whole file.
        pair: both sides as they were compared; the expected one was read of this text.
        database: which kind of database they are about.
        findings: those that are accepted.
        outdated: where waivers stand that cover nothing any more once this is done.
    """
    from schemacheck.sources.spec.edit.accepting import Sides, accepted  # noqa: PLC0415 - few runs edit

    return accepted(text, Sides(*pair, database), findings, outdated)


def renamed_expected(
    text: str, schemas: tuple[Schema, Schema], database: str, keys: Sequence[tuple[Position, str]]
) -> str:
    """Give entries of the text of an expected schema other keys, with all that names them.

    Args:
        text: the whole file.
        schemas: what was read of it, and the same with the other names, its tables in the same order.
        database: which kind of database they are about.
        keys: where the entries stand, each with the key that it gets.

    Raises:
        UsageError: one of them stands at several places, or its new key is there already.
    """
    from schemacheck.sources.spec.edit.renaming import with_names  # noqa: PLC0415 - few runs edit

    return with_names(text, schemas, database, keys)


def key_of_object(attribute: str, item: Any) -> str:
    """Return the key under which the file has an object that no table holds."""
    from schemacheck.sources.spec.kinds.objects import OBJECTS  # noqa: PLC0415 - few runs edit

    return OBJECTS[attribute].name(item)


def read_expected(text: str, file: str) -> Side:
    """Read the text of an expected schema that is in no file yet; `file` is what positions call it.

    Raises:
        SourceError: it has mistakes.
    """
    from schemacheck.sources.spec.read.document import read_spec  # noqa: PLC0415

    spec = read_spec(text, file)
    return Side(spec.schema, spec.database, spec.policy, spec.targets, platform=spec.platform)


def with_waivers(text: str, file: str, waivers: Sequence[Waiver]) -> str:
    """Add waivers to the text of an expected schema; everything else in it stays as it is.

    Raises:
        UsageError: they stand at several places of the file.
    """
    from schemacheck.sources.spec.edit import deciding  # noqa: PLC0415

    return deciding.with_waivers(text, file, waivers)


def edited_baseline(text: str, file: str, gone: Sequence[Position], new: Sequence[BaselineEntry]) -> str:
    """Take entries out of the text of a baseline and add others; everything else in it stays as it is.

    Raises:
        SourceError: it has mistakes.
        UsageError: its entries stand at several places of the file.
    """
    from schemacheck.sources.spec.edit import deciding  # noqa: PLC0415

    return deciding.with_entries(text, file, gone, new)
