"""Imports: the same list changes nothing, a newer one loses nothing, and a door stays the door that it is."""

import uuid
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from canvass import imports, place_changes
from canvass.db import db
from canvass.geo.reading.source_errors import NoUsableRow
from canvass.geo.sources import preview
from canvass.places import Door, Place, PlaceSource
from canvass.turfs import TurfDoor
from tests.cast import Cast
from tests.lists import BUILDING, NOWHERE, STREET, TOWN, Line, line, write_list
from tests.test_turfs import cut, revisions, walk
from tests.town import SOUTH, STEP, WEST, open_campaign, polygon
from tests.walk import lend

Writing = Callable[[], AbstractContextManager[None]]


def changes(report: Line) -> tuple[list[int], list[int]]:
    """Places and doors: added, updated, unchanged, vanished."""
    names = ("added", "updated", "unchanged", "vanished")
    return [report["places"][name] for name in names], [report["doors"][name] for name in names]


def doors(app: Flask) -> dict[str, Door]:
    """Every door by its address, vanished ones too."""
    with app.app_context():
        rows = db.session.execute(
            select(Door, Place.number, Place.street).join(Place, Place.id == Door.place_id)
        )
        return {f"{number} {street} {door.label}".strip(): door for door, number, street in rows}


def mark(cast: Cast, door: Door) -> None:
    assert cast.beto.put(f"/api/doors/{door.id}/do-not-knock", {"reason": "asked"}).status_code == 204


def test_rows_become_places_with_doors(app: Flask, bring: Callable[..., Line]) -> None:
    report = bring(TOWN)

    assert changes(report) == ([7, 0, 0, 0], [10, 0, 0, 0])
    assert (report["rows"], report["rejected_rows"], report["dry_run"]) == (10, 0, False)
    found = doors(app)
    assert {"1 Calle Roble", "20 Calle Roble Apt 1", "20 Calle Roble Apt 4"} < set(found)


@pytest.mark.parametrize("ids", [True, False])
def test_the_same_list_again_changes_nothing(cast: Cast, bring: Callable[..., Line], ids: bool) -> None:
    bring(TOWN, ids=ids)
    turf = cut(cast.beto, open_campaign(cast.beto)["id"], polygon(0.5, 6.5))
    before = revisions(cast.app, turf), {name: door.id for name, door in doors(cast.app).items()}

    report = bring(TOWN, ids=ids)

    assert changes(report) == ([0, 0, 7, 0], [0, 0, 10, 0])
    assert (revisions(cast.app, turf), {name: door.id for name, door in doors(cast.app).items()}) == before


def test_the_order_of_rows_does_not_matter(bring: Callable[..., Line]) -> None:
    bring(TOWN)

    assert changes(bring(TOWN[::-1])) == ([0, 0, 7, 0], [0, 0, 10, 0])


def test_a_dry_run_reports_the_same_and_writes_nothing(app: Flask, bring: Callable[..., Line]) -> None:
    tried = bring(TOWN, dry_run=True)
    assert doors(app) == {}

    real = bring(TOWN)
    newer = [*STREET[1:], line(7, "7", city="Testville")]
    tried_again, real_again = bring(newer, dry_run=True), bring(newer)

    assert tried == {**real, "dry_run": True}
    assert tried_again == {**real_again, "dry_run": True}


def test_a_newer_list_adds_updates_and_marks_what_vanished(app: Flask, bring: Callable[..., Line]) -> None:
    bring(TOWN)
    moved = line(2, "2", lat=SOUTH + 0.00005)

    report = bring([moved, *STREET[2:], *BUILDING[:3], line(8, "8")])

    assert changes(report) == ([1, 1, 5, 1], [1, 1, 7, 2])
    found = doors(app)
    assert {name for name, door in found.items() if door.vanished} == {
        "1 Calle Roble",
        "20 Calle Roble Apt 4",
    }
    assert found["2 Calle Roble"].lat == SOUTH + 0.00005


def test_nothing_that_people_added_is_lost(cast: Cast, bring: Callable[..., Line]) -> None:
    bring(TOWN)
    campaign = open_campaign(cast.beto)["id"]
    before = doors(cast.app)
    turf = cut(cast.beto, campaign, polygon(0.5, 6.5))
    mark(cast, before["3 Calle Roble"])
    mark(cast, before["4 Calle Roble"])

    bring([line(3, "3", "Calle del Roble"), line(5, "5")])

    after = {door.id: door for door in doors(cast.app).values()}
    assert set(walk(cast.app, turf)) == {before[f"{n} Calle Roble"].id for n in range(1, 7)}
    kept, vanished = after[before["3 Calle Roble"].id], after[before["4 Calle Roble"].id]
    assert (kept.do_not_knock, kept.vanished) == (True, False)
    assert (vanished.do_not_knock, vanished.vanished) == (True, True)


def test_what_vanished_comes_back_as_what_it_was(cast: Cast, bring: Callable[..., Line]) -> None:
    bring(TOWN)
    before = doors(cast.app)
    mark(cast, before["1 Calle Roble"])
    bring(TOWN[1:])

    again = bring(TOWN)

    after = doors(cast.app)
    assert changes(again) == ([0, 1, 6, 0], [0, 1, 9, 0])
    assert {name: door.id for name, door in after.items()} == {name: door.id for name, door in before.items()}
    assert after["1 Calle Roble"].do_not_knock
    assert not any(door.vanished for door in after.values())


def test_phones_hear_of_doors_whose_address_changed_and_of_no_others(
    cast: Cast, bring: Callable[..., Line]
) -> None:
    bring(TOWN)
    turf = cut(cast.beto, open_campaign(cast.beto)["id"], polygon(0.5, 6.5))
    before = revisions(cast.app, turf)

    bring([line(1, "1", "Avenida Roble"), *TOWN[1:]])

    after = revisions(cast.app, turf)
    changed = doors(cast.app)["1 Avenida Roble"].id
    assert [door for door in before if after[door] != before[door]] == [changed]
    assert after[changed] > max(before.values())


def test_what_is_no_home_is_a_place_without_doors(app: Flask, bring: Callable[..., Line]) -> None:
    report = bring([*STREET, line(50, "50", use="CEMETERY"), line(51, "51", use="UTILITY POLE")])

    assert (report["places"]["added"], report["doors"]["added"], report["without_doors"]) == (8, 6, 2)


def test_bad_rows_are_counted_and_stop_nothing(bring: Callable[..., Line]) -> None:
    bad = [
        line(70, "7", street="Nada", lon=""),
        line(71, "7", street=""),
        line(72, "7", lat=95),
        line(73, "7", lon="east"),
    ]

    report = bring([*STREET, *bad])

    assert report["rejected_rows"] == 4
    assert report["rejected"] == {
        "no_coordinates": 1,
        "no_street": 1,
        "not_a_number": 1,
        "outside_the_world": 1,
    }
    assert report["places"]["added"] == 6


def test_a_list_without_a_usable_row_makes_nothing_vanish(app: Flask, bring: Callable[..., Line]) -> None:
    bring(STREET)

    tried = bring([line(1, "1", lon="")], dry_run=True)
    with pytest.raises(NoUsableRow):
        bring([line(1, "1", lon="")])

    assert (tried["rows"], tried["rejected_rows"]) == (1, 1)
    assert not any(door.vanished for door in doors(app).values())


def test_texts_longer_than_any_address_are_cut_and_found_again(
    app: Flask, bring: Callable[..., Line]
) -> None:
    long = [
        line(1, "1", "Calle " + "larga " * 60),
        line(2, "2", unit="Apt " + "x" * 80),
        line(3, "2", unit="Apt " + "x" * 81),
    ]

    first, second = bring(long), bring(long)

    assert changes(first) == ([2, 0, 0, 0], [3, 0, 0, 0])
    assert changes(second) == ([0, 0, 2, 0], [0, 0, 3, 0])


def test_an_import_that_fails_half_way_leaves_nothing(
    app: Flask, bring: Callable[..., Line], monkeypatch: Any
) -> None:
    bring(STREET)

    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(imports, "show_changes", fail)
    with pytest.raises(RuntimeError):
        bring([*TOWN, line(9, "9")])

    assert len(doors(app)) == 6


def test_what_people_add_while_a_list_is_compared_is_not_overlooked(
    app: Flask, tmp_path: Path, bring: Callable[..., Line], writing: Writing
) -> None:
    """Compared before the lock is taken, a list would make a second house of the one that was found meanwhile."""
    bring(STREET)
    path = tmp_path / "list.csv"
    write_list(path, TOWN)
    with app.app_context():
        listing = imports.read_listing(path, preview(path).mapping, lambda done, total: None)
        found = imports.look(listing, "county", lambda done, total: None)
        db.session.rollback()
    with writing():
        place = db.session.scalars(select(Place).where(Place.number == "1")).one()
        told = {name: getattr(place, name) for name in ("kind", "street", "city", "state", "postcode", "lat")}
        key = place.address_key.replace("1|", "20|", 1)
        db.session.add(Place(id=uuid.uuid4(), number="20", lon=BUILDING[0]["lon"], address_key=key, **told))

    with writing():
        report = imports.bring_in(
            listing, "county", dry_run=False, by=None, tell=lambda done, total: None, found=found
        )

    assert changes(report) == ([0, 1, 6, 0], [4, 0, 6, 0])


def test_rows_without_a_point_are_placed_among_their_neighbours_and_stay_there(
    app: Flask, bring: Callable[..., Line], writing: Writing
) -> None:
    """12 lies between 10 and 14; of 900 on another street nobody knows anything."""
    known = [line(n, str(n)) for n in (10, 14)]
    lost = [line(12, "12", **NOWHERE), line(900, "900", "Nada", **NOWHERE)]

    report = bring([*known, *lost])

    assert (report["rejected"], report["places"]["added"]) == ({"no_coordinates": 1}, 3)
    with app.app_context():
        place = db.session.scalars(select(Place).where(Place.number == "12")).one()
        assert (place.quality, round(place.lon, 6), place.lat) == ("range", round(WEST + 12 * STEP, 6), SOUTH)
    assert changes(bring([*known, *lost])) == ([0, 0, 3, 0], [0, 0, 3, 0])
    with writing():
        db.session.add(
            Place(
                id=uuid.uuid4(),
                kind="other",
                number="1",
                street="Otra",
                city="",
                state="",
                postcode="",
                lon=WEST,
                lat=SOUTH,
                address_key="1|otra|",
            )
        )
    assert changes(bring([*known, *lost])) == ([0, 0, 3, 0], [0, 0, 3, 0])
    assert changes(bring([*known, line(12, "12", lon=WEST, lat=SOUTH)])) == ([0, 1, 2, 0], [0, 1, 2, 0])


def test_a_list_without_any_point_is_placed_by_another(app: Flask, bring: Callable[..., Line]) -> None:
    bring(STREET)
    pointless = [{**row, "lon": "", "lat": ""} for row in STREET]
    assert changes(bring(pointless, "members")) == ([0, 6, 0, 0], [0, 0, 6, 0])
    assert changes(bring(pointless, "members")) == ([0, 0, 6, 0], [0, 0, 6, 0])


def test_no_row_of_any_table_points_at_nothing(cast: Cast, bring: Callable[..., Line]) -> None:
    bring(TOWN)
    cut(cast.beto, open_campaign(cast.beto)["id"], polygon(0.5, 6.5))
    bring([line(1, "1", "Otra"), *BUILDING[2:]])
    bring(TOWN)

    with cast.app.app_context():
        for column, target in (
            (Door.place_id, Place.id),
            (PlaceSource.place_id, Place.id),
            (TurfDoor.door_id, Door.id),
        ):
            orphans = select(func.count()).where(column.not_in(select(target)))
            assert db.session.scalar(orphans) == 0


@pytest.mark.parametrize("settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_after_many_new_places_the_database_knows_how_many_there_are(
    app: Flask, bring: Callable[..., Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next list, if it comes at once, is compared by reading all places for each few of its rows: an hour for a
    state."""
    monkeypatch.setattr(place_changes, "MANY", 5)
    bring(TOWN)

    with app.app_context():
        counted = text("SELECT relname, reltuples FROM pg_class WHERE relname IN ('places', 'doors')")
        assert dict(db.session.execute(counted).all()) == {"places": 7, "doors": 10}


@pytest.mark.parametrize("settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_an_import_of_many_does_not_fail_for_whoever_clears_up_a_table_meanwhile(
    app: Flask, bring: Callable[..., Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_changes, "MANY", 5)
    with app.app_context(), db.engine.connect() as clearing:
        clearing.execute(text("LOCK TABLE doors IN SHARE UPDATE EXCLUSIVE MODE"))

        assert changes(bring(TOWN))[1] == [10, 0, 0, 0]


def test_an_import_takes_the_turn_of_every_place_of_whose_doors_it_changes_something(
    app: Flask, bring: Callable[..., Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a flat alone is gone: who marks it meanwhile waits, and neither for the other."""
    bring(TOWN)
    lift, held = imports.lift, set[uuid.UUID]()

    def lifted(places: Collection[uuid.UUID]) -> None:
        held.update(places)
        lift(places)

    monkeypatch.setattr(imports, "lift", lifted)
    home = doors(app)["20 Calle Roble Apt 2"].place_id

    assert changes(bring([each for each in TOWN if each is not BUILDING[1]]))[1] == [0, 0, 9, 1]

    assert held == {home}


@pytest.mark.parametrize("settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_while_an_import_writes_leads_draw_and_phones_hand_in(
    cast: Cast, bring: Callable[..., Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where several can write at once, also in turfs whose doors the import changes."""
    bring(TOWN)
    campaign = open_campaign(cast.beto)["id"]
    turf = cut(cast.beto, campaign, polygon(0.5, 3.5))
    phone = lend(cast, uuid.UUID(turf["id"]), cast.alma)
    visit = phone.visit(walk(cast.app, turf)[0])
    put_back, done = imports.put_back, list[object]()

    def meanwhile(places: Collection[uuid.UUID]) -> None:
        with ThreadPoolExecutor(1) as other:
            done.append(other.submit(phone.hand_in, visit).result(8))
            done.append(other.submit(cut, cast.beto, campaign, polygon(3.5, 6.5), "Pino").result(8)["doors"])
        put_back(places)

    monkeypatch.setattr(imports, "put_back", meanwhile)
    bring([{**each, "lat": SOUTH + STEP / 9} for each in TOWN])

    assert done == [["accepted"], 3]
