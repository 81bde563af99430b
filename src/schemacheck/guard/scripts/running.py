"""What a script runs: commands with variables, functions and substitutions put in, and what shells and psql are fed.

Nothing is decided that only the run decides. A variable has every value that the file gives it, both branches of a
condition are read, and what nobody can know stands there as a variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, islice, product
from typing import Final

from schemacheck.base.record import record
from schemacheck.guard.scripts.names import is_sql
from schemacheck.guard.scripts.passage import Passage, at, joined
from schemacheck.guard.scripts.shell import read
from schemacheck.guard.scripts.syntax import Command, Function, Part, Redirect, Word
from schemacheck.guard.scripts.tools import tool_of
from schemacheck.guard.scripts.trees import Listing, Mapping, Scalar, UnreadableError, json_nodes
from schemacheck.guard.scripts.words import SHELLS, base_of, listed, name_of, only_speaks, place_of_name, positional

_MOST_VALUES: Final = 8
_MOST_VARIANTS: Final = 16
_LONGEST: Final = 20_000
"""Longer values are unknown: a text that doubles itself forty times is a puzzle, not a script."""
_DEEPEST: Final = 8
"""How deep texts that run texts, and functions that call functions, are followed."""
_MOST_STEPS: Final = 150_000
"""How many commands are read, those in texts and functions with every call."""
_MOST_CALLING: Final = 6
_MOST_CALLS: Final = 2000
"""How deep and how often calls of functions are followed; what stands in them is read anyway."""
_MOST_TEXT: Final = 2 * 1024 * 1024
"""How many characters are read, those in texts with every time they run."""
UNKNOWN: Final = "${?}"
_RUNNERS: Final = listed(
    """
    ! . [ asdf bun bundle bunx cd corepack cross-env deno docker docker-compose doppler dotenv dotenvx dropdb
    env exec export for if infisical just kubectl lerna ls make mise mix node nohup npm npx nx op php pipenv
    pipx pnpm podman poetry prisma psql python python3 rails rake rushx set sleep source sudo task test time
    timeout true ts-node tsx turbo until uv uvx volta wait-for-it while yarn
    """
)
"""With which of these a text begins that is a command, where nobody says that it is one."""
_FILTERS: Final = listed(
    """
    awk cat egrep envsubst grep gzip head pv sed sort tail tee tr uniq
    """
)
_TEXTS: Final = listed(
    """
    aptible at aws az batch cf chokidar chroot concurrently crontab dokku eb entr eval expect flock fly flyctl
    foreman gcloud heroku iex invoke-command invoke-expression nodemon npm-run-all npm-run-all2 nsenter onchange
    overmind parallel platform railway render retry run-p run-s runuser scalingo screen script sg ssh
    start-process start-server-and-test stmux su tmux trap vagrant wait-on watch watchexec xvfb-run
    """
)
"""Commands that run texts they are given. All others run only what is plainly a command."""
_READING: Final = frozenset({"ssh", "at", "batch", "crontab"})
"""Commands that run the lines they are fed."""
_SSH_VALUED: Final = frozenset({"-i", "-p", "-l", "-o", "-J", "-F", "-L", "-R", "-b", "-c", "-E"})
_SPOKEN_OPTIONS: Final = listed(
    """
    --message --body --title --description -m --subject --text --comment --label --name --notes --reason -W --msg
    --summary --annotation --tag --note --help display-message
    """
)
"""Options, and words, behind which a text is for people."""
_LANGUAGES: Final = frozenset({"node", "python", "python3", "ruby", "php", "perl", "deno", "bun", "tsx"})
_RUNNING: Final = frozenset({"-exec", "-execdir", "-ok", "bisect", "--exec", "-x", "foreach"})
"""Words with which `find` and `git` run commands after all."""
_SQL: Final = re.compile(r"\s*[A-Za-z]+\s+\S")
_PSQL: Final = frozenset({"psql", "pgcli", "usql", "pg:psql", "dbshell", "dbconsole", "pg_psql"})
_SETTING: Final = frozenset({"export", "readonly", "local", "declare", "typeset", "setenv", "set-variable"})
_POSITION = re.compile(r"\$\{[0-9@*]\}")
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)\Z", re.DOTALL)
_COMMAND_OPTION = re.compile(r"-[A-Za-z]*c\Z")
_SQL_OPTION = re.compile(r"-[A-Za-bd-hj-z]*c(?P<text>.*)\Z|--command(?:=(?P<long>.*))?\Z", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@,+-]+")
_BRACES = re.compile(r"\{([^{},\s]*(?:,[^{},\s]*)+)\}")
_DIRECTIVE = re.compile(r"%-?[0-9]*([sbqd%])")
_ECHO_ESCAPE = re.compile(r"\\([nt0])")

Value = tuple[str, ...]
"""What a variable may be: one text, or the elements of an array."""


@record
class Ran:
    """A command as it runs, every word in its place."""

    words: tuple[str, ...]
    passage: Passage
    """The text in which it stands."""
    start: int
    end: int
    """Where it stands in that text."""
    called: str = ""
    """The name a file gives it, such as a script's in package.json."""
    testing: bool = False
    defined: bool = False
    """Whether it stands in a function, read before anybody says what it is called with."""


@record
class Sql:
    """SQL that a command sends to PostgreSQL."""

    passage: Passage
    by: Ran


class Runner:
    """Follows what the texts of one file run."""

    def __init__(self, told: Callable[[Ran], None], sql: Callable[[Sql], None]) -> None:
        self._told = told
        self._sql = sql
        self._values: dict[str, list[Value]] = {}
        self._functions: dict[str, Function] = {}
        self._homes: dict[str, Passage] = {}
        """In which text each function stands."""
        self._aliases: dict[str, Passage] = {}
        self._files: dict[str, list[Passage]] = {}
        """What the script wrote into files, by their names."""
        self._defining = False
        self._settings = 0
        """How often a variable was set to something new."""
        self._calling: list[str] = []
        self._called: set[tuple[str | int, ...]] = set()
        self.steps = self._length = 0
        self.unread: tuple[int, str] | None = None
        """Where reading ended, and why."""

    def assign(self, name: str, value: Value) -> None:
        """Give a variable one more value that it may have."""
        if sum(map(len, value)) > _LONGEST:
            value = (UNKNOWN,)
        known = self._values.setdefault(name, [])
        if value in known:
            known.remove(value)
        else:
            self._settings += 1
        known.append(value)
        del known[:-_MOST_VALUES]

    def text(self, passage: Passage, called: str = "", depth: int = 0) -> None:
        """Read a text as commands."""
        if depth > _DEEPEST:
            self.stop(passage.outer(0), "has commands in commands, deeper than is followed")
            return
        self._length += len(passage.text)
        if self._length > _MOST_TEXT:
            self.stop(passage.outer(0), "has commands in commands, longer than is followed")
            return
        script = read(passage.text)
        if script.too_deep is not None:
            self.stop(passage.outer(script.too_deep), "is nested deeper than is followed")
        self._declare(script.entries, passage)
        self._entries(script.entries, passage, called, depth)

    def words(self, words: Sequence[Passage], whole: Passage, called: str = "") -> None:
        """Read a command that a file gives as a list of words."""
        if words:
            self._command(list(words), [], Ran((), whole, 0, len(whole.text), called), 0)

    def stop(self, place: int, why: str) -> None:
        """Say that reading ended at a place of the file; the first word counts."""
        if self.unread is None:
            self.unread = place, why

    def _declare(self, entries: Iterable[Command | Function], home: Passage) -> None:
        for entry in entries:
            if isinstance(entry, Function):
                self._functions[entry.name] = entry
                self._homes[entry.name] = home
                self._declare(entry.body, home)

    def _entries(self, entries: Iterable[Command | Function], home: Passage, called: str, depth: int) -> None:
        feeding: list[Passage] = []
        for entry in entries:
            if isinstance(entry, Function):
                outside, self._defining = self._defining, True
                self._entries(entry.body, home, called, depth)
                self._defining = outside
                continue
            stdin, feeding = (feeding if entry.fed else []), (feeding if entry.piped and not entry.fed else [])
            written = self._simple(entry, stdin, home, called, depth)
            if entry.piped:
                feeding = feeding + written

    def _simple(self, command: Command, stdin: list[Passage], home: Passage, called: str, depth: int) -> list[Passage]:
        """Run a command. Return what it writes, as far as that is known."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            self.stop(home.outer(command.start), f"holds more than {_MOST_STEPS:,} commands")
            return []
        set_before = [
            at(f"{name.rstrip('+')}={text}", home.outer(command.start))
            for name, value, items in command.assigns
            for text in self._assign(name, value, items, home, depth)[:1]
        ]
        if command.loops:
            self._loop(command, home, depth)
            return []
        fed = [*stdin, *self._redirected(command.redirects, home, depth)]
        written: list[Passage] = []
        by = Ran((), home, command.start, max(command.end, command.start), called)
        for fields in self._variants(command.words, home, depth):
            if fields:
                written += self._command([*set_before, *fields], fed, by, depth)
        if not command.words and fed:
            written = fed
        self._keep(command.redirects, written, home, depth)
        return written

    def _loop(self, command: Command, home: Passage, depth: int) -> None:
        name = command.words[1].bare
        for fields in self._variants(command.words[3:], home, depth):
            for field in fields:
                self.assign(name, (field.text,))

    def _assign(self, name: str, value: Word | None, items: tuple[Word, ...], home: Passage, depth: int) -> list[str]:
        """Set a variable. Return what it may be now."""
        if items:
            for fields in self._variants(items, home, depth):
                self.assign(name.rstrip("+"), tuple(field.text for field in fields))
            return []
        texts = [each.text for each in self._texts(value, home, depth)] if value is not None else [""]
        if name.endswith("+"):
            name = name[:-1]
            texts = [" ".join(each) + text for each in self._values.get(name, [("",)]) for text in texts]
        for text in texts:
            # What a function is given is known where it is called.
            if not (self._defining and _POSITION.search(text)):
                self.assign(name, (text,))
        return texts

    def _redirected(self, redirects: Sequence[Redirect], home: Passage, depth: int) -> list[Passage]:
        found: list[Passage] = []
        for each in redirects:
            if each.sign in ("<<", "<<<") or (
                each.sign == "<" and any(part.kind == "commands" for part in each.target.parts)
            ):
                found += self._texts(each.target, home, depth)
            elif each.sign == "<":
                for name in self._texts(each.target, home, depth):
                    found += self._files.get(name.text.rsplit("/", 1)[-1], [])
            else:
                self._texts(each.target, home, depth)
        return found

    def _keep(self, redirects: Sequence[Redirect], written: list[Passage], home: Passage, depth: int) -> None:
        for each in redirects:
            if each.sign in (">", ">>", ">|", "&>", "&>>") and written:
                for name in self._texts(each.target, home, depth):
                    self._files.setdefault(name.text.rsplit("/", 1)[-1], []).extend(written[:_MOST_VALUES])

    def _command(self, fields: list[Passage], stdin: list[Passage], by: Ran, depth: int) -> list[Passage]:
        """Run a command whose words are known. Return what it writes."""
        words = tuple(field.text for field in fields)
        first = place_of_name(words)
        name = name_of(words)
        testing = any(self._values.get(each) == [("test",)] for each in ("RAILS_ENV", "NODE_ENV", "MIX_ENV", "APP_ENV"))
        ran = Ran(words, by.passage, by.start, by.end, by.called, testing, self._defining)
        rest = fields[first + 1 :]
        if first < len(words) and words[first] in self._functions:
            return self._call(words[first], rest, stdin, ran, depth)
        if name in self._aliases:
            self.text(joined([self._aliases[name], *rest], " "), by.called, depth + 1)
            return []
        if name in ("cat", "tee"):
            for each in rest:
                if name == "tee" and not each.text.startswith("-"):
                    self._files.setdefault(each.text.rsplit("/", 1)[-1], []).extend(stdin[:_MOST_VALUES])
        if (only_speaks(name) and not _RUNNING & set(words)) or name in _SETTING:
            return self._spoken(name, rest, stdin)
        if name == "set":
            self._set(rest)
            return []
        if name == "eval" and len(fields) > 2:
            self._eval(fields, ran, depth)
            if stdin:
                self._sent(words, fields, stdin, ran)
        else:
            self._told(ran)
            self._sent(words, fields, stdin, ran)
            self._run_texts(name, fields, stdin, ran, depth)
        if "diff" in words and "--script" in words:
            return [at(UNKNOWN, by.passage.outer(by.start))]  # statements that Prisma writes as it runs
        return list(stdin) if name in _FILTERS else []

    def _call(self, name: str, arguments: list[Passage], stdin: list[Passage], ran: Ran, depth: int) -> list[Passage]:
        """Run a function with its arguments; what it runs is told at the call."""
        key: tuple[str | int, ...] = (name, *(each.text for each in arguments), self._settings)
        if name in self._calling or len(self._calling) >= _MOST_CALLING or key in self._called:
            return stdin
        if len(self._called) >= _MOST_CALLS:
            return stdin
        self._called.add(key)
        function, home = self._functions[name], self._homes[name]
        before = {each: self._values.get(each) for each in ("@", "*", *map(str, range(1, 10)))}
        texts = tuple(each.text for each in arguments)
        self._values["@"] = self._values["*"] = [texts]
        for number in range(1, 10):
            self._values[str(number)] = [(texts[number - 1],)] if number <= len(texts) else [("",)]
        runner = self._told
        self._told = lambda each: runner(replace(each, passage=ran.passage, start=ran.start, end=ran.end))
        self._calling.append(name)
        try:
            self._entries(function.body, home, ran.called, depth)
        finally:
            self._told = runner
            self._calling.pop()
        for each, values in before.items():
            if values is None:
                self._values.pop(each, None)
            else:
                self._values[each] = values
        return stdin

    def _spoken(self, name: str, rest: list[Passage], stdin: list[Passage]) -> list[Passage]:
        if name in _SETTING:
            for each in rest:
                match = _ASSIGNED.match(each.text)
                if match is not None and not (self._defining and _POSITION.search(match[2])):
                    self.assign(match[1], (match[2],))
        elif name == "alias":
            for each in rest:
                match = _ASSIGNED.match(each.text)
                if match is not None:
                    self._aliases[match[1].lower()] = each.part(match.start(2), match.end(2))
        elif name == "read":
            lines = [line for each in stdin for line in each.text.splitlines() if line.strip()]
            for each in rest:
                for line in lines[:_MOST_VALUES] if not each.text.startswith("-") else ():
                    self.assign(each.text, (line,))
        elif name == "shift":
            self._shift(int(rest[0].text) if rest and rest[0].text.isdigit() else 1)
        elif name == "echo":
            kept = [each for each in rest if each.text not in ("-e", "-n", "-E", "-en", "-ne")]
            whole = joined(kept, " ") if kept else at("", 0)
            return [_echoed(whole)]
        elif name == "printf" and rest:
            return [_formatted(rest)]
        elif name in ("write-output", "print") and rest:
            return [joined(rest, " ")]
        elif name == "cat":
            files = [each for field in rest for each in self._files.get(field.text.rsplit("/", 1)[-1], [])]
            return [*stdin, *files]
        elif name in _FILTERS:
            return list(stdin)
        return []

    def _shift(self, by: int) -> None:
        for name in ("@", "*"):
            if name in self._values:
                self._values[name] = [each[by:] for each in self._values[name]]
        for given in self._values.get("@", ())[:1]:
            for number in range(1, 10):
                self._values[str(number)] = [(given[number - 1] if number <= len(given) else "",)]

    def _set(self, rest: list[Passage]) -> None:
        texts = [each.text for each in rest]
        if "--" in texts:
            given = tuple(texts[texts.index("--") + 1 :])
            self.assign("@", given)
            self.assign("*", given)
            for number, text in enumerate(given[:9], 1):
                self.assign(str(number), (text,))

    def _sent(self, words: Sequence[str], fields: Sequence[Passage], stdin: list[Passage], ran: Ran) -> None:
        """Tell the SQL that is sent to PostgreSQL."""
        place = next((number for number, word in enumerate(words) if base_of(word) in _PSQL), None)
        if place is None:
            is_executed = "execute" in words and "--stdin" in words
            if is_executed or ("psqldef" in words):
                for each in stdin:
                    self._sql(Sql(each, ran))
            return
        given = False
        skip = False
        for number in range(place + 1, len(words)):
            if skip:
                skip = False
                continue
            match = _SQL_OPTION.match(words[number])
            if match is None:
                continue
            given = True
            text = match["text"] or match["long"]
            if text:
                self._sql(Sql(fields[number].part(len(words[number]) - len(text), len(words[number])), ran))
            elif number + 1 < len(words):
                self._sql(Sql(fields[number + 1], ran))
                skip = True
        for option in ("-f", "--file"):
            if option in words[place:-1]:
                file = place + 1 + words[place:].index(option)
                for each in self._files.get(words[file].rsplit("/", 1)[-1], []):
                    self._sql(Sql(each, ran))
                if _SQL.match(words[file]) and not is_sql(words[file]):
                    # The output in `psql -f <(echo ...)` stands in the place of the file's name.
                    self._sql(Sql(fields[file], ran))
        if not given:
            for each in stdin:
                self._sql(Sql(each, ran))

    def _run_texts(self, name: str, fields: Sequence[Passage], stdin: list[Passage], ran: Ran, depth: int) -> None:
        """Read what is given to a command to be run."""
        words = ran.words
        shell = next((number for number, word in enumerate(words) if base_of(word) in SHELLS), None)
        sends_sql = any(base_of(word) in _PSQL for word in words)
        runs = name in _TEXTS or any(base_of(word) in _TEXTS for word in words[: len(words) - 1])
        said = self._program(name, fields, depth)
        taken: set[int] = set()
        if shell is not None:
            option = next(
                (
                    n
                    for n in range(shell + 1, len(words))
                    if _COMMAND_OPTION.match(words[n].lower()) or words[n].lower() in ("/c", "-command", "--command")
                ),
                None,
            )
            if option is not None and option + 1 < len(fields):
                behind = fields[option + 1 :]
                self._with_arguments(behind[0], behind[1:], ran, depth)
                taken = set(range(option + 1, len(words)))
            elif shell + 1 < len(words) and not words[shell + 1].startswith("-"):
                for each in self._files.get(words[shell + 1].rsplit("/", 1)[-1], []):
                    self.text(each, ran.called, depth + 1)
            if option is None:
                # The output in `bash <(echo ...)` stands in the place of the file's name.
                written = [each for each in fields[shell + 1 :] if re.search(r"\s", each.text.strip())]
                for each in (*stdin, *written):
                    self.text(each, ran.called, depth + 1)
        elif name in ("source", ".") and len(words) > 1:
            for each in (
                *self._files.get(words[1].rsplit("/", 1)[-1], []),
                *(stdin if "stdin" in words[1] or "fd/0" in words[1] else []),
            ):
                self.text(each, ran.called, depth + 1)
        elif name in _READING and (name != "ssh" or len(positional(words, _SSH_VALUED)) < 3):
            for each in stdin:
                self.text(each, ran.called, depth + 1)
        elif name in ("xargs", "parallel"):
            for each in stdin:
                self._xargs(fields, each, ran, depth)
        elif words and words[0].rsplit("/", 1)[-1] in self._files:
            for each in self._files[words[0].rsplit("/", 1)[-1]]:
                self.text(each, ran.called, depth + 1)
        if name == "make" or said:
            return
        if name == "parallel" and ":::" in words:
            self._told(replace(ran, words=tuple(each for each in words if each != ":::")))
        for number, field in enumerate(fields):
            if field.text[:1] in ("{", "[") and len(field.text) > 2 and '"' in field.text and depth < _DEEPEST:
                self._lists(field, ran, depth)
            if number in taken or _ASSIGNED.match(field.text) or (number and words[number - 1] in _SPOKEN_OPTIONS):
                continue
            if not re.search(r"\s", field.text.strip()):
                continue
            if sends_sql and not _begins_as_command(field.text):
                continue
            if runs or _begins_as_command(field.text):
                self.text(field, ran.called, depth + 1)

    def _eval(self, fields: Sequence[Passage], ran: Ran, depth: int) -> None:
        """Read the words behind eval as one text; they are told there, and not as words of eval too."""
        behind = fields[1:]
        if all(_PLAIN.fullmatch(each.text) for each in behind):
            # Nothing is left to expand, so `eval eval x` runs what `eval x` runs.
            behind = [*dropwhile(lambda each: each.text == "eval", behind[:-1]), behind[-1]]
        self.text(joined(behind, " "), ran.called, depth + 1)

    def _program(self, name: str, fields: Sequence[Passage], depth: int) -> bool:
        """Read a program that stands on the command line, in another language than the shell's."""
        if name not in _LANGUAGES or depth >= _DEEPEST:
            return False
        place = next((n for n, each in enumerate(fields) if each.text in ("-e", "-c", "-r", "--eval", "-p")), None)
        if place is None or place + 1 >= len(fields):
            return False
        from schemacheck.guard.scripts.calls import calls  # noqa: PLC0415 - it uses what stands here

        calls(fields[place + 1], self, depth + 1)
        return True

    def _lists(self, text: Passage, ran: Ran, depth: int) -> None:
        """Read the lists of words in JSON that a command is given, as those of containers are."""
        try:
            rest = list(json_nodes(text.text))
        except UnreadableError:
            return
        while rest:
            node = rest.pop()
            if isinstance(node, Mapping):
                rest += [value for _, value in node.entries]
            elif isinstance(node, Listing):
                words = [each.passage for each in node.items if isinstance(each, Scalar)]
                rest += node.items
                if len(words) > 1:
                    self._command([at(each.text, text.outer(0)) for each in words], [], ran, depth + 1)

    def _with_arguments(self, text: Passage, arguments: Sequence[Passage], ran: Ran, depth: int) -> None:
        """Read `sh -c TEXT NAME ARGUMENTS`."""
        before = dict(self._values)
        given = tuple(each.text for each in arguments)
        if given:
            self._values["0"] = [given[:1]]
            self._values["@"] = self._values["*"] = [given[1:]]
            for number, each in enumerate(given[1:10], 1):
                self._values[str(number)] = [(each,)]
        self.text(text, ran.called, depth + 1)
        if given:
            self._values = before

    def _xargs(self, fields: Sequence[Passage], text: Passage, ran: Ran, depth: int) -> None:
        words = ran.words
        sign = next(
            (
                words[n + 1] if word == "-I" else word[2:]
                for n, word in enumerate(words)
                if word.startswith("-I") and (len(word) > 2 or n + 1 < len(words))
            ),
            "",
        )
        if sign:
            replaced = [Passage(field.text.replace(sign, text.text.strip()), field.pieces[:1]) for field in fields[1:]]
            self._command([each for each in replaced if each.text], [], ran, depth + 1)
            return
        kept = list(fields[1:])
        if not any(not each.text.startswith("-") for each in kept):
            return
        self.text(joined([*kept, Passage(text.text.replace("\n", " "), text.pieces)], " "), ran.called, depth + 1)

    def _variants(self, words: Sequence[Word], home: Passage, depth: int) -> Iterator[list[Passage]]:
        """Every way in which variables turn words into fields, at most a few."""
        choices = [self._fields(word, home, depth) for word in words]
        several = [number for number, each in enumerate(choices) if len(each) > 1]
        if not several:
            yield [field for each in choices for field in each[0]]
            return
        for chosen in islice(product(*choices), _MOST_VARIANTS):
            yield [field for each in chosen for field in each]

    def _texts(self, word: Word, home: Passage, depth: int) -> list[Passage]:
        """Every text that a word may be where it is one: a value, a here-document."""
        return [
            joined(fields, " ") if fields else at("", home.outer(word.start))
            for fields in self._fields(word, home, depth, split=False)
        ]

    def _fields(self, word: Word, home: Passage, depth: int, *, split: bool = True) -> list[list[Passage]]:
        parts = word.parts
        if len(parts) == 1 and parts[0].kind == "text":
            part = parts[0]
            if not part.quoted and split and "{" in part.value and _BRACES.search(part.value):
                return [_braced(part.value, home.outer(part.start))]
            return [
                [
                    home.part(part.start, part.end)
                    if len(part.value) == part.end - part.start
                    else at(part.value, home.outer(part.start))
                ]
            ]
        choices: list[list[tuple[list[Passage], bool]]] = []
        for part in parts:
            if part.kind == "text":
                text = (
                    home.part(part.start, part.end)
                    if len(part.value) == part.end - part.start
                    else at(part.value, home.outer(part.start))
                )
                choices.append([([text], part.quoted)])
            else:
                place = home.outer(part.start)
                values = self._known(part, home, depth)
                choices.append(
                    [
                        ([at(each, place) if isinstance(each, str) else each for each in value], part.quoted)
                        for value in values
                    ]
                )
        found = []
        for chosen in product(*choices):
            found.append(_glued(chosen, split=split))
            if len(found) >= _MOST_VARIANTS:
                break
        return found

    def _known(self, part: Part, home: Passage, depth: int) -> list[Sequence[str | Passage]]:
        """What a variable or a substitution may stand for."""
        if part.inner:
            written = self._substitution(part, home, depth)
            if part.kind == "commands":
                return [[each] for each in written] or [[UNKNOWN]]
        if part.kind == "variable":
            values: list[Sequence[str | Passage]] = list(self._values.get(part.value, ()))
            if part.otherwise is not None:
                values += [[each] for each in self._texts(part.otherwise, home, depth)]
            return values[-_MOST_VALUES:] or [[f"${{{part.value}}}"]]
        return [[UNKNOWN]]

    def _substitution(self, part: Part, home: Passage, depth: int) -> list[Passage]:
        if depth >= _DEEPEST and self._calling:
            return []  # what functions do is read where they stand, too
        if depth >= _DEEPEST:
            self.stop(home.outer(part.start), "has commands in commands, deeper than is followed")
            return []
        self._declare(part.inner, home)
        commands = [each for each in part.inner if isinstance(each, Command)]
        for each in commands:
            each.piped = each.piped or each is commands[-1]
        written: list[Passage] = []
        feeding: list[Passage] = []
        for each in commands:
            stdin = feeding if each.fed else []
            out = self._simple(each, stdin, home, "", depth + 1)
            if each is commands[-1]:
                written = out or _named_program(each, home)
            feeding = out if each.piped else []
        return written


def _named_program(command: Command, home: Passage) -> list[Passage]:
    """What `$(command -v npx)` and `$(yarn bin prisma)` say."""
    words = [word.bare for word in command.words]
    if words[:1] in (["which"], ["type"], ["command"]) or words[:2] in (
        ["yarn", "bin"],
        ["npm", "bin"],
        ["pnpm", "bin"],
    ):
        last = command.words[-1]
        return [home.part(last.start, last.end)]
    return []


def _glued(chosen: Iterable[tuple[list[Passage], bool]], *, split: bool) -> list[Passage]:
    """Put the parts of a word together; what is not quoted is cut at blanks."""
    fields: list[list[Passage]] = []
    glue = True
    empty = True
    for values, quoted in chosen:
        for number, value in enumerate(values):
            pieces = [value] if quoted or not split else _split(value)
            begins = not quoted and split and value.text[:1].isspace()
            ends = not quoted and split and value.text[-1:].isspace()
            if number or begins:
                glue = False
            for place, piece in enumerate(pieces):
                if fields and glue and place == 0:
                    fields[-1].append(piece)
                else:
                    fields.append([piece])
                glue = True
            if ends:
                glue = False
            empty = empty and not quoted
    return [joined(each) for each in fields] if fields or empty else [at("", 0)]


def _split(value: Passage) -> list[Passage]:
    if not re.search(r"\s", value.text):
        return [value] if value.text else []
    return [value.part(match.start(), match.end()) for match in re.finditer(r"\S+", value.text)]


def _braced(text: str, place: int) -> list[Passage]:
    """Write out `a{b,c}`."""
    match = _BRACES.search(text)
    if match is None:
        return [at(text, place)]
    return [
        at(text[: match.start()] + each + text[match.end() :], place) for each in match[1].split(",")[:_MOST_VARIANTS]
    ]


def _begins_as_command(text: str) -> bool:
    """Whether a text is plainly a command: it begins with a program that runs others, or with a tool."""
    words = text.split(None, 12)
    first = place_of_name(words)
    return first < len(words) and (
        base_of(words[first].lstrip("({")) in _RUNNERS or tool_of(words[first]) != "" or words[first].startswith("./")
    )


def _echoed(text: Passage) -> Passage:
    return text if "\\" not in text.text else Passage(_ECHO_ESCAPE.sub("\n ", text.text), text.pieces)


def _formatted(rest: Sequence[Passage]) -> Passage:
    """What printf prints."""
    form, arguments = rest[0], [each.text for each in rest[1:]]
    if "%" not in form.text:
        return _echoed(form)
    given = iter(arguments)
    said = [_DIRECTIVE.sub(lambda each: "%" if each[1] == "%" else next(given, ""), form.text)]
    for _ in range(_MOST_VARIANTS):
        more = list(given)
        if not more or not _DIRECTIVE.search(form.text):
            break
        given = iter(more)
        said.append(_DIRECTIVE.sub(lambda each: "%" if each[1] == "%" else next(given, ""), form.text))  # noqa: B023
    place = rest[min(1, len(rest) - 1)].outer(0)
    return at(_ECHO_ESCAPE.sub("\n ", "".join(said)), place)
