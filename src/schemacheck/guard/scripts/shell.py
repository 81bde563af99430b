"""The syntax of shells: from a text to its commands, with their words, what is fed to them and where all of it stands.

Ours, and not a library's: bashlex is under the GPL and refuses `case`, arrays, arithmetic and `[[`; tree-sitter's
grammar takes half a minute for 8 MB of words, loses the second of two here-documents in a line, and its trees of texts
with errors in them (a template, a cut line) have to be guessed at. This reader never refuses: what is left open ends
with the text, each character is read a bounded number of times, and what is nested deeper than people write is said to
be unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schemacheck.guard.scripts.syntax import Command, Function, Part, Redirect, Script, Word

_DEEPEST: Final = 40
"""How deep substitutions stand in each other; nobody writes more than a few."""
_MOST_OPEN: Final = 100
"""How many compound commands stand in each other."""
_FARTHEST: Final = 2000
"""How far the end of an arithmetic expression is searched."""
_SPACE = re.compile(r"(?:[ \t]|\\\r?\n|\r(?=\n))+")
_PLAIN = re.compile(r"[^\s'\"\\;&|()<>`$]+")
_PLAIN_IN_BRACES = re.compile(r"[^\s'\"\\;&|()<>`$}]+")
_REDIRECT = re.compile(r"&>>|&>|<<<|<<-|<<|<>|<&|<|>>|>\||>&|>")
_OPERATOR = re.compile(r"\|\||\|&|\||&&|;;&|;;|;&|;|&|\r?\n")
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\s]*\])?\+?=")
_VARIABLE = re.compile(r"\$(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<special>[0-9@*#?$!-]))")
_BRACED = re.compile(r"(?P<sign>[!#]?)(?P<name>[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*])(?:\[[^\]\s}]*\])?")
_TEMPLATE = re.compile(
    r"\$\{\{\s*(?:(?P<of>env|matrix|vars|inputs)\.(?P<name>[\w-]+)\s*)?[^{}]*(?:[{}](?![{}])[^{}]*){0,20}\}\}"
)
_IN_DOUBLE = re.compile(r"[^\"\\`$]+")
_IN_DOCUMENT = re.compile(r"[^\\`$]+")
_DELIMITER = re.compile(r"(?:\\.|'[^'\n]*'|\"[^\"\n]*\"|[^\s;&|()<>'\"\\])+")
_BACKTICKS = re.compile(r"[^`\\]*(?:\\.[^`\\]*)*", re.DOTALL)
_FUNCTION = re.compile(r"[ \t]*\([ \t]*\)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "'": "'", '"': '"', "\\": "\\", **dict.fromkeys("abeEfv", "")}
_CODE = re.compile(r"x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|([0-7]{1,3})")
_BEFORE: Final = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "time", "{", "coproc", "begin"})
"""Words behind which a command begins."""
_OPENING: Final = frozenset({"if", "while", "until", "for", "select", "case", "{", "(", "begin"})
_CLOSING: Final = frozenset({"fi", "done", "esac", "}", "end"})


def read(text: str) -> Script:
    """Read a text as a shell does."""
    reader = _Reader(text)
    entries = reader.entries("")
    if reader.left_open is not None and "\n" in text:
        # One quote too many, and the rest of the file would be one word. A line of its own loses one line at most.
        entries = [*entries, *_line_by_line(text, reader.left_open)]
    return Script(tuple(entries), reader.too_deep)


def _line_by_line(text: str, start: int) -> Iterator[Command | Function]:
    at = text.rfind("\n", 0, start) + 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip():
            yield from _Reader(text, at, end).entries("")
        at = end + 1


@dataclass(slots=True, eq=False, repr=False)
class _Frame:
    """A compound command that is open."""

    opener: str
    begins: int
    """How many entries stood before it."""
    pattern: bool = False
    """In `case`: whether a pattern is next."""
    function: Function | None = None
    outer: list[Command | Function] | None = None


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, at: int = 0, end: int | None = None, depth: int = 0) -> None:
        self.text = text
        self.at = at
        self.end = len(text) if end is None else end
        self.depth = depth
        self.left_open: int | None = None
        self.too_deep: int | None = None
        self.waiting: list[tuple[Command, str, bool, bool]] = []
        """Here-documents whose text begins with the next line: command, delimiter, whether quoted, whether indented."""

    def entries(self, closing: str) -> list[Command | Function]:
        """Read commands up to a closing sign that nothing in here opened."""
        return _Entries(self, closing).read()

    def document_texts(self) -> None:
        """Read the here-documents that begin here; the place is the beginning of a line."""
        for command, delimiter, quoted, indented in self.waiting:
            begin = at = self.at
            while True:
                stop = self.text.find("\n", at, self.end)
                line_end = self.end if stop < 0 else stop
                line = self.text[at:line_end].rstrip("\r")
                if (line.lstrip("\t") if indented else line) == delimiter:
                    self.at = min(line_end + 1, self.end)
                    break
                if stop < 0:
                    at = self.at = self.end
                    break
                at = stop + 1
            text = Part("text", self.text[begin:at], begin, at, quoted=True)
            parts = [text] if quoted else self._inside(begin, at)
            command.redirects.append(Redirect("<<", Word(tuple(parts), begin, at)))
        self.waiting = []

    def _inside(self, begin: int, end: int) -> list[Part]:
        inner = _Reader(self.text, begin, end, self.depth)
        parts = inner.expanded(_IN_DOCUMENT, "")
        self.too_deep = self.too_deep if self.too_deep is not None else inner.too_deep
        return parts

    def word(self) -> Word:
        """Read the word that begins here."""
        text, start = self.text, self.at
        parts: list[Part] = []
        while self.at < self.end:
            at = self.at
            sign = text[at]
            if sign == "'":
                close = text.find("'", at + 1, self.end)
                if close < 0:
                    self.left_open = at if self.left_open is None else self.left_open
                    close = self.end
                parts.append(Part("text", text[at + 1 : close], at + 1, close, quoted=True))
                self.at = min(close + 1, self.end)
            elif sign == '"':
                self.at += 1
                inside = self.expanded(_IN_DOUBLE, '"')
                if self.at >= self.end:
                    self.left_open = at if self.left_open is None else self.left_open
                self.at = min(self.at + 1, self.end)
                parts += inside or [Part("text", "", at + 1, at + 1, quoted=True)]
            elif sign == "\\":
                if text.startswith(("\\\n", "\\\r\n"), at):
                    self.at = text.index("\n", at) + 1
                    continue
                self.at = min(at + 2, self.end)
                parts.append(Part("text", text[at + 1 : self.at] or "\\", at, self.at, quoted=True))
            elif sign == "`":
                parts.append(self._backticks(quoted=False))
            elif sign == "$":
                parts += self._dollar(quoted=False)
            elif sign in "<>" and text.startswith("(", at + 1) and (not parts or sign == "<"):
                self.at += 2
                parts.append(self._commands(at, quoted=True))
            else:
                match = _PLAIN.match(text, at, self.end)
                if match is None:
                    break
                parts.append(Part("text", match[0], at, match.end()))
                self.at = match.end()
        return Word(tuple(parts), start, self.at)

    def expanded(self, plain: re.Pattern[str], closing: str) -> list[Part]:
        """Read up to a sign what is in double quotes, or in a here-document: text with substitutions."""
        text = self.text
        parts: list[Part] = []
        while self.at < self.end:
            at = self.at
            match = plain.match(text, at, self.end)
            if match is not None:
                parts.append(Part("text", match[0], at, match.end(), quoted=True))
                self.at = match.end()
                continue
            sign = text[at]
            if sign == closing:
                break
            if sign == "\\":
                following = text[at + 1 : at + 2]
                self.at = min(at + 2, self.end)
                if following == "\n":
                    continue
                taken = following in ("$", "`", "\\", closing or "$")
                parts.append(Part("text", following if taken else text[at : self.at], at + taken, self.at, quoted=True))
            elif sign == "`":
                parts.append(self._backticks(quoted=True))
            elif sign == "$":
                parts += self._dollar(quoted=True)
            else:  # a quote in a here-document
                parts.append(Part("text", sign, at, at + 1, quoted=True))
                self.at += 1
        return parts

    def _deeper(self, at: int) -> bool:
        if self.depth < _DEEPEST:
            return True
        self.too_deep = at if self.too_deep is None else self.too_deep
        self.at = self.end
        return False

    def _commands(self, start: int, *, quoted: bool) -> Part:
        """Read `...)` behind what opened it."""
        inner: list[Command | Function] = []
        if self._deeper(start):
            self.depth += 1
            waiting, self.waiting = self.waiting, []
            inner = self.entries(")")
            self.waiting = waiting + self.waiting
            self.depth -= 1
            if self.at >= self.end:
                self.left_open = start if self.left_open is None else self.left_open
            self.at = min(self.at + 1, self.end)
        return Part("commands", "", start, self.at, quoted, tuple(inner))

    def _backticks(self, *, quoted: bool) -> Part:
        start = self.at
        match = _BACKTICKS.match(self.text, start + 1, self.end)
        end = match.end() if match else self.end
        self.at = min(end + 1, self.end)
        inner: list[Command | Function] = []
        if self._deeper(start):
            # `\`` in here is a quote of its own; as a blank and a quote it keeps all others in their places.
            text = self.text[start + 1 : end].replace("\\`", " `").replace('\\"', ' "')
            reader = _Reader(text, 0, len(text), self.depth + 1)
            inner = [_moved(each, start + 1) for each in reader.entries("")]
            if reader.too_deep is not None and self.too_deep is None:
                self.too_deep = start
        return Part("commands", "", start, self.at, quoted, tuple(inner))

    def _dollar(self, *, quoted: bool) -> list[Part]:
        text, start = self.text, self.at
        if text.startswith("$((", start):
            end = text.find("))", start, min(self.end, start + _FARTHEST))
            if end >= 0:
                inner = _Reader(text, start + 3, end, self.depth + 1)
                found = (
                    [each for each in inner.expanded(_IN_DOCUMENT, "") if each.kind == "commands"]
                    if self._deeper(start)
                    else []
                )
                self.at = end + 2
                return [*found, Part("unknown", "", start, self.at, quoted)]
        if text.startswith("$(", start):
            self.at += 2
            return [self._commands(start, quoted=quoted)]
        if text.startswith("${{", start):
            match = _TEMPLATE.match(text, start, min(self.end, start + _FARTHEST))
            if match is not None:
                self.at = match.end()
                name = match["name"]
                return [Part("variable" if name else "unknown", name or "", start, self.at, quoted)]
        if text.startswith("${", start):
            return [self._braced(start, quoted=quoted)]
        if not quoted and text.startswith("$'", start):
            return [self._ansi(start)]
        if not quoted and text.startswith('$"', start):
            self.at += 1
            return []
        match = _VARIABLE.match(text, start, self.end)
        if match is None:
            self.at += 1
            return [Part("text", "$", start, self.at, quoted)]
        self.at = match.end()
        return [Part("variable", match["name"] or match["special"], start, self.at, quoted)]

    def _braced(self, start: int, *, quoted: bool) -> Part:
        text = self.text
        self.at = start + 2
        match = _BRACED.match(text, self.at, self.end)
        if match is None or not self._deeper(start):
            self.at = self._brace_end(self.at)
            return Part("unknown", "", start, self.at, quoted)
        self.at = match.end()
        self.depth += 1
        begin = self.at
        while text.startswith((":", "-", "=", "+", "?"), self.at) and self.at < begin + 2:
            self.at += 1
        sign = text[begin : self.at]
        parts: list[Part] = []
        here = self.at
        while self.at < self.end and text[self.at] != "}":
            at = self.at
            if text[at] in " \t\r\n;&|()<>":
                self.at += 1
                parts.append(Part("text", text[at], at, at + 1))
                continue
            parts += self._in_braces()
        self.depth -= 1
        word = Word(tuple(parts), here, self.at) if parts else None
        self.at = min(self.at + 1, self.end)
        if match["sign"] == "#":
            return Part("unknown", "", start, self.at, quoted)
        if sign.lstrip(":") in ("-", "=", "+"):
            return Part("variable", match["name"], start, self.at, quoted, otherwise=word)
        found = tuple(each for part in parts for each in part.inner)
        name = match["name"] if not sign and word is None else ""
        # What is cut out of a value, or replaced in it, is not followed; the commands in it are.
        return Part(
            "variable" if name or sign.endswith("?") else "unknown", match["name"], start, self.at, quoted, found
        )

    def _in_braces(self) -> list[Part]:
        """Read a piece of a word that ends at a brace."""
        text, at = self.text, self.at
        sign = text[at]
        if sign in "'\"\\`$" and not (sign == "'" and text.find("'", at + 1, self.end) < 0):
            return list(self._one_piece())
        match = _PLAIN_IN_BRACES.match(text, at, self.end)
        if match is None:
            self.at += 1
            return [Part("text", sign, at, at + 1)]
        self.at = match.end()
        return [Part("text", match[0], at, match.end())]

    def _one_piece(self) -> Iterator[Part]:
        text, at = self.text, self.at
        sign = text[at]
        if sign == "'":
            close = text.find("'", at + 1, self.end)
            self.at = close + 1
            yield Part("text", text[at + 1 : close], at + 1, close, quoted=True)
        elif sign == '"':
            self.at += 1
            yield from self.expanded(_IN_DOUBLE, '"')
            self.at = min(self.at + 1, self.end)
        elif sign == "\\":
            self.at = min(at + 2, self.end)
            yield Part("text", text[at + 1 : self.at], at + 1, self.at, quoted=True)
        elif sign == "`":
            yield self._backticks(quoted=True)
        else:
            yield from self._dollar(quoted=True)

    def _brace_end(self, at: int) -> int:
        close = self.text.find("}", at, min(self.end, at + _FARTHEST))
        return at if close < 0 else close + 1

    def _ansi(self, start: int) -> Part:
        text = self.text
        at, chars = start + 2, []
        while at < self.end and text[at] != "'":
            if text[at] == "\\" and at + 1 < self.end:
                code = _CODE.match(text, at + 1, self.end)
                if code is not None:
                    value = int(code[1] or code[2] or code[3], 8 if code[3] else 16)
                    chars.append(chr(value) if 0 < value < 0xD800 else "")
                    at = code.end()
                else:
                    chars.append(_ESCAPES.get(text[at + 1], "\\" + text[at + 1]))
                    at += 2
            else:
                chars.append(text[at])
                at += 1
        self.at = min(at + 1, self.end)
        return Part("text", "".join(chars), start + 2, at, quoted=True)


class _Entries:
    """The commands of one text or one substitution; compound commands are told apart only to know their ends."""

    def __init__(self, reader: _Reader, closing: str) -> None:
        self.reader = reader
        self.closing = closing
        self.found: list[Command | Function] = []
        self.frames: list[_Frame] = []
        self.command = Command()
        self.group: int | None = None
        """Where the compound command begins that has just ended: how many entries stood before it."""
        self.named: Function | None = None
        """A function whose body comes next."""
        self.piping: list[Command] = []

    def read(self) -> list[Command | Function]:
        reader, text = self.reader, self.reader.text
        while reader.at < reader.end:
            space = _SPACE.match(text, reader.at, reader.end)
            if space is not None:
                reader.at = space.end()
                continue
            sign = text[reader.at]
            if sign == "#":
                stop = text.find("\n", reader.at, reader.end)
                reader.at = reader.end if stop < 0 else stop
            elif sign == ")":
                if self._parenthesis():
                    break
            elif sign == "(":
                self._open_parenthesis()
            elif sign in "<>" or text.startswith("&>", reader.at):
                self._redirect()
            else:
                operator = _OPERATOR.match(text, reader.at, reader.end)
                if operator is not None:
                    reader.at = operator.end()
                    self._operator(operator[0].strip(" \t\r") or "\n")
                else:
                    self._word()
        self._finish()
        while self.frames:
            self._close()
        if reader.waiting:
            reader.document_texts()
        return self.found

    def _finish(self, *, piped: bool = False) -> Command | None:
        command, self.command = self.command, Command()
        if not (command.words or command.assigns or command.redirects):
            return None
        command.piped = piped
        if self.piping:
            command.fed = True
            self.piping = []
        self.found.append(command)
        return command

    def _operator(self, sign: str) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.opener == "case" and frame.pattern:
            self.command = Command()
            if sign == "\n" and self.reader.waiting:
                self.reader.document_texts()
            return
        piped = sign in ("|", "|&")
        had = bool(self.command.words or self.command.assigns or self.command.redirects)
        done = self._finish(piped=piped)
        if piped:
            feeding = [done] if done is not None else []
            if self.group is not None:
                feeding = [each for each in self.found[self.group :] if isinstance(each, Command)]
                for each in feeding:
                    each.piped = True
            self.piping = feeding
        if had or sign != "\n":
            self.group = None
        if sign == "\n" and self.reader.waiting:
            self.reader.document_texts()
        if frame is not None and frame.opener == "case" and sign in (";;", ";&", ";;&"):
            frame.pattern = True

    def _open(self, opener: str) -> None:
        if len(self.frames) >= _MOST_OPEN:
            reader = self.reader
            reader.too_deep = reader.at if reader.too_deep is None else reader.too_deep
            return
        frame = _Frame(opener, len(self.found))
        if self.named is not None and opener in ("{", "("):
            frame.function, self.named = self.named, None
            frame.outer, self.found = self.found, frame.function.body
            frame.begins = 0
        self.frames.append(frame)

    def _close(self) -> None:
        frame = self.frames.pop()
        self.group = frame.begins
        if frame.function is not None and frame.outer is not None:
            frame.outer.append(frame.function)
            self.found = frame.outer
            self.group = None

    def _open_parenthesis(self) -> None:
        reader = self.reader
        words = self.command.words
        if self.frames and self.frames[-1].pattern:
            reader.at += 1
            return
        if len(words) == 1 and words[0].bare and not self.command.assigns:
            call = _FUNCTION.match(reader.text, reader.at, reader.end)
            if call is not None:
                self.named = Function(words[0].bare, start=words[0].start)
                self.command = Command()
                reader.at = call.end()
                return
        if not words and reader.text.startswith("((", reader.at):
            end = reader.text.find("))", reader.at, min(reader.end, reader.at + _FARTHEST))
            if end >= 0:
                reader.at = end + 2
                return
        if len(words) == 1 and words[0].bare == "function":
            reader.at += 1
            return
        self._finish()
        reader.at += 1
        self._open("(")

    def _parenthesis(self) -> bool:
        """Take a `)`. Return whether it ends what was asked for."""
        frame = next((each for each in reversed(self.frames) if each.opener in ("(", "case")), None)
        if frame is not None and frame.opener == "case":
            if frame is self.frames[-1] and frame.pattern:
                self.command, frame.pattern = Command(), False
                self.reader.at += 1
                return False
            frame = next((each for each in reversed(self.frames) if each.opener == "("), None)
        if frame is None:
            if self.closing == ")":
                return True
            self._finish()
            self.reader.at += 1
            return False
        self._finish()
        while self.frames[-1] is not frame:
            self._close()
        self._close()
        self.reader.at += 1
        return False

    def _redirect(self) -> None:
        reader, text = self.reader, self.reader.text
        start = reader.at
        if text[start] in "<>" and text.startswith("(", start + 1):
            self._add(reader.word())
            return
        match = _REDIRECT.match(text, start, reader.end)
        if match is None:
            reader.at += 1
            return
        reader.at = match.end()
        space = _SPACE.match(text, reader.at, reader.end)
        reader.at = space.end() if space else reader.at
        command = self._redirected(start)
        if match[0] in ("<<", "<<-"):
            delimiter = _DELIMITER.match(text, reader.at, reader.end)
            if delimiter is None:
                return
            reader.at = delimiter.end()
            raw = delimiter[0]
            plain = re.sub(r"['\"]|\\(?=.)", "", raw)
            reader.waiting.append((command, plain, plain != raw, match[0] == "<<-"))
        elif match[0] in ("<&", ">&") and re.compile(r"[0-9-]+").match(text, reader.at):
            reader.word()
        else:
            word = reader.word()
            command.redirects.append(Redirect(match[0], word))
        command.end = max(command.end, reader.at)

    def _redirected(self, start: int) -> Command:
        """The command that a redirection belongs to; behind `done` or `}` that is all of the compound command."""
        command = self.command
        if not (command.words or command.assigns or command.redirects):
            if self.group is not None:
                inside = [each for each in self.found[self.group :] if isinstance(each, Command)]
                if inside:
                    return inside[0]
            command.start = start
        return command

    def _word(self) -> None:
        reader = self.reader
        before = reader.at
        word = reader.word()
        if reader.at == before:  # a sign that begins no word
            reader.at += 1
            return
        if word.bare.isdigit() and reader.text.startswith(("<", ">"), reader.at) and self.command.words:
            return  # the number of a stream
        self._add(word)

    def _add(self, word: Word) -> None:
        reader, command = self.reader, self.command
        bare = word.bare
        if self.frames and self.frames[-1].pattern:
            if bare == "esac" and not command.words:
                self._close()
            else:
                command.words.append(word)
            return
        if not command.words and not command.assigns:
            if self.named is not None and bare not in ("{", "("):
                self.named = None
            if bare in _CLOSING and self._closes(bare):
                return
            if bare in _OPENING:
                self._open(bare)
            if bare in _BEFORE:
                return
            command.start = word.start
        match = _ASSIGNMENT.match(bare or _first_text(word)) if not command.words else None
        if match is not None:
            self._assign(word, match)
            return
        command.words.append(word)
        command.end = word.end
        first = command.words[0].bare
        if first == "[[":
            self._condition()
        elif first in ("for", "select") and len(command.words) == 3 and bare == "in":
            command.loops = True
        elif first == "case" and len(command.words) >= 3 and bare == "in":
            self.command = Command()
            for frame in reversed(self.frames):
                if frame.opener == "case":
                    frame.pattern = True
                    break
        elif first == "function" and len(command.words) == 2 and bare:
            self.named = Function(bare, start=word.start)
            self.command = Command()
            call = _FUNCTION.match(reader.text, reader.at, reader.end)
            reader.at = call.end() if call else reader.at

    def _closes(self, bare: str) -> bool:
        opener = {
            "fi": ("if",),
            "done": ("while", "until", "for", "select"),
            "esac": ("case",),
            "}": ("{",),
            "end": ("begin",),
        }
        if not any(each.opener in opener[bare] for each in self.frames):
            return bare != "end"
        while self.frames[-1].opener not in opener[bare]:
            self._close()
        self._close()
        return True

    def _assign(self, word: Word, match: re.Match[str]) -> None:
        reader, command = self.reader, self.command
        rest = word.parts[0].value[match.end() :]
        begin = word.parts[0].start + match.end()
        parts = [Part("text", rest, begin, word.parts[0].end)] if rest else []
        value = Word((*parts, *word.parts[1:]), begin, word.end)
        items: list[Word] = []
        if not value.parts and reader.text.startswith("(", reader.at):
            reader.at += 1
            while reader.at < reader.end and reader.text[reader.at] != ")":
                space = re.compile(r"(?:\s|#[^\n]*)+").match(reader.text, reader.at, reader.end)
                if space is not None:
                    reader.at = space.end()
                    continue
                before = reader.at
                items.append(reader.word())
                if reader.at == before:
                    items.pop()
                    reader.at += 1
            reader.at = min(reader.at + 1, reader.end)
        name = match["name"] + ("+" if match[0].endswith("+=") else "")
        command.assigns.append((name, value if not items else None, tuple(items)))
        command.end = reader.at

    def _condition(self) -> None:
        """Read `[[ ... ]]`, in which signs compare and do not cut."""
        reader, text = self.reader, self.reader.text
        while reader.at < reader.end and text[reader.at] != "\n":
            space = _SPACE.match(text, reader.at, reader.end)
            if space is not None:
                reader.at = space.end()
                continue
            before = reader.at
            word = reader.word()
            if reader.at == before:
                reader.at += 1
                continue
            self.command.words.append(word)
            if word.bare == "]]":
                break
        self._finish()


def _first_text(word: Word) -> str:
    first = word.parts[0] if word.parts else None
    return first.value if first is not None and first.kind == "text" and not first.quoted else ""


def _moved(entry: Command | Function, by: int) -> Command | Function:
    """The same in a text that begins `by` characters earlier."""
    if isinstance(entry, Function):
        return Function(entry.name, [_moved(each, by) for each in entry.body], entry.start + by)
    assigns = [
        (name, value and _moved_word(value, by), tuple(_moved_word(each, by) for each in items))
        for name, value, items in entry.assigns
    ]
    return Command(
        [_moved_word(each, by) for each in entry.words],
        assigns,
        [Redirect(each.sign, _moved_word(each.target, by)) for each in entry.redirects],
        entry.start + by, entry.end + by, entry.loops, entry.piped, entry.fed,
    )  # fmt: skip


def _moved_word(word: Word, by: int) -> Word:
    parts = tuple(
        Part(each.kind, each.value, each.start + by, each.end + by, each.quoted,
             tuple(_moved(entry, by) for entry in each.inner), each.otherwise and _moved_word(each.otherwise, by))
        for each in word.parts
    )  # fmt: skip
    return Word(parts, word.start + by, word.end + by)
