"""The samples of docs/api.md run: as the service they are part of, against a real database."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import schemacheck
from tests.cli.process import write_specs
from tests.conftest import MakeDatabase
from tests.shared import ROOT

TABLE = 'CREATE TABLE "Athlete" (id text PRIMARY KEY, email text, "companyId" text NOT NULL);'
SAMPLES = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.M | re.S)
READY = {"schema": "in sync: nothing differs"}

Namespace = dict[str, Any]


def plain(_namespace: Namespace, _url: str) -> None:
    """It has run."""


def fixture(namespace: Namespace, url: str) -> None:
    (test,) = (each for name, each in namespace.items() if name.startswith("test_"))
    assert test(lambda: schemacheck.check("expected_schema.yaml", url)) is None


def fastapi(namespace: Namespace, _url: str) -> None:
    assert asyncio.run(_asked(namespace["app"], "/readyz")) == (200, READY)


async def _asked(app: Any, path: str) -> tuple[int, Any]:
    """Start an ASGI application, ask it once, and end it."""
    sent: list[dict[str, Any]] = []
    coming: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asgi = {"version": "3.0", "spec_version": "2.3"}
    lifespan = asyncio.create_task(app({"type": "lifespan", "asgi": asgi, "state": {}}, coming.get, send))
    await coming.put({"type": "lifespan.startup"})
    request = {"type": "http", "asgi": asgi, "method": "GET", "path": path, "raw_path": path.encode(), "root_path": ""}
    head: dict[str, Any] = {"scheme": "http", "query_string": b"", "headers": [], "http_version": "1.1"}
    while not sent:
        await asyncio.sleep(0.01)
    assert sent.pop() == {"type": "lifespan.startup.complete"}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app({**request, **head}, receive, send)
    start, body = sent
    await coming.put({"type": "lifespan.shutdown"})
    await lifespan
    return start["status"], json.loads(body["body"])


def flask(namespace: Namespace, _url: str) -> None:
    answer = namespace["app"].test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, READY)


def django(namespace: Namespace, _url: str) -> None:
    answer = namespace["readyz"](None)
    assert (answer.status_code, json.loads(answer.content)) == (200, READY)


def in_a_testcase(namespace: Namespace, _url: str) -> None:
    namespace["SchemaTest"]().test_the_migrations_make_what_is_expected()


TRIED: list[tuple[str, Callable[[Namespace, str], None]]] = [
    ("schemacheck.check(", plain),
    ("FastAPI(", fastapi),
    ("Flask(", flask),
    ("get_wsgi_application()", django),
    ("(schemacheck)", fixture),
    ("(schemacheck_django)", fixture),
    ("TestCase", in_a_testcase),
]


def _configure(url: str, folder: Path) -> None:
    from django.conf import settings  # noqa: PLC0415 - where it is installed

    at = urlsplit(url)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(at.path[1:]),
        "USER": unquote(at.username or ""),
    }
    database |= {"PASSWORD": unquote(at.password or ""), "HOST": unquote(at.hostname or ""), "PORT": str(at.port or "")}
    settings.configure(BASE_DIR=folder, DATABASES={"default": database})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_sample_runs(make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for framework in ("django", "fastapi", "flask"):
        pytest.importorskip(framework)
    url = make_database(TABLE)
    write_specs(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    _configure(url, tmp_path)
    assert len(SAMPLES) == len(TRIED)
    for text, (mark, tried) in zip(SAMPLES, TRIED, strict=True):
        assert mark in text
        namespace: Namespace = {"__name__": "sample"}
        exec(text.replace("postgresql://checker@db.internal/prod", url), namespace)
        tried(namespace, url)
