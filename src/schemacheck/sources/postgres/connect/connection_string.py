"""The grammar of libpq's URLs and of its key=value strings, read by ourselves so that nothing of them is ever echoed.

Every refusal names what is wrong and how the text was given, and holds no part of the text: each part could be a piece
of a password that should have been percent-encoded.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn
from urllib.parse import unquote_to_bytes

from schemacheck.base.errors import UsageError
from schemacheck.sources.postgres.connect.parameters import LIBPQ, Parameters, understand

ENCODE_HINT: Final = (
    "In a user name or password, write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25 and a space as %20. "
    "The parts of a URL are postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
)
_QUOTE_HINT: Final = "A value with a space stands in single quotes; a quote or backslash in it is written \\' or \\\\."

_HOST = re.compile(r"[\w.-]+\Z")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+(?:%\w+)?\Z")
_SHOWN: Final = frozenset({"host", "hostaddr", "port", "user", "dbname", "service", "application_name"})
_RUN_IN = re.compile(r"pas+w\w*\s*=|://|:[^@]*@", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{1,5}\Z")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
_PLAIN_USER = re.compile(r"[\w.~%+-]*\Z")
_KEYWORD = re.compile(r"\s*([^=\s]+)\s*=\s*")
_VALUE = re.compile(r"'((?:[^'\\]|\\.)*)'(?=\s|\Z)|((?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)?(?=\s|\Z)", re.DOTALL)


def refuse(origin: str, what: str, hint: str) -> NoReturn:
    """Raise the usage error that says what is wrong with the text given by `origin`."""
    raise UsageError(f"The database URL given by {origin} {what}.", hint)


def read_url(rest: str, origin: str) -> tuple[Parameters, set[str]]:
    """Read what follows `postgresql://`, by libpq's grammar: hosts by commas, and nothing after a `#`."""
    before_query, _, query = rest.partition("?")
    authority, _, path = before_query.partition("/")
    if authority.count("@") > 1:
        refuse(
            origin, "has more than one @ before the host; percent-encode the user name and the password", ENCODE_HINT
        )
    userinfo, at, hosts = authority.rpartition("@")
    if "@" in path or (not at and "@" in query and ":" in hosts):
        refuse(origin, "has an @ behind a / or ?; percent-encode the user name and the password", ENCODE_HINT)
    if "&" in path and "=" in path:
        refuse(origin, "has parameters in the name of its database; the first one is set off with a ?", ENCODE_HINT)
    if "#" in rest:
        refuse(origin, "holds a #; percent-encode the password", ENCODE_HINT)
    if _BAD_ESCAPE.search(rest):
        refuse(origin, "holds a % that no code follows; percent-encode the password", ENCODE_HINT)
    user, _, password = userinfo.partition(":")
    if not _PLAIN_USER.match(user):
        refuse(origin, "has characters in its user name that must be percent-encoded", ENCODE_HINT)
    given = [("user", _decoded(user, origin)), ("password", _decoded(password, origin))]
    given += _read_hosts(hosts, origin)
    given.append(("dbname", _decoded(path, origin)))
    given += _read_query(query, origin)
    _check_names(given, origin)
    found = understand(given, show_unknown=bool(at) or ":" not in hosts)
    written = {password, *(part.partition("=")[2] for part in query.split("&") if part.startswith("password="))}
    hidden_in_user = _decoded(user, origin).partition(":")[2]
    return found, {secret for secret in written | {hidden_in_user} if secret}


def _read_hosts(text: str, origin: str) -> list[tuple[str, str]]:
    hosts, ports = [], []
    for part in text.split(","):
        if part.startswith("["):
            inside, closed, after = part[1:].partition("]")
            if not closed or not re.fullmatch(r"[0-9A-Fa-f:.]+(?:%25\w+|%\w+)?", inside) or after[:1] not in ("", ":"):
                refuse(origin, "has an IPv6 address that is not of the form [::1]", ENCODE_HINT)
            host, port = inside.replace("%25", "%"), after[1:]
        else:
            raw, _, port = part.partition(":")
            host = _decoded(raw, origin)
            if not _is_host(host):
                refuse(
                    origin, "has characters in its host that no host has; is the password percent-encoded", ENCODE_HINT
                )
        if port and not (_PORT.match(port) and 0 < int(port) < 65536):
            refuse(
                origin, "has a port that is not a number from 1 to 65535; is the password percent-encoded", ENCODE_HINT
            )
        hosts.append(host)
        ports.append(port)
    return [("host", ",".join(hosts)), ("port", ",".join(ports))] if any(ports) else [("host", ",".join(hosts))]


def _read_query(query: str, origin: str) -> list[tuple[str, str]]:
    given: list[tuple[str, str]] = []
    hosts: list[str] = []
    for part in query.split("&"):
        if not part:
            continue
        name, equals, value = part.partition("=")
        if not equals:
            refuse(origin, "has a parameter without a value; is the password percent-encoded", ENCODE_HINT)
        if name == "host":
            hosts.append(_decoded(value, origin))
        else:
            given.append((_decoded(name, origin), _decoded(value, origin)))
    if hosts:
        # SQLAlchemy names several hosts so: host=a:5432&host=b:5433.
        pairs = [re.fullmatch(r"([\w.-]+):([0-9]{1,5})", host) for host in ",".join(hosts).split(",")]
        if any(pairs):
            names = ",".join(hosts).split(",")
            given.append(("host", ",".join(pair[1] if pair else name for pair, name in zip(pairs, names, strict=True))))
            given.append(("port", ",".join(pair[2] if pair else "" for pair in pairs)))
        else:
            given.append(("host", ",".join(hosts)))
    return given


def _is_host(text: str) -> bool:
    """Whether it can be a host name, an address or the directory of a socket; empty is libpq's default."""
    return not text or text.startswith(("/", "@")) or bool(_HOST.match(text) or _ADDRESS.match(text))


def _check_names(given: list[tuple[str, str]], origin: str) -> None:
    """Refuse, in what is shown of a connection, the remains of a parameter or URL that ran into it."""
    for name, value in given:
        if name in _SHOWN and _RUN_IN.search(value):
            refuse(origin, "has another parameter or URL inside one of its names; is a space or & missing", ENCODE_HINT)
        if name in ("host", "hostaddr") and not all(_is_host(host) for host in value.split(",")):
            refuse(origin, "has characters in its host that no host has; is the password percent-encoded", ENCODE_HINT)


def _decoded(text: str, origin: str) -> str:
    raw = unquote_to_bytes(text)
    decoded = raw.decode(errors="replace")
    if decoded.encode() != raw:
        refuse(origin, "holds percent-codes that are not UTF-8", ENCODE_HINT)
    return decoded


def read_keywords(text: str, origin: str) -> tuple[Parameters, set[str]]:
    """Read `host=... dbname=...`, by libpq's grammar: values in single quotes, backslash escapes.

    Returns what it comes to, and the passwords as they were written.
    """
    given: list[tuple[str, str]] = []
    written: set[str] = set()
    position = 0
    while position < len(text):
        keyword = _KEYWORD.match(text, position)
        if keyword is None:
            refuse(
                origin,
                "has a word without a = in its key=value form; does a value with a space lack its quotes",
                _QUOTE_HINT,
            )
        if not keyword[1].isidentifier():
            refuse(
                origin,
                "is no URL of the form postgresql://, and in its key=value form has a key that is no word",
                _QUOTE_HINT,
            )
        value = _VALUE.match(text, keyword.end())
        if value is None:
            refuse(origin, "has a quote that is not closed, or text behind a closed one", _QUOTE_HINT)
        raw = value[1] if value[1] is not None else value[2] or ""
        given.append((keyword[1], re.sub(r"\\(.)", r"\1", raw, flags=re.DOTALL)))
        if "pass" in keyword[1].lower():
            written.add(raw)
        position = value.end()
    if not any(name in LIBPQ for name, _ in given):
        refuse(
            origin, "is no URL of the form postgresql://, and no key=value form that libpq knows a key of", _QUOTE_HINT
        )
    _check_names(given, origin)
    return understand(given, show_unknown=False), {secret for secret in written if secret}
