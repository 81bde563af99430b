"""The last thing that happens to a document: what a database says in it cannot act on whoever shows it.

A CI runner obeys commands in a log (see `base.runners`), and a name, a default or a comment may hold one. Here it is
written so that it reads nearly the same and is no command.

What is not printable (escapes, bells, C1, bidirectional controls) is spelt out by `layout.clean` where text is laid
out; in JSON, which has an escape for every character, it is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NewType

from schemacheck.base.ci_runners import ANYWHERE, AT_THE_BEGINNING

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7e]")

Safe = NewType("Safe", str)
"""A whole document that may be written to any stream or file. Made here alone, so that type checkers prove it."""

Disarm = Callable[[str], Safe]
"""Takes a whole document, and returns one of the same format that means the same."""


def as_written(text: str) -> Safe:
    """Take a document as it is: whoever writes this format disarms what he puts into it, where it is put."""
    return Safe(text)


def lines(text: str) -> Safe:
    """Disarm plain text and Markdown: a space parts what would be a command."""
    if "::" in text:
        text = AT_THE_BEGINNING.sub(r"\1: ", text)
    return Safe(inside(text))


def inside(text: str) -> str:
    """Disarm what is obeyed anywhere in a line."""
    return ANYWHERE.sub("## ", text) if "##" in text else text


def json(text: str) -> Safe:
    """Disarm JSON, which stays the same value: `#` and what is not printable become escapes."""
    if not text.isascii() or "\x7f" in text:
        text = _NOT_ASCII.sub(_json_escape, text)
    return Safe(ANYWHERE.sub(r"#\\u0023", text) if "##" in text else text)


def markup(text: str) -> Safe:
    """Disarm XML and HTML, which stay the same text: characters become references."""
    if "::" in text:
        text = AT_THE_BEGINNING.sub(r"\1&#58;", text)
    return Safe(ANYWHERE.sub("#&#35;", text) if "##" in text else text)


def _json_escape(found: re.Match[str]) -> str:
    if found[0].isprintable():
        return found[0]
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
