"""Programs in other languages that run commands: Jenkinsfiles, and what stands in bin/ in Ruby, Python, JavaScript."""

from __future__ import annotations

import re

from schemacheck.guard.scripts.passage import Passage, at
from schemacheck.guard.scripts.running import Runner

_CALL = re.compile(
    r"\b(?:sh|bat|powershell|pwsh|system!?|exec|execSync|spawn|spawnSync|execa\w*|execFile(?:Sync)?|shell_exec|passthru|popen"
    r"|Popen|run|call|check_call|check_output|sudo|\$)[ \t]{0,20}[(\[`]?\s{0,200}(?:\[\s{0,200})?"
    r"(?:(?:script|command|label)\s{0,20}:\s{0,20})?(?=[\"'`])"
)
_STRING = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|`[^`\\]*(?:\\.[^`\\]*)*`",
    re.DOTALL,
)
_NEXT = re.compile(r"\s{0,200},?\s{0,200}\[?\s{0,200}(?=[\"'`])")
_COMMENT = re.compile(r"(?m)^[ \t]*(?:#|//|\*|/\*)[^\n]*")
_BACKTICK = re.compile(r"(?m)(?:^|[=(\s])(?=`)|%x[({\[]")


def calls(program: Passage, runner: Runner, depth: int = 0) -> None:
    """Read the texts that are given to what runs commands."""
    text = _COMMENT.sub(lambda each: " " * len(each[0]), program.text)
    place = 0
    for match in _CALL.finditer(text):
        if match.end() < place:
            continue
        words: list[Passage] = []
        place = match.end()
        while len(words) < 50:
            string = _STRING.match(text, place)
            if string is None:
                break
            quotes = 3 if string[0].startswith(("'''", '"""')) else 1
            words.append(program.part(string.start() + quotes, string.end() - quotes))
            place = string.end()
            following = _NEXT.match(text, place)
            if following is None:
                break
            place = following.end()
        if len(words) == 1:
            runner.text(words[0], depth=depth)
        elif words:
            runner.words(words, at("", program.outer(match.start())))
    for match in _BACKTICK.finditer(text):
        string = _STRING.match(text, match.end())
        if string is not None and string[0][0] == "`":
            runner.text(program.part(string.start() + 1, string.end() - 1), depth=depth)
