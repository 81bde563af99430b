"""schemacheck in a Django project: the command, its exit codes, the URL of a database, and the fixture for tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg.conninfo
import pytest

from schemacheck import django as of_django
from tests.cli.process import environment
from tests.conftest import MakeDatabase

pytest.importorskip("django")
pytest_plugins = "pytester"

SETTINGS = """
from pathlib import Path
from urllib.parse import unquote, urlsplit
import os
BASE_DIR = Path(__file__).parent
at = urlsplit(os.environ["PROJECT_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(at.path[1:]), "USER": unquote(at.username or ""), "PASSWORD": unquote(at.password or ""),
        "HOST": unquote(at.hostname or ""), "PORT": at.port or "",
        "OPTIONS": {"application_name": "shop", "server_side_binding": False},
    },
    "other": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
INSTALLED_APPS = ["shop", "schemacheck.django"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "of a test"
"""
MODELS = """
from django.db import models
class Athlete(models.Model):
    email = models.TextField(null=True)
    class Meta:
        db_table = "Athlete"
"""
MIGRATION = """
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Athlete",
            [("id", models.BigAutoField(primary_key=True)), ("email", models.TextField(null=True))],
            {"db_table": "Athlete"},
        )
    ]
"""
SPEC = """
version: 1
tables:
  Athlete:
    columns: {id: {type: bigint, identity: by default}, email: text?}
    primary_key: [id]
ignore: {tables: ["django_*"]}
"""
# What pytest-django does for its users.
CONFTEST = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django, pytest
django.setup()
from django.test.utils import setup_databases, teardown_databases

@pytest.fixture(scope="session")
def django_db_setup():
    made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    yield
    teardown_databases(made, verbosity=0)
"""
SUITE = """
def test_the_migrations_make_what_is_expected(schemacheck_django):
    assert "test_" in schemacheck_django().live.label

def test_drift_fails(schemacheck_django):
    schemacheck_django("drifted.yaml")

def test_another_engine_fails(schemacheck_django):
    schemacheck_django(using="other")
"""


def project(folder: Path) -> None:
    (folder / "shop" / "migrations").mkdir(parents=True)
    for name, text in {
        "settings.py": SETTINGS,
        "shop/__init__.py": "",
        "shop/models.py": MODELS,
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": MIGRATION,
        "expected_schema.yaml": SPEC,
        "drifted.yaml": SPEC.replace("email: text?", "email: text"),
    }.items():
        (folder / name).write_text(text)


# One process: each start of Django takes as long as all of this.
RUNS = """
import contextlib, io, json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError

def run(*words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            execute_from_command_line(["manage.py", *words])
            code = 0
        except SystemExit as ended:
            code = ended.code
    told.append([code, out.getvalue(), err.getvalue().strip()])

told = []
run("schemacheck")
run("migrate", "--verbosity=0")
run("schemacheck")
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('ALTER TABLE "Athlete" ALTER email SET NOT NULL')
run("schemacheck", "--format=concise")
run("schemacheck", "--fail-on=fatal")
run("schemacheck", "nothing.yaml")
run("schemacheck", "--database=other")
run("schemacheck", "--database=nope")
try:
    call_command("schemacheck", stdout=io.StringIO())
except CommandError as error:
    told.append([error.returncode, "", str(error)])
print(json.dumps(told))
"""


def test_the_command_ends_as_ours_does(make_database: MakeDatabase, tmp_path: Path) -> None:
    project(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUNS],
        cwd=tmp_path,
        env=environment(PROJECT_URL=make_database("")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    nothing, _, same, drifted, misspelt, no_file, other, nope, called = json.loads(done.stdout)
    assert nothing[:2] == [3, ""]
    assert (same[0], same[1][:7]) == (0, "IN SYNC")
    assert (drifted[0], drifted[2]) == (1, "CommandError: drift")
    assert "column-not-null Athlete.email" in drifted[1]
    assert (misspelt[0], no_file[:2]) == (2, [2, ""])
    assert other[:2] == [2, ""]
    assert "The database other of DATABASES is sqlite, not PostgreSQL." in other[2]
    assert "DATABASES has no nope.\nIt has default, other." in nope[2]
    assert called == [1, "", "drift"]


def test_the_fixture_looks_at_the_database_that_django_made(
    pytester: pytest.Pytester, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(pytester.path)
    monkeypatch.setenv("PROJECT_URL", make_database(""))
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest -p no:xdist -W ignore")
    pytester.makepyfile(SUITE)
    pytester.makeconftest(CONFTEST)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*error*column-nullable*", "DRIFT  1 error*", "*is sqlite, not PostgreSQL*"])


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"NAME": "shop"}, "postgresql:///shop"),
        (
            {"NAME": "a b", "USER": "me@x", "PASSWORD": "p:/?#@ %", "HOST": "db", "PORT": 5433},
            "postgresql://me%40x:p%3A%2F%3F%23%40%20%25@db:5433/a%20b",
        ),
        ({"NAME": "shop", "HOST": "/var/run", "USER": "me"}, "postgresql://me@%2Fvar%2Frun/shop"),
        (
            {"NAME": "", "OPTIONS": {"service": "s&x", "pool": True, "row_factory": print}},
            "postgresql:///?service=s%26x",
        ),
        ({"NAME": "x", "OPTIONS": {"options": "-c search_path=app", "client_encoding": "UTF8"}}, None),
    ],
)
def test_the_url_is_that_of_the_settings(settings: dict[str, object], wanted: str | None) -> None:
    made = of_django._url(settings)
    assert made == (wanted or "postgresql:///x?options=-c%20search_path%3Dapp")
    urlsplit(made)
    psycopg.conninfo.conninfo_to_dict(made)
