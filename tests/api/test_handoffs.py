"""Warm handoffs: nothing is anybody's who has not accepted it; returned with a reason."""

import uuid

import pytest

from tests.cast import Cast
from tests.desk import Desk, open_desk
from tests.people import add_person, contact, hand_in, new_case, new_note, new_task, route
from tests.walk import lay_ground


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return open_desk(cast)


def test_a_routed_case_is_nobodys_until_it_is_accepted(desk: Desk) -> None:
    celia, fidel = str(desk.cast.celia.member_id), str(desk.fidel.member_id)
    assert desk.seen(desk.cast.celia) == (None, fidel, celia)

    assert desk.post(desk.cast.celia, "/acceptance", rev=1).json["code"] == "not_offered"
    accepted = desk.post(desk.fidel, "/acceptance", rev=1)

    assert (accepted.status_code, accepted.json["assignee"], accepted.json["rev"]) == (200, fidel, 2)
    assert desk.seen(desk.cast.celia) == (fidel, None, None)
    assert desk.post(desk.fidel, "/acceptance", rev=1).json == accepted.json


def test_a_returned_case_comes_back_to_who_offered_it_with_the_reason(desk: Desk) -> None:
    celia = str(desk.cast.celia.member_id)
    reason = desk.note()

    returned = desk.post(desk.fidel, "/return", rev=1, note=reason)

    assert returned.status_code == 200, returned.json
    assert desk.seen(desk.cast.celia) == (None, None, celia)
    assert [note["id"] for note in desk.cast.celia.get(f"/api/cases/{desk.case}").json["notes"]] == [
        reason["id"]
    ]
    assert desk.post(desk.fidel, "/acceptance", rev=2).json["code"] == "not_offered"


def test_a_return_without_its_reason_changes_nothing(desk: Desk) -> None:
    foreign = new_note(desk.cast, "intake", "case.note")
    assert desk.post(desk.fidel, "/return", rev=1, note=foreign).json["code"] == "seal_invalid"
    assert desk.post(desk.fidel, "/return", rev=1).status_code == 422
    assert desk.seen(desk.fidel)[1] == str(desk.fidel.member_id)


def test_nobody_is_given_what_they_did_not_accept(desk: Desk) -> None:
    fidel = str(desk.fidel.member_id)
    given = desk.cast.celia.patch(f"/api/cases/{desk.case}", {"rev": 1, "assignee": fidel})
    assert (given.status_code, given.json["errors"][0]["path"]) == (422, ["assignee"])

    taken = desk.cast.celia.patch(
        f"/api/cases/{desk.case}", {"rev": 1, "assignee": str(desk.cast.celia.member_id)}
    )

    assert desk.seen(desk.fidel) == (taken.json["assignee"], None, None)
    assert desk.post(desk.fidel, "/acceptance", rev=2).json["code"] == "not_offered"


def test_an_offer_is_taken_back_and_stays_whose_it_was(desk: Desk) -> None:
    path, fidel = f"/api/cases/{desk.case}", str(desk.fidel.member_id)
    given = desk.cast.celia.patch(path, {"rev": 1, "offered_to": fidel})
    assert (given.status_code, given.json["errors"][0]["path"]) == (422, ["offered_to"])
    desk.post(desk.fidel, "/acceptance", rev=1)
    desk.post(desk.fidel, "/offer", rev=2, to=str(desk.cast.celia.member_id), transfer=True)

    # As a withdrawal of consent ends it: with the case, and with the note that says why.
    stopped = {"rev": 3, "state": "closed", "offered_to": None, "note": desk.note()}
    closed = desk.cast.celia.patch(path, stopped)

    assert (closed.status_code, closed.json["transfer"]) == (200, False)
    assert desk.seen(desk.fidel) == (fidel, None, None)
    assert desk.post(desk.cast.celia, "/acceptance", rev=4).json["code"] == "not_offered"


def test_a_case_ends_with_what_changed_or_not_at_all(desk: Desk) -> None:
    outcome, late, path = desk.note(), desk.note(), f"/api/cases/{desk.case}"

    for _ in range(2):
        ended = desk.cast.celia.patch(path, {"rev": 1, "state": "resolved", "note": outcome})
        assert (ended.status_code, ended.json["state"], ended.json["rev"]) == (200, "resolved", 2)

    assert desk.cast.celia.patch(path, {"rev": 1, "state": "closed", "note": late}).status_code == 409
    foreign = new_note(desk.cast, "intake", "case.note")
    assert desk.cast.celia.patch(path, {"rev": 2, "state": "open", "note": foreign}).status_code == 422
    found = desk.cast.celia.get(path).json
    assert (found["state"], found["notes"]) == ("resolved", [outcome])


def test_what_its_person_agreed_to_is_kept_with_an_offer(desk: Desk) -> None:
    agreed, celia = desk.note(), str(desk.cast.celia.member_id)
    offered = desk.post(desk.fidel, "/offer", rev=1, to=celia, transfer=True, note=agreed)

    assert offered.status_code == 200, offered.json
    assert desk.post(desk.fidel, "/offer", rev=1, to=celia, note=desk.note()).status_code == 409
    assert desk.fidel.get(f"/api/cases/{desk.case}").json["notes"] == [agreed]


def test_only_who_can_open_it_is_asked(desk: Desk) -> None:
    for nobody in (desk.cast.elena.member_id, desk.cast.alma.member_id, uuid.uuid4()):
        refused = desk.post(desk.cast.celia, "/offer", rev=1, to=str(nobody))
        assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, ["to"])
    stale = desk.post(desk.cast.celia, "/offer", rev=7, to=str(desk.fidel.member_id))
    assert (stale.status_code, stale.json["current"]["rev"]) == (409, 1)


def test_who_is_asked_while_another_owns_it_leaves_it_theirs(desk: Desk) -> None:
    celia, fidel = str(desk.cast.celia.member_id), str(desk.fidel.member_id)
    desk.post(desk.fidel, "/acceptance", rev=1)

    offered = desk.post(desk.fidel, "/offer", rev=2, to=celia)

    assert (offered.json["assignee"], offered.json["offered_to"]) == (fidel, celia)
    desk.post(desk.cast.celia, "/acceptance", rev=3)
    assert desk.seen(desk.fidel) == (celia, None, None)


def test_tasks_are_offered_accepted_done_and_go_with_their_case(desk: Desk) -> None:
    fidel = str(desk.fidel.member_id)
    task = new_task(desk.cast, "consulta", "case.task", to=fidel, next_on="2026-12-03")
    for _ in range(2):
        made = desk.post(desk.cast.celia, "/tasks", **task)
        assert (made.status_code, made.json["of"], made.json["offered_to"]) == (201, desk.case, fidel)
    path = f"/api/cases/tasks/{task['id']}"

    assert desk.fidel.post(f"{path}/acceptance", {"rev": 1}).json["assignee"] == fidel
    done = desk.fidel.patch(path, {"rev": 2, "state": "done"})

    assert (done.json["state"], done.json["next_on"]) == ("done", "2026-12-03")
    assert desk.fidel.get("/api/cases/tasks?state=open").json["items"] == []
    assert desk.fidel.get(f"/api/cases/tasks?assignee={fidel}").json["items"] == [done.json]
    assert desk.fidel.get(f"/api/cases/{desk.case}").json["tasks"] == [done.json]
    assert desk.cast.celia.delete(f"/api/cases/{desk.case}").status_code == 204
    assert desk.post(desk.cast.celia, "/tasks", **task).status_code == 404
    assert desk.fidel.get("/api/cases/tasks").json["items"] == []


def test_a_returned_task_says_why_on_its_case(desk: Desk) -> None:
    task = new_task(desk.cast, "consulta", "case.task", to=str(desk.fidel.member_id))
    desk.post(desk.cast.celia, "/tasks", **task)
    note = desk.note()

    back = desk.fidel.post(f"/api/cases/tasks/{task['id']}/return", {"rev": 1, "note": note})

    assert (back.json["offered_to"], back.json["offered_by"]) == (None, str(desk.cast.celia.member_id))
    assert desk.fidel.get(f"/api/cases/{desk.case}").json["notes"] == [note]


def test_the_ladder_hands_over_in_the_same_way(cast: Cast) -> None:
    person = add_person(cast, lay_ground(cast, doors=0).campaign)
    celia, path = str(cast.celia.member_id), f"/api/ladder/{person}"
    assert cast.celia.post(f"{path}/offer", {"rev": 1, "to": celia}).json["assignee"] == celia
    task = new_task(cast, "leadership", "ladder.task", to=celia, next_on="2026-12-03")
    assert cast.celia.post(f"{path}/tasks", task).json["assignee"] == celia
    assert cast.celia.get("/api/ladder/tasks?state=open").json["items"][0]["of"] == person


def test_a_volunteer_learns_that_somebody_spoke_with_them_and_no_more(cast: Cast) -> None:
    item = contact(cast, lay_ground(cast, doors=0).campaign)
    hand_in(cast.alma, item)

    def learned() -> str:
        asked = cast.app.test_client().post("/api/contacts/statuses", json={"ids": [item["id"]]})
        return str(asked.json["items"][0]["status"])

    heard = [learned()]
    cast.celia.post(f"/api/contacts/{item['id']}/routing", route(cast, item["id"], case=new_case(cast)))
    heard.append(learned())
    assert cast.celia.put(f"/api/contacts/{item['id']}/reached").status_code == 204
    heard.append(learned())

    assert heard == ["waiting", "picked_up", "reached"]
    assert cast.celia.put(f"/api/contacts/{uuid.uuid4()}/reached").status_code == 204
    assert cast.beto.put(f"/api/contacts/{item['id']}/reached").status_code == 403


def test_a_closing_can_be_taken_back(cast: Cast) -> None:
    item = contact(cast, lay_ground(cast, doors=0).campaign)
    hand_in(cast.alma, item)
    body = route(cast, item["id"])
    sealed = {"key_id": body["key_id"], "sealed": body["sealed"]}
    path = f"/api/contacts/{item['id']}"

    assert cast.celia.post(f"{path}/reopening", {"rev": 1, **sealed}).json["code"] == "contact_done"
    cast.celia.post(f"{path}/closing", {"rev": 1, **sealed})
    opened = cast.celia.post(f"{path}/reopening", {"rev": 2, **sealed})

    assert (opened.status_code, opened.json["state"]) == (200, "picked_up")
    assert (
        cast.celia.post(f"{path}/routing", {**body, "rev": 3, "case": new_case(cast)}).json["state"]
        == "routed"
    )
