"""A password that is a common word changes no document, and no secret comes out wherever it is given.

`SCHEMACHECK_SECRETS=18` tries five thousand secrets in wrong places; the suite does with fewer.
"""

from __future__ import annotations

import json
import os
import random
import string
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
import yaml

from schemacheck.render import FORMATS
from tests.conftest import MakeDatabase

from .support import schemacheck

WORDS: Final = (
    "password", "secret", "test", "admin", "users", "text", "true", "null", "name", "public", "integer", "email",
    "version", "schema", "tables", "columns", "default", "status", "error", "live", "expected", "note", "rule",
    "primary", "wrong", "missing", "drift", "not", '": ', '",\n',
)  # fmt: skip
TABLES: Final = """
CREATE TABLE users (id int PRIMARY KEY, password text NOT NULL DEFAULT 'password', email text,
    status text DEFAULT 'secret', name text DEFAULT 'admin', version integer, test boolean DEFAULT true)
"""


def with_password(url: str, word: str) -> str:
    scheme, _, rest = url.partition("://")
    user, _, host = rest.partition("@")
    return f"{scheme}://{user.partition(':')[0]}:{quote(word, safe='')}@{host}"


@pytest.fixture
def documents(make_database: MakeDatabase, tmp_path: Path) -> tuple[str, str]:
    """A database, and the file of another one: most of what a report can say is said of the two."""
    url = make_database(TABLES)
    other = tmp_path / "spec.yaml"
    other.write_text(
        "version: 1\ntables:\n  users:\n    columns: {id: integer, password: varchar(9), email: text, gone: text?}\n"
        "  missing: {columns: {id: integer}}\n",
        encoding="utf-8",
    )
    return url, str(other)


def test_a_snapshot_is_what_it_is_without_a_password(documents: tuple[str, str], tmp_path: Path) -> None:
    url, _ = documents
    plain = schemacheck("snapshot", "--all", url).out
    assert yaml.safe_load(plain)["tables"]["users"]["columns"]["password"]["default"] == "'password'"
    for word in WORDS:
        file = tmp_path / "snapshot.yaml"
        done = schemacheck("snapshot", "--all", with_password(url, word), "--force", "--output", str(file))
        assert (done.code, file.read_text(encoding="utf-8")) == (0, plain), word
        assert schemacheck("snapshot", "--all", with_password(url, word)).out == plain, word
        assert schemacheck("check", str(file), "--url", with_password(url, word)).code == 0, word


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_what_it_is_without_a_password(name: str, documents: tuple[str, str], tmp_path: Path) -> None:
    url, spec = documents

    def told(url: str) -> tuple[str, str]:
        file = tmp_path / "report"
        done = schemacheck("check", spec, "--url", url, "--format", name, "--output", f"{name}={file}")
        assert done.code == 1
        return _timeless(done.out), _timeless(file.read_text(encoding="utf-8"))

    plain = told(url)
    for word in WORDS:
        assert told(with_password(url, word)) == plain, word


def _timeless(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "seconds" not in line and "202" not in line)


def test_our_own_words_do_not_tell_the_password(make_database: MakeDatabase) -> None:
    url = make_database(TABLES).replace("postgres@", "nobody_here@")
    told = {schemacheck("check", "--url", with_password(url, word)).said for word in ("wrong", "password", "role", "x")}
    assert len(told) == 1


PLACES: Final = (
    ["diff", "e.yaml", "{}"],
    ["diff", "{}", "e.yaml"],
    ["check", "{}"],
    ["check", "e.yaml", "{}"],
    ["check", "e.yaml", "--against", "{}"],
    ["check", "e.yaml", "--url-env", "{}"],
    ["check", "e.yaml", "--url-env={}"],
    ["check", "e.yaml", "--baseline", "{}"],
    ["check", "e.yaml", "--output", "{}"],
    ["check", "e.yaml", "--env-file", "{}"],
    ["check", "e.yaml", "--format", "{}"],
    ["check", "e.yaml", "--target", "{}"],
    ["check", "e.yaml", "--connect-timeout", "{}"],
    ["check", "e.yaml", "--url", "{}"],
    ["snapshot", "{}"],
    ["lint", "{}"],
    ["guard", "{}"],
    ["explain", "{}"],
    ["doctor", "e.yaml", "--url", "{}"],
    ["{}"],
)
FORMS: Final = (
    "postgresql://app:{}@127.0.0.1:1/x",
    "postgres://app:{}@127.0.0.1:1/x?sslmode=require",
    "postgresql:/app:{}@127.0.0.1/x",
    "prisma+postgres://accelerate.invalid/?api_key={}",
    "mysql://root:{}@127.0.0.1:1/x",
    "postgresql://127.0.0.1:1/x?password={}",
    "postgresql://app@127.0.0.1:1/x?unknown_thing={}",
    "host=127.0.0.1 port=1 password={}",
    "host=127.0.0.1 port=1 password='{}'",
    '{{"username": "app", "password": "{}"}}',
    "Server=db;User Id=app;Password={};",
    "PGPASSWORD={}",
    "DATABASE_URL=postgresql://app:{}@127.0.0.1:1/x",
    "psql postgresql://app:{}@127.0.0.1:1/x",
)
ODD: Final = "'\"<>` {}()%&*!~^|:#?,;"
"""What passwords have in them beside letters and figures, and what URLs should have as %xx."""


def secret(rng: random.Random, odd: str) -> str:
    letters = string.ascii_letters + string.digits
    text = "".join(rng.choice(letters) for _ in range(rng.randint(8, 20)))
    if odd and rng.random() < 0.5:
        at = rng.randint(1, len(text) - 1)
        text = text[:at] + rng.choice(odd) + text[at:]
    return text


@pytest.mark.parametrize("seed", range(int(os.environ.get("SCHEMACHECK_SECRETS", "1"))))
def test_a_secret_in_the_wrong_place(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("e.yaml").write_text("version: 1\ntables: {t: {columns: {id: integer}}}\n", encoding="utf-8")
    rng = random.Random(seed)
    for place in PLACES:
        for form in FORMS:
            hidden = secret(rng, "'<>!~*" if "'{}'" not in form and '"{}"' not in form else "")
            arguments = [each.replace("{}", form.format(hidden)) for each in place]
            if rng.random() < 0.3 and place[0] in ("check", "diff"):
                arguments += ["--output", "json=report.json", "--format", rng.choice(list(FORMATS))]
            done = schemacheck(*arguments, *(["--debug"] if rng.random() < 0.2 else []))
            assert done.code in (1, 2, 3)
            told = done.all + "".join(
                path.read_text(encoding="utf-8", errors="replace") for path in tmp_path.rglob("report.json")
            )
            assert hidden not in told, arguments
            assert json.dumps(hidden)[1:-1] not in told, arguments


@pytest.mark.parametrize(
    "environ",
    [
        {"DATABASE_URL": "postgresql://app%3Ahunter%0ATr0ub4dor@127.0.0.1:1/d"},
        {"DATABASE_URL": "postgresql://127.0.0.1:1/d?user=app:Tr0ub4dor%09x"},
        {"PGHOST": "127.0.0.1", "PGPORT": "1", "PGDATABASE": "x\u200bTr0ub4dor", "PGPASSWORD": "x\u200bTr0ub4dor"},
        {"PGHOST": "127.0.0.1", "PGPORT": "1", "PGUSER": "a\tTr0ub4dor", "PGPASSWORD": "a\tTr0ub4dor"},
    ],
)
def test_a_secret_whose_white_space_is_tidied(environ: dict[str, str], tmp_path: Path) -> None:
    spec = tmp_path / "e.yaml"
    spec.write_text("version: 1\ntables: {t: exists}\n", encoding="utf-8")
    for name in FORMATS:
        done = schemacheck("check", str(spec), "--format", name, "--debug", environ=environ)
        assert done.code in (2, 3), done.all
        assert "Tr0ub4dor" not in done.all
