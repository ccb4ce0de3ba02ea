"""What phones found at doors reaches those who lead there, once."""

import uuid
from typing import Any

from sqlalchemy import select

from canvass.audit import Act
from canvass.db import db
from canvass.findings import FindingSeen
from tests.cast import Cast, Person, join
from tests.walk import Ground, Phone, lend


def report(phone: Phone, door: uuid.UUID, problem: str) -> dict[str, str]:
    return phone.freeze("door.reported", {"door": str(door), "problem": problem})


def found(person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = person.get("/api/findings", query_string=query)
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_a_lead_sees_what_was_added_and_reported_and_by_whom(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    added, unsafe = phone.add_door(ground.turf, uuid.uuid4()), report(phone, ground.doors[1], "unsafe")
    phone.hand_in(added, phone.visit(ground.doors[0]), unsafe)

    shown = found(cast.beto)

    assert {each["event"]: (each["kind"], each["problem"]) for each in shown} == {
        unsafe["id"]: ("door.reported", "unsafe"),
        added["id"]: ("door.added", None),
    }
    assert {each["door"]["number"] for each in shown} == {"11", "99"}
    assert {(each["by"], each["turf_name"]) for each in shown} == {("Alma", "Arroyo")}
    assert cast.beto.get("/api/quarantine/waiting").json == {"items": 0, "findings": 2, "phones": 0}


def test_what_one_has_seen_nobody_is_shown_again(cast: Cast, ground: Ground, phone: Phone) -> None:
    wrong = report(phone, ground.doors[1], "wrong")
    phone.hand_in(wrong)

    for _ in range(2):
        assert cast.beto.post(f"/api/findings/{wrong['id']}/seen").status_code == 204

    assert found(cast.beto) == found(cast.elena) == []
    with cast.app.app_context():
        assert db.session.scalars(select(FindingSeen.seen_by_id)).all() == [cast.beto.member_id]
        assert len(db.session.scalars(select(Act.n).where(Act.act == "finding_seen")).all()) == 1


def test_who_leads_elsewhere_is_told_nothing(cast: Cast, ground: Ground, phone: Phone) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    missing, visit = report(phone, ground.doors[1], "missing"), phone.visit(ground.doors[0])
    phone.hand_in(missing, visit)

    assert found(fabio) == []
    assert fabio.post(f"/api/findings/{missing['id']}/seen").status_code == 404
    assert cast.beto.post(f"/api/findings/{visit['id']}/seen").status_code == 404
    assert cast.alma.get("/api/findings").status_code == 403


def test_the_newest_come_first_in_pages(cast: Cast, ground: Ground, phone: Phone) -> None:
    items = [report(phone, door, "wrong") for door in ground.doors]
    for item in items:
        phone.hand_in(item)

    first = cast.beto.get("/api/findings", query_string={"limit": 3}).json
    rest = found(cast.beto, limit=3, after=first["next"])

    assert [each["event"] for each in [*first["items"], *rest]] == [each["id"] for each in reversed(items)]


def test_a_late_visit_is_shown_to_the_lead_and_said_at_the_door(cast: Cast, ground: Ground) -> None:
    old = lend(cast, ground.turf, cast.alma)
    visit, slip = old.visit(ground.doors[0], "conversation"), old.visit(ground.doors[1])
    new = lend(cast, ground.turf, cast.dario)
    old.hand_in(visit, slip, old.void(slip["id"]))
    new.hand_in(new.visit(ground.doors[2]))

    late = cast.beto.get(f"/api/turfs/{ground.turf}/late-visits").json

    assert late["count"] == 1
    [shown] = late["items"]
    assert (shown["by"], shown["result"], shown["door"]["number"]) == ("Alma", "conversation", "10")
    assert new.row(ground.turf, ground.doors[0])["last"]["late"]
    assert cast.dario.get(f"/api/turfs/{ground.turf}/late-visits").status_code == 403
