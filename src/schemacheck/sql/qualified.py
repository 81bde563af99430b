"""Where an SQL text names schemas, and the same text with another one instead of one of them.

A schema is named before a dot: `s.t`, `"S".f(x)`, `OPERATOR(s.+)`; in the text that becomes an object's name, as in
`'s.q'::regclass` or `nextval('s.q')`; and in a search path. What else stands in quotes is data and stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from schemacheck.base.names import quoted
from schemacheck.sql.scanner import fold, scan
from schemacheck.sql.tokens import RESERVED, SYNTAX_CALLS, words

_NAMING: Final = words(
    "nextval currval setval to_regclass to_regproc to_regprocedure to_regtype to_regoper to_regoperator"
)
"""Functions whose first argument is the name of an object."""
_BEFORE_A_TABLE: Final = words("from join into update only table on using")
_SIGNS_OF_A_PATH: Final = words("= := to")


class _Piece(NamedTuple):
    """A word, a string or a sign; `word` is a name or a keyword as the server reads it, "" for anything else."""

    kind: str
    start: int
    end: int
    text: str
    word: str


class _NamePlace(NamedTuple):
    """Where a schema is named."""

    schema: str
    start: int
    end: int
    in_string: bool
    in_quotes: bool


def identifier(name: str) -> str:
    """Write a name as the server's `quote_ident` does."""
    plain = quoted(name)
    return f'"{name}"' if plain == name and name in RESERVED | SYNTAX_CALLS else plain


def elsewhere(text: str, is_home: Callable[[str], bool], *, typed: bool = False) -> Callable[[str], str] | None:
    """Prepare to write a text with another schema instead of home; None where it does not name that.

    One that a person `typed` keeps its quotes; otherwise they are where the server prints them.
    """
    return _filled(text, [place for place in _places(text) if is_home(place.schema)], typed=typed)


def path_elsewhere(path: str, is_home: Callable[[str], bool]) -> Callable[[str], str] | None:
    """Do the same for a search path."""
    return _filled(path, [place for place in _in_path(_pieces(path), 0) if is_home(place.schema)], typed=False)


def _filled(text: str, places: list[_NamePlace], *, typed: bool) -> Callable[[str], str] | None:
    if not places:
        return None
    ends = [0, *(place.end for place in places)]
    before = [(text[end : place.start], place) for end, place in zip(ends, places, strict=False)]
    rest = text[ends[-1] :]

    def written(schema: str) -> str:
        return "".join(between + _quoted_schema(place, schema, typed=typed) for between, place in before) + rest

    return written


def _quoted_schema(place: _NamePlace, schema: str, *, typed: bool) -> str:
    name = '"' + schema.replace('"', '""') + '"' if typed and place.in_quotes else identifier(schema)
    return name.replace("'", "''") if place.in_string else name


def _pieces(text: str) -> list[_Piece]:
    return [_piece(kind, start, end, text[start:end]) for kind, start, end in scan(text)]


def _piece(kind: str, start: int, end: int, text: str) -> _Piece:
    if kind == "word":
        return _Piece(kind, start, end, text, fold(text))
    return _Piece(kind, start, end, text, text[1:-1].replace('""', '"') if kind == "name" else "")


_NOTHING: Final = _Piece("", 0, 0, "", "")


def _places(text: str) -> Iterator[_NamePlace]:
    pieces = _pieces(text)

    def near(place: int) -> _Piece:
        return pieces[place] if 0 <= place < len(pieces) else _NOTHING

    # A table or an alias may be called like a schema: `s.x` is a column then, but where only a schema can stand.
    bare = {
        piece.word
        for at, piece in enumerate(pieces)
        if piece.word and (near(at + 1).text != "." or near(at - 1).text == ".")
    }
    for at, piece in enumerate(pieces):
        if piece.word == "search_path" and near(at + 1).text.lower() in _SIGNS_OF_A_PATH:
            yield from _in_path(pieces, at + 2)
        elif piece.word and near(at + 1).text == "." and near(at - 1).text != ".":
            before = near(at - 1)
            certain = before.text == "::" or before.text.lower() in _BEFORE_A_TABLE or near(at + 3).text == "("
            if piece.word not in bare or certain or near(at + 3).text == ".":
                yield _place(piece)
        elif piece.kind == "string" and _names_an_object(near(at - 2), near(at - 1), near(at + 1), near(at + 2)):
            inside = _pieces(piece.text[1:-1])
            if len(inside) > 1 and inside[0].word and inside[1].text == ".":
                yield _place(inside[0], piece.start + 1)


def _place(piece: _Piece, string: int = 0) -> _NamePlace:
    """Where a piece names a schema; `string` is where the string begins that it stands in."""
    return _NamePlace(piece.word, string + piece.start, string + piece.end, string > 0, piece.kind == "name")


def _names_an_object(before: _Piece, opened: _Piece, cast: _Piece, type_: _Piece) -> bool:
    called = opened.text == "(" and before.word in _NAMING
    return called or (cast.text == "::" and type_.word.startswith("reg"))


def _in_path(pieces: list[_Piece], start: int) -> Iterator[_NamePlace]:
    """Find the schemas of a search path, a list of names or strings."""
    for at in range(start, len(pieces), 2):
        piece = pieces[at]
        if piece.word:
            yield _place(piece)
        elif piece.kind == "string":
            inside = _pieces(piece.text[1:-1])
            if len(inside) == 1 and inside[0].word:
                yield _place(inside[0], piece.start + 1)
        if at + 1 == len(pieces) or pieces[at + 1].text != ",":
            return
