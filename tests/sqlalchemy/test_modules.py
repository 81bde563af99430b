"""Python modules as a source: how their tables are found, and whose errors are whose."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy

from schemacheck.cli.run import run

MODEL = """
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class Thing(Base):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int | None]
"""
OTHER = """
other = MetaData()
Table("others", other, Column("id", Integer, primary_key=True))
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Write modules of a package `shop` into the current folder; forgotten at the end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()

    def write(name: str, text: str) -> None:
        (tmp_path / "shop" / f"{name}.py").write_text(text, encoding="utf-8")

    yield write
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


def written(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["snapshot", *arguments], {})
    told = capsys.readouterr()
    return code, told.out, " ".join(told.err.split())


@pytest.mark.parametrize("name", ["", ":Base", ":Base.metadata", ":Thing", ":Thing.__table__"])
def test_the_tables_are_found(
    name: str, module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    module("models", MODEL)
    code, out, err = written(capsys, f"python:shop.models{name}")
    assert (code, err) == (0, "")
    assert "  things:\n    columns:\n      id: serial\n      size: integer?\n    primary_key: [id]\n" in out


def test_of_several_one_is_named(module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]) -> None:
    module("models", MODEL + OTHER)
    code, _, err = written(capsys, "python:shop.models")
    assert code == 2
    assert "declares tables in several places: Base, other" in err
    assert "others:" in written(capsys, "python:shop.models:other")[1]


def test_an_empty_base_beside_is_no_second_one(
    module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    module("models", MODEL + "unused = MetaData()\n")
    assert written(capsys, "python:shop.models")[0] == 0


def test_what_a_module_prints_stays_off_standard_output(
    module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    module("models", "print('loading')\n" + MODEL)
    code, out, err = written(capsys, "python:shop.models")
    assert code == 0
    assert "loading" in err
    assert "loading" not in out


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("", "python:shop.modles", "There is no module shop.modles"),
        ("", "python:shopp.models", "There is no module shopp"),
        ("", "python:", "names no Python module"),
        ("", "python:shop/models.py", "names no Python module"),
        (MODEL, "python:shop.models:Bse", "did you mean Base?"),
        (MODEL, "python:shop.models:Mapped", "is no MetaData and has none"),
        ("x = 1\n", "python:shop.models", "There is no MetaData in shop.models"),
        ("import nothing_of_this_name\n", "python:shop.models",
         "Importing shop.models fails: ModuleNotFoundError: No module named 'nothing_of_this_name' (shop/models.py, "
         "line 1)"),
        ("a = 1\nb = a / 0\n", "python:shop.models",
         "Importing shop.models fails: ZeroDivisionError: division by zero (shop/models.py, line 2)"),
        ("import sys\nsys.exit(0)\n", "python:shop.models", "Importing shop.models fails: SystemExit: 0"),
        ("def f(:\n", "python:shop.models", "Importing shop.models fails: SyntaxError"),
        (MODEL + "Table('x', Base.metadata, Column('y', __import__('sqlalchemy').ForeignKey('gone.id')))\n",
         "python:shop.models", "Table x of python:shop.models cannot be made"),
        (MODEL + "import enum, sqlalchemy\nTable('x', Base.metadata, Column('y', sqlalchemy.Enum('a')))\n",
         "python:shop.models", "Enum type requires a name"),
    ],
)  # fmt: skip
def test_errors_are_told_and_whose_they_are(
    text: str, source: str, words: str, module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    module("models", text)
    code, out, err = written(capsys, source)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_all_of_their_error_with_debug(module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]) -> None:
    module("models", "def deep():\n    raise ValueError('of theirs')\ndeep()\n")
    assert run(["--debug", "snapshot", "python:shop.models"], {}) == 2
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "in deep" in told


def test_a_module_without_a_table_is_nothing_to_check(
    module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    module("models", "from sqlalchemy import MetaData\nmetadata = MetaData()\n")
    assert run(["check", "python:shop.models", "--url", f"sqlite:///{tmp_path}/x.db"], {}) == 3
    assert "names no table" in capsys.readouterr().err


def test_models_against_the_database_they_are_used_with(
    module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    module("models", MODEL)
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/app.db")
    importlib.import_module("shop.models").Base.metadata.create_all(engine)
    engine.dispose()
    arguments = ["check", "python:shop.models", "--url", f"sqlite:///{tmp_path}/app.db"]
    assert run(arguments, {}) == 0, capsys.readouterr()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE things ADD colour TEXT")
    engine.dispose()
    capsys.readouterr()
    assert run(arguments, {}) == 1
    assert "colour" in capsys.readouterr().out


def test_nothing_of_sqlalchemy_is_imported_unasked(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom schemacheck.cli.run import run\nrun(['lint', 'no.yaml'], {})\n"
        "run(['check', 'no.yaml', '--url', 'postgresql://h/d'], {})\n"
        "sys.exit(any(name.partition('.')[0] in ('sqlalchemy', 'pymysql') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False, capture_output=True).returncode == 0


FLASK = (
    MODEL
    + """
class Flask:
    def __init__(self):
        self.metadatas = {None: Base.metadata, "books": MetaData()}
        self.metadata = self.metadatas[None]
db = Flask()
Account = Table("accounts", db.metadatas["books"], Column("id", Integer, primary_key=True))
"""
)


def test_the_object_of_flask_is_taken_and_other_binds_are_named(
    module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    module("models", FLASK)
    code, out, err = written(capsys, "python:shop.models")
    assert (code, err) == (0, "")
    assert "  things:" in out
    assert "accounts" not in out
    (tmp_path / "spec.yaml").write_text(out, encoding="utf-8")
    assert run(["check", "spec.yaml", "--against", "python:shop.models"], {}) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "tables of other databases (nothing compares them yet; there are accounts of bind books)" in told


DJANGO = [
    "class ImproperlyConfigured(Exception): pass\n"
    "ImproperlyConfigured.__module__ = 'django.core.exceptions'\n"
    "raise ImproperlyConfigured('Requested setting INSTALLED_APPS, but settings are not configured.')\n",
    "class ModelBase(type): pass\n"
    "ModelBase.__module__ = 'django.db.models.base'\n"
    "class Thing(metaclass=ModelBase): pass\n",
]


@pytest.mark.parametrize("text", DJANGO, ids=["not configured", "configured"])
def test_models_of_django_are_refused_in_words_of_ours(
    text: str, module: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    module("models", text)
    code, out, err = written(capsys, "python:shop.models")
    assert (code, out) == (2, "")
    assert "shop.models holds models of Django's, which are not read" in err
    assert "manage.py migrate" in err
