"""What is wrong with a text that is no YAML, in words a person who does not write parsers understands.

A parser says where it gave up, and that is all it is asked for. The words come from what stands there and before it, so
they are the same whichever parser reads, in whichever version.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from yaml import tokens
from yaml.composer import ComposerError
from yaml.error import MarkedYAMLError
from yaml.scanner import ScannerError

from schemacheck.base.errors import Mistake
from schemacheck.sources.spec.read.yaml_diagnosis import CLOSED, OPENED, Lines, Seen, too_deep
from schemacheck.sources.spec.read.yaml_parser import DEPTH, TooDeepError
from schemacheck.sources.spec.write.emitter import LONGEST_KEY

_QUOTE_ALL: Final = "a value that holds any of : # [ ] { } , & * ! | > ' \" % @ ` goes into quotes as a whole"
_STAR: Final = 'a pattern that begins with * goes in quotes: "*_old"'
_TAG: Final = "a value that begins with ! goes in quotes"
_COLUMNS: Final = "what belongs together begins in the same column"
_NO_KEY: Final = "look at the indentation; a value that holds ': ' goes in quotes"

_QUOTED: Final = re.compile(r"""'[^']*(?:''[^']*)*'(?!')|"[^"\\]*(?:\\.[^"\\]*)*\"""", re.DOTALL)
_NAME: Final = re.compile(r"[&*][\w-]*", re.ASCII)
_COLON: Final = re.compile(r":(?!\S)")
_KNOWN_VERSION: Final = re.compile(r"%YAML[ \t]+1\.[12](?!\d)")
_TAB_IN_FRONT: Final = re.compile(r" *(\t)[ \t]*\S")


class _Explanation(NamedTuple):
    """What is wrong, and where."""

    at: int
    message: str
    hint: str | None = None


def explained(error: Exception, text: str, file: str) -> Mistake:
    """Turn the failure of a parser into one mistake."""
    lines = Lines(text)
    told = _explain(error, lines)
    return Mistake(lines.position(told.at, file), told.message, told.hint)


def _explain(error: Exception, lines: Lines) -> _Explanation:
    text = lines.text
    if isinstance(error, TooDeepError):
        return _levels(too_deep(text) or 0)
    marks = (error.context_mark, error.problem_mark) if isinstance(error, MarkedYAMLError) else (None, None)
    begin, at = (None if mark is None else min(int(mark.index), len(text)) for mark in marks)
    if at is None:
        return _Explanation(Seen(text, len(text)).end, "this is no YAML from here on", _QUOTE_ALL)
    # A parser may have a limit of its own, which it meets as it looks ahead.
    deep = too_deep(text[:at])
    return (
        _ParseFailure(error, lines, at, at if begin is None else min(begin, at)).told()
        if deep is None
        else _levels(deep)
    )


def _levels(at: int) -> _Explanation:
    return _Explanation(at, f"more than {DEPTH} levels deep", "the language needs ten")


class _ParseFailure:
    """Where a parser gave up: at a character; and where what it was reading there begins, a token or a collection."""

    def __init__(self, error: Exception, lines: Lines, at: int, begin: int) -> None:
        text = self._text = lines.text
        self._lines = lines
        self._at = at
        self._begin = begin
        self._character = text[at : at + 1]
        self._is_token = isinstance(error, ScannerError)
        self._is_anchor = isinstance(error, ComposerError)
        seen = Seen(text, begin if self._is_token else at)
        self._last = seen.last
        self._brackets = seen.brackets
        self._has_blocks = seen.has_blocks

    def told(self) -> _Explanation:
        told = self._quotes() or self._front_of_line() or self._by_kind()
        # It is what is wrong, wherever the parser noticed.
        return self._tab_near(told.at) or told

    def _by_kind(self) -> _Explanation:
        if self._is_token:
            return self._bad_token()
        if self._is_anchor:
            return self._anchor()
        if self._brackets:
            return self._in_brackets(self._brackets[-1])
        return self._in_block()

    def _quotes(self) -> _Explanation | None:
        """Tell of quotes that are not closed, or of what cannot stand in them."""
        begin, at = self._begin, self._at
        if begin == at or self._text[begin] not in ("'", '"'):
            return None
        quoted = _QUOTED.match(self._text, begin)
        if quoted is not None and quoted.end() <= at:
            return None
        escape = self._text.rfind("\\", begin, at + 1)
        if quoted is None or escape < 0 or self._lines.begin(at) == at:
            return _Explanation(begin, "a quote that is not closed")
        return _Explanation(escape, "an escape that YAML does not know", "in single quotes a backslash is just one")

    def _front_of_line(self) -> _Explanation | None:
        """Tell of what means something else at the front of a line: % and ---."""
        last = self._last.start_mark.index if isinstance(self._last, tokens.DirectiveToken) else self._at
        for at in (self._at, self._begin, last):
            if not self._text.startswith("%", at) or self._lines.begin(at) != at:
                continue
            if _KNOWN_VERSION.match(self._text, at):
                return _Explanation(at, "a %YAML line that is not the one before ---")
            if self._text.startswith("%YAML", at):
                return _Explanation(at, "a version of YAML that is not supported")
            return _Explanation(at, "a line cannot begin with %", "put the value in quotes")
        if self._text.startswith("---", self._at) and self._lines.begin(self._at) == self._at and not self._brackets:
            return _Explanation(self._at, "a second document", "one file holds one document")
        return None

    def _bad_token(self) -> _Explanation:
        """Explain what is wrong with a token, or that it is not allowed here."""
        at, begin, first = self._at, self._begin, self._text[self._begin : self._begin + 1]
        if self._character == "\t":
            return _Explanation(at, "a tab where YAML wants spaces", "indent with spaces")
        if begin == at:
            return self._out_of_place()
        if first in ("|", ">"):
            hint = "behind | or > the line ends, and the text stands below, indented"
            return _Explanation(begin, "a text block that does not begin as it should", hint)
        if first == "!":
            return _Explanation(begin, "a tag of unknown kind", _TAG)
        name = _NAME.match(self._text, begin)
        if name is not None and at == begin + 1:
            return _Explanation(begin, "a * or & without the name of an anchor", _STAR)
        if name is not None and at == name.end():
            return self._name_cut()
        return self._no_key(begin)

    def _out_of_place(self) -> _Explanation:
        at = self._at
        if self._character == ":":
            return self._torn_quote() or self._long_key() or self._key_above() or self._colon()
        if self._character == "?":
            if isinstance(self._last, (tokens.AliasToken, tokens.AnchorToken)) and self._last.end_mark.index == at:
                return self._name_cut()
            return _Explanation(at, "a '? ' where no key can stand", _NO_KEY)
        if self._character == "-":
            return _Explanation(at, "a list item where none can stand", "put it on a line of its own")
        return _Explanation(at, "a value cannot begin with this character", "put the value in quotes")

    def _name_cut(self) -> _Explanation:
        return _Explanation(self._at, "a character that the name of an anchor cannot have", _STAR)

    def _anchor(self) -> _Explanation:
        if self._character == "*":
            return _Explanation(self._at, "an alias whose anchor is not there", _STAR)
        return _Explanation(self._at, "an anchor of this name stands above")

    def _in_brackets(self, opened: int) -> _Explanation:
        """Tell what does not fit between [ and ], or { and }."""
        at, bracket = self._at, self._text[opened]
        told = self._torn_quote() or self._long_key() or self._closing_quote()
        if told is not None:
            return told
        if self._character == "," and isinstance(self._last, (tokens.FlowEntryToken, *OPENED)):
            return _Explanation(at, "a comma without a value before it", _QUOTE_ALL)
        if self._character == "-":
            return _Explanation(
                at, "a list item where none can stand", "between brackets, items have commas between them"
            )
        if self._character in ("]", "}"):
            return _Explanation(at, f"a {self._character} that does not close the {bracket} before it", _QUOTE_ALL)
        if self._is_behind(self._last) and not _is_torn(self._last):
            if self._character == ":":
                return self._colon()
            return _Explanation(at, f"a missing comma, or a {bracket} that is not closed", _QUOTE_ALL)
        return self._not_closed(opened)

    def _not_closed(self, opened: int) -> _Explanation:
        return _Explanation(opened, f"a {self._text[opened]} that is not closed, or a missing comma", _QUOTE_ALL)

    def _in_block(self) -> _Explanation:
        """Tell what does not fit where lines are indented."""
        at, last = self._at, self._last
        if self._character in ("[", "{") and self._is_open(at):
            return self._not_closed(at)
        told = self._torn_quote() or self._closing_quote()
        if told is not None:
            return told
        if self._character in ("]", "}"):
            return _Explanation(at, f"a {self._character} that nothing opened", _QUOTE_ALL)
        if self._character == ":":
            return self._colon()
        if self._character == ",":
            return _Explanation(at, "a comma where none can stand", _QUOTE_ALL)
        if self._character == "!":
            return _Explanation(at, "a tag of unknown kind", _TAG)
        if isinstance(last, tokens.ScalarToken) and last.style in ("|", ">") and last.value:
            return _Explanation(at, "a line of a text block that is indented less than its first", _COLUMNS)
        if self._is_behind(last) and isinstance(last, CLOSED):
            return _Explanation(at, f"something follows a closing {self._text[last.start_mark.index]}", _QUOTE_ALL)
        if self._is_behind(last):
            return _Explanation(at, "something that cannot stand here", _QUOTE_ALL)
        if isinstance(last, tokens.DocumentEndToken) or not self._has_blocks:
            return _Explanation(at, "something after the end of the document", _QUOTE_ALL)
        return self._indented()

    def _indented(self) -> _Explanation:
        """Tell of a line that begins where none of its kind can."""
        at = self._at
        if self._lines.column(at) == self._lines.column(self._begin) and self._text.startswith("-", self._begin):
            return _Explanation(at, "a line without '- ' among the items of a list", "look at the indentation")
        if self._lines.column(at) == self._lines.column(self._begin) and self._character == "-":
            return _Explanation(
                at, "a list item among the keys of a mapping", "a list stands below its key, which ends in :"
            )
        return _Explanation(at, "the indentation does not fit", _COLUMNS)

    def _is_open(self, bracket: int) -> bool:
        """Whether a bracket is still open at the end of the text."""
        rest = self._text[bracket:]
        return 0 in Seen(rest, len(rest)).brackets

    def _colon(self) -> _Explanation:
        return _Explanation(self._at, "a ': ' where no key can stand", _NO_KEY)

    def _no_key(self, begin: int) -> _Explanation:
        """Explain a token where a key was expected."""
        if self._text[begin] in "[{" and self._is_open(begin):
            return self._not_closed(begin)
        if _COLON.search(self._text, begin + LONGEST_KEY, self._lines.end(begin)):
            return _key_too_long(begin)
        quoted = _QUOTED.match(self._text, begin)
        if quoted is not None and self._lines.end(begin) < quoted.end():
            return self._torn(begin, quoted.end())
        return _Explanation(begin, "a key without its ': '", "write name: value; or a quote is not closed above")

    def _key_above(self) -> _Explanation | None:
        """Tell of a line that was to be a key with its value, and was read on into the next."""
        last = self._last
        if not isinstance(last, tokens.ScalarToken) or not last.plain or not _is_torn(last):
            return None
        begin = last.start_mark.index
        return self._no_key(begin) if self._is_first(begin) else None

    def _long_key(self) -> _Explanation | None:
        begin = self._last.start_mark.index if self._last is not None else self._at
        return _key_too_long(begin) if self._character == ":" and self._at - begin > LONGEST_KEY else None

    def _torn_quote(self) -> _Explanation | None:
        """Tell of quotes that end lines below, where something else was to begin."""
        last = self._last
        if not _is_quoted(last) or not _is_torn(last) or not self._is_behind(last):
            return None
        return self._torn(last.start_mark.index, last.end_mark.index)

    def _torn(self, begin: int, end: int) -> _Explanation:
        line = self._lines.number(end)
        return _Explanation(begin, "a quote that is not closed in its line", f"the next one stands in line {line}")

    def _closing_quote(self) -> _Explanation | None:
        if not _is_quoted(self._last) or not self._is_behind(self._last):
            return None
        return _Explanation(self._at, "something follows a closing quote", _QUOTE_ALL)

    def _tab_near(self, at: int) -> _Explanation | None:
        """Find a tab in the indentation of a line or of its neighbours, where it is no part of a longer text."""
        for line in self._lines.around(at):
            tab = _TAB_IN_FRONT.match(self._text, *line)
            if tab is not None and not self._is_in_text(tab.start(1)):
                return _Explanation(tab.start(1), "a tab in the indentation", "YAML indents with spaces only")
        return None

    def _is_in_text(self, at: int) -> bool:
        last = self._last
        is_text = isinstance(last, tokens.ScalarToken) and last.style in ("'", '"', "|", ">")
        return is_text and last.start_mark.index < at < last.end_mark.index

    def _is_behind(self, token: Any) -> bool:
        """Whether something stands in the line in which a token ends."""
        number = self._lines.number
        return bool(self._character) and token is not None and number(token.end_mark.index) == number(self._at)

    def _is_first(self, at: int) -> bool:
        """Whether nothing but blanks stands before a character in its line."""
        return not self._text[self._lines.begin(at) : at].strip(" \t")


def _key_too_long(at: int) -> _Explanation:
    return _Explanation(
        at,
        f"a key of more than {LONGEST_KEY:,} characters",
        "a longer one stands behind '? ', its value below behind ': '",
    )


def _is_quoted(token: Any) -> bool:
    return isinstance(token, tokens.ScalarToken) and token.style in ("'", '"')


def _is_torn(token: Any) -> bool:
    """Whether a token begins and ends in different lines."""
    return bool(token.start_mark.line < token.end_mark.line)
