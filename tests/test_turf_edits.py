"""Live turfs split, merged, doors moved: what phones are told of it, whose leases stay, and that no door is in two."""

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import shapely
from sqlalchemy import select

from canvass.db import db
from canvass.geo.features import Feature
from canvass.streets import replace_features
from canvass.turfs import TurfDoor
from tests.cast import Cast, Person
from tests.planning import overlap
from tests.test_turfs import cut
from tests.town import PINO, ROBLE, SOUTH, STEP, WEST, Town, open_campaign, point, polygon
from tests.walk import Phone

Writing = Callable[[], AbstractContextManager[None]]
SOUTHERN = (1, 2)


def lend(cast: Cast, turf: dict[str, Any], person: Person) -> str:
    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    body = {"members": [str(person.member_id)], "until": until}
    answer = cast.beto.post(f"/api/turfs/{turf['id']}/assignments", body)
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def snapshot(person: Person, turf: dict[str, Any]) -> dict[str, Any]:
    answer = person.get(f"/api/turfs/{turf['id']}/snapshot")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def pull(person: Person, turf: dict[str, Any], cursor: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/sync/pull?turf={turf['id']}&cursor={cursor}").json["rows"]
    return found


def change(person: Person, turf: dict[str, Any], how: str, **body: Any) -> Any:
    answer = person.post(f"/api/turfs/{turf['id']}/{how}", {"rev": turf["rev"], **body})
    assert answer.status_code == 200, answer.json
    return answer.json


def live(cast: Cast, campaign: str) -> dict[uuid.UUID, uuid.UUID]:
    """The live turf of each door; a door in two would be a fault."""
    with cast.app.app_context():
        query = select(TurfDoor.door_id, TurfDoor.turf_id).where(
            TurfDoor.campaign_id == uuid.UUID(campaign), TurfDoor.live
        )
        rows = db.session.execute(query).all()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1] for row in rows}


def test_a_split_turf_keeps_its_lease_and_the_phone_lets_go_of_the_other_half(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, ROBLE)
    lend(cast, turf, cast.alma)
    cursor = snapshot(cast.alma, turf)["cursor"]

    kept, new = change(cast.beto, turf, "split", line=None)["turfs"]

    assert (kept["id"], kept["doors"], new["doors"]) == (turf["id"], 6, 6)
    assert (kept["rev"], new["rev"], new["name"]) == (turf["rev"] + 1, 1, "Roble (2)")
    assert kept["assignment"]["state"] == "out"
    assert new["assignment"] is None
    assert overlap([kept, new]) < 1e-15
    rows = pull(cast.alma, turf, cursor)
    gone = {row["door"] for row in rows if row["removed"]}
    assert gone == {str(door) for door, of in live(cast, campaign).items() if str(of) == new["id"]}
    held = [row for row in snapshot(cast.alma, turf)["rows"] if not row.get("removed")]
    assert sorted(row["position"] for row in held) == list(range(1, 7))


def test_a_turf_is_split_along_a_line(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, ROBLE)
    at = -82.55 + 4.5 * 0.0002
    line = {"type": "LineString", "coordinates": [[at, 35.58], [at, 35.6]]}

    found = change(cast.beto, turf, "split", line=line)["turfs"]

    assert sorted(each["doors"] for each in found) == [4, 8]


def test_a_merged_turf_takes_the_others_doors_and_that_ones_lease_ends(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf, other = (
        cut(cast.beto, campaign, polygon(*span), name)
        for span, name in (((0.5, 6.5), "A"), ((6.5, 12.5), "B"))
    )
    lend(cast, turf, cast.alma)
    lend(cast, other, cast.dario)
    cursor = snapshot(cast.alma, turf)["cursor"]

    merged = change(cast.beto, turf, "merge", other=other["id"], other_rev=other["rev"])

    assert (merged["id"], merged["doors"], merged["assignment"]["state"]) == (turf["id"], 12, "out")
    gone = cast.beto.get(f"/api/turfs/{other['id']}").json
    assert (gone["state"], gone["assignment"]["state"]) == ("retired", "superseded")
    assert len([row for row in pull(cast.alma, turf, cursor) if not row["removed"]]) >= 6
    assert set(map(str, live(cast, campaign).values())) == {turf["id"]}
    assert cast.dario.get(f"/api/turfs/{other['id']}/snapshot").status_code == 404


def test_a_merged_turf_is_walked_along_the_streets(
    cast: Cast, town: Town, campaign: str, writing: Writing
) -> None:
    """Two and two houses are reached from the south, the next two from the north, and only far out is a way between."""
    turf, other = (
        cut(cast.beto, campaign, polygon(*span), name)
        for span, name in (((0.5, 6.5), "A"), ((6.5, 12.5), "B"))
    )
    far = WEST - 20 * STEP
    south, north = SOUTH - 1.5 * STEP, SOUTH + STEP
    ways = [[(far, south), (far, north)]]
    ways += [[(far, lat), (WEST + 13 * STEP, lat)] for lat in (south, north)]
    for n in range(1, 13):
        lon, lat = point(n, row=0)
        ways.append([(lon, south if n % 4 in SOUTHERN else north), (lon, lat)])
    features = [
        Feature("street", "residential", "", f"road/{n}", shapely.to_wkb(shapely.LineString(way)))
        for n, way in enumerate(ways)
    ]
    with writing():
        replace_features("osm", [features])

    change(cast.beto, turf, "merge", other=other["id"], other_rev=other["rev"])

    number = {str(door): int(address.split()[0]) for address, door in town.houses.items()}
    rows = sorted(snapshot(cast.elena, turf)["rows"], key=lambda row: row["position"])
    southern = [number[row["door"]] % 4 in SOUTHERN for row in rows]
    assert sum(a != b for a, b in pairwise([*southern, southern[0]])) == 2


def test_a_moved_door_takes_its_building_along_and_both_phones_hear_of_it(
    cast: Cast, town: Town, campaign: str
) -> None:
    pino, roble = cut(cast.beto, campaign, PINO, "Pino"), cut(cast.beto, campaign, ROBLE)
    lend(cast, pino, cast.alma)
    lend(cast, roble, cast.dario)
    cursors = snapshot(cast.alma, pino)["cursor"], snapshot(cast.dario, roble)["cursor"]

    body = {"doors": [str(town.units["101"])], "to": roble["id"], "to_rev": roble["rev"]}
    left, grown = change(cast.beto, pino, "moves", **body)["turfs"]

    units = {str(unit) for unit in town.units.values()}
    assert (left["doors"], grown["doors"]) == (6, 16)
    assert {row["door"] for row in pull(cast.alma, pino, cursors[0]) if row["removed"]} == units
    assert units <= {row["door"] for row in pull(cast.dario, roble, cursors[1]) if not row["removed"]}
    assert overlap([left, grown]) < 1e-15


def test_what_would_leave_a_turf_empty_or_is_old_or_elsewhere_is_refused(
    cast: Cast, town: Town, campaign: str
) -> None:
    pino, roble = cut(cast.beto, campaign, PINO, "Pino"), cut(cast.beto, campaign, ROBLE)
    elsewhere = cut(cast.elena, str(open_campaign(cast.elena)["id"]), ROBLE)
    every = [str(door) for door, turf in live(cast, campaign).items() if str(turf) == pino["id"]]
    to = {"to": roble["id"], "to_rev": roble["rev"]}

    def ask(how: str, **body: Any) -> tuple[int, str]:
        answer = cast.beto.post(f"/api/turfs/{pino['id']}/{how}", {"rev": pino["rev"], **body})
        return answer.status_code, answer.json["code"]

    assert ask("moves", doors=every, **to) == (409, "turf_left_empty")
    assert ask("moves", doors=every[:1], to=roble["id"], to_rev=7) == (409, "stale")
    body = {"rev": pino["rev"], "doors": every[:1], "to": roble["id"], "to_rev": 7}
    shown = cast.beto.post(f"/api/turfs/{pino['id']}/moves", body).json["current"]
    assert shown["rev"] == pino["rev"], "what was refused did not happen"
    assert ask("split", rev=7) == (409, "stale")
    assert ask("merge", other=elsewhere["id"], other_rev=1) == (404, "not_found")
    assert ask("merge", other=pino["id"], other_rev=1) == (404, "not_found")
    assert ask("moves", doors=[str(uuid.UUID(int=1))], **to) == (422, "plan_nothing_to_move")
    assert cast.beto.get(f"/api/turfs/{pino['id']}").json == pino


def test_two_leads_who_move_at_once_leave_each_door_in_one_turf(
    cast: Cast, town: Town, campaign: str
) -> None:
    pino, roble = cut(cast.beto, campaign, PINO, "Pino"), cut(cast.beto, campaign, ROBLE)
    ready, codes = threading.Barrier(2, timeout=20), []

    def go(person: Person, one: dict[str, Any], two: dict[str, Any], door: uuid.UUID) -> None:
        mine = person.at(cast.app)
        ready.wait()
        body = {"rev": one["rev"], "doors": [str(door)], "to": two["id"], "to_rev": two["rev"]}
        codes.append(mine.post(f"/api/turfs/{one['id']}/moves", body).status_code)

    crew = [
        (cast.beto, pino, roble, town.houses["1 Calle Pino"]),
        (cast.elena, roble, pino, town.houses["1 Calle Roble"]),
    ]
    threads = [threading.Thread(target=go, args=each) for each in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(codes) == [200, 409]
    assert len(live(cast, campaign)) == 22


def test_a_door_where_nobody_is_to_knock_joins_no_other_turf(cast: Cast, town: Town, campaign: str) -> None:
    turf, other = (
        cut(cast.beto, campaign, polygon(*span), name)
        for span, name in (((0.5, 6.5), "A"), ((6.5, 12.5), "B"))
    )
    for n in (2, 9):
        door = town.houses[f"{n} Calle Roble"]
        assert cast.beto.put(f"/api/doors/{door}/do-not-knock", {"reason": "asked"}).status_code == 204
    turf, other = (cast.beto.get(f"/api/turfs/{each['id']}").json for each in (turf, other))

    merged = change(cast.beto, turf, "merge", other=other["id"], other_rev=other["rev"])

    held = live(cast, campaign)
    assert town.houses["2 Calle Roble"] in held, "its own it keeps, marked"
    assert town.houses["9 Calle Roble"] not in held
    assert merged["doors"] == 11
    change(cast.beto, merged, "split", line=None)
    assert len(live(cast, campaign)) >= 10


def test_no_turf_is_made_of_doors_where_nobody_is_to_knock(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, polygon(0.5, 3.5), "Tres")
    door = town.houses["3 Calle Roble"]
    assert cast.beto.put(f"/api/doors/{door}/do-not-knock", {"reason": "asked"}).status_code == 204
    turf = cast.beto.get(f"/api/turfs/{turf['id']}").json
    at = -82.55 + 2.5 * 0.0002
    line = {"type": "LineString", "coordinates": [[at, 35.58], [at, 35.6]]}

    answer = cast.beto.post(f"/api/turfs/{turf['id']}/split", {"rev": turf["rev"], "line": line})

    assert (answer.status_code, answer.json["code"]) == (409, "turf_left_empty")
    assert cast.beto.get(f"/api/turfs/{turf['id']}").json == turf


def test_what_nobody_visited_becomes_a_turf_of_its_own(cast: Cast, town: Town, campaign: str) -> None:
    pino = cut(cast.beto, campaign, PINO, "Pino")
    phone = Phone(cast.alma, uuid.UUID(lend(cast, pino, cast.alma)))
    done = [town.houses["2 Calle Pino"], town.units["102"]]
    assert phone.hand_in(*(phone.visit(door, "not_home") for door in done)) == ["accepted"] * 2
    shunned = town.houses["5 Calle Pino"]
    assert cast.beto.put(f"/api/doors/{shunned}/do-not-knock", {"reason": "asked"}).status_code == 204
    pino = cast.beto.get(f"/api/turfs/{pino['id']}").json

    answer = cast.beto.post(f"/api/turfs/{pino['id']}/renewal", {"rev": pino["rev"]})

    assert answer.status_code == 201, answer.json
    new = answer.json
    assert (new["name"], new["doors"], new["assignment"]) == ("Pino (2)", 7, None)
    assert new["progress"]["visited"] == 0
    assert new["polygon"] == pino["polygon"]
    assert 0 < new["walk_metres"] <= pino["walk_metres"]
    assert (new["note"], new["good_for"], new["start"]) == (pino["note"], pino["good_for"], pino["start"])
    held = {door for door, turf in live(cast, campaign).items() if str(turf) == new["id"]}
    assert held == ({*town.houses.values(), *town.units.values()} & held) - {*done, shunned}
    old = cast.beto.get(f"/api/turfs/{pino['id']}").json
    assert (old["state"], old["assignment"]["state"]) == ("retired", "superseded")
    lend(cast, new, cast.dario)
    rows = snapshot(cast.dario, new)["rows"]
    assert sorted(row["position"] for row in rows) == list(range(1, 8))


def test_a_turf_is_not_made_anew_where_nothing_or_everything_was_visited(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, polygon(0.5, 2.5), "Dos")
    phone = Phone(cast.alma, uuid.UUID(lend(cast, turf, cast.alma)))

    def renew() -> tuple[int, str]:
        now = cast.beto.get(f"/api/turfs/{turf['id']}").json
        answer = cast.beto.post(f"/api/turfs/{turf['id']}/renewal", {"rev": now["rev"]})
        return answer.status_code, answer.json["code"]

    assert renew() == (409, "turf_untouched")
    phone.hand_in(*(phone.visit(town.houses[f"{n} Calle Roble"], "not_home") for n in (1, 2)))
    assert renew() == (409, "turf_all_visited")
    assert cast.beto.get(f"/api/turfs/{turf['id']}").json["state"] == "live"
    old = cast.beto.post(f"/api/turfs/{turf['id']}/renewal", {"rev": turf["rev"] + 9})
    assert (old.status_code, old.json["code"]) == (409, "stale")
