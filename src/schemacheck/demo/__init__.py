"""The demonstration: the example schema on a throw-away server, in sync and then drifted.

The two `.sql` files beside this one are its fixtures, and the only statements of this package that change a schema.
They are run on the throw-away server alone.
"""

from __future__ import annotations

from schemacheck.demo.story import play

__all__ = ["play"]
