"""The geocoder that the operator named, if any: a Nominatim of their own or the US Census, asked slowly and last.

Whatever is asked there leaves the server: nothing is, unless `CANVASS_GEOCODER` says whom.
"""

import json
import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

from geopy.adapters import URLLibAdapter
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from canvass.geo.geocoding import Address, Located
from canvass.geo.lists.rows import EXACT, ON_RANGE, ON_STREET
from canvass.setting_values import CENSUS

SECONDS_BETWEEN = 1.0
"""As often as those who run Nominatim for everybody ask for; one's own may be the same machine as the door's."""
TIMEOUT = 10
GIVE_UP = 10
CENSUS_ADDRESS = "https://geocoding.geo.census.gov/geocoder/locations/onelineaddress"
# It would write down what it was asked.
logging.getLogger("geopy").disabled = True

_HOUSES = frozenset(("house", "building", "house_number"))

Ask = Callable[[Address], Located | None]


class Stay(HTTPRedirectHandler):
    """Goes where it was told, and nowhere that is named there."""

    def redirect_request(self, *_: Any) -> None:
        return None


class ThereOnly(URLLibAdapter):  # type: ignore[misc]
    """Asks whom the operator named and no other: a redirect would carry the address along, to whomever, in clear perhaps."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self.urlopen = build_opener(HTTPSHandler(context=ssl_context), ProxyHandler(proxies), Stay()).open


class CensusGeocoder(Geocoder):  # type: ignore[misc]
    """The US Census Bureau's: numbers along its own lines of streets."""

    def __init__(self, address: str = CENSUS_ADDRESS, **options: Any) -> None:
        super().__init__(**options)
        self.address = address

    def geocode(self, query: str, *, timeout: Any = None) -> Location | None:
        asked = {"address": query, "benchmark": "Public_AR_Current", "format": "json"}
        return self._call_geocoder(f"{self.address}?{urlencode(asked)}", self._parse, timeout=timeout)

    @staticmethod
    def _parse(answer: Any) -> Location | None:
        told = json.loads(answer) if isinstance(answer, str) else answer
        matches = told["result"]["addressMatches"]
        if not matches:
            return None
        at = matches[0]["coordinates"]
        return Location(matches[0]["matchedAddress"], (at["y"], at["x"]), {"addresstype": "interpolated"})


def ask_outside(named: str, *, seconds_between: float | None = None) -> Ask | None:
    """What asks the geocoder of that name, never more often than once in so many seconds; None where none is named.

    What goes wrong there is no answer, and stops nothing; who failed ten times in a row is asked no more.
    """
    if not named:
        return None
    wait = SECONDS_BETWEEN if seconds_between is None else seconds_between
    limited = RateLimiter(
        _geocoder(named).geocode,
        min_delay_seconds=wait,
        error_wait_seconds=wait,
        max_retries=0,
        swallow_exceptions=False,
    )
    failed = 0

    def ask(address: Address) -> Located | None:
        nonlocal failed
        if failed == GIVE_UP:
            return None
        street = f"{address.number} {address.street}".strip()
        try:
            found = limited(", ".join(part for part in (street, address.city, address.postcode) if part))
        except (GeopyError, AttributeError, LookupError, TypeError, ValueError):
            failed += 1
            return None
        failed = 0
        quality = _quality_of(found.raw) if found else None
        return Located(round(found.longitude, 7), round(found.latitude, 7), quality) if quality else None

    return ask


def _geocoder(named: str) -> Any:
    asking: dict[str, Any] = {
        "timeout": TIMEOUT,
        "user_agent": f"canvass/{version('canvass')}",
        "adapter_factory": ThereOnly,
    }
    if named == CENSUS:
        return CensusGeocoder(**asking)
    parts = urlsplit(named)
    domain = f"{parts.netloc}{parts.path}".rstrip("/")
    return Nominatim(domain=domain, scheme=parts.scheme, **asking)


def _quality_of(told: dict[str, Any]) -> str | None:
    """A house is a house; a street is worth a look; a town is no place to knock at."""
    kind = told.get("addresstype") or told.get("type")
    if kind in _HOUSES:
        return EXACT
    return {"interpolated": ON_RANGE, "road": ON_STREET}.get(str(kind))
