"""Whether a place that a list tells is known just so: most are, when a list comes again, and need no further thought.

A place is left out of `comparing` only where that would find it the same, and where nothing else could be meant by it:
its address, its point, its ids and all of its doors are those that are known.
"""

from collections.abc import Sequence
from typing import NamedTuple

from canvass.geo.lists.drafts import DoorDraft, PlaceDraft

TOLD = (*PlaceDraft._fields[1:11], "quality")
"""What is compared, in the order of `Standing.told`: everything but ids and doors."""


class StandingDoor(NamedTuple):
    """A door as it is stored; `source` is the list that named it, None for a person."""

    label: str
    floor: int | None
    lon: float
    lat: float
    vanished: bool
    source: str | None
    source_id: str | None


class Standing(NamedTuple):
    """A place as it is stored, its id as a number, with the names that one list gave it."""

    id: int
    told: tuple[object, ...]
    vanished: bool
    names: set[str]
    doors: list[StandingDoor]


def find_unchanged(draft: PlaceDraft, there: Sequence[Standing], source: str) -> Standing | None:
    """The place among these of its address that is exactly what the list `source` tells, if one is."""
    for place in there:
        if not place.vanished and place.told == (*draft[1:11], draft.quality) and _is_named(draft, place):
            return place if _has_the_doors(draft, place, source) else None
    return None


def nameless(place: str) -> str:
    """The name under which a place is noted to which its list gives no id of its own."""
    return f"={place}"


def _is_named(draft: PlaceDraft, place: Standing) -> bool:
    if draft.source_ids:
        return len(draft.source_ids) == len(place.names) and place.names.issuperset(draft.source_ids)
    return len(place.names) == 1 and {name.replace("-", "") for name in place.names} == {
        nameless(f"{place.id:032x}")
    }


def _has_the_doors(draft: PlaceDraft, place: Standing, source: str) -> bool:
    if len(draft.doors) != len(place.doors):
        return False
    there = {door.label: door for door in place.doors}
    return all(
        (known := there.get(door.label)) is not None and _is_same(door, known, source) for door in draft.doors
    )


def _is_same(door: DoorDraft, known: StandingDoor, source: str) -> bool:
    """A door that another list named stays that list's; this list's own keeps the id that it gave."""
    if known.vanished or known.source is None or door[2:] != known[1:4]:
        return False
    return known.source != source or known.source_id == door.source_id
