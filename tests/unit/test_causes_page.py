"""docs/causes.md is made from the acts, and from what a case of each is told as."""

from __future__ import annotations

from schemacheck.causes.act import Act
from schemacheck.causes.registry import FAMILIES, acts_for, every_act
from schemacheck.report.rules import RULES
from tests.shared import ROOT

from .test_spec_editor import assert_current

CASES = ROOT / "tests" / "cases" / "causes"
HEAD = """# Causes: what happened

A report that says six things about one table leaves it to its reader to find out that somebody renamed it. Both schemas
are at hand, so `check` looks for acts that explain findings, and says the act first:

```text
"Runner" was renamed to runners.
  seen by  the same seven columns, and the primary key "Runner_pkey" stands on runners
  error    table-missing  Runner                                      expected_schema.yaml:26
  note     table-unexpected  runners
  breaks   Every query that names "Runner" fails.
```

A cause changes nothing else: findings keep their severity, their fingerprint and their place in every format for
machines, waivers and baselines are about findings, and the exit code is theirs. JSON has `causes`, always a list.

- A cause is told only where it explains all it claims. For a renamed table or column that is proven: with the name put
  back, the findings are gone and no other one has come.
- A finding belongs to one cause at most; of two that claim it the one that explains more is told, and the other is not.
- No sentence is more certain than its evidence. What can only be guessed says `probably`.
- Where findings are accepted by a waiver or known to a baseline, the cause is told with those that count; with none
  left, it is not told.

Causes need both schemas as they are. What a file does not state, such as the names of indexes, cannot be evidence, so
a snapshot of the whole schema gives better ones than a list of tables.
"""


def page() -> str:
    return HEAD + "".join(f"\n{section(act)}" for act in every_act())


def section(act: Act) -> str:
    lines = [f"## {act.name}", "", f"{act.title[0].upper()}{act.title[1:]}.", "", f"> {example(act.name)}", ""]
    lines += [f"- Told when: {act.told_when}", f"- Not told when: {act.not_told_when}", ""]
    return "\n".join(lines)


def example(name: str) -> str:
    """Return what the first case of an act says of it."""
    folders = sorted(path.parent for path in CASES.glob("*/change.sql"))
    marked = f"-- cause: {name}\n"
    folder = next(each for each in folders if marked in (each / "change.sql").read_text(encoding="utf-8"))
    report = (folder / "report.txt").read_text(encoding="utf-8")
    blocks = [block.partition("\n  seen by")[0] for block in report.split("\n\n") if "\n  seen by" in block]
    return " ".join(blocks[0].split())


def test_the_page_is_current() -> None:
    assert_current(ROOT / "docs" / "causes.md", page())


def test_names_are_distinct_and_in_kebab_case() -> None:
    names = [act.name for act in every_act()]
    assert len(names) == len(set(names))
    assert all(name.replace("-", "").isalpha() and name == name.lower() for name in names)


def test_an_act_is_looked_for_wherever_one_of_its_rules_is_broken() -> None:
    for act in every_act():
        assert act.rules <= set(RULES)
        assert all(act in acts_for({rule}) for rule in act.rules)
    assert acts_for({"view-unexpected"}) == []
    assert {path.stem for path in (ROOT / "src/schemacheck/causes/acts").glob("[a-z]*.py")} == set(FAMILIES)
