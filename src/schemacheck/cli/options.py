"""Options that several commands share, each worded once."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Optional

import typer

from schemacheck.base.conventions import DEFAULT_SPEC


class FormatName(str, Enum):
    """The formats of a report: the keys of `schemacheck.render.FORMATS`, known here without importing them."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"
    GITLAB = "gitlab"
    HTML = "html"
    OPENMETRICS = "openmetrics"


class FailOn(str, Enum):
    """The values of `schemacheck.rules.Severity`, the same way."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ColorWhen(str, Enum):
    """When a report is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


# Typer reads these at run time; on Python 3.10 it wants Optional where it meets a type inside Annotated.
Expected = Annotated[
    Optional[str],  # noqa: UP045
    typer.Argument(
        metavar="EXPECTED", envvar="SCHEMACHECK_EXPECTED", help="The expected schema.", show_default=DEFAULT_SPEC
    ),
]
Url = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--url", metavar="URL", help="Connection URL. Prefer --url-env: a command line is seen by others."),
]
UrlEnv = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--url-env",
        metavar="NAME",
        envvar="SCHEMACHECK_URL_ENV",
        help="Environment variable that holds the URL.",
        show_default="DATABASE_URL",
    ),
]
EnvFile = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--env-file",
        metavar="FILE",
        envvar="SCHEMACHECK_ENV_FILE",
        help="Read variables from this file first, such as .env.",
    ),
]
WithKinds = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--with",
        metavar="KINDS",
        help="Beside tables, columns and keys compare only these kinds, such as indexes,policies.",
        show_default="all",
    ),
]
WithoutKinds = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--without", metavar="KINDS", help="Leave these kinds out, such as owners,grants."),
]
PolicyOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--policy",
        metavar="FILE",
        help="A file of decisions: severities, ignore, waivers, roles, a platform, targets.",
        show_default="schemacheck.yaml, where the expected side decides nothing itself",
    ),
]
SchemaOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--schema",
        metavar="NAME",
        help="Look at this PostgreSQL schema, or at those that fit a pattern; '*' is all of them. Repeatable.",
        show_default="as each side says",
    ),
]
ScratchUrl = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--scratch-url",
        metavar="URL",
        help="Run SQL in a database of its own on this server. Prefer SCHEMACHECK_SCRATCH_URL.",
        show_default="a server of its own",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run SQL even if what it makes is known from before.")]
ConnectTimeout = Annotated[
    int,
    typer.Option(
        "--connect-timeout",
        metavar="SECONDS",
        min=1,
        envvar="SCHEMACHECK_CONNECT_TIMEOUT",
        help="Give up connecting after so many seconds.",
    ),
]
FailOnOption = Annotated[
    Optional[FailOn],  # noqa: UP045
    typer.Option(
        "--fail-on",
        envvar="SCHEMACHECK_FAIL_ON",
        help="The lowest severity that fails.",
        show_default="as the expected schema says",
    ),
]
FormatOption = Annotated[
    FormatName, typer.Option("--format", envvar="SCHEMACHECK_FORMAT", help="What to write to standard output.")
]
OutputOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--output",
        "-o",
        metavar="[FORMAT=]FILE",
        envvar="SCHEMACHECK_OUTPUT",
        help="Also write a file, in the format named or the one its suffix asks for "
        "(.txt, .json, .md, .sarif, .xml, .html, .prom). Repeatable.",
    ),
]
ColorOption = Annotated[
    Optional[ColorWhen],  # noqa: UP045
    typer.Option(
        "--color",
        envvar="SCHEMACHECK_COLOR",
        help="Colour the report. NO_COLOR and FORCE_COLOR are heard too.",
        show_default="auto",
    ),
]
OnlyOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--only",
        metavar="OBJECT",
        help="Show only findings about this object: a table with all it holds, or a pattern. Repeatable.",
    ),
]
RuleOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--rule", metavar="RULE", help="Show only findings of this rule. Everything is judged all the same. Repeatable."
    ),
]
SelectOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--select", metavar="RULE", help="Judge by this rule alone, or by those of a pattern. Repeatable."),
]
IgnoreOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--ignore", metavar="RULE", help="Do not judge by this rule, or by those of a pattern: it is off. Repeatable."
    ),
]
StatisticsOption = Annotated[
    bool, typer.Option("--statistics", help="Write how many findings each rule has, in the place of the findings.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Write nothing when in sync.")]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Tell on standard error what was not checked, what took how long, and more."),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="End with 0 on drift too, and say so on standard error. Errors stay errors.")
]
TargetsFrom = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--targets-from",
        metavar="FILE",
        help="Check the databases that this file lists, NAME ENV or JSON a line; - is standard input.",
    ),
]
ShardOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--shard",
        metavar="K/N",
        help="Check the K-th of N parts of the targets, or of the schemas a pattern stands for.",
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", metavar="N", min=1, help="Look at so many targets at the same time, at most.")
]
TargetOption = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--target",
        metavar="NAME[=ENV]",
        help="Check this target of the expected schema, or call the database whose URL ENV holds by NAME. Repeatable.",
    ),
]
