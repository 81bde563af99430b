"""Rules about row security: which rows a role sees and may change."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_ROW_SECURITY = "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = :table::regclass"
_POLICY = (
    "SELECT polname, polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), "
    "pg_get_expr(polwithcheck, polrelid) FROM pg_policy WHERE polrelid = :table::regclass"
)

RULES: Final = (
    Rule(
        name="row-security-off",
        severity=Severity.ERROR,
        summary="row security that is expected and switched off",
        sentence="row security of {name} is off",
        harm="Every role that may read the table reads all rows: one tenant sees the others.",
        hint="Since when, and who read the table meanwhile?",
        causes=("it was switched off to debug or to load, and never on again", "the table was recreated without it"),
        confirm=_ROW_SECURITY,
    ),
    Rule(
        name="row-security-unexpected",
        severity=Severity.ERROR,
        summary="row security that is on and not expected",
        sentence="row security of {name} is on",
        harm="Roles without a matching policy see no row, and their writes fail.",
        hint="Which roles read the table, and is there a policy for each of them?",
        causes=("row security was switched on before its policies were there",),
        confirm=_ROW_SECURITY,
    ),
    Rule(
        name="row-security-not-forced",
        severity=Severity.ERROR,
        summary="row security that is expected to hold for the owner too and does not",
        sentence="row security of {name} does not hold for its owner",
        harm="Code that connects as the owner sees and changes every row.",
        hint="Which code connects as the owner?",
        causes=("the table was recreated without FORCE",),
        confirm=_ROW_SECURITY,
    ),
    Rule(
        name="row-security-forced",
        severity=Severity.ERROR,
        summary="row security that holds for the owner too, which is not expected",
        sentence="row security of {name} holds for its owner too",
        harm="Code that connects as the owner no longer sees every row: jobs and migrations do half their work in silence.",
        hint="Which jobs run as the owner?",
        causes=("it was forced by hand",),
        confirm=_ROW_SECURITY,
    ),
    Rule(
        name="policy-missing",
        severity=Severity.ERROR,
        summary="a policy that is expected and not there",
        sentence="the policy {name} is not there",
        harm="Roles it let in see no rows; if it was restrictive, others see too many.",
        hint="What dropped it?",
        causes=("the table was recreated without its policies",),
        confirm=_POLICY,
    ),
    Rule(
        name="policy-unexpected",
        severity=Severity.ERROR,
        summary="a policy that is not expected",
        sentence="there is a policy {name}, which is not expected",
        harm="Permissive policies add up: rows that were hidden may be open.",
        hint="Whom does it let in, and who made it?",
        causes=("a policy was added by hand to get past an empty result",),
        confirm=_POLICY,
    ),
    Rule(
        name="policy-command",
        severity=Severity.ERROR,
        summary="a policy for other statements than expected",
        sentence="{name} is for {live}, not for {expected}",
        harm="Statements are let through that were kept out, or the reverse.",
        hint="Which statements do the roles run?",
        causes=("the policy was recreated by hand",),
        confirm=_POLICY,
    ),
    Rule(
        name="policy-roles",
        severity=Severity.ERROR,
        summary="a policy for other roles than expected",
        sentence="{name} is for {live}, not for {expected}",
        harm="Roles are let in that were kept out, or the reverse.",
        hint="Who is in the one list and not in the other?",
        causes=("a policy was recreated without TO, which means everybody",),
        confirm=_POLICY,
    ),
    Rule(
        name="policy-permissive",
        severity=Severity.ERROR,
        summary="a policy that is permissive where it is expected to be restrictive, or the reverse",
        sentence="{name} is {live}, not {expected}",
        harm="A restriction that opens, or a permission that closes: rows are seen against what was agreed.",
        hint="Which other policies does the table have?",
        causes=("the policy was recreated without AS RESTRICTIVE",),
        confirm=_POLICY,
    ),
    Rule(
        name="policy-using",
        severity=Severity.ERROR,
        summary="a policy that lets through other rows than expected: another USING",
        sentence="{name} lets through other rows than expected",
        harm="Roles see or change rows that were kept from them, or lose rows that were theirs.",
        hint="Compare the two conditions: `true` opens the table.",
        causes=("the policy was opened by hand to debug, and never closed",),
        confirm=_POLICY,
    ),
    Rule(
        name="policy-check",
        severity=Severity.ERROR,
        summary="a policy that accepts other new rows than expected: another WITH CHECK",
        sentence="{name} accepts other rows than expected",
        harm="Roles write rows into what is not theirs, or their writes fail.",
        hint="Compare the two conditions.",
        causes=("the policy was recreated without WITH CHECK",),
        confirm=_POLICY,
    ),
)
