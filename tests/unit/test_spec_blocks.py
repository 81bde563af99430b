"""Texts of several lines stand in the file as they are, and read back to the last blank."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemacheck.sources.spec.read import yaml_parser, yaml_text
from schemacheck.sources.spec.write.emitter import yaml
from schemacheck.sources.spec.write.values import Value

TEXTS = st.text(
    st.sampled_from("ab \t\n#:'\"-|>%&*{}[]?,\\é") | st.characters(blacklist_categories=["Cs"]), max_size=30
)


def read(text: str) -> object:
    node = yaml_text.compose(text, "spec.yaml")
    assert node is not None
    return plain(node)


def plain(node: Node) -> object:
    if isinstance(node, MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.value]
    assert isinstance(node, ScalarNode)
    return node.value


def check(texts: list[str]) -> None:
    items: list[Value] = [{"a": text, "b": text} for text in texts]
    document: dict[str, Value] = {
        "entries": {f"k{number}": {"x": text, "y": text} for number, text in enumerate(texts)},
        "items": [*items, *texts],
    }
    written = yaml(document)
    assert read(written) == document, written


@settings(deadline=None, max_examples=500)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["\n\n a\n  b\n", "\ta\nb", "a\n \nb", "a\n\n", "a\r\nb", "# a\nb"])
def test_any_texts_read_back(texts: list[str]) -> None:
    check(texts)


@settings(deadline=None, max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["\ue03f"])
@example(["a?b", "a?"])
def test_pyyaml_alone_reads_them_too(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_parser, "CParser", None)
        check(texts)


def test_a_body_is_a_block() -> None:
    written = yaml({"functions": {"f()": {"body": "BEGIN\n  RETURN 1;\n\nEND", "language": "plpgsql"}}})
    assert written == (
        "functions:\n  f():\n    body: |-\n      BEGIN\n        RETURN 1;\n\n      END\n    language: plpgsql\n"
    )
