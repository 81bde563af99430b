"""Reports back from their JSON, so that those of several machines can be shown as one: the other way of `json.py`.

What JSON has no words for is not there again: the objects themselves, with which HTML draws its pictures.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, get_args

from schemacheck.base.errors import ExitCode, Mistake, SchemacheckError, SourceError, UncheckedError, UsageError
from schemacheck.base.names import Position
from schemacheck.base.record import record
from schemacheck.base.shard import Shard
from schemacheck.model.schema import Origin, Server, SourceKind
from schemacheck.render.json import FORMAT
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding, GapCause, NotChecked, Value
from schemacheck.report.look import Look
from schemacheck.report.multi_report import TargetResult
from schemacheck.report.policy import Waiver
from schemacheck.report.report import Ignored, Report
from schemacheck.report.rules import RULES, Band, Severity
from schemacheck.report.seen import Seen
from schemacheck.report.subject import CheckCondition, Grantee, KeyColumns, Member, MemberName, SingleMember, Subject
from schemacheck.report.written import Transaction, Written


@record
class Saved:
    """What one file of JSON says."""

    results: tuple[TargetResult, ...]
    shard: Shard | None = None
    """Which part of a run it is."""
    expected: Origin | None = None
    """The expected side of the whole run; None where nothing was compared."""


def parse(text: str, name: str) -> Saved:
    """Read what `--format json` wrote.

    Args:
        text: the document.
        name: what a reader calls the file; a result without a name of its own bears it.

    Raises:
        UsageError: it is no such document, or only a part of one.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(f"{name} is no JSON", _HINT) from None
    if not isinstance(document, dict) or "outcome" not in document:
        raise UsageError(f"{name} is no report of schemacheck", _HINT)
    if document.get("format") != FORMAT:
        stated = json.dumps(document.get("format"))
        raise UsageError(f"{name} is a report of format {stated}; this schemacheck reads format {FORMAT}")
    try:
        return _saved(document, name)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{name} is no whole report of schemacheck: {_said(error)}", _HINT) from None


_HINT: Final = "Reports to merge are written with `-o FILE.json` or `--format json`."


def _said(error: Exception) -> str:
    return (
        f"{error.args[0]} is not there" if isinstance(error, KeyError) and error.args else "a value is of no such kind"
    )


def _saved(document: Mapping[str, Any], name: str) -> Saved:
    shard = document.get("shard")
    part = Shard(int(shard["number"]), int(shard["of"])) if shard else None
    if "results" not in document:
        return Saved((TargetResult(name, _result(document, name)),), part, _expected_of(document))
    results = [_target_result(each, name) for each in document["results"]]
    compared = [each for each in document["results"] if "expected" in each]
    return Saved(tuple(results), part, _expected_of(compared[0]) if compared else None)


def _expected_of(document: Mapping[str, Any]) -> Origin | None:
    return _origin(document["expected"]) if "expected" in document else None


def _target_result(stated: Mapping[str, Any], name: str) -> TargetResult:
    about_files = bool(stated["about_files"])
    target = stated["target"]
    return TargetResult(
        target if target is not None else _origin(stated["expected"]).label if about_files else "",
        _result(stated, name),
        tuple(map(str, stated["schemas"])),
        {str(label): str(value) for label, value in stated["labels"].items()},
        is_about_files=about_files,
    )


def _result(stated: Mapping[str, Any], name: str) -> Report | SchemacheckError:
    return _error(stated) if stated["outcome"] == "error" else _report(stated, name)


def _error(stated: Mapping[str, Any]) -> SchemacheckError:
    error = stated["error"]
    if error["mistakes"]:
        return SourceError(
            [
                Mistake(_required_position(each["location"]), each["message"], each["hint"], each["evidence"])
                for each in error["mistakes"]
            ]
        )
    kind = UsageError if stated["exit_code"] == ExitCode.USAGE else UncheckedError
    return kind(error["message"], error["hint"])


def _report(stated: Mapping[str, Any], name: str) -> Report:
    if stated["shown"] is not None:
        raise UsageError(
            f"{name} shows only a part of its findings", "Write it without --only and --rule; merge takes both itself."
        )
    lists = {
        key: tuple(_finding(each, pending=key == "pending") for each in stated[key])
        for key in ("findings", "pending", "waived", "known", "undecided")
    }
    known = {each.fingerprint: each for key in ("undecided", "findings") for each in lists[key]}
    told = [each for key in ("findings", "pending", "waived", "known", "undecided") for each in stated[key]]
    return Report(
        expected=_origin(stated["expected"]),
        live=_origin(stated["live"]),
        home=str(stated["schema"]),
        findings=lists["findings"],
        waived=lists["waived"],
        not_checked=tuple(map(_gap, stated["not_checked"])),
        counts={str(noun): int(number) for noun, number in stated["counts"]["compared"].items()},
        fail_on=Severity(stated["fail_on"]),
        schemas=tuple(map(str, stated["looked_at"]["schemas"])),
        unread=tuple(map(str, stated["looked_at"]["unread"])),
        protected={
            f"{each['object']['schema']}.{each['object']['name']}": each["protected"]
            for each in told
            if each["protected"] is not None
        },
        notes=tuple(map(str, stated["notes"])),
        today=next(filter(None, map(_today, told)), None),
        known=lists["known"],
        baseline=stated["baseline"],
        previous=_origin(stated["previous"]) if stated["previous"] else None,
        pending=lists["pending"],
        ignored=tuple(
            Ignored(each["object"], each["reason"], _position(each["location"])) for each in stated["ignored"]
        ),
        undecided=lists["undecided"],
        transactions=tuple(
            Transaction(
                Written(int(each["transaction"]), "", at=_moment(each["at"])),
                tuple(known[fingerprint] for fingerprint in each["findings"]),
            )
            for each in stated["transactions"]
        ),
        causes=tuple(_cause(each, known) for each in stated["causes"]),
    )


def _cause(stated: Mapping[str, Any], known: Mapping[str, Finding]) -> Cause:
    findings = tuple(known[fingerprint] for fingerprint in stated["findings"])
    since = _moment(stated["since"])
    return Cause(
        stated["name"],
        stated["sentence"],
        stated["evidence"],
        # Several are what its findings say themselves.
        stated["breaks"][0] if len(stated["breaks"]) == 1 else "",
        findings,
        Written(0, "", at=since) if since else None,
    )


def _finding(stated: Mapping[str, Any], *, pending: bool) -> Finding:
    rule = RULES.get(stated["rule"])
    if rule is None:
        raise UsageError(
            f"there is no rule {stated['rule']}",
            "Another version of schemacheck wrote that report; merge with that one.",
        )
    written, seen, look = stated["written"], stated["seen"], stated["look"]
    return Finding(
        rule,
        Severity(stated["severity"]),
        _subject(stated["object"]),
        stated["sentence"],
        stated["change"],
        _value(stated["expected"]),
        _value(stated["live"]),
        previous=_value(stated["previous"]),
        harm=stated["harm"],
        hint=stated["hint"],
        band=Band(stated["band"]) if stated["band"] else None,
        live_name=stated["live_name"],
        live_noun=stated["live_noun"],
        at=_position(stated["location"]),
        live_at=_position(stated["live_location"]),
        evidence=stated["evidence"],
        facts=tuple((str(label), str(fact)) for label, fact in stated["facts"].items()),
        stated=stated["stated"],
        waiver=_waiver(stated["waiver"]),
        lapsed=_waiver(stated["lapsed_waiver"]),
        pending=pending,
        gap=_gap(stated["gap"]) if stated["gap"] else None,
        seen=_seen(seen) if seen else None,
        written=Written(
            int(written["transaction"]),
            stated["fingerprint"],
            with_table=bool(written["with_table"]),
            at=_moment(written["at"]),
        )
        if written
        else None,
        look=Look(look["query"], look["none"], look["some"]) if look else None,
    )


def _gap(stated: Mapping[str, Any]) -> NotChecked:
    if stated["cause"] not in get_args(GapCause):
        raise ValueError(stated["cause"])
    return NotChecked(str(stated["what"]), stated["cause"], str(stated["reason"]))


def _seen(stated: Mapping[str, Any]) -> Seen:
    first = datetime.fromisoformat(stated["first"])
    # When the check was is not written; any later moment of that day says the same.
    return Seen(first, first if stated["is_new"] else first + timedelta(seconds=1), _moment(stated["absent"]))


_MEMBERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Member]]] = {
    "name": lambda stated: MemberName(str(stated["name"]), bool(stated["in_quotes"])),
    "columns": lambda stated: KeyColumns(tuple(map(str, stated["columns"]))),
    "condition": lambda stated: CheckCondition(str(stated["condition"])),
    "grantee": lambda stated: Grantee(str(stated["grantee"])),
    "only": lambda _stated: SingleMember(),
}


def _subject(stated: Mapping[str, Any]) -> Subject:
    member = stated["member"]
    if member is None:
        return Subject(stated["kind"], stated["schema"], stated["name"], suffix=stated["part"])
    return Subject(stated["kind"], stated["schema"], stated["name"], _MEMBERS[member["by"]](member))


def _value(stated: Any) -> Value:
    if isinstance(stated, list):
        return tuple(map(str, stated))
    if stated is not None and not isinstance(stated, str | bool):
        raise TypeError(stated)
    return stated


def _waiver(stated: Mapping[str, Any] | None) -> Waiver | None:
    if stated is None:
        return None
    return Waiver(
        stated["rule"],
        stated["object"],
        stated["reason"],
        stated["owner"],
        date.fromisoformat(stated["expires"]) if stated["expires"] else None,
        _position(stated["location"]),
    )


def _today(finding: Mapping[str, Any]) -> date | None:
    """The day of the check, from how long a waiver holds after it."""
    for waiver in (finding["waiver"], finding["lapsed_waiver"]):
        if waiver and waiver["days_left"] is not None:
            return date.fromisoformat(waiver["expires"]) - timedelta(days=int(waiver["days_left"]))
    return None


def _moment(stated: str | None) -> datetime | None:
    return datetime.fromisoformat(stated) if stated else None


def _position(stated: Mapping[str, Any] | None) -> Position | None:
    return _required_position(stated) if stated else None


def _required_position(stated: Mapping[str, Any]) -> Position:
    return Position(str(stated["file"]), int(stated["line"]), int(stated["column"]))


def _origin(stated: Mapping[str, Any]) -> Origin:
    kind, server = stated["kind"], stated["server"]
    if kind not in get_args(SourceKind):
        raise ValueError(kind)
    return Origin(
        kind,
        str(stated["label"]),
        Server(
            server["product"],
            int(server["major"]),
            server["database"],
            server["host"],
            server["role"],
            replica=bool(server["replica"]),
        )
        if server
        else None,
        bool(stated["is_database"]),
    )
