"""What a team has decided about findings: how severe, what fails, what is none of its business, what it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Final, Literal

from schemacheck.base.names import Position
from schemacheck.base.record import record
from schemacheck.report.rules import Severity

GUARDS_OWN: Final = "guard-"
"""What the names of the guard's rules begin with."""
PRISMAS_BOOKS: Final = "_prisma_migrations"
BOOKS: Final = (
    PRISMAS_BOOKS,
    "alembic_version",
    "django_migrations",
    "schema_migrations",
    "ar_internal_metadata",
    "flyway_schema_history",
    "databasechangelog*",
    "__drizzle_migrations",
    "atlas_schema_revisions",
    "knex_migrations*",
    "goose_db_version",
    "spatial_ref_sys",
)
"""Where migration tools and PostGIS keep their own books: never unexpected, yet compared when expected."""


def is_books(table: str) -> bool:
    """Whether a table of this name is where a tool keeps its own books."""
    return any(fnmatchcase(table, pattern) for pattern in BOOKS)


IGNORABLE: Final = (
    *("tables", "views", "materialized_views", "columns", "unique", "foreign_keys", "indexes", "checks", "exclusions"),
    *("triggers", "rules", "policies", "partitions", "statistics", "types", "enums", "domains", "composite_types"),
    *("ranges", "collations", "sequences", "functions", "schemas", "extensions", "event_triggers", "publications"),
    *("foreign_servers", "default_privileges", "roles", "settings", "owners", "grants"),
    "comments",
)
"""What `ignore:` may be about: kinds of objects, and owners, grants and comments of all of them."""

PLATFORMS: Final = ("supabase", "neon", "rds", "cloudsql", "azure", "timescale")
"""The hosts of which it is known what they bring along; `schemacheck.report.platforms` has it."""

USERS_ON_THEIRS: Final = frozenset({"triggers", "policies"})
"""What users have on tables of a platform."""


@record
class Waiver:
    """Drift that a person accepted: for which rule and object, why, who answers for it, and until when."""

    rule: str
    object: str
    """The path of the object as reports show it; globs allowed."""
    reason: str
    owner: str | None = None
    expires: date | None = None
    """The last day on which it holds."""
    at: Position | None = field(default=None, compare=False)

    def days_left(self, today: date) -> int | None:
        """How many days it holds after this one: negative once it has expired, None where it has no end."""
        return None if self.expires is None else (self.expires - today).days


@record
class Ignore:
    """Live objects that are none of our business: those of a kind whose name matches a glob."""

    kind: str
    """The key under `ignore:`, such as "tables": one of `IGNORABLE`."""
    pattern: str
    at: Position | None = field(default=None, compare=False)
    reason: str | None = None


@record
class Policy:
    """The whole policy of one expected schema."""

    fail_on: Severity = Severity.WARNING
    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    """Overrides by rule name."""
    ignore: tuple[Ignore, ...] = ()
    platform: str | None = None
    """Whose database it is: what this host brings along is passed over."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """What roles are called on the live side, by the name that the expected side has for them."""
    waivers: tuple[Waiver, ...] = ()
    pending: Mapping[Position, date] = field(default_factory=dict)
    """The last day on which an object may be missing, by the place where its entry says so."""


@record
class Target:
    """One of several databases that an expected schema is checked against, and what is different there."""

    name: str
    url_env: str
    """The environment variable that holds its URL."""
    schema: str | None = None
    """The default schema there; None: as the file says."""
    fail_on: Severity | None = None
    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    """Overrides by rule name, over those of the whole file."""
    ignore: tuple[Ignore, ...] = ()
    """Beside those of the whole file."""
    at: Position | None = field(default=None, compare=False)
    url: str | None = field(default=None, repr=False)
    """The URL itself, where a list from outside has it; it holds a secret."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What else is known of it, such as its region."""
    platform: str | None = None
    """Whose database it is; None: as the file says."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Names of roles there, over those of the whole file."""

    def over(self, policy: Policy) -> Policy:
        """Return what counts for this one: its own word before that of the whole file."""
        return replace(
            policy,
            fail_on=self.fail_on or policy.fail_on,
            severity={**policy.severity, **self.severity},
            ignore=(*policy.ignore, *self.ignore),
            platform=self.platform or policy.platform,
            roles={**policy.roles, **self.roles},
        )


@record
class Decisions:
    """What was read of a file of decisions, which stands beside an expected side that has no words for them."""

    path: str
    text: str
    policy: Policy
    fail_on: Severity | None
    """As the file says; None where it does not."""
    targets: tuple[Target, ...]


@record
class Platform:
    """What a platform brings along, so that SQL which is run on a throw-away server may take it for granted."""

    roles: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    before: str | None = None
    """The path of a file that is run first."""


@record
class GuardException:
    """Findings of one guard rule in one file that a person accepted, and why."""

    file: str
    """Its path as the guard names it; globs allowed."""
    rule: str
    reason: str
    at: Position | None = field(default=None, compare=False)


@record
class GuardPolicy:
    """What no migration may do to any table, protected or not, and which files are read."""

    forbid_renames: bool = False
    forbid_drops: bool = False
    forbid_truncate: bool = False
    forbid_delete_without_where: bool = False
    """Covers updates without WHERE too: they lose as much."""
    forbid_access_changes: bool = False
    commands: bool = True
    """Whether scripts are searched for commands that go past the migrations."""
    paths: tuple[str, ...] = ("prisma/migrations/**/migration.sql",)
    """Globs of migration files, relative to the folder of the expected schema."""
    states_paths: bool = False
    """Whether the file says so itself; then SQL elsewhere is no migration, even where it is named."""
    since: str | None = None
    """A date (YYYY-MM-DD) or the name of a migration; what is older is left alone."""
    exceptions: tuple[GuardException, ...] = ()
