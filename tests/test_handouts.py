"""Who was handed sealed records stands in the chain: in few acts, that say nothing of any record, and hold nobody up."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from canvass import handouts
from canvass.audit import Act, first_broken_link, write_act
from canvass.db import begin_writing, db
from canvass.exports import SEALED
from canvass.handouts import ACT, HANDOUTS, Tally
from tests.cast import Cast
from tests.people import contact, hand_in, new_case, new_note, new_person, new_task, route
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def acts(cast: Cast) -> list[tuple[UUID | None, UUID | None, Any]]:
    with cast.app.app_context():
        found = db.session.scalars(select(Act).where(Act.act == ACT).order_by(Act.n)).all()
        assert first_broken_link() is None
        return [(act.actor_id, act.subject_id, act.facts) for act in found]


def facts(cast: Cast) -> list[Any]:
    return [told for _, _, told in acts(cast)]


def test_a_queue_that_was_handed_out_is_noted_once_and_without_its_length(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    hand_in(cast.alma, *(contact(cast, ground.campaign) for _ in range(3)))
    for _ in range(3):
        assert len(cast.celia.get("/api/contacts").json["items"]) == 3
    assert acts(cast) == [(cast.celia.member_id, None, {"what": "contact", "at_least": 1})]
    cast.celia.get("/api/contacts")
    assert facts(cast) == [{"what": "contact", "at_least": 1}, {"what": "contact", "at_least": 10}]


def test_each_kind_of_sealed_record_is_noted(cast: Cast, ground: Ground, phone: Phone) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    case, person = new_case(cast), new_person(cast)
    routing = route(cast, item["id"], case=case, ladder=person)
    assert cast.celia.post(f"/api/contacts/{item['id']}/routing", routing).status_code == 200
    for path in (f"contacts/{item['id']}", f"cases/{case['id']}", f"ladder/{person['id']}"):
        assert cast.celia.get(f"/api/{path}").status_code == 200
    cast.celia.get("/api/cases")
    cast.celia.get("/api/ladder")
    assert [each["what"] for each in facts(cast)] == ["contact", "case", "ladder"]
    gathering = {**new_note(cast, "leadership", "gathering"), "next_on": "2026-12-05"}
    parts = [
        (f"cases/{case['id']}/tasks", "cases/tasks", new_task(cast, "consulta", "case.task")),
        (f"ladder/{person['id']}/tasks", "ladder/tasks", new_task(cast, "leadership", "ladder.task")),
        (f"ladder/{person['id']}/notes", "ladder/notes", new_note(cast, "leadership", "ladder.note")),
        ("patterns/likenesses", "patterns/likenesses", new_note(cast, "consulta", "likeness")),
        (
            "patterns/meetings",
            "patterns/meetings",
            {**new_note(cast, "consulta", "meeting"), "next_on": "2026-12-05"},
        ),
        ("gatherings", "gatherings", gathering),
        (f"gatherings/{gathering['id']}/replies",) * 2 + (new_note(cast, "leadership", "gathering.reply"),),
    ]
    for add, read, body in parts:
        assert cast.celia.post(f"/api/{add}", body).status_code == 201
        assert cast.celia.get(f"/api/{read}").json["items"][0]["id"] == body["id"]
    noted = [each["what"] for each in facts(cast)]
    assert noted[3:8] == ["case.task", "ladder.task", "ladder.note", "likeness", "meeting"]
    assert noted[8:] == ["gathering", "gathering.reply"]
    assert set(noted) < {each.kind for each in SEALED}
    ids = (item["id"], case["id"], person["id"], *(body["id"] for *_, body in parts))
    assert not [each for each in acts(cast) for record in ids if record in str(each)]


def test_who_is_handed_nothing_that_opens_leaves_no_act(cast: Cast, ground: Ground, phone: Phone) -> None:
    hand_in(cast.alma, contact(cast, ground.campaign))
    assert cast.elena.get("/api/contacts").json["items"][0]["sealed"] is None
    assert cast.celia.get(f"/api/contacts/{uuid4()}").status_code == 404
    assert cast.celia.get("/api/cases").json["items"] == []
    assert cast.alma.get("/api/contacts").status_code == 403
    assert cast.alma.get(f"/api/turfs/{ground.turf}/snapshot").status_code == 200
    assert facts(cast) == []


def test_many_who_read_at_once_write_one_act(cast: Cast, ground: Ground, phone: Phone) -> None:
    hand_in(cast.alma, contact(cast, ground.campaign))
    answers: list[int] = []

    def read() -> None:
        client = cast.celia.at(cast.app)
        answers.append(client.get("/api/contacts").status_code)

    readers = [threading.Thread(target=read) for _ in range(6)]
    for each in readers:
        each.start()
    for each in readers:
        each.join(60)
    assert answers == [200] * 6
    assert facts(cast) == [{"what": "contact", "at_least": 1}]


def test_who_reads_while_no_act_can_be_written_is_answered_and_noted_later(
    cast: Cast, ground: Ground, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(cast.alma, contact(cast, ground.campaign))
    with monkeypatch.context() as held:
        held.setattr(handouts, "begins_writing", lambda session: False)
        assert cast.celia.get("/api/contacts").status_code == 200
    assert facts(cast) == []
    # Not at once: an import may take minutes, and each try would wait for it.
    assert cast.celia.get("/api/contacts").status_code == 200
    assert facts(cast) == []
    tally = cast.app.extensions[HANDOUTS]
    later = datetime.now(UTC) + handouts.NEXT_TRY
    assert tally.add(cast.celia.member_id, "contact", 1, later) == 1


def test_an_act_waits_for_the_chain_and_follows_it(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    hand_in(cast.alma, contact(cast, ground.campaign))
    answers: list[int] = []
    reader = threading.Thread(target=lambda: answers.append(cast.celia.get("/api/contacts").status_code))
    with cast.app.app_context():
        begin_writing(db.session)
        write_act("before", actor=None)
        reader.start()
        reader.join(0.3)
        db.session.commit()
    reader.join(60)
    assert answers == [200]
    assert facts(cast) == [{"what": "contact", "at_least": 1}]


def test_the_next_day_begins_anew() -> None:
    tally, who = Tally(), uuid4()
    steps = []
    for hours in (0, 0, 1, 2, 24):
        step = tally.add(who, "contact", 60, NOON + timedelta(hours=hours))
        steps.append(step)
        if step:
            tally.note(who, "contact", step)
    assert steps == [10, 100, None, None, 10]
    assert tally.add(uuid4(), "contact", 0, NOON) is None
