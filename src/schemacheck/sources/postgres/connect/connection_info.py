"""Which database is meant: URLs and connection strings as users have them, in the words of libpq.

Everything here is read by ourselves and nothing is echoed: libpq and the server repeat a malformed URL whole, password
included, in their error messages. A URL that cannot be read is therefore refused here, as a usage error (exit 2), with
a message that holds no part of it. No URL at all is "could not check" (exit 3).

Where libpq, Prisma and SQLAlchemy read the same text differently (a raw `@`, `#`, `/` or space in a password), the text
is refused with the advice to percent-encode: a guess would send a password to the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, quote_plus, unquote

from schemacheck.base.errors import SchemacheckError, UncheckedError, UsageError
from schemacheck.base.record import record
from schemacheck.base.scrub import MASK
from schemacheck.sources.postgres.connect.connection_string import ENCODE_HINT, read_keywords, read_url, refuse
from schemacheck.sources.postgres.connect.environment import (
    from_libpq_variables,
    has_libpq_variables,
    read_env_file,
    unwanted_options,
)

_FORM_HINT: Final = "Give postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or libpq's form: host=... dbname=... user=..."

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?")
_OURS = re.compile(r"postgres(?:ql)?(?:\+[a-z0-9_]+)?\Z")
_ENV_LINE = re.compile(r"(?:export\s+)?[A-Z][A-Z0-9_]*=[\"']?[A-Za-z][\w+.-]*:")
_NO_NAME: Final = {"user": re.compile(r"[^\w.@+~$-]"), "dbname": re.compile(r"[/:=&?@]")}
"""Characters that hardly any name of a role or database contains."""
_UNEXPANDED = re.compile(r"\$\{?\w+\}?\Z|env\(|\$\{\{|%\w+%\Z|<.*>\Z")

_ACCELERATE = (
    "Prisma's proxies cannot be read by another client. Give the direct URL of the database, the one that starts with "
    "postgresql://; Prisma projects often keep it in DIRECT_URL or DIRECT_DATABASE_URL."
)
_NOT_POSTGRESQL = "schemacheck reads PostgreSQL, and through SQLAlchemy what SQLAlchemy has a dialect for."
_AS_SQLALCHEMY = "Write it as SQLAlchemy does: mysql://, mariadb://, sqlite:///PATH, mssql+DRIVER://, oracle+DRIVER://."
_REFUSED: Final = {
    "prisma": ("a URL of Prisma Accelerate", _ACCELERATE),
    "prisma+postgres": ("a URL of Prisma Postgres through its proxy", _ACCELERATE),
    "prisma+postgresql": ("a URL of Prisma Postgres through its proxy", _ACCELERATE),
    "mysql": ("a URL of MySQL", _AS_SQLALCHEMY),
    "mariadb": ("a URL of MariaDB", _AS_SQLALCHEMY),
    "mongodb": ("a URL of MongoDB", _NOT_POSTGRESQL),
    "mongodb+srv": ("a URL of MongoDB", _NOT_POSTGRESQL),
    "sqlserver": ("a URL of SQL Server", _AS_SQLALCHEMY),
    "mssql": ("a URL of SQL Server", _AS_SQLALCHEMY),
    "oracle": ("a URL of Oracle", _AS_SQLALCHEMY),
    "sqlite": ("a URL of SQLite", _AS_SQLALCHEMY),
    "file": ("a path to a file", "A SQLite file is named sqlite:///PATH."),
    "redis": ("a URL of Redis", _NOT_POSTGRESQL),
    "http": ("the address of a web page", "Look for the connection string of the database on that page."),
    "https": ("the address of a web page", "Look for the connection string of the database on that page."),
    "jdbc": ("a JDBC URL of another database, or not in the form jdbc:postgresql://HOST/DATABASE", _NOT_POSTGRESQL),
}
_MEANT: Final = frozenset(
    {
        "postgre",
        "postgress",
        "postgressql",
        "postgresq",
        "postgresl",
        "postgreql",
        "postgrsql",
        "postgesql",
        "postgis",
        "postgresqls",
        "pgsql",
        "pg",
        "psql",
        "ecto",
    }
)
"""Slips of the pen, and the schemes that other languages give a PostgreSQL URL."""


@record
class ConnectionInfo:
    """A database to connect to, its secrets kept apart from what may be shown."""

    params: Mapping[str, str]
    """libpq keywords to connect with; never startup options, but for those that route the connection at its host."""
    schema: str | None
    """Prisma's `schema=` (JDBC's currentSchema): the default schema of this database's client."""
    notes: tuple[str, ...]
    """One for each parameter that was dropped or mapped; names the parameter and never its value."""
    secrets: frozenset[str]
    """What no output may hold: passwords, raw and decoded and encoded, and any text that holds one."""
    origin: str
    """How it was given: `--url`, `environment variable DATABASE_URL`, `PG* variables` ..."""

    @property
    def host(self) -> str:
        """Host or hosts, each with its port where one is given, or the directory of the socket, for display."""
        hosts = (self.params.get("host") or self.params.get("hostaddr") or "").split(",")
        ports = self.params.get("port", "").split(",")
        if hosts == [""]:
            return f"service {_one_line(self.params['service'])}" if "service" in self.params else "the default host"
        ports = ports * len(hosts) if len(ports) == 1 else ports
        paired = zip(hosts, ports + [""] * (len(hosts) - len(ports)), strict=False)
        return ", ".join(_one_line(_with_port(host, port)) for host, port in paired)

    @property
    def database(self) -> str:
        """Name of the database, for display; libpq's default is the user's name."""
        fallback = "the database of the service" if "service" in self.params else "the default database"
        return _one_line(
            self.params.get("dbname") or self.params.get("user") or fallback, _possible_secrets(self.params)
        )

    @property
    def user(self) -> str:
        """Name of the role, for display; libpq's default is the name of the operating system's user."""
        fallback = "the role of the service" if "service" in self.params else "the default role"
        return _one_line(self.params.get("user") or fallback, _possible_secrets(self.params))

    @property
    def public(self) -> frozenset[str]:
        """The words that are shown on purpose, even should a password be the same word."""
        doubtful = _possible_secrets(self.params)
        words = [self.params.get(name, "") for name in ("user", "dbname", "service", "application_name")]
        words = [word for word in words if word not in doubtful]
        for name in ("host", "hostaddr", "port"):
            words += self.params.get(name, "").split(",")
        return frozenset(word for word in words if word)

    def __repr__(self) -> str:
        return f"Target(host={self.host!r}, database={self.database!r}, user={self.user!r}, origin={self.origin!r})"


@record
class GivenUrl:
    """A URL or connection string as it was given, before it is known whether it can be read."""

    text: str | None
    """None: libpq's own variables may say which database is meant."""
    origin: str
    """How it was given."""
    known: Mapping[str, str]
    """All variables that are known: libpq takes from them what the text leaves out."""


def find_url(
    url: str | None,
    url_env: str | None,
    environ: Mapping[str, str],
    env_file: Path | None = None,
    read_file: Callable[[Path, Mapping[str, str]], Mapping[str, str]] = read_env_file,
) -> GivenUrl:
    """Find the URL that the options and the environment name.

    First of: `--url`, `--url-env NAME`, the variable DATABASE_URL. `env_file` adds variables that the environment does
    not have.

    Raises:
        UsageError: both options are given, or the file cannot be read.
        UncheckedError: the variable that is named is not set or empty, or is DATABASE_URL, empty, beside libpq's own.
    """
    if url is not None and url_env is not None:
        raise UsageError(
            "--url and --url-env are both given.", "Give one; --url-env keeps the password off the screen."
        )
    known = dict(environ)
    if env_file is not None:
        known = {**read_file(env_file, environ), **environ}

    def origin_of(name: str) -> str:
        return f"variable {name} in {env_file}" if name not in environ else f"environment variable {name}"

    if url is not None:
        return GivenUrl(url, "--url", known)
    if url_env is not None:
        if not known.get(url_env, "").strip():
            state = "empty" if url_env in known else "not set"
            raise UncheckedError(
                f"The environment variable {_one_line(url_env)}, which is to hold the URL, is {state}.",
                "In CI, see that the secret is passed to this job; give the variable's name, not its value.",
            )
        return GivenUrl(known[url_env], origin_of(url_env), known)
    if known.get("DATABASE_URL", "").strip():
        return GivenUrl(known["DATABASE_URL"], origin_of("DATABASE_URL"), known)
    if "DATABASE_URL" in known and has_libpq_variables(known):
        # The secret of a fork is empty: it must not be a server of the runner's that is checked in its place.
        raise UncheckedError(
            "DATABASE_URL is set, but empty, and the PG* variables name a database.",
            "Which is meant? In CI, see that the secret is passed to this job; or unset DATABASE_URL.",
        )
    return GivenUrl(None, "PG* variables", known)


def read_given(given: GivenUrl) -> ConnectionInfo:
    """Read what was given, and add what libpq would take from the environment.

    Raises:
        UsageError: what is given cannot be read.
        UncheckedError: nothing is given.
    """
    known = given.known
    if given.text is not None:
        return _completed(parse_connection(given.text, given.origin), known)
    if has_libpq_variables(known):
        return _completed(ConnectionInfo(MappingProxyType({}), None, (), frozenset(), given.origin), known)
    raise UncheckedError(
        "No database is given to check."
        + (" DATABASE_URL is set, but empty." if "DATABASE_URL" in known else " DATABASE_URL is not set."),
        "Set DATABASE_URL, or name the variable that holds the URL with --url-env NAME; "
        "PGHOST, PGSERVICE and libpq's other variables work too.",
    )


def _completed(conninfo: ConnectionInfo, environ: Mapping[str, str]) -> ConnectionInfo:
    """Add what libpq would take from the environment, so that it can be shown, and keep startup options out of it."""
    params = {**from_libpq_variables(environ, conninfo.params), **conninfo.params}
    notes = list(conninfo.notes)
    if "options" not in params and unwanted_options(environ):
        params["options"] = ""  # given and empty, it keeps libpq from reading PGOPTIONS
        notes.append("PGOPTIONS: not sent; connection poolers refuse startup options, and none is needed here.")
    secrets = conninfo.secrets | _spellings(environ.get("PGPASSWORD", ""))
    return ConnectionInfo(MappingProxyType(params), conninfo.schema, tuple(notes), secrets, conninfo.origin)


def parse_connection(text: str, origin: str) -> ConnectionInfo:
    """Read a URL or a connection string.

    Raises:
        UsageError: it cannot be read, or names another kind of database. No part of the text is in the message.
        UncheckedError: it is empty.
    """
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        bare = bare[1:-1].strip()
    if not bare:
        raise UncheckedError(f"The database URL given by {origin} is empty.", "In CI, see that the secret is passed.")
    if bare.startswith("jdbc:postgresql:"):
        bare = bare.removeprefix("jdbc:")
    _refuse_pasted(bare, origin)
    scheme = _SCHEME.match(bare)
    if scheme is None or (not scheme[2] and "=" in bare.split(":", 1)[0]):
        if "=" not in bare:
            refuse(origin, "is neither a URL nor a connection string", _FORM_HINT)
        found, holds_secret = read_keywords(bare, origin)
    else:
        _check_scheme(scheme, origin)
        found, holds_secret = read_url(bare[scheme.end() :], origin)
    secrets = set[str]()
    for secret in found.secrets | holds_secret | _possible_secrets(found.params):
        secrets |= _spellings(secret)
    if secrets:
        secrets |= {text, bare}
    return ConnectionInfo(MappingProxyType(found.params), found.schema, tuple(found.notes), frozenset(secrets), origin)


def _possible_secrets(params: Mapping[str, str]) -> frozenset[str]:
    """Names of which no one can say that they are names: a URL may have fallen apart, its password inside of one.

    That can only be where no password was given. A name is then shown if it looks like one.
    """
    if any(params.get(name) for name in ("password", "passfile", "service", "sslcert")):
        return frozenset()
    names = {name: params.get(name, "") for name in ("user", "dbname")}
    return frozenset(value for name, value in names.items() if value and _NO_NAME[name].search(value))


def suspects(text: str) -> frozenset[str]:
    """Return what must be hidden of a text before it is known whether it can be read.

    Of a sound URL or connection string its secrets; of any other the whole text, and every piece that could be a
    password.
    """
    try:
        return parse_connection(text, "").secrets
    except SchemacheckError:
        return plausible_secrets(text)


def plausible_secrets(text: str) -> frozenset[str]:
    """Return a text that cannot be read, and every piece of it that could be a password."""
    pieces = {text, text.strip()} if re.search(r"[:=@]", text) else set[str]()
    _, _, rest = text.partition("//")
    for tail in (rest, text.partition(":")[2].lstrip("/")):
        before_host = tail.rpartition("@")[0]
        pieces |= {before_host, before_host.partition(":")[2], before_host.rpartition(":")[2]}
        pieces.update(re.split(r"[:@]", before_host.partition(":")[2]))
    pieces.update(match[1] for match in re.finditer(r"(?i)passw\w*\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]+)", text))
    pieces |= {piece.strip("'") for piece in pieces}
    found = set[str]()
    for piece in pieces:
        found |= _spellings(piece)
    return frozenset(found)


def _spellings(secret: str) -> frozenset[str]:
    """A secret as it was written, percent-decoded and percent-encoded."""
    if not secret:
        return frozenset()
    plain = unquote(secret, errors="replace")
    return frozenset({secret, plain, quote(secret, safe=""), quote(plain, safe=""), quote(plain), quote_plus(plain)})


def _refuse_pasted(text: str, origin: str) -> None:
    """Recognise what people paste in place of a URL."""
    if re.match(r"(?:\S*/)?(?:psql|pg_dump|pgcli)\s", text):
        refuse(origin, "is a whole command", "Give only the URL, the part in quotes that starts with postgresql://.")
    if _ENV_LINE.match(text):
        refuse(origin, "is a line of an environment file", "Give only what stands after the = sign, without quotes.")
    if _UNEXPANDED.match(text):
        refuse(origin, "is a placeholder, not a URL", "Something should have put the URL in its place; it did not.")
    if any(character.isspace() or not character.isprintable() for character in text) and _SCHEME.match(text):
        scheme = _SCHEME.match(text)
        if scheme and scheme[2]:
            refuse(origin, "holds a space, a line break or another character that no URL has", ENCODE_HINT)


def _check_scheme(scheme: re.Match[str], origin: str) -> None:
    name = scheme[1].lower()
    root = name.split("+")[0]
    if refusal := _REFUSED.get(name) or (None if root == "prisma" else _REFUSED.get(root)):
        other = ", not of PostgreSQL" if refusal[1] in (_NOT_POSTGRESQL, _AS_SQLALCHEMY) else ""
        refuse(origin, f"is {refusal[0]}{other}", refusal[1])
    if _OURS.match(name):
        if not scheme[2]:
            refuse(origin, "has no // after its scheme", _FORM_HINT)
        return
    if root in _MEANT:
        refuse(origin, f"starts with {root}: and not with postgresql:", "Write postgresql:// in its place.")
    refuse(origin, "does not start with postgresql://", _FORM_HINT)


def _with_port(host: str, port: str) -> str:
    if not port or host.startswith("/"):
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _one_line(text: str, doubtful: frozenset[str] = frozenset()) -> str:
    """Text for one line of a report: what cannot be printed becomes a question mark, what is in doubt stays hidden."""
    return MASK if text in doubtful else "".join(character if character.isprintable() else "?" for character in text)
