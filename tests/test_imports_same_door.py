"""Imports: which door is which, whatever a newer list calls it."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from sqlalchemy import select

from canvass.db import db
from canvass.places import Door, Place
from tests.cast import Cast
from tests.lists import BUILDING, STREET, TOWN, Line, line
from tests.test_imports import changes, doors, mark
from tests.town import SOUTH

Writing = Callable[[], AbstractContextManager[None]]


def test_renumbered_rows_do_not_carry_a_mark_to_another_family(
    cast: Cast, bring: Callable[..., Line]
) -> None:
    bring(TOWN)
    marked = doors(cast.app)["3 Calle Roble"]
    mark(cast, marked)

    report = bring([line(1, "30"), *({**row, "id": row["id"] + 1} for row in TOWN)])

    assert changes(report) == ([1, 0, 7, 0], [1, 0, 10, 0])
    after = doors(cast.app)
    assert after["3 Calle Roble"].id == marked.id
    assert [name for name, door in after.items() if door.do_not_knock] == ["3 Calle Roble"]


def test_a_corrected_address_stays_the_same_door(app: Flask, bring: Callable[..., Line]) -> None:
    bring(TOWN)
    before = doors(app)["6 Calle Roble"].id

    report = bring([*TOWN[:5], line(6, "6", "Paseo Roble"), *TOWN[6:]])

    assert changes(report) == ([0, 1, 6, 0], [0, 0, 10, 0])
    assert doors(app)["6 Paseo Roble"].id == before


def test_a_list_without_ids_finds_an_address_within_thirty_metres(
    app: Flask, bring: Callable[..., Line]
) -> None:
    bring(STREET, ids=False)
    before = doors(app)
    near = [line(0, "1", "C. Roble", lat=SOUTH + 0.0002), *STREET[1:5], line(0, "6", lat=SOUTH + 0.0006)]

    report = bring(near, ids=False)

    assert changes(report) == ([1, 1, 4, 1], [1, 1, 4, 1])
    assert doors(app)["1 C. Roble"].id == before["1 Calle Roble"].id


def test_a_units_new_label_keeps_the_door(app: Flask, bring: Callable[..., Line]) -> None:
    bring(BUILDING)
    before = doors(app)

    bring([{**row, "unit": row["unit"].replace("Apt ", "#")} for row in BUILDING])
    bring([{**row, "unit": f"{chr(64 + row['id'] - 100)}"} for row in BUILDING])

    after = doors(app)
    assert after["20 Calle Roble B"].id == before["20 Calle Roble Apt 2"].id
    assert len(after) == 4


def test_units_that_swap_ids_keep_their_labels(app: Flask, bring: Callable[..., Line]) -> None:
    bring(BUILDING)
    before = {name: door.id for name, door in doors(app).items()}

    bring([{**row, "id": 205 - row["id"]} for row in BUILDING])

    assert {name: door.id for name, door in doors(app).items()} == before


def test_a_door_that_another_list_names_does_not_vanish(app: Flask, bring: Callable[..., Line]) -> None:
    bring(STREET)
    report = bring([line(900 + n, str(n)) for n in range(1, 4)], source="city")
    assert changes(report) == ([0, 0, 3, 0], [0, 0, 3, 0])

    report = bring(STREET[3:])

    assert changes(report) == ([0, 0, 3, 0], [0, 0, 3, 0])
    assert not any(door.vanished for door in doors(app).values())


def test_a_door_that_a_volunteer_added_stays_and_is_recognised(
    app: Flask, bring: Callable[..., Line], writing: Writing
) -> None:
    bring(BUILDING)
    added = uuid.uuid4()
    with writing():
        place = db.session.scalars(select(Place)).one()
        point = {"lon": place.lon, "lat": place.lat}
        db.session.add(
            Door(id=added, place_id=place.id, label="5", floor=None, source=None, source_id=None, **point)
        )

    assert changes(bring(BUILDING)) == ([0, 0, 1, 0], [0, 0, 4, 0])
    report = bring([*BUILDING, line(105, "20", unit="Apt 5")])

    assert changes(report) == ([0, 0, 1, 0], [0, 1, 4, 0])
    assert doors(app)["20 Calle Roble Apt 5"].id == added
