"""A text with something done to it, as a hasty hand or a broken tool would."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st


def mutated(data: st.DataObject, rows: Sequence[str], pieces: st.SearchStrategy[str]) -> str:
    """Change one to three rows: something slips in, or goes, or stands twice, further in or elsewhere."""
    changed = list(rows)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(changed) - 1))
        row = changed[place]
        cut = data.draw(st.integers(0, len(row)))
        change: Callable[[], str] = data.draw(
            st.sampled_from([
                lambda row=row, cut=cut: row[:cut] + data.draw(pieces) + row[cut:],
                lambda row=row, cut=cut: row[:cut] + row[cut + 1 :],
                lambda row=row: row + row,
                lambda row=row: row + data.draw(st.sampled_from(rows)),
                lambda row=row: " " + row,
                lambda: "",
                lambda: data.draw(st.sampled_from(rows)),
            ])
        )  # fmt: skip
        changed[place] = change()
    return "".join(changed)
