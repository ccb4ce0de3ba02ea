"""Places that a person put, and lists: no import moves them, and given back they are where lists say."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from canvass import imports
from canvass.db import begin_writing, db
from canvass.pinned import Pin
from canvass.places import Door, Place
from tests.cast import Cast
from tests.lists import NOWHERE
from tests.test_pins import KNOWN, LOST, TOWN, acts, changed, find, put, row, show

Row = dict[str, Any]


@pytest.mark.parametrize("ids", [True, False])
def test_no_list_moves_what_a_person_put(cast: Cast, bring: Callable[..., Row], ids: bool) -> None:
    """Not the same list again, not one that says something else of it, not one that names it no more and then again."""
    bring(TOWN, ids=ids)
    twelve, building = find(cast.beto, "12"), find(cast.beto, "60")
    put(cast.beto, twelve, -82.54, 35.595)
    put(cast.beto, building, -82.53, 35.6)
    before = show(cast.beto, twelve), show(cast.beto, building)

    assert changed(bring(TOWN, ids=ids)) == {}
    assert (show(cast.beto, twelve), show(cast.beto, building)) == before

    bring([*KNOWN, row(12, lon=twelve["lon"] + 0.0001), *LOST[1:]], ids=ids)
    bring(KNOWN, ids=ids)
    bring(TOWN, ids=ids)

    for was in before:
        now = show(cast.beto, was)
        assert {k: v for k, v in now.items() if k not in ("rev", "doors")} == {
            k: v for k, v in was.items() if k not in ("rev", "doors")
        }
        assert [(d["id"], d["lon"], d["lat"]) for d in now["doors"]] == [
            (d["id"], d["lon"], d["lat"]) for d in was["doors"]
        ]


def test_a_new_flat_of_a_placed_building_stands_where_the_building_is(
    cast: Cast, bring: Callable[..., Row]
) -> None:
    bring(TOWN)
    building = find(cast.beto, "60")
    put(cast.beto, building, -82.53, 35.6)

    report = bring([*TOWN, row(60, "C", **NOWHERE)])

    assert changed(report) == {"doors_added": 1}
    assert [(d["label"], d["lon"], d["lat"]) for d in show(cast.beto, building)["doors"]] == [
        (label, -82.53, 35.6) for label in ("A", "B", "C")
    ]


def test_another_list_that_knows_the_place_where_it_was_put_means_the_same_place(
    cast: Cast, bring: Callable[..., Row]
) -> None:
    bring(TOWN)
    twelve = find(cast.beto, "12")
    put(cast.beto, twelve, -82.54, 35.595)

    bring([row(12, lon=-82.54005, lat=35.595)], "another")

    with cast.app.app_context():
        assert len(db.session.scalars(select(Place).where(Place.number == "12")).all()) == 1
    assert (show(cast.beto, twelve)["lon"], show(cast.beto, twelve)["quality"]) == (-82.54, "placed")


def test_given_back_a_place_is_where_its_list_says(cast: Cast, bring: Callable[..., Row]) -> None:
    bring(TOWN)
    was = show(cast.beto, find(cast.beto, "12"))
    placed = put(cast.beto, was, -82.54, 35.595).json["place"]

    answer = cast.beto.delete(f"/api/places/{was['id']}/point", {"rev": placed["rev"]})

    assert answer.json["place"] == {**was, "rev": 3}
    assert changed(bring(TOWN)) == {}
    again = cast.beto.delete(f"/api/places/{was['id']}/point", {"rev": 3})
    assert again.json["place"] == {**was, "rev": 4}
    assert acts(cast.app) == ["point_placed", "point_given_back"]


def test_a_confirmed_point_stays_where_it_is(cast: Cast, bring: Callable[..., Row]) -> None:
    bring(TOWN)
    twelve = show(cast.beto, find(cast.beto, "12"))

    answer = cast.beto.post(f"/api/places/{twelve['id']}/point/confirmation", {"rev": twelve["rev"]})

    assert answer.json["place"] == {**twelve, "quality": "confirmed", "rev": 2}
    bring([*KNOWN, row(12, lon=twelve["lon"] + 0.0002), *LOST[1:]])
    assert (show(cast.beto, twelve)["lon"], show(cast.beto, twelve)["quality"]) == (
        twelve["lon"],
        "confirmed",
    )
    assert acts(cast.app) == ["point_confirmed"]


def test_who_places_a_point_while_an_import_writes_waits_for_it(
    cast: Cast, bring: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a moment the import has what is pinned where lists say: nobody may take that for the truth."""
    bring(TOWN)
    twelve, building = find(cast.beto, "12"), find(cast.beto, "60")
    put(cast.beto, twelve, -82.54, 35.595)
    elena, codes = cast.elena.at(cast.app), list[int]()
    late = threading.Thread(target=lambda: codes.append(put(elena, building, -82.53, 35.6).status_code))
    put_back = imports.put_back

    def meanwhile() -> None:
        late.start()
        late.join(0.3)
        assert codes == []
        put_back()

    monkeypatch.setattr(imports, "put_back", meanwhile)
    bring([*KNOWN, row(12, lon=twelve["lon"] + 0.0001), *LOST[1:]])
    late.join(30)

    assert codes == [200]
    assert [show(cast.beto, place)["lon"] for place in (twelve, building)] == [-82.54, -82.53]
    monkeypatch.undo()
    bring([*KNOWN, *LOST])
    assert [show(cast.beto, place)["lon"] for place in (twelve, building)] == [-82.54, -82.53]


def test_an_import_that_moved_the_point_makes_the_leads_view_of_it_stale(
    cast: Cast, bring: Callable[..., Row]
) -> None:
    bring(TOWN)
    twelve = find(cast.beto, "12")
    bring([*KNOWN, row(12, lon=twelve["lon"] + 0.0001), *LOST[1:]])

    answer = cast.beto.post(f"/api/places/{twelve['id']}/point/confirmation", {"rev": twelve["rev"]})

    assert answer.status_code == 409
    assert answer.json["current"]["quality"] == "given"


def test_what_was_told_beside_a_pin_is_of_its_doors_alone(cast: Cast, bring: Callable[..., Row]) -> None:
    """A door that somebody found after the place was put stays where they found it."""
    bring(TOWN)
    twelve = find(cast.beto, "12")
    put(cast.beto, twelve, -82.54, 35.595)
    with cast.app.app_context():
        begin_writing(db.session)
        at = {"lon": -82.5401, "lat": 35.5951}
        db.session.add(Door(id=uuid.uuid4(), place_id=uuid.UUID(twelve["id"]), label="Atrás", **at))
        db.session.commit()

    bring([*KNOWN, row(12, lon=twelve["lon"] + 0.0001), *LOST[1:]])

    assert [(d["label"], d["lon"]) for d in show(cast.beto, twelve)["doors"]] == [
        ("", -82.54),
        ("Atrás", -82.5401),
    ]
    with cast.app.app_context():
        assert len(db.session.get_one(Pin, uuid.UUID(twelve["id"])).told_doors) == 1
