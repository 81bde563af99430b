"""The use cases: they join sources, comparison and policy into a report. They print nothing and never exit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .compare import compare
from .errors import UncheckedError, UsageError
from .findings import Report
from .model.near import near_name
from .model.schema import Schema
from .model.stated import UNSTATED
from .policy import Policy
from .rules import Severity
from .scrub import Scrubber
from .sources.names import SourceRef, refer
from .waivers import apply_waivers

if TYPE_CHECKING:
    from .sources.postgres.target import Target
    from .sources.spec import Spec

DEFAULT_SPEC = "expected_schema.yaml"


def _silent(_message: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Access:
    """How the live side may be reached, and who hears about it."""

    url: str | None = None
    url_env: str | None = None
    env_file: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    connect_timeout: int = 15
    """Seconds."""
    scrub: Scrubber = field(default_factory=Scrubber)
    """Learns every secret of a target before anything is tried with it."""
    on_phase: Callable[[str], None] = _silent
    """Told what is being done, such as "connecting to db.internal", for a spinner."""
    on_note: Callable[[str], None] = _silent
    """Told what the user should know though it is no finding, such as a connection parameter that was dropped."""


def check(
    expected: str, access: Access, *, against: str | None = None, fail_on: Severity | None = None, today: date
) -> Report:
    """Compare the expected schema in a file with the live database, or with any other source given as `against`.

    Raises:
        SourceError: the expected schema has mistakes.
        UsageError: a source makes no sense.
        UncheckedError: the live side could not be read, or there is nothing to look at.
    """
    wanted, policy = _expected(refer(expected), access)
    if not any(wanted.tables):
        raise UncheckedError(
            f"{expected} names no table: there is nothing to check.", "List at least one under `tables:`."
        )
    live = _live(refer(against) if against else None, access, wanted)
    return _report(wanted, live, _with(policy, fail_on), today)


def diff(expected: str, live: str, access: Access, *, fail_on: Severity | None = None, today: date) -> Report:
    """Compare any two sources: expected schema files, database URLs. The first is the one that is right."""
    return check(expected, access, against=live, fail_on=fail_on, today=today)


def snapshot(
    source: str | None, access: Access, *, kinds: Sequence[str] = (), everything: bool = False, as_json: bool = False
) -> str:
    """Write down what a source has, as an expected schema that `check` finds in sync with it.

    Args:
        source: a file or a URL; None for the database that `access` names.
        access: how to reach a database.
        kinds: which optional kinds to write beside tables, columns and keys.
        everything: write all of them.
        as_json: write JSON instead of YAML.

    Raises:
        UsageError: a kind is not known.
    """
    from .sources.postgres.parts import KINDS  # noqa: PLC0415
    from .sources.spec import write_spec, write_spec_json  # noqa: PLC0415 - yaml is for those who need it

    for kind in kinds:
        if kind not in KINDS:
            near = near_name(kind, KINDS)
            raise UsageError(
                f"there is no kind {kind}", f"did you mean {near}?" if near else f"there are {', '.join(KINDS)}"
            )
    ref = refer(source) if source else None
    if ref and ref.kind != "url":
        schema = _expected(ref, access)[0]
    else:
        chosen = frozenset(KINDS if everything else kinds)
        schema = _database(_target(ref, access), access, None, chosen)
        if "indexes" not in chosen:
            schema = replace(schema, tables=tuple(replace(table, indexes=UNSTATED) for table in schema.tables))
    return write_spec_json(schema) if as_json else write_spec(schema, header=(f"What {schema.origin.label} has.",))


def lint(path: str) -> Spec:
    """Read an expected schema and raise all its mistakes at once."""
    from .sources.spec import read_spec_file  # noqa: PLC0415

    return read_spec_file(Path(path))


def statements(major: int) -> list[tuple[str, str]]:
    """Every statement that can be sent to a server of this major version, with what it is for."""
    from .sources.postgres.closed_list import every_statement  # noqa: PLC0415

    return [(statement.purpose, statement.text(major)) for statement in every_statement()]


def _with(policy: Policy, fail_on: Severity | None) -> Policy:
    return policy if fail_on is None else replace(policy, fail_on=fail_on)


def _expected(ref: SourceRef, access: Access) -> tuple[Schema, Policy]:
    if ref.kind == "url":
        return _database(_target(ref, access), access, None), Policy()
    spec = lint(ref.text)
    return spec.schema, spec.policy


def _live(ref: SourceRef | None, access: Access, expected: Schema) -> Schema:
    if ref is not None and ref.kind == "file":
        return lint(ref.text).schema
    return _database(_target(ref, access), access, expected)


def _target(ref: SourceRef | None, access: Access) -> Target:
    from .sources.postgres.target import find_target, parse_target, suspects  # noqa: PLC0415

    for text in (ref.text if ref else None, access.url, access.environ.get(access.url_env or "DATABASE_URL")):
        if text:
            access.scrub.add(suspects(text))
    target = (
        parse_target(ref.text, "the command line")
        if ref
        else find_target(access.url, access.url_env, access.environ, access.env_file)
    )
    access.scrub.add(target.secrets, public=target.public)
    for note in target.notes:
        access.on_note(note)
    return target


def _database(target: Target, access: Access, expected: Schema | None, kinds: frozenset[str] | None = None) -> Schema:
    """Read a live database: what the expected side speaks of, or `kinds`, or all there is."""
    from .sources.postgres.parts import KINDS, kinds_of  # noqa: PLC0415
    from .sources.postgres.read import Scope, read  # noqa: PLC0415

    if expected is None:
        home = target.schema or "public"
        scope = Scope(home, (home,), kinds=frozenset(KINDS) if kinds is None else kinds)
    else:
        tables = tuple(dict.fromkeys(table.name.name for table in expected.tables))
        scope = Scope(expected.home, expected.namespaces, tables, kinds_of(expected))
    return read(
        target, scope, connect_timeout=access.connect_timeout, on_phase=access.on_phase, on_note=access.on_note
    )


def _report(expected: Schema, live: Schema, policy: Policy, today: date) -> Report:
    comparison = compare(expected, live, policy)
    verdict = apply_waivers(comparison.findings, policy.waivers, expected.home, today)
    return Report(
        expected=expected.origin,
        live=live.origin,
        home=expected.home,
        findings=verdict.findings,
        waived=verdict.waived,
        not_checked=comparison.not_checked,
        counts=comparison.counts,
        fail_on=policy.fail_on,
        protected={
            f"{table.name.schema}.{table.name.name}": table.protected for table in expected.tables if table.protected
        },
    )
