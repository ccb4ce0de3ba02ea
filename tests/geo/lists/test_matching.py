"""Finding places and doors again: the evidence of ids, addresses and points, weighed."""

from hypothesis import given
from hypothesis import strategies as st

from canvass.geo.lists.drafts import DoorDraft, PlaceDraft
from canvass.geo.lists.matching import KnownDoor, KnownPlace, match_doors, match_places

ONE_HUNDRED_METRES = 0.0009


def draft(key: str, *ids: str, lat: float = 35.59, doors: tuple[str, ...] = ("",)) -> PlaceDraft:
    made = tuple(DoorDraft(f"{ids[0]}{label}" if ids else None, label, None, -82.55, lat) for label in doors)
    return PlaceDraft(ids, "1", "Calle", "", "", "", "", "house", -82.55, lat, key, made)


def known(name: str, key: str, *ids: str, lat: float = 35.59) -> KnownPlace[str]:
    words = ("house", "", "1", "Calle", "", "", "")
    return KnownPlace(
        name, *words, -82.55, lat, key, vanished=False, source_ids=frozenset(ids), elsewhere=False
    )


def door(
    name: str, place: str, label: str, source_id: str | None = None, lat: float = 35.59
) -> KnownDoor[str]:
    return KnownDoor(name, place, label, None, -82.55, lat, vanished=False, maker="this", source_id=source_id)


def test_id_and_address_together_outweigh_any_distance() -> None:
    far = draft("1|roble", "7", lat=36.0)

    assert match_places([far], [known("near", "1|roble", lat=36.0), known("same", "1|roble", "7")]) == [
        "same"
    ]


def test_an_address_outweighs_an_id() -> None:
    places = [known("one", "1|roble", "1"), known("two", "2|roble", "2", lat=35.5902)]

    assert match_places([draft("2|roble", "1", lat=35.5902), draft("3|roble", "2", lat=35.5904)], places) == [
        "two",
        None,
    ]


def test_an_address_is_the_same_place_within_thirty_metres_only() -> None:
    place = known("one", "1|roble")

    assert match_places([draft("1|roble", lat=35.59 + ONE_HUNDRED_METRES / 4)], [place]) == ["one"]
    assert match_places([draft("1|roble", lat=35.59 + ONE_HUNDRED_METRES / 2)], [place]) == [None]


def test_an_id_alone_is_believed_within_a_kilometre() -> None:
    place = known("one", "1|roble", "1")

    assert match_places([draft("1|pino", "1", lat=35.59 + 9 * ONE_HUNDRED_METRES)], [place]) == ["one"]
    assert match_places([draft("1|pino", "1", lat=35.59 + 11 * ONE_HUNDRED_METRES)], [place]) == [None]


def test_of_two_halves_the_one_with_the_address_is_the_place() -> None:
    place = known("one", "1|roble", "1", "2")

    assert match_places([draft("1|pino", "2"), draft("1|roble", "1")], [place]) == [None, "one"]


def test_a_door_whose_row_went_to_a_new_place_goes_with_it() -> None:
    doors = [door("a", "one", "A", "1A"), door("b", "one", "B", "2")]
    stays, leaves = draft("1|roble", "1", doors=("A",)), draft("3|roble", "2")

    assert match_doors([stays, leaves], ["one", None], doors) == [["a"], ["b"]]


def test_an_only_door_stays_when_it_gets_a_label() -> None:
    assert match_doors([draft("1|roble", doors=("A",))], ["one"], [door("a", "one", "")]) == [["a"]]


PLACES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sets(st.sampled_from("123456"), max_size=2), st.integers(0, 12)),
    max_size=6,
)


@given(PLACES, PLACES)
def test_no_place_is_found_twice(
    told: list[tuple[str, set[str], int]], stored: list[tuple[str, set[str], int]]
) -> None:
    drafts = [draft(key, *ids, lat=35.59 + n * ONE_HUNDRED_METRES / 5) for key, ids, n in told]
    places = [
        known(str(i), key, *ids, lat=35.59 + n * ONE_HUNDRED_METRES / 5)
        for i, (key, ids, n) in enumerate(stored)
    ]

    found = [place for place in match_places(drafts, places) if place is not None]

    assert len(found) == len(set(found))
