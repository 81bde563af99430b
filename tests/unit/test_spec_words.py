"""The words for a text that is no YAML are ours: the same by libyaml and by PyYAML alone, in whichever version."""

from __future__ import annotations

import random
from typing import Any

import pytest
from yaml.error import MarkedYAMLError
from yaml.scanner import Scanner, ScannerError

from schemacheck.base.errors import ExitCode, Mistake, SourceError, UncheckedError
from schemacheck.sources.spec import read_spec
from schemacheck.sources.spec.read import document, yaml_parser, yaml_text
from schemacheck.sources.spec.write.emitter import yaml
from tests.shared import ROOT

BROKEN: dict[str, str] = {
    "a: b\n  c: d\n": "2:4: a ': ' where no key can stand",
    "a:\n    b: 1\n  c: 2\n": "3:3: the indentation does not fit",
    "a:\n  b: 1\n    c: 2\n": "3:6: a ': ' where no key can stand",
    "  a: b\nc: d\n": "2:1: the indentation does not fit",
    "a: b\n- c\n": "2:1: a list item among the keys of a mapping",
    "- a\nb: c\n": "2:1: a line without '- ' among the items of a list",
    "a:\n  - b\n - c\n": "3:2: the indentation does not fit",
    "a:\n  - b\n  c\n": "3:3: a key without its ': '",
    "a:\n  - b\n  c: d\n": "3:3: a line without '- ' among the items of a list",
    "- a\n- b\n c: d\n": "3:3: a ': ' where no key can stand",
    'a: "x" y\n': "1:8: something follows a closing quote",
    "a: 'x'::text\n": "1:7: something follows a closing quote",
    "a: {b: 'x'::text}\n": "1:11: something follows a closing quote",
    "a: ['x' y]\n": "1:9: something follows a closing quote",
    'a: "x\nb: "y"\n': "1:4: a quote that is not closed in its line",
    "a: 'it's'\n": "1:8: something follows a closing quote",
    "a: [b, c\nd: e\n": "1:4: a [ that is not closed, or a missing comma",
    "a: {b: c\nd: e\n": "1:4: a { that is not closed, or a missing comma",
    "a: [b c: d: e]\n": "1:11: a ': ' where no key can stand",
    "a: {b: c d: e}\n": "1:11: a ': ' where no key can stand",
    "a: {b: c: d}\n": "1:9: a ': ' where no key can stand",
    "a: [b]]\n": "1:7: a ] that nothing opened",
    "a: {b}}\n": "1:7: a } that nothing opened",
    "a: [b}\n": "1:6: a } that does not close the [ before it",
    "a: {b]\n": "1:6: a ] that does not close the { before it",
    "a: [b,,c]\n": "1:7: a comma without a value before it",
    "a: [,b]\n": "1:5: a comma without a value before it",
    "a: {,}\n": "1:5: a comma without a value before it",
    "a: ,b\n": "1:4: a comma where none can stand",
    "a: ]\n": "1:4: a ] that nothing opened",
    "a: }x\n": "1:4: a } that nothing opened",
    "a: [- b]\n": "1:5: a list item where none can stand",
    "a: [b, - c]\n": "1:8: a list item where none can stand",
    "a: - b\n": "1:4: a list item where none can stand",
    "a: b: c\n": "1:5: a ': ' where no key can stand",
    "a: ? b\n": "1:4: a '? ' where no key can stand",
    "? a\n? b\nc\n": "3:1: a key without its ': '",
    "a: *b\n": "1:4: an alias whose anchor is not there",
    "a: *\n": "1:4: a * or & without the name of an anchor",
    "a: &\n": "1:4: a * or & without the name of an anchor",
    "a: *b.c\n": "1:6: a character that the name of an anchor cannot have",
    "a: &b.c d\n": "1:6: a character that the name of an anchor cannot have",
    "a: &b *c\n": "1:7: something that cannot stand here",
    "a: &b 1\nc: &b 2\n": "2:4: an anchor of this name stands above",
    "a: !<x y\n": "1:4: a tag of unknown kind",
    "a: !x!y z\n": "1:4: a tag of unknown kind",
    "a: b\n!\n": "2:1: a tag of unknown kind",
    "a: b\nc\n": "2:1: a key without its ': '",
    'a: b\n"c"\nd: e\n': "2:1: a key without its ': '",
    "a: b\nc\nd: e\n": "2:1: a key without its ': '",
    "a: b\n[c]\nd: e\n": "2:1: a key without its ': '",
    '"a" b\n': "1:5: something follows a closing quote",
    "[a] b\n": "1:5: something follows a closing ]",
    "[a]\nb\n": "2:1: something after the end of the document",
    "a: b\n...\nc: d\n": "3:1: something after the end of the document",
    "a: b\n--- c\n": "2:1: a second document",
    "---\n---\n": "2:1: a second document",
    "%YAML 1.1\n": "1:1: a %YAML line that is not the one before ---",
    "%YAML 3.0\n---\na: b\n": "1:1: a version of YAML that is not supported",
    "%YAML 1.1\n%YAML 1.1\n---\n": "2:1: a %YAML line that is not the one before ---",
    "%FOO\n": "1:1: a line cannot begin with %",
    "%\n---\n": "1:1: a line cannot begin with %",
    "a: b\n%c: d\n": "2:1: a line cannot begin with %",
    "a: %b\n": "1:4: a value cannot begin with this character",
    "a: @b\n": "1:4: a value cannot begin with this character",
    "a: `b\n": "1:4: a value cannot begin with this character",
    "a: [|]\n": "1:5: a value cannot begin with this character",
    "a: [>x]\n": "1:5: a value cannot begin with this character",
    "a: |x\n  b\n": "1:4: a text block that does not begin as it should",
    "a: |0\n  b\n": "1:4: a text block that does not begin as it should",
    "a: |\n b\na: >-x\n c": "3:4: a text block that does not begin as it should",
    "a: 'b\n": "1:4: a quote that is not closed",
    'a: "b\n': "1:4: a quote that is not closed",
    'a: "b\n---\nc: "d"\n': "1:4: a quote that is not closed",
    'a: "\\q"\n': "1:5: an escape that YAML does not know",
    'a: "\\x1"\n': "1:5: an escape that YAML does not know",
    'a: "\\ud800"\n': "1:5: an escape that YAML does not know",
    'a: "\\UFFFFFFFF"\n': "1:5: an escape that YAML does not know",
    'a: "b" "c"\n': "1:8: something follows a closing quote",
    "a: [b] c\n": "1:8: something follows a closing ]",
    "a: *b c\n": "1:4: an alias whose anchor is not there",
    "x: &b 1\na: *b c\n": "2:7: something that cannot stand here",
    "a: b\n\tc: d\n": "2:1: a tab in the indentation",
    "a:\n  b: c\n\td: e\n": "3:1: a tab in the indentation",
    "\ta: b\n": "1:1: a tab in the indentation",
    "a: |\n\tb\n": "2:1: a tab in the indentation",
    "a:\n  b: |\n    c\n  \td\n  e: f\n": "4:3: a tab in the indentation",
    "a: b\n c\n d: e\n": "3:3: a ': ' where no key can stand",
    '"a\nb": c\n': "1:1: a quote that is not closed in its line",
    'x: y\n"a\nb": c\n': "2:1: a quote that is not closed in its line",
    'a: {"b\nc": d}\n': "1:5: a quote that is not closed in its line",
    "a: b #c: d\n  e: f\n": "2:3: the indentation does not fit",
    "a:b\nc: d\n": "1:1: a key without its ': '",
    "a: b\nc:d\n": "2:1: a key without its ': '",
    "- a\n-b\n": "2:1: a key without its ': '",
    'a: "b"c: d\n': "1:7: something follows a closing quote",
    "a: [b\n  c: d]\n": "1:4: a [ that is not closed, or a missing comma",
    "tables:\n  t:\n    columns: {a: text\n    primary_key: [a]\n": "3:14: a { that is not closed, or a missing comma",
    "tables: {t: exists\nschema: x\n": "1:9: a { that is not closed, or a missing comma",
    'a: {b: "c}\nd: "e"\n': "1:8: a quote that is not closed in its line",
    'a: "b\n  c: d\n  e: f\ng: h\n': "1:4: a quote that is not closed",
    "a: *b: c\n": "1:4: an alias whose anchor is not there",
    "[a]: b: c\n": "1:7: a ': ' where no key can stand",
    "a: [? b : c d : e]\n": "1:15: a ': ' where no key can stand",
    "a: {b: [c, d}\n": "1:13: a } that does not close the [ before it",
    'a: "b"\n  - c\n': "2:3: the indentation does not fit",
    'a: "b"\n  c\n': "2:3: the indentation does not fit",
    "a: [b]\n  c: d\n": "2:3: the indentation does not fit",
    "a: &x &y b\n": "1:7: something that cannot stand here",
    "a: !x !y b\n": "1:7: a tag of unknown kind",
    "a: b\n? c\n d: e\n": "3:3: a ': ' where no key can stand",
    ": a: b\n": "1:1: a ': ' where no key can stand",
    "a: |\n  b\n c\n": "3:2: a line of a text block that is indented less than its first",
    "a: >\n   b\n  c\nd: e\n": "3:3: a line of a text block that is indented less than its first",
    "a: [b]x\n": "1:7: something follows a closing ]",
    "a: b\r\n c: d\r\n": "2:3: a ': ' where no key can stand",
    "a: b\x85 c: d\n": "2:3: a ': ' where no key can stand",
    "a: é\n é: é: é\n": "2:3: a ': ' where no key can stand",
    'a: "b\\x1\n': "1:4: a quote that is not closed",
    "a: {b:[c]}\n": "1:5: a key without its ': '",
    "a: {b:}\n": "1:5: a key without its ': '",
    "version 1\ntables: {}\n": "1:1: a key without its ': '",
    "a: 'it''s\nb: c\n": "1:4: a quote that is not closed",
    "a: b\n[c\n": "2:1: a [ that is not closed, or a missing comma",
    "a: b\n[c, d]: e: f\n": "2:10: a ': ' where no key can stand",
    "a: &b?\n": "1:6: a character that the name of an anchor cannot have",
    "- a: b\n c: d\n": "2:2: the indentation does not fit",
    'a: b\nc: "\nd: e\n': "2:4: a quote that is not closed",
    "a: [1, 2\n\nb: 3\n": "1:4: a [ that is not closed, or a missing comma",
}
"""Each text with what is said of it, but for the hint."""

SEED = (ROOT / "expected_schema.yaml").read_text(encoding="utf-8")
DEEP = "more than 50 levels deep"


@pytest.fixture(params=["libyaml", "PyYAML alone"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Read with the parser of this name."""
    name: str = request.param
    if name != "libyaml":
        monkeypatch.setattr(yaml_parser, "CParser", None)
    elif yaml_parser.CParser is None:
        pytest.skip("PyYAML was built without libyaml")
    return name


def refusal(text: str) -> Mistake:
    with pytest.raises(SourceError) as caught:
        yaml_text.compose(text, "f")
    assert caught.value.exit_code is ExitCode.USAGE
    (mistake,) = caught.value.mistakes
    return mistake


def said(text: str) -> str:
    mistake = refusal(text)
    return f"{mistake.at.line}:{mistake.at.column}: {mistake.message}"


def outcome(text: str, monkeypatch: pytest.MonkeyPatch, *, alone: bool) -> str:
    with monkeypatch.context() as patch:
        if alone:
            patch.setattr(yaml_parser, "CParser", None)
        try:
            yaml_text.compose(text, "f")
        except SourceError as error:
            return str(error)
    return "read"


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("text", BROKEN)
def test_both_parsers_are_told_of_alike(text: str) -> None:
    assert said(text) == BROKEN[text]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("text", BROKEN)
def test_no_word_of_a_library_decides(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = refusal(text)
    made = MarkedYAMLError.__init__
    count = 0

    def gibberish(self: MarkedYAMLError, *arguments: Any, **named: Any) -> None:
        nonlocal count
        count += 1
        made(self, *arguments, **named)
        self.context = self.problem = self.note = "xyzzy"

    monkeypatch.setattr(MarkedYAMLError, "__init__", gibberish)
    assert refusal(text) == expected
    assert count


def test_whatever_is_changed_both_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    if yaml_parser.CParser is None:
        pytest.skip("PyYAML was built without libyaml")
    rows = [row[2:] or row for row in SEED.partition("tables:\n")[2].splitlines(keepends=True)]
    begins = [number for number, row in enumerate(rows) if row[:1].isalpha()]
    pieces = [*"ab:#-,[]{}*|'\"@`\n ", ": ", "- ", "\n  ", "*a", "---\n", '"\\q"', "'x'y", " #", "\n\t"]
    draw = random.Random(15)
    refused = 0
    for _ in range(400):
        start = draw.choice(begins)
        text = list("".join(rows[start : start + draw.randint(2, 25)]))
        for _ in range(draw.choice((1, 1, 2))):
            place = draw.randrange(len(text))
            if draw.random() < 0.5:
                del text[place : place + draw.randint(1, 3)]
            else:
                text.insert(place, draw.choice(pieces))
        changed = "".join(text)
        told = outcome(changed, monkeypatch, alone=False)
        assert told == outcome(changed, monkeypatch, alone=True), changed
        refused += told != "read"
    assert refused > 100


OPENED = ["[", "{", "{a: ", "- ", "? ", "[{a: ", "- ? ", "? - ", "!a [", "[[], ", "{a: {}, b: ", "\n ["]
DEEPEST = {"[": 51, "{": 51, "{a: ": 195, "- ": 100, "? ": 100, "!a [": 198}
"""The column in which the fifty-first level begins, one space in."""


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("opened", OPENED)
def test_depth_is_told_where_it_begins(opened: str) -> None:
    mistake = refusal("x: \n " + opened * (100_000 if yaml_parser.CParser is not None else 5_000))
    assert mistake.message == DEEP
    assert mistake.hint == "the language needs ten"
    if opened in DEEPEST:
        assert (mistake.at.line, mistake.at.column) == (2, DEEPEST[opened])


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("opened", ["[", "{a: "])
def test_fifty_levels_are_read(opened: str) -> None:
    closed = "]" if opened == "[" else "}"
    # The mapping is the first level, and what stands innermost one more.
    assert yaml_text.compose(f"x: {opened * 48}y{closed * 48}", "f") is not None
    assert refusal(f"x: {opened * 49}y{closed * 49}").message == DEEP


@pytest.mark.usefixtures("either_parser")
def test_depth_by_indentation() -> None:
    assert said("".join(" " * level + "a:\n" for level in range(200))) == f"50:50: {DEEP}"


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("place", ["columns", "a table", "a key"])
def test_depth_in_a_large_file(opened: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGE", 1000)
    before = {"columns": "    columns:\n      ", "a table": "    ", "a key": ""}[place]
    deep = before + ("x-a:\n  " if place == "a key" else "") + opened * 100_000
    with pytest.raises(SourceError) as caught:
        read_spec(f"{SEED}  zz:\n{deep}\n", "f")
    (mistake,) = caught.value.mistakes
    assert mistake.message == DEEP
    lines = SEED.count("\n")
    assert lines < mistake.at.line <= lines + 4


@pytest.mark.usefixtures("either_parser")
def test_a_limit_of_a_library_is_not_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As libyaml 0.2.6 has one, which its scanner meets while it looks ahead."""
    opens = Scanner.fetch_flow_collection_start

    def limited(self: Any, kind: Any) -> None:
        if self.flow_level > 60:
            raise ScannerError("xyzzy", self.get_mark(), "xyzzy", self.get_mark())
        opens(self, kind)

    monkeypatch.setattr(Scanner, "fetch_flow_collection_start", limited)
    assert said("x: \n " + "[" * 1000) == f"2:51: {DEEP}"


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("link", ["[*a{}]", "{{<<: *a{}}}", "{{x: *a{}}}"])
def test_depth_by_aliases(link: str) -> None:
    rows = ["x-a0: &a0 {x: y}", *(f"x-a{n}: &a{n} {link.format(n - 1)}" for n in range(1, 500))]
    assert said("\n".join(rows)) in {
        f"{line}:8: written out, its aliases stand more than 50 levels deep" for line in (50, 51)
    }


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "place"),
    [("{}: b", "1:1"), ("a: b\n{}: c", "2:1"), ("a: {{{}: b}}", "1:5"), ("- {}: b", "1:3"), ('a: b\n"{}": c', "2:1")],
)
def test_a_key_that_is_too_long(text: str, place: str) -> None:
    assert said(text.format("k" * 1026)) == f"{place}: a key of more than 1,024 characters"


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("length", [1020, 1023, 1024, 1025, 5000])
@pytest.mark.parametrize("character", ["k", '"'])
def test_a_long_key_is_written_so_that_it_is_read(length: int, character: str) -> None:
    key = character * length
    written = yaml({"functions": {key: {"a": {"b": "x" * 200}}, "z": "y"}, "list": [{key: "exists", "z": ["y"]}]})
    root: Any = yaml_text.compose(written, "f")
    functions, listed = (value.value for _, value in root.value)
    assert [name.value for name, _ in functions] == [key, "z"]
    assert [name.value for name, _ in listed[0].value] == [key, "z"]


@pytest.mark.usefixtures("either_parser")
def test_a_tab_in_a_text_is_not_what_is_wrong() -> None:
    assert said('a: |\n  x\n  \ty\n b: "c"\n') == "4:2: a line of a text block that is indented less than its first"
    assert said("a: 'x\n\ty' z\n") == "1:4: a quote that is not closed in its line"


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("text", ["a: b\tc\n", "a:\tb\n", "a: b \t\n c\n", "a: [b\t,\tc]\t# d\n", "{a: b? , c: d?\n}"])
def test_both_parsers_read_alike(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    root = yaml_text.compose(text, "f")
    monkeypatch.setattr(yaml_parser, "CParser", None)
    assert repr(yaml_text.compose(text, "f")) == repr(root)


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("error", [RecursionError("xyzzy"), ValueError("xyzzy"), AttributeError("xyzzy")])
def test_whatever_a_parser_fails_by_is_told_in_our_words(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> Any:
        class Parser:
            def get_single_node(self) -> None:
                raise error

            def dispose(self) -> None: ...

        return Parser()

    monkeypatch.setattr(yaml_text, "parser_of", broken)
    assert said("a: b\nc: d\n") == "3:1: this is no YAML from here on"


def test_no_memory_is_no_mistake_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(text: str) -> Any:
        raise MemoryError("xyzzy")

    monkeypatch.setattr(yaml_text, "parser_of", none)
    with pytest.raises(UncheckedError) as caught:
        read_spec("version: 1\n", "f")
    assert caught.value.message == "There is not enough memory to read f."
