"""What a list of addresses changes of the places and doors that are known: decided here, written elsewhere.

What the list names no more has vanished, unless another list names it, or somebody who was there added it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from canvass.geo.lists.drafts import DoorDraft, PlaceDraft
from canvass.geo.lists.matching import Id, KnownDoor, KnownPlace, match_doors, match_places

ON_PHONES = ("kind", "name", "number", "street")
OF_PLACES = (*ON_PHONES, "city", "state", "postcode", "lon", "lat", "address_key", "quality")
OF_DOORS = ("label", "floor", "lon", "lat")


@dataclass
class Difference(Generic[Id]):
    """All that has to be written. `names` are the list's own ids of places; of `shown` doors a phone shows
    something that changed; the `same` ones need nothing."""

    places_new: list[tuple[Id, PlaceDraft]] = field(default_factory=list)
    places_changed: list[tuple[Id, PlaceDraft]] = field(default_factory=list)
    places_vanished: list[Id] = field(default_factory=list)
    places_same: int = 0
    doors_new: list[tuple[Id, Id, DoorDraft]] = field(default_factory=list)
    doors_changed: list[tuple[Id, Id, DoorDraft]] = field(default_factory=list)
    doors_claimed: list[tuple[Id, str | None]] = field(default_factory=list)
    doors_vanished: list[Id] = field(default_factory=list)
    doors_same: int = 0
    names_new: list[tuple[str, Id]] = field(default_factory=list)
    names_moved: list[tuple[str, Id]] = field(default_factory=list)
    names_dropped: list[str] = field(default_factory=list)
    shown: set[Id] = field(default_factory=set)


def compare(
    drafts: Sequence[PlaceDraft],
    places: Mapping[Id, KnownPlace[Id]],
    doors: Mapping[Id, KnownDoor[Id]],
    new_id: Callable[[], Id],
) -> Difference[Id]:
    """What the list's drafts change of the known places, and of all doors at these."""
    placed = match_places(drafts, places.values())
    matched = match_doors(drafts, placed, doors.values())
    difference = Difference[Id]()
    homes = [
        _compare_place(difference, draft, None if place is None else places[place], new_id)
        for draft, place in zip(drafts, placed, strict=True)
    ]
    for draft, home, found in zip(drafts, homes, matched, strict=True):
        for door_draft, door in zip(draft.doors, found, strict=True):
            known = None if door is None else doors[door]
            _compare_door(difference, door_draft, home, known, new_id)
    kept = {door for found in matched for door in found if door is not None}
    _find_vanished(difference, places, doors, set(homes), kept)
    _compare_names(difference, drafts, homes, places)
    _find_shown(difference, places, doors)
    return difference


def _compare_place(
    difference: Difference[Id], draft: PlaceDraft, known: KnownPlace[Id] | None, new_id: Callable[[], Id]
) -> Id:
    if known is None:
        made = new_id()
        difference.places_new.append((made, draft))
        return made
    if known.vanished or _differ(draft, known, OF_PLACES):
        difference.places_changed.append((known.id, draft))
    else:
        difference.places_same += 1
    return known.id


def _compare_door(
    difference: Difference[Id],
    draft: DoorDraft,
    home: Id,
    known: KnownDoor[Id] | None,
    new_id: Callable[[], Id],
) -> None:
    if known is None:
        difference.doors_new.append((new_id(), home, draft))
        return
    if known.vanished or known.place != home or _differ(draft, known, OF_DOORS):
        difference.doors_changed.append((known.id, home, draft))
    else:
        difference.doors_same += 1
    claimable = known.vanished or known.maker != "another"
    if claimable and (known.maker, known.source_id) != ("this", draft.source_id):
        difference.doors_claimed.append((known.id, draft.source_id))


def _find_vanished(
    difference: Difference[Id],
    places: Mapping[Id, KnownPlace[Id]],
    doors: Mapping[Id, KnownDoor[Id]],
    homes: set[Id],
    kept: set[Id],
) -> None:
    inhabited: set[Id] = set()
    for door in doors.values():
        if door.id in kept or door.vanished:
            continue
        if door.maker == "this" and not places[door.place].elsewhere:
            difference.doors_vanished.append(door.id)
        else:
            inhabited.add(door.place)
    difference.places_vanished = [
        place.id
        for place in places.values()
        if place.source_ids
        and not (place.vanished or place.elsewhere or place.id in homes or place.id in inhabited)
    ]


def _compare_names(
    difference: Difference[Id],
    drafts: Sequence[PlaceDraft],
    homes: Sequence[Id],
    places: Mapping[Id, KnownPlace[Id]],
) -> None:
    """A place without an id in the list is noted under its own. A vanished place keeps its names, to be known
    again when it comes back; one that another list names loses those of this list."""
    before = {name: place.id for place in places.values() for name in place.source_ids}
    now = {
        name: home
        for draft, home in zip(drafts, homes, strict=True)
        for name in draft.source_ids or (f"={home}",)
    }
    for name, home in now.items():
        if name not in before:
            difference.names_new.append((name, home))
        elif before[name] != home:
            difference.names_moved.append((name, home))
    stay = set(homes)
    difference.names_dropped = [
        name
        for name, place in before.items()
        if name not in now and (place in stay or places[place].elsewhere)
    ]


def _names(draft: PlaceDraft, home: object) -> tuple[str, ...]:
    return draft.source_ids or (f"={home}",)


def _find_shown(
    difference: Difference[Id], places: Mapping[Id, KnownPlace[Id]], doors: Mapping[Id, KnownDoor[Id]]
) -> None:
    at: dict[Id, list[Id]] = defaultdict(list)
    for door in doors.values():
        at[door.place].append(door.id)
    for place, draft in difference.places_changed:
        if _differ(draft, places[place], ON_PHONES):
            difference.shown.update(at[place])
    difference.shown.update(door for door, _, _ in difference.doors_changed)


def _differ(draft: object, known: object, fields: Sequence[str]) -> bool:
    return any(getattr(draft, name) != getattr(known, name) for name in fields)
