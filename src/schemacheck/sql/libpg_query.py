"""PostgreSQL's own grammar: the one door to libpg_query, which comes with the package postgast.

It is loaded when a text is first parsed: whoever parses none does not pay for it. Trees are protobuf messages as
libpg_query defines them.
"""

from __future__ import annotations

from typing import Any

Message = Any
"""A protobuf message of a parse tree. The schema has 270 kinds; `WhichOneof` and `DESCRIPTOR` tell them apart."""


def load() -> Any:
    """Return the package.

    Raises:
        ImportError: it is not installed; there is no build of it for macOS on Intel.
        OSError: its library cannot be loaded.
    """
    import postgast  # noqa: PLC0415 - a tenth of a second, for those who parse

    return postgast


def unwrap(node: Message) -> tuple[str, Message]:
    """Open the envelope a tree keeps nodes in: the kind and the node itself."""
    kind = node.WhichOneof("node") or ""
    return kind, getattr(node, kind) if kind else None


def repeated(descriptor: Any) -> bool:
    """Whether a field holds a list."""
    # `label` is deprecated from protobuf 6 on, `is_repeated` not there before.
    told = getattr(descriptor, "is_repeated", None)
    return bool(told if told is not None else descriptor.label == descriptor.LABEL_REPEATED)
