"""What the tests of live databases share: reading one, comparing two, and running the command line in this process."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import psycopg

from schemacheck.cli.run import run
from schemacheck.compare import compare
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Policy
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from tests.servers import Server

TIMEOUTS = {"application_name": "schemacheck", "lock_timeout": "1s", "statement_timeout": "9s"}
"""What a test that sends the statements of a read by itself gives to the first of them."""
CONNECT_ONLY = "schemacheck_connect_only"

SMALL = """
CREATE TABLE company (id text PRIMARY KEY, slug text NOT NULL UNIQUE);
CREATE TABLE runner (
    id text PRIMARY KEY,
    "companyId" text NOT NULL REFERENCES company (id) ON DELETE RESTRICT,
    "joinedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
"""
SMALL_SPEC = """\
version: 1
tables:
  company:
    columns: {id: text, slug: text}
    primary_key: [id]
    unique: [slug]
  runner:
    columns:
      id: text
      companyId: text
      joinedAt: {type: timestamp(3), default: CURRENT_TIMESTAMP}
    primary_key: [id]
    foreign_keys:
      - {columns: [companyId], references: company(id), on_delete: restrict}
"""


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err

    @property
    def said(self) -> str:
        """All of it on one line, since messages are wrapped."""
        return " ".join(self.all.split())


def schemacheck(*arguments: str, environ: Mapping[str, str] | None = None) -> Ended:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(arguments), environ or {})
    return Ended(code, out.getvalue(), err.getvalue())


def spec_file(folder: Path, text: str = SMALL_SPEC) -> str:
    path = folder / "expected_schema.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def live(
    url: str,
    kinds: frozenset[str] = frozenset(),
    tables: tuple[str, ...] = (),
    namespaces: tuple[str, ...] = ("public",),
) -> Schema:
    """Read a live database."""
    scope = ReadScope(namespaces[0], namespaces, tables, kinds)
    return read(parse_connection(url, "--url"), scope, connect_timeout=5)


def told(expected: Schema, live: Schema) -> list[str]:
    """Compare two schemas: each finding in one line, rule, object, sides."""
    return [_line(each) for each in compare(expected, live, Policy()).findings]


def _line(finding: Finding) -> str:
    return f"{finding.rule.name} {finding.subject.path} {finding.expected!r} {finding.live!r} {finding.live_name}"


def connected(url: str) -> psycopg.Connection:
    return psycopg.connect(url, autocommit=True, prepare_threshold=None)


def role_that_may_connect(server: Server, url: str) -> str:
    """Give the URL of the same database for a role that has CONNECT on it and nothing else, not even by PUBLIC."""
    with connected(url) as connection:
        connection.execute(
            "DO $$ BEGIN CREATE ROLE schemacheck_connect_only LOGIN; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        row = connection.execute("SELECT current_database()").fetchone()
        assert row is not None
        for text in (
            f'REVOKE ALL ON DATABASE "{row[0]}" FROM PUBLIC',
            f'GRANT CONNECT ON DATABASE "{row[0]}" TO {CONNECT_ONLY}',
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        ):
            connection.execute(text.encode())
        return server.url(row[0], CONNECT_ONLY)
