"""Tools that keep the way forward and the way back in a file each: their names say which is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.migrations.layouts.layout import (
    Layout,
    Part,
    Plan,
    Section,
    as_psql,
    everything,
    one_transaction,
    twice,
)
from schemacheck.migrations.listing import Folder, by_number
from schemacheck.sql.text import Text

_FOLDER: Final = re.compile(r"(?:(?P<database>[^/]+)/)?(?P<name>[^/]+)/up\.sql")
_FILE: Final = re.compile(r"(?P<stem>(?:sqls/)?(?P<version>\d+)[^/]*)(?P<sign>[._-])up(?P<end>\.\w*sql)")
_UP_FILE: Final = re.compile(r"[^/]+\.up\.\w*sql")
_DO_FILE: Final = re.compile(r"(?P<version>\d+)\.do(?:\.[^/]*)?\.sql", re.IGNORECASE)
_NO_TRANSACTION: Final = re.compile(rb"run_in_transaction\s*=\s*false")
_MILLISECONDS: Final = re.compile(r"\d{13}(?!\d)")
_SQLX: Final = re.compile(rb"--\s*Add (?:up )?migration script here|\A\s*--\s*no-transaction", re.IGNORECASE)


def sqlx_cut(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    """Read a file as sqlx does, whose first line may say that it runs in no transaction."""
    off = text.data[text.mark :].lstrip().startswith(b"-- no-transaction")
    return (Section((everything(text),), in_transaction=not off),)


def is_of_sqlx(folder: Folder) -> bool:
    """Whether a text in a folder shows that sqlx made it."""
    return folder.any_like(_SQLX)


def _folders(folder: Folder) -> Plan | None:
    """Diesel and Hasura: a folder with `up.sql` for each migration; Hasura has one more for each database."""
    found = list(folder.named(_FOLDER))
    direct = [each for each in found if each["database"] is None]
    databases = {each["database"] for each in found}
    if not found:
        return None
    if not direct and len(databases) > 1:
        listed = " and ".join(sorted(databases))
        message = f"here are migrations of several databases: {listed}"
        return Plan((), [Mistake(Position(folder.root.as_posix(), 1, 1), message, "Name the folder of one.")])
    chosen = direct or found
    hasura = all(_MILLISECONDS.match(each["name"]) for each in chosen)
    # diesel's version is what stands before the first underscore, without its dashes.
    ordered = sorted(chosen, key=lambda each: by_number(each["name"].partition("_")[0].replace("-", "")))
    parts = []
    for each in ordered:
        metadata = each[0].removesuffix("up.sql") + "metadata.toml"
        off = metadata in folder.files and _NO_TRANSACTION.search(folder.text(metadata).data)
        parts.append(Part(each[0], as_psql if off else one_transaction))
    return Plan(parts, name="Hasura" if hasura else "diesel")


def _files(folder: Folder) -> Plan | None:
    """golang-migrate, sqlx and others: the way is the last word of the file's name."""
    there = set(folder.files)
    # A name such as 1_follow_up.sql says nothing; one of two files that differ in their last word does.
    pairs = (each for each in folder.named(_FILE) if each["sign"] == "." or _back(each) in there)
    found = sorted(pairs, key=lambda each: (int(each["version"]), each[0]))
    if not found:
        return None
    versions = [(int(each["version"]), each[0]) for each in found]
    sqlx = is_of_sqlx(folder)
    parts = [Part(file, sqlx_cut if sqlx else one_transaction) for _, file in versions]
    return Plan(parts, twice(versions, folder, "version"), name="sqlx" if sqlx else "")


def _back(forward: re.Match[str]) -> str:
    return f"{forward['stem']}{forward['sign']}down{forward['end']}"


def _unnumbered(folder: Folder) -> Plan | None:
    found = sorted((each[0] for each in folder.named(_UP_FILE)), key=by_number)
    return Plan([Part(file) for file in found]) if found else None


def _do(folder: Folder) -> Plan | None:
    found = sorted(folder.named(_DO_FILE), key=lambda each: int(each["version"]))
    versions = [(int(each["version"]), each[0]) for each in found]
    return Plan([Part(file) for _, file in versions], twice(versions, folder, "version")) if found else None


FOLDERS: Final = Layout(
    name="diesel or Hasura",
    files="`*/up.sql`, `metadata.toml`",
    order="versions that the folders' names begin with",
    back="`*/down.sql`",
    plan=_folders,
)
GOLANG_MIGRATE: Final = Layout(
    name="golang-migrate",
    files="`1_name.up.sql`, also of sqlx (reversible), db-migrate and bun",
    order="numbers",
    back="`*.down.sql`",
    plan=_files,
)
UP_FILES: Final = Layout(
    name="SQL files with up in their names",
    files="`name.up.sql`",
    order="names",
    back="`*.down.sql`",
    plan=_unnumbered,
)
POSTGRATOR: Final = Layout(
    name="Postgrator",
    files="`1.do.name.sql`",
    order="numbers",
    back="`*.undo.*.sql`",
    plan=_do,
)
