"""Rules about who owns an object, who may do what with it, and what its comment says; the same for every kind."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_GRANTS = "SELECT relowner::regrole, relacl FROM pg_class WHERE oid = :table::regclass"

_DEFAULTS = "SELECT defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl FROM pg_default_acl"

RULES: Final = (
    Rule(
        name="grant-public",
        severity=Severity.ERROR,
        summary="something that everybody may do and nobody expects: a grant to PUBLIC",
        sentence="everybody (PUBLIC) has privileges that are not expected",
        harm="Every role that can connect has the privilege, and so has every role that is made from now on.",
        hint="Who granted it, and which role was meant?",
        causes=("a grant to PUBLIC got past a permission error in a hurry",),
        confirm=_GRANTS,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "object",
                "they are those on an object that no table holds",
                harm="Every role that can connect has the privilege, and so has every role that is made from now on.",
                sentence="everybody (PUBLIC) has privileges on {thing} that are not expected",
            ),
            Variant(
                "future",
                "they are default privileges",
                harm="Nothing changes for objects that are there. On those that are made from now on every role has the privilege.",
                sentence="everybody (PUBLIC) gets privileges that are not expected, by the default privileges for {name}",
            ),
        ),
    ),
    Rule(
        name="grant-unexpected",
        severity=Severity.ERROR,
        summary="something that a role may do and that is not expected",
        sentence="{name} has privileges that are not expected",
        harm="The role can read or change what nobody agreed it may.",
        hint="Who granted it, and does anything rely on it by now?",
        causes=("a grant was made by hand", "a role was given ALL where it needs to read"),
        confirm=_GRANTS,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "object",
                "they are those on an object that no table holds",
                harm="These roles can read, use or change what nobody agreed they may.",
                sentence="roles have privileges on {thing} that are not expected",
            ),
            Variant(
                "future",
                "they are default privileges",
                harm="Nothing changes for objects that are there. On those that are made from now on these roles have the privilege.",
                sentence="roles get privileges that are not expected, by the default privileges for {name}",
            ),
        ),
    ),
    Rule(
        name="grant-missing",
        severity=Severity.ERROR,
        summary="something that a role is expected to be allowed and is not",
        sentence="{name} lacks privileges that are expected",
        harm="Its statements that need them fail: permission denied.",
        hint="Was the object dropped and made anew? Its grants went with it.",
        causes=("the object was recreated without its grants", "rights were revoked by hand"),
        confirm=_GRANTS,
        variants=(
            Variant(
                "some",
                "the role has some of what is expected on a table",
                harm="Its statements that need them fail: permission denied.",
                sentence="{name} lacks privileges that are expected: {missing}",
            ),
            Variant(
                "object",
                "they are those on an object that no table holds",
                harm="Their statements that need them fail: permission denied.",
                sentence="roles lack privileges on {thing} that are expected",
            ),
            Variant(
                "future",
                "they are default privileges",
                harm="Nothing changes for objects that are there. Those that are made from now on are closed to these roles.",
                sentence="roles no longer get privileges that are expected, by the default privileges for {name}",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="grant-owner",
        severity=Severity.ERROR,
        summary="an owner whose own rights are other than expected",
        sentence="the owner's own privileges are not those that are expected",
        harm="Code that runs as the owner fails with permission denied, or may do again what was taken from it on purpose.",
        hint="Who revoked or granted it, and which code runs as the owner?",
        causes=("a revoke by hand that was meant for another role",),
        confirm=_GRANTS,
        variants=(
            Variant(
                "object",
                "they are those on an object that no table holds",
                harm="Code that runs as the owner fails with permission denied, or may do again what was taken from it on purpose.",
                sentence="the owner's own privileges on {thing} are not those that are expected",
            ),
            Variant(
                "future",
                "they are default privileges",
                harm="Nothing changes for objects that are there. On those that are made from now on the owner has other privileges than was agreed.",
                sentence="the owner's own privileges differ from those expected, by the default privileges for {name}",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="owner-differs",
        severity=Severity.ERROR,
        summary="an object that belongs to another role than expected",
        sentence="{thing} belongs to {live}, not to {expected}",
        harm="Its new owner may do anything with it; the expected one may no longer alter or drop it, and may do with it only what was granted. Row security does not hold for the owner of a table unless it is forced.",
        hint="Which role made or took it, and does that role run untrusted statements?",
        causes=("it was recreated by another role", "a dump was restored as another role"),
        confirm="SELECT relname, relowner::regrole FROM pg_class WHERE oid = :table::regclass",
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="comment-differs",
        severity=Severity.NOTE,
        summary="a comment of other words than expected, or none",
        sentence="the comment on {thing} is not the one that is expected",
        harm="No statement fails; readers, and tools that keep directives in comments, are told something else.",
        hint="Decide which words are right.",
        causes=("the object was recreated without its comment",),
        confirm="SELECT objsubid, description FROM pg_description WHERE objoid = :table::regclass",
    ),
    Rule(
        name="comments-differ",
        severity=Severity.NOTE,
        summary="comments on the conditions of a domain, or the attributes of a composite type, of other words",
        sentence="the comments on parts of {thing} are {live}, not {expected}",
        harm="No statement fails; readers, and tools that keep directives in comments, are told something else.",
        hint="Decide which words are right.",
        causes=("the type was recreated without its comments",),
        confirm="SELECT objoid, objsubid, description FROM pg_description",
    ),
    Rule(
        name="default-privileges-missing",
        severity=Severity.WARNING,
        summary="grants on objects yet to be made that are expected and not there (ALTER DEFAULT PRIVILEGES)",
        sentence="the default privileges for {name} are missing",
        harm="Objects that the next migration makes are closed to roles that need them; nothing changes for those that are there.",
        hint="Was the role, and its default privileges with it, recreated?",
        causes=("the migrations run as another role than the one whose defaults were set",),
        confirm=_DEFAULTS,
    ),
    Rule(
        name="default-privileges-unexpected",
        severity=Severity.ERROR,
        summary="grants on objects yet to be made that are not expected (ALTER DEFAULT PRIVILEGES)",
        sentence="there are default privileges for {name} that are not expected",
        harm="Objects that are made from now on are open to more roles than agreed, or to fewer; nothing changes for those that are there.",
        hint="Who set it, and which objects have it already?",
        causes=("default privileges were set by hand to get past a permission error",),
        confirm=_DEFAULTS,
        band=Band.WRONG_DATA,
    ),
)
