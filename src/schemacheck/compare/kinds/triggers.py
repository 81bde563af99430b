"""Triggers and rewrite rules: identified by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemacheck.base.names import QName, quoted
from schemacheck.compare.engine import Facet, Kind, NameScope, member, rule, whole
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.constraints import show_deferral
from schemacheck.compare.kinds.texts import changed_lines, same_printed, same_printed_expression, show_long
from schemacheck.model.stated import UNSTATED
from schemacheck.report.finding import Value
from schemacheck.report.subject import MemberName
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.tokens import sql_string

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.triggers import RewriteRule, Trigger


def _trigger_enabled(expected: Trigger, live: Trigger) -> str:
    lost = live.enabled in ("disabled", "replica") and expected.enabled in ("origin", "always")
    return "trigger-disabled" if lost else "trigger-enabled"


def _rule_enabled(expected: RewriteRule, live: RewriteRule) -> str:
    lost = live.enabled in ("disabled", "replica") and expected.enabled in ("origin", "always")
    return "rule-disabled" if lost else "rule-enabled"


def show_enabled(value: str, _scope: NameScope | None = None) -> Value:
    """Show in which sessions something is switched on."""
    return {
        "origin": "enabled",
        "disabled": "disabled",
        "replica": "enabled on replicas only",
        "always": "enabled always, on replicas too",
    }[value]


def _show_function(value: QName, scope: NameScope) -> Value:
    return value.within(scope.home)


def _show_trigger(trigger: Trigger, scope: NameScope) -> Value:
    words = [trigger.fires if isinstance(trigger.fires, str) else "a trigger"]
    if isinstance(trigger.for_each, str):
        words.append(f"for each {trigger.for_each}")
    if isinstance(trigger.when, DeparsedText):
        words.append(f"when {trigger.when}")
    if isinstance(trigger.function, QName):
        arguments = map(sql_string, trigger.arguments) if isinstance(trigger.arguments, tuple) else ()
        words.append(f"runs {trigger.function.within(scope.home)}({', '.join(arguments)})")
    return " ".join(words)


TRIGGER: Final[Kind[Trigger]] = Kind(
    noun="trigger",
    plural="triggers",
    identities=(lambda trigger: trigger.name,),
    unique_key=True,
    facets=(
        Facet("enabled", lambda trigger: trigger.enabled, _trigger_enabled, show=show_enabled),
        Facet("fires", lambda trigger: trigger.fires, rule("trigger-event")),
        Facet(
            "for_each",
            lambda trigger: trigger.for_each,
            rule("trigger-event"),
            show=lambda value, _scope: f"for each {value}",
        ),
        Facet(
            "when",
            lambda trigger: trigger.when,
            rule("trigger-condition"),
            same_printed_expression,
            show_long,
            evidence=changed_lines,
        ),
        Facet("function", lambda trigger: trigger.function, rule("trigger-function"), show=_show_function),
        Facet("arguments", lambda trigger: trigger.arguments, rule("trigger-function")),
        Facet("old_table", lambda trigger: trigger.old_table, rule("trigger-function")),
        Facet("new_table", lambda trigger: trigger.new_table, rule("trigger-function")),
        Facet(
            "constraint",
            lambda trigger: trigger.constraint,
            rule("trigger-deferral"),
            show=lambda value, _scope: "a constraint trigger" if value else "an ordinary trigger",
        ),
        Facet(
            "from",
            lambda trigger: trigger.from_table,
            rule("trigger-event"),
            show=lambda table, scope: "from no table" if table is None else f"from {table.within(scope.home)}",
        ),
        Facet(
            "deferrable",
            lambda trigger: trigger.deferral if trigger.constraint is not False else UNSTATED,
            rule("trigger-deferral"),
            show=show_deferral,
        ),
        COMMENTED,
    ),
    missing=lambda _trigger: "trigger-missing",
    unexpected=lambda _trigger: "trigger-unexpected",
    show=_show_trigger,
    attribute="triggers",
    name=lambda trigger: quoted(trigger.name),
    subject=member("trigger", lambda trigger: MemberName(trigger.name)),
)


def _show_rule(item: RewriteRule, _scope: NameScope) -> Value:
    """A whole rule: when, under which condition, and what it does."""
    words = [f"on {item.event}"]
    if isinstance(item.condition, DeparsedText):
        words.append(f"where {item.condition}")
    words.append("do instead" if item.instead is True else "do also")
    words.append(str(item.action) if isinstance(item.action, DeparsedText) else "something")
    return " ".join(words)


RULE: Final[Kind[RewriteRule]] = Kind(
    noun="rule",
    plural="rules",
    identities=(lambda item: item.name,),
    unique_key=True,
    facets=(
        Facet("enabled", lambda item: item.enabled, _rule_enabled, show=show_enabled),
        Facet("event", lambda item: item.event, rule("rule-action")),
        Facet(
            "instead",
            lambda item: item.instead,
            rule("rule-action"),
            show=lambda value, _scope: "in place of the statement" if value else "beside the statement",
        ),
        Facet(
            "where",
            lambda item: item.condition,
            rule("rule-action"),
            same_printed_expression,
            show_long,
            evidence=changed_lines,
        ),
        Facet("action", lambda item: item.action, rule("rule-action"), same_printed, show_long, evidence=changed_lines),
        COMMENTED,
    ),
    missing=lambda _item: "rule-missing",
    unexpected=lambda _item: "rule-unexpected",
    show=_show_rule,
    attribute="rules",
    facts=whole("rule", _show_rule),
    name=lambda item: quoted(item.name),
    subject=member("rule", lambda item: MemberName(item.name)),
)
