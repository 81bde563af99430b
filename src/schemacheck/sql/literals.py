"""What a literal of a built-in type means, whatever way it is spelt: the value behind `'-1'`, `'14 days'` or `'{}'`.

The canonical texts follow what PostgreSQL prints under the settings the live side is read with (DateStyle ISO,
IntervalStyle postgres, TimeZone UTC, bytea_output hex). A text that is not recognised stands for itself.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Final

from schemacheck.sql.tokens import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemacheck.sql.types import TypeName

INTEGER_RANGES: Final = {"smallint": 1 << 15, "integer": 1 << 31, "bigint": 1 << 63}
BOOLEANS: Final = {
    **{word[:n]: True for word in ("true", "yes") for n in range(1, len(word) + 1)},
    **{word[:n]: False for word in ("false", "no") for n in range(1, len(word) + 1)},
    "on": True,
    "1": True,
    "of": False,
    "off": False,
    "0": False,
}
"""What the input of type boolean understands: any unambiguous beginning, in lower case."""

TEXTUAL: Final = frozenset({"text", "varchar", "bpchar", "char", "name", '"char"'})
NUMERIC: Final = frozenset({*INTEGER_RANGES, "numeric", "real", "double precision", "money", "oid"})
BITS: Final = frozenset({"bit", "varbit", '"bit"'})
JSON: Final = frozenset({"json", "jsonb"})

_ARRAY_ITEM = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*([,}])|([^{}",\\]*)([,}])', re.DOTALL)
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_MAX_NESTING: Final = 100
_MAX_EXPONENT: Final = 1000
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,6})?\Z", re.ASCII)
_BASED = re.compile(r"([-+]?)(0[xX][0-9a-fA-F]{1,64}|0[oO][0-7]{1,64}|0[bB][01]{1,256})\Z", re.ASCII)
_MONEY = re.compile(r"(-?)\$?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\Z", re.ASCII)
_NOT_FINITE: Final = {"nan": "NaN", **dict.fromkeys(("inf", "infinity", "+infinity"), "Infinity")}
_DATE: Final = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
_TIME: Final = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?"
_ZONE: Final = r"(?P<zone>Z|UTC|GMT|[-+][0-9]{1,2}(?::?[0-9]{2})?)"
_STAMP = re.compile(rf"{_DATE}(?:(?:T| +){_TIME} *{_ZONE}?)?\Z", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(rf"(?:{_DATE}(?:T| +))?{_TIME} *{_ZONE}?\Z", re.ASCII | re.IGNORECASE)
_BITS = re.compile(r"(?:[bB][01]*|[xX][0-9a-fA-F]*)\Z")
_OCTAL = re.compile(r"\\(\\|[0-7]{3})")
_INTERVAL_PART = re.compile(
    r"(?P<sign>[-+]?)(?:(?P<hours>[0-9]{1,9}):(?P<minutes>[0-9]{2})(?::(?P<seconds>[0-9]{2}(?:\.[0-9]{1,6})?))?"
    r"|(?P<count>[0-9]{1,9})(?P<part>\.[0-9]{1,6})? *(?P<unit>[a-z]+))(?: +|\Z)",
    re.ASCII,
)
_MONTHS: Final = {
    **dict.fromkeys(("mon", "mons", "month", "months"), 1),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), 12),
}
_DAYS: Final = {**dict.fromkeys(("d", "day", "days"), 1), **dict.fromkeys(("w", "week", "weeks"), 7)}
_MICROSECONDS: Final = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600_000_000),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60_000_000),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1_000_000),
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), 1_000),
    **dict.fromkeys(("us", "usec", "usecs", "microsecond", "microseconds"), 1),
}


RESPELT: Final = words(
    """jsonpath tsquery tsvector money cidr macaddr macaddr8 pg_lsn bytea xid8 timetz
    point line lseg box path polygon circle
    int4range int8range numrange daterange tsrange tstzrange
    int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange
    regclass regproc regprocedure regoper regoperator regtype regrole regnamespace regconfig regdictionary
    regcollation"""
)
"""Types whose literals the server prints in a spelling of its own, which is not known here."""
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def literal_value(text: str, target: TypeName) -> tuple[str, str]:
    """Return the kind of a string literal of a scalar type, and the canonical text of its value."""
    name = target.name if target.schema is None else ""
    if name in TEXTUAL:
        # Trailing blanks of char(n) are padding.
        return "text", text.rstrip(" ") if name in ("char", "bpchar") else text
    if name in NUMERIC:
        number = number_value(text)
        if number is None and name == "money" and (match := _MONEY.match(text.strip())):
            number = number_value(match[1] + match[2].replace(",", "") + (match[3] or ""))
        return ("text", text) if number is None else ("number", number)
    if name == "boolean":
        truth = BOOLEANS.get(text.strip().lower())
        return ("text", text) if truth is None else ("boolean", "true" if truth else "false")
    if name in JSON:
        value = json_value(text)
        return ("text", text) if value is None else ("json", value)
    if name == "bytea":
        value = _bytea(text)
        return ("text", text) if value is None else ("bytes", value)
    if name in BITS:
        return "bits", bits_value(text) if _BITS.match(text) else text
    reader = _READERS.get(name)
    if reader is None and name in RESPELT:
        return "respelt", text
    return "text", text if reader is None else reader(text.strip())


def number_value(text: str) -> str | None:
    """Return a number by its value, without trailing zeros: `0.10` and `1e-1` are one; None for anything else."""
    text = text.strip().replace("_", "")
    lower = text.lower()
    if lower in _NOT_FINITE:
        return _NOT_FINITE[lower]
    if lower in ("-inf", "-infinity"):
        return "-Infinity"
    if based := _BASED.match(text):
        return based[1].replace("+", "") + str(int(based[2], 0)) if int(based[2], 0) else "0"
    if not _NUMBER.match(text):
        return None
    try:
        sign, digits, exponent = Decimal(text).as_tuple()
    except InvalidOperation:
        return None
    if not isinstance(exponent, int):
        return None
    figures = "".join(map(str, digits)).lstrip("0")
    significant = figures.rstrip("0")
    exponent += len(figures) - len(significant)
    if not significant:
        return "0"
    minus = "-" if sign else ""
    if abs(exponent) > _MAX_EXPONENT:
        return f"{minus}{significant}e{exponent}"
    if exponent >= 0:
        return minus + significant + "0" * exponent
    whole = significant.rjust(-exponent + 1, "0")
    return f"{minus}{whole[:exponent]}.{whole[exponent:]}"


def json_value(text: str) -> str | None:
    """Return JSON in one spelling: members sorted, numbers by value; None when it is no JSON."""
    if text.count("[") + text.count("{") > _MAX_NESTING:
        return None
    try:
        value = json.loads(text, parse_float=_JsonNumber, parse_int=_JsonNumber, parse_constant=_refuse)
    except ValueError:
        return None
    return _json_text(value)


class _JsonNumber(str):
    """A number of a JSON text, kept exact."""

    __slots__ = ()


def _refuse(name: str) -> object:
    raise ValueError(name)


def _json_text(value: object) -> str:
    if isinstance(value, _JsonNumber):
        return number_value(value) or str(value)
    if isinstance(value, list):
        return f"[{', '.join(_json_text(item) for item in value)}]"
    if isinstance(value, dict):
        members = (f"{json.dumps(key, ensure_ascii=False)}: {_json_text(value[key])}" for key in sorted(value))
        return "{" + ", ".join(members) + "}"
    return json.dumps(value, ensure_ascii=False)


def array_items(text: str) -> list[str | None] | None:
    """Read an array literal of one dimension; None when it is another thing."""
    text = text.strip()
    if not text.startswith("{") or not text.endswith("}"):
        return None
    if not text[1:-1].strip():
        return []
    items: list[str | None] = []
    at = 1
    while True:
        match = _ARRAY_ITEM.match(text, at)
        bare = match[3].strip() if match is not None and match[1] is None else ""
        if match is None or (match[1] is None and not bare):
            return None
        if match[1] is not None:
            items.append(re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL))
        else:
            items.append(None if bare.lower() == "null" else bare)
        at = match.end()
        if (match[2] or match[4]) == "}":
            return items if at == len(text) else None


def loose_value(text: str) -> str:
    """Return a text in one spelling when it looks like a moment, a span of time or JSON, whatever its type is."""
    if json_value(text) is not None and text[:1] in ("{", "["):
        return json_value(text) or text
    if _STAMP.match(text.strip()):
        return _stamp(text.strip(), zoned=True).removesuffix("+00").removesuffix(" 00:00:00")
    return _interval(text) if text[:1].isdigit() or text[:1] in ("-", "+") else text


def bits_value(text: str) -> str:
    """Return a bit string as its bits; `text` starts with B or X."""
    if text[0] in "Xx":
        return "".join(f"{int(digit, 16):04b}" if digit in _HEX else digit for digit in text[1:])
    return text[1:]


def _bytea(text: str) -> str | None:
    r"""Return bytes as `\x...`; both the hex and the escape format are read."""
    if text.startswith("\\x"):
        digits = re.sub(r"[ \t\n\r]", "", text[2:])
        return "\\x" + digits.lower() if re.fullmatch(r"(?:[0-9a-fA-F]{2})*", digits) else None
    if "\\" in _OCTAL.sub("", text):
        return None
    out = bytearray()
    at = 0
    for match in _OCTAL.finditer(text):
        out += text[at : match.start()].encode(errors="surrogatepass")
        out.append(ord("\\") if match[1] == "\\" else int(match[1], 8) & 0xFF)
        at = match.end()
    return "\\x" + (out + text[at:].encode(errors="surrogatepass")).hex()


def _date(text: str) -> str:
    if text.lower() == "epoch":
        return "1970-01-01"
    match = _STAMP.match(text)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat() if match else text.lower()
    except ValueError:
        return text


def _stamp(text: str, *, zoned: bool) -> str:
    if text.lower() == "epoch":
        text = "1970-01-01 00:00:00+00"
    match = _STAMP.match(text)
    if match is None:
        return text.lower()
    try:
        value = datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            int((match["fraction"] or "").ljust(6, "0")),
            tzinfo=timezone.utc,
        )
        # A timestamp without time zone ignores the zone of its literal.
        value -= _offset(match["zone"]) if zoned else timedelta()
    except (ValueError, OverflowError):
        return text
    return value.date().isoformat() + " " + _clock_text(value) + ("+00" if zoned else "")


def _time(text: str, *, zoned: bool) -> str:
    match = _CLOCK.match(text)
    if match is None:
        return text.lower()
    fraction = (match["fraction"] or "").rstrip("0")
    written = f"{int(match['hour']):02}:{match['minute']}:{match['second'] or '00'}" + (
        f".{fraction}" if fraction else ""
    )
    if not zoned:
        return written
    minutes = int(_offset(match["zone"]).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    hours, minutes = divmod(abs(minutes), 60)
    return f"{written}{sign}{hours:02}" + (f":{minutes:02}" if minutes else "")


def _offset(zone: str | None) -> timedelta:
    if not zone or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if zone[0] == "-" else offset


def _clock_text(value: datetime) -> str:
    fraction = f"{value.microsecond:06}".rstrip("0")
    return f"{value:%H:%M:%S}" + (f".{fraction}" if fraction else "")


def _interval(text: str) -> str:
    lower = text.lower()
    if re.fullmatch(r"[0-9]{1,9}", lower, re.ASCII):
        lower += " seconds"
    months = days = micros = at = 0
    while at < len(lower):
        match = _INTERVAL_PART.match(lower, at)
        if match is None:
            return " ".join(lower.split())
        sign = -1 if match["sign"] == "-" else 1
        unit, at = match["unit"], match.end()
        if unit is None:
            seconds = int(Decimal(match["seconds"] or 0) * 1_000_000)
            micros += sign * (int(match["hours"]) * 3_600_000_000 + int(match["minutes"]) * 60_000_000 + seconds)
        elif match["part"] and unit not in _MICROSECONDS:
            return " ".join(lower.split())
        elif unit in _MONTHS:
            months += sign * int(match["count"]) * _MONTHS[unit]
        elif unit in _DAYS:
            days += sign * int(match["count"]) * _DAYS[unit]
        elif unit in _MICROSECONDS:
            micros += sign * int(Decimal(match["count"] + (match["part"] or "")) * _MICROSECONDS[unit])
        else:
            return " ".join(lower.split())
    return _interval_text(months, days, micros)


def _interval_text(months: int, days: int, micros: int) -> str:
    years, rest = divmod(abs(months), 12)
    back = -1 if months < 0 else 1
    parts = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((back * years, "year"), (back * rest, "mon"), (days, "day"))
        if count
    ]
    if micros or not parts:
        seconds, fraction = divmod(abs(micros), 1_000_000)
        tail = f".{fraction:06}".rstrip("0") if fraction else ""
        sign = "-" if micros < 0 else ""
        parts.append(f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{tail}")
    return " ".join(parts)


def _uuid(text: str) -> str:
    digits = text.lower().strip("{}").replace("-", "")
    if not re.fullmatch(r"[0-9a-f]{32}", digits):
        return text
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _inet(text: str) -> str:
    """A host's own mask is not printed."""
    return text.lower().removesuffix("/128" if ":" in text else "/32")


def _cidr(text: str) -> str:
    """A host's own mask is printed, even where nobody wrote it."""
    lower = text.lower()
    if "/" in lower or not (":" in lower or lower.count(".") == 3):
        return lower
    return f"{lower}/{128 if ':' in lower else 32}"


_RANGE: Final = re.compile(r"([\[(]) *([-+]?[0-9]{1,18})? *, *([-+]?[0-9]{1,18})? *([\])])", re.ASCII)


def _whole_range(text: str) -> str:
    """A range of whole numbers is printed from the first that is in it to the first that is not."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return text.strip().lower()
    low, high = (None if bound is None else int(bound) for bound in match.group(2, 3))
    if low is not None and match[1] == "(":
        low += 1
    if high is not None and match[4] == "]":
        high += 1
    if low is not None and high is not None and low >= high:
        return "empty"
    return f"{'(' if low is None else f'[{low}'},{'' if high is None else high})"


def _hardware(text: str, *, digits: int) -> str:
    """An address of a network card, however its digits are put together; six bytes may stand for eight."""
    found = "".join(digit for digit in text.lower() if digit not in ":-.")
    if digits == 16 and len(found) == 12:
        found = f"{found[:6]}fffe{found[6:]}"
    if len(found) != digits or not set(found) <= _HEXADECIMAL:
        return text
    return ":".join(found[place : place + 2] for place in range(0, digits, 2))


_READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "date": _date,
    "timestamp": partial(_stamp, zoned=False),
    "timestamptz": partial(_stamp, zoned=True),
    "time": partial(_time, zoned=False),
    "timetz": partial(_time, zoned=True),
    "interval": _interval,
    "uuid": _uuid,
    "inet": _inet,
    "cidr": _cidr,
    "int4range": _whole_range,
    "int8range": _whole_range,
    "macaddr": partial(_hardware, digits=12),
    "macaddr8": partial(_hardware, digits=16),
}
