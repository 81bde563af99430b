"""`schemacheck demo`: drift before your eyes, on a throw-away server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemacheck.cli.options import ColorOption
from schemacheck.cli.task import Task

if TYPE_CHECKING:
    from schemacheck.base.errors import ExitCode
    from schemacheck.cli.streams import Console


def demo(color: ColorOption = None) -> Task:
    """Show a check in sync, then drift, on a throw-away server that is gone afterwards.

    Needs the extra: pip install 'schemacheck[demo]'. Exits with 0 when the demonstration worked, drift included.
    """

    def run(console: Console) -> ExitCode:
        from schemacheck.base.errors import ExitCode
        from schemacheck.demo import play
        from schemacheck.render import disarm

        play(
            lambda text: console.tell(disarm.lines(text)),
            console.render_options(console.out, color.value if color else "auto"),
        )
        return ExitCode.IN_SYNC

    return Task(run)
