"""What the tables show is what the log tells: after any history, and again after whatever happened to the tables."""

import random
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from canvass import erasures, log, projections, visits
from canvass.arrivals import Outbox
from canvass.db import begin_reading_one_moment, begin_writing, db
from canvass.places import Door
from canvass.projections import Difference
from canvass.visits import DoorState, Visit
from tests.cast import Cast
from tests.test_visits import NOW, Handed, hand_in, state, story
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]
RESULTS = ("conversation", "not_home", "do_not_knock", "vacant")


def wander(cast: Cast, ground: Ground, phones: Sequence[Phone], chance: random.Random) -> list[Handed]:
    """A walk that nobody planned: visits at doors known and found, corrections and voidings, some of them of visits
    that come later or never, from several devices and outboxes."""
    found = uuid.uuid4()
    doors = [*ground.doors[:3], found]
    seen: list[str] = [str(uuid.uuid4())]
    told: list[Handed] = []
    for _ in range(chance.randrange(4, 16)):
        phone = chance.choice(phones)
        door, result = chance.choice(doors), chance.choice(RESULTS)
        item = chance.choice(
            [
                lambda phone=phone, door=door, result=result: phone.visit(door, result),
                lambda phone=phone, door=door, result=result: phone.correct(
                    chance.choice(seen), door, result
                ),
                lambda phone=phone: phone.void(chance.choice(seen)),
                lambda phone=phone: phone.add_door(ground.turf, found),
            ]
        )()
        seen.append(item["id"])
        told.append((phone.person.device_id, item))
    return told


def batches_of(told: Sequence[Handed], chance: random.Random) -> list[list[Handed]]:
    """All of it, in any order, some of it twice, cut anyhow."""
    shuffled = [*told, *chance.sample(told, len(told) // 3)]
    chance.shuffle(shuffled)
    batches: list[list[Handed]] = []
    while shuffled:
        size = chance.randrange(1, 6)
        batches.append(shuffled[:size])
        shuffled = shuffled[size:]
    return batches


def ids_of(told: Sequence[Handed], kind: str) -> list[uuid.UUID]:
    """The ids of what was told of this kind, and one that never comes."""
    return [uuid.UUID(item["id"]) for _, item in told if f'"{kind}"' in item["envelope"]] + [uuid.uuid4()] * 2


def forget_some(told: Sequence[Handed], chance: random.Random) -> None:
    """Forget visits, whether they are here already or not; purge what was said of a door."""
    visits.forget(chance.sample(ids_of(told, "visit.recorded"), chance.randrange(3)), NOW)
    log.purge(chance.sample(ids_of(told, "door.added"), chance.randrange(2)))


def wipe_tables() -> None:
    """Lose everything that can be worked out from the log."""
    db.session.execute(delete(Visit))
    db.session.execute(delete(DoorState))
    db.session.execute(update(Door).values(do_not_knock=False, do_not_knock_event_id=None))


def tell_and_check(
    told: Sequence[Handed], ground: Ground, chance: random.Random, meanwhile: Callable[[], None]
) -> None:
    """Hand all of it in, whatever happens meanwhile: the tables are what the log tells, and come back when they are lost."""
    for batch in batches_of(told, chance):
        hand_in(batch)
        meanwhile()
        assert projections.rebuild(fix=False) == []
    before = state(ground)
    wipe_tables()
    projections.rebuild(fix=True)
    assert state(ground) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), forgetful=st.booleans())
def test_after_any_history_the_tables_are_what_the_log_tells(
    walk: tuple[Cast, Ground, list[Phone]], seed: int, forgetful: bool
) -> None:
    cast, ground, phones = walk
    chance = random.Random(seed)
    told = wander(cast, ground, phones, chance)

    def forget_now_and_then() -> None:
        if forgetful and chance.random() < 0.4:
            forget_some(told, chance)

    with cast.app.app_context():
        begin_writing(db.session)
        tell_and_check(told, ground, chance, forget_now_and_then)
        assert projections.rebuild(fix=False) == []
        db.session.rollback()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_what_is_forgotten_in_the_end_leaves_the_same_whatever_the_order_was(
    walk: tuple[Cast, Ground, list[Phone]], seed: int
) -> None:
    cast, ground, phones = walk
    chance = random.Random(seed)
    told = wander(cast, ground, phones, chance)
    gone = chance.sample(ids_of(told, "visit.recorded"), 2)
    outcomes = []
    for _ in range(2):
        with cast.app.app_context():
            begin_writing(db.session)
            for batch in batches_of(told, chance):
                hand_in(batch)
            visits.forget(gone, NOW)
            outcomes.append(state(ground))
            db.session.rollback()
    assert outcomes[0] == outcomes[1]


def test_every_difference_is_named_and_written_anew(
    walk: tuple[Cast, Ground, list[Phone]], writing: Writing
) -> None:
    cast, ground, (alma, dario, _) = walk
    first, second = ground.doors[:2]
    wrong, lost, asked = (
        alma.visit(first, "conversation"),
        alma.visit(second),
        dario.visit(second, "do_not_knock"),
    )
    alma.hand_in(wrong, lost)
    dario.hand_in(asked)
    extra = uuid.uuid4()
    with writing():
        row = db.session.execute(
            select(*Visit.__table__.c).where(Visit.id == uuid.UUID(wrong["id"]))
        ).mappings()
        db.session.execute(Visit.__table__.insert(), [{**row.one(), "id": extra}])
        db.session.execute(update(Visit).where(Visit.id == uuid.UUID(wrong["id"])).values(result="vacant"))
        db.session.execute(delete(Visit).where(Visit.id == uuid.UUID(lost["id"])))
        db.session.execute(update(DoorState).where(DoorState.door_id == first).values(attempts=7))
        db.session.execute(delete(DoorState).where(DoorState.door_id == second))
        db.session.execute(
            update(Door).where(Door.id == second).values(do_not_knock=False, do_not_knock_event_id=None)
        )
        db.session.execute(update(Outbox).where(Outbox.outbox == alma.outbox).values(contiguous_through=1))
    before = alma.snapshot(ground.turf)["cursor"]

    with cast.app.app_context():
        begin_reading_one_moment(db.session)
        found = projections.rebuild(fix=False)
    assert found == sorted(
        [
            Difference("visits", str(extra), "row"),
            Difference("visits", wrong["id"], "result"),
            Difference("visits", lost["id"], "row"),
            Difference("door_states", f"{ground.campaign}/{first}", "attempts"),
            Difference("door_states", f"{ground.campaign}/{second}", "row"),
            Difference("doors", str(second), "do_not_knock"),
            Difference("doors", str(second), "do_not_knock_event_id"),
            Difference("outboxes", f"{cast.alma.device_id}/{alma.outbox}", "contiguous_through"),
        ]
    )
    assert alma.row(ground.turf, first)["attempts"] == 7

    with writing():
        assert projections.rebuild(fix=True) == found
    with writing():
        assert projections.rebuild(fix=False) == []
    told = cast.alma.get(f"/api/sync/pull?turf={ground.turf}&cursor={before}").json["rows"]
    assert {row["door"]: (row["attempts"], row["do_not_knock"]) for row in told} == {
        str(first): (1, False),
        str(second): (2, True),
    }


def test_what_a_lead_decided_of_a_mark_is_no_difference(walk: tuple[Cast, Ground, list[Phone]]) -> None:
    cast, ground, (alma, *_) = walk
    lifted, marked = ground.doors[:2]
    alma.hand_in(alma.visit(lifted, "do_not_knock"))
    cast.beto.delete(f"/api/doors/{lifted}/do-not-knock", {"reason": "Nueva familia"})
    cast.beto.put(f"/api/doors/{marked}/do-not-knock", {"reason": "sign"})

    with cast.app.app_context():
        assert projections.rebuild(fix=False) == []


def test_the_story_told_in_portions_is_the_same_story(
    walk: tuple[Cast, Ground, list[Phone]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, ground, (alma, dario, _) = walk
    monkeypatch.setattr(projections, "PORTION", 2)
    with cast.app.app_context():
        begin_writing(db.session)
        hand_in(story(cast, ground, alma, dario))
        before = state(ground)
        assert projections.rebuild(fix=False) == []
        wipe_tables()
        projections.rebuild(fix=True)
        assert state(ground) == before
        assert not erasures.anything_forgotten()
        db.session.rollback()
