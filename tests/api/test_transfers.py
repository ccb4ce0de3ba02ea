"""Transfers: who gave a case out of their hands has it no more, changes nothing of it, and is asked nothing about it."""

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest

from canvass.sealing import b64decode
from tests.cast import Cast, prove
from tests.desk import Desk, open_desk
from tests.people import add_case, new_task, sealed_part


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return open_desk(cast)


def test_a_transferred_case_is_gone_for_who_had_it_once_it_is_accepted(desk: Desk) -> None:
    celia, fidel = desk.cast.celia, desk.fidel
    desk.post(fidel, "/acceptance", rev=1)
    task = new_task(desk.cast, "consulta", "case.task")
    assert desk.post(fidel, "/tasks", **task).status_code == 201
    desk.post(fidel, "/offer", rev=2, to=str(celia.member_id), transfer=True)
    assert fidel.get(f"/api/cases/{desk.case}").json["transfer"] is True

    desk.post(celia, "/acceptance", rev=3)

    path = f"/api/cases/{desk.case}"
    gone = [
        fidel.get(path),
        fidel.patch(path, {"rev": 4, "state": "closed"}),
        fidel.delete(path),
        desk.post(fidel, "/notes", **desk.note()),
        desk.post(fidel, "/tasks", **new_task(desk.cast, "consulta", "case.task")),
        desk.post(fidel, "/offer", rev=4, to=str(fidel.member_id)),
        fidel.patch(f"/api/cases/tasks/{task['id']}", {"rev": 1, "state": "done"}),
    ]
    assert [answer.status_code for answer in gone] == [404] * len(gone)
    assert fidel.get("/api/cases").json["items"] == fidel.get("/api/cases/tasks").json["items"] == []
    prove(fidel)
    assert fidel.post("/api/vaults/export").json["records"] == []
    assert celia.get(path).json["transfer"] is False
    assert [each["id"] for each in celia.get("/api/cases/tasks").json["items"]] == [task["id"]]


def test_a_transfer_that_is_returned_bars_nobody(desk: Desk) -> None:
    desk.post(desk.fidel, "/acceptance", rev=1)
    desk.post(desk.fidel, "/offer", rev=2, to=str(desk.cast.celia.member_id), transfer=True)
    desk.post(desk.cast.celia, "/return", rev=3, note=desk.note())

    assert desk.seen(desk.fidel)[0] == str(desk.fidel.member_id)
    desk.post(desk.fidel, "/offer", rev=4, to=str(desk.cast.celia.member_id))
    desk.post(desk.cast.celia, "/acceptance", rev=5)
    assert desk.seen(desk.fidel)[0] == str(desk.cast.celia.member_id)


@dataclass
class Given:
    """A case that was Fidel's, with a task of his, and how its record was sealed when he had it; now it is Celia's."""

    desk: Desk
    task: str
    was: dict[str, Any]


@pytest.fixture
def given(desk: Desk) -> Given:
    desk.post(desk.fidel, "/acceptance", rev=1)
    task = new_task(desk.cast, "consulta", "case.task", to=str(desk.fidel.member_id))
    assert desk.post(desk.fidel, "/tasks", **task).status_code == 201
    was = desk.fidel.get(f"/api/cases/{desk.case}").json
    desk.post(desk.fidel, "/offer", rev=2, to=str(desk.cast.celia.member_id), transfer=True)
    assert desk.post(desk.cast.celia, "/acceptance", rev=3).status_code == 200
    return Given(desk, task["id"], was)


def test_who_gave_a_case_away_seals_nothing_of_it_anew(given: Given) -> None:
    desk = given.desk
    for kind, record, sealed in (
        ("case", desk.case, given.was["sealed"]),
        ("case.task", given.task, given.was["tasks"][0]["sealed"]),
    ):
        new = {
            "vault": "consulta",
            "kind": kind,
            "id": record,
            "was": hashlib.sha256(b64decode(sealed)).hexdigest(),
            **sealed_part(desk.cast, "consulta", kind, record),
        }
        assert desk.fidel.post("/api/vaults/resealing", {"items": [new]}).json["outcomes"] == ["moved"]
        assert desk.cast.celia.post("/api/vaults/resealing", {"items": [new]}).json["outcomes"] == ["done"]


def test_with_the_case_its_owners_open_tasks_are_offered_to_the_next(given: Given) -> None:
    celia, fidel = str(given.desk.cast.celia.member_id), str(given.desk.fidel.member_id)
    (task,) = given.desk.cast.celia.get("/api/cases/tasks").json["items"]
    assert (task["assignee"], task["offered_to"], task["offered_by"]) == (None, celia, fidel)
    path = f"/api/cases/tasks/{given.task}"
    assert given.desk.cast.celia.post(f"{path}/acceptance", {"rev": task["rev"]}).json["assignee"] == celia


def test_a_case_that_was_given_away_is_erased_with_its_tasks(given: Given) -> None:
    desk = given.desk
    path = f"/api/cases/{desk.case}"
    assert desk.cast.celia.delete(path).status_code == 204
    assert desk.cast.celia.get(path).status_code == 404
    assert desk.cast.celia.get("/api/cases/tasks").json["items"] == []


def test_nobody_is_asked_who_would_never_see_that_they_are(given: Given) -> None:
    desk, fidel = given.desk, str(given.desk.fidel.member_id)
    celia = desk.cast.celia
    refused = [
        desk.post(celia, "/offer", rev=4, to=fidel),
        desk.post(celia, "/tasks", **new_task(desk.cast, "consulta", "case.task", to=fidel)),
        celia.post(f"/api/cases/tasks/{given.task}/offer", {"rev": 2, "to": fidel}),
    ]
    assert [(each.status_code, each.json["errors"][0]["path"]) for each in refused] == [(422, ["to"])] * 3
    assert desk.seen(celia) == (str(celia.member_id), None, None)


def let_go_during_a_transfer(desk: Desk) -> dict[str, Any]:
    """Fidel gives the case out of his hands to Celia, and lets it go before she answers; with it a task that is his."""
    desk.post(desk.fidel, "/acceptance", rev=1)
    task = new_task(desk.cast, "consulta", "case.task", to=str(desk.fidel.member_id))
    assert desk.post(desk.fidel, "/tasks", **task).status_code == 201
    desk.post(desk.fidel, "/offer", rev=2, to=str(desk.cast.celia.member_id), transfer=True)
    assert desk.fidel.patch(f"/api/cases/{desk.case}", {"rev": 3, "assignee": None}).status_code == 200
    return task


def test_who_lets_a_case_go_while_it_is_being_transferred_is_out_once_it_is_accepted(desk: Desk) -> None:
    celia, fidel = str(desk.cast.celia.member_id), str(desk.fidel.member_id)
    task = let_go_during_a_transfer(desk)
    assert desk.seen(desk.fidel) == (None, celia, fidel)
    (waiting,) = desk.fidel.get("/api/cases/tasks").json["items"]
    assert (waiting["assignee"], waiting["offered_to"]) == (fidel, None)

    assert desk.post(desk.cast.celia, "/acceptance", rev=4).status_code == 200

    assert desk.fidel.get(f"/api/cases/{desk.case}").status_code == 404
    (handed,) = desk.cast.celia.get("/api/cases/tasks").json["items"]
    assert (handed["id"], handed["assignee"], handed["offered_to"]) == (task["id"], None, celia)


def test_who_let_a_case_go_stays_in_it_where_the_transfer_is_returned(desk: Desk) -> None:
    let_go_during_a_transfer(desk)
    desk.post(desk.cast.celia, "/return", rev=4, note=desk.note())
    assert desk.seen(desk.fidel) == (None, None, str(desk.fidel.member_id))

    desk.post(desk.fidel, "/offer", rev=5, to=str(desk.cast.celia.member_id))
    assert desk.post(desk.cast.celia, "/acceptance", rev=6).status_code == 200
    assert desk.seen(desk.fidel)[0] == str(desk.cast.celia.member_id)


def test_who_let_a_case_go_stays_in_it_where_it_is_offered_to_somebody_else_or_taken_on(desk: Desk) -> None:
    let_go_during_a_transfer(desk)
    celia = str(desk.cast.celia.member_id)
    path = f"/api/cases/{desk.case}"
    again = desk.post(desk.fidel, "/offer", rev=4, to=celia, transfer=True).json
    assert (again["offered_to"], again["transfer"]) == (celia, False)
    assert desk.fidel.patch(path, {"rev": 5, "assignee": str(desk.fidel.member_id)}).status_code == 200

    assert desk.post(desk.cast.celia, "/acceptance", rev=6).json["code"] == "not_offered"
    assert desk.seen(desk.fidel) == (str(desk.fidel.member_id), None, None)


def test_who_was_asked_and_takes_the_case_on_has_accepted_the_transfer(desk: Desk) -> None:
    desk.post(desk.fidel, "/acceptance", rev=1)
    desk.post(desk.fidel, "/offer", rev=2, to=str(desk.cast.celia.member_id), transfer=True)
    path = f"/api/cases/{desk.case}"

    assert (
        desk.cast.celia.patch(path, {"rev": 3, "assignee": str(desk.cast.celia.member_id)}).status_code == 200
    )

    assert desk.fidel.get(path).status_code == 404


def test_who_never_had_a_case_leaves_none(desk: Desk) -> None:
    celia, fidel = desk.cast.celia, desk.fidel
    offered = desk.post(celia, "/offer", rev=1, to=str(fidel.member_id), transfer=True)
    assert offered.json["transfer"] is False
    assert desk.post(fidel, "/acceptance", rev=2).status_code == 200
    assert desk.seen(celia) == (str(fidel.member_id), None, None)


def test_nobody_gives_a_case_out_of_anothers_hands(desk: Desk) -> None:
    celia, fidel = desk.cast.celia, str(desk.fidel.member_id)
    desk.post(desk.fidel, "/acceptance", rev=1)

    refused = desk.post(celia, "/offer", rev=2, to=str(celia.member_id), transfer=True)

    assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, ["transfer"])
    assert desk.seen(desk.fidel) == (fidel, None, None)


def test_a_transfer_ends_where_somebody_else_takes_the_case_on(desk: Desk) -> None:
    celia = desk.cast.celia
    desk.post(desk.fidel, "/acceptance", rev=1)
    desk.post(desk.fidel, "/offer", rev=2, to=str(celia.member_id), transfer=True)
    path = f"/api/cases/{desk.case}"

    taken = desk.fidel.patch(path, {"rev": 3, "assignee": str(desk.fidel.member_id)})

    assert (taken.json["offered_to"], taken.json["transfer"]) == (None, False)


def test_a_note_or_task_that_is_anothers_is_not_taken_for_this_ones(given: Given) -> None:
    desk = given.desk
    other = add_case(desk.cast, desk.campaign)
    body = {name: given.was["tasks"][0][name] for name in ("id", "key_id", "sealed")}
    assert desk.fidel.post(f"/api/cases/{other}/tasks", body).json["code"] == "id_taken"
    note = desk.note()
    desk.post(desk.cast.celia, "/notes", **note)
    assert desk.cast.celia.post(f"/api/cases/{other}/notes", note).json["code"] == "id_taken"
