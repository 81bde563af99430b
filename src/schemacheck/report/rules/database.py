"""Rules about what the whole database has: extensions, event triggers, publications, foreign servers, itself."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_EXTENSION = "SELECT extname, extversion, extnamespace::regnamespace FROM pg_extension"
_EVENT_TRIGGER = "SELECT evtname, evtevent, evttags, evtfoid::regproc, evtenabled FROM pg_event_trigger"
_PUBLICATION = "SELECT * FROM pg_publication WHERE pubname = :name"
_PUBLISHED = "SELECT * FROM pg_publication_tables WHERE pubname = :name"
_SERVER = "SELECT srvname, srvtype, srvversion FROM pg_foreign_server"
_DATABASE = (
    "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()"
)

RULES: Final = (
    Rule(
        name="extension-missing",
        severity=Severity.ERROR,
        summary="an extension that is expected and not installed",
        sentence="the extension {name} is not installed",
        harm="Types, functions and operators that come with it are not there, nor what was built of them.",
        hint="Is it available on this server, and was it dropped together with what needs it?",
        causes=("it was dropped with CASCADE", "the server does not offer it"),
        confirm=_EXTENSION,
    ),
    Rule(
        name="extension-unexpected",
        severity=Severity.NOTE,
        summary="an extension that is installed and not expected",
        sentence="the extension {name} is installed and not expected",
        harm="Nothing breaks today; its functions are at everybody's hand.",
        hint="Add it to the expected schema, or find out who installed it.",
        causes=("somebody installed it to look at something", "the host installs it everywhere"),
        confirm=_EXTENSION,
    ),
    Rule(
        name="extension-schema",
        severity=Severity.ERROR,
        summary="an extension in another schema than expected",
        sentence="the objects of {name} are in the schema {live}, not {expected}",
        harm="What names them with their schema, or has another search_path, does not find them.",
        hint="Which schema does the code name?",
        causes=("it was installed with another search_path",),
        confirm=_EXTENSION,
    ),
    Rule(
        name="extension-version",
        severity=Severity.WARNING,
        summary="an extension in another version than expected",
        sentence="{name} is version {live}, not {expected}",
        harm="Functions may be missing or answer otherwise.",
        hint="Does the code need anything of the newer version?",
        causes=("it was never brought up after the server was", "it was updated in one place only"),
        confirm=_EXTENSION,
    ),
    Rule(
        name="event-trigger-missing",
        severity=Severity.ERROR,
        summary="an event trigger that is expected and not there",
        sentence="the event trigger {name} is not there",
        harm="What it saw to with every change of the schema, an audit perhaps, no longer happens.",
        hint="Who dropped it? It takes a superuser.",
        causes=("it was dropped for a migration and never put back",),
        confirm=_EVENT_TRIGGER,
    ),
    Rule(
        name="event-trigger-unexpected",
        severity=Severity.WARNING,
        summary="an event trigger that is there and not expected",
        sentence="the event trigger {name} is there and not expected",
        harm="It runs with every change of the schema and can refuse it.",
        hint="What does its function do, and who made it?",
        causes=("a tool or a host installed it",),
        confirm=_EVENT_TRIGGER,
    ),
    Rule(
        name="event-trigger-disabled",
        severity=Severity.ERROR,
        summary="an event trigger that runs in other sessions than expected, or in none",
        sentence="the event trigger {name} runs {live}, not {expected}",
        harm="What it saw to no longer happens, or happens where it should not.",
        hint="Who switched it, and since when?",
        causes=("it was switched off for a migration and never on again",),
        confirm=_EVENT_TRIGGER,
    ),
    Rule(
        name="event-trigger-definition",
        severity=Severity.ERROR,
        summary="an event trigger for other events or commands than expected, or with another function",
        sentence="of the event trigger {name} something differs: {live}, not {expected}",
        harm="It does something else, or at another time.",
        hint="Was it recreated?",
        causes=("it was recreated by hand",),
        confirm=_EVENT_TRIGGER,
    ),
    Rule(
        name="publication-missing",
        severity=Severity.ERROR,
        summary="a publication that is expected and not there",
        sentence="the publication {name} is not there",
        harm="Subscribers get nothing more, and their replication fails.",
        hint="Who subscribes to it?",
        causes=("it was dropped, or the database restored without it",),
        confirm=_PUBLICATION,
    ),
    Rule(
        name="publication-unexpected",
        severity=Severity.WARNING,
        summary="a publication that is there and not expected",
        sentence="the publication {name} is there and not expected",
        harm="Rows may leave the database to subscribers nobody agreed on.",
        hint="Who subscribes to it?",
        causes=("a tool that copies data made it",),
        confirm=_PUBLICATION,
    ),
    Rule(
        name="publication-scope",
        severity=Severity.ERROR,
        summary="a publication of other tables, schemas, columns or rows than expected",
        sentence="the publication {name} covers {live}, not {expected}",
        harm="Subscribers miss rows, or get rows that were not meant for them.",
        hint="Which tables came or went?",
        causes=("a new table was never added to it", "it was widened by hand"),
        confirm=_PUBLISHED,
    ),
    Rule(
        name="publication-changes",
        severity=Severity.ERROR,
        summary="a publication of other changes than expected",
        sentence="the publication {name} sends {live}, not {expected}",
        harm="Subscribers fall out of step.",
        hint="Which of insert, update, delete and truncate do they rely on?",
        causes=("it was altered by hand",),
        confirm=_PUBLICATION,
    ),
    Rule(
        name="foreign-server-missing",
        severity=Severity.ERROR,
        summary="a foreign server that is expected and not there",
        sentence="the foreign server {name} is not there",
        harm="Its foreign tables are gone too.",
        hint="Was it dropped with CASCADE?",
        causes=("it was dropped", "the database was restored without it"),
        confirm=_SERVER,
    ),
    Rule(
        name="foreign-server-unexpected",
        severity=Severity.WARNING,
        summary="a foreign server that is there and not expected",
        sentence="the foreign server {name} is there and not expected",
        harm="A way out of this database into another one that nobody agreed on.",
        hint="Where does it lead, and who may use it?",
        causes=("somebody made it to copy data",),
        confirm=_SERVER,
    ),
    Rule(
        name="foreign-server-definition",
        severity=Severity.ERROR,
        summary="a foreign server of another wrapper, type or version, or with other options",
        sentence="of the foreign server {name} something differs: {live}, not {expected}",
        harm="Its foreign tables show the rows of another database.",
        hint="Which database is meant?",
        causes=("it was altered for another environment", "the database was copied from another environment"),
        confirm=_SERVER,
    ),
    Rule(
        name="database-text",
        severity=Severity.ERROR,
        summary="a database with another encoding or collation than expected",
        sentence="of the database something differs: {live}, not {expected}",
        harm="Texts sort and compare otherwise than where the expected schema was taken, or cannot be stored.",
        hint="Was it created from another template?",
        causes=("the database was created with the defaults of another server",),
        confirm=_DATABASE,
    ),
)
