"""After a restore, phones that enrolled since the backup lose nothing: what they hand in waits until a lead knows them."""

import json
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from canvass import devices, held_pushes
from canvass.audit import Act
from canvass.contacts import Contact
from canvass.db import db
from canvass.devices import Device, secret_hash
from canvass.handed import read_handed
from canvass.held_pushes import HeldPush
from canvass.log import Event, LogHead
from tests.cast import Cast, Person, join
from tests.people import contact, hand_in
from tests.walk import Ground, Phone, lend

Writing = Callable[[], AbstractContextManager[None]]
HELD = "/api/held-pushes"


@pytest.fixture
def unknown(cast: Cast, ground: Ground) -> Phone:
    """Alma's new phone, which the restored server has never seen; it walks under her lease."""
    known = lend(cast, ground.turf, cast.alma)
    stranger = Person(
        "Alma", cast.alma.member_id, uuid.uuid4(), "a token that nobody has", "", cast.alma.client
    )
    return Phone(stranger, known.assignment, known.generation)


@pytest.fixture
def restored(writing: Writing) -> Callable[[datetime], None]:
    def note(at: datetime) -> None:
        with writing():
            db.session.execute(update(LogHead).values(restored_at=at))

    return note


@pytest.fixture
def lately(restored: Callable[[datetime], None]) -> None:
    restored(datetime.now(UTC))


def count(cast: Cast, model: Any) -> int:
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def only(cast: Cast) -> dict[str, Any]:
    (item,) = cast.beto.get(HELD).json["items"]
    return dict(item)


def test_before_any_restore_and_long_after_one_an_unknown_phone_is_refused(
    cast: Cast, ground: Ground, unknown: Phone, restored: Callable[[datetime], None]
) -> None:
    assert unknown.push(unknown.visit(ground.doors[0])).status_code == 401
    restored(datetime.now(UTC) - held_pushes.HELD_FOR - timedelta(hours=1))
    assert unknown.push(unknown.visit(ground.doors[0])).status_code == 401
    assert count(cast, HeldPush) == 0


@pytest.mark.usefixtures("lately")
def test_what_an_unknown_phone_hands_in_is_held_once_and_is_no_fact(
    cast: Cast, ground: Ground, unknown: Phone
) -> None:
    items = [unknown.visit(door) for door in ground.doors]
    unknown.push(*items[:3])

    answer = unknown.push(*items)

    assert {(each["verdict"], each["reason"]) for each in answer.json["verdicts"]} == {("retry", "held")}
    assert all(each["retry_after"] for each in answer.json["verdicts"])
    assert answer.json["outboxes"] == [
        {"outbox": str(unknown.outbox), "contiguous_through": 0, "missing": [], "backed_up_through": 0}
    ]
    assert (count(cast, HeldPush), count(cast, Event)) == (5, 0)
    shown = only(cast)
    assert shown["events"] == 5
    assert [(each["name"], [who["alias"] for who in each["members"]]) for each in shown["leases"]] == [
        ("Arroyo", ["Alma"])
    ]


@pytest.mark.usefixtures("lately")
def test_a_phone_that_a_lead_confirms_has_lost_nothing(cast: Cast, ground: Ground, unknown: Phone) -> None:
    items = [unknown.visit(door, "conversation") for door in ground.doors]
    bad = {**unknown.visit(ground.doors[0]), "envelope": "{"}
    unknown.push(*items, bad)

    shown = only(cast)
    path = f"{HELD}/{shown['phone']}/confirmation"
    answer = cast.beto.post(path, {"member": str(cast.alma.member_id)})

    assert answer.json == {"accepted": 5, "duplicate": 0, "quarantined": 1, "conflict": 0}
    assert cast.beto.get(HELD).json["items"] == []
    assert unknown.hand_in(*items, unknown.visit(ground.doors[0])) == ["duplicate"] * 5 + ["accepted"]
    with cast.app.app_context():
        made = db.session.scalars(select(Device).order_by(Device.id)).all()
        mine = [each.id for each in made if each.member_id == cast.alma.member_id]
        event = db.session.get_one(Event, uuid.UUID(items[0]["id"]))
        assert event.device_id in mine
        assert not event.late
        assert abs(event.received_at - datetime.fromisoformat(shown["first_at"])) < timedelta(seconds=1)
        act = db.session.scalars(select(Act).order_by(Act.n.desc())).first()
        assert act is not None
        assert (act.act, act.facts) == ("push_confirmed", {"events": 6})
    assert cast.beto.post(path, {"member": str(cast.alma.member_id)}).status_code == 404


@pytest.mark.usefixtures("lately")
def test_of_a_note_that_nobody_sealed_nothing_is_held(cast: Cast, ground: Ground, unknown: Phone) -> None:
    visit = unknown.visit(ground.doors[0], "conversation", note="perro bravo")
    unknown.push(visit)
    unknown.push(visit)
    with cast.app.app_context():
        (raw,) = db.session.scalars(select(HeldPush.raw)).all()
    assert b"perro" not in raw

    path = f"{HELD}/{only(cast)['phone']}/confirmation"
    assert cast.beto.post(path, {"member": str(cast.alma.member_id)}).json["accepted"] == 1
    assert unknown.hand_in(visit) == ["duplicate"]


@pytest.mark.usefixtures("lately")
def test_a_discarded_phone_is_refused_from_then_on(cast: Cast, ground: Ground, unknown: Phone) -> None:
    unknown.push(unknown.visit(ground.doors[0]))

    assert cast.beto.delete(f"{HELD}/{only(cast)['phone']}").status_code == 204

    assert unknown.push(unknown.visit(ground.doors[0])).status_code == 401
    assert (count(cast, HeldPush), count(cast, Event)) == (0, 0)


@pytest.mark.usefixtures("lately")
@pytest.mark.parametrize("confirmed", [True, False])
def test_of_a_push_that_was_on_its_way_when_somebody_decided_nothing_is_held(
    cast: Cast, ground: Ground, unknown: Phone, writing: Writing, *, confirmed: bool
) -> None:
    item, late = unknown.visit(ground.doors[0]), unknown.visit(ground.doors[1])
    unknown.push(item)
    path, member = f"{HELD}/{only(cast)['phone']}", {"member": str(cast.alma.member_id)}
    answer = cast.beto.post(f"{path}/confirmation", member) if confirmed else cast.beto.delete(path)
    assert answer.status_code < 300

    # It was let in as a stranger's, and waited for the lock meanwhile.
    with writing():
        hashed = secret_hash(unknown.person.push_token)
        held = held_pushes.hold(hashed, [read_handed(each) for each in (item, late)], datetime.now(UTC))

    assert [each.verdict for each in held.verdicts] == ["retry", "retry"]
    assert count(cast, HeldPush) == 0
    assert cast.beto.get(HELD).json["items"] == []


@pytest.mark.usefixtures("lately")
def test_of_people_nothing_is_held_beside_an_unknown_phones_visits(
    cast: Cast, ground: Ground, unknown: Phone
) -> None:
    person = contact(cast, ground.campaign)

    (verdict,) = hand_in(unknown.person, person)

    assert (verdict["verdict"], verdict["backed_up"], verdict["reason"]) == ("retry", False, "held")
    assert (count(cast, HeldPush), count(cast, Contact)) == (0, 0)


@pytest.mark.usefixtures("lately")
def test_a_lead_says_so_of_volunteers_alone(cast: Cast, ground: Ground, unknown: Phone) -> None:
    unknown.push(unknown.visit(ground.doors[0]))
    path = f"{HELD}/{only(cast)['phone']}/confirmation"

    assert cast.alma.get(HELD).status_code == cast.celia.get(HELD).status_code == 403
    assert cast.alma.post(path, {"member": str(cast.alma.member_id)}).status_code == 403
    assert cast.beto.post(path, {"member": str(cast.celia.member_id)}).status_code == 403
    assert cast.elena.post(path, {"member": str(cast.celia.member_id)}).status_code == 200


@pytest.mark.usefixtures("lately")
def test_a_lead_elsewhere_neither_sees_nor_decides_what_is_this_campaigns(
    cast: Cast, ground: Ground, unknown: Phone
) -> None:
    unknown.push(unknown.visit(ground.doors[0]))
    path = f"{HELD}/{only(cast)['phone']}"
    other = join(cast.app, "Fabián", "lead")

    assert other.get(HELD).json["items"] == []
    assert other.post(f"{path}/confirmation", {"member": str(cast.alma.member_id)}).status_code == 404
    assert other.delete(path).status_code == 404

    assert cast.beto.delete(path).status_code == 204


@pytest.mark.usefixtures("lately")
def test_a_phone_under_a_lease_that_the_restore_forgot_is_for_every_lead(cast: Cast, unknown: Phone) -> None:
    unknown.assignment = uuid.uuid4()
    unknown.push(unknown.visit(uuid.uuid4()))
    other = join(cast.app, "Fabián", "lead")

    (shown,) = other.get(HELD).json["items"]

    assert (shown["events"], shown["leases"]) == (1, [])


@pytest.mark.usefixtures("lately")
def test_invented_tokens_cannot_fill_the_disk(
    cast: Cast, ground: Ground, unknown: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = unknown.visit(ground.doors[0])
    monkeypatch.setattr(held_pushes, "MOST_OF_PHONE", held_pushes.ROW_BYTES + len(item["envelope"]) * 2)
    monkeypatch.setattr(held_pushes, "MOST_PHONES", 2)
    assert unknown.hand_in(item) == ["retry"]
    assert unknown.hand_in(unknown.visit(ground.doors[1])) == ["retry"]
    for token in ("another", "and another"):
        unknown.person.push_token = token
        assert unknown.hand_in(unknown.visit(ground.doors[2])) == ["retry"]

    assert [each["events"] for each in cast.beto.get(HELD).json["items"]] == [1, 1]


@pytest.mark.usefixtures("lately")
def test_empty_items_by_the_thousand_cannot_fill_the_disk_either(
    cast: Cast, unknown: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_pushes, "MOST_OF_PHONE", 100 * 1024)
    for start in range(0, 300, 100):
        unknown.push(*({"envelope": start + n} for n in range(100)))

    assert count(cast, HeldPush) == 100


@pytest.mark.usefixtures("lately")
def test_poison_is_held_like_anything_else(cast: Cast, unknown: Phone) -> None:
    poison = [
        None,
        {"id": "\ud800", "envelope": "\ud800"},
        {"id": str(uuid.uuid4()), "envelope": {"x": 1e308}},
    ]

    answer = cast.app.test_client().post(
        "/api/sync/push",
        data=json.dumps({"events": poison}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {unknown.person.push_token}"},
    )

    assert answer.status_code == 200
    verdicts = cast.beto.post(
        f"{HELD}/{only(cast)['phone']}/confirmation", {"member": str(cast.alma.member_id)}
    )
    assert verdicts.json["quarantined"] == len(poison)


def invent(unknown: Phone, n: int) -> None:
    """Somebody outside makes up tokens and leases."""
    for each in range(n):
        stranger = Phone(replace(unknown.person, push_token=f"invented {each}"), uuid.uuid4())
        assert stranger.hand_in(stranger.visit(uuid.uuid4())) == ["retry"]


@pytest.mark.usefixtures("lately")
def test_who_invents_tokens_takes_no_place_from_a_phone_under_a_lease(
    cast: Cast, ground: Ground, unknown: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_pushes, "MOST_STRANGERS", 3)
    monkeypatch.setattr(held_pushes, "MOST_PHONES", 3)
    monkeypatch.setattr(held_pushes, "MOST_BYTES_OF_STRANGERS", 64 * 1024)
    monkeypatch.setattr(held_pushes, "MOST_BYTES", 4096)
    invent(unknown, 5)
    assert len(cast.beto.get(HELD).json["items"]) == 3

    unknown.push(*(unknown.visit(door) for door in ground.doors[:2]))

    shown = cast.beto.get(HELD).json["items"]
    assert [(each["events"], len(each["leases"])) for each in shown] == [(1, 0)] * 3 + [(2, 1)]


@pytest.mark.usefixtures("lately")
def test_all_phones_that_name_no_lease_are_discarded_at_once(
    cast: Cast, ground: Ground, unknown: Phone
) -> None:
    invent(unknown, 3)
    unknown.push(unknown.visit(ground.doors[0]))
    shown = {"phones": [each["phone"] for each in cast.beto.get(HELD).json["items"]]}
    assert cast.alma.post(f"{HELD}/discards", shown).status_code == 403

    # One that names a lease is not taken with the others, though it was shown with them.
    assert cast.beto.post(f"{HELD}/discards", shown).status_code == 204

    assert [len(each["leases"]) for each in cast.beto.get(HELD).json["items"]] == [1]
    stranger = Phone(replace(unknown.person, push_token="invented 0"), uuid.uuid4())
    assert stranger.push(stranger.visit(uuid.uuid4())).status_code == 401
    assert unknown.hand_in(unknown.visit(ground.doors[1])) == ["retry"]
    with cast.app.app_context():
        act = db.session.scalars(select(Act).order_by(Act.n.desc())).first()
        assert act is not None
        assert (act.act, act.facts) == ("pushes_discarded", {"phones": 3, "events": 3})
    assert cast.beto.post(f"{HELD}/discards", shown).status_code == 204


@pytest.mark.usefixtures("lately")
def test_a_phone_that_came_after_the_list_was_shown_is_not_discarded_with_it(
    cast: Cast, unknown: Phone
) -> None:
    invent(unknown, 2)
    shown = [each["phone"] for each in cast.beto.get(HELD).json["items"]]
    late = Phone(replace(unknown.person, push_token="came since"), uuid.uuid4())
    late.push(late.visit(uuid.uuid4()))

    assert cast.beto.post(f"{HELD}/discards", {"phones": shown}).status_code == 204

    assert only(cast)["phone"] not in shown
    assert late.hand_in(late.visit(uuid.uuid4())) == ["retry"]


@pytest.mark.usefixtures("lately")
def test_of_two_who_confirm_the_same_phone_at_once_one_is_told_that_it_is_done(
    cast: Cast, ground: Ground, unknown: Phone
) -> None:
    items = [unknown.visit(door) for door in ground.doors]
    unknown.push(*items)
    path, start = f"{HELD}/{only(cast)['phone']}/confirmation", threading.Barrier(3)
    statuses: list[int] = []

    def confirm(who: Person, member: uuid.UUID) -> None:
        start.wait(20)
        statuses.append(who.post(path, {"member": str(member)}).status_code)

    who = ((cast.beto, cast.alma), (cast.elena, cast.alma), (cast.elena.at(cast.app), cast.alma))
    threads = [threading.Thread(target=confirm, args=(lead, owner.member_id)) for lead, owner in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(statuses) == [200, 404, 404]
    assert (count(cast, Event), count(cast, HeldPush)) == (5, 0)


@pytest.mark.usefixtures("lately")
def test_a_phone_that_is_known_is_nobodys_to_confirm(
    cast: Cast, ground: Ground, unknown: Phone, writing: Writing
) -> None:
    unknown.push(unknown.visit(ground.doors[0]))
    path = f"{HELD}/{only(cast)['phone']}/confirmation"
    with writing():
        devices.add_device(cast.alma.member_id, secret_hash(unknown.person.push_token))

    assert cast.beto.post(path, {"member": str(cast.alma.member_id)}).status_code == 404
