"""Files of lines that hold commands in their own way: Dockerfiles, Makefiles, Procfiles, PowerShell, batch files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from schemacheck.guard.scripts.passage import Passage, at, joined
from schemacheck.guard.scripts.running import Runner
from schemacheck.guard.scripts.trees import Scalar, UnreadableError, json_nodes, strings_of

_INSTRUCTION = re.compile(r"[ \t]*(?:ONBUILD[ \t]+)?(?P<word>[A-Za-z]+)[ \t]+", re.IGNORECASE)
_FLAGS = re.compile(r"(?:--[a-z][\w-]*(?:=\S*)?[ \t]+)+")
_HEALTH = re.compile(r"(?:--[a-z-]+=\S+[ \t]+)*CMD[ \t]+", re.IGNORECASE)
_PAIR = re.compile(r"([A-Za-z_]\w*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)")
_MARK: Final = re.compile(r"<<-?[ \t]*[\"']?([A-Za-z_]\w*)[\"']?")


def dockerfile(content: str, runner: Runner) -> None:
    """Read what a Dockerfile runs; ENTRYPOINT and CMD in brackets are one command."""
    entry: list[Passage] = []
    for instruction in _instructions(content):
        match = _INSTRUCTION.match(instruction.text)
        if match is None:
            continue
        word = match["word"].upper()
        begin = match.end()
        if word in ("ENV", "ARG"):
            for pair in _PAIR.finditer(instruction.text, begin):
                runner.assign(pair[1], (pair[2].strip("\"'"),))
            spaced = re.compile(r"([A-Za-z_]\w*)[ \t]+(\S.*)").match(instruction.text, begin)
            if spaced is not None:
                runner.assign(spaced[1], (spaced[2].strip(),))
        elif word == "FROM":
            entry = []
        elif word in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
            flags = (_HEALTH if word == "HEALTHCHECK" else _FLAGS).match(instruction.text, begin)
            begin = flags.end() if flags else begin
            rest = instruction.part(begin, len(instruction.text))
            words = _brackets(rest)
            if not words:
                # A here-document behind nothing is a script of its own.
                document = rest.text.lstrip().startswith("<<")
                runner.text(joined([at("sh ", rest.outer(0)), rest]) if document else rest)
                continue
            runner.words(words, at("", instruction.outer(0)))
            if word == "ENTRYPOINT":
                entry = words
            elif word == "CMD" and entry:
                runner.words([*entry, *words], at("", instruction.outer(0)))


def _brackets(text: Passage) -> list[Passage]:
    if not text.text.lstrip().startswith("["):
        return []
    try:
        nodes = list(json_nodes(text.text))
    except UnreadableError:
        return []
    found = [each.passage for node in nodes[:1] for each in strings_of(node) if not isinstance(node, Scalar)]
    return [Passage(each.text, [(inner, text.outer(outer)) for inner, outer in each.pieces]) for each in found]


def _instructions(content: str) -> Iterator[Passage]:
    """Cut into instructions: lines that go on are joined, comments between them are taken out."""
    parts: list[Passage] = []
    marks: list[str] = []
    offset = 0
    for line in content.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        bare = line.rstrip("\r\n")
        if marks:
            parts.append(at(line, start))
            if bare.strip() == marks[0]:
                marks.pop(0)
                if not marks:
                    yield joined(parts)
                    parts = []
            continue
        if bare.lstrip().startswith("#") or (parts and not bare.strip()):
            continue
        goes_on = bare.rstrip().endswith(("\\", "`"))
        parts.append(at(bare.rstrip()[:-1] + " " if goes_on else line, start))
        if goes_on:
            continue
        whole = joined(parts)
        marks = (
            _MARK.findall(whole.text)
            if re.match(r"\s*(?:ONBUILD\s+)?(?:RUN|COPY)\b", whole.text, re.IGNORECASE)
            else []
        )
        if not marks:
            yield whole
            parts = []
    if parts:
        yield joined(parts)


_MAKE_SET = re.compile(
    r"(?:(?:override|export|private)[ \t]+)*(?P<name>[\w.-]+)[ \t]*(?P<sign>\?|\+|!|::?:?)?=[ \t]*(?P<value>.*)\Z",
    re.DOTALL,
)
_MAKE_TARGET = re.compile(r"(?P<targets>[^=#:\s][^=#:]*)::?(?!=)(?P<rest>.*)\Z", re.DOTALL)
_MAKE_CALL = re.compile(r"\$[({](?:(?P<function>shell|error|warning|info)\s+)?", re.DOTALL)
_MAKE_VARIABLE = re.compile(r"\$[({](?P<name>[\w.-]+)[)}]|\$\$|\$(?P<sign>[@<^?*+|%])")
_SHELL_CALL = re.compile(r"\$[({]shell\s+")
_DEFINE = re.compile(r"(?:override[ \t]+)?define[ \t]+(?P<name>[\w.-]+)")


def makefile(content: str, runner: Runner) -> None:
    """Read the recipes of a Makefile, each a shell's text in which `$(NAME)` is make's and `$$` is the shell's."""
    recipe: list[Passage] = []
    recipes: list[list[Passage]] = []
    defined: list[str] = []
    name = ""
    for line in _long_lines(content):
        text = line.text
        if name:
            if text.strip() == "endef":
                runner.assign(name, ("\n".join(defined),))
                name, defined = "", []
            else:
                defined.append(text.strip())
            continue
        if text.startswith("\t"):
            recipe.append(line)
            continue
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if recipe:
            recipes.append(recipe)
            recipe = []
        define = _DEFINE.match(stripped)
        setting = _MAKE_SET.match(stripped)
        target = _MAKE_TARGET.match(stripped)
        if define is not None:
            name = define["name"]
        elif setting is not None:
            value = setting["value"].split(" #", 1)[0].strip()
            runner.assign(setting["name"], (value.replace("$$", "$"),))
            if setting["sign"] == "!":
                recipes.append([line.part(len(text) - len(setting["value"]), len(text))])
            else:
                recipes += [[each] for each in _shell_calls(line)]
        elif target is not None:
            variables = _MAKE_SET.match(target["rest"].strip())
            if variables is not None and ";" not in target["rest"].split("=", 1)[0]:
                runner.assign(variables["name"], (variables["value"].strip(),))
            elif ";" in target["rest"]:
                recipe.append(line.part(text.index(";") + 1, len(text)))
        else:
            recipes += [[each] for each in _shell_calls(line)]
    if recipe:
        recipes.append(recipe)
    for each in recipes:
        for part in each:
            for call in _shell_calls(part):
                runner.text(call)
        runner.text(joined([_as_shell(part) for part in each], "\n"))


def _shell_calls(line: Passage) -> Iterator[Passage]:
    """What `$(shell ...)` runs."""
    place = 0
    while (match := _SHELL_CALL.search(line.text, place)) is not None:
        close = _closing(line.text, match.end(), ")" if line.text[match.start() + 1] == "(" else "}")
        yield _as_shell(line.part(match.end(), close))
        place = close


def _closing(text: str, begin: int, sign: str) -> int:
    opening, depth = "(" if sign == ")" else "{", 1
    for place in range(begin, min(len(text), begin + 5000)):
        if text[place] == opening:
            depth += 1
        elif text[place] == sign:
            depth -= 1
            if not depth:
                return place
    return min(len(text), begin + 5000)


def _as_shell(line: Passage) -> Passage:
    """Turn a line of a recipe into what the shell reads; each character stays where it is."""
    text = line.text
    chars = list(text)
    begin = len(text) - len(text.lstrip("\t @+-"))
    chars[:begin] = " " * begin
    place = begin
    while (place := text.find("$", place)) >= 0:
        if text.startswith("$$", place):
            chars[place] = ""
            chars[place + 1] = "$"
            place += 2
            continue
        call = _MAKE_CALL.match(text, place)
        if call is not None and call["function"]:
            close = _closing(text, call.end(), ")" if text[place + 1] == "(" else "}")
            chars[place : close + 1] = " " * (min(close + 1, len(text)) - place)
            place = close + 1
            continue
        variable = _MAKE_VARIABLE.match(text, place)
        if variable is not None and variable["name"] and re.match(r"[A-Za-z_]\w*\Z", variable["name"]):
            chars[place + 1], chars[variable.end() - 1] = "{", "}"
            place = variable.end()
        elif text.startswith(("$(", "${"), place):
            # A function of make's: what it makes of its arguments nobody says here.
            chars[place : place + 1] = " "
            if place + 1 < len(chars):
                chars[place + 1] = " "
            place += 2
        else:
            place += 1
    kept, pieces, length = [], [(0, line.outer(0))], 0
    for number, each in enumerate(chars):
        if not each:
            pieces.append((length, line.outer(number + 1)))
            continue
        kept.append(each)
        length += 1
    return Passage(
        "".join(kept), [*pieces, *[(inner, outer) for inner, outer in line.pieces if len(pieces) == 1 and inner]]
    )


def _long_lines(content: str) -> Iterator[Passage]:
    parts: list[Passage] = []
    offset = 0
    for line in content.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        bare = line.rstrip("\r\n")
        if bare.endswith("\\"):
            parts.append(at(bare[:-1] + " ", start))
            continue
        parts.append(at(bare, start))
        yield joined(parts)
        parts = []
    if parts:
        yield joined(parts)


_JUST_SET = re.compile(r"(?:export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*(.*)\Z")


def justfile(content: str, runner: Runner) -> None:
    """Read the recipes of a justfile: lines that are indented, `{{name}}` for what is set at the top."""
    recipe: list[Passage] = []
    known: dict[str, str] = {}
    for line in _long_lines(content):
        text = line.text
        if text[:1] in (" ", "\t"):
            stripped = len(text) - len(text.lstrip(" \t@-"))
            recipe.append(line.part(stripped, len(text)))
            continue
        if recipe:
            _just(recipe, known, runner)
            recipe = []
        setting = _JUST_SET.match(text)
        if setting is not None:
            value = setting[2].strip()
            if value.startswith("`"):
                runner.text(line.part(len(text) - len(setting[2]), len(text)))
            known[setting[1]] = value.strip("\"'")
            runner.assign(setting[1], (known[setting[1]],))
    if recipe:
        _just(recipe, known, runner)


def _just(recipe: list[Passage], known: dict[str, str], runner: Runner) -> None:
    lines = []
    for line in recipe:
        text = re.sub(
            r"\{\{\s*([A-Za-z_][\w-]*)\s*\}\}",
            lambda each: known.get(each[1], "${" + each[1].replace("-", "_") + "}"),
            line.text,
        )
        lines.append(line if text == line.text else at(text, line.outer(0)))
    runner.text(joined(lines, "\n"))


_PROCESS = re.compile(r"^[ \t]*([\w.-]+):[ \t]*(\S[^\n]*)", re.MULTILINE)


def procfile(content: str, runner: Runner) -> None:
    """Read the processes of a Procfile."""
    for match in _PROCESS.finditer(content):
        runner.text(at(match[2], match.start(2)), match[1])


_HERE_STRING = re.compile(r"@(['\"])[ \t]*\r?\n(.*?)\r?\n\1@", re.DOTALL)
_BLOCK_COMMENT = re.compile(r"<#(?:[^#]|#(?!>))*(?:#>|\Z)")
_POWER_SET = re.compile(r"(?m)^([ \t]*)\$(?:(?:script|global|local|env):)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?=[\"'])")
_ARGUMENTS = re.compile(r"(?i)-ArgumentList[ \t]+")


def powershell(content: str, runner: Runner) -> None:
    """Read PowerShell as a shell whose escape is a backtick and whose variables are set with a dollar."""
    text = _BLOCK_COMMENT.sub(lambda each: re.sub(r"[^\n]", " ", each[0]), content)
    text = text.replace("`\r\n", "\\\r\n").replace("`\n", "\\\n").replace("`", " ")
    text = re.sub(
        r"\$(?:env|script|global|local):(?=[A-Za-z_])",
        lambda each: " " * (len(each[0]) - 1) + "$",
        text,
        flags=re.IGNORECASE,
    )
    pieces = [(0, 0)]
    kept, before, length = [], 0, 0
    for match in _POWER_SET.finditer(text):
        kept.append(text[before : match.start()] + match[1] + f"{match[2]}=")
        length += len(kept[-1])
        before = match.end()
        pieces.append((length, before))
    kept.append(text[before:])
    whole = "".join(kept)
    # Lists of arguments are words with commas between them.
    whole = re.sub(r"(?<=[\"']),(?=[ \t]*[\"'])", " ", whole)
    whole = _ARGUMENTS.sub(lambda each: " " * len(each[0]), whole)
    runner.text(Passage(whole, pieces))


_REMARK = re.compile(r"(?im)^[ \t@]*(?:rem\b|::)[^\n]*")


def batch(content: str, runner: Runner) -> None:
    """Read a batch file as a shell with other signs."""
    text = _REMARK.sub(lambda each: " " * len(each[0]), content)
    text = text.replace("^\r\n", "\\\r\n").replace("^\n", "\\\n")
    text = re.sub(r"(?m)^[ \t]*@", lambda each: " " * len(each[0]), text)
    for match in re.finditer(r"(?im)^[ \t]*set[ \t]+\"?([A-Za-z_]\w*)=([^\"\r\n]*)", text):
        runner.assign(match[1], (match[2].strip(),))
    text = re.sub(r"%([A-Za-z_]\w*)%", r"$\1 ", text)
    runner.text(at(text.replace("\\\\", "//"), 0))
