"""Which commands of other tools go past the migrations: those that push a schema, drop or empty, or go back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from schemacheck.base.record import record
from schemacheck.guard.scripts.prisma import Offence
from schemacheck.guard.scripts.words import base_of, listed, positional, speaks

_PUSH: Final = "guard-command-schema-push"
_DROP: Final = "guard-command-drop"
_BACK: Final = "guard-command-downgrade"
_SAYS: Final = {
    _PUSH: "changes the database without a migration",
    _DROP: "drops or empties what is there",
    _BACK: "takes migrations back",
}
_REHEARSED: Final = frozenset({"--help", "--dry-run", "--dump-sql", "--pretend"})
_FOR_TESTS = re.compile(
    r"(?:[A-Z_]*ENV(?:IRONMENT)?=|--env(?:ironment)?=|--database=|--db=|-e=)['\"]?(?:test|testing|ci)\b", re.IGNORECASE
)
_TEST_NAME = re.compile(r"(?:^|[_.-])test(?:s|ing)?(?:$|[_.-])", re.IGNORECASE)


@record
class _Command:
    """What of a tool goes past the migrations."""

    rule: str
    given: str
    """Its words behind the tool's name, a blank between them; `*` at an end stands for anything."""
    options: tuple[str, ...] = ()
    """With one of these only; empty: always."""


def _all(rule: str, *given: str) -> tuple[_Command, ...]:
    return tuple(_Command(rule, each) for each in given)


_RAILS: Final = (
    *_all(_PUSH, "db:schema:load*", "db:structure:load*", "db:setup*"),
    *_all(_DROP, "db:reset*", "db:drop*", "db:purge*", "db:migrate:reset*", "db:truncate_all*", "db:seed:replant*"),
    *_all(_BACK, "db:rollback*", "db:migrate:down*", "db:migrate:redo*"),
)
_DJANGO: Final = (*_all(_DROP, "flush", "reset_db", "reset_schema"), *_all(_BACK, "migrate * zero"))
_MIKRO: Final = (
    _Command(_PUSH, "schema:update", ("--run", "-r")),
    _Command(_DROP, "schema:drop", ("--run", "-r")),
    *_all(_DROP, "schema:fresh", "migration:fresh", "database:drop"),
    *_all(_BACK, "migration:down"),
)
_LARAVEL: Final = (
    *_all(_DROP, "migrate:fresh*", "migrate:refresh*", "migrate:reset*", "db:wipe*"),
    *_all(_BACK, "migrate:rollback*"),
)
_DOCTRINE: Final = (
    _Command(_PUSH, "doctrine:schema:update", ("--force", "-f", "--complete")),
    _Command(_PUSH, "orm:schema-tool:update", ("--force", "-f", "--complete")),
    _Command(_DROP, "doctrine:schema:drop", ("--force", "-f", "--full-database")),
    _Command(_DROP, "doctrine:database:drop", ("--force", "-f")),
    _Command(_DROP, "orm:schema-tool:drop", ("--force", "-f", "--full-database")),
)
_ADONIS: Final = (
    *_all(_DROP, "migration:fresh", "migration:refresh", "migration:reset", "db:wipe", "db:truncate"),
    *_all(_BACK, "migration:rollback"),
)
_TYPEORM: Final = (
    *_all(_PUSH, "schema:sync"),
    *_all(_DROP, "schema:drop", "db:drop"),
    *_all(_BACK, "migration:revert"),
)
_SEQUELIZE: Final = (*_all(_DROP, "db:drop"), *_all(_BACK, "db:migrate:undo*"))
_GOOSE: Final = (*_all(_BACK, "* down*", "* redo", "down*", "redo"), *_all(_DROP, "* reset", "reset"))
_ALL_LAST: Final = frozenset({"goose", "migrate", "rails", "rake", "manage", "django-admin", "flyway", "liquibase"})
"""Tools whose word may stand behind any others."""
TOOLS: Final[Mapping[str, tuple[_Command, ...]]] = {
    "drizzle-kit": _all(_PUSH, "push", "push:*"),
    "typeorm": _TYPEORM,
    "typeorm-ts-node-commonjs": _TYPEORM,
    "typeorm-ts-node-esm": _TYPEORM,
    "typeorm-extension": _TYPEORM,
    "mikro-orm": _MIKRO,
    "mikro-orm-esm": _MIKRO,
    "sequelize": _SEQUELIZE,
    "sequelize-cli": _SEQUELIZE,
    "knex": _all(_BACK, "migrate:rollback", "migrate:down"),
    "kysely": _all(_BACK, "migrate:down", "migrate:rollback", "migrate down", "migrate rollback"),
    "node-pg-migrate": _all(_BACK, "down", "redo"),
    "db-migrate": (*_all(_BACK, "down*", "reset*"), *_all(_DROP, "db:drop")),
    "payload": (*_all(_DROP, "migrate:fresh", "migrate:reset", "migrate:refresh"), *_all(_BACK, "migrate:down")),
    "graphile-migrate": _all(_DROP, "reset"),
    "ace": _ADONIS,
    "wasp": _all(_DROP, "db reset"),
    "encore": _all(_DROP, "db reset"),
    "directus": (_Command(_PUSH, "schema apply", ("--yes", "-y")),),
    "rails": _RAILS,
    "rake": _RAILS,
    "manage": _DJANGO,
    "django-admin": _DJANGO,
    "alembic": _all(_BACK, "downgrade"),
    "flask": _all(_BACK, "db downgrade"),
    "aerich": _all(_BACK, "downgrade"),
    "yoyo": _all(_BACK, "rollback", "reapply"),
    "supabase": (
        _Command(_DROP, "db reset", ("--linked", "--db-url")),
        _Command(_BACK, "migration down", ("--linked", "--db-url")),
    ),
    "atlas": (
        _Command(_PUSH, "schema apply", ("--auto-approve",)),
        *_all(_DROP, "schema clean"),
        *_all(_BACK, "migrate down"),
    ),
    "hasura": (
        _Command(_BACK, "migrate apply", ("--down", "--goto", "--type=down")),
        *_all(_DROP, "metadata clear", "metadata reset", "migrate delete"),
    ),
    "dropdb": _all(_DROP, ""),
    "dropuser": _all(_DROP, ""),
    "pg_dropcluster": _all(_DROP, ""),
    "pg_restore": (_Command(_DROP, "", ("--clean", "-c")),),
    "psqldef": _all(_PUSH, ""),
    "pg-schema-diff": _all(_PUSH, "apply"),
    "flyway": (*_all(_DROP, "clean"), *_all(_BACK, "undo")),
    "liquibase": (*_all(_DROP, "drop-all", "dropall"), *_all(_BACK, "rollback*")),
    "dbmate": (*_all(_DROP, "drop"), *_all(_BACK, "down", "rollback")),
    "goose": _GOOSE,
    "migrate": (*_all(_DROP, "drop", "* drop"), *_all(_BACK, "down", "* down")),
    "sqlx": (*_all(_DROP, "database drop", "database reset", "db drop", "db reset"), *_all(_BACK, "migrate revert")),
    "diesel": (
        *_all(_DROP, "database reset", "database drop", "db reset"),
        *_all(_BACK, "migration revert", "migration redo"),
    ),
    "sea-orm-cli": (*_all(_DROP, "migrate fresh", "migrate refresh", "migrate reset"), *_all(_BACK, "migrate down")),
    "sqitch": _all(_BACK, "revert", "rebase"),
    "mix": (*_all(_PUSH, "ecto.load"), *_all(_DROP, "ecto.drop", "ecto.reset"), *_all(_BACK, "ecto.rollback")),
    "artisan": _LARAVEL,
    "sail": _LARAVEL,
    "console": _DOCTRINE,
    "doctrine": _DOCTRINE,
    "doctrine-migrations": _DOCTRINE,
    "phinx": _all(_BACK, "rollback"),
    "ef": (*_all(_DROP, "database drop"), *_all(_BACK, "database update 0")),
    "dotnet-ef": (*_all(_DROP, "database drop"), *_all(_BACK, "database update 0")),
    "heroku": _all(_DROP, "pg:reset"),
    "pgmigrate": _all(_DROP, "clean"),
}  # fmt: skip
_VARIABLE = re.compile(r"\$[{(]?(\w+)[)}]?\Z")
_SCRIPT_OF = re.compile(
    r"(?:.*[/\\])?(typeorm|sequelize-cli|sequelize|drizzle-kit|knex|mikro-orm)[/\\](?:[\w./\\-]*[/\\])?(?:cli|bin|index|main)[\w.-]*\Z"
)
_VALUED: Final = listed(
    """
    --admin-secret --config --connection --cwd --dataSource --database --database-name --database-url --dev-url
    --dialect --dir --endpoint --env --file --knexfile --name --path --project --project-ref --schema --settings
    --source --target --to --url --workdir -C -c -d -database -dir -e -f -m -n -p -path -s -source -t -u -x
    """
)


@lru_cache(maxsize=8192)
def tool_of(word: str) -> str:
    """Which tool a word is; nothing where it is none."""
    name = base_of(word)
    if name in TOOLS:
        return name
    script = _SCRIPT_OF.match(word)
    if script is not None:
        return script[1]
    variable = _VARIABLE.match(word)
    if variable is not None:
        name = variable[1].lower().replace("_", "-")
        return name if name in TOOLS else ""
    return ""


def others(words: Sequence[str], *, testing: bool = False) -> Iterator[Offence]:
    """Yield what is wrong with one command of another tool, whichever of its words that is.

    Args:
        words: the command's words.
        testing: whether it runs in an environment that is called test.
    """
    if testing or any(_FOR_TESTS.match(each) for each in words):
        return
    if any(
        each in ("-e", "--env", "--environment") and after in ("test", "testing") for each, after in pairwise(words)
    ):
        return
    for at, word in enumerate(words):
        tool = tool_of(word)
        if not tool or speaks(words, at):
            continue
        rest = list(words[at + 1 :])
        if _REHEARSED & set(rest) or (
            tool == "migrate" and not any(re.match(r"--?(?:database|path|source)\b", each) for each in rest)
        ):
            continue
        given = [each.lower() for each in positional(rest, _VALUED)]
        for command in TOOLS[tool]:
            if _says(command, given, rest, tool):
                shown = " ".join((base_of(word) if "$" not in word else tool, *_shown(command, given)))
                yield Offence(command.rule, f"runs {shown}, which {_SAYS[command.rule]}")
                break


def _says(command: _Command, given: Sequence[str], rest: Sequence[str], tool: str) -> bool:
    if command.options and not any(_has(each, rest) for each in command.options):
        return False
    if not command.given:
        return tool != "dropdb" or not given or not _TEST_NAME.search(given[-1])
    patterns = command.given.split()
    if patterns[0] == "*":
        return any(_fits(patterns[1], each) for each in given)
    begins = range(len(given)) if tool in _ALL_LAST else range(min(2, len(given)))
    return any(
        len(given) - begin >= len(patterns) and all(_fits(*pair) for pair in zip(patterns, given[begin:], strict=False))
        for begin in begins
    )


def _fits(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        return (
            word == pattern[:-1].rstrip(":")
            or word.startswith((pattern[:-1] + ":", pattern[:-1] + "[", pattern[:-1] + "-"))
            or (len(pattern) == 1)
            or (pattern.endswith(":*") and word.startswith(pattern[:-1]))
        )
    return word == pattern


def _has(option: str, rest: Sequence[str]) -> bool:
    if option == "--type=down":
        return any(each == "--type" and after == "down" for each, after in pairwise(rest)) or option in rest
    if len(option) == 2:
        return any(re.match(rf"-[A-Za-z]*{option[1]}", each) and not each.startswith("--") for each in rest)
    return any(each == option or (each.startswith(option + "=") and not each.endswith("=false")) for each in rest)


def _shown(command: _Command, given: Sequence[str]) -> list[str]:
    patterns = command.given.split()
    shown = []
    for pattern in patterns:
        if pattern != "*":
            shown.append(next((each for each in given if _fits(pattern, each)), pattern.rstrip("*")))
    return [*shown, *command.options[:1]] if len(command.options) == 1 else shown
