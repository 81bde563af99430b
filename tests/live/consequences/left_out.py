"""Claims of harm that no statement of a test makes happen, each with the reason."""

from __future__ import annotations

from typing import Final

_A_VARIANT: Final = "a variant is chosen for every pair: these words are for the rule's page"
_UNSTATED: Final = "said where a side leaves open what decides it, which two databases never do"
_CRASH: Final = "it takes a crash of the server"
_SUBSCRIBER: Final = "it takes a subscriber: a second server"
_FOREIGN: Final = "it takes a foreign server"
_CLIENT: Final = "it is the client that fails, not a statement"

_ROLES: Final = "a role is the whole server's, which other tests share; tests/live/test_roles.py has some of its own"
_SETTINGS: Final = "what a parameter does is the server's; that sessions begin with it, tests/live/test_roles.py shows"

_RULE: Final = "said of a rule for partitions, which stands in a file and in no database"

NOT_RUN: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "role-missing",
            "role-powers superuser",
            "role-powers bypassrls",
            "role-powers createrole",
            "role-powers replication",
            "role-powers login lost",
            "role-powers lost",
            "role-inherit lost",
            "role-inherit gained",
            "role-membership-unexpected",
            "role-membership-unexpected row-security",
            "role-membership-unexpected predefined",
            "role-membership-missing",
            "role-around-row-security",
            "role-unexpected powerful",
            "role-valid-until sooner",
            "connection-limit fewer",
        ),
        _ROLES,
    ),
    **dict.fromkeys(
        (f"setting-{how} {what}" for how in ("missing", "unexpected", "differs") for what in ("writes", "meaning")),
        _SETTINGS,
    ),
    "database-collation-version": "an index that no longer finds its rows takes two libraries of collations",
    **dict.fromkeys(("role-powers", "role-inherit"), _A_VARIANT),
    **dict.fromkeys(
        ("partition-gap", "partition-gap default", "partition-ahead past", "partition-default-missing"), _RULE
    ),
    **dict.fromkeys(
        (
            "column-generated",
            "column-identity",
            "domain-not-null",
            "enum-label-missing",
            "enum-label-unexpected",
            "exclusion-deferral",
            "foreign-key-match",
            "foreign-key-on-delete",
            "foreign-key-on-update",
            "foreign-key-unexpected",
            "function-strict",
            "function-volatility",
            "policy-command",
            "policy-missing",
            "policy-permissive",
            "policy-roles",
            "policy-unexpected",
            "primary-key-columns",
            "primary-key-deferral",
            "primary-key-overlaps",
            "replica-identity",
            "sequence-bounds",
            "sequence-cycle",
            "unique-deferral",
            "unique-nulls",
            "view-check-option",
            "view-security-barrier",
            "view-security-invoker",
        ),
        _A_VARIANT,
    ),
    **dict.fromkeys(
        (
            "foreign-key-disabled",
            "foreign-key-missing",
            "function-leakproof",
            "function-security-definer",
            "rule-missing",
            "rule-unexpected",
        ),
        _UNSTATED,
    ),
    **dict.fromkeys(("table-unlogged", "sequence-unlogged"), _CRASH),
    **dict.fromkeys(
        ("publication-changes", "publication-missing", "publication-scope", "replica-identity index"), _SUBSCRIBER
    ),
    **dict.fromkeys(
        ("foreign-server-definition", "foreign-server-missing", "foreign-table-options", "foreign-table-server"),
        _FOREIGN,
    ),
    "enum-label-unexpected named": _CLIENT,
    "collation-definition": "an index that no longer finds its rows takes two libraries of collations",
    "database-text": "it takes a cluster of another encoding",
    "function-parallel bolder": "whether a query runs in workers is the planner's choice",
    "function-settings": "any parameter may hold: which computation it changes depends on the body",
    "sequence-type": "said of a type that no sequence has",
    "unique-overlaps": "said of an index method alone, which PostgreSQL does not allow",
}
