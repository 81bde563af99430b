"""Rules about who owns an object, who may do what with it, and what its comment says; the same for every kind."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_GRANTS = "SELECT relowner::regrole, relacl FROM pg_class WHERE oid = :table::regclass"

_DEFAULTS = "SELECT defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl FROM pg_default_acl"

RULES: Final = (
    Rule(
        name="grant-public",
        severity=Severity.ERROR,
        summary="something that everybody may do and nobody expects: a grant to PUBLIC",
        sentence="everybody (PUBLIC) has rights that are not expected",
        harm="Every role that can connect has the right, today's and tomorrow's.",
        hint="Who granted it, and which role was meant?",
        causes=("a grant to PUBLIC got past a permission error in a hurry",),
        confirm=_GRANTS,
    ),
    Rule(
        name="grant-unexpected",
        severity=Severity.ERROR,
        summary="something that a role may do and that is not expected",
        sentence="{name}: rights were granted that are not expected",
        harm="The role reads or changes what nobody agreed it may.",
        hint="Who granted it, and does anything rely on it by now?",
        causes=("a grant was made by hand", "a role was given ALL where it needs to read"),
        confirm=_GRANTS,
    ),
    Rule(
        name="grant-missing",
        severity=Severity.ERROR,
        summary="something that a role is expected to be allowed and is not",
        sentence="{name}: rights that are expected are not granted",
        harm="Its statements fail with: permission denied.",
        hint="Was the object dropped and made anew? Its grants went with it.",
        causes=("the object was recreated without its grants", "rights were revoked by hand"),
        confirm=_GRANTS,
    ),
    Rule(
        name="grant-owner",
        severity=Severity.ERROR,
        summary="an owner whose own rights are other than expected",
        sentence="the rights that the owner itself has are not those that are expected",
        harm="Code that runs as the owner fails, or may do again what was taken from it on purpose.",
        hint="Who revoked or granted it, and which code runs as the owner?",
        causes=("a revoke by hand that was meant for another role",),
        confirm=_GRANTS,
    ),
    Rule(
        name="owner-differs",
        severity=Severity.ERROR,
        summary="an object that belongs to another role than expected",
        sentence="{name} belongs to {live}, not to {expected}",
        harm="Its new owner may do anything with it and is held by no row security; the old one may alter it no more.",
        hint="Which role made or took it, and does that role run untrusted statements?",
        causes=("it was recreated by another role", "a dump was restored as another role"),
        confirm="SELECT relname, relowner::regrole FROM pg_class WHERE oid = :table::regclass",
    ),
    Rule(
        name="comment-differs",
        severity=Severity.NOTE,
        summary="a comment of other words than expected, or none",
        sentence="the comment on {name} is not the one that is expected",
        harm="Nothing breaks; readers, and tools that keep directives in comments, are told something else.",
        hint="Decide which words are right.",
        causes=("the object was recreated without its comment",),
        confirm="SELECT objsubid, description FROM pg_description WHERE objoid = :table::regclass",
    ),
    Rule(
        name="comments-differ",
        severity=Severity.NOTE,
        summary="comments on the conditions of a domain, or the attributes of a composite type, of other words",
        sentence="the comments on what {name} has are {live}, not {expected}",
        harm="Nothing breaks; readers, and tools that keep directives in comments, are told something else.",
        hint="Decide which words are right.",
        causes=("the type was recreated without its comments",),
        confirm="SELECT objoid, objsubid, description FROM pg_description",
    ),
    Rule(
        name="default-privileges-missing",
        severity=Severity.ERROR,
        summary="grants on objects yet to be made that are expected and not there (ALTER DEFAULT PRIVILEGES)",
        sentence="nothing is granted of itself on {name}",
        harm="Objects that the next migration makes are closed to roles that need them.",
        hint="Was the role, and its default privileges with it, recreated?",
        causes=("the migrations run as another role than the one whose defaults were set",),
        confirm=_DEFAULTS,
    ),
    Rule(
        name="default-privileges-unexpected",
        severity=Severity.ERROR,
        summary="grants on objects yet to be made that are not expected (ALTER DEFAULT PRIVILEGES)",
        sentence="rights are granted or withheld of themselves on {name}, which is not expected",
        harm="Every object that the next migration makes is open to more roles, or fewer, than agreed.",
        hint="Who set it, and which objects have it already?",
        causes=("default privileges were set by hand to get past a permission error",),
        confirm=_DEFAULTS,
    ),
)
