"""Real products' migrations, rehearsed file by file with everything protected: what is told is what changed.

What changed is seen by other means than the guard's: the server's own text of every object, before a file and after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from schemacheck.app.rehearsal import join
from schemacheck.base.names import QName
from schemacheck.guard import SourceText, judge
from schemacheck.guard.protection import OBJECTS
from schemacheck.migrations.folder import read_history
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Finding
from schemacheck.report.policy import GuardPolicy
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sources.sql import rehearsal
from tests.shared import has_shared, shared, shared_root

CORPUS: Final = "corpus/migrations"
_ENDS_BEFORE: Final = {"crates-io-diesel": "2017-09"}
"""Folders of which a piece is not in the corpus, and what comes before it."""
_OTHER_DATABASES: Final = frozenset({"kestra-mysql-flyway"})
_TEXTS: Final = """
WITH r AS (
    SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), t AS (SELECT * FROM r WHERE relkind IN ('r', 'p', 'v', 'm', 'f'))
SELECT 'table', oid::bigint, nspname, relname, concat_ws('|', relkind, relowner, relacl, reloptions, relrowsecurity,
    relforcerowsecurity, relpersistence, relreplident, pg_get_partkeydef(oid), obj_description(oid, 'pg_class'),
    CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END) FROM t
UNION ALL
SELECT 'table', t.oid::bigint, nspname, relname, concat_ws('|', a.attnum, a.attname, format_type(atttypid, atttypmod),
    attnotnull, pg_get_expr(d.adbin, d.adrelid), attidentity, attgenerated, attacl, col_description(t.oid, a.attnum))
FROM t JOIN pg_attribute a ON a.attrelid = t.oid LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'table', t.oid::bigint, nspname, relname, concat_ws('|', k.oid, conname, pg_get_constraintdef(k.oid))
FROM t JOIN pg_constraint k ON k.conrelid = t.oid
UNION ALL
SELECT 'table', t.oid::bigint, nspname, t.relname, concat_ws('|', i.indexrelid, pg_get_indexdef(i.indexrelid))
FROM t JOIN pg_index i ON i.indrelid = t.oid
UNION ALL
SELECT 'table', t.oid::bigint, nspname, relname, pg_get_triggerdef(g.oid) || g.tgenabled::text
FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'table', t.oid::bigint, nspname, relname, concat_ws('|', polname, polcmd, polroles, pg_get_expr(polqual, t.oid))
FROM t JOIN pg_policy p ON p.polrelid = t.oid
UNION ALL
SELECT 'enum', y.oid::bigint, nspname, typname, enumlabel || enumsortorder
FROM pg_type y JOIN pg_namespace n ON n.oid = typnamespace JOIN pg_enum e ON e.enumtypid = y.oid
UNION ALL
SELECT 'domain', y.oid::bigint, nspname, typname, concat_ws('|', format_type(typbasetype, typtypmod), typnotnull,
    typdefault, (SELECT string_agg(pg_get_constraintdef(k.oid), '|') FROM pg_constraint k WHERE k.contypid = y.oid))
FROM pg_type y JOIN pg_namespace n ON n.oid = typnamespace
WHERE typtype = 'd' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
UNION ALL
SELECT 'function', p.oid::bigint, nspname, proname, concat_ws('|', pg_get_functiondef(p.oid), proowner, proacl)
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND prokind <> 'a'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'extension', oid::bigint, '', extname, concat_ws('|', extversion, extnamespace) FROM pg_extension
"""
_Object = tuple[str, str, str]
_Texts = dict[tuple[str, int], tuple[_Object, frozenset[str]]]


def _folders() -> Sequence[str]:
    if not has_shared(CORPUS):
        return ("none",)
    return sorted(path.name for path in (shared_root() / CORPUS).iterdir() if path.is_dir())


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[_Texts]:
    """The server's own text of all that is there, at each time that the rehearsal looks; and all of it is watched."""
    seen: list[_Texts] = []
    look, watch = rehearsal._Run.state, rehearsal.Watch

    def state(run: rehearsal._Run) -> rehearsal.State:
        seen.append(_read(run.admin))
        return look(run)

    def everything(admin: Any, _watched: object) -> rehearsal.Watch:
        return watch(admin, {QName(schema, name) for (_kind, schema, name), _texts in _read(admin).values()})

    monkeypatch.setattr(rehearsal._Run, "state", state)
    monkeypatch.setattr(rehearsal, "Watch", everything)
    return seen


def _read(admin: Any) -> _Texts:
    found: dict[tuple[str, int], tuple[_Object, set[str]]] = {}
    for kind, number, schema, name, text in admin.execute(_TEXTS):
        found.setdefault((kind, number), ((kind, schema, name), set()))[1].add(text)
    return {key: (itself, frozenset(said)) for key, (itself, said) in found.items()}


def _changed(before: _Texts, after: _Texts) -> set[_Object]:
    return {itself for key, (itself, said) in before.items() if after.get(key) != (itself, said)}


def _protected(schema: Schema) -> Schema:
    kinds = {"tables": schema.tables} | {kind: getattr(schema, kind) for kind in OBJECTS}
    return replace(
        schema,
        **{
            kind: tuple(replace(item, protected="all of it") for item in items)
            for kind, items in kinds.items()
            if isinstance(items, tuple)
        },
    )


def _objects(findings: Sequence[Finding], kinds: set[str]) -> Iterator[_Object]:
    for each in findings:
        kind = "table" if each.subject.table is not None else each.subject.kind
        if kind in kinds:
            yield kind, each.subject.schema, each.subject.name


@pytest.mark.slow
@pytest.mark.parametrize("name", [each for each in _folders() if each not in _OTHER_DATABASES])
def test_what_is_told_is_what_changed(name: str, texts: list[_Texts], kept: Path) -> None:
    folder = shared(f"{CORPUS}/{name}")
    files = [Path(script.path) for script in read_history(folder).scripts]
    if name in _ENDS_BEFORE:
        files = [path for path in files if path.parent.name < _ENDS_BEFORE[name]]
    options = ConnectionOptions(environ={"SCHEMACHECK_CACHE_DIR": str(kept)})
    done = rehearsal.rehearse(folder, files, (), None, options)
    seen = texts[-len(done.steps) - 1 :]
    assert len(done.steps) == len(files)
    touched = 0
    for step, before, after in zip(done.steps, seen, seen[1:], strict=False):
        path = Path(step.script.path)
        expected = _protected(step.before.schema)
        read = judge([SourceText(path.as_posix(), path.read_bytes())], expected, GuardPolicy()).findings
        findings, _changes = join(read, step, path.as_posix(), expected)
        changed = _changed(before, after)
        kinds = {kind for kind, _schema, _name in (itself for itself, _said in before.values())}
        rehearsed = [each for each in findings if "(rehearsed" in each.sentence]
        assert set(_objects(rehearsed, kinds)) == changed, path
        assert changed <= set(_objects(read, kinds)), path
        assert all(each.at is not None and each.evidence for each in rehearsed), path
        touched += len(changed)
    assert touched


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(_OTHER_DATABASES))
def test_another_databases_migrations_are_told_as_such(name: str, kept: Path) -> None:
    folder = shared(f"{CORPUS}/{name}")
    options = ConnectionOptions(environ={"SCHEMACHECK_CACHE_DIR": str(kept)})
    with pytest.raises(Exception, match="MySQL"):
        rehearsal.rehearse(folder, [folder], (), None, options)
