"""The ground between doors, as walks and cuts see it: streets where an import brought them, else what cannot be crossed."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo.barriers import barriers_of
from canvass.geo.distance import LocalProjection
from canvass.geo.features import BARRIER, STREET, WATER
from canvass.geo.street_metres import AlongStreets
from canvass.geo.streets import Network, build_network
from canvass.streets import Box, features_within

MARGIN = 0.005
"""Degrees: a walk leaves the doors' box by some 500 m at most."""
WIDEST = 0.5
"""Degrees: over more ground than some 50 km, one flat map is no longer true."""

Degrees = NDArray[np.float64]


@dataclass(frozen=True)
class KnownGround:
    """A walk's metric (`canvass.geo.walking.Metric`): along the streets round the doors, else as the crow flies and
    round barriers. Read when a walk asks for it, so that who needs none reads none."""

    def metres(self, lon: Degrees, lat: Degrees) -> Degrees:
        """Metres from each point to each, float64 (n, n), of WGS84 degrees (n,)."""
        box = box_round(lon, lat)
        network = network_within(box)
        if network is not None:
            return AlongStreets(network).metres(lon, lat)
        return barriers_of(barriers_within(box), _plane(box)).metres(lon, lat)


def box_round(lon: Degrees, lat: Degrees) -> Box:
    """The points' bounding box, and what of the ground round it a walk may touch."""
    west, east, south, north = lon.min(), lon.max(), lat.min(), lat.max()
    return float(west) - MARGIN, float(south) - MARGIN, float(east) + MARGIN, float(north) + MARGIN


def network_within(box: Box) -> Network | None:
    """The walking network of the box; None where no streets are known there, or where it is wider than one map can be.

    OpenStreetMap's ways meet at the corners that they share. Other lists' lines meet wherever they cross.
    """
    if max(box[2] - box[0], box[3] - box[1]) > WIDEST:
        return None
    lines = features_within(box, [STREET])
    if not lines:
        return None
    loose = np.array([not line.source_id.startswith("way/") for line in lines])
    geometries = [line.geometry for line in lines]
    network = build_network(geometries, _plane(box), crossings=loose)
    return network if len(network.ends) else None


def barriers_within(box: Box) -> list[BaseGeometry]:
    """Rivers, railways, highways and the shores of waters that reach into the box: lines, WGS84."""
    found = [line.geometry for line in features_within(box, [BARRIER, WATER])]
    return [shapely.boundary(each) if shapely.get_dimensions(each) == 2 else each for each in found]


def _plane(box: Box) -> LocalProjection:
    return LocalProjection((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
