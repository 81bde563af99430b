"""URLs as users have them, what becomes of each parameter, and that no part of a refused URL comes back."""

from __future__ import annotations

import random
import re
import string
import traceback
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

from schemacheck.base.errors import ExitCode, SchemacheckError, UncheckedError, UsageError
from schemacheck.base.scrub import Scrubber
from schemacheck.sources.postgres.connect.connection_info import (
    ConnectionInfo,
    find_url,
    parse_connection,
    read_given,
    suspects,
)
from schemacheck.sources.postgres.connect.environment import read_env_file
from schemacheck.sources.postgres.connect.parameters import LIBPQ

BASE = {"host": "h", "dbname": "db", "user": "u", "password": "p"}


def params(text: str) -> dict[str, str]:
    return dict(parse_connection(text, "--url").params)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://u:p@h/db", BASE),
        ("postgres://u:p@h/db", BASE),
        ("POSTGRESQL://u:p@h/db", BASE),
        ("postgresql+psycopg://u:p@h/db", BASE),
        ("postgresql+psycopg2://u:p@h/db", BASE),
        ("postgresql+asyncpg://u:p@h/db", BASE),
        ("postgres+pg8000://u:p@h/db", BASE),
        ('  "postgresql://u:p@h/db"\n', BASE),
        ("jdbc:postgresql://h/db?user=u&password=p", BASE),
        ("jdbc:postgresql://a:1,b:2/db?targetServerType=preferSecondary",
         {"host": "a,b", "port": "1,2", "dbname": "db", "target_session_attrs": "prefer-standby"}),
        ("postgresql://", {}),
        ("postgresql:///db", {"dbname": "db"}),
        ("postgresql://u@/db", {"user": "u", "dbname": "db"}),
        ("postgresql://:5433/db", {"port": "5433", "dbname": "db"}),
        ("postgresql://h:/", {"host": "h"}),
        ("postgresql://u:@h", {"user": "u", "host": "h"}),
        ("postgresql://u:a:b@h", {"user": "u", "password": "a:b", "host": "h"}),
        ("postgresql://[::1]:5433/db", {"host": "::1", "port": "5433", "dbname": "db"}),
        ("postgresql://[fe80::1%25eth0]/db", {"host": "fe80::1%eth0", "dbname": "db"}),
        ("postgresql://[::1],10.0.0.1:6/db", {"host": "::1,10.0.0.1", "port": ",6", "dbname": "db"}),
        ("postgresql://a:1,b/db?target_session_attrs=prefer-standby",
         {"host": "a,b", "port": "1,", "dbname": "db", "target_session_attrs": "prefer-standby"}),
        ("postgresql+psycopg://u:p@/db?host=a:1&host=b",
         {"user": "u", "password": "p", "dbname": "db", "host": "a,b", "port": "1,"}),
        ("postgresql://%2Fvar%2Frun%2Fpg/db", {"host": "/var/run/pg", "dbname": "db"}),
        ("postgresql:///db?host=/var/run/pg", {"host": "/var/run/pg", "dbname": "db"}),
        ("postgresql:///db?host=%2Fvar%2Frun%2Fpg&port=6", {"host": "/var/run/pg", "port": "6", "dbname": "db"}),
        ("postgresql://us%40er:p%40%3A%2F%3F%23%25%20w@h/my%20db",
         {"user": "us@er", "password": "p@:/?#% w", "host": "h", "dbname": "my db"}),
        ("postgresql://h/db?user=a%40b&password=c%26d",
         {"host": "h", "dbname": "db", "user": "a@b", "password": "c&d"}),
        ("postgresql://h/caf%C3%A9", {"host": "h", "dbname": "café"}),
        ("postgresql://postgres.abcd:p@aws-0.pooler.example.com:6543/postgres",
         {"user": "postgres.abcd", "password": "p", "host": "aws-0.pooler.example.com", "port": "6543",
          "dbname": "postgres"}),
        ("host=h dbname=db user=u password=p", BASE),
        ("host = h  dbname= db\nuser ='u' password=p", BASE),
        (r"host=h password='it\'s a \\ b' user=a\ b", {"host": "h", "password": r"it's a \ b", "user": "a b"}),
        ("host='' dbname=db", {"dbname": "db"}),
        ("host=/tmp port=5433", {"host": "/tmp", "port": "5433"}),
        ("service=prod", {"service": "prod"}),
        ("postgresql://?service=prod", {"service": "prod"}),
    ],
)  # fmt: skip
def test_forms(text: str, expected: dict[str, str]) -> None:
    target = parse_connection(text, "--url")
    assert dict(target.params) == expected
    assert target.schema is None


@pytest.mark.parametrize(
    ("query", "added", "noted"),
    [
        ("connection_limit=5&pool_timeout=3&socket_timeout=4", {}, ["connection_limit", "pool_timeout",
                                                                   "socket_timeout"]),
        ("pgbouncer=true&statement_cache_size=0&single_use_connections=true", {},
         ["pgbouncer", "statement_cache_size", "single_use_connections"]),
        ("max_idle_connection_lifetime=1&max_connection_lifetime=2", {},
         ["max_idle_connection_lifetime", "max_connection_lifetime"]),
        ("connect_timeout=30&sslmode=require&application_name=mine",
         {"connect_timeout": "30", "sslmode": "require", "application_name": "mine"}, []),
        ("sslaccept=strict", {"sslmode": "verify-full", "sslrootcert": "system"}, ["sslaccept"]),
        ("sslmode=require&sslaccept=strict&sslcert=ca.pem", {"sslmode": "verify-full", "sslrootcert": "ca.pem"},
         ["sslaccept", "sslcert"]),
        ("sslmode=verify-ca&sslaccept=strict&sslrootcert=ca.pem", {"sslmode": "verify-ca", "sslrootcert": "ca.pem"},
         ["sslaccept"]),
        ("sslaccept=accept_invalid_certs", {"sslmode": "require"}, ["sslaccept"]),
        ("sslmode=prefer&sslaccept=accept_invalid_certs&sslcert=ca.pem", {"sslmode": "prefer"},
         ["sslaccept", "sslcert"]),
        ("sslidentity=a.p12&sslpassword=abc", {}, ["sslidentity"]),
        ("sslcert=c.pem&sslkey=k.pem&sslpassword=abc",
         {"sslcert": "c.pem", "sslkey": "k.pem", "sslpassword": "abc"}, []),
        ("ssl=true", {"sslmode": "require"}, ["ssl"]),
        ("ssl=verify-full", {"sslmode": "verify-full"}, ["ssl"]),
        ("ssl=whatever", {}, ["ssl"]),
        ("sslmode=no-verify", {"sslmode": "require"}, ["sslmode"]),
        ("options=-c%20search_path%3Da", {}, ["options"]),
        ("options=endpoint%3Dep-1", {"options": "endpoint=ep-1"}, []),
        ("options=project%3Dp%20-c%20a%3Db", {"options": "project=p"}, ["options"]),
        ("options=reference%3Dabc", {"options": "reference=abc"}, []),
        ("search_path=a&replication=database", {}, ["search_path", "replication"]),
        ("ApplicationName=mine", {"application_name": "mine"}, ["ApplicationName"]),
        ("zzz_unheard=1", {}, ["zzz_unheard"]),
        ("sslmode=", {}, []),
    ],
)  # fmt: skip
def test_parameters(query: str, added: dict[str, str], noted: list[str]) -> None:
    target = parse_connection(f"postgresql://u:p@h/db?{query}", "--url")
    assert dict(target.params) == {**BASE, **added}
    assert [re.split(r"[:,]", note)[0] for note in target.notes] == noted
    for value in re.findall(r"=([^&]{3,})", query):
        assert not any(value in note for note in target.notes if value not in ("true", "require", "verify-ca"))


@pytest.mark.parametrize("key", ["schema", "currentSchema"])
def test_the_clients_default_schema_is_obeyed(key: str) -> None:
    target = parse_connection(f"postgresql://u:p@h/db?{key}=Store&connection_limit=1", "--url")
    assert target.schema == "Store"
    assert "schema" not in target.params
    assert parse_connection("host=h schema=Store", "--url").schema == "Store"


def test_a_slip_in_a_parameter_is_named() -> None:
    notes = parse_connection("postgresql://u:p@h/db?sslmod=require", "--url").notes
    assert notes == ("sslmod: dropped; libpq does not know it. Did you mean sslmode?",)


@pytest.mark.parametrize("name", ["pasword", "passord", "_assword", "PASSWORD", "pwd", "api_key"])
def test_a_misspelt_password_parameter_is_a_secret(name: str) -> None:
    target = parse_connection(f"postgresql://u@h/db?{name}=Tr0ub4dor", "--url")
    assert "Tr0ub4dor" in target.secrets
    assert "password" not in target.params


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prisma://accelerate.example/?api_key=Zq7", ["Prisma Accelerate", "DIRECT_URL"]),
        ("prisma+postgres://localhost:51213/?api_key=Zq7", ["Prisma Postgres", "DIRECT_URL"]),
        ("mysql://u:Zq7@h/db", ["MySQL", "not of PostgreSQL"]),
        ("mysql+pymysql://u:Zq7@h/db", ["MySQL"]),
        ("mariadb://u:Zq7@h/db", ["MariaDB"]),
        ("mongodb+srv://u:Zq7@h/db", ["MongoDB"]),
        ("sqlserver://h;user=u;password=Zq7", ["SQL Server"]),
        ("sqlite:///Zq7.db", ["SQLite"]),
        ("sqlite:Zq7.db", ["SQLite"]),
        ("file:./Zq7.db", ["path to a file"]),
        ("https://console.example/Zq7", ["web page", "connection string"]),
        ("jdbc:mysql://h/Zq7", ["JDBC"]),
        ("pgsql://u:Zq7@h/db", ["pgsql:", "Write postgresql://"]),
        ("postgress://u:Zq7@h/db", ["postgress:", "Write postgresql://"]),
        ("Zq7://u@h/db", ["does not start with postgresql://"]),
        ("postgresql:/u:Zq7@h/db", ["no // after"]),
        ("postgresql:///u:Zq7@h/db", ["@ behind a /", "percent-encode"]),
        ("postgresql://u:Zq@7@h/db", ["more than one @", "percent-encode"]),
        ("postgresql://u:Zq/7@h/db", ["percent-encode"]),
        ("postgresql://u:Zq?7@h/db", ["percent-encode"]),
        ("postgresql://u:12?Zq7=1@h/db", ["percent-encode"]),
        ("postgresql://u:Zq#7@h/db", ["holds a #", "%23"]),
        ("postgresql://u:Zq%7@h/db", ["holds a %", "%25"]),
        ("postgresql://u:Zq%zz7@h/db", ["holds a %", "%25"]),
        ("postgresql://u:Zq 7@h/db", ["a space", "%20"]),
        ("postgresql://u:Zq\n7@h/db", ["line break"]),
        ("postgresql://u:Zq%FF7@h/db", ["UTF-8"]),
        ("postgresql://u:Zq7%00@h/db", ["holds a %"]),
        ("postgresql://u;Zq7@h/db", ["user name", "percent-encode"]),
        ("postgresql://h:Zq7/db", ["port"]),
        ("postgresql://h:0/db", ["port"]),
        ("postgresql://h:65536/db", ["port"]),
        ("postgresql://h!Zq7/db", ["host"]),
        ("postgresql://[::1/Zq7", ["IPv6"]),
        ("postgresql://[Zq7]/db", ["IPv6"]),
        ("postgresql://h/db?Zq7", ["parameter without a value"]),
        ("postgresql://h/db&password=Zq7", ["set off with a ?"]),
        ("postgresql//u:Zq7@h/db?schema=x", ["no URL of the form"]),
        ("mysql=//u:Zq7@h/db", ["no URL of the form"]),
        ("host=hpassword=Zq7", ["another parameter"]),
        ("postgresql://h/db?user=https://Zq7", ["another parameter or URL"]),
        ("psql 'postgresql://u:Zq7@h/db'", ["whole command"]),
        ("DATABASE_URL=postgresql://u:Zq7@h/db", ["environment file"]),
        ('export DB="postgres://u:Zq7@h/db"', ["environment file"]),
        ("$DATABASE_URL_Zq7", ["placeholder"]),
        ("${Zq7}", ["placeholder"]),
        ("${{ secrets.Zq7 }}", ["placeholder"]),
        ('env("Zq7")', ["placeholder"]),
        ("Zq7", ["neither a URL nor a connection string"]),
        ("host=h password=Zq7 7", ["word without a =", "single quotes"]),
        ("host=h password='Zq7", ["quote that is not closed"]),
        ("host=h password='Zq7'7", ["behind a closed one"]),
    ],
)
def test_refusals_say_why_and_repeat_nothing(text: str, words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse_connection(text, "--url-env")
    said = f"{caught.value.message} {caught.value.hint}"
    assert caught.value.exit_code == ExitCode.USAGE
    assert "Zq" not in said
    assert "given by --url-env" in said
    for word in words:
        assert word in said
    assert caught.value.__context__ is None


@pytest.mark.parametrize("text", ["", "  ", "''"])
def test_an_empty_url_is_unchecked(text: str) -> None:
    with pytest.raises(UncheckedError, match="empty"):
        parse_connection(text, "--url")


def test_display_names_everything_but_the_secret() -> None:
    target = parse_connection("postgresql://checker:Tr0ub4dor@a:1,[::1]:2/prod", "--url")
    assert (target.host, target.database, target.user) == ("a:1, [::1]:2", "prod", "checker")
    assert "Tr0ub4dor" not in repr(target) + str(target)
    assert target.public == {"a", "::1", "1", "2", "prod", "checker"}
    assert parse_connection("postgresql://a,b:5/x", "").host == "a, b:5"
    assert parse_connection("host=a,b port=5", "").host == "a:5, b:5"
    assert parse_connection("host=/run/pg port=5", "").host == "/run/pg"
    assert parse_connection("service=prod", "").host == "service prod"
    assert parse_connection("postgresql://h/a%1Bb", "").database == "a?b"


def test_every_spelling_of_the_password_is_a_secret() -> None:
    secrets = parse_connection("postgresql://u:p%40s%2fs%20w@h/db", "--url").secrets
    assert {"p%40s%2fs%20w", "p@s/s w", "p%40s%2Fs%20w", "p%40s%2Fs+w"} <= secrets
    assert parse_connection("postgresql://u@h/db", "--url").secrets == frozenset()
    assert {"a b", r"a\ b"} <= parse_connection(r"password=a\ b", "--url").secrets


# --- the same answer as libpq -----------------------------------------------------------------------------------

WORDS = st.text(st.characters(min_codepoint=1, max_codepoint=0x2FF), min_size=1, max_size=12)
HOSTS = st.sampled_from(["h", "db.internal", "10.0.0.1", "[::1]", "%2Frun", "a,b", "a:1,b:2", "h:5433", ""])


@given(user=WORDS, password=WORDS, host=HOSTS, database=WORDS, name=WORDS.filter(lambda word: "@" not in word))
def test_urls_are_read_as_libpq_reads_them(user: str, password: str, host: str, database: str, name: str) -> None:
    encoded = [quote(word, safe="") for word in (user, password, database, name)]
    url = "postgresql://{}:{}@{}/{}?application_name={}".format(*encoded[:2], host, *encoded[2:])
    theirs = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    if theirs.get("port") == ",":
        del theirs["port"]  # two hosts, each with the default port
    assert params(url) == theirs


# An older libpq does not know all of them.
KNOWN_HERE = {each.keyword.decode() for each in Conninfo.get_defaults()}
NOT_CHECKED = sorted(LIBPQ & KNOWN_HERE - {"options", "sslmode", "host", "hostaddr"})


@given(values=st.dictionaries(st.sampled_from(NOT_CHECKED), WORDS.filter(lambda word: not {":", "="} & set(word))))
def test_keywords_are_read_as_libpq_reads_them(values: dict[str, str]) -> None:
    text = make_conninfo(**values)
    if text:
        assert params(text) == values


# --- malformed URLs ---------------------------------------------------------------------------------------------

PASSWORDS = [
    "Tr0ub4dor-3x",
    "p@ssW0rd:x/y",
    "qu?ry#Fr4g",
    "100%zzSure",
    "sp ace'qu\"ote\\",
    "Str0ng&Key=Val",
    "ümläut-S3cr",
]


def malformed(seed: int) -> tuple[str, str]:
    """A URL or connection string damaged outside its password, and the password in it."""
    chance = random.Random(seed)
    password = chance.choice(PASSWORDS)
    written = chance.choice([password, quote(password, safe=""), quote(password)])
    scheme = chance.choice(["postgresql://", "postgres://", "postgresql+psycopg://", "jdbc:postgresql://", "mysql://"])
    before, after = chance.choice(
        [
            (f"{scheme}user:", "@db.internal:5432/prod?schema=public"),
            (f"{scheme}user:", "@[::1]:5432/prod"),
            (f"{scheme}db.internal/prod?user=u&password=", "&sslmode=require"),
            ("host=db.internal password=", " dbname=prod"),
            ("psql postgresql://user:", "@h/prod"),
        ]
    )
    for _ in range(chance.randint(0, 3)):
        # The sign right before the password stays: without the colon, the password would be a role's name.
        damaged = chance.choice([before, after])
        at = chance.randrange(len(damaged) - 1)
        put = chance.choice(["", chance.choice(string.punctuation + " x0\n")])
        result = damaged[:at] + put + damaged[at + chance.randint(0, 1) :]
        before, after = (result, after) if damaged is before else (before, result)
    return before + written + after, password


def pieces(password: str) -> list[str]:
    return [piece for piece in re.split(r"[^\wäüö-]+", password) if len(piece) >= 4]


def test_two_thousand_malformed_urls_tell_nothing() -> None:
    refused = 0
    for seed in range(2_000):
        text, password = malformed(seed)
        try:
            target = parse_connection(text, "--url")
        except SchemacheckError as error:
            refused += 1
            said = "".join(traceback.format_exception(error)) + repr(error) + str(error.hint)
        else:
            said = "\n".join([repr(target), *target.notes])
        lines = "\n".join(line for line in said.splitlines() if not line.startswith("  "))
        for secret in [password, quote(password, safe=""), *pieces(password)]:
            assert secret not in lines, f"seed {seed}"
    assert refused > 1_000


def test_suspects_hide_a_malformed_url_that_someone_else_repeats() -> None:
    for seed in range(0, 2_000, 10):
        text, password = malformed(seed)
        scrubbed = Scrubber(suspects(text))(f'FATAL: database "{text}" does not exist; invalid token: {text!r}')
        assert password not in scrubbed, f"seed {seed}"


def test_suspects_of_a_sound_url_are_its_secrets_alone() -> None:
    assert suspects("postgresql://checker@db.internal:5432/prod") == frozenset()
    assert "checker" not in suspects("postgresql://checker:Tr0ub4dor@db.internal:5432/prod")


# --- the environment --------------------------------------------------------------------------------------------


def found(
    environ: dict[str, str], url: str | None = None, url_env: str | None = None, env_file: Path | None = None
) -> ConnectionInfo:
    return read_given(find_url(url, url_env, environ, env_file))


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_url_beside_variables_of_another_server_is_refused(empty: str) -> None:
    """In the pull request of a fork the secret is empty, and the runner may have a server of its own."""
    environ = {"DATABASE_URL": empty, "PGHOST": "localhost", "PGDATABASE": "test"}
    with pytest.raises(UncheckedError, match="DATABASE_URL is set, but empty, and the PG"):
        found(environ)
    assert found(environ, "postgresql://h/d").host == "h"
    assert found({**environ, "OTHER": "postgresql://o/d"}, None, "OTHER").host == "o"
    del environ["DATABASE_URL"]
    assert found(environ).host == "localhost"


def test_precedence() -> None:
    environ = {"DATABASE_URL": "postgresql://d/x", "PROD": "postgresql://p/x", "PGHOST": "g"}
    assert (found(environ, url="postgresql://u/x").host, found(environ, url="postgresql://u/x").origin) == (
        "u",
        "--url",
    )
    assert found(environ, url_env="PROD").host == "p"
    assert found(environ, url_env="PROD").origin == "environment variable PROD"
    assert found(environ).host == "d"
    assert found(environ).origin == "environment variable DATABASE_URL"
    del environ["DATABASE_URL"]
    assert (found(environ).host, found(environ).origin) == ("g", "PG* variables")


@pytest.mark.parametrize("name", ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"])
def test_libpqs_variables_are_enough(name: str) -> None:
    assert found({name: "x"}).origin == "PG* variables"


@pytest.mark.parametrize("environ", [{}, {"PGUSER": "u", "PGPORT": "5"}, {"DATABASE_URL": " "}])
def test_nothing_given_is_unchecked(environ: dict[str, str]) -> None:
    with pytest.raises(UncheckedError) as caught:
        found(environ)
    assert caught.value.exit_code == ExitCode.UNCHECKED
    assert "--url-env" in str(caught.value.hint)
    assert "DATABASE_URL" in str(caught.value.hint)


@pytest.mark.parametrize(("environ", "state"), [({}, "not set"), ({"PROD": ""}, "empty"), ({"PROD": " "}, "empty")])
def test_a_named_variable_must_be_there(environ: dict[str, str], state: str) -> None:
    with pytest.raises(UncheckedError, match=f"PROD, which is to hold the URL, is {state}"):
        found({**environ, "DATABASE_URL": "postgresql://h/x"}, url_env="PROD")


def test_both_options_are_a_usage_error() -> None:
    with pytest.raises(UsageError, match="both"):
        found({}, url="postgresql://h", url_env="X")


def test_the_environment_fills_what_the_url_leaves_out() -> None:
    environ = {"PGHOST": "g", "PGUSER": "gu", "PGPASSWORD": "Tr0ub4dor", "PGSSLMODE": "require", "PGOPTIONS": "-c a=b"}
    target = found(environ, url="postgresql://h/x")
    assert dict(target.params) == {
        "host": "h", "dbname": "x", "user": "gu", "password": "Tr0ub4dor", "sslmode": "require", "options": "",
    }  # fmt: skip
    assert "Tr0ub4dor" in target.secrets
    assert [note.split(":")[0] for note in target.notes] == ["PGOPTIONS"]
    assert found({"PGOPTIONS": "endpoint=ep-1"}, url="postgresql://h/x").notes == ()


def test_a_service_stands_before_the_variables() -> None:
    assert dict(found({"PGSERVICE": "prod", "PGHOST": "g"}).params) == {"service": "prod"}
    assert dict(found({"PGHOST": "g"}, url="service=prod").params) == {"service": "prod"}


ENV_FILE = """\
# a comment
PLAIN=postgresql://u:p@plain/x   # why
export EXPORTED = 'postgresql://u:${HOST}@exported/x'
HASH=postgresql://u:a#b@h/x
HOST=inner
QUOTED="postgresql://u:a b\\"c@${HOST}/${MISSING:-fallback}"
FROM_ENVIRON=${SHARED}

EMPTY=
not a line
PGHOST=filehost
PGPASSWORD=Tr0ub4dor
LAST=end"""


def test_env_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(ENV_FILE)
    assert read_env_file(path, {"SHARED": "s"}) == {
        "PLAIN": "postgresql://u:p@plain/x",
        "EXPORTED": "postgresql://u:${HOST}@exported/x",
        "HASH": "postgresql://u:a#b@h/x",
        "HOST": "inner",
        "QUOTED": 'postgresql://u:a b"c@inner/fallback',
        "FROM_ENVIRON": "s",
        "EMPTY": "",
        "PGHOST": "filehost",
        "PGPASSWORD": "Tr0ub4dor",
        "LAST": "end",
    }
    assert found({}, url_env="PLAIN", env_file=path).host == "plain"
    assert found({}, url_env="PLAIN", env_file=path).origin == f"variable PLAIN in {path}"
    assert found({"PLAIN": "postgresql://real/x"}, url_env="PLAIN", env_file=path).host == "real"
    alone = found({}, env_file=path)
    assert dict(alone.params) == {"host": "filehost", "password": "Tr0ub4dor"}
    assert "Tr0ub4dor" in alone.secrets


def test_env_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        found({}, env_file=tmp_path / "none")


@given(text=st.one_of(st.text(max_size=60), st.text("postgresql:/@?&=,[]%#ab1' \\", max_size=40)))
def test_any_text_gives_a_target_or_a_clear_error(text: str) -> None:
    with suppress(SchemacheckError):
        assert set(parse_connection(text, "--url").params) <= LIBPQ
