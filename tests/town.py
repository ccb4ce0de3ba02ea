"""Two streets and a building, for tests: places and doors as an import would have left them; and a campaign there."""

import uuid
from dataclasses import dataclass
from typing import Any

import shapely

from canvass.db import db
from canvass.geo.features import Feature
from canvass.places import Door, Place
from canvass.streets import replace_features
from tests.cast import Person

WEST, SOUTH = -82.5500, 35.5900
STEP = 0.0002
WINTER = {"name": "Invierno", "starts_on": "2026-11-01", "ends_on": "2026-12-15", "languages": ["es", "en"]}


@dataclass(frozen=True)
class Town:
    """Ids by address: `houses["4 Calle Roble"]` is a door, `building` a place with units 101, 102, 201, 202."""

    houses: dict[str, uuid.UUID]
    units: dict[str, uuid.UUID]
    building: uuid.UUID


def build_town() -> Town:
    """Calle Roble with houses 1 to 12, Calle Pino with 1 to 6 two hundred metres north, a building at Pino's end."""
    roble = {f"{n} Calle Roble": house(str(n), "Calle Roble", n, row=0) for n in range(1, 13)}
    pino = {f"{n} Calle Pino": house(str(n), "Calle Pino", n, row=10) for n in range(1, 7)}
    building = place("20", "Calle Pino", *point(20, 10), kind="apartment_building")
    units = {label: door(building, label, int(label[0])) for label in ("101", "102", "201", "202")}
    db.session.flush()
    return Town(roble | pino, units, building.id)


def dig_river() -> None:
    """Between the two streets, and no bridge."""
    lat = SOUTH + 5 * STEP
    line = shapely.LineString([(WEST - 0.1, lat), (WEST + 0.1, lat)])
    replace_features("osm", [[Feature("barrier", "river", "", "way/9", shapely.to_wkb(line))]])


def house(number: str, street: str, n: int, row: int) -> uuid.UUID:
    return door(place(number, street, *point(n, row)))


def place(number: str, street: str, lon: float, lat: float, kind: str = "house") -> Place:
    key = f"{number}|{street}|testville".casefold()
    made = Place(
        id=uuid.uuid4(), kind=kind, name=None, number=number, street=street, city="Testville", state="NC",
        postcode="28700", lon=lon, lat=lat, address_key=key, vanished_at=None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def door(at: Place, label: str = "", floor: int | None = None) -> uuid.UUID:
    made = Door(
        id=uuid.uuid4(), place_id=at.id, label=label, floor=floor, lon=at.lon, lat=at.lat, source="town",
        source_id=f"{at.number}-{at.street}-{label}", vanished_at=None, do_not_knock_reason=None,
        do_not_knock_event_id=None,
    )  # fmt: skip
    db.session.add(made)
    return made.id


def point(n: int, row: int) -> tuple[float, float]:
    """Odd numbers on the south side of a street, even ones on the north side; WGS84."""
    return round(WEST + n * STEP, 6), round(SOUTH + (row + n % 2 * -0.5) * STEP, 6)


def polygon(first: float, last: float, rows: tuple[float, float] = (-2, 2)) -> dict[str, object]:
    """GeoJSON round the house numbers from `first` to `last` on the rows between."""
    west, east = WEST + first * STEP, WEST + last * STEP
    south, north = SOUTH + rows[0] * STEP, SOUTH + rows[1] * STEP
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


ROBLE = polygon(0.5, 12.5)
PINO = polygon(0.5, 20.5, rows=(8, 12))
NOWHERE = polygon(40, 45)


def open_campaign(person: Person, **changes: Any) -> dict[str, Any]:
    answer = person.post("/api/campaigns", {**WINTER, "members": [], **changes})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)
