"""Finds the places and doors of a list again among those that are known.

A place is found by an id and its address together, else by its address within 30 m, else by its id within
a kilometre: lists are seen to renumber their rows, and an id alone must not carry a door's mark to another
family.
Pure; points are WGS84.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from canvass.geo.distance import LonLat, local_metres
from canvass.geo.lists.addresses import normalise_unit
from canvass.geo.lists.clusters import ONE_PLACE_METRES
from canvass.geo.lists.drafts import DoorDraft, PlaceDraft
from canvass.geo.lists.rows import GIVEN

SAME_ID_METRES = 1000.0

Id = TypeVar("Id", bound=Hashable)
Maker = Literal["this", "another", "none"]


@dataclass(frozen=True, slots=True)
class KnownPlace(Generic[Id]):
    """A place as it is stored. `source_ids` are those under which this list named it before; `elsewhere` says
    that another list names it as well; `pinned` is where a person put it, wherever lists say that it is."""

    id: Id
    kind: str
    name: str
    number: str
    street: str
    city: str
    state: str
    postcode: str
    lon: float
    lat: float
    address_key: str
    vanished: bool
    source_ids: frozenset[str]
    elsewhere: bool
    quality: str = GIVEN
    pinned: LonLat | None = None


@dataclass(frozen=True, slots=True)
class KnownDoor(Generic[Id]):
    """A door as it is stored. `maker` is the list that named it; `source_id` the id that this list gave it, None
    if it gave none."""

    id: Id
    place: Id
    label: str
    floor: int | None
    lon: float
    lat: float
    vanished: bool
    maker: Maker
    source_id: str | None


def match_places(drafts: Sequence[PlaceDraft], known: Iterable[KnownPlace[Id]]) -> list[Id | None]:
    """For each draft the place that it is, None where it is a new one. No place is two drafts."""
    places = list(known)
    found: list[Id | None] = [None] * len(drafts)
    taken: set[Id] = set()
    for find in (_by_both, _by_address, _by_id):
        for index, place in find(drafts, places):
            if found[index] is None and place not in taken:
                found[index] = place
                taken.add(place)
    return found


def _by_both(drafts: Sequence[PlaceDraft], places: list[KnownPlace[Id]]) -> list[tuple[int, Id]]:
    return _sharing_ids(drafts, places, lambda draft, place: draft.address_key == place.address_key)


def _by_address(drafts: Sequence[PlaceDraft], places: list[KnownPlace[Id]]) -> list[tuple[int, Id]]:
    """Pairs of one address within 30 m, the nearest first."""
    at: dict[str, list[KnownPlace[Id]]] = defaultdict(list)
    for place in places:
        at[place.address_key].append(place)
    near = [
        (metres, index, place.id)
        for index, draft in enumerate(drafts)
        for place in at.get(draft.address_key, ())
        if (metres := _metres_to_either(draft, place)) <= ONE_PLACE_METRES
    ]
    return [(index, place) for _, index, place in sorted(near, key=lambda pair: pair[:2])]


def _by_id(drafts: Sequence[PlaceDraft], places: list[KnownPlace[Id]]) -> list[tuple[int, Id]]:
    """Pairs of one id within a kilometre: the list corrected the address."""
    return _sharing_ids(drafts, places, lambda draft, place: _metres(draft, place) <= SAME_ID_METRES)


def _sharing_ids(
    drafts: Sequence[PlaceDraft],
    places: list[KnownPlace[Id]],
    fits: Callable[[PlaceDraft, KnownPlace[Id]], bool],
) -> list[tuple[int, Id]]:
    """Pairs that fit and have ids in common, those with the most of them first."""
    by_id = {source_id: place for place in places for source_id in place.source_ids}
    named = {place.id: place for place in places}
    pairs = []
    for index, draft in enumerate(drafts):
        shared = Counter(by_id[source_id].id for source_id in draft.source_ids if source_id in by_id)
        pairs += [(-n, index, place) for place, n in shared.items() if fits(draft, named[place])]
    return [(index, place) for _, index, place in sorted(pairs, key=lambda pair: pair[:2])]


def match_doors(
    drafts: Sequence[PlaceDraft], placed: Sequence[Id | None], known: Iterable[KnownDoor[Id]]
) -> list[list[Id | None]]:
    """For each draft, and each of its doors in order, the door that it is, None where it is a new one.

    `placed` is what `match_places` found. At its place a door is found by its label, else by its id; a place's
    only door stays that door; one whose id turns up at another place within a kilometre has moved there.
    """
    matching = _DoorMatching(drafts, placed, list(known))
    for key_of_draft, key_of_known in _DOOR_KEYS:
        matching.match(key_of_draft, key_of_known)
    matching.match_only_doors()
    matching.match_moved()
    return matching.found


_DOOR_KEYS: tuple[tuple[Callable[[DoorDraft], object], Callable[["KnownDoor[Any]"], object]], ...] = (
    (lambda draft: draft.label, lambda door: door.label),
    (lambda draft: normalise_unit(draft.label) or None, lambda door: normalise_unit(door.label) or None),
    (lambda draft: draft.source_id, lambda door: door.source_id),
)


class _DoorMatching(Generic[Id]):
    """Which draft's door is which known one: found round by round, each door once."""

    def __init__(
        self, drafts: Sequence[PlaceDraft], placed: Sequence[Id | None], known: list[KnownDoor[Id]]
    ) -> None:
        self.drafts = drafts
        self.placed = placed
        self.known = known
        self.found: list[list[Id | None]] = [[None] * len(draft.doors) for draft in drafts]
        self.taken: set[Id] = set()
        self.at: dict[Id, list[KnownDoor[Id]]] = defaultdict(list)
        for door in known:
            self.at[door.place].append(door)

    def match(
        self, key_of_draft: Callable[[DoorDraft], object], key_of_known: Callable[[KnownDoor[Id]], object]
    ) -> None:
        """Match the doors at one place whose keys are equal; None is no key."""
        for index, place in enumerate(self.placed):
            if place is None or None not in self.found[index]:
                continue
            free = {key_of_known(door): door.id for door in self.at[place] if door.id not in self.taken}
            for number, draft in self._open(index):
                key = key_of_draft(draft)
                if key is not None and key in free:
                    self._take(index, number, free.pop(key))

    def match_only_doors(self) -> None:
        for index, place in enumerate(self.placed):
            if place is not None and len(self.at[place]) == len(self.found[index]) == 1:
                door = self.at[place][0].id
                if self.found[index][0] is None and door not in self.taken:
                    self._take(index, 0, door)

    def match_moved(self) -> None:
        by_id = {door.source_id: door for door in self.known if door.source_id and door.id not in self.taken}
        for index in range(len(self.drafts)):
            for number, draft in self._open(index):
                door = by_id.get(draft.source_id or "")
                if door and door.id not in self.taken and _metres(draft, door) <= SAME_ID_METRES:
                    self._take(index, number, door.id)

    def _open(self, index: int) -> Iterator[tuple[int, DoorDraft]]:
        doors = enumerate(self.drafts[index].doors)
        return ((number, draft) for number, draft in doors if self.found[index][number] is None)

    def _take(self, index: int, number: int, door: Id) -> None:
        self.found[index][number] = door
        self.taken.add(door)


def _metres_to_either(draft: PlaceDraft, place: KnownPlace[Id]) -> float:
    metres = _metres(draft, place)
    return min(metres, local_metres((draft.lon, draft.lat), place.pinned)) if place.pinned else metres


def _metres(a: PlaceDraft | DoorDraft, b: KnownPlace[Id] | KnownDoor[Id]) -> float:
    return local_metres((a.lon, a.lat), (b.lon, b.lat))
