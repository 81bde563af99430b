"""The problems a message can tell of: what PostgreSQL means by them, and what to look at when the schema is right."""

from __future__ import annotations

from typing import Final, Literal

from schemacheck.base.record import record
from schemacheck.messages.states import STATES

Shape = Literal["absent", "refused", "rights", "present", "elsewhere", "named"]
"""What the message claims.

absent: something is not there. refused: something that guards the data is there and has done its work. rights: a role
may not. present: something is there already. elsewhere: nothing about one object of the schema. named: nothing, an
object is asked for by its name.
"""


@record
class Problem:
    """One kind of trouble."""

    name: str
    """Stable, in kebab-case."""
    states: tuple[str, ...]
    """The SQLSTATEs it comes with; the first one is meant where a message has none."""
    title: str
    means: str
    """What it says, in a sentence."""
    shape: Shape
    look: str
    """What to look at where both sides agree."""
    rules: tuple[str, ...] = ()
    """How the names of the rules begin whose findings make statements fail so."""
    kinds: tuple[str, ...] = ()
    """The optional kinds to read of a database, as the expected schema calls them, for an answer."""


_CLIENT: Final = (
    "the connection (another database or schema than the one meant, its search_path, a replica that lags), the "
    "client's own mapping of names (@@map, a naming strategy, quotes around names with capitals), and whether the "
    "message is older than the last migration"
)
_ROW: Final = "the values that the code sends, and whether another release or a script writes this table too"

PROBLEMS: Final[tuple[Problem, ...]] = (
    Problem(
        "undefined-column",
        ("42703",),
        "undefined column",
        "A statement names a column that the tables it reads do not have.",
        "absent",
        _CLIENT,
        ("column-missing", "table-missing", "table-kind"),
    ),
    Problem(
        "undefined-table",
        ("42P01",),
        "undefined table",
        "A statement names a table or view that is not there, or not in any schema of the search_path.",
        "absent",
        _CLIENT,
        ("table-missing", "table-kind", "schema-missing"),
    ),
    Problem(
        "unlisted-table",
        ("42P01",),
        "missing FROM-clause entry",
        "A statement uses a table's name that its FROM clause does not have: the table may well exist.",
        "elsewhere",
        "the statement: an alias hides the name of its table, and names with capitals need quotes.",
    ),
    Problem(
        "undefined-function",
        ("42883",),
        "undefined function",
        "A statement calls a function that is not there, or not with arguments of these types.",
        "absent",
        f"the types of the arguments, then {_CLIENT}",
        ("function-", "extension-"),
        ("functions", "extensions"),
    ),
    Problem(
        "undefined-operator",
        ("42883",),
        "undefined operator",
        "A statement compares or joins values of two types that have no such operator: often one column has another "
        "type than the code thinks.",
        "elsewhere",
        "the types of the columns that the statement compares.",
        ("column-type", "enum-missing", "domain-missing"),
    ),
    Problem(
        "undefined-type",
        ("42704",),
        "undefined type",
        "A statement names a type that is not there, or not in any schema of the search_path.",
        "absent",
        _CLIENT,
        ("enum-", "domain-", "composite-", "range-", "extension-"),
        ("enums", "domains", "composite_types", "ranges", "extensions"),
    ),
    Problem(
        "undefined-object",
        ("42704",),
        "undefined object",
        "A statement names a constraint, an index, a role or another object that is not there.",
        "absent",
        _CLIENT,
        (
            "unique-",
            "foreign-key-",
            "check-",
            "exclusion-",
            "primary-key-",
            "index-",
            "trigger-",
            "policy-",
            "extension-",
        ),
        ("indexes", "checks", "exclusions", "triggers", "policies", "extensions"),
    ),
    Problem(
        "undefined-schema",
        ("3F000",),
        "undefined schema",
        "A statement names a schema that is not there.",
        "absent",
        _CLIENT,
        ("schema-missing",),
    ),
    Problem(
        "ambiguous-column",
        ("42702",),
        "ambiguous column",
        "A statement names a column that two of its tables have, and does not say which is meant.",
        "present",
        "the statement: the column needs its table's name in front. A statement that worked before meets a column that "
        "was added to another of its tables.",
        ("column-unexpected",),
    ),
    Problem(
        "not-null-violation",
        ("23502",),
        "not-null violation",
        "A row was refused because a column that allows no NULL would have one: an INSERT left it out, or sent NULL.",
        "refused",
        _ROW,
        (
            "column-not-null",
            "column-default",
            "column-identity",
            "column-generated",
            "column-unexpected-required",
            "trigger-",
        ),
    ),
    Problem(
        "foreign-key-violation",
        ("23503", "23001"),
        "foreign key violation",
        "A change was refused because of a foreign key: a row would point at a row that is not there, or a row that "
        "others point at would go.",
        "refused",
        "the values that the code sends, the order in which rows are written and deleted, and which database the other "
        "row was written to",
        ("foreign-key-", "table-missing", "table-kind"),
    ),
    Problem(
        "unique-violation",
        ("23505",),
        "unique violation",
        "A row was refused because another row has the same key.",
        "refused",
        "the values that the code sends, and a sequence that is behind the rows where the key is a number it gives out",
        ("unique-", "primary-key-", "sequence-"),
    ),
    Problem(
        "check-violation",
        ("23514",),
        "check violation",
        "A row was refused because it does not meet a check constraint.",
        "refused",
        _ROW,
        ("check-", "domain-"),
        ("checks", "domains"),
    ),
    Problem(
        "no-partition",
        ("23514",),
        "no partition for a row",
        "A row was refused because no partition of the table takes it.",
        "refused",
        "whether the partition for these rows has been made: some tools make partitions ahead of time, and stop",
        ("partition-",),
        ("partitions",),
    ),
    Problem(
        "exclusion-violation",
        ("23P01",),
        "exclusion violation",
        "A row was refused because it conflicts with another one under an exclusion constraint.",
        "refused",
        _ROW,
        ("exclusion-",),
        ("exclusions",),
    ),
    Problem(
        "on-conflict-without-constraint",
        ("42P10", "55000"),
        "ON CONFLICT without a constraint",
        "A statement says ON CONFLICT with columns that no unique constraint or unique index of the table is on, "
        "exactly and for every row; a partial, deferrable or invalid one does not count.",
        "absent",
        "the columns behind ON CONFLICT, and the unique constraints of the table that the statement writes to",
        ("unique-", "primary-key-"),
        ("indexes",),
    ),
    Problem(
        "missing-referenced-key",
        ("42830",),
        "no unique key to refer to",
        "A foreign key was to be made to columns that no unique constraint or primary key is on.",
        "absent",
        "the unique constraints and the primary key of the table that is referred to",
        ("unique-", "primary-key-"),
    ),
    Problem(
        "permission-denied",
        ("42501",),
        "permission denied",
        "The role of the connection may not do this with the object: a grant is missing, or the role is not the owner.",
        "rights",
        "the role that the application connects as, its grants on the object and USAGE on its schema, and who owns it "
        "since it was last created: an object that is created again has none of its old grants",
        ("grant-", "owner-", "schema-"),
        ("grants", "owner", "schemas"),
    ),
    Problem(
        "row-security-violation",
        ("42501",),
        "row security violation",
        "A row was refused because no policy of the table lets this role write it.",
        "rights",
        "the role of the connection, what it sets for the policies to look at, and the policies of the table",
        ("policy-", "row-security-"),
        ("policies", "row_security"),
    ),
    Problem(
        "invalid-enum-value",
        ("22P02",),
        "invalid input value for an enum",
        "A value was refused because the enum type has no such label; labels are case-sensitive.",
        "refused",
        "the labels that the code was generated with",
        ("enum-",),
        ("enums",),
    ),
    Problem(
        "invalid-input",
        ("22P02", "22P03", "22007"),
        "invalid input for a type",
        "A value was refused because it cannot be read as the type of its column or parameter: often one column has "
        "another type than the code thinks.",
        "elsewhere",
        "the types of the columns that the statement writes or compares.",
        ("column-type", "enum-"),
    ),
    Problem(
        "value-too-long",
        ("22001",),
        "value too long",
        "A value was refused because its column takes fewer characters.",
        "elsewhere",
        "the lengths of the columns that the statement writes.",
        ("column-type", "domain-"),
    ),
    Problem(
        "out-of-range",
        ("22003",),
        "number out of range",
        "A number was refused because the type of its column is too narrow for it.",
        "elsewhere",
        "the number types of the columns that the statement writes.",
        ("column-type", "domain-", "sequence-"),
    ),
    Problem(
        "sequence-exhausted",
        ("2200H",),
        "sequence at its end",
        "A sequence has given out its last number.",
        "refused",
        "the type and the limits of the sequence, and of the column it is for",
        ("sequence-", "column-type"),
        ("sequences",),
    ),
    Problem(
        "generated-column",
        # Before PostgreSQL 13 an UPDATE of one is a syntax error.
        ("428C9", "42601"),
        "write to a generated or identity column",
        "A statement gives a value to a column that the database fills in itself.",
        "refused",
        "the statement: it must leave the column out, or say DEFAULT",
        ("column-generated", "column-identity"),
    ),
    Problem(
        "type-mismatch",
        ("42804", "42846"),
        "type mismatch",
        "A statement gives a column, or compares it with, an expression of another type.",
        "refused",
        "the type that the client sends for this column: its mapping, or a client generated from an older schema",
        ("column-type", "enum-", "domain-"),
    ),
    Problem(
        "wrong-kind",
        ("42809", "55000"),
        "wrong kind of object",
        "A statement does with an object what only another kind of object can do, such as an INSERT into a view.",
        "refused",
        "what became of the table: a view may stand in its place",
        ("table-kind", "table-partitioning", "view-", "materialized-view-"),
    ),
    Problem(
        "already-there",
        ("42P07", "42701", "42710", "42723", "42P06"),
        "the object exists already",
        "A statement creates something that is there already.",
        "present",
        "whether this migration ran before and was not recorded, or somebody made the object by hand",
        ("table-unexpected", "column-unexpected"),
        ("indexes", "enums", "functions"),
    ),
    Problem(
        "dependents",
        ("2BP01",),
        "other objects depend on it",
        "A statement drops something that other objects need.",
        "present",
        "what depends on it; the message's DETAIL names these objects",
    ),
    Problem(
        "plan-changed",
        ("0A000",),
        "a cached plan no longer fits",
        "A prepared statement returns other columns than when it was prepared: the table was changed while the "
        "connection was open.",
        "elsewhere",
        "when the last migration ran; connections that were open then must prepare again, or be opened again.",
        ("column-missing", "column-unexpected", "column-type", "table-kind"),
    ),
    Problem(
        "view-check-option",
        ("44000",),
        "a view's check option",
        "A row was refused because the view it is written through would not show it.",
        "refused",
        _ROW,
        ("view-",),
        ("views",),
    ),
    Problem(
        "catalog-moved",
        ("XX000",),
        "the catalog moved",
        "An object was dropped or created again while the statement ran.",
        "elsewhere",
        "whether a migration ran at that moment.",
    ),
    Problem(
        "read-only",
        ("25006",),
        "read-only transaction",
        "A statement that writes ran where nothing can be written: on a replica, or in a read-only transaction.",
        "elsewhere",
        "the host that the application writes to: a replica, a server that was primary before a failover, or "
        "default_transaction_read_only of the role or the database.",
    ),
)
"""Those that have to do with a schema, and the few that seem to."""

NAMED: Final = Problem(
    "object",
    (),
    "",
    "",
    "named",
    "",
    kinds=("indexes", "checks", "exclusions", "triggers", "policies", "enums", "domains", "functions", "sequences"),
)
"""An object that somebody asks for."""

_BY_NAME: Final = {problem.name: problem for problem in PROBLEMS}
_BY_STATE: Final = {state: problem for problem in reversed(PROBLEMS) for state in problem.states}
_PLAIN: Final = {
    # What a bare SQLSTATE most often means where several problems share it.
    "42501": "permission-denied",
    "42704": "undefined-object",
    "22P02": "invalid-input",
    "23514": "check-violation",
    "42883": "undefined-function",
    "42P01": "undefined-table",
    "55000": "wrong-kind",
}


def problem_named(name: str) -> Problem:
    """Return a problem by its name; one that is no matter of the schema is called by its SQLSTATE."""
    return _BY_NAME[name] if name in _BY_NAME else elsewhere(name)


def problem_of(state: str) -> Problem:
    """Return what a SQLSTATE that PostgreSQL knows stands for."""
    if state == "42601":
        return elsewhere(state)
    if state in _PLAIN:
        return _BY_NAME[_PLAIN[state]]
    return _BY_STATE.get(state) or elsewhere(state)


def elsewhere(state: str) -> Problem:
    """Make the problem of a SQLSTATE that has nothing to do with what a schema has."""
    condition = STATES[state].replace("_", " ")
    look = _STATES.get(state) or _CLASSES.get(state[:2], "the statement and what runs it.")
    return Problem(condition.replace(" ", "-"), (state,), condition, _NOT_OURS, "elsewhere", look)


_NOT_OURS: Final = "This is no matter of what tables, columns or constraints there are."
_STATES: Final = {
    "25P02": "the first error of the same transaction: it came before this one, and says why.",
    "42601": "the statement: the server could not parse it.",
    "53300": "how many connections the application and its pool open, and the server's max_connections.",
}
_CLASSES: Final = {
    "08": "the network, and whether the server runs.",
    "28": "the role and its password in the connection URL; schemacheck doctor tells whether a connection works.",
    "3D": "the name of the database in the connection URL; schemacheck doctor tells whether a connection works.",
    "40": "which transactions ran at the same time; the application has to run this one again.",
    "53": "the server's memory, disk and connections.",
    "54": "the size of the statement.",
    "55": "what else used the object at that moment, such as a migration that holds a lock.",
    "57": "who ended the statement or the server: a time-out, an administrator, a failover.",
    "58": "the server's own log.",
    "P0": "the function or trigger that raised it.",
    "XX": "the server's own log.",
}
