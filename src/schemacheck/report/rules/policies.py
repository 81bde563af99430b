"""Rules about row security: which rows a role sees and may change."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_ROW_SECURITY = "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = :table::regclass"
_POLICY = (
    "SELECT polname, polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), "
    "pg_get_expr(polwithcheck, polrelid) FROM pg_policy WHERE polrelid = :table::regclass"
)

_IDLE = Variant(
    "idle",
    "row security of the table is off",
    harm="Nothing changes today: row security of {owner} is off, so none of its policies holds.",
    hint="It matters as soon as row security is switched on.",
    severity=Severity.WARNING,
)
_OPENS = Variant(
    "opens",
    "it lets through more than expected",
    harm="{who} can {act} {what}, which was not agreed.",
    band=Band.WRONG_DATA,
)
_CLOSES = Variant(
    "closes",
    "it lets through less than expected",
    harm="{who} can no longer {act} {what}.",
    band=Band.FAILS_NOW,
)
_BOTH = Variant(
    "otherwise",
    "it lets through some more and some fewer",
    harm="{who} can {act} {what}, which was not agreed; {others} cannot any more.",
    band=Band.WRONG_DATA,
)
_NONE_LEFT = Variant(
    "closes-all",
    "no permissive policy is left",
    harm="{who} can {act} no row of {owner} at all: without a permissive policy there is nothing that the restrictive ones could "
    "leave.",
    band=Band.FAILS_NOW,
)

_OFF_EITHER_WAY = Variant(
    "off",
    "it is not enabled on either side",
    sentence="row security of the table {name} is {live}, not {expected}",
    harm="Nothing changes today: as long as it is not enabled, no policy holds.",
    hint="It matters as soon as row security is switched on.",
    severity=Severity.WARNING,
)

RULES: Final = (
    Rule(
        name="row-security-off",
        severity=Severity.ERROR,
        summary="row security that is expected and switched off",
        sentence="row security of the table {name} is off",
        harm="Its policies do not hold: every role that may read or change the table sees and changes all rows, one tenant those of "
        "the others.",
        hint="Since when, and who read the table meanwhile?",
        causes=("it was switched off to debug or to load, and never on again", "the table was recreated without it"),
        confirm=_ROW_SECURITY,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="row-security-unexpected",
        severity=Severity.ERROR,
        summary="row security that is on and not expected",
        sentence="row security of the table {name} is on",
        harm="Roles see and change only rows that a permissive policy gives them. A role without one sees no row, and its inserts "
        "fail; superusers and roles with BYPASSRLS are not held to it.",
        hint="Which roles use the table, and is there a policy for each of them?",
        causes=("row security was switched on before its policies were there",),
        confirm=_ROW_SECURITY,
        variants=(
            Variant(
                "no-policy",
                "the table has no permissive policy",
                harm="The table has no permissive policy: every role sees no row, and its inserts fail, but for {exempt}superusers and "
                "roles with BYPASSRLS.",
            ),
        ),
    ),
    Rule(
        name="row-security-not-forced",
        severity=Severity.ERROR,
        summary="row security that is expected to hold for the owner too and does not",
        sentence="row security of the table {name} does not hold for its owner",
        harm="Code that connects as the owner of the table sees and changes every row.",
        hint="Which code connects as the owner?",
        causes=("the table was recreated without FORCE",),
        confirm=_ROW_SECURITY,
        band=Band.WRONG_DATA,
        variants=(_OFF_EITHER_WAY,),
    ),
    Rule(
        name="row-security-forced",
        severity=Severity.ERROR,
        summary="row security that holds for the owner too, which is not expected",
        sentence="row security of the table {name} holds for its owner too",
        harm="Code that connects as the owner, unless it is a superuser or has BYPASSRLS, sees and changes only the rows that "
        "policies give it: jobs and migrations may do half their work, and no error says so.",
        hint="Which jobs run as the owner?",
        causes=("it was forced by hand",),
        confirm=_ROW_SECURITY,
        band=Band.WRONG_DATA,
        variants=(_OFF_EITHER_WAY,),
    ),
    Rule(
        name="policy-missing",
        severity=Severity.ERROR,
        summary="a policy that is expected and not there",
        sentence="the policy {name} is missing",
        harm="If it was permissive, rows that it alone let through are no longer there for its roles; if it was restrictive, they see "
        "too many.",
        hint="What dropped it?",
        causes=("the table was recreated without its policies",),
        confirm=_POLICY,
        variants=(_IDLE, _OPENS, _CLOSES, _NONE_LEFT),
    ),
    Rule(
        name="policy-unexpected",
        severity=Severity.ERROR,
        summary="a policy that is not expected",
        sentence="there is a policy {name}, which is not expected",
        harm="A permissive policy opens rows that were hidden; a restrictive one hides rows that were open.",
        hint="Whom does it let in, and who made it?",
        causes=("a policy was added by hand to get past an empty result",),
        confirm=_POLICY,
        band=Band.WRONG_DATA,
        variants=(_IDLE, _OPENS, _CLOSES, _NONE_LEFT),
    ),
    Rule(
        name="policy-command",
        severity=Severity.ERROR,
        summary="a policy for other statements than expected",
        sentence="the policy {name} is for {live}, not for {expected}",
        harm="Rows are open or closed to other statements than was agreed.",
        hint="Which statements do the roles run?",
        causes=("the policy was recreated by hand",),
        confirm=_POLICY,
        band=Band.WRONG_DATA,
        variants=(
            _IDLE,
            Variant(
                "permissive",
                "it is a permissive policy",
                harm="{gained}{lost}",
            ),
            Variant(
                "restrictive",
                "it is a restrictive policy",
                harm="{gained}{lost}",
            ),
        ),
    ),
    Rule(
        name="policy-roles",
        severity=Severity.ERROR,
        summary="a policy for other roles than expected",
        sentence="the policy {name} is for {live}, not for {expected}",
        harm="Roles are let in that were kept out, or the reverse.",
        hint="Who is in the one list and not in the other?",
        causes=("a policy was recreated without TO, which means everybody",),
        confirm=_POLICY,
        band=Band.WRONG_DATA,
        variants=(_IDLE, _OPENS, _CLOSES, _BOTH),
    ),
    Rule(
        name="policy-permissive",
        severity=Severity.ERROR,
        summary="a policy that is permissive where it is expected to be restrictive, or the reverse",
        sentence="the policy {name} is {live}, not {expected}",
        harm="Permissive policies add rows to what a role sees, restrictive ones take rows away: rows are seen, or hidden, against "
        "what was agreed.",
        hint="Which other policies does the table have?",
        causes=("the policy was recreated without AS RESTRICTIVE",),
        confirm=_POLICY,
        band=Band.WRONG_DATA,
        variants=(_IDLE, _OPENS, _CLOSES, _NONE_LEFT),
    ),
    Rule(
        name="policy-using",
        severity=Severity.ERROR,
        summary="a policy that lets through other rows than expected: another USING",
        sentence="the policy {name} lets through other rows than expected",
        harm="Roles see or change rows that were kept from them, or lose rows that were theirs.",
        hint="Compare the two conditions, and the rows between them.",
        causes=("the policy was opened by hand to debug, and never closed",),
        confirm=_POLICY,
        band=Band.WRONG_DATA,
        variants=(
            _IDLE,
            Variant(
                "opens",
                "its condition is true for every row",
                sentence="the policy {name} lets through every row: {live}",
                harm="{who} can {act} every row of {owner} that no restrictive policy keeps from them.",
                hint="Who opened it, to debug perhaps, and who read the table meanwhile?",
            ),
            Variant(
                "opens-restriction",
                "it is restrictive, and its condition is true for every row",
                sentence="the restrictive policy {name} keeps back no row: {live}",
                harm="It takes nothing away any more: {who} can {act} every row of {owner} that a permissive policy gives them.",
                hint="Who opened it, to debug perhaps, and who read the table meanwhile?",
            ),
        ),
    ),
    Rule(
        name="policy-check",
        severity=Severity.ERROR,
        summary="a policy that accepts other new rows than expected: another WITH CHECK",
        sentence="the policy {name} accepts other new rows than expected",
        harm="Inserts and updates may write rows that belong to others, or fail.",
        hint="Compare the two conditions, and the rows between them.",
        causes=("the policy was recreated without WITH CHECK",),
        confirm=_POLICY,
        band=Band.WRONG_DATA,
        variants=(
            _IDLE,
            Variant(
                "opens",
                "it accepts every new row",
                sentence="the policy {name} accepts every new row",
                harm="{who} can write any row into {owner}, those of others among them.",
            ),
            Variant(
                "as-using",
                "it has no WITH CHECK, so that USING decides",
                sentence="the policy {name} has no WITH CHECK: its USING decides which new rows it accepts",
                harm="Inserts and updates of rows that satisfy USING and not the expected WITH CHECK are accepted.",
            ),
        ),
    ),
)
