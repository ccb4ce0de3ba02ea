"""Places and doors as a list tells them, before anything is known of them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from canvass.geo.lists.rows import GIVEN


class DoorDraft(NamedTuple):
    """A door as a list tells it. `source_id` is None where the list has no id that names this door alone;
    `floor` None where the label tells none."""

    source_id: str | None
    label: str
    floor: int | None
    lon: float
    lat: float


class PlaceDraft(NamedTuple):
    """A place as a list tells it, its doors in the order of their labels. `source_ids` are those of all its
    rows that no other place shares; the point is the middle of its doors; `duplicates` counts the rows merged
    into others."""

    source_ids: tuple[str, ...]
    number: str
    street: str
    city: str
    state: str
    postcode: str
    name: str
    kind: str
    lon: float
    lat: float
    address_key: str
    doors: tuple[DoorDraft, ...]
    duplicates: int = 0
    quality: str = GIVEN

    def packed(self) -> tuple[Any, ...]:
        """The same in plain tuples."""
        return (*self[:_DOORS], tuple(map(tuple, self.doors)), *self[_DOORS + 1 :])

    @classmethod
    def unpacked(cls, packed: tuple[Any, ...]) -> "PlaceDraft":
        """What `packed` made plain."""
        doors = tuple(map(DoorDraft._make, packed[_DOORS]))
        return cls._make((*packed[:_DOORS], doors, *packed[_DOORS + 1 :]))


_DOORS = PlaceDraft._fields.index("doors")


def own_ids(
    place: PlaceDraft, is_doors: Callable[[str], bool], is_places: Callable[[str], bool]
) -> PlaceDraft:
    """The place without the ids that several doors or several places share."""
    doors = tuple(
        door._replace(source_id=None) if door.source_id and is_doors(door.source_id) else door
        for door in place.doors
    )
    return place._replace(source_ids=tuple(i for i in place.source_ids if not is_places(i)), doors=doors)
