"""What the demo town's map shows: its streets, its river, and an outline for each building, as a map file would have them."""

import math
from collections.abc import Iterator

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from canvass.demo import names
from canvass.demo.town import Town
from canvass.geo.distance import LocalProjection
from canvass.geo.features import BARRIER, BUILDING, STREET, WATER, Feature

RIVER_METRES = 18.0
SIZES = {"MOBILE HOME": (14.0, 5.0), "APARTMENT": (34.0, 16.0), "MULTI-FAMILY DWELLING": (34.0, 16.0)}
HOUSE = (13.0, 9.0)
MAIN = (names.MAIN, *names.BRIDGES)


def features_of(town: Town) -> Iterator[list[Feature]]:
    """The town's features, in parts."""
    middle = town.highway.interpolate(0.5, normalized=True)
    plane = LocalProjection(middle.x, middle.y)
    lines = [_in_metres(street.line, plane) for street in town.streets]
    river = _in_metres(town.river, plane)
    yield [
        _feature(STREET, _word_for(street.name), street.name, n, line, plane)
        for n, (street, line) in enumerate(zip(town.streets, lines, strict=True))
    ]
    yield [
        _feature(BARRIER, "river", names.RIVER, 0, river, plane),
        _feature(WATER, "river", names.RIVER, 0, river.buffer(RIVER_METRES / 2), plane),
    ]
    yield [
        _feature(BUILDING, "yes", "", n, outline, plane)
        for n, outline in enumerate(_outlines(town, lines, plane))
    ]


def _word_for(street: str) -> str:
    """OpenStreetMap's word for the kind of street."""
    if street == names.HIGHWAY:
        return "primary"
    if street in MAIN:
        return "tertiary"
    return "service" if street in names.LANES else "residential"


def _outlines(town: Town, lines: list[BaseGeometry], plane: LocalProjection) -> Iterator[BaseGeometry]:
    """A rectangle for each point with an address, along the street next to it."""
    uses = {(float(row["lon"]), float(row["lat"])): row["use"] for row in town.addresses}
    tree = STRtree(lines)
    for (lon, lat), use in uses.items():
        xs, ys = plane.to_metres(np.array([lon]), np.array([lat]))
        point = shapely.Point(xs[0], ys[0])
        line = lines[int(tree.nearest(point))]
        along = line.project(point)
        here, ahead = line.interpolate(along - 1), line.interpolate(along + 1)
        turn = math.atan2(ahead.y - here.y, ahead.x - here.x)
        yield _rectangle(point, *SIZES.get(use, HOUSE), turn)


def _rectangle(middle: shapely.Point, length: float, depth: float, turn: float) -> BaseGeometry:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    cos, sin = math.cos(turn), math.sin(turn)
    sides = [(along * length / 2, across * depth / 2) for along, across in corners]
    return shapely.Polygon([(middle.x + a * cos - b * sin, middle.y + a * sin + b * cos) for a, b in sides])


def _feature(
    kind: str, detail: str, name: str, number: int, shape: BaseGeometry, plane: LocalProjection
) -> Feature:
    def degrees(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(plane.to_degrees(xy[:, 0], xy[:, 1]))

    wkb = shapely.to_wkb(shapely.transform(shape, degrees))
    return Feature(kind, detail, name, f"{kind}-{number}", wkb)


def _in_metres(shape: BaseGeometry, plane: LocalProjection) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: np.column_stack(plane.to_metres(xy[:, 0], xy[:, 1])))
