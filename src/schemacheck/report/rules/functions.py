"""Rules about functions, procedures and aggregates."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_FUNCTION = "SELECT oid::regprocedure, pg_get_function_result(oid) FROM pg_proc WHERE proname = :name"
_BODY = "SELECT prosrc FROM pg_proc WHERE proname = :name"
_FLAGS = (
    "SELECT oid::regprocedure, provolatile, proisstrict, proparallel, proleakproof, prosecdef, proconfig "
    "FROM pg_proc WHERE proname = :name"
)

RULES: Final = (
    Rule(
        name="function-missing",
        severity=Severity.ERROR,
        summary="a function that is expected and not there",
        sentence="the function {name} is not there",
        harm="Every query, trigger and view that calls it fails.",
        hint="Was it renamed, moved, or given other arguments?",
        causes=("its arguments changed, which makes another function", "the migration that adds it has not run here"),
        confirm=_FUNCTION,
    ),
    Rule(
        name="function-unexpected",
        severity=Severity.NOTE,
        summary="a function that is there and not expected",
        sentence="the function {name} is there and not expected",
        harm="Nothing breaks today; a second function of the same name may be called in place of the first.",
        hint="Add it to the expected schema, or find out who made it.",
        causes=("a helper made by hand", "a function of which an older form was never removed"),
        confirm=_FUNCTION,
    ),
    Rule(
        name="function-kind",
        severity=Severity.ERROR,
        summary="a function that is another kind of thing, such as a procedure",
        sentence="{name} is a {live}, not a {expected}",
        harm="What calls it one way fails: procedures are called, functions are selected.",
        hint="Which of the two does the code use?",
        causes=("it was recreated as the other kind",),
        confirm=_FUNCTION,
    ),
    Rule(
        name="function-arguments",
        severity=Severity.ERROR,
        summary="a function whose arguments have other names, modes or defaults",
        sentence="{name} takes ({live}), not ({expected})",
        harm="Calls that name an argument, or leave one out, fail or mean something else.",
        hint="Which calls use names or defaults?",
        causes=("the function was replaced with other defaults",),
        confirm="SELECT oid::regprocedure, pg_get_function_arguments(oid) FROM pg_proc WHERE proname = :name",
    ),
    Rule(
        name="function-result",
        severity=Severity.ERROR,
        summary="a function that returns another type than expected",
        sentence="{name} returns {live}, not {expected}",
        harm="Code that reads the result meets another type or other columns.",
        hint="Which side does the code expect?",
        causes=("the function was recreated with another result",),
        confirm=_FUNCTION,
    ),
    Rule(
        name="function-language",
        severity=Severity.WARNING,
        summary="a function in another language than expected",
        sentence="{name} is written in {live}, not {expected}",
        harm="Its body cannot be the one that was agreed on.",
        hint="Who rewrote it?",
        causes=("the function was rewritten, often from SQL to PL/pgSQL",),
        confirm=_BODY,
    ),
    Rule(
        name="function-body",
        severity=Severity.ERROR,
        summary="a function with another body than expected",
        sentence="{name} has another body",
        harm="It does something else than was agreed on, in every query, trigger and policy that calls it.",
        hint="Read the difference: which side is right, and who replaced the other?",
        causes=("a hot fix by hand", "a migration that replaces it has not run here, or ran too early"),
        confirm=_BODY,
    ),
    Rule(
        name="function-volatility",
        severity=Severity.ERROR,
        summary="a function with another volatility than expected",
        sentence="{name} is {live}, not {expected}",
        harm="Called immutable or stable without being so, it gives old answers, and indexes on it go wrong; volatile, "
        "it is called for each row and no index serves it.",
        hint="Which one is true of the body?",
        causes=("the function was replaced without the word, which makes it volatile",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-strict",
        severity=Severity.ERROR,
        summary="a function that is, or is not, called with NULL",
        sentence="{name} is {live}, expected to be {expected}",
        harm="Arguments that are NULL give another result.",
        hint="What does the body make of NULL?",
        causes=("the function was replaced without STRICT",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-parallel",
        severity=Severity.WARNING,
        summary="a function with another parallel safety than expected",
        sentence="{name} is {live}, not {expected}",
        harm="Queries lose their parallel plans; or run in workers what must not run there.",
        hint="Does the body write, or use anything of its session?",
        causes=("the function was replaced without the word, which makes it unsafe",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-leakproof",
        severity=Severity.ERROR,
        summary="a function that is, or is not, trusted to leak nothing (LEAKPROOF)",
        sentence="{name} is {live}, expected to be {expected}",
        harm="A leakproof function is run on rows that row security or a view hides.",
        hint="Who trusted it, and does its body deserve that?",
        causes=("the function was altered by a superuser",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-planning",
        severity=Severity.NOTE,
        summary="a function that the planner is told other things of than expected (COST, ROWS, SUPPORT)",
        sentence="the planner is told of {name}: {live}, not {expected}",
        harm="No result changes; queries that call it may be planned otherwise.",
        hint="Which queries was it tuned for?",
        causes=("the function was recreated without it",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-security-definer",
        severity=Severity.ERROR,
        summary="a function that runs with the rights of its owner and is not expected to (SECURITY DEFINER)",
        sentence="{name} runs with the rights of {live}, not of {expected}",
        harm="Whoever may call it can do what its owner can.",
        hint="Who owns it, who may call it, and does it set a search_path of its own?",
        causes=("a quick way around a refused permission",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-security-invoker",
        severity=Severity.ERROR,
        summary="a function that is expected to run with the rights of its owner and does not",
        sentence="{name} runs with the rights of {live}, not of {expected}",
        harm="Callers without rights of their own are refused.",
        hint="Was it replaced without SECURITY DEFINER?",
        causes=("the function was replaced without the words",),
        confirm=_FLAGS,
    ),
    Rule(
        name="function-settings",
        severity=Severity.ERROR,
        summary="a function that sets other parameters while it runs",
        sentence="{name} sets {live}, not {expected}",
        harm="Without its own search_path a function that runs with its owner's rights calls whatever its caller put "
        "in the way; other settings change what it computes.",
        hint="Was it replaced without its SET clauses?",
        causes=("the function was replaced without them",),
        confirm=_FLAGS,
    ),
    Rule(
        name="aggregate-parts",
        severity=Severity.ERROR,
        summary="an aggregate that is made of other functions, types or values",
        sentence="{name} is made of other parts",
        harm="It computes something else.",
        hint="Which part changed?",
        causes=("the aggregate was recreated",),
        confirm="SELECT * FROM pg_aggregate WHERE aggfnoid::text LIKE :name",
    ),
)
