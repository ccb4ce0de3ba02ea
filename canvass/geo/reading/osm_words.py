"""What OpenStreetMap's tags say, in the words of lists of addresses: pure."""

import re
from collections.abc import Iterator, Mapping

from canvass.geo.barriers import is_barrier
from canvass.geo.features import BARRIER, BUILDING, PARK, STREET, WATER
from canvass.geo.lists.addresses import tidy
from canvass.geo.lists.rows import NO_NUMBER, NO_STREET, AddressRow, BadRow
from canvass.geo.streets import WALKED

Tags = Mapping[str, str]

MOST_FLATS = 500
_USES = (
    "shop",
    "office",
    "craft",
    "amenity",
    "tourism",
    "leisure",
    "healthcare",
    "club",
    "industrial",
    "military",
)
_NO_USE = frozenset(("", "yes", "no", "entrance"))
_HOMES = {
    "house": "house",
    "detached": "house",
    "semidetached_house": "house",
    "semi": "house",
    "terrace": "row house",
    "bungalow": "house",
    "farm": "farm house",
    "cabin": "cabin",
    "allotment_house": "cabin",
    "houseboat": "house",
    "apartments": "apartments",
    "residential": "residential",
    "dormitory": "dormitory",
    "static_caravan": "mobile home",
    "mobile_home": "mobile home",
    "trailer": "mobile home",
    "ger": "house",
}
_PARKS = frozenset(
    ("park", "playground", "nature_reserve", "garden", "dog_park", "common", "recreation_ground")
)
_NOT_THERE = frozenset(("no", ""))
_PARTS = re.compile(r"\s*[;,]\s*")
_SPAN = re.compile(r"^([A-Za-z]?)([0-9]{1,5})\s*-\s*\1([0-9]{1,5})$")


def addresses_of(
    tags: Tags, source_id: str, lon: float, lat: float, row: int
) -> Iterator[AddressRow | BadRow]:
    """The addresses of one thing: one for each of its house numbers, or for each of its flats."""
    street = tidy(tags.get("addr:street") or tags.get("addr:place") or "")
    numbers = _split(tags.get("addr:housenumber", ""))
    if not street:
        yield BadRow(row, "addr:street", NO_STREET, source_id)
        return
    if not numbers:
        yield BadRow(row, "addr:housenumber", NO_NUMBER, source_id)
        return
    flats = flats_of(tags.get("addr:flats", "")) or _split(
        tags.get("addr:unit") or tags.get("addr:door") or ""
    )
    counted = _count(tags.get("building:flats", "")) if len(numbers) == 1 and not flats else 0
    parts = [(number, flat) for number in numbers for flat in flats or [""]]
    for nth, (number, flat) in enumerate(parts):
        yield AddressRow(
            row=row,
            source_id=f"{source_id}/{nth}" if nth else source_id,
            number=number,
            street=street,
            unit=flat,
            city=tidy(tags.get("addr:city", "")),
            state=tidy(tags.get("addr:state", "")),
            postcode=tidy(tags.get("addr:postcode", "")),
            name=tidy(tags.get("addr:housename", "")),
            kind=use_of(tags),
            unit_count=counted,
            residential=None,
            parent=False,
            lon=lon,
            lat=lat,
        )


def use_of(tags: Tags) -> str:
    """What the thing is used for, in a word that lists of addresses know; "" where nobody said."""
    building = tags.get("building", "")
    if building in _HOMES:
        return _HOMES[building]
    told = next((tags[key] for key in _USES if tags.get(key, "no") not in _NOT_THERE), "")
    if told:
        key = next(key for key in _USES if tags.get(key) == told)
        return f"{key} {told}".replace("_", " ") if told != "yes" else key
    return "" if building in _NO_USE else building.replace("_", " ")


def flats_of(text: str) -> list[str]:
    """The flats that "1-4;6;8a" names: 1, 2, 3, 4, 6, 8a."""
    found: list[str] = []
    for part in _split(text):
        span = _SPAN.match(part)
        first, last = (int(span[2]), int(span[3])) if span else (1, 0)
        if span and first < last <= first + MOST_FLATS:
            found += [f"{span[1]}{n}" for n in range(first, last + 1)]
        else:
            found.append(part)
    return list(dict.fromkeys(found))[:MOST_FLATS]


def line_kind(tags: Tags) -> tuple[str, str] | None:
    """What a line is (street or barrier) and what it is called there; None for what nobody walks along or is stopped by."""
    highway, railway, waterway = (tags.get(key, "") for key in ("highway", "railway", "waterway"))
    walked = highway in WALKED or _yes(tags, "foot") or tags.get("sidewalk", "no") not in ("no", "none")
    if highway and walked and tags.get("foot") != "no":
        return STREET, highway
    passed = tags.get("bridge", "no") != "no" or tags.get("tunnel", "no") != "no"
    if is_barrier(highway, railway, waterway) and not passed:
        return BARRIER, highway or railway or waterway
    return None


def area_kind(tags: Tags) -> tuple[str, str] | None:
    """What an area is (water, park, building) and what it is called there; None for everything else."""
    if tags.get("building", "no") not in _NOT_THERE:
        return BUILDING, tags["building"]
    if tags.get("natural") == "water" or tags.get("waterway") in ("riverbank", "dock"):
        return WATER, tags.get("water") or tags.get("waterway") or "water"
    for key in ("leisure", "landuse"):
        if tags.get(key) in _PARKS:
            return PARK, tags[key]
    return None


def _yes(tags: Tags, key: str) -> bool:
    return tags.get(key) in ("yes", "designated", "permissive")


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in _PARTS.split(tidy(text)) if part))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
