"""Lines cut where they meet, so that each piece runs from one junction or end to the next.

Metres on a plane in, metres out. Everything is done on arrays of all lines at once.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

GRID = 0.1
"""Metres: points nearer than about this are one junction."""

MOST_MET = 40
"""Others that a line meets, on average: of streets that is eight or so. Where more meet, nobody drew them as streets, and to
join them all would take all memory."""
FEW = 10_000
"""So many meetings are no matter, however few lines they are of."""
AT_ONCE = 4_000_000
MOST_CORNERS = 50_000_000
"""Corners of all lines that meet, each counted once for each meeting."""
MOST_CROSSED, TANGLE = 1000, 1_000_000
"""Two lines that cross more often are scribbles, and not joined. Asked only of lines whose corners, multiplied, are as many
as that."""

Lines = NDArray[np.object_]
Numbers = NDArray[np.intp]
Metres = NDArray[np.float64]
NO_PAIRS: tuple[Numbers, Numbers] = (np.zeros(0, np.intp), np.zeros(0, np.intp))


@dataclass(frozen=True)
class Pieces:
    """What lines were cut into. `lines`: object (pieces,), shapely LineStrings; `ends`: intp (pieces, 2), the junctions
    that each runs from and to; `xy`: float64 (junctions, 2)."""

    lines: Lines
    ends: Numbers
    xy: Metres


def cut_at_junctions(
    lines: Lines,
    *,
    loose: NDArray[np.bool_] | None = None,
    at: tuple[Numbers, Metres] | None = None,
    gap: float = 0.0,
) -> Pieces:
    """The pieces of LineStrings between the points that they share.

    Lines meet where they have a corner or an end in common; `loose` ones (bool, one a line) also wherever they touch or cross
    (right for lines that nobody connected, wrong where a bridge is a crossing without a corner, as in
    OpenStreetMap). An end that stops at most `gap` metres short of another line is led to it. `at` are more
    points to cut at: numbers of lines, and points (n, 2) on them.
    """
    where = [at] if at is not None else []
    if loose is not None and loose.any():
        where.append(_crossings(lines, np.flatnonzero(loose)))
    if gap:
        links, points = _short_of(lines, gap)
        where.append(points)
        lines = np.concatenate([lines, links])
    found = (
        (np.concatenate([line for line, _ in where]), np.vstack([xy for _, xy in where])) if where else None
    )
    return _cut(lines, found)


def straight(a: Metres, b: Metres) -> Lines:
    """The line from each point a (n, 2) to the point b beside it: object (n,)."""
    drawn: Lines = np.array(shapely.linestrings(np.stack([a, b], axis=1)), dtype=object)
    return drawn


def _crossings(lines: Lines, loose: Numbers) -> tuple[Numbers, Metres]:
    """Where the loose lines touch, cross or run over each other (the ends of what they share), for both of them; nowhere
    where that is far more often than streets do."""
    found = pairs_near(STRtree(lines[loose]), lines[loose], most=MOST_MET * len(loose) + FEW)
    one, other = found if found is not None else NO_PAIRS
    one, other = loose[one[one < other]], loose[other[one < other]]
    one, other = _few_enough(lines, one, other)
    shared = shapely.intersection(lines[one], lines[other])
    part, of = shapely.get_parts(shared, return_index=True)
    point = shapely.get_type_id(part) == 0
    along = shapely.get_type_id(part) == 1
    first, last = shapely.get_point(part[along], 0), shapely.get_point(part[along], -1)
    xy = shapely.get_coordinates(np.concatenate([part[point], first, last]))
    pair = np.concatenate([of[point], of[along], of[along]])
    return np.concatenate([one[pair], other[pair]]), np.vstack([xy, xy])


def pairs_near(
    tree: STRtree, shapes: Lines, distance: float | None = None, *, most: int
) -> tuple[Numbers, Numbers] | None:
    """Which of the shapes meet which of the tree's, or are so near: numbers of both. None for more than `most` pairs."""
    found, count = [NO_PAIRS], 0
    step = max(1, AT_ONCE // max(1, len(tree)))
    for start in range(0, len(shapes), step):
        part = shapes[start : start + step]
        if distance is None:
            one, other = tree.query(part, predicate="intersects")
        else:
            one, other = tree.query(part, predicate="dwithin", distance=distance)
        count += len(one)
        if count > most:
            return None
        found.append((one + start, other))
    ones, others = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others)


def _few_enough(lines: Lines, one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """These pairs of lines without those that would take for ever to cut at each other."""
    corners = shapely.get_num_coordinates(lines)
    if (corners[one] + corners[other]).sum() > MOST_CORNERS:
        return NO_PAIRS
    kept = np.ones(len(one), bool)
    for pair in np.flatnonzero(corners[one] * corners[other] > TANGLE):
        a, b = _segments(lines[one[pair]]), _segments(lines[other[pair]])
        kept[pair] = pairs_near(STRtree(a), b, most=MOST_CROSSED) is not None
    return one[kept], other[kept]


def _segments(line: BaseGeometry) -> Lines:
    xy = shapely.get_coordinates(line)
    return straight(xy[:-1], xy[1:])


def _short_of(lines: Lines, gap: float) -> tuple[Lines, tuple[Numbers, Metres]]:
    """Links from ends that nothing else touches to the nearest line within the gap, and where they arrive."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    own = np.tile(np.arange(len(lines)), 2)
    found = pairs_near(STRtree(lines), ends, gap, most=2 * MOST_MET * len(lines) + FEW)
    end, line = found if found is not None else NO_PAIRS
    foreign = own[end] != line
    end, line = end[foreign], line[foreign]
    off = shapely.distance(ends[end], lines[line])
    order = np.lexsort((line, off, end))
    nearest = order[np.unique(end[order], return_index=True)[1]]
    nearest = nearest[off[nearest] > 0]
    end, line = end[nearest], line[nearest]
    arrival = shapely.line_interpolate_point(lines[line], shapely.line_locate_point(lines[line], ends[end]))
    links = straight(shapely.get_coordinates(ends[end]), shapely.get_coordinates(arrival))
    return links, (line, shapely.get_coordinates(arrival))


def _cut(lines: Lines, at: tuple[Numbers, Metres] | None) -> Pieces:
    """Corners and points to cut at, sorted along each line; then a new piece from cut to cut."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    along = _along(xy, line)
    asked = np.zeros(len(xy), dtype=bool)
    if at is not None:
        onto, points = at
        more = shapely.line_locate_point(lines[onto], shapely.points(points))
        line, along = np.append(line, onto), np.append(along, more)
        xy, asked = np.vstack([xy, points]), np.append(asked, np.ones(len(onto), dtype=bool))
    order = np.lexsort((along, line))
    xy, line, asked = xy[order], line[order], asked[order]
    node, inverse = _junctions(xy)
    repeated = (np.diff(line, prepend=-1) == 0) & (np.diff(inverse, prepend=-1) == 0)
    asked = np.isin(inverse, inverse[asked])
    xy, line, inverse, asked = xy[~repeated], line[~repeated], inverse[~repeated], asked[~repeated]
    first, last = np.diff(line, prepend=-1) != 0, np.diff(line, append=-1) != 0
    cut = first | last | asked | (np.bincount(inverse, minlength=len(node))[inverse] > 1)
    return _pieces(xy, line, inverse, cut, first, last, node)


def _pieces(
    xy: Metres,
    line: Numbers,
    junction: Numbers,
    cut: NDArray[np.bool_],
    first: NDArray[np.bool_],
    last: NDArray[np.bool_],
    node: Metres,
) -> Pieces:
    """Inner cuts end one piece and begin the next, so their points are there twice."""
    inner = cut & ~first & ~last
    times = 1 + inner
    point = np.repeat(np.arange(len(xy)), times)
    opens = np.zeros(len(point), dtype=bool)
    opens[(np.cumsum(times) - 1)[first | inner]] = True
    piece = np.cumsum(opens) - 1
    starts = np.flatnonzero(opens)
    stops = np.flatnonzero(np.append(opens[1:], True)) if len(point) else starts
    real = starts < stops
    kept = real[piece]
    renumbered = np.cumsum(real) - 1
    ends = np.stack([junction[point[starts]], junction[point[stops]]], axis=1)[real]
    used, ends = np.unique(ends, return_inverse=True)
    return Pieces(
        lines=shapely.linestrings(xy[point][kept], indices=renumbered[piece[kept]]),
        ends=ends.reshape(-1, 2),
        xy=node[used],
    )


def _along(xy: Metres, line: Numbers) -> Metres:
    """How far along its line each corner lies."""
    whole = np.cumsum(np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T))
    first = np.diff(line, prepend=-1) != 0
    along: Metres = whole - whole[first][np.cumsum(first) - 1]
    return along


def _junctions(xy: Metres) -> tuple[Metres, Numbers]:
    """One point for those on the same square of the grid, and which of them each point is."""
    square = np.round(xy / GRID).astype(np.int64)
    key = (square[:, 0] << 32) + square[:, 1]
    _, at, inverse = np.unique(key, return_index=True, return_inverse=True)
    return xy[at], inverse
