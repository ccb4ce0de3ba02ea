"""A list's places as an import works them out, for tests: all at once, sorted by address."""

from collections.abc import Iterable

from canvass.geo.lists.drafts import PlaceDraft
from canvass.geo.lists.gathering import gather
from canvass.geo.lists.rows import AddressRow


def places_in(rows: Iterable[AddressRow]) -> list[PlaceDraft]:
    """The places that the rows describe."""
    parts = gather(rows, fit=lambda draft: draft, tell=lambda done, total: None)
    return sorted(
        (draft for part in parts for draft in part), key=lambda place: (place.address_key, repr(place))
    )
