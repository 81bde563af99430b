"""The entry point of `schemacheck` and of `python -m schemacheck`."""

import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run the command line of this process, and end it."""
    # Until the command line can report an interrupt, Ctrl-C ends the process as it ends a program in C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from schemacheck.cli.run import main as run_process  # noqa: PLC0415 - the import is most of what may be interrupted
    except Exception as error:
        print(f"error: schemacheck is not installed whole: {error}", file=sys.stderr)
        sys.exit(3)
    run_process()


if __name__ == "__main__":
    main()
