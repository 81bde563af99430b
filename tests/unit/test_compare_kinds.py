"""What is known of a kind before it is imported agrees with the kind."""

from __future__ import annotations

import pytest

from schemacheck.compare.engine import LazyKind
from schemacheck.compare.objects import OBJECTS
from schemacheck.compare.tables import MEMBERS


@pytest.mark.parametrize("deferred", [*MEMBERS, *OBJECTS], ids=lambda each: each.constant)
def test_a_deferred_kind_is_the_kind_it_says(deferred: LazyKind) -> None:
    kind = deferred.kind()
    assert (kind.attribute, kind.plural) == (deferred.attribute, deferred.plural)
