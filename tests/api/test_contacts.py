"""The review queue: who sees what of it, in which order, and what a phone may ask of a contact."""

import uuid

from tests.cast import Cast, Person
from tests.people import contact, hand_in, new_case, route, sealed_part
from tests.walk import Ground, lay_ground


def queue(person: Person, words: str = "") -> list[dict[str, object]]:
    """The whole queue, page by page."""
    found: list[dict[str, object]] = []
    after = ""
    for _ in range(20):
        answer = person.get(f"/api/contacts?limit=2{words}{after}")
        assert answer.status_code == 200, answer.json
        found += answer.json["items"]
        if answer.json["next"] is None:
            return found
        after = f"&after={answer.json['next']}"
    raise AssertionError("the queue has no end")


def test_urgent_ones_come_first_and_no_page_skips_or_repeats(cast: Cast, ground: Ground) -> None:
    items = [contact(cast, ground.campaign, urgent=n % 3 == 0) for n in range(7)]
    hand_in(cast.alma, *items)

    found = [(each["urgent"], each["id"]) for each in queue(cast.celia)]

    assert len(found) == 7
    assert found == sorted(found, key=lambda each: (not each[0], each[1]))


def test_the_queue_can_be_narrowed(cast: Cast, ground: Ground) -> None:
    other = lay_ground(cast)
    here, there = contact(cast, ground.campaign), contact(cast, other.campaign)
    hand_in(cast.alma, here, there)
    cast.celia.post(f"/api/contacts/{here['id']}/pick-up", {"rev": 1})

    assert [each["id"] for each in queue(cast.celia, f"&campaign={other.campaign}")] == [there["id"]]
    assert [each["id"] for each in queue(cast.celia, "&state=picked_up")] == [here["id"]]
    assert cast.celia.get("/api/contacts?state=deported").status_code == 422
    assert cast.celia.get("/api/contacts?after=nonsense").status_code == 422


def test_sealed_bodies_are_for_who_can_open_them(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)

    (keyholder,), (administrator,) = queue(cast.celia), queue(cast.elena)
    assert keyholder["key_id"] == cast.key_id("intake")
    assert keyholder["sealed"]
    assert administrator["key_id"] is administrator["sealed"] is None
    assert administrator["week"] == "2026-W48"
    assert cast.celia.get(f"/api/contacts/{item['id']}").json == keyholder
    for other in (cast.alma, cast.beto, cast.dario):
        assert other.get("/api/contacts").status_code == 403
        assert other.get(f"/api/contacts/{item['id']}").status_code == 403
    assert cast.elena.get(f"/api/contacts/{item['id']}").status_code == 403
    assert cast.app.test_client().get("/api/contacts").status_code == 401


def test_whether_anything_is_new_is_asked_without_what_is_sealed(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)

    bare = cast.celia.get("/api/contacts?state=new&sealed=false").json["items"]

    assert [(each["id"], each["sealed"], each["key_id"]) for each in bare] == [(item["id"], None, None)]
    assert cast.celia.get("/api/contacts?state=new").json["items"][0]["sealed"]


def test_two_reviewers_pick_up_and_one_is_told(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    path = f"/api/contacts/{item['id']}/pick-up"

    first, second, third = (cast.celia.post(path, {"rev": rev}) for rev in (1, 1, 2))

    assert (first.status_code, first.json["state"], first.json["rev"]) == (200, "picked_up", 2)
    assert (second.status_code, second.json["code"]) == (409, "stale")
    assert second.json["current"] == first.json
    assert (third.status_code, third.json["code"]) == (409, "contact_done")


def test_closing_keeps_the_review_and_ends_it(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    part = sealed_part(cast, "intake", "contact", item["id"])
    path = f"/api/contacts/{item['id']}/closing"

    closed = cast.celia.post(path, {"rev": 1, **part})

    assert (closed.status_code, closed.json["state"], closed.json["sealed"]) == (
        200,
        "closed",
        part["sealed"],
    )
    assert cast.celia.post(path, {"rev": 1, **part}).json["code"] == "stale"
    assert cast.celia.post(path, {"rev": 2, **part}).json["code"] == "contact_done"
    foreign = sealed_part(cast, "leadership", "contact", item["id"])
    assert cast.celia.post(path, {"rev": 2, **foreign}).json["code"] == "seal_invalid"


def test_a_record_that_was_reviewed_is_still_a_duplicate(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    cast.celia.post(f"/api/contacts/{item['id']}/routing", route(cast, item["id"], case=new_case(cast)))

    assert hand_in(cast.alma, item)[0]["verdict"] == "duplicate"
    assert [each["state"] for each in queue(cast.celia)] == ["routed"]


def test_what_became_of_a_contact_is_asked_by_its_id_alone(cast: Cast, ground: Ground) -> None:
    items = [contact(cast, ground.campaign) for _ in range(3)]
    hand_in(cast.alma, *items)
    waiting, picked, routed = (item["id"] for item in items)
    cast.celia.post(f"/api/contacts/{picked}/pick-up", {"rev": 1})
    cast.celia.post(f"/api/contacts/{routed}/routing", route(cast, routed, case=new_case(cast)))
    nobody = str(uuid.uuid4())

    answer = cast.app.test_client().post(
        "/api/contacts/statuses", json={"ids": [waiting, picked, routed, nobody]}
    )

    assert answer.json["items"] == [
        {"id": waiting, "status": "waiting"},
        {"id": picked, "status": "picked_up"},
        {"id": routed, "status": "picked_up"},
        {"id": nobody, "status": "unknown"},
    ]
    many = [str(uuid.uuid4()) for _ in range(51)]
    assert cast.app.test_client().post("/api/contacts/statuses", json={"ids": many}).status_code == 422
