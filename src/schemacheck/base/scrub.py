"""Keeps secrets out of everything that leaves the process.

Secrets leak on the error path: a driver, a server or a traceback repeats what it was given, and so do we where a URL is
given instead of a file. So the values themselves are looked for, in every spelling a text can give them, and passwords
are looked for where passwords stand, whatever they are. What others say is scrubbed where it enters a message, and
messages before they are laid out: a wrapped or coloured line may cut a secret in two.

Documents are not scrubbed. What a schema has comes from the catalog, which knows no password of ours: where a table is
called `users` and the password is `users`, hiding the name would make a wrong document, and tell the password.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from typing import Final, TextIO

from schemacheck.base.streams import StreamOver

MASK: Final = "***"

_BETWEEN_URLS = re.compile(r"([\s\"'<>]+)")
_USER = re.compile(r"[A-Za-z0-9+.-]:/{1,3}[^:/?#@]*:")
"""The part of a URL before its password."""
_AS_KEYWORD = re.compile(
    r"(?i)\b(PGPASSWORD|(?:ssl)?password|passwd|pwd|oauth_client_secret)=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s&\"'\\,;)<>]+)"
)
_SHORT: Final = 3
_SHORT_NUMBER: Final = 6
_SHORT_WORD: Final = 12


class Scrubber:
    """Replaces secrets by `***`.

    How widely a secret is looked for depends on how likely its text occurs by chance: hiding half the report would hide
    the drift, and would reveal the secret by what is missing:

    - fewer than 3 characters, or a number of fewer than 6 digits: only in quotes, or where a password stands in a URL
      or behind `password=`;
    - one lower-case word of up to 12 letters (`postgres`, `secret`): as a whole word, so that `postgresql` stays;
    - a word that is shown on purpose (the role, the database, the host): only where a password stands;
    - anything else: wherever it is, and inside longer words.
    """

    def __init__(self, secrets: Iterable[str] = (), *, public: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._public: set[str] = set()
        self._patterns: dict[bool, re.Pattern[str] | None] = {}
        """What finds them, in messages of ours and in others; made when a text is first looked through."""
        self._lock = threading.Lock()  # several databases are read at the same time
        self.add(secrets, public=public)

    def add(self, secrets: Iterable[str], *, public: Iterable[str] = ()) -> None:
        """Hide these from now on; `public` are the words that are shown on purpose."""
        with self._lock:
            self._secrets.update(secret for secret in secrets if secret.strip())
            self._public.update(public)
            self._patterns = {}

    def __call__(self, text: str) -> str:
        """Return what others said, without the secrets."""
        return self._redacted(self._pattern(ours=False), text)

    def ours(self, text: str) -> str:
        """Return a message of ours, which may quote others, without the secrets.

        A common word is hidden in quotes alone: that the password is "wrong" or "missing" is said of any password.
        """
        return self._redacted(self._pattern(ours=True), text)

    def _pattern(self, *, ours: bool) -> re.Pattern[str] | None:
        with self._lock:
            if ours not in self._patterns:
                spellings = {each for secret in self._secrets for each in _secret_spellings(secret)} - self._public
                in_order = sorted(spellings, key=lambda each: (-len(each), each))
                found = "|".join([_looked_for(each, ours=ours) for each in in_order])
                self._patterns[ours] = re.compile(found) if found else None
            return self._patterns[ours]

    def _redacted(self, pattern: re.Pattern[str] | None, text: str) -> str:
        if pattern is not None:
            text = pattern.sub(MASK, text)
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


def _looked_for(spelling: str, *, ours: bool) -> str:
    """The pattern that finds one spelling of a secret, as far as the class says; `ours` is for messages of ours."""
    exact = re.escape(spelling)
    word = len(spelling) <= _SHORT_WORD and spelling.isascii() and spelling.isalpha() and spelling.islower()
    if len(spelling) < _SHORT or (spelling.isdigit() and len(spelling) < _SHORT_NUMBER) or (word and ours):
        return rf"(?<=\"){exact}(?=\")|(?<='){exact}(?=')"
    if word:
        # A backslash before it is an escape: in a repr, the n of \n is no part of the word.
        return rf"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt])){exact}(?![A-Za-z0-9_])"
    return exact


def _secret_spellings(secret: str) -> set[str]:
    """A secret in every form a text can give it: percent-coded, escaped for SQL, Python, JSON, XML, annotations."""
    # Imported only if there is a secret: offline there is none.
    import html  # noqa: PLC0415
    import json  # noqa: PLC0415
    from urllib.parse import quote, quote_plus, unquote  # noqa: PLC0415

    decoded = unquote(secret, errors="replace")
    found: set[str] = set()
    # As a message has it that leaves out what is not printable, or puts white space in one form.
    tidied = {" ".join(each.split()) for each in (secret, decoded)}
    tidied |= {"".join(one if one.isprintable() else "?" for one in each) for each in (secret, decoded)}
    for plain in {secret, decoded, *tidied} - {""}:
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


_PUBLIC: Final = frozenset(
    {"schema", "currentschema", "host", "hostaddr", "port", "user", "dbname", "sslmode", "channel_binding"}
    | {"gssencmode", "application_name", "options", "connect_timeout", "connection_limit", "pool_timeout"}
    | {"socket_timeout", "pgbouncer", "sslaccept", "statement_cache_size", "target_session_attrs", "client_encoding"}
    | {"charset", "timeout", "mode", "cache"}
)
"""Parameters of URLs whose values are no secret; of all others they may be."""
_NAMED: Final = re.compile(
    r"(?i)(?:passw\w*|pwd|secret\w*|token\w*|api_?key\w*|credential\w*)[\"']?\s*[:=]\s*"
    r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s&;,}\"']+)"
)
_SUSPECT: Final = re.compile(r"(?i):/|pass|pwd|secret|token|key|credential")


def secrets_in(argument: str) -> set[str]:
    """Return what may be a secret in a word of a command line, whatever it was meant for.

    The password of a URL, the values of its parameters but for those that are known to be none, and what stands behind
    a name such as `password` in JSON, in a connection string or in a line of an environment file.
    """
    if not _SUSPECT.search(argument):
        return set()
    from urllib.parse import unquote  # noqa: PLC0415 - few command lines have anything of the kind

    found = {match[1].strip("\"'") for match in _NAMED.finditer(argument)}
    scheme, slashes, rest = argument.partition("://" if "://" in argument else ":/")
    if slashes and scheme[-1:].isalnum():
        before, at, after = rest.rpartition("@")
        if at:
            found |= {part.partition(":")[2] for part in (before, unquote(before))}
        parameters = (after if at else rest).partition("?")[2]
        for parameter in re.split("[&;]", parameters):
            name, _, value = parameter.partition("=")
            if name.lower() not in _PUBLIC:
                found.add(value)
    return {each for each in found if each.strip()}


class ScrubbedStream(StreamOver):
    """A text stream through which no secret passes.

    Text is held back until its line ends or the stream is flushed: writers send a line in pieces, and a secret may be
    cut between two of them. There is no `buffer`, so that nobody writes past it.
    """

    def __init__(self, stream: TextIO, scrub: Callable[[str], str]) -> None:
        super().__init__(stream)
        self._scrub = scrub
        self._held: list[str] = []

    def write(self, text: str) -> int:
        """Take the text; pass on the lines that are whole."""
        whole, newline, rest = text.rpartition("\n")
        if newline:
            self._stream.write(self._scrub("".join([*self._held, whole, newline])))
            self._held.clear()
        if rest:
            self._held.append(rest)
        return len(text)

    def flush(self) -> None:
        """Pass on everything that was taken."""
        if self._held:
            self._stream.write(self._scrub("".join(self._held)))
            self._held.clear()
        if not self._stream.closed:
            self._stream.flush()

    def close(self) -> None:
        """Pass on everything; the underlying stream is closed by its owner."""
        if not self.closed:
            self.flush()
        super().close()
