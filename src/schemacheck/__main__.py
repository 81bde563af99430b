"""The entry point of `schemacheck` and of `python -m schemacheck`."""

from __future__ import annotations

from schemacheck.cli.run import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
