"""Turfs as a lead draws and describes them: whom one is good for, and where its walk begins."""

import uuid
from typing import Any

from canvass.geo.distance import LonLat
from tests.cast import Cast, Person
from tests.planning import drafted
from tests.test_turf_edits import change, lend, pull, snapshot
from tests.test_turfs import cut, walk
from tests.town import ROBLE, Town, point, polygon

EAST: LonLat = point(13, 0)
WEST: LonLat = point(0, 0)


def begin_at(person: Person, turf: dict[str, Any], start: Any, rev: int | None = None) -> Any:
    return person.put(f"/api/turfs/{turf['id']}/start", {"rev": rev or turf["rev"], "start": start})


def home(person: Person) -> dict[str, Any]:
    """The turf of the person's only lease, as the phone takes it home."""
    return dict(person.get("/api/sync/home").json["leases"][0]["turf"])


def numbers(cast: Cast, town: Town, turf: dict[str, Any]) -> list[int]:
    """The house numbers in the order of the walk."""
    of = {door: int(address.split()[0]) for address, door in town.houses.items()}
    return [of[door] for door in walk(cast.app, turf)]


def test_whom_a_turf_is_good_for_is_told_to_leads_and_to_who_walks_it(
    cast: Cast, town: Town, campaign: str
) -> None:
    body = {"name": "Roble", "polygon": ROBLE, "good_for": ["stairs", "short_walk", "stairs"]}
    turf = cast.beto.post(f"/api/campaigns/{campaign}/turfs", body).json
    lend(cast, turf, cast.alma)
    assert turf["good_for"] == home(cast.alma)["good_for"] == ["short_walk", "stairs"]

    cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 1, "good_for": ["by_car"]})

    assert home(cast.alma)["good_for"] == ["by_car"]
    refused = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 2, "good_for": ["on_a_horse"]})
    assert refused.status_code == 422
    renamed = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 2, "name": "Roble abajo"}).json
    assert renamed["good_for"] == ["by_car"]


def test_a_walk_begins_where_its_lead_says_and_the_phone_hears_of_it(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, ROBLE)
    lend(cast, turf, cast.alma)
    cursor = snapshot(cast.alma, turf)["cursor"]
    assert turf["start"] is home(cast.alma)["start"] is None

    begun = begin_at(cast.beto, turf, EAST).json

    assert (begun["start"], begun["rev"], begun["doors"]) == (list(EAST), 2, 12)
    assert numbers(cast, town, turf) == list(range(12, 0, -1))
    assert home(cast.alma)["start"] == list(EAST)
    rows = pull(cast.alma, turf, cursor)
    assert [row["position"] for row in sorted(rows, key=lambda row: row["position"])] == list(range(1, 13))
    assert begin_at(cast.beto, turf, WEST, rev=2).json["start"] == list(WEST)
    assert numbers(cast, town, turf) == list(range(1, 13))
    assert begin_at(cast.beto, turf, None, rev=3).json["start"] is None


def test_a_start_that_comes_too_late_or_lies_nowhere_changes_nothing(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, ROBLE)

    assert begin_at(cast.beto, turf, EAST, rev=7).json["code"] == "stale"
    assert begin_at(cast.beto, turf, [200, 0]).status_code == 422
    assert begin_at(cast.beto, turf, [97.0, -35.0]).json["code"] == "turf_start_far"
    assert begin_at(cast.dario, turf, EAST).status_code == 403
    assert cast.beto.get(f"/api/turfs/{turf['id']}").json == turf
    retired = cast.beto.post(f"/api/turfs/{turf['id']}/retirement", {"rev": 1}).json
    assert begin_at(cast.beto, retired, EAST).json["code"] == "turf_retired"


def test_the_walk_still_begins_there_after_the_turf_was_redrawn_split_or_merged(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, polygon(0.5, 6.5))
    turf = begin_at(cast.beto, turf, EAST).json

    turf = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 2, "polygon": ROBLE}).json
    assert numbers(cast, town, turf) == list(range(12, 0, -1))
    parts = change(cast.beto, turf, "split", line=None)["turfs"]
    for part in parts:
        assert part["start"] == list(EAST)
        assert numbers(cast, town, part) == sorted(numbers(cast, town, part), reverse=True)
    merged = change(cast.beto, parts[0], "merge", other=parts[1]["id"], other_rev=1)
    assert numbers(cast, town, merged) == list(range(12, 0, -1))


def test_a_turf_that_is_redrawn_far_from_its_start_begins_wherever_its_walk_is_shortest(
    cast: Cast, town: Town, campaign: str
) -> None:
    """Ground without end would be looked at for the way from there."""
    turf = cut(cast.beto, campaign, ROBLE)
    turf = begin_at(cast.beto, turf, point(900, 0)).json

    near = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 2, "polygon": polygon(-5.0, 12.5)}).json
    far = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 3, "polygon": polygon(-900.0, 12.5)}).json

    assert (near["start"], far["start"]) == (list(point(900, 0)), None)
    assert far["doors"] == 12


def test_turfs_of_a_plan_begin_where_the_plan_does(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign, start=list(EAST))

    cast.beto.post(f"/api/plans/{plan['id']}/publish", {"rev": plan["rev"], "turfs": None})

    found = cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]
    assert len(found) == 4
    assert all(turf["start"] == list(EAST) and turf["good_for"] == [] for turf in found)


def test_of_two_notes_that_are_much_alike_none_is_lost(cast: Cast, town: Town, campaign: str) -> None:
    asked = [
        {"name": name, "polygon": polygon(*span), "note": note}
        for name, span, note in (
            ("A", (0.5, 6.5), "Perro en el 12\nToque fuerte"),
            ("B", (6.5, 12.5), "Toque fuerte\nPerro en el 1"),
        )
    ]
    turf, other = (cast.beto.post(f"/api/campaigns/{campaign}/turfs", body).json for body in asked)

    merged = change(cast.beto, turf, "merge", other=other["id"], other_rev=1)

    assert merged["note"].splitlines() == ["Perro en el 12", "Toque fuerte", "Perro en el 1"]


def test_no_note_is_lost_where_turfs_are_split_or_merged(cast: Cast, town: Town, campaign: str) -> None:
    notes = {"note": "El ascensor no sirve", "good_for": ["short_walk", "stairs"]}
    body = {"name": "A", "polygon": polygon(0.5, 6.5), **notes}
    turf = cast.beto.post(f"/api/campaigns/{campaign}/turfs", body).json
    other = {"name": "B", "polygon": polygon(6.5, 12.5), "note": "Portón atrás", "good_for": ["by_car"]}
    beside = cast.beto.post(f"/api/campaigns/{campaign}/turfs", other).json

    parts = change(cast.beto, turf, "split", line=None)["turfs"]
    assert [{"note": part["note"], "good_for": part["good_for"]} for part in parts] == [notes, notes]
    whole = change(cast.beto, parts[0], "merge", other=parts[1]["id"], other_rev=1)
    assert (whole["note"], whole["good_for"]) == (notes["note"], notes["good_for"])
    every = change(cast.beto, whole, "merge", other=beside["id"], other_rev=1)

    assert every["note"] == "El ascensor no sirve\nPortón atrás"
    assert every["good_for"] == ["stairs", "by_car"]
    assert uuid.UUID(every["id"]) == uuid.UUID(turf["id"])
