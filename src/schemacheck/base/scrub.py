"""Keeps secrets out of everything that leaves the process: one scrubber, over every stream and every file.

Secrets leak on the error path: a driver, a server or a traceback repeats what it was given. So the values themselves
are looked for, in every spelling a text can give them, and passwords are looked for where passwords stand, whatever
they are. Messages should pass here before they are laid out: a wrapped or coloured line may cut a secret in two.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterable
from typing import Final, TextIO

MASK: Final = "***"

_BETWEEN_URLS = re.compile(r"([\s\"'<>]+)")
_USER = re.compile(r"[A-Za-z0-9+.-]:/{1,3}[^:/?#@]*:")
"""What stands in a URL before its password."""
_AS_KEYWORD = re.compile(
    r"(?i)\b(PGPASSWORD|(?:ssl)?password|passwd|pwd|oauth_client_secret)=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s&\"'\\,;)<>]+)"
)
_SHORT: Final = 3
_SHORT_NUMBER: Final = 6
_SHORT_WORD: Final = 12


class Scrubber:
    """Replaces secrets by `***`.

    How far a secret is looked for depends on how likely it is to stand in a text by chance, since hiding half the
    report hides the drift, and tells the secret by what is missing:

    - fewer than 3 characters, or a number of fewer than 6 digits: only in quotes, or where a password stands in a URL
      or behind `password=`;
    - one lower-case word of up to 12 letters (`postgres`, `secret`): as a whole word, so that `postgresql` stays;
    - a word that is shown on purpose (the role, the database, the host): only where a password stands;
    - anything else: wherever it is, and inside longer words.
    """

    def __init__(self, secrets: Iterable[str] = (), *, public: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._public: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()  # several databases are read at the same time
        self.add(secrets, public=public)

    def add(self, secrets: Iterable[str], *, public: Iterable[str] = ()) -> None:
        """Hide these from now on; `public` are the words that are shown on purpose."""
        with self._lock:
            self._secrets.update(secret for secret in secrets if secret.strip())
            self._public.update(public)
            spellings = {each for secret in self._secrets for each in _spellings(secret)} - self._public
            alternatives = [_looked_for(each) for each in sorted(spellings, key=lambda each: (-len(each), each))]
            self._pattern = re.compile("|".join(alternatives)) if alternatives else None

    def __call__(self, text: str) -> str:
        """Return the text without the secrets."""
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        if "@" in text and ":/" in text:
            text = "".join(map(_without_password, _BETWEEN_URLS.split(text)))
        if "=" in text:
            text = _AS_KEYWORD.sub(rf"\1={MASK}", text)
        return text


def _without_password(word: str) -> str:
    """Hide the password of a URL: all between its user and the last @."""
    if "@" not in word or ":/" not in word:
        return word
    user, end = _USER.search(word), word.rfind("@")
    return word if user is None or end <= user.end() else f"{word[: user.end()]}{MASK}{word[end:]}"


def _looked_for(spelling: str) -> str:
    """The pattern that finds one spelling of a secret, as far as the class says."""
    exact = re.escape(spelling)
    if len(spelling) < _SHORT or (spelling.isdigit() and len(spelling) < _SHORT_NUMBER):
        return rf"(?<=\"){exact}(?=\")|(?<='){exact}(?=')"
    if len(spelling) <= _SHORT_WORD and spelling.isascii() and spelling.isalpha() and spelling.islower():
        # A backslash before it is an escape: in a repr, the n of \n is no part of the word.
        return rf"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt])){exact}(?![A-Za-z0-9_])"
    return exact


def _spellings(secret: str) -> set[str]:
    """A secret in every form a text can give it: percent-coded, escaped for SQL, Python, JSON, XML, annotations."""
    # Loaded for those who have a secret: offline nobody has.
    import html  # noqa: PLC0415
    import json  # noqa: PLC0415
    from urllib.parse import quote, quote_plus, unquote  # noqa: PLC0415

    decoded = unquote(secret, errors="replace")
    found: set[str] = set()
    for plain in {secret, decoded} - {""}:
        coded = {plain, quote(plain), quote(plain, safe=""), quote_plus(plain)}
        coded |= {re.sub(r"%[0-9A-F]{2}", lambda code: code[0].lower(), each) for each in coded}
        found |= coded
        backslashed = plain.replace("\\", "\\\\")
        found |= {
            plain.replace("'", "''"),
            plain.replace('"', '""'),
            backslashed,
            backslashed.replace("'", "\\'"),
            backslashed.replace('"', '\\"'),
            backslashed.replace("|", "\\|"),
            repr(plain)[1:-1],
            ascii(plain)[1:-1],
            json.dumps(plain)[1:-1],
            json.dumps(plain, ensure_ascii=False)[1:-1],
            html.escape(plain),
            html.escape(plain, quote=False),
            plain.replace("%", "%25"),
            plain.replace("%", "%25").replace(":", "%3A").replace(",", "%2C"),
        }
    return {each for each in found if each.strip()}


class ScrubbedStream(io.TextIOBase):
    """A text stream through which no secret passes.

    Text is held back until its line ends or the stream is flushed: writers send a line in pieces, and a secret may be
    cut between two of them. There is no `buffer`, so that nobody writes past it.
    """

    def __init__(self, stream: TextIO, scrubber: Scrubber) -> None:
        self._stream = stream
        self._scrubber = scrubber
        self._held: list[str] = []

    def write(self, text: str) -> int:
        """Take the text; pass on the lines that are whole."""
        whole, newline, rest = text.rpartition("\n")
        if newline:
            self._stream.write(self._scrubber("".join([*self._held, whole, newline])))
            self._held.clear()
        if rest:
            self._held.append(rest)
        return len(text)

    def flush(self) -> None:
        """Pass on everything that was taken."""
        if self._held:
            self._stream.write(self._scrubber("".join(self._held)))
            self._held.clear()
        if not self._stream.closed:
            self._stream.flush()

    def close(self) -> None:
        """Pass on everything, and leave the stream below to whoever opened it."""
        if not self.closed:
            self.flush()
        super().close()

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def isatty(self) -> bool:
        """Whether the stream below is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The descriptor of the stream below; for asking the terminal its size, not for writing."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute there
        """The encoding of the stream below."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # an attribute there
        """What the stream below does with what it cannot encode."""
        return self._stream.errors
