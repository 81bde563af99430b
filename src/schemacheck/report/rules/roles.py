"""Rules about roles, and about what is set for sessions."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_ROLE = (
    "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit, "
    "rolconnlimit, rolvaliduntil FROM pg_roles WHERE rolname = :name"
)
_MEMBER = "SELECT roleid::regrole, member::regrole, grantor::regrole, admin_option FROM pg_auth_members"
_SETTING = "SELECT setdatabase, setrole::regrole, setconfig FROM pg_db_role_setting"
_LIMIT = (
    "SELECT datname AS name, datconnlimit AS connections FROM pg_database "
    "UNION ALL SELECT rolname, rolconnlimit FROM pg_roles"
)

_OF_SETTINGS = (
    Variant(
        "writes",
        "it is default_transaction_read_only",
        harm="Statements that write fail, or may again, in every session that begins with it.",
        severity=Severity.ERROR,
    ),
    Variant(
        "meaning",
        "it decides what statements mean or which of them take effect: search_path, role, row_security, "
        "session_replication_role, how dates and times are read",
        harm="The same statements find other tables, read or store other values, or skip triggers and policies, in every session that begins with it.",
        severity=Severity.ERROR,
        band=Band.WRONG_DATA,
    ),
    Variant(
        "time",
        "it ends statements, transactions or sessions after a time",
        harm="Statements or sessions are ended earlier than agreed, or not at all; locks are held as long.",
    ),
)
_TUNES = (
    "Sessions begin with another value than was agreed. Mostly that changes how fast statements run, and not what they "
    "return."
)

RULES: Final = (
    Rule(
        name="role-missing",
        severity=Severity.ERROR,
        summary="a role that is expected and not there",
        sentence="the role {name} is missing",
        harm="Whoever connects as it is refused, and statements that name it fail.",
        hint="Was it renamed, or is this another server than you think?",
        causes=("the server was set up anew without its roles", "it was renamed or dropped by hand"),
        confirm=_ROLE,
    ),
    Rule(
        name="role-unexpected",
        severity=Severity.WARNING,
        summary="a role that is there and not expected",
        sentence="the role {name} is there and not expected",
        harm="No statement fails because of it. It may do whatever everybody may, and what was granted to it.",
        hint="Who made it, and for whom?",
        causes=("somebody made it for a person, a tool or an experiment",),
        confirm=_ROLE,
        variants=(
            Variant(
                "powerful",
                "it has SUPERUSER, BYPASSRLS, CREATEROLE or REPLICATION",
                harm="It may do what no grant allows: it has {live}.",
                severity=Severity.ERROR,
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="role-powers",
        severity=Severity.ERROR,
        summary="a role that may do by itself what is not expected, or no longer may: SUPERUSER, BYPASSRLS, LOGIN and the like",
        sentence="the role {name} has {live}, not {expected}",
        harm="It may do by itself what nobody agreed on, or no longer may do what it needs.",
        hint="Who altered it, and what uses it?",
        causes=("it was altered by hand to get past a permission error", "a platform made it with other attributes"),
        confirm=_ROLE,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "superuser",
                "it gained SUPERUSER",
                harm="No grant and no row security holds for it: it may read, change and remove anything on the server.",
            ),
            Variant(
                "bypassrls",
                "it gained BYPASSRLS",
                harm="Row security does not hold for it: it sees and changes the rows of everybody, as far as its grants reach.",
            ),
            Variant(
                "createrole",
                "it gained CREATEROLE",
                harm="It may make roles and change those that it administers; before PostgreSQL 16 every role that is no superuser, and so become any of them.",
            ),
            Variant(
                "createdb",
                "it gained CREATEDB",
                harm="It may make databases, and fill the disk. No statement fails because of it.",
                severity=Severity.WARNING,
            ),
            Variant(
                "replication",
                "it gained REPLICATION",
                harm="It may copy the whole server, rows that no grant allows it to read among them, and keep the server from removing old WAL.",
            ),
            Variant(
                "login",
                "it gained LOGIN",
                harm="Where its password or the server's rules let it in, somebody may connect as a role that was not meant for it.",
                severity=Severity.WARNING,
            ),
            Variant(
                "login lost",
                "it lost LOGIN",
                harm="Whoever connects as it is refused.",
                band=Band.FAILS_NOW,
            ),
            Variant(
                "lost",
                "it lost anything else",
                harm="What it did by this power fails: permission denied, or rows that row security now hides from it.",
                band=Band.FAILS_NOW,
            ),
        ),
    ),
    Rule(
        name="role-inherit",
        severity=Severity.ERROR,
        summary="a role whose INHERIT is another than expected",
        sentence="the role {name} has {live}, not {expected}",
        harm="It has the privileges of the roles it is a member of in other statements than was agreed.",
        hint="Does its code use SET ROLE?",
        causes=("it was recreated without its options",),
        confirm=_ROLE,
        variants=(
            Variant(
                "lost",
                "it no longer inherits",
                harm="Statements that need what its memberships allow fail, unless they come after SET ROLE. Since PostgreSQL 16 that is so for memberships that are granted from now on.",
            ),
            Variant(
                "gained",
                "it now inherits",
                harm="What its memberships allow it may do without SET ROLE. Since PostgreSQL 16 that is so for memberships that are granted from now on.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="role-membership-unexpected",
        severity=Severity.ERROR,
        summary="a role that is a member of another one, or has options of a membership, that are not expected",
        sentence="the role {name} is a member of {gained}, and that is not expected",
        harm="It may do whatever the other role may.",
        hint="Who granted it, and does anything rely on it by now?",
        causes=("it was granted by hand to get past a permission error",),
        confirm=_MEMBER,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "row-security",
                "it gets past row security by it",
                harm="Row security no longer holds for it: {power}.",
            ),
            Variant(
                "predefined",
                "it is one of PostgreSQL's own roles, such as pg_read_all_data",
                harm="{allows}, whatever is granted on them.",
            ),
        ),
    ),
    Rule(
        name="role-membership-missing",
        severity=Severity.ERROR,
        summary="a role that is not a member of another one, or lacks options of the membership, as is expected",
        sentence="the role {name} lacks memberships that are expected",
        harm="Its statements that need what the other role may do fail: permission denied.",
        hint="Was the other role dropped and made anew? Its members went with it.",
        causes=("the other role was recreated without its members", "it was revoked by hand"),
        confirm=_MEMBER,
    ),
    Rule(
        name="role-around-row-security",
        severity=Severity.ERROR,
        summary="a role that gets past row security through roles that the expected schema does not name",
        sentence="the role {name} can get past row security {live}",
        harm="It sees and changes the rows of everybody, by a membership two or more steps away.",
        hint="Which of the memberships was not meant? Where all are, name the roles between in the expected schema.",
        causes=("a group was made a member of the role that owns the tables",),
        confirm=_MEMBER,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="role-valid-until",
        severity=Severity.WARNING,
        summary="a role whose password is good for another time than expected",
        sentence="the password of the role {name} is good {live}, not {expected}",
        harm="Its password works longer than was agreed.",
        hint="Who set it, and when do its passwords change?",
        causes=("it was set by hand for a while, and forgotten",),
        confirm=_ROLE,
        variants=(
            Variant(
                "sooner",
                "it ends sooner",
                harm="From then on whoever connects with its password is refused.",
                severity=Severity.ERROR,
            ),
        ),
    ),
    Rule(
        name="connection-limit",
        severity=Severity.WARNING,
        summary="a role or a database that may have more or fewer sessions at once than expected",
        sentence="{thing} may have {live} at once, not {expected}",
        harm="More sessions than agreed may be open, and take the places of others.",
        hint="Who set it, and how large are the pools that connect?",
        causes=("it was set by hand during an incident", "it was recreated without its options"),
        confirm=_LIMIT,
        variants=(
            Variant(
                "fewer",
                "there may be fewer",
                harm="Once so many are open, further sessions are refused.",
                severity=Severity.ERROR,
            ),
        ),
    ),
    Rule(
        name="setting-missing",
        severity=Severity.WARNING,
        summary="a setting for sessions that is expected and not there",
        sentence="the setting {name} is missing",
        harm=_TUNES,
        hint="Was the role or the database recreated? Its settings went with it.",
        causes=("the database was restored from a dump of its schema alone", "it was reset by hand"),
        confirm=_SETTING,
        variants=_OF_SETTINGS,
    ),
    Rule(
        name="setting-unexpected",
        severity=Severity.WARNING,
        summary="a setting for sessions that is there and not expected",
        sentence="the setting {name} is there and not expected",
        harm=_TUNES,
        hint="Who set it, and for which incident?",
        causes=("it was set by hand and forgotten", "a tool or a platform set it"),
        confirm=_SETTING,
        variants=_OF_SETTINGS,
    ),
    Rule(
        name="setting-differs",
        severity=Severity.WARNING,
        summary="a setting for sessions of another value than expected",
        sentence="the setting {name} is {live}, not {expected}",
        harm=_TUNES,
        hint="Which value is meant?",
        causes=("it was changed by hand", "it is another one in each environment"),
        confirm=_SETTING,
        variants=_OF_SETTINGS,
    ),
)
