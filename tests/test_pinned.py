"""Places that a person put, and lists: no import moves them, and given back they are where lists say."""

import threading
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from canvass import devices, imports
from canvass.config import Settings
from canvass.db import LIMITS, PRAGMAS, begin_writing, db
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
    """For a moment the import has the place where lists say: nobody may take that for the truth."""
    bring(TOWN)
    building = put(cast.beto, find(cast.beto, "60"), -82.54, 35.595).json["place"]
    newer = [*TOWN, row(60, "C", **NOWHERE)]

    assert put_meanwhile(cast, monkeypatch, lambda: bring(newer), building, still=True) == ([], [200])

    assert {d["lon"] for d in show(cast.beto, building)["doors"]} == {-82.53}
    bring(TOWN)
    bring(newer)
    assert {d["lon"] for d in show(cast.beto, building)["doors"]} == {-82.53}
    cast.beto.delete(f"/api/places/{building['id']}/point", {"rev": show(cast.beto, building)["rev"]})
    assert changed(bring(newer)) == {}


def test_who_places_a_point_that_an_import_does_not_change_waits_for_nobody(
    cast: Cast, bring: Callable[..., Row], monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Where several can write: an import of a whole state takes its time. On SQLite a writer is alone."""
    bring(TOWN)
    twelve, building = find(cast.beto, "12"), find(cast.beto, "60")
    newer = [*KNOWN, row(12, lon=twelve["lon"] + 0.0001), *LOST[1:]]

    before, after = put_meanwhile(cast, monkeypatch, lambda: bring(newer), building, still=settings.is_sqlite)

    assert (before, after) == ([] if settings.is_sqlite else [200], [200])
    assert [show(cast.beto, place)["lon"] for place in (twelve, building)] == [twelve["lon"] + 0.0001, -82.53]
    bring([*KNOWN, *LOST])
    assert show(cast.beto, building)["lon"] == -82.53


def put_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, bring: Callable[[], Row], place: Row, *, still: bool
) -> tuple[list[int], list[int]]:
    """Elena puts a place while an import is in the midst of its writing: what she is answered before that is over (within
    0.3 s if she is to wait), and after."""
    elena, codes, before = cast.elena.at(cast.app), list[int](), list[int]()
    late = threading.Thread(target=lambda: codes.append(put(elena, place, -82.53, 35.6).status_code))
    put_back = imports.put_back

    def meanwhile(places: Collection[uuid.UUID]) -> None:
        late.start()
        late.join(0.3 if still else 8)
        before.extend(codes)
        put_back(places)

    with monkeypatch.context() as patched:
        patched.setattr(imports, "put_back", meanwhile)
        bring()
    late.join(30)
    return before, codes


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


def test_who_cannot_write_for_an_import_is_told_so_and_can_send_the_same_again(
    cast: Cast, bring: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(TOWN)
    twelve = find(cast.beto, "12")
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "50")
    monkeypatch.setitem(LIMITS, "lock_timeout", "50ms")
    elena = replace(cast.elena, language="en")

    refused = while_somebody_writes(cast, lambda: put(elena, twelve, -82.54, 35.595))

    assert (refused.status_code, refused.json["code"]) == (503, "busy")
    assert refused.headers["Retry-After"] == "15"
    assert "list being imported" in refused.json["message"]
    assert put(cast.elena, twelve, -82.54, 35.595).status_code == 200


def test_who_looks_while_an_import_writes_is_let_in(
    cast: Cast, bring: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also whose session is so old that a look at the screen makes it last longer: that can wait."""
    bring(TOWN)
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "50")
    monkeypatch.setattr(devices, "is_worn", lambda session, keyholder: True)

    assert while_somebody_writes(cast, lambda: cast.beto.get("/api/places/unsure")).status_code == 200


def while_somebody_writes(cast: Cast, ask: Callable[[], Any]) -> Any:
    """What is answered while every place is locked, on SQLite everything."""
    with cast.app.app_context(), ThreadPoolExecutor(1) as other:
        db.engine.dispose()
        begin_writing(db.session)
        db.session.execute(select(Place.id).with_for_update())
        answer = other.submit(ask).result(20)
        db.session.rollback()
    return answer
