"""The grammar of SQL expressions, as far as defaults, checks and index predicates use it: text in, tree out.

An operator-precedence parser with PostgreSQL's own levels (manual, "Operator Precedence"). Spellings that differ in
syntax alone (`BETWEEN`, `IN`, `LIKE`, `AT TIME ZONE`, typed literals, `!=`) become one tree here; what depends on the
meaning of casts is left to `expressions`. What it does not understand (subqueries, window functions) is refused, never
guessed.
"""

from __future__ import annotations

from typing import Final

from schemacheck.sql.expression_tree import (
    AND,
    AT,
    CAST,
    COLLATE,
    INDEX,
    IS,
    MATCH,
    NOT,
    NULL,
    OR,
    OTHER,
    SIGN,
    SUM,
    Node,
    has_column,
    joined,
    level_of,
)
from schemacheck.sql.function_names import call_of, dotted, unqualified
from schemacheck.sql.literals import number_value
from schemacheck.sql.token_cursor import FIELD_WORDS, Cursor, NotUnderstoodError
from schemacheck.sql.tokens import RESERVED, Token, sql_name, tokens
from schemacheck.sql.types import TypeName, TypeSyntaxError, parse_type

_MAX_DEPTH: Final = 50
_MAX_TREE: Final = 100
"""Deeper texts are not understood: recursion stays far from Python's limit whoever calls."""

_LIKES: Final = {"like": "~~", "ilike": "~~*"}
_CONSTANTS: Final = {
    "true": "true",
    "false": "false",
    "null": "NULL",
    "current_catalog": "CURRENT_CATALOG",
    "current_date": "CURRENT_DATE",
    "current_role": "CURRENT_USER",
    "current_schema": "CURRENT_SCHEMA",
    "current_time": "CURRENT_TIME",
    "current_timestamp": "CURRENT_TIMESTAMP",
    "current_user": "CURRENT_USER",
    "localtime": "LOCALTIME",
    "localtimestamp": "LOCALTIMESTAMP",
    "session_user": "SESSION_USER",
    "system_user": "SYSTEM_USER",
    "user": "CURRENT_USER",
}
_WITH_PRECISION: Final = frozenset({"current_time", "current_timestamp", "localtime", "localtimestamp"})


def parse_expression(text: str, home: str = "") -> Node:
    """Parse one expression; names of schema `home` lose their qualification.

    Raises:
        NotUnderstoodError: the text is no expression, or one this grammar does not cover.
    """
    parser = _Parser(tokens(text), home)
    try:
        tree = parser.expression(OR)
    except TypeSyntaxError as error:
        raise NotUnderstoodError(str(error)) from None
    if parser.at < len(parser.tokens):
        raise NotUnderstoodError(parser.tokens[parser.at].text)
    if _is_deep(tree):
        raise NotUnderstoodError("too deep")
    return tree


def _is_deep(tree: Node) -> bool:
    layer = [tree]
    for _ in range(_MAX_TREE):
        layer = [child for node in layer for child in node.args]
        if not layer:
            return False
    return True


class _Parser(Cursor):
    """The grammar; each method takes what it is named after."""

    # Operators

    def expression(self, lowest: int) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise NotUnderstoodError("too deep")
        left = self.prefix()
        while (after := self.infix(left, lowest)) is not None:
            left = after
        self.depth -= 1
        return left

    def prefix(self) -> Node:
        token = self.peek()
        if token.kind == "word" and token.value == "not":
            self.at += 1
            return Node("not", "", (self.expression(NOT),))
        if token.kind == "op":
            self.at += 1
            if token.value in ("-", "+"):
                return _signed(token.value, self.expression(SIGN))
            return Node("prefix", token.value, (self.expression(SUM),))
        return self.primary()

    def infix(self, left: Node, lowest: int) -> Node | None:
        token = self.peek()
        if token.kind == "punct":
            if token.value == "::" and lowest <= CAST:
                self.at += 1
                return _cast(left, self.type())
            if token.value == "[" and lowest <= INDEX:
                return self.subscript(left)
            return None
        if token.kind == "op":
            operator = "<>" if token.value == "!=" else token.value
            level = OTHER if operator in ("~~", "!~~", "~~*", "!~~*") else level_of(operator)
            if level < lowest:
                return None
            self.at += 1
            return self.operated(operator, left, level)
        return self.worded(token, left, lowest) if token.kind == "word" else None

    def operated(self, operator: str, left: Node, level: int) -> Node:
        word = self.peek()
        if word.kind == "word" and word.value in ("any", "some", "all") and self.is_punct("(", 1):
            self.at += 2
            array = self.expression(OR)
            self.need_punct(")")
            return Node("all" if word.value == "all" else "any", operator, (left, array))
        return Node("op", operator, (left, self.expression(level + 1)))

    def worded(self, token: Token, left: Node, lowest: int) -> Node | None:
        word = token.value
        if word in ("and", "or"):
            level = AND if word == "and" else OR
            if level < lowest:
                return None
            self.at += 1
            return joined(word, [left, self.expression(level + 1)])
        if word in ("is", "isnull", "notnull"):
            return self.tested(left) if lowest <= IS else None
        negated = word == "not"
        ahead = self.peek(1) if negated else token
        if ahead.kind == "word" and ahead.value in ("between", "in", "like", "ilike", "similar"):
            if lowest > MATCH:
                return None
            self.at += 2 if negated else 1
            return self.matched(ahead.value, left, negated)
        if word == "at" and lowest <= AT and self.take_word("at", "time", "zone"):
            return Node("call", "timezone", (self.expression(AT + 1), left))
        if word == "at" and lowest <= AT and self.take_word("at", "local"):
            return Node("call", "timezone", (left,))
        if word == "collate" and lowest <= COLLATE:
            self.at += 1
            return Node("collate", dotted(unqualified(self.path(), self.home)), (left,))
        if word == "operator" and lowest <= OTHER and self.is_punct("(", 1):
            self.at += 2
            return self.operated(self.qualified_operator(), left, OTHER)
        return None

    def qualified_operator(self) -> str:
        schema: list[Token] = []
        while self.peek().kind in ("word", "name"):
            schema.append(self.peek())
            self.at += 1
            self.need_punct(".")
        token = self.peek()
        if token.kind != "op":
            raise NotUnderstoodError(token.text)
        self.at += 1
        self.need_punct(")")
        operator = "<>" if token.value == "!=" else token.value
        names = [part.value for part in schema]
        if not names or names in (["pg_catalog"], [self.home]):
            return operator
        return f"OPERATOR({'.'.join(sql_name(name) for name in names)}.{operator})"

    def tested(self, left: Node) -> Node:
        if self.take_word("isnull"):
            return Node("is", "NULL", (left,))
        if self.take_word("notnull"):
            return Node("is", "NOT NULL", (left,))
        self.at += 1
        negation = "NOT " if self.take_word("not") else ""
        if self.take_word("distinct", "from"):
            return _is_distinct(left, self.expression(IS + 1), negated=bool(negation))
        token = self.peek()
        if token.kind == "word" and token.value in ("null", "true", "false", "unknown"):
            self.at += 1
            return Node("is", negation + token.value.upper(), (left,))
        raise NotUnderstoodError(token.text)

    def matched(self, word: str, left: Node, negated: bool) -> Node:
        if word == "between":
            return self.between(left, negated)
        if word == "in":
            self.need_punct("(")
            return _among(left, self.listed(")"), negated)
        if word == "similar":
            self.need_word("to")
            args = [self.expression(MATCH + 1)]
            if self.take_word("escape"):
                args.append(self.expression(MATCH + 1))
            return Node("op", "!~" if negated else "~", (left, Node("call", "similar_to_escape", tuple(args))))
        pattern = self.expression(MATCH + 1)
        if self.take_word("escape"):
            pattern = Node("call", "like_escape", (pattern, self.expression(MATCH + 1)))
        return Node("op", ("!" if negated else "") + _LIKES[word], (left, pattern))

    def between(self, left: Node, negated: bool) -> Node:
        symmetric = self.take_word("symmetric")
        if not symmetric:
            self.take_word("asymmetric")
        low = self.expression(OTHER)
        self.need_word("and")
        high = self.expression(OTHER)
        inside = _outside if negated else _inside
        if not symmetric:
            return inside(left, low, high)
        return joined("and" if negated else "or", [inside(left, low, high), inside(left, high, low)])

    def subscript(self, left: Node) -> Node:
        self.at += 1
        nothing = Node("nothing")
        low = nothing if self.is_punct(":") else self.expression(OR)
        if self.take_punct(":"):
            high = nothing if self.is_punct("]") else self.expression(OR)
            self.need_punct("]")
            return Node("slice", "", (left, low, high))
        self.need_punct("]")
        return Node("index", "", (left, low))

    def listed(self, end: str) -> list[Node]:
        if self.take_punct(end):
            return []
        found = [self.expression(OR)]
        while self.take_punct(","):
            found.append(self.expression(OR))
        self.need_punct(end)
        return found

    # Operands

    def primary(self) -> Node:
        token = self.peek()
        if token.kind in ("number", "string", "bits", "param"):
            self.at += 1
            return Node(token.kind, _number_text(token.value) if token.kind == "number" else token.value)
        if token.kind == "punct" and token.value == "(":
            return self.parenthesised()
        if token.kind == "word":
            special = self.special(token.value)
            if special is not None:
                return special
        if token.kind not in ("word", "name"):
            raise NotUnderstoodError(token.text)
        return self.named()

    def parenthesised(self) -> Node:
        self.at += 1
        found = self.listed(")")
        if not found:
            raise NotUnderstoodError("()")
        node = found[0] if len(found) == 1 else Node("row", "", tuple(found))
        while self.is_punct(".") and self.peek(1).kind in ("word", "name"):
            node = Node("field", sql_name(self.peek(1).value), (node,))
            self.at += 2
        return node

    def special(self, word: str) -> Node | None:
        """Read what a keyword introduces; None when the word is an ordinary name."""
        called = self.is_punct("(", 1)
        if word in _CONSTANTS and not (called and word not in _WITH_PRECISION):
            self.at += 1
            precision = ""
            if self.take_punct("("):
                precision = f"({self.peek().value})"
                if self.peek().kind != "number":
                    raise NotUnderstoodError(precision)
                self.at += 1
                self.need_punct(")")
            return Node("const", _CONSTANTS[word] + precision)
        if word == "case":
            return self.case()
        if word == "cast" and called:
            self.at += 2
            value = self.expression(OR)
            self.need_word("as")
            target = self.type()
            self.need_punct(")")
            return _cast(value, target)
        if word == "array" and self.is_punct("[", 1):
            self.at += 2
            return Node("array", "", tuple(self.elements()))
        if word == "row" and called:
            self.at += 2
            return Node("row", "", tuple(self.listed(")")))
        if called and word in ("extract", "substring", "position", "overlay", "trim"):
            return self.spoken_call(word)
        if word in RESERVED and not (called and word in ("left", "right")):
            raise NotUnderstoodError(word)
        return self.typed_literal()

    def elements(self) -> list[Node]:
        """The elements of an ARRAY constructor; inner brackets are arrays of their own."""
        if self.take_punct("]"):
            return []
        found: list[Node] = []
        while True:
            if self.take_punct("["):
                self.depth += 1
                if self.depth > _MAX_DEPTH:
                    raise NotUnderstoodError("too deep")
                found.append(Node("array", "", tuple(self.elements())))
                self.depth -= 1
            else:
                found.append(self.expression(OR))
            if self.take_punct("]"):
                return found
            self.need_punct(",")

    def case(self) -> Node:
        self.at += 1
        parts = [Node("nothing") if self.is_word("when") else self.expression(OR)]
        while self.take_word("when"):
            parts.append(self.expression(OR))
            self.need_word("then")
            parts.append(self.expression(OR))
        if len(parts) == 1:
            raise NotUnderstoodError("case")
        parts.append(self.expression(OR) if self.take_word("else") else Node("const", "NULL"))
        self.need_word("end")
        return Node("case", "", tuple(parts))

    def spoken_call(self, word: str) -> Node:
        """Read the functions with words between their arguments, as the plain calls they stand for."""
        self.at += 2
        if word == "extract":
            field = self.peek()
            if field.kind not in ("word", "name", "string") or not self.is_word("from", 1):
                raise NotUnderstoodError(word)
            self.at += 2
            value = self.expression(OR)
            self.need_punct(")")
            return Node("call", "extract", (Node("string", field.value.lower()), value))
        if word == "position":
            part = self.expression(OTHER)
            self.need_word("in")
            whole = self.expression(OTHER)
            self.need_punct(")")
            return Node("call", '"position"', (whole, part))
        if word == "trim":
            return self.trim()
        args = [self.expression(OR)]
        joiners = ("from", "for") if word == "substring" else ("placing", "from", "for")
        if self.is_punct(","):
            self.at += 1
            args += self.listed(")")
        else:
            for joiner in joiners:
                if self.take_word(joiner):
                    args.append(self.expression(OR))
                elif joiner == "from":
                    raise NotUnderstoodError(word)
            self.need_punct(")")
        return Node("call", f'"{word}"', tuple(args))

    def trim(self) -> Node:
        function = "btrim"
        for side, name in (("leading", "ltrim"), ("trailing", "rtrim"), ("both", "btrim")):
            if self.take_word(side):
                function = name
        args = [] if self.is_word("from") else [self.expression(OR)]
        if self.take_word("from"):
            args.insert(0, self.expression(OR))
        self.need_punct(")")
        return Node("call", function, tuple(args))

    def typed_literal(self) -> Node | None:
        """Read `date '2020-01-01'`, the same as a cast."""
        start = self.at
        try:
            target = self.type()
        except (TypeSyntaxError, NotUnderstoodError):
            self.at = start
            return None
        if self.peek().kind != "string" or target.array:
            self.at = start
            return None
        value = Node("string", self.peek().value)
        self.at += 1
        after = self.peek()
        if target.name == "interval" and after.kind == "word" and after.value in FIELD_WORDS:
            # `interval '1' day`: the field is the unit of a bare number.
            self.at += 1
            ahead = self.peek()
            if target.modifiers or not value.text.isdigit() or (ahead.kind == "word" and ahead.value == "to"):
                raise NotUnderstoodError(after.text)
            return _cast(Node("string", f"{value.text} {after.value}"), parse_type(f"interval {after.value}"))
        return _cast(value, target)

    def named(self) -> Node:
        typed = self.typed_literal() if self.peek().kind == "name" else None
        if typed is not None:
            return typed
        path = self.path()
        if not self.take_punct("("):
            names = [part.value for part in path]
            if len(names) > 2 and names[0] == self.home:
                names = names[1:]
            return Node("name", ".".join(sql_name(name) for name in names))
        args: list[Node] = []
        if self.peek()[:2] == ("op", "*") and self.is_punct(")", 1):
            self.at += 2
            args.append(Node("star"))
        else:
            args = self.listed(")")
        following = self.peek()
        if following.kind == "word" and following.value in ("over", "filter", "within"):
            raise NotUnderstoodError(following.text)
        return call_of(path, args, self.home)


def _number_text(text: str) -> str:
    """Write a number as the server does: since PostgreSQL 16 there are `1_000` and `0x1F`."""
    plain = text.replace("_", "")
    return (number_value(plain) or plain) if plain[:2].lower() in ("0x", "0o", "0b") else plain


def _cast(value: Node, target: TypeName) -> Node:
    return Node("cast", str(target), (value,), target)


def _signed(sign: str, value: Node) -> Node:
    if value.kind != "number":
        return Node("prefix", sign, (value,))
    if sign == "+":
        return value
    return Node("number", value.text[1:] if value.text.startswith("-") else "-" + value.text)


def _is_distinct(left: Node, right: Node, *, negated: bool) -> Node:
    """IS DISTINCT FROM, as the server's parser takes it: a test of NULL is one, and the negation stands before it."""
    if NULL in (left, right):
        return Node("is", "NULL" if negated else "NOT NULL", (left if right == NULL else right,))
    apart = Node("op", "IS DISTINCT FROM", (left, right))
    return Node("not", "", (apart,)) if negated else apart


def _inside(value: Node, low: Node, high: Node) -> Node:
    return joined("and", [Node("op", ">=", (value, low)), Node("op", "<=", (value, high))])


def _outside(value: Node, low: Node, high: Node) -> Node:
    return joined("or", [Node("op", "<", (value, low)), Node("op", ">", (value, high))])


def _among(left: Node, values: list[Node], negated: bool) -> Node:
    """IN, as the server's parser takes it apart: constants become an array, columns are compared one by one."""
    rows = [value.kind == "row" for value in (left, *values)]
    if not values or (any(rows) and not all(rows)):
        raise NotUnderstoodError("in")
    operator = "<>" if negated else "="
    fixed = [] if all(rows) else [value for value in values if not has_column(value)]
    parts: list[Node] = []
    if len(fixed) > 1:
        parts.append(Node("all" if negated else "any", operator, (left, Node("array", "", tuple(fixed)))))
        values = [value for value in values if has_column(value)]
    parts += [Node("op", operator, (left, value)) for value in values]
    return joined("and" if negated else "or", parts)
