"""Streets: kept by source, replaced by source, found by where they lie and by what they are called."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import shapely
from flask import Flask

from canvass.geo.features import Feature, Side
from canvass.streets import count_features, features_within, lines_named, replace_features

Writing = Callable[[], AbstractContextManager[None]]


def line(number: int, name: str, west: float, kind: str = "street") -> Feature:
    wkb = shapely.to_wkb(shapely.LineString([(west, 35.6), (west + 0.001, 35.601)]))
    return Feature(kind, "residential", name, f"way/{number}", wkb, Side("1", "99", "28801"), Side("2", "98"))


ROBLE, PINO, RIO = line(1, "Calle Roble", -82.5), line(2, "C. Pino", -82.4), line(3, "Río", -82.5, "barrier")


def test_what_lies_in_a_box_is_found_with_all_that_was_told(app: Flask, writing: Writing) -> None:
    with writing():
        assert replace_features("osm", [[ROBLE, PINO], [RIO]]) == {"barrier": 1, "street": 2}
    with app.app_context():
        (found,) = features_within((-82.51, 35.5, -82.4995, 35.7), ["street"])
        assert (found.name, found.detail, found.source_id) == ("Calle Roble", "residential", "way/1")
        assert (found.left, found.right) == (Side("1", "99", "28801"), Side("2", "98", ""))
        assert shapely.to_wkb(found.geometry) == ROBLE.wkb
        assert len(features_within((-82.51, 35.5, -82.4995, 35.7))) == 2
        assert features_within((-80, 35.5, -79, 35.7)) == []


def test_what_lies_nowhere_or_is_a_point_is_not_kept(app: Flask, writing: Writing) -> None:
    ends = [(float("nan"), 35.6), (5000.0, 35.6), (-82.5, 1e300), (-82.5, 35.6)]
    nowhere = [
        ROBLE._replace(wkb=shapely.to_wkb(shapely.LineString([(-82.5, 35.6), end, (-82.5, 35.6)])))
        for end in ends
    ]
    with writing():
        assert replace_features("county", [[*nowhere, ROBLE]]) == {"street": 1}
    with app.app_context():
        assert count_features() == {"county": {"street": 1}}


def test_a_newer_file_replaces_what_its_source_said_and_nothing_else(app: Flask, writing: Writing) -> None:
    with writing():
        replace_features("osm", [[ROBLE, PINO]])
        replace_features("county", [[ROBLE]])
    with writing():
        replace_features("osm", [[RIO]])
    with app.app_context():
        assert count_features() == {"county": {"street": 1}, "osm": {"barrier": 1}}


def test_a_street_is_found_however_it_is_spelt(app: Flask, writing: Writing) -> None:
    with writing():
        replace_features("osm", [[ROBLE, PINO, RIO]])
    with app.app_context():
        assert [each.source_id for each in lines_named(["CALLE PINO", "Rio"])] == ["way/2"]
