"""What the file can say of objects beside tables: it reads, it is written back, and mistakes have a place."""

from __future__ import annotations

import pytest

from schemacheck.base.errors import SourceError
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.write.document import write_spec
from schemacheck.sql.deparsed import DeparsedText

EVERYTHING = """\
version: 1
schema: public
postgresql: 16

exact: [grants, comment]

tables: {}

views:
  open_races:
    columns:
      id: text
      "no": bigint
    security_barrier: true
    check_option: cascaded
    comment: What can be entered
    definition: |
      SELECT id,
          no
         FROM race;

  somewhere: exists

materialized_views:
  totals:
    columns:
      total: bigint
    populated: false

enums:
  mood: [happy, sad]

domains:
  email:
    type: text
    not_null: true
    default: "'a@b'"
    collation: C
    checks:
      has_at: VALUE ~ '@'

composite_types:
  geo:
    attributes:
      lat: double precision
      m: mood[]

ranges:
  floats:
    subtype: double precision
    subtype_diff: float8mi

collations:
  mine:
    provider: icu
    locale: de
    deterministic: false

sequences:
  plain: {}

  steps:
    type: integer
    start: 7
    increment: -2
    maximum: 100
    cycle: true
    owned_by: t.b

functions:
  '"Odd name"("char", numeric[])': exists

  pace(text, integer):
    grants: {}
    arguments: pace text, factor integer DEFAULT 1
    returns: integer
    language: plpgsql
    volatility: immutable
    security_definer: true
    settings:
      search_path: '""'
    body: |
      BEGIN
        RETURN 1;
      END

  sum(integer):
    kind: aggregate
    aggregate:
      state_function: int4pl
      state_type: integer

extensions:
  hstore:
    schema: public
    version: "1.8"

event_triggers:
  watch:
    event: ddl_command_end
    function: public.watched
    tags: [DROP TABLE]
    enabled: always

publications:
  pub:
    tables:
      public.t: all
      audit."odd name": {columns: [a, b], where: a > 3}
    publish: [insert]

foreign_servers:
  far:
    wrapper: postgres_fdw
    options:
      host: h

database:
  encoding: UTF8
  collation: C
  collation_version: current
  connection_limit: 9

roles:
  app:
    login: true
    member_of:
      g: {}
      h: {admin: true, inherit: false, set: false}
    connection_limit: 3
    valid_until: "2031-01-02 03:04:05"
  boss:
    superuser: true
  open:
    inherit: any
    member_of: any
    row_security: any
  there: exists

settings:
  database:
    search_path: a
  all_roles:
    jit: "off"
  roles:
    app:
      work_mem: any
  roles_in_database:
    app:
      work_mem: "4MB"
"""


def read(text: str) -> Schema:
    return read_spec(text, "spec.yaml").schema


def test_everything_is_written_as_it_was_read() -> None:
    schema = read(EVERYTHING)
    written = write_spec(schema)
    assert read(written) == schema
    assert write_spec(read(written)) == written
    lines = [line for line in EVERYTHING.splitlines() if line and not line.startswith("exact")]
    # No table states grants or comments, so that every object says for itself what it has.
    assert [line for line in lines if line not in written.splitlines()] == []


def test_what_is_left_out_means_what_the_language_says() -> None:
    schema = read(EVERYTHING)
    assert isinstance(schema.functions, tuple)
    assert isinstance(schema.sequences, tuple)
    functions = {routine.name.name: routine for routine in schema.functions}
    pace = functions["pace"]
    assert (pace.strict, pace.parallel, pace.comment, pace.sql_body) == (False, "unsafe", None, UNSTATED)
    assert pace.arguments == DeparsedText("pace text, factor integer DEFAULT 1", 16)
    assert functions["Odd name"].language is UNSTATED
    plain, steps = schema.sequences
    assert (plain.start, plain.minimum, plain.maximum, plain.cache) == (1, 1, 2**63 - 1, 1)
    assert (steps.start, steps.minimum, steps.maximum) == (7, -(2**31), 100)
    assert schema.listed["views"] == {"public"}
    view = next(table for table in schema.tables if table.name.name == "open_races")
    assert isinstance(view.columns, tuple)
    assert {column.nullable for column in view.columns} == {UNSTATED}
    assert (view.security_invoker, view.security_barrier, view.populated) == (False, True, UNSTATED)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("functions:\n  pace: exists\n", "pace is no signature", 4),
        ("functions:\n  pace(tekst x): exists\n", "is no signature", 4),
        (
            "functions:\n  f(int): exists\n  f(integer): exists\n",
            "f(integer) is a function of line 4 in other",
            5,
        ),
        ("sequences:\n  s: {increment: some}\n", "increment: expected a whole number or any, found some", 4),
        ("domains:\n  d: {type: text?}\n", "type: text? is no type of its own", 4),
        ("postgresql: sixteen\n", "postgresql: expected a major version", 3),
        ("views:\n  t: exists\n", "t stands here a second time", 4),
        ("event_triggers:\n  e: {event: ddl_command_end}\n", "an event trigger needs function", 4),
        ("extensions:\n  hstore: {verson: 1}\n", "an extension has no key verson", 4),
        ("composite_types:\n  c: {attributes: {a: [text]}}\n", "attribute a: expected a type, found no text", 4),
        ("foreign_servers:\n  s: {wrapper: w, options: {host: [h]}}\n", "options: expected a text for host", 4),
        ("roles:\n  r: {valid_until: tomorrow}\n", "valid_until: expected a date or a time", 4),
        ("roles:\n  r: {member_of: {g: {amdin: true}}}\n", "a membership has no key amdin", 4),
        ("settings:\n  roles: {r: {}}\n", "r: there is no setting", 4),
        ("settings:\n  database: {jit: off, JIT: on}\n", "JIT is jit, which stands here already", 4),
        ("schemas:\n  s: {tables: {p: {columns: any, partitions: {ahead: 2 months}}}}\n", "needs pattern", 4),
        (
            "schemas:\n  s: {tables: {p: {columns: any, partitions: {pattern: p, ahead: soon}}}}\n",
            "ahead: expected a span such as 2 months",
            4,
        ),
    ],
)
def test_mistakes(text: str, message: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        read("version: 1\ntables: {t: exists}\n" + text)
    (mistake,) = caught.value.mistakes
    assert message in mistake.message
    assert mistake.at.line == line
