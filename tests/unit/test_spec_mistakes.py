"""What is said of an expected schema that does not make sense: every mistake, where it stands, and what to do."""

# ruff: noqa: E501  (a mistake stands on its line)

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from schemacheck.base.errors import ExitCode, SchemacheckError, SourceError, UsageError
from schemacheck.sources.spec import read_spec, read_spec_file
from schemacheck.sources.spec.read.reader import Reader

from .test_spec_snippets import with_columns, with_keys

BAD: dict[str, list[str]] = {
    "": ["1:1: the file is empty (schemacheck snapshot writes one from a database; or begin with `version: 1`)"],
    "# nothing\n": [
        "1:1: the file is empty (schemacheck snapshot writes one from a database; or begin with `version: 1`)"
    ],
    "[]": [
        "1:1: expected a mapping with version and tables, found a list (schemacheck snapshot writes one from a database; or begin with `version: 1`)"
    ],
    "text": [
        "1:1: expected a mapping with version and tables, found a text (schemacheck snapshot writes one from a database; or begin with `version: 1`)"
    ],
    "version: 1\n---\nversion: 1\n": ["2:1: a second document (one file holds one document)"],
    "version: 2\nfoo: 1\n": [
        "1:10: version 2 is not known here: this schemacheck reads version 1 (a newer schemacheck may read it)"
    ],
    "version:\n": ["1:9: version: expected 1, found nothing"],
    "tables: {}\n": ["1:1: an expected schema needs version: 1"],
    "version: 1\ntable: {}\n": ["2:1: an expected schema has no key table (did you mean tables?)"],
    "version: 1\ntables: []\n": ["2:9: tables: expected a mapping from table names to tables, found a list"],
    "version: 1\ntables: {t: exist}\n": [
        "2:13: table t: expected exists, or a mapping with columns and keys, found exist (did you mean exists?)"
    ],
    "version: 1\ntables: {t: }\n": [
        "2:13: table t: expected exists, or a mapping with columns and keys, found nothing"
    ],
    "version: 1\ntables: {t: [a]}\n": [
        "2:13: table t: expected exists, or a mapping with columns and keys, found a list"
    ],
    "version: 1\ntables: {t: {}}\n": ["2:13: a table needs columns: a mapping from column names to types, or any"],
    'version: 1\ntables: {"": exists}\n': ["2:10: a table has an empty name"],
    'version: 1\ntables: {"a\\0b": exists}\n': ["2:10: the name of a table holds a NUL character"],
    "version: 1\ntables: {t: exists, t: exists}\n": ["2:21: t stands here a second time (first in line 2)"],
    "version: 1\ntables: {[a]: exists}\n": [
        "2:10: a key must be a name, not a list or a mapping (braces and brackets go in quotes)"
    ],
    "version: 1\ntables: {" + "é" * 40 + ": exists, " + "é" * 39 + ": exists}\n": [
        "2:60: its first 63 bytes are those of another name: ééééééééééééééééééééééééééééééé (see line 2)"
    ],
    "version: 1\nschema: ''\n": ["2:9: schema: expected a name, found an empty text"],
    "version: 1\nfail_on: never\n": ["2:10: fail_on: expected error, warning or note, found never"],
    "version: 1\nseverity: {column-typ: off}\n": ["2:12: there is no rule column-typ (did you mean column-type?)"],
    "version: 1\nseverity: {column-type: fatal}\n": [
        "2:25: column-type: expected error, warning, note or off, found fatal"
    ],
    "version: 1\nignore: {table: x}\n": ["2:10: ignore has no key table (did you mean tables?)"],
    "version: 1\nignore: {tables: ['']}\n": [
        "2:19: tables: expected a pattern, or a mapping with name and reason, found an empty text"
    ],
    "version: 1\nignore: {tables: [{a: b}]}\n": [
        "2:19: an ignored object needs name: a pattern",
        "2:20: an ignored object has no key a (an ignored object has name, reason)",
    ],
    "version: 1\nignore: {grants: {too: x}, tabels: x}\n": [
        "2:19: ignored grants has no key too (did you mean to?)",
        "2:28: ignore has no key tabels (did you mean tables?)",
    ],
    "version: 1\nwaivers: [x]\n": ["2:11: waivers: expected a mapping with rule, object and reason, found x"],
    "version: 1\nwaivers: [{rule: column-mising, object: x, reason: y}]\n": [
        "2:18: rule: expected the name of a rule, found column-mising (did you mean column-missing?)"
    ],
    "version: 1\nwaivers: [{rule: column-missing}]\n": [
        "2:11: a waiver needs object: an object's path, such as Athlete.email",
        "2:11: a waiver needs reason: a sentence that says why",
    ],
    "version: 1\nwaivers: [{rule: column-missing, object: x, reason: y, expires: tomorrow}]\n": [
        "2:65: expires: expected a date, YYYY-MM-DD, found tomorrow"
    ],
    "version: 1\nwaivers: [{rule: column-missing, object: x, reason: y, expires: 2026-02-30}]\n": [
        "2:65: expires: expected a date, YYYY-MM-DD, found 2026-02-30"
    ],
    "version: 1\nschemas: {public: {tables: {}}}\n": [
        "2:11: public is the default schema (its tables stand under tables, at the top of the file)"
    ],
    "version: 1\nschemas: {a: {table: {}}}\n": ["2:15: a schema has no key table (did you mean tables?)"],
    with_columns("a: tex"): [
        "5:10: column a: tex is no type PostgreSQL has (did you mean text? a type of your own by this name goes in double quotes: '\"tex\"')"
    ],
    with_columns("a: String"): [
        "5:10: column a: String is a type of Prisma's (PostgreSQL's is text; a type of your own by this name goes in double quotes: '\"String\"')"
    ],
    with_columns("a: DateTime?"): [
        "5:10: column a: DateTime is a type of Prisma's (PostgreSQL's is timestamp(3); a type of your own by this name goes in double quotes: '\"DateTime\"')"
    ],
    with_columns("a: varchr(3)"): [
        "5:10: column a: varchr is no type PostgreSQL has (did you mean varchar? a type of your own by this name goes in double quotes: '\"varchr\"')"
    ],
    with_columns("a: timestamp(3"): ["5:10: column a: the type 'timestamp(3' has parentheses that do not close"],
    with_columns("a:"): ["5:9: column a: expected a type, such as text or timestamp(3)?, found nothing"],
    with_columns("a: ''"): ["5:10: column a: a type is missing"],
    with_columns("a: [text]"): [
        "5:10: column a: expected a type, such as text or timestamp(3)?, any, or a mapping, found a list"
    ],
    with_columns("a: {}"): ["5:10: a column needs type: a type, such as text or timestamp(3)?"],
    with_columns("a: {type: text, nulable: true}"): ["5:23: a column has no key nulable (did you mean nullable?)"],
    with_columns("a: {type: text?, nullable: false}"): ["5:34: nullable: false contradicts the ? of text?"],
    with_columns("a: {type: text, nullable: yes}"): [
        "5:33: nullable: expected true, false or any, found yes (write true)"
    ],
    with_columns("a: {type: text, nullable: }"): ["5:33: nullable: expected true, false or any, found nothing"],
    with_columns("a: {type: text, default: draft}"): [
        "5:32: default: draft is no expression PostgreSQL knows (a text stands in quotes of its own: \"'draft'\")"
    ],
    with_columns("a: {type: text, default: it's}"): [
        "5:32: default: it's is no SQL: a quote that is not closed, or a character it does not have (a text stands in quotes of its own: \"'it''s'\")"
    ],
    with_columns("a: {type: text, default: ''}"): [
        "5:32: default: expected an SQL expression, a number, true, false, null or any, found an empty text"
    ],
    with_columns("a: {type: text, default: [x]}"): [
        "5:32: default: expected an SQL expression, a number, true, false, null or any, found a list"
    ],
    with_columns("a: {type: serial, default: 1}"): [
        "5:34: serial has its default already: the next number of its sequence"
    ],
    with_columns("a: {type: bigint?, identity: always}"): [
        "5:36: an identity column is never NULL (leave out the ? and nullable)"
    ],
    with_columns("a: {type: bigint, identity: sometimes}"): [
        "5:35: identity: expected always, by default, none or any, found sometimes"
    ],
    with_columns("a: {type: bigint, identity: always, default: 1}"): [
        "5:35: a column has default or identity, not both"
    ],
    with_columns("a: {type: text, default: \"'x'\", generated: lower(b)}"): [
        "5:50: a column has default or generated, not both"
    ],
    with_columns("a: {type: text, generated: {stored: true}}"): [
        "5:34: a generated column needs expression: an SQL expression"
    ],
    with_columns("a: {type: numeric(12, 2)}"): [
        "5:17: type: the type 'numeric(12' has parentheses that do not close",
        "5:29: a column has no key 2) (between { and } a value that holds a comma goes in quotes)",
    ],
    with_columns("a: text", "a: text"): ["6:7: a stands here a second time (first in line 5)"],
    with_columns("a: {type: text, protected: ''}"): [
        "5:34: protected: expected a sentence that says why, found an empty text"
    ],
    with_columns("a: !!str text"): ["5:10: the tag tag:yaml.org,2002:str means nothing here (leave the tag out)"],
    with_columns("a: *none"): [
        '5:10: an alias whose anchor is not there (a pattern that begins with * goes in quotes: "*_old")'
    ],
    with_columns("a: {<<: x, type: text}"): [
        "5:15: the merge key << takes a mapping or a list of mappings (such as <<: *anchor)"
    ],
    with_keys("primary_key: e"): ["7:18: t has no column e"],
    with_keys("primary_key: [A]"): ["7:18: t has no column A (did you mean a?)"],
    with_keys("primary_key: [a, a]"): ["7:22: primary_key lists a twice"],
    with_keys("primary_key: []"): ["7:18: primary_key: expected at least one name, found an empty list"],
    with_keys("primary_key: [[a]]"): ["7:19: primary_key: expected a name, found a list"],
    with_keys("primary_key: {column: a}"): ["7:19: a primary key has no key column (did you mean columns?)"],
    with_keys("unique: a"): ["7:13: unique: expected a list, or any, found a"],
    with_keys("unique: [e]"): ["7:14: t has no column e"],
    with_keys("unique: [[a, a]]"): ["7:18: unique lists a twice"],
    with_keys("unique: [[]]"): ["7:14: unique: expected at least one column, found an empty list"],
    with_keys("unique: [a, a]"): ["7:17: this uniqueness stands here a second time (first in line 7)"],
    with_keys("unique: [[a, b], {columns: [a, b]}]"): [
        "7:22: this uniqueness stands here a second time (first in line 7)"
    ],
    with_keys("unique: [{columns: {a: b}}]"): [
        "7:24: columns: expected a column name, or a list of names and of mappings such as {expression: lower(email)}, found a mapping"
    ],
    with_keys("unique: [[{expression: lower(a), column: a}]]"): [
        "7:15: a part of a key is a column or an expression (such as {expression: lower(email)})"
    ],
    with_keys("unique: [{columns: a, include: [z]}]"): ["7:27: t has no column z"],
    with_keys("unique: [{columns: a, as: thing}]"): ["7:31: as: expected constraint, index or any, found thing"],
    with_keys("foreign_keys: a"): ["7:19: foreign_keys: expected a list of mappings, or any, found a"],
    with_keys("foreign_keys: [a]"): ["7:20: foreign_keys: expected a mapping with columns and references, found a"],
    with_keys("foreign_keys: [{columns: a}]"): ["7:20: a foreign key needs references: table(column, ...)"],
    with_keys("foreign_keys: [{columns: a, references: other}]"): [
        "7:45: references: expected table(column, ...), found other (name the columns too: other(id))"
    ],
    with_keys("foreign_keys: [{columns: a, references: 'other(id, id2)'}]"): [
        "7:45: the key has 1 of its own columns and points at 2"
    ],
    with_keys("foreign_keys: [{columns: e, references: other(id)}]"): ["7:30: t has no column e"],
    with_keys("foreign_keys: [{columns: a, references: others(id)}]"): [
        "7:45: others is no table of this file (did you mean other?)"
    ],
    with_keys("foreign_keys: [{columns: a, references: Other(id)}]"): [
        "7:45: Other is no table of this file (did you mean other?)"
    ],
    with_keys("foreign_keys: [{columns: a, references: zebra(id)}]"): [
        "7:45: zebra is no table of this file (list it; `exists` is enough)"
    ],
    with_keys("foreign_keys: [{columns: a, references: other(ID)}]"): [
        "7:45: other has no column ID (did you mean id?)"
    ],
    with_keys("foreign_keys: [{columns: [a, b], references: 'other(id, id)'}]"): [
        "7:50: references names a column twice: other(id, id)"
    ],
    with_keys("foreign_keys: [{columns: a, references: other(id), on_delete: delete}]"): [
        "7:67: on_delete: expected no action, restrict, cascade, set null, set default or any, found delete"
    ],
    with_keys("foreign_keys: [{columns: a, references: other(id), on_delete: set null (b)}]"): [
        "7:67: on_delete changes b, which is no column of this key"
    ],
    with_keys("foreign_keys: [{columns: a, references: other(id), on_delete: cascade (a)}]"): [
        "7:67: on_delete: expected no action, restrict, cascade, set null, set default or any, found cascade with columns, which only set null and set default take"
    ],
    with_keys("foreign_keys: [{columns: a, references: other(id), on_update: set nul}]"): [
        "7:67: on_update: expected no action, restrict, cascade, set null, set default or any, found set nul (did you mean set null?)"
    ],
    with_keys(
        "foreign_keys:\n  - {columns: a, references: other(id)}\n  - {columns: a, references: other(id), on_delete: cascade}"
    ): ["9:9: the foreign key of a stands here a second time (first in line 8)"],
    with_keys("kind: index"): [
        "7:11: kind: expected table, partitioned table, view, materialized view, foreign table or any, found index"
    ],
    with_keys("unlogged: on"): ["7:15: unlogged: expected true, false or any, found on (write true)"],
    with_keys("extra_columns: true"): ["7:20: extra_columns: expected allow or refuse, found true"],
    with_keys("protected: [a]"): ["7:16: protected: expected a sentence that says why, found a list"],
    "version: 1\ntables:\n\tt: exists\n": ["3:1: a tab in the indentation (YAML indents with spaces only)"],
    "version: 1\ntables:\n  t: a: b\n": [
        "3:7: a ': ' where no key can stand (look at the indentation; a value that holds ': ' goes in quotes)"
    ],
    "version: 1\ntables: {t: exists\n": [
        "2:9: a { that is not closed, or a missing comma (a value that holds any of : # [ ] { } , & * ! | > ' \" % @ ` goes into quotes as a whole)"
    ],
    "version: 1\nignore: [*_tmp, x]\n": [
        '2:10: an alias whose anchor is not there (a pattern that begins with * goes in quotes: "*_old")'
    ],
    "version: 1\nignore: [*]\n": [
        '2:10: a * or & without the name of an anchor (a pattern that begins with * goes in quotes: "*_old")'
    ],
    'version: 1\nschema: "public\n': ["2:9: a quote that is not closed"],
    "version: 1\nschema: @x\n": ["2:9: a value cannot begin with this character (put the value in quotes)"],
    'version: 1\ntables:\n  t:\n    columns: {a: text}\n    foreign_keys:\n      - columns: [a]\n        references: "t"(a)\n': [
        "7:24: something follows a closing quote (a value that holds any of : # [ ] { } , & * ! | > ' \" % @ ` goes into quotes as a whole)"
    ],
    "version: 1\n tables: {}\n": [
        "2:8: a ': ' where no key can stand (look at the indentation; a value that holds ': ' goes in quotes)"
    ],
    "version: 1\nignore:\n  - a\n - b\n": [
        "4:2: the indentation does not fit (what belongs together begins in the same column)"
    ],
    "version: 1\nx-a: &a [*a]\n": ["2:6: an alias stands inside its own anchor"],
    "version: 1\nx-a: " + "[" * 60 + "]" * 60 + "\n": ["2:55: more than 50 levels deep (the language needs ten)"],
    "version: 1\nschema: a\x07b\n": [
        "2:10: the character U+0007 cannot stand in YAML (in double quotes it is written as an escape)"
    ],
    "%YAML 3.0\n---\nversion: 1\n": ["1:1: a version of YAML that is not supported"],
    'version: 1\nschema: "\\q"\n': [
        "2:10: an escape that YAML does not know (in single quotes a backslash is just one)"
    ],
    "a: b\nc\n": ["2:1: a key without its ': ' (write name: value; or a quote is not closed above)"],
    "version 1\n": [
        "1:1: expected a mapping with version and tables, found a text (schemacheck snapshot writes one from a database; or begin with `version: 1`)"
    ],
    "version: 1\ntables: &t\n  a: exists\n  b: *t\n": ["2:9: an alias stands inside its own anchor"],
}
"""Each text with its mistakes: line, column, message, and the hint in parentheses."""

TEN_MISTAKES = """\
version: 1
fail_on: warnings
severity:
  table-unexpcted: note
tables:
  Athlete:
    columns:
      id: tex
      email: text?
      email: text
      status: {type: text, default: draft}
      age: {type: integer, nulable: true}
      companyId: text
    primary_key: [uid]
    foreign_keys:
      - columns: [companyId]
        references: go_fast_company(id)
        on_delete: set nul
  go_fast_companies: exist
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_spec(text, "f")
    assert caught.value.exit_code is ExitCode.USAGE
    return [str(mistake).removeprefix("f:") for mistake in caught.value.mistakes]


@pytest.mark.parametrize("text", BAD)
def test_a_mistake_has_its_place_and_its_words(text: str) -> None:
    assert mistakes(text) == BAD[text]


def test_ten_mistakes_are_told_in_one_run() -> None:
    assert mistakes(TEN_MISTAKES) == [
        "2:10: fail_on: expected error, warning or note, found warnings (did you mean warning?)",
        "4:3: there is no rule table-unexpcted (did you mean table-unexpected?)",
        "8:11: column id: tex is no type PostgreSQL has (did you mean text? a type of your own by this name goes in double quotes: '\"tex\"')",
        "10:7: email stands here a second time (first in line 9)",
        "11:37: default: draft is no expression PostgreSQL knows (a text stands in quotes of its own: \"'draft'\")",
        "12:28: a column has no key nulable (did you mean nullable?)",
        "14:18: Athlete has no column uid (did you mean id?)",
        "17:21: go_fast_company is no table of this file (did you mean go_fast_companies?)",
        "18:20: on_delete: expected no action, restrict, cascade, set null, set default or any, found set nul (did you mean set null?)",
        "19:22: table go_fast_companies: expected exists, or a mapping with columns and keys, found exist (did you mean exists?)",
    ]


def test_a_tab_is_told_wherever_the_parser_stumbles() -> None:
    text = "version: 1\ntables:\n  t:\n    columns:\n\t  a: text\n      b: text\n"
    assert mistakes(text) == ["5:1: a tab in the indentation (YAML indents with spaces only)"]


def test_values_that_stand_for_too_much_are_refused() -> None:
    rows = ["version: 1", "x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert mistakes("\n".join(rows)) == ["9:7: written out, its aliases stand for more than 20,000,000 values"]


def test_a_merge_may_not_contradict_itself() -> None:
    text = "version: 1\ntables:\n  t: &t\n    <<: *t\n    columns: any\n"
    assert mistakes(text) == ["3:6: an alias stands inside its own anchor"]


def test_suggestions_end_where_nobody_reads_them() -> None:
    reader = Reader("f")
    hints = [reader.did_you_mean("nam", ["name"]) for _ in range(101)]
    assert hints == ["did you mean name?"] * 100 + [None]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        *((each, "leave the key out where nothing is to be said") for each in ("false", "no", "Off")),
        *((each, "say why") for each in ("true", "YES", "1", "-2.5", "2025-01-01")),
    ],
)
def test_a_reason_is_a_sentence_and_no_switch(said: str, hint: str) -> None:
    found = mistakes(f"version: 1\ntables:\n  t: {{protected: {said}, columns: {{id: int}}}}\n")
    assert found == [f"3:18: protected: expected a sentence that says why, found {said} ({hint})"]


def test_what_stands_in_quotes_is_a_sentence() -> None:
    spec = read_spec("version: 1\ntables:\n  t: {protected: 'no', columns: {id: int}}\n", "f")
    assert spec.schema.tables[0].protected == "no"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_spec_file(tmp_path / "expected_schema.yaml")
    assert caught.value.message == f"there is no file {tmp_path / 'expected_schema.yaml'}"
    # Whoever is called at night must not make today's drift the expectation.
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("Run it in the folder that the file is in, or name its path. ")
    assert caught.value.hint.endswith("may have drifted already.")
    with pytest.raises(UsageError) as caught:
        read_spec_file(Path("Athlete-that-is-no-file"))
    assert caught.value.hint is not None
    assert caught.value.hint.endswith("about one object: --only Athlete-that-is-no-file.")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_spec_file(tmp_path)
    assert str(caught.value) == f"{tmp_path} is a folder"


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"version: 1\nschema: caf\xe9\n")
    with pytest.raises(SourceError) as caught:
        read_spec_file(path)
    assert str(caught.value) == f"{path}:2:12: this is not UTF-8 (save the file as UTF-8)"


def test_a_name_no_file_can_have() -> None:
    with pytest.raises(SchemacheckError) as caught:
        read_spec_file(Path("a\0b"))
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_file_is_read_as_its_text_is(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    text = dedent("""\
        version: 1
        tables: {t: exists}
    """)
    path.write_text(text)
    assert read_spec_file(path) == read_spec(text, str(path))
