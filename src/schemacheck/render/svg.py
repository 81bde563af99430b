"""The picture of the drift drawn as inline SVG: tables as boxes, what broke in them as lines, foreign keys as arrows.

Tables connected by foreign keys are laid out in columns, each to the right of those that reference it; all others are
in rows below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.render.html_finding import html_text
from schemacheck.render.layout import clean
from schemacheck.render.picture import SIGNS, TOLD, Link, Picture, PictureTable
from schemacheck.report.finding import Change

_WIDTH: Final = 252
"""Of a box, where no text needs more."""
_GAP: Final = 138
_BETWEEN: Final = 22
_HEAD: Final = 34
_ROW: Final = 22
_INSET: Final = 14
_LETTERS: Final = 26
"""So many monospaced characters fit into a box of that width beside a sign."""
_MOST_LETTERS: Final = 63
"""So many a name may have; longer texts are shortened."""
_LETTER: Final = 8
"""How wide one is at most."""
_PER_ROW: Final = 3
_LABEL: Final = 74
"""The least distance between two labels on links."""
_STATES: Final = {"missing": "missing", "unexpected": "unexpected", "differs": "is otherwise"}


@record
class _Box:
    table: PictureTable
    x: int
    y: int
    letters: int = _LETTERS
    """How many fit beside a sign."""

    @property
    def width(self) -> int:
        return _WIDTH + (self.letters - _LETTERS) * _LETTER

    @property
    def height(self) -> int:
        rows = len(self.table.parts) + bool(self.table.more)
        return _HEAD + rows * _ROW + (8 if rows else 0)

    @property
    def middle(self) -> int:
        return self.y + _HEAD // 2


def draw(picture: Picture, anchors: Mapping[QName, str], name: str = "") -> str:
    """Draw it.

    Args:
        picture: what to draw; has at least one table.
        anchors: the id of the section about each table that has one.
        name: what tells its ids from those of other pictures on the page.
    """
    boxes = _boxes(picture)
    width = max(box.x + box.width for box in boxes.values())
    height = max(box.y + box.height for box in boxes.values())
    differing = sum(link.state is not None for link in picture.links)
    told = f"{len(picture.tables)} tables and {len(picture.links)} foreign keys, {differing} of which differ"
    parts = [
        f'<svg viewBox="-1 -1 {width + 2} {height + 2}" width="{width + 2}" role="img" aria-label="{told}">',
        "<defs>",
        *(
            f'<marker id="tip{name}{_state_suffix(state)}" viewBox="0 0 10 10" refX="9" refY="5" '
            f'markerWidth="8" markerHeight="8" orient="auto-start-reverse">'
            f'<path class="tip {state or ""}" d="M0 0L10 5L0 10z"/></marker>'
            for state in dict.fromkeys(link.state for link in picture.links)
        ),
        "</defs>",
        *(_link(link, boxes, name) for link in picture.links),
        *(_box(box, anchors.get(key)) for key, box in boxes.items()),
        *_labels(picture, boxes),
        "</svg>",
    ]
    return "\n".join(parts)


def _boxes(picture: Picture) -> dict[QName, _Box]:
    tables = {table.key: table for table in picture.tables}
    letters = _letters(picture)
    step = _WIDTH + (letters - _LETTERS) * _LETTER + _GAP
    columns = _columns(picture)
    placed: dict[QName, _Box] = {}
    bottom = 0
    for rank, column in enumerate(columns):
        y = 0
        for key in column:
            box = placed[key] = _Box(tables[key], rank * step, y, letters)
            y += box.height + _BETWEEN
        bottom = max(bottom, y)
    rest = [table for table in picture.tables if table.key not in placed]
    for start in range(0, len(rest), _PER_ROW):
        # No link runs between these, so they stand close.
        close = step - _GAP + _BETWEEN
        row = [
            _Box(table, place * close, bottom, letters) for place, table in enumerate(rest[start : start + _PER_ROW])
        ]
        placed |= {box.table.key: box for box in row}
        bottom += max(box.height for box in row) + _BETWEEN
    return placed


def _letters(picture: Picture) -> int:
    """How many characters a box has room for: as many as the longest text needs, within reason."""
    needed = [len(part.text) for table in picture.tables for part in table.parts]
    needed += [len(table.title) + _LETTERS - _room(table, _LETTERS) for table in picture.tables]
    return min(max([_LETTERS, *needed]), _MOST_LETTERS)


def _columns(picture: Picture) -> list[list[QName]]:
    """Lay the tables that links tie in columns: none stands further right than one behind what points at it.

    Within a column they stand in the order of what points at them, so that few links cross.
    """
    targets = {link.target for link in picture.links if link.target != link.source}
    sources = list(dict.fromkeys(link.source for link in picture.links))
    roots = [source for source in sources if source not in targets]
    columns: list[list[QName]] = []
    seen: set[QName] = set()
    while column := roots or [source for source in sources if source not in seen][:1]:
        rank = 0
        while column:
            seen.update(column)
            if rank == len(columns):
                columns.append([])
            columns[rank] += column
            order = {key: place for place, key in enumerate(columns[rank])}
            pulls: dict[QName, list[int]] = {}
            for link in picture.links:
                if link.source in order and link.target not in seen:
                    pulls.setdefault(link.target, []).append(order[link.source])
            column = sorted(pulls, key=lambda key: sum(pulls[key]) / len(pulls[key]))
            rank += 1
        roots = []
    return columns


def _box(box: _Box, anchor: str | None) -> str:
    table = box.table
    classes = [table.severity.value if table.severity else "sound"]
    if table.state:
        classes.append(f"is-{table.state}")
    title = html_text(_shortened(table.title, _room(table, box.letters)))
    inner = [
        f"<title>{html_text(table.title)}</title>",
        f'<rect class="box" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="7"/>',
        f'<path class="head" d="M{box.x + 1} {box.y + 7}q0-6 6-6h{box.width - 14}q6 0 6 6{_foot(box)}z"/>',
        f'<text class="title" x="{box.x + _INSET}" y="{box.y + 22}">{title}</text>',
    ]
    if table.state:
        inner.append(
            f'<text class="soft" x="{box.x + box.width - _INSET}" y="{box.y + 22}" text-anchor="end">'
            f"{_STATES[table.state]}</text>"
        )
    for number, part in enumerate(table.parts):
        y = _row(box, number)
        inner.append(
            f'<text class="sign {part.severity.value}" x="{box.x + _INSET}" y="{y}">{SIGNS[part.state]}</text>'
            f'<text x="{box.x + _INSET + 18}" y="{y}">{html_text(_shortened(part.text, box.letters))}</text>'
        )
    if table.more:
        y = _row(box, len(table.parts))
        inner.append(f'<text class="soft" x="{box.x + _INSET + 18}" y="{y}">and {table.more} more</text>')
    body = f'<g class="{" ".join(classes)}">' + "".join(inner) + "</g>"
    return f'<a href="#{anchor}">{body}</a>' if anchor else body


def _foot(box: _Box) -> str:
    """The lower edge of the head: round where the box ends with it."""
    if box.height > _HEAD:
        return f"v{_HEAD - 8}h-{box.width - 2}"
    return f"v{_HEAD - 14}q0 6-6 6h-{box.width - 14}q-6 0-6-6"


def _row(box: _Box, number: int) -> int:
    return box.y + _HEAD + number * _ROW + 18


def _room(table: PictureTable, letters: int) -> int:
    return letters - (len(_STATES[table.state]) + 1 if table.state else 0)


@record
class _Curve:
    """A cubic curve from the line of a key to the head of the table it points at."""

    start: tuple[float, float]
    leave: tuple[float, float]
    arrive: tuple[float, float]
    end: tuple[float, float]

    def at(self, share: float) -> tuple[int, int]:
        """The point at this share of the way."""
        rest = 1 - share
        weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
        points = (self.start, self.leave, self.arrive, self.end)
        x, y = (sum(weight * point[axis] for weight, point in zip(weights, points, strict=True)) for axis in (0, 1))
        return round(x), round(y)


def _curve(link: Link, boxes: Mapping[QName, _Box]) -> _Curve:
    source, target = boxes[link.source], boxes[link.target]
    texts: Sequence[str] = [part.text for part in source.table.parts]
    named = f"foreign key ({link.text})"
    y1 = _row(source, texts.index(named)) - 4 if named in texts else source.middle
    y2 = target.middle
    if target.x > source.x:
        x1, x2, away, back = source.x + source.width, target.x - 2, 1, -1
    elif target.x < source.x:
        x1, x2, away, back = source.x, target.x + target.width + 2, -1, 1
    else:
        x1, x2, away, back = source.x + source.width, target.x + target.width + 2, 1, 1
    bend = max(abs(x2 - x1) // 2, _GAP // 2)
    return _Curve((x1, y1), (x1 + away * bend, y1), (x2 + back * bend, y2), (x2, y2))


def _link(link: Link, boxes: Mapping[QName, _Box], name: str) -> str:
    curve = _curve(link, boxes)
    path = "M{} {}C{} {} {} {} {} {}".format(*curve.start, *curve.leave, *curve.arrive, *curve.end)
    return f'<path class="link {link.state or ""}" d="{path}" marker-end="url(#tip{name}{_state_suffix(link.state)})"/>'


def _labels(picture: Picture, boxes: Mapping[QName, _Box]) -> list[str]:
    """Label each link with its side where there is room; the caption explains the rest."""
    taken: list[tuple[int, int]] = []
    told = []
    for link in picture.links:
        if link.state is None:
            continue
        curve = _curve(link, boxes)
        points = (curve.at(share) for share in (0.5, 0.62, 0.38, 0.72, 0.25, 0.85, 0.15))
        free = next((point for point in points if _is_free(point, taken, boxes)), None)
        if free is None:
            continue
        taken.append(free)
        x, y = free
        text = TOLD[link.state]
        half = 4 * len(text) + 5
        told.append(
            f'<rect class="plate" x="{x - half}" y="{y - 10}" width="{2 * half}" height="20" rx="4"/>'
            f'<text class="told {link.state}" x="{x}" y="{y + 4}" text-anchor="middle">{text}</text>'
        )
    return told


def _state_suffix(state: Change | None) -> str:
    return f"-{state}" if state else ""


def _is_free(point: tuple[int, int], taken: Sequence[tuple[int, int]], boxes: Mapping[QName, _Box]) -> bool:
    x, y = point
    return all(abs(x - other) > _LABEL or abs(y - below) > _ROW for other, below in taken) and not any(
        box.x - _LABEL // 2 < x < box.x + box.width + _LABEL // 2
        and box.y - _ROW // 2 < y < box.y + box.height + _ROW // 2
        for box in boxes.values()
    )


def _shortened(text: str, length: int) -> str:
    told = clean(text)
    return told if len(told) <= length else f"{told[: length - 1]}\u2026"
