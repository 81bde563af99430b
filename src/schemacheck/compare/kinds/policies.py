"""Row security: whether policies hold, and what each of them lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Facet, Kind, NameScope, member, rule, whole
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.texts import changed_lines, same_printed_expression, show_long
from schemacheck.model.table import Table
from schemacheck.report.finding import Value
from schemacheck.report.subject import MemberName
from schemacheck.sql.deparsed import DeparsedText

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.policies import Policy

_HOLDS: Final = ("enabled", "forced")


def _row_security_rule(expected: Table, live: Table) -> str:
    if expected.row_security in _HOLDS and live.row_security in _HOLDS:
        return "row-security-not-forced" if expected.row_security == "forced" else "row-security-forced"
    if expected.row_security in _HOLDS:
        return "row-security-off"
    if live.row_security in _HOLDS:
        return "row-security-unexpected"
    return "row-security-forced" if live.row_security == "forced but off" else "row-security-not-forced"


ROW_SECURITY: Final[Facet[Any]] = Facet("row_security", lambda table: table.row_security, _row_security_rule)


def _show(policy: Policy, _scope: NameScope) -> Value:
    words = [f"for {policy.command}" if isinstance(policy.command, str) else "a policy"]
    if isinstance(policy.roles, tuple):
        words.append(f"to {', '.join(policy.roles)}")
    if policy.permissive is False:
        words.insert(0, "restrictive")
    for clause, text in (("using", policy.using), ("with check", policy.check)):
        if isinstance(text, DeparsedText):
            words.append(f"{clause} ({_without_parentheses(text.text)})")
    return " ".join(words)


def _without_parentheses(text: str) -> str:
    """Take away the parentheses that the server puts around a whole expression."""
    return text[1:-1] if text.startswith("(") and text.endswith(")") and text.find(")") == len(text) - 1 else text


POLICY: Final[Kind[Policy]] = Kind(
    noun="policy",
    plural="policies",
    identities=(lambda policy: policy.name,),
    unique_key=True,
    facets=(
        Facet("command", lambda policy: policy.command, rule("policy-command")),
        Facet(
            "roles",
            lambda policy: policy.roles,
            rule("policy-roles"),
            lambda expected, live, _scope: sorted(expected) == sorted(live),
        ),
        Facet(
            "permissive",
            lambda policy: policy.permissive,
            rule("policy-permissive"),
            show=lambda value, _scope: "permissive" if value else "restrictive",
        ),
        Facet(
            "using",
            lambda policy: policy.using,
            rule("policy-using"),
            same_printed_expression,
            show_long,
            evidence=changed_lines,
        ),
        Facet(
            "with_check",
            lambda policy: policy.check,
            rule("policy-check"),
            same_printed_expression,
            show_long,
            evidence=changed_lines,
        ),
        COMMENTED,
    ),
    missing=lambda _policy: "policy-missing",
    unexpected=lambda _policy: "policy-unexpected",
    show=_show,
    attribute="policies",
    facts=whole("policy", _show),
    name=lambda policy: quoted(policy.name),
    subject=member("policy", lambda policy: MemberName(policy.name)),
)
