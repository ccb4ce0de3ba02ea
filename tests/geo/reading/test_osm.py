"""OpenStreetMap: addresses on nodes, buildings and entrances, and what lies between them, from one reading."""

from collections import Counter
from pathlib import Path
from typing import Any

import osmium
import pyogrio
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way

from canvass.geo.features import STREET, Feature
from canvass.geo.lists.rows import NO_STREET, UNREADABLE, AddressRow, BadRow
from canvass.geo.reading import osm_blocks
from canvass.geo.reading.osm import count_addresses, read_osm
from canvass.geo.reading.source_errors import SourceError
from canvass.geo.sources import kind_of, preview

EXTRACTS = Path(__file__).parents[4] / "shared" / "data" / "osm"
HERE = {"addr:street": "Calle Roble", "addr:city": "Barrio"}


class Drawing:
    """A file in the making: squares 0.001° wide, side by side."""

    def __init__(self, path: Path) -> None:
        self.path, self.nodes, self.ways, self.relations = path, {}, [], []

    def node(self, number: int, lon: float, lat: float = 35.6, **tags: str) -> int:
        self.nodes[number] = Node(id=number, location=(lon, lat), tags=_tags(tags))
        return number

    def way(self, number: int, nodes: list[int], **tags: str) -> int:
        self.ways.append(Way(id=number, nodes=nodes, tags=_tags(tags)))
        return number

    def square(self, number: int, at: int, size: float = 0.001, **tags: str) -> int:
        west, south, n = -82.5 + at * 0.002, 35.6, 1000 * number
        corners = [(0, 0), (size, 0), (size, size), (0, size)]
        for nth, (x, y) in enumerate(corners):
            self.node(n + nth, west + x, south + y)
        return self.way(number, [n, n + 1, n + 2, n + 3, n], **tags)

    def relation(self, number: int, members: list[tuple[int, str]], **tags: str) -> None:
        told = [("w", way, role) for way, role in members]
        self.relations.append(Relation(id=number, members=told, tags={"type": "multipolygon", **_tags(tags)}))

    def read(self) -> tuple[list[AddressRow | BadRow], list[Feature]]:
        with osmium.SimpleWriter(str(self.path), overwrite=True) as writer:
            for number in sorted(self.nodes):
                writer.add_node(self.nodes[number])
            for way in self.ways:
                writer.add_way(way)
            for relation in self.relations:
                writer.add_relation(relation)
        found: list[Feature] = []
        return list(read_osm(self.path, found.append)), found


def _tags(told: dict[str, Any]) -> dict[str, str]:
    return {name.replace("__", ":"): value for name, value in told.items()}


@pytest.fixture
def town(tmp_path: Path) -> Drawing:
    return Drawing(tmp_path / "town.osm.pbf")


def addresses(rows: list[AddressRow | BadRow]) -> list[tuple[str, str]]:
    return [(row.number, row.unit) for row in rows if isinstance(row, AddressRow)]


def test_an_address_is_read_from_a_node_and_from_a_building(town: Drawing) -> None:
    town.node(1, -82.5, addr__housenumber="12", **HERE)
    town.square(2, at=1, addr__housenumber="14", building="apartments", building__flats="6", **HERE)
    rows, found = town.read()
    node, building = rows
    assert isinstance(node, AddressRow)
    assert isinstance(building, AddressRow)
    assert (node.source_id, node.street, node.city, node.lon) == ("node/1", "Calle Roble", "Barrio", -82.5)
    assert (building.source_id, building.kind, building.unit_count) == ("way/2", "apartments", 6)
    (outline,) = found
    assert outline.kind == "building"
    assert shapely.from_wkb(outline.wkb).contains(shapely.Point(building.lon, building.lat))


def test_a_building_stands_where_its_main_entrance_is(town: Drawing) -> None:
    town.square(2, at=0, addr__housenumber="14", building="house", **HERE)
    town.node(2001, -82.499, 35.6, entrance="main")
    (row,), _ = town.read()
    assert isinstance(row, AddressRow)
    assert (row.lon, row.lat) == (-82.499, 35.6)


def test_flats_of_an_entrance_are_doors_of_its_building(town: Drawing) -> None:
    town.square(2, at=0, addr__housenumber="14", building="apartments", **HERE)
    town.node(2000, -82.5, 35.6, entrance="staircase", addr__flats="1-3")
    town.node(2002, -82.499, 35.601, entrance="staircase", addr__flats="4;5a")
    rows, _ = town.read()
    assert addresses(rows) == [("14", "1"), ("14", "2"), ("14", "3"), ("14", "4"), ("14", "5a")]
    assert len({row.source_id for row in rows if isinstance(row, AddressRow)}) == 5


def test_several_numbers_on_one_building_are_several_addresses(town: Drawing) -> None:
    town.node(1, -82.5, addr__housenumber="700;702, 704", **HERE)
    rows, _ = town.read()
    assert addresses(rows) == [("700", ""), ("702", ""), ("704", "")]


def test_a_building_of_several_outlines_has_one_address_outside_its_court(town: Drawing) -> None:
    outer, inner = town.square(2, at=0), town.square(3, at=0, size=0.0005)
    town.relation(9, [(outer, "outer"), (inner, "inner")], addr__housenumber="20", building="yes", **HERE)
    (row,), found = town.read()
    assert isinstance(row, AddressRow)
    area = shapely.from_wkb(found[-1].wkb)
    assert (row.source_id, found[-1].source_id) == ("relation/9", "relation/9")
    assert area.area == pytest.approx(0.75e-6)
    assert area.contains(shapely.Point(row.lon, row.lat))


def test_an_address_without_a_street_is_told_and_stops_nothing(town: Drawing) -> None:
    town.node(1, -82.5, addr__housenumber="12")
    town.node(2, -82.5, addr__housenumber="13", addr__place="Los Sauces")
    bad, good = town.read()[0]
    assert isinstance(bad, BadRow)
    assert (bad.reason, bad.value) == (NO_STREET, "node/1")
    assert isinstance(good, AddressRow)
    assert good.street == "Los Sauces"


def test_a_node_that_lies_nowhere_is_told_and_stops_nothing(town: Drawing) -> None:
    town.node(1, 200.0, 95.0, addr__housenumber="12", addr__street="Calle Roble")
    town.node(2, 200.0, 95.0, entrance="main")
    town.node(3, -82.5, addr__housenumber="13", addr__street="Calle Roble")
    bad, good = town.read()[0]
    assert isinstance(bad, BadRow)
    assert (bad.reason, bad.value) == (UNREADABLE, "node/1")
    assert isinstance(good, AddressRow)


def test_what_lies_between_the_doors_is_told_with_its_kind(town: Drawing) -> None:
    for number in range(1, 7):
        town.node(
            number,
            -82.5 + number / 1000,
            **({"addr__housenumber": str(number), **HERE} if number > 4 else {}),
        )
    town.way(1, [1, 2], highway="residential", name="Calle Roble")
    town.way(2, [2, 3], highway="motorway", name="I-26")
    town.way(3, [3, 4], waterway="river", name="French Broad")
    town.way(4, [1, 3], waterway="river", tunnel="culvert")
    town.way(5, [5, 6], addr__interpolation="all")
    town.square(7, at=3, leisure="park", name="Parque")
    town.square(8, at=5, natural="water")
    _, found = town.read()
    assert [(each.kind, each.detail, each.name) for each in found] == [
        ("street", "residential", "Calle Roble"),
        ("barrier", "motorway", "I-26"),
        ("barrier", "river", "French Broad"),
        ("range", "all", "Calle Roble"),
        ("park", "park", "Parque"),
        ("water", "water", ""),
    ]
    assert (found[3].left.first, found[3].left.last) == ("5", "6")


def test_a_file_without_its_ending_is_known_by_its_first_bytes(town: Drawing, tmp_path: Path) -> None:
    town.node(1, -82.5, addr__housenumber="12", **HERE)
    town.read()
    renamed = town.path.rename(tmp_path / "upload.list")
    assert kind_of(renamed) == "osm"
    assert preview(renamed).columns == []
    assert count_addresses(renamed) == len(list(read_osm(renamed))) == 1


def test_a_file_that_breaks_off_is_refused(town: Drawing) -> None:
    town.node(1, -82.5, addr__housenumber="12", **HERE)
    town.read()
    town.path.write_bytes(town.path.read_bytes()[:-20])
    with pytest.raises(SourceError):
        list(read_osm(town.path))


@pytest.mark.realdata
@pytest.mark.skipif(not EXTRACTS.is_dir(), reason="../shared/data (real extracts) is not on this machine")
@pytest.mark.parametrize("name", ["harrisburg_pa", "reisterstown_md", "san_francisco_downtown"])
def test_the_counts_of_a_real_extract_are_those_of_others(name: str) -> None:
    """Addresses as osmium's own objects count them, one by one; ways that GDAL's reader calls a highway or a building."""
    path = EXTRACTS / f"{name}.osm.pbf"
    found: Counter[str] = Counter()
    details: Counter[str] = Counter()

    def note(feature: Feature) -> None:
        found[feature.kind] += 1
        details[feature.detail] += feature.kind == STREET

    rows = list(read_osm(path, note))
    words = {"n": "node", "w": "way", "r": "relation"}
    told: dict[str, bool] = {}
    for thing in osmium.FileProcessor(str(path)):
        if "addr:housenumber" in thing.tags:
            street = "addr:street" in thing.tags or "addr:place" in thing.tags
            told[f"{words[thing.type_str()]}/{thing.id}"] = street
    # An area may be told by its entrances instead, whose names are nodes'.
    seen = {"/".join(row.source_id.split("/")[:2]) for row in rows if isinstance(row, AddressRow)}
    bad = [row for row in rows if isinstance(row, BadRow)]
    assert count_addresses(path) == len(told)
    assert {row.value for row in bad if row.reason == NO_STREET} == {
        name for name, street in told.items() if not street
    }
    nowhere = {row.value for row in bad if row.reason == UNREADABLE}
    missing = {name for name, street in told.items() if street} - seen - nowhere
    assert len(nowhere) <= 1
    assert len(missing) <= len(seen - set(told))

    # GDAL otherwise refuses files whose ids are not in order, and one of these is such.
    pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": False})
    lines = pyogrio.raw.read(str(path), layer="lines", columns=["highway"])[3][0]
    for highway in ("residential", "tertiary"):
        assert details[highway] == int((lines == highway).sum())
    if name == "san_francisco_downtown":
        assert sum(isinstance(row, AddressRow) for row in rows) > 12_000


def test_a_search_for_what_is_rare_can_be_stopped_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting, and looking for areas: a state without a single one is read to its end in silence."""
    drawing = Drawing(tmp_path / "map.osm.pbf")
    for number in range(1, 40_001):
        drawing.node(number, -82.5 + number * 1e-5)
    drawing.square(7, 0, **{"addr:housenumber": "7", **HERE})
    drawing.read()
    monkeypatch.setattr(osm_blocks, "PART", 1)
    asked = [0]

    def alive() -> None:
        asked[0] += 1

    assert count_addresses(drawing.path, alive) == 1
    assert asked[0] >= 5
    asked[0] = 0
    (row,) = read_osm(drawing.path, None, alive)
    assert isinstance(row, AddressRow)
    assert asked[0] >= 5

    def stop() -> None:
        raise InterruptedError

    for work in (
        lambda: count_addresses(drawing.path, stop),
        lambda: list(read_osm(drawing.path, None, stop)),
    ):
        with pytest.raises(InterruptedError):
            work()


@pytest.mark.parametrize("cut", [1, 3, 50, -5])
def test_a_map_that_ends_amid_a_block_is_none(tmp_path: Path, cut: int) -> None:
    drawing = Drawing(tmp_path / "map.osm.pbf")
    drawing.square(7, 0, **{"addr:housenumber": "7", **HERE})
    drawing.read()
    drawing.path.write_bytes(drawing.path.read_bytes()[:cut])

    with pytest.raises(SourceError):
        count_addresses(drawing.path)


def test_a_map_of_very_many_small_blocks_is_read_in_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block is looked at once, however many make a part."""
    looked_at = [0]

    class Block(bytes):
        def __len__(self) -> int:
            looked_at[0] += 1
            return super().__len__()

    monkeypatch.setattr(osm_blocks, "_blocks", lambda file: iter([Block(b"head"), *[Block(b"one")] * 5000]))
    (tmp_path / "map.osm.pbf").touch()

    assert b"".join(osm_blocks.parts_of(tmp_path / "map.osm.pbf")) == b"head" + b"one" * 5000
    assert looked_at[0] <= 20_000
