"""Polygons that leads draw: read and checked from GeoJSON, and asked which doors they hold.

GeoJSON in and out is RFC 7946 (WGS84 degrees, longitude first); areas and lengths are computed in metres on a
local map.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import make_valid

from canvass.errors import N_, Invalid
from canvass.geo.distance import LocalProjection
from canvass.geo.plane import reproject

MAX_POINTS = 10_000
MIN_SQUARE_METRES = 1.0
MOST_REPAIRED, MOST_CROSSINGS = 2_000, 100
"""Corners, and meetings of sides that are no neighbours, of an outline that is still repaired: what that takes grows with the
square of the crossings, minutes for a scribble."""
_KEPT_AFTER_REPAIR = 0.9
_UNREADABLE = (TypeError, ValueError, IndexError, KeyError, AttributeError, shapely.errors.ShapelyError)

Area = Polygon | MultiPolygon


class ShapeError(Invalid):
    """The drawn shape cannot be used as an area."""

    code = "shape_unusable"
    message = N_("Esa forma no se puede usar como zona.")


class NotAPolygon(ShapeError):
    """It is no GeoJSON polygon."""

    code = "shape_not_a_polygon"
    message = N_("Hace falta un polígono: una línea cerrada con tres esquinas o más.")


class NotALine(ShapeError):
    """It is no GeoJSON line."""

    code = "shape_not_a_line"
    message = N_("Hace falta una línea con dos puntos o más.")


class OutsideTheWorld(ShapeError):
    """A corner lies beyond 180° of longitude or 90° of latitude, or is no number."""

    code = "shape_outside_the_world"
    message = N_("Una esquina del polígono queda fuera del mundo.")


class CrossesItself(ShapeError):
    """The outline crosses itself so that nobody can say what lies inside."""

    code = "shape_crosses_itself"
    message = N_("El contorno se cruza a sí mismo. Mueva una esquina para que no se cruce.")


class TooSmall(ShapeError):
    """It has next to no area."""

    code = "shape_too_small"
    message = N_("El polígono es demasiado pequeño: no cabe ninguna puerta.")


class TooDetailed(ShapeError):
    """It has more corners than anybody draws."""

    code = "shape_too_detailed"
    message = N_("El polígono tiene demasiadas esquinas; el máximo son %(max)s.")


def from_geojson(geojson: Mapping[str, Any]) -> Area:
    """A valid area from a GeoJSON Polygon, MultiPolygon or a Feature of one; heights are dropped, open rings
    closed.

    A slight self-crossing is repaired (the parts it encloses are kept); one that leaves in doubt what lies
    inside raises `CrossesItself`. Raises a `ShapeError` for all that is no usable area.
    """
    geometry = geojson.get("geometry") if geojson.get("type") == "Feature" else geojson
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise NotAPolygon
    try:
        drawn = shapely.force_2d(shape(_closed(geometry)))
    except _UNREADABLE as error:
        raise NotAPolygon from error
    _check_corners(drawn)
    area = cast(Area, drawn) if drawn.is_valid else _repaired(drawn)
    if square_metres(area) < MIN_SQUARE_METRES:
        raise TooSmall
    return area


def line_from_geojson(geojson: Mapping[str, Any]) -> LineString:
    """A line from a GeoJSON LineString or a Feature of one; heights are dropped. `NotALine` or another `ShapeError`."""
    geometry = geojson.get("geometry") if geojson.get("type") == "Feature" else geojson
    if not isinstance(geometry, Mapping) or geometry.get("type") != "LineString":
        raise NotALine
    try:
        drawn = cast(LineString, shapely.force_2d(shape(dict(geometry))))
    except _UNREADABLE as error:
        raise NotALine from error
    _check_corners(drawn)
    if drawn.length == 0:
        raise NotALine
    if not drawn.is_simple and _is_scribble(drawn):
        raise CrossesItself
    return drawn


def to_geojson(area: Area) -> dict[str, Any]:
    """The area as GeoJSON geometry: outlines anticlockwise as RFC 7946 asks, seven decimals (a
    centimetre)."""
    oriented = shapely.orient_polygons(area)
    geometry: dict[str, Any] = shapely.geometry.mapping(oriented)
    return {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}


def contains(area: Area, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Which of the points lie inside the area; a boolean array as long as lon and lat.

    Only points in the area's bounding box are asked, in one vectorised pass over a prepared polygon: a turf
    among 300,000 doors takes less than a millisecond.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    west, south, east, north = area.bounds
    inside: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    near = np.flatnonzero(inside)
    shapely.prepare(area)
    inside[near] = shapely.contains_xy(area, x[near], y[near])
    return inside


def subtract(area: Area, others: Iterable[Area]) -> Area | None:
    """The area without the others; None when less than a square metre of it is left. Slivers between are
    dropped."""
    cut = shapely.union_all(list(others))
    rest = [part for part in _polygons(area.difference(cut)) if square_metres(part) >= MIN_SQUARE_METRES]
    return _as_area(rest) if rest else None


def square_metres(area: BaseGeometry) -> float:
    """The area on a local map round its middle."""
    return float(_flat(area).area)


def label_point(area: Area) -> tuple[float, float]:
    """(lon, lat) of the point inside the area that lies farthest from its outline: where a name is readable
    (the pole of inaccessibility, by shapely's maximum inscribed circle)."""
    largest = max(_polygons(area), key=lambda part: part.area)
    flat, plane = cast(Polygon, _flat(largest)), _plane(largest)
    centre = shapely.maximum_inscribed_circle(flat, tolerance=max(1.0, math.sqrt(flat.area) / 100)).coords[0]
    lon, lat = plane.to_degrees(*centre)
    return round(float(lon), 6), round(float(lat), 6)


def _closed(geometry: Mapping[str, Any]) -> dict[str, Any]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    if not polygons or not all(polygons) or any(len(ring) < 3 for polygon in polygons for ring in polygon):
        raise NotAPolygon
    rings = [[ring if ring[0] == ring[-1] else [*ring, ring[0]] for ring in polygon] for polygon in polygons]
    return {"type": geometry["type"], "coordinates": rings[0] if geometry["type"] == "Polygon" else rings}


def _check_corners(drawn: BaseGeometry) -> None:
    corners = shapely.get_coordinates(drawn)
    if len(corners) > MAX_POINTS:
        raise TooDetailed(max=MAX_POINTS)
    if not len(corners) or not (np.abs(corners) <= (180.0, 90.0)).all():
        raise OutsideTheWorld


def _repaired(drawn: BaseGeometry) -> Area:
    """The parts that the outline encloses. A wobble of the finger leaves nearly all in one part; a bow tie or
    a star doesn't, and then nobody can say what was meant."""
    if _is_scribble(drawn):
        raise CrossesItself
    parts = _polygons(make_valid(drawn))
    if not parts:
        raise TooSmall
    whole = sum(part.area for part in parts)
    if isinstance(drawn, Polygon) and max(part.area for part in parts) < _KEPT_AFTER_REPAIR * whole:
        raise CrossesItself
    return _as_area([part for part in parts if part.area > whole * 1e-6])


def _is_scribble(drawn: BaseGeometry) -> bool:
    """Whether its sides meet so often that nobody drew an area, or a line that parts one."""
    if shapely.get_num_coordinates(drawn) > MOST_REPAIRED:
        return True
    outlines = [drawn] if isinstance(drawn, LineString) else shapely.get_rings(shapely.get_parts(drawn))
    ends = [shapely.get_coordinates(outline) for outline in outlines]
    sides = cast(
        NDArray[np.object_],
        shapely.linestrings(np.concatenate([np.stack((line[:-1], line[1:]), 1) for line in ends])),
    )
    meetings = shapely.STRtree(sides.tolist()).query(sides, predicate="intersects").shape[1]
    # Each side meets itself and two neighbours; any other meeting is counted twice.
    return bool(meetings > 3 * len(sides) + 2 * MOST_CROSSINGS)


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    return [polygon for part in getattr(geometry, "geoms", ()) for polygon in _polygons(part)]


def _as_area(parts: list[Polygon]) -> Area:
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _plane(geometry: BaseGeometry) -> LocalProjection:
    west, south, east, north = geometry.bounds if not geometry.is_empty else (0.0, 0.0, 0.0, 0.0)
    return LocalProjection((west + east) / 2, (south + north) / 2)


def _flat(geometry: BaseGeometry) -> BaseGeometry:
    return reproject(geometry, _plane(geometry).to_metres)


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), 7)
    return [_rounded(part) for part in coordinates]
