"""Large files, read a piece at a time: a hundred tables are parsed, made into the model and let go, then the next.

As one document ten thousand tables are a million YAML nodes, which take longer to make than all that a check does with
the database, and 400 MB. Here YAML sees the file without what stands under `tables:`, then the tables of each piece
without their columns; and since columns repeat each other, each line `: {type: integer, default: 0}` is parsed once.

It only reads what is written plainly, as a snapshot writes it. Whatever could mean something else as part of a whole
document raises `NotInChunksError`; that file, and one with mistakes, is read as any other, which says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from yaml.nodes import MappingNode, Node

from schemacheck.base.names import Position, QName, no_marks, truncated
from schemacheck.model.table import Column, Table
from schemacheck.sources.spec.kinds.columns import FACETS, Columns, Facets, new_column
from schemacheck.sources.spec.read.reader import CERTAINLY_SHORT, Reader
from schemacheck.sources.spec.read.tables import read_tables
from schemacheck.sources.spec.read.yaml_text import compose

if TYPE_CHECKING:
    from schemacheck.sources.source import Source

AT_ONCE: Final = 100
"""Tables of one piece."""

_OTHER_BREAKS: Final = "\r\x85\u2028\u2029"
"""What ends a line for YAML and is not counted here."""
_TABLES: Final = re.compile(r"^( *)tables:(?=[ \t]*$|[ \t]+#)", re.MULTILINE)
_FIRST: Final = re.compile(r"^( *)[^\s#]", re.MULTILINE)
_COLUMN: Final = re.compile(r" ([A-Za-z_][A-Za-z0-9_]*):(.*)\n")


class NotInChunksError(Exception):
    """The file cannot be read in pieces."""


class _Section(NamedTuple):
    """What stands under one `tables:`."""

    lines_before: int
    indent: int
    chunks: tuple[str, ...]


class _Twin(NamedTuple):
    """What a line says of its column, and where, counted from the colon."""

    facets: Facets
    marks: Mapping[str, int]


class _Marks(Mapping[str, Position]):
    """The positions of a column's facets, computed on demand: there can be a million, and few are reported."""

    __slots__ = ("_at", "_name", "_offsets")

    def __init__(self, at: Position, name: str, offsets: Mapping[str, int]) -> None:
        self._at = at
        self._name = name
        self._offsets = offsets

    def __getitem__(self, facet: str) -> Position:
        file, line, column = self._at
        return Position(file, line, column + len(self._name) + self._offsets[facet])

    def __iter__(self) -> Iterator[str]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


class _Lines:
    """Reads columns line by line; two lines that say the same of two columns are parsed once."""

    def __init__(self, reader: Reader, schema: str, columns: Columns) -> None:
        self._reader = reader
        self._schema = schema
        self._columns = columns
        self._twins: dict[str, _Twin] = {}

    def read(self, listed: str, line: int, indent: int) -> tuple[Column, ...]:
        """Read lines with this indent; `line` lines precede the first."""
        file, none, begin, twins = self._reader.file, no_marks(), indent + 1, self._twins
        told: list[Column] = []
        for name, rest in _COLUMN.findall(listed):
            line += 1
            facets, offsets = twins.get(rest) or self._twin(rest)
            at = Position(file, line, begin)
            kept = name if len(name) <= CERTAINLY_SHORT else truncated(name)
            told.append(new_column(kept, *facets, at, _Marks(at, name, offsets) if offsets else none))
        if len({column.name for column in told}) < len(told):
            raise NotInChunksError
        return tuple(told)

    def _twin(self, rest: str) -> _Twin:
        """Read a line by itself. It stands for nothing more: the next one is not indented further."""
        root = compose(f"x:{rest}", self._reader.file)
        read = self._columns.read(root, self._schema) if isinstance(root, MappingNode) else None
        if not isinstance(read, tuple) or len(read) != 1:
            raise NotInChunksError
        (column,) = read
        offsets = {facet: at.column - 2 for facet, at in column.marks.items()}
        twin = self._twins[rest] = _Twin(FACETS(column), offsets)
        return twin


class Chunks:
    """A file taken apart: `outline` is the document with nothing under `tables:`, and `read` gives what stood there."""

    def __init__(self, text: str, live: Source | None) -> None:
        self._live = live
        # To YAML both are one break, and neither has a column.
        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        if any(each in text for each in _OTHER_BREAKS):
            raise NotInChunksError
        # As a snapshot writes it; a table that has the key otherwise is a surprise that costs time.
        self._has_indexes = "\n    indexes:" in text
        self.outline, self._sections = _split_tables(text)

    @property
    def all_read(self) -> bool:
        """Whether everything that was taken out has been asked for: if not, it was no such section."""
        return not self._sections

    def prefetch(self, namespaces: Sequence[str], exact: frozenset[str]) -> None:
        """Let the other side be prefetched, now that the outline has been read."""
        if self._live is not None:
            self._live.prefetch(namespaces, indexes=self._has_indexes or "indexes" in exact)

    def read(
        self, reader: Reader, node: Node, schema: str, columns: Columns, exact: frozenset[str]
    ) -> Iterator[Table] | None:
        """Read the tables that were taken out of the outline at a node; None where there are none."""
        # What was taken out left an empty mapping behind; one with entries may begin on that line and is another.
        section = None if node.value else self._sections.pop(node.start_mark.line, None)
        return None if section is None else self._read_section(section, reader, schema, columns, exact)

    def _read_section(
        self, section: _Section, reader: Reader, schema: str, columns: Columns, exact: frozenset[str]
    ) -> Iterator[Table]:
        block = _column_pattern(section.indent)
        lines = _Lines(reader, schema, columns)
        names: set[QName] = set()
        before = section.lines_before
        for piece in section.chunks:
            if self._live is not None:
                self._live.take_in()
            # What is parsed by itself, a line, is no part of the document that begins here.
            reader.lines_before = 0
            rest, columns.ready = _without_columns(piece, before, block, lines)
            root = compose(rest, reader.file)
            reader.lines_before = before
            before += piece.count("\n")
            if not isinstance(root, MappingNode):
                raise NotInChunksError
            for table in read_tables(reader, root, schema, columns, exact):
                if table.name in names:
                    raise NotInChunksError
                names.add(table.name)
                yield table
            if columns.ready:
                raise NotInChunksError
        reader.lines_before = 0


def _without_columns(
    piece: str, before: int, block: re.Pattern[str], lines: _Lines
) -> tuple[str, dict[int, tuple[Column, ...]]]:
    """Take the plain columns out of a piece and read them; the rest stays where it is, line by line."""
    read: dict[int, tuple[Column, ...]] = {}
    rest: list[str] = []
    at = line = 0
    for found in block.finditer(piece):
        listed, begin = found["lines"], found.start("lines")
        if "&" in listed:  # an anchor, perhaps, that is used elsewhere
            continue
        line += piece.count("\n", at, begin)
        height = listed.count("\n")
        read[before + line - 1] = lines.read(listed, before + line, len(found["inner"]))
        rest += (piece[at : begin - 1], " {}", "\n" * (height + 1))
        line += height
        at = found.end("lines")
    return "".join((*rest, piece[at:])), read


def _split_tables(text: str) -> tuple[str, dict[int, _Section]]:
    """Take out what stands under each `tables:`; lines stay in their places, and the value becomes an empty mapping."""
    kept: list[str] = []
    sections: dict[int, _Section] = {}
    at = line = 0
    for found in _TABLES.finditer(text):
        if found.start() < at:
            continue
        start = text.find("\n", found.end()) + 1
        first = _FIRST.search(text, start) if start else None
        if first is None or len(first[1]) <= len(found[1]):
            continue
        # A literal break at the front is found many times faster than the beginning of a line.
        closing = re.compile(rf"\n {{0,{len(found[1])}}}[^\s#]").search(text, start - 1)
        end = closing.start() + 1 if closing else len(text)
        kept += (text[at : found.end()], " {}", text[found.end() : start])
        line += text.count("\n", at, start)
        height = text.count("\n", start, end)
        kept.append("\n" * height)
        sections[line - 1] = _Section(line, len(first[1]), tuple(_chunks(text, start, end, len(first[1]))))
        line += height
        at = end
    kept.append(text[at:])
    return "".join(kept), sections


def _chunks(text: str, start: int, end: int, indent: int) -> Iterator[str]:
    entries = re.compile(rf"\n {{{indent}}}(?=[^\s#])").finditer(text, start - 1, end)
    cuts = islice((entry.start() + 1 for entry in entries), AT_ONCE, None, AT_ONCE)
    before = start
    for cut in chain(cuts, (end,)):
        yield text[before:cut]
        before = cut


def _column_pattern(indent: int) -> re.Pattern[str]:
    """Find the columns of a table: lines alike in indent, with plain names, none behind them that stands as deep."""
    line = r"[A-Za-z_][A-Za-z0-9_]*:(?: .*)?\n"
    return re.compile(
        rf"^(?P<outer> {{{indent + 1},}})columns:\n"
        rf"(?P<lines>(?P<inner>(?P=outer) +){line}(?:(?P=inner){line})*)(?!(?: *(?:#.*)?\n)*(?P=outer) )",
        re.MULTILINE,
    )
