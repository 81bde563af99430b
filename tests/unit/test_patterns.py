"""Patterns that are compiled late are right all the same."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import schemacheck
from schemacheck.base import patterns
from schemacheck.base.patterns import lazy_pattern


def test_it_is_used_as_a_compiled_one_is() -> None:
    pattern = lazy_pattern(r"(?P<word>[a-z]+)\d", re.IGNORECASE)
    assert pattern.sub(r"\g<word>", "Ab1 cd2") == "Ab cd"
    assert [each["word"] for each in pattern.finditer("Ab1 cd2")] == ["Ab", "cd"]
    assert (pattern.pattern, bool(pattern.flags & re.IGNORECASE)) == (r"(?P<word>[a-z]+)\d", True)


def test_every_pattern_of_every_module_compiles() -> None:
    seen = 0
    for module in walk_packages(schemacheck.__path__, f"{schemacheck.__name__}."):
        if module.name.endswith("__main__"):
            continue
        for value in vars(import_module(module.name)).values():
            for each in value.values() if isinstance(value, dict) else [value]:
                if isinstance(each, patterns._LazyPattern):
                    assert each.groups >= 0
                    seen += 1
    assert seen > 100
